//! Verbs of the screener on rows that an import held back: let one through to the approver, drop one, drop a file.
//!
//! Who ran the import stands for the drafter; the screener and the approver are people as for any draft.

use std::collections::BTreeMap;

use mingjing_catalogue::{Composed, Item};
use mingjing_publication::life::{AnyWorking, Working};
use mingjing_screening::{Disposition, Finding};
use mingjing_store::drafts::{self, DisclosureRow};
use mingjing_store::held::{self, DecisionRow, HeldRow};
use mingjing_store::{Tx, officers};
use serde_json::{Map, Value, json};

use crate::publishing::{PUBLISHED, WITHDRAWN, new_head};
use crate::screening::{self, Ruling};
use crate::trail::{Step, record};
use crate::working::{self, Draft};
use crate::{Action, Error, House, Officer};

/// `held_decisions.decision` of a row that went on to the approver.
pub(crate) const PASSED: &str = "passed";
/// `held_decisions.decision` of a row that is not to be public.
pub(crate) const DROPPED: &str = "dropped";
/// Why an import amends what is public.
pub(crate) const SOURCE_CHANGED: &str = "数据源更新";

/// A held row as the desk sees it.
#[derive(Debug, Clone)]
pub struct HeldRecord {
    /// As it is stored.
    pub row: HeldRow,
    /// Its values; the body is beside.
    pub values: Map<String, Value>,
    /// Markdown body.
    pub body: Option<String>,
    /// What screening finds by the rules of now.
    pub findings: Vec<Finding>,
    /// Name of who ran the import.
    pub imported_by: String,
    /// What is published, or was, under its natural key.
    pub head: Option<DisclosureRow>,
}

/// What became of a row that passed screening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passed {
    /// It is a working version of this disclosure and waits for the approver.
    Draft(String),
    /// It says nothing but what this disclosure says already.
    Unchanged(String),
}

impl HeldRecord {
    /// Where the row comes from, for the trail.
    fn origin(&self) -> String {
        format!("{},由{}导入", place(&self.row.file, self.row.row_number), self.imported_by)
    }
}

/// File and row for people; 0 stands for a file that is one document.
fn place(file: &str, row_number: i64) -> String {
    if row_number > 0 {
        format!("导入文件“{file}”第 {row_number} 行")
    } else {
        format!("导入文件“{file}”")
    }
}

