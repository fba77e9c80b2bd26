//! Which draft something became that an agency drafts once: a task of a document, the figures of a quarter.

use crate::db::{on, sql};
use crate::{Result, Tx};

/// The draft that something became in an agency; it may be gone since.
///
/// # Errors
/// When the database refuses.
pub async fn of(tx: &mut Tx, agency: &str, what: &str) -> Result<Option<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("drafted_once/of"))
        .bind(agency)
        .bind(what)
        .fetch_optional(c)
        .await)?)
}

/// Notes that something becomes this draft, where it is none yet or its draft is gone; whether it was noted. Whoever notes the
/// same at the same moment waits until this transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn claim(tx: &mut Tx, agency: &str, what: &str, disclosure: &str) -> Result<bool> {
    // Adds the row, or locks the one there is.
    let noted: String = on!(tx, |c| sqlx::query_scalar(sql!("drafted_once/claim"))
        .bind(agency)
        .bind(what)
        .bind(disclosure)
        .fetch_one(c)
        .await)?;
    if noted == disclosure {
        return Ok(true);
    }
    // In a statement of its own: PostgreSQL shows a statement only what was there when it began, before it waited.
    let claimed = on!(tx, |c| sqlx::query(sql!("drafted_once/claim_again"))
        .bind(agency)
        .bind(what)
        .bind(disclosure)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(claimed == 1)
}
