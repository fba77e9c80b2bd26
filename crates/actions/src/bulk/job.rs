//! A file of rows, as the database holds it and as the life cycle's types.

use std::collections::BTreeSet;

use bytes::Bytes;
use mingjing_opendata::{Format, Rows};
use mingjing_publication::life::{AnyWorking, Release, Saved};
use mingjing_store::bulk::{self, BulkRow};
use mingjing_store::{Tx, blobs, imports};

use super::Counts;
use crate::import::{Chosen, TableImport, Tally, tally_of};
use crate::{Error, House, Officer};

/// Newest jobs in a list.
const LISTED: i64 = 100;

/// Where a file of rows is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BulkStage {
    /// With people: being prepared, waiting for screening or for approval.
    Open(AnyWorking),
    /// Approved; the worker takes it next.
    Approved(Parties),
    /// Its rows are being published.
    Running(Parties),
    /// Stopped in the middle; what is published stays.
    Stopped(Parties),
    /// Every row is done.
    Done(Parties),
}

/// Who drafted, screened and approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parties {
    drafted_by: BTreeSet<String>,
    screened_by: String,
    approved_by: String,
}

impl Parties {
    pub(super) fn new(drafted_by: &BTreeSet<String>, release: &Release) -> Self {
        Self {
            drafted_by: drafted_by.clone(),
            screened_by: release.screened_by().to_owned(),
            approved_by: release.approved_by().to_owned(),
        }
    }

    /// As the database holds them.
    pub(crate) fn of(drafted_by: BTreeSet<String>, screened_by: String, approved_by: String) -> Self {
        Self { drafted_by, screened_by, approved_by }
    }

    /// The permission to publish, by the rules of the life cycle.
    pub(crate) fn release(&self) -> Result<Release, Error> {
        let screened = AnyWorking::load(Saved {
            state: "screened".into(),
            drafted_by: self.drafted_by.clone(),
            screened_by: Some(self.screened_by.clone()),
            ..Saved::default()
        })?;
        let AnyWorking::Screened(life) = screened else {
            return Err(Error::Corrupt("批量导入没有审查记录".into()));
        };
        Ok(life.approve(&self.approved_by, None)?.release())
    }
}

impl BulkStage {
    /// What people read.
    #[must_use]
    pub fn zh(&self) -> &'static str {
        match self {
            Self::Open(life) => life.zh(),
            Self::Approved(_) => "已批准，等待导入",
            Self::Running(_) => "正在导入",
            Self::Stopped(_) => "已停下",
            Self::Done(_) => "已完成",
        }
    }

    fn load(row: &BulkRow, drafted_by: BTreeSet<String>) -> Result<Self, Error> {
        let (screened_by, approved_by) = (row.screened_by.clone(), row.approved_by.clone());
        let later = match row.state.as_str() {
            "approved" => Self::Approved,
            "running" => Self::Running,
            "stopped" => Self::Stopped,
            "done" => Self::Done,
            state => {
                let state = state.to_owned();
                let saved = Saved { state, drafted_by, screened_by, approved_by, scheduled_for: None };
                return Ok(Self::Open(AnyWorking::load(saved)?));
            }
        };
        let (Some(screened_by), Some(approved_by)) = (screened_by, approved_by) else {
            return Err(Error::Corrupt("批量导入缺少审查或批准记录".into()));
        };
        Ok(later(Parties::of(drafted_by, screened_by, approved_by)))
    }

    /// State, drafters, screener and approver as columns.
    fn save(&self) -> Saved {
        let (state, parties) = match self {
            Self::Open(life) => return life.save(),
            Self::Approved(parties) => ("approved", parties),
            Self::Running(parties) => ("running", parties),
            Self::Stopped(parties) => ("stopped", parties),
            Self::Done(parties) => ("done", parties),
        };
        Saved {
            state: state.into(),
            drafted_by: parties.drafted_by.clone(),
            screened_by: Some(parties.screened_by.clone()),
            approved_by: Some(parties.approved_by.clone()),
            scheduled_for: None,
        }
    }
}

/// A file of rows at the desk.
#[derive(Debug, Clone)]
pub struct BulkJob {
    /// UUIDv7.
    pub id: String,
    /// Catalogue item of all rows.
    pub item: String,
    /// Agency that publishes.
    pub agency: String,
    /// Name of the file.
    pub file_name: String,
    /// What each column holds, in the file's order.
    pub columns: Vec<Chosen>,
    /// Where it is.
    pub stage: BulkStage,
    /// Counts saves.
    pub lock_version: i64,
    /// Identity of who began it.
    pub drafter: String,
    /// Why it was returned or stopped.
    pub returned_reason: Option<String>,
    /// What the check before handing in counted.
    pub checked: Option<Counts>,
    /// What became of the rows so far; none before the worker has begun.
    pub done: Option<Tally>,
    /// When it was last saved.
    pub updated_at: String,
}

