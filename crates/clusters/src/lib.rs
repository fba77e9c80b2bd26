#![doc = include_str!("../README.md")]

mod grouping;
mod settle;
mod weights;

pub use grouping::{Group, Grouping, Limits, Move, Text};
