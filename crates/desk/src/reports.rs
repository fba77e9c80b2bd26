//! `/desk/reports`: what readers say is wrong on the agency's pages, and the answers.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Redirect;
use mingjing_actions::reports::{answer_report, report_contact, reports_to};
use mingjing_actions::{Action, Error};
use mingjing_design::components::{ErrorSummary, Link};
use mingjing_design::page::Page;
use mingjing_store::reports::ReportRow;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{ReportView, ReportsPage};
use crate::steps::{Answer, refusal};
use crate::visitor::Visitor;
use crate::work::minute;

/// Lines on one page.
const PAGE: usize = 50;

/// What happened to one of the reports on the page.
#[derive(Default)]
struct Happened {
    /// Which report.
    id: String,
    /// What was sent.
    sent: Form,
    /// Why it was refused.
    refused: Option<String>,
    /// How its reader can be reached.
    contact: Option<String>,
}

async fn reports_page(
    desk: &Desk,
    visitor: Visitor,
    asked: &Form,
    happened: Happened,
) -> Result<ReportsPage, Failure> {
    let (house, by) = (&desk.house, &visitor.officer);
    let answered = asked.text("view") == "answered";
    let from = asked.text("after");
    let mut rows = reports_to(house, by, (!answered, from), PAGE as u64 + 1).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let view = if answered { "answered" } else { "waiting" };
    let next = rows.last().filter(|_| more).map(|row| format!("/desk/reports?view={view}&after={}", row.id));
    let refused = happened.refused.as_ref().map(|why| Link::new(format!("#r-{}", happened.id), why.clone()));
    Ok(ReportsPage {
        rows: rows.into_iter().map(|row| line(row, &happened)).collect(),
        answered,
        next,
        first: from.is_empty(),
        may_draft: house.may(by, Action::Draft, &by.agency),
        summary: ErrorSummary { errors: refused.into_iter().collect() },
        token: visitor.token,
        frame: visitor.frame,
    })
}

fn line(row: ReportRow, happened: &Happened) -> ReportView {
    let mine = happened.id == row.id;
    let typed = |name: &str| if mine { happened.sent.text(name).to_owned() } else { String::new() };
    ReportView {
        contact: happened.contact.clone().filter(|_| mine),
        has_contact: row.contact.is_some(),
        typed_answer: typed("answer"),
        typed_outcome: typed("outcome"),
        later: (row.revision + 1..=row.newest).filter(|_| row.status == "published").collect(),
        withdrawn: row.status == "withdrawn",
        sent: minute(&row.sent_at),
        disclosure: row.disclosure_id,
        revision: row.revision,
        said: row.said,
        title: row.title,
        index_no: row.index_no.unwrap_or_default(),
        answer: row.answer,
        corrected_in: row.corrected_in,
        answered: row.answered_at.as_deref().map(minute).unwrap_or_default(),
        who: row.answered_by_name.unwrap_or_default(),
        id: row.id,
    }
}

/// What waits, or what was answered.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let asked = Form::read_unchecked(&query.unwrap_or_default().into());
    Ok(Page::ok(reports_page(&desk, visitor, &asked, Happened::default()).await?).into_response())
}

async fn again(desk: &Desk, visitor: Visitor, (id, sent): (String, Form), e: Error) -> Answer {
    let happened = Happened { id, sent, refused: Some(refusal(e)?), contact: None };
    let page = reports_page(desk, visitor, &Form::default(), happened).await?;
    Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Shows how a reader can be reached; the trail says who looked.
pub(crate) async fn contact(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let contact = report_contact(&desk.house, &visitor.officer, &id).await?;
    let happened = Happened { id, contact: Some(contact), ..Happened::default() };
    Ok(Page::ok(reports_page(&desk, visitor, &form, happened).await?).into_response())
}

/// Answers one: corrected in a later revision, or not, and why.
pub(crate) async fn answer(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let corrected_in = match form.text("outcome") {
        "none" => Ok(None),
        revision => revision
            .parse()
            .map(Some)
            .map_err(|_| Error::Refused("请选择怎样处理：在哪一版改正了，或者核实后没有改动".into())),
    };
    let done = match corrected_in {
        Ok(corrected_in) => {
            answer_report(&desk.house, &visitor.officer, &id, (corrected_in, form.text("answer"))).await
        }
        Err(e) => Err(e),
    };
    match done {
        Ok(()) => Ok(Redirect::to("/desk/reports").into_response()),
        Err(e) => again(&desk, visitor, (id, form), e).await,
    }
}
