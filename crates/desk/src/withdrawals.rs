//! Withdrawals that wait for a second person.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use mingjing_actions::{
    Action, Error, cancel_withdrawal, confirm_withdrawal, desk_reading, review_withdrawal,
    waiting_withdrawals,
};
use mingjing_design::components::{ErrorSummary, Link};
use mingjing_design::page::Page;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{WithdrawalView, WithdrawalsPage};
use crate::steps::{Answer, refusal};
use crate::visitor::Visitor;
use crate::work::minute;

async fn waiting_page(
    desk: &Desk,
    visitor: Visitor,
    refused: Option<(String, String)>,
) -> Result<WithdrawalsPage, Failure> {
    let (house, by) = (&desk.house, &visitor.officer);
    let mut waiting = Vec::new();
    for row in waiting_withdrawals(house, by).await? {
        let head = desk_reading::head(house, by, &row.disclosure_id).await?;
        waiting.push(WithdrawalView {
            title: head.title,
            ground: format!("{}:{}", row.article, row.reason),
            mine: row.proposed_by == by.id,
            who: row.proposed_by_name,
            at: minute(&row.proposed_at),
            urgent: row.urgent,
            id: row.disclosure_id,
        });
    }
    Ok(WithdrawalsPage {
        waiting,
        may_decide: house.may(by, Action::Withdraw, &by.agency),
        summary: ErrorSummary {
            errors: refused.map(|(id, text)| Link::new(format!("#w-{id}"), text)).into_iter().collect(),
        },
        token: visitor.token,
        frame: visitor.frame,
    })
}

/// What waits.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor) -> Answer {
    Ok(Page::ok(waiting_page(&desk, visitor, None).await?).into_response())
}

async fn finish(desk: &Desk, visitor: Visitor, id: String, done: Result<(), Error>) -> Answer {
    match done {
        Ok(()) => Ok(Redirect::to("/desk/withdrawals").into_response()),
        Err(e) => {
            let page = waiting_page(desk, visitor, Some((id, refusal(e)?))).await?;
            Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Confirms what somebody else proposed.
pub(crate) async fn confirm(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    Form::read(&visitor, &body)?;
    let done = confirm_withdrawal(&desk.house, &visitor.officer, &id).await;
    finish(&desk, visitor, id, done).await
}

/// Drops a proposal.
pub(crate) async fn cancel(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    Form::read(&visitor, &body)?;
    let done = cancel_withdrawal(&desk.house, &visitor.officer, &id).await;
    finish(&desk, visitor, id, done).await
}

/// Reviews an urgent withdrawal.
pub(crate) async fn review(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let done = review_withdrawal(&desk.house, &visitor.officer, &id, form.text("opinion")).await;
    finish(&desk, visitor, id, done).await
}
