//! Second opinions. A screener who cannot tell whether something may be open asks, and the draft waits (条例 第十七条:
//! 不能确定是否可以公开的，报有关主管部门或者保密行政管理部门确定).
//!
//! The register does not say which agency is the secrecy office. So another screener answers: of the same agency or of
//! the agency above it.

use mingjing_publication::life::AnyWorking;
use mingjing_store::opinions::{self, OpinionRow};
use mingjing_store::{Tx, drafts};

use crate::trail::{Step, record};
use crate::working::{self, Draft};
use crate::{Action, Error, House, Officer};

/// The person as the one who may answer for an agency: a screener there, or of the agency above it.
fn answering(house: &House, by: &Officer, agency: &str) -> Option<Officer> {
    let register = house.register();
    let above = register.agency(agency).and_then(|a| a.parent_code.clone());
    let screens = |agency: &str| house.must(by, Action::Screen, agency).ok();
    screens(agency).or_else(|| screens(&above?))
}

/// Whether a person took part in a draft, or the one in whose place the person acts.
fn took_part(by: &Officer, draft: &Draft, asked_by: &str) -> bool {
    let drafted = draft.life.save().drafted_by;
    by.identities().any(|who| who == asked_by || drafted.contains(who))
}

/// The question that waits for an answer.
pub(crate) async fn pending(tx: &mut Tx, id: &str) -> Result<Option<OpinionRow>, Error> {
    Ok(opinions::of_disclosure(tx, id).await?.into_iter().find(|o| o.answered_at.is_none()))
}

/// Whether a person of another agency may see a draft: because it waits for an opinion that the person may give.
pub(crate) async fn is_consulted(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    (id, agency): (&str, &str),
) -> Result<bool, Error> {
    Ok(answering(house, by, agency).is_some() && pending(tx, id).await?.is_some())
}

/// Refuses while an opinion is awaited, and when one says that it may not be open.
pub(crate) async fn must_be_settled(tx: &mut Tx, id: &str) -> Result<(), Error> {
    for opinion in opinions::of_disclosure(tx, id).await? {
        match opinion.open {
            None => return Err(Error::Refused("这份稿件正在等第二意见，答复以后才能审查通过".into())),
            Some(false) => {
                let words = opinion.answer.unwrap_or_default();
                return Err(Error::Refused(format!(
                    "第二意见认为不能公开（{words}），请退回起草人（条例第十七条）"
                )));
            }
            Some(true) => {}
        }
    }
    Ok(())
}

/// Asks for a second opinion on a draft that waits for screening.
///
/// # Errors
/// When the person may not screen it, asks nothing, or an opinion is awaited already.
pub async fn ask_opinion(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
    question: &str,
) -> Result<(), Error> {
    let question = question.trim();
    if question.is_empty() {
        return Err(Error::Refused("请写明哪里不能确定，对方才知道要看什么".into()));
    }
    let mut tx = house.db.begin().await?;
    let draft = working::load_at(&mut tx, id, lock_version).await?;
    let by = &house.must(by, Action::Screen, &draft.head.agency_code)?;
    let AnyWorking::Submitted(life) = &draft.life else {
        return Err(Error::Refused("这份稿件不在待审查状态".into()));
    };
    if by.identities().any(|who| life.drafted_by().contains(who)) {
        return Err(Error::Refused("您参与了起草，请由审查这份稿件的同事请求第二意见".into()));
    }
    if pending(&mut tx, id).await?.is_some() {
        return Err(Error::Refused("已经请求过第二意见，正在等答复".into()));
    }
    let row = OpinionRow {
        id: house.new_id(),
        disclosure_id: id.to_owned(),
        asked_by: by.id.clone(),
        asked_by_name: by.name.clone(),
        asked_at: house.now_text(),
        question: question.to_owned(),
        answered_by: None,
        answered_by_name: None,
        answered_at: None,
        open: None,
        answer: None,
    };
    opinions::ask(&mut tx, &row).await?;
    let agency = draft.head.agency_code.as_str();
    let step = Step { action: "consult", disclosure: Some(id), agency, reason: Some(question), detail: None };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(())
}

/// Answers: whether it may be open, and why.
///
/// # Errors
/// When the person asked it, drafted it, or may not answer; when there is no question, or no reason.
pub async fn answer_opinion(
    house: &House,
    by: &Officer,
    id: &str,
    open: bool,
    reason: &str,
) -> Result<(), Error> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::Refused("请写明理由和依据".into()));
    }
    let mut tx = house.db.begin().await?;
    let draft = working::load(&mut tx, id).await?;
    let agency = draft.head.agency_code.as_str();
    let Some(by) = &answering(house, by, agency) else {
        return Err(Error::Forbidden("第二意见由本单位或上级单位的另一位审查人答复，您没有这个权限".into()));
    };
    let Some(question) = pending(&mut tx, id).await? else {
        return Err(Error::Refused("这份稿件没有等待答复的第二意见".into()));
    };
    if took_part(by, &draft, &question.asked_by) {
        return Err(Error::Refused("第二意见须由另一位没有参与的审查人答复".into()));
    }
    let answered = OpinionRow {
        answered_by: Some(by.id.clone()),
        answered_by_name: Some(by.name.clone()),
        answered_at: Some(house.now_text()),
        open: Some(open),
        answer: Some(reason.to_owned()),
        ..question
    };
    opinions::answer(&mut tx, &answered).await?;
    let words = format!("{}：{reason}", if open { "可以公开" } else { "不能公开" });
    let step = Step { action: "opine", disclosure: Some(id), agency, reason: Some(&words), detail: None };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(())
}

/// All opinions on a draft, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn opinions_on(house: &House, draft: &Draft) -> Result<Vec<OpinionRow>, Error> {
    Ok(opinions::of_disclosure(&mut house.db.read().await?, &draft.head.id).await?)
}

/// Whether this person may answer what is asked about a draft.
#[must_use]
pub fn may_opine(house: &House, by: &Officer, draft: &Draft, question: &OpinionRow) -> bool {
    answering(house, by, &draft.head.agency_code).is_some_and(|by| !took_part(&by, draft, &question.asked_by))
}

/// What was asked about an earlier hand-in is over; the trail keeps it.
pub(crate) async fn begin_anew(tx: &mut Tx, id: &str) -> Result<(), Error> {
    Ok(drafts::forget_opinions(tx, id).await?)
}
