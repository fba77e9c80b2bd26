//! Signing in and out: password, and where the person has one a second factor.

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use mingjing_actions::{Officer, passkeys, record_refusal, record_sign_in, second_factor};
use mingjing_design::origin::Reached;
use mingjing_design::page::Page;
use tower_sessions::Session;

use crate::Desk;
use crate::failure::Failure;
use crate::form::{Form, same};
use crate::pages::{SecondFactorPage, SignInPage};
use crate::session::{ADDRESS, AGENT, OFFICER, PASSKEY, PENDING, SEEN, SINCE, TOKEN};
use crate::visitor::{Pending, Visitor, address, frame};
use crate::wanted;

/// Attempts a minute for one user name from one address, right or wrong.
const OF_BOTH: u32 = 10;
/// Attempts a minute for one user name from anywhere: guessing from many addresses.
const OF_A_NAME: u32 = 30;
/// Attempts a minute from one address for any name: guessing many names. An office may share an address.
const OF_AN_ADDRESS: u32 = 120;
/// Attempts a minute at the second factor of one person.
const OF_A_CODE: u32 = 5;
/// Longest user name, in characters, that is told apart; the form takes no longer one.
const LONGEST_NAME: usize = 100;
/// From this many remembered names on, those whose minute is over are forgotten.
const MANY: usize = 10_000;
/// Longest name of a browser that is kept.
const LONGEST_AGENT: usize = 200;

type Limiter = DefaultKeyedRateLimiter<String>;

/// Slows down guessing. Names count whether or not they exist, so that nothing is told by it.
#[derive(Clone)]
pub(crate) struct Throttle {
    both: Arc<Limiter>,
    name: Arc<Limiter>,
    address: Arc<Limiter>,
    code: Arc<Limiter>,
}

impl Throttle {
    pub(crate) fn new() -> Self {
        let limiter = |n| {
            Arc::new(RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN))))
        };
        Self {
            both: limiter(OF_BOTH),
            name: limiter(OF_A_NAME),
            address: limiter(OF_AN_ADDRESS),
            code: limiter(OF_A_CODE),
        }
    }

    fn allows(&self, username: &str, address: &str) -> bool {
        let name: String = username.to_lowercase().chars().take(LONGEST_NAME).collect();
        // All are asked, so that each attempt counts everywhere.
        let each = [
            take(&self.both, &format!("{name} {address}")),
            take(&self.name, &name),
            self.allows_address(address),
        ];
        each.iter().all(|allowed| *allowed)
    }

    /// Whether one more attempt from this address is taken.
    pub(crate) fn allows_address(&self, address: &str) -> bool {
        take(&self.address, address)
    }

    /// Whether one more attempt by a passkey of this person is taken. A signature is not guessed as six digits are, so as
    /// many are taken as for a name.
    pub(crate) fn allows_passkey(&self, officer: &str) -> bool {
        take(&self.name, officer)
    }

    /// Whether one more attempt at what this person has, other than the password, is taken.
    pub(crate) fn allows_code(&self, officer: &str) -> bool {
        take(&self.code, officer)
    }
}

fn take(limiter: &Limiter, key: &str) -> bool {
    if limiter.len() > MANY {
        limiter.retain_recent();
    }
    limiter.check_key(&key.to_owned()).is_ok()
}

/// The address by which the browser reached the desk, without a slash at the end.
pub(crate) fn origin(desk: &Desk, parts: &Parts) -> String {
    Reached::of(parts).origin(&desk.house.site.base_url, desk.house.site.https)
}

/// The form for signing in.
pub(crate) fn sign_in_page(desk: &Desk, parts: &Parts, username: &str, error: Option<&str>) -> SignInPage {
    SignInPage {
        passkeys: passkeys::work_at(&desk.house, &origin(desk, parts)),
        frame: frame(desk, parts),
        username: username.to_owned(),
        error: error.map(str::to_owned),
        single_sign_on: desk.single_sign_on.as_ref().map(|s| s.name.clone()),
    }
}

/// The form.
pub(crate) async fn page(State(desk): State<Desk>, parts: Parts) -> Response {
    Page::ok(sign_in_page(&desk, &parts, "", None)).into_response()
}

/// Signs in, or asks for the second factor. What is wrong, name or password, is not told.
pub(crate) async fn enter(
    State(desk): State<Desk>,
    session: Session,
    parts: Parts,
    body: Bytes,
) -> Result<Response, Failure> {
    let form = Form::read_unchecked(&body);
    let username = form.text("username").trim().to_owned();
    let from = address(&parts);
    let again = |status, error: &str| {
        Ok(Page::with_status(status, sign_in_page(&desk, &parts, &username, Some(error))).into_response())
    };
    if !desk.throttle.allows(&username, &from) {
        return again(StatusCode::TOO_MANY_REQUESTS, "尝试次数过多，请一分钟后再试");
    }
    let Some(mut officer) = mingjing_actions::sign_in(&desk.house, &username, form.text("password")).await?
    else {
        record_refusal(&desk.house, &username, Some(&from), "password").await?;
        return again(StatusCode::UNPROCESSABLE_ENTITY, "用户名或密码不对，请重新输入");
    };
    officer.address = Some(from);
    if !second_factor::factors(&desk.house, &officer.id).await?.any() {
        return complete(&desk, &session, &parts, &officer, "password").await;
    }
    session.clear().await;
    session.cycle_id().await?;
    session.insert(PENDING, &officer.id).await?;
    session.insert(SINCE, desk.house.now().timestamp()).await?;
    session.insert(TOKEN, hex::encode(desk.house.random_bytes::<16>())).await?;
    Ok(Redirect::to("/desk/sign-in/second").into_response())
}

