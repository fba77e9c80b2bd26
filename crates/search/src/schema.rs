//! The fields of the index and the key its lists are sorted by.

use chrono::{Datelike, NaiveDate};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, JsonObjectOptions, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{Index, Term};

use crate::gram::GramTokenizer;
use crate::word::WordTokenizer;
use crate::{Error, Facet};

/// Raised with every change to the fields or to the way text is cut; an index of another version is
/// made anew.
pub(crate) const VERSION: u32 = 4;

/// Sort key: days from the year 1 above, leaf of the log below.
pub(crate) const KEY: &str = "key";
const LEAF_BITS: u32 = 40;
const FACETS: &str = "facets";
const RAW: &str = "raw";
const GRAMS: &str = "grams";
const WORDS: &str = "words";

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// Identifier; deletes go by it.
    pub(crate) id: Field,
    pub(crate) item: Field,
    pub(crate) agency: Field,
    pub(crate) region: Field,
    pub(crate) year: Field,
    pub(crate) status: Field,
    pub(crate) area: Field,
    /// Exact values of the item's own fields, each as `key=value`: what a filter asks for.
    pub(crate) exact: Field,
    /// Those values again that are counted, as columns only: columns of values that hardly repeat, such as
    /// codes, would cost more than everything else together.
    pub(crate) facets: Field,
    pub(crate) key: Field,
    /// Title, numbers and body in pieces: what is found and what is not.
    pub(crate) grams: Field,
    /// Title, agency and number of running texts in pieces: raises the rank.
    pub(crate) heading: Field,
    /// Title and body of running texts in words: orders the hits.
    pub(crate) words: Field,
    /// What a hit shows, as [`crate::record::Record`].
    pub(crate) record: Field,
    /// Body as it came, for passages.
    pub(crate) body: Field,
}

impl Fields {
    /// The field a column of filters and facets lies in.
    pub(crate) fn of(&self, column: &Facet) -> Field {
        match column {
            Facet::Item => self.item,
            Facet::Agency => self.agency,
            Facet::Region => self.region,
            Facet::Year => self.year,
            Facet::Status => self.status,
            Facet::Area => self.area,
            Facet::Field(_) => self.exact,
        }
    }

    /// The term of one exact value of a column.
    pub(crate) fn term(&self, column: &Facet, value: &str) -> Term {
        match column {
            Facet::Field(key) => Term::from_field_text(self.exact, &exact_term(key, value)),
            _ => Term::from_field_text(self.of(column), value),
        }
    }
}

/// The name of the fast column behind a facet.
pub(crate) fn column_name(column: &Facet) -> String {
    match column {
        Facet::Item => "item".to_owned(),
        Facet::Agency => "agency".to_owned(),
        Facet::Region => "region".to_owned(),
        Facet::Year => "year".to_owned(),
        Facet::Status => "status".to_owned(),
        Facet::Area => "area".to_owned(),
        Facet::Field(key) => format!("{FACETS}.{}", json_path(key)),
    }
}

/// A field key is one step of the path, whatever characters it has.
fn json_path(key: &str) -> String {
    key.replace('\\', "\\\\").replace('.', "\\.")
}

/// A field's exact value as one term. Keys have no `=`.
pub(crate) fn exact_term(key: &str, value: &str) -> String {
    format!("{key}={value}")
}

/// The schema and its fields.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let raw = || TextFieldIndexing::default().set_tokenizer(RAW).set_fieldnorms(false);
    let exact =
        || TextOptions::default().set_indexing_options(raw().set_index_option(IndexRecordOption::Basic));
    let column = || exact().set_fast(RAW);
    let text = |tokenizer: &str, record: IndexRecordOption| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record),
        )
    };
    let grams = || text(GRAMS, IndexRecordOption::WithFreqsAndPositions);
    let fields = Fields {
        id: builder.add_text_field("id", exact()),
        item: builder.add_text_field("item", column()),
        agency: builder.add_text_field("agency", column()),
        region: builder.add_text_field("region", column()),
        year: builder.add_text_field("year", column()),
        status: builder.add_text_field("status", column()),
        area: builder.add_text_field("area", column()),
        exact: builder.add_text_field("exact", exact()),
        facets: builder.add_json_field(FACETS, JsonObjectOptions::default().set_fast(RAW)),
        key: builder.add_u64_field(KEY, FAST),
        grams: builder.add_text_field("grams", grams()),
        heading: builder.add_text_field("heading", grams()),
        words: builder.add_text_field("words", text(WORDS, IndexRecordOption::WithFreqs)),
        record: builder.add_text_field("record", STORED),
        body: builder.add_text_field("body", STORED),
    };
    (builder.build(), fields)
}

/// Tells an opened index how its text is cut.
pub(crate) fn register(index: &Index) {
    index.tokenizers().register(GRAMS, GramTokenizer);
    index.tokenizers().register(WORDS, WordTokenizer);
}

/// The sort key of a document issued on `day` with leaf `leaf`.
pub(crate) fn key(day: NaiveDate, leaf: u64) -> u64 {
    first_key(day) | leaf.min((1 << LEAF_BITS) - 1)
}

/// The lowest key of a day. Days before the year 1 count as its first.
pub(crate) fn first_key(day: NaiveDate) -> u64 {
    u64::try_from(day.num_days_from_ce()).unwrap_or(0) << LEAF_BITS
}

/// The leaf in a sort key.
pub(crate) fn leaf(key: u64) -> u64 {
    key & ((1 << LEAF_BITS) - 1)
}

/// What a commit says about the index: its version and the number of leaves it has followed.
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct Payload {
    pub(crate) version: u32,
    pub(crate) watermark: u64,
}

impl Payload {
    pub(crate) fn text(watermark: u64) -> Result<String, Error> {
        Ok(serde_json::to_string(&Self { version: VERSION, watermark })?)
    }
}
