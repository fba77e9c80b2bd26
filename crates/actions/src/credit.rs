//! Credit (信用): enterprises by part of a name or code, and what is recorded of one.
//!
//! Which items count, and in which field the name stands, the catalogue says (`[credit]`). Names are looked for in an
//! index of their own, which follows the log with the other; what it finds is shown only while a record bears it.

use std::collections::HashSet;

use chrono::{DateTime, Datelike, FixedOffset, Months, NaiveDate};
use mingjing_calendar::{Amount, Limit};
use mingjing_catalogue::{CODE_FIELD, Composed, Credit, FieldProblem, Item, Publicity};
use mingjing_publication::Content;
use mingjing_search::{Change, Document, Facet, Keyword, Query, Sort, Span};
use serde_json::{Map, Value};

use crate::reading::{self, PublicDisclosure};
use crate::{Error, House};

/// Names of one enterprise that are looked at.
const MOST_NAMES: usize = 100;

/// Names after which a lookup looks no further: who sees so many writes more of the name.
pub const MOST_FOUND: u64 = 1_000;

/// A name with its code, as a lookup finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundName {
    /// Unified social credit code.
    pub code: String,
    /// The name in pieces, with what was looked for marked.
    pub name: Vec<Span>,
    /// Records that bear this name, by item.
    pub records: Vec<(String, u64)>,
}

/// What is recorded of an enterprise.
#[derive(Debug, Clone, PartialEq)]
pub struct Enterprise {
    /// Unified social credit code.
    pub code: String,
    /// The name in its newest record.
    pub name: String,
    /// Other names in its records.
    pub former_names: Vec<String>,
    /// Records by item.
    pub counts: Vec<(String, u64)>,
    /// Records of the item asked for, or all.
    pub total: u64,
    /// The records of the page asked for, newest first.
    pub records: Vec<PublicDisclosure>,
}

/// Until when a record is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicityTerm {
    /// The last day.
    pub ends_on: NaiveDate,
    /// The first day on which a repair may end it.
    pub repair_from: NaiveDate,
    /// The limit that says how long it is shown at most.
    pub longest: Limit,
    /// The limit that says how long it is shown at least.
    pub shortest: Limit,
}

/// The enterprise that a public content speaks of: code and name.
fn subject<'a>(item: &Item, content: &'a Content) -> Option<(&'a str, &'a str)> {
    let credit = item.credit.as_ref().filter(|credit| !credit.is_of_a_person(&content.fields))?;
    let text = |key: &str| content.fields.get(key).and_then(Value::as_str);
    Some((text(CODE_FIELD)?, text(&credit.name)?))
}

/// Names for the index of names, each once.
#[derive(Debug, Default)]
pub(crate) struct Names {
    seen: HashSet<String>,
}

impl Names {
    /// Names that are remembered, so that they are not written again.
    const MOST_SEEN: usize = 100_000;

    /// What the index of names is to be told of a content.
    pub(crate) fn of(&mut self, item: &Item, content: &Content, leaf: u64) -> Option<Change> {
        let (code, name) = subject(item, content)?;
        let id = format!("{code} {name}");
        if self.seen.len() >= Self::MOST_SEEN {
            self.seen.clear();
        }
        if !self.seen.insert(id.clone()) {
            return None;
        }
        Some(Change::Put(Box::new(Document {
            id,
            item: String::new(),
            agency: String::new(),
            agency_name: String::new(),
            regions: Vec::new(),
            year: content.issued_on.year(),
            status: String::new(),
            area: String::new(),
            title: name.to_owned(),
            index_no: code.to_owned(),
            document_no: None,
            body: String::new(),
            full_text: false,
            issued_on: content.issued_on,
            published_at: midnight(content.issued_on),
            revision: 1,
            leaf_index: leaf,
            keywords: vec![Keyword { key: CODE_FIELD.to_owned(), value: code.to_owned(), facet: false }],
            columns: "{}".to_owned(),
        })))
    }
}

