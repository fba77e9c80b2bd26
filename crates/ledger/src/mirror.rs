//! Copying a log, checking everything on the way.
//!
//! First the tree: entries and leaf tiles block by block, the tiles above computed from them, until the
//! signed root comes out. Then the contents. The checkpoint is written last, so a folder with a
//! checkpoint always holds the whole log that it speaks of.

mod contents;
mod folder;

use crate::block::{Block, RawBlock};
use crate::checkpoint::Checkpoint;
use crate::error::Error;
use crate::key::VerifierKey;
use crate::path::{FULL, LogPath, Span};
use crate::proof::check_consistency;
use crate::source::{LogSource, fetch_text};
use crate::tree::{Tree, tile_bytes};
use crate::verify::{Problem, Progress};
use contents::Contents;
use folder::Folder;
use futures::{StreamExt as _, stream};
use serde::Serialize;
use std::collections::HashSet;
use std::path::Path;

/// Blocks read ahead.
const AHEAD: usize = 8;
/// Problems listed in a report.
const MAX_PROBLEMS: usize = 1000;

/// What a mirror copies besides the tree and the contents.
#[derive(Clone, Copy, Debug, Default)]
pub struct MirrorOptions {
    /// Copy the attachments that contents name. Without them the copy says so, and a verification of it
    /// counts what is not there instead of missing it.
    pub attachments: bool,
}

/// What a copy did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MirrorReport {
    /// Entries of the copied log.
    pub size: u64,
    /// Resources that were fetched (entry bundles, content bundles, attachments).
    pub fetched: u64,
    /// Resources that lay in the folder already and were right.
    pub kept: u64,
    /// Contents erased after a withdrawal.
    pub erased: u64,
    /// What the source lacks or has wrong, at most 1000. The tree itself is right: otherwise there
    /// would be an error.
    pub problems: Vec<Problem>,
    /// How many more problems there are than listed.
    pub more_problems: u64,
}

impl MirrorReport {
    fn add(&mut self, problem: Problem) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        } else {
            self.more_problems += 1;
        }
    }
}

/// Copies the log at `source` into `dir/log`, so that `dir` can be served as it lies.
///
/// Can be stopped at any time and run again: what lies there and is right is kept. Contents that were
/// erased after a withdrawal are erased in the copy as well; contents that the source lost without one
/// are kept and reported. `progress` counts every entry twice, once for the tree and once for contents.
///
/// # Errors
/// [`Error::Fork`] if the source contradicts what was copied before, [`Error::Proof`] if its entries do
/// not lead to its signed root, [`Error::Missing`], [`Error::Source`], [`Error::Write`]. The checkpoint
/// in the folder stays as it was.
pub async fn mirror_log(
    source: &dyn LogSource,
    dir: &Path,
    key: &VerifierKey,
    options: MirrorOptions,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<MirrorReport, Error> {
    let folder = Folder::new(dir.join("log"));
    let note = fetch_text(source, LogPath::Checkpoint).await?;
    let checkpoint = Checkpoint::open(&note, key)?;
    let old = check_history(source, &folder, key, &checkpoint).await?;

    let report = MirrorReport { size: checkpoint.size, ..MirrorReport::default() };
    let mut copy = Copy { source, folder: &folder, checkpoint: &checkpoint, report, progress };
    let withdrawn = match copy.tree(true).await? {
        Some(withdrawn) => withdrawn,
        None => {
            tracing::warn!(folder = %dir.display(), "the copied tiles are damaged, fetching them again");
            copy.tree(false).await?.unwrap_or_default()
        }
    };
    let old_size = old.map_or(0, |old| old.size);
    if !options.attachments {
        folder.leave_out_attachments().await?;
    }
    let contents = Contents::new(source, &folder, &withdrawn, options, copy.report);
    let report = contents.copy(old_size, checkpoint.size, progress).await?;

    if options.attachments {
        folder.has_attachments().await?;
    }
    folder.write(LogPath::Vkey, format!("{key}\n").into_bytes()).await?;
    folder.write(LogPath::Checkpoint, note.into_bytes()).await?;
    folder.forget_partials(old_size, checkpoint.size).await;
    Ok(report)
}

/// Compares the new checkpoint with the one copied before, which it returns.
async fn check_history(
    source: &dyn LogSource,
    folder: &Folder,
    key: &VerifierKey,
    new: &Checkpoint,
) -> Result<Option<Checkpoint>, Error> {
    let local = folder.source();
    if local.get(&LogPath::Checkpoint.to_string()).await?.is_none() {
        return Ok(None);
    }
    let note = fetch_text(local, LogPath::Checkpoint).await?;
    let old = Checkpoint::open(&note, key).map_err(|error| {
        let place = folder.file(LogPath::Checkpoint);
        Error::Fork(format!("{} 不属于这个日志,或已损坏({error});请换一个目录", place.display()))
    })?;
    if new.size < old.size {
        return Err(Error::Fork(format!(
            "对方的日志有 {} 条,上次镜像时有 {} 条:日志被回退,或对方提供了旧的检查点",
            new.size, old.size
        )));
    }
    match check_consistency(source, &old, new).await {
        Ok(()) => Ok(Some(old)),
        Err(Error::Proof(_)) => Err(Error::Fork(format!(
            "对方现在的 {} 条日志与上次镜像的 {} 条不是同一个历史(分叉);请保留本目录作为证据",
            new.size, old.size
        ))),
        Err(error) => Err(error),
    }
}

struct Copy<'a> {
    source: &'a dyn LogSource,
    folder: &'a Folder,
    checkpoint: &'a Checkpoint,
    report: MirrorReport,
    progress: &'a (dyn Fn(Progress) + Send + Sync),
}

