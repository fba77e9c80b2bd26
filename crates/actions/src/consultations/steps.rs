//! One step of a call at the desk.

use chrono::NaiveDate;
use mingjing_procedures::consultation::{Adoption, AnyConsultation, Event, Given, Question, alike, tally};
use mingjing_publication::Content;
use mingjing_store::Tx;
use mingjing_store::consultations::{self, ConsultationRow, StepRow};
use mingjing_store::drafts;
use serde_json::{Value, json};

use super::{key, load, read_events, replayed, said};
use crate::cases::{countable, must_be_another as another};
use crate::house::{as_i64, as_u32};
use crate::requests::rules;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer, working};

/// Comments read at once.
const PAGE: i64 = 1_000;

/// What somebody at the desk wants done with a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Open what another person proposed.
    Open,
    /// Do not agree to it.
    SendBack {
        /// Why.
        text: String,
    },
    /// Go on as long as the draft says now.
    Prolong,
    /// Close after the last day.
    Close,
    /// Make a group.
    Group {
        /// What the comments say, in short.
        title: String,
        /// Comments by number, with those that say almost the same.
        comments: Vec<u32>,
        /// Whether only these, without those that say almost the same.
        alone: bool,
    },
    /// Put comments into a group.
    Put {
        /// Its position.
        group: usize,
        /// Comments by number.
        comments: Vec<u32>,
        /// Whether only these.
        alone: bool,
    },
    /// Answer a group.
    Answer {
        /// Its position.
        group: usize,
        /// What is done.
        adoption: Adoption,
        /// Why, or how.
        text: String,
    },
    /// The draft of the outcome was given up.
    DropOutcome,
    /// Propose that a comment is not listed in public.
    Withhold {
        /// Its number.
        comment: u32,
        /// The ground.
        text: String,
    },
    /// Agree that it is not.
    AgreeWithholding {
        /// Its number.
        comment: u32,
    },
    /// Do not agree.
    RefuseWithholding {
        /// Its number.
        comment: u32,
    },
}

impl Command {
    /// Whether it is for somebody else than who proposed.
    #[must_use]
    pub fn is_review(&self) -> bool {
        matches!(
            self,
            Self::Open
                | Self::SendBack { .. }
                | Self::AgreeWithholding { .. }
                | Self::RefuseWithholding { .. }
        )
    }
}

/// Proposes a call on a public draft, or proposes anew one that was sent back. How long comments come, and why that is
/// short, is what the draft says: it was screened and approved. Answers the identity of the call.
///
/// # Errors
/// When the person may not; when the draft is not public, is of another kind, or has a call already.
pub async fn propose(
    house: &House,
    by: &Officer,
    draft: &str,
    questions: Vec<Question>,
) -> Result<String, Error> {
    let mut tx = house.db.begin().await?;
    let head = drafts::disclosure(&mut tx, draft).await?.ok_or(Error::NotFound("这份草案"))?;
    let by = &house.must(by, Action::HandleConsultations, &head.agency_code)?;
    if head.item != house.rules.consultations.draft || head.status != crate::publishing::PUBLISHED {
        let title = &house.item(&house.rules.consultations.draft)?.title.zh;
        return Err(Error::Refused(format!("只能就正在公开的“{title}”征求意见")));
    }
    let (until, short_reason) = period(house, &mut tx, draft).await?;
    let on = house.now().date_naive();
    let event =
        Event::Proposed { on, draft: draft.to_owned(), until, short_reason, questions, by: by.behind() };
    if let Some(row) = consultations::by_draft(&mut tx, draft).await? {
        let id = row.id.clone();
        apply(house, &mut tx, by, row, event).await?;
        tx.commit().await?;
        return Ok(id);
    }
    let consultation = AnyConsultation::begin(&event)?;
    let mut row = ConsultationRow {
        id: house.new_id(),
        agency_code: head.agency_code,
        draft_id: draft.to_owned(),
        title: head.title,
        state: String::new(),
        opened_on: None,
        closes_on: until.to_string(),
        due_on: String::new(),
        comments: 0,
        questionnaires: 0,
        to_review: false,
        outcome_id: None,
        published_on: None,
        late: false,
        lock_version: 0,
    };
    project(house, &mut row, &consultation)?;
    consultations::add(&mut tx, &row).await?;
    note(house, &mut tx, by, (&row, 0), (&event, &consultation)).await?;
    tx.commit().await?;
    Ok(row.id)
}

