//! What the public, the desk and a commenter see of calls.

use chrono::NaiveDate;
use mingjing_procedures::Clock;
use mingjing_procedures::consultation::{AnyConsultation, Event, GroupAnswer};
use mingjing_store::consultations::{self, CommentRow, ConsultationRow, DraftRow, HeadRow, Part};
use serde_json::{Value, json};

use super::commenting::receipt_digest;
use super::{Commenter, key, load, read_events, replayed, said};
use crate::house::{as_i64, as_u32, as_u64};
use crate::reading::{self, PublicDisclosure};
use crate::requests::{read_day, rules};
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer};

/// Drafts offered to begin a call on.
const DRAFTS: i64 = 50;

/// A call in a list.
#[derive(Debug, Clone)]
pub struct CallLine {
    /// As it is stored.
    pub row: ConsultationRow,
    /// Last day for comments.
    pub closes_on: NaiveDate,
    /// Last day for the outcome and working days until then, negative when it is over; none before the last day for
    /// comments, with the outcome, and where working days are not known.
    pub outcome: Option<(NaiveDate, i64)>,
}

/// A call as the public sees it.
#[derive(Debug, Clone)]
pub struct PublicCall {
    /// As it is stored.
    pub row: ConsultationRow,
    /// Its state.
    pub state: AnyConsultation,
    /// The draft, with its explanation and basis.
    pub draft: PublicDisclosure,
    /// Whether comments are taken today.
    pub is_open: bool,
    /// The disclosure with the outcome, as long as it is public: answers stand nowhere else.
    pub outcome: Option<String>,
    /// What is waited for; in words where working days are not known.
    pub clock: Result<Option<Clock>, String>,
}

/// A step as the desk sees it.
#[derive(Debug, Clone)]
pub struct DeskStep {
    /// When it was noted, RFC 3339.
    pub at: String,
    /// By whom.
    pub by: String,
    /// What.
    pub event: Event,
}

/// A call as the desk sees it.
#[derive(Debug, Clone)]
pub struct DeskCall {
    /// As it is stored.
    pub row: ConsultationRow,
    /// Its state.
    pub state: AnyConsultation,
    /// Every step.
    pub steps: Vec<DeskStep>,
    /// What is waited for; in words where working days are not known.
    pub clock: Result<Option<Clock>, String>,
}

/// Which comments of a call are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Which {
    /// Address of a clause, `-` for those about the whole; empty for all.
    pub clause: String,
    /// Only those in this group; those in none with `Some(None)`.
    pub group: Option<Option<usize>>,
    /// All that say almost the same as this one, each by itself.
    pub like: Option<u32>,
}

/// A comment in the list of the desk, standing for those that say almost the same.
#[derive(Debug, Clone)]
pub struct CommentLine {
    /// Its number.
    pub number: u32,
    /// When it came, RFC 3339.
    pub at: String,
    /// Address of the clause; empty for the whole.
    pub clause: String,
    /// What it says.
    pub text: String,
    /// Whether it says who wrote it.
    pub has_commenter: bool,
    /// How many others say almost the same.
    pub others: u32,
    /// The group it is in, by position.
    pub group: Option<usize>,
}

/// One page of comments.
#[derive(Debug, Clone)]
pub struct Comments {
    /// The comments.
    pub lines: Vec<CommentLine>,
    /// How many lines there are in all.
    pub total: u64,
    /// Clauses on which there are comments, with their numbers; the whole is the empty one.
    pub clauses: Vec<(String, u64)>,
}

/// A comment as its writer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commented {
    /// The call.
    pub id: String,
    /// Title of the draft.
    pub title: String,
    /// Name of the agency.
    pub agency: String,
    /// Number of the comment.
    pub number: u32,
    /// The day it came.
    pub on: NaiveDate,
    /// Address of the clause; empty for the whole.
    pub clause: String,
    /// What was said.
    pub text: String,
    /// Who said it.
    pub commenter: Option<Commenter>,
    /// State of the call in words.
    pub state: &'static str,
    /// The group it is in and its answer, once the outcome is public.
    pub answer: Option<(String, GroupAnswer)>,
    /// The disclosure with the outcome, once it is public.
    pub outcome: Option<String>,
    /// Why it is not listed, where two people agreed.
    pub withheld: Option<String>,
}

