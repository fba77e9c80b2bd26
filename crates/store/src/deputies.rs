//! Who acts in whose place.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// A deputyship to be made.
#[derive(Debug, Clone)]
pub struct NewDeputy<'a> {
    /// Identity.
    pub id: &'a str,
    /// In whose place.
    pub officer: &'a str,
    /// Who acts.
    pub deputy: &'a str,
    /// In which role.
    pub role: &'a str,
    /// First day.
    pub starts_on: &'a str,
    /// Last day.
    pub ends_on: &'a str,
    /// Who made it.
    pub made_by: &'a str,
    /// When.
    pub made_at: &'a str,
}

/// A deputyship, with names.
#[derive(Debug, Clone, FromRow)]
pub struct DeputyRow {
    /// Identity.
    pub id: String,
    /// In whose place.
    pub officer_id: String,
    /// Who acts.
    pub deputy_id: String,
    /// In which role.
    pub role: String,
    /// First day.
    pub starts_on: String,
    /// Last day.
    pub ends_on: String,
    /// In whose place, by name.
    pub officer_name: String,
    /// The agency of the one in whose place.
    pub agency_code: String,
    /// What that person's roles are now.
    pub officer_roles: String,
    /// Whether that person is barred.
    pub officer_disabled: bool,
    /// Who acts, by name.
    pub deputy_name: String,
}

/// Adds a deputyship.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &mut Tx, d: &NewDeputy<'_>) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("deputies/insert"))
        .bind(d.id)
        .bind(d.officer)
        .bind(d.deputy)
        .bind(d.role)
        .bind(d.starts_on)
        .bind(d.ends_on)
        .bind(d.made_by)
        .bind(d.made_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// In whose places this person acts on a day.
///
/// # Errors
/// When the database refuses.
pub async fn in_force(tx: &mut Tx, deputy: &str, day: &str) -> Result<Vec<DeputyRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("deputies/in_force")).bind(deputy).bind(day).fetch_all(c).await)?)
}

/// Deputyships of a person, as deputy or as principal, that are not over on a day.
///
/// # Errors
/// When the database refuses.
pub async fn of_officer(tx: &mut Tx, officer: &str, day: &str) -> Result<Vec<DeputyRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("deputies/of_officer")).bind(officer).bind(day).fetch_all(c).await)?)
}

/// In whose places others act on a day, of everybody of an agency.
///
/// # Errors
/// When the database refuses.
pub async fn of_agency(tx: &mut Tx, agency: &str, day: &str) -> Result<Vec<DeputyRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("deputies/of_agency")).bind(agency).bind(day).fetch_all(c).await)?)
}

/// One deputyship.
///
/// # Errors
/// When the database refuses.
pub async fn by_id(tx: &mut Tx, id: &str) -> Result<Option<DeputyRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("deputies/by_id")).bind(id).fetch_optional(c).await)?)
}

/// Ends a deputyship.
///
/// # Errors
/// When the database refuses.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("deputies/delete")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}
