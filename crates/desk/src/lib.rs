#![doc = include_str!("../README.md")]

mod failure;
mod form;
mod pages;
mod session;
mod sign_in;
mod steps;
mod visitor;
mod work;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use mingjing_actions::House;
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration;
use tower_sessions::{Expiry, SessionManagerLayer};

use session::StoredSessions;
use sign_in::Throttle;

/// Longest form, in bytes: a long document, typed.
const MAX_FORM: usize = 4 << 20;
/// Longest upload, in bytes; the file itself may be a little shorter.
const MAX_UPLOAD: usize = 56 << 20;
/// A session ends after this long without a request.
const SESSION_HOURS: i64 = 12;

/// How the desk is run.
#[derive(Debug, Clone, Copy)]
pub struct DeskSettings {
    /// Whether cookies go over HTTPS only.
    pub https: bool,
}

/// What every handler has.
#[derive(Clone)]
pub(crate) struct Desk {
    house: Arc<House>,
    throttle: Throttle,
    site: Arc<mingjing_design::frame::Site>,
}

/// The desk on a house.
pub fn router(house: Arc<House>, settings: DeskSettings) -> Router {
    let sessions = SessionManagerLayer::new(StoredSessions::new(Arc::clone(&house)))
        .with_name("mingjing_desk")
        .with_path("/desk")
        .with_http_only(true)
        .with_secure(settings.https)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(Duration::hours(SESSION_HOURS)));
    let site = mingjing_design::frame::Site {
        name: house.site.name.clone(),
        operator: String::new(),
        origin: house.site.base_url.clone(),
        demo: house.site.demo,
    };
    let desk = Desk { house, throttle: Throttle::new(), site: Arc::new(site) };
    Router::new()
        .route("/desk", get(work::mine))
        .route("/desk/sign-in", get(sign_in::page).post(sign_in::enter))
        .route("/desk/sign-out", post(sign_in::leave))
        .route("/desk/new", get(work::choose).post(work::begin))
        .route("/desk/published", get(work::published))
        .route("/desk/d/{id}", get(work::one))
        .route("/desk/d/{id}/save", post(steps::save))
        .route("/desk/d/{id}/submit", post(steps::submit))
        .route("/desk/d/{id}/screen", post(steps::screen))
        .route("/desk/d/{id}/return", post(steps::send_back))
        .route("/desk/d/{id}/approve", post(steps::approve))
        .route("/desk/d/{id}/discard", post(steps::discard))
        .route("/desk/d/{id}/amend", post(steps::amend))
        .route("/desk/d/{id}/withdraw", post(steps::withdraw))
        .route("/desk/d/{id}/erase", post(steps::erase))
        .layer(DefaultBodyLimit::max(MAX_FORM))
        .route("/desk/d/{id}/attach", post(steps::attach).layer(DefaultBodyLimit::max(MAX_UPLOAD)))
        .layer(sessions)
        .layer(middleware::from_fn(guard))
        .with_state(desk)
}

/// Refuses forms that other sites send, and keeps every page of the desk out of caches.
async fn guard(request: Request, next: Next) -> Response {
    let foreign = request.headers().get("sec-fetch-site").is_some_and(|v| v == "cross-site");
    let mut response = if foreign && !request.method().is_safe() {
        (StatusCode::FORBIDDEN, "这个请求来自其他网站,已拒绝").into_response()
    } else {
        next.run(request).await
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
