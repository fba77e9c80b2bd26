//! Attachments and tiles: immutable bytes in a folder or an S3-compatible store.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::{ObjectStore, ObjectStoreExt, RetryConfig, path::Path as Key};

use tokio::io::AsyncWriteExt;

use crate::Result;

/// Attempts after the first, and the time for all of them: people wait for the answer, and background work tries again
/// by itself.
const RETRIES: usize = 4;
const RETRY_TIME: Duration = Duration::from_secs(20);

/// An S3-compatible bucket.
#[derive(Debug, Clone)]
pub struct S3 {
    /// Bucket name.
    pub bucket: String,
    /// Endpoint, such as `https://s3.example.gov.cn`.
    pub endpoint: String,
    /// Region name; many private stores take any.
    pub region: String,
    /// Access key.
    pub access_key: String,
    /// Secret key.
    pub secret_key: String,
}

/// A folder as blob store; it is made if absent.
///
/// # Errors
/// When the folder cannot be made or used.
pub fn open_folder(dir: &Path) -> Result<Arc<dyn ObjectStore>> {
    std::fs::create_dir_all(dir)
        .map_err(|e| object_store::Error::Generic { store: "folder", source: Box::new(e) })?;
    Ok(Arc::new(LocalFileSystem::new_with_prefix(dir)?.with_fsync(true)))
}

/// An S3-compatible bucket as blob store.
///
/// # Errors
/// When the settings do not fit together.
pub fn open_s3(s3: &S3) -> Result<Arc<dyn ObjectStore>> {
    let store = AmazonS3Builder::new()
        .with_bucket_name(&s3.bucket)
        .with_endpoint(&s3.endpoint)
        .with_region(&s3.region)
        .with_access_key_id(&s3.access_key)
        .with_secret_access_key(&s3.secret_key)
        .with_allow_http(s3.endpoint.starts_with("http://"))
        .with_retry(RetryConfig { max_retries: RETRIES, retry_timeout: RETRY_TIME, ..RetryConfig::default() })
        .build()?;
    Ok(Arc::new(store))
}

fn attachment_key(sha256: &str) -> Key {
    Key::from(format!("attachments/{}/{sha256}", sha256.get(..2).unwrap_or("00")))
}

fn bulk_key(job: &str) -> Key {
    Key::from(format!("bulk/{job}"))
}

fn full_file_key(item: &str, name: &str) -> Key {
    Key::from(format!("full/{item}/{name}"))
}

/// Pieces of a stored file, as they come.
pub type Pieces = BoxStream<'static, Result<Bytes>>;

/// Stores a full file of an item from a local one, piece by piece; it is there whole or not at all.
///
/// # Errors
/// When the local file cannot be read, or the store refuses.
pub async fn put_full_file(blobs: &Arc<dyn ObjectStore>, item: &str, name: &str, file: &Path) -> Result<()> {
    let told = |e: std::io::Error| object_store::Error::Generic { store: "folder", source: Box::new(e) };
    let mut from = tokio::fs::File::open(file).await.map_err(told)?;
    let mut to = BufWriter::new(Arc::clone(blobs), full_file_key(item, name));
    tokio::io::copy(&mut from, &mut to).await.map_err(told)?;
    to.shutdown().await.map_err(told)?;
    Ok(())
}

/// A full file of an item, if it is there.
///
/// # Errors
/// When the store refuses.
pub async fn full_file(blobs: &dyn ObjectStore, item: &str, name: &str) -> Result<Option<Pieces>> {
    match blobs.get(&full_file_key(item, name)).await {
        Ok(found) => Ok(Some(found.into_stream().map_err(Into::into).boxed())),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

/// Erases a full file.
///
/// # Errors
/// When the store refuses.
pub async fn erase_full_file(blobs: &dyn ObjectStore, item: &str, name: &str) -> Result<()> {
    erase(blobs, &full_file_key(item, name)).await
}

async fn get(blobs: &dyn ObjectStore, key: &Key) -> Result<Option<Bytes>> {
    match blobs.get(key).await {
        Ok(found) => Ok(Some(found.bytes().await?)),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

async fn erase(blobs: &dyn ObjectStore, key: &Key) -> Result<()> {
    match blobs.delete(key).await {
        Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
        Err(e) => Err(e.into()),
    }
}

/// Stores an attachment's bytes under its digest.
///
/// # Errors
/// When the store refuses.
pub async fn put_attachment(blobs: &dyn ObjectStore, sha256: &str, bytes: Bytes) -> Result<()> {
    blobs.put(&attachment_key(sha256), bytes.into()).await?;
    Ok(())
}

/// An attachment's bytes, if they are there.
///
/// # Errors
/// When the store refuses.
pub async fn attachment(blobs: &dyn ObjectStore, sha256: &str) -> Result<Option<Bytes>> {
    get(blobs, &attachment_key(sha256)).await
}

/// Erases an attachment's bytes.
///
/// # Errors
/// When the store refuses.
pub async fn erase_attachment(blobs: &dyn ObjectStore, sha256: &str) -> Result<()> {
    erase(blobs, &attachment_key(sha256)).await
}

/// Stores the file of a bulk job.
///
/// # Errors
/// When the store refuses.
pub async fn put_bulk(blobs: &dyn ObjectStore, job: &str, bytes: Bytes) -> Result<()> {
    blobs.put(&bulk_key(job), bytes.into()).await?;
    Ok(())
}

/// The file of a bulk job, if it is there.
///
/// # Errors
/// When the store refuses.
pub async fn bulk(blobs: &dyn ObjectStore, job: &str) -> Result<Option<Bytes>> {
    get(blobs, &bulk_key(job)).await
}

/// Erases the file of a bulk job.
///
/// # Errors
/// When the store refuses.
pub async fn erase_bulk(blobs: &dyn ObjectStore, job: &str) -> Result<()> {
    erase(blobs, &bulk_key(job)).await
}
