//! Entries of lists that change: which version of an entry holds from which day until before which.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// A version of an entry and the days it holds.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct SpanRow {
    /// The disclosure that is the entry.
    pub disclosure_id: String,
    /// First day.
    pub valid_from: String,
    /// The first day on which it holds no longer.
    pub valid_until: String,
    /// Catalogue item: the list.
    pub item: String,
    /// Agency whose list it is.
    pub agency_code: String,
    /// Code of the entry.
    pub entry: String,
    /// The version.
    pub leaf_index: i64,
    /// Whether the entry is in the list then.
    pub present: bool,
}

/// An entry as it is on one day.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct EntryRow {
    /// The disclosure.
    pub disclosure_id: String,
    /// Agency.
    pub agency_code: String,
    /// Code of the entry.
    pub entry: String,
    /// Since when this version holds.
    pub valid_from: String,
    /// Its content file.
    pub content: String,
}

/// A change of an entry.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct ChangeRow {
    /// The disclosure.
    pub disclosure_id: String,
    /// The list.
    pub item: String,
    /// Agency.
    pub agency_code: String,
    /// Code of the entry.
    pub entry: String,
    /// The day from which it is so.
    pub valid_from: String,
    /// The version that says so.
    pub leaf_index: i64,
    /// Whether the entry is in the list afterwards.
    pub present: bool,
    /// When that version was published.
    pub at: String,
    /// Its content file.
    pub content: Option<String>,
    /// The content file that held before; none for an entry that was not in the list.
    pub before_content: Option<String>,
}

/// Where a page of a list goes on: behind this agency, entry and disclosure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Behind {
    /// Agency of the last entry shown.
    pub agency: String,
    /// Its code.
    pub entry: String,
    /// Its disclosure.
    pub id: String,
}

/// All spans of an entry, by day.
///
/// # Errors
/// When the database refuses.
pub async fn spans(tx: &mut Tx, id: &str) -> Result<Vec<SpanRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("lists/spans")).bind(id).fetch_all(c).await)?)
}

/// Replaces all spans of an entry.
///
/// # Errors
/// When the database refuses.
pub async fn set_spans(tx: &mut Tx, id: &str, spans: &[SpanRow]) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("lists/delete")).bind(id).execute(c).await.map(drop))?;
    for span in spans {
        on!(tx, |c| sqlx::query(sql!("lists/insert"))
            .bind(id)
            .bind(&span.valid_from)
            .bind(&span.valid_until)
            .bind(&span.item)
            .bind(&span.agency_code)
            .bind(&span.entry)
            .bind(span.leaf_index)
            .bind(span.present)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// The entries of a list on a day, of agencies up to `last_agency`, by agency and code, behind a place.
///
/// # Errors
/// When the database refuses.
pub async fn at(
    tx: &mut Tx,
    item: &str,
    day: &str,
    behind: &Behind,
    last_agency: &str,
    limit: i64,
) -> Result<Vec<EntryRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("lists/at"))
        .bind(item)
        .bind(&behind.agency)
        .bind(&behind.entry)
        .bind(&behind.id)
        .bind(last_agency)
        .bind(day)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Entries that are not on the day `to` what they were on the day `from`, of one agency or (empty) of all, the latest
/// change first, behind a day and disclosure.
///
/// # Errors
/// When the database refuses.
pub async fn between(
    tx: &mut Tx,
    item: &str,
    agency: &str,
    days: (&str, &str),
    behind: (&str, &str),
    limit: i64,
) -> Result<Vec<ChangeRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("lists/between"))
        .bind(item)
        .bind(days.0)
        .bind(days.1)
        .bind(behind.0)
        .bind(behind.1)
        .bind(agency)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// The changes published last, of one agency or (empty) of all.
///
/// # Errors
/// When the database refuses.
pub async fn newest(tx: &mut Tx, item: &str, agency: &str, limit: i64) -> Result<Vec<ChangeRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("lists/newest"))
        .bind(item)
        .bind(agency)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}
