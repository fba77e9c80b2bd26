//! `mingjing folders`

use std::path::Path;
use std::sync::Arc;

use mingjing_actions::sequencing;

use crate::commands::import::Beside;
use crate::folders::{Looks, SETTLE, Taken, look};
use crate::instance::{Index, Instance};
use crate::outcome::{Outcome, UsageError};
use crate::restored;

/// Looks twice into the watched folders, and takes what is whole.
pub async fn run(dir: &Path) -> anyhow::Result<Outcome> {
    restored::check(dir)?;
    let opened = Instance::open(dir, Index::Folder).await?;
    if opened.config.folders.is_empty() {
        return Err(UsageError("配置文件 mingjing.toml 里没有 [[folders]]:请写明文件夹、事项和单位").into());
    }
    let house = Arc::clone(&opened.house);
    let beside = Beside::start(&house, sequencing::sequencer(&house.db, &house.blobs, opened.key));
    let worked = look_twice(&house, dir, &opened.config.folders).await;
    let signed = beside.finish().await;
    house.db.close().await;
    let taken = worked?;
    signed?;
    for file in &taken {
        let told = file.tally.map_or("没有导入".to_owned(), |tally| tally.to_string());
        println!("{}:{told}", file.now.display());
    }
    println!("处理文件 {} 个", taken.len());
    let all_taken = taken.iter().all(|file| file.tally.is_some_and(|tally| tally.rejected == 0));
    Ok(if all_taken { Outcome::Done } else { Outcome::Refused })
}

async fn look_twice(
    house: &Arc<mingjing_actions::House>,
    dir: &Path,
    folders: &[crate::config::FolderConfig],
) -> anyhow::Result<Vec<Taken>> {
    let mut looks = Looks::default();
    look(house, dir, folders, &mut looks).await?;
    tokio::time::sleep(SETTLE).await;
    look(house, dir, folders, &mut looks).await
}
