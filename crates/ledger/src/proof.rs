//! Inclusion and consistency proofs (RFC 6962 §2.1.1 and §2.1.2) through `tlog_tiles`.
//!
//! `tlog_tiles` reads tiles synchronously and panics on some inputs. So each proof is made in two runs,
//! the first only to learn which tiles are needed; and sizes are kept within [`MAX_SIZE`].

use crate::checkpoint::{Checkpoint, MAX_SIZE};
use crate::error::Error;
use crate::hash::Hash;
use crate::path::{LogPath, Span};
use crate::source::{LogSource, fetch};
use bytes::Bytes;
use std::cell::RefCell;
use tlog_tiles::{Error as TlogError, Tile, TileHashReader, TileReader};

/// Height of a tile in tlog-tiles.
const HEIGHT: u8 = 8;

/// The hashes that lead from leaf `index` to the root of `checkpoint`.
///
/// # Errors
/// [`Error::Missing`] or [`Error::Proof`] if the tiles of the source do not lead to the root.
pub(crate) async fn prove_inclusion(
    source: &dyn LogSource,
    checkpoint: &Checkpoint,
    index: u64,
) -> Result<Vec<Hash>, Error> {
    if index >= checkpoint.size {
        return Err(Error::Proof(format!("序号 {index} 超出检查点的 {} 条", checkpoint.size)));
    }
    prove(source, checkpoint, |tiles| tlog_tiles::prove_record(checkpoint.size, index, tiles)).await
}

/// Whether `proof` leads from `leaf` at `index` to `root`.
pub(crate) fn check_inclusion(proof: &[Hash], size: u64, root: Hash, index: u64, leaf: Hash) -> bool {
    size <= MAX_SIZE
        && inclusion_length(size, index) == Some(proof.len())
        && tlog_tiles::check_record(&foreign(proof), size, their(root), index, their(leaf)).is_ok()
}

/// How many hashes an inclusion proof has; `None` if the tree has no such leaf.
pub(crate) fn inclusion_length(size: u64, index: u64) -> Option<usize> {
    let last = size.checked_sub(1).filter(|last| index <= *last)?;
    // Levels until the paths of the leaf and of the last leaf meet, then every left neighbour above.
    let inner = u64::BITS - (index ^ last).leading_zeros();
    let border = index.checked_shr(inner).unwrap_or(0).count_ones();
    usize::try_from(inner + border).ok()
}

/// Checks through the tiles of `source` that the tree of `old` is the beginning of the tree of `new`.
///
/// # Errors
/// [`Error::Proof`] if it is not.
pub(crate) async fn check_consistency(
    source: &dyn LogSource,
    old: &Checkpoint,
    new: &Checkpoint,
) -> Result<(), Error> {
    let differ = || Error::Proof(format!("{} 条的旧日志不是 {} 条的新日志的开头", old.size, new.size));
    if old.size == 0 {
        return Ok(());
    }
    if old.size >= new.size {
        return if old.size == new.size && old.root == new.root { Ok(()) } else { Err(differ()) };
    }
    let proof = prove(source, new, |tiles| tlog_tiles::prove_tree(new.size, old.size, tiles)).await?;
    tlog_tiles::check_tree(&foreign(&proof), new.size, their(new.root), old.size, their(old.root))
        .map_err(|_| differ())
}

/// Runs `make` once to learn which tiles it needs, reads them, and runs it again on them.
/// `TileHashReader` checks them against the root before it uses any.
async fn prove(
    source: &dyn LogSource,
    checkpoint: &Checkpoint,
    make: impl Fn(&TileHashReader<'_>) -> Result<Vec<tlog_tiles::Hash>, TlogError>,
) -> Result<Vec<Hash>, Error> {
    let (size, root) = (checkpoint.size, their(checkpoint.root));
    let wanted = Wanted::default();
    if let Ok(proof) = make(&TileHashReader::new(size, root, &wanted)) {
        return Ok(ours(proof));
    }
    let mut data = Vec::new();
    for tile in wanted.0.into_inner() {
        let path = address(&tile).ok_or_else(|| Error::Proof("散列块地址超出范围".to_owned()))?;
        let bytes = fetch(source, path).await?.ok_or_else(|| Error::Missing(path.to_string()))?;
        data.push(bytes);
    }
    let proof = make(&TileHashReader::new(size, root, &Read(data)));
    proof.map(ours).map_err(|error| Error::Proof(format!("{size} 条的树({error})")))
}

/// The address of a tile; `tlog_tiles` writes another form (`tile/8/…`).
fn address(tile: &Tile) -> Option<LogPath> {
    let span = Span::new(tile.level_index(), u16::try_from(tile.width()).ok()?)?;
    Some(LogPath::Tile { level: tile.level(), span })
}

/// Notes which tiles are asked for, and gives none.
#[derive(Default)]
struct Wanted(RefCell<Vec<Tile>>);

impl TileReader for Wanted {
    fn height(&self) -> u8 {
        HEIGHT
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, TlogError> {
        self.0.replace(tiles.to_vec());
        Err(TlogError::InvalidTile)
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

/// Gives the tiles that were asked for before, in the same order.
struct Read(Vec<Bytes>);

impl TileReader for Read {
    fn height(&self) -> u8 {
        HEIGHT
    }

    fn read_tiles(&self, _: &[Tile]) -> Result<Vec<Vec<u8>>, TlogError> {
        Ok(self.0.iter().map(|bytes| bytes.to_vec()).collect())
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

fn their(hash: Hash) -> tlog_tiles::Hash {
    tlog_tiles::Hash(hash.0)
}

fn foreign(hashes: &[Hash]) -> Vec<tlog_tiles::Hash> {
    hashes.iter().copied().map(their).collect()
}

fn ours(hashes: Vec<tlog_tiles::Hash>) -> Vec<Hash> {
    hashes.into_iter().map(|hash| Hash(hash.0)).collect()
}
