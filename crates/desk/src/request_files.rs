//! Files of a request for information at the desk: what the applicant sent, and what an answer gives.

use axum::body::{Body, Bytes};
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::requests::FilePart;
use mingjing_actions::{Error, requests};
use mingjing_design::page::download;

use crate::Desk;
use crate::failure::Failure;
use crate::form::{Form, Upload};
use crate::requests::refused_files;
use crate::steps::Answer;
use crate::visitor::Visitor;

fn to_files(id: &str) -> Response {
    Redirect::to(&format!("/desk/requests/{id}#files")).into_response()
}

/// Puts a file to the case; refused, the case comes back with why.
pub(crate) async fn add(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    parts: Multipart,
) -> Answer {
    let upload = Upload::read(&visitor, parts).await?;
    let part = if upload.form.text("part") == "applicant" { FilePart::Applicant } else { FilePart::Answer };
    let file = upload.file.ok_or_else(|| Failure::Request("没有选择文件，请返回后选择".into()))?;
    match requests::add_file(&desk.house, &visitor.officer, (&id, part), file).await {
        Ok(()) => Ok(to_files(&id)),
        Err(Error::Refused(words)) => refused_files(&desk, visitor, &id, words).await,
        Err(e) => Err(e.into()),
    }
}

/// A file of the case; that it was taken out is written down.
pub(crate) async fn take(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path((id, file)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    if form.text("do") == "remove" {
        return match requests::remove_answer_file(&desk.house, &visitor.officer, &id, &file).await {
            Ok(()) => Ok(to_files(&id)),
            Err(Error::Refused(words)) => refused_files(&desk, visitor, &id, words).await,
            Err(e) => Err(e.into()),
        };
    }
    let found = requests::case_file(&desk.house, &visitor.officer, &id, &file).await?;
    Ok(download(&found.media_type, &found.name, Body::from(found.bytes)))
}
