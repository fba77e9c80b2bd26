//! Attachments.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use mingjing_design::format::query_value;
use mingjing_design::page::secure;
use mingjing_ledger::LogSource;

use super::disclosure::read;
use crate::failure::Failure;
use crate::portal::Portal;
use crate::visit::Visit;

/// `/d/{id}/files/{number}`: an attachment of the newest version, numbered from 1.
pub(super) async fn attachment(
    State(portal): State<Portal>,
    Path((id, number)): Path<(String, usize)>,
    visit: Visit,
) -> Response {
    match read_attachment(&portal, &id, number).await {
        Ok(response) => response,
        Err(failure) => portal.failure(&visit, failure).await,
    }
}

async fn read_attachment(portal: &Portal, id: &str, number: usize) -> Result<Response, Failure> {
    let disclosure = read(portal, id).await?;
    let files = disclosure.content().map(|content| &content.attachments).ok_or(Failure::NotFound)?;
    let file = number.checked_sub(1).and_then(|at| files.get(at)).ok_or(Failure::NotFound)?;
    let bytes = portal.house.log_source().get(&format!("content/{}", file.sha256)).await?;
    Ok(download(&file.media_type, &file.name, bytes.ok_or(Failure::NotFound)?.into()))
}

/// A file that browsers save and never run (RFC 6266 for its name).
pub(super) fn download(kind: &str, name: &str, body: Body) -> Response {
    let disposition = format!("attachment; filename*=UTF-8''{}", query_value(name));
    let mut response = body.into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_str(kind).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(CONTENT_TYPE, kind);
    headers.insert(
        CONTENT_DISPOSITION,
        HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    secure(headers);
    response
}
