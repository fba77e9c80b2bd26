//! What time brings: answers that have become public, and the moments at which somebody has to be told.

use mingjing_procedures::public_opinion::Event;
use mingjing_store::Tx;
use mingjing_store::public_opinions::{self, PublicOpinionRow};

use super::{load, now, read_time, state_of, steps};
use crate::house::time_text;
use crate::{Error, House, Officer};

/// Cases in one go.
const BATCH: i64 = 50;

/// Notes of every case whose drafted answer has become public when that was: its clock ends with the leaf. Answers how many.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn follow(house: &House) -> Result<u64, Error> {
    // Mostly there is nothing: then nobody who writes waits for this.
    let found = public_opinions::published(&mut house.db.read().await?, BATCH).await?;
    let (mut done, mut problem) = (0, None);
    for (id, disclosure, at) in found {
        match note(house, &id, (disclosure, &at)).await {
            Ok(one) => done += u64::from(one),
            // Somebody takes a step at this moment: the next look finds it.
            Err(Error::Conflict) => {}
            // One that cannot be read does not hold up the others.
            Err(e) => problem = problem.or(Some(e)),
        }
    }
    problem.map_or(Ok(done), Err)
}

async fn note(house: &House, id: &str, (disclosure, at): (String, &str)) -> Result<bool, Error> {
    let mut tx = house.db.begin().await?;
    let (row, known) = load(&mut tx, id).await?;
    if row.draft_id.as_ref() != Some(&disclosure) {
        return Ok(false);
    }
    let event = Event::Released { at: read_time(at)?, disclosure };
    let version = row.lock_version;
    steps::apply(house, &mut tx, &Officer::operator(), (row, known, version), event).await?;
    tx.commit().await?;
    Ok(true)
}

/// Notes in a transaction that a case was looked at, and when it is to be looked at next.
pub(crate) async fn looked(house: &House, tx: &mut Tx, row: &PublicOpinionRow) -> Result<(), Error> {
    let Some(seen) = &row.next_look_at else { return Ok(()) };
    let (_, _, clocks) = state_of(house, tx, &row.id).await?;
    let next = house.rules.public_opinion.next_step(&clocks, now(house)).map(time_text);
    Ok(public_opinions::looked(tx, &row.id, (seen, next.as_deref())).await?)
}
