//! One's own account: password, second factors, where one is signed in, deputies.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use mingjing_actions::second_factor::{self, Enrolment};
use mingjing_actions::{Action, Error, Owed, Role, deputies, passkeys, single_sign_on};
use mingjing_actions::{in_hand, sign_ins};
use mingjing_design::components::{ErrorSummary, Link, QrCode};
use mingjing_design::origin::Reached;
use mingjing_design::page::Page;
use tower_sessions::Session;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{CodesPage, MePage, PasskeyPage, PasskeyView, PasswordPage, RoleChoice, TotpPage};
use crate::people::{deputy_views, session_views};
use crate::session::{PASSKEY, digest};
use crate::sign_in::begin_session;
use crate::steps::{Answer, refusal};
use crate::visitor::Visitor;
use crate::work::minute;

fn to_me() -> Response {
    Redirect::to("/desk/me").into_response()
}

/// The page, or the page with why something was refused; `at` is the id of the place on it.
async fn me_page(
    desk: &Desk,
    visitor: Visitor,
    session: &Session,
    refused: Option<(&str, String)>,
) -> Result<MePage, Failure> {
    let (house, officer) = (&desk.house, &visitor.officer);
    let may = |action| house.may_anywhere(officer, action);
    let keys = passkeys::of(house, &officer.id).await?.into_iter().map(|key| PasskeyView {
        id: key.id,
        name: key.name,
        made_at: minute(&key.made_at),
        used_at: key.used_at.as_deref().map(minute),
    });
    let here = session.id().map(|id| digest(&id)).unwrap_or_default();
    let sessions = sign_ins::list(house, officer, &officer.id).await?;
    let lent = deputies::list(house, officer, &officer.id).await?;
    let lendable = officer.roles.iter().filter(|r| !house.rules.permissions.is_alone(**r));
    Ok(MePage {
        sent: Form::default(),
        name: officer.name.clone(),
        username: officer.username.clone(),
        agency: house.register().agency_name(&officer.agency).to_owned(),
        roles: officer.roles.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        owes_second_factor: officer.owes == Some(Owed::SecondFactor),
        factors: second_factor::factors(house, &officer.id).await?,
        passkeys: keys.collect(),
        single_sign_on: desk.single_sign_on.as_ref().map(|s| s.name.clone()),
        tied: single_sign_on::is_tied(house, &officer.id).await?,
        sessions: session_views(sessions, &here),
        lendable: lendable.map(|role| RoleChoice::new(*role, false)).collect(),
        deputies: deputy_views(lent, &officer.id),
        may_read_people: may(Action::ReadPeople),
        may_read_audit: may(Action::ReadAudit),
        may_read_work: may(Action::ReadWork),
        may_read_others: may(Action::ReadOthers),
        may_manage_register: may(Action::ManageRegister),
        own_agency: Some(officer.agency.clone()).filter(|own| house.may(officer, Action::ManageAgency, own)),
        may_read_tokens: may(Action::ReadTokens),
        may_manage_messages: may(Action::ManageMessages),
        may_withdraw: may(Action::Withdraw),
        may_answer: may(Action::AnswerReports),
        may_report: may(Action::ReadRequests),
        may_read_training: house.may(officer, Action::ReadTraining, &officer.agency),
        may_list_cases: !in_hand::kinds(house, officer).is_empty(),
        may_read_published: may(Action::ReadPublished),
        summary: ErrorSummary {
            errors: refused.map(|(at, text)| Link::new(format!("#{at}"), text)).into_iter().collect(),
        },
        token: visitor.token,
        frame: visitor.frame,
    })
}

/// The account.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor, session: Session) -> Answer {
    Ok(Page::ok(me_page(&desk, visitor, &session, None).await?).into_response())
}

