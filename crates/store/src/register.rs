//! Regions and agencies: who is where, and under whom.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// An administrative division (GB/T 2260).
#[derive(Debug, Clone, FromRow, Serialize, Deserialize, PartialEq, Eq)]
pub struct Region {
    /// Six-digit division code.
    pub code: String,
    /// Chinese name.
    pub name: String,
    /// `province`, `city` or `county`.
    pub level: String,
    /// The division it belongs to; none for the province.
    pub parent_code: Option<String>,
}

/// An administrative organ that publishes.
#[derive(Debug, Clone, FromRow, Serialize, Deserialize, PartialEq, Eq)]
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
