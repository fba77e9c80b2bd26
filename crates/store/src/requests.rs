//! Requests for information: cases, their steps, and what is counted of them. Who asks, what for and every step are
//! sealed before they come here.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx, case_events};

pub use crate::case_events::EventRow;

/// One case.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct RequestRow {
    /// UUIDv7.
    pub id: String,
    /// Agency that is asked.
    pub agency_code: String,
    /// What people call it: agency, year, serial.
    pub number: String,
    /// What it is for: `information` or `record`.
    pub purpose: String,
    /// How it came in.
    pub channel: String,
    /// Which kind of applicant.
    pub applicant_kind: String,
    /// The applicant's name, masked, for lists.
    pub applicant_mask: String,
    /// Keyed digest by which the same applicant is known again.
    pub applicant_digest: String,
    /// Who asks, sealed; none once the time to keep it is over.
    pub applicant: Option<String>,
    /// Keyed digest by which the same wish is known again.
    pub wanted_digest: String,
    /// What is asked for, sealed.
    pub wanted: Option<String>,
    /// Keyed digest of the receipt code.
    pub receipt_digest: String,
    /// Keyed digest of the form that was sent, so that sending it twice makes one case.
    pub once_digest: String,
    /// State of the procedure.
    pub state: String,
    /// Last day of what is waited for; of what stands still, the day to look again.
    pub due_on: String,
    /// How it ended.
    pub outcome: Option<String>,
    /// Whether the answer came after its last day.
    pub late: bool,
    /// Day it came in.
    pub lodged_on: String,
    /// Day it ended.
    pub closed_on: Option<String>,
    /// Last day on which personal data are kept.
    pub keep_until: Option<String>,
    /// Counts steps.
    pub lock_version: i64,
}

/// Cases of one kind, counted.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct CountRow {
    /// Which kind of applicant.
    pub applicant_kind: String,
    /// How they ended in the year; none for those still open at its end.
    pub outcome: Option<String>,
    /// Whether they came in before the year.
    pub carried_over: bool,
    /// How many.
    pub number: i64,
}

/// Contested answers of one kind, counted.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct RemedyCountRow {
    /// Reconsideration or litigation.
    pub remedy: String,
    /// What came of it.
    pub result: String,
    /// How many.
    pub number: i64,
}

/// The next serial of an agency in a year; whoever asks next waits until this transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn next_serial(tx: &mut Tx, agency: &str, year: i64) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("requests/next_serial"))
        .bind(agency)
        .bind(year)
        .fetch_one(c)
        .await)?)
}

/// Adds a case.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, r: &RequestRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("requests/add"))
        .bind(&r.id)
        .bind(&r.agency_code)
        .bind(&r.number)
        .bind(&r.purpose)
        .bind(&r.channel)
        .bind(&r.applicant_kind)
        .bind(&r.applicant_mask)
        .bind(&r.applicant_digest)
        .bind(&r.applicant)
        .bind(&r.wanted_digest)
        .bind(&r.wanted)
        .bind(&r.receipt_digest)
        .bind(&r.once_digest)
        .bind(&r.state)
        .bind(&r.due_on)
        .bind(&r.outcome)
        .bind(r.late)
        .bind(&r.lodged_on)
        .bind(&r.closed_on)
        .bind(&r.keep_until)
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
pub async fn one(tx: &mut Tx, id: &str) -> Result<Option<RequestRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("requests/one")).bind(id).fetch_optional(c).await)?)
}

/// The case of a receipt code, by the code's digest.
///
/// # Errors
/// When the database refuses.
pub async fn by_receipt(tx: &mut Tx, digest: &str) -> Result<Option<RequestRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("requests/by_receipt")).bind(digest).fetch_optional(c).await)?)
}

/// The case that a form made, by the digest of its token.
///
/// # Errors
/// When the database refuses.
pub async fn by_once(tx: &mut Tx, digest: &str) -> Result<Option<RequestRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("requests/by_once")).bind(digest).fetch_optional(c).await)?)
}

/// Notes what a step made of a case that was read at `r.lock_version`.
///
/// # Errors
/// [`crate::Error::Conflict`] when somebody else took a step in between.
pub async fn step(tx: &mut Tx, r: &RequestRow) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("requests/move"))
        .bind(&r.id)
        .bind(&r.state)
        .bind(&r.due_on)
        .bind(&r.outcome)
        .bind(r.late)
        .bind(&r.closed_on)
        .bind(&r.keep_until)
        .bind(r.lock_version)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    not_overtaken(done)
}

