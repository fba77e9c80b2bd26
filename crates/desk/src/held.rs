//! Imported rows that screening held back: the list of those that wait, one of them, and what is decided.

use std::collections::BTreeSet;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::{Error, HeldRecord, desk_reading, drop_held_file, drop_held_row, pass_held_row};
use mingjing_design::components::{ErrorSummary, Link, Pagination};
use mingjing_design::page::Page;
use mingjing_screening::{Disposition, Finding};
use mingjing_store::held::HeldLine;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{HeldFileView, HeldLineView, HeldListPage, HeldRowPage, Texts, marked, views};
use crate::steps::{Answer, decisions, refusal};
use crate::visitor::Visitor;
use crate::work::minute;

/// Rows on one page.
const PAGE: u64 = 50;
/// Files that can be dropped as a whole, those with most rows.
const FILES: u64 = 20;

fn to_list() -> Response {
    Redirect::to("/desk/held").into_response()
}

/// The rows of the person's agency that wait, oldest first.
pub(crate) async fn list(State(desk): State<Desk>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let asked = Form::read_unchecked(&Bytes::from(query.unwrap_or_default()));
    let page = asked.text("page").parse().unwrap_or(1);
    Ok(Page::ok(list_page(&desk, visitor, page, Form::default(), None).await?).into_response())
}

async fn list_page(
    desk: &Desk,
    visitor: Visitor,
    page: u64,
    sent: Form,
    refused: Option<Link>,
) -> Result<HeldListPage, Failure> {
    let (house, officer) = (&desk.house, &visitor.officer);
    let total = desk_reading::held_count(house, officer).await?;
    let pages = total.div_ceil(PAGE).max(1);
    let current = page.clamp(1, pages);
    let rows = desk_reading::held_rows(house, officer, PAGE, (current - 1) * PAGE).await?;
    let files = desk_reading::held_files(house, officer, FILES).await?;
    let file = |f: mingjing_store::held::HeldFile| HeldFileView {
        item: title(desk, &f.item),
        source: f.source,
        file: file_name(f.file),
        held: f.held,
    };
    Ok(HeldListPage {
        total,
        files: files.into_iter().map(file).collect(),
        rows: rows.into_iter().map(|row| line(desk, row)).collect(),
        pagination: Pagination { current, pages, base: "/desk/held?page=".into() },
        summary: ErrorSummary { errors: refused.into_iter().collect() },
        sent,
        token: visitor.token,
        frame: visitor.frame,
    })
}

fn line(desk: &Desk, row: HeldLine) -> HeldLineView {
    let findings: Vec<Finding> = serde_json::from_str(&row.findings).unwrap_or_default();
    let labels: BTreeSet<String> = findings.into_iter().map(|f| f.label).collect();
    HeldLineView {
        item: title(desk, &row.item),
        file: file_name(row.file),
        id: row.id,
        row_number: row.row_number,
        found: labels.into_iter().collect::<Vec<_>>().join("、"),
        held_at: minute(&row.held_at),
    }
}

fn title(desk: &Desk, item: &str) -> String {
    desk.house.item(item).map(|i| i.title.zh.clone()).unwrap_or_default()
}

/// Rows that were held before files were noted down have none.
fn file_name(name: String) -> String {
    if name.is_empty() { "(未记录文件名)".into() } else { name }
}

/// One row with all its values, what was found marked.
pub(crate) async fn one(State(desk): State<Desk>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    let record = desk_reading::held_row(&desk.house, &visitor.officer, &id).await?;
    Ok(Page::ok(row_page(&desk, visitor, record, Form::default(), None)?).into_response())
}

