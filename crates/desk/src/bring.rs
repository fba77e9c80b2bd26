//! Text from elsewhere: pasted from Word or a web page, a whole Word document, an earlier disclosure.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect};
use mingjing_actions::desk_reading::draft as read_draft;
use mingjing_actions::{Draft, Edit, Error, save_draft, start_copy};
use mingjing_attachments::{Limits, Manuscript, manuscript};
use mingjing_catalogue::{FieldKind, Item};
use mingjing_design::markdown::{Pasted, from_html};
use serde_json::{Value, json};

use crate::Desk;
use crate::failure::Failure;
use crate::form::{Form, Upload};
use crate::steps::{Answer, finish, to_draft};
use crate::visitor::Visitor;

const TOO_DEEP: &str = "内容的格式太复杂，没有读懂。请在 Word 里另存为 DOCX 后导入，或者只粘贴文字";
const NO_TEXT: &str = "这个文档里没有文字，什么也没有带入。如果内容是图片，请作为附件上传";

/// Writes what was pasted as Markdown; saves nothing.
pub(crate) async fn paste(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    read_draft(&desk.house, &visitor.officer, &id).await?;
    let html = form.text("html").to_owned();
    let pasted = tokio::task::spawn_blocking(move || from_html(&html)).await.ok().flatten();
    let Pasted { markdown, pictures } = pasted.ok_or_else(|| Failure::Request(TOO_DEEP.into()))?;
    Ok(Json(json!({ "markdown": markdown, "pictures": pictures })).into_response())
}

/// Puts a whole Word document into a draft: behind the text that is there, or in its place.
pub(crate) async fn import(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    parts: Multipart,
) -> Answer {
    let upload = Upload::read(&visitor, parts).await?;
    let replaces = upload.form.text("replace") == "yes";
    match take_in(&desk, &visitor, &id, upload.for_draft()?, replaces).await {
        Ok(0) => Ok(to_draft(&id)),
        Ok(pictures) => Ok(Redirect::to(&format!("/desk/d/{id}?pictures={pictures}")).into_response()),
        Err(e) => finish(&desk, visitor, &id, (Form::default(), "document"), Err(e)).await,
    }
}

/// Answers how many pictures were left out.
async fn take_in(
    desk: &Desk,
    visitor: &Visitor,
    id: &str,
    (version, name, bytes): (i64, String, Bytes),
    replaces: bool,
) -> Result<usize, Error> {
    let draft = read_draft(&desk.house, &visitor.officer, id).await?;
    let item = desk.house.item(&draft.head.item)?;
    if !item.document {
        return Err(Error::Refused(format!("“{}”没有正文，不能导入文档", item.title.zh)));
    }
    let read = tokio::task::spawn_blocking(move || {
        let found = manuscript(&name, &bytes, &Limits::default()).map_err(|e| e.to_string())?;
        let pasted = from_html(&found.html).ok_or_else(|| TOO_DEEP.to_owned())?;
        if pasted.markdown.trim().is_empty() && found.title.is_none() {
            return Err(NO_TEXT.to_owned());
        }
        Ok::<_, String>((found, pasted.markdown))
    });
    let (found, text) =
        read.await.map_err(|e| Error::Refused(format!("文档没有读完：{e}")))?.map_err(Error::Refused)?;
    let pictures = found.pictures;
    let edit = merged(item, draft, found, text, replaces);
    save_draft(&desk.house, &visitor.officer, id, version, edit).await?;
    Ok(pictures)
}

/// Title and number are taken where none is filled in, or where the document is to replace what is there.
fn merged(item: &Item, draft: Draft, found: Manuscript, text: String, replaces: bool) -> Edit {
    let mut values = draft.values;
    let number = item.fields.iter().find(|f| matches!(f.kind, FieldKind::DocumentNumber { .. }));
    let title = item.field("title").map(|f| (f.key.clone(), found.title.clone()));
    let given = title.into_iter().chain(number.map(|f| (f.key.clone(), found.document_no.clone())));
    let mut unplaced = String::new();
    for (key, value) in given {
        let Some(value) = value else { continue };
        let is_free = values.get(&key).and_then(Value::as_str).is_none_or(|text| text.trim().is_empty());
        if is_free || replaces {
            values.insert(key, Value::String(value));
        } else {
            unplaced.push_str(&format!("{value}\n\n"));
        }
    }
    let text = format!("{unplaced}{text}");
    let body = match draft.body {
        Some(body) if !replaces => format!("{}\n\n{text}", body.trim_end()),
        _ => text,
    };
    Edit { values, body: Some(body), remove: Vec::new() }
}

/// Begins a draft like a public disclosure.
pub(crate) async fn copy(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    Form::read(&visitor, &body)?;
    let id = start_copy(&desk.house, &visitor.officer, &id).await?;
    Ok(to_draft(&id))
}
