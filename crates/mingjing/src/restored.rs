//! The guard on restored instances. What was published after a backup is gone from its database while readers hold
//! receipts for it; whoever goes on from there signs a second history. So a restored instance is marked, and nothing new
//! is published in it until somebody has looked whether the log was further.

use std::path::Path;

use anyhow::{Context, bail};
use mingjing_actions::{House, sequencing};
use mingjing_ledger::{Checkpoint, LogSource, Sequencer};

const MARK: &str = "restored";
const WORDS: &str = "这个实例恢复自备份,还没有核对过备份之后有没有公开过新的信息。\n";

/// Marks an instance as restored.
pub fn mark(dir: &Path) -> std::io::Result<()> {
    std::fs::write(dir.join(MARK), WORDS)
}

/// Refuses what publishes, as long as the instance is marked.
pub fn check(dir: &Path) -> anyhow::Result<()> {
    if !dir.join(MARK).exists() {
        return Ok(());
    }
    bail!(
        "这个实例恢复自备份;备份之后若公开过信息,接着用会使同一密钥签出两个互相矛盾的日志。请先核对:\
         mingjing serve --compare 原网址或最新的镜像;确知备份之后没有公开过,用 mingjing serve --accept-shorter-log"
    )
}

/// Compares with a copy of the log that is not older than the backup, and takes the mark away if nothing is missing.
pub async fn compare(
    dir: &Path,
    house: &House,
    sequencer: &Sequencer,
    place: &str,
    other: &dyn LogSource,
) -> anyhow::Result<()> {
    // Signing what the backup holds is no harm: the same entries stand at the same places of the other log.
    sequencing::catch_up(house, sequencer).await?;
    let note = other.get("checkpoint").await?.with_context(|| format!("{place} 没有检查点"))?;
    let theirs = Checkpoint::open(&String::from_utf8_lossy(&note), &house.site.vkey)?;
    let ours = Checkpoint::open(&house.visible().checkpoint, &house.site.vkey)?;
    let (size, held) = (theirs.size, ours.size);
    if size > held {
        bail!(
            "{place} 有 {size} 条,备份只有 {held} 条:备份之后公开过 {} 条。不能接着用这个日志;请用新的日志名称另建实例,\
             导入镜像中的内容,并公开说明原因",
            size - held
        );
    }
    if size < held {
        bail!(
            "{place} 只有 {size} 条,比备份的 {held} 条还旧,说明不了备份之后有没有公开过;请换一份更新的镜像"
        );
    }
    if theirs.root != ours.root {
        bail!("{place} 与备份都有 {held} 条,内容却不同:两者不是同一个日志。请停止使用并查明原因");
    }
    accept(dir)
}

/// Takes the mark away.
pub fn accept(dir: &Path) -> anyhow::Result<()> {
    match std::fs::remove_file(dir.join(MARK)) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e).context("不能去掉恢复标记"),
        _ => Ok(()),
    }
}
