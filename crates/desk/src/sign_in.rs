//! Signing in and out.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use mingjing_design::page::Page;
use tower_sessions::Session;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::SignInPage;
use crate::session::{OFFICER, TOKEN};
use crate::visitor::{Visitor, frame};

/// Attempts a minute for one user name from one address, right or wrong.
const ATTEMPTS: u32 = 10;
/// Longest user name, in characters, that is told apart; the form takes no longer one.
const LONGEST_NAME: usize = 100;
/// From this many remembered names on, those whose minute is over are forgotten.
const MANY: usize = 10_000;

/// Slows down guessing.
#[derive(Clone)]
pub(crate) struct Throttle(Arc<DefaultKeyedRateLimiter<String>>);

impl Throttle {
    pub(crate) fn new() -> Self {
        let quota = Quota::per_minute(NonZeroU32::new(ATTEMPTS).unwrap_or(NonZeroU32::MIN));
        Self(Arc::new(RateLimiter::keyed(quota)))
    }

    fn allows(&self, username: &str, parts: &Parts) -> bool {
        if self.0.len() > MANY {
            self.0.retain_recent();
        }
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip().to_string());
        let name: String = username.to_lowercase().chars().take(LONGEST_NAME).collect();
        self.0.check_key(&format!("{name} {}", address.unwrap_or_default())).is_ok()
    }
}

/// The form.
pub(crate) async fn page(State(desk): State<Desk>, parts: Parts) -> Response {
    Page::ok(SignInPage { frame: frame(&desk, &parts), username: String::new(), error: None }).into_response()
}

/// Signs in. What is wrong, name or password, is not told.
pub(crate) async fn enter(
    State(desk): State<Desk>,
    session: Session,
    parts: Parts,
    body: Bytes,
) -> Result<Response, Failure> {
    let form = Form::read_unchecked(&body);
    let username = form.text("username").trim().to_owned();
    let again = |status, error: &str| {
        let page =
            SignInPage { frame: frame(&desk, &parts), username: username.clone(), error: Some(error.into()) };
        Ok(Page::with_status(status, page).into_response())
    };
    if !desk.throttle.allows(&username, &parts) {
        return again(StatusCode::TOO_MANY_REQUESTS, "尝试次数过多,请一分钟后再试");
    }
    let Some(officer) = mingjing_actions::sign_in(&desk.house, &username, form.text("password")).await?
    else {
        return again(StatusCode::UNPROCESSABLE_ENTITY, "用户名或密码不对,请重新输入");
    };
    // A new identity, so that one planted before signing in is worth nothing.
    session.cycle_id().await?;
    session.insert(OFFICER, &officer.id).await?;
    session.insert(TOKEN, hex::encode(desk.house.random_bytes::<16>())).await?;
    Ok(Redirect::to("/desk").into_response())
}

/// Signs out.
pub(crate) async fn leave(visitor: Visitor, session: Session, body: Bytes) -> Result<Redirect, Failure> {
    Form::read(&visitor, &body)?;
    session.flush().await?;
    Ok(Redirect::to("/desk/sign-in"))
}
