//! Where a log is read from: an address, a folder, or an instance's own store.

use crate::contents::{decode_contents, encode_contents};
use crate::entries::{decode_entries, encode_entries};
use crate::error::Error;
use crate::hash::HASH_BYTES;
use crate::key::VerifierKey;
use crate::path::LogPath;
use async_trait::async_trait;
use bytes::Bytes;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Reads the resources of one log.
#[async_trait]
pub trait LogSource: Send + Sync {
    /// The bytes at an address relative to `/log/` (see [`LogPath`]); `None` if there is nothing.
    ///
    /// # Errors
    /// [`Error::Path`] for a text that is no such address, [`Error::Source`] (or
    /// [`Error::Store`]) if it cannot be known whether there is something.
    async fn get(&self, path: &str) -> Result<Option<Bytes>, Error>;

    /// Whether this is a copy that was made without attachments, so that none need be here.
    fn leaves_out_attachments(&self) -> bool {
        false
    }
}

/// The file in a copied log that says that attachments were left out.
pub(crate) const LEFT_OUT: &str = "attachments-left-out";

/// A folder that holds a log: a mirror, or its `log` folder, or an unpacked copy.
pub struct DirSource {
    root: PathBuf,
}

impl DirSource {
    /// Reads from `dir`, which holds `checkpoint` itself or in its folder `log`.
    pub fn new(dir: &Path) -> Self {
        let inner = dir.join("log");
        let root = if dir.join("checkpoint").is_file() { dir.to_owned() } else { inner };
        Self { root }
    }

    /// Reads from exactly this folder, which may not exist yet.
    pub(crate) fn at(root: PathBuf) -> Self {
        Self { root }
    }
}

#[async_trait]
impl LogSource for DirSource {
    async fn get(&self, path: &str) -> Result<Option<Bytes>, Error> {
        let path: LogPath = path.parse()?;
        let file = self.root.join(path.to_string());
        match tokio::fs::read(&file).await {
            Ok(bytes) => Ok(Some(bytes.into())),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(Error::Source { place: file.display().to_string(), reason: error.to_string() }),
        }
    }

    fn leaves_out_attachments(&self) -> bool {
        self.root.join(LEFT_OUT).exists()
    }
}

/// The verifier key that the source shows of itself, for want of one from elsewhere.
///
/// A key from the source proves that the log agrees with itself, not whose log it is: compare it with
/// one received another way.
///
/// # Errors
/// [`Error::Missing`] if the source has none, [`Error::VerifierKey`] if it is malformed.
pub async fn fetch_verifier_key(source: &dyn LogSource) -> Result<VerifierKey, Error> {
    VerifierKey::parse(&fetch_text(source, LogPath::Vkey).await?)
}

/// A text that the source must have.
pub(crate) async fn fetch_text(source: &dyn LogSource, path: LogPath) -> Result<String, Error> {
    let place = path.to_string();
    let bytes = source.get(&place).await?.ok_or_else(|| Error::Missing(place.clone()))?;
    String::from_utf8(bytes.into())
        .map_err(|_| Error::Malformed { place, reason: "不是 UTF-8 文本".to_owned() })
}

/// The bytes at `path`, cut from the full tile or bundle if the partial one is gone.
///
/// A log may delete partial resources once the full one exists (tlog-tiles, "Partial Tiles").
pub(crate) async fn fetch(source: &dyn LogSource, path: LogPath) -> Result<Option<Bytes>, Error> {
    if let Some(bytes) = source.get(&path.to_string()).await? {
        return Ok(Some(bytes));
    }
    let Some(filled) = path.filled() else { return Ok(None) };
    let full = source.get(&filled.to_string()).await?;
    Ok(full.and_then(|full| cut(path, filled, &full)))
}

/// The part of a full tile or bundle that the partial one at `path` held; `None` if it is malformed.
pub(crate) fn cut(path: LogPath, filled: LogPath, full: &Bytes) -> Option<Bytes> {
    let (span, all) = (path.span()?, filled.span()?);
    let width = usize::from(span.width());
    match path {
        LogPath::Tile { .. } => (full.len() >= width * HASH_BYTES).then(|| full.slice(..width * HASH_BYTES)),
        LogPath::Entries(_) => {
            let entries = decode_entries(all, full).ok()?;
            encode_entries(span.first(), &entries[..width]).ok().map(Bytes::from)
        }
        LogPath::Bundle(_) => {
            let contents = decode_contents(all, full).ok()?;
            encode_contents(&contents[..width]).ok().map(Bytes::from)
        }
        LogPath::Checkpoint | LogPath::Vkey | LogPath::Content(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_folder_serves_only_log_addresses() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("log/tile/0")).unwrap();
        std::fs::write(folder.path().join("log/checkpoint"), "c").unwrap();
        std::fs::write(folder.path().join("secret"), "s").unwrap();
        for dir in [folder.path().to_owned(), folder.path().join("log")] {
            let source = DirSource::new(&dir);
            assert_eq!(source.get("checkpoint").await.unwrap().unwrap(), "c");
            assert_eq!(source.get("vkey").await.unwrap(), None);
            assert_eq!(source.get("tile/0/000.p/3").await.unwrap(), None);
            assert!(source.get("../secret").await.is_err());
        }
    }

    #[tokio::test]
    async fn a_partial_resource_is_cut_from_the_full_one() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["tile/0", "tile/entries", "bundle"] {
            std::fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        let entries: Vec<Vec<u8>> = (0..256).map(|n| format!("{n}").into_bytes()).collect();
        let lines: Vec<_> = entries.iter().map(Some).collect();
        std::fs::write(folder.path().join("tile/0/000"), [1; 8192]).unwrap();
        std::fs::write(folder.path().join("tile/entries/000"), encode_entries(0, &entries).unwrap()).unwrap();
        std::fs::write(folder.path().join("bundle/000"), encode_contents(&lines).unwrap()).unwrap();
        let source = DirSource::at(folder.path().to_owned());
        let read = async |path: &str| fetch(&source, path.parse().unwrap()).await.unwrap();
        assert_eq!(read("tile/0/000.p/2").await.unwrap(), [1; 64].as_slice());
        assert_eq!(read("tile/entries/000.p/2").await.unwrap(), encode_entries(0, &entries[..2]).unwrap());
        assert_eq!(read("bundle/000.p/3").await.unwrap(), "0\n1\n2\n");
        assert_eq!(read("bundle/001.p/3").await, None);
    }
}
