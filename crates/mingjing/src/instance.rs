//! An instance: a folder with configuration, keys, database, contents, log and index.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use mingjing_actions::{House, Parts, Rules, SealingKey, Site};
use mingjing_calendar::{Clock, MovedClock, SystemClock};
use mingjing_law::LawFiles;
use mingjing_ledger::SigningKey;
use mingjing_search::SearchIndex;
use mingjing_store::{Db, blobs};
use object_store::ObjectStore;

use crate::config::{self, Config};

/// When the clock of a test begins.
const TEST_CLOCK: &str = "MINGJING_TEST_CLOCK";

/// Where an instance's log key lies, below its folder.
pub const KEY_FILE: &str = "keys/log.key";

/// Where the key of the desk lies, below the instance's folder.
pub const DESK_KEY_FILE: &str = "keys/desk.key";

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
fn law_files(dir: &Path, config: &Config) -> anyhow::Result<LawFiles> {
    match &config.law_dir {
        None => Ok(LawFiles::embedded()),
        Some(folder) => {
            let folder = dir.join(folder);
            LawFiles::from_dir(&folder).with_context(|| format!("读不到规则文件夹 {}", folder.display()))
        }
    }
}

/// Reads the rules an instance runs under; all problems at once, a line each: file, line, reason.
pub fn read_rules(dir: &Path, config: &Config) -> anyhow::Result<Rules> {
    Rules::load(&law_files(dir, config)?).map_err(|problems| anyhow::anyhow!("{}", problems.join("\n")))
}

/// 32 bytes from the system's random source: the one place where randomness enters.
pub fn system_seed() -> anyhow::Result<[u8; 32]> {
    let mut seed = [0u8; 32];
    rand::TryRng::try_fill_bytes(&mut rand::rngs::SysRng, &mut seed).context("系统的随机数来源不可用")?;
    Ok(seed)
}

/// The key of the desk; made where there is none yet, as in an instance from before it had one.
fn desk_key(dir: &Path) -> anyhow::Result<SealingKey> {
    let file = dir.join(DESK_KEY_FILE);
    let told = || format!("不能读写工作台的密钥 {}", file.display());
    if !file.exists() {
        std::fs::create_dir_all(dir.join("keys")).with_context(told)?;
        let mut out =
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file).with_context(told)?;
        out.write_all(hex::encode(system_seed()?).as_bytes()).with_context(told)?;
        out.sync_all().with_context(told)?;
    }
    let text = std::fs::read_to_string(&file).with_context(told)?;
    let mut bytes = [0u8; 32];
    hex::decode_to_slice(text.trim(), &mut bytes)
        .with_context(|| format!("{} 不是 64 位十六进制数字,请放回原来的文件", file.display()))?;
    Ok(SealingKey::new(bytes)?)
}

/// Whether an address is one of a PostgreSQL database.
pub fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

async fn open_db(dir: &Path, config: &Config) -> anyhow::Result<Db> {
    let url = &config.database.url;
    if let Some(file) = url.strip_prefix("sqlite:") {
        return Ok(Db::open_sqlite(&dir.join(file)).await?);
    }
    if is_postgres(url) {
        return Ok(Db::open_postgres(url, config.database.patience()).await?);
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

/// The machine's clock. Only a build with debug assertions lets a test set it (RFC 3339); no release can be told another day.
#[expect(clippy::disallowed_methods, reason = "the program reads its environment")]
fn clock() -> anyhow::Result<Arc<dyn Clock>> {
    match std::env::var(TEST_CLOCK) {
        Ok(at) if cfg!(debug_assertions) => {
            let at =
                chrono::DateTime::parse_from_rfc3339(&at).with_context(|| format!("{TEST_CLOCK}={at}"))?;
            Ok(Arc::new(MovedClock::set_to(at)))
        }
        _ => Ok(Arc::new(SystemClock)),
    }
}

impl Instance {
    /// Opens the instance in a folder.
    pub async fn open(dir: &Path, index: Index) -> anyhow::Result<Self> {
        Self::open_as(dir, Config::read(dir)?, index).await
    }

    /// Opens it under this configuration.
    pub async fn open_as(dir: &Path, config: Config, index: Index) -> anyhow::Result<Self> {
        let rules = read_rules(dir, &config)
            .map_err(|problems| anyhow::anyhow!("规则文件有误,程序没有启动:\n{problems:#}"))?;
        let key = SigningKey::read_file(&dir.join(KEY_FILE))?;
        let open = |name: &str| match index {
            Index::Folder => SearchIndex::open(&dir.join(name)),
            Index::Unused => SearchIndex::in_memory(),
        };
        let (search, names) = (open("index")?, open("names")?);
        let site = Site {
            name: config.site.name.clone(),
            base_url: config.site.base_url.trim_end_matches('/').to_owned(),
            https: config.server.https,
            demo: config.site.demo,
            sends_mail: config.mail.is_some(),
            vkey: key.verifier().clone(),
        };
        let parts = Parts {
            site,
            rules,
            db: open_db(dir, &config).await?,
            blobs: open_blobs(dir, &config)?,
            search,
            names,
            clock: clock()?,
            seed: system_seed()?,
            seal: desk_key(dir)?,
            accounts: config.accounts.policy(),
        };
        let house = Arc::new(House::open(parts).await?);
        Ok(Self { dir: dir.to_owned(), config, house, key })
    }
}
