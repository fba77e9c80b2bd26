//! The worker: publishes the rows of approved files, one file after the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use mingjing_store::{blobs, bulk, imports};
use serde_json::json;

use super::job::{BulkJob, BulkStage, Parties, load, save};
use super::{stale_since, stands_behind};
use crate::import::{Mandate, Progress, Tally, run};
use crate::trail::{Step, record};
use crate::{Error, House, Officer};

/// How often a worker says that it is still there, and looks whether somebody stopped it.
const BEAT: Duration = Duration::from_secs(1);

/// Publishes the rows of the next approved file, or goes on with one that another worker left. Answers whether there
/// was one.
///
/// # Errors
/// When the database or the blob store refuses; the file is taken up again.
pub async fn run_next_bulk(house: &Arc<House>) -> Result<bool, Error> {
    let next = bulk::next(&mut house.db.read().await?, &stale_since(house)).await?;
    let Some(id) = next else { return Ok(false) };
    let Some((job, parties)) = claim(house, &id).await? else { return Ok(true) };
    match publish(house, &job, &parties).await {
        Ok(Some(tally)) => finish(house, &id, tally).await?,
        // Somebody stopped it.
        Ok(None) => {}
        Err(e) if e.outage().is_some() => return Err(e),
        Err(e) => halt(house, &id, &e).await?,
    }
    Ok(true)
}

/// Takes a file for this worker; none when another one was quicker.
async fn claim(house: &House, id: &str) -> Result<Option<(BulkJob, Parties)>, Error> {
    let mut tx = house.db.begin().await?;
    let mut job = load(&mut tx, id).await?;
    let (BulkStage::Approved(parties) | BulkStage::Running(parties)) = job.stage.clone() else {
        return Ok(None);
    };
    job.stage = BulkStage::Running(parties.clone());
    match save(house, &mut tx, &job).await {
        Err(Error::Conflict) => return Ok(None),
        other => other?,
    }
    tx.commit().await?;
    Ok(Some((job, parties)))
}

/// Whether somebody stopped the file.
struct Stopping(AtomicBool);

impl Progress for Stopping {
    fn done(&self, _: Tally) {}

    fn note(&self, _: &str) {}

    fn stop(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Publishes the rows; answers what became of them, or nothing when it was stopped.
async fn publish(house: &Arc<House>, job: &BulkJob, parties: &Parties) -> Result<Option<Tally>, Error> {
    let drafter = stands_behind(&mut house.db.read().await?, &job.drafter, "起草人的账号").await?;
    let mandate =
        Mandate { by: &drafter, release: parties.release()?, chosen: Some(&job.columns), job: Some(&job.id) };
    let stopping = Arc::new(Stopping(AtomicBool::new(false)));
    let beat = tokio::spawn(beat(Arc::clone(house), job.id.clone(), Arc::clone(&stopping)));
    let rows = job.rows(house).await;
    let done = match rows {
        Ok(rows) => run(house, &mandate, job.import(), rows, stopping.as_ref()).await,
        Err(e) => Err(e),
    };
    beat.abort();
    let (tally, finished) = done?;
    Ok(finished.then_some(tally))
}

async fn beat(house: Arc<House>, id: String, stopping: Arc<Stopping>) {
    loop {
        tokio::time::sleep(BEAT).await;
        match touch(&house, &id).await {
            Ok(true) => {}
            Ok(false) => return stopping.0.store(true, Ordering::Relaxed),
            Err(e) => tracing::warn!(error = %e, "a bulk import could not say that it goes on"),
        }
    }
}

async fn touch(house: &House, id: &str) -> Result<bool, Error> {
    let mut tx = house.db.begin().await?;
    let runs = bulk::touch(&mut tx, id, &house.now_text()).await?;
    tx.commit().await?;
    Ok(runs)
}

async fn finish(house: &House, id: &str, tally: Tally) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let mut job = load(&mut tx, id).await?;
    let (BulkStage::Running(parties) | BulkStage::Stopped(parties)) = job.stage.clone() else {
        return Ok(());
    };
    job.stage = BulkStage::Done(parties);
    job.done = Some(tally);
    job.returned_reason = None;
    save(house, &mut tx, &job).await?;
    imports::forget_position(&mut tx, &job.import().source()).await?;
    let detail = json!({ "bulk": job.id, "file": job.file_name, "item": job.item, "done": tally });
    let step = Step {
        action: "bulk-done",
        disclosure: None,
        agency: &job.agency,
        reason: None,
        detail: Some(detail),
    };
    record(house, &mut tx, &Officer::operator(), step).await?;
    tx.commit().await?;
    blobs::erase_bulk(house.blobs.as_ref(), id).await?;
    Ok(())
}

/// The file cannot be gone on with: people have to know why.
async fn halt(house: &House, id: &str, why: &Error) -> Result<(), Error> {
    tracing::warn!(error = %why, bulk = id, "a bulk import stopped");
    let mut tx = house.db.begin().await?;
    let mut job = load(&mut tx, id).await?;
    let BulkStage::Running(parties) = job.stage.clone() else { return Ok(()) };
    job.stage = BulkStage::Stopped(parties);
    job.returned_reason = Some(why.to_string());
    save(house, &mut tx, &job).await?;
    tx.commit().await?;
    Ok(())
}
