//! Receipts: proof that one event is in the log, checkable without us.

use mingjing_ledger::{Receipt, make_receipt};
use mingjing_store::versions;

use crate::house::as_i64;
use crate::{Error, House};

/// The receipt of one public leaf under the newest checkpoint; none when the leaf is not public.
///
/// # Errors
/// When the database or a tile cannot be read.
pub async fn receipt(house: &House, leaf_index: u64) -> Result<Option<Receipt>, Error> {
    let visible = house.visible();
    if leaf_index >= visible.size {
        return Ok(None);
    }
    let mut tx = house.db.read().await?;
    let Some(row) = versions::at_leaf(&mut tx, as_i64(leaf_index)).await? else { return Ok(None) };
    let source = house.log_source();
    Ok(Some(make_receipt(&source, &visible.checkpoint, leaf_index, row.entry.as_bytes()).await?))
}
