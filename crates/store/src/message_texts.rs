//! Texts of messages that an administrator wrote in the place of the standard ones.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// One text.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct TextRow {
    /// Key of the message.
    pub message: String,
    /// Its subject, with placeholders.
    pub subject: String,
    /// Its text, with placeholders.
    pub body: String,
    /// When it was written.
    pub changed_at: String,
    /// By whom, by the name of that day.
    pub officer_name: String,
}

/// All that were changed.
///
/// # Errors
/// When the database refuses.
pub async fn all(tx: &mut Tx) -> Result<Vec<TextRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("message_texts/all")).fetch_all(c).await)?)
}

/// Puts one in the place of what was there.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx, t: &TextRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("message_texts/put"))
        .bind(&t.message)
        .bind(&t.subject)
        .bind(&t.body)
        .bind(&t.changed_at)
        .bind(&t.officer_name)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Goes back to the standard text.
///
/// # Errors
/// When the database refuses.
pub async fn delete(tx: &mut Tx, message: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("message_texts/delete")).bind(message).execute(c).await.map(drop))?;
    Ok(())
}