impl BulkJob {
    /// Whether a person worked on it.
    #[must_use]
    pub fn is_drafted_by(&self, officer: &str) -> bool {
        self.stage.save().drafted_by.contains(officer)
    }

    pub(super) fn from_row(row: BulkRow) -> Result<Self, Error> {
        let drafted_by: BTreeSet<String> = serde_json::from_str(&row.drafted_by)?;
        Ok(Self {
            stage: BulkStage::load(&row, drafted_by)?,
            columns: serde_json::from_str(&row.columns)?,
            checked: row.checked.as_deref().map(serde_json::from_str).transpose()?,
            done: row.result.as_deref().map(serde_json::from_str).transpose()?,
            id: row.id,
            item: row.item,
            agency: row.agency_code,
            file_name: row.file_name,
            lock_version: row.lock_version,
            drafter: row.drafter,
            returned_reason: row.returned_reason,
            updated_at: row.updated_at,
        })
    }

    pub(super) fn to_row(&self, house: &House) -> Result<BulkRow, Error> {
        let Saved { state, drafted_by, screened_by, approved_by, .. } = self.stage.save();
        let claimed = matches!(self.stage, BulkStage::Running(_));
        Ok(BulkRow {
            id: self.id.clone(),
            item: self.item.clone(),
            agency_code: self.agency.clone(),
            file_name: self.file_name.clone(),
            columns: serde_json::to_string(&self.columns)?,
            state,
            lock_version: self.lock_version,
            drafter: self.drafter.clone(),
            drafted_by: serde_json::to_string(&drafted_by)?,
            screened_by,
            approved_by,
            returned_reason: self.returned_reason.clone(),
            checked: self.checked.as_ref().map(serde_json::to_string).transpose()?,
            result: self.done.as_ref().map(serde_json::to_string).transpose()?,
            claimed_at: claimed.then(|| house.now_text()),
            updated_at: house.now_text(),
        })
    }

    /// As the import takes it; interrupted, it is found again by its identity.
    pub(super) fn import(&self) -> TableImport {
        TableImport {
            item: self.item.clone(),
            agency: Some(self.agency.clone()),
            name: self.file_name.clone(),
            digest: Some(self.id.clone()),
        }
    }

    /// The rows of the file.
    pub(super) async fn rows(&self, house: &House) -> Result<Rows, Error> {
        let bytes = blobs::bulk(house.blobs.as_ref(), &self.id).await?;
        let bytes = bytes.ok_or(Error::NotFound("这个批量导入的文件"))?;
        open(self.file_name.clone(), bytes).await
    }
}

/// Opens a file by its name's extension.
pub(super) async fn open(name: String, bytes: Bytes) -> Result<Rows, Error> {
    let format = Format::of_name(&name)
        .filter(|f| *f != Format::Parquet)
        .ok_or_else(|| Error::Refused(format!("文件“{name}”不能批量导入；请用 CSV、XLSX 或 JSONL 文件")))?;
    let opened = tokio::task::spawn_blocking(move || {
        Rows::from_reader(&name, format, Box::new(std::io::Cursor::new(bytes)), None)
    });
    Ok(opened.await.map_err(|e| Error::Refused(format!("读取中断：{e}")))??)
}

/// Loads one job.
pub(super) async fn load(tx: &mut Tx, id: &str) -> Result<BulkJob, Error> {
    BulkJob::from_row(bulk::job(tx, id).await?.ok_or(Error::NotFound("这个批量导入"))?)
}

/// Saves a job under the version it was read with.
pub(super) async fn save(house: &House, tx: &mut Tx, job: &BulkJob) -> Result<(), Error> {
    Ok(bulk::save(tx, &job.to_row(house)?).await?)
}

/// One job of the person's agency, with how far the worker is.
///
/// # Errors
/// When there is none, or it belongs to another agency.
pub async fn bulk_job(house: &House, by: &Officer, id: &str) -> Result<BulkJob, Error> {
    let mut tx = house.db.read().await?;
    let mut job = load(&mut tx, id).await?;
    house.must(by, crate::Action::ReadWork, &job.agency)?;
    if job.done.is_none()
        && let Some(position) = imports::position(&mut tx, &job.import().source()).await?
    {
        job.done = Some(tally_of(&position));
    }
    Ok(job)
}

/// The newest jobs of the person's agency.
///
/// # Errors
/// When the database cannot be read.
pub async fn bulk_jobs(house: &House, by: &Officer) -> Result<Vec<BulkJob>, Error> {
    let mut tx = house.db.read().await?;
    bulk::of_agency(&mut tx, &by.agency, LISTED).await?.into_iter().map(BulkJob::from_row).collect()
}
