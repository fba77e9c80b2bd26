//! Major administrative decisions: what is public of one, where it stands, and what may not be published yet
//! (重大行政决策程序暂行条例).

use chrono::NaiveDate;
use mingjing_catalogue::{FieldProblem, Item};
use mingjing_procedures::{Candidate, Case, DecisionProcedure, Record, Rules, Skipped, Standing};
use mingjing_publication::Content;
use mingjing_store::versions::JoinedRow;
use mingjing_store::{Tx, drafts, versions};
use serde_json::{Map, Value};

use crate::house::as_i64;
use crate::publishing::{self, PUBLISHED};
use crate::reading::{self, PublicDisclosure};
use crate::working::Draft;
use crate::{Error, House};

/// A decision and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Its identity.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its public fields.
    pub fields: Map<String, Value>,
    /// Where it stands.
    pub standing: Standing,
    /// Disclosures that refer to it, whatever step they belong to, by day.
    pub records: Vec<Record>,
}

impl Decision {
    fn of(house: &House, content: Content, records: Vec<Record>) -> Self {
        let standing = standing(house, &content.fields, &records);
        Self { id: content.id, title: content.title, fields: content.fields, standing, records }
    }
}

fn standing(house: &House, fields: &Map<String, Value>, records: &[Record]) -> Standing {
    let case = Case { today: house.now().date_naive(), decision: fields, records };
    house.rules.decisions.standing(&rules(house), case)
}

fn rules(house: &House) -> Rules<'_> {
    Rules { calendar: &house.rules.calendar, limits: &house.rules.limits }
}

/// A public decision; none if there is no such disclosure, it is no decision, or it was withdrawn.
///
/// # Errors
/// When the database cannot be read.
pub async fn decision(house: &House, id: &str) -> Result<Option<(PublicDisclosure, Decision)>, Error> {
    let found = reading::disclosure(house, id).await?;
    let Some(disclosure) = found.filter(|found| found.item == house.rules.decisions.item) else {
        return Ok(None);
    };
    let Some(content) = disclosure.content().cloned() else { return Ok(None) };
    let mut tx = house.db.read().await?;
    let visible = as_i64(house.visible().size);
    let records = records(house, &mut tx, (&content.id, &content.index_no), visible).await?;
    Ok(Some((disclosure, Decision::of(house, content, records))))
}

/// The public ones of these decisions, in this order: a page of a list.
///
/// # Errors
/// When the database cannot be read.
pub async fn decisions(house: &House, ids: &[String]) -> Result<Vec<Decision>, Error> {
    let mut tx = house.db.read().await?;
    let visible = as_i64(house.visible().size);
    let mut contents: Vec<Content> = Vec::with_capacity(ids.len());
    for row in versions::newest_of(&mut tx, ids).await? {
        if let Some(text) = row.content.filter(|_| row.leaf_index < visible) {
            contents.push(Content::from_bytes(text.as_bytes())?);
        }
    }
    let place = |content: &Content| ids.iter().position(|id| *id == content.id);
    contents.sort_by_key(place);
    let mut found = Vec::with_capacity(contents.len());
    for content in contents {
        let records = records(house, &mut tx, (&content.id, &content.index_no), visible).await?;
        found.push(Decision::of(house, content, records));
    }
    Ok(found)
}

/// What refers to a decision with a leaf below `below`.
async fn records(
    house: &House,
    tx: &mut Tx,
    (id, index_no): (&str, &str),
    below: i64,
) -> Result<Vec<Record>, Error> {
    let procedure = &house.rules.decisions;
    let mut records = Vec::new();
    for row in versions::joined(tx, (id, index_no), PUBLISHED).await? {
        let joins = procedure.joined().any(|joined| joined == (row.item.as_str(), row.field.as_str()));
        if joins && row.leaf_index < below {
            records.push(record(row)?);
        }
    }
    Ok(records)
}

fn record(row: JoinedRow) -> Result<Record, Error> {
    let content = Content::from_bytes(row.content.as_bytes())?;
    let published = row.first_published_at.as_deref().and_then(|at| at.get(..10)?.parse().ok());
    Ok(Record {
        published_on: published.unwrap_or(content.issued_on),
        fields: content.fields,
        id: row.id,
        item: row.item,
        field: row.field,
        title: row.title,
    })
}

