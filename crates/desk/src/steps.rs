//! Steps of a draft: each is a form that was sent.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDateTime;
use mingjing_actions::desk_reading::draft as read_draft;
use mingjing_actions::{
    Edit, Error, approve_draft, attach_file, discard_draft, pass_screening, return_draft, save_draft,
    start_amendment, submit_draft,
};
use mingjing_catalogue::FieldProblem;
use mingjing_design::form::{self, Entries};
use mingjing_design::page::Page;
use mingjing_publication::Ground;
use mingjing_screening::Disposition;

use crate::Desk;
use crate::failure::Failure;
use crate::form::{Form, same};
use crate::visitor::Visitor;
use crate::work::draft_page;

type Answer = Result<Response, Failure>;

fn to_draft(id: &str) -> Response {
    Redirect::to(&format!("/desk/d/{id}")).into_response()
}

fn to_work() -> Response {
    Redirect::to("/desk").into_response()
}

/// Saves what was typed, whether it is right or not.
pub(crate) async fn save(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    match store(&desk, &visitor, &id, &body).await? {
        Stored { problems, .. } if problems.is_empty() => Ok(to_draft(&id)),
        stored => again(&desk, visitor, &id, stored).await,
    }
}

/// Saves and hands in.
pub(crate) async fn submit(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let mut stored = store(&desk, &visitor, &id, &body).await?;
    if !stored.conflict {
        match submit_draft(&desk.house, &visitor.officer, &id, stored.version).await {
            Ok(()) if stored.problems.is_empty() => return Ok(to_work()),
            Ok(()) => {}
            Err(Error::Invalid(more)) => {
                let told: Vec<String> = stored.problems.iter().map(|p| p.field.clone()).collect();
                stored.problems.extend(more.into_iter().filter(|p| !told.contains(&p.field)));
            }
            Err(e) => return Err(e.into()),
        }
    }
    again(&desk, visitor, &id, stored).await
}

struct Stored {
    typed: Entries,
    problems: Vec<FieldProblem>,
    version: i64,
    conflict: bool,
}

/// Saves the readable values; what cannot be read is told and stays on the page.
async fn store(desk: &Desk, visitor: &Visitor, id: &str, body: &Bytes) -> Result<Stored, Failure> {
    let form = Form::read(visitor, body)?;
    let version = form.version()?;
    let remove = form.all("remove").map(str::to_owned).collect();
    let draft = read_draft(&desk.house, &visitor.officer, id).await?;
    let item = desk.house.item(&draft.head.item)?;
    let typed = form.entries();
    let known = desk.house.knowledge();
    let (mut values, problems) = form::read(item, &typed, &known);
    let body = values.remove("body").and_then(|b| b.as_str().map(str::to_owned));
    let edit = Edit { values, body, remove };
    match save_draft(&desk.house, &visitor.officer, id, version, edit).await {
        Ok(version) => Ok(Stored { typed, problems, version, conflict: false }),
        Err(e @ Error::Conflict) => {
            let problem =
                FieldProblem { field: "version".into(), label: "保存".into(), message: e.to_string() };
            Ok(Stored { typed, problems: vec![problem], version, conflict: true })
        }
        Err(e) => Err(e.into()),
    }
}

/// The form once more, with all that was typed and what is wrong.
async fn again(desk: &Desk, visitor: Visitor, id: &str, stored: Stored) -> Answer {
    let draft = read_draft(&desk.house, &visitor.officer, id).await?;
    let mut page = draft_page(desk, visitor, draft, Some(stored.typed), stored.problems).await?;
    let status = if stored.conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    if stored.conflict {
        page.version = stored.version;
    }
    Ok(Page::with_status(status, page).into_response())
}

/// Adds a file. The token comes first in the form.
pub(crate) async fn attach(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    mut parts: Multipart,
) -> Answer {
    let broken = |e: axum::extract::multipart::MultipartError| {
        Failure::Request(format!("文件没有传完整,请重新上传:{e}"))
    };
    let (mut token, mut version, mut file) = (String::new(), None, None);
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        match part.name().unwrap_or_default() {
            "token" => token = part.text().await.map_err(broken)?,
            "version" => version = part.text().await.map_err(broken)?.parse().ok(),
            "file" if same(&token, &visitor.token) => {
                let name = part.file_name().unwrap_or_default().to_owned();
                file = Some((name, part.bytes().await.map_err(broken)?));
            }
            _ => {}
        }
    }
    if !same(&token, &visitor.token) {
        return Err(Failure::Token);
    }
    let (Some(version), Some((name, bytes))) = (version, file) else {
        return Err(Failure::Request("没有选择文件,请返回后选择".into()));
    };
    attach_file(&desk.house, &visitor.officer, &id, version, (&name, bytes)).await?;
    Ok(to_draft(&id))
}

/// Passes screening with a decision on every finding.
pub(crate) async fn screen(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let draft = read_draft(&desk.house, &visitor.officer, &id).await?;
    let mut decisions = BTreeMap::new();
    for finding in mingjing_actions::screen_draft(&desk.house, &draft).await? {
        let ground = form.text(&format!("ground-{}", finding.id)).trim().to_owned();
        let decision = match form.text(&format!("decision-{}", finding.id)) {
            "redact" => Disposition::Redact,
            "refuse" => Disposition::Refuse,
            "keep" if ground.is_empty() => {
                let words = format!("“{}”选择了保留,请写明依据", finding.label);
                return Err(Error::Refused(words).into());
            }
            "keep" => Disposition::Keep { ground },
            _ => continue,
        };
        decisions.insert(finding.id, decision);
    }
    pass_screening(&desk.house, &visitor.officer, &id, form.version()?, &decisions).await?;
    Ok(to_work())
}

/// Sends back with a reason.
pub(crate) async fn send_back(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    return_draft(&desk.house, &visitor.officer, &id, form.version()?, form.text("reason")).await?;
    Ok(to_work())
}

/// Approves, for now or for a time.
pub(crate) async fn approve(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let at = form.text("at").trim();
    let at = if at.is_empty() {
        None
    } else {
        let unreadable = || Failure::Request(format!("“{at}”不是时间,应写作 2026-11-24T09:00"));
        let local = NaiveDateTime::parse_from_str(at, "%Y-%m-%dT%H:%M").map_err(|_| unreadable())?;
        Some(local.and_local_timezone(*desk.house.now().offset()).single().ok_or_else(unreadable)?)
    };
    approve_draft(&desk.house, &visitor.officer, &id, form.version()?, at).await?;
    Ok(to_work())
}

/// Gives a draft up.
pub(crate) async fn discard(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    discard_draft(&desk.house, &visitor.officer, &id, form.version()?).await?;
    Ok(to_work())
}

/// Begins an amendment.
pub(crate) async fn amend(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    start_amendment(&desk.house, &visitor.officer, &id, form.text("reason")).await?;
    Ok(to_draft(&id))
}

/// Withdraws with its ground.
pub(crate) async fn withdraw(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let ground = Ground::new(form.text("article"), form.text("reason")).map_err(Error::from)?;
    mingjing_actions::withdraw(&desk.house, &visitor.officer, &id, ground).await?;
    Ok(Redirect::to("/desk/published").into_response())
}

/// Erases the content of what was withdrawn.
pub(crate) async fn erase(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    mingjing_actions::erase(&desk.house, &visitor.officer, &id, form.text("reason")).await?;
    Ok(Redirect::to("/desk/published").into_response())
}
