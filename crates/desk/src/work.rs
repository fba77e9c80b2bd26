//! Pages that show work: mine, what can be begun, one draft, what is public.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::desk_reading::{self, Reach, draft as read_draft};
use mingjing_actions::{Action, Draft, Error, House, Officer, check_draft, screen_draft, start_draft};
use mingjing_catalogue::FieldProblem;
use mingjing_design::components::{Difference, ErrorSummary, Link};
use mingjing_design::form::{Choices, Entries, ItemForm};
use mingjing_design::page::Page;
use mingjing_publication::Attachment;
use mingjing_publication::life::{AnyWorking, state_zh};
use mingjing_store::drafts::{DisclosureRow, QueueRow};

use crate::Desk;
use crate::conflict;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{
    ChoosePage, DraftPage, FindingView, ItemChoice, MinePage, PublishedPage, PublishedRow, RefusedStep,
    Stage, Texts, TrailRow, WorkRow,
};
use crate::visitor::Visitor;

/// How many public disclosures the front page of the desk shows.
const NEWEST: usize = 5;

/// What waits for this person, what the person drafted, what came back.
pub(crate) async fn mine(State(desk): State<Desk>, visitor: Visitor) -> Result<Response, Failure> {
    let rows = desk_reading::queue(&desk.house, &visitor.officer).await?;
    let may = |action| desk.house.may(&visitor.officer, action, &visitor.officer.agency);
    let operator = Officer::operator().id;
    let waits = |row: &QueueRow| match row.state.as_str() {
        "submitted" => may(Action::Screen) && row.drafter != visitor.officer.id,
        "screened" => may(Action::Approve) && row.drafter != visitor.officer.id,
        // What an import brought and somebody sent back is for whoever drafts.
        "drafting" => may(Action::Draft) && (row.drafter == visitor.officer.id || row.drafter == operator),
        _ => false,
    };
    let view = |row: QueueRow| WorkRow {
        item: desk.house.item(&row.item).map(|i| i.title.zh.clone()).unwrap_or_default(),
        state: state_zh(&row.state).to_owned(),
        id: row.disclosure_id,
        title: row.title,
        amends: row.revision > 0,
        returned: row.returned_reason,
        scheduled: row.scheduled_for.as_deref().map(minute),
        updated_at: minute(&row.updated_at),
    };
    let (waiting, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(waits);
    let held =
        if may(Action::Screen) { desk_reading::held_count(&desk.house, &visitor.officer).await? } else { 0 };
    let newest = desk_reading::published(&desk.house, &visitor.officer).await?;
    let page = MinePage {
        newest: newest.into_iter().take(NEWEST).map(published_row).collect(),
        agency: desk.house.register().agency_name(&visitor.officer.agency).to_owned(),
        roles: visitor.officer.roles.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        waiting: waiting.into_iter().map(view).collect(),
        others: others.into_iter().map(view).collect(),
        may_draft: may(Action::Draft),
        held,
        person: visitor.officer.name,
        token: visitor.token,
        frame: visitor.frame,
    };
    Ok(Page::ok(page).into_response())
}

/// A stored time, to the minute, for people.
pub(crate) fn minute(at: &str) -> String {
    at.get(..16).unwrap_or_default().replace('T', " ")
}

/// What kinds of information the person's agency publishes.
pub(crate) async fn choose(State(desk): State<Desk>, visitor: Visitor) -> Result<Response, Failure> {
    desk.house.must(&visitor.officer, Action::Draft, &visitor.officer.agency)?;
    let items = choices(&desk, &visitor.officer);
    let page = ChoosePage { items, token: visitor.token, frame: visitor.frame };
    Ok(Page::ok(page).into_response())
}

/// The kinds of information that the person's agency publishes.
pub(crate) fn choices(desk: &Desk, officer: &Officer) -> Vec<ItemChoice> {
    let register = desk.house.register();
    let level = register.agency(&officer.agency).map(|a| a.level.clone()).unwrap_or_default();
    let items =
        desk.house.rules.catalogue.items().iter().filter(|i| i.levels.iter().any(|l| l.key() == level));
    let choice = |i: &mingjing_catalogue::Item| ItemChoice {
        key: i.key.clone(),
        title: i.title.zh.clone(),
        summary: i.summary.clone(),
        area: i.area.zh(),
    };
    items.map(choice).collect()
}

/// Begins a draft.
pub(crate) async fn begin(
    State(desk): State<Desk>,
    visitor: Visitor,
    body: Bytes,
) -> Result<Redirect, Failure> {
    let form = Form::read(&visitor, &body)?;
    let id = start_draft(&desk.house, &visitor.officer, form.text("item"), &visitor.officer.agency).await?;
    Ok(Redirect::to(&format!("/desk/d/{id}")))
}

/// The newest public disclosures of the agency.
pub(crate) async fn published(State(desk): State<Desk>, visitor: Visitor) -> Result<Response, Failure> {
    Ok(Page::ok(published_page(&desk, visitor, None, Vec::new()).await?).into_response())
}

/// The list of what is public: as it is, or with a step that was refused and why.
pub(crate) async fn published_page(
    desk: &Desk,
    visitor: Visitor,
    refused: Option<RefusedStep>,
    errors: Vec<Link>,
) -> Result<PublishedPage, Failure> {
    let rows = desk_reading::published(&desk.house, &visitor.officer).await?;
    Ok(PublishedPage {
        rows: rows.into_iter().map(published_row).collect(),
        summary: ErrorSummary { errors },
        refused,
        may_amend: desk.house.may(&visitor.officer, Action::Draft, &visitor.officer.agency),
        may_withdraw: desk.house.may(&visitor.officer, Action::Withdraw, &visitor.officer.agency),
        token: visitor.token,
        frame: visitor.frame,
    })
}

fn published_row(r: DisclosureRow) -> PublishedRow {
    PublishedRow {
        withdrawn: r.status == "withdrawn",
        title: if r.title.is_empty() { "(内容已删除)".into() } else { r.title },
        index_no: r.index_no.unwrap_or_default(),
        id: r.id,
        issued_on: r.issued_on,
    }
}

/// One draft, with the step that is possible for this person.
pub(crate) async fn one(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let draft = match read_draft(&desk.house, &visitor.officer, &id).await {
        Ok(draft) => draft,
        // No draft any more: what it became is public.
        Err(mingjing_actions::Error::NotFound(_)) => {
            desk_reading::head(&desk.house, &visitor.officer, &id).await?;
            return Ok(Redirect::to(&format!("/d/{id}")).into_response());
        }
        Err(e) => return Err(e.into()),
    };
    let page = draft_page(&desk, visitor, draft, Sent::default()).await?;
    Ok(Page::ok(page).into_response())
}

/// What was sent and could not be done; nothing, when a page is only looked at.
#[derive(Default)]
pub(crate) struct Sent {
    /// Everything sent.
    pub(crate) form: Form,
    /// The fields of the item, when they were sent.
    pub(crate) typed: Option<Entries>,
    /// What is wrong with single fields.
    pub(crate) problems: Vec<FieldProblem>,
    /// What is wrong otherwise.
    pub(crate) refused: Option<Link>,
}

/// What an amendment changes, word by word.
async fn difference(desk: &Desk, draft: &Draft) -> Result<Option<Difference>, Failure> {
    let Some((before, after)) = desk_reading::changes(&desk.house, draft).await? else { return Ok(None) };
    let (house, reason) = (Arc::clone(&desk.house), draft.reason.clone());
    // Official text is long: comparing it must not hold up other requests.
    let compared = tokio::task::spawn_blocking(move || {
        Difference::between(house.rules.catalogue.item(&before.item), &before, &after, reason)
    });
    compared.await.map(Some).map_err(|e| Error::Refused(format!("版本比较中断:{e}")).into())
}

/// The page of a draft: as saved, or with what was sent and why it could not be done. When a save
/// as a whole was refused, what was typed is shown beside what is saved.
pub(crate) async fn draft_page(
    desk: &Desk,
    visitor: Visitor,
    draft: Draft,
    sent: Sent,
) -> Result<DraftPage, Failure> {
    let house = &desk.house;
    let item = house.item(&draft.head.item)?;
    let agency = draft.head.agency_code.clone();
    let may = |action| house.may(&visitor.officer, action, &agency);
    let drafted = draft.life.save().drafted_by.contains(&visitor.officer.id);
    let stage = match &draft.life {
        AnyWorking::Drafting(_) if may(Action::Draft) => Stage::Edit,
        AnyWorking::Submitted(_) if may(Action::Screen) && !drafted => Stage::Screen,
        AnyWorking::Screened(_) if may(Action::Approve) && !drafted => Stage::Approve,
        _ => Stage::Look,
    };
    let overtaken = |typed| conflict::between(house, item, &draft, typed);
    let conflict = sent.typed.as_ref().filter(|_| sent.refused.is_some()).map(overtaken);
    let saved = || Entries::from_values(item, &draft.values, draft.body.as_deref());
    let entries = sent.typed.unwrap_or_else(saved);
    let mut summary = ItemForm::summary(&sent.problems);
    summary.errors.splice(0..0, sent.refused);
    let missing = if stage == Stage::Edit { check_draft(house, &draft).await?.len() } else { 0 };
    let findings = screen_draft(house, &draft).await?;
    let texts = Texts { values: &draft.values, body: draft.body.as_deref(), files: &draft.attachments };
    let findings = findings.into_iter().map(|f| FindingView::new(f, texts, item, &sent.form)).collect();
    let trail = desk_reading::trail(house, &visitor.officer, &draft.head.id).await?;
    let may_return = may(Action::Return) && !matches!(draft.life, AnyWorking::Drafting(_));
    Ok(DraftPage {
        item: item.title.zh.clone(),
        summary,
        form: (stage == Stage::Edit)
            .then(|| ItemForm::new(item, &entries, &sent.problems, Choices::default())),
        facts: item
            .fields
            .iter()
            .filter_map(|f| Some((f.label.zh.clone(), f.display(draft.values.get(&f.key)?))))
            .collect(),
        body: draft.body.as_deref().map(|b| mingjing_design::markdown::render(b).html).unwrap_or_default(),
        findings,
        conflict,
        difference: difference(desk, &draft).await?,
        trail: trail.into_iter().map(TrailRow::new).collect(),
        attachments: files(house, &draft).await?,
        takes_files: item.has_attachments(),
        state: draft.life.zh(),
        title: draft.title(),
        reason: draft.reason.clone(),
        returned: draft.returned_reason.clone(),
        drafted_by_me: drafted,
        may_return,
        version: draft.lock_version,
        id: draft.head.id,
        sent: sent.form,
        missing,
        stage,
        token: visitor.token,
        frame: visitor.frame,
    })
}

/// Digest of each attachment, and its name with what screening could not read of it.
async fn files(house: &House, draft: &Draft) -> Result<Vec<(String, String)>, Failure> {
    let reach = desk_reading::reach(house, draft).await?;
    let shown = |(file, reach): (&Attachment, Reach)| {
        let note = match reach.zh() {
            "" => String::new(),
            note => format!("（{note}）"),
        };
        (file.sha256.clone(), format!("{}{note}", file.name))
    };
    Ok(draft.attachments.iter().zip(reach).map(shown).collect())
}
