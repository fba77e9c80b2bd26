//! The figures of a quarter as a draft: begun once, and from there on a draft like any other.

use std::fmt::Write as _;

use mingjing_duties::Period;
use mingjing_store::{drafted_once, drafts};
use serde_json::{Map, Value, json};

use super::{CaseFigures, MEANINGS, Numbers, count_of, drafted_as, must_be_past, title};
use crate::{Action, Error, House, Officer, drafting};

/// Begins the draft of a quarter; answers the identity of the disclosure, and whether it was begun now: a second time nothing is
/// begun.
///
/// # Errors
/// When the person may not see the cases or not draft; when the quarter is not over.
pub async fn begin_draft(
    house: &House,
    by: &Officer,
    agency: &str,
    quarter: Period,
) -> Result<(String, bool), Error> {
    must_be_past(house, quarter)?;
    let drafter = &house.must(by, Action::Draft, agency)?;
    let figures = count_of(house, by, agency, quarter).await?;
    let names = &house.rules.case_figures;
    let item = house.item(&names.item)?;
    let id = house.new_id();
    let mut tx = house.db.begin().await?;
    let published = drafts::disclosure_by_natural_key(&mut tx, &item.key, &title(quarter), agency).await?;
    if let Some(published) = published {
        return Ok((published.id, false));
    }
    let what = drafted_as(&item.key, quarter);
    // Whoever presses at the same moment waits here, and then finds the draft.
    if !drafted_once::claim(&mut tx, agency, &what, &id).await? {
        let begun = drafted_once::of(&mut tx, agency, &what).await?;
        return begun.map(|begun| (begun, false)).ok_or(Error::Conflict);
    }
    let content = (values(house, &figures, quarter), Some(notes(house, &figures, quarter)));
    drafting::begin_as(house, &mut tx, drafter, item, (agency, id.clone()), content).await?;
    tx.commit().await?;
    Ok((id, true))
}

fn values(house: &House, figures: &CaseFigures, quarter: Period) -> Map<String, Value> {
    let (names, columns) = (&house.rules.case_figures.fields, &house.rules.case_figures.columns);
    let mut values = Map::new();
    let mut set = |key: &str, value: Value| drop(values.insert(key.to_owned(), value));
    let covers = json!({ "from": quarter.first().to_string(), "until": quarter.last().to_string() });
    set(&names.title, json!(title(quarter)));
    set(&names.covers, covers);
    set(&names.issued_on, json!(house.now().date_naive().to_string()));
    let Numbers { due, in_time, late, open_late, .. } = figures.all;
    for (name, number) in
        [(&names.due, due), (&names.in_time, in_time), (&names.late, late), (&names.open_late, open_late)]
    {
        set(name, json!(number));
    }
    let rows = figures.rows.iter().map(|row| {
        let Numbers { received, due, in_time, late, open_late } = row.numbers;
        let numbers = [
            (&columns.received, received),
            (&columns.due, due),
            (&columns.in_time, in_time),
            (&columns.late, late),
            (&columns.open_late, open_late),
        ];
        let mut cells = Map::from_iter([(columns.kind.clone(), json!(row.title))]);
        cells.extend(numbers.map(|(name, number)| (name.clone(), json!(number))));
        Value::Object(cells)
    });
    set(&names.kinds, Value::Array(rows.collect()));
    values
}

/// What the numbers mean, as the text of the disclosure.
fn notes(house: &House, figures: &CaseFigures, quarter: Period) -> String {
    let (first, last) = (quarter.first(), quarter.last());
    let today = house.now().date_naive();
    let mut text = format!("统计期间：{first} 至 {last}。统计日期：{today}。\n\n");
    for (name, meaning) in MEANINGS {
        // Writing into a String does not fail.
        let _ = writeln!(text, "- {name}：{meaning}");
    }
    if !figures.not_counted.is_empty() {
        let number = figures.not_counted.len();
        let _ =
            writeln!(text, "\n另有 {number} 件，所在年度的节假日安排没有公布，算不出最后一天，没有计入。");
    }
    text
}