/// Until when the public draft calls for comments, and why that is short.
async fn period(house: &House, tx: &mut Tx, draft: &str) -> Result<(NaiveDate, String), Error> {
    let content: Content = working::published(tx, draft).await?.0;
    let names = &house.rules.consultations;
    let until = content.fields.get(&names.period).and_then(|period| period["until"].as_str());
    let until = until.and_then(|day| day.parse().ok());
    let reason = content.fields.get(&names.short_reason).and_then(Value::as_str).unwrap_or_default();
    match until {
        Some(until) => Ok((until, reason.to_owned())),
        None => Err(Error::Refused("草案没有写明征求意见的截止日期，请先更新草案".into())),
    }
}

/// Takes a step on a call that was read at `lock_version`.
///
/// # Errors
/// [`Error::Conflict`] when somebody else took a step in between; when the person may not; when the order does not allow
/// it, with the article.
pub async fn take_step(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
    command: Command,
) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let row = load(&mut tx, id).await?;
    let action = if command.is_review() { Action::ReviewConsultations } else { Action::HandleConsultations };
    let by = &house.must(by, action, &row.agency_code)?;
    if row.lock_version != lock_version {
        return Err(Error::Conflict);
    }
    let event = event_of(house, &mut tx, &row, (by, command)).await?;
    apply(house, &mut tx, by, row, event).await?;
    tx.commit().await?;
    Ok(())
}

async fn event_of(
    house: &House,
    tx: &mut Tx,
    row: &ConsultationRow,
    (by, command): (&Officer, Command),
) -> Result<Event, Error> {
    let (on, by) = (house.now().date_naive(), by.behind());
    Ok(match command {
        Command::Open => Event::Opened { on, by },
        Command::SendBack { text } => Event::SentBack { on, text, by },
        Command::Prolong => Event::Prolonged { on, until: period(house, tx, &row.draft_id).await?.0 },
        Command::Close => close(house, tx, row).await?,
        Command::Group { title, comments, alone } => {
            Event::Grouped { on, title, comments: with_alike(tx, row, comments, alone).await? }
        }
        Command::Put { group, comments, alone } => {
            Event::Put { on, group, comments: with_alike(tx, row, comments, alone).await? }
        }
        Command::Answer { group, adoption, text } => Event::Answered { on, group, adoption, text },
        Command::DropOutcome => {
            let outcome = row.outcome_id.as_deref().unwrap_or_default();
            if drafts::disclosure(tx, outcome).await?.is_some() {
                return Err(Error::Refused("结果稿还在办理，请先在稿件页退回并放弃它".into()));
            }
            Event::Dropped { on }
        }
        Command::Withhold { comment, text } => {
            if i64::from(comment) > row.comments {
                return Err(Error::NotFound("这条意见"));
            }
            Event::WithholdingProposed { on, comment, text, by }
        }
        Command::AgreeWithholding { comment } => Event::Withheld { on, comment, by },
        Command::RefuseWithholding { comment } => Event::WithholdingRefused { on, comment, by },
    })
}

/// These comments, with all that say almost the same unless only they are meant.
async fn with_alike(
    tx: &mut Tx,
    row: &ConsultationRow,
    mut comments: Vec<u32>,
    alone: bool,
) -> Result<Vec<u32>, Error> {
    if !alone {
        let heads = consultations::heads(tx, &row.id).await?;
        let like = heads
            .iter()
            .filter(|head| head.similar_to.is_some_and(|first| comments.contains(&as_u32(first))));
        let like: Vec<u32> = like.map(|head| as_u32(head.number)).collect();
        comments.extend(like);
    }
    comments.sort_unstable();
    comments.dedup();
    Ok(comments)
}

