//! `/desk/d/{id}/files/{sha256}`: an attachment of a draft, for those who have to judge it before it is public.

use axum::extract::{Path, State};
use axum::response::Response;
use mingjing_actions::desk_reading;
use mingjing_design::page::download;

use crate::Desk;
use crate::failure::Failure;
use crate::visitor::Visitor;

/// The file as a download: nothing that was attached runs on a page of ours.
pub(crate) async fn one(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path((id, sha256)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (file, bytes) = desk_reading::attachment(&desk.house, &visitor.officer, &id, &sha256).await?;
    Ok(download(&file.media_type, &file.name, bytes.into()))
}
