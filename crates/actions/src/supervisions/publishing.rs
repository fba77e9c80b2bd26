//! The notice, drafted as a disclosure; screening and approval are those of any disclosure. The rectification that refers to
//! it is the agency's own.

use mingjing_procedures::supervision::Event;
use mingjing_store::supervisions::{self, SupervisionRow};
use serde_json::{Map, Value, json};

use super::{CASE, key, replayed, steps};
use crate::cases::{is_drafted, noted_draft};
use crate::{Action, Error, House, Officer, drafting};

/// Drafts the public notice and notes it; answers the identity of its draft.
///
/// # Errors
/// Before it is issued, or where it was drafted already; when the person may not; [`Error::Conflict`].
pub async fn prepare_notice(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
) -> Result<String, Error> {
    let mut tx = house.db.read().await?;
    let known = supervisions::events(&mut tx, id).await?;
    let row = supervisions::one(&mut tx, id).await?.ok_or(CASE)?;
    let drafter = house.must(by, Action::Draft, &row.office_code)?;
    if row.lock_version != lock_version {
        return Err(Error::Conflict);
    }
    if is_drafted(&mut tx, row.disclosure_id.as_deref()).await? {
        return Err(Error::Refused("督查公告已经起草，请到稿件页办理".into()));
    }
    drop(tx);
    let events: Vec<Event> = key(id).open_events(house, &known)?;
    let values = content(house, &row, &events)?;
    let item = house.item(&house.rules.clusters.notice.item)?;
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
    let known = supervisions::events(&mut tx, id).await?;
    let row = supervisions::one(&mut tx, id).await?.ok_or(CASE)?;
    let event = Event::Prepared { on: house.now().date_naive(), disclosure: drafted.to_owned() };
    steps::apply(house, &mut tx, by, (row, known, lock_version), event).await?;
    tx.commit().await?;
    Ok(())
}

fn content(house: &House, row: &SupervisionRow, events: &[Event]) -> Result<Map<String, Value>, Error> {
    let case = replayed(house, row, events)?;
    let file = case.file();
    let issued = file.issued_on().ok_or_else(|| Error::Refused("督办通知签发以后才能公开".into()))?;
    let notice = file.notice();
    let names = &house.rules.clusters.notice;
    let unit = house.register().agency_name(&notice.agency).to_owned();
    let finding = json!({
        (&names.problem): notice.problem,
        (&names.unit): unit,
        (&names.until): file.until().to_string(),
        (&names.demand): notice.demand,
    });
    let mut values = Map::new();
    let mut set = |key: &str, value: Value| drop(values.insert(key.to_owned(), value));
    set(&names.title, json!(format!("关于{}的督办通知", notice.title)));
    set(&names.subject, json!(notice.title));
    set(&names.inspected, json!(unit));
    set(&names.inspected_from, json!(issued.to_string()));
    set(&names.issued_on, json!(house.now().date_naive().to_string()));
    set(&names.findings, json!([finding]));
    if let Some(appeals) = row.appeals {
        set(&names.appeals, json!(appeals.to_string()));
    }
    Ok(values)
}
