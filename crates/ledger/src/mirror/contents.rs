//! The second half of a copy: content bundles and attachments.

use super::folder::Folder;
use super::{AHEAD, MirrorOptions, MirrorReport};
use crate::block::{Attachment, Content, check_content};
use crate::contents::{decode_contents, encode_contents};
use crate::entries::decode_entries;
use crate::error::Error;
use crate::hash::Hash;
use crate::leaf::Leaf;
use crate::path::{LogPath, Span};
use crate::source::LogSource;
use crate::source::fetch;
use crate::verify::{Problem, Progress};
use bytes::Bytes;
use futures::{StreamExt as _, stream};
use std::collections::HashSet;

pub(super) struct Contents<'a> {
    source: &'a dyn LogSource,
    folder: &'a Folder,
    /// Disclosures whose contents may be erased.
    withdrawn: &'a HashSet<[u8; 16]>,
    options: MirrorOptions,
    report: MirrorReport,
    /// Attachments in the folder that no content has named yet.
    unnamed: HashSet<Hash>,
}

/// A content bundle as it shall lie in the folder.
struct Prepared {
    span: Span,
    contents: Vec<Content>,
    /// New bytes; `None` if the folder has the right ones.
    write: Option<Vec<u8>>,
    problems: Vec<Problem>,
    fetched: bool,
}

impl<'a> Contents<'a> {
    pub(super) fn new(
        source: &'a dyn LogSource,
        folder: &'a Folder,
        withdrawn: &'a HashSet<[u8; 16]>,
        options: MirrorOptions,
        report: MirrorReport,
    ) -> Self {
        Self { source, folder, withdrawn, options, report, unnamed: HashSet::new() }
    }

    /// Brings contents and attachments of the first `size` entries up to date; `old_size` is how many
    /// the folder had before.
    pub(super) async fn copy(
        mut self,
        old_size: u64,
        size: u64,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<MirrorReport, Error> {
        self.unnamed = self.folder.attachments().await;
        let (source, folder, withdrawn) = (self.source, self.folder, self.withdrawn);
        let spans = (0..).map_while(|index| Span::within(index, size));
        let prepare = async |span| {
            let held = Held::read(folder, withdrawn, span, old_size).await?;
            held.prepare(source).await
        };
        let mut bundles = stream::iter(spans).map(prepare).buffered(AHEAD);
        while let Some(prepared) = bundles.next().await {
            let prepared = prepared?;
            let done = size + prepared.span.first() + u64::from(prepared.span.width());
            self.take(prepared).await?;
            progress(Progress { done, total: 2 * size });
        }
        // What no content names any more belonged to contents that were erased.
        for digest in &self.unnamed {
            self.folder.delete(LogPath::Content(*digest)).await?;
        }
        Ok(self.report)
    }

    async fn take(&mut self, prepared: Prepared) -> Result<(), Error> {
        if let Some(bytes) = prepared.write {
            self.folder.write(LogPath::Bundle(prepared.span), bytes).await?;
        }
        if prepared.fetched {
            self.report.fetched += 1;
        } else {
            self.report.kept += 1;
        }
        for problem in prepared.problems {
            self.report.add(problem);
        }
        for (index, content) in (prepared.span.first()..).zip(prepared.contents) {
            match content {
                Content::Held(attachments) => {
                    for attachment in attachments {
                        self.unnamed.remove(&attachment.digest);
                        if self.options.attachments {
                            self.copy_attachment(index, attachment).await?;
                        }
                    }
                }
                Content::Erased => self.report.erased += 1,
                Content::Blank | Content::Wrong(_) | Content::Unknown => {}
            }
        }
        Ok(())
    }

    async fn copy_attachment(&mut self, index: u64, attachment: Attachment) -> Result<(), Error> {
        let path = LogPath::Content(attachment.digest);
        let right = |bytes: &Bytes| Hash::of(bytes) == attachment.digest;
        if self.folder.source().get(&path.to_string()).await?.is_some_and(|bytes| right(&bytes)) {
            self.report.kept += 1;
            return Ok(());
        }
        match self.source.get(&path.to_string()).await? {
            Some(bytes) if right(&bytes) => {
                self.report.fetched += 1;
                self.folder.write(path, bytes.into()).await
            }
            found => {
                let what = if found.is_some() { "与摘要不符" } else { "缺失" };
                self.report.add(Problem::new(path, format!("条目 {index} 的附件{what}")));
                Ok(())
            }
        }
    }
}

/// What the folder has of one content bundle.
struct Held {
    span: Span,
    leaves: Vec<Option<Leaf>>,
    /// Whether the content of the entry may be erased: its disclosure is withdrawn.
    erasable: Vec<bool>,
    /// As many lines as `span` is wide, empty where nothing is.
    bundle: Bytes,
    /// Whether `bundle` is what lies in the folder at the place of `span`.
    stored: bool,
}

impl Held {
    /// Reads the bundle, or the narrower one that an earlier copy made in its place.
    async fn read(
        folder: &Folder,
        withdrawn: &HashSet<[u8; 16]>,
        span: Span,
        old_size: u64,
    ) -> Result<Self, Error> {
        let leaves = read_leaves(folder, span).await?;
        let erasable = |leaf: &Option<Leaf>| leaf.is_none_or(|leaf| withdrawn.contains(&leaf.id));
        let erasable = leaves.iter().map(erasable).collect();
        let present = folder.source().get(&LogPath::Bundle(span).to_string()).await?;
        let present = present.filter(|bundle| decode_contents(span, bundle).is_ok());
        let stored = present.is_some();
        let bundle = match (present, Span::within(span.index(), old_size)) {
            (Some(bundle), _) => bundle,
            (None, Some(old)) => {
                let bundle = folder.source().get(&LogPath::Bundle(old).to_string()).await?;
                let mut lines =
                    bundle.as_ref().and_then(|b| decode_contents(old, b).ok()).unwrap_or_default();
                lines.resize(usize::from(span.width()), None);
                encode_contents(&lines)?.into()
            }
            (None, None) => vec![b'\n'; usize::from(span.width())].into(),
        };
        Ok(Self { span, leaves, erasable, bundle, stored })
    }

