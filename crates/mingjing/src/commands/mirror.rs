//! `mingjing mirror`

use mingjing_ledger::{MirrorOptions, MirrorReport, mirror_log};

use crate::cli::MirrorArgs;
use crate::commands::verify;
use crate::outcome::{self, Outcome};
use crate::progress::Bar;

/// Copies a log, checking while copying.
pub async fn run(args: MirrorArgs) -> anyhow::Result<Outcome> {
    let report = match copy(&args).await {
        Ok(report) => report,
        Err(e) => {
            MirrorReport { problems: vec![outcome::as_problem(e, "日志")?], ..MirrorReport::default() }
        }
    };
    let left_out = if args.no_attachments { ",附件未复制" } else { "" };
    if args.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        println!("镜像 {}:共 {} 条{left_out}", args.folder.display(), report.size);
        verify::tell_problems(&report.problems, report.more_problems);
    }
    if report.problems.is_empty() {
        return Ok(Outcome::Done);
    }
    Ok(Outcome::CheckFailed)
}

async fn copy(args: &MirrorArgs) -> anyhow::Result<MirrorReport> {
    let source = verify::source(&args.url).await?;
    let key = verify::key(args.key.as_deref(), Some(source.as_ref())).await?;
    let options = MirrorOptions { attachments: !args.no_attachments };
    let bar = Bar::new("复制");
    Ok(mirror_log(source.as_ref(), &args.folder, &key, options, &|p| bar.show(p)).await?)
}
