//! `mingjing verify --receipt`: one receipt, and the content it speaks of.

use std::io::Read;
use std::path::Path;

use anyhow::Context;
use mingjing_ledger::{Problem, Receipt};
use mingjing_publication::{Digest, Entry};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::cli::VerifyArgs;
use crate::commands::verify;
use crate::outcome::{self, Outcome};

/// What a receipt proves; the fields are empty as far as it proves nothing.
#[derive(Debug, Default, Serialize)]
struct Proved {
    ok: bool,
    origin: Option<String>,
    index: Option<u64>,
    /// Entries in the log when the receipt was made.
    size: Option<u64>,
    entry: Option<serde_json::Value>,
    /// Whether the content file is the one in the entry, if there was one to check.
    content: Option<bool>,
    /// Whether the content file names the digest of the full file, if there was one to check.
    file: Option<bool>,
    problems: Vec<Problem>,
}

/// Checks a receipt without network, unless the key is to be taken from an address.
pub async fn run(file: &Path, args: &VerifyArgs) -> anyhow::Result<Outcome> {
    let mut proved = Proved::default();
    if let Err(e) = check(file, args, &mut proved).await {
        proved.problems.push(outcome::as_problem(e, "公钥")?);
    }
    proved.ok = proved.problems.is_empty();
    if args.json {
        println!("{}", serde_json::to_string(&proved)?);
    } else {
        verify::tell_problems(&proved.problems, 0);
    }
    Ok(if proved.ok { Outcome::Done } else { Outcome::CheckFailed })
}

async fn check(file: &Path, args: &VerifyArgs, proved: &mut Proved) -> anyhow::Result<()> {
    let bytes = std::fs::read(file).with_context(|| format!("读不到回执 {}", file.display()))?;
    let source = match (&args.key, &args.place) {
        (None, Some(place)) => Some(verify::source(place).await?),
        _ => None,
    };
    let key = verify::key(args.key.as_deref(), source.as_deref()).await?;
    let mut wrong = |reason: String| {
        proved.problems.push(Problem { place: format!("回执 {}", file.display()), reason });
        Ok(())
    };
    let found = match Receipt::from_bytes(&bytes).and_then(|r| r.verify(&key)) {
        Ok(found) => found,
        Err(e) => return wrong(e.to_string()),
    };
    let entry = match Entry::from_bytes(&found.entry) {
        Ok(entry) => entry,
        Err(e) => return wrong(format!("日志中登记的条目不合格式:{e}")),
    };
    proved.origin = Some(key.origin().to_owned());
    (proved.index, proved.size) = (Some(found.index), Some(found.size));
    proved.entry = serde_json::from_slice(&found.entry).ok();
    if !args.json {
        println!("回执成立:日志 {} 第 {} 条(共 {} 条时签名)", key.origin(), found.index, found.size);
        println!("索引号 {}  {} {}  第 {} 版", entry.index_no, entry.at, entry.event, entry.revision);
        println!("内容摘要 {}", entry.digest);
    }
    match &args.content {
        Some(content) => check_content(content, &entry, args, proved),
        None => Ok(()),
    }
}

fn check_content(file: &Path, entry: &Entry, args: &VerifyArgs, proved: &mut Proved) -> anyhow::Result<()> {
    let bytes = std::fs::read(file).with_context(|| format!("读不到内容文件 {}", file.display()))?;
    let digest = Digest::of(&bytes);
    proved.content = Some(digest == entry.digest);
    if digest != entry.digest {
        let place = format!("内容 {}", file.display());
        proved.problems.push(Problem { place, reason: format!("摘要是 {digest},与登记的不同") });
    } else if !args.json {
        println!("内容相符");
    }
    match &args.file {
        Some(full) => check_file(full, &bytes, args, proved),
        None => Ok(()),
    }
}

/// A full file is right if the content, whose digest the log holds, names its digest.
fn check_file(file: &Path, content: &[u8], args: &VerifyArgs, proved: &mut Proved) -> anyhow::Result<()> {
    let digest = digest_of(file).with_context(|| format!("读不到文件 {}", file.display()))?;
    let content: serde_json::Value = serde_json::from_slice(content).unwrap_or_default();
    let listed = content["fields"]["files"].as_array();
    let named = listed.is_some_and(|files| files.iter().any(|one| one["sha256"] == *digest));
    proved.file = Some(named);
    if !named {
        let place = format!("全量文件 {}", file.display());
        proved
            .problems
            .push(Problem { place, reason: format!("摘要是 {digest},内容文件里没有登记") });
    } else if !args.json {
        println!("全量文件相符");
    }
    Ok(())
}

/// SHA-256 of a file of any size.
fn digest_of(file: &Path) -> std::io::Result<String> {
    let mut input = std::fs::File::open(file)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let n = input.read(&mut buffer)?;
        if n == 0 {
            return Ok(hex::encode(hasher.finalize()));
        }
        hasher.update(&buffer[..n]);
    }
}
