//! `/log/{path}`: the transparency log by the addresses of C2SP tlog-tiles.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use mingjing_ledger::{LogPath, LogSource};
use mingjing_publication::Content;

use crate::Api;
use crate::problem::Problem;

const BINARY: &str = "application/octet-stream";
const TEXT: &str = "text/plain; charset=utf-8";

/// Tiles and entry bundles never change once they exist, partial ones neither.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Contents may be erased, and must then be gone everywhere soon.
const A_MINUTE: &str = "public, max-age=60";
const AN_HOUR: &str = "public, max-age=3600";
const NEVER: &str = "no-cache";

/// 透明日志
///
/// C2SP tlog-tiles 的地址:`checkpoint`(签名的检查点)、`vkey`(核验公钥)、`tile/<L>/<N>`、`tile/entries/<N>`;另有
/// `bundle/<N>`(一批内容文件,JSON Lines)和 `content/<sha256>`(一个内容文件或附件)。
#[utoipa::path(
    get, path = "/log/{path}", tag = "透明日志", operation_id = "getLogFile",
    params(("path" = String, Path, description = "日志内的地址,例如 checkpoint、tile/0/000、bundle/000")),
    responses(
        (status = 200, description = "文件", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, description = "没有这个文件", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn file(State(api): State<Api>, Path(path): Path<String>) -> Result<Response, Problem> {
    let unknown = || Problem::not_found("日志中没有这个文件。地址的写法见 c2sp.org/tlog-tiles");
    let parsed: LogPath = path.parse().map_err(|_| unknown())?;
    let bytes = api.house.log_source().get(&path).await.map_err(Problem::failed)?;
    let bytes = bytes.ok_or_else(unknown)?;
    let is_content_file = matches!(parsed, LogPath::Content(_)) && Content::from_bytes(&bytes).is_ok();
    let (kind, caching) = manner(&parsed, is_content_file);
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if matches!(parsed, LogPath::Content(_)) && !is_content_file {
        // Somebody's file, which a browser must save and never run.
        headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    }
    Ok(response)
}

/// Media type and caching of what is at an address.
fn manner(path: &LogPath, is_content_file: bool) -> (&'static str, &'static str) {
    match path {
        LogPath::Checkpoint => (TEXT, NEVER),
        LogPath::Vkey => (TEXT, AN_HOUR),
        LogPath::Tile { .. } | LogPath::Entries(_) => (BINARY, FOR_EVER),
        LogPath::Bundle(_) => ("application/jsonl", A_MINUTE),
        LogPath::Content(_) if is_content_file => ("application/json", A_MINUTE),
        LogPath::Content(_) => (BINARY, A_MINUTE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str) -> (&'static str, &'static str) {
        manner(&path.parse().unwrap(), false)
    }

    #[test]
    fn only_what_never_changes_is_kept_for_ever() {
        assert_eq!(of("checkpoint"), (TEXT, NEVER));
        for path in ["tile/0/000", "tile/0/000.p/5", "tile/entries/000", "tile/entries/x001/234.p/7"] {
            assert_eq!(of(path), (BINARY, FOR_EVER), "{path}");
        }
        assert_eq!(of("bundle/000.p/5").1, A_MINUTE);
        assert_eq!(of(&format!("content/{}", "ab".repeat(32))), (BINARY, A_MINUTE));
    }
}
