//! Withdrawals that wait for a second person.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// A withdrawal that was proposed, or done urgently.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct WithdrawalRow {
    /// Of which disclosure.
    pub disclosure_id: String,
    /// Article of the ground.
    pub article: String,
    /// Reason of the ground.
    pub reason: String,
    /// Who proposed it, or did it urgently.
    pub proposed_by: String,
    /// In whose place.
    pub in_place_of: Option<String>,
    /// When.
    pub proposed_at: String,
    /// Whether it was done at once and waits for a review.
    pub urgent: bool,
    /// Who, by name.
    pub proposed_by_name: String,
}

/// Adds one.
///
/// # Errors
/// When there is one already ([`crate::Error::is_duplicate`]) or the database refuses.
pub async fn insert(tx: &mut Tx, w: &WithdrawalRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("withdrawals/insert"))
        .bind(&w.disclosure_id)
        .bind(&w.article)
        .bind(&w.reason)
        .bind(&w.proposed_by)
        .bind(&w.in_place_of)
        .bind(&w.proposed_at)
        .bind(w.urgent)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The one of this disclosure.
///
/// # Errors
/// When the database refuses.
pub async fn get(tx: &mut Tx, disclosure: &str) -> Result<Option<WithdrawalRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("withdrawals/get")).bind(disclosure).fetch_optional(c).await)?)
}

/// Those of an agency, oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn of_agency(tx: &mut Tx, agency: &str) -> Result<Vec<WithdrawalRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("withdrawals/of_agency")).bind(agency).fetch_all(c).await)?)
}

/// Takes one out; `false` when somebody else did.
///
/// # Errors
/// When the database refuses.
pub async fn delete(tx: &mut Tx, disclosure: &str) -> Result<bool> {
    let done = on!(tx, |c| sqlx::query(sql!("withdrawals/delete"))
        .bind(disclosure)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    Ok(done == 1)
}
