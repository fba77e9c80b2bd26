//! What an agency must have published, and what it has.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use mingjing_catalogue::{Item, Level};
use mingjing_search::{Facet, Query, Sort};

use crate::{Error, House};

/// How an agency stands with one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// There is nothing.
    Missing,
    /// The newest is older than the item's freshness allows.
    Stale,
    /// There is something, and it is fresh where that is asked.
    Present,
}

/// One item that an agency must publish.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected<'a> {
    /// The item.
    pub item: &'a Item,
    /// How much there is.
    pub count: u64,
    /// The day the newest bears.
    pub newest: Option<NaiveDate>,
    /// How it stands.
    pub standing: Standing,
}

/// The items that an agency must have something of, by the catalogue's levels and publishers, in the order of the
/// catalogue. Asks the index, so not on the threads that answer requests.
///
/// # Errors
/// [`Error::NotFound`] for an agency that is not in the register; when the index fails.
pub fn completeness<'a>(house: &'a House, agency: &str) -> Result<Vec<Expected<'a>>, Error> {
    let items = items_of(house, agency)?;
    let counts = counts_of(house, agency)?;
    items.into_iter().map(|item| expected(house, agency, item, &counts)).collect()
}

/// How many items an agency must have something of, and of how many it has nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// Items that it must have something of.
    pub expected: usize,
    /// Those of which there is nothing.
    pub missing: usize,
}

/// The same in two numbers, for lists of many agencies: one question to the index for each.
///
/// # Errors
/// As [`completeness`].
pub fn coverage(house: &House, agency: &str) -> Result<Coverage, Error> {
    let items = items_of(house, agency)?;
    let counts = counts_of(house, agency)?;
    let missing = items.iter().filter(|item| !counts.contains_key(&item.key)).count();
    Ok(Coverage { expected: items.len(), missing })
}

fn items_of<'a>(house: &'a House, agency: &str) -> Result<Vec<&'a Item>, Error> {
    let register = house.register();
    let found = register.agency(agency).ok_or(Error::NotFound("这个机关"))?;
    if found.valid_until.is_some() {
        return Ok(Vec::new());
    }
    let Some(level) = Level::from_key(&found.level) else { return Ok(Vec::new()) };
    let items = house.rules.catalogue.items().iter();
    Ok(items.filter(|item| item.is_expected_of(level, &found.name)).collect())
}

/// How much an agency has of each item of which it has anything.
fn counts_of(house: &House, agency: &str) -> Result<HashMap<String, u64>, Error> {
    let counted = Query { agency: Some(agency.to_owned()), facets: vec![Facet::Item], ..Query::default() };
    let facets = house.search.search(&counted)?.facets;
    Ok(facets.into_iter().flat_map(|(_, counts)| counts).filter(|(_, count)| *count > 0).collect())
}

fn expected<'a>(
    house: &House,
    agency: &str,
    item: &'a Item,
    counts: &HashMap<String, u64>,
) -> Result<Expected<'a>, Error> {
    let count = counts.get(&item.key).copied().unwrap_or_default();
    let newest = if count == 0 { None } else { newest(house, agency, item)? };
    let due = newest
        .zip(item.freshness.as_ref())
        .and_then(|(newest, freshness)| newest.checked_add_days(Days::new(freshness.days.into())));
    let standing = match newest {
        None => Standing::Missing,
        Some(_) if due.is_some_and(|due| due < house.now().date_naive()) => Standing::Stale,
        Some(_) => Standing::Present,
    };
    Ok(Expected { item, count, newest, standing })
}

fn newest(house: &House, agency: &str, item: &Item) -> Result<Option<NaiveDate>, Error> {
    let query = Query {
        agency: Some(agency.to_owned()),
        item: Some(item.key.clone()),
        sort: Sort::Newest,
        limit: 1,
        ..Query::default()
    };
    Ok(house.search.search(&query)?.hits.first().map(|hit| hit.issued_on))
}
