//! The head of the transparency log and the serials of index numbers: the two counters of the house.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// How far the log is.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct HeadRow {
    /// Leaves assigned by committed transactions.
    pub assigned: i64,
    /// The newest signed checkpoint.
    pub checkpoint: Option<String>,
    /// Its tree size: leaves below it are public.
    pub size: i64,
}

/// The head of the log.
///
/// # Errors
/// When the database refuses.
pub async fn head(tx: &mut Tx) -> Result<HeadRow> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("log/head")).fetch_one(c).await)?)
}

/// Assigns `n` consecutive leaves and answers the first. Take it last in a transaction: it makes other
/// publications wait until this one commits, which is what keeps the numbering without gaps.
///
/// # Errors
/// When the database refuses.
pub async fn assign(tx: &mut Tx, n: i64) -> Result<i64> {
    let after: i64 = on!(tx, |c| sqlx::query_scalar(sql!("log/assign")).bind(n).fetch_one(c).await)?;
    Ok(after - n)
}

/// Replaces the checkpoint if the database still holds `old` (empty for none); `false` when it does not.
///
/// # Errors
/// When the database refuses.
pub async fn swap_checkpoint(tx: &mut Tx, old: &str, new: &str, size: i64) -> Result<bool> {
    let done = on!(tx, |c| sqlx::query(sql!("log/swap_checkpoint"))
        .bind(old)
        .bind(new)
        .bind(size)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    Ok(done == 1)
}

/// The entries of the leaves `from..to`, in order.
///
/// # Errors
/// When the database refuses.
pub async fn entries(tx: &mut Tx, from: i64, to: i64) -> Result<Vec<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("log/entries")).bind(from).bind(to).fetch_all(c).await)?)
}

/// How often each event happened among the leaves `from..to`.
///
/// # Errors
/// When the database refuses.
pub async fn count_events(tx: &mut Tx, from: i64, to: i64) -> Result<Vec<(String, i64)>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("log/count_events")).bind(from).bind(to).fetch_all(c).await)?)
}

/// Takes `n` consecutive serials of an agency's year and answers the first (serials begin at 1).
///
/// # Errors
/// When the database refuses.
pub async fn next_serials(tx: &mut Tx, agency: &str, year: i64, n: i64) -> Result<i64> {
    let last: i64 = on!(tx, |c| sqlx::query_scalar(sql!("log/next_serials"))
        .bind(agency)
        .bind(year)
        .bind(n)
        .fetch_one(c)
        .await)?;
    Ok(last - n + 1)
}
