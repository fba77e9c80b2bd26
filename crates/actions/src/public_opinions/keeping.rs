//! What time brings: answers that have become public, the moments at which somebody has to be told, and the end of the time
//! for which what was said is kept.

use mingjing_procedures::public_opinion::Event;
use mingjing_store::Tx;
use mingjing_store::public_opinions::{self, PublicOpinionRow};
use serde_json::json;

use super::{key, load, now, read_time, state_of, steps};
use crate::cases::GONE;
use crate::house::time_text;
use crate::trail::{Step, record_all};
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

/// Takes every text of cases away whose time is over: posts name people. Levels, states, moments and numbers stay. Answers how
/// many.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn forget_texts(house: &House) -> Result<u64, Error> {
    let today = house.now().date_naive().to_string();
    let mut done = 0;
    loop {
        let ids = public_opinions::kept_too_long(&mut house.db.read().await?, &today, BATCH).await?;
        if ids.is_empty() {
            return Ok(done);
        }
        let mut tx = house.db.begin().await?;
        let mut gone = Vec::new();
        for id in &ids {
            let (row, known) = load(&mut tx, id).await?;
            let bare = key(id).rewritten(house, &known, |event: Event| event.anonymous(GONE))?;
            for (position, sealed) in bare {
                public_opinions::replace_event(&mut tx, id, position, &sealed).await?;
            }
            public_opinions::forget(&mut tx, id, GONE).await?;
            gone.push((row.agency_code, row.number));
        }
        let steps = gone.iter().map(|(agency, number)| Step {
            action: "public-opinion-forget",
            disclosure: None,
            agency,
            reason: None,
            detail: Some(json!({ "public_opinion": number })),
        });
        record_all(house, &mut tx, &Officer::operator(), steps.collect()).await?;
        tx.commit().await?;
        done += ids.len() as u64;
    }
}
