//! Verbs on a file of rows: put in, choose columns, hand in, screen, return, approve, stop, go on, give up.

use std::collections::BTreeSet;
use std::sync::Arc;

use bytes::Bytes;
use mingjing_catalogue::{FieldKind, Item, Presence};
use mingjing_publication::life::{AnyWorking, ReturnReason, ScreeningDecision, Working};
use mingjing_store::{Tx, blobs, bulk};
use serde_json::{Value, json};

use super::check_bulk;
use super::job::{BulkJob, BulkStage, Parties, load, open, save};
use crate::import::Chosen;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer};

/// Records a step on a job.
async fn tell(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    job: &BulkJob,
    (action, detail): (&'static str, Value),
) -> Result<(), Error> {
    let mut said = json!({ "bulk": job.id, "file": job.file_name, "item": job.item });
    if let (Some(said), Value::Object(more)) = (said.as_object_mut(), detail) {
        said.extend(more);
    }
    let reason = job.returned_reason.as_deref().filter(|_| action == "bulk-return");
    let step = Step { action, disclosure: None, agency: &job.agency, reason, detail: Some(said) };
    record(house, tx, by, step).await
}

/// Saves a job, records the step that changed it, and makes both durable.
async fn settle(
    house: &House,
    mut tx: Tx,
    by: &Officer,
    job: &BulkJob,
    said: (&'static str, Value),
) -> Result<(), Error> {
    save(house, &mut tx, job).await?;
    tell(house, &mut tx, by, job, said).await?;
    Ok(tx.commit().await?)
}

/// A job at the version that the person saw.
async fn load_at(tx: &mut Tx, id: &str, lock_version: i64) -> Result<BulkJob, Error> {
    let job = load(tx, id).await?;
    if job.lock_version == lock_version { Ok(job) } else { Err(Error::Conflict) }
}

fn wrong_stage(job: &BulkJob) -> Error {
    Error::Refused(format!("这个批量导入现在是“{}”，不能这样办理", job.stage.zh()))
}

/// What each column of a header holds, by the titles that the item knows.
fn guess(item: &Item, header: &[String]) -> Vec<Chosen> {
    let mut taken = BTreeSet::new();
    let field = |title: &String| {
        let column = item.column(title).filter(|c| c.field.kind != FieldKind::Files)?;
        taken.insert(column.field.key.clone()).then(|| column.field.key.clone())
    };
    let fields: Vec<Option<String>> = header.iter().map(field).collect();
    header.iter().zip(fields).map(|(title, field)| Chosen { title: title.clone(), field }).collect()
}

impl BulkJob {
    /// Labels of the fields that every row needs and no column holds.
    #[must_use]
    pub fn missing<'a>(&self, item: &'a Item) -> Vec<&'a str> {
        let held = |key: &str| self.columns.iter().any(|c| c.field.as_deref() == Some(key));
        let needed = item.fields.iter().filter(|f| f.presence == Presence::Required && !held(&f.key));
        needed.map(|f| f.label.zh.as_str()).collect()
    }
}

/// Puts a file in, for the person's own agency; answers its identity.
///
/// # Errors
/// When the person may not draft, the item is not for the agency's level, or the file is no table.
pub async fn begin_bulk(
    house: &House,
    by: &Officer,
    item: &str,
    (name, bytes): (&str, Bytes),
) -> Result<String, Error> {
    let by = &house.must(by, Action::Draft, &by.agency)?;
    let item = house.item(item)?;
    let register = house.register();
    let level = register.open_agency(&by.agency).map(|a| a.level.clone()).unwrap_or_default();
    if !item.levels.iter().any(|l| l.key() == level) {
        return Err(Error::Refused(format!("“{}”不由本级单位公开", item.title.zh)));
    }
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
    let rows = open(name.clone(), bytes.clone()).await?;
    let mut life = Working::begin(&by.id);
    by.identities().for_each(|id| life.edited_by(id));
    let job = BulkJob {
        id: house.new_id(),
        item: item.key.clone(),
        agency: by.agency.clone(),
        file_name: name,
        columns: guess(item, rows.header()),
        stage: BulkStage::Open(AnyWorking::Drafting(life)),
        lock_version: 0,
        drafter: by.id.clone(),
        returned_reason: None,
        checked: None,
        done: None,
        updated_at: String::new(),
    };
    // A file without a row would be nobody's; a row without its file would be of no use.
    blobs::put_bulk(house.blobs.as_ref(), &job.id, bytes).await?;
    let mut tx = house.db.begin().await?;
    bulk::insert(&mut tx, &job.to_row(house)?).await?;
    tell(house, &mut tx, by, &job, ("bulk-begin", Value::Null)).await?;
    tx.commit().await?;
    Ok(job.id)
}