/// Begins the session of somebody who has proved everything, and goes where that person wanted.
pub(crate) async fn complete(
    desk: &Desk,
    session: &Session,
    parts: &Parts,
    officer: &Officer,
    with: &str,
) -> Result<Response, Failure> {
    begin_session(desk, session, parts, &officer.id).await?;
    record_sign_in(&desk.house, officer, true, with).await?;
    let (to, forget) = wanted::after_sign_in(&parts.headers, desk.house.site.https);
    let mut response = Redirect::to(&to).into_response();
    if let Some(forget) = forget {
        response.headers_mut().append(header::SET_COOKIE, forget);
    }
    Ok(response)
}

/// A session with a new identity, so that one planted before signing in is worth nothing.
pub(crate) async fn begin_session(
    desk: &Desk,
    session: &Session,
    parts: &Parts,
    officer: &str,
) -> Result<(), Failure> {
    let agent = parts.headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let agent: String = agent.chars().take(LONGEST_AGENT).collect();
    session.clear().await;
    session.cycle_id().await?;
    session.insert(OFFICER, officer).await?;
    session.insert(TOKEN, hex::encode(desk.house.random_bytes::<16>())).await?;
    session.insert(SINCE, desk.house.now_text()).await?;
    session.insert(SEEN, desk.house.now().timestamp()).await?;
    session.insert(ADDRESS, address(parts)).await?;
    session.insert(AGENT, agent).await?;
    Ok(())
}

/// The page that asks for the second factor, with a fresh question for passkeys.
async fn second_page(
    desk: &Desk,
    session: &Session,
    pending: Pending,
    reached: &Reached,
    error: Option<&str>,
) -> Result<SecondFactorPage, Failure> {
    let factors = second_factor::factors(&desk.house, &pending.officer.id).await?;
    let origin = reached.origin(&desk.house.site.base_url, desk.house.site.https);
    let ceremony = passkeys::begin_check(&desk.house, &pending.officer.id, &origin).await?;
    if let Some(ceremony) = &ceremony {
        session.insert(PASSKEY, &ceremony.state).await?;
    }
    Ok(SecondFactorPage {
        passkey: ceremony.map(|c| c.options),
        has_passkeys: factors.passkeys > 0,
        totp: factors.totp,
        recovery: factors.recovery_codes > 0,
        error: error.map(str::to_owned),
        token: pending.token,
        frame: pending.frame,
    })
}

/// Asks for the second factor.
pub(crate) async fn second(
    State(desk): State<Desk>,
    session: Session,
    reached: Reached,
    pending: Pending,
) -> Result<Response, Failure> {
    Ok(Page::ok(second_page(&desk, &session, pending, &reached, None).await?).into_response())
}

/// Takes a one-time code, a recovery code, or a passkey's answer.
pub(crate) async fn second_enter(
    State(desk): State<Desk>,
    session: Session,
    reached: Reached,
    pending: Pending,
    parts: Parts,
    body: Bytes,
) -> Result<Response, Failure> {
    let form = Form::read_unchecked(&body);
    if !same(form.text("token"), &pending.token) {
        return Err(Failure::Token);
    }
    let house = &desk.house;
    if !desk.throttle.allows_code(&pending.officer.id) {
        let page =
            second_page(&desk, &session, pending, &reached, Some("尝试次数过多，请一分钟后再试")).await?;
        return Ok(Page::with_status(StatusCode::TOO_MANY_REQUESTS, page).into_response());
    }
    // A question is answered once.
    let state: Option<String> = session.remove(PASSKEY).await?;
    let answer = form.text("credential");
    let proved = if answer.is_empty() {
        second_factor::check_code(house, &pending.officer.id, form.text("code")).await?
    } else {
        let origin = reached.origin(&house.site.base_url, house.site.https);
        let state = state.unwrap_or_default();
        let fits = !state.is_empty()
            && passkeys::check(house, &pending.officer.id, &origin, (&state, answer)).await?;
        fits.then_some("passkey")
    };
    let Some(with) = proved else {
        let from = pending.officer.address.clone();
        record_refusal(house, &pending.officer.username, from.as_deref(), "second-factor").await?;
        let page = second_page(&desk, &session, pending, &reached, Some("没有通过验证，请重试")).await?;
        return Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    complete(&desk, &session, &parts, &pending.officer, with).await
}

/// Signs out.
pub(crate) async fn leave(
    State(desk): State<Desk>,
    visitor: Visitor,
    session: Session,
    body: Bytes,
) -> Result<Redirect, Failure> {
    Form::read(&visitor, &body)?;
    session.flush().await?;
    record_sign_in(&desk.house, &visitor.officer, false, "").await?;
    Ok(Redirect::to("/desk/sign-in"))
}
