//! What agencies do not publish: their lists of matters that are withheld.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx};

/// One matter of a list.
#[derive(Debug, Clone, Default, FromRow, PartialEq, Eq)]
pub struct WithheldRow {
    /// Identity.
    pub id: String,
    /// Whose list.
    pub agency_code: String,
    /// The matter.
    pub title: String,
    /// Words that screening looks for, one a line; may be empty.
    pub words: String,
    /// Why it is not published.
    pub ground: String,
    /// Law and article.
    pub article: String,
    /// Day on which it was listed, YYYY-MM-DD.
    pub listed_on: String,
    /// Day on which it has to be looked at again.
    pub review_on: String,
    /// Day on which it was taken off the list.
    pub removed_on: Option<String>,
    /// What the last review said.
    pub reason: Option<String>,
    /// Who changed it last.
    pub officer_name: String,
    /// Place of the last change among all changes of all lists.
    pub changed: i64,
}

/// Adds a matter.
///
/// # Errors
/// When somebody changed a list in the same moment, or the database refuses.
pub async fn insert(tx: &mut Tx, w: &WithheldRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("withheld/insert"))
        .bind(&w.id)
        .bind(&w.agency_code)
        .bind(&w.title)
        .bind(&w.words)
        .bind(&w.ground)
        .bind(&w.article)
        .bind(&w.listed_on)
        .bind(&w.review_on)
        .bind(&w.officer_name)
        .bind(w.changed)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Saves what a review said, if nobody changed the matter since `seen`.
///
/// # Errors
/// [`crate::Error::Conflict`]; when the database refuses.
pub async fn review(tx: &mut Tx, w: &WithheldRow, seen: i64) -> Result<()> {
    let rows = on!(tx, |c| sqlx::query(sql!("withheld/review"))
        .bind(&w.id)
        .bind(seen)
        .bind(&w.review_on)
        .bind(&w.removed_on)
        .bind(&w.reason)
        .bind(&w.officer_name)
        .bind(w.changed)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    not_overtaken(rows)
}

/// One matter.
///
/// # Errors
/// When the database refuses.
pub async fn one(tx: &mut Tx, id: &str) -> Result<Option<WithheldRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("withheld/one")).bind(id).fetch_optional(c).await)?)
}

/// The list of an agency, what is due first before all others, what was taken off last.
///
/// # Errors
/// When the database refuses.
pub async fn of_agency(tx: &mut Tx, agency: &str) -> Result<Vec<WithheldRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("withheld/of_agency")).bind(agency).fetch_all(c).await)?)
}

/// Everything that is on any list.
///
/// # Errors
/// When the database refuses.
pub async fn in_force(tx: &mut Tx) -> Result<Vec<WithheldRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("withheld/in_force")).fetch_all(c).await)?)
}

/// Place of the newest change; 0 when there is none.
///
/// # Errors
/// When the database refuses.
pub async fn newest(tx: &mut Tx) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("withheld/newest")).fetch_one(c).await)?)
}