fn midnight(day: NaiveDate) -> DateTime<FixedOffset> {
    day.and_time(chrono::NaiveTime::MIN).and_utc().with_timezone(&mingjing_calendar::china())
}

/// Items that have records of enterprises.
pub fn items(house: &House) -> impl Iterator<Item = (&Item, &Credit)> {
    house.rules.catalogue.items().iter().filter_map(|item| Some((item, item.credit.as_ref()?)))
}

/// Enterprises with this in their name or code, those with the newest records first, and how many names have it, up to
/// [`MOST_FOUND`]. Asks the index, so not on the threads that answer requests.
///
/// # Errors
/// When the index fails.
pub fn find(house: &House, text: &str, offset: usize, limit: usize) -> Result<(Vec<FoundName>, u64), Error> {
    let query = Query {
        text: text.to_owned(),
        sort: Sort::Newest,
        offset,
        limit,
        highlight: true,
        at_most: Some(MOST_FOUND),
        ..Query::default()
    };
    if text.trim().is_empty() {
        return Ok((Vec::new(), 0));
    }
    let found = house.names.search(&query)?;
    let mut names = Vec::with_capacity(found.hits.len());
    for hit in found.hits {
        let records = borne(house, &hit.index_no, &hit.title)?;
        if !records.is_empty() {
            names.push(FoundName { code: hit.index_no, name: hit.title_marked, records });
        }
    }
    Ok((names, found.total))
}

/// Records that bear this name and code, by item; items without any are not there. Those of a code with one name bear
/// it, which takes one question instead of one for each item.
fn borne(house: &House, code: &str, name: &str) -> Result<Vec<(String, u64)>, Error> {
    let of_code = Query { filters: vec![(CODE_FIELD.to_owned(), code.to_owned())], ..Query::default() };
    if house.names.search(&of_code)?.total == 1 {
        let found = house.search.search(&Query { facets: vec![Facet::Item], ..of_code })?;
        let mut counts: Vec<_> = found.facets.into_iter().flat_map(|(_, counts)| counts).collect();
        counts.retain(|(key, _)| items(house).any(|(item, _)| item.key == *key));
        return Ok(counts);
    }
    let mut counts = Vec::new();
    for (item, credit) in items(house) {
        let filters = vec![(CODE_FIELD.to_owned(), code.to_owned()), (credit.name.clone(), name.to_owned())];
        let query = Query { item: Some(item.key.clone()), filters, ..Query::default() };
        let total = house.search.search(&query)?.total;
        if total > 0 {
            counts.push((item.key.clone(), total));
        }
    }
    Ok(counts)
}

/// What is recorded of the enterprise with this code, of one item or of all; none if nothing is.
///
/// # Errors
/// When the index or the database fails.
pub async fn enterprise(
    house: &House,
    code: &str,
    item: Option<String>,
    (offset, limit): (usize, usize),
) -> Result<Option<Enterprise>, Error> {
    let of_code = Query { filters: vec![(CODE_FIELD.to_owned(), code.to_owned())], ..Query::default() };
    let whole = Query { facets: vec![Facet::Item], limit: 1, sort: Sort::Newest, ..of_code.clone() };
    let asked = Query { item, offset, limit, sort: Sort::Newest, ..of_code.clone() };
    let names = Query { limit: MOST_NAMES, ..of_code };
    let (whole, asked, names) = tokio::task::block_in_place(|| {
        let names = house.names.search(&names)?.hits.into_iter().map(|hit| hit.title);
        let mut borne_names = Vec::new();
        for name in names {
            if !borne(house, code, &name)?.is_empty() {
                borne_names.push(name);
            }
        }
        Ok::<_, Error>((house.search.search(&whole)?, house.search.search(&asked)?, borne_names))
    })?;
    let Some(newest) = whole.hits.first() else { return Ok(None) };
    let current = reading::disclosure(house, &newest.id).await?;
    let current = current.as_ref().and_then(PublicDisclosure::content);
    let name = current
        .and_then(|content| subject(house.rules.catalogue.item(&content.item)?, content))
        .map(|(_, name)| name.to_owned())
        .or_else(|| names.first().cloned())
        .unwrap_or_else(|| code.to_owned());
    let mut records = Vec::with_capacity(asked.hits.len());
    for hit in &asked.hits {
        records.extend(reading::disclosure(house, &hit.id).await?.filter(|one| !is_of_a_person(house, one)));
    }
    Ok(Some(Enterprise {
        code: code.to_owned(),
        former_names: names.into_iter().filter(|other| *other != name).collect(),
        name,
        counts: whole.facets.into_iter().flat_map(|(_, counts)| counts).collect(),
        total: asked.total,
        records,
    }))
}

