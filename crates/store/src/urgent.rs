//! What one person released in an emergency, and its review.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx};

/// A revision released by one person.
#[derive(Debug, Clone, Default, FromRow, PartialEq, Eq)]
pub struct UrgentRow {
    /// Its leaf.
    pub leaf_index: i64,
    /// Of which disclosure.
    pub disclosure_id: String,
    /// Which revision of it.
    pub revision: i64,
    /// Of which agency.
    pub agency_code: String,
    /// The law that allows it.
    pub basis: String,
    /// Why it could not wait.
    pub reason: String,
    /// All who drafted it, JSON.
    pub drafted_by: String,
    /// Who released it, by identity.
    pub released_by: String,
    /// Who released it, by the name of that day.
    pub released_by_name: String,
    /// In whose place.
    pub in_place_of: Option<String>,
    /// When, RFC 3339.
    pub released_at: String,
    /// Until when somebody else has to review it.
    pub due_at: String,
    /// Who did, by identity.
    pub reviewed_by: Option<String>,
    /// When.
    pub reviewed_at: Option<String>,
    /// What was found: `sound` or `wrong`.
    pub verdict: Option<String>,
}

/// One that waits for its review, with its disclosure.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct WaitingRow {
    /// The release.
    #[sqlx(flatten)]
    pub release: UrgentRow,
    /// Title of the disclosure.
    pub title: String,
    /// Its index number.
    pub index_no: Option<String>,
    /// Its status.
    pub status: String,
}

/// Adds one.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx, u: &UrgentRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("urgent/insert"))
        .bind(u.leaf_index)
        .bind(&u.disclosure_id)
        .bind(u.revision)
        .bind(&u.agency_code)
        .bind(&u.basis)
        .bind(&u.reason)
        .bind(&u.drafted_by)
        .bind(&u.released_by)
        .bind(&u.released_by_name)
        .bind(&u.in_place_of)
        .bind(&u.released_at)
        .bind(&u.due_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The one at this leaf.
///
/// # Errors
/// When the database refuses.
pub async fn get(tx: &mut Tx, leaf: i64) -> Result<Option<UrgentRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("urgent/get")).bind(leaf).fetch_optional(c).await)?)
}

/// Those of an agency that nobody reviewed yet, the first that is due first.
///
/// # Errors
/// When the database refuses.
pub async fn waiting(tx: &mut Tx, agency: &str, limit: i64) -> Result<Vec<WaitingRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("urgent/waiting")).bind(agency).bind(limit).fetch_all(c).await)?)
}

/// Those of a disclosure, oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn of_disclosure(tx: &mut Tx, disclosure: &str) -> Result<Vec<UrgentRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("urgent/of_disclosure")).bind(disclosure).fetch_all(c).await)?)
}

/// Writes the review of one that waits.
///
/// # Errors
/// [`crate::Error::Conflict`] when somebody else did.
pub async fn review(tx: &mut Tx, leaf: i64, (by, at): (&str, &str), verdict: &str) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("urgent/review"))
        .bind(leaf)
        .bind(by)
        .bind(at)
        .bind(verdict)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    not_overtaken(done)
}
