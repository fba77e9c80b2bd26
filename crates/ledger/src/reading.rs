//! Reading leaves with their contents, one after the other.

use crate::contents::decode_contents;
use crate::entries::decode_entries;
use crate::error::Error;
use crate::path::{FULL, LogPath, Span};
use crate::source::{LogSource, fetch};
use bytes::Bytes;

/// Receives a leaf: its index, its entry, and its content file where there is one.
pub type LeafReader<'a> = dyn FnMut(u64, &[u8], Option<&[u8]>) + Send + 'a;

/// The bytes of a block's entries and contents.
pub(crate) struct RawLeaves {
    pub(crate) span: Span,
    pub(crate) entries: Option<Bytes>,
    pub(crate) bundle: Option<Bytes>,
}

impl RawLeaves {
    /// Gives every leaf.
    ///
    /// # Errors
    /// What is missing or malformed; nothing was given then.
    pub(crate) fn give(&self, each: &mut LeafReader<'_>) -> Result<(), Error> {
        let part = |bytes: &Option<Bytes>, path: LogPath| {
            bytes.clone().ok_or_else(|| Error::Missing(path.to_string()))
        };
        let entries = part(&self.entries, LogPath::Entries(self.span))?;
        let bundle = part(&self.bundle, LogPath::Bundle(self.span))?;
        let entries = decode_entries(self.span, &entries)?;
        let contents = decode_contents(self.span, &bundle)?;
        for ((index, entry), content) in (self.span.first()..).zip(entries).zip(contents) {
            each(index, entry, content);
        }
        Ok(())
    }
}

/// Gives the leaves from `from` on, up to the size of a checkpoint, in order, without checking them against it: for an
/// instance that reads what it wrote itself.
///
/// # Errors
/// When the source cannot be read, or lacks something.
pub async fn read_leaves(
    source: &dyn LogSource,
    from: u64,
    size: u64,
    each: &mut LeafReader<'_>,
) -> Result<(), Error> {
    let mut wanted = |index: u64, entry: &[u8], content: Option<&[u8]>| {
        if index >= from {
            each(index, entry, content);
        }
    };
    for span in (from / u64::from(FULL)..).map_while(|index| Span::within(index, size)) {
        let (entries, bundle) =
            futures::try_join!(fetch(source, LogPath::Entries(span)), fetch(source, LogPath::Bundle(span)))?;
        RawLeaves { span, entries, bundle }.give(&mut wanted)?;
    }
    Ok(())
}
