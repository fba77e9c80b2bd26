#![doc = include_str!("../README.md")]

mod ask;
mod begun;
mod cursor;
mod document;
mod error;
mod filter;
mod find;
mod gather;
mod gram;
mod index;
mod inspect;
mod mark;
mod normal;
mod order;
mod query;
mod record;
mod schema;
mod select;
mod tally;
mod word;

pub use cursor::Cursor;
pub use document::{Change, Document, Keyword};
pub use error::Error;
pub use index::SearchIndex;
pub use normal::folded;
pub use query::{Facet, FacetCounts, Hit, Query, Results, Sort, Span};
pub use select::Selection;
pub use word::words_of;