/// What was published of a person before the catalogue closed that is no part of an enterprise's page.
fn is_of_a_person(house: &House, disclosure: &PublicDisclosure) -> bool {
    let credit = house.rules.catalogue.item(&disclosure.item).and_then(|item| item.credit.as_ref());
    credit.zip(disclosure.content()).is_some_and(|(credit, content)| credit.is_of_a_person(&content.fields))
}

/// Until when a record with this content is shown; none where that does not end.
///
/// # Errors
/// When a limit is missing from the rules.
pub fn publicity_term(house: &House, content: &Content) -> Result<Option<PublicityTerm>, Error> {
    let item = house.rules.catalogue.item(&content.item);
    let publicity = item.and_then(|item| item.credit.as_ref()?.publicity.as_ref());
    publicity.map(|publicity| term(house, publicity, content.issued_on, &content.fields)).transpose()
}

fn term(
    house: &House,
    publicity: &Publicity,
    issued_on: NaiveDate,
    fields: &Map<String, Value>,
) -> Result<PublicityTerm, Error> {
    let limit =
        |key: &str| house.rules.limits.get(key).cloned().map_err(|error| Error::Corrupt(error.to_string()));
    let text = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default();
    let area = text(&publicity.area_field);
    let in_area = publicity.areas.iter().any(|word| area.contains(word.as_str()));
    let shortest = limit(if in_area { &publicity.shortest_in_areas } else { &publicity.shortest })?;
    let longest = limit(&publicity.longest)?;
    let last = end(issued_on, &longest);
    let until = text(&publicity.until).parse::<NaiveDate>().ok();
    Ok(PublicityTerm {
        ends_on: until.map_or(last, |until| until.min(last)),
        repair_from: end(issued_on, &shortest),
        longest,
        shortest,
    })
}

/// What stands against publishing a record: that its publicity is over, as when an archive is brought in.
///
/// # Errors
/// When a limit is missing from the rules.
pub(crate) fn is_over(
    house: &House,
    item: &Item,
    composed: &Composed,
    today: NaiveDate,
) -> Result<Option<FieldProblem>, Error> {
    let Some(publicity) = item.credit.as_ref().and_then(|credit| credit.publicity.as_ref()) else {
        return Ok(None);
    };
    let PublicityTerm { ends_on, longest, .. } =
        term(house, publicity, composed.issued_on, &composed.public)?;
    if ends_on >= today {
        return Ok(None);
    }
    let given = |key: &&String| composed.public.contains_key(key.as_str());
    let field = item.issued_on.iter().find(given).and_then(|key| item.field(key));
    Ok(field.map(|field| FieldProblem {
        field: field.key.clone(),
        label: field.label.zh.clone(),
        message: format!(
            "公示期到 {ends_on} 已经届满({})，不能再公开；请核对日期，日期无误的不必录入",
            longest.source
        ),
    }))
}

/// The last day of a limit in days or months that begins with the day of the decision.
fn end(start: NaiveDate, limit: &Limit) -> NaiveDate {
    let end = match limit.amount {
        Amount::Months(months) => start.checked_add_months(Months::new(months)),
        Amount::Days(days) | Amount::WorkingDays(days) => {
            start.checked_add_days(chrono::Days::new(days.into()))
        }
        Amount::Hours(_) => Some(start),
    };
    end.unwrap_or(NaiveDate::MAX)
}
