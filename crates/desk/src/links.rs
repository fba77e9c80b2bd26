//! One-time links: choosing a password.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::{Error, links};
use mingjing_design::components::{ErrorSummary, Link};
use mingjing_design::page::Page;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::LinkPage;
use crate::steps::{Answer, refusal};
use crate::visitor::{address, frame};

async fn link_page(
    desk: &Desk,
    parts: &Parts,
    link: &str,
    error: Option<String>,
) -> Result<LinkPage, Failure> {
    let owner = links::owner(&desk.house, link).await?.ok_or(Error::NotFound(
        "这个链接：它已经用过、已被新链接替代或已过期。请联系本单位管理员重新发一个",
    ))?;
    Ok(LinkPage {
        link: link.to_owned(),
        username: owner.username,
        name: owner.name,
        agency: owner.agency,
        summary: ErrorSummary { errors: error.map(|e| Link::new("#new", e)).into_iter().collect() },
        frame: frame(desk, parts),
    })
}

fn must_not_guess(desk: &Desk, parts: &Parts) -> Result<(), Failure> {
    if desk.throttle.allows_address(&address(parts)) {
        return Ok(());
    }
    Err(Failure::TooOften)
}

/// The form.
pub(crate) async fn page(State(desk): State<Desk>, Path(link): Path<String>, parts: Parts) -> Answer {
    must_not_guess(&desk, &parts)?;
    Ok(Page::ok(link_page(&desk, &parts, &link, None).await?).into_response())
}

/// Chooses the password. Whoever has the link needs no token of a form: nobody else can send it.
pub(crate) async fn choose(
    State(desk): State<Desk>,
    Path(link): Path<String>,
    parts: Parts,
    body: Bytes,
) -> Result<Response, Failure> {
    must_not_guess(&desk, &parts)?;
    let form = Form::read_unchecked(&body);
    let new = form.text("new");
    let done = if new == form.text("again") {
        links::use_link(&desk.house, &link, new, Some(&address(&parts))).await
    } else {
        Err(Error::Refused("两次输入的密码不一样，请重新输入".into()))
    };
    match done {
        Ok(_) => Ok(Redirect::to("/desk/sign-in").into_response()),
        Err(e) => {
            let page = link_page(&desk, &parts, &link, Some(refusal(e)?)).await?;
            Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
