//! The page that somebody wanted who had to sign in first, kept in a short-lived cookie: with password, second factor,
//! passkey and single sign-on alike, that is where signing in leads.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::Response;
use tower_sessions::cookie::time::Duration;
use tower_sessions::cookie::{Cookie, SameSite};

const NAME: &str = "mingjing_wanted";
/// Where signing in leads when nothing was wanted.
const DESK: &str = "/desk";
/// As long as signing in may take.
const MINUTES: i64 = 30;
/// Longest address, in characters, that is kept.
const LONGEST: usize = 1000;

/// The cookie for a request of a page; none for what is no page of the desk, or only a part of one.
pub(crate) fn of(request: &Request, https: bool) -> Option<HeaderValue> {
    let is_part = request.headers().get("sec-fetch-dest").is_some_and(|shown_as| shown_as != "document");
    let address = match *request.method() {
        Method::GET => request.uri().path_and_query()?.to_string(),
        // The page whose form was sent.
        Method::POST => draft_of_step(request.uri().path())?,
        _ => return None,
    };
    if is_part || !is_page(&address) {
        return None;
    }
    cookie(address, Duration::minutes(MINUTES), https)
}

/// The draft to which the address of a step belongs.
pub(crate) fn draft_of_step(path: &str) -> Option<String> {
    match path.split('/').collect::<Vec<_>>()[..] {
        ["", "desk", "d", id, _] => Some(format!("/desk/d/{id}")),
        _ => None,
    }
}

/// Whether an answer sends to the page for signing in.
pub(crate) fn asks_to_sign_in(response: &Response) -> bool {
    response.headers().get(header::LOCATION).is_some_and(|to| to == "/desk/sign-in")
}

/// Where signing in leads, and the cookie that forgets it.
pub(crate) fn after_sign_in(headers: &HeaderMap, https: bool) -> (String, Option<HeaderValue>) {
    let sent = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    let mut cookies = sent.flat_map(Cookie::split_parse).flatten();
    match cookies.find(|c| c.name() == NAME) {
        Some(found) if is_page(found.value()) => {
            (found.value().to_owned(), cookie(String::new(), Duration::ZERO, https))
        }
        _ => (DESK.to_owned(), None),
    }
}

/// Whether an address is a page of the desk, spelt without anything that a cookie cannot hold.
fn is_page(address: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/-_.~?=&%+".contains(c);
    // Files have an ending: they are fetched, and leave one on the page where one is.
    let is_file =
        address.split('?').next().is_some_and(|path| path.contains('.') || path.contains("/files/"));
    address.starts_with("/desk/")
        && !is_file
        && !address.starts_with("/desk/sign-")
        && address.len() <= LONGEST
        && address.chars().all(is_plain)
}

fn cookie(value: String, age: Duration, https: bool) -> Option<HeaderValue> {
    let cookie = Cookie::build((NAME, value)).path(DESK).http_only(true).same_site(SameSite::Lax);
    HeaderValue::try_from(cookie.secure(https).max_age(age).build().to_string()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_desk_are_wanted() {
        let to = |cookie: &str| {
            let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::try_from(cookie).unwrap())]);
            after_sign_in(&headers, false).0
        };
        assert_eq!(to("a=b; mingjing_wanted=/desk/d/01?pictures=2"), "/desk/d/01?pictures=2");
        for foreign in [
            "//evil.example",
            "https://evil.example",
            "/desk/sign-out",
            "/deskx",
            "/desk/audit.csv",
            "/desk/\\evil",
            "",
        ] {
            assert_eq!(to(&format!("mingjing_wanted={foreign}")), "/desk", "{foreign}");
        }
        assert_eq!(to("a=b"), "/desk");
    }
}