/// What stands against publishing these values: a statutory step of a decision that was skipped, or left out on a ground
/// that the order does not give. `id` is the disclosure they would be a revision of; it may be new.
pub(crate) async fn problems(
    house: &House,
    tx: &mut Tx,
    (item, id): (&Item, &str),
    values: &Map<String, Value>,
) -> Result<Vec<FieldProblem>, Error> {
    let procedure = &house.rules.decisions;
    if !procedure.concerns(&item.key) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    let today = house.now().date_naive();
    if item.key == procedure.item {
        let own = drafts::disclosure(tx, id).await?;
        let number = own.and_then(|row| row.index_no).unwrap_or_default();
        let records = records(house, tx, (id, &number), i64::MAX).await?;
        found.extend(procedure.allows(&rules(house), (today, values), &records).err());
    }
    for (field, target) in referred(procedure, item, values) {
        let Some((content, mut records)) = published(house, tx, &target).await? else { continue };
        records.retain(|record| record.id != id);
        let case = Case { today, decision: &content.fields, records: &records };
        let candidate = Candidate { item: &item.key, fields: values, field: &field };
        found.extend(procedure.permits(&rules(house), case, candidate).err());
    }
    Ok(found.into_iter().map(|skipped| problem(item, skipped)).collect())
}

fn problem(item: &Item, skipped: Skipped) -> FieldProblem {
    let label = item.field(&skipped.field).map_or_else(|| skipped.field.clone(), |f| f.label.zh.clone());
    FieldProblem { message: skipped.to_string(), field: skipped.field, label }
}

/// The decisions that values refer to, as fields and targets.
fn referred(
    procedure: &DecisionProcedure,
    item: &Item,
    values: &Map<String, Value>,
) -> Vec<(String, String)> {
    let joins = |field: &str| procedure.joined().any(|joined| joined == (item.key.as_str(), field));
    publishing::links(item, values).into_iter().filter(|(field, _)| joins(field)).collect()
}

/// A published decision by identity or index number, with everything published that refers to it.
async fn published(
    house: &House,
    tx: &mut Tx,
    target: &str,
) -> Result<Option<(Content, Vec<Record>)>, Error> {
    let row = match drafts::disclosure(tx, target).await? {
        Some(row) => Some(row),
        None => drafts::disclosure_by_index_no(tx, target).await?,
    };
    let Some(leaf) = row.filter(|row| row.status == PUBLISHED).and_then(|row| row.leaf_index) else {
        return Ok(None);
    };
    let Some(text) = versions::at_leaf(tx, leaf).await?.and_then(|version| version.content) else {
        return Ok(None);
    };
    let content = Content::from_bytes(text.as_bytes())?;
    if content.item != house.rules.decisions.item {
        return Ok(None);
    }
    let records = records(house, tx, (&content.id, &content.index_no), i64::MAX).await?;
    Ok(Some((content, records)))
}

/// What the desk shows beside a draft that belongs to a decision: where that decision stands, and the materials of the
/// meeting. For a draft of a decision itself, with what the draft says.
///
/// # Errors
/// When the database cannot be read.
pub async fn decisions_of_draft(house: &House, draft: &Draft) -> Result<Vec<Decision>, Error> {
    let procedure = &house.rules.decisions;
    let Some(item) = house.rules.catalogue.item(&draft.head.item).filter(|i| procedure.concerns(&i.key))
    else {
        return Ok(Vec::new());
    };
    let mut tx = house.db.read().await?;
    let mut found = Vec::new();
    if item.key == procedure.item {
        let number = draft.head.index_no.as_deref().unwrap_or_default();
        let records = records(house, &mut tx, (&draft.head.id, number), i64::MAX).await?;
        let standing = standing(house, &draft.values, &records);
        let (id, title, fields) = (draft.head.id.clone(), draft.title(), draft.values.clone());
        found.push(Decision { id, title, fields, standing, records });
    }
    for (_, target) in referred(procedure, item, &draft.values) {
        if let Some((content, records)) = published(house, &mut tx, &target).await? {
            found.push(Decision::of(house, content, records));
        }
    }
    Ok(found)
}

/// The day a step can be taken from; none while something before it is open, or for the first step.
#[must_use]
pub fn possible_since(standing: &Standing, step: usize) -> Option<NaiveDate> {
    standing.steps.get(step)?.ready.filter(|day| *day > NaiveDate::MIN)
}
