//! Attachments on their way, piece by piece (draft-ietf-httpbis-resumable-upload).

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx};

/// An upload that is not whole yet.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct UploadRow {
    /// Names it in its address; cannot be guessed.
    pub id: String,
    /// The disclosure whose draft it is for.
    pub disclosure_id: String,
    /// Who sends it.
    pub officer_id: String,
    /// Name of the file.
    pub name: String,
    /// Bytes of the whole file.
    pub size: i64,
    /// When the sender's file was changed last, as the sender says it: another one of the same name is another file.
    pub modified: String,
    /// Bytes that are here.
    pub received: i64,
    /// When it was begun.
    pub begun_at: String,
}

/// Begins an upload; nothing of it is here yet.
///
/// # Errors
/// When the database refuses.
pub async fn begin(tx: &mut Tx, u: &UploadRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("uploads/begin"))
        .bind(&u.id)
        .bind(&u.disclosure_id)
        .bind(&u.officer_id)
        .bind(&u.name)
        .bind(u.size)
        .bind(&u.modified)
        .bind(&u.begun_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// One upload.
///
/// # Errors
/// When the database refuses.
pub async fn get(tx: &mut Tx, id: &str) -> Result<Option<UploadRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("uploads/get")).bind(id).fetch_optional(c).await)?)
}

/// The uploads that one person has begun for a draft, oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn open(tx: &mut Tx, disclosure_id: &str, officer_id: &str) -> Result<Vec<UploadRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("uploads/open"))
        .bind(disclosure_id)
        .bind(officer_id)
        .fetch_all(c)
        .await)?)
}

/// Takes the piece that begins at `position`.
///
/// # Errors
/// [`crate::Error::Conflict`] when another number of bytes is here.
pub async fn receive(tx: &mut Tx, id: &str, position: i64, bytes: &[u8]) -> Result<()> {
    let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let done = on!(tx, |c| sqlx::query(sql!("uploads/receive"))
        .bind(id)
        .bind(position)
        .bind(length)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    not_overtaken(done)?;
    on!(tx, |c| sqlx::query(sql!("uploads/part"))
        .bind(id)
        .bind(position)
        .bind(bytes)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// All pieces that are here, in order.
///
/// # Errors
/// When the database refuses.
pub async fn parts(tx: &mut Tx, id: &str) -> Result<Vec<Vec<u8>>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("uploads/parts")).bind(id).fetch_all(c).await)?)
}

/// Forgets an upload with its pieces.
///
/// # Errors
/// When the database refuses.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("uploads/delete_parts")).bind(id).execute(c).await.map(drop))?;
    on!(tx, |c| sqlx::query(sql!("uploads/delete")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// Some uploads that were begun before a time.
///
/// # Errors
/// When the database refuses.
pub async fn old(tx: &mut Tx, before: &str) -> Result<Vec<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("uploads/old")).bind(before).fetch_all(c).await)?)
}
