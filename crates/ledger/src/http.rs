//! A log behind an address.

use crate::error::Error;
use crate::path::LogPath;
use crate::source::LogSource;
use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use reqwest::{Client, StatusCode, Url};
use std::time::Duration;

/// How often a request is tried before the source counts as unreachable.
const ATTEMPTS: u32 = 4;
/// Wait before the second attempt; doubled before each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Longest silence in the middle of an answer.
const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// Limit for a checkpoint or a key: room for many witnesses.
const MAX_TEXT_BYTES: usize = 1 << 20;
/// A full tile.
const MAX_TILE_BYTES: usize = 8192;
/// A full bundle of the longest entries.
const MAX_ENTRIES_BYTES: usize = 256 * (2 + 65_535);
/// A content bundle or an attachment; held in memory while it is checked.
const MAX_CONTENT_BYTES: usize = 256 << 20;

/// Reads a log over HTTP or HTTPS, with timeouts, size limits and retries.
pub struct HttpSource {
    client: Client,
    base: Url,
}

impl HttpSource {
    /// A source for the site or log at `address`: `https://example.gov.cn`, with or without `/log`.
    ///
    /// # Errors
    /// [`Error::Source`] if the address is no HTTP address or the client cannot be set up.
    pub fn new(address: &str) -> Result<Self, Error> {
        let refuse = |reason: String| Error::Source { place: address.to_owned(), reason };
        let wrong = || refuse("不是网址;应形如 https://example.gov.cn".to_owned());
        let mut base = Url::parse(address.trim()).map_err(|_| wrong())?;
        if !matches!(base.scheme(), "http" | "https") || !base.has_host() {
            return Err(wrong());
        }
        base.set_query(None);
        base.set_fragment(None);
        let folder = base.path().trim_end_matches('/').to_owned();
        let folder = if folder.ends_with("/log") { folder } else { format!("{folder}/log") };
        base.set_path(&format!("{folder}/"));
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Another thread may have been quicker; either way there is one now.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let builder = || {
            Client::builder()
                .connect_timeout(CONNECT_TIMEOUT)
                .read_timeout(READ_TIMEOUT)
                .user_agent("mingjing-ledger")
        };
        // A bare machine has no root certificates; plain HTTP works without them all the same.
        let client = builder().build().or_else(|error| match base.scheme() {
            "http" => builder().tls_certs_only([]).build(),
            _ => Err(error),
        });
        let client = client.map_err(|error| {
            let cause = innermost(&error);
            refuse(format!("无法使用 HTTPS({cause});请安装系统根证书(Debian:apt install ca-certificates)"))
        })?;
        Ok(Self { client, base })
    }

    async fn attempt(&self, url: &Url, limit: usize) -> Result<Option<Bytes>, Failure> {
        let sent = self.client.get(url.clone()).send().await;
        let mut answer = sent.map_err(|error| Failure::passing(describe(&error)))?;
        let status = answer.status();
        if matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE) {
            return Ok(None);
        }
        if !status.is_success() {
            let reason = format!("对方回答 {status}");
            let busy = status.is_server_error()
                || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
            return Err(if busy { Failure::passing(reason) } else { Failure::lasting(reason) });
        }
        let mut body = BytesMut::new();
        while let Some(part) = answer.chunk().await.map_err(|error| Failure::passing(describe(&error)))? {
            if body.len() + part.len() > limit {
                return Err(Failure::lasting(format!("超过 {limit} 字节的上限")));
            }
            body.extend_from_slice(&part);
        }
        Ok(Some(body.freeze()))
    }
}

impl HttpSource {
    /// A file of the site beside the log, such as `oversight/agencies.json`; `None` if there is none.
    ///
    /// # Errors
    /// As [`LogSource::get`].
    pub async fn site_file(&self, path: &str) -> Result<Option<Bytes>, Error> {
        self.fetch(&format!("../{path}"), MAX_CONTENT_BYTES).await
    }

    async fn fetch(&self, path: &str, limit: usize) -> Result<Option<Bytes>, Error> {
        let failed = |reason: String| Error::Source { place: format!("{}{path}", self.base), reason };
        let url = self.base.join(path).map_err(|error| failed(error.to_string()))?;
        let mut pause = FIRST_PAUSE;
        for attempt in 1.. {
            match self.attempt(&url, limit).await {
                Ok(body) => return Ok(body),
                Err(failure) if failure.passing && attempt < ATTEMPTS => {
                    tracing::debug!(%url, reason = failure.reason, "log request failed, trying again");
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
                Err(failure) => return Err(failed(failure.reason)),
            }
        }
        Ok(None)
    }
}

#[async_trait]
impl LogSource for HttpSource {
    async fn get(&self, path: &str) -> Result<Option<Bytes>, Error> {
        let path: LogPath = path.parse()?;
        self.fetch(&path.to_string(), limit(&path)).await
    }
}

/// Why one attempt failed, and whether another may succeed.
struct Failure {
    reason: String,
    passing: bool,
}

impl Failure {
    fn passing(reason: String) -> Self {
        Self { reason, passing: true }
    }

    fn lasting(reason: String) -> Self {
        Self { reason, passing: false }
    }
}

/// The greatest acceptable size of a resource in bytes.
fn limit(path: &LogPath) -> usize {
    match path {
        LogPath::Checkpoint | LogPath::Vkey => MAX_TEXT_BYTES,
        LogPath::Tile { .. } => MAX_TILE_BYTES,
        LogPath::Entries(_) => MAX_ENTRIES_BYTES,
        LogPath::Bundle(_) | LogPath::Content(_) => MAX_CONTENT_BYTES,
    }
}

fn describe(error: &reqwest::Error) -> String {
    let what = if error.is_timeout() {
        "对方没有及时回答"
    } else if error.is_connect() {
        "连接不上;请检查网址和网络"
    } else {
        "请求没有完成"
    };
    format!("{what}({})", innermost(error))
}

fn innermost(error: &reqwest::Error) -> &dyn std::error::Error {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause
}
