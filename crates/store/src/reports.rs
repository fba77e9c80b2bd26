//! What readers say is wrong on a page.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx};

/// One report with the disclosure it is about, and its answer once there is one.
#[derive(Debug, Clone, Default, FromRow, PartialEq, Eq)]
pub struct ReportRow {
    /// UUIDv7.
    pub id: String,
    /// About which disclosure.
    pub disclosure_id: String,
    /// Of which agency.
    pub agency_code: String,
    /// Which revision the reader saw.
    pub revision: i64,
    /// Keyed digest of the receipt code.
    pub receipt: String,
    /// What the reader says is wrong.
    pub said: String,
    /// How the reader can be reached, sealed; gone once it is answered.
    pub contact: Option<String>,
    /// When, RFC 3339.
    pub sent_at: String,
    /// The revision that corrects it.
    pub corrected_in: Option<i64>,
    /// What the agency says.
    pub answer: Option<String>,
    /// Who answered, by identity.
    pub answered_by: Option<String>,
    /// Who answered, by the name of that day.
    pub answered_by_name: Option<String>,
    /// When.
    pub answered_at: Option<String>,
    /// Title of the disclosure.
    pub title: String,
    /// Its index number.
    pub index_no: Option<String>,
    /// Its status.
    pub status: String,
    /// Its newest revision.
    pub newest: i64,
}

/// Adds one.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx, r: &ReportRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("reports/insert"))
        .bind(&r.id)
        .bind(&r.disclosure_id)
        .bind(&r.agency_code)
        .bind(r.revision)
        .bind(&r.receipt)
        .bind(&r.said)
        .bind(&r.contact)
        .bind(&r.sent_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// One by its identity.
///
/// # Errors
/// When the database refuses.
pub async fn get(tx: &mut Tx, id: &str) -> Result<Option<ReportRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("reports/get")).bind(id).fetch_optional(c).await)?)
}

/// One by the digest of its receipt code.
///
/// # Errors
/// When the database refuses.
pub async fn by_receipt(tx: &mut Tx, receipt: &str) -> Result<Option<ReportRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("reports/by_receipt")).bind(receipt).fetch_optional(c).await)?)
}

/// Those of an agency that wait for an answer, oldest first, behind this identity.
///
/// # Errors
/// When the database refuses.
pub async fn waiting(tx: &mut Tx, agency: &str, after: &str, limit: i64) -> Result<Vec<ReportRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("reports/waiting"))
        .bind(agency)
        .bind(after)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Those of an agency that were answered, newest first, before this identity.
///
/// # Errors
/// When the database refuses.
pub async fn answered(tx: &mut Tx, agency: &str, before: &str, limit: i64) -> Result<Vec<ReportRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("reports/answered"))
        .bind(agency)
        .bind(before)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// How many of an agency wait.
///
/// # Errors
/// When the database refuses.
pub async fn count_waiting(tx: &mut Tx, agency: &str) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("reports/count_waiting")).bind(agency).fetch_one(c).await)?)
}

/// How many about a disclosure wait.
///
/// # Errors
/// When the database refuses.
pub async fn count_of_disclosure(tx: &mut Tx, disclosure: &str) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("reports/count_of_disclosure"))
        .bind(disclosure)
        .fetch_one(c)
        .await)?)
}

/// Answers one that waits, and forgets how its reader can be reached.
///
/// # Errors
/// [`crate::Error::Conflict`] when somebody else did.
pub async fn answer(tx: &mut Tx, r: &ReportRow) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("reports/answer"))
        .bind(&r.id)
        .bind(&r.answer)
        .bind(r.corrected_in)
        .bind(&r.answered_by)
        .bind(&r.answered_by_name)
        .bind(&r.answered_at)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    not_overtaken(done)
}
