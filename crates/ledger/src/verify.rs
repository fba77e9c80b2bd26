//! Checking a log whole, from its signature down to every content.

use crate::block::{Attachment, Block, Content, RawBlock, check_contents};
use crate::checkpoint::Checkpoint;
use crate::error::Error;
use crate::hash::Hash;
use crate::history::History;
use crate::key::VerifierKey;
use crate::leaf::Leaf;
use crate::path::{FULL, LogPath, Span};
use crate::reading::{LeafReader, RawLeaves};
use crate::source::{LogSource, fetch, fetch_text};
use crate::tree::{Tree, tile_bytes};
use futures::{StreamExt as _, stream};
use serde::Serialize;
use std::collections::HashSet;
use std::fmt;

/// Problems listed in a report; further ones are only counted.
const MAX_PROBLEMS: usize = 1000;
/// Blocks read ahead.
const AHEAD: usize = 8;

/// How far a verification goes.
#[derive(Clone, Copy, Debug)]
pub struct VerifyOptions {
    /// Check every content file against its digest.
    pub contents: bool,
    /// Check the attachments that contents name, too; only together with `contents`.
    pub attachments: bool,
}

impl Default for VerifyOptions {
    fn default() -> Self {
        Self { contents: true, attachments: false }
    }
}

/// How far a verification or a copy has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Entries done.
    pub done: u64,
    /// Entries in all.
    pub total: u64,
}

/// One thing that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The address in the log, or the entry.
    pub place: String,
    /// What is wrong there.
    pub reason: String,
}

impl Problem {
    pub(crate) fn new(path: LogPath, reason: impl Into<String>) -> Self {
        Self { place: path.to_string(), reason: reason.into() }
    }

    pub(crate) fn entry(index: u64, reason: impl Into<String>) -> Self {
        Self { place: format!("条目 {index}"), reason: reason.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.place, self.reason)
    }
}

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Entries that the checkpoint covers.
    pub size: u64,
    /// Entries that were read and hold.
    pub entries: u64,
    /// Content files that equal their digests.
    pub contents_checked: u64,
    /// Contents erased after a withdrawal.
    pub erased: u64,
    /// Attachments that equal their digests.
    pub attachments_checked: u64,
    /// Attachments that a copy made without them does not have.
    pub attachments_left_out: u64,
    /// What does not hold, at most 1000.
    pub problems: Vec<Problem>,
    /// How many more problems there are than listed.
    pub more_problems: u64,
}

impl Report {
    /// Whether everything holds.
    pub fn is_ok(&self) -> bool {
        self.problems.is_empty()
    }

    fn add(&mut self, problem: Problem) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        } else {
            self.more_problems += 1;
        }
    }
}

