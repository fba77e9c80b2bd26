//! Readers report errors: `/d/{id}/report` and `/reports`. Nothing of who reads is kept; a flood is held back by address,
//! which is forgotten with the minute.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use mingjing_actions::reports::{Report, report_of, send_report};
use mingjing_actions::{Error, reading};
use mingjing_design::components::{Breadcrumb, ErrorSummary, Link};
use mingjing_design::format;
use mingjing_design::frame::Section;
use mingjing_design::page::Page;
use mingjing_store::reports::ReportRow;

use super::forms::{Form, Sender, private};
use crate::failure::Failure;
use crate::log_entries::moment;
use crate::pages::{ReportForm, ReportPage, ReportState, ReportStatePage};
use crate::portal::{Portal, too_many_requests};
use crate::visit::Visit;

/// Longest form, in bytes: a report of the longest kind, every character spelled out.
const MAX_FORM: usize = 16 << 10;

/// `/d/{id}/report` and `/reports`.
pub(super) fn routes() -> Router<Portal> {
    Router::new()
        .route("/d/{id}/report", get(page).post(send))
        .route("/reports", get(ask).post(show))
        .layer(DefaultBodyLimit::max(MAX_FORM))
}

async fn about(portal: &Portal, id: &str) -> Result<Link, Failure> {
    let found = reading::disclosure(&portal.house, id).await?.ok_or(Failure::NotFound)?;
    let title = found.content().map(|content| content.title.clone()).ok_or(Failure::NotFound)?;
    Ok(Link::new(format!("/d/{id}"), title))
}

async fn form_page(
    portal: &Portal,
    visit: &Visit,
    form: ReportForm,
    errors: Vec<Link>,
) -> Result<ReportPage, Failure> {
    let about = about(portal, &form.id).await?;
    Ok(ReportPage {
        frame: portal.frame(visit, Section::Home).await,
        breadcrumb: Breadcrumb {
            above: vec![Link::new("/", "首页"), about.clone()],
            here: "报告错误".into(),
        },
        about,
        summary: ErrorSummary { errors },
        form: Some(form),
        code: String::new(),
    })
}

/// The form by itself.
async fn page(State(portal): State<Portal>, Path(id): Path<String>, visit: Visit) -> Response {
    match form_page(&portal, &visit, ReportForm::new(&id), Vec::new()).await {
        Ok(page) => private(Page::ok(page)),
        Err(failure) => portal.failure(&visit, failure).await,
    }
}

/// Takes a report and shows its receipt code; or shows the form again with what was typed.
async fn send(
    State(portal): State<Portal>,
    sender: Sender,
    Path(id): Path<String>,
    visit: Visit,
    body: Bytes,
) -> Response {
    if let Some(seconds) = portal.reports.wait(sender.client) {
        return too_many_requests(&portal.house, &visit.path, seconds);
    }
    let sent = Form::read(&body);
    // A field that no person sees, filled in; a form that another site sends: programs.
    if sender.foreign || !sent.text("website").is_empty() {
        let failure =
            Failure::BadRequest("这份表单不是从本站的页面填写的。请打开要报告的页面，重新填写。".into());
        return portal.failure(&visit, failure).await;
    }
    let form = ReportForm { id, said: sent.text("said"), contact: sent.text("contact") };
    let report = Report { disclosure: &form.id, said: &form.said, contact: &form.contact };
    let made = match send_report(&portal.house, &report).await {
        Ok(code) => form_page(&portal, &visit, form, Vec::new())
            .await
            .map(|page| (StatusCode::OK, ReportPage { form: None, code, ..page })),
        Err(Error::Refused(why)) => form_page(&portal, &visit, form, vec![Link::new("#report-said", why)])
            .await
            .map(|page| (StatusCode::UNPROCESSABLE_ENTITY, page)),
        Err(error) => Err(error.into()),
    };
    match made {
        Ok((status, page)) => private(Page::with_status(status, page)),
        Err(failure) => portal.failure(&visit, failure).await,
    }
}

async fn track_page(
    portal: &Portal,
    visit: &Visit,
    found: Option<ReportState>,
    errors: Vec<Link>,
) -> ReportStatePage {
    ReportStatePage {
        frame: portal.frame(visit, Section::Home).await,
        breadcrumb: Breadcrumb { above: vec![Link::new("/", "首页")], here: "查报告结果".into() },
        summary: ErrorSummary { errors },
        found,
    }
}

/// Asks for the code.
async fn ask(State(portal): State<Portal>, visit: Visit) -> Response {
    private(Page::ok(track_page(&portal, &visit, None, Vec::new()).await))
}

/// What became of the report; a wrong code is told nothing, and not often.
async fn show(State(portal): State<Portal>, sender: Sender, visit: Visit, body: Bytes) -> Response {
    if let Some(seconds) = portal.reports.wait(sender.client) {
        return too_many_requests(&portal.house, &visit.path, seconds);
    }
    match report_of(&portal.house, &Form::read(&body).text("code")).await {
        Ok(Some(row)) => private(Page::ok(track_page(&portal, &visit, Some(state(row)), Vec::new()).await)),
        Ok(None) => {
            let errors = vec![Link::new("#code", "没有这个回执码的报告，请核对后再填")];
            let page = track_page(&portal, &visit, None, errors).await;
            private(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(error) => portal.failure(&visit, error.into()).await,
    }
}

fn state(row: ReportRow) -> ReportState {
    let when = |at: &str| format::moment(moment(at));
    let href = format!("/d/{}", row.disclosure_id);
    let withdrawn = row.status == "withdrawn";
    // What is withdrawn has no title any more.
    let title = if withdrawn { row.index_no.unwrap_or_default() } else { row.title };
    let corrected = row.corrected_in.map(|revision| {
        let at = format!("{href}?diff={}..{revision}#difference-title", row.revision);
        Link::new(at, format!("看第 {revision} 版改了什么"))
    });
    ReportState {
        about: Link::new(href, title),
        sent: when(&row.sent_at),
        said: row.said,
        answer: row.answer.map(|words| (words, row.answered_at.as_deref().map(when).unwrap_or_default())),
        corrected: corrected.filter(|_| !withdrawn),
    }
}
