//! `/desk/templates`: texts that answers begin with, and how one is put into the form of an answer.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::Error;
use mingjing_actions::reply_templates::{self, Doubt, NewTemplate, Placeholder, ReplyKind, Saved};
use mingjing_design::components::{ErrorSummary, Link};
use mingjing_design::page::Page;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{TemplatePage, TemplatesOfKind, TemplatesPage};
use crate::steps::{Answer, refusal};
use crate::tried::Tried;
use crate::visitor::Visitor;

fn to_list() -> Response {
    Redirect::to("/desk/templates").into_response()
}

/// Texts of the person's agency, by what they answer.
pub(crate) async fn list(State(desk): State<Desk>, visitor: Visitor) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    let (mut kinds, mut refused) = (Vec::new(), None);
    for kind in ReplyKind::ALL {
        match reply_templates::list(house, by, kind).await {
            Ok(rows) => kinds.push(TemplatesOfKind {
                key: kind.key(),
                title: kind.zh(),
                may_keep: house.may(by, kind.handle(), &by.agency),
                templates: rows.into_iter().map(|row| (row.id, row.title)).collect(),
            }),
            Err(e @ Error::Forbidden(_)) => refused = Some(e),
            Err(e) => return Err(e.into()),
        }
    }
    match refused {
        Some(e) if kinds.is_empty() => Err(e.into()),
        _ => Ok(Page::ok(TemplatesPage { frame: visitor.frame, kinds }).into_response()),
    }
}

/// What a form of a text is about: a known one at a version, or a new one.
struct About {
    known: Option<(String, i64)>,
    kind: ReplyKind,
    may_keep: bool,
}

/// The form of a text, with why it was not kept, or what to look at before it is.
fn form_page(
    visitor: Visitor,
    about: About,
    sent: Form,
    (problem, doubts): (Option<String>, Vec<Doubt>),
) -> Response {
    let status = if problem.is_some() || !doubts.is_empty() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let doubtful =
        (!doubts.is_empty()).then(|| Link::new("#looked-at", "模板里可能有不宜写进去的内容，请先核对"));
    let problem = problem.map(|words| Link::new("#title", words));
    let page = TemplatePage {
        action: match &about.known {
            Some((id, _)) => format!("/desk/templates/{id}"),
            None => format!("/desk/templates/new?kind={}", about.kind.key()),
        },
        version: about.known.map(|(_, version)| version),
        kind: about.kind.zh(),
        may_keep: about.may_keep,
        placeholders: Placeholder::ALL.map(|one| (format!("{{{}}}", one.word()), one.help())).to_vec(),
        summary: ErrorSummary { errors: problem.into_iter().chain(doubtful).collect() },
        doubts,
        sent,
        token: visitor.token,
        frame: visitor.frame,
    };
    Page::with_status(status, page).into_response()
}

/// What an address asks for.
fn asked_kind(query: Option<String>) -> Result<ReplyKind, Error> {
    let asked = Form::read_unchecked(&Bytes::from(query.unwrap_or_default()));
    ReplyKind::of(asked.text("kind")).ok_or(Error::NotFound("这种答复模板"))
}

/// The form of a new text.
pub(crate) async fn new(State(desk): State<Desk>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let kind = asked_kind(query)?;
    desk.house.must(&visitor.officer, kind.handle(), &visitor.officer.agency)?;
    let about = About { known: None, kind, may_keep: true };
    Ok(form_page(visitor, about, Form::default(), (None, Vec::new())))
}

/// Keeps a new text.
pub(crate) async fn add(
    State(desk): State<Desk>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    keep(&desk, visitor, About { known: None, kind: asked_kind(query)?, may_keep: true }, form).await
}

/// One text, to be changed by whoever keeps it.
pub(crate) async fn one(State(desk): State<Desk>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    let row = reply_templates::one(&desk.house, &visitor.officer, &id).await?;
    let kind = ReplyKind::of(&row.kind).ok_or(Error::NotFound("这种答复模板"))?;
    let may_keep = desk.house.may(&visitor.officer, kind.handle(), &row.agency_code);
    let sent = Form::of([("title", row.title), ("text", row.text)]);
    let about = About { known: Some((id, row.lock_version)), kind, may_keep };
    Ok(form_page(visitor, about, sent, (None, Vec::new())))
}

/// Changes a text or takes it away.
pub(crate) async fn act(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let version = form.version()?;
    let row = reply_templates::one(&desk.house, &visitor.officer, &id).await?;
    let kind = ReplyKind::of(&row.kind).ok_or(Error::NotFound("这种答复模板"))?;
    let about = About { known: Some((id.clone(), version)), kind, may_keep: true };
    if form.text("do") != "remove" {
        return keep(&desk, visitor, about, form).await;
    }
    match reply_templates::remove(&desk.house, &visitor.officer, &id, version).await {
        Ok(()) => Ok(to_list()),
        Err(e) => Ok(form_page(visitor, about, form, (Some(refusal(e)?), Vec::new()))),
    }
}

async fn keep(desk: &Desk, visitor: Visitor, about: About, form: Form) -> Answer {
    let new = NewTemplate {
        kind: about.kind,
        title: form.text("title").to_owned(),
        text: form.text("text").replace('\r', ""),
        looked_at: form.text("looked-at") == "yes",
    };
    let known = about.known.as_ref().map(|(id, version)| (id.as_str(), *version));
    match reply_templates::save(&desk.house, &visitor.officer, known, &new).await {
        Ok(Saved::Kept(_)) => Ok(to_list()),
        Ok(Saved::Doubtful(doubts)) => Ok(form_page(visitor, about, form, (None, doubts))),
        Err(e) => Ok(form_page(visitor, about, form, (Some(refusal(e)?), Vec::new()))),
    }
}

/// Texts that an answer of an agency can begin with, for whoever may propose it: identity and title.
pub(crate) async fn offered(
    desk: &Desk,
    visitor: &Visitor,
    (kind, agency): (ReplyKind, &str),
) -> Result<Vec<(String, String)>, Failure> {
    let (house, by) = (&desk.house, &visitor.officer);
    if agency != by.agency || !house.may(by, kind.handle(), agency) {
        return Ok(Vec::new());
    }
    let rows = reply_templates::list(house, by, kind).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.title)).collect())
}

/// The form of an answer with the chosen text behind what was typed; or the form as it was, with why there is none.
pub(crate) async fn fill(
    desk: &Desk,
    visitor: &Visitor,
    (kind, case): (ReplyKind, &str),
    form: Form,
) -> Result<Tried, Failure> {
    let chosen = form.text("template");
    match reply_templates::filled(&desk.house, &visitor.officer, (kind, case), chosen).await {
        Ok(text) => Ok(Tried::filled("propose", form.with_behind("text", &text))),
        Err(e) => Tried::refused("propose", form, e),
    }
}
