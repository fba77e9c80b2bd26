//! Tells people by mail of public opinion as its hours go by (《实施意见》二（三）1): those of the agency that answers, and of the
//! office that judges, of each step of `law/public-opinion.toml` once. Minutes matter: this is looked at all the time.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset};
use mingjing_procedures::public_opinion::{HourClock, Whom};
use mingjing_store::officer_addresses::{self, AddressRow};
use mingjing_store::public_opinions::{self, PublicOpinionRow};
use serde_json::json;

use super::{Notice, wants, write_letter};
use crate::house::time_text;
use crate::public_opinions::{looked, state_of};
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer, officer};

/// Cases in one go.
const BATCH: i64 = 50;

/// A step that a clock of the case has reached.
struct Reached {
    /// Names it among what somebody was told.
    subject: String,
    /// What the mail says.
    line: String,
    tells: BTreeSet<Whom>,
}

/// Tells of every case whose time has reached a step; how many mails were written.
///
/// # Errors
/// When the database refuses.
pub async fn write_public_opinions(house: &House) -> Result<u64, Error> {
    if !house.site.sends_mail {
        return Ok(0);
    }
    // Mostly there is nothing: then nobody who writes waits for this.
    let found =
        public_opinions::to_look_at(&mut house.db.read().await?, &time_text(house.now()), BATCH).await?;
    let (mut written, mut problem) = (0, None);
    for id in found {
        match look(house, &id).await {
            Ok(mails) => written += mails,
            // Somebody takes a step at this moment: the next look finds it.
            Err(Error::Conflict) => {}
            // One that cannot be read keeps no other waiting.
            Err(e) => problem = problem.or(Some(e)),
        }
    }
    problem.map_or(Ok(written), Err)
}

async fn look(house: &House, id: &str) -> Result<u64, Error> {
    let (row, _, clocks) = state_of(house, &mut house.db.read().await?, id).await?;
    let reached = reached(house, &row, &clocks, house.now());
    let people = people(house, &row).await?;
    let mut tx = house.db.begin().await?;
    // From here on nobody else tells of it, and nobody was quicker.
    looked(house, &mut tx, &row).await?;
    let mut written = 0;
    for (address, sides) in &people {
        let told = officer_addresses::told(&mut tx, &address.officer_id).await?;
        let told: BTreeSet<(String, String)> =
            told.into_iter().map(|row| (row.notice, row.subject)).collect();
        let notice = Notice::PublicOpinionDue.key();
        let concerns = |one: &&Reached| {
            !one.tells.is_disjoint(sides) && !told.contains(&(notice.to_owned(), one.subject.clone()))
        };
        let fresh: Vec<&Reached> = reached.iter().filter(concerns).collect();
        if fresh.is_empty() {
            continue;
        }
        let lines: Vec<&str> = fresh.iter().map(|one| one.line.as_str()).collect();
        let list = format!("{}\n   {}/desk/public-opinions/{id}", lines.join("\n"), house.site.base_url);
        let told: Vec<_> = fresh.iter().map(|one| (Notice::PublicOpinionDue, one.subject.as_str())).collect();
        write_letter(house, &mut tx, address, (1, &list), &told).await?;
        written += 1;
    }
    if written > 0 {
        note(house, &mut tx, (&row, &reached), written).await?;
    }
    tx.commit().await?;
    Ok(written)
}

/// What the running clocks of a case have reached. The title of the matter stays at the desk.
fn reached(
    house: &House,
    row: &PublicOpinionRow,
    clocks: &[HourClock],
    now: DateTime<FixedOffset>,
) -> Vec<Reached> {
    let rules = &house.rules.public_opinion;
    let step = |clock: &HourClock| {
        let step = rules.reached(clock, now)?;
        let due = clock.due.format("%m月%d日 %H:%M");
        let tells = [Whom::Agency, Whom::Office].into_iter().filter(|whom| rules.tells(clock, step, *whom));
        Some(Reached {
            subject: format!("{} {} {} {}", row.id, clock.waits_for.key(), step.key, time_text(clock.due)),
            line: format!("1 件政务舆情{}：{}，时限 {due}", step.title, clock.waits_for.zh()),
            tells: tells.collect(),
        })
    };
    clocks.iter().filter_map(step).collect()
}

/// Who may be told: people of the agency who answer, and of the office who judge, with a confirmed address and not silenced.
async fn people(house: &House, row: &PublicOpinionRow) -> Result<Vec<(AddressRow, BTreeSet<Whom>)>, Error> {
    let agencies = (row.agency_code.as_str(), row.office_code.as_str());
    let addresses = officer_addresses::of_agencies(&mut house.db.read().await?, agencies).await?;
    let mut people = Vec::new();
    for address in addresses {
        if !wants(&address).contains(&Notice::PublicOpinionDue) {
            continue;
        }
        let Some(by) = officer(house, &address.officer_id).await? else { continue };
        let mut sides = BTreeSet::new();
        if by.agency == row.agency_code && house.may(&by, Action::AnswerPublicOpinion, &row.agency_code) {
            sides.insert(Whom::Agency);
        }
        if by.agency == row.office_code && house.may(&by, Action::JudgePublicOpinion, &row.agency_code) {
            sides.insert(Whom::Office);
        }
        if !sides.is_empty() {
            people.push((address, sides));
        }
    }
    Ok(people)
}

async fn note(
    house: &House,
    tx: &mut mingjing_store::Tx,
    (row, reached): (&PublicOpinionRow, &[Reached]),
    people: u64,
) -> Result<(), Error> {
    let lines: Vec<&str> = reached.iter().map(|one| one.line.as_str()).collect();
    let detail = Some(json!({ "public_opinion": row.number, "told": lines, "people": people }));
    let agency = &row.agency_code;
    let step = Step { action: "public-opinion-tell", disclosure: None, agency, reason: None, detail };
    record(house, tx, &Officer::operator(), step).await
}
