//! What a screener has decided about the findings of a draft that has not passed yet.

use crate::db::{on, sql};
use crate::{Result, Tx};

/// Keeps the decisions (JSON) of one person on one draft, in place of earlier ones.
///
/// # Errors
/// When the database refuses.
pub async fn keep(
    tx: &mut Tx,
    disclosure_id: &str,
    officer_id: &str,
    (decisions, at): (&str, &str),
) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("screening_decisions/keep"))
        .bind(disclosure_id)
        .bind(officer_id)
        .bind(decisions)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The decisions on one draft, JSON, each with who decided; the oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn of_disclosure(tx: &mut Tx, disclosure_id: &str) -> Result<Vec<(String, String)>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("screening_decisions/of_disclosure"))
        .bind(disclosure_id)
        .fetch_all(c)
        .await)?)
}
