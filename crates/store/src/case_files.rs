//! Files of requests for information and of appeals, sealed before they come here. They belong to the form they came with, by the digest of
//! its token, and so to the case that it made.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// One file, without what is in it.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct CaseFileRow {
    /// UUIDv7.
    pub id: String,
    /// Keyed digest of the form it came with.
    pub form: String,
    /// The citizen's, or the answer's.
    pub part: String,
    /// Its name and media type, sealed.
    pub about: String,
    /// Bytes before sealing.
    pub size: i64,
    /// When it came, RFC 3339.
    pub added_at: String,
}

/// Adds a file with its sealed content.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, r: &CaseFileRow, content: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("case_files/add"))
        .bind(&r.id)
        .bind(&r.form)
        .bind(&r.part)
        .bind(&r.about)
        .bind(r.size)
        .bind(&r.added_at)
        .bind(content)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The files of a form, in the order they came.
///
/// # Errors
/// When the database refuses.
pub async fn of_form(tx: &mut Tx, form: &str) -> Result<Vec<CaseFileRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("case_files/of_form")).bind(form).fetch_all(c).await)?)
}

/// A file of a form with its sealed content.
///
/// # Errors
/// When the database refuses.
pub async fn one(tx: &mut Tx, form: &str, id: &str) -> Result<Option<(CaseFileRow, String)>> {
    let row: Option<CaseFileRow> =
        on!(tx, |c| sqlx::query_as(sql!("case_files/one")).bind(form).bind(id).fetch_optional(c).await)?;
    let Some(row) = row else { return Ok(None) };
    let content: String =
        on!(tx, |c| sqlx::query_scalar(sql!("case_files/content")).bind(id).fetch_one(c).await)?;
    Ok(Some((row, content)))
}

/// Takes a file of a form away; answers how many that were.
///
/// # Errors
/// When the database refuses.
pub async fn remove(tx: &mut Tx, (form, id): (&str, &str), part: &str) -> Result<u64> {
    Ok(on!(tx, |c| sqlx::query(sql!("case_files/remove"))
        .bind(form)
        .bind(id)
        .bind(part)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?)
}

/// Takes all files of a form away.
///
/// # Errors
/// When the database refuses.
pub async fn forget(tx: &mut Tx, form: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("case_files/forget")).bind(form).execute(c).await.map(drop))?;
    Ok(())
}

/// Takes files away that came before a moment with a form that made no case.
///
/// # Errors
/// When the database refuses.
pub async fn forget_abandoned(tx: &mut Tx, before: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("case_files/forget_abandoned")).bind(before).execute(c).await.map(drop))?;
    Ok(())
}
