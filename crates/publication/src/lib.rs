#![doc = include_str!("../README.md")]

mod content;
mod entry;
mod error;
mod index_number;
pub mod life;

pub use content::{Attachment, Content, Digest};
pub use entry::{Entry, Event, Ground};
pub use error::Error;
pub use index_number::IndexNumber;