    /// Decides what the bundle shall hold, from the folder alone if that suffices.
    async fn prepare(self, source: &dyn LogSource) -> Result<Prepared, Error> {
        let span = self.span;
        let (held, contents) = blocking(span, move || {
            let contents = if self.stored { self.settle() } else { None };
            (self, contents)
        })
        .await?;
        if let Some(contents) = contents {
            return Ok(Prepared { span, contents, write: None, problems: vec![], fetched: false });
        }
        let remote = fetch(source, LogPath::Bundle(span)).await?;
        blocking(span, move || held.merge(remote.as_ref())).await?
    }

    /// The contents as they are; `None` if one of them may have to change.
    fn settle(&self) -> Option<Vec<Content>> {
        let lines = decode_contents(self.span, &self.bundle).ok()?;
        let mut contents = Vec::with_capacity(lines.len());
        for ((leaf, erasable), line) in self.leaves.iter().zip(&self.erasable).zip(lines) {
            let content = check_content(leaf.as_ref(), line);
            let settled = match content {
                Content::Held(_) => !erasable,
                Content::Erased => *erasable,
                Content::Blank | Content::Unknown => true,
                Content::Wrong(_) => false,
            };
            if !settled {
                return None;
            }
            contents.push(content);
        }
        Some(contents)
    }

    /// Takes every line from the source, or from the folder where the source lost what it must have.
    fn merge(&self, remote: Option<&Bytes>) -> Result<Prepared, Error> {
        let span = self.span;
        let mut problems = Vec::new();
        let theirs = match remote.map(|bundle| decode_contents(span, bundle)) {
            Some(Ok(lines)) => Some(lines),
            other => {
                let reason =
                    other.and_then(Result::err).map_or("缺失".to_owned(), |error| error.to_string());
                problems.push(Problem::new(LogPath::Bundle(span), reason));
                None
            }
        };
        let whole = theirs.is_some();
        let theirs = theirs.unwrap_or_else(|| vec![None; usize::from(span.width())]);
        let mut lines = Vec::with_capacity(theirs.len());
        let mut contents = Vec::with_capacity(theirs.len());
        let ours = decode_contents(span, &self.bundle)?;
        for (nth, (ours, theirs)) in ours.into_iter().zip(theirs).enumerate() {
            let (leaf, erasable) = (self.leaves[nth].as_ref(), self.erasable[nth]);
            let (mine, fresh) = (check_content(leaf, ours), check_content(leaf, theirs));
            let lost = match &fresh {
                Content::Erased if !erasable => Some("内容缺失,且没有撤回登记"),
                Content::Wrong(reason) => Some(*reason),
                _ => None,
            };
            if let Some(reason) = lost.filter(|_| whole) {
                problems.push(Problem::entry(span.first() + nth as u64, reason));
            }
            if whole && lost.is_none() {
                lines.push(theirs);
                contents.push(fresh);
            } else if matches!(mine, Content::Held(_)) {
                lines.push(ours);
                contents.push(mine);
            } else {
                lines.push(None);
                contents.push(Content::Unknown);
            }
        }
        let bytes = encode_contents(&lines)?;
        let same = bytes == self.bundle && (self.stored || !whole);
        Ok(Prepared { span, contents, write: (!same).then_some(bytes), problems, fetched: true })
    }
}

/// The entries of `span` from the folder, where they were copied and checked before.
async fn read_leaves(folder: &Folder, span: Span) -> Result<Vec<Option<Leaf>>, Error> {
    let path = LogPath::Entries(span);
    let bytes = fetch(folder.source(), path).await?.ok_or_else(|| Error::Missing(path.to_string()))?;
    let entries = decode_entries(span, &bytes)?;
    Ok(entries.into_iter().map(|entry| Leaf::parse(entry).ok()).collect())
}

async fn blocking<T: Send + 'static>(
    span: Span,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let place = LogPath::Bundle(span).to_string();
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Error::Source { place, reason: error.to_string() })
}
