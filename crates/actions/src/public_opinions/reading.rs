//! What offices and agencies see of cases.

use chrono::{DateTime, FixedOffset};
use mingjing_procedures::public_opinion::{AnyPublicOpinion, Event, HourClock, state_zh};
use mingjing_store::public_opinions::{self, PublicOpinionRow, Side};

use super::{CASE, key, load, now, read_time, replayed, state_of};
use crate::cases::{is_drafted, public_of};
use crate::house::{as_i64, as_u64};
use crate::{Action, Error, House, Officer};

/// A case in a list.
#[derive(Debug, Clone)]
pub struct CaseLine {
    /// As it is stored.
    pub row: PublicOpinionRow,
    /// Name of the agency that answers.
    pub agency: String,
    /// State in words.
    pub state: &'static str,
    /// Level in words; empty before it is judged.
    pub level: String,
    /// What is waited for; none where nothing is.
    pub next: Option<Running>,
}

/// A clock, with what has been reached of it.
#[derive(Debug, Clone)]
pub struct Running {
    /// The clock.
    pub clock: HourClock,
    /// Minutes left, negative when it is over.
    pub minutes_left: i64,
    /// The last step of the escalation that was reached, in words; empty where there is none.
    pub reached: String,
    /// Whether it is late.
    pub late: bool,
}

/// A step as the desk sees it.
#[derive(Debug, Clone)]
pub struct CaseStep {
    /// When it was noted, RFC 3339.
    pub at: String,
    /// By whom.
    pub by: String,
    /// What.
    pub event: Event,
}

/// A case as the desk sees it.
#[derive(Debug, Clone)]
pub struct Case {
    /// As it is stored.
    pub row: PublicOpinionRow,
    /// Its state.
    pub state: AnyPublicOpinion,
    /// Every step.
    pub steps: Vec<CaseStep>,
    /// Its clocks, running or done.
    pub clocks: Vec<Running>,
    /// Whether there is a draft of an answer that is not public yet.
    pub drafted: bool,
    /// The published answer.
    pub answer: Option<String>,
    /// The published disclosure of the press conference.
    pub conference: Option<String>,
}

/// Whose cases a person looks at first.
#[must_use]
pub fn side_of(house: &House, by: &Officer) -> Side {
    if house.may(by, Action::JudgePublicOpinion, &by.agency) { Side::Office } else { Side::Agency }
}

/// Cases that the person's office judges, or that are the business of the person's agency, the most urgent first.
///
/// # Errors
/// When the person may not see them.
pub async fn list(
    house: &House,
    by: &Officer,
    (side, open): (Side, bool),
    (limit, offset): (u64, u64),
) -> Result<(Vec<CaseLine>, u64), Error> {
    house.must(by, Action::ReadWork, &by.agency)?;
    let mut tx = house.db.read().await?;
    let total = as_u64(public_opinions::count(&mut tx, &by.agency, (side, open)).await?);
    let window = (as_i64(limit), as_i64(offset));
    let rows = public_opinions::page(&mut tx, &by.agency, (side, open), window).await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let (row, _, clocks) = state_of(house, &mut tx, &row.id).await?;
        let next = clocks.into_iter().filter(|clock| clock.done.is_none()).min_by_key(|clock| clock.due);
        let running = next.filter(|_| row.closed_at.is_none());
        lines.push(CaseLine {
            agency: house.register().agency_name(&row.agency_code).to_owned(),
            state: state_zh(&row.state),
            level: level(house, &row),
            next: running.map(|clock| seen(house, clock, now(house))),
            row,
        });
    }
    Ok((lines, total))
}

/// How many cases wait for this person to judge, to review or to answer them.
///
/// # Errors
/// When the database cannot be read.
pub async fn opinions_waiting(house: &House, by: &Officer) -> Result<u64, Error> {
    let may = |action| house.may(by, action, &by.agency);
    let ways = (may(Action::JudgePublicOpinion), may(Action::AnswerPublicOpinion));
    if ways == (false, false) {
        return Ok(0);
    }
    Ok(as_u64(public_opinions::waiting(&mut house.db.read().await?, &by.agency, ways).await?))
}

/// Level in words. One that is not in the rules any more stands as it was stored.
fn level(house: &House, row: &PublicOpinionRow) -> String {
    let Some(key) = &row.level else { return String::new() };
    house.rules.public_opinion.level(key).map_or_else(|_| key.clone(), |level| level.title.clone())
}

fn seen(house: &House, clock: HourClock, now: DateTime<FixedOffset>) -> Running {
    let reached = house.rules.public_opinion.reached(&clock, now);
    Running {
        minutes_left: clock.minutes_left(now),
        reached: reached.map(|step| step.title.clone()).unwrap_or_default(),
        late: clock.is_late(now),
        clock,
    }
}

/// One case: for the office that judges it, the agency that answers, and those above.
///
/// # Errors
/// When there is none, or the person may not see it.
pub async fn case(house: &House, by: &Officer, id: &str) -> Result<Case, Error> {
    let mut tx = house.db.read().await?;
    let (row, known) = load(&mut tx, id).await?;
    let may = |agency: &str| house.may(by, Action::ReadWork, agency);
    if !may(&row.office_code) && !may(&row.agency_code) {
        return Err(CASE);
    }
    let drafted = is_drafted(&mut tx, row.draft_id.as_deref()).await?;
    drop(tx);
    let events: Vec<Event> = key(id).open_events(house, &known)?;
    let state = replayed(house, &row, &events)?;
    // The clocks of a closed case stand as they stood when it was closed.
    let until = row.closed_at.as_deref().map(read_time).transpose()?.unwrap_or_else(|| now(house));
    let clocks = state.clocks(&house.rules.public_opinion)?;
    let answer = public_of(house, row.release_id.as_deref()).await?;
    let conference = public_of(house, row.conference_id.as_deref()).await?;
    let steps = known.into_iter().zip(events).map(|(row, event)| CaseStep {
        at: row.at,
        by: row.officer_name.unwrap_or_default(),
        event,
    });
    Ok(Case {
        clocks: clocks.into_iter().map(|clock| seen(house, clock, until)).collect(),
        steps: steps.collect(),
        state,
        drafted,
        answer,
        conference,
        row,
    })
}
