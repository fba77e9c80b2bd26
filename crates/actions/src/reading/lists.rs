//! Lists that change: as they were on a day, and what changed. Nothing here is newer than what was gathered from the
//! public log.

use chrono::NaiveDate;
use mingjing_publication::Content;
use mingjing_store::lists::{self, ChangeRow};

use crate::{Action, Error, House, Officer};

pub use mingjing_store::lists::Behind;

/// A part of a list, and where it goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Part<T, B> {
    /// What is shown.
    pub shown: Vec<T>,
    /// Behind what the next part begins; none for the last one.
    pub next: Option<B>,
}

/// A change of an entry: what it was before, and what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryChange {
    /// The disclosure that is the entry.
    pub id: String,
    /// Agency.
    pub agency: String,
    /// Code of the entry.
    pub entry: String,
    /// The list.
    pub item: String,
    /// The day from which it is so.
    pub day: String,
    /// When the version that says so was published, RFC 3339.
    pub published_at: String,
    /// The leaf of that version.
    pub leaf_index: u64,
    /// What it was before; none if it was not in the list.
    pub before: Option<Content>,
    /// What it is; none if it is in the list no longer.
    pub after: Option<Content>,
}

/// Where a comparison goes on: behind this day and disclosure.
pub type BehindChange = (String, String);

/// The entries of a list on a day, of one agency or (empty) of all, by agency and code.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_on(
    house: &House,
    item: &str,
    agency: &str,
    day: NaiveDate,
    behind: Option<Behind>,
    limit: usize,
) -> Result<Part<Content, Behind>, Error> {
    let register = house.register();
    let last = if agency.is_empty() {
        register.agencies().map(|agency| agency.code.as_str()).max().unwrap_or_default()
    } else {
        agency
    };
    let behind = behind.unwrap_or_else(|| Behind { agency: agency.to_owned(), ..Behind::default() });
    let mut tx = house.db.read().await?;
    let mut rows = lists::at(&mut tx, item, &day.to_string(), &behind, last, asked(limit)).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| Behind {
        agency: row.agency_code.clone(),
        entry: row.entry.clone(),
        id: row.disclosure_id.clone(),
    });
    let shown = rows.iter().map(|row| Content::from_bytes(row.content.as_bytes()));
    Ok(Part { shown: shown.collect::<Result<_, _>>()?, next })
}

/// The entries that are not the same on two days, of one agency or (empty) of all, the latest change first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_between(
    house: &House,
    item: &str,
    agency: &str,
    (from, to): (NaiveDate, NaiveDate),
    behind: Option<BehindChange>,
    limit: usize,
) -> Result<Part<EntryChange, BehindChange>, Error> {
    let (from, to) = (from.to_string(), to.to_string());
    // Before the first place stands a day behind all days.
    let behind = behind.unwrap_or_else(|| (crate::gathering::OPEN.to_owned(), String::new()));
    let mut tx = house.db.read().await?;
    let behind = (behind.0.as_str(), behind.1.as_str());
    let mut rows = lists::between(&mut tx, item, agency, (&from, &to), behind, asked(limit)).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| (row.valid_from.clone(), row.disclosure_id.clone()));
    Ok(Part { shown: rows.into_iter().map(change).collect::<Result<_, _>>()?, next })
}

/// The changes of a list published last, of one agency or (empty) of all, the newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_changes(
    house: &House,
    item: &str,
    agency: &str,
    limit: usize,
) -> Result<Vec<EntryChange>, Error> {
    let mut tx = house.db.read().await?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    lists::newest(&mut tx, item, agency, limit).await?.into_iter().map(change).collect()
}

/// The changes of all lists published last, of the agencies that a person may see.
///
/// # Errors
/// When the database cannot be read.
pub async fn changes_for(house: &House, by: &Officer) -> Result<Vec<EntryChange>, Error> {
    /// Changes of one list looked at, of other agencies too where the person may see several.
    const LOOKED_AT: usize = 500;
    /// Changes shown.
    const SHOWN: usize = 50;
    let may = |agency: &str| house.may(by, Action::ReadPublished, agency);
    let of_others = house.register().agencies().any(|agency| agency.code != by.agency && may(&agency.code));
    let agency = if of_others { "" } else { by.agency.as_str() };
    let mut found = Vec::new();
    for item in house.rules.catalogue.items().iter().filter(|item| item.history.is_some()) {
        let changes =
            list_changes(house, &item.key, agency, if of_others { LOOKED_AT } else { SHOWN }).await?;
        found.extend(changes.into_iter().filter(|change| may(&change.agency)));
    }
    found.sort_unstable_by_key(|change| std::cmp::Reverse(change.leaf_index));
    found.truncate(SHOWN);
    Ok(found)
}

impl EntryChange {
    /// What happened, in a word.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match (&self.before, &self.after) {
            (None, _) => "新增",
            (Some(_), Some(_)) => "变更",
            (Some(_), None) => "移出",
        }
    }
}

/// One row more than shown tells whether there is a next part.
fn asked(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}

fn change(row: ChangeRow) -> Result<EntryChange, Error> {
    let read = |text: &String| Content::from_bytes(text.as_bytes());
    Ok(EntryChange {
        before: row.before_content.as_ref().map(read).transpose()?,
        after: row.content.as_ref().filter(|_| row.present).map(read).transpose()?,
        id: row.disclosure_id,
        agency: row.agency_code,
        entry: row.entry,
        item: row.item,
        day: row.valid_from,
        published_at: row.at,
        leaf_index: crate::house::as_u64(row.leaf_index),
    })
}
