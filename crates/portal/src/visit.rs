//! What a request says: address, display, and what the browser has already.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::HeaderValue;
use axum::http::header::{COOKIE, IF_NONE_MATCH};
use axum::http::request::Parts;
use mingjing_design::display::Display;
use mingjing_design::format::query_value;
use mingjing_design::origin::Reached;

/// A request for a page.
#[derive(Debug, Clone, Default)]
pub struct Visit {
    /// Path and query.
    pub path: String,
    /// How the reader wants pages shown.
    pub display: Display,
    /// By which address the reader came.
    pub reached: Reached,
    params: Vec<(String, String)>,
    if_none_match: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let reached = Reached::from_request_parts(parts, state).await?;
        let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self {
            path: parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            display: header(COOKIE).map(Display::from_cookies).unwrap_or_default(),
            reached,
            params: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            if_none_match: header(IF_NONE_MATCH).map(str::to_owned),
        })
    }
}

impl Visit {
    /// The first value of a parameter; empty if there is none.
    pub fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// The value of a parameter that is not empty.
    pub fn given(&self, name: &str) -> Option<String> {
        Some(self.param(name)).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    /// Number of the page asked for, from 1 to `last`.
    pub fn page(&self, last: u64) -> u64 {
        self.param("page").parse().unwrap_or(1).clamp(1, last)
    }

    /// Whether the browser has the version with this tag.
    pub fn has(&self, etag: &HeaderValue) -> bool {
        let (Some(known), Ok(etag)) = (&self.if_none_match, etag.to_str()) else { return false };
        known.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|tag| tag == etag || tag == "*")
    }

    /// The visit with other names for some parameters.
    pub fn renamed(&self, name: impl Fn(&str) -> Option<String>) -> Self {
        let renamed =
            |(key, value): &(String, String)| (name(key).unwrap_or_else(|| key.clone()), value.clone());
        Self { params: self.params.iter().map(renamed).collect(), ..self.clone() }
    }

    /// The parameters as an address to be changed; `page` is left out, since other filters have other pages.
    pub fn address(&self, path: &str) -> Address {
        let params = self.params.iter().filter(|(key, value)| key != "page" && !value.trim().is_empty());
        Address { path: path.to_owned(), params: params.cloned().collect() }
    }
}

/// An address of a list with its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    path: String,
    params: Vec<(String, String)>,
}

impl Address {
    /// The address with one parameter set, or taken away by an empty value.
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut changed = self.clone();
        changed.params.retain(|(key, _)| key != name);
        if !value.is_empty() {
            changed.params.push((name.to_owned(), value.to_owned()));
        }
        changed
    }

    /// All parameters but these, for the hidden inputs of a form.
    pub fn others(&self, names: &[&str]) -> Vec<(String, String)> {
        self.params.iter().filter(|(key, _)| !names.contains(&key.as_str())).cloned().collect()
    }

    /// The address up to and with `page=`.
    pub fn before_page(&self) -> String {
        let mut text = self.to_string();
        text.push(if self.params.is_empty() { '?' } else { '&' });
        text.push_str("page=");
        text
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.path)?;
        for (at, (key, value)) in self.params.iter().enumerate() {
            let mark = if at == 0 { '?' } else { '&' };
            write!(formatter, "{mark}{}={}", query_value(key), query_value(value))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    async fn visit(uri: &str, headers: &[(&str, &str)]) -> Visit {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        Visit::from_request_parts(&mut parts, &()).await.unwrap()
    }

    #[tokio::test]
    async fn the_address_holds_the_state_of_a_list() {
        let visit =
            visit("/search?q=%E8%B4%A2%E6%94%BF&year=2026&page=7", &[("cookie", "display=large")]).await;
        assert_eq!((visit.param("q"), visit.page(3), visit.display.large), ("财政", 3, true));
        let address = visit.address("/search");
        assert_eq!(address.to_string(), "/search?q=%E8%B4%A2%E6%94%BF&year=2026");
        assert_eq!(address.with("year", "").before_page(), "/search?q=%E8%B4%A2%E6%94%BF&page=");
        assert_eq!(address.with("year", "2025").others(&["q"]), [("year".to_owned(), "2025".to_owned())]);
    }

    #[tokio::test]
    async fn a_browser_says_what_it_has() {
        let visit = visit("/", &[("if-none-match", "\"a\", W/\"b\"")]).await;
        assert!(
            visit.has(&HeaderValue::from_static("\"b\"")) && !visit.has(&HeaderValue::from_static("\"c\""))
        );
    }
}
