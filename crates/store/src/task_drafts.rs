//! Which draft a task of a document became.

use crate::db::{on, sql};
use crate::{Result, Tx};

/// The draft that a task became in an agency; it may be gone since.
///
/// # Errors
/// When the database refuses.
pub async fn of(tx: &mut Tx, agency: &str, code: &str) -> Result<Option<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("task_drafts/of"))
        .bind(agency)
        .bind(code)
        .fetch_optional(c)
        .await)?)
}

/// Notes that a task becomes this draft, where it is none or its draft is gone; whether it was noted. Whoever notes the same
/// at the same moment waits until this transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn claim(tx: &mut Tx, agency: &str, code: &str, disclosure: &str) -> Result<bool> {
    let noted: String = on!(tx, |c| sqlx::query_scalar(sql!("task_drafts/claim"))
        .bind(agency)
        .bind(code)
        .bind(disclosure)
        .fetch_one(c)
        .await)?;
    if noted == disclosure {
        return Ok(true);
    }
    // In a statement of its own: PostgreSQL shows a statement only what was there when it began, before it waited.
    let claimed = on!(tx, |c| sqlx::query(sql!("task_drafts/claim_again"))
        .bind(agency)
        .bind(code)
        .bind(disclosure)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(claimed == 1)
}
