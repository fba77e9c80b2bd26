#![doc = include_str!("../README.md")]

pub mod assets;
pub mod components;
#[cfg(test)]
mod contrast;
pub mod display;
pub mod form;
pub mod format;
pub mod frame;
pub mod gallery;
pub mod markdown;
pub mod origin;
pub mod page;
