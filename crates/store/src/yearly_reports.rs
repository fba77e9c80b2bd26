//! Yearly reports while they are made.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Error, Result, Tx};

/// The report of an agency, or of the government whose office it is, for one year.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct YearlyReportRow {
    /// The agency.
    pub agency_code: String,
    /// The year it is about.
    pub year: i64,
    /// Whether it is of the agency itself or of the government.
    pub scope: String,
    /// Numbers that were counted or added up, JSON.
    pub counted: String,
    /// When.
    pub counted_at: String,
    /// Where they are from, and what has to be known of them, JSON.
    pub origin: String,
    /// Numbers that were filled in by hand, JSON.
    pub filled: String,
    /// The parts in words, JSON.
    pub narrative: String,
    /// The disclosure that was begun from it.
    pub disclosure_id: Option<String>,
    /// When it was last saved.
    pub changed_at: String,
    /// By whom, by the name of that day.
    pub officer_name: String,
    /// Counts saves; 0 before the first.
    pub lock_version: i64,
}

/// How far a report is that somebody saved.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct ReportStateRow {
    /// The agency.
    pub agency_code: String,
    /// Whether it is of the agency itself or of the government.
    pub scope: String,
    /// The disclosure that was begun from it.
    pub disclosure_id: Option<String>,
    /// Its status; none where none was begun, or it is gone.
    pub status: Option<String>,
    /// When it became public.
    pub first_published_at: Option<String>,
    /// The state of its working version; none where there is none.
    pub working: Option<String>,
}

/// A draft of a report that was not begun from a saved one.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct ReportDraftRow {
    /// The disclosure.
    pub id: String,
    /// The agency.
    pub agency_code: String,
    /// The state of the working version.
    pub state: String,
    /// Field values as typed, JSON object.
    pub values_json: String,
}

/// One report.
///
/// # Errors
/// When the database refuses.
pub async fn one(tx: &mut Tx, agency: &str, year: i64, scope: &str) -> Result<Option<YearlyReportRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("yearly_reports/one"))
        .bind(agency)
        .bind(year)
        .bind(scope)
        .fetch_optional(c)
        .await)?)
}

/// How far the reports of a year are that somebody saved.
///
/// # Errors
/// When the database refuses.
pub async fn of_year(tx: &mut Tx, year: i64) -> Result<Vec<ReportStateRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("yearly_reports/of_year")).bind(year).fetch_all(c).await)?)
}

/// Drafts of an item that were not begun from a saved report of the year: of any year, as their values say.
///
/// # Errors
/// When the database refuses.
pub async fn written_elsewhere(tx: &mut Tx, item: &str, year: i64) -> Result<Vec<ReportDraftRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("yearly_reports/written_elsewhere"))
        .bind(item)
        .bind(year)
        .fetch_all(c)
        .await)?)
}

/// Saves a report that was read at its lock version; the first save adds it.
///
/// # Errors
/// [`Error::Conflict`] when somebody saved in between; when the database refuses.
pub async fn save(tx: &mut Tx, r: &YearlyReportRow) -> Result<()> {
    if r.lock_version == 0 {
        return match add(tx, r).await {
            Err(e) if e.is_duplicate() => Err(Error::Conflict),
            other => other,
        };
    }
    let rows = on!(tx, |c| sqlx::query(sql!("yearly_reports/save"))
        .bind(&r.agency_code)
        .bind(r.year)
        .bind(&r.scope)
        .bind(&r.counted)
        .bind(&r.counted_at)
        .bind(&r.origin)
        .bind(&r.filled)
        .bind(&r.narrative)
        .bind(&r.disclosure_id)
        .bind(&r.changed_at)
        .bind(&r.officer_name)
        .bind(r.lock_version)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    not_overtaken(rows)
}

async fn add(tx: &mut Tx, r: &YearlyReportRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("yearly_reports/add"))
        .bind(&r.agency_code)
        .bind(r.year)
        .bind(&r.scope)
        .bind(&r.counted)
        .bind(&r.counted_at)
        .bind(&r.origin)
        .bind(&r.filled)
        .bind(&r.narrative)
        .bind(&r.disclosure_id)
        .bind(&r.changed_at)
        .bind(&r.officer_name)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
