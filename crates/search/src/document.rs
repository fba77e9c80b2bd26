//! What the follower of the log puts into the index.

use chrono::{DateTime, FixedOffset, NaiveDate};

/// One disclosure in its latest public revision, as far as searching and listing need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Identifier of the disclosure; a second document with the same one replaces the first.
    pub id: String,
    /// Key of the catalogue item.
    pub item: String,
    /// Code of the agency.
    pub agency: String,
    /// Name of the agency; it raises the rank of hits but is not part of the text.
    pub agency_name: String,
    /// Code of the agency's region and of all regions above it.
    pub regions: Vec<String>,
    /// Year the list files it under.
    pub year: i32,
    /// Status, such as 有效; empty if the item has none.
    pub status: String,
    /// Openness area, one of the five.
    pub area: String,
    /// Title, plain text.
    pub title: String,
    /// Index number (索引号).
    pub index_no: String,
    /// Document number (发文字号).
    pub document_no: Option<String>,
    /// Body, text of the attachments and of the fields, plain text. What the title says need not be
    /// said again: it is found there, and indexing costs by the character.
    pub body: String,
    /// Whether this is running text, ranked by words, or a short record, indexed fast.
    pub full_text: bool,
    /// Day of issue; lists are in its order.
    pub issued_on: NaiveDate,
    /// When the disclosure was first published.
    pub published_at: DateTime<FixedOffset>,
    /// Number of the revision, from 1.
    pub revision: i64,
    /// Leaf of the revision in the transparency log; that of the first revision put orders documents
    /// of one day.
    pub leaf_index: u64,
    /// Exact values, for filters and facets. Values over 1,000 bytes are left out.
    pub keywords: Vec<Keyword>,
    /// Compact JSON shown in lists, handed back as it came.
    pub columns: String,
}

/// The exact value of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyword {
    /// Key of the field.
    pub key: String,
    /// Its value.
    pub value: String,
    /// Whether its values are counted in lists, not only asked for.
    pub facet: bool,
}

/// One step of the follower.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Adds a document or replaces the one with the same id.
    Put(Box<Document>),
    /// Takes a document out; nothing happens if there is none.
    Remove {
        /// Identifier of the disclosure.
        id: String,
    },
}
