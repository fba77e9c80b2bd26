#![doc = include_str!("../README.md")]

mod canonical;
mod content;
pub mod difference;
mod entry;
mod error;
mod index_number;
pub mod life;
pub mod structure;

pub use content::{Attachment, Content, Digest, Kind};
pub use entry::{Entry, EntryRef, Event, Ground, MAX_REASON_CHARS, public_reason};
pub use error::Error;
pub use index_number::IndexNumber;
