//! Files of rows: putting one in, saying what its columns hold, and its way to the public.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{Multipart, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::bulk::{self, BulkJob, BulkStage, Check, CheckedRow, RowVerdict, bulk_job, bulk_jobs};
use mingjing_actions::{Action, Error};
use mingjing_catalogue::FieldKind;
use mingjing_design::components::{ErrorSummary, Link};
use mingjing_design::page::{Page, download};
use mingjing_publication::life::AnyWorking;

use crate::Desk;
use crate::failure::Failure;
use crate::form::{Form, Upload};
use crate::pages::{BulkLine, BulkListPage, BulkPage, BulkStep, ColumnView, FieldChoice, RowView};
use crate::steps::{Answer, refusal};
use crate::visitor::Visitor;
use crate::work::{choices, minute};

/// Example values of a column, and the longest one in characters.
const EXAMPLES: usize = 3;
const EXAMPLE_CHARS: usize = 30;
/// Cells of a judged row that are shown.
const SHOWN_CELLS: usize = 4;

/// The files of the agency.
pub(crate) async fn list(State(desk): State<Desk>, visitor: Visitor) -> Answer {
    let page = list_page(&desk, visitor, String::new(), None).await?;
    Ok(Page::ok(page).into_response())
}

async fn list_page(
    desk: &Desk,
    visitor: Visitor,
    chosen: String,
    refused: Option<Link>,
) -> Result<BulkListPage, Failure> {
    let jobs = bulk_jobs(&desk.house, &visitor.officer).await?;
    let line = |job: BulkJob| BulkLine {
        item: title(desk, &job.item),
        state: job.stage.zh(),
        updated_at: minute(&job.updated_at),
        returned: job.returned_reason,
        file: job.file_name,
        id: job.id,
    };
    Ok(BulkListPage {
        jobs: jobs.into_iter().map(line).collect(),
        may_draft: desk.house.may(&visitor.officer, Action::Draft, &visitor.officer.agency),
        items: choices(desk, &visitor.officer),
        chosen,
        summary: ErrorSummary { errors: refused.into_iter().collect() },
        token: visitor.token,
        frame: visitor.frame,
    })
}

fn title(desk: &Desk, item: &str) -> String {
    desk.house.item(item).map(|i| i.title.zh.clone()).unwrap_or_default()
}

