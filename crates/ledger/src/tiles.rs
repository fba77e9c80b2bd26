//! Tiles and entry bundles in an object store, under the keys `log/tile/…`, and the last checkpoint
//! beside them, so that the store can be served as a log.

use crate::error::Error;
use crate::path::LogPath;
use crate::source::{LogSource, fetch};
use async_trait::async_trait;
use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt as _};
use std::sync::Arc;

/// The tree as it lies in the object store.
///
/// Everything in it can be made again from the entries in the database; it is not trusted. A store
/// should wait for the disk before it answers (`LocalFileSystem::with_fsync(true)`): otherwise a loss
/// of power can damage tiles that are already signed for, which [`crate::Sequencer::rebuild`] mends.
#[derive(Clone)]
pub struct Tiles {
    store: Arc<dyn ObjectStore>,
}

impl Tiles {
    /// The tree in `store`.
    pub fn new(store: Arc<dyn ObjectStore>) -> Self {
        Self { store }
    }

    /// A tile or entry bundle; a partial one is cut from the full one if it is no longer kept.
    /// The checkpoint here is a copy that may be late: the current one is the database's.
    /// `None` for everything else.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn read(&self, path: LogPath) -> Result<Option<Bytes>, Error> {
        fetch(self, path).await
    }

    pub(crate) async fn write(&self, path: LogPath, bytes: Vec<u8>) -> Result<(), Error> {
        let put = self.store.put(&key(path), bytes.into()).await;
        put.map(|_| ()).map_err(|error| failed(path, error))
    }

    /// Deletes what is left of the partial forms of a tile or bundle that is full by now.
    ///
    /// Failing is harmless (the files are merely of no more use), so it is only noted.
    pub(crate) async fn forget_partials(&self, filled: LogPath) {
        let folder = Key::from(format!("log/{filled}.p"));
        let found = self.store.list(Some(&folder)).map_ok(|meta| meta.location).boxed();
        let deleted: Result<Vec<_>, _> = self.store.delete_stream(found).try_collect().await;
        if let Err(error) = deleted {
            tracing::warn!(%folder, %error, "old partial tiles could not be deleted");
        }
    }
}

#[async_trait]
impl LogSource for Tiles {
    async fn get(&self, path: &str) -> Result<Option<Bytes>, Error> {
        let path: LogPath = path.parse()?;
        if !path.is_immutable() && path != LogPath::Checkpoint {
            return Ok(None);
        }
        match self.store.get(&key(path)).await {
            Ok(found) => found.bytes().await.map(Some).map_err(|error| failed(path, error)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(path, error)),
        }
    }
}

fn key(path: LogPath) -> Key {
    Key::from(format!("log/{path}"))
}

fn failed(path: LogPath, error: object_store::Error) -> Error {
    Error::Store { key: key(path).to_string(), cause: Box::new(error) }
}
