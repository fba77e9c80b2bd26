//! Steps of a draft: each is a form that was sent.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, FixedOffset, NaiveDateTime};
use mingjing_actions::desk_reading::draft as read_draft;
use mingjing_actions::{
    Draft, Edit, Error, approve_draft, attach_file, discard_draft, keep_decisions, pass_screening,
    return_draft, save_draft, screen_draft, submit_draft,
};
use mingjing_catalogue::FieldProblem;
use mingjing_design::components::Link;
use mingjing_design::form::{self, Entries};
use mingjing_design::page::Page;
use mingjing_publication::Attachment;
use mingjing_screening::{Disposition, Finding};

use crate::Desk;
use crate::draft::{Sent, draft_page};
use crate::failure::Failure;
use crate::form::{Form, Upload};
use crate::pages::{first_like, may_redact};
use crate::visitor::Visitor;

pub(crate) type Answer = Result<Response, Failure>;

pub(crate) fn to_draft(id: &str) -> Response {
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
        Stored { problems, refused: None, .. } if problems.is_empty() => Ok(to_draft(&id)),
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
    if !stored.is_conflict() {
        match submit_draft(&desk.house, &visitor.officer, &id, stored.version).await {
            Ok(()) if stored.problems.is_empty() => return Ok(to_work()),
            Ok(()) => {}
            Err(Error::Invalid(more)) => {
                let told: Vec<String> = stored.problems.iter().map(|p| p.field.clone()).collect();
                stored.problems.extend(more.into_iter().filter(|p| !told.contains(&p.field)));
            }
            Err(e) => stored.refused = Some(e),
        }
    }
    again(&desk, visitor, &id, stored).await
}

/// What became of a form that was to be saved.
pub(crate) struct Stored {
    pub(crate) typed: Entries,
    /// What cannot be read and was not saved.
    pub(crate) problems: Vec<FieldProblem>,
    pub(crate) version: i64,
    refused: Option<Error>,
}

impl Stored {
    pub(crate) fn is_conflict(&self) -> bool {
        matches!(self.refused, Some(Error::Conflict))
    }
}

/// Saves the readable values of a form that was sent; what cannot be read is told and stays on the page.
pub(crate) async fn store(desk: &Desk, visitor: &Visitor, id: &str, body: &Bytes) -> Result<Stored, Failure> {
    let form = Form::read(visitor, body)?;
    let mut draft = read_draft(&desk.house, &visitor.officer, id).await?;
    draft.lock_version = form.version()?;
    let remove = form.all("remove").map(str::to_owned).collect();
    write(desk, visitor, &draft, (form.entries(), remove)).await
}

/// Saves the readable values of these inputs over the version of the draft that was read, and takes files away.
pub(crate) async fn write(
    desk: &Desk,
    visitor: &Visitor,
    draft: &Draft,
    (typed, remove): (Entries, Vec<String>),
) -> Result<Stored, Failure> {
    let item = desk.house.item(&draft.head.item)?;
    let (mut values, problems) = form::read(item, &typed, &desk.house.knowledge());
    let body = values.remove("body").and_then(|b| b.as_str().map(str::to_owned));
    let edit = Edit { values, body, remove };
    match save_draft(&desk.house, &visitor.officer, &draft.head.id, draft.lock_version, edit).await {
        Ok(version) => Ok(Stored { typed, problems, version, refused: None }),
        Err(e @ Error::Conflict) => {
            Ok(Stored { typed, problems, version: draft.lock_version, refused: Some(e) })
        }
        Err(e) => Err(e.into()),
    }
}

/// The form once more, with all that was typed and what is wrong.
async fn again(desk: &Desk, visitor: Visitor, id: &str, stored: Stored) -> Answer {
    let status = if stored.is_conflict() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let overtaken = stored.is_conflict();
    let refused = match stored.refused {
        None => None,
        Some(e) => Some(Link::new(if overtaken { "#conflict" } else { "#main" }, refusal(e)?)),
    };
    let (typed, problems) = (Some(stored.typed), stored.problems);
    let sent = Sent { typed, problems, refused, overtaken, ..Sent::default() };
    show(desk, visitor, id, status, sent).await
}

