//! Supervisions of agencies by openness offices: cases and their steps, which are sealed before they come here.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx, case_events};

pub use crate::case_events::{EventRow, Side};

/// One case.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct SupervisionRow {
    /// UUIDv7.
    pub id: String,
    /// Who supervises.
    pub office_code: String,
    /// Who is supervised.
    pub agency_code: String,
    /// What people call it: office, year, serial.
    pub number: String,
    /// In a line.
    pub title: String,
    /// The group of appeals it is about.
    pub cluster_id: Option<String>,
    /// How many appeals that were when it was proposed.
    pub appeals: Option<i64>,
    /// State of the procedure.
    pub state: String,
    /// Last day of what is waited for.
    pub due_on: String,
    /// How it ended.
    pub ending: Option<String>,
    /// Whether something came after its last day.
    pub late: bool,
    /// The disclosure with the notice.
    pub disclosure_id: Option<String>,
    /// Day it was proposed.
    pub opened_on: String,
    /// Day it ended.
    pub closed_on: Option<String>,
    /// Counts steps.
    pub lock_version: i64,
}

/// The next serial of an office in a year; whoever asks next waits until this transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn next_serial(tx: &mut Tx, office: &str, year: i64) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("supervisions/next_serial"))
        .bind(office)
        .bind(year)
        .fetch_one(c)
        .await)?)
}

/// Adds a case.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, r: &SupervisionRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("supervisions/add"))
        .bind(&r.id)
        .bind(&r.office_code)
        .bind(&r.agency_code)
        .bind(&r.number)
        .bind(&r.title)
        .bind(&r.cluster_id)
        .bind(r.appeals)
        .bind(&r.state)
        .bind(&r.due_on)
        .bind(&r.ending)
        .bind(r.late)
        .bind(&r.disclosure_id)
        .bind(&r.opened_on)
        .bind(&r.closed_on)
        .bind(r.lock_version)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// One case.
///
/// # Errors
/// When the database refuses.
pub async fn one(tx: &mut Tx, id: &str) -> Result<Option<SupervisionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("supervisions/one")).bind(id).fetch_optional(c).await)?)
}

/// Writes what a step changed, if the case is still what it was read as.
///
/// # Errors
/// [`Error::Conflict`](crate::Error::Conflict) when somebody else took a step in between; when the database refuses.
pub async fn step(tx: &mut Tx, r: &SupervisionRow) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("supervisions/step"))
        .bind(&r.id)
        .bind(r.lock_version)
        .bind(&r.agency_code)
        .bind(&r.title)
        .bind(&r.state)
        .bind(&r.due_on)
        .bind(&r.ending)
        .bind(r.late)
        .bind(&r.disclosure_id)
        .bind(&r.closed_on)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    not_overtaken(done)
}

/// Cases of an agency in hand, or closed, the most urgent first.
///
/// # Errors
/// When the database refuses.
pub async fn page(
    tx: &mut Tx,
    agency: &str,
    (side, open): (Side, bool),
    (limit, offset): (i64, i64),
) -> Result<Vec<SupervisionRow>> {
    let text = match side {
        Side::Office => sql!("supervisions/by_office"),
        Side::Agency => sql!("supervisions/by_agency"),
    };
    Ok(on!(tx, |c| sqlx::query_as(text).bind(agency).bind(open).bind(limit).bind(offset).fetch_all(c).await)?)
}

/// How many there are.
///
/// # Errors
/// When the database refuses.
pub async fn count(tx: &mut Tx, agency: &str, (side, open): (Side, bool)) -> Result<i64> {
    let text = match side {
        Side::Office => sql!("supervisions/count_by_office"),
        Side::Agency => sql!("supervisions/count_by_agency"),
    };
    Ok(on!(tx, |c| sqlx::query_scalar(text).bind(agency).bind(open).fetch_one(c).await)?)
}

/// Cases about a group of appeals, the newest first.
///
/// # Errors
/// When the database refuses.
pub async fn of_cluster(tx: &mut Tx, cluster: &str) -> Result<Vec<SupervisionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("supervisions/of_cluster")).bind(cluster).fetch_all(c).await)?)
}

/// Cases whose notice was drafted as a disclosure, the newest first.
///
/// # Errors
/// When the database refuses.
pub async fn published(tx: &mut Tx, limit: i64) -> Result<Vec<SupervisionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("supervisions/published")).bind(limit).fetch_all(c).await)?)
}

/// Adds a step.
///
/// # Errors
/// When the database refuses.
pub async fn add_event(tx: &mut Tx, e: &EventRow) -> Result<()> {
    case_events::add(tx, sql!("supervisions/add_event"), e).await
}

/// All steps of a case, from the first on.
///
/// # Errors
/// When the database refuses.
pub async fn events(tx: &mut Tx, id: &str) -> Result<Vec<EventRow>> {
    case_events::of_case(tx, sql!("supervisions/events"), id).await
}
