//! Bulk work: how far an import came, and the rows that screening held back.

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
}

/// A row that waits for a person's screening decision.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct HeldRow {
    /// UUIDv7.
    pub id: String,
    /// Catalogue item.
    pub item: String,
    /// Agency that publishes.
    pub agency_code: String,
    /// Natural key, to find the disclosure it would amend.
    pub natural_key: Option<String>,
    /// Digest of the file it came from.
    pub source: String,
    /// Row number in that file.
    pub row_number: i64,
    /// The values, JSON object.
    pub values_json: String,
    /// What screening found, JSON array.
    pub findings: String,
    /// When it was held.
    pub held_at: String,
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

/// Puts a row into the queue; a second time for the same file and row replaces it.
///
/// # Errors
/// When the database refuses.
pub async fn hold_row(tx: &mut Tx, h: &HeldRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("imports/hold_row"))
        .bind(&h.id)
        .bind(&h.item)
        .bind(&h.agency_code)
        .bind(&h.natural_key)
        .bind(&h.source)
        .bind(h.row_number)
        .bind(&h.values_json)
        .bind(&h.findings)
        .bind(&h.held_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Held rows of an agency, oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn held_rows_of_agency(tx: &mut Tx, agency: &str) -> Result<Vec<HeldRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("imports/held_rows_of_agency")).bind(agency).fetch_all(c).await)?)
}

/// One held row.
///
/// # Errors
/// When the database refuses.
pub async fn held_row(tx: &mut Tx, id: &str) -> Result<Option<HeldRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("imports/held_row")).bind(id).fetch_optional(c).await)?)
}

/// Takes a row out of the queue: it became a draft or was dropped.
///
/// # Errors
/// When the database refuses.
pub async fn release_row(tx: &mut Tx, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("imports/release_row")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}