fn line(house: &House, row: ConsultationRow) -> Result<CallLine, Error> {
    let closes_on = read_day(&row.closes_on)?;
    let today = house.now().date_naive();
    let waits = today > closes_on && matches!(row.state.as_str(), "open" | "closed" | "announcing");
    let outcome = if waits { outcome_clock(house, closes_on, today) } else { None };
    Ok(CallLine { row, closes_on, outcome })
}

fn outcome_clock(house: &House, closes_on: NaiveDate, today: NaiveDate) -> Option<(NaiveDate, i64)> {
    let calendar = &house.rules.calendar;
    let mingjing_calendar::Amount::WorkingDays(days) =
        house.rules.limits.get("consultation.outcome").ok()?.amount
    else {
        return None;
    };
    let due = calendar.add_working_days(closes_on, days).ok()?;
    let left = if today > due {
        -i64::from(calendar.working_days_between(due, today).ok()?.max(1))
    } else {
        i64::from(calendar.working_days_between(today, due).ok()?)
    };
    Some((due, left))
}

/// One of the public lists.
///
/// # Errors
/// When the database cannot be read.
pub async fn public_calls(
    house: &House,
    part: Part,
    (limit, offset): (u64, u64),
) -> Result<Vec<CallLine>, Error> {
    let today = house.now().date_naive().to_string();
    let mut tx = house.db.read().await?;
    let rows = consultations::page(&mut tx, part, &today, (as_i64(limit), as_i64(offset))).await?;
    rows.into_iter().map(|row| line(house, row)).collect()
}

/// A call that was opened; none where there is no such one, or its draft is not public any more.
///
/// # Errors
/// When the database cannot be read.
pub async fn public_call(house: &House, id: &str) -> Result<Option<PublicCall>, Error> {
    let mut tx = house.db.read().await?;
    let Some(row) = consultations::one(&mut tx, id).await? else { return Ok(None) };
    if row.opened_on.is_none() {
        return Ok(None);
    }
    let events = read_events(&consultations::events(&mut tx, id).await?)?;
    drop(tx);
    let Some(draft) = reading::disclosure(house, &row.draft_id).await? else { return Ok(None) };
    if draft.content().is_none() {
        return Ok(None);
    }
    let state = replayed(house, &row, &events)?;
    let today = house.now().date_naive();
    let is_open = matches!(&state, AnyConsultation::Open(call) if call.takes(today));
    let clock = state.clock(&rules(house), today).map_err(|e| e.to_string());
    let outcome = public_outcome(house, &state).await?;
    Ok(Some(PublicCall { row, state, draft, is_open, outcome, clock }))
}

/// The outcome of a call, as long as it is public.
async fn public_outcome(house: &House, state: &AnyConsultation) -> Result<Option<String>, Error> {
    let AnyConsultation::Published(call) = state else { return Ok(None) };
    let outcome = reading::disclosure(house, &call.state().outcome).await?;
    Ok(outcome.filter(|outcome| outcome.content().is_some()).map(|outcome| outcome.id))
}

