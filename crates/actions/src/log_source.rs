//! The log as the instance itself serves it: tiles from the blob store, contents from the database.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use mingjing_ledger::{Error, LogPath, LogSource, Span, Tiles, VerifierKey, encode_contents};
use mingjing_store::{Db, attachments, blobs, log, versions};
use object_store::ObjectStore;

use crate::house::{as_i64, as_u64};

/// Serves the paths below `/log/` of an instance.
#[derive(Clone)]
pub struct InstanceSource {
    db: Db,
    blobs: Arc<dyn ObjectStore>,
    vkey: VerifierKey,
}

fn store_error(e: mingjing_store::Error) -> Error {
    Error::Backend(Box::new(e))
}

impl InstanceSource {
    /// A source on an instance's memory.
    #[must_use]
    pub fn new(db: Db, blobs: Arc<dyn ObjectStore>, vkey: VerifierKey) -> Self {
        Self { db, blobs, vkey }
    }

    async fn visible(&self) -> Result<(u64, Option<String>), mingjing_store::Error> {
        let mut tx = self.db.read().await?;
        let head = log::head(&mut tx).await?;
        Ok((as_u64(head.size), head.checkpoint))
    }

    async fn bundle(&self, span: Span) -> Result<Option<Bytes>, Error> {
        let to = span.first() + u64::from(span.width());
        let (visible, _) = self.visible().await.map_err(store_error)?;
        if to > visible {
            return Ok(None);
        }
        let mut tx = self.db.read().await.map_err(store_error)?;
        let contents = versions::public_contents(&mut tx, as_i64(span.first()), as_i64(to), as_i64(visible))
            .await
            .map_err(store_error)?;
        encode_contents(&contents).map(|bytes| Some(bytes.into()))
    }

    async fn content(&self, digest: &str) -> Result<Option<Bytes>, mingjing_store::Error> {
        let (visible, _) = self.visible().await?;
        let mut tx = self.db.read().await?;
        if let Some(content) = versions::content_by_digest(&mut tx, digest, as_i64(visible)).await? {
            return Ok(Some(content.into()));
        }
        if attachments::is_public(&mut tx, digest, as_i64(visible)).await? {
            return blobs::attachment(self.blobs.as_ref(), digest).await;
        }
        Ok(None)
    }

    async fn read(&self, path: LogPath) -> Result<Option<Bytes>, Error> {
        match path {
            LogPath::Checkpoint => Ok(self.visible().await.map_err(store_error)?.1.map(Bytes::from)),
            LogPath::Vkey => Ok(Some(format!("{}\n", self.vkey).into())),
            LogPath::Content(digest) => self.content(&digest.to_hex()).await.map_err(store_error),
            LogPath::Bundle(span) => self.bundle(span).await,
            LogPath::Tile { .. } | LogPath::Entries(_) => {
                // The sequencer writes tiles before it signs: until then they are nobody's business.
                let (visible, _) = self.visible().await.map_err(store_error)?;
                if !path.is_within(visible) {
                    return Ok(None);
                }
                Tiles::new(Arc::clone(&self.blobs)).read(path).await
            }
        }
    }
}

#[async_trait]
impl LogSource for InstanceSource {
    async fn get(&self, path: &str) -> Result<Option<Bytes>, Error> {
        let Ok(path) = path.parse::<LogPath>() else { return Ok(None) };
        // A task of its own: who reads ahead holds many answers at once and asks for them in turn, and one that is not
        // asked for must not keep a connection from the others.
        let source = self.clone();
        tokio::spawn(async move { source.read(path).await }).await.map_err(|e| Error::Backend(Box::new(e)))?
    }
}
