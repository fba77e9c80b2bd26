//! What approvers last saw of working versions.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// What a person saw.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct LookRow {
    /// The values and the text, JSON.
    pub seen: String,
    /// When.
    pub seen_at: String,
}

/// What a person last saw of a working version.
///
/// # Errors
/// When the database refuses.
pub async fn get(tx: &mut Tx, officer: &str, disclosure: &str) -> Result<Option<LookRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("looks/get")).bind(officer).bind(disclosure).fetch_optional(c).await)?)
}

/// Notes down what a person sees now.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx, officer: &str, disclosure: &str, look: &LookRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("looks/put"))
        .bind(officer)
        .bind(disclosure)
        .bind(&look.seen)
        .bind(&look.seen_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