/// Checks a log: signature, every tile, every entry and its place in the life of its disclosure, the
/// root, and every content digest. Reads it once from front to back, a few blocks at a time.
///
/// `progress` is called after every block.
///
/// # Errors
/// Only if the source cannot be read ([`Error::Source`]); what is wrong or missing in it is in the
/// report.
pub async fn verify_log(
    source: &dyn LogSource,
    key: &VerifierKey,
    options: VerifyOptions,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Report, Error> {
    walk(source, key, options, (progress, None)).await
}

/// Checks a log with its contents, and gives each leaf that could be read to `each`, in order. What was given holds only
/// if the report says that everything does.
///
/// # Errors
/// As [`verify_log`].
pub async fn read_log(
    source: &dyn LogSource,
    key: &VerifierKey,
    progress: &(dyn Fn(Progress) + Send + Sync),
    each: &mut LeafReader<'_>,
) -> Result<Report, Error> {
    walk(source, key, VerifyOptions { contents: true, attachments: false }, (progress, Some(each))).await
}

async fn walk(
    source: &dyn LogSource,
    key: &VerifierKey,
    options: VerifyOptions,
    (progress, mut each): (&(dyn Fn(Progress) + Send + Sync), Option<&mut LeafReader<'_>>),
) -> Result<Report, Error> {
    let mut report = Report::default();
    let opened = fetch_text(source, LogPath::Checkpoint).await.and_then(|note| Checkpoint::open(&note, key));
    let checkpoint = match opened {
        Ok(checkpoint) => checkpoint,
        Err(error @ (Error::Checkpoint(_) | Error::Missing(_) | Error::Malformed { .. })) => {
            report.add(Problem::new(LogPath::Checkpoint, error.to_string()));
            return Ok(report);
        }
        Err(error) => return Err(error),
    };
    report.size = checkpoint.size;
    let mut walk = Walk {
        source,
        options,
        report,
        tree: Some(Tree::default()),
        history: History::default(),
        empty: 0,
        attachments: HashSet::new(),
        left_out: source.leaves_out_attachments(),
    };
    let spans = (0..).map_while(|index| Span::within(index, checkpoint.size));
    let mut blocks =
        stream::iter(spans).map(|span| read_block(source, span, options.contents)).buffered(AHEAD);
    while let Some(read) = blocks.next().await {
        let (block, contents, raw) = read?;
        if let Some(each) = &mut each {
            // What cannot be read is in the report.
            let _ = raw.give(&mut **each);
        }
        let done = block.span.first() + u64::from(block.span.width());
        walk.take(block, contents).await?;
        progress(Progress { done, total: checkpoint.size });
    }
    walk.finish(&checkpoint).await
}

/// A checked block, its checked contents if asked for, and the bytes they were read from.
type Checked = (Block, Option<Result<Vec<Content>, Problem>>, RawLeaves);

async fn read_block(source: &dyn LogSource, span: Span, with_contents: bool) -> Result<Checked, Error> {
    let bundle = async { if with_contents { fetch(source, LogPath::Bundle(span)).await } else { Ok(None) } };
    let (raw, bundle) = futures::try_join!(RawBlock::fetch(source, span), bundle)?;
    let checked = tokio::task::spawn_blocking(move || {
        let block = Block::check(&raw);
        let contents = with_contents.then(|| check_contents(span, &block.leaves, bundle.as_ref()));
        (block, contents, RawLeaves { span, entries: raw.entries, bundle })
    });
    checked.await.map_err(|error| Error::Source { place: format!("{span}"), reason: error.to_string() })
}

/// The state of a verification between two blocks.
struct Walk<'a> {
    source: &'a dyn LogSource,
    options: VerifyOptions,
    report: Report,
    /// `None` after a block whose hashes are lost: nothing above it can be computed.
    tree: Option<Tree>,
    history: History,
    /// Empty lines of publications and amendments.
    empty: u64,
    attachments: HashSet<Attachment>,
    /// Whether attachments may be missing.
    left_out: bool,
}

impl Walk<'_> {
    async fn take(
        &mut self,
        block: Block,
        contents: Option<Result<Vec<Content>, Problem>>,
    ) -> Result<(), Error> {
        let first = block.span.first();
        self.report.entries += block.sound;
        for problem in block.problems {
            self.report.add(problem);
        }
        let mut contents = contents.unwrap_or_else(|| Ok(Vec::new())).unwrap_or_else(|problem| {
            self.report.add(problem);
            Vec::new()
        });
        contents.resize(block.leaves.len(), Content::Unknown);
        for ((index, leaf), content) in (first..).zip(&block.leaves).zip(contents) {
            let Some(leaf) = leaf else {
                self.history.skip();
                continue;
            };
            if let Err(reason) = self.history.follow(leaf) {
                self.report.add(Problem::entry(index, reason));
            }
            self.take_content(index, leaf, content).await?;
        }
        self.grow(&block.hashes).await
    }

    async fn take_content(&mut self, index: u64, leaf: &Leaf, content: Content) -> Result<(), Error> {
        match content {
            Content::Unknown | Content::Blank => {}
            Content::Wrong(reason) => self.report.add(Problem::entry(index, reason)),
            Content::Erased => {
                self.empty += 1;
                self.history.erased(index, leaf);
            }
            Content::Held(attachments) => {
                self.report.contents_checked += 1;
                if self.options.attachments {
                    for attachment in attachments {
                        self.take_attachment(index, attachment).await?;
                    }
                }
            }
        }
        Ok(())
    }

    async fn take_attachment(&mut self, index: u64, attachment: Attachment) -> Result<(), Error> {
        if !self.attachments.insert(attachment) {
            return Ok(());
        }
        let path = LogPath::Content(attachment.digest);
        let problem = match self.source.get(&path.to_string()).await? {
            None if self.left_out => {
                self.report.attachments_left_out += 1;
                return Ok(());
            }
            None => "缺失",
            Some(bytes) if Hash::of(&bytes) != attachment.digest => "与摘要不符,附件被改动",
            Some(bytes) if bytes.len() as u64 != attachment.size => "长度与内容所写不同",
            Some(_) => {
                self.report.attachments_checked += 1;
                return Ok(());
            }
        };
        self.report.add(Problem::new(path, format!("条目 {index} 的附件{problem}")));
        Ok(())
    }

    /// Appends leaf hashes and compares every tile above that they complete.
    async fn grow(&mut self, hashes: &[Hash]) -> Result<(), Error> {
        let Some(tree) = self.tree.as_mut().filter(|_| !hashes.is_empty()) else {
            self.tree = None;
            return Ok(());
        };
        let mut finished = Vec::new();
        for hash in hashes {
            tree.append(*hash, &mut |level, index, tile| {
                let span = Span::new(index, FULL).filter(|_| level > 0);
                finished.extend(span.map(|span| (LogPath::Tile { level, span }, tile_bytes(&tile))));
            });
        }
        for (path, expected) in finished {
            self.compare_tile(path, &expected).await?;
        }
        Ok(())
    }

    async fn compare_tile(&mut self, path: LogPath, expected: &[u8]) -> Result<(), Error> {
        match fetch(self.source, path).await? {
            None => self.report.add(Problem::new(path, "缺失")),
            Some(found) if found != expected => {
                self.report.add(Problem::new(path, "与下层的散列不符"));
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// Compares the right edge and the root, and settles what was erased.
    async fn finish(mut self, checkpoint: &Checkpoint) -> Result<Report, Error> {
        if let Some(tree) = self.tree.take() {
            let edge: Vec<_> = tree.unfinished().map(|(path, hashes)| (path, tile_bytes(hashes))).collect();
            for (path, expected) in edge {
                if !matches!(path, LogPath::Tile { level: 0, .. }) {
                    self.compare_tile(path, &expected).await?;
                }
            }
            if tree.root() != checkpoint.root {
                let reason = "由全部条目算出的根与签名的根不同,日志被改动";
                self.report.add(Problem::new(LogPath::Checkpoint, reason));
            }
        } else {
            let reason = "有条目和散列块同时缺失,无法核对根散列";
            self.report.add(Problem::new(LogPath::Checkpoint, reason));
        }
        let unexplained = self.history.unexplained();
        self.report.erased = self.empty.saturating_sub(unexplained.len() as u64);
        for index in unexplained {
            self.report.add(Problem::entry(index, "内容缺失,且没有撤回登记"));
        }
        Ok(self.report)
    }
}
