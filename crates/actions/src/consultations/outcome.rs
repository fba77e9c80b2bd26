//! The outcome of a call, drafted as a disclosure: what came, what was done about it and why, with every comment as it was
//! written. Screening and approval are those of any disclosure.

use bytes::Bytes;
use mingjing_opendata::{Cell, Column, ColumnKind, Format, Style, TableWriter};
use mingjing_procedures::consultation::{Adoption, AnyConsultation, Closed, Event, File};
use mingjing_store::consultations::{self, ConsultationRow};
use mingjing_store::drafts;
use serde_json::{Map, Value};

use super::{load, read_events, replayed, said, steps};
use crate::cases::noted_draft;
use crate::house::as_u32;
use crate::{Action, Error, House, Officer, attach_file, drafting};

/// Comments read at once.
const PAGE: i64 = 1_000;
/// Name of the file with all comments.
const LIST: &str = "意见清单.csv";
/// Longest entry of the item's table, in characters; what is longer stands in the file.
const LONGEST: usize = 1_000;

/// Drafts the outcome and notes it; answers the identity of its draft.
///
/// # Errors
/// While something is left to be answered; when the person may not; [`Error::Conflict`].
pub async fn prepare_outcome(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
) -> Result<String, Error> {
    let mut tx = house.db.read().await?;
    let row = load(&mut tx, id).await?;
    house.must(by, Action::HandleConsultations, &row.agency_code)?;
    let drafter = house.must(by, Action::Draft, &row.agency_code)?;
    if row.lock_version != lock_version {
        return Err(Error::Conflict);
    }
    let events = read_events(&consultations::events(&mut tx, id).await?)?;
    let state = replayed(house, &row, &events)?;
    let AnyConsultation::Closed(call) = &state else {
        return Err(Error::Refused(format!("这次征求意见现在是“{}”，不能起草结果", state.zh())));
    };
    call.is_answered()?;
    let head = drafts::disclosure(&mut tx, &row.draft_id).await?.ok_or(Error::NotFound("这份草案"))?;
    let index_no = head.index_no.ok_or(Error::NotFound("这份草案的索引号"))?;
    let values = values(house, &row, &index_no, call.state());
    let body = body(&row, call.file(), call.state());
    let list = list(house, &row, call.file(), call.state()).await?;
    drop(tx);
    let item = house.item(&house.rules.consultations.outcome)?;
    let outcome = drafting::begin(house, &drafter, item, &row.agency_code, (values, Some(body))).await?;
    let mut version = 0;
    if let Some(list) = list {
        version = attach_file(house, by, &outcome, 0, (LIST, list)).await?;
    }
    let noted = note(house, by, (id, lock_version), &outcome).await;
    noted_draft(house, by, (outcome, version), noted).await
}

async fn note(
    house: &House,
    by: &Officer,
    (id, lock_version): (&str, i64),
    outcome: &str,
) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let row = load(&mut tx, id).await?;
    let by = &house.must(by, Action::HandleConsultations, &row.agency_code)?;
    if row.lock_version != lock_version {
        return Err(Error::Conflict);
    }
    let event = Event::Prepared { on: house.now().date_naive(), outcome: outcome.to_owned() };
    steps::apply(house, &mut tx, by, row, event).await?;
    tx.commit().await?;
    Ok(())
}

/// The draft's title between its marks, without marks of its own around it.
fn quoted(title: &str) -> String {
    format!("《{}》", title.trim_start_matches('《').trim_end_matches('》'))
}

fn values(house: &House, row: &ConsultationRow, index_no: &str, found: &Closed) -> Map<String, Value> {
    let names = &house.rules.consultations.fields;
    let answered = found.groups.iter().filter(|group| !group.comments.is_empty());
    let mut adopted = 0;
    let mut answers = Vec::new();
    for group in answered {
        let Some(answer) = &group.answer else { continue };
        if answer.adoption != Adoption::Not {
            adopted += group.comments.len();
        }
        let mut line = Map::new();
        let short = |text: &str| text.chars().take(LONGEST).collect::<String>();
        line.insert(names.opinion.clone(), short(&group.title).into());
        line.insert(names.count.clone(), group.comments.len().into());
        line.insert(names.result.clone(), answer.adoption.zh().into());
        if !answer.text.is_empty() {
            line.insert(names.reason.clone(), short(&answer.text).into());
        }
        answers.push(Value::Object(line));
    }
    let mut values = Map::new();
    values.insert(names.title.clone(), format!("{}征求意见情况", quoted(&row.title)).into());
    values.insert(names.draft.clone(), index_no.into());
    values.insert(names.issued_on.clone(), house.now().date_naive().to_string().into());
    values.insert(names.received.clone(), found.received.into());
    values.insert(names.adopted.clone(), adopted.into());
    values.insert(names.answers.clone(), Value::Array(answers));
    values
}

