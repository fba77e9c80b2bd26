//! One block of a log: up to 256 entries with their leaf hashes and contents, read from a source and
//! checked against each other. Verifier and mirror are built from it.

use crate::contents::decode_contents;
use crate::entries::decode_entries;
use crate::error::Error;
use crate::hash::Hash;
use crate::leaf::{Event, Leaf};
use crate::path::{LogPath, Span};
use crate::source::{LogSource, fetch};
use crate::tree::tile_hashes;
use crate::verify::Problem;
use bytes::Bytes;
use serde::Deserialize;

/// A block as the source gave it.
#[derive(Clone)]
pub(crate) struct RawBlock {
    pub(crate) span: Span,
    pub(crate) entries: Option<Bytes>,
    pub(crate) tile: Option<Bytes>,
}

impl RawBlock {
    pub(crate) async fn fetch(source: &dyn LogSource, span: Span) -> Result<Self, Error> {
        let (entries, tile) = futures::try_join!(
            fetch(source, LogPath::Entries(span)),
            fetch(source, LogPath::Tile { level: 0, span })
        )?;
        Ok(Self { span, entries, tile })
    }
}

/// A block of entries after its checks.
pub(crate) struct Block {
    pub(crate) span: Span,
    /// The hashes to go on with: those of the entries or, for want of them, of the tile. Empty if
    /// neither could be read.
    pub(crate) hashes: Vec<Hash>,
    /// What each entry says; `None` where it could not be read.
    pub(crate) leaves: Vec<Option<Leaf>>,
    /// Whether entries and tile are there and agree, whatever the entries say.
    pub(crate) intact: bool,
    /// How many entries hold.
    pub(crate) sound: u64,
    pub(crate) problems: Vec<Problem>,
}

impl Block {
    /// Compares entries and tile, and reads every entry strictly. Pure computation.
    pub(crate) fn check(raw: &RawBlock) -> Self {
        let span = raw.span;
        let mut problems = Vec::new();
        let tile_path = LogPath::Tile { level: 0, span };
        let tile = raw.tile.as_ref().map(|bytes| tile_hashes(span, bytes));
        match tile {
            None => problems.push(Problem::new(tile_path, "缺失")),
            Some(None) => problems.push(Problem::new(tile_path, "长度不对")),
            Some(Some(_)) => {}
        }
        let tile = tile.flatten();
        let unreadable = vec![None; usize::from(span.width())];
        let entries = match raw.entries.as_ref().map(|bytes| decode_entries(span, bytes)) {
            Some(Ok(entries)) => entries,
            other => {
                let reason =
                    other.and_then(Result::err).map_or("缺失".to_owned(), |error| error.to_string());
                problems.push(Problem::new(LogPath::Entries(span), reason));
                let hashes = tile.unwrap_or_default();
                return Self { span, hashes, leaves: unreadable, intact: false, sound: 0, problems };
            }
        };
        let hashes: Vec<Hash> = entries.iter().map(|entry| Hash::leaf(entry)).collect();
        let mut leaves = Vec::with_capacity(entries.len());
        let mut sound = 0;
        for (nth, entry) in entries.iter().enumerate() {
            let index = span.first() + nth as u64;
            let changed = tile.as_ref().is_some_and(|tile| tile[nth] != hashes[nth]);
            if changed {
                problems.push(Problem::entry(index, "与散列块不符,条目或散列块被改动"));
            }
            match Leaf::parse(entry) {
                Ok(leaf) => {
                    sound += u64::from(!changed);
                    leaves.push(Some(leaf));
                }
                Err(reason) => {
                    problems.push(Problem::entry(index, reason));
                    leaves.push(None);
                }
            }
        }
        let intact = tile.is_some_and(|tile| tile == hashes);
        Self { span, hashes, leaves, intact, sound, problems }
    }
}

/// The content of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// The right one, with the attachments it names.
    Held(Vec<Attachment>),
    /// The empty line of a withdrawal, which has no content of its own.
    Blank,
    /// The empty line of a publication or an amendment.
    Erased,
    /// Not what the entry's digest says, or not readable.
    Wrong(&'static str),
    /// There is nothing to compare with.
    Unknown,
}

/// An attachment that a content names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Attachment {
    pub(crate) digest: Hash,
    pub(crate) size: u64,
}

/// The part of a content file that ties it to the log.
#[derive(Deserialize)]
struct ContentHead<'a> {
    id: &'a str,
    revision: u32,
    #[serde(default)]
    attachments: Vec<AttachmentHead<'a>>,
}

#[derive(Deserialize)]
struct AttachmentHead<'a> {
    sha256: &'a str,
    size: u64,
}

/// Checks one line of a content bundle against the entry it belongs to. Pure computation.
pub(crate) fn check_content(leaf: Option<&Leaf>, line: Option<&[u8]>) -> Content {
    let Some(leaf) = leaf else { return Content::Unknown };
    let line = match (leaf.event, line) {
        (Event::Withdraw, None) => return Content::Blank,
        (Event::Withdraw, Some(_)) => return Content::Wrong("撤回没有内容,应为空行"),
        (Event::Publish | Event::Amend, None) => return Content::Erased,
        (Event::Publish | Event::Amend, Some(line)) => line,
    };
    if Hash::of(line) != leaf.digest {
        return Content::Wrong("与登记的摘要不符,内容被改动");
    }
    let Ok(head) = serde_json::from_slice::<ContentHead>(line) else {
        return Content::Wrong("不是合格的内容文件");
    };
    if head.id != hex::encode(leaf.id) || head.revision != leaf.revision {
        return Content::Wrong("内容的 id 或修订号与登记不同");
    }
    let attachments = head
        .attachments
        .iter()
        .map(|named| Hash::from_hex(named.sha256).map(|digest| Attachment { digest, size: named.size }));
    attachments.collect::<Option<_>>().map_or(Content::Wrong("附件的摘要写法不对"), Content::Held)
}

/// Checks a whole content bundle; `Err` if it is missing or malformed as a whole.
pub(crate) fn check_contents(
    span: Span,
    leaves: &[Option<Leaf>],
    bundle: Option<&Bytes>,
) -> Result<Vec<Content>, Problem> {
    let path = LogPath::Bundle(span);
    let bundle = bundle.ok_or_else(|| Problem::new(path, "缺失"))?;
    let lines = decode_contents(span, bundle).map_err(|error| Problem::new(path, error.to_string()))?;
    Ok(leaves.iter().zip(lines).map(|(leaf, line)| check_content(leaf.as_ref(), line)).collect())
}
