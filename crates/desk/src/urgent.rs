//! Release in an emergency by one approver, and its review by another.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use chrono::DateTime;
use mingjing_actions::desk_reading::draft as read_draft;
use mingjing_actions::{
    Action, Error, House, UrgentReview, may_review_urgent, release_urgently, review_urgent, screen_draft,
    urgent_waiting,
};
use mingjing_design::components::{ErrorSummary, Link, Tag, TagKind};
use mingjing_design::page::Page;
use mingjing_publication::Ground;
use mingjing_store::urgent::WaitingRow;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{UrgentPage, UrgentView};
use crate::steps::{Answer, decisions, finish, refusal};
use crate::visitor::Visitor;
use crate::work::minute;

/// Publishes a draft at once, by one person.
pub(crate) async fn release(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let version = form.version()?;
    let (house, by) = (&desk.house, &visitor.officer);
    let draft = read_draft(house, by, &id).await?;
    let findings = screen_draft(house, &draft).await?;
    let done = match decisions(&form, &findings, &draft.attachments) {
        Ok(decisions) => {
            let why = (form.text("urgent-reason"), &decisions);
            release_urgently(house, by, &id, version, why).await.map(drop)
        }
        Err(e) => Err(e),
    };
    finish(&desk, visitor, &id, (form, "urgent"), done).await
}

/// How many hours are left for a review, or how many it is late.
pub(crate) fn hours_left(house: &House, due_at: &str) -> Tag {
    let Ok(due) = DateTime::parse_from_rfc3339(due_at) else { return Tag::new(TagKind::Bad, "时限不明") };
    let left = due - house.now();
    match left.num_minutes() {
        late @ ..0 => Tag::new(TagKind::Bad, format!("已超期 {} 小时", (-late).div_euclid(60).max(1))),
        0..60 => Tag::new(TagKind::Soon, "不到 1 小时"),
        minutes => Tag::new(TagKind::Soon, format!("还剩 {} 小时", minutes / 60)),
    }
}

/// One release that waits for its review, as this person sees it.
pub(crate) fn view(desk: &Desk, visitor: &Visitor, row: WaitingRow) -> UrgentView {
    let release = row.release;
    UrgentView {
        may_review: may_review_urgent(&desk.house, &visitor.officer, &release),
        left: hours_left(&desk.house, &release.due_at),
        due: minute(&release.due_at),
        at: minute(&release.released_at),
        leaf: release.leaf_index,
        id: release.disclosure_id,
        revision: release.revision,
        basis: release.basis,
        reason: release.reason,
        who: release.released_by_name,
        title: row.title,
        index_no: row.index_no.unwrap_or_default(),
        withdrawn: row.status == "withdrawn",
    }
}

async fn waiting_page(
    desk: &Desk,
    visitor: Visitor,
    (sent, refused): ((i64, Form), Option<Link>),
) -> Result<UrgentPage, Failure> {
    desk.house.must(&visitor.officer, Action::ReadWork, &visitor.officer.agency)?;
    let rows = urgent_waiting(&desk.house, &visitor.officer).await?;
    Ok(UrgentPage {
        waiting: rows.into_iter().map(|row| view(desk, &visitor, row)).collect(),
        summary: ErrorSummary { errors: refused.into_iter().collect() },
        sent,
        token: visitor.token,
        frame: visitor.frame,
    })
}

/// What waits for a review.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor) -> Answer {
    Ok(Page::ok(waiting_page(&desk, visitor, (Default::default(), None)).await?).into_response())
}

/// Reviews one: it stands, or it is withdrawn.
pub(crate) async fn review(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(leaf): Path<i64>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let found = match form.text("verdict") {
        "upheld" => Ok(UrgentReview::Upheld(form.text("opinion").to_owned())),
        "withdrawn" => Ground::new(form.text("article"), form.text("reason"))
            .map(UrgentReview::Withdrawn)
            .map_err(Error::from),
        _ => Err(Error::Refused("请选择维持发布或者撤回".into())),
    };
    let done = match found {
        Ok(found) => review_urgent(&desk.house, &visitor.officer, leaf, found).await,
        Err(e) => Err(e),
    };
    match done {
        Ok(()) => Ok(Redirect::to("/desk/urgent").into_response()),
        Err(e) => {
            let refused = Link::new(format!("#u-{leaf}"), refusal(e)?);
            let page = waiting_page(&desk, visitor, ((leaf, form), Some(refused))).await?;
            Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