/// What stands in the text: how it went, and what the questionnaire gave.
fn body(row: &ConsultationRow, file: &File, found: &Closed) -> String {
    let opened = file.opened_on().map(|day| day.to_string()).unwrap_or_default();
    let mut text = format!(
        "{opened} 至 {},就{}公开征求意见，共收到意见 {} 条。意见及采纳情况见附表；采纳的意见包括部分采纳的。\n",
        file.closes_on(),
        quoted(&row.title),
        found.received
    );
    if found.received > 0 {
        text.push_str("\n每条意见的原文见附件，没有改动。\n");
    }
    let withheld = file.withheld().values().filter(|w| w.agreed_on.is_some()).count();
    if withheld > 0 {
        text.push_str(&format!("\n其中 {withheld} 条依法不公开原文，已计入总数并一并答复。\n"));
    }
    let questions = file.call().questions();
    if !questions.is_empty() {
        text.push_str(&format!("\n## 问卷结果\n\n收到问卷 {} 份。\n", found.tally.received));
    }
    for (question, counts) in questions.iter().zip(&found.tally.counts) {
        text.push_str(&format!("\n### {}\n\n", question.title));
        let options = question.options();
        if options.is_empty() {
            text.push_str(&format!("{} 份写了文字。\n", counts.first().copied().unwrap_or(0)));
            continue;
        }
        text.push_str("| 选项 | 份数 |\n| --- | --- |\n");
        for (option, count) in options.iter().zip(counts) {
            text.push_str(&format!("| {} | {count} |\n", option.replace(['|', '\n'], " ")));
        }
    }
    text
}

/// Every comment as it was written, with its group and what was done about it; of one that is withheld, the ground. None
/// where no comment came.
async fn list(
    house: &House,
    row: &ConsultationRow,
    file: &File,
    found: &Closed,
) -> Result<Option<Bytes>, Error> {
    if found.received == 0 {
        return Ok(None);
    }
    let titles = [
        ("number", "序号"),
        ("clause", "针对的条款"),
        ("comment", "意见"),
        ("group", "归类"),
        ("result", "采纳情况"),
        ("reason", "理由"),
    ];
    let columns = titles.map(|(key, title)| Column::new(key, title, ColumnKind::Text)).to_vec();
    let style = Style { byte_order_mark: true, titles: true };
    let mut table = TableWriter::new(Format::Csv, columns, style, Vec::new())?;
    let group_of = found.group_of();
    let mut tx = house.db.read().await?;
    let mut after = 0;
    loop {
        let page = consultations::comments(&mut tx, &row.id, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.number;
        for comment in &page {
            let number = as_u32(comment.number);
            let text = match file.withheld().get(&number).filter(|w| w.agreed_on.is_some()) {
                Some(withheld) => format!("(依法不公开：{})", withheld.ground),
                None => said(house, comment)?,
            };
            let group = group_of.get(&number).and_then(|at| found.groups.get(*at));
            let answer = group.and_then(|group| group.answer.as_ref());
            let clause = if comment.clause.is_empty() { "全文" } else { &comment.clause };
            table.row(&[
                Cell::Text(&number.to_string()),
                Cell::Text(clause),
                Cell::Text(&text),
                Cell::Text(group.map_or("", |group| &group.title)),
                Cell::Text(answer.map_or("", |answer| answer.adoption.zh())),
                Cell::Text(answer.map_or("", |answer| &answer.text)),
            ])?;
        }
    }
    Ok(Some(table.finish()?.into()))
}