/// Goes on, or shows the account again with why the step was refused.
async fn finish(
    desk: &Desk,
    visitor: Visitor,
    session: &Session,
    at: &str,
    done: Result<(), Error>,
) -> Answer {
    match done {
        Ok(()) => Ok(to_me()),
        Err(e) => {
            let page = me_page(desk, visitor, session, Some((at, refusal(e)?))).await?;
            Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn password_page(visitor: Visitor, error: Option<String>) -> PasswordPage {
    PasswordPage {
        owed: visitor.officer.owes == Some(Owed::NewPassword),
        username: visitor.officer.username,
        summary: ErrorSummary { errors: error.map(|e| Link::new("#new", e)).into_iter().collect() },
        token: visitor.token,
        frame: visitor.frame,
    }
}

/// The form for a new password.
pub(crate) async fn password(visitor: Visitor) -> Answer {
    Ok(Page::ok(password_page(visitor, None)).into_response())
}

/// Changes the password: all sessions end, and this browser begins a new one.
pub(crate) async fn change_password(
    State(desk): State<Desk>,
    visitor: Visitor,
    session: Session,
    parts: Parts,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let (old, new) = (form.text("old"), form.text("new"));
    let done = if new == form.text("again") {
        second_factor::change_password(&desk.house, &visitor.officer, (old, new)).await
    } else {
        Err(Error::Refused("两次输入的新密码不一样，请重新输入".into()))
    };
    match done {
        Ok(()) => {
            begin_session(&desk, &session, &parts, &visitor.officer.id).await?;
            Ok(to_me())
        }
        Err(e) => {
            let page = password_page(visitor, Some(refusal(e)?));
            Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn totp_page(visitor: Visitor, enrolment: Enrolment, error: Option<String>) -> TotpPage {
    TotpPage {
        qr: QrCode::titled(&enrolment.url, "二维码：用验证器应用扫一扫"),
        secret: enrolment.secret,
        sealed: enrolment.sealed,
        summary: ErrorSummary { errors: error.map(|e| Link::new("#code", e)).into_iter().collect() },
        token: visitor.token,
        frame: visitor.frame,
    }
}

/// A new secret for an authenticator app.
pub(crate) async fn totp(State(desk): State<Desk>, visitor: Visitor) -> Answer {
    let enrolment = second_factor::begin_totp(&desk.house, &visitor.officer)?;
    Ok(Page::ok(totp_page(visitor, enrolment, None)).into_response())
}

/// Takes the secret into use with its first code, and shows the recovery codes once.
pub(crate) async fn confirm_totp(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let sealed = form.text("sealed");
    match second_factor::confirm_totp(&desk.house, &visitor.officer, sealed, form.text("code")).await {
        Ok(codes) => Ok(codes_page(visitor, codes)),
        Err(e @ Error::Refused(_)) => {
            let enrolment = second_factor::enrolment(&desk.house, &visitor.officer, sealed.to_owned())?;
            let page = totp_page(visitor, enrolment, Some(e.to_string()));
            Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        // Not sealed here, or for somebody else: whatever was sent, it did not come from our page.
        Err(Error::Corrupt(_)) => Err(Failure::Request("表单不完整，请重新打开启用验证器的页面".into())),
        Err(e) => Err(e.into()),
    }
}

fn codes_page(visitor: Visitor, codes: Vec<String>) -> Response {
    Page::ok(CodesPage { codes, frame: visitor.frame }).into_response()
}

/// Takes one-time codes away.
pub(crate) async fn remove_totp(
    State(desk): State<Desk>,
    visitor: Visitor,
    session: Session,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let done = second_factor::remove_totp(&desk.house, &visitor.officer, form.text("password")).await;
    finish(&desk, visitor, &session, "totp", done).await
}

/// New recovery codes, shown once.
pub(crate) async fn recovery_codes(
    State(desk): State<Desk>,
    visitor: Visitor,
    session: Session,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    match second_factor::renew_recovery_codes(&desk.house, &visitor.officer, form.text("password")).await {
        Ok(codes) => Ok(codes_page(visitor, codes)),
        Err(e) => finish(&desk, visitor, &session, "recovery", Err(e)).await,
    }
}

/// Asks the browser for a new passkey.
pub(crate) async fn passkey(
    State(desk): State<Desk>,
    visitor: Visitor,
    session: Session,
    reached: Reached,
) -> Answer {
    let origin = reached.origin(&desk.house.site.base_url, desk.house.site.https);
    match passkeys::begin_registration(&desk.house, &visitor.officer, &origin).await {
        Ok(ceremony) => {
            session.insert(PASSKEY, &ceremony.state).await?;
            let (token, frame) = (visitor.token, visitor.frame);
            Ok(Page::ok(PasskeyPage { options: ceremony.options, token, frame }).into_response())
        }
        Err(e) => finish(&desk, visitor, &session, "passkeys", Err(e)).await,
    }
}

/// Registers the passkey that the browser made.
pub(crate) async fn add_passkey(
    State(desk): State<Desk>,
    visitor: Visitor,
    session: Session,
    reached: Reached,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let origin = reached.origin(&desk.house.site.base_url, desk.house.site.https);
    let state: Option<String> = session.remove(PASSKEY).await?;
    let answer = (form.text("name"), form.text("credential"));
    let done = match state {
        Some(state) => {
            passkeys::finish_registration(&desk.house, &visitor.officer, (&origin, &state), answer).await
        }
        None => Err(Error::Refused("登记已过时，请重新开始".into())),
    };
    finish(&desk, visitor, &session, "passkeys", done).await
}

/// Takes a passkey away.
pub(crate) async fn remove_passkey(
    State(desk): State<Desk>,
    visitor: Visitor,
    session: Session,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let (id, password) = (form.text("id"), form.text("password"));
    let done = passkeys::remove(&desk.house, &visitor.officer, id, password).await;
    finish(&desk, visitor, &session, "passkeys", done).await
}

/// Takes identities of single sign-on away.
pub(crate) async fn untie(
    State(desk): State<Desk>,
    visitor: Visitor,
    session: Session,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let done = single_sign_on::untie(&desk.house, &visitor.officer, form.text("password")).await;
    finish(&desk, visitor, &session, "single-sign-on", done).await
}

/// Ends one of one's own sessions, or all of them.
pub(crate) async fn end_session(
    State(desk): State<Desk>,
    visitor: Visitor,
    session: Session,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let one = Some(form.text("session")).filter(|s| !s.is_empty());
    let own = visitor.officer.id.clone();
    let here = session.id().map(|id| digest(&id));
    let ended_here = one.is_none() || one == here.as_deref();
    let done = sign_ins::end(&desk.house, &visitor.officer, &own, one).await;
    if done.is_ok() && ended_here {
        session.flush().await?;
        return Ok(Redirect::to("/desk/sign-in").into_response());
    }
    finish(&desk, visitor, &session, "sessions", done).await
}

/// What a form says of a deputy.
pub(crate) fn deputing<'a>(form: &'a Form, officer: &'a str) -> Result<deputies::Deputing<'a>, Error> {
    let day = |name: &str, zh: &str| {
        NaiveDate::parse_from_str(form.text(name), "%Y-%m-%d")
            .map_err(|_| Error::Refused(format!("{zh}应写作 2026-11-24 这样的日期")))
    };
    let role: Role = form.text("role").parse()?;
    let (starts_on, ends_on) = (day("starts_on", "开始日期")?, day("ends_on", "结束日期")?);
    Ok(deputies::Deputing { officer, deputy: form.text("deputy"), role, starts_on, ends_on })
}

/// Names a deputy for one of one's own roles.
pub(crate) async fn name_deputy(
    State(desk): State<Desk>,
    visitor: Visitor,
    session: Session,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let own = visitor.officer.id.clone();
    let done = match deputing(&form, &own) {
        Ok(new) => deputies::name(&desk.house, &visitor.officer, &new).await,
        Err(e) => Err(e),
    };
    match done {
        Ok(()) => Ok(to_me()),
        Err(e) => {
            let page = me_page(&desk, visitor, &session, Some(("deputy", refusal(e)?))).await?;
            let page = MePage { sent: form, ..page };
            Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Ends a deputyship of one's own.
pub(crate) async fn end_deputy(
    State(desk): State<Desk>,
    visitor: Visitor,
    session: Session,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let done = deputies::end(&desk.house, &visitor.officer, form.text("id")).await;
    finish(&desk, visitor, &session, "deputies", done).await
}
