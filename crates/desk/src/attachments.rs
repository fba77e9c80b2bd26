//! `/desk/d/{id}/files/{sha256}`: an attachment of a draft, for those who have to judge it before it is public.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use mingjing_actions::desk_reading;
use mingjing_design::format::query_value;

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
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let plain = HeaderValue::from_static("application/octet-stream");
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(&file.media_type).unwrap_or(plain));
    let disposition = format!("attachment; filename*=UTF-8''{}", query_value(&file.name));
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}
