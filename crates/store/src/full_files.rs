//! Full files of items, written at night: what they are, and who writes them. What they hold is in the blob store.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// One file.
#[derive(Debug, Clone, Default, FromRow, PartialEq, Eq)]
pub struct FullFileRow {
    /// Catalogue item of everything in it.
    pub item: String,
    /// Its format, by extension.
    pub format: String,
    /// Night in which it came out like this first.
    pub made_on: String,
    /// Night in which it last came out like this.
    pub checked_on: String,
    /// Disclosures in it.
    pub rows: i64,
    /// Its length in bytes.
    pub size: i64,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Leaves that were public before it was last written: everything withdrawn below this is not in it.
    pub log_size: i64,
    /// Leaf of the disclosure that tells its digest; none before there is one.
    pub leaf_index: Option<i64>,
}

/// The files of an item, newest first.
///
/// # Errors
/// When the database refuses.
pub async fn of_item(tx: &mut Tx, item: &str) -> Result<Vec<FullFileRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("full_files/of_item")).bind(item).fetch_all(c).await)?)
}

/// The newest file of each item and format whose leaf is below `visible`.
///
/// # Errors
/// When the database refuses.
pub async fn newest(tx: &mut Tx, visible: i64) -> Result<Vec<FullFileRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("full_files/newest")).bind(visible).fetch_all(c).await)?)
}

/// The file of an item in a format that was made in a night.
///
/// # Errors
/// When the database refuses.
pub async fn one(tx: &mut Tx, item: &str, format: &str, made_on: &str) -> Result<Option<FullFileRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("full_files/one"))
        .bind(item)
        .bind(format)
        .bind(made_on)
        .fetch_optional(c)
        .await)?)
}

/// The files that were written before something was withdrawn that may be in them.
///
/// # Errors
/// When the database refuses.
pub async fn stale(tx: &mut Tx) -> Result<Vec<FullFileRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("full_files/stale")).fetch_all(c).await)?)
}

/// Writes down a file; the same night's is replaced.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx, f: &FullFileRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("full_files/put"))
        .bind(&f.item)
        .bind(&f.format)
        .bind(&f.made_on)
        .bind(&f.checked_on)
        .bind(f.rows)
        .bind(f.size)
        .bind(&f.sha256)
        .bind(f.log_size)
        .bind(f.leaf_index)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Says which leaf tells the digests of an item's newest files.
///
/// # Errors
/// When the database refuses.
pub async fn published(tx: &mut Tx, item: &str, leaf: i64) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("full_files/published")).bind(item).bind(leaf).execute(c).await.map(drop))?;
    Ok(())
}

/// Forgets a file.
///
/// # Errors
/// When the database refuses.
pub async fn delete(tx: &mut Tx, f: &FullFileRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("full_files/delete"))
        .bind(&f.item)
        .bind(&f.format)
        .bind(&f.made_on)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Takes a night for this process: one that nobody took, or whose process has said nothing since `stale`. `false` when it
/// is done, or somebody is at it.
///
/// # Errors
/// When the database refuses.
pub async fn claim(tx: &mut Tx, night: &str, now: &str, stale: &str) -> Result<bool> {
    let done = on!(tx, |c| sqlx::query(sql!("full_files/claim"))
        .bind(night)
        .bind(now)
        .bind(stale)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// Says that the files of a night are still being written.
///
/// # Errors
/// When the database refuses.
pub async fn touch(tx: &mut Tx, night: &str, now: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("full_files/touch")).bind(night).bind(now).execute(c).await.map(drop))?;
    Ok(())
}

/// Says that all files of a night are written.
///
/// # Errors
/// When the database refuses.
pub async fn done(tx: &mut Tx, night: &str, now: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("full_files/done")).bind(night).bind(now).execute(c).await.map(drop))?;
    Ok(())
}

/// The newest night that was begun, and when it was done.
///
/// # Errors
/// When the database refuses.
pub async fn last_night(tx: &mut Tx) -> Result<Option<(String, Option<String>)>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("full_files/last_night")).fetch_optional(c).await)?)
}
