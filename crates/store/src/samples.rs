//! Samples of public disclosures, and what was found in them; findings are sealed before they come here.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx};

/// A sample that was drawn.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct SampleRow {
    /// The plan, a disclosure.
    pub plan_id: String,
    /// Whose plan it is.
    pub agency_code: String,
    /// Where the plan became public.
    pub plan_leaf: i64,
    /// The last leaf that decided the seed.
    pub last_leaf: i64,
    /// The seed.
    pub seed: String,
    /// Disclosures it was drawn from.
    pub population: i64,
    /// When.
    pub drawn_at: String,
}

/// One disclosure of a sample.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct SampledRow {
    /// From 1, in the order of the draw.
    pub position: i64,
    /// The disclosure.
    pub disclosure_id: String,
    /// Where it became public.
    pub leaf: i64,
    /// The digest by which it was drawn.
    pub draw_rank: String,
    /// How it was found; none before it was looked at.
    pub result: Option<String>,
    /// What was found, sealed.
    pub finding: Option<String>,
    /// Who looked.
    pub officer_name: Option<String>,
    /// When.
    pub checked_at: Option<String>,
    /// Counts changes.
    pub lock_version: i64,
}

/// A public plan.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct PlanRow {
    /// The disclosure.
    pub id: String,
    /// Whose it is.
    pub agency_code: String,
    /// Its title.
    pub title: String,
    /// When it became public.
    pub first_published_at: String,
    /// When the sample was drawn.
    pub drawn_at: Option<String>,
    /// How many were drawn.
    pub drawn: i64,
    /// How many of them were looked at.
    pub checked: i64,
}

/// Plans of an item whose sample was not drawn yet, each with its agency.
///
/// # Errors
/// When the database refuses.
pub async fn undrawn(tx: &mut Tx, item: &str, limit: i64) -> Result<Vec<(String, String)>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("samples/undrawn")).bind(item).bind(limit).fetch_all(c).await)?)
}

/// The newest public plans of an agency.
///
/// # Errors
/// When the database refuses.
pub async fn plans(tx: &mut Tx, (item, agency): (&str, &str), limit: i64) -> Result<Vec<PlanRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("samples/plans"))
        .bind(item)
        .bind(agency)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Adds a sample with all its rows; whether it was not there yet.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, r: &SampleRow, rows: &[SampledRow]) -> Result<bool> {
    let added = on!(tx, |c| sqlx::query(sql!("samples/add"))
        .bind(&r.plan_id)
        .bind(&r.agency_code)
        .bind(r.plan_leaf)
        .bind(r.last_leaf)
        .bind(&r.seed)
        .bind(r.population)
        .bind(&r.drawn_at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if added == 0 {
        return Ok(false);
    }
    for row in rows {
        on!(tx, |c| sqlx::query(sql!("samples/add_row"))
            .bind(&r.plan_id)
            .bind(row.position)
            .bind(&row.disclosure_id)
            .bind(row.leaf)
            .bind(&row.draw_rank)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(true)
}

/// The sample of a plan.
///
/// # Errors
/// When the database refuses.
pub async fn one(tx: &mut Tx, plan: &str) -> Result<Option<SampleRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("samples/one")).bind(plan).fetch_optional(c).await)?)
}

/// What was drawn, in the order of the draw.
///
/// # Errors
/// When the database refuses.
pub async fn rows(tx: &mut Tx, plan: &str) -> Result<Vec<SampledRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("samples/rows")).bind(plan).fetch_all(c).await)?)
}

/// Notes what was found in one of them, if it is still what it was read as.
///
/// # Errors
/// [`Error::Conflict`](crate::Error::Conflict) when somebody else noted something in between; when the database refuses.
pub async fn check(tx: &mut Tx, plan: &str, r: &SampledRow) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("samples/check"))
        .bind(plan)
        .bind(r.position)
        .bind(r.lock_version)
        .bind(&r.result)
        .bind(&r.finding)
        .bind(&r.officer_name)
        .bind(&r.checked_at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    not_overtaken(done)
}
