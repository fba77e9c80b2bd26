//! `mingjing mirror`

use anyhow::Context;
use mingjing_ledger::{HttpSource, MirrorOptions, MirrorReport, mirror_log};

use crate::cli::MirrorArgs;
use crate::commands::{assess, verify};
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
    let report = mirror_log(source.as_ref(), &args.folder, &key, options, &|p| bar.show(p)).await?;
    copy_roster(args).await?;
    Ok(report)
}

/// The site's list of agencies, so that `assess` knows of whom nothing is in the log. It is no part of the log, and a site
/// need not have it.
async fn copy_roster(args: &MirrorArgs) -> anyhow::Result<()> {
    if !args.url.starts_with("http") {
        return Ok(());
    }
    if let Some(roster) = HttpSource::new(&args.url)?.site_file("oversight/agencies.json").await? {
        let file = args.folder.join(assess::ROSTER_FILE);
        std::fs::write(&file, roster).with_context(|| format!("不能写入 {}", file.display()))?;
    }
    Ok(())
}
