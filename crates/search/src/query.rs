//! What a reader asks and what the index answers.

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::Cursor;

/// The order of the hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best match first; without a text the same as [`Sort::Newest`].
    #[default]
    Relevance,
    /// Latest day of issue first.
    Newest,
    /// Earliest day of issue first.
    Oldest,
}

/// A column whose values are counted over all hits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Facet {
    /// By catalogue item.
    Item,
    /// By agency.
    Agency,
    /// By region; a hit counts for its region and every region above.
    Region,
    /// By year.
    Year,
    /// By status.
    Status,
    /// By openness area.
    Area,
    /// By the keyword field with this key.
    Field(String),
}

/// A question. `Query::default()` asks for everything, newest first, and shows no hits: set `limit`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// What the reader typed: terms between blanks, all of which must occur. Any bytes will do;
    /// at most 16 terms and 128 characters are looked at.
    pub text: String,
    /// Only this catalogue item.
    pub item: Option<String>,
    /// Only this agency.
    pub agency: Option<String>,
    /// Only this region and those below it.
    pub region: Option<String>,
    /// Only this year.
    pub year: Option<i32>,
    /// Only this status.
    pub status: Option<String>,
    /// Only this openness area.
    pub area: Option<String>,
    /// Keyword fields that must have exactly this value.
    pub filters: Vec<(String, String)>,
    /// Issued on this day or later.
    pub from: Option<NaiveDate>,
    /// Issued on this day or earlier.
    pub to: Option<NaiveDate>,
    /// Order of the hits.
    pub sort: Sort,
    /// Goes on behind this place; with it `offset` is not looked at.
    pub after: Option<Cursor>,
    /// Number of hits to pass over, at most 10,000.
    pub offset: usize,
    /// Number of hits to show, at most 1,000.
    pub limit: usize,
    /// Columns to count.
    pub facets: Vec<Facet>,
    /// Whether to mark the terms in title and passage.
    pub highlight: bool,
    /// For looking something up among very many by a part of its name: looks no further once this many are found, in an
    /// order by date those of the found alone, and takes words of the text for no answer.
    pub at_most: Option<u64>,
}

/// A piece of shown text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text as it was published.
    pub text: String,
    /// Whether it is what the reader looked for.
    pub marked: bool,
}

/// One hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Identifier of the disclosure.
    pub id: String,
    /// Title.
    pub title: String,
    /// Title in pieces; one unmarked piece unless `highlight` was asked for.
    pub title_marked: Vec<Span>,
    /// Some 120 characters of the text around the best match; empty unless `highlight` was asked for.
    pub passage: Vec<Span>,
    /// Key of the catalogue item.
    pub item: String,
    /// Code of the agency.
    pub agency: String,
    /// Day of issue.
    pub issued_on: NaiveDate,
    /// When the disclosure was first published.
    pub published_at: DateTime<FixedOffset>,
    /// Number of the revision.
    pub revision: i64,
    /// Index number (索引号).
    pub index_no: String,
    /// Status; empty if the item has none.
    pub status: String,
    /// Leaf of the revision in the log.
    pub leaf_index: u64,
    /// The compact JSON the document came with.
    pub columns: String,
}

/// A facet and its values with the number of hits, the 10,000 most frequent, in that order.
pub type FacetCounts = (Facet, Vec<(String, u64)>);

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results {
    /// Exact number of documents found; with [`Query::at_most`] there may be more once it is that many.
    pub total: u64,
    /// The hits asked for.
    pub hits: Vec<Hit>,
    /// Counts over all documents found, in the order asked.
    pub facets: Vec<FacetCounts>,
    /// Where to go on; `None` on the last page.
    pub next: Option<Cursor>,
    /// Nothing holds all the terms as typed, so these hold some of the words.
    pub relaxed: bool,
}
