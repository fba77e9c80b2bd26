//! Regions and agencies: who is where, and under whom.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// An administrative division (GB/T 2260).
#[derive(Debug, Clone, Default, FromRow, Serialize, Deserialize, PartialEq, Eq)]
pub struct Region {
    /// Six-digit division code.
    pub code: String,
    /// Chinese name.
    pub name: String,
    /// `province`, `city` or `county`.
    pub level: String,
    /// The division it belongs to; none for the province.
    pub parent_code: Option<String>,
    /// Its last day, YYYY-MM-DD; none while it exists.
    #[sqlx(skip)]
    #[serde(default)]
    pub valid_until: Option<String>,
    /// The division it went up in.
    #[sqlx(skip)]
    #[serde(default)]
    pub successor_code: Option<String>,
}

/// An administrative organ that publishes.
#[derive(Debug, Clone, Default, FromRow, Serialize, Deserialize, PartialEq, Eq)]
pub struct Agency {
    /// Code, the first part of an index number.
    pub code: String,
    /// Full Chinese name.
    pub name: String,
    /// Name without its region, as used in lists.
    pub short_name: String,
    /// Region it governs or serves.
    pub region_code: String,
    /// The agency above it, usually the government's general office.
    pub parent_code: Option<String>,
    /// `province`, `city` or `county`.
    pub level: String,
    /// What kind of organ it is, one word; none where nobody said so.
    #[sqlx(skip)]
    #[serde(default)]
    pub kind: Option<String>,
    /// Words it is grouped by.
    #[sqlx(skip)]
    #[serde(default)]
    pub tags: Vec<String>,
    /// Its first day, YYYY-MM-DD; none for those that an instance began with.
    #[sqlx(skip)]
    #[serde(default)]
    pub valid_from: Option<String>,
    /// Its last day, YYYY-MM-DD; none while it exists.
    #[sqlx(skip)]
    #[serde(default)]
    pub valid_until: Option<String>,
    /// The agency that took over what it left.
    #[sqlx(skip)]
    #[serde(default)]
    pub successor_code: Option<String>,
}

/// One change of the register, with what was before and after as JSON. Never changed, only added to.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct RegisterEvent {
    /// Its place among all changes, from 1.
    pub position: i64,
    /// `agency`, `region` or `site`.
    pub subject: String,
    /// Code of the agency, also for its page, or region.
    pub code: String,
    /// `add`, `change`, `close`, `merge`, `arrange` or `host`.
    pub change: String,
    /// The day from which it holds, YYYY-MM-DD.
    pub takes_effect: String,
    /// The document it rests on; empty for pages.
    pub basis: String,
    /// What was before; none for what is new.
    pub state_before: Option<String>,
    /// What is after.
    pub state_after: String,
    /// Identity of who entered it.
    pub officer_id: String,
    /// Name of who entered it.
    pub officer_name: String,
    /// When it was entered.
    pub at: String,
}

/// Adds a region or changes one.
///
/// # Errors
/// When the database refuses.
pub async fn put_region(tx: &mut Tx, r: &Region) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("register/put_region"))
        .bind(&r.code)
        .bind(&r.name)
        .bind(&r.level)
        .bind(&r.parent_code)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Adds an agency or changes one.
///
/// # Errors
/// When the database refuses, such as for an unknown region.
pub async fn put_agency(tx: &mut Tx, a: &Agency) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("register/put_agency"))
        .bind(&a.code)
        .bind(&a.name)
        .bind(&a.short_name)
        .bind(&a.region_code)
        .bind(&a.parent_code)
        .bind(&a.level)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// All regions by code.
///
/// # Errors
/// When the database refuses.
pub async fn all_regions(tx: &mut Tx) -> Result<Vec<Region>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("register/all_regions")).fetch_all(c).await)?)
}

/// All agencies by code.
///
/// # Errors
/// When the database refuses.
pub async fn all_agencies(tx: &mut Tx) -> Result<Vec<Agency>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("register/all_agencies")).fetch_all(c).await)?)
}

/// Adds a change.
///
/// # Errors
/// When somebody else added one at the same place, or the database refuses.
pub async fn add_event(tx: &mut Tx, e: &RegisterEvent) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("register/add_event"))
        .bind(e.position)
        .bind(&e.subject)
        .bind(&e.code)
        .bind(&e.change)
        .bind(&e.takes_effect)
        .bind(&e.basis)
        .bind(&e.state_before)
        .bind(&e.state_after)
        .bind(&e.officer_id)
        .bind(&e.officer_name)
        .bind(&e.at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// All changes, in their order.
///
/// # Errors
/// When the database refuses.
pub async fn events(tx: &mut Tx) -> Result<Vec<RegisterEvent>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("register/events")).fetch_all(c).await)?)
}

/// The changes of one agency or region, in their order.
///
/// # Errors
/// When the database refuses.
pub async fn events_of(tx: &mut Tx, subject: &str, code: &str) -> Result<Vec<RegisterEvent>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("register/events_of")).bind(subject).bind(code).fetch_all(c).await)?)
}

/// The place of the newest change; 0 when there is none.
///
/// # Errors
/// When the database refuses.
pub async fn newest_event(tx: &mut Tx) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("register/newest_event")).fetch_one(c).await)?)
}

/// What an agency has in hand: drafts, held rows and files of rows on their way.
///
/// # Errors
/// When the database refuses.
pub async fn in_hand(tx: &mut Tx, agency: &str) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("register/in_hand")).bind(agency).fetch_one(c).await)?)
}
