//! A demonstration that is being filled says so, so that one that broke off is made anew.

use std::io::ErrorKind;
use std::path::Path;

use anyhow::Context;

/// The file that is there while a demonstration is being made.
const MARK: &str = "demo-unfinished";
/// What making it puts into its folder. The key stays: it signs the new log as well.
const PARTS: [&str; 7] =
    ["mingjing.toml", "house.db", "house.db-wal", "house.db-shm", "blobs", "index", "names"];

/// Before a demonstration is made or gone on with: takes away one that broke off. Nobody can have seen it, for it is
/// served only when it is full.
pub fn begin(dir: &Path) -> anyhow::Result<()> {
    let mark = dir.join(MARK);
    if mark.exists() {
        for part in PARTS {
            remove(&dir.join(part))?;
        }
    } else if !dir.join(crate::config::FILE).exists() {
        std::fs::create_dir_all(dir).with_context(|| format!("不能建立文件夹 {}", dir.display()))?;
        std::fs::write(&mark, "演示数据还没有填完;再次运行 mingjing demo 会重新建立\n")
            .with_context(|| format!("不能写入 {}", mark.display()))?;
    }
    Ok(())
}

/// The demonstration is full.
pub fn end(dir: &Path) -> anyhow::Result<()> {
    remove(&dir.join(MARK))
}

fn remove(path: &Path) -> anyhow::Result<()> {
    let removed = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    match removed {
        Err(e) if e.kind() != ErrorKind::NotFound => {
            Err(e).with_context(|| format!("不能删除 {}", path.display()))
        }
        _ => Ok(()),
    }
}