/// Says what each column holds, in the file's order; nothing for one that is left out.
///
/// # Errors
/// When a field does not exist or is chosen twice, or somebody else changed it; [`Error::Conflict`].
pub async fn choose_columns(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
    fields: Vec<Option<String>>,
) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let mut job = load_at(&mut tx, id, lock_version).await?;
    let by = &house.must(by, Action::Draft, &job.agency)?;
    let item = house.item(&job.item)?;
    let BulkStage::Open(AnyWorking::Drafting(mut life)) = job.stage.clone() else {
        return Err(wrong_stage(&job));
    };
    if fields.len() != job.columns.len() {
        return Err(Error::Conflict);
    }
    let mut taken = BTreeSet::new();
    for (column, field) in job.columns.iter_mut().zip(fields) {
        if let Some(key) = &field {
            let known = item.field(key).filter(|f| f.kind != FieldKind::Files);
            let known = known.ok_or_else(|| Error::Refused(format!("没有“{key}”这个字段，请重新选择")))?;
            if !taken.insert(key.clone()) {
                let words = format!("有两列都选了“{}”，请只留一列，另一列选“不导入”", known.label.zh);
                return Err(Error::Refused(words));
            }
        }
        column.field = field;
    }
    by.identities().for_each(|id| life.edited_by(id));
    job.stage = BulkStage::Open(AnyWorking::Drafting(life));
    settle(house, tx, by, &job, ("bulk-columns", Value::Null)).await
}

/// Looks the whole file through and hands it in.
///
/// # Errors
/// When a needed field has no column, or no row could be published.
pub async fn submit_bulk(house: &Arc<House>, by: &Officer, id: &str, lock_version: i64) -> Result<(), Error> {
    let seen = {
        let mut tx = house.db.read().await?;
        load_at(&mut tx, id, lock_version).await?
    };
    let by = &house.must(by, Action::Draft, &seen.agency)?;
    let missing = seen.missing(house.item(&seen.item)?);
    if !missing.is_empty() {
        return Err(Error::Refused(format!("每一行都要有的{}还没有对应的列", missing.join("、"))));
    }
    let counts = check_bulk(house, &seen, true).await?.counts;
    if counts.good + counts.held == 0 {
        return Err(Error::Refused("没有一行可以导入，请看下面每一行的问题，改正文件后重新上传".into()));
    }
    let mut tx = house.db.begin().await?;
    let mut job = load_at(&mut tx, id, lock_version).await?;
    let BulkStage::Open(AnyWorking::Drafting(mut life)) = job.stage.clone() else {
        return Err(wrong_stage(&job));
    };
    by.identities().for_each(|id| life.edited_by(id));
    job.stage = BulkStage::Open(AnyWorking::Submitted(life.submit()));
    job.checked = Some(counts);
    job.returned_reason = None;
    settle(house, tx, by, &job, ("bulk-submit", json!({ "checked": counts }))).await
}

/// Lets a file pass screening. Rows in which screening finds something are not part of it: they wait one by one.
///
/// # Errors
/// When the person drafted it or may not screen; [`Error::Conflict`].
pub async fn screen_bulk(house: &House, by: &Officer, id: &str, lock_version: i64) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let mut job = load_at(&mut tx, id, lock_version).await?;
    let by = &house.must(by, Action::Screen, &job.agency)?;
    let BulkStage::Open(AnyWorking::Submitted(life)) = job.stage.clone() else {
        return Err(wrong_stage(&job));
    };
    let decision = ScreeningDecision::new(&by.id, 0, 0)?.in_place_of(by.in_place_of());
    job.stage = BulkStage::Open(AnyWorking::Screened(life.screen(decision)?));
    settle(house, tx, by, &job, ("bulk-screen", Value::Null)).await
}

