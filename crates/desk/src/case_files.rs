//! Files of a case at the desk: what a citizen sent, and what an answer gives.

use axum::body::{Body, Bytes};
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::Error;
use mingjing_actions::case_files::{FileLine, FilePart, FilesOf};
use mingjing_design::format::size;
use mingjing_design::page::download;

use crate::failure::Failure;
use crate::form::{Form, Upload};
use crate::pages::FileRow;
use crate::steps::Answer;
use crate::visitor::Visitor;
use crate::{Desk, appeals, requests};

/// A file as it is shown to somebody.
pub(crate) fn row(file: FileLine, may_handle: bool) -> FileRow {
    let of_answer = file.part == FilePart::Answer;
    FileRow {
        may_take: of_answer || may_handle,
        size: size(file.size),
        // A name that a citizen gave is shown to whoever handles the case.
        name: if of_answer || may_handle { file.name } else { "提交的材料".into() },
        id: file.id,
        of_answer,
    }
}

fn to_files(of: FilesOf, id: &str) -> Response {
    let cases = match of {
        FilesOf::Request => "requests",
        FilesOf::Appeal => "appeals",
    };
    Redirect::to(&format!("/desk/{cases}/{id}#files")).into_response()
}

/// The case, with why its files were not changed.
async fn refused(desk: &Desk, visitor: Visitor, (of, id): (FilesOf, &str), e: Error) -> Answer {
    match of {
        FilesOf::Request => requests::refused_files(desk, visitor, id, e).await,
        FilesOf::Appeal => appeals::refused_files(desk, visitor, id, e).await,
    }
}

async fn add(desk: &Desk, visitor: Visitor, (of, id): (FilesOf, &str), parts: Multipart) -> Answer {
    let upload = Upload::read(&visitor, parts).await?;
    let part = if upload.form.text("part") == "citizen" { FilePart::Citizen } else { FilePart::Answer };
    let file = upload.file.ok_or_else(|| Failure::Request("没有选择文件，请返回后选择".into()))?;
    match of.add(&desk.house, &visitor.officer, (id, part), file).await {
        Ok(()) => Ok(to_files(of, id)),
        Err(e @ Error::Refused(_)) => refused(desk, visitor, (of, id), e).await,
        Err(e) => Err(e.into()),
    }
}

async fn take(desk: &Desk, visitor: Visitor, (of, id, file): (FilesOf, &str, &str), body: &Bytes) -> Answer {
    let form = Form::read(&visitor, body)?;
    if form.text("do") == "remove" {
        return match of.remove(&desk.house, &visitor.officer, id, file).await {
            Ok(()) => Ok(to_files(of, id)),
            Err(e @ Error::Refused(_)) => refused(desk, visitor, (of, id), e).await,
            Err(e) => Err(e.into()),
        };
    }
    let found = of.take(&desk.house, &visitor.officer, id, file).await?;
    Ok(download(&found.media_type, &found.name, Body::from(found.bytes)))
}

/// Puts a file to a request; refused, the case comes back with why.
pub(crate) async fn add_to_request(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    parts: Multipart,
) -> Answer {
    add(&desk, visitor, (FilesOf::Request, &id), parts).await
}

/// Puts a file to an appeal; refused, the case comes back with why.
pub(crate) async fn add_to_appeal(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    parts: Multipart,
) -> Answer {
    add(&desk, visitor, (FilesOf::Appeal, &id), parts).await
}

/// A file of a request; that it was taken out is written down.
pub(crate) async fn take_of_request(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path((id, file)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    take(&desk, visitor, (FilesOf::Request, &id, &file), &body).await
}

/// A file of an appeal; that it was taken out is written down.
pub(crate) async fn take_of_appeal(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path((id, file)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    take(&desk, visitor, (FilesOf::Appeal, &id, &file), &body).await
}
