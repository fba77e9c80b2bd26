//! Texts of messages as administrators change them at the desk.

use mingjing_store::message_texts::{self, TextRow};
use serde_json::json;

use super::{Filled, Message, Standard, Texts};
use crate::trail::{Step, changed, record};
use crate::{Action, Error, House, Officer, Scope};

/// The text of a message as it is sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedText {
    /// Which message.
    pub message: Message,
    /// When it is sent, to whom, and the standard texts.
    pub standard: Standard,
    /// What an administrator wrote in their place; when, and by whom.
    pub changed: Option<TextRow>,
}

/// Why a text was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageProblem {
    /// Whether it is the subject.
    pub in_subject: bool,
    /// What, and how to mend it; with its line.
    pub reason: String,
}

/// Whoever changes a text changes it for the whole site.
fn must(house: &House, by: &Officer) -> Result<Officer, Error> {
    match house.widest(by, Action::ManageMessages) {
        Some((Scope::All, _)) => house.must(by, Action::ManageMessages, &by.agency),
        _ => Err(Error::Forbidden(format!("您没有“{}”的权限，请联系系统管理员", Action::ManageMessages))),
    }
}

/// All messages.
///
/// # Errors
/// When the person may not change them.
pub async fn texts(house: &House, by: &Officer) -> Result<Vec<ChangedText>, Error> {
    must(house, by)?;
    let rows = message_texts::all(&mut house.db.read().await?).await?;
    Message::ALL.into_iter().map(|message| of(house, &rows, message)).collect()
}

fn of(house: &House, rows: &[TextRow], message: Message) -> Result<ChangedText, Error> {
    Ok(ChangedText {
        message,
        standard: house.rules.messages.standard(message)?.clone(),
        changed: rows.iter().find(|row| row.message == message.key()).cloned(),
    })
}

/// One message.
///
/// # Errors
/// As [`texts`]; when there is no such message.
pub async fn one(house: &House, by: &Officer, key: &str) -> Result<ChangedText, Error> {
    let found = texts(house, by).await?.into_iter().find(|text| text.message.key() == key);
    found.ok_or(Error::NotFound("这封邮件的文字"))
}

/// The texts as they would be sent with example values.
///
/// # Errors
/// What is wrong with them.
pub fn preview(message: Message, subject: &str, body: &str) -> Result<Filled, MessageProblem> {
    let values: Vec<_> = message.placeholders().iter().map(|p| (p.name, p.example)).collect();
    Ok(read(message, subject, body)?.fill(&values))
}

fn read(message: Message, subject: &str, body: &str) -> Result<Texts, MessageProblem> {
    Texts::read(message, subject, body).map_err(|(in_subject, problem)| {
        let body = body.trim();
        let line = body.as_bytes()[..problem.at.min(body.len())].iter().filter(|b| **b == b'\n').count() + 1;
        let place = if in_subject { "主题".to_owned() } else { format!("正文第 {line} 行") };
        MessageProblem { in_subject, reason: format!("{place}：{}", problem.reason) }
    })
}

fn words(subject: &str, body: &str) -> serde_json::Value {
    json!({ "subject": subject, "body": body })
}

/// Writes other texts for a message; from then on it is sent with them. `seen` is when the text was written that the person
/// looked at; empty for the standard one.
///
/// # Errors
/// When the person may not; [`Error::Refused`] with what is wrong with the texts; [`Error::Conflict`] when somebody else wrote
/// others meanwhile.
pub async fn change(
    house: &House,
    by: &Officer,
    message: Message,
    seen: &str,
    (subject, body): (&str, &str),
) -> Result<(), Error> {
    let by = must(house, by)?;
    let texts = read(message, subject, body).map_err(|problem| Error::Refused(problem.reason))?;
    let mut tx = house.db.begin().await?;
    let before = of(house, &message_texts::all(&mut tx).await?, message)?;
    if before.changed.as_ref().map_or("", |row| row.changed_at.as_str()) != seen {
        return Err(Error::Conflict);
    }
    let row = TextRow {
        message: message.key().to_owned(),
        subject: texts.subject.clone(),
        body: texts.body.clone(),
        changed_at: house.now_text(),
        officer_name: by.name.clone(),
    };
    message_texts::put(&mut tx, &row).await?;
    let (old, new) = (before.now(), words(&texts.subject, &texts.body));
    noted(house, tx, &by, ("message-change", message), (words(old.0, old.1), new)).await
}

/// Goes back to the standard texts of a message.
///
/// # Errors
/// When the person may not.
pub async fn reset(house: &House, by: &Officer, message: Message) -> Result<(), Error> {
    let by = must(house, by)?;
    let before = one(house, &by, message.key()).await?;
    let mut tx = house.db.begin().await?;
    message_texts::delete(&mut tx, message.key()).await?;
    let (old, new) = (before.now(), &before.standard.texts);
    let new = words(&new.subject, &new.body);
    noted(house, tx, &by, ("message-reset", message), (words(old.0, old.1), new)).await
}

async fn noted(
    house: &House,
    mut tx: mingjing_store::Tx,
    by: &Officer,
    (action, message): (&'static str, Message),
    (before, after): (serde_json::Value, serde_json::Value),
) -> Result<(), Error> {
    let detail = changed(before, after);
    let step = Step { action, disclosure: None, agency: &by.agency, reason: Some(message.zh()), detail };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(())
}

impl ChangedText {
    /// The subject and the text as they are sent now.
    #[must_use]
    pub fn now(&self) -> (&str, &str) {
        match &self.changed {
            Some(row) => (&row.subject, &row.body),
            None => (&self.standard.texts.subject, &self.standard.texts.body),
        }
    }
}