/// Reads a held row of the screener's agency.
pub(crate) async fn load(house: &House, tx: &mut Tx, by: &Officer, id: &str) -> Result<HeldRecord, Error> {
    let gone = Error::NotFound("这一行，可能同事已经办理，或数据源已经改正");
    let row = held::row(tx, id).await?.ok_or(gone)?;
    house.must(by, Action::Screen, &row.agency_code)?;
    let operator = Officer::operator();
    let imported_by = if row.imported_by == operator.id {
        operator.name
    } else {
        officers::by_id(tx, &row.imported_by).await?.map_or_else(|| row.imported_by.clone(), |o| o.name)
    };
    let mut values: Map<String, Value> = serde_json::from_str(&row.values_json)?;
    let body = match values.remove("body") {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    let findings = screening::findings(
        &house.screen_of(&row.agency_code),
        house.item(&row.item)?,
        &values,
        body.as_deref(),
    );
    let key = row.natural_key.as_deref().unwrap_or_default();
    let head = drafts::disclosure_by_natural_key(tx, &row.item, key, &row.agency_code).await?;
    Ok(HeldRecord { row, values, body, findings, imported_by, head })
}

async fn load_at(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    id: &str,
    lock_version: i64,
) -> Result<HeldRecord, Error> {
    let record = load(house, tx, by, id).await?;
    if record.row.lock_version == lock_version { Ok(record) } else { Err(Error::Conflict) }
}

/// Takes the row out of the queue and remembers what was decided.
async fn settle(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    row: &HeldRow,
    decision: (&str, Option<&str>),
) -> Result<(), Error> {
    held::release(tx, &row.id, row.lock_version).await?;
    let Some(natural_key) = row.natural_key.clone() else { return Ok(()) };
    let decision = DecisionRow {
        item: row.item.clone(),
        agency_code: row.agency_code.clone(),
        natural_key,
        fingerprint: row.fingerprint.clone(),
        decision: decision.0.to_owned(),
        disclosure_id: decision.1.map(str::to_owned),
        decided_by: by.id.clone(),
        decided_at: house.now_text(),
    };
    Ok(held::decide(tx, &decision).await?)
}

/// Decides on every finding of a held row and passes it on to the approver, as a new disclosure or as an amendment of
/// the one with its natural key. Redactions are carried out before.
///
/// # Errors
/// When a finding has no decision or one that refuses, when what redaction leaves does not satisfy the catalogue, when
/// the person ran the import or may not screen; [`Error::Conflict`] when a later import replaced the row.
pub async fn pass_held_row(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
    decisions: &BTreeMap<String, Disposition>,
) -> Result<Passed, Error> {
    let mut tx = house.db.begin().await?;
    let mut held = load_at(house, &mut tx, by, id, lock_version).await?;
    let by = &house.must(by, Action::Screen, &held.row.agency_code)?;
    let findings = std::mem::take(&mut held.findings);
    let refused = |f: &&Finding| matches!(decisions.get(&f.id), Some(Disposition::Refuse));
    if let Some(f) = findings.iter().find(refused) {
        let words = format!("“{}”判为不予公开：请写明理由，整行不公开", f.label);
        return Err(Error::Refused(words));
    }
    let ruling = Ruling::of(by, &findings, decisions)?;
    ruling.apply(&mut held.values, &mut held.body);
    let item = house.item(&held.row.item)?;
    let mut values = held.values.clone();
    values.extend(held.body.clone().map(|body| ("body".to_owned(), Value::String(body))));
    let id = held.head.as_ref().map(|head| head.id.clone()).unwrap_or_default();
    let composed = working::compose(house, &mut tx, (item, &id), values).await?;
    let head = head_of(house, &mut tx, item, &mut held).await?;
    let (summary, mut reason) = (ruling.summary.clone(), held.origin());
    let passed = if says_the_same(&mut tx, &head, &composed).await? {
        reason.push_str(";与已公开的内容相同，不再更新");
        Passed::Unchanged(head.id.clone())
    } else {
        begin(house, &mut tx, &held, head, composed, ruling).await?
    };
    let (Passed::Draft(disclosure) | Passed::Unchanged(disclosure)) = &passed;
    settle(house, &mut tx, by, &held.row, (PASSED, Some(disclosure))).await?;
    let step = Step {
        action: "screen",
        disclosure: Some(disclosure),
        agency: &held.row.agency_code,
        reason: Some(&reason),
        detail: Some(json!({ "findings": screening::without_file_names(item, summary) })),
    };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(passed)
}

/// Whether what is public already says just this.
async fn says_the_same(tx: &mut Tx, head: &DisclosureRow, composed: &Composed) -> Result<bool, Error> {
    if head.status != PUBLISHED {
        return Ok(false);
    }
    let (content, internal) = working::published(tx, &head.id).await?;
    Ok(content.fields == composed.public && content.body == composed.body && internal == composed.internal)
}

/// The head that a held row becomes a version of: the public one with its natural key, or a new one.
async fn head_of(
    house: &House,
    tx: &mut Tx,
    item: &Item,
    held: &mut HeldRecord,
) -> Result<DisclosureRow, Error> {
    match held.head.take() {
        Some(head) if head.status == WITHDRAWN => {
            return Err(Error::Refused(
                "这一编号的信息已经撤回，导入的数据不能使它再公开；请选择不公开这一行".into(),
            ));
        }
        Some(head) => return Ok(head),
        None => {}
    }
    // A row of this key that passed earlier has no natural key until it is published.
    let (key, agency) = (held.row.natural_key.as_deref().unwrap_or_default(), held.row.agency_code.as_str());
    let earlier = held::decision(tx, &item.key, key, agency).await?.and_then(|d| d.disclosure_id);
    if let Some(id) = earlier
        && drafts::working(tx, &id).await?.is_some()
    {
        return Err(under_way());
    }
    Ok(new_head(house, item, agency))
}

fn under_way() -> Error {
    Error::Refused("同一编号已有一份稿件在办理，请先办完或放弃那一份，再决定这一行".into())
}

/// Begins a working version that is screened already.
async fn begin(
    house: &House,
    tx: &mut Tx,
    held: &HeldRecord,
    head: DisclosureRow,
    composed: Composed,
    ruling: Ruling<'_>,
) -> Result<Passed, Error> {
    let life = Working::begin(&held.row.imported_by).submit().screen(ruling.decision)?;
    let amends = head.status == PUBLISHED;
    let attachments = if amends { working::published(tx, &head.id).await?.0.attachments } else { Vec::new() };
    let mut values = composed.public;
    values.extend(composed.internal);
    let draft = Draft {
        life: AnyWorking::Screened(life),
        lock_version: 0,
        values,
        body: composed.body,
        attachments,
        drafter: held.row.imported_by.clone(),
        reason: amends.then(|| SOURCE_CHANGED.to_owned()),
        screening: Some(ruling.summary),
        returned_reason: None,
        updated_at: String::new(),
        base_revision: head.revision,
        minor: false,
        head: DisclosureRow { issued_on: composed.issued_on.to_string(), ..head },
    };
    if !amends {
        drafts::insert_disclosures(tx, std::slice::from_ref(&draft.head)).await?;
    }
    match drafts::insert_working(tx, &draft.to_row(house)?).await {
        Err(e) if e.is_duplicate() => Err(under_way()),
        other => other.map(|()| Passed::Draft(draft.head.id)).map_err(Error::from),
    }
}

/// Decides that a held row is not to be public. Its values are forgotten; what was decided, by whom and why, stays.
///
/// # Errors
/// When the reason is empty or the person may not screen; [`Error::Conflict`] when a later import replaced the row.
pub async fn drop_held_row(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
    reason: &str,
) -> Result<(), Error> {
    let reason = reason_of(reason)?;
    let mut tx = house.db.begin().await?;
    let held = load_at(house, &mut tx, by, id, lock_version).await?;
    let by = &house.must(by, Action::Screen, &held.row.agency_code)?;
    settle(house, &mut tx, by, &held.row, (DROPPED, None)).await?;
    let mut rules: Vec<&str> = held.findings.iter().map(|f| f.rule.as_str()).collect();
    rules.dedup();
    let row = &held.row;
    let detail = json!({ "item": row.item, "file": row.file, "row": row.row_number, "imported_by": row.imported_by, "rules": rules });
    let step = Step {
        action: "drop",
        disclosure: None,
        agency: &row.agency_code,
        reason: Some(reason),
        detail: Some(detail),
    };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(())
}

/// Decides that no held row of a file is to be public. `seen` is how many the person was shown: when there are more or
/// fewer by now, nothing is dropped.
///
/// # Errors
/// When the reason is empty or the person may not screen; [`Error::Conflict`].
pub async fn drop_held_file(
    house: &House,
    by: &Officer,
    source: &str,
    seen: u64,
    reason: &str,
) -> Result<(), Error> {
    let by = &house.must(by, Action::Screen, &by.agency)?;
    let reason = reason_of(reason)?;
    let mut tx = house.db.begin().await?;
    let file = held::file(&mut tx, &by.agency, source).await?.ok_or(Error::Conflict)?;
    held::decide_file(&mut tx, &by.agency, source, DROPPED, (&by.id, &house.now_text())).await?;
    if held::release_file(&mut tx, &by.agency, source).await? != seen {
        return Err(Error::Conflict);
    }
    let detail = json!({ "item": file.item, "file": file.file, "rows": seen });
    let step = Step {
        action: "drop",
        disclosure: None,
        agency: &by.agency,
        reason: Some(reason),
        detail: Some(detail),
    };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(())
}

fn reason_of(text: &str) -> Result<&str, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::Refused("不予公开须写明理由，理由会记入办理记录".into()));
    }
    Ok(text)
}
