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
    /// Attachments of contents that were erased by this copy.
    dropped: HashSet<Hash>,
}

/// A content bundle as it shall lie in the folder.
struct Prepared {
    span: Span,
    contents: Vec<Content>,
    /// New bytes; `None` if the folder has the right ones.
    write: Option<Vec<u8>>,
    dropped: Vec<Attachment>,
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
        Self { source, folder, withdrawn, options, report, dropped: HashSet::new() }
    }

    pub(super) fn into_report(self) -> MirrorReport {
        self.report
    }

    /// Brings the content bundles of the first `size` entries up to date.
    pub(super) async fn copy(
        &mut self,
        size: u64,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<(), Error> {
        let (source, folder, withdrawn) = (self.source, self.folder, self.withdrawn);
        let spans = (0..).map_while(|index| Span::within(index, size));
        let prepare = |span| prepare(source, folder, withdrawn, span);
        let mut bundles = stream::iter(spans).map(prepare).buffered(AHEAD);
        while let Some(prepared) = bundles.next().await {
            let prepared = prepared?;
            let done = size + prepared.span.first() + u64::from(prepared.span.width());
            self.take(prepared).await?;
            progress(Progress { done, total: 2 * size });
        }
        self.forget_dropped(size).await
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
        self.dropped.extend(prepared.dropped.iter().map(|attachment| attachment.digest));
        for (index, content) in (prepared.span.first()..).zip(prepared.contents) {
            match content {
                Content::Held(attachments) if self.options.attachments => {
                    for attachment in attachments {
                        self.copy_attachment(index, attachment).await?;
                    }
                }
                Content::Erased => self.report.erased += 1,
                _ => {}
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

    /// Deletes the attachments of erased contents, except those that other contents name too.
    async fn forget_dropped(&mut self, size: u64) -> Result<(), Error> {
        let mut index = 0;
        while let Some(span) = Span::within(index, size).filter(|_| !self.dropped.is_empty()) {
            let leaves = read_leaves(self.folder, span).await?;
            let bundle = self.folder.source().get(&LogPath::Bundle(span).to_string()).await?;
            for (leaf, line) in leaves.iter().zip(lines(span, bundle.as_ref())) {
                if let Content::Held(attachments) = check_content(leaf.as_ref(), line) {
                    for attachment in attachments {
                        self.dropped.remove(&attachment.digest);
                    }
                }
            }
            index += 1;
        }
        for digest in std::mem::take(&mut self.dropped) {
            self.folder.delete(LogPath::Content(digest)).await?;
        }
        Ok(())
    }
}

/// Decides what the content bundle of `span` shall hold, from the folder alone if that suffices.
async fn prepare(
    source: &dyn LogSource,
    folder: &Folder,
    withdrawn: &HashSet<[u8; 16]>,
    span: Span,
) -> Result<Prepared, Error> {
    let path = LogPath::Bundle(span);
    let leaves = read_leaves(folder, span).await?;
    let may_be_erased: Vec<bool> =
        leaves.iter().map(|leaf| leaf.as_ref().is_none_or(|leaf| withdrawn.contains(&leaf.id))).collect();
    let local = folder.source().get(&path.to_string()).await?;
    let (leaves, local) = (std::sync::Arc::new(leaves), local.unwrap_or_default());
    let settled = {
        let (leaves, local, erasable) = (leaves.clone(), local.clone(), may_be_erased.clone());
        blocking(span, move || settle(span, &leaves, &erasable, &local)).await?
    };
    if let Some(contents) = settled {
        return Ok(Prepared {
            span,
            contents,
            write: None,
            dropped: vec![],
            problems: vec![],
            fetched: false,
        });
    }
    let remote = fetch(source, path).await?;
    blocking(span, move || merge(span, &leaves, &may_be_erased, &local, remote.as_ref())).await
}

/// The contents of a bundle in the folder; `None` if something in it may have to change.
fn settle(span: Span, leaves: &[Option<Leaf>], erasable: &[bool], local: &Bytes) -> Option<Vec<Content>> {
    let lines = decode_contents(span, local).ok()?;
    let mut contents = Vec::with_capacity(lines.len());
    for ((leaf, erasable), line) in leaves.iter().zip(erasable).zip(lines) {
        let content = check_content(leaf.as_ref(), line);
        let final_form = match content {
            Content::Held(_) => !erasable,
            Content::Erased => *erasable,
            Content::Blank | Content::Unknown => true,
            Content::Wrong(_) => false,
        };
        if !final_form {
            return None;
        }
        contents.push(content);
    }
    Some(contents)
}

/// Takes every line from the source, or from the folder where the source lost one it must have.
fn merge(
    span: Span,
    leaves: &[Option<Leaf>],
    erasable: &[bool],
    local: &Bytes,
    remote: Option<&Bytes>,
) -> Prepared {
    let path = LogPath::Bundle(span);
    let theirs = match remote.map(|bytes| decode_contents(span, bytes)) {
        Some(Ok(lines)) => lines,
        other => {
            let reason = other.and_then(Result::err).map_or("缺失".to_owned(), |error| error.to_string());
            let problems = vec![Problem::new(path, reason)];
            return Prepared {
                span,
                contents: vec![],
                write: None,
                dropped: vec![],
                problems,
                fetched: true,
            };
        }
    };
    let mut prepared =
        Prepared { span, contents: vec![], write: None, dropped: vec![], problems: vec![], fetched: true };
    let mut merged = Vec::with_capacity(leaves.len());
    let both = lines(span, Some(local)).into_iter().zip(theirs);
    for (index, ((leaf, erasable), (ours, theirs))) in
        (span.first()..).zip(leaves.iter().zip(erasable).zip(both))
    {
        let (mine, fresh) = (check_content(leaf.as_ref(), ours), check_content(leaf.as_ref(), theirs));
        let lost = match &fresh {
            Content::Erased if !erasable => Some("内容缺失,且没有撤回登记"),
            Content::Wrong(reason) => Some(*reason),
            _ => None,
        };
        let (line, content) = match (lost, mine) {
            (Some(reason), mine) => {
                prepared.problems.push(Problem::entry(index, reason));
                let held = matches!(mine, Content::Held(_));
                (ours.filter(|_| held), if held { mine } else { Content::Unknown })
            }
            (None, Content::Held(attachments)) if fresh == Content::Erased => {
                prepared.dropped.extend(attachments);
                (None, fresh)
            }
            (None, _) => (theirs, fresh),
        };
        merged.push(line);
        prepared.contents.push(content);
    }
    prepared.write = encode_contents(&merged).ok().filter(|bytes| bytes != local);
    prepared
}

/// The lines of a bundle, all empty if it is missing or malformed.
fn lines(span: Span, bundle: Option<&Bytes>) -> Vec<Option<&[u8]>> {
    let decoded = bundle.and_then(|bytes| decode_contents(span, bytes).ok());
    decoded.unwrap_or_else(|| vec![None; usize::from(span.width())])
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
