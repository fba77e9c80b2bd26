//! `mingjing verify`

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use mingjing_ledger::{
    DirSource, HttpSource, LogSource, Receipt, VerifierKey, VerifyOptions, fetch_verifier_key, verify_log,
};
use mingjing_publication::{Digest, Entry};

use crate::cli::VerifyArgs;
use crate::config;
use crate::instance::{Index, Instance};
use crate::outcome::Outcome;

/// Opens a log at an address, in an instance or in a mirror.
pub async fn source(place: &str) -> anyhow::Result<Arc<dyn LogSource>> {
    if place.starts_with("http://") || place.starts_with("https://") {
        return Ok(Arc::new(HttpSource::new(place)?));
    }
    let dir = Path::new(place);
    if dir.join(config::FILE).is_file() {
        let opened = Instance::open(dir, Index::Unused).await?;
        return Ok(Arc::new(opened.house.log_source()));
    }
    if !dir.is_dir() {
        bail!("没有 {place} 这个文件夹;日志所在处应为网址、实例文件夹或镜像文件夹");
    }
    Ok(Arc::new(DirSource::new(dir)))
}

/// The key given as a file, or the one the log shows of itself.
pub async fn key(file: Option<&Path>, source: Option<&dyn LogSource>) -> anyhow::Result<VerifierKey> {
    match (file, source) {
        (Some(f), _) => {
            let text =
                std::fs::read_to_string(f).with_context(|| format!("读不到公钥文件 {}", f.display()))?;
            Ok(VerifierKey::parse(text.trim())?)
        }
        (None, Some(source)) => Ok(fetch_verifier_key(source).await?),
        (None, None) => bail!("核对回执需要公钥:请用 --key 指出公钥文件,或写明日志所在的网址或文件夹"),
    }
}

/// Checks a receipt, or a whole log.
pub async fn run(args: VerifyArgs) -> anyhow::Result<Outcome> {
    if let Some(receipt) = &args.receipt {
        return check_receipt(receipt, &args).await;
    }
    let Some(place) = &args.place else {
        bail!("请写明要核对的日志:网址、实例文件夹或镜像文件夹")
    };
    let source = source(place).await?;
    let key = key(args.key.as_deref(), Some(source.as_ref())).await?;
    let options = VerifyOptions { contents: !args.log_only, attachments: !args.log_only };
    let report = verify_log(source.as_ref(), &key, options, &|_| {}).await?;
    if args.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        println!("日志 {}", key.origin());
        println!("共 {} 条;核对内容 {} 份,已删除 {} 份", report.size, report.contents_checked, report.erased);
        report.problems.iter().for_each(|p| println!("不符: {p}"));
    }
    if report.is_ok() {
        eprintln!("全部相符");
        return Ok(Outcome::Done);
    }
    eprintln!("有 {} 处不符", report.problems.len());
    Ok(Outcome::CheckFailed)
}

async fn check_receipt(file: &Path, args: &VerifyArgs) -> anyhow::Result<Outcome> {
    let text = std::fs::read_to_string(file).with_context(|| format!("读不到回执 {}", file.display()))?;
    let source = match (&args.key, &args.place) {
        (None, Some(place)) => Some(source(place).await?),
        _ => None,
    };
    let key = key(args.key.as_deref(), source.as_deref()).await?;
    let checked = Receipt::parse(&text).and_then(|r| r.verify(&key));
    let proved = match checked {
        Ok(proved) => proved,
        Err(e) => {
            println!("回执不成立:{e}");
            return Ok(Outcome::CheckFailed);
        }
    };
    let entry = Entry::from_bytes(&proved.entry)?;
    println!("回执成立:日志 {} 第 {} 条(共 {} 条时签名)", key.origin(), proved.index, proved.size);
    println!("索引号 {}  {} {}  第 {} 版", entry.index_no, entry.at, entry.event, entry.revision);
    println!("内容摘要 {}", entry.digest);
    if let Some(content) = &args.content {
        let bytes =
            std::fs::read(content).with_context(|| format!("读不到内容文件 {}", content.display()))?;
        if Digest::of(&bytes) != entry.digest {
            println!("内容不符:{} 的摘要是 {}", content.display(), Digest::of(&bytes));
            return Ok(Outcome::CheckFailed);
        }
        println!("内容相符");
    }
    Ok(Outcome::Done)
}