/// Puts a file in.
pub(crate) async fn begin(State(desk): State<Desk>, visitor: Visitor, parts: Multipart) -> Answer {
    let Upload { form, file } = Upload::read(&visitor, parts).await?;
    let item = form.text("item").to_owned();
    let (name, bytes) = file.unwrap_or_default();
    let begun = if bytes.is_empty() {
        Err(Error::Refused("没有选择文件，或者文件是空的，请重新选择".into()))
    } else {
        bulk::begin_bulk(&desk.house, &visitor.officer, &item, (&name, bytes)).await
    };
    match begun {
        Ok(id) => Ok(to_job(&id)),
        Err(e) => {
            let refused = Some(Link::new("#file", told(e)?));
            let page = list_page(&desk, visitor, item, refused).await?;
            Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// A refusal's words; what a file's reader says of the file is one.
fn told(e: Error) -> Result<String, Failure> {
    match e {
        Error::OpenData(e) => Ok(e.to_string()),
        e => refusal(e),
    }
}

fn to_job(id: &str) -> Response {
    Redirect::to(&format!("/desk/bulk/{id}")).into_response()
}

/// One file, with the step that is possible for this person.
pub(crate) async fn one(State(desk): State<Desk>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    let page = job_page(&desk, visitor, &id, Form::default(), None).await?;
    Ok(Page::ok(page).into_response())
}

fn step(desk: &Desk, visitor: &Visitor, job: &BulkJob) -> BulkStep {
    let may = |action| desk.house.may(&visitor.officer, action, &job.agency);
    let drafted = job.is_drafted_by(&visitor.officer.id);
    match &job.stage {
        BulkStage::Open(AnyWorking::Drafting(_)) if may(Action::Draft) => BulkStep::Prepare,
        BulkStage::Open(AnyWorking::Submitted(_)) if may(Action::Screen) && !drafted => BulkStep::Screen,
        BulkStage::Open(AnyWorking::Screened(_)) if may(Action::Approve) && !drafted => BulkStep::Approve,
        BulkStage::Approved(_) | BulkStage::Running(_) if may(Action::Draft) || may(Action::Approve) => {
            BulkStep::Stop
        }
        BulkStage::Stopped(_) if may(Action::Approve) => BulkStep::Resume,
        _ => BulkStep::Look,
    }
}

async fn job_page(
    desk: &Desk,
    visitor: Visitor,
    id: &str,
    sent: Form,
    refused: Option<Link>,
) -> Result<BulkPage, Failure> {
    let job = bulk_job(&desk.house, &visitor.officer, id).await?;
    let item = desk.house.item(&job.item)?;
    let missing = job.missing(item).join("、");
    let open = matches!(job.stage, BulkStage::Open(_));
    let mut errors: Vec<Link> = refused.into_iter().collect();
    let check = if open && missing.is_empty() {
        match bulk::check_bulk(&desk.house, &job, false).await {
            Ok(check) => check,
            Err(e) => {
                errors.push(Link::new("#columns", told(e)?));
                Check::default()
            }
        }
    } else {
        Check::default()
    };
    let step = step(desk, &visitor, &job);
    let cells = match step {
        // Judging has read them already.
        BulkStep::Prepare if !check.first.is_empty() => check.first.iter().map(|r| r.cells.clone()).collect(),
        BulkStep::Prepare => bulk::first_cells(&desk.house, &job).await.unwrap_or_default(),
        _ => Vec::new(),
    };
    let may_return = matches!(step, BulkStep::Screen | BulkStep::Approve);
    let fields = item.fields.iter().filter(|f| f.kind != FieldKind::Files);
    let fields = fields.map(|f| FieldChoice { key: f.key.clone(), label: f.label.zh.clone() });
    Ok(BulkPage {
        columns: columns(&job, &cells),
        fields: fields.collect(),
        item: item.title.zh.clone(),
        state: job.stage.zh(),
        drafted_by_me: job.is_drafted_by(&visitor.officer.id),
        is_done: matches!(job.stage, BulkStage::Done(_)),
        first: check.first.into_iter().map(row_view).collect(),
        version: job.lock_version,
        file: job.file_name,
        id: job.id,
        returned: job.returned_reason,
        counts: job.checked,
        done: job.done,
        step,
        may_return,
        missing,
        sent,
        summary: ErrorSummary { errors },
        token: visitor.token,
        frame: visitor.frame,
    })
}

fn columns(job: &BulkJob, rows: &[Vec<String>]) -> Vec<ColumnView> {
    let examples = |number: usize| {
        let cells = rows.iter().filter_map(|row| row.get(number));
        let mut shown: Vec<String> = Vec::new();
        for cell in cells.filter(|cell| !cell.trim().is_empty()) {
            let cell: String = cell.chars().take(EXAMPLE_CHARS).collect();
            if !shown.contains(&cell) && shown.len() < EXAMPLES {
                shown.push(cell);
            }
        }
        shown.join("、")
    };
    let view = |(number, column): (usize, &mingjing_actions::import::Chosen)| ColumnView {
        number,
        title: column.title.clone(),
        examples: examples(number),
        field: column.field.clone(),
    };
    job.columns.iter().enumerate().map(view).collect()
}

fn row_view(row: CheckedRow) -> RowView {
    let (kind, words) = match row.verdict {
        RowVerdict::Good(title) => ("good", format!("可以公开：{title}")),
        RowVerdict::Held(reason) => ("held", reason),
        RowVerdict::Bad(Some(column), reason) => ("bad", format!("{column}:{reason}")),
        RowVerdict::Bad(None, reason) => ("bad", reason),
        RowVerdict::Same => ("same", "与前面的一行相同，不重复公开".to_owned()),
    };
    let cells = row.cells.into_iter().take(SHOWN_CELLS).collect();
    RowView { number: row.number, cells, kind, words }
}

/// Goes on to the file, or shows it again with why not. `at` is the id of what is to be mended.
async fn finish(
    desk: &Desk,
    visitor: Visitor,
    id: &str,
    (form, at): (Form, &str),
    done: Result<(), Error>,
) -> Answer {
    let (status, words) = match done {
        Ok(()) => return Ok(to_job(id)),
        Err(Error::Conflict) => (
            StatusCode::CONFLICT,
            "您打开以后，别人办理过这个文件。下面是最新的情况，请核对后再办理".to_owned(),
        ),
        Err(e) => (StatusCode::UNPROCESSABLE_ENTITY, told(e)?),
    };
    let page = job_page(desk, visitor, id, form, Some(Link::new(format!("#{at}"), words))).await?;
    Ok(Page::with_status(status, page).into_response())
}

/// Says what the columns hold.
pub(crate) async fn choose(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let job = bulk_job(&desk.house, &visitor.officer, &id).await?;
    let chosen: BTreeMap<usize, &str> =
        (0..job.columns.len()).map(|n| (n, form.text(&format!("column-{n}")))).collect();
    let fields = chosen.into_values().map(|key| (!key.is_empty()).then(|| key.to_owned())).collect();
    let done = bulk::choose_columns(&desk.house, &visitor.officer, &id, form.version()?, fields).await;
    finish(&desk, visitor, &id, (form, "columns"), done).await
}

/// A step that is sent with nothing but the version, or with a reason.
pub(crate) async fn act(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let version = form.version()?;
    let (house, by) = (&desk.house, &visitor.officer);
    let (done, at) = match step.as_str() {
        "submit" => (bulk::submit_bulk(house, by, &id, version).await, "columns"),
        "screen" => (bulk::screen_bulk(house, by, &id, version).await, "step"),
        "approve" => (bulk::approve_bulk(house, by, &id, version).await, "step"),
        "return" => (bulk::return_bulk(house, by, &id, version, form.text("reason")).await, "reason"),
        "stop" => (bulk::stop_bulk(house, by, &id, version).await, "step"),
        "resume" => (bulk::resume_bulk(house, by, &id, version).await, "step"),
        "discard" => {
            let done = bulk::discard_bulk(house, by, &id, version).await;
            if done.is_ok() {
                return Ok(Redirect::to("/desk/bulk").into_response());
            }
            (done, "discard")
        }
        _ => return Err(Failure::Action(Error::NotFound("这个操作"))),
    };
    finish(&desk, visitor, &id, (form, at), done).await
}

/// The rows that are or would be refused, as a file that can be mended and put in again.
pub(crate) async fn refused(State(desk): State<Desk>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    let job = bulk_job(&desk.house, &visitor.officer, &id).await?;
    let file = bulk::refused_file(&desk.house, &visitor.officer, &job).await?;
    let mut response =
        download("text/csv; charset=utf-8", &format!("{}.问题.csv", job.file_name), file.into());
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    Ok(response)
}
