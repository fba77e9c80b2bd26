#![doc = include_str!("../README.md")]

mod column;
mod document;
mod encoding;
mod error;
mod feed;
mod format;
mod guard;
pub mod paper;
mod read;
mod rejects;
mod write;

pub use column::{
    AGENCY_COLUMN, Column, ColumnKind, EXPORT_COLUMNS, HeaderProblem, Mapping, REJECT_COLUMNS, match_header,
};
pub use document::{Profile, ReadDocument, Removed, read_document};
pub use error::Error;
pub use feed::{Entry, Feed};
pub use format::Format;
pub use read::{Cell, Reading, Row, RowProblem, Rows};
pub use rejects::Rejects;
pub use write::{Style, TableWriter};
