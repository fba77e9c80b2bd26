//! The stylesheet, the script and the icon, under names that hold their digest, so that they may be cached for ever.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

/// The stylesheet as it is served.
pub const CSS: &str = include_str!("../assets/mingjing.css");
/// The script as it is served; every page works without it.
pub const JS: &str = include_str!("../assets/mingjing.js");
/// Asks the browser for passkeys; only the pages that use them load it.
const PASSKEY_JS: &str = include_str!("../assets/passkey.js");
/// The script of the editor at the desk.
const EDITOR_JS: &str = include_str!("../assets/editor.js");
/// The script of the text field of the editor.
const WRITING_JS: &str = include_str!("../assets/writing.js");
/// Sends attachments piece by piece.
const UPLOADING_JS: &str = include_str!("../assets/uploading.js");
/// The keys of the desk.
const DESK_JS: &str = include_str!("../assets/desk.js");
const ICON: &str = include_str!("../assets/icon.svg");

struct Asset {
    name: &'static str,
    kind: &'static str,
    text: &'static str,
    hash: String,
    path: String,
}

static ASSETS: LazyLock<[Asset; 8]> = LazyLock::new(|| {
    [
        asset("mingjing.css", "text/css; charset=utf-8", CSS),
        asset("mingjing.js", "text/javascript; charset=utf-8", JS),
        asset("editor.js", "text/javascript; charset=utf-8", EDITOR_JS),
        asset("writing.js", "text/javascript; charset=utf-8", WRITING_JS),
        asset("desk.js", "text/javascript; charset=utf-8", DESK_JS),
        asset("icon.svg", "image/svg+xml", ICON),
        asset("passkey.js", "text/javascript; charset=utf-8", PASSKEY_JS),
        asset("uploading.js", "text/javascript; charset=utf-8", UPLOADING_JS),
    ]
});

fn asset(name: &'static str, kind: &'static str, text: &'static str) -> Asset {
    let hash = hex::encode(&Sha256::digest(text.as_bytes())[..8]);
    let path = format!("/assets/{hash}/{name}");
    Asset { name, kind, text, hash, path }
}

/// Address of the stylesheet.
pub fn css_path() -> &'static str {
    &ASSETS[0].path
}

/// Address of the script.
pub fn js_path() -> &'static str {
    &ASSETS[1].path
}

/// Address of the script of the editor.
pub fn editor_js_path() -> &'static str {
    &ASSETS[2].path
}

/// Address of the script of its text field.
pub fn writing_js_path() -> &'static str {
    &ASSETS[3].path
}

/// Address of the keys of the desk.
pub fn desk_js_path() -> &'static str {
    &ASSETS[4].path
}

/// Address of the icon.
pub fn icon_path() -> &'static str {
    &ASSETS[5].path
}

/// Address of the script for passkeys.
pub fn passkey_path() -> &'static str {
    &ASSETS[6].path
}

/// Address of the script that sends attachments.
pub fn uploading_js_path() -> &'static str {
    &ASSETS[7].path
}

/// The route `/assets/{hash}/{name}`.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{hash}/{name}", get(serve))
}

async fn serve(Path((hash, name)): Path<(String, String)>) -> Response {
    match ASSETS.iter().find(|asset| asset.name == name && asset.hash == hash) {
        Some(asset) => {
            let headers = [
                (CONTENT_TYPE, HeaderValue::from_static(asset.kind)),
                (CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
            ];
            (headers, asset.text).into_response()
        }
        None => (StatusCode::NOT_FOUND, "没有这个文件").into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stylesheet_is_small_and_whole() {
        assert!(CSS.len() < 40 * 1024, "{} bytes", CSS.len());
        assert_eq!(CSS.matches('{').count(), CSS.matches('}').count());
        assert!(!CSS.contains("@import") && !CSS.contains("http:") && !CSS.contains("https:"));
    }

    #[test]
    fn names_hold_the_digest() {
        assert!(css_path().starts_with("/assets/") && css_path().ends_with("/mingjing.css"));
        assert_ne!(css_path().split('/').nth(2), js_path().split('/').nth(2));
    }
}
