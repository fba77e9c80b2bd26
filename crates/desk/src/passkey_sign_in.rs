//! Signing in by a passkey alone: the device knows whose it is, and verifies who uses it.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use mingjing_actions::{passkeys, record_refusal};
use mingjing_design::page::Page;
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::sign_in::{complete, origin, sign_in_page};
use crate::visitor::address;

/// Name under which a session holds what a passkey alone was asked.
const ASKED: &str = "passkey-asked";
/// A question is good for this many seconds: browsers offer passkeys as long as the page is open.
const GOOD_SECONDS: i64 = 600;

/// A question that was asked.
#[derive(Serialize, Deserialize)]
struct Asked {
    state: String,
    /// Unix seconds.
    at: i64,
}

/// Asks the browser for a passkey. The answer to this question signs in, once, and only in this browser.
pub(crate) async fn question(
    State(desk): State<Desk>,
    session: Session,
    parts: Parts,
) -> Result<Response, Failure> {
    if !desk.throttle.allows_address(&address(&parts)) {
        return Err(Failure::TooOften);
    }
    let ceremony = passkeys::begin_sign_in(&desk.house, &origin(&desk, &parts))?;
    session.insert(ASKED, Asked { state: ceremony.state, at: desk.house.now().timestamp() }).await?;
    let json = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, json)], ceremony.options).into_response())
}

/// Signs in who answers by a passkey. Why somebody does not get in is not told.
pub(crate) async fn enter(
    State(desk): State<Desk>,
    session: Session,
    parts: Parts,
    body: Bytes,
) -> Result<Response, Failure> {
    let (house, from) = (&desk.house, address(&parts));
    let again = |status, error: &str| {
        Ok(Page::with_status(status, sign_in_page(&desk, &parts, "", Some(error))).into_response())
    };
    const TOO_OFTEN: &str = "尝试次数过多，请一分钟后再试";
    if !desk.throttle.allows_address(&from) {
        return again(StatusCode::TOO_MANY_REQUESTS, TOO_OFTEN);
    }
    let form = Form::read_unchecked(&body);
    let (answer, origin) = (form.text("credential"), origin(&desk, &parts));
    // A question is answered once.
    let asked: Option<Asked> = session.remove(ASKED).await?;
    let asked = asked.filter(|asked| house.now().timestamp() - asked.at <= GOOD_SECONDS);
    let claimed = passkeys::claimed_by(house, &origin, answer).await?;
    if claimed.as_ref().is_some_and(|officer| !desk.throttle.allows_passkey(&officer.id)) {
        return again(StatusCode::TOO_MANY_REQUESTS, TOO_OFTEN);
    }
    let username = claimed.as_ref().map(|officer| officer.username.clone()).unwrap_or_default();
    if let (Some(mut officer), Some(asked)) = (claimed, asked)
        && passkeys::check_sign_in(house, &officer.id, &origin, (&asked.state, answer)).await?
    {
        officer.address = Some(from);
        return complete(&desk, &session, &parts, &officer, "passkey-alone").await;
    }
    record_refusal(house, &username, Some(&from), "passkey-alone").await?;
    again(StatusCode::UNPROCESSABLE_ENTITY, "通行密钥没有通过验证，请重试，或用用户名和密码登录")
}
