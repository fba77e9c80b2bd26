//! Which draft a task of a document became.

use crate::db::{on, sql};
use crate::{Result, Tx, claims};

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
    claims::claim(
        tx,
        (sql!("task_drafts/claim"), sql!("task_drafts/claim_again")),
        (agency, code),
        disclosure,
    )
    .await
}
