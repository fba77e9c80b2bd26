//! `/desk/messages`: the texts of the mail this site sends, and what became of it.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use mingjing_actions::messages::{self, ChangedText, Message};
use mingjing_actions::{Error, outbox};
use mingjing_design::components::{ErrorSummary, Link};
use mingjing_design::page::Page;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{FailedLine, MessageLine, MessagePage, MessagesPage};
use crate::steps::{Answer, refusal};
use crate::visitor::Visitor;
use crate::work::minute;

/// All messages, what waits to be sent, and what was given up.
pub(crate) async fn list(State(desk): State<Desk>, visitor: Visitor) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    let texts = messages::texts(house, by).await?;
    let (waiting, failed) = outbox::standing(house, by).await?;
    let line = |text: ChangedText| MessageLine {
        key: text.message.key(),
        title: text.message.zh(),
        when: text.standard.when,
        to: text.standard.to,
        changed: text.changed.map(|row| (minute(&row.changed_at), row.officer_name)),
    };
    let failed = failed.into_iter().map(|row| FailedLine {
        title: Message::of_key(&row.message).map_or(row.message, |message| message.zh().to_owned()),
        made: minute(&row.made_at),
        given_up: row.failed_at.as_deref().map(minute).unwrap_or_default(),
        problem: row.problem.unwrap_or_default(),
    });
    let page = MessagesPage {
        lines: texts.into_iter().map(line).collect(),
        sends_mail: house.site.sends_mail,
        waiting: waiting.number,
        oldest: waiting.oldest.as_deref().map(minute),
        problem: waiting.problem,
        failed: failed.collect(),
        failed_days: house.rules.messages.limits.failed_days,
        frame: visitor.frame,
    };
    Ok(Page::ok(page).into_response())
}

fn message_page(
    visitor: Visitor,
    text: &ChangedText,
    form: Option<&Form>,
    wrong: Option<Link>,
) -> MessagePage {
    let (subject, body) = text.now();
    let typed =
        |name: &str, now: &str| form.map_or_else(|| now.to_owned(), |form| form.text(name).to_owned());
    let (subject, body) = (typed("subject", subject), typed("body", body));
    MessagePage {
        key: text.message.key(),
        title: text.message.zh(),
        when: text.standard.when.clone(),
        to: text.standard.to.clone(),
        changed: text.changed.as_ref().map(|row| (minute(&row.changed_at), row.officer_name.clone())),
        seen: form.map_or_else(|| seen(text), |form| form.text("seen").to_owned()),
        placeholders: text.message.placeholders(),
        preview: messages::preview(text.message, &subject, &body).ok(),
        summary: ErrorSummary { errors: wrong.into_iter().collect() },
        subject,
        body,
        token: visitor.token,
        frame: visitor.frame,
    }
}

/// What tells that nobody has written another text since the page was made.
fn seen(text: &ChangedText) -> String {
    text.changed.as_ref().map(|row| row.changed_at.clone()).unwrap_or_default()
}

/// One message with its preview.
pub(crate) async fn one(State(desk): State<Desk>, visitor: Visitor, Path(key): Path<String>) -> Answer {
    let text = messages::one(&desk.house, &visitor.officer, &key).await?;
    Ok(Page::ok(message_page(visitor, &text, None, None)).into_response())
}

/// Previews what was typed, saves it, or goes back to the standard text.
pub(crate) async fn act(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(key): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let (house, by) = (&desk.house, &visitor.officer);
    let text = messages::one(house, by, &key).await?;
    let typed = (form.text("subject"), form.text("body"));
    let wrong = messages::preview(text.message, typed.0, typed.1).err();
    let wrong = wrong.map(|p| Link::new(if p.in_subject { "#subject" } else { "#body" }, p.reason));
    let done = match (form.text("do"), &wrong) {
        ("reset", _) => messages::reset(house, by, text.message).await,
        ("save", None) => messages::change(house, by, text.message, form.text("seen"), typed).await,
        ("save", Some(_)) | ("preview", _) => {
            let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            let page = message_page(visitor, &text, Some(&form), wrong);
            return Ok(Page::with_status(status, page).into_response());
        }
        _ => return Err(Failure::from(Error::NotFound("这个步骤"))),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/desk/messages/{key}")).into_response()),
        Err(e) => {
            let wrong = Link::new("#body", refusal(e)?);
            let page = message_page(visitor, &text, Some(&form), Some(wrong));
            Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
