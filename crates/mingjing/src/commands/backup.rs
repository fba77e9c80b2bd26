//! `mingjing backup` and `mingjing restore`

use std::fs::File;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use anyhow::{Context, bail};

use crate::config;
use crate::instance::{Index, Instance};
use crate::outcome::Outcome;
use crate::restored;

/// Folders and files of an instance that a backup holds as they lie; the index is rebuilt, the database is copied
/// by itself.
const PARTS: [&str; 2] = ["keys", "blobs"];

/// Writes the whole instance into one file that only the operator can read.
pub async fn backup(dir: &Path, file: &Path) -> anyhow::Result<Outcome> {
    let opened = Instance::open(dir, Index::Unused).await?;
    if opened.config.blobs.folder.is_none() {
        bail!("附件和日志在对象存储中,请用对象存储自己的备份;本命令只备份放在文件夹里的实例");
    }
    let copy = tempfile::tempdir_in(dir).context("不能在实例文件夹中写临时文件")?;
    let database = copy.path().join("house.db");
    if !opened.house.db.copy_into(&database).await? {
        bail!("数据库是 PostgreSQL,请用 pg_dump 备份数据库,再复制 {} 中的 keys 和 blobs", dir.display());
    }
    let mut options = File::options();
    let out = options.write(true).create_new(true).mode(0o600).open(file);
    let out = out.with_context(|| format!("不能新建备份文件 {}(可能已存在)", file.display()))?;
    let mut archive = tar::Builder::new(out);
    archive.append_path_with_name(dir.join(config::FILE), config::FILE)?;
    // The database first: whatever it names was stored before, so the files copied after it hold all of that.
    archive.append_path_with_name(&database, "house.db")?;
    for part in PARTS {
        archive.append_dir_all(part, dir.join(part)).with_context(|| format!("备份 {part} 时出错"))?;
    }
    archive.into_inner()?.sync_all()?;
    println!("已备份到 {}(含日志密钥,请妥善保管)", file.display());
    Ok(Outcome::Done)
}

/// Unpacks a backup into a new folder. The copy of the checkpoint among the tiles may be newer than the database:
/// it is taken out, since the database is what the backup says it is.
pub fn restore(dir: &Path, file: &Path) -> anyhow::Result<Outcome> {
    if dir.exists() && std::fs::read_dir(dir)?.next().is_some() {
        bail!("{} 不是空文件夹;请用 --dir 指出一个新文件夹", dir.display());
    }
    let input = File::open(file).with_context(|| format!("读不到备份文件 {}", file.display()))?;
    tar::Archive::new(input).unpack(dir).with_context(|| format!("{} 不是完整的备份文件", file.display()))?;
    if !dir.join(config::FILE).is_file() {
        bail!("{} 中没有 {},不是明镜的备份", file.display(), config::FILE);
    }
    let key = dir.join(crate::instance::KEY_FILE);
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).context("备份中没有日志密钥")?;
    let newer = dir.join("blobs/log/checkpoint");
    if newer.exists() {
        std::fs::remove_file(newer)?;
    }
    restored::mark(dir).context("不能写入恢复标记")?;
    println!("已恢复到 {};运行 mingjing doctor --dir {} 检查", dir.display(), dir.display());
    println!(
        "第一次运行须核对备份之后有没有公开过:mingjing serve --dir {} --compare 原网址或最新的镜像",
        dir.display()
    );
    Ok(Outcome::Done)
}