impl Copy<'_> {
    /// Copies entries and tiles. Returns the disclosures withdrawn so far; `None` if what lay in the
    /// folder does not lead to the signed root.
    async fn tree(&mut self, keep: bool) -> Result<Option<HashSet<[u8; 16]>>, Error> {
        let size = self.checkpoint.size;
        let (source, folder) = (self.source, self.folder);
        let mut tree = Tree::default();
        let mut withdrawn = HashSet::new();
        let mut kept = 0;
        let mut problems = Vec::new();
        let spans = (0..).map_while(|index| Span::within(index, size));
        let mut blocks =
            stream::iter(spans).map(|span| read_block(source, folder, span, keep)).buffered(AHEAD);
        while let Some(read) = blocks.next().await {
            let (block, fetched) = read?;
            let span = block.span;
            match fetched {
                Some(raw) => self.write_block(raw).await?,
                None => kept += 1,
            }
            for leaf in block.leaves.iter().flatten() {
                if leaf.is_withdrawal() {
                    withdrawn.insert(leaf.id);
                }
            }
            problems.extend(block.problems);
            let mut finished = Vec::new();
            for hash in block.hashes {
                tree.append(hash, &mut |level, index, tile| {
                    let span = Span::new(index, FULL).filter(|_| level > 0);
                    finished.extend(span.map(|span| (LogPath::Tile { level, span }, tile_bytes(&tile))));
                });
            }
            for (path, bytes) in finished {
                folder.write(path, bytes).await?;
            }
            (self.progress)(Progress { done: span.first() + u64::from(span.width()), total: 2 * size });
        }
        if tree.root() != self.checkpoint.root {
            return if kept > 0 {
                Ok(None)
            } else {
                Err(Error::Proof("由全部条目算出的根与签名的根不同".to_owned()))
            };
        }
        for (path, hashes) in tree.unfinished() {
            folder.write(path, tile_bytes(hashes)).await?;
        }
        self.report.kept += kept;
        for problem in problems {
            self.report.add(problem);
        }
        Ok(Some(withdrawn))
    }

    async fn write_block(&mut self, raw: RawBlock) -> Result<(), Error> {
        let level = 0;
        let RawBlock { span, entries, tile } = raw;
        for (path, bytes) in [(LogPath::Tile { level, span }, tile), (LogPath::Entries(span), entries)] {
            if let Some(bytes) = bytes {
                self.folder.write(path, bytes.into()).await?;
            }
        }
        self.report.fetched += 1;
        Ok(())
    }
}

/// The block from the folder if it is intact there; otherwise from the source, together with its bytes.
async fn read_block(
    source: &dyn LogSource,
    folder: &Folder,
    span: Span,
    keep: bool,
) -> Result<(Block, Option<RawBlock>), Error> {
    if keep {
        let block = check(RawBlock::fetch(folder.source(), span).await?).await?.0;
        if block.intact {
            return Ok((block, None));
        }
    }
    let (block, raw) = check(RawBlock::fetch(source, span).await?).await?;
    match block.problems.first().filter(|_| !block.intact) {
        Some(problem) => Err(Error::Proof(problem.to_string())),
        None => Ok((block, Some(raw))),
    }
}

async fn check(raw: RawBlock) -> Result<(Block, RawBlock), Error> {
    let place = raw.span.to_string();
    let checked = tokio::task::spawn_blocking(move || (Block::check(&raw), raw)).await;
    checked.map_err(|error| Error::Source { place, reason: error.to_string() })
}
