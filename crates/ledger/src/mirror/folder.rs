//! The folder a mirror is written into.

use crate::error::Error;
use crate::hash::Hash;
use crate::path::{FULL, LogPath, Span};
use crate::source::{DirSource, LEFT_OUT, LogSource};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// `DIR/log`. Every file is written beside its place and renamed into it, so none is ever half there.
pub(super) struct Folder {
    root: PathBuf,
    source: DirSource,
}

impl Folder {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { source: DirSource::at(root.clone()), root }
    }

    /// What lies in the folder, as a log.
    pub(super) fn source(&self) -> &dyn LogSource {
        &self.source
    }

    pub(super) fn file(&self, path: LogPath) -> PathBuf {
        self.root.join(path.to_string())
    }

    pub(super) async fn write(&self, path: LogPath, bytes: Vec<u8>) -> Result<(), Error> {
        write(self.file(path), bytes).await
    }

    /// Says that attachments may be missing here. A crash before the copy is done leaves it said, and rightly.
    pub(super) async fn leave_out_attachments(&self) -> Result<(), Error> {
        write(self.root.join(LEFT_OUT), "这份镜像没有复制附件\n".into()).await
    }

    /// Says that all attachments are here.
    pub(super) async fn has_attachments(&self) -> Result<(), Error> {
        delete(&self.root.join(LEFT_OUT)).await
    }

    /// The attachments in the folder. What cannot be read is left alone.
    pub(super) async fn attachments(&self) -> HashSet<Hash> {
        let mut found = HashSet::new();
        let Ok(mut files) = tokio::fs::read_dir(self.root.join("content")).await else { return found };
        while let Ok(Some(file)) = files.next_entry().await {
            found.extend(file.file_name().to_str().and_then(Hash::from_hex));
        }
        found
    }

    pub(super) async fn delete(&self, path: LogPath) -> Result<(), Error> {
        delete(&self.file(path)).await
    }

    /// Deletes partial tiles and bundles that a log of `size` does not need, of those that copies since
    /// `old_size` may have made.
    pub(super) async fn forget_partials(&self, old_size: u64, size: u64) {
        for level in 0..8 {
            let (old, new) = (old_size >> (8 * level), size >> (8 * level));
            for index in old / u64::from(FULL)..=new / u64::from(FULL) {
                let needed = Span::within(index, new).filter(|span| !span.is_full());
                let Some(span) = Span::new(index, FULL) else { continue };
                self.forget_partials_of(LogPath::Tile { level, span }, needed).await;
                if level == 0 {
                    self.forget_partials_of(LogPath::Entries(span), needed).await;
                    self.forget_partials_of(LogPath::Bundle(span), needed).await;
                }
            }
        }
    }

    async fn forget_partials_of(&self, filled: LogPath, needed: Option<Span>) {
        let folder = self.root.join(format!("{filled}.p"));
        let needed = needed.map(|span| span.width().to_string());
        // Whatever cannot be read or deleted is merely of no use any more.
        let Ok(mut files) = tokio::fs::read_dir(&folder).await else { return };
        while let Ok(Some(file)) = files.next_entry().await {
            if needed.as_ref().is_none_or(|needed| file.file_name() != needed.as_str()) {
                let _ = tokio::fs::remove_file(file.path()).await;
            }
        }
        if needed.is_none() {
            let _ = tokio::fs::remove_dir(&folder).await;
        }
    }
}

async fn write(file: PathBuf, bytes: Vec<u8>) -> Result<(), Error> {
    let shown = file.display().to_string();
    let failed = |reason: String| Error::Write { path: shown.clone(), reason };
    let written = tokio::task::spawn_blocking(move || replace(&file, &bytes)).await;
    written.map_err(|error| failed(error.to_string()))?.map_err(|error| failed(error.to_string()))
}

async fn delete(file: &Path) -> Result<(), Error> {
    match tokio::fs::remove_file(file).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::Write { path: file.display().to_string(), reason: error.to_string() })
        }
        _ => Ok(()),
    }
}

fn replace(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(parent) = file.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let mut part = file.as_os_str().to_owned();
    part.push(".part");
    std::fs::write(&part, bytes)?;
    std::fs::rename(&part, file)
}
