//! Steps on what is public: amend, mend typing, withdraw, erase.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::{
    Error, propose_repair, propose_withdrawal, start_amendment, start_correction, start_follow_up,
    withdraw_urgently,
};
use mingjing_design::components::Link;
use mingjing_design::page::Page;
use mingjing_publication::Ground;

use crate::Desk;
use crate::form::Form;
use crate::pages::RefusedStep;
use crate::public_list::published_page;
use crate::steps::{Answer, refusal, to_draft};
use crate::visitor::Visitor;

fn to_published() -> Response {
    Redirect::to("/desk/published").into_response()
}

/// The list once more, with why the step was refused and what was typed for it.
async fn again(desk: &Desk, visitor: Visitor, refused: RefusedStep, e: Error) -> Answer {
    let at = format!("#{}-{}", refused.step, refused.id);
    let errors = vec![Link::new(at, refusal(e)?)];
    let page = published_page(desk, visitor, &Form::default(), Some(refused), errors).await?;
    Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Begins an amendment.
pub(crate) async fn amend(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    match start_amendment(&desk.house, &visitor.officer, &id, form.text("reason")).await {
        Ok(()) => Ok(to_draft(&id)),
        Err(e) => again(&desk, visitor, RefusedStep { id, step: "amend", form }, e).await,
    }
}

/// Begins a new version that only mends typing.
pub(crate) async fn correct(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    match start_correction(&desk.house, &visitor.officer, &id, form.text("reason")).await {
        Ok(()) => Ok(to_draft(&id)),
        Err(e) => again(&desk, visitor, RefusedStep { id, step: "correct", form }, e).await,
    }
}

/// Begins something that refers to a public disclosure: its interpretation, its result.
pub(crate) async fn follow_up(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let (item, field) = form.text("as").split_once('/').unwrap_or_default();
    match start_follow_up(&desk.house, &visitor.officer, &id, (item, field)).await {
        Ok(begun) => Ok(to_draft(&begun)),
        Err(e) => again(&desk, visitor, RefusedStep { id, step: "follow", form }, e).await,
    }
}

/// Proposes a withdrawal with its ground; where it cannot wait, withdraws at once.
pub(crate) async fn withdraw(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let done = match Ground::new(form.text("article"), form.text("reason")) {
        Ok(ground) if form.text("urgent") == "yes" => {
            withdraw_urgently(&desk.house, &visitor.officer, &id, ground).await
        }
        Ok(ground) => propose_withdrawal(&desk.house, &visitor.officer, &id, ground).await,
        Err(e) => Err(e.into()),
    };
    match done {
        Ok(()) => Ok(to_published()),
        Err(e) => again(&desk, visitor, RefusedStep { id, step: "withdraw", form }, e).await,
    }
}

/// Proposes that a record of credit is no longer shown, since what was wrong is mended.
pub(crate) async fn repair(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    match propose_repair(&desk.house, &visitor.officer, &id, form.text("reason")).await {
        Ok(()) => Ok(to_published()),
        Err(e) => again(&desk, visitor, RefusedStep { id, step: "repair", form }, e).await,
    }
}

/// Erases the content of what was withdrawn.
pub(crate) async fn erase(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    match mingjing_actions::erase(&desk.house, &visitor.officer, &id, form.text("reason")).await {
        Ok(()) => Ok(to_published()),
        Err(e) => again(&desk, visitor, RefusedStep { id, step: "erase", form }, e).await,
    }
}
