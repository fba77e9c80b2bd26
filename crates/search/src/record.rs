//! What is stored beside a document and shown with a hit.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use tantivy::TantivyDocument;
use tantivy::schema::OwnedValue;

use crate::normal::folded;
use crate::schema::{Fields, exact_term, key};
use crate::{Document, Error, Keyword};

/// Longest keyword value, in bytes.
const LONGEST_KEYWORD: usize = 1_000;

/// The stored facts of a document.
#[derive(Serialize, Deserialize)]
pub(crate) struct Record<'a> {
    #[serde(borrow)]
    pub(crate) id: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) title: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) item: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) agency: Cow<'a, str>,
    pub(crate) issued_on: NaiveDate,
    pub(crate) published_at: DateTime<FixedOffset>,
    pub(crate) revision: i64,
    #[serde(borrow)]
    pub(crate) index_no: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) status: Cow<'a, str>,
    pub(crate) leaf_index: u64,
    #[serde(borrow)]
    pub(crate) columns: Cow<'a, str>,
}

impl<'a> Record<'a> {
    fn of(document: &'a Document) -> Self {
        Self {
            id: document.id.as_str().into(),
            title: document.title.as_str().into(),
            item: document.item.as_str().into(),
            agency: document.agency.as_str().into(),
            issued_on: document.issued_on,
            published_at: document.published_at,
            revision: document.revision,
            index_no: document.index_no.as_str().into(),
            status: document.status.as_str().into(),
            leaf_index: document.leaf_index,
            columns: document.columns.as_str().into(),
        }
    }
}

/// The document as the engine takes it, sorted among those of its day by `leaf`.
pub(crate) fn engine_document(
    document: &Document,
    leaf: u64,
    fields: &Fields,
) -> Result<TantivyDocument, Error> {
    let mut out = TantivyDocument::default();
    out.add_text(fields.id, &document.id);
    out.add_text(fields.item, &document.item);
    out.add_text(fields.agency, &document.agency);
    for region in &document.regions {
        out.add_text(fields.region, region);
    }
    out.add_text(fields.year, document.year.to_string());
    if !document.status.is_empty() {
        out.add_text(fields.status, &document.status);
    }
    if !document.area.is_empty() {
        out.add_text(fields.area, &document.area);
    }
    let short = |value: &&Keyword| value.value.len() <= LONGEST_KEYWORD;
    for keyword in document.keywords.iter().filter(short) {
        out.add_text(fields.exact, exact_term(&keyword.key, &keyword.value));
    }
    let facets = facets(document.keywords.iter().filter(|keyword| keyword.facet).filter(short));
    if !facets.is_empty() {
        out.add_object(fields.facets, facets);
    }
    out.add_u64(fields.key, key(document.issued_on, leaf));
    add_text(&mut out, document, fields);
    out.add_text(fields.record, serde_json::to_string(&Record::of(document))?);
    out.add_text(fields.body, &document.body);
    Ok(out)
}

/// The counted values by key; several of one key as a list, so that each is counted.
fn facets<'a>(keywords: impl Iterator<Item = &'a Keyword>) -> BTreeMap<String, OwnedValue> {
    let mut facets = BTreeMap::new();
    for keyword in keywords {
        let value = OwnedValue::Str(keyword.value.clone());
        match facets.entry(keyword.key.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(value);
            }
            Entry::Occupied(mut entry) => match entry.get_mut() {
                OwnedValue::Array(values) => values.push(value),
                one => {
                    let first = std::mem::replace(one, OwnedValue::Null);
                    *one = OwnedValue::Array(vec![first, value]);
                }
            },
        }
    }
    facets
}

fn add_text(out: &mut TantivyDocument, document: &Document, fields: &Fields) {
    let title = folded(&document.title);
    let body = folded(&document.body);
    let number = folded(document.document_no.as_deref().unwrap_or_default());
    out.add_text(fields.grams, folded(&document.index_no));
    if document.full_text {
        out.add_text(fields.words, &title);
        out.add_text(fields.words, &body);
        out.add_text(fields.heading, &title);
        out.add_text(fields.heading, folded(&document.agency_name));
        out.add_text(fields.heading, &number);
    }
    out.add_text(fields.grams, number);
    out.add_text(fields.grams, title);
    out.add_text(fields.grams, body);
}
