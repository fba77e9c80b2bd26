//! Full files of items, as far as a signed checkpoint covers what tells of them.

use mingjing_store::blobs::{self, Pieces};
use mingjing_store::drafts;
use mingjing_store::full_files::{self, FullFileRow};

use crate::house::as_i64;
use crate::publishing::PUBLISHED;
use crate::{Error, House, full_files as writing};

/// The full files of an item that can be had, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn full_files_of(house: &House, item: &str) -> Result<Vec<FullFileRow>, Error> {
    let visible = as_i64(house.visible().size);
    let mut tx = house.db.read().await?;
    let mut rows = full_files::of_item(&mut tx, item).await?;
    let stale = full_files::stale(&mut tx).await?;
    rows.retain(|row| row.leaf_index.is_some_and(|leaf| leaf < visible) && !stale.contains(row));
    Ok(rows)
}

/// The newest full file of every item and format.
///
/// # Errors
/// When the database cannot be read.
pub async fn newest_full_files(house: &House) -> Result<Vec<FullFileRow>, Error> {
    let visible = as_i64(house.visible().size);
    let mut tx = house.db.read().await?;
    let mut rows = full_files::newest(&mut tx, visible).await?;
    let stale = full_files::stale(&mut tx).await?;
    rows.retain(|row| !stale.contains(row));
    Ok(rows)
}

/// The public disclosure that tells of an item's full files: its identity and index number.
///
/// # Errors
/// When the database cannot be read.
pub async fn telling_of_files(house: &House, item: &str) -> Result<Option<(String, String)>, Error> {
    let Some(telling) = house.rules.catalogue.of_full_files() else { return Ok(None) };
    let visible = as_i64(house.visible().size);
    let mut tx = house.db.read().await?;
    let heads = drafts::disclosures_by_natural_keys(&mut tx, &telling.key, &[item]).await?;
    let public = |head: &drafts::DisclosureRow| {
        head.status == PUBLISHED && head.leaf_index.is_some_and(|leaf| leaf < visible)
    };
    let found = heads.into_iter().find(public);
    Ok(found.and_then(|head| Some((head.id, head.index_no?))))
}

/// A full file of an item by format and day, with its bytes; none when there is none, or something in it was withdrawn.
///
/// # Errors
/// When the database or the blob store refuses.
pub async fn full_file(
    house: &House,
    item: &str,
    (format, made_on): (&str, &str),
) -> Result<Option<(FullFileRow, Pieces)>, Error> {
    let visible = as_i64(house.visible().size);
    let mut tx = house.db.read().await?;
    let found = full_files::one(&mut tx, item, format, made_on).await?;
    let stale = full_files::stale(&mut tx).await?;
    drop(tx);
    let fits = |row: &FullFileRow| row.leaf_index.is_some_and(|leaf| leaf < visible) && !stale.contains(row);
    let Some(row) = found.filter(fits) else { return Ok(None) };
    let pieces = blobs::full_file(house.blobs.as_ref(), item, &writing::blob_name(&row)).await?;
    Ok(pieces.map(|pieces| (row, pieces)))
}