/// Closing: what came is counted, and comments that say almost the same are found.
async fn close(house: &House, tx: &mut Tx, row: &ConsultationRow) -> Result<Event, Error> {
    let on = house.now().date_naive();
    let events = read_events(&consultations::events(tx, &row.id).await?)?;
    let state = replayed(house, row, &events)?;
    let mut answers: Vec<Vec<Given>> = Vec::new();
    for (sealed, number) in consultations::questionnaires(tx, &row.id).await?.iter().zip(1..) {
        let number: i64 = number;
        answers.push(key(&row.id).open(house, &format!("questionnaire {number}"), sealed)?);
    }
    let tally = tally(state.file().call().questions(), &answers);
    let (mut numbers, mut texts) = (Vec::new(), Vec::new());
    loop {
        let after = numbers.last().copied().unwrap_or(0);
        let page = consultations::comments(tx, &row.id, after, PAGE).await?;
        if page.is_empty() {
            break;
        }
        for comment in page {
            texts.push(said(house, &comment)?);
            numbers.push(comment.number);
        }
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    for (number, first) in numbers.iter().zip(alike(&texts)) {
        if numbers[first] != *number {
            consultations::set_similar(tx, &row.id, *number, numbers[first]).await?;
        }
    }
    Ok(Event::Closed { on, received: as_u32(row.comments), tally })
}

/// Applies one more event to a call that was loaded in this transaction, and notes it.
pub(super) async fn apply(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    mut row: ConsultationRow,
    event: Event,
) -> Result<(), Error> {
    let known = consultations::events(tx, &row.id).await?;
    let state = replayed(house, &row, &read_events(&known)?)?;
    must_be_another(by, &event, &state)?;
    let state = state.apply(&rules(house), &event)?;
    project(house, &mut row, &state)?;
    consultations::step(tx, &row).await?;
    note(house, tx, by, (&row, as_i64(known.len() as u64)), (&event, &state)).await
}

/// Whoever is behind what was proposed, as person or as principal, does not agree to it.
fn must_be_another(by: &Officer, event: &Event, state: &AnyConsultation) -> Result<(), Error> {
    let proposed = match event {
        Event::Opened { .. } | Event::SentBack { .. } => state.file().call().by(),
        Event::Withheld { comment, .. } | Event::WithholdingRefused { comment, .. } => {
            state.file().withheld().get(comment).map_or("", |w| w.by.as_str())
        }
        _ => return Ok(()),
    };
    another(by, proposed, "")
}

/// Stores the event and writes the trail, as the last thing of the transaction.
async fn note(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    (row, position): (&ConsultationRow, i64),
    (event, state): (&Event, &AnyConsultation),
) -> Result<(), Error> {
    let step = StepRow {
        consultation_id: row.id.clone(),
        position,
        at: house.now_text(),
        officer_id: by.id.clone(),
        officer_name: by.name.clone(),
        event: serde_json::to_string(event)?,
    };
    consultations::add_event(tx, &step).await?;
    let action = if event.is_review() { "consultation-review" } else { "consultation-step" };
    let detail = Some(json!({ "consultation": row.id, "step": event.zh(), "state": state.zh() }));
    let disclosure = Some(row.draft_id.as_str());
    let step = Step { action, disclosure, agency: &row.agency_code, reason: None, detail };
    record(house, tx, by, step).await
}

/// Writes into the row what lists need of the state.
fn project(house: &House, row: &mut ConsultationRow, state: &AnyConsultation) -> Result<(), Error> {
    let file = state.file();
    let returned = matches!(state, AnyConsultation::Proposed(c) if !c.state().returned.is_empty());
    row.state = if returned { "returned" } else { state.key() }.to_owned();
    row.opened_on = file.opened_on().map(|day| day.to_string());
    row.closes_on = file.closes_on().to_string();
    row.to_review = row.state == "proposed" || file.withheld().values().any(|w| w.agreed_on.is_none());
    row.outcome_id = state.outcome().map(str::to_owned);
    if let AnyConsultation::Published(c) = state {
        row.published_on = Some(c.state().on.to_string());
        row.late = c.state().late;
    }
    // Where the last day cannot be counted yet, because a year's holidays are not announced, the call stays in front.
    let clock = countable(state.clock(&rules(house), house.now().date_naive()))?;
    row.due_on = clock.and_then(|clock| clock.due).unwrap_or_else(|| file.closes_on()).to_string();
    Ok(())
}
