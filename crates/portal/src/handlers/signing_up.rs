//! The form by which people sign up for a hearing or meeting, and what they do with its receipt code. It needs no script;
//! nothing here goes through caches, and no receipt code stands in an address.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use mingjing_actions::Error;
use mingjing_actions::selections::{self, LONGEST_REASON, NewSignUp, Person, PublicSelection, SignedUp};
use mingjing_design::components::{ErrorSummary, Link};
use mingjing_design::format;
use mingjing_design::frame::Section;
use mingjing_design::page::Page;

use super::forms::{Form, Wrong, is_to_be_tried_again, private, refused};
use super::hearings::{read, sides};
use super::requests::{later, new_once, or_unknown, too_often};
use crate::failure::Failure;
use crate::pages::{SignUpFormPage, SignUpReceiptPage, SignUpTrackPage, TypedSignUp};
use crate::portal::Portal;
use crate::visit::Visit;

const TOO_MANY: &str = "您所在的网络地址一分钟内提交太多，请一分钟后再按一次“提交报名”。填写的内容都在";
const UNKNOWN: &str =
    "系统暂时连不上，不能确定是否收到。填写的内容都在，请过几分钟再按一次“提交报名”，不会重复登记";

/// The empty form.
pub(super) async fn form(State(portal): State<Portal>, visit: Visit, Path(id): Path<String>) -> Response {
    match read(&portal, &id).await {
        Ok(found) => {
            let typed = (TypedSignUp::default(), new_once(&portal));
            written(&portal, &visit, &found, typed, (StatusCode::OK, Vec::new())).await
        }
        Err(failure) => portal.failure(&visit, failure).await,
    }
}

/// The form with what was typed and what is wrong with it.
async fn written(
    portal: &Portal,
    visit: &Visit,
    found: &PublicSelection,
    (typed, once): (TypedSignUp, String),
    (status, mut wrong): Wrong,
) -> Response {
    let line = &found.line;
    if !found.is_open && wrong.is_empty() {
        let words = match portal.house.now().date_naive() < line.opens_on {
            true => format!("报名从{}开始，现在还不能提交", format::date(line.opens_on)),
            false => "报名已经截止，不能再提交。填写的内容还在，可以复制下来联系主办单位".to_owned(),
        };
        wrong.push(("send".to_owned(), words));
    }
    let errors = wrong.iter().map(|(field, text)| Link::new(format!("#{field}"), text.as_str())).collect();
    let page = SignUpFormPage {
        frame: portal.frame(visit, Section::Home).await,
        summary: ErrorSummary { errors },
        id: line.row.id.clone(),
        title: line.row.title.clone(),
        until: format::date(line.closes_on),
        sides: sides(&found.lot.sides),
        wrong,
        typed,
        once,
        longest: LONGEST_REASON,
        sends_mail: portal.house.site.sends_mail,
    };
    private(Page::with_status(status, page))
}

/// Takes a sign-up. A failing form comes back with everything that was typed.
pub(super) async fn send(
    State(portal): State<Portal>,
    visit: Visit,
    Path(id): Path<String>,
    parts: Parts,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Ok(body) = body else {
        let words =
            format!("提交的内容太长，理由最多 {LONGEST_REASON} 字。请用浏览器的“返回”回到表单，缩短后再提交");
        return portal.failure(&visit, Failure::BadRequest(words)).await;
    };
    let found = match read(&portal, &id).await {
        Ok(found) => found,
        Err(failure) => return portal.failure(&visit, failure).await,
    };
    let sent = Form::read(&body);
    let once = sent.text("once");
    let typed = TypedSignUp {
        side: sent.text("side"),
        name: sent.text("name"),
        phone: sent.text("phone"),
        mail: sent.text("mail"),
        reason: sent.text("reason"),
        publish_name: !sent.text("publish_name").is_empty(),
    };
    let wrong = if portal.forms.allows(&parts) {
        match selections::sign_up(&portal.house, &id, new(&typed), &once).await {
            Ok(receipt) => {
                let page = SignUpReceiptPage {
                    frame: portal.frame(&visit, Section::Home).await,
                    notice: Link::new(format!("/hearings/{id}"), receipt.title),
                    code: receipt.code,
                    entry: receipt.entry,
                    again: receipt.again,
                };
                return private(Page::with_status(StatusCode::CREATED, page));
            }
            Err(error) => match refused(error, UNKNOWN) {
                Ok(wrong) => wrong,
                Err(failure) => return portal.failure(&visit, failure).await,
            },
        }
    } else {
        (StatusCode::TOO_MANY_REQUESTS, vec![("send".to_owned(), TOO_MANY.to_owned())])
    };
    let status = wrong.0;
    let response = written(&portal, &visit, &found, (typed, once), wrong).await;
    if is_to_be_tried_again(status) { later(response) } else { response }
}

fn new(typed: &TypedSignUp) -> NewSignUp {
    let TypedSignUp { side, name, phone, mail, reason, publish_name } = typed.clone();
    NewSignUp { side, person: Person { name, phone, mail, reason, publish_name } }
}

/// The page of a sign-up, where the code is of one.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn tracked(portal: &Portal, visit: &Visit, code: &str) -> Result<Option<Response>, Error> {
    let Some(found) = selections::track(&portal.house, code).await? else { return Ok(None) };
    Ok(Some(shown(portal, visit, (code, found), (StatusCode::OK, None)).await))
}

async fn shown(
    portal: &Portal,
    visit: &Visit,
    (code, found): (&str, SignedUp),
    (status, told): (StatusCode, Option<String>),
) -> Response {
    let page = SignUpTrackPage {
        frame: portal.frame(visit, Section::Home).await,
        summary: ErrorSummary { errors: told.map(|words| Link::new("#main", words)).into_iter().collect() },
        code: code.to_owned(),
        result: result(&found),
        notice: Link::new(format!("/hearings/{}", found.id), found.title),
        agency: found.agency,
        on: format::date(found.on),
        held_on: format::date(found.held_on),
        entry: found.entry,
        side: found.side,
        name: found.person.map(|who| who.name).unwrap_or_default(),
        state: found.state,
        left_out: found.left_out,
        may_take_back: found.may_take_back,
    };
    private(Page::with_status(status, page))
}

fn result(found: &SignedUp) -> &'static str {
    match found.takes_part {
        _ if found.withdrawn => "您已退出，这份报名不参加抽签",
        _ if found.left_out.is_some() => "这份报名没有被接受",
        Some(true) => "您被选为参加人",
        Some(false) => "这次没有抽中",
        None => "报名已经收到，结果还没有公布",
    }
}

/// Takes a sign-up back.
pub(super) async fn take_back(
    State(portal): State<Portal>,
    visit: Visit,
    parts: Parts,
    body: Bytes,
) -> Response {
    if let Some(busy) = too_often(&portal, &visit, &parts).await {
        return busy;
    }
    let code = Form::read(&body).text("code");
    let told = match selections::take_back(&portal.house, &code).await {
        Ok(true) => None,
        Ok(false) => return or_unknown(&portal, &visit, Ok(None)).await,
        Err(e @ (Error::Refused(_) | Error::Conflict)) => Some(e.to_string()),
        Err(e) => return portal.failure(&visit, e.into()).await,
    };
    let status = if told.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    match selections::track(&portal.house, &code).await {
        Ok(Some(found)) => shown(&portal, &visit, (&code, found), (status, told)).await,
        other => or_unknown(&portal, &visit, other.map(|_| None)).await,
    }
}
