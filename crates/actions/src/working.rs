//! Working versions between the database and the life cycle's types.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate};
use mingjing_calendar::Amount;
use mingjing_catalogue::{Composed, FieldProblem, Item, Known};
use mingjing_publication::life::{AnyWorking, Saved};
use mingjing_publication::{Attachment, Content};
use mingjing_store::drafts::{self, DisclosureRow, WorkingRow};
use mingjing_store::{Tx, versions};
use serde_json::{Map, Value, json};

use crate::house::time_text;
use crate::{Error, House, Register};

/// A working version as the desk sees it.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Head of the disclosure it will be a revision of.
    pub head: DisclosureRow,
    /// Its state in the life cycle.
    pub life: AnyWorking,
    /// Counts saves.
    pub lock_version: i64,
    /// Field values as last saved; body and attachments are beside.
    pub values: Map<String, Value>,
    /// Markdown body.
    pub body: Option<String>,
    /// Attachments.
    pub attachments: Vec<Attachment>,
    /// Identity of who began it.
    pub drafter: String,
    /// Why it is amended; none for a first publication.
    pub reason: Option<String>,
    /// The screening decision: findings and what was done about each, JSON.
    pub screening: Option<Value>,
    /// Why it was last returned.
    pub returned_reason: Option<String>,
    /// When it was last saved.
    pub updated_at: String,
    /// Revision of the disclosure it was begun from; 0 for a first publication.
    pub base_revision: i64,
    /// Whether it only mends typing: published as 文字更正, or not at all.
    pub minor: bool,
}

/// Answers the catalogue's questions from the register.
pub(crate) struct Knowledge {
    pub(crate) register: std::sync::Arc<Register>,
    pub(crate) today: NaiveDate,
}

impl Known for Knowledge {
    fn region(&self, code: &str) -> bool {
        self.register.region(code).is_some()
    }

    fn agency(&self, code: &str) -> bool {
        self.register.agency(code).is_some()
    }

    /// References are checked when saving against the database, where they can be looked up.
    fn disclosure(&self, _index_no_or_id: &str) -> bool {
        true
    }

    fn today(&self) -> Option<NaiveDate> {
        Some(self.today)
    }
}

impl Draft {
    /// The values with the body, as the catalogue takes them.
    #[must_use]
    pub fn all_values(&self) -> Map<String, Value> {
        let mut values = self.values.clone();
        if let Some(body) = &self.body {
            values.insert("body".into(), Value::String(body.clone()));
        }
        values
    }

    /// A title for lists, whatever is missing.
    #[must_use]
    pub fn title(&self) -> String {
        title_of(&self.values).unwrap_or_else(|| "(未填标题)".into())
    }

    /// State and digest of the content, for the trail: that something changed, not what it says.
    pub(crate) fn mark(&self) -> Value {
        let content = serde_json::to_vec(&(&self.values, &self.body, &self.attachments)).unwrap_or_default();
        let digest = mingjing_publication::Digest::of(&content).to_string();
        json!({ "state": self.life.save().state, "content": digest.get(..16) })
    }

    /// How many findings the screener kept, with a ground.
    #[must_use]
    pub fn kept(&self) -> usize {
        self.screening.as_ref().map_or(0, kept)
    }

    /// Refuses when the disclosure is no longer what the draft was begun from: another revision was published in
    /// between (by an import, say), or it was withdrawn.
    ///
    /// # Errors
    /// [`Error::Refused`], with what to do.
    pub(crate) fn must_be_current(&self) -> Result<(), Error> {
        if self.head.status == crate::publishing::WITHDRAWN {
            return Err(Error::Refused("这条信息已经撤回，更新稿不能再办理，请放弃这份更新稿".into()));
        }
        if self.head.revision != self.base_revision {
            return Err(Error::Refused(format!(
                "这份更新稿是按第 {} 版起草的，现在公开的已是第 {} 版：请退回起草人，放弃后按最新版本重新更新",
                self.base_revision, self.head.revision
            )));
        }
        Ok(())
    }

    pub(crate) fn to_row(&self, house: &House) -> Result<WorkingRow, Error> {
        let saved = self.life.save();
        Ok(WorkingRow {
            disclosure_id: self.head.id.clone(),
            state: saved.state,
            lock_version: self.lock_version,
            title: self.title(),
            values_json: serde_json::to_string(&self.values)?,
            body: self.body.clone(),
            attachments: serde_json::to_string(&self.attachments)?,
            drafter: self.drafter.clone(),
            drafted_by: serde_json::to_string(&saved.drafted_by)?,
            reason: self.reason.clone(),
            screening: self.screening.as_ref().map(Value::to_string),
            screened_by: saved.screened_by,
            approved_by: saved.approved_by,
            scheduled_for: saved.scheduled_for.map(time_text),
            returned_reason: self.returned_reason.clone(),
            updated_at: house.now_text(),
            base_revision: self.base_revision,
            due_on: self.due_on(house).map(|day| day.to_string()),
            minor: self.minor,
        })
    }

