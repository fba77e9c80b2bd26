//! From durable entries to a signed tree.
//!
//! One step: read the entries that the last checkpoint does not cover, write their tiles and bundles,
//! sign, and replace the checkpoint in the database by compare-and-swap. Only the last act makes
//! anything visible, and everything before it writes the same bytes however often it is repeated, so
//! a crash at any point is mended by doing the step again.

use crate::checkpoint::Checkpoint;
use crate::entries::encode_entries;
use crate::error::Error;
use crate::hash::Hash;
use crate::key::SigningKey;
use crate::path::{FULL, LogPath, Span};
use crate::recovery;
use crate::tiles::Tiles;
use crate::tree::{Tree, tile_bytes};
use async_trait::async_trait;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use object_store::ObjectStore;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Entries of one step, at most; a whole number of tiles.
const CHUNK: u64 = 65_536;
/// Writes in flight.
const WRITES: usize = 16;
/// How often a step starts over after another sequencer was quicker.
const ATTEMPTS: u32 = 8;

/// The database behind a log: the durable, ordered entries and the current checkpoint.
///
/// It is trusted: entries are numbered from 0 without gaps inside the transactions that publish, and
/// never change; what it answers is committed.
#[async_trait]
pub trait LogBackend: Send + Sync {
    /// Entries from index `from` on, in order, at most `limit`; fewer is allowed, none means the end.
    ///
    /// # Errors
    /// [`Error::Backend`].
    async fn entries(&self, from: u64, limit: usize) -> Result<Vec<Vec<u8>>, Error>;

    /// How many entries there are (committed ones, covered by a checkpoint or not).
    ///
    /// # Errors
    /// [`Error::Backend`].
    async fn assigned(&self) -> Result<u64, Error>;

    /// The current signed note; `None` for a log that never had one.
    ///
    /// # Errors
    /// [`Error::Backend`].
    async fn checkpoint(&self) -> Result<Option<String>, Error>;

    /// Replaces the note `old` (`None`: there must be none) by `new`, which covers `size` entries,
    /// in one atomic and durable act. `false`, and nothing changed, if the current note is not `old`.
    ///
    /// # Errors
    /// [`Error::Backend`]; the swap may then have happened or not.
    async fn swap_checkpoint(&self, old: Option<&str>, new: &str, size: u64) -> Result<bool, Error>;
}

/// What the sequencer remembers between steps. Always equal to what recovery would find.
pub(crate) struct State {
    /// The signed note this state belongs to; `None` before the first.
    pub(crate) note: Option<String>,
    pub(crate) tree: Tree,
    /// The entries of the unfinished bundle.
    pub(crate) tail: Vec<Vec<u8>>,
}

/// Makes tiles and checkpoints for one log.
///
/// Any number may run beside each other: they write the same bytes, and one of them wins each swap.
pub struct Sequencer {
    backend: Arc<dyn LogBackend>,
    tiles: Tiles,
    key: SigningKey,
    /// Taken out while a step runs; `None` means that the next step recovers first.
    state: Mutex<Option<State>>,
}

impl Sequencer {
    /// A sequencer for the log in `backend`, with its tiles in `store`, signed by `key`.
    pub fn new(backend: Arc<dyn LogBackend>, store: Arc<dyn ObjectStore>, key: SigningKey) -> Self {
        Self { backend, tiles: Tiles::new(store), key, state: Mutex::new(None) }
    }

    /// Brings up to 65,536 waiting entries under a signed checkpoint, which it returns; `None` if none
    /// waited. The first step of a new log signs the empty tree.
    ///
    /// Safe to drop at any point.
    ///
    /// # Errors
    /// [`Error::Conflict`] if the database contradicts what was signed (nothing more is signed then);
    /// [`Error::Store`], [`Error::Backend`]: try again, the next step recovers.
    pub async fn step(&self) -> Result<Option<Checkpoint>, Error> {
        let mut slot = self.state.lock().await;
        for _ in 0..ATTEMPTS {
            let state = match slot.take() {
                Some(state) => state,
                None => recovery::load(&*self.backend, &self.tiles, self.key.verifier()).await?,
            };
            match self.advance(state).await? {
                Outcome::Idle(state) => {
                    *slot = Some(state);
                    return Ok(None);
                }
                Outcome::Signed(state, checkpoint) => {
                    *slot = Some(state);
                    return Ok(Some(checkpoint));
                }
                Outcome::Outrun => tracing::debug!("another sequencer was quicker"),
            }
        }
        Ok(None)
    }

    /// Compares every tile and entry bundle with the entries in the database, and writes those again
    /// that are missing or wrong. For `doctor`, and after a restore; reads the whole log.
    ///
    /// Returns how many were written.
    ///
    /// # Errors
    /// [`Error::Conflict`] if the entries do not lead to the signed root (nothing is written then).
    pub async fn rebuild(&self) -> Result<u64, Error> {
        let mut slot = self.state.lock().await;
        *slot = None;
        let Some(note) = self.backend.checkpoint().await? else { return Ok(0) };
        let checkpoint = Checkpoint::open(&note, self.key.verifier())?;
        let (_, written) = recovery::rebuild(&*self.backend, &self.tiles, &checkpoint).await?;
        let copy = self.tiles.read(LogPath::Checkpoint).await?;
        if copy.is_some_and(|copy| copy == note) {
            return Ok(written);
        }
        self.tiles.write(LogPath::Checkpoint, note.into_bytes()).await?;
        Ok(written + 1)
    }

