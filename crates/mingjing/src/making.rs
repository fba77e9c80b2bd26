//! Making an instance, in an order that lets it be tried again wherever it broke off.
//!
//! Nothing is written before the database was looked at. The configuration lies under another name until all else is
//! done, so a folder with `mingjing.toml` is a whole instance. A database belongs to a folder once the empty log in it
//! is signed with the key of that folder; until then it holds nothing but the register, which is written over.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use mingjing_actions::starting_register;
use mingjing_law::LawFiles;
use mingjing_ledger::{Checkpoint, SigningKey, VerifierKey};
use mingjing_store::{Db, log, officers, register};

use crate::config::{self, Config};
use crate::instance::{Index, Instance, KEY_FILE, is_postgres, system_seed};

/// Name of the configuration until the instance is whole.
const UNFINISHED: &str = "mingjing.toml.part";

/// How long a database may take to answer while it is looked at.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a new instance is made with.
pub struct NewInstance<'a> {
    pub name: &'a str,
    pub listen: &'a str,
    pub origin: &'a str,
    pub demo: bool,
    /// Address of a PostgreSQL database; none for the embedded one.
    pub database: Option<&'a str>,
}

/// Makes folder, key, and a database with the starting register. Only after [`finish`] it is an instance.
pub async fn begin(dir: &Path, new: &NewInstance<'_>) -> anyhow::Result<Instance> {
    if dir.join(config::FILE).exists() {
        bail!("{} 中已经有一个实例,请换一个文件夹", dir.display());
    }
    let key_file = dir.join(KEY_FILE);
    let known_key = if key_file.exists() { Some(SigningKey::read_file(&key_file)?) } else { None };
    if let Some(key) = known_key.as_ref().filter(|key| key.origin() != new.origin) {
        let (file, name) = (key_file.display(), key.origin());
        bail!(
            "{file} 是日志“{name}”的密钥,与 --origin {} 不同:请用 --origin {name},或换一个文件夹",
            new.origin
        );
    }
    let known_key = known_key.as_ref().map(SigningKey::verifier);
    if let Some(url) = new.database {
        check_address(url)?;
        let db = Db::look_at_postgres(url, PATIENCE).await?;
        let looked = check_unused(&db, known_key, &without_password(url)).await;
        db.close().await;
        looked?;
    }
    std::fs::create_dir_all(dir.join("keys")).with_context(|| format!("不能建立文件夹 {}", dir.display()))?;
    if known_key.is_none() {
        SigningKey::generate(new.origin, system_seed()?)?.create_file(&key_file)?;
    }
    let text = config::template(new.name, new.listen, new.demo, new.database);
    write_private(&dir.join(UNFINISHED), &text).with_context(|| format!("不能写入 {}", dir.display()))?;
    let opened = Instance::open_as(dir, Config::read_file(dir, UNFINISHED)?, Index::Unused).await?;
    if new.database.is_none() {
        let name = dir.join("house.db").display().to_string();
        check_unused(&opened.house.db, Some(opened.key.verifier()), &name).await?;
    }
    put_register(&opened.house.db).await?;
    opened.house.reload_register().await?;
    Ok(opened)
}

/// Gives the configuration its name: from now on the folder is an instance.
pub fn finish(dir: &Path) -> anyhow::Result<()> {
    std::fs::rename(dir.join(UNFINISHED), dir.join(config::FILE))
        .and_then(|()| File::open(dir)?.sync_all())
        .with_context(|| format!("不能写入 {}", dir.display()))
}

fn check_address(url: &str) -> anyhow::Result<()> {
    if !is_postgres(url) || url::Url::parse(url).is_err() {
        bail!(
            "--database 不是 PostgreSQL 的地址,应写作 postgres://用户:密码@主机/库;用内嵌数据库则不加这一项"
        );
    }
    Ok(())
}

/// The address as it may be shown.
fn without_password(url: &str) -> String {
    let Ok(mut url) = url::Url::parse(url) else { return "PostgreSQL".to_owned() };
    // Fails only for addresses that cannot have one.
    let _ = url.set_password(None);
    url.set_query(None);
    url.to_string()
}

/// Refuses a database that somebody works with.
async fn check_unused(db: &Db, key: Option<&VerifierKey>, name: &str) -> anyhow::Result<()> {
    let mut tx = db.read().await?;
    let head = match log::head(&mut tx).await {
        Err(e) if e.is_missing_table() => return Ok(()),
        head => head?,
    };
    let is_ours = |note: &str| key.is_some_and(|key| Checkpoint::open(note, key).is_ok());
    let is_used = match head.checkpoint.as_deref() {
        Some(note) => head.assigned > 0 || !is_ours(note),
        None => head.assigned > 0 || !officers::all(&mut tx).await?.is_empty(),
    };
    if is_used {
        bail!("数据库 {name} 中已经有一个政务公开实例,没有改动它;请换一个空的数据库");
    }
    Ok(())
}

async fn put_register(db: &Db) -> anyhow::Result<()> {
    let (regions, agencies) = starting_register(&LawFiles::embedded())?;
    let mut tx = db.begin().await?;
    for region in &regions {
        register::put_region(&mut tx, region).await?;
    }
    for agency in &agencies {
        register::put_agency(&mut tx, agency).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Writes a file that holds passwords, whole and on the disk.
fn write_private(file: &Path, text: &str) -> std::io::Result<()> {
    let mut out = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)?;
    out.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    out.write_all(text.as_bytes())?;
    out.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        let shown = without_password("postgres://mingjing:hush@10.0.0.5:5432/open?password=hush");
        assert_eq!(shown, "postgres://mingjing@10.0.0.5:5432/open");
        assert!(check_address("mysql://a@b/c").is_err() && check_address("postgres://a@b/c").is_ok());
    }
}