fn row_page(
    desk: &Desk,
    visitor: Visitor,
    record: HeldRecord,
    sent: Form,
    refused: Option<Link>,
) -> Result<HeldRowPage, Failure> {
    let HeldRecord { row, values, body, findings, imported_by, head } = record;
    let item = desk.house.item(&row.item)?;
    let found = |place: &str| -> Vec<&str> {
        findings.iter().filter(|f| f.place == place).map(|f| f.text.as_str()).collect()
    };
    let facts = item.fields.iter().filter_map(|field| {
        let shown = field.display(values.get(&field.key)?);
        Some((field.label.zh.clone(), marked(&shown, &found(&field.key))))
    });
    let facts = facts.collect();
    let marked_body = marked(body.as_deref().unwrap_or_default(), &found("body"));
    let texts = Texts { values: &values, body: body.as_deref(), files: &[], read: &[] };
    Ok(HeldRowPage {
        findings: views(findings.clone(), texts, item, &sent),
        facts,
        body: marked_body,
        item: item.title.zh.clone(),
        file: file_name(row.file),
        id: row.id,
        version: row.lock_version,
        row_number: row.row_number,
        held_at: minute(&row.held_at),
        imported_by,
        amends: head.map(|h| (h.id, h.title)),
        summary: ErrorSummary { errors: refused.into_iter().collect() },
        sent,
        token: visitor.token,
        frame: visitor.frame,
    })
}

/// Goes on to the list, or shows the row again with why not and what was typed. `at` is the id of the input to be
/// mended.
async fn finish(
    desk: &Desk,
    visitor: Visitor,
    id: &str,
    (form, at): (Form, &str),
    done: Result<(), Error>,
) -> Answer {
    let e = match done {
        Ok(()) => return Ok(to_list()),
        Err(e) => e,
    };
    let (status, words) = match e {
        Error::Conflict => {
            let words = "您打开以后，后来的导入改动了这一行。下面是新的内容，请重新核对后再决定";
            (StatusCode::CONFLICT, words.to_owned())
        }
        e => (StatusCode::UNPROCESSABLE_ENTITY, refusal(e)?),
    };
    let record = desk_reading::held_row(&desk.house, &visitor.officer, id).await?;
    let refused = Some(Link::new(format!("#{at}"), words));
    Ok(Page::with_status(status, row_page(desk, visitor, record, form, refused)?).into_response())
}

/// Decides on every finding: the row goes on to the approver, or, with one finding that is not to be public, is dropped.
pub(crate) async fn screen(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let version = form.version()?;
    let (house, officer) = (&desk.house, &visitor.officer);
    let record = desk_reading::held_row(house, officer, &id).await?;
    let (done, at) = match decisions(&form, &record.findings, &[]) {
        Err(e) => (Err(e), "screening"),
        Ok(decisions) if decisions.values().any(|d| matches!(d, Disposition::Refuse)) => {
            (drop_held_row(house, officer, &id, version, form.text("reason")).await, "reason")
        }
        Ok(decisions) => {
            (pass_held_row(house, officer, &id, version, &decisions).await.map(drop), "screening")
        }
    };
    finish(&desk, visitor, &id, (form, at), done).await
}

/// Decides that a row is not to be public.
pub(crate) async fn drop_row(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let done = drop_held_row(&desk.house, &visitor.officer, &id, form.version()?, form.text("reason")).await;
    finish(&desk, visitor, &id, (form, "reason"), done).await
}

/// Decides that no held row of a file is to be public.
pub(crate) async fn drop_file(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let seen = form.text("seen").parse();
    let seen = seen.map_err(|_| Failure::Request("表单不完整，请刷新页面后重试".into()))?;
    let done = drop_held_file(&desk.house, &visitor.officer, form.text("source"), seen, form.text("reason"));
    let (status, words) = match done.await {
        Ok(()) => return Ok(to_list()),
        Err(Error::Conflict) => {
            let words = "您打开以后，这个文件待审查的行数变了，没有办理。请核对下面的行数后再决定";
            (StatusCode::CONFLICT, words.to_owned())
        }
        Err(e) => (StatusCode::UNPROCESSABLE_ENTITY, refusal(e)?),
    };
    let refused = Some(Link::new("#files", words));
    let page = list_page(&desk, visitor, 1, form, refused).await?;
    Ok(Page::with_status(status, page).into_response())
}
