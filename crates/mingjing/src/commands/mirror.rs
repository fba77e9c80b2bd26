//! `mingjing mirror`

use mingjing_ledger::{MirrorOptions, mirror_log};

use crate::cli::MirrorArgs;
use crate::commands::verify;
use crate::outcome::Outcome;

/// Copies a log, checking while copying.
pub async fn run(args: MirrorArgs) -> anyhow::Result<Outcome> {
    let source = verify::source(&args.url).await?;
    let key = verify::key(args.key.as_deref(), Some(source.as_ref())).await?;
    let options = MirrorOptions { attachments: args.attachments };
    let report = mirror_log(source.as_ref(), &args.folder, &key, options, &|_| {}).await?;
    println!("镜像 {}:共 {} 条", args.folder.display(), report.size);
    if report.problems.is_empty() {
        return Ok(Outcome::Done);
    }
    report.problems.iter().for_each(|p| println!("不符: {p}"));
    Ok(Outcome::CheckFailed)
}
