//! Where people of the desk are told of their work, and what they were told.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx};

/// The address of one person.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct AddressRow {
    /// Whose.
    pub officer_id: String,
    /// Where to, sealed.
    pub address: String,
    /// Keyed digest of the code that confirms it; none once it was.
    pub code_digest: Option<String>,
    /// Until when the code is good.
    pub expires_at: Option<String>,
    /// Kinds of notices the person does not want, separated by commas.
    pub silenced: String,
    /// The first leaf that is told.
    pub from_leaf: i64,
    /// Before this no mail goes.
    pub next_at: String,
}

/// Something a person was told.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct ToldRow {
    /// Kind of notice.
    pub notice: String,
    /// What of it.
    pub subject: String,
    /// When it was told, or was seen last to stand still.
    pub told_at: String,
}

/// Puts an address that is not confirmed yet in the place of the one before.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx, a: &AddressRow) -> Result<()> {
    delete(tx, &a.officer_id).await?;
    on!(tx, |c| sqlx::query(sql!("officer_addresses/put"))
        .bind(&a.officer_id)
        .bind(&a.address)
        .bind(&a.code_digest)
        .bind(&a.expires_at)
        .bind(&a.next_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The address of a person.
///
/// # Errors
/// When the database refuses.
pub async fn one(tx: &mut Tx, officer: &str) -> Result<Option<AddressRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("officer_addresses/one")).bind(officer).fetch_optional(c).await)?)
}

/// Confirms the address of a person: leaves from this one on are told.
///
/// # Errors
/// When the database refuses.
pub async fn confirm(tx: &mut Tx, officer: &str, from_leaf: i64, now: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("officer_addresses/confirm"))
        .bind(officer)
        .bind(from_leaf)
        .bind(now)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Notes what a person does not want to be told of.
///
/// # Errors
/// When the database refuses.
pub async fn silence(tx: &mut Tx, officer: &str, silenced: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("officer_addresses/silence"))
        .bind(officer)
        .bind(silenced)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Forgets the address of a person.
///
/// # Errors
/// When the database refuses.
pub async fn delete(tx: &mut Tx, officer: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("officer_addresses/delete_told")).bind(officer).execute(c).await.map(drop))?;
    on!(tx, |c| sqlx::query(sql!("officer_addresses/delete")).bind(officer).execute(c).await.map(drop))?;
    Ok(())
}

/// Confirmed addresses whose time has come.
///
/// # Errors
/// When the database refuses.
pub async fn due(tx: &mut Tx, now: &str, limit: i64) -> Result<Vec<AddressRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("officer_addresses/due")).bind(now).bind(limit).fetch_all(c).await)?)
}

/// Says when a person is looked at next.
///
/// # Errors
/// [`crate::Error::Conflict`] when another process did it.
pub async fn looked(tx: &mut Tx, officer: &str, (was, next): (&str, &str)) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("officer_addresses/looked"))
        .bind(officer)
        .bind(was)
        .bind(next)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    not_overtaken(done)
}

/// What a person was told.
///
/// # Errors
/// When the database refuses.
pub async fn told(tx: &mut Tx, officer: &str) -> Result<Vec<ToldRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("officer_addresses/told")).bind(officer).fetch_all(c).await)?)
}

/// Notes what a person is told, or that what the person was told stands still.
///
/// # Errors
/// When the database refuses.
pub async fn add_told(tx: &mut Tx, officer: &str, (notice, subject): (&str, &str), now: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("officer_addresses/add_told"))
        .bind(officer)
        .bind(notice)
        .bind(subject)
        .bind(now)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Forgets what a person was told, and what was not seen to stand since, before a time.
///
/// # Errors
/// When the database refuses.
pub async fn forget_told(tx: &mut Tx, officer: &str, before: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("officer_addresses/forget_told"))
        .bind(officer)
        .bind(before)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Confirmed addresses of the people of two agencies.
///
/// # Errors
/// When the database refuses.
pub async fn of_agencies(tx: &mut Tx, (one, other): (&str, &str)) -> Result<Vec<AddressRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("officer_addresses/of_agencies"))
        .bind(one)
        .bind(other)
        .fetch_all(c)
        .await)?)
}
