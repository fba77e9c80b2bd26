//! What became public, newest first, and where everything is: by the log and not by the day of issue.

use mingjing_publication::Content;
use mingjing_search::Query;
use mingjing_store::published::{self, PublishedRow};
use mingjing_store::{Tx, versions};

use crate::house::{as_i64, as_u64};
use crate::{Error, House};

/// An item with more disclosures than this is read from the end of the log, another from its own rows.
const FEW: u64 = 20_000;

/// A disclosure that became public lately.
#[derive(Debug, Clone, PartialEq)]
pub struct Latest {
    /// Its newest public content.
    pub content: Content,
    /// When it was first published, RFC 3339.
    pub published_at: String,
    /// When it was last amended; the same until then.
    pub updated_at: String,
}

/// The disclosures first published last, of all items or of one; withdrawn ones are not among them.
///
/// # Errors
/// When the database or the index cannot be read.
pub async fn latest(house: &House, item: Option<&str>, count: usize) -> Result<Vec<Latest>, Error> {
    let visible = as_i64(house.visible().size);
    let limit = i64::try_from(count).unwrap_or(i64::MAX);
    let few = match item {
        None => None,
        Some(key) => {
            let query = Query { item: Some(key.to_owned()), ..Query::default() };
            let total = tokio::task::block_in_place(|| house.search.search(&query))?.total;
            Some(key).filter(|_| total <= FEW)
        }
    };
    let mut tx = house.db.read().await?;
    let rows = match few {
        Some(key) => published::newest_of_item(&mut tx, visible, key, limit).await?,
        None => published::newest(&mut tx, visible, item.unwrap_or_default(), limit).await?,
    };
    read(&mut tx, rows, visible).await
}

async fn read(tx: &mut Tx, rows: Vec<PublishedRow>, visible: i64) -> Result<Vec<Latest>, Error> {
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let (content, updated_at) = if row.leaf_index < visible {
            (row.content, row.at)
        } else {
            // Amended this very second: the newest public version is the one before.
            let older = versions::of_disclosure(tx, &row.id).await?;
            let Some(older) = older.into_iter().rfind(|v| v.leaf_index < visible) else { continue };
            (older.content, older.at)
        };
        let Some(content) = content else { continue };
        let content = Content::from_bytes(content.as_bytes())?;
        found.push(Latest { content, published_at: row.first_at, updated_at });
    }
    Ok(found)
}

/// Of these disclosures the ones first published last.
///
/// # Errors
/// When the database cannot be read.
pub async fn latest_of(house: &House, ids: &[String], count: usize) -> Result<Vec<Latest>, Error> {
    let visible = as_i64(house.visible().size);
    let mut tx = house.db.read().await?;
    let mut rows = published::of(&mut tx, ids, visible).await?;
    rows.sort_unstable_by_key(|row| std::cmp::Reverse(row.first_leaf));
    rows.truncate(count);
    read(&mut tx, rows, visible).await
}

/// Identity of each disclosure first published by the leaves `from..to`, and when its newest public version was.
///
/// # Errors
/// When the database cannot be read.
pub async fn published_between(
    house: &House,
    from: u64,
    to: u64,
) -> Result<Vec<(String, Option<String>)>, Error> {
    let visible = house.visible().size;
    let mut tx = house.db.read().await?;
    let rows = published::between(&mut tx, as_i64(from), as_i64(to.min(visible))).await?;
    Ok(rows.into_iter().map(|(id, leaf, at)| (id, Some(at).filter(|_| as_u64(leaf) < visible))).collect())
}
