//! What the database knows of attachments; their bytes are blobs.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// A stored file, by its digest.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct AttachmentRow {
    /// SHA-256 of the bytes, hexadecimal.
    pub sha256: String,
    /// Media type by content.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Text found in it, for search and screening.
    pub content_text: Option<String>,
    /// Whether that is all the text in it.
    pub text_whole: bool,
}

/// Remembers a stored file.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx, a: &AttachmentRow, at: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("attachments/put"))
        .bind(&a.sha256)
        .bind(&a.media_type)
        .bind(a.size)
        .bind(&a.content_text)
        .bind(a.text_whole)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// What is known of a file.
///
/// # Errors
/// When the database refuses.
pub async fn get(tx: &mut Tx, sha256: &str) -> Result<Option<AttachmentRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("attachments/get")).bind(sha256).fetch_optional(c).await)?)
}

/// Records that a leaf made this file public.
///
/// # Errors
/// When the database refuses.
pub async fn mark_used(tx: &mut Tx, sha256: &str, disclosure: &str, leaf: i64) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("attachments/use"))
        .bind(sha256)
        .bind(disclosure)
        .bind(leaf)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Whether a leaf below `visible` made this file public.
///
/// # Errors
/// When the database refuses.
pub async fn is_public(tx: &mut Tx, sha256: &str, visible: i64) -> Result<bool> {
    let n: i64 = on!(tx, |c| sqlx::query_scalar(sql!("attachments/is_public"))
        .bind(sha256)
        .bind(visible)
        .fetch_one(c)
        .await)?;
    Ok(n > 0)
}

/// Forgets that a disclosure used files; answers those that no disclosure and no draft uses any more, of which the
/// text found in them is forgotten too.
///
/// # Errors
/// When the database refuses.
pub async fn forget_uses(tx: &mut Tx, disclosure: &str) -> Result<Vec<String>> {
    let used: Vec<String> = on!(tx, |c| sqlx::query_scalar(sql!("attachments/of_disclosure"))
        .bind(disclosure)
        .fetch_all(c)
        .await)?;
    on!(tx, |c| sqlx::query(sql!("attachments/forget_uses")).bind(disclosure).execute(c).await.map(drop))?;
    let mut orphans = Vec::new();
    for sha256 in used {
        let n: i64 =
            on!(tx, |c| sqlx::query_scalar(sql!("attachments/still_used")).bind(&sha256).fetch_one(c).await)?;
        if n == 0 {
            on!(tx, |c| sqlx::query(sql!("attachments/delete")).bind(&sha256).execute(c).await.map(drop))?;
            orphans.push(sha256);
        }
    }
    Ok(orphans)
}
