//! Which draft the figures of cases of a quarter became.

use crate::db::{on, sql};
use crate::{Result, Tx, claims};

/// The draft of an agency for the quarter that begins on a day; it may be gone since.
///
/// # Errors
/// When the database refuses.
pub async fn of(tx: &mut Tx, agency: &str, first_day: &str) -> Result<Option<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("case_figures/of"))
        .bind(agency)
        .bind(first_day)
        .fetch_optional(c)
        .await)?)
}

/// Notes that a quarter becomes this draft, where it is none or its draft is gone; whether it was noted. Whoever notes the same
/// at the same moment waits until this transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn claim(tx: &mut Tx, agency: &str, first_day: &str, disclosure: &str) -> Result<bool> {
    let sql = (sql!("case_figures/claim"), sql!("case_figures/claim_again"));
    claims::claim(tx, sql, (agency, first_day), disclosure).await
}
