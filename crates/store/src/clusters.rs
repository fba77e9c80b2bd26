//! Appeals grouped by what they are about: of each case its group, of each group its words, sealed, and its numbers by region.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// A case as far as it is grouped.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct CaseRow {
    /// The appeal.
    pub id: String,
    /// Where it happened.
    pub region_code: String,
    /// Who has it.
    pub agency_code: String,
    /// Day it came in.
    pub lodged_on: String,
    /// What is said, sealed; only of those that keep it still.
    pub said: String,
    /// Its group; none until it is placed.
    pub cluster_id: Option<String>,
}

/// A group.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct ClusterRow {
    /// UUIDv7.
    pub id: String,
    /// The words that stand for it, sealed.
    pub words: String,
    /// Whether its cases stay in it, because something was decided about them.
    pub pinned: bool,
}

/// Numbers of a group in a region with all below it.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct RegionRow {
    /// The group.
    pub cluster_id: String,
    /// The region.
    pub region_code: String,
    /// Cases within the window.
    pub cases: i64,
    /// Cases of the last days, as many as the rule for rising says.
    pub recent: i64,
    /// Cases of as many days before.
    pub earlier: i64,
    /// Regions in which it happened.
    pub regions: i64,
    /// Agencies that have cases.
    pub agencies: i64,
    /// Keys of the rules that apply, parted by commas.
    pub attention: String,
    /// Since which day some rule applies; none where none does.
    pub since: Option<String>,
}

/// A case of a group, for a list.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct MemberRow {
    /// The appeal.
    pub id: String,
    /// What people call it.
    pub number: String,
    /// Who has it.
    pub agency_code: String,
    /// Where it happened.
    pub region_code: String,
    /// What is wanted.
    pub kind: String,
    /// State of the procedure.
    pub state: String,
    /// Day it came in.
    pub lodged_on: String,
}

/// Cases with a group that came in since a day, after one, in the order in which they came.
///
/// # Errors
/// When the database refuses.
pub async fn grouped(tx: &mut Tx, since: &str, (after, limit): (&str, i64)) -> Result<Vec<CaseRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("clusters/grouped"))
        .bind(since)
        .bind(after)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Cases without a group that came in since a day, in the order in which they came.
///
/// # Errors
/// When the database refuses.
pub async fn to_group(tx: &mut Tx, since: &str, limit: i64) -> Result<Vec<CaseRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("clusters/to_group")).bind(since).bind(limit).fetch_all(c).await)?)
}

/// Puts a case into a group.
///
/// # Errors
/// When the database refuses.
pub async fn set(tx: &mut Tx, case: &str, cluster: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("clusters/set")).bind(case).bind(cluster).execute(c).await.map(drop))?;
    Ok(())
}

/// All groups that are listed.
///
/// # Errors
/// When the database refuses.
pub async fn all(tx: &mut Tx) -> Result<Vec<ClusterRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("clusters/all")).fetch_all(c).await)?)
}

/// Groups whose cases stay in them.
///
/// # Errors
/// When the database refuses.
pub async fn pinned(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("clusters/pinned")).fetch_all(c).await)?)
}

/// One group.
///
/// # Errors
/// When the database refuses.
pub async fn one(tx: &mut Tx, id: &str) -> Result<Option<ClusterRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("clusters/one")).bind(id).fetch_optional(c).await)?)
}

/// Lists a group, or gives it other words.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx, id: &str, words: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("clusters/put")).bind(id).bind(words).execute(c).await.map(drop))?;
    Ok(())
}

/// From now on the cases of a group stay in it.
///
/// # Errors
/// When the database refuses.
pub async fn pin(tx: &mut Tx, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("clusters/pin")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// Lists a group no more; its numbers went before.
///
/// # Errors
/// When the database refuses.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("clusters/delete")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// The numbers of all groups.
///
/// # Errors
/// When the database refuses.
pub async fn all_regions(tx: &mut Tx) -> Result<Vec<RegionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("clusters/all_regions")).fetch_all(c).await)?)
}

/// The numbers of a group by region, the largest first.
///
/// # Errors
/// When the database refuses.
pub async fn regions_of(tx: &mut Tx, id: &str) -> Result<Vec<RegionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("clusters/regions_of")).bind(id).fetch_all(c).await)?)
}

/// Writes the numbers of a group in a region.
///
/// # Errors
/// When the database refuses.
pub async fn put_region(tx: &mut Tx, r: &RegionRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("clusters/put_region"))
        .bind(&r.cluster_id)
        .bind(&r.region_code)
        .bind(r.cases)
        .bind(r.recent)
        .bind(r.earlier)
        .bind(r.regions)
        .bind(r.agencies)
        .bind(&r.attention)
        .bind(&r.since)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Takes the numbers of a group in a region away.
///
/// # Errors
/// When the database refuses.
pub async fn delete_region(tx: &mut Tx, cluster: &str, region: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("clusters/delete_region"))
        .bind(cluster)
        .bind(region)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Groups of a region to which some rule applies, or none, those with the most cases of late first.
///
/// # Errors
/// When the database refuses.
pub async fn page(
    tx: &mut Tx,
    region: &str,
    noticed: bool,
    (limit, offset): (i64, i64),
) -> Result<Vec<RegionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("clusters/page"))
        .bind(region)
        .bind(noticed)
        .bind(limit)
        .bind(offset)
        .fetch_all(c)
        .await)?)
}

/// How many groups of a region some rule applies to, or none.
///
/// # Errors
/// When the database refuses.
pub async fn count(tx: &mut Tx, region: &str, noticed: bool) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("clusters/count")).bind(region).bind(noticed).fetch_one(c).await)?)
}

/// Cases of a group, the newest first.
///
/// # Errors
/// When the database refuses.
pub async fn cases_of(tx: &mut Tx, id: &str, limit: i64) -> Result<Vec<MemberRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("clusters/cases_of")).bind(id).bind(limit).fetch_all(c).await)?)
}
