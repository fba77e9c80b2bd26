//! `/desk/d/{id}/preview`: a draft as the public will see it, on a phone and on a desktop.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use mingjing_actions::desk_reading::{draft as read_draft, upcoming};
use mingjing_design::page::{Page, show_own_pages};

use crate::Desk;
use crate::failure::Failure;
use crate::pages::PreviewPage;
use crate::visitor::Visitor;

/// Both widths beside each other.
pub(crate) async fn beside(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let draft = read_draft(&desk.house, &visitor.officer, &id).await?;
    let page = PreviewPage { title: draft.title(), id: draft.head.id, frame: visitor.frame };
    let mut response = Page::ok(page).into_response();
    show_own_pages(response.headers_mut());
    Ok(response)
}

/// The page of the portal itself.
pub(crate) async fn page(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let draft = read_draft(&desk.house, &visitor.officer, &id).await?;
    let upcoming = upcoming(&desk.house, &draft).await?;
    let made = desk.previews.page(visitor.frame, upcoming).await;
    made.ok_or_else(|| Failure::Request("预览没有生成，请稍后再试".into()))
}
