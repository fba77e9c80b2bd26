//! What time brings: versions of the notice that have become public, results to be told, names whose time is over.

use mingjing_procedures::selection::{AnySelection, Event};
use mingjing_publication::Content;
use mingjing_store::selections::{self, SelectionRow, SignUpRow};
use mingjing_store::{Tx, versions};
use serde_json::json;

use super::{key, load, person, replayed, rule, steps};
use crate::cases::{GONE, months};
use crate::house::{as_u32, as_u64};
use crate::messages::Message;
use crate::trail::{Step, record_all};
use crate::{Error, House, Officer, outbox, requests};

/// Selections or sign-ups in one transaction.
const BATCH: i64 = 50;

/// Brings every selection up to what the signed log holds of its notice. Answers how many there were.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn catch_up(house: &House) -> Result<u64, Error> {
    // Mostly there is nothing: then nobody who writes waits for this.
    let found = selections::behind(&mut house.db.read().await?, BATCH).await?;
    let (mut done, mut problem) = (0, None);
    for id in found {
        let mut tx = house.db.begin().await?;
        let row = load(&mut tx, &id).await?;
        let before = row.revision;
        match follow(house, &mut tx, row).await {
            Ok(row) if row.revision > before => {
                tx.commit().await?;
                done += 1;
            }
            // It is not signed yet, or somebody takes a step at this moment: the next look finds it.
            Ok(_) | Err(Error::Conflict) => {}
            // One that cannot be read does not hold up the others.
            Err(e) => problem = problem.or(Some(e)),
        }
    }
    problem.map_or(Ok(done), Err)
}

/// Brings one selection up to what the signed log holds of its notice: first the promise, then the list, then the result.
pub(super) async fn follow(house: &House, tx: &mut Tx, mut row: SelectionRow) -> Result<SelectionRow, Error> {
    let visible = house.visible().size;
    for version in versions::of_disclosure(tx, &row.id).await? {
        if version.revision <= row.revision || as_u64(version.leaf_index) >= visible {
            continue;
        }
        let content =
            version.content.as_deref().map(|text| Content::from_bytes(text.as_bytes())).transpose()?;
        let on = requests::read_day(version.at.get(..10).unwrap_or_default())?;
        row.revision = version.revision;
        let events = match &content {
            Some(content) => told_by(house, tx, &row, (content, on)).await?,
            None => Vec::new(),
        };
        if events.is_empty() {
            selections::step(tx, &row).await?;
            row.lock_version += 1;
        }
        for event in events {
            row = steps::apply(house, tx, None, row, event).await?;
        }
    }
    Ok(row)
}

/// What a version of the notice says has happened.
async fn told_by(
    house: &House,
    tx: &mut Tx,
    row: &SelectionRow,
    (content, on): (&Content, chrono::NaiveDate),
) -> Result<Vec<Event>, Error> {
    let lots = &house.rules.lots;
    let drawn = rule(house, row)?;
    let values = &content.fields;
    let promised =
        lots.is_drawn(drawn, values) && lots.text(values, &lots.fields.commitment) == row.commitment;
    let Some(terms) = lots.terms(values).ok().filter(|_| promised) else { return Ok(Vec::new()) };
    let (state, _) = replayed(house, tx, &row.id).await?;
    let mut events = Vec::new();
    if state.as_ref().is_none_or(|state| *state.file().terms() != terms) {
        events.push(Event::Published { on, terms });
    }
    let has = |key: &str| values.get(key).is_some_and(|value| !value.is_null());
    match &state {
        Some(AnySelection::Closed(s)) if s.state().prepared.is_some() && has(&lots.fields.entries) => {
            events.push(Event::Listed { on });
        }
        Some(AnySelection::Drawn(s)) if s.state().announced.is_none() && has(&lots.fields.seed) => {
            events.push(Event::Announced { on });
        }
        _ => {}
    }
    Ok(events)
}

/// Tells by mail whoever left an address whether they take part. Answers how many letters were written.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn tell_results(house: &House) -> Result<u64, Error> {
    let mut written = 0;
    if selections::any_untold(&mut house.db.read().await?).await? == 0 {
        return Ok(0);
    }
    loop {
        let mut tx = house.db.begin().await?;
        let rows = selections::untold(&mut tx, BATCH).await?;
        if rows.is_empty() {
            selections::all_told(&mut tx).await?;
            tx.commit().await?;
            return Ok(written);
        }
        for (id, number) in rows {
            if let Some(found) = selections::sign_up(&mut tx, &id, number).await? {
                written += u64::from(tell(house, &mut tx, &found).await?);
            }
            selections::set_told(&mut tx, &id, number).await?;
        }
        tx.commit().await?;
    }
}

async fn tell(house: &House, tx: &mut Tx, found: &SignUpRow) -> Result<bool, Error> {
    let Some(who) = person(house, found)?.filter(|who| !who.mail.is_empty()) else { return Ok(false) };
    let row = load(tx, &found.selection_id).await?;
    let state = steps::state_of(house, tx, &row).await?;
    let number = as_u32(found.number);
    if state.file().withdrawn().contains(&number) {
        return Ok(false);
    }
    let result = match state.result_of(number) {
        Some(true) => "您被选为参加人。请留意主办单位的联系和材料。",
        Some(false) if state.file().is_left_out(number) => "这份报名没有被接受，理由凭查询码可以看到。",
        _ => "这次没有抽中。",
    };
    let link = format!("{}/hearings/{}", house.site.base_url, row.id);
    let texts = house.rules.messages.current(tx, Message::SelectionResult).await?;
    let values =
        [("站名", house.site.name.as_str()), ("公告", &row.title), ("结果", result), ("网页", &link)];
    outbox::write(house, tx, Message::SelectionResult, who.mail, (texts.fill(&values), None)).await?;
    Ok(house.site.sends_mail)
}

/// Takes away who signed up for what was held longer ago than the rule allows, and what was said of them. Codes and sides
/// stay. Answers how many.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn forget_people(house: &House) -> Result<u64, Error> {
    let months = months(house, "selection.retention")?;
    let today = house.now().date_naive();
    let before = today.checked_sub_months(months).unwrap_or(today).to_string();
    let mut done = 0;
    loop {
        let rows = selections::kept_too_long(&mut house.db.read().await?, &before, BATCH).await?;
        if rows.is_empty() {
            return Ok(done);
        }
        let mut tx = house.db.begin().await?;
        let mut bare = std::collections::BTreeSet::new();
        for (id, number, _) in &rows {
            selections::forget(&mut tx, id, *number).await?;
            if bare.insert(id) {
                let events = selections::events(&mut tx, id).await?;
                for (position, sealed) in key(id).rewritten(house, &events, |e: Event| e.anonymous(GONE))? {
                    selections::replace_event(&mut tx, id, position, &sealed).await?;
                }
            }
        }
        let steps = rows.iter().map(|(id, number, agency)| Step {
            action: "sign-up-forget",
            disclosure: Some(id),
            agency,
            reason: None,
            detail: Some(json!({ "sign_up": number })),
        });
        record_all(house, &mut tx, &Officer::operator(), steps.collect()).await?;
        tx.commit().await?;
        done += rows.len() as u64;
    }
}