async fn show(desk: &Desk, visitor: Visitor, id: &str, status: StatusCode, sent: Sent) -> Answer {
    let draft = read_draft(&desk.house, &visitor.officer, id).await?;
    Ok(Page::with_status(status, draft_page(desk, visitor, draft, sent).await?).into_response())
}

/// The words of an error that the person can do something about on the same page; others get a page of their own.
pub(crate) fn refusal(e: Error) -> Result<String, Failure> {
    match e {
        Error::Invalid(problems) => {
            let each = problems.iter().map(|p| format!("{}：{}", p.label, p.message));
            Ok(each.collect::<Vec<_>>().join("；"))
        }
        Error::Conflict | Error::Refused(_) | Error::Publication(_) => Ok(e.to_string()),
        other => Err(other.into()),
    }
}

/// Goes on after a step, or shows the draft again with why it was refused and what was typed for it. `at` is the id
/// of the input to be mended.
pub(crate) async fn finish(
    desk: &Desk,
    visitor: Visitor,
    id: &str,
    (form, at): (Form, &str),
    done: Result<(), Error>,
) -> Answer {
    let e = match done {
        Ok(()) => return Ok(to_work()),
        Err(e) => e,
    };
    let conflict = matches!(e, Error::Conflict);
    let status = if conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let refused = Some(Link::new(format!("#{at}"), refusal(e)?));
    show(desk, visitor, id, status, Sent { form, refused, ..Sent::default() }).await
}

/// Adds a file.
pub(crate) async fn attach(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    parts: Multipart,
) -> Answer {
    let (version, name, bytes) = Upload::read(&visitor, parts).await?.for_draft()?;
    match attach_file(&desk.house, &visitor.officer, &id, version, (&name, bytes)).await {
        Ok(_) => Ok(to_draft(&id)),
        Err(e) => finish(&desk, visitor, &id, (Form::default(), "file"), Err(e)).await,
    }
}

/// Passes screening with a decision on every finding, or keeps the decisions for later.
pub(crate) async fn screen(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let version = form.version()?;
    let (house, officer) = (&desk.house, &visitor.officer);
    let draft = read_draft(house, officer, &id).await?;
    let found = screen_draft(house, &draft).await?;
    if !form.text("later").is_empty() {
        let done = keep_decisions(house, officer, &id, version, &complete_ones(&form, &found)).await;
        // The key Enter keeps what was decided, and leaves one on the page.
        return match done {
            Ok(()) if form.text("later") == "stay" => Ok(to_draft(&id)),
            done => finish(&desk, visitor, &id, (form, "screening"), done).await,
        };
    }
    let place = groundless(&form, &found).map_or_else(|| "screening".to_owned(), |id| format!("g-{id}"));
    let done = match decisions(&form, &found, &draft.attachments) {
        Ok(decisions) => pass_screening(house, officer, &id, version, &decisions).await,
        Err(e) => Err(e),
    };
    finish(&desk, visitor, &id, (form, &place), done).await
}

/// That something is to be kept without a ground.
struct Groundless;

/// What was decided about a finding; none where nothing was.
fn decision(form: &Form, id: &str) -> Option<Result<Disposition, Groundless>> {
    let ground = form.text(&format!("ground-{id}")).trim();
    Some(match form.text(&format!("decision-{id}")) {
        "redact" => Ok(Disposition::Redact),
        "refuse" => Ok(Disposition::Refuse),
        "keep" if ground.is_empty() => Err(Groundless),
        "keep" => Ok(Disposition::Keep { ground: ground.to_owned() }),
        _ => return None,
    })
}

/// The first finding that is to be kept without a ground.
fn groundless<'a>(form: &Form, findings: &'a [Finding]) -> Option<&'a str> {
    let lacks = |f: &&Finding| matches!(decision(form, &f.id), Some(Err(Groundless)));
    findings.iter().find(lacks).map(|f| f.id.as_str())
}