/// The comment of a receipt code, as its writer sees it; none for any other code.
///
/// # Errors
/// When the database cannot be read.
pub async fn track(house: &House, code: &str) -> Result<Option<Commented>, Error> {
    let mut tx = house.db.read().await?;
    let digest = receipt_digest(house, code);
    let Some(comment) = consultations::comment_by_receipt(&mut tx, &digest).await? else { return Ok(None) };
    let row = load(&mut tx, &comment.consultation_id).await?;
    let events = read_events(&consultations::events(&mut tx, &row.id).await?)?;
    drop(tx);
    let state = replayed(house, &row, &events)?;
    let number = as_u32(comment.number);
    let outcome = public_outcome(house, &state).await?;
    let found = state.found().filter(|_| outcome.is_some());
    let group = found.and_then(|found| found.groups.get(*found.group_of().get(&number)?));
    let withheld = state.file().withheld().get(&number).filter(|w| w.agreed_on.is_some());
    Ok(Some(Commented {
        agency: house.register().agency_name(&row.agency_code).to_owned(),
        number,
        on: read_day(comment.at.get(..10).unwrap_or_default())?,
        text: said(house, &comment)?,
        commenter: commenter(house, &comment)?,
        clause: comment.clause,
        state: state.zh(),
        answer: group.and_then(|group| Some((group.title.clone(), group.answer.clone()?))),
        outcome,
        withheld: withheld.map(|w| w.ground.clone()),
        id: row.id,
        title: row.title,
    }))
}

pub(super) fn commenter(house: &House, comment: &CommentRow) -> Result<Option<Commenter>, Error> {
    let part = format!("commenter {}", comment.number);
    comment
        .commenter
        .as_deref()
        .map(|sealed| key(&comment.consultation_id).open(house, &part, sealed))
        .transpose()
}

/// Everything kept of a comment, for its writer (个人信息保护法 第四十五条); none for any other code.
///
/// # Errors
/// When the database cannot be read.
pub async fn export_of(house: &House, code: &str) -> Result<Option<Value>, Error> {
    let Some(comment) = track(house, code).await? else { return Ok(None) };
    let who = comment.commenter.unwrap_or_default();
    Ok(Some(json!({
        "征求意见的草案": comment.title,
        "征求意见的机关": comment.agency,
        "意见编号": comment.number,
        "提交日期": comment.on.to_string(),
        "针对的条款": comment.clause,
        "意见": comment.text,
        "称呼": who.name,
        "联系方式": who.contact,
        "状态": comment.state,
    })))
}

/// Calls of a person's agency by urgency: those in hand, or those with an outcome; and how many there are.
///
/// # Errors
/// When the person may not see them.
pub async fn desk_calls(
    house: &House,
    by: &Officer,
    done: bool,
    (limit, offset): (u64, u64),
) -> Result<(Vec<CallLine>, u64), Error> {
    let by = house.must(by, Action::ReadConsultations, &by.agency)?;
    let mut tx = house.db.read().await?;
    let total = as_u64(consultations::count_of_agency(&mut tx, &by.agency, done).await?);
    let rows = consultations::of_agency(&mut tx, &by.agency, done, (as_i64(limit), as_i64(offset))).await?;
    let lines = rows.into_iter().map(|row| line(house, row)).collect::<Result<_, _>>()?;
    Ok((lines, total))
}

/// Public drafts of a person's agency on which a call can be proposed.
///
/// # Errors
/// When the person may not.
pub async fn free_drafts(house: &House, by: &Officer) -> Result<Vec<DraftRow>, Error> {
    let by = house.must(by, Action::HandleConsultations, &by.agency)?;
    let mut tx = house.db.read().await?;
    Ok(consultations::drafts(&mut tx, &house.rules.consultations.draft, &by.agency, DRAFTS).await?)
}

/// How many calls of the agency wait for this person.
///
/// # Errors
/// When the database cannot be read.
pub async fn calls_waiting(house: &House, by: &Officer) -> Result<u64, Error> {
    let may = |action| house.may(by, action, &by.agency);
    let ways = (may(Action::HandleConsultations), may(Action::ReviewConsultations));
    if ways == (false, false) {
        return Ok(0);
    }
    let today = house.now().date_naive().to_string();
    let mut tx = house.db.read().await?;
    Ok(as_u64(consultations::waiting(&mut tx, &by.agency, ways, &today).await?))
}

