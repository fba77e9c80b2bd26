//! What is public, in the order in which it became so: by the leaf of the first publication.

use sqlx::FromRow;

use crate::db::{MAX_BINDS, on, sql};
use crate::{Result, Tx};

/// A disclosure with its first publication and its newest version.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct PublishedRow {
    /// The disclosure.
    pub id: String,
    /// Leaf of its first publication.
    pub first_leaf: i64,
    /// When that was.
    pub first_at: String,
    /// Leaf of its newest version.
    pub leaf_index: i64,
    /// When that was published.
    pub at: String,
    /// Its content file.
    pub content: Option<String>,
}

/// The newest disclosures, of all items or (`item` not empty) of one, by walking back the log from `visible`.
///
/// # Errors
/// When the database refuses.
pub async fn newest(tx: &mut Tx, visible: i64, item: &str, limit: i64) -> Result<Vec<PublishedRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("published/newest"))
        .bind(visible)
        .bind(item)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// The same of one item by looking at all its disclosures: quicker for an item that has few.
///
/// # Errors
/// When the database refuses.
pub async fn newest_of_item(tx: &mut Tx, visible: i64, item: &str, limit: i64) -> Result<Vec<PublishedRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("published/newest_of_item"))
        .bind(visible)
        .bind(item)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Those of these disclosures that are published, in no order.
///
/// # Errors
/// When the database refuses.
pub async fn of(tx: &mut Tx, ids: &[String], visible: i64) -> Result<Vec<PublishedRow>> {
    const HEAD: &str = "SELECT d.id, v.leaf_index AS first_leaf, v.at AS first_at, w.leaf_index, w.at, w.content FROM disclosures d \
        JOIN versions v ON v.disclosure_id = d.id JOIN versions w ON w.leaf_index = d.leaf_index \
        WHERE v.event = 'publish' AND d.status <> 'withdrawn' AND v.leaf_index < ";
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(MAX_BINDS - 1) {
        let mut rows = on!(tx, |c| {
            let mut q = sqlx::QueryBuilder::new(HEAD);
            q.push_bind(visible).push(" AND d.id IN (");
            let mut list = q.separated(", ");
            for id in chunk {
                list.push_bind(id);
            }
            q.push(")");
            q.build_query_as().fetch_all(c).await
        })?;
        found.append(&mut rows);
    }
    Ok(found)
}

/// Identity, newest leaf and its time of the disclosures first published by the leaves `from..to`, in that order.
///
/// # Errors
/// When the database refuses.
pub async fn between(tx: &mut Tx, from: i64, to: i64) -> Result<Vec<(String, i64, String)>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("published/between")).bind(from).bind(to).fetch_all(c).await)?)
}