/// Approves a screened file: the worker publishes its rows.
///
/// # Errors
/// When the person drafted it or may not approve; [`Error::Conflict`].
pub async fn approve_bulk(house: &House, by: &Officer, id: &str, lock_version: i64) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let mut job = load_at(&mut tx, id, lock_version).await?;
    let by = &house.must(by, Action::Approve, &job.agency)?;
    let BulkStage::Open(AnyWorking::Screened(life)) = job.stage.clone() else {
        return Err(wrong_stage(&job));
    };
    let drafted_by = life.drafted_by().clone();
    let release = life.approve(&by.id, by.in_place_of())?.release();
    job.stage = BulkStage::Approved(Parties::new(&drafted_by, &release));
    settle(house, tx, by, &job, ("bulk-approve", Value::Null)).await
}

/// Sends a file back to its drafter with the reason.
///
/// # Errors
/// When the reason is empty, or the person may neither screen nor approve.
pub async fn return_bulk(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
    reason: &str,
) -> Result<(), Error> {
    let reason = ReturnReason::new(reason)?;
    let mut tx = house.db.begin().await?;
    let mut job = load_at(&mut tx, id, lock_version).await?;
    let by = &house.must(by, Action::Return, &job.agency)?;
    let BulkStage::Open(life) = job.stage.clone() else { return Err(wrong_stage(&job)) };
    job.stage = BulkStage::Open(AnyWorking::Drafting(life.send_back(&reason)?));
    job.returned_reason = Some(reason.as_str().to_owned());
    settle(house, tx, by, &job, ("bulk-return", Value::Null)).await
}

/// Stops a file that is being published; what is public stays, and the rest can go on later.
///
/// # Errors
/// When the person may neither draft nor approve, or it does not run.
pub async fn stop_bulk(house: &House, by: &Officer, id: &str, lock_version: i64) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let mut job = load_at(&mut tx, id, lock_version).await?;
    let drafts = house.must(by, Action::Draft, &job.agency);
    let by = &drafts.or_else(|_| house.must(by, Action::Approve, &job.agency))?;
    let (BulkStage::Approved(parties) | BulkStage::Running(parties)) = job.stage.clone() else {
        return Err(wrong_stage(&job));
    };
    job.stage = BulkStage::Stopped(parties);
    settle(house, tx, by, &job, ("bulk-stop", Value::Null)).await
}

/// Lets a stopped file go on where it stopped.
///
/// # Errors
/// When the person may not approve, or it was not stopped.
pub async fn resume_bulk(house: &House, by: &Officer, id: &str, lock_version: i64) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let mut job = load_at(&mut tx, id, lock_version).await?;
    let by = &house.must(by, Action::Approve, &job.agency)?;
    let BulkStage::Stopped(parties) = job.stage.clone() else { return Err(wrong_stage(&job)) };
    job.stage = BulkStage::Approved(parties);
    job.returned_reason = None;
    settle(house, tx, by, &job, ("bulk-resume", Value::Null)).await
}

/// Gives a file up before it is handed in; it is erased.
///
/// # Errors
/// When it was handed in, or the person may not draft.
pub async fn discard_bulk(house: &House, by: &Officer, id: &str, lock_version: i64) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let job = load_at(&mut tx, id, lock_version).await?;
    let by = &house.must(by, Action::Draft, &job.agency)?;
    if !matches!(job.stage, BulkStage::Open(AnyWorking::Drafting(_))) {
        return Err(wrong_stage(&job));
    }
    bulk::delete(&mut tx, id, lock_version).await?;
    tell(house, &mut tx, by, &job, ("bulk-discard", Value::Null)).await?;
    tx.commit().await?;
    blobs::erase_bulk(house.blobs.as_ref(), id).await?;
    Ok(())
}