/// One call.
///
/// # Errors
/// When there is none, or the person may not see it.
pub async fn desk_call(house: &House, by: &Officer, id: &str) -> Result<DeskCall, Error> {
    let mut tx = house.db.read().await?;
    let row = load(&mut tx, id).await?;
    house.must(by, Action::ReadConsultations, &row.agency_code)?;
    let rows = consultations::events(&mut tx, id).await?;
    let events = read_events(&rows)?;
    let state = replayed(house, &row, &events)?;
    let clock = state.clock(&rules(house), house.now().date_naive()).map_err(|e| e.to_string());
    let steps = rows.into_iter().zip(events);
    let steps = steps.map(|(row, event)| DeskStep { at: row.at, by: row.officer_name, event }).collect();
    Ok(DeskCall { row, state, steps, clock })
}

/// Comments of a call, those that say almost the same as one line.
///
/// # Errors
/// When the person may not see them.
pub async fn comments(
    house: &House,
    by: &Officer,
    call: &DeskCall,
    which: &Which,
    (limit, offset): (usize, usize),
) -> Result<Comments, Error> {
    let id = &call.row.id;
    house.must(by, Action::ReadConsultations, &call.row.agency_code)?;
    let group_of = call.state.found().map(|found| found.group_of()).unwrap_or_default();
    let mut tx = house.db.read().await?;
    let heads = consultations::heads(&mut tx, id).await?;
    let mut clauses = std::collections::BTreeMap::<String, u64>::new();
    let mut others = std::collections::BTreeMap::<i64, u32>::new();
    for head in &heads {
        *clauses.entry(head.clause.clone()).or_default() += 1;
        if let Some(first) = head.similar_to {
            *others.entry(first).or_default() += 1;
        }
    }
    let fits = |head: &&HeadRow| {
        let about = match which.clause.as_str() {
            "" => true,
            "-" => head.clause.is_empty(),
            clause => head.clause == clause,
        };
        let group = group_of.get(&as_u32(head.number)).copied();
        let alike = match which.like {
            Some(first) => as_u32(head.number) == first || head.similar_to == Some(i64::from(first)),
            // One that was taken out of its group stands for itself.
            None => {
                let leader = head.similar_to.map(as_u32);
                leader.is_none_or(|leader| group_of.get(&leader).copied() != group)
            }
        };
        about && alike && which.group.is_none_or(|wanted| wanted == group)
    };
    let listed: Vec<&HeadRow> = heads.iter().filter(fits).collect();
    let mut lines = Vec::new();
    for head in listed.iter().skip(offset).take(limit) {
        let Some(row) = consultations::comment(&mut tx, id, head.number).await? else { continue };
        let number = as_u32(row.number);
        lines.push(CommentLine {
            number,
            text: said(house, &row)?,
            has_commenter: row.commenter.is_some(),
            at: row.at,
            clause: row.clause,
            others: if which.like.is_some() { 0 } else { others.get(&row.number).copied().unwrap_or(0) },
            group: group_of.get(&number).copied(),
        });
    }
    Ok(Comments { lines, total: listed.len() as u64, clauses: clauses.into_iter().collect() })
}

/// Who wrote a comment, for whoever handles the call. That it was looked at is written down.
///
/// # Errors
/// When the person may not, or nobody told or the time to keep it is over.
pub async fn reveal_commenter(
    house: &House,
    by: &Officer,
    id: &str,
    number: u32,
) -> Result<Commenter, Error> {
    let mut tx = house.db.begin().await?;
    let row = load(&mut tx, id).await?;
    let by = &house.must(by, Action::HandleConsultations, &row.agency_code)?;
    let comment = consultations::comment(&mut tx, id, i64::from(number)).await?;
    let comment = comment.ok_or(Error::NotFound("这条意见"))?;
    let found = commenter(house, &comment)?
        .ok_or_else(|| Error::Refused("提意见的人没有留下称呼和联系方式，或者已按保存期限删除".into()))?;
    let detail = Some(json!({ "consultation": id, "comment": number }));
    let agency = row.agency_code.as_str();
    let step = Step { action: "comment-reveal", disclosure: None, agency, reason: None, detail };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(found)
}
