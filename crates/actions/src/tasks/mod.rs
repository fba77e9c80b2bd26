//! A document read into tasks (任务分解), each of which becomes a draft that refers to the document: an official ticks and mends
//! them, and a page of the document shows clause by clause what became of each. Pressing twice makes no doubles.

mod codes;
mod following;
mod rules;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use mingjing_duties::{About, Breakdown, Measure, Origin, Task, break_down_known};
use mingjing_store::{drafted_once, drafts};
use serde_json::{Map, Value, json};

pub use following::{FulfilledClause, Fulfilment, PublicTask, State, fulfilment};
pub use rules::TaskRules;

use crate::{Action, Error, House, Officer, drafting, reading};

/// Longest title, goal and names, in characters, as the form of a task takes them.
const LONGEST_TITLE: usize = 120;
const LONGEST_GOAL: usize = 2_000;
const LONGEST_NAMES: usize = 500;

/// A document that is read into tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its index number; empty where only a text was pasted.
    pub index_no: String,
    /// Its title.
    pub title: String,
    /// The day it is from; of a text that was pasted, the day it was.
    pub on: NaiveDate,
    /// Its text.
    pub text: String,
}

impl Document {
    /// What is known of it beside its text. Of a pasted text nobody knows the day, unless it says it.
    fn about(&self) -> About<'_> {
        About { title: &self.title, on: (!self.index_no.is_empty()).then_some(self.on) }
    }
}

/// One task of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its code: the same whenever the same text is read.
    pub code: String,
    /// The task.
    pub task: Task,
    /// Title of its draft.
    pub title: String,
    /// Who leads: the name in the register where the text names one agency of it, else as written.
    pub lead: String,
    /// Whether the register has it.
    pub known: bool,
    /// The last day, where the text says one and no other.
    pub due: Option<NaiveDate>,
    /// Where it says several, the last of them, for a person to check.
    pub latest: Option<NaiveDate>,
    /// The draft or the disclosure that it became.
    pub became: Option<String>,
}

/// What an official confirmed of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// Its code.
    pub code: String,
    /// Who leads.
    pub lead: String,
    /// The last day; none where it is not known yet.
    pub due: Option<NaiveDate>,
}

/// The public document behind an identity or index number.
///
/// # Errors
/// When there is none, or it has no text.
pub async fn document(house: &House, id_or_index_no: &str) -> Result<Document, Error> {
    const NONE: Error = Error::NotFound("这份公开的文件");
    let id = reading::resolve(house, id_or_index_no.trim()).await?.ok_or(NONE)?;
    let found = reading::disclosure(house, &id).await?.ok_or(NONE)?;
    let content = found.content().ok_or(NONE)?;
    let text = content.body.clone().filter(|body| !body.trim().is_empty());
    Ok(Document {
        index_no: found.index_no.clone(),
        title: content.title.clone(),
        on: content.issued_on,
        text: text.ok_or_else(|| Error::Refused("这份文件没有正文，请把文字贴进来".into()))?,
    })
}

/// Reads a document into tasks, each with its code, in the order of the document.
#[must_use]
pub fn read(document: &Document) -> Vec<(String, Task)> {
    let Breakdown { tasks } = break_down_known(&document.text, document.about());
    let codes = codes::of(&codes::source(document), &tasks);
    codes.into_iter().zip(tasks).collect()
}

/// Reads a document into tasks, with what became of them in the person's agency.
///
/// # Errors
/// When the person may not draft.
pub async fn rows(house: &House, by: &Officer, document: &Document) -> Result<Vec<Row>, Error> {
    house.must(by, Action::Draft, &by.agency)?;
    let register = house.register();
    let mut tx = house.db.read().await?;
    let mut rows = Vec::new();
    for (code, task) in read(document) {
        let written = task.leads.first().cloned().unwrap_or_default();
        let mut named = register.open_agencies().filter(|a| a.name == written || a.short_name == written);
        // Counties have departments of the same short name: then nobody is meant for sure.
        let found = named.next().filter(|_| named.next().is_none()).map(|agency| agency.name.clone());
        let (due, days) = (due(&task), days(&task));
        let became = drafted_once::of(&mut tx, &by.agency, &code).await?;
        let became = match became {
            Some(id) => drafts::disclosure(&mut tx, &id).await?.map(|head| head.id),
            None => None,
        };
        rows.push(Row {
            title: title(&task),
            known: found.is_some(),
            lead: found.unwrap_or_else(|| task.leads.join("、")),
            latest: days.max().filter(|_| due.is_none()),
            due,
            became,
            code,
            task,
        });
    }
    Ok(rows)
}

/// The last day that the text sets; none where it names several, which may be of parts of the task.
fn due(task: &Task) -> Option<NaiveDate> {
    let first = days(task).next()?;
    days(task).all(|day| day == first).then_some(first)
}

