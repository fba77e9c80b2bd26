//! What is gathered from the public log: how far, and until when records of credit are shown. Lists are in
//! [`crate::lists`].

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx};

/// A version that may have something to gather.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct GatherRow {
    /// Its leaf.
    pub leaf_index: i64,
    /// The disclosure.
    pub disclosure_id: String,
    /// Its revision, from 1.
    pub revision: i64,
    /// `publish`, `amend` or `withdraw`.
    pub event: String,
    /// Catalogue item.
    pub item: String,
    /// Agency.
    pub agency_code: String,
    /// Natural key of the disclosure now.
    pub natural_key: Option<String>,
    /// The content file; none for a withdrawal and after an erasure.
    pub content: Option<String>,
}

/// How many leaves have been gathered.
///
/// # Errors
/// When the database refuses.
pub async fn leaves(tx: &mut Tx) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("gathered/leaves")).fetch_one(c).await)?)
}

/// Says that the leaves up to `to` are gathered.
///
/// # Errors
/// [`crate::Error::Conflict`] when another process has gathered meanwhile.
pub async fn advance(tx: &mut Tx, from: i64, to: i64) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("gathered/advance"))
        .bind(from)
        .bind(to)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    not_overtaken(done)
}

/// The versions of these items with leaves `from..to`, in the order of the log.
///
/// # Errors
/// When the database refuses.
pub async fn of_items(tx: &mut Tx, from: i64, to: i64, items: &[&str]) -> Result<Vec<GatherRow>> {
    const HEAD: &str = "SELECT v.leaf_index, v.disclosure_id, v.revision, v.event, d.item, d.agency_code, d.natural_key, v.content \
        FROM versions v JOIN disclosures d ON d.id = v.disclosure_id WHERE v.leaf_index >= ";
    if items.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on!(tx, |c| {
        let mut q = sqlx::QueryBuilder::new(HEAD);
        q.push_bind(from).push(" AND v.leaf_index < ").push_bind(to).push(" AND d.item IN (");
        let mut list = q.separated(", ");
        for item in items {
            list.push_bind(*item);
        }
        q.push(") ORDER BY v.leaf_index");
        q.build_query_as().fetch_all(c).await
    })?)
}

/// Notes the last day on which a record is shown.
///
/// # Errors
/// When the database refuses.
pub async fn put_end(tx: &mut Tx, id: &str, ends_on: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("gathered/put_end")).bind(id).bind(ends_on).execute(c).await.map(drop))?;
    Ok(())
}

/// Forgets until when a record is shown.
///
/// # Errors
/// When the database refuses.
pub async fn delete_end(tx: &mut Tx, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("gathered/delete_end")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// Records whose last day lies before `today`, the longest ended first.
///
/// # Errors
/// When the database refuses.
pub async fn ended(tx: &mut Tx, today: &str, limit: i64) -> Result<Vec<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("gathered/ended")).bind(today).bind(limit).fetch_all(c).await)?)
}
