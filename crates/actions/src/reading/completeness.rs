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
    let register = house.register();
    let found = register.agency(agency).ok_or(Error::NotFound("这个机关"))?;
    if found.valid_until.is_some() {
        return Ok(Vec::new());
    }
    let Some(level) = Level::from_key(&found.level) else { return Ok(Vec::new()) };
    let items = house.rules.catalogue.items().iter();
    let items: Vec<&Item> = items.filter(|item| item.is_expected_of(level, &found.name)).collect();
    let counted = Query { agency: Some(agency.to_owned()), facets: vec![Facet::Item], ..Query::default() };
    let facets = house.search.search(&counted)?.facets;
    let counts: HashMap<String, u64> = facets.into_iter().flat_map(|(_, counts)| counts).collect();
    items.into_iter().map(|item| expected(house, agency, item, &counts)).collect()
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