fn days(task: &Task) -> impl Iterator<Item = NaiveDate> {
    task.measures.iter().filter_map(|measure| match measure {
        Measure::By { day, .. } => Some(*day),
        _ => None,
    })
}

fn title(task: &Task) -> String {
    let what = if task.title.is_empty() { task.text.as_str() } else { task.title.as_str() };
    let what = what.split_whitespace().collect::<Vec<_>>().join(" ");
    cut(format!("{} {what}", task.number).trim(), LONGEST_TITLE)
}

fn cut(text: &str, longest: usize) -> String {
    text.chars().take(longest).collect()
}

/// Begins a draft for each task that was confirmed and is none yet. Answers how many were begun, and how many were there.
///
/// # Errors
/// When the person may not draft; when a code is not of this document.
pub async fn begin_drafts(
    house: &House,
    by: &Officer,
    (document, confirmed): (&Document, &[Confirmed]),
) -> Result<(u64, u64), Error> {
    let by = &house.must(by, Action::Draft, &by.agency)?;
    let rows = rows(house, by, document).await?;
    let known: BTreeSet<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    if confirmed.is_empty() {
        return Err(Error::Refused("请勾选要起草的任务".into()));
    }
    if let Some(strange) = confirmed.iter().find(|one| !known.contains(one.code.as_str())) {
        return Err(Error::Refused(format!("文件里没有任务 {}，文件可能更新过，请重新分解", strange.code)));
    }
    let rules = &house.rules.tasks;
    let item = house.item(&rules.item)?;
    let (mut begun, mut there) = (0, 0);
    for row in &rows {
        let Some(one) = confirmed.iter().find(|one| one.code == row.code) else { continue };
        let id = house.new_id();
        let mut tx = house.db.begin().await?;
        let published =
            drafts::disclosure_by_natural_key(&mut tx, &item.key, &row.code, &by.agency).await?.is_some();
        // Whoever presses at the same moment waits here, and then finds the draft.
        if published || !drafted_once::claim(&mut tx, &by.agency, &row.code, &id).await? {
            there += 1;
            continue;
        }
        let content = (values(house, document, (row, one)), None);
        drafting::begin_as(house, &mut tx, by, item, (&by.agency, id), content).await?;
        tx.commit().await?;
        begun += 1;
    }
    Ok((begun, there))
}

fn values(house: &House, document: &Document, (row, one): (&Row, &Confirmed)) -> Map<String, Value> {
    let rules = &house.rules.tasks;
    let mut values = Map::new();
    let mut set = |key: &str, value: Value| drop(values.insert(key.to_owned(), value));
    set(&rules.code, json!(row.code));
    set(&rules.title, json!(row.title));
    set(&rules.source_field, json!(rules.from_document));
    if !document.index_no.is_empty() {
        set(&rules.documents, json!([document.index_no]));
    }
    set(&rules.goal, json!(cut(&row.task.text, LONGEST_GOAL)));
    let measures: Vec<&str> = row.task.measures.iter().map(Measure::text).collect();
    if !measures.is_empty() {
        set(&rules.measures, json!(format!("文中的时限和数量：{}", measures.join("、"))));
    }
    if !one.lead.trim().is_empty() {
        set(&rules.unit, json!(cut(one.lead.trim(), LONGEST_TITLE)));
    }
    if !row.task.supports.is_empty() {
        set(&rules.partners, json!(cut(&row.task.supports.join("、"), LONGEST_NAMES)));
    }
    set(&rules.started_on, json!(document.on.to_string()));
    if let Some(due) = one.due {
        set(&rules.due_on, json!(due.to_string()));
    }
    set(&rules.status, json!(rules.not_begun));
    values
}

/// What the numbers of a document could become as duties: the draft of a rule file, for an administrator to mend and put in
/// place.
///
/// # Errors
/// When the person may not draft.
pub fn duties_proposed(house: &House, by: &Officer, document: &Document) -> Result<String, Error> {
    house.must(by, Action::Draft, &by.agency)?;
    let key = codes::source(document).to_lowercase();
    let origin = Origin { title: &document.title, on: document.on, key: &key };
    let (catalogue, coverage) = (&house.rules.catalogue, &house.rules.tasks.coverage);
    let breakdown = break_down_known(&document.text, document.about());
    Ok(breakdown.duties_proposed(catalogue, origin, coverage).file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_taken_only_where_all_agree() {
        let due = |text: &str| break_down_known(text, About::default()).tasks.first().and_then(due);
        assert_eq!(
            due("一、建库。2026年6月底前建成，2026年6月30日前上线。"),
            NaiveDate::from_ymd_opt(2026, 6, 30)
        );
        assert_eq!(due("一、建库。2026年6月底前试点，2026年12月底前建成。"), None);
        assert_eq!(due("一、建库。截止到2025年底，已建成30个。"), None);
    }
}
