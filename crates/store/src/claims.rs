//! Which draft something became that is drafted once: a task of a document, the figures of a quarter.

use crate::db::on;
use crate::{Result, Tx};

/// Notes under two keys that something becomes a draft, where it is none yet or its draft is gone; whether it was noted.
/// Whoever notes the same at the same moment waits until this transaction ends. `claim` adds the row, or locks it, and answers
/// with its draft; `again` changes it where its draft is gone.
pub(crate) async fn claim(
    tx: &mut Tx,
    (claim, again): (&'static str, &'static str),
    (agency, key): (&str, &str),
    disclosure: &str,
) -> Result<bool> {
    let noted: String =
        on!(tx, |c| sqlx::query_scalar(claim).bind(agency).bind(key).bind(disclosure).fetch_one(c).await)?;
    if noted == disclosure {
        return Ok(true);
    }
    // In a statement of its own: PostgreSQL shows a statement only what was there when it began, before it waited.
    let claimed = on!(tx, |c| sqlx::query(again)
        .bind(agency)
        .bind(key)
        .bind(disclosure)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(claimed == 1)
}