/// What was decided about each finding; those without a decision are left out. What was decided about the first of equal
/// findings holds for the others. With `all`, what has no decision yet is redacted where it can be.
pub(crate) fn decisions(
    form: &Form,
    findings: &[Finding],
    files: &[Attachment],
) -> Result<BTreeMap<String, Disposition>, Error> {
    let mut decisions = BTreeMap::new();
    for (at, finding) in findings.iter().enumerate() {
        let decided = match decision(form, &first_like(findings, finding).id) {
            Some(Ok(decided)) => decided,
            Some(Err(Groundless)) => {
                let words = format!("第 {} 处“{}”选择了保留，请写明依据", at + 1, finding.label);
                return Err(Error::Refused(words));
            }
            // One press for all of them.
            None if form.text("all") == "redact" && may_redact(finding, files) => Disposition::Redact,
            None => continue,
        };
        decisions.insert(finding.id.clone(), decided);
    }
    Ok(decisions)
}

/// The decisions that are whole: one to keep something needs its ground.
fn complete_ones(form: &Form, findings: &[Finding]) -> BTreeMap<String, Disposition> {
    let whole = |f: &Finding| Some((f.id.clone(), decision(form, &first_like(findings, f).id)?.ok()?));
    findings.iter().filter_map(whole).collect()
}

/// Sends back with a reason. What a screener has decided already is kept for the next time.
pub(crate) async fn send_back(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let version = form.version()?;
    let done = match keep_on_the_way(&desk, &visitor, &id, &form).await? {
        Ok(()) => return_draft(&desk.house, &visitor.officer, &id, version, form.text("reason")).await,
        Err(e) => Err(e),
    };
    finish(&desk, visitor, &id, (form, "return-reason"), done).await
}

/// Keeps what a screener has decided already, with a step that takes the draft elsewhere.
pub(crate) async fn keep_on_the_way(
    desk: &Desk,
    visitor: &Visitor,
    id: &str,
    form: &Form,
) -> Result<Result<(), Error>, Failure> {
    // Looking for findings once more is only worth it where something was decided.
    if !form.decides() {
        return Ok(Ok(()));
    }
    let (house, officer) = (&desk.house, &visitor.officer);
    let draft = read_draft(house, officer, id).await?;
    let decided = complete_ones(form, &screen_draft(house, &draft).await?);
    if decided.is_empty() {
        return Ok(Ok(()));
    }
    Ok(keep_decisions(house, officer, id, form.version()?, &decided).await)
}

/// Approves, for now or for a time.
pub(crate) async fn approve(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let version = form.version()?;
    let at = match (form.text("now"), form.text("at").trim()) {
        // What is to come later never comes at once.
        ("yes", _) => Ok(None),
        (_, "") => Err(Error::Refused("请填写公开的时间；要马上公开，请按“批准公开”".into())),
        (_, at) => time(&desk, at).map(Some),
    };
    let done = match at {
        Ok(at) => approve_draft(&desk.house, &visitor.officer, &id, version, at).await.map(drop),
        Err(e) => Err(e),
    };
    finish(&desk, visitor, &id, (form, "at"), done).await
}

/// A time as `datetime-local` inputs send it.
pub(crate) fn time(desk: &Desk, at: &str) -> Result<DateTime<FixedOffset>, Error> {
    let unreadable = || Error::Refused(format!("“{at}”不是时间，应写作 2026-11-24T09:00"));
    let local = NaiveDateTime::parse_from_str(at, "%Y-%m-%dT%H:%M").map_err(|_| unreadable())?;
    local.and_local_timezone(*desk.house.now().offset()).single().ok_or_else(unreadable)
}

/// Gives a draft up.
pub(crate) async fn discard(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let done = discard_draft(&desk.house, &visitor.officer, &id, form.version()?).await;
    finish(&desk, visitor, &id, (form, "discard"), done).await
}
