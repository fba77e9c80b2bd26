//! Lists of work that a person saved under a name.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// One saved list.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct SavedFilter {
    /// What the person calls it.
    pub name: String,
    /// The query of its address.
    pub query: String,
}

/// The lists of a person, in the order in which they were saved.
///
/// # Errors
/// When the database refuses.
pub async fn of_officer(tx: &mut Tx, officer: &str) -> Result<Vec<SavedFilter>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("filters/of_officer")).bind(officer).fetch_all(c).await)?)
}

/// Saves a list; one of the same name is replaced.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx, officer: &str, filter: &SavedFilter, at: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("filters/put"))
        .bind(officer)
        .bind(&filter.name)
        .bind(&filter.query)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Forgets a list.
///
/// # Errors
/// When the database refuses.
pub async fn delete(tx: &mut Tx, officer: &str, name: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("filters/delete")).bind(officer).bind(name).execute(c).await.map(drop))?;
    Ok(())
}
