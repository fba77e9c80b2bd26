//! Bulk work: how far an import came.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// How far the import of one file came.
#[derive(Debug, Clone, Default, FromRow, PartialEq, Eq)]
pub struct PositionRow {
    /// Digest of file, item and agency.
    pub source: String,
    /// Rows done.
    pub position: i64,
    /// Rows that became new disclosures.
    pub created: i64,
    /// Rows that became amendments.
    pub updated: i64,
    /// Rows that changed nothing.
    pub unchanged: i64,
    /// Rows refused or held.
    pub rejected: i64,
    /// Length of the rejects file with these rows.
    pub rejects_bytes: i64,
}

/// The position of an import, if it was begun and not finished.
///
/// # Errors
/// When the database refuses.
pub async fn position(tx: &mut Tx, source: &str) -> Result<Option<PositionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("imports/position")).bind(source).fetch_optional(c).await)?)
}

/// Writes the position, in the transaction that did the rows.
///
/// # Errors
/// When the database refuses.
pub async fn put_position(tx: &mut Tx, p: &PositionRow, at: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("imports/put_position"))
        .bind(&p.source)
        .bind(p.position)
        .bind(p.created)
        .bind(p.updated)
        .bind(p.unchanged)
        .bind(p.rejected)
        .bind(p.rejects_bytes)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Forgets the position: the import is finished.
///
/// # Errors
/// When the database refuses.
pub async fn forget_position(tx: &mut Tx, source: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("imports/forget_position")).bind(source).execute(c).await.map(drop))?;
    Ok(())
}

/// What the import of a whole file did.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct FinishedRow {
    /// Rows that became new disclosures.
    pub created: i64,
    /// Rows that became amendments.
    pub updated: i64,
    /// Rows that changed nothing.
    pub unchanged: i64,
    /// Rows refused or held.
    pub rejected: i64,
    /// When it was done.
    pub at: String,
}

/// What the import of a file did that is remembered as done.
///
/// # Errors
/// When the database refuses.
pub async fn finished(tx: &mut Tx, source: &str) -> Result<Option<FinishedRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("imports/finished")).bind(source).fetch_optional(c).await)?)
}

/// Remembers a file as done.
///
/// # Errors
/// When the database refuses.
pub async fn finish(tx: &mut Tx, source: &str, f: &FinishedRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("imports/finish"))
        .bind(source)
        .bind(f.created)
        .bind(f.updated)
        .bind(f.unchanged)
        .bind(f.rejected)
        .bind(&f.at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
