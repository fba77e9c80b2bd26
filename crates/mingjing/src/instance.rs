//! An instance: a folder with configuration, keys, database, contents, log and index.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use mingjing_actions::{House, Parts, Rules, Site, starting_register};
use mingjing_calendar::SystemClock;
use mingjing_law::LawFiles;
use mingjing_ledger::SigningKey;
use mingjing_search::SearchIndex;
use mingjing_store::{Db, blobs, register};
use object_store::ObjectStore;

use crate::config::{self, Config};

/// Where an instance's log key lies, below its folder.
pub const KEY_FILE: &str = "keys/log.key";

/// An instance that was opened.
pub struct Instance {
    pub dir: PathBuf,
    pub config: Config,
    pub house: Arc<House>,
    pub key: SigningKey,
}

/// Where the search index of this process is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Index {
    /// In the instance folder: one process at a time, the one that serves.
    Folder,
    /// In memory, for commands that do not search.
    Unused,
}

/// The rule files an instance runs under.
pub fn law_files(dir: &Path, config: &Config) -> anyhow::Result<LawFiles> {
    match &config.law_dir {
        None => Ok(LawFiles::embedded()),
        Some(folder) => {
            let folder = dir.join(folder);
            LawFiles::from_dir(&folder).with_context(|| format!("读不到规则文件夹 {}", folder.display()))
        }
    }
}

/// Reads the rules; all problems at once.
pub fn load_rules(law: &LawFiles) -> anyhow::Result<Rules> {
    Rules::load(law)
        .map_err(|problems| anyhow::anyhow!("规则文件有误,程序没有启动:\n{}", problems.join("\n")))
}

/// 32 bytes from the system's random source: the one place where randomness enters.
pub fn system_seed() -> anyhow::Result<[u8; 32]> {
    let mut seed = [0u8; 32];
    rand::TryRng::try_fill_bytes(&mut rand::rngs::SysRng, &mut seed).context("系统的随机数来源不可用")?;
    Ok(seed)
}

async fn open_db(dir: &Path, config: &Config) -> anyhow::Result<Db> {
    let url = &config.database.url;
    if let Some(file) = url.strip_prefix("sqlite:") {
        return Ok(Db::open_sqlite(&dir.join(file)).await?);
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(Db::open_postgres(url).await?);
    }
    bail!("配置文件 {} 中 [database] url 须以 sqlite: 或 postgres:// 开头", dir.join(config::FILE).display())
}

fn open_blobs(dir: &Path, config: &Config) -> anyhow::Result<Arc<dyn ObjectStore>> {
    Ok(match (&config.blobs.folder, &config.blobs.s3) {
        (Some(folder), _) => blobs::open_folder(&dir.join(folder))?,
        (None, Some(s3)) => blobs::open_s3(&s3.settings())?,
        (None, None) => bail!("配置文件中 [blobs] 缺少 folder 或 s3"),
    })
}

impl Instance {
    /// Opens the instance in a folder.
    pub async fn open(dir: &Path, index: Index) -> anyhow::Result<Self> {
        let config = Config::read(dir)?;
        let rules = load_rules(&law_files(dir, &config)?)?;
        let key = SigningKey::read_file(&dir.join(KEY_FILE))?;
        let search = match index {
            Index::Folder => SearchIndex::open(&dir.join("index"))?,
            Index::Unused => SearchIndex::in_memory()?,
        };
        let site = Site {
            name: config.site.name.clone(),
            base_url: config.site.base_url.trim_end_matches('/').to_owned(),
            demo: config.site.demo,
            vkey: key.verifier().clone(),
        };
        let parts = Parts {
            site,
            rules,
            db: open_db(dir, &config).await?,
            blobs: open_blobs(dir, &config)?,
            search,
            clock: Arc::new(SystemClock),
            seed: system_seed()?,
        };
        let house = Arc::new(House::open(parts).await?);
        Ok(Self { dir: dir.to_owned(), config, house, key })
    }
}

/// What a new instance is made with.
pub struct NewInstance<'a> {
    pub name: &'a str,
    pub listen: &'a str,
    pub origin: &'a str,
    pub demo: bool,
}

/// Makes an instance: folder, configuration, key, empty database with the starting register.
pub async fn make(dir: &Path, new: &NewInstance<'_>) -> anyhow::Result<()> {
    if dir.join(config::FILE).exists() {
        bail!("{} 中已经有一个实例,请换一个文件夹", dir.display());
    }
    std::fs::create_dir_all(dir.join("keys")).with_context(|| format!("不能建立文件夹 {}", dir.display()))?;
    let key_file = dir.join(KEY_FILE);
    if !key_file.exists() {
        SigningKey::generate(new.origin, system_seed()?)?.create_file(&key_file)?;
    }
    let law = LawFiles::embedded();
    let db = Db::open_sqlite(&dir.join("house.db")).await?;
    let (regions, agencies) = starting_register(&law)?;
    let mut tx = db.begin().await?;
    for region in &regions {
        register::put_region(&mut tx, region).await?;
    }
    for agency in &agencies {
        register::put_agency(&mut tx, agency).await?;
    }
    tx.commit().await?;
    db.close().await;
    // The configuration comes last: a folder without it is no instance, and making it may be tried again.
    let text = config::template(new.name, new.listen, new.demo);
    std::fs::write(dir.join(config::FILE), text).with_context(|| format!("不能写入 {}", dir.display()))?;
    Ok(())
}
