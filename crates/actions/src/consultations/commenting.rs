//! How comments and questionnaires come in.

use std::collections::HashSet;

use mingjing_catalogue::FieldProblem;
use mingjing_procedures::consultation::{AnyConsultation, Given};
use mingjing_publication::structure::outline;
use mingjing_store::consultations::{self, CommentRow, ConsultationRow};

use super::{Commenter, key, load, read_events, replayed};
use crate::cases::wrong_mail;
use crate::house::as_u32;
use crate::requests::lodging::{ONCE_CHARS, clean};
use crate::{Error, House, receipt_code, working};

/// Longest comment, in characters.
pub const LONGEST_COMMENT: usize = 5_000;
/// Longest name or contact, in characters.
const LONGEST_NAME: usize = 100;

/// A comment as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewComment {
    /// Address of the clause it is about; empty for the whole.
    pub clause: String,
    /// What is said.
    pub text: String,
    /// Who says it, if they like.
    pub commenter: Commenter,
}

/// What the commenter keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentReceipt {
    /// The code that shows the comment to whoever has it. It is stored nowhere.
    pub code: String,
    /// Its number within the call.
    pub number: u32,
    /// Title of the draft.
    pub title: String,
    /// Whether the same form had come before: then nothing new happened.
    pub again: bool,
}

/// Takes a comment. `once` is the token of the form: sent twice, it makes one comment.
///
/// # Errors
/// [`Error::Invalid`] with every entry that does not fit; when comments are not taken any more.
pub async fn comment(house: &House, id: &str, new: NewComment, once: &str) -> Result<CommentReceipt, Error> {
    let new = NewComment {
        clause: new.clause,
        text: clean(&new.text),
        commenter: Commenter {
            name: clean(&new.commenter.name),
            contact: clean(&new.commenter.contact),
            mail: clean(&new.commenter.mail),
        },
    };
    must_be_whole(once)?;
    let digest = house.seal.digest("comment form", once);
    let code = receipt_code::of_form(house, "comment", once);
    let mut tx = house.db.begin().await?;
    let row = load(&mut tx, id).await?;
    let content = working::published(&mut tx, &row.draft_id).await?.0;
    checked(&new, content.body.as_deref().unwrap_or_default())?;
    // Whoever sends the same form at the same time waits here, and then finds the comment.
    let number = consultations::count_comment(&mut tx, id, &today(house)).await?;
    if let Some(known) = consultations::comment_by_once(&mut tx, &digest).await? {
        return Ok(CommentReceipt { code, number: as_u32(known.number), title: row.title, again: true });
    }
    let number = number.ok_or_else(|| over(&row))?;
    let commenter = match new.commenter == Commenter::default() {
        true => None,
        false => Some(key(id).seal(house, &format!("commenter {number}"), &new.commenter)?),
    };
    let comment = CommentRow {
        consultation_id: id.to_owned(),
        number,
        at: house.now_text(),
        revision: crate::house::as_i64(content.revision),
        said: key(id).seal(house, &format!("comment {number}"), &new.text)?,
        clause: new.clause,
        commenter,
        similar_to: None,
        receipt_digest: receipt_digest(house, &code),
        once_digest: digest,
    };
    consultations::add_comment(&mut tx, &comment).await?;
    tx.commit().await?;
    Ok(CommentReceipt { code, number: as_u32(number), title: row.title, again: false })
}

/// Takes a questionnaire; answers whether the same form had come before.
///
/// # Errors
/// When an answer does not fit its question, or nothing was answered; when none are taken any more.
pub async fn answer_questionnaire(
    house: &House,
    id: &str,
    answers: &[Given],
    once: &str,
) -> Result<bool, Error> {
    must_be_whole(once)?;
    let digest = house.seal.digest("questionnaire form", once);
    let answers: Vec<Given> =
        answers.iter().map(|g| Given { chosen: g.chosen.clone(), text: clean(&g.text) }).collect();
    let mut tx = house.db.begin().await?;
    let row = load(&mut tx, id).await?;
    let events = read_events(&consultations::events(&mut tx, id).await?)?;
    let AnyConsultation::Open(call) = replayed(house, &row, &events)? else { return Err(over(&row)) };
    let questions = call.file().call().questions();
    if answers.len() != questions.len() || answers.iter().all(|g| g.chosen.is_empty() && g.text.is_empty()) {
        return Err(Error::Refused("请至少回答一题".into()));
    }
    for (question, given) in questions.iter().zip(&answers) {
        question.check(given)?;
    }
    let number = consultations::count_questionnaire(&mut tx, id, &today(house)).await?;
    if consultations::questionnaire_by_once(&mut tx, &digest).await?.is_some() {
        return Ok(true);
    }
    let number = number.ok_or_else(|| over(&row))?;
    let sealed = key(id).seal(house, &format!("questionnaire {number}"), &answers)?;
    consultations::add_questionnaire(&mut tx, (id, number), (&house.now_text(), &sealed), &digest).await?;
    tx.commit().await?;
    Ok(false)
}

fn today(house: &House) -> String {
    house.now().date_naive().to_string()
}

fn must_be_whole(once: &str) -> Result<(), Error> {
    if once.len() < ONCE_CHARS {
        return Err(Error::Refused("表单不完整，请重新打开征求意见的页面；填写的内容可以复制过去".into()));
    }
    Ok(())
}

fn over(row: &ConsultationRow) -> Error {
    match row.opened_on {
        Some(_) => Error::Refused(format!("征求意见到 {} 为止，已经截止", row.closes_on)),
        None => Error::NotFound("这次征求意见"),
    }
}

/// The digest of a code however it was typed.
pub(super) fn receipt_digest(house: &House, code: &str) -> String {
    receipt_code::digest(house, "comment", code)
}

fn checked(new: &NewComment, body: &str) -> Result<(), Error> {
    let mut problems = Vec::new();
    let mut wrong = |field: &str, label: &str, message: String| {
        problems.push(FieldProblem { field: field.into(), label: label.into(), message });
    };
    let anchors: HashSet<String> = outline(body).into_iter().map(|clause| clause.anchor).collect();
    if !new.clause.is_empty() && !anchors.contains(&new.clause) {
        wrong("clause", "针对哪一条", "草案里没有这一条，可能草案更新过，请重新选择".into());
    }
    let length = new.text.chars().count();
    if length == 0 {
        wrong("text", "意见", "请写下您的意见".into());
    } else if length > LONGEST_COMMENT {
        wrong("text", "意见", format!("最多 {LONGEST_COMMENT} 字，现在有 {length} 字"));
    }
    let Commenter { name, contact, mail } = &new.commenter;
    if let Some(words) = wrong_mail(mail) {
        wrong("mail", "邮箱", words);
    }
    for (field, label, entry) in [("name", "称呼", name), ("contact", "联系方式", contact)] {
        let length = entry.chars().count();
        if length > LONGEST_NAME {
            wrong(field, label, format!("最多 {LONGEST_NAME} 字，现在有 {length} 字"));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}
