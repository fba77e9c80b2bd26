//! A rendered template as an HTTP response with the headers every page carries.

use askama::Template;
use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::format::query_value;

/// No inline script or style, nothing from other hosts, no framing.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; \
     connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const HEADERS: [(HeaderName, &str); 3] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "strict-origin-when-cross-origin"),
];

const FAILED: &str = "页面没有生成，请稍后再试。";

/// Adds the security headers of a page to `headers`.
pub fn secure(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Lets pages of this site show the page within themselves.
pub fn frame_in_own_pages(headers: &mut HeaderMap) {
    const FRAMED: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; \
         connect-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'";
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(FRAMED));
}

/// Lets the page show other pages of this site within itself.
pub fn show_own_pages(headers: &mut HeaderMap) {
    const SHOWING: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; \
         connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'";
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(SHOWING));
}

/// A file that browsers save and never run (RFC 6266 for its name).
pub fn download(kind: &str, name: &str, body: Body) -> Response {
    let disposition = format!("attachment; filename*=UTF-8''{}", query_value(name));
    let mut response = body.into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_str(kind).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(CONTENT_TYPE, kind);
    headers.insert(
        CONTENT_DISPOSITION,
        HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    secure(headers);
    response
}

/// A template with its status, ready to be answered as HTML.
#[derive(Debug)]
pub struct Page<T> {
    /// Status of the answer.
    pub status: StatusCode,
    /// The typed page.
    pub template: T,
}

impl<T> Page<T> {
    /// A page with status 200.
    pub fn ok(template: T) -> Self {
        Self { status: StatusCode::OK, template }
    }

    /// A page with another status.
    pub fn with_status(status: StatusCode, template: T) -> Self {
        Self { status, template }
    }
}

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        let (status, kind, text) = match self.template.render() {
            Ok(html) => (self.status, "text/html; charset=utf-8", html),
            Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8", FAILED.to_owned()),
        };
        let mut response = (status, [(CONTENT_TYPE, HeaderValue::from_static(kind))], text).into_response();
        secure(response.headers_mut());
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Template)]
    #[template(source = "<p>{{ text }}</p>", ext = "html")]
    struct Words {
        text: &'static str,
    }

    #[test]
    fn a_page_is_html_and_carries_the_policy() {
        let response = Page::with_status(StatusCode::NOT_FOUND, Words { text: "无" }).into_response();
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(response.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
        let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
    }
}
