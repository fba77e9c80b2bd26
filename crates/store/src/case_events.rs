//! Steps of cases that people without an account have: sealed before they come here, in one table for each procedure.

use sqlx::FromRow;

use crate::db::on;
use crate::{Result, Tx};

/// One step of a case.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct EventRow {
    /// The case.
    pub case_id: String,
    /// From 0.
    pub position: i64,
    /// When it was noted.
    pub at: String,
    /// Who noted it; none for whoever has the receipt code.
    pub officer_id: Option<String>,
    /// By the name of that day.
    pub officer_name: Option<String>,
    /// The step, sealed.
    pub event: String,
}

/// Whose cases are listed, where an office and an agency have to do with each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Those that the agency has as an office.
    Office,
    /// Those in which it is the agency that has to do something.
    Agency,
}

/// Adds a step.
pub(crate) async fn add(tx: &mut Tx, sql: &'static str, e: &EventRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql)
        .bind(&e.case_id)
        .bind(e.position)
        .bind(&e.at)
        .bind(&e.officer_id)
        .bind(&e.officer_name)
        .bind(&e.event)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// All steps of a case, from the first on.
pub(crate) async fn of_case(tx: &mut Tx, sql: &'static str, id: &str) -> Result<Vec<EventRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql).bind(id).fetch_all(c).await)?)
}

/// Puts a step in the place of another one.
pub(crate) async fn replace(
    tx: &mut Tx,
    sql: &'static str,
    (id, position): (&str, i64),
    event: &str,
) -> Result<()> {
    on!(tx, |c| sqlx::query(sql).bind(id).bind(position).bind(event).execute(c).await.map(drop))?;
    Ok(())
}
