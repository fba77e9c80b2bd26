//! Second opinions on drafts.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx};

/// A question of a screener, with its answer once there is one.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct OpinionRow {
    /// UUIDv7.
    pub id: String,
    /// The disclosure whose draft is asked about.
    pub disclosure_id: String,
    /// Who asks, by identity.
    pub asked_by: String,
    /// Who asks, by the name of that day.
    pub asked_by_name: String,
    /// When.
    pub asked_at: String,
    /// What is asked.
    pub question: String,
    /// Who answered, by identity.
    pub answered_by: Option<String>,
    /// Who answered, by the name of that day.
    pub answered_by_name: Option<String>,
    /// When.
    pub answered_at: Option<String>,
    /// Whether it may be open.
    pub open: Option<bool>,
    /// Why.
    pub answer: Option<String>,
}

/// Asks.
///
/// # Errors
/// When the database refuses.
pub async fn ask(tx: &mut Tx, o: &OpinionRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("opinions/ask"))
        .bind(&o.id)
        .bind(&o.disclosure_id)
        .bind(&o.asked_by)
        .bind(&o.asked_by_name)
        .bind(&o.asked_at)
        .bind(&o.question)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Answers what is still open.
///
/// # Errors
/// [`crate::Error::Conflict`] when it was answered in between.
pub async fn answer(tx: &mut Tx, o: &OpinionRow) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("opinions/answer"))
        .bind(&o.id)
        .bind(&o.answered_by)
        .bind(&o.answered_by_name)
        .bind(&o.answered_at)
        .bind(o.open)
        .bind(&o.answer)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    not_overtaken(done)
}

/// All opinions on the draft of a disclosure, oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn of_disclosure(tx: &mut Tx, id: &str) -> Result<Vec<OpinionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("opinions/of_disclosure")).bind(id).fetch_all(c).await)?)
}
