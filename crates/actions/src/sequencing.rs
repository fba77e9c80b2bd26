//! Background work on the log: makes tiles and the signed checkpoint for leaves that transactions appended.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use mingjing_ledger::{LogBackend, Sequencer, SigningKey};
use mingjing_store::{Db, log};
use object_store::ObjectStore;

use crate::house::{as_i64, as_u64};
use crate::{Error, House};

/// How often the sequencer looks for leaves that another process appended.
const LOOK: Duration = Duration::from_millis(200);

/// The database as the ledger sees it.
#[derive(Debug, Clone)]
struct StoreBackend(Db);

fn backend_error(e: mingjing_store::Error) -> mingjing_ledger::Error {
    mingjing_ledger::Error::Backend(Box::new(e))
}

#[async_trait]
impl LogBackend for StoreBackend {
    async fn entries(&self, from: u64, limit: usize) -> Result<Vec<Vec<u8>>, mingjing_ledger::Error> {
        let to = from.saturating_add(limit as u64);
        let mut tx = self.0.read().await.map_err(backend_error)?;
        let found = log::entries(&mut tx, as_i64(from), as_i64(to)).await.map_err(backend_error)?;
        Ok(found.into_iter().map(String::into_bytes).collect())
    }

    async fn assigned(&self) -> Result<u64, mingjing_ledger::Error> {
        let mut tx = self.0.read().await.map_err(backend_error)?;
        Ok(as_u64(log::head(&mut tx).await.map_err(backend_error)?.assigned))
    }

    async fn checkpoint(&self) -> Result<Option<String>, mingjing_ledger::Error> {
        let mut tx = self.0.read().await.map_err(backend_error)?;
        Ok(log::head(&mut tx).await.map_err(backend_error)?.checkpoint)
    }

    async fn swap_checkpoint(
        &self,
        old: Option<&str>,
        new: &str,
        size: u64,
    ) -> Result<bool, mingjing_ledger::Error> {
        let mut tx = self.0.begin().await.map_err(backend_error)?;
        let done = log::swap_checkpoint(&mut tx, old.unwrap_or_default(), new, as_i64(size))
            .await
            .map_err(backend_error)?;
        tx.commit().await.map_err(backend_error)?;
        Ok(done)
    }
}

/// Makes the sequencer of an instance.
#[must_use]
pub fn sequencer(db: &Db, blobs: &Arc<dyn ObjectStore>, key: SigningKey) -> Sequencer {
    Sequencer::new(Arc::new(StoreBackend(db.clone())), Arc::clone(blobs), key)
}

/// Sequences until nothing is waiting, and makes it public.
///
/// # Errors
/// When the database or the blob store refuses; what was appended stays appended and is done next time.
pub async fn catch_up(house: &House, sequencer: &Sequencer) -> Result<(), Error> {
    while sequencer.step().await?.is_some() {
        house.refresh_visible().await?;
    }
    // Another process may have been quicker: what it signed is public all the same.
    house.refresh_visible().await?;
    Ok(())
}

/// Runs for ever: sequences what is appended here or by another process, at the latest after [`LOOK`].
pub async fn run(house: Arc<House>, sequencer: Sequencer) {
    loop {
        if let Err(e) = catch_up(&house, &sequencer).await {
            tracing::error!(error = %e, "the log could not be brought forward; trying again");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        look_at_register(&house).await;
        let _ = tokio::time::timeout(LOOK, house.appended()).await;
    }
}

/// Notices what was changed in the register and in the lists of what is withheld, here or by another process.
async fn look_at_register(house: &House) {
    if let Err(e) = house.refresh_register().await {
        tracing::error!(error = %e, "the register of agencies could not be read; trying again");
    }
    if let Err(e) = house.refresh_withheld().await {
        tracing::error!(error = %e, "the lists of what is withheld could not be read; trying again");
    }
}

/// Runs for ever on nodes that do not sequence: notices what others made public.
pub async fn watch(house: Arc<House>) {
    loop {
        if let Err(e) = house.refresh_visible().await {
            tracing::error!(error = %e, "the newest checkpoint could not be read; trying again");
        }
        look_at_register(&house).await;
        tokio::time::sleep(LOOK).await;
    }
}
