//! Hits of the index as entries and rows.

use mingjing_actions::House;
use mingjing_actions::following::ELEMENTS;
use mingjing_actions::reading::Latest;
use mingjing_catalogue::{Catalogue, Field, FieldKind, Item};
use mingjing_design::components::{Link, Tag};
use mingjing_design::format;
use mingjing_publication::Content;
use mingjing_search::{Hit, Span};
use serde_json::{Map, Value, json};

use super::disclosure::elements;
use super::facets::Names;
use crate::log_entries::moment;
use crate::pages::{Cell, Entry, RecordRow, Stretch};

/// The hits as entries of a list.
pub(crate) fn entries(house: &House, hits: &[Hit]) -> Vec<Entry> {
    let names = Names::new(house);
    hits.iter().map(|hit| entry(&house.rules.catalogue, &names, hit)).collect()
}

fn entry(catalogue: &Catalogue, names: &Names<'_>, hit: &Hit) -> Entry {
    let item = catalogue.item(&hit.item);
    let columns = columns(hit);
    let is_number = |field: &&Field| matches!(field.kind, FieldKind::DocumentNumber { .. });
    let number = item
        .and_then(|item| item.fields.iter().find(is_number))
        .and_then(|field| columns.get(&field.key))
        .and_then(Value::as_str)
        .unwrap_or(&hit.index_no);
    let has_status = item.is_some_and(|item| item.status_field.is_some());
    Entry {
        href: format!("/d/{}", hit.id),
        title: stretches(&hit.title_marked, &hit.title),
        agency: Link::new(format!("/a/{}", hit.agency), names.agency_on(&hit.agency, hit.issued_on)),
        item: item.map_or_else(|| hit.item.clone(), |item| item.title.zh.clone()),
        date: format::date(hit.issued_on),
        number: number.to_owned(),
        status: (has_status && !hit.status.is_empty()).then(|| Tag::status(&hit.status)),
        elements: scored(&columns),
        passage: stretches(&hit.passage, ""),
    }
}

/// What became public last, each with the day on which it did.
pub(crate) fn latest(house: &House, found: &[Latest]) -> Vec<Entry> {
    let names = Names::new(house);
    let entry = |one: &Latest| {
        let content = &one.content;
        let item = house.rules.catalogue.item(&content.item);
        let value = |key: &String| content.fields.get(key).and_then(Value::as_str);
        let is_number = |field: &&Field| matches!(field.kind, FieldKind::DocumentNumber { .. });
        let number =
            item.and_then(|item| item.fields.iter().find(is_number)).and_then(|field| value(&field.key));
        let status = item.and_then(|item| item.status_field.as_ref()).and_then(value);
        Entry {
            href: format!("/d/{}", content.id),
            title: vec![Stretch::plain(&content.title)],
            agency: Link::new(
                format!("/a/{}", content.agency),
                names.agency_on(&content.agency, content.issued_on),
            ),
            item: item.map_or_else(|| content.item.clone(), |item| item.title.zh.clone()),
            date: format::date(moment(&one.published_at).date_naive()),
            number: number.unwrap_or(&content.index_no).to_owned(),
            status: status.map(Tag::status),
            elements: None,
            passage: Vec::new(),
        }
    };
    found.iter().map(entry).collect()
}

fn stretches(spans: &[Span], otherwise: &str) -> Vec<Stretch> {
    if spans.is_empty() && !otherwise.is_empty() {
        return vec![Stretch::plain(otherwise)];
    }
    spans.iter().map(|span| Stretch { text: span.text.clone(), marked: span.marked }).collect()
}

/// How complete it is, where the columns say so.
fn scored(columns: &Map<String, Value>) -> Option<Tag> {
    let (has, asked) = serde_json::from_value(columns.get(ELEMENTS)?.clone()).ok()?;
    Some(elements(has, asked))
}

/// The compact values a hit carries for lists.
fn columns(hit: &Hit) -> Map<String, Value> {
    serde_json::from_str(&hit.columns).unwrap_or_default()
}

/// Titles of the columns, and a row for each hit. What the title is made of has no column of its own.
pub(crate) fn records(house: &House, item: &Item, hits: &[Hit]) -> (Vec<String>, Vec<RecordRow>) {
    let rows = hits.iter().map(|hit| (hit.id.as_str(), hit.title.as_str(), columns(hit)));
    table(house, item, rows)
}

/// The same of contents, as they were.
pub(crate) fn rows(house: &House, item: &Item, contents: &[Content]) -> (Vec<String>, Vec<RecordRow>) {
    let rows = contents.iter().map(|one| {
        let mut values = one.fields.clone();
        if let Some(found) = item.completeness(&one.fields) {
            let has = found.asked - found.missing.len();
            values.insert(ELEMENTS.to_owned(), json!([has, found.asked]));
        }
        (one.id.as_str(), one.title.as_str(), values)
    });
    table(house, item, rows)
}

/// Rows of identity, title and values.
fn table<'a>(
    house: &House,
    item: &Item,
    rows: impl Iterator<Item = (&'a str, &'a str, Map<String, Value>)>,
) -> (Vec<String>, Vec<RecordRow>) {
    let names = Names::new(house);
    let in_title = |field: &&Field| item.title_pattern.fields().any(|key| key == field.key);
    let fields: Vec<&Field> = item.list_fields().filter(|field| !in_title(field)).collect();
    let mut titles: Vec<String> = fields.iter().map(|field| field.label.zh.clone()).collect();
    if item.has_elements() {
        titles.push("要素完整度".to_owned());
    }
    let row = |(id, title, values): (&str, &str, Map<String, Value>)| {
        let elements = || scored(&values).map_or(Cell::Text(String::new()), Cell::State);
        let cell = |field: &Field| cell(item, field, values.get(&field.key).unwrap_or(&Value::Null), &names);
        RecordRow {
            title: Link::new(format!("/d/{id}"), title),
            cells: fields.iter().copied().map(cell).chain(item.has_elements().then(elements)).collect(),
        }
    };
    (titles, rows.map(row).collect())
}

fn cell(item: &Item, field: &Field, value: &Value, names: &Names<'_>) -> Cell {
    let text = names.display(field, value);
    if item.status_field.as_ref() == Some(&field.key) && !text.is_empty() {
        return Cell::State(Tag::status(&text));
    }
    match field.kind {
        FieldKind::Date
        | FieldKind::Time
        | FieldKind::Money { .. }
        | FieldKind::Number { .. }
        | FieldKind::DocumentNumber { .. }
        | FieldKind::CreditCode => Cell::Whole(text),
        _ => Cell::Text(text),
    }
}
