//! Bulk work begun at the desk: a file of rows on its way through screening and approval, and the rows of it that
//! were refused.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx};

/// A file of rows and how far it is.
#[derive(Debug, Clone, Default, FromRow, PartialEq, Eq)]
pub struct BulkRow {
    /// UUIDv7; the file itself is in the blob store under it.
    pub id: String,
    /// Catalogue item of all rows.
    pub item: String,
    /// Agency that publishes.
    pub agency_code: String,
    /// Name of the file.
    pub file_name: String,
    /// Which field each column of the file fills, JSON array.
    pub columns: String,
    /// `drafting`, `submitted`, `screened`, `approved`, `running`, `stopped` or `done`.
    pub state: String,
    /// Counts saves.
    pub lock_version: i64,
    /// Identity of who began it.
    pub drafter: String,
    /// Identities of all who worked on it, JSON array.
    pub drafted_by: String,
    /// Who let it pass screening.
    pub screened_by: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// Why it was last returned.
    pub returned_reason: Option<String>,
    /// What the check before handing in counted, JSON object.
    pub checked: Option<String>,
    /// What became of the rows, JSON object; once it is done.
    pub result: Option<String>,
    /// When the worker that runs it last said so.
    pub claimed_at: Option<String>,
    /// When it was last saved.
    pub updated_at: String,
}

/// A row of the file that was refused.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct RejectRow {
    /// Its number as a spreadsheet shows it.
    pub row_number: i64,
    /// The column at fault, if it is one.
    pub column_title: Option<String>,
    /// What is wrong and how to mend it.
    pub reason: String,
    /// Its cells, JSON array of text.
    pub cells: String,
}

/// Adds a job.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx, b: &BulkRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("bulk/insert"))
        .bind(&b.id)
        .bind(&b.item)
        .bind(&b.agency_code)
        .bind(&b.file_name)
        .bind(&b.columns)
        .bind(&b.state)
        .bind(b.lock_version)
        .bind(&b.drafter)
        .bind(&b.drafted_by)
        .bind(&b.screened_by)
        .bind(&b.approved_by)
        .bind(&b.returned_reason)
        .bind(&b.checked)
        .bind(&b.result)
        .bind(&b.claimed_at)
        .bind(&b.updated_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// One job.
///
/// # Errors
/// When the database refuses.
pub async fn job(tx: &mut Tx, id: &str) -> Result<Option<BulkRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("bulk/job")).bind(id).fetch_optional(c).await)?)
}

/// The newest jobs of an agency.
///
/// # Errors
/// When the database refuses.
pub async fn of_agency(tx: &mut Tx, agency: &str, limit: i64) -> Result<Vec<BulkRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("bulk/of_agency")).bind(agency).bind(limit).fetch_all(c).await)?)
}

/// Saves a job that was read with `b.lock_version`, and counts it up.
///
/// # Errors
/// [`crate::Error::Conflict`] when somebody else saved in between.
pub async fn save(tx: &mut Tx, b: &BulkRow) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("bulk/save"))
        .bind(&b.id)
        .bind(b.lock_version)
        .bind(&b.columns)
        .bind(&b.state)
        .bind(&b.drafted_by)
        .bind(&b.screened_by)
        .bind(&b.approved_by)
        .bind(&b.returned_reason)
        .bind(&b.checked)
        .bind(&b.result)
        .bind(&b.claimed_at)
        .bind(&b.updated_at)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    not_overtaken(done)
}

/// Gives a job up.
///
/// # Errors
/// [`crate::Error::Conflict`] when somebody else saved in between.
pub async fn delete(tx: &mut Tx, id: &str, lock_version: i64) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("bulk/delete"))
        .bind(id)
        .bind(lock_version)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    not_overtaken(done)
}

/// A job to be run: one that is approved, or one whose worker has said nothing since `stale`.
///
/// # Errors
/// When the database refuses.
pub async fn next(tx: &mut Tx, stale: &str) -> Result<Option<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("bulk/next")).bind(stale).fetch_optional(c).await)?)
}

/// Says that a running job is still worked on; `false` when it was stopped.
///
/// # Errors
/// When the database refuses.
pub async fn touch(tx: &mut Tx, id: &str, now: &str) -> Result<bool> {
    let done = on!(tx, |c| sqlx::query(sql!("bulk/touch"))
        .bind(id)
        .bind(now)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// Keeps a refused row.
///
/// # Errors
/// When the database refuses.
pub async fn reject(tx: &mut Tx, job: &str, r: &RejectRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("bulk/reject"))
        .bind(job)
        .bind(r.row_number)
        .bind(&r.column_title)
        .bind(&r.reason)
        .bind(&r.cells)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The refused rows behind this number, in their order.
///
/// # Errors
/// When the database refuses.
pub async fn rejects(tx: &mut Tx, job: &str, after: i64, limit: i64) -> Result<Vec<RejectRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("bulk/rejects"))
        .bind(job)
        .bind(after)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}