    async fn advance(&self, state: State) -> Result<Outcome, Error> {
        let size = state.tree.size();
        let old_note = state.note.clone();
        let target = match &old_note {
            // A new log is empty before anything else.
            None => 0,
            Some(_) => self.target(size).await?,
        };
        if old_note.is_some() && target == size {
            return Ok(Outcome::Idle(state));
        }
        let entries = read_entries(&*self.backend, size, target).await?;
        let grown = tokio::task::spawn_blocking(move || grow(state, entries)).await;
        let Growth { mut state, writes, completed } =
            grown.map_err(|error| Error::Backend(error.into()))??;
        write_all(&self.tiles, writes).await?;

        let (origin, root) = (self.key.origin().to_owned(), state.tree.root());
        let checkpoint = Checkpoint { origin, size: target, root };
        let note = checkpoint.sign(&self.key)?;
        // Tiles are complete here. If we were to crash before the swap, nobody would ever see them;
        // if after it, the next sequencer finds them as the new checkpoint needs them.
        if !self.backend.swap_checkpoint(old_note.as_deref(), &note, target).await? {
            return Ok(Outcome::Outrun);
        }
        // The copy beside the tiles is only for those who serve or restore them.
        if let Err(error) = self.tiles.write(LogPath::Checkpoint, note.clone().into_bytes()).await {
            tracing::warn!(%error, "the checkpoint could not be copied beside the tiles");
        }
        state.note = Some(note);
        for path in completed {
            self.tiles.forget_partials(path).await;
        }
        Ok(Outcome::Signed(state, checkpoint))
    }

    /// The size of the next checkpoint: all entries, or as many whole tiles as fit into one step.
    async fn target(&self, size: u64) -> Result<u64, Error> {
        let assigned = self.backend.assigned().await?;
        if assigned < size {
            let reason = format!("只有 {assigned} 条日志条目,检查点已签名 {size} 条");
            return Err(Error::Conflict(reason));
        }
        let reach = size + CHUNK;
        Ok(if assigned > reach { reach - reach % u64::from(FULL) } else { assigned })
    }
}

enum Outcome {
    /// Nothing waited.
    Idle(State),
    /// A new checkpoint is current.
    Signed(State, Checkpoint),
    /// The checkpoint was not the one this state belongs to.
    Outrun,
}

/// The entries from `from` up to `to`, all of them.
pub(crate) async fn read_entries(
    backend: &dyn LogBackend,
    from: u64,
    to: u64,
) -> Result<Vec<Vec<u8>>, Error> {
    let mut entries = Vec::new();
    let mut next = from;
    while next < to {
        let limit = usize::try_from(to - next).unwrap_or(usize::MAX);
        let mut part = backend.entries(next, limit).await?;
        part.truncate(limit);
        if part.is_empty() {
            return Err(Error::Conflict(format!("缺少第 {next} 条日志条目")));
        }
        next += part.len() as u64;
        entries.append(&mut part);
    }
    Ok(entries)
}

pub(crate) struct Growth {
    pub(crate) state: State,
    /// Every tile and bundle that is new or wider than before.
    pub(crate) writes: Vec<(LogPath, Vec<u8>)>,
    /// Tiles and bundles that were partial before and are full now.
    completed: Vec<LogPath>,
}

/// Appends entries in memory. Which bytes come out depends only on state and entries.
pub(crate) fn grow(state: State, entries: Vec<Vec<u8>>) -> Result<Growth, Error> {
    let State { note, mut tree, mut tail } = state;
    let before: Vec<LogPath> = Tree::partials(tree.size()).collect();
    let mut writes = Vec::new();
    for entry in entries {
        tree.append(Hash::leaf(&entry), &mut |level, index, tile| {
            writes.extend(
                Span::new(index, FULL).map(|span| (LogPath::Tile { level, span }, tile_bytes(&tile))),
            );
        });
        tail.push(entry);
        if tail.len() == usize::from(FULL) {
            writes.extend(bundle(tree.size(), &tail)?);
            tail.clear();
        }
    }
    let edge = tree.unfinished().map(|(path, hashes)| (path, tile_bytes(hashes)));
    writes.extend(edge.filter(|(path, _)| !before.contains(path)));
    writes.extend(bundle(tree.size(), &tail)?.filter(|(path, _)| !before.contains(path)));
    let full = before.iter().filter_map(LogPath::filled);
    let completed = full.filter(|path| writes.iter().any(|(written, _)| written == path)).collect();
    Ok(Growth { state: State { note, tree, tail }, writes, completed })
}

/// The bundle of the last entries of a tree of `size`; none if there are none.
pub(crate) fn bundle(size: u64, tail: &[Vec<u8>]) -> Result<Option<(LogPath, Vec<u8>)>, Error> {
    let first = size - tail.len() as u64;
    let Some(span) = Span::within(first / u64::from(FULL), size).filter(|_| !tail.is_empty()) else {
        return Ok(None);
    };
    Ok(Some((LogPath::Entries(span), encode_entries(first, tail)?)))
}

pub(crate) async fn write_all(tiles: &Tiles, writes: Vec<(LogPath, Vec<u8>)>) -> Result<(), Error> {
    let puts = stream::iter(writes).map(|(path, bytes)| tiles.write(path, bytes));
    puts.buffer_unordered(WRITES).try_collect().await
}
