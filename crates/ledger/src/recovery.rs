//! Finding the state again after a crash, and making tiles again from the entries.

use crate::checkpoint::Checkpoint;
use crate::error::Error;
use crate::hash::Hash;
use crate::key::VerifierKey;
use crate::path::{FULL, LogPath};
use crate::sequencer::{LogBackend, State, bundle, grow, read_entries, write_all};
use crate::source::LogSource as _;
use crate::tiles::Tiles;
use crate::tree::{Tree, tile_hashes};

/// Entries read at once; a whole number of tiles.
const CHUNK: u64 = 65_536;

/// The state that belongs to the current checkpoint.
///
/// The right edge comes from the tiles if they lead to the signed root; otherwise the whole tree is made
/// again from the entries.
pub(crate) async fn load(backend: &dyn LogBackend, tiles: &Tiles, key: &VerifierKey) -> Result<State, Error> {
    // The copy first: read in the other order, a swap in between would look like a restored backup.
    let copy = tiles.read(LogPath::Checkpoint).await?;
    let note = backend.checkpoint().await?;
    let checkpoint = note.as_deref().map(|note| Checkpoint::open(note, key)).transpose()?;
    check_not_behind(copy.as_deref(), checkpoint.as_ref(), key)?;
    let (Some(note), Some(checkpoint)) = (note, checkpoint) else {
        return Ok(State { note: None, tree: Tree::default(), tail: Vec::new() });
    };
    let (size, assigned) = (checkpoint.size, backend.assigned().await?);
    if assigned < size {
        let reason = format!("只有 {assigned} 条日志条目,检查点已签名 {size} 条");
        return Err(Error::Conflict(reason));
    }
    let state = match read_edge(backend, tiles, &checkpoint).await? {
        Some(state) => state,
        None => {
            tracing::warn!(size, "tiles do not lead to the signed root, making them again from the entries");
            rebuild(backend, tiles, &checkpoint).await?.0
        }
    };
    Ok(State { note: Some(note), ..state })
}

/// Refuses to go on from an older checkpoint than the one beside the tiles: the database was then
/// restored from an old backup, and to sign from there would fork the log (tlog-checkpoint, "Signatures").
fn check_not_behind(
    copy: Option<&[u8]>,
    current: Option<&Checkpoint>,
    key: &VerifierKey,
) -> Result<(), Error> {
    // A damaged copy, or one of an earlier log with another key, says nothing.
    let copy = copy.and_then(|bytes| std::str::from_utf8(bytes).ok());
    let Some(copy) = copy.and_then(|note| Checkpoint::open(note, key).ok()) else { return Ok(()) };
    let size = current.map_or(0, |current| current.size);
    if copy.size > size || current.is_some_and(|current| copy.size == size && copy.root != current.root) {
        return Err(Error::Conflict(format!(
            "数据库的检查点有 {size} 条,散列块旁的检查点却有 {} 条,数据库可能恢复自旧备份",
            copy.size
        )));
    }
    Ok(())
}

/// The edge as the store has it; `None` if a part is missing or does not belong to the checkpoint.
async fn read_edge(
    backend: &dyn LogBackend,
    tiles: &Tiles,
    checkpoint: &Checkpoint,
) -> Result<Option<State>, Error> {
    let size = checkpoint.size;
    let mut levels = Vec::new();
    for (level, span) in Tree::edge(size) {
        let mut hashes = Vec::new();
        if let Some(span) = span {
            let found = tiles.get(&LogPath::Tile { level, span }.to_string()).await?;
            let Some(read) = found.and_then(|bytes| tile_hashes(span, &bytes)) else { return Ok(None) };
            hashes = read;
        }
        levels.push(hashes);
    }
    let tail = read_entries(backend, size - size % u64::from(FULL), size).await?;
    let leaves: Vec<Hash> = tail.iter().map(|entry| Hash::leaf(entry)).collect();
    if levels.first().is_some_and(|edge| *edge != leaves) {
        return Ok(None);
    }
    let tree = Tree::from_edge(size, levels);
    if tree.root() != checkpoint.root {
        return Ok(None);
    }
    if let Some((path, bytes)) = bundle(size, &tail)?
        && tiles.get(&path.to_string()).await?.is_none_or(|found| found != bytes)
    {
        return Ok(None);
    }
    Ok(Some(State { note: None, tree, tail }))
}

/// Makes the whole tree again from the entries, and writes what differs from the store.
/// Returns the state and the number of writes.
pub(crate) async fn rebuild(
    backend: &dyn LogBackend,
    tiles: &Tiles,
    checkpoint: &Checkpoint,
) -> Result<(State, u64), Error> {
    // Without writing first: entries that do not lead to the signed root must not replace good tiles.
    let (state, _) = replay(backend, checkpoint, None).await?;
    if state.tree.root() != checkpoint.root {
        let reason = format!("由数据库的 {} 条日志条目算出的根与已签名的根不同", checkpoint.size);
        return Err(Error::Conflict(reason));
    }
    replay(backend, checkpoint, Some(tiles)).await
}

async fn replay(
    backend: &dyn LogBackend,
    checkpoint: &Checkpoint,
    repair: Option<&Tiles>,
) -> Result<(State, u64), Error> {
    let mut state = State { note: None, tree: Tree::default(), tail: Vec::new() };
    let mut written = 0;
    while state.tree.size() < checkpoint.size {
        let from = state.tree.size();
        let entries = read_entries(backend, from, checkpoint.size.min(from + CHUNK)).await?;
        let growth = tokio::task::spawn_blocking(move || grow(state, entries)).await;
        let growth = growth.map_err(|error| Error::Backend(error.into()))??;
        state = growth.state;
        if let Some(tiles) = repair {
            let mut wrong = Vec::new();
            for (path, bytes) in growth.writes {
                // Intermediate partial tiles of a replay are nobody's.
                let needed = path.filled().is_none() || state.tree.size() == checkpoint.size;
                if needed && tiles.get(&path.to_string()).await?.is_none_or(|found| found != bytes) {
                    wrong.push((path, bytes));
                }
            }
            written += wrong.len() as u64;
            write_all(tiles, wrong).await?;
        }
    }
    Ok((state, written))
}
