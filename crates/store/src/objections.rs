//! Objections of agencies to the assessment: cases and their steps, which are sealed before they come here.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::supervisions::Side;
use crate::{Result, Tx, case_events};

pub use crate::case_events::EventRow;

/// One case.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct ObjectionRow {
    /// UUIDv7.
    pub id: String,
    /// What people call it: agency, year, serial.
    pub number: String,
    /// Who decides.
    pub office_code: String,
    /// Who objects.
    pub agency_code: String,
    /// Key of the duty.
    pub duty: String,
    /// What of it.
    pub owed: String,
    /// State of the procedure.
    pub state: String,
    /// Last day of what is waited for.
    pub due_on: String,
    /// How it ended.
    pub ending: Option<String>,
    /// Whether it was decided after its last day.
    pub late: bool,
    /// The disclosure with the decision.
    pub disclosure_id: Option<String>,
    /// Day it was lodged.
    pub opened_on: String,
    /// Day it ended.
    pub closed_on: Option<String>,
    /// Counts steps.
    pub lock_version: i64,
}

/// The next serial of an agency in a year; whoever asks next waits until this transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn next_serial(tx: &mut Tx, agency: &str, year: i64) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("objections/next_serial"))
        .bind(agency)
        .bind(year)
        .fetch_one(c)
        .await)?)
}

/// Adds a case.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, r: &ObjectionRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("objections/add"))
        .bind(&r.id)
        .bind(&r.number)
        .bind(&r.office_code)
        .bind(&r.agency_code)
        .bind(&r.duty)
        .bind(&r.owed)
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
pub async fn one(tx: &mut Tx, id: &str) -> Result<Option<ObjectionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("objections/one")).bind(id).fetch_optional(c).await)?)
}

/// Cases about the same thing an agency owes, the newest first.
///
/// # Errors
/// When the database refuses.
pub async fn of_finding(tx: &mut Tx, agency: &str, (duty, owed): (&str, &str)) -> Result<Vec<ObjectionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("objections/of_finding"))
        .bind(agency)
        .bind(duty)
        .bind(owed)
        .fetch_all(c)
        .await)?)
}

/// Writes what a step changed, if the case is still what it was read as.
///
/// # Errors
/// [`Error::Conflict`](crate::Error::Conflict) when somebody else took a step in between; when the database refuses.
pub async fn step(tx: &mut Tx, r: &ObjectionRow) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("objections/step"))
        .bind(&r.id)
        .bind(r.lock_version)
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

/// Cases of an agency in hand, or closed, the most urgent first: those it decides, or those it lodged.
///
/// # Errors
/// When the database refuses.
pub async fn page(
    tx: &mut Tx,
    agency: &str,
    (side, open): (Side, bool),
    (limit, offset): (i64, i64),
) -> Result<Vec<ObjectionRow>> {
    let text = match side {
        Side::Office => sql!("objections/by_office"),
        Side::Agency => sql!("objections/by_agency"),
    };
    Ok(on!(tx, |c| sqlx::query_as(text).bind(agency).bind(open).bind(limit).bind(offset).fetch_all(c).await)?)
}

/// How many there are.
///
/// # Errors
/// When the database refuses.
pub async fn count(tx: &mut Tx, agency: &str, (side, open): (Side, bool)) -> Result<i64> {
    let text = match side {
        Side::Office => sql!("objections/count_by_office"),
        Side::Agency => sql!("objections/count_by_agency"),
    };
    Ok(on!(tx, |c| sqlx::query_scalar(text).bind(agency).bind(open).fetch_one(c).await)?)
}

/// Decided cases whose decision has become public, each with when.
///
/// # Errors
/// When the database refuses.
pub async fn decided(tx: &mut Tx, limit: i64) -> Result<Vec<(String, String)>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("objections/decided")).bind(limit).fetch_all(c).await)?)
}

/// Adds a step.
///
/// # Errors
/// When the database refuses.
pub async fn add_event(tx: &mut Tx, e: &EventRow) -> Result<()> {
    case_events::add(tx, sql!("objections/add_event"), e).await
}

/// All steps of a case, from the first on.
///
/// # Errors
/// When the database refuses.
pub async fn events(tx: &mut Tx, id: &str) -> Result<Vec<EventRow>> {
    case_events::of_case(tx, sql!("objections/events"), id).await
}
