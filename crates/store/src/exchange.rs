//! Exchange of credit records with the national platform.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// A record to be uploaded: its newest public version.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct UploadRow {
    /// Its leaf.
    pub leaf_index: i64,
    /// The disclosure.
    pub disclosure_id: String,
    /// Its content file.
    pub content: String,
    /// Values that are not public, as JSON.
    pub internal: String,
}

/// A file of records that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Identity.
    pub id: String,
    /// Catalogue item.
    pub item: String,
    /// The first leaf looked at.
    pub from_leaf: i64,
    /// The first leaf behind it.
    pub to_leaf: i64,
    /// Rows in it.
    pub rows_written: i64,
    /// When it was made.
    pub made_at: String,
}

/// A record that the platform refused.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct RefusalRow {
    /// The disclosure.
    pub disclosure_id: String,
    /// Its title.
    pub title: String,
    /// Its item.
    pub item: String,
    /// Why, as the platform says it.
    pub reason: String,
    /// When the receipt was read.
    pub received_at: String,
}

/// The first leaf that no file of this item has looked at.
///
/// # Errors
/// When the database refuses.
pub async fn position(tx: &mut Tx, item: &str) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("exchange/position")).bind(item).fetch_one(c).await)?)
}

/// Notes a file.
///
/// # Errors
/// A duplicate when another file began at the same leaf; when the database refuses.
pub async fn insert_upload(tx: &mut Tx, upload: &Upload) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("exchange/insert_upload"))
        .bind(&upload.id)
        .bind(&upload.item)
        .bind(upload.from_leaf)
        .bind(upload.to_leaf)
        .bind(upload.rows_written)
        .bind(&upload.made_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Of the leaves `from..to` those of an item that are the newest versions below `visible`, not withdrawn.
///
/// # Errors
/// When the database refuses.
pub async fn rows(tx: &mut Tx, item: &str, (from, to): (i64, i64), visible: i64) -> Result<Vec<UploadRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("exchange/rows"))
        .bind(from)
        .bind(to)
        .bind(item)
        .bind(visible)
        .fetch_all(c)
        .await)?)
}

/// Forgets that a record was refused: it is uploaded again.
///
/// # Errors
/// When the database refuses.
pub async fn delete_refusal(tx: &mut Tx, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("exchange/delete_refusal")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// Notes that a record of an agency was refused, and why.
///
/// # Errors
/// When the database refuses.
pub async fn put_refusal(tx: &mut Tx, (id, agency): (&str, &str), reason: &str, at: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("exchange/put_refusal"))
        .bind(id)
        .bind(agency)
        .bind(reason)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Records of an agency that are refused, the newest first.
///
/// # Errors
/// When the database refuses.
pub async fn refusals(tx: &mut Tx, agency: &str, limit: i64) -> Result<Vec<RefusalRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("exchange/refusals")).bind(agency).bind(limit).fetch_all(c).await)?)
}