    /// The last day by which it has to be public: its item's limit in working days from the day that it bears, or from
    /// the day it was begun while it bears none. None where the item has no such limit, for an amendment, and where
    /// the calendar of that year is not announced yet.
    #[must_use]
    pub fn due_on(&self, house: &House) -> Option<NaiveDate> {
        if self.head.revision > 0 {
            return None;
        }
        let item = house.item(&self.head.item).ok()?;
        let limit = house.rules.limits.get(item.time_limit.as_deref()?).ok()?;
        let Amount::WorkingDays(days) = limit.amount else { return None };
        let borne = item.issued_on.iter().find_map(|key| self.values.get(key)?.as_str()?.parse().ok());
        let from = borne.or_else(|| self.head.issued_on.parse().ok())?;
        house.rules.calendar.add_working_days(from, days).ok()
    }

    fn from_rows(head: DisclosureRow, row: WorkingRow) -> Result<Self, Error> {
        let drafted_by: BTreeSet<String> = serde_json::from_str(&row.drafted_by)?;
        let scheduled_for = match row.scheduled_for.as_deref().map(DateTime::parse_from_rfc3339) {
            Some(Ok(at)) => Some(at),
            Some(Err(e)) => return Err(Error::Corrupt(format!("定时公开时间：{e}"))),
            None => None,
        };
        let life = AnyWorking::load(Saved {
            state: row.state,
            drafted_by,
            screened_by: row.screened_by,
            approved_by: row.approved_by,
            scheduled_for,
        })?;
        Ok(Self {
            head,
            life,
            lock_version: row.lock_version,
            values: serde_json::from_str(&row.values_json)?,
            body: row.body,
            attachments: serde_json::from_str(&row.attachments)?,
            drafter: row.drafter,
            reason: row.reason,
            screening: row.screening.as_deref().map(serde_json::from_str).transpose()?,
            returned_reason: row.returned_reason,
            updated_at: row.updated_at,
            base_revision: row.base_revision,
            minor: row.minor,
        })
    }
}

/// The first of the usual title fields that is filled in.
fn title_of(values: &Map<String, Value>) -> Option<String> {
    ["title", "name", "licensee", "party", "decision_no"]
        .iter()
        .find_map(|k| values.get(*k).and_then(Value::as_str))
        .filter(|t| !t.trim().is_empty())
        .map(str::to_owned)
}

/// Reads a working version.
pub(crate) async fn load(tx: &mut Tx, id: &str) -> Result<Draft, Error> {
    let head = drafts::disclosure(tx, id).await?.ok_or(Error::NotFound("这份稿件"))?;
    let row = drafts::working(tx, id).await?.ok_or(Error::NotFound("这份稿件"))?;
    Draft::from_rows(head, row)
}

/// How many findings a screening decision kept.
pub(crate) fn kept(screening: &Value) -> usize {
    let is_kept = |one: &&Value| one["decision"]["decision"] == "keep";
    screening.as_array().map_or(0, |all| all.iter().filter(is_kept).count())
}

/// Reads a working version that the person saw at `lock_version`.
pub(crate) async fn load_at(tx: &mut Tx, id: &str, lock_version: i64) -> Result<Draft, Error> {
    let draft = load(tx, id).await?;
    if draft.lock_version == lock_version { Ok(draft) } else { Err(Error::Conflict) }
}

/// The newest published version of a disclosure that is public: its content, and its internal fields.
pub(crate) async fn published(tx: &mut Tx, id: &str) -> Result<(Content, Map<String, Value>), Error> {
    let newest = versions::of_disclosure(tx, id).await?.pop().ok_or(Error::NotFound("这条公开信息"))?;
    let content = newest.content.as_deref().ok_or_else(|| Error::Corrupt("已公开的版本没有内容".into()))?;
    Ok((Content::from_bytes(content.as_bytes())?, serde_json::from_str(&newest.internal)?))
}

/// Saves a working version that was loaded in this transaction; answers its new lock version.
pub(crate) async fn save(house: &House, tx: &mut Tx, draft: &Draft) -> Result<i64, Error> {
    drafts::save_working(tx, &draft.to_row(house)?).await?;
    Ok(draft.lock_version + 1)
}

/// Checks values against the catalogue, for references against what is public, and against the procedure of the decision
/// that they belong to. `id` is the disclosure they would be a revision of.
pub(crate) async fn compose(
    house: &House,
    tx: &mut Tx,
    (item, id): (&Item, &str),
    values: Map<String, Value>,
) -> Result<Composed, Error> {
    let composed = item.compose(values, &house.knowledge()).map_err(Error::Invalid)?;
    let mut problems: Vec<FieldProblem> =
        crate::credit::is_over(house, item, &composed, house.now().date_naive())?.into_iter().collect();
    for (key, target) in crate::publishing::links(item, &composed.public) {
        let known = match drafts::disclosure(tx, &target).await? {
            Some(row) => Some(row),
            None => drafts::disclosure_by_index_no(tx, &target).await?,
        };
        if known.is_none_or(|row| row.revision == 0) {
            let label = item.field(&key).map_or_else(|| key.clone(), |f| f.label.zh.clone());
            let message = format!("没有索引号或编号为“{target}”的公开信息，请在门户上复制索引号后填写");
            problems.push(FieldProblem { field: key, label, message });
        }
    }
    problems.extend(crate::yearly_report::problems(house, item, &composed.public));
    problems.extend(crate::selections::problems(house, tx, (item, id), &composed.public).await?);
    if problems.is_empty() {
        problems = crate::decisions::problems(house, tx, (item, id), &composed.public).await?;
    }
    if problems.is_empty() { Ok(composed) } else { Err(Error::Invalid(problems)) }
}
