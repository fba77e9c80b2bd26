//! Who is at the desk.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use mingjing_actions::Officer;
use mingjing_design::display::Display;
use mingjing_design::frame::{Frame, Section, Site};
use tower_sessions::Session;

use crate::Desk;
use crate::failure::Failure;
use crate::session::{OFFICER, SEEN, TOKEN};

/// A session in use is prolonged when this many seconds have passed, not with every request.
const PROLONG_AFTER: i64 = 600;

/// A person signed in.
pub(crate) struct Visitor {
    /// The person, read from the database for this request.
    pub(crate) officer: Officer,
    /// The token every form of this session carries.
    pub(crate) token: String,
    /// Around the page.
    pub(crate) frame: Frame,
}

impl FromRequestParts<Desk> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Failure> {
        let session = Session::from_request_parts(parts, desk).await.map_err(|_| Failure::SignIn)?;
        let id: Option<String> = session.get(OFFICER).await?;
        let token: Option<String> = session.get(TOKEN).await?;
        let (Some(id), Some(token)) = (id, token) else { return Err(Failure::SignIn) };
        let officer = mingjing_actions::officer(&desk.house, &id).await?.ok_or(Failure::SignIn)?;
        let now = desk.house.now().timestamp();
        let seen: Option<i64> = session.get(SEEN).await?;
        if seen.is_none_or(|seen| now - seen > PROLONG_AFTER) {
            session.insert(SEEN, now).await?;
        }
        Ok(Self { officer, token, frame: frame(desk, parts) })
    }
}

/// What stands around a page of the desk.
pub(crate) fn frame(desk: &Desk, parts: &Parts) -> Frame {
    let cookies = parts.headers.get(header::COOKIE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    Frame {
        site: Arc::clone(&desk.site),
        display: Display::from_cookies(cookies),
        path: parts.uri.path().to_owned(),
        section: Section::Home,
        query: String::new(),
        log: None,
    }
}

/// For pages on failures, which know nothing of the request.
pub(crate) fn frame_without_visitor() -> Frame {
    let site = Site { name: "工作台".into(), operator: String::new(), origin: String::new(), demo: false };
    Frame {
        site: Arc::new(site),
        display: Display::from_cookies(""),
        path: "/desk".into(),
        section: Section::Home,
        query: String::new(),
        log: None,
    }
}
