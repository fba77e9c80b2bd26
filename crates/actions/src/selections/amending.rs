//! The two versions of the notice that a selection makes: one with the list of entries, one with the seed and who was drawn.
//! Both are drafts that take the steps of any amendment.

use mingjing_procedures::selection::{AnySelection, DrawnItem, Entry, Event};
use mingjing_store::Tx;
use mingjing_store::selections::{self, SelectionRow};
use serde_json::{Map, Value};

use super::steps::{apply, begin, chosen, seed, state_of};
use super::{person, rule};
use crate::house::{as_i64, as_u32};
use crate::{Action, Edit, Error, House, Officer, desk_reading, save_draft, start_amendment};

/// Sign-ups read at once.
const PAGE: i64 = 1_000;
/// Why the notice is amended; it is public.
const LIST: &str = "报名截止，公开抽签编号名单";
const EVERYBODY: &str = "报名截止，报名人数没有超过名额，全部参加，不需要抽签";
const RESULT: &str = "公开抽签种子和结果";

/// Drafts the version of the notice with the list of entries; with who takes part, where nothing has to be drawn. Answers
/// the identity of the draft.
///
/// # Errors
/// Before the last day, while an objection waits, and when nobody signed up; when another version is in hand; when the
/// person may not; [`Error::Conflict`].
pub async fn prepare_list(house: &House, by: &Officer, id: &str, lock_version: i64) -> Result<String, Error> {
    let (mut tx, by, row) = begin(house, (by, Action::HandleSelections), (id, lock_version)).await?;
    house.must(&by, Action::Draft, &row.agency_code)?;
    let AnySelection::Closed(closed) = state_of(house, &mut tx, &row).await? else {
        return Err(Error::Refused("报名截止登记以后、名单公开以前才能起草名单".into()));
    };
    let mut entries = Vec::new();
    let mut after = 0;
    loop {
        let page = selections::sign_ups(&mut tx, id, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.number;
        let stays = page.into_iter().filter(|one| closed.file().takes_part(as_u32(one.number)));
        entries.extend(stays.map(|one| Entry { number: as_u32(one.number), code: one.code, side: one.side }));
    }
    // In the order of the codes: the list says nothing of who came first.
    entries.sort_by(|a, b| (&a.side, &a.code).cmp(&(&b.side, &b.code)));
    let everybody = !closed.file().terms().needs_draw(&entries);
    let codes: Vec<String> = entries.iter().map(|entry| entry.code.clone()).collect();
    let lots = &house.rules.lots.fields;
    let drawn = rule(house, &row)?;
    let mut changes = Map::new();
    let line = |entry: &Entry| row_of([(&lots.code, entry.code.as_str()), (&lots.side, entry.side.as_str())]);
    changes.insert(lots.entries.clone(), entries.iter().map(line).collect());
    let mut people = Vec::new();
    if everybody {
        people = people_of(house, &mut tx, (&row, drawn), (&entries, &codes)).await?;
    }
    let event = Event::Prepared { on: house.now().date_naive(), entries };
    apply(house, &mut tx, Some(&by), row, event).await?;
    tx.commit().await?;
    let reason = if everybody { EVERYBODY } else { LIST };
    amend(house, &by, (id, reason), (drawn, changes, people)).await
}

/// Opens the seed, draws, and drafts the version of the notice with seed, public number and result. Once drawn, it drafts
/// the same again where the draft was given up. Answers the identity of the draft.
///
/// # Errors
/// Before the list is public in the signed log; when the public number is not what the notice promised; when another
/// version is in hand; when the person may not; [`Error::Conflict`].
pub async fn draw_lot(
    house: &House,
    by: &Officer,
    id: &str,
    (lock_version, number): (i64, &str),
) -> Result<String, Error> {
    let (mut tx, by, row) = begin(house, (by, Action::HandleSelections), (id, lock_version)).await?;
    house.must(&by, Action::Draft, &row.agency_code)?;
    let (entries, number, codes) = match state_of(house, &mut tx, &row).await? {
        AnySelection::Listed(s) => {
            let entries = s.state().entries.clone();
            let codes = chosen(house, &row, (s.file().terms(), &entries), number)?;
            let (on, number) = (house.now().date_naive(), number.to_owned());
            let event = Event::Drawn { on, number: number.clone(), chosen: codes.clone(), by: by.behind() };
            apply(house, &mut tx, Some(&by), row.clone(), event).await?;
            (entries, number, codes)
        }
        AnySelection::Drawn(s) if s.state().announced.is_none() => {
            let drawn = s.state();
            if !number.is_empty() && number != drawn.number {
                return Err(Error::Refused("公共数字已经登记过，要改请由另一人更正，并写明错在哪里".into()));
            }
            (drawn.entries.clone(), drawn.number.clone(), drawn.chosen.clone())
        }
        state => return Err(Error::Refused(format!("现在是“{}”，不能抽签", state.zh()))),
    };
    let drawn = rule(house, &row)?;
    let lots = &house.rules.lots.fields;
    let people = people_of(house, &mut tx, (&row, drawn), (&entries, &codes)).await?;
    let mut changes = Map::new();
    changes.insert(lots.seed.clone(), seed(house, &row)?.text().into());
    if !number.is_empty() {
        changes.insert(lots.number.clone(), number.into());
    }
    tx.commit().await?;
    amend(house, &by, (id, RESULT), (drawn, changes, people)).await
}

fn row_of<const N: usize>(cells: [(&String, &str); N]) -> Value {
    Value::Object(cells.into_iter().map(|(key, text)| (key.clone(), text.into())).collect())
}

/// Whoever was drawn, as the table of people shows them: with the name only where the person agreed.
async fn people_of(
    house: &House,
    tx: &mut Tx,
    (row, drawn): (&SelectionRow, &DrawnItem),
    (entries, codes): (&[Entry], &[String]),
) -> Result<Vec<Value>, Error> {
    let f = &house.rules.lots.fields;
    let mut people = Vec::with_capacity(codes.len());
    for code in codes {
        let Some(entry) = entries.iter().find(|entry| entry.code == *code) else { continue };
        let mut line = row_of([(&f.code, code), (&f.side, &entry.side)]);
        let found = selections::sign_up(tx, &row.id, as_i64(entry.number.into())).await?;
        let who = found.map(|found| person(house, &found)).transpose()?.flatten();
        if let Some(who) = who.filter(|who| who.publish_name) {
            line[f.name.as_str()] = who.name.into();
        }
        if let Some(capacity) = &drawn.capacity {
            line[capacity.column.as_str()] = capacity.value.as_str().into();
        }
        people.push(line);
    }
    Ok(people)
}

/// Begins the new version and writes into it. Whoever is in the table of people already, because the agency invited them,
/// stays before those who were drawn.
async fn amend(
    house: &House,
    by: &Officer,
    (id, reason): (&str, &str),
    (drawn, changes, people): (&DrawnItem, Map<String, Value>, Vec<Value>),
) -> Result<String, Error> {
    start_amendment(house, by, id, reason).await?;
    let draft = desk_reading::draft(house, by, id).await?;
    let mut values = draft.values;
    values.extend(changes);
    if !people.is_empty() {
        match values.get_mut(&drawn.people) {
            Some(Value::Array(known)) => known.extend(people),
            _ => drop(values.insert(drawn.people.clone(), people.into())),
        }
    }
    let edit = Edit { values, body: draft.body, remove: Vec::new() };
    save_draft(house, by, id, draft.lock_version, edit).await?;
    Ok(id.to_owned())
}
