//! Answers made before: bytes with a strong ETag, and 304 for who has them.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::problem::Problem;

/// `Content-Type` of JSON.
pub(crate) const JSON: &str = "application/json";

/// A body with its type and ETag; cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    kind: &'static str,
    bytes: Bytes,
    etag: HeaderValue,
}

impl Answer {
    /// A body of this media type.
    pub(crate) fn new(kind: &'static str, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let etag = format!("\"{}\"", hex::encode(&Sha256::digest(&bytes)[..16]));
        let etag = HeaderValue::from_str(&etag).unwrap_or_else(|_| HeaderValue::from_static("\"\""));
        Self { kind, bytes, etag }
    }

    /// A value as JSON.
    ///
    /// # Errors
    /// When it cannot be written, which is a defect.
    pub(crate) fn json(value: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self::new(JSON, serde_json::to_vec(value).map_err(|e| Problem::internal(&e))?))
    }

    /// Length in bytes.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The response to a request with these headers. Programs keep it, but ask each time whether it still holds.
    pub(crate) fn to(&self, request: &HeaderMap) -> Response {
        let mut response = if has(request, &self.etag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let mut response = Response::new(Body::from(self.bytes.clone()));
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(self.kind));
            response
        };
        let headers = response.headers_mut();
        headers.insert(ETAG, self.etag.clone());
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        response
    }
}

/// Whether `If-None-Match` names this tag; compared weakly, as RFC 9110 section 13.1.2 says.
fn has(request: &HeaderMap, etag: &HeaderValue) -> bool {
    request.get_all(IF_NONE_MATCH).iter().any(|value| {
        value.as_bytes().split(|b| *b == b',').any(|tag| {
            let tag = tag.trim_ascii();
            tag == b"*" || tag.strip_prefix(b"W/").unwrap_or(tag) == etag.as_bytes()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(IF_NONE_MATCH, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn who_has_it_gets_no_body() {
        let answer = Answer::new(JSON, "{}");
        let etag = answer.etag.to_str().unwrap().to_owned();
        assert_eq!(answer.to(&HeaderMap::new()).status(), StatusCode::OK);
        for value in [etag.clone(), format!("W/{etag}"), format!("\"a\", {etag}"), "*".to_owned()] {
            assert_eq!(answer.to(&asking(&value)).status(), StatusCode::NOT_MODIFIED, "{value}");
        }
        assert_eq!(answer.to(&asking("\"other\"")).status(), StatusCode::OK);
    }

    #[test]
    fn another_body_has_another_tag() {
        assert_ne!(Answer::new(JSON, "1").etag, Answer::new(JSON, "2").etag);
    }
}
