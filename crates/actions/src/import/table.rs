//! Files of rows. One thread reads and judges while another writes: three batches are in hand at most.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use mingjing_opendata::{Rejects, Row, Rows};
use mingjing_publication::life::Release;
use mingjing_store::Tx;
use mingjing_store::bulk::{self, RejectRow};
use mingjing_store::imports::{self, FinishedRow, PositionRow};
use tokio::sync::mpsc;

use super::batch::{Done, Judged, Origin, publish_batch};
use super::reading::{Chosen, Fit, Judging};
use super::{Progress, Reject, Tally};
use crate::house::{as_i64, as_u64};
use crate::{Error, House, Officer};

/// Rows of one transaction: enough to be quick, few enough that others wait only a moment.
const BATCH: usize = 4_000;

/// What is to be imported.
#[derive(Debug, Clone)]
pub struct TableImport {
    /// Catalogue item.
    pub item: String,
    /// Agency for all rows; otherwise each row names its own.
    pub agency: Option<String>,
    /// File name, for messages and the rejects file beside it.
    pub name: String,
    /// Digest of the file's bytes, by which an interrupted import is found again; none for a stream.
    pub digest: Option<String>,
}

impl TableImport {
    /// What the position of the import and its held rows are found by.
    pub(crate) fn source(&self) -> String {
        let file = self.digest.as_deref().unwrap_or(&self.name);
        format!("{file}/{}/{}", self.item, self.agency.as_deref().unwrap_or_default())
    }
}

/// Who answers for an import, and where its refused rows go.
pub(crate) struct Mandate<'a> {
    /// Who runs it.
    pub(crate) by: &'a Officer,
    /// The proof that people screened and approved.
    pub(crate) release: Release,
    /// What each column holds, where somebody chose.
    pub(crate) chosen: Option<&'a [Chosen]>,
    /// The job at the desk whose rows these are; without one refused rows go into a file beside the imported one.
    pub(crate) job: Option<&'a str>,
}

struct Batch {
    rows: Vec<(Row, Judged)>,
    last: u64,
}

/// Imports a table for the operator. Bad rows go into the rejects file beside it, the rest is published; an import that
/// was interrupted goes on where it stopped.
///
/// # Errors
/// When the header does not fit (then nothing is imported), the file cannot be read on, or the database refuses; what
/// was committed before stays.
pub async fn import_table(
    house: &Arc<House>,
    by: &Officer,
    import: TableImport,
    rows: Rows,
    progress: &dyn Progress,
) -> Result<Tally, Error> {
    let mandate = Mandate { by, release: Release::by_operator(&by.id), chosen: None, job: None };
    let source = import.source();
    let (tally, finished) = run(house, &mandate, import, rows, progress).await?;
    if finished {
        let mut tx = house.db.begin().await?;
        imports::forget_position(&mut tx, &source).await?;
        tx.commit().await?;
    }
    Ok(tally)
}

/// What the import of a whole file did, and whether it was done before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finished {
    /// Now, from the beginning or from where it was interrupted.
    Now(Tally),
    /// Once before; nothing was done this time.
    Before(Tally),
    /// It was stopped; the next call goes on.
    Stopped(Tally),
}

/// Imports a file for the operator once: what was done is remembered by its digest, in the transaction that ends the
/// import. Otherwise as [`import_table`].
///
/// # Errors
/// As [`import_table`]; when the file has no digest.
pub async fn import_once(
    house: &Arc<House>,
    by: &Officer,
    import: TableImport,
    rows: Rows,
    progress: &dyn Progress,
) -> Result<Finished, Error> {
    let source = import.source();
    if import.digest.is_none() {
        return Err(Error::Refused("没有文件的摘要，不能只导入一次".into()));
    }
    let before = imports::finished(&mut house.db.read().await?, &source).await?;
    if let Some(done) = before {
        let tally = PositionRow {
            created: done.created,
            updated: done.updated,
            unchanged: done.unchanged,
            rejected: done.rejected,
            ..PositionRow::default()
        };
        return Ok(Finished::Before(tally_of(&tally)));
    }
    let mandate = Mandate { by, release: Release::by_operator(&by.id), chosen: None, job: None };
    let (tally, finished) = run(house, &mandate, import, rows, progress).await?;
    if !finished {
        return Ok(Finished::Stopped(tally));
    }
    let done = FinishedRow {
        created: as_i64(tally.created),
        updated: as_i64(tally.updated),
        unchanged: as_i64(tally.unchanged),
        rejected: as_i64(tally.rejected),
        at: house.now_text(),
    };
    let mut tx = house.db.begin().await?;
    imports::forget_position(&mut tx, &source).await?;
    imports::finish(&mut tx, &source, &done).await?;
    tx.commit().await?;
    Ok(Finished::Now(tally))
}

