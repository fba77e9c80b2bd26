//! Many withdrawals on one ground, and their lines.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx};

/// A list to be withdrawn and how far it is.
#[derive(Debug, Clone, Default, FromRow, PartialEq, Eq)]
pub struct BulkWithdrawalRow {
    /// UUIDv7.
    pub id: String,
    /// Whose disclosures.
    pub agency_code: String,
    /// Article of the ground.
    pub article: String,
    /// Reason of the ground.
    pub reason: String,
    /// `proposed`, `confirmed`, `running`, `stopped` or `done`.
    pub state: String,
    /// Counts saves.
    pub lock_version: i64,
    /// Who proposed it, by identity.
    pub proposed_by: String,
    /// Who proposed it, by the name of that day.
    pub proposed_by_name: String,
    /// In whose place.
    pub in_place_of: Option<String>,
    /// Who confirmed it.
    pub confirmed_by: Option<String>,
    /// In whose place.
    pub confirmed_for: Option<String>,
    /// Lines that can be withdrawn, as judged at first.
    pub ready: i64,
    /// Lines that cannot.
    pub refused: i64,
    /// Why the worker stopped.
    pub stopped_reason: Option<String>,
    /// When the worker that runs it last said so.
    pub claimed_at: Option<String>,
    /// When it was last saved.
    pub updated_at: String,
}

/// One line of such a list.
#[derive(Debug, Clone, Default, FromRow, PartialEq, Eq)]
pub struct LineRow {
    /// Its place, from 1.
    pub position: i64,
    /// What the list says.
    pub named: String,
    /// Which disclosure that is.
    pub disclosure_id: Option<String>,
    /// Its title; empty where it is none.
    pub title: String,
    /// Why it cannot be withdrawn.
    pub problem: Option<String>,
    /// When it was withdrawn.
    pub done_at: Option<String>,
}

/// Adds a list.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx, b: &BulkWithdrawalRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("bulk_withdrawals/insert"))
        .bind(&b.id)
        .bind(&b.agency_code)
        .bind(&b.article)
        .bind(&b.reason)
        .bind(&b.state)
        .bind(b.lock_version)
        .bind(&b.proposed_by)
        .bind(&b.proposed_by_name)
        .bind(&b.in_place_of)
        .bind(&b.confirmed_by)
        .bind(&b.confirmed_for)
        .bind(b.ready)
        .bind(b.refused)
        .bind(&b.stopped_reason)
        .bind(&b.claimed_at)
        .bind(&b.updated_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// One list.
///
/// # Errors
/// When the database refuses.
pub async fn get(tx: &mut Tx, id: &str) -> Result<Option<BulkWithdrawalRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("bulk_withdrawals/get")).bind(id).fetch_optional(c).await)?)
}

/// The newest lists of an agency.
///
/// # Errors
/// When the database refuses.
pub async fn of_agency(tx: &mut Tx, agency: &str, limit: i64) -> Result<Vec<BulkWithdrawalRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("bulk_withdrawals/of_agency"))
        .bind(agency)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Saves a list that was read with `b.lock_version`, and counts it up.
///
/// # Errors
/// [`crate::Error::Conflict`] when somebody else saved in between.
pub async fn save(tx: &mut Tx, b: &BulkWithdrawalRow) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("bulk_withdrawals/save"))
        .bind(&b.id)
        .bind(b.lock_version)
        .bind(&b.state)
        .bind(&b.confirmed_by)
        .bind(&b.confirmed_for)
        .bind(&b.stopped_reason)
        .bind(&b.claimed_at)
        .bind(&b.updated_at)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    not_overtaken(done)
}

/// A list to be carried out: one that is confirmed, or one whose worker has said nothing since `stale`.
///
/// # Errors
/// When the database refuses.
pub async fn next(tx: &mut Tx, stale: &str) -> Result<Option<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("bulk_withdrawals/next")).bind(stale).fetch_optional(c).await)?)
}

/// Gives a list up, with its lines.
///
/// # Errors
/// [`crate::Error::Conflict`] when somebody else saved in between.
pub async fn delete(tx: &mut Tx, id: &str, lock_version: i64) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("bulk_withdrawals/delete_lines")).bind(id).execute(c).await.map(drop))?;
    let done = on!(tx, |c| sqlx::query(sql!("bulk_withdrawals/delete"))
        .bind(id)
        .bind(lock_version)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    not_overtaken(done)
}

/// Adds a line.
///
/// # Errors
/// When the database refuses.
pub async fn insert_line(tx: &mut Tx, list: &str, l: &LineRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("bulk_withdrawals/insert_line"))
        .bind(list)
        .bind(l.position)
        .bind(&l.named)
        .bind(&l.disclosure_id)
        .bind(&l.title)
        .bind(&l.problem)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The lines behind this place.
///
/// # Errors
/// When the database refuses.
pub async fn lines(tx: &mut Tx, list: &str, after: i64, limit: i64) -> Result<Vec<LineRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("bulk_withdrawals/lines"))
        .bind(list)
        .bind(after)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// The next lines that are still to be withdrawn.
///
/// # Errors
/// When the database refuses.
pub async fn open_lines(tx: &mut Tx, list: &str, limit: i64) -> Result<Vec<LineRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("bulk_withdrawals/open_lines"))
        .bind(list)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Writes what became of a line: withdrawn at a time, or why not.
///
/// # Errors
/// When the database refuses.
pub async fn settle_line(tx: &mut Tx, list: &str, l: &LineRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("bulk_withdrawals/settle_line"))
        .bind(list)
        .bind(l.position)
        .bind(&l.problem)
        .bind(&l.done_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// How many lines are withdrawn.
///
/// # Errors
/// When the database refuses.
pub async fn count_done(tx: &mut Tx, list: &str) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("bulk_withdrawals/count_done")).bind(list).fetch_one(c).await)?)
}
