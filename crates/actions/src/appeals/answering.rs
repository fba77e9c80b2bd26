//! The answer to an appeal, drafted as a disclosure: what was asked in the words that were agreed to, and the answer that was
//! given. Nobody's name, telephone or text goes into it by itself; screening and approval are those of any disclosure.

use mingjing_procedures::appeal::{Event, Publicity};
use mingjing_store::appeals::{self, AppealRow};
use serde_json::{Map, Value};

use super::{key, replayed, steps};
use crate::cases::{is_drafted, noted_draft};
use crate::{Action, Error, House, Officer, drafting};

/// Characters of the title that come from what was asked.
const TITLE: usize = 40;

/// Drafts the public answer and notes it; answers the identity of its draft.
///
/// # Errors
/// While there is no answer, where it is not published, or where it was drafted already; when the person may not;
/// [`Error::Conflict`].
pub async fn prepare_answer(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
) -> Result<String, Error> {
    let mut tx = house.db.read().await?;
    let known = appeals::events(&mut tx, id).await?;
    let row = appeals::one(&mut tx, id).await?.ok_or(Error::NotFound("这件诉求"))?;
    house.must(by, Action::HandleAppeals, &row.agency_code)?;
    let drafter = house.must(by, Action::Draft, &row.agency_code)?;
    if row.lock_version != lock_version {
        return Err(Error::Conflict);
    }
    if is_drafted(&mut tx, row.disclosure_id.as_deref()).await? {
        return Err(Error::Refused("办理结果的公开稿已经起草，请到稿件页办理；重新答复的请更新它".into()));
    }
    drop(tx);
    let events = key(id).open_events(house, &known)?;
    let (values, body) = content(house, &row, &events)?;
    let item = house.item(&house.rules.appeals.item)?;
    let drafted = drafting::begin(house, &drafter, item, &row.agency_code, (values, Some(body))).await?;
    let noted = note(house, by, (id, lock_version), &drafted).await;
    noted_draft(house, by, (drafted, 0), noted).await
}

async fn note(
    house: &House,
    by: &Officer,
    (id, lock_version): (&str, i64),
    drafted: &str,
) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let known = appeals::events(&mut tx, id).await?;
    let row = appeals::one(&mut tx, id).await?.ok_or(Error::NotFound("这件诉求"))?;
    let by = &house.must(by, Action::HandleAppeals, &row.agency_code)?;
    if row.lock_version != lock_version {
        return Err(Error::Conflict);
    }
    let event = Event::Prepared { on: house.now().date_naive(), disclosure: drafted.to_owned() };
    steps::apply(house, &mut tx, Some(by), (row, known), event).await?;
    tx.commit().await?;
    Ok(())
}

/// The values and the text of the disclosure.
fn content(house: &House, row: &AppealRow, events: &[Event]) -> Result<(Map<String, Value>, String), Error> {
    let appeal = replayed(house, row, events)?;
    let Some(answered) = appeal.answered() else {
        return Err(Error::Refused("还没有答复，不能起草公开的办理结果".into()));
    };
    if let Publicity::Withheld(ground) = &answered.publicity {
        return Err(Error::Refused(format!("这件的办理结果不公开：{ground}(信访工作条例第三十条)")));
    }
    let proposed = events.iter().rev().find_map(|event| match event {
        Event::Proposed { text, question, .. } => Some((text, question)),
        _ => None,
    });
    let (text, question) = proposed.ok_or_else(|| Error::Corrupt("答复没有文字".into()))?;
    let (rules, kind) = (&house.rules.appeals, appeal.file().kind());
    let kind = &rules.of(kind)?.title;
    let names = &rules.fields;
    let line = question.lines().next().unwrap_or_default();
    let short: String = line.chars().take(TITLE).collect();
    let late = if answered.late { "逾期" } else { "按期" };
    let values = [
        (&names.title, format!("{kind}：{short}")),
        (&names.kind, kind.clone()),
        (&names.region, row.region_code.clone()),
        (&names.lodged_on, row.lodged_on.clone()),
        (&names.answered_on, answered.on.to_string()),
        (&names.question, question.clone()),
        (&names.result, answered.ending.zh().to_owned()),
        (&names.late, late.to_owned()),
    ];
    let values = values.into_iter().map(|(key, value)| (key.clone(), Value::String(value))).collect();
    Ok((values, text.clone()))
}
