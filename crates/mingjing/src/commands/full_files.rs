//! `mingjing full-files`

use std::path::Path;
use std::sync::Arc;

use mingjing_actions::full_files::{Night, write_full_files};
use mingjing_actions::sequencing;

use crate::cli::FullFilesArgs;
use crate::commands::import::Beside;
use crate::instance::{Index, Instance};
use crate::nightly::scratch;
use crate::outcome::Outcome;
use crate::restored;

/// Writes the full files of today, those that are not written yet, and signs what tells of them.
pub async fn run(dir: &Path, args: FullFilesArgs) -> anyhow::Result<Outcome> {
    restored::check(dir)?;
    let opened = Instance::open(dir, Index::Folder).await?;
    let house = Arc::clone(&opened.house);
    let keep = opened.config.full_files.keep;
    let beside = Beside::start(&house, sequencing::sequencer(&house.db, &house.blobs, opened.key));
    let night = Night { date: house.now().date_naive(), scratch: scratch(dir), keep };
    let worked = write_full_files(&house, &night, args.item.as_deref()).await;
    let signed = beside.finish().await;
    house.db.close().await;
    let work = worked?;
    signed?;
    println!("写出 {} 份,未变 {} 份,删去旧的 {} 份", work.written, work.unchanged, work.removed);
    Ok(Outcome::Done)
}