/// Imports a table under a mandate; also answers whether it came to the end of the file. The position is for the caller
/// to forget.
pub(crate) async fn run(
    house: &Arc<House>,
    mandate: &Mandate<'_>,
    import: TableImport,
    mut rows: Rows,
    progress: &dyn Progress,
) -> Result<(Tally, bool), Error> {
    let item = house.item(&import.item)?;
    let header = rows.header().to_vec();
    let fit = Fit::new(item, &header, mandate.chosen)?;
    let has_agency = header.iter().any(|h| ["agency_code", "机构代码"].contains(&h.trim()));
    if import.agency.is_none() && !has_agency {
        return Err(Error::Refused(
            "没有说明由哪个单位公开：请加 --agency 单位代码，或在文件中加一列 agency_code".into(),
        ));
    }
    rows.notes().iter().for_each(|n| progress.note(n));
    let source = import.source();
    let mut position = resume(house, &source, &import, &mut rows, progress).await?;
    let kept = (position.position > 0).then(|| as_u64(position.rejects_bytes));
    let mut refused = match mandate.job {
        Some(job) => Refused::Kept { job, header: &header },
        None => Refused::Beside(Box::new(Rejects::beside(Path::new(&import.name), &header, kept)?)),
    };
    let said = fit.said.clone();
    let (to_writer, mut from_reader) = mpsc::channel(1);
    let reader = spawn_reader(house, &import, rows, fit, to_writer);
    let origin = Origin {
        item: &import.item,
        source: &source,
        name: &import.name,
        by: mandate.by,
        release: &mandate.release,
        columns: Some(&said),
    };
    let mut tally = tally_of(&position);
    while let Some(batch) = from_reader.recv().await {
        let batch: Batch = batch;
        tally.add(write(house, &origin, batch, &mut refused, &mut position).await?);
        house.announce_append();
        progress.done(tally);
        if progress.stop() {
            progress.note("已停下；再次运行同一命令会接着做");
            return Ok((tally, false));
        }
    }
    reader.await.map_err(|e| Error::Refused(format!("读取中断：{e}")))??;
    if let Refused::Beside(rejects) = &refused
        && rejects.count() > 0
    {
        progress.note(&format!("{} 行没有导入，原因见 {}", rejects.count(), rejects.path().display()));
    }
    Ok((tally, true))
}

/// Where refused rows go.
enum Refused<'a> {
    /// Into a file beside the imported one.
    Beside(Box<Rejects>),
    /// Into the database, for the desk.
    Kept { job: &'a str, header: &'a [String] },
}

impl Refused<'_> {
    /// Keeps one row; in the database together with its batch.
    async fn add(&mut self, tx: &mut Tx, row: &Row, reject: &Reject) -> Result<(), Error> {
        match self {
            Self::Beside(rejects) => Ok(rejects.add(row, reject.column.as_deref(), &reject.reason)?),
            Self::Kept { job, header } => {
                let kept = RejectRow {
                    row_number: as_i64(row.number()),
                    column_title: reject.column.clone(),
                    reason: reject.reason.clone(),
                    cells: serde_json::to_string(&row.texts(header, 0))?,
                };
                Ok(bulk::reject(tx, job, &kept).await?)
            }
        }
    }

    /// Makes durable what is not in the database; answers its length in bytes.
    fn flush(&mut self) -> Result<u64, Error> {
        match self {
            Self::Beside(rejects) => Ok(rejects.flush()?),
            Self::Kept { .. } => Ok(0),
        }
    }
}

/// One transaction: the batch and how far the file is done. Rejects are on disk before it commits.
async fn write(
    house: &House,
    origin: &Origin<'_>,
    batch: Batch,
    refused: &mut Refused<'_>,
    position: &mut PositionRow,
) -> Result<Tally, Error> {
    let mut files: HashMap<u64, Row> = HashMap::with_capacity(batch.rows.len());
    let mut judged = Vec::with_capacity(batch.rows.len());
    for (row, verdict) in batch.rows {
        files.insert(verdict.number, row);
        judged.push(verdict);
    }
    let mut tx = house.db.begin().await?;
    let Done { tally, rejects, .. } = publish_batch(house, &mut tx, origin, judged).await?;
    for (number, reject) in &rejects {
        if let Some(row) = files.get(number) {
            refused.add(&mut tx, row, reject).await?;
        }
    }
    position.rejects_bytes = as_i64(refused.flush()?);
    position.position = as_i64(batch.last);
    position.created += as_i64(tally.created);
    position.updated += as_i64(tally.updated);
    position.unchanged += as_i64(tally.unchanged);
    position.rejected += as_i64(tally.rejected);
    imports::put_position(&mut tx, position, &house.now_text()).await?;
    tx.commit().await?;
    Ok(tally)
}

async fn resume(
    house: &House,
    source: &str,
    import: &TableImport,
    rows: &mut Rows,
    progress: &dyn Progress,
) -> Result<PositionRow, Error> {
    let fresh = PositionRow { source: source.to_owned(), ..PositionRow::default() };
    if import.digest.is_none() {
        return Ok(fresh);
    }
    let mut tx = house.db.read().await?;
    let Some(position) = imports::position(&mut tx, source).await? else { return Ok(fresh) };
    progress.note(&format!("上次做到第 {} 行，接着做", position.position));
    rows.skip_to(as_u64(position.position))?;
    Ok(position)
}

/// What was done up to a position.
pub(crate) fn tally_of(p: &PositionRow) -> Tally {
    Tally {
        created: as_u64(p.created),
        updated: as_u64(p.updated),
        unchanged: as_u64(p.unchanged),
        rejected: as_u64(p.rejected),
    }
}

fn spawn_reader(
    house: &Arc<House>,
    import: &TableImport,
    rows: Rows,
    fit: Fit,
    to_writer: mpsc::Sender<Batch>,
) -> tokio::task::JoinHandle<Result<(), Error>> {
    let house = Arc::clone(house);
    let import = import.clone();
    tokio::task::spawn_blocking(move || {
        let item = house.item(&import.item)?;
        let mut judging = Judging::new(&house, item, import.agency.as_deref(), &fit, rows);
        loop {
            let mut batch = Batch { rows: Vec::with_capacity(BATCH), last: 0 };
            while batch.rows.len() < BATCH {
                let Some((row, judged)) = judging.next()? else { break };
                batch.last = judged.number;
                batch.rows.push((row, judged));
            }
            let ended = batch.rows.len() < BATCH;
            // The writer is gone when the operator stopped or the database refused; it says so itself.
            if (!batch.rows.is_empty() && to_writer.blocking_send(batch).is_err()) || ended {
                return Ok(());
            }
        }
    })
}
