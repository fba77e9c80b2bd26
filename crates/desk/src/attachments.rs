//! `/desk/d/{id}/files/{sha256}`: an attachment of a draft, for those who have to judge it before it is public; and
//! `/desk/d/{id}/uploads`: attachments that come in pieces, each at its place, so that a lost connection costs one piece
//! (draft-ietf-httpbis-resumable-upload). Without script a file comes as a whole, by [`crate::steps::attach`].

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use mingjing_actions::desk_reading::{self, draft as read_draft};
use mingjing_actions::{Error, Received, begin_upload, cancel_upload, receive_piece, upload};
use mingjing_design::page::download;
use serde_json::json;

use crate::Desk;
use crate::failure::Failure;
use crate::form::{Form, same};
use crate::pages::{FilesPart, rendered};
use crate::steps::{Answer, refusal};
use crate::visitor::Visitor;

/// How many bytes of an upload are here.
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
/// The token that forms carry in an input.
const TOKEN: &str = "mingjing-token";

/// The file as a download: nothing that was attached runs on a page of ours.
pub(crate) async fn one(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path((id, sha256)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (file, bytes) = desk_reading::attachment(&desk.house, &visitor.officer, &id, &sha256).await?;
    Ok(download(&file.media_type, &file.name, bytes.into()))
}

/// Begins an upload, or finds the one that was begun with this file.
pub(crate) async fn begin(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let size = form.text("size").parse().map_err(|_| Failure::Request("没有写明文件的长度".into()))?;
    let file = (form.text("name"), size, form.text("modified"));
    match begin_upload(&desk.house, &visitor.officer, &id, file).await {
        Ok(row) => {
            let address = format!("/desk/d/{id}/uploads/{}", row.id);
            let headers = [(header::LOCATION, address.clone()), (OFFSET, row.received.to_string())];
            let told = Json(json!({ "address": address, "offset": row.received }));
            Ok((StatusCode::CREATED, headers, told).into_response())
        }
        Err(e) => refused(e),
    }
}

/// How much of an upload is here.
pub(crate) async fn offset(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path((id, upload_id)): Path<(String, String)>,
) -> Answer {
    let row = upload(&desk.house, &visitor.officer, &id, &upload_id).await?;
    Ok((StatusCode::NO_CONTENT, [(OFFSET, row.received.to_string())]).into_response())
}

/// Takes the next piece. With the last one the file is attached, and the answer has the files of the draft as they are
/// shown in the editor.
pub(crate) async fn append(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path((id, upload_id)): Path<(String, String)>,
    headers: HeaderMap,
    piece: Bytes,
) -> Answer {
    must_have_token(&visitor, &headers)?;
    let position = headers.get(OFFSET).and_then(|v| v.to_str().ok()?.parse().ok());
    let position = position.ok_or_else(|| Failure::Request("没有写明这一段从哪里开始".into()))?;
    let (house, officer) = (&desk.house, &visitor.officer);
    match receive_piece(house, officer, (&id, &upload_id), position, &piece).await {
        Ok(Received::Part(here)) => {
            Ok((StatusCode::NO_CONTENT, [(OFFSET, here.to_string())]).into_response())
        }
        Ok(Received::Whole { before, version }) => {
            let draft = read_draft(house, officer, &id).await?;
            let item = house.item(&draft.head.item)?;
            let read = desk_reading::read_files(house, &draft).await?;
            let part = FilesPart::of(item, &draft, &read);
            let told = json!({ "before": before, "version": version, "files": rendered(&part)? });
            Ok(Json(told).into_response())
        }
        Err(Error::Conflict) => {
            let row = upload(house, officer, &id, &upload_id).await?;
            Ok((StatusCode::CONFLICT, [(OFFSET, row.received.to_string())], Json(json!({}))).into_response())
        }
        Err(e) => refused(e),
    }
}

/// Gives an upload up.
pub(crate) async fn cancel(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path((id, upload_id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer {
    must_have_token(&visitor, &headers)?;
    cancel_upload(&desk.house, &visitor.officer, &id, &upload_id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn must_have_token(visitor: &Visitor, headers: &HeaderMap) -> Result<(), Failure> {
    let given = headers.get(TOKEN).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if same(given, &visitor.token) { Ok(()) } else { Err(Failure::Token) }
}

fn refused(e: Error) -> Answer {
    let told = Json(json!({ "refused": refusal(e)? }));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, told).into_response())
}
