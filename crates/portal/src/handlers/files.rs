//! Attachments.

use axum::extract::{Path, State};
use axum::response::Response;
use mingjing_design::page::download;
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
