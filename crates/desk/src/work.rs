//! Pages that show work: mine, what can be begun, what is public.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::{Officer, Role, desk_reading, start_draft};
use mingjing_design::components::{ErrorSummary, Link};
use mingjing_design::page::Page;
use mingjing_publication::life::state_zh;
use mingjing_store::drafts::{DisclosureRow, QueueRow};

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{ChoosePage, ItemChoice, MinePage, PublishedPage, PublishedRow, RefusedStep, WorkRow};
use crate::visitor::Visitor;

/// How many public disclosures the front page of the desk shows.
const NEWEST: usize = 5;

/// What waits for this person, what the person drafted, what came back.
pub(crate) async fn mine(State(desk): State<Desk>, visitor: Visitor) -> Result<Response, Failure> {
    let rows = desk_reading::queue(&desk.house, &visitor.officer).await?;
    let may = |role| visitor.officer.may(role, &visitor.officer.agency);
    let operator = Officer::operator().id;
    let waits = |row: &QueueRow| match row.state.as_str() {
        "submitted" => may(Role::Screener) && row.drafter != visitor.officer.id,
        "screened" => may(Role::Approver) && row.drafter != visitor.officer.id,
        // What an import brought and somebody sent back is for whoever drafts.
        "drafting" => may(Role::Drafter) && (row.drafter == visitor.officer.id || row.drafter == operator),
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
        if may(Role::Screener) { desk_reading::held_count(&desk.house, &visitor.officer).await? } else { 0 };
    let newest = desk_reading::published(&desk.house, &visitor.officer).await?;
    let page = MinePage {
        newest: newest.into_iter().take(NEWEST).map(published_row).collect(),
        agency: desk.house.register().agency_name(&visitor.officer.agency).to_owned(),
        roles: visitor.officer.roles.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        waiting: waiting.into_iter().map(view).collect(),
        others: others.into_iter().map(view).collect(),
        may_draft: may(Role::Drafter),
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
    visitor.officer.must(Role::Drafter, &visitor.officer.agency)?;
    let register = desk.house.register();
    let level = register.agency(&visitor.officer.agency).map(|a| a.level.clone()).unwrap_or_default();
    let items =
        desk.house.rules.catalogue.items().iter().filter(|i| i.levels.iter().any(|l| l.key() == level));
    let items = items.map(|i| ItemChoice {
        key: i.key.clone(),
        title: i.title.zh.clone(),
        summary: i.summary.clone(),
        area: i.area.zh(),
    });
    let page = ChoosePage { items: items.collect(), token: visitor.token, frame: visitor.frame };
    Ok(Page::ok(page).into_response())
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
        may_amend: visitor.officer.may(Role::Drafter, &visitor.officer.agency),
        may_withdraw: visitor.officer.may(Role::Approver, &visitor.officer.agency),
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
