//! What the script of the editor asks for: saving while somebody types, and what is wrong with what was typed. The
//! answers are JSON; without script the same is done by the forms of [`crate::steps`].

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use mingjing_actions::desk_reading::draft as read_draft;
use mingjing_actions::{Draft, check_values};
use mingjing_catalogue::{FieldProblem, Item};
use mingjing_design::form::{self, Entries, anchor};
use serde_json::{Value, json};

use crate::Desk;
use crate::conflict;
use crate::draft::suggested;
use crate::failure::Failure;
use crate::form::Form;
use crate::merging::{self, Merged};
use crate::pages::{ConflictPart, rendered};
use crate::steps::{Answer, Stored, store, write};
use crate::visitor::Visitor;

/// Saves what was typed and says what is wrong with it. Somebody else's save in between is answered with status 409 and
/// what differs, ready to be shown.
pub(crate) async fn autosave(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let stored = store(&desk, &visitor, &id, &body).await?;
    if stored.is_conflict() {
        let draft = read_draft(&desk.house, &visitor.officer, &id).await?;
        let part = conflict::part(&desk.house, &visitor.officer, &draft, (&stored.typed, None)).await?;
        return Ok((StatusCode::CONFLICT, Json(overtaken(&part, &draft)?)).into_response());
    }
    Ok(Json(told(&desk, &visitor, &id, &stored).await?).into_response())
}

/// What the editor is told where somebody else saved in between.
fn overtaken(part: &ConflictPart, draft: &Draft) -> Result<Value, Failure> {
    Ok(json!({ "conflict": rendered(part)?, "version": draft.lock_version, "editable": part.editable }))
}

/// What the editor is told of a save.
async fn told(desk: &Desk, visitor: &Visitor, id: &str, stored: &Stored) -> Result<Value, Failure> {
    let draft = read_draft(&desk.house, &visitor.officer, id).await?;
    let item = desk.house.item(&draft.head.item)?;
    let found = judged(desk, item, &stored.typed, &draft).await?;
    let unread: Vec<String> = stored.problems.iter().map(|p| anchor(&p.field)).collect();
    let at = draft.updated_at.get(11..16).unwrap_or_default();
    let suggestions = rendered(&suggested(&desk.house, &draft).await?)?;
    Ok(json!({
        "version": stored.version, "at": at, "unread": unread, "problems": listed(&found), "suggestions": suggestions,
    }))
}

/// Puts what was typed together with what somebody else saved since `base`, the inputs as they were when this person began.
/// Where both changed different things, that is saved and told; otherwise the answer has status 409, with what to decide.
pub(crate) async fn merge(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let (house, officer) = (&desk.house, &visitor.officer);
    let base = Form::read_unchecked(&Bytes::from(form.text("base").to_owned())).entries();
    let draft = read_draft(house, officer, &id).await?;
    let item = house.item(&draft.head.item)?;
    let saved = Entries::from_values(item, &draft.values, draft.body.as_deref());
    let typed = form.entries();
    let Merged { entries, open } = merging::merge(item, &house.knowledge(), &base, [&typed, &saved]);
    let inputs = conflict::encoded(entries.pairs());
    let stored = if open.is_empty() {
        Some(write(&desk, &visitor, &draft, (entries.clone(), Vec::new())).await?)
    } else {
        None
    };
    if let Some(stored) = stored.filter(|stored| !stored.is_conflict()) {
        let mut told = told(&desk, &visitor, &id, &stored).await?;
        told["inputs"] = inputs.into();
        return Ok(Json(told).into_response());
    }
    let part = conflict::part(house, officer, &draft, (&entries, Some(&open))).await?;
    let mut told = overtaken(&part, &draft)?;
    told["inputs"] = inputs.into();
    Ok((StatusCode::CONFLICT, Json(told)).into_response())
}

/// Judges the values of a form and saves nothing.
pub(crate) async fn check(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let typed = Form::read(&visitor, &body)?.entries();
    let draft = read_draft(&desk.house, &visitor.officer, &id).await?;
    let item = desk.house.item(&draft.head.item)?;
    let found = judged(&desk, item, &typed, &draft).await?;
    Ok(Json(json!({ "problems": listed(&found) })).into_response())
}

/// Everything wrong with what was typed: what cannot be read, then what the catalogue finds.
pub(crate) async fn judged(
    desk: &Desk,
    item: &Item,
    typed: &Entries,
    draft: &Draft,
) -> Result<Vec<FieldProblem>, Failure> {
    let (values, mut problems) = form::read(item, typed, &desk.house.knowledge());
    let told: Vec<String> = problems.iter().map(|p| top(&p.field).to_owned()).collect();
    let more = check_values(&desk.house, (item, &draft.head.id), values, &draft.attachments).await?;
    problems.extend(more.into_iter().filter(|p| !told.iter().any(|t| t == top(&p.field))));
    Ok(problems)
}

/// The field of the item that an input belongs to.
fn top(name: &str) -> &str {
    name.split('.').next().unwrap_or_default()
}

fn listed(problems: &[FieldProblem]) -> Value {
    problems.iter().map(|p| json!({ "id": anchor(&p.field), "message": p.message })).collect()
}