/// Adds a step.
///
/// # Errors
/// When the database refuses.
pub async fn add_event(tx: &mut Tx, e: &EventRow) -> Result<()> {
    case_events::add(tx, sql!("requests/add_event"), e).await
}

/// All steps of a case, from the first on.
///
/// # Errors
/// When the database refuses.
pub async fn events(tx: &mut Tx, id: &str) -> Result<Vec<EventRow>> {
    case_events::of_case(tx, sql!("requests/events"), id).await
}

/// Puts a step without its texts in the place of the one with them.
///
/// # Errors
/// When the database refuses.
pub async fn replace_event(tx: &mut Tx, id: &str, position: i64, event: &str) -> Result<()> {
    case_events::replace(tx, sql!("requests/replace_event"), (id, position), event).await
}

/// Cases of an agency: open ones by urgency, or closed ones with the newest first.
///
/// # Errors
/// When the database refuses.
pub async fn page(
    tx: &mut Tx,
    agency: &str,
    open: bool,
    (limit, offset): (i64, i64),
) -> Result<Vec<RequestRow>> {
    let sql = if open { sql!("requests/open_page") } else { sql!("requests/closed_page") };
    Ok(on!(tx, |c| sqlx::query_as(sql).bind(agency).bind(limit).bind(offset).fetch_all(c).await)?)
}

/// How many open or closed cases an agency has.
///
/// # Errors
/// When the database refuses.
pub async fn count(tx: &mut Tx, agency: &str, open: bool) -> Result<i64> {
    let sql = if open { sql!("requests/count_open") } else { sql!("requests/count_closed") };
    Ok(on!(tx, |c| sqlx::query_scalar(sql).bind(agency).fetch_one(c).await)?)
}

/// How many applicants asked an agency for the same.
///
/// # Errors
/// When the database refuses.
pub async fn same_wanted(tx: &mut Tx, agency: &str, digest: &str) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("requests/same_wanted"))
        .bind(agency)
        .bind(digest)
        .fetch_one(c)
        .await)?)
}

/// Which request of its applicant to its agency a case is, counted from the first day of the month.
///
/// # Errors
/// When the database refuses.
pub async fn nth_of_month(tx: &mut Tx, r: &RequestRow, first: &str) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("requests/nth_of_month"))
        .bind(&r.agency_code)
        .bind(&r.applicant_digest)
        .bind(first)
        .bind(&r.lodged_on)
        .bind(&r.id)
        .fetch_one(c)
        .await)?)
}

/// Cases of an agency that were in hand from the first day of a year to the day before `end`, counted.
///
/// # Errors
/// When the database refuses.
pub async fn counts(tx: &mut Tx, agency: &str, (first, end): (&str, &str)) -> Result<Vec<CountRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("requests/counts"))
        .bind(agency)
        .bind(first)
        .bind(end)
        .fetch_all(c)
        .await)?)
}

/// Notes how an answer was contested, in the place of what was noted before.
///
/// # Errors
/// When the database refuses.
pub async fn put_remedy(tx: &mut Tx, id: &str, (remedy, result): (&str, &str), day: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("requests/put_remedy"))
        .bind(id)
        .bind(remedy)
        .bind(result)
        .bind(day)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Contested answers of an agency noted from a day to the day before `end`, counted.
///
/// # Errors
/// When the database refuses.
pub async fn remedy_counts(
    tx: &mut Tx,
    agency: &str,
    (first, end): (&str, &str),
) -> Result<Vec<RemedyCountRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("requests/remedy_counts"))
        .bind(agency)
        .bind(first)
        .bind(end)
        .fetch_all(c)
        .await)?)
}

/// Cases whose personal data should not be there any more on this day.
///
/// # Errors
/// When the database refuses.
pub async fn kept_too_long(tx: &mut Tx, today: &str, limit: i64) -> Result<Vec<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("requests/kept_too_long"))
        .bind(today)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Takes away who asked, for what, and the way to it by receipt code.
///
/// # Errors
/// When the database refuses.
pub async fn forget(tx: &mut Tx, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("requests/forget")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}
