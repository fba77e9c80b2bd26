//! `mingjing verify`

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use mingjing_ledger::{
    DirSource, HttpSource, LogSource, Problem, Report, VerifierKey, VerifyOptions, fetch_verifier_key,
    verify_log,
};

use crate::cli::VerifyArgs;
use crate::commands::receipt;
use crate::config;
use crate::instance::{Index, Instance};
use crate::outcome::{self, Outcome, UsageError};
use crate::progress::Bar;

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
            let text = std::fs::read(f).with_context(|| format!("读不到公钥文件 {}", f.display()))?;
            let text = String::from_utf8_lossy(&text);
            VerifierKey::parse(text.trim()).with_context(|| format!("公钥文件 {} 有误", f.display()))
        }
        (None, Some(source)) => fetch_verifier_key(source).await.context("日志的公钥(vkey)不能用"),
        (None, None) => {
            let text = "核对回执需要公钥:请用 --key 指出公钥文件,或写明日志所在的网址或文件夹";
            Err(UsageError(text).into())
        }
    }
}

/// Checks a receipt, or a whole log.
pub async fn run(args: VerifyArgs) -> anyhow::Result<Outcome> {
    match (&args.receipt, &args.place) {
        (Some(receipt), _) => receipt::run(receipt, &args).await,
        (None, Some(place)) => check_log(place, &args).await,
        (None, None) => Err(UsageError("请写明要核对的日志:网址、实例文件夹或镜像文件夹").into()),
    }
}

async fn check_log(place: &str, args: &VerifyArgs) -> anyhow::Result<Outcome> {
    let report = match read_log(place, args).await {
        Ok(report) => report,
        Err(e) => Report { problems: vec![outcome::as_problem(e, "日志")?], ..Report::default() },
    };
    if args.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        println!(
            "共 {} 条;核对内容 {} 份、附件 {} 个,已删除 {} 份",
            report.size, report.contents_checked, report.attachments_checked, report.erased
        );
        if report.attachments_left_out > 0 {
            println!("附件未复制:{} 个(这份镜像没有复制附件)", report.attachments_left_out);
        }
        tell_problems(&report.problems, report.more_problems);
    }
    if report.is_ok() {
        eprintln!("全部相符");
        return Ok(Outcome::Done);
    }
    eprintln!("有 {} 处不符", report.problems.len() as u64 + report.more_problems);
    Ok(Outcome::CheckFailed)
}

async fn read_log(place: &str, args: &VerifyArgs) -> anyhow::Result<Report> {
    let source = source(place).await?;
    let key = key(args.key.as_deref(), Some(source.as_ref())).await?;
    if !args.json {
        println!("日志 {}", key.origin());
    }
    let options = VerifyOptions { contents: !args.log_only, attachments: !args.log_only };
    let bar = Bar::new("核对");
    Ok(verify_log(source.as_ref(), &key, options, &|p| bar.show(p)).await?)
}

/// What does not hold, one line each.
pub fn tell_problems(problems: &[Problem], more: u64) {
    problems.iter().for_each(|p| println!("不符: {p}"));
    if more > 0 {
        println!("另有 {more} 处,没有列出");
    }
}
