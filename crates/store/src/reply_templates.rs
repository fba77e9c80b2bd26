//! Texts that answers begin with, kept by each agency.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx};

/// One text.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct TemplateRow {
    /// UUIDv7.
    pub id: String,
    /// Whose it is.
    pub agency_code: String,
    /// What it answers.
    pub kind: String,
    /// What people call it.
    pub title: String,
    /// The text, with placeholders.
    pub text: String,
    /// Identity of who changed it last.
    pub changed_by: String,
    /// When.
    pub changed_at: String,
    /// Counts changes.
    pub lock_version: i64,
}

/// Adds a text.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, r: &TemplateRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("reply_templates/add"))
        .bind(&r.id)
        .bind(&r.agency_code)
        .bind(&r.kind)
        .bind(&r.title)
        .bind(&r.text)
        .bind(&r.changed_by)
        .bind(&r.changed_at)
        .bind(r.lock_version)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Changes a text that was read at `r.lock_version`.
///
/// # Errors
/// [`crate::Error::Conflict`] when somebody else changed it in between.
pub async fn change(tx: &mut Tx, r: &TemplateRow) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("reply_templates/change"))
        .bind(&r.id)
        .bind(&r.title)
        .bind(&r.text)
        .bind(&r.changed_by)
        .bind(&r.changed_at)
        .bind(r.lock_version)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    not_overtaken(done)
}

/// Takes a text away that was read at a version.
///
/// # Errors
/// [`crate::Error::Conflict`] when somebody else changed it in between.
pub async fn remove(tx: &mut Tx, id: &str, lock_version: i64) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("reply_templates/remove"))
        .bind(id)
        .bind(lock_version)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    not_overtaken(done)
}

/// One text.
///
/// # Errors
/// When the database refuses.
pub async fn one(tx: &mut Tx, id: &str) -> Result<Option<TemplateRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("reply_templates/one")).bind(id).fetch_optional(c).await)?)
}

/// Texts of an agency for one kind of answer, by title.
///
/// # Errors
/// When the database refuses.
pub async fn of_agency(tx: &mut Tx, agency: &str, kind: &str) -> Result<Vec<TemplateRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("reply_templates/of_agency"))
        .bind(agency)
        .bind(kind)
        .fetch_all(c)
        .await)?)
}
