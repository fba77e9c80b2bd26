//! The decision, drafted as a disclosure; screening and approval are those of any disclosure. Only once it is public it counts.

use mingjing_duties::{DecisionItem, Effect};
use mingjing_procedures::objection::{Event, Verdict};
use mingjing_store::objections::{self, ObjectionRow};
use serde_json::{Map, Value, json};

use super::{CASE, key, replayed, steps};
use crate::cases::{is_drafted, noted_draft};
use crate::{Action, Error, House, Officer, drafting};

/// Cases in one transaction.
const BATCH: i64 = 50;

fn rules(house: &House) -> Result<&DecisionItem, Error> {
    let rules = house.rules.duties.objections().map(|rules| &rules.decision);
    rules.ok_or_else(|| Error::Refused("规则里没有考核异议（law/objections.toml）".into()))
}

/// Drafts the public decision and notes it; answers the identity of its draft.
///
/// # Errors
/// Before it is decided, or where it was drafted already; when the person may not; [`Error::Conflict`].
pub async fn prepare_decision(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
) -> Result<String, Error> {
    let mut tx = house.db.read().await?;
    let known = objections::events(&mut tx, id).await?;
    let row = objections::one(&mut tx, id).await?.ok_or(CASE)?;
    let drafter = house.must(by, Action::Draft, &row.office_code)?;
    if row.lock_version != lock_version {
        return Err(Error::Conflict);
    }
    if is_drafted(&mut tx, row.disclosure_id.as_deref()).await? {
        return Err(Error::Refused("裁定已经起草，请到稿件页办理".into()));
    }
    drop(tx);
    let events: Vec<Event> = key(id).open_events(house, &known)?;
    let rules = rules(house)?;
    let values = content(house, rules, &row, &events)?;
    let item = house.item(&rules.item)?;
    let drafted = drafting::begin(house, &drafter, item, &row.office_code, (values, None)).await?;
    let noted = note(house, &drafter, (id, lock_version), &drafted).await;
    noted_draft(house, by, (drafted, 0), noted).await
}

async fn note(
    house: &House,
    by: &Officer,
    (id, lock_version): (&str, i64),
    drafted: &str,
) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let known = objections::events(&mut tx, id).await?;
    let row = objections::one(&mut tx, id).await?.ok_or(CASE)?;
    let event = Event::Prepared { on: house.now().date_naive(), disclosure: drafted.to_owned() };
    steps::apply(house, &mut tx, by, (row, known, lock_version), event).await?;
    tx.commit().await?;
    Ok(())
}

fn content(
    house: &House,
    rules: &DecisionItem,
    row: &ObjectionRow,
    events: &[Event],
) -> Result<Map<String, Value>, Error> {
    let case = replayed(house, row, events)?;
    let file = case.file();
    let decision = file.decision().ok_or_else(|| Error::Refused("裁定以后才能公开".into()))?;
    let claim = file.claim();
    let effect = match decision.verdict {
        Verdict::Excused => Effect::Excused,
        Verdict::Met => Effect::Met,
        Verdict::Late => Effect::Late,
        Verdict::Kept => Effect::Kept,
    };
    let word = rules.word(effect).ok_or_else(|| Error::Corrupt("裁定的值（effects）不全".into()))?;
    let register = house.register();
    let short = register.agency(&claim.agency).map_or(claim.agency.as_str(), |one| one.short_name.as_str());
    let values = [
        (&rules.title, format!("关于{short}对“{}”考核异议的裁定", claim.matter)),
        (&rules.agency, claim.agency.clone()),
        (&rules.duty, claim.duty.clone()),
        (&rules.owed, claim.owed.clone()),
        (&rules.matter, claim.matter.clone()),
        (&rules.judged, claim.judged.clone()),
        (&rules.ground, claim.ground.clone()),
        (&rules.result, rules.result_of(effect).to_owned()),
        (&rules.effect, word.to_owned()),
        (&rules.reason, decision.reason.clone()),
        (&rules.decided_on, decision.on.to_string()),
    ];
    Ok(values.into_iter().map(|(key, value)| (key.clone(), json!(value))).collect())
}

/// Notes of every case whose decision has become public that it ends with it. Answers how many.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn note_published_decisions(house: &House) -> Result<u64, Error> {
    // Mostly there is nothing: then nobody who writes waits for this.
    let found = objections::decided(&mut house.db.read().await?, BATCH).await?;
    let mut done = 0;
    for (id, at) in found {
        let on = crate::requests::read_day(at.get(..10).unwrap_or_default())?;
        let mut tx = house.db.begin().await?;
        let known = objections::events(&mut tx, &id).await?;
        let row = objections::one(&mut tx, &id).await?.ok_or(CASE)?;
        if row.state != "decided" {
            continue;
        }
        let version = row.lock_version;
        let case = (row, known, version);
        steps::apply(house, &mut tx, &Officer::operator(), case, Event::Published { on }).await?;
        tx.commit().await?;
        done += 1;
    }
    Ok(done)
}
