//! Public opinion that has to be answered (the Opinion's 二(三)1、二(三)2; 国办发〔2016〕61号、80号): noted at the desk or handed in by a
//! system, judged by the openness office, answered by a disclosure like any other, within hours. The case follows what is
//! published: its clocks end with the leaf, not with a click.

mod intake;
mod keeping;
mod noting;
mod reading;
mod responding;
mod steps;

use chrono::{DateTime, FixedOffset, Timelike};
use mingjing_procedures::public_opinion::{AnyPublicOpinion, Event, HourClock};
use mingjing_store::Tx;
use mingjing_store::public_opinions::{self, EventRow, PublicOpinionRow};

pub use intake::{Intake, TakenIn, take_in};
pub(crate) use keeping::looked;
pub use keeping::{follow, forget_texts};
pub use mingjing_store::public_opinions::Side;
pub use noting::{NewOpinion, note};
pub use reading::{Case, CaseLine, CaseStep, Running, case, list, opinions_waiting, side_of};
pub use responding::prepare_response;
pub use steps::{Command, take_step};

use crate::cases::{CaseKey, keep_until};
use crate::house::time_text;
use crate::{Error, House};

const CASE: Error = Error::NotFound("这件舆情");

/// A case of this procedure.
fn key(id: &str) -> CaseKey<'_> {
    CaseKey { of: "public opinion", id }
}

/// A moment in whole seconds, as everything that is stored.
fn whole(at: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
    at.with_nanosecond(0).unwrap_or(at)
}

fn now(house: &House) -> DateTime<FixedOffset> {
    whole(house.now())
}

/// A stored moment.
pub(crate) fn read_time(text: &str) -> Result<DateTime<FixedOffset>, Error> {
    DateTime::parse_from_rfc3339(text).map_err(|e| Error::Corrupt(format!("时间“{text}”：{e}")))
}

fn replayed(house: &House, row: &PublicOpinionRow, events: &[Event]) -> Result<AnyPublicOpinion, Error> {
    AnyPublicOpinion::replay(&house.rules.public_opinion, events)?
        .ok_or_else(|| Error::Corrupt(format!("舆情 {} 没有办理记录", row.number)))
}

/// A case with its steps. Steps before the row: whoever takes one in between makes its version another one.
async fn load(tx: &mut Tx, id: &str) -> Result<(PublicOpinionRow, Vec<EventRow>), Error> {
    let known = public_opinions::events(tx, id).await?;
    let row = public_opinions::one(tx, id).await?.ok_or(CASE)?;
    Ok((row, known))
}

/// The state of a case, and its clocks.
pub(crate) async fn state_of(
    house: &House,
    tx: &mut Tx,
    id: &str,
) -> Result<(PublicOpinionRow, AnyPublicOpinion, Vec<HourClock>), Error> {
    let (row, known) = load(tx, id).await?;
    let events: Vec<Event> = key(id).open_events(house, &known)?;
    let state = replayed(house, &row, &events)?;
    let clocks = state.clocks(&house.rules.public_opinion)?;
    Ok((row, state, clocks))
}

/// Writes into the row what lists and the worker need of the state.
fn project(
    house: &House,
    row: &mut PublicOpinionRow,
    (case, begun): (&AnyPublicOpinion, bool),
) -> Result<(), Error> {
    let rules = &house.rules.public_opinion;
    let (now, file) = (now(house), case.file());
    row.state = case.key().to_owned();
    file.agency().clone_into(&mut row.agency_code);
    row.level = file.judged().map(|judged| judged.level.clone());
    row.late = file.is_late(rules, now)?;
    row.draft_id = file.draft().map(str::to_owned);
    row.release_id = file.released().map(|released| released.disclosure.clone());
    row.conference_id = file.conferred().map(|held| held.disclosure.clone());
    let clocks = case.clocks(rules)?;
    let next = clocks.iter().filter(|clock| clock.done.is_none()).min_by_key(|clock| clock.due);
    row.due_at = next.map(|clock| time_text(clock.due));
    row.waits_for = next.map(|clock| clock.waits_for.key().to_owned());
    // A clock that begins now is told of at once; others when their next step comes.
    row.next_look_at = match next {
        Some(_) if begun => Some(time_text(now)),
        _ => rules.next_step(&clocks, now).map(time_text),
    };
    if let AnyPublicOpinion::Closed(closed) = case {
        row.ending = Some(closed.state().ending.key().to_owned());
        row.closed_at = Some(time_text(closed.state().at));
        let kept = keep_until(house, "public-opinion.retention", closed.state().at.date_naive())?;
        row.keep_until = Some(kept.to_string());
        (row.due_at, row.waits_for, row.next_look_at) = (None, None, None);
    }
    Ok(())
}
