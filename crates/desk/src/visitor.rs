//! Who is at the desk.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, OptionalFromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use mingjing_actions::{Action, House, Officer, Owed};
use mingjing_design::display::Display;
use mingjing_design::frame::{DeskEntry, Frame, Section, Site};
use mingjing_design::origin::ClientAddress;
use tower_sessions::Session;

use crate::Desk;
use crate::failure::Failure;
use crate::session::{OFFICER, PENDING, SEEN, SINCE, TOKEN};

/// A session in use is prolonged when this many seconds have passed, not with every request.
const PROLONG_AFTER: i64 = 600;
/// Whoever gave the password has this many seconds for the second factor.
const SECOND_FACTOR_SECONDS: i64 = 300;

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
        let mut officer = mingjing_actions::officer(&desk.house, &id).await?.ok_or(Failure::SignIn)?;
        officer.address = Some(address(parts));
        let now = desk.house.now().timestamp();
        let seen: Option<i64> = session.get(SEEN).await?;
        if seen.is_none_or(|seen| now - seen > PROLONG_AFTER) {
            session.insert(SEEN, now).await?;
        }
        if let Some(owed) = officer.owes.filter(|owed| !settles(*owed, parts.uri.path())) {
            return Err(Failure::Owes(owed));
        }
        let frame = Frame { desk: menu(&desk.house, &officer), ..frame(desk, parts) };
        Ok(Self { officer, token, frame })
    }
}

/// What of the desk not everybody does, with what a person must be allowed to do or to look at.
const ENTRIES: [(Action, DeskEntry); 10] = [
    (Action::Draft, DeskEntry { href: "/desk/new", title: "起草" }),
    (Action::ReadWork, DeskEntry { href: "/desk/bulk", title: "批量导入" }),
    (Action::ReadRequests, DeskEntry { href: "/desk/requests", title: "公开申请" }),
    (Action::ReadAppeals, DeskEntry { href: "/desk/appeals", title: "群众诉求" }),
    (Action::ReadConsultations, DeskEntry { href: "/desk/consultations", title: "征求意见" }),
    (Action::Supervise, DeskEntry { href: "/desk/clusters", title: "集中诉求" }),
    (Action::AnswerSupervision, DeskEntry { href: "/desk/supervisions", title: "督办" }),
    (Action::ReadSelections, DeskEntry { href: "/desk/hearings", title: "听证报名" }),
    (Action::NotePublicOpinion, DeskEntry { href: "/desk/public-opinions", title: "政务舆情" }),
    (Action::Evaluate, DeskEntry { href: "/desk/samples", title: "抽查" }),
];

/// Those that this person may open: the pages behind them are of the person's own agency.
fn menu(house: &House, officer: &Officer) -> Vec<DeskEntry> {
    let may = |action| house.may(officer, action, &officer.agency);
    ENTRIES.into_iter().filter(|(action, _)| may(*action)).map(|(_, entry)| entry).collect()
}

impl OptionalFromRequestParts<Desk> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Option<Self>, Failure> {
        match <Self as FromRequestParts<Desk>>::from_request_parts(parts, desk).await {
            Err(Failure::SignIn | Failure::Owes(_)) => Ok(None),
            other => other.map(Some),
        }
    }
}

/// Whether what is owed can be done at this address; signing out always can.
fn settles(owed: Owed, path: &str) -> bool {
    let at: &[&str] = match owed {
        Owed::NewPassword => &["/desk/me/password"],
        Owed::SecondFactor => &["/desk/me", "/desk/me/totp", "/desk/me/passkeys"],
    };
    path == "/desk/sign-out" || at.contains(&path)
}

/// Somebody who gave the right password and still owes the second factor.
pub(crate) struct Pending {
    /// The person.
    pub(crate) officer: Officer,
    /// The token of the form.
    pub(crate) token: String,
    /// Around the page.
    pub(crate) frame: Frame,
}

impl FromRequestParts<Desk> for Pending {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Failure> {
        let session = Session::from_request_parts(parts, desk).await.map_err(|_| Failure::SignIn)?;
        let id: Option<String> = session.get(PENDING).await?;
        let token: Option<String> = session.get(TOKEN).await?;
        let since: Option<i64> = session.get(SINCE).await?;
        let fresh = since.is_some_and(|at| desk.house.now().timestamp() - at <= SECOND_FACTOR_SECONDS);
        let (Some(id), Some(token), true) = (id, token, fresh) else { return Err(Failure::SignIn) };
        let mut officer = mingjing_actions::officer(&desk.house, &id).await?.ok_or(Failure::SignIn)?;
        officer.address = Some(address(parts));
        Ok(Self { officer, token, frame: frame(desk, parts) })
    }
}

/// Where a request came from, as far as the server trusts it.
pub(crate) fn address(parts: &Parts) -> String {
    let trusted = parts.extensions.get::<ClientAddress>().map(|a| a.0);
    let peer = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip().to_canonical());
    trusted.or_else(peer).map(|a| a.to_string()).unwrap_or_default()
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
        desk: Vec::new(),
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
        desk: Vec::new(),
    }
}
