//! The answer as a disclosure: drafted from the case, or named once it is public; and the press conference.

use chrono::{DateTime, FixedOffset};
use mingjing_calendar::china;
use mingjing_procedures::public_opinion::{AnyPublicOpinion, Event};
use mingjing_store::public_opinions::PublicOpinionRow;
use mingjing_store::{drafts, versions};
use serde_json::{Map, Value, json};

use super::steps::{Command, apply};
use super::{key, load, now, read_time, replayed};
use crate::cases::{is_drafted, noted_draft};
use crate::publishing::PUBLISHED;
use crate::{Action, Error, House, Officer, drafting, working};

/// A disclosure that is public.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) id: String,
    item: String,
    agency: String,
    /// Moment of its first leaf.
    pub(super) published: DateTime<FixedOffset>,
    values: Map<String, Value>,
}

/// The disclosure that a command names, as far as it is public.
pub(super) async fn named(house: &House, command: &Command) -> Result<Option<Named>, Error> {
    let index_no = match command {
        Command::NameRelease(index_no) | Command::NameConference { index_no, .. } => index_no.trim(),
        _ => return Ok(None),
    };
    let mut tx = house.db.read().await?;
    let missing = || Error::Refused(format!("没有找到索引号“{index_no}”的公开信息，公开以后再登记"));
    let head = drafts::disclosure_by_index_no(&mut tx, index_no).await?.ok_or_else(missing)?;
    let first = versions::of_disclosure(&mut tx, &head.id).await?.into_iter().next().ok_or_else(missing)?;
    if head.status != PUBLISHED {
        return Err(missing());
    }
    let (content, _) = working::published(&mut tx, &head.id).await?;
    Ok(Some(Named {
        published: read_time(&first.at)?,
        id: head.id,
        item: head.item,
        agency: head.agency_code,
        values: content.fields,
    }))
}

/// An answer is of the item that its level wants, by the agency that answers.
pub(super) fn must_answer(house: &House, row: &PublicOpinionRow, named: &Named) -> Result<(), Error> {
    let rules = &house.rules.public_opinion;
    let level = rules.level(row.level.as_deref().unwrap_or_default())?;
    if named.item != level.item {
        let wanted = &house.item(&level.item)?.title.zh;
        return Err(Error::Refused(format!("“{}”要用“{wanted}”回应，这条不是", level.title)));
    }
    if named.agency != row.agency_code {
        return Err(Error::Refused("这条不是回应单位公开的".into()));
    }
    Ok(())
}

/// A press conference was held on the day that its disclosure says.
pub(super) fn must_be_held(house: &House, named: &Named, held: DateTime<FixedOffset>) -> Result<(), Error> {
    let fields = &house.rules.public_opinion.conference;
    if named.item != fields.item {
        let wanted = &house.item(&fields.item)?.title.zh;
        return Err(Error::Refused(format!("这条不是“{wanted}”")));
    }
    let day = named.values.get(&fields.held_on).and_then(Value::as_str).unwrap_or_default();
    if day != held.date_naive().to_string() {
        return Err(Error::Refused(format!("公开的举办日期是 {day}，与填写的时间不是同一天，请核对")));
    }
    Ok(())
}

/// Drafts the answer of a case and notes it; answers the identity of its draft.
///
/// # Errors
/// Before it is judged, before a meeting that its level wants first, or where a draft waits already; when the person may not;
/// [`Error::Conflict`].
pub async fn prepare_response(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
) -> Result<String, Error> {
    let mut tx = house.db.read().await?;
    let (row, known) = load(&mut tx, id).await?;
    let drafter = house.must(by, Action::Draft, &row.agency_code)?;
    if row.lock_version != lock_version {
        return Err(Error::Conflict);
    }
    if is_drafted(&mut tx, row.draft_id.as_deref()).await? {
        return Err(Error::Refused("回应已经起草，请到稿件页办理".into()));
    }
    drop(tx);
    let events: Vec<Event> = key(id).open_events(house, &known)?;
    let case = replayed(house, &row, &events)?;
    // What the procedure refuses is refused before anything is drafted.
    let trial = Event::Prepared { at: now(house), disclosure: String::new() };
    case.clone().apply(&house.rules.public_opinion, &trial)?;
    let level = house.rules.public_opinion.level(row.level.as_deref().unwrap_or_default())?;
    let item = house.item(&level.item)?;
    let government = house.register().agency(&row.agency_code).map(|agency| agency.level.clone());
    if !item.levels.iter().any(|level| Some(level.key()) == government.as_deref()) {
        return Err(Error::Refused(format!("“{}”不由本级单位公开", item.title.zh)));
    }
    let values = content(house, &row, &case)?;
    let drafted = drafting::begin(house, &drafter, item, &row.agency_code, (values, None)).await?;
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
    let (row, known) = load(&mut tx, id).await?;
    let event = Event::Prepared { at: now(house), disclosure: drafted.to_owned() };
    apply(house, &mut tx, by, (row, known, lock_version), event).await?;
    tx.commit().await?;
    Ok(())
}

/// What a draft begins with: never what was said of the matter, which is sealed.
fn content(
    house: &House,
    row: &PublicOpinionRow,
    case: &AnyPublicOpinion,
) -> Result<Map<String, Value>, Error> {
    let rules = &house.rules.public_opinion;
    let item = &rules.level(row.level.as_deref().unwrap_or_default())?.item;
    let fields = rules.response(item).ok_or_else(|| Error::Corrupt(format!("{item} 不是回应")))?;
    // A system may have said it by another clock.
    let began = case.file().since(fields.from).with_timezone(&china());
    let mut values = Map::new();
    let mut set = |key: &str, value: Value| drop(values.insert(key.to_owned(), value));
    set(&fields.title, json!(format!("关于{}的情况说明", case.file().matter().title)));
    set(&fields.began, json!(began.date_naive().to_string()));
    if let Some(time) = &fields.began_at {
        set(time, json!(began.format("%H:%M").to_string()));
    }
    set(&fields.issued_on, json!(now(house).date_naive().to_string()));
    if let Some(unit) = &fields.unit {
        set(unit, json!(house.register().agency_name(&row.agency_code)));
    }
    for (key, value) in &fields.preset {
        set(key, json!(value));
    }
    Ok(values)
}
