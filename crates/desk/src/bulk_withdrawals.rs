//! Many withdrawals on one ground: choosing, the judged list, and its way through two persons.

use axum::body::Bytes;
use axum::extract::{Multipart, Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::bulk::{
    WithdrawalStage, bulk_withdrawal, bulk_withdrawals, cancel_bulk_withdrawal, confirm_bulk_withdrawal,
    named_in, propose_bulk_withdrawal, resume_bulk_withdrawal, stop_bulk_withdrawal, withdrawal_lines,
};
use mingjing_actions::{Action, Error};
use mingjing_design::components::{ErrorSummary, Link};
use mingjing_design::page::Page;
use mingjing_publication::Ground;
use mingjing_store::bulk_withdrawals::LineRow;

use crate::Desk;
use crate::failure::Failure;
use crate::form::{Form, Upload};
use crate::pages::{
    BulkWithdrawalPage, BulkWithdrawalsPage, WithdrawalLine, WithdrawalListLine, WithdrawalStep,
};
use crate::steps::{Answer, refusal};
use crate::visitor::Visitor;
use crate::work::minute;

/// Lines on one page.
const PAGE: i64 = 100;

/// The lists of the agency, and the form for a new one.
pub(crate) async fn list(State(desk): State<Desk>, visitor: Visitor) -> Answer {
    let page = list_page(&desk, visitor, Form::default(), None).await?;
    Ok(Page::ok(page).into_response())
}

async fn list_page(
    desk: &Desk,
    visitor: Visitor,
    sent: Form,
    refused: Option<Link>,
) -> Result<BulkWithdrawalsPage, Failure> {
    let (house, by) = (&desk.house, &visitor.officer);
    let lists = bulk_withdrawals(house, by).await?;
    let line = |list: mingjing_actions::bulk::BulkWithdrawal| WithdrawalListLine {
        ground: format!("{}：{}", list.row.article, list.row.reason),
        state: list.stage.zh(),
        ready: list.row.ready,
        who: list.row.proposed_by_name,
        updated_at: minute(&list.row.updated_at),
        id: list.row.id,
    };
    Ok(BulkWithdrawalsPage {
        lists: lists.into_iter().map(line).collect(),
        may_withdraw: house.may(by, Action::Withdraw, &by.agency),
        named: sent.all("named").map(str::to_owned).collect(),
        sent,
        summary: ErrorSummary { errors: refused.into_iter().collect() },
        token: visitor.token,
        frame: visitor.frame,
    })
}

fn to_list(id: &str) -> Response {
    Redirect::to(&format!("/desk/bulk-withdrawals/{id}")).into_response()
}

/// Judges what was ticked, or what a file names, and proposes it.
pub(crate) async fn begin(State(desk): State<Desk>, visitor: Visitor, parts: Multipart) -> Answer {
    let Upload { form, file } = Upload::read(&visitor, parts).await?;
    let mut named: Vec<String> = form.all("named").map(str::to_owned).collect();
    let (_, bytes) = file.unwrap_or_default();
    let done =
        match (Ground::new(form.text("article"), form.text("reason")), String::from_utf8(bytes.to_vec())) {
            (Err(e), _) => Err(e.into()),
            (_, Err(_)) => {
                Err(Error::Refused("文件不是文本：请用 UTF-8 的 CSV 或 TXT，一行一个索引号".into()))
            }
            (Ok(ground), Ok(text)) => {
                named.extend(named_in(&text));
                propose_bulk_withdrawal(&desk.house, &visitor.officer, &named, ground).await
            }
        };
    match done {
        Ok(id) => Ok(to_list(&id)),
        Err(e) => {
            let refused = Some(Link::new("#article", refusal(e)?));
            let page = list_page(&desk, visitor, form, refused).await?;
            Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// One list, with the step that is possible for this person.
pub(crate) async fn one(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let asked = Form::read_unchecked(&query.unwrap_or_default().into());
    let after = asked.text("after").parse().unwrap_or_default();
    Ok(Page::ok(one_page(&desk, visitor, (&id, after), None).await?).into_response())
}

async fn one_page(
    desk: &Desk,
    visitor: Visitor,
    (id, after): (&str, i64),
    refused: Option<Link>,
) -> Result<BulkWithdrawalPage, Failure> {
    let (house, by) = (&desk.house, &visitor.officer);
    let list = bulk_withdrawal(house, by, id).await?;
    let lines = withdrawal_lines(house, by, id, (after, PAGE)).await?;
    let full = i64::try_from(lines.len()).is_ok_and(|n| n == PAGE);
    let next =
        lines.last().filter(|_| full).map(|l| format!("/desk/bulk-withdrawals/{id}?after={}", l.position));
    let mine = list.row.proposed_by == by.id;
    let step = match list.stage {
        _ if !house.may(by, Action::Withdraw, &list.row.agency_code) => WithdrawalStep::Look,
        WithdrawalStage::Proposed if mine => WithdrawalStep::Cancel,
        WithdrawalStage::Proposed => WithdrawalStep::Confirm,
        WithdrawalStage::Confirmed(_) | WithdrawalStage::Running(_) => WithdrawalStep::Stop,
        WithdrawalStage::Stopped(_) => WithdrawalStep::Resume,
        WithdrawalStage::Done(_) => WithdrawalStep::Look,
    };
    Ok(BulkWithdrawalPage {
        article: list.row.article,
        reason: list.row.reason,
        state: list.stage.zh(),
        who: list.row.proposed_by_name,
        stopped: list.row.stopped_reason,
        ready: list.row.ready,
        refused: list.row.refused,
        done: list.done,
        begun: !matches!(list.stage, WithdrawalStage::Proposed),
        version: list.row.lock_version,
        lines: lines.into_iter().map(line).collect(),
        first: after == 0,
        next,
        step,
        id: id.to_owned(),
        summary: ErrorSummary { errors: refused.into_iter().collect() },
        token: visitor.token,
        frame: visitor.frame,
    })
}

fn line(row: LineRow) -> WithdrawalLine {
    WithdrawalLine {
        number: row.position,
        href: row.disclosure_id.map(|id| format!("/d/{id}")),
        named: row.named,
        title: row.title,
        problem: row.problem,
        done: row.done_at.as_deref().map(minute),
    }
}

/// A step: confirm, cancel, stop, resume.
pub(crate) async fn act(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let version = form.version()?;
    let (house, by) = (&desk.house, &visitor.officer);
    let done = match step.as_str() {
        "confirm" => confirm_bulk_withdrawal(house, by, &id, version).await,
        "stop" => stop_bulk_withdrawal(house, by, &id, version).await,
        "resume" => resume_bulk_withdrawal(house, by, &id, version).await,
        "cancel" => {
            let done = cancel_bulk_withdrawal(house, by, &id, version).await;
            if done.is_ok() {
                return Ok(Redirect::to("/desk/bulk-withdrawals").into_response());
            }
            done
        }
        _ => return Err(Failure::Action(Error::NotFound("这个操作"))),
    };
    let (status, words) = match done {
        Ok(()) => return Ok(to_list(&id)),
        Err(Error::Conflict) => {
            (StatusCode::CONFLICT, "您打开以后，情况有了变化。下面是最新的，请核对后再办理".to_owned())
        }
        Err(e) => (StatusCode::UNPROCESSABLE_ENTITY, refusal(e)?),
    };
    let page = one_page(&desk, visitor, (&id, 0), Some(Link::new("#step", words))).await?;
    Ok(Page::with_status(status, page).into_response())
}
