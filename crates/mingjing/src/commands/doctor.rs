//! `mingjing doctor`

use std::path::Path;

use mingjing_actions::{AuditReport, IndexReport, check_audit, check_index, sequencing};
use mingjing_ledger::{Report, VerifyOptions, verify_log};
use mingjing_search::SearchIndex;
use serde_json::json;

use crate::commands::verify;
use crate::instance::{Index, Instance};
use crate::outcome::Outcome;
use crate::progress::Bar;

/// Checks an instance and says of each part whether it holds.
pub async fn run(dir: &Path, json: bool) -> anyhow::Result<Outcome> {
    let opened = Instance::open(dir, Index::Unused).await?;
    let house = &opened.house;
    let items = house.rules.catalogue.items().len();
    let agencies = house.register().agencies().count();
    let sequencer = sequencing::sequencer(&house.db, &house.blobs, opened.key);
    let rebuilt = sequencer.rebuild().await?;
    let source = house.log_source();
    let options = VerifyOptions { contents: true, attachments: true };
    let bar = Bar::new("核对日志");
    let log = verify_log(&source, &house.site.vkey, options, &|p| bar.show(p)).await?;
    drop(bar);
    // Only looked at: a serving process goes on with it, and what is damaged stays to be seen.
    let index = match SearchIndex::inspect(&dir.join("index")) {
        Ok(None) => None,
        Ok(Some(index)) => Some(check_index(house, &index).await?),
        Err(e) => Some(IndexReport { problems: vec![e.to_string()], ..IndexReport::default() }),
    };
    let audit = check_audit(house).await?;
    let ok = log.is_ok() && audit.problem.is_none() && index.as_ref().is_none_or(|i| i.problems.is_empty());
    if json {
        let told = index.as_ref().map(|i| {
            json!({ "watermark": i.watermark, "held": i.held, "compared": i.compared, "problems": i.problems, "more_problems": i.more_problems })
        });
        let whole = json!({ "ok": ok, "items": items, "agencies": agencies, "tiles_of": rebuilt, "log": log, "index": told, "audit": { "rows": audit.rows, "end": audit.end, "problem": audit.problem } });
        println!("{whole}");
    } else {
        println!("配置、密钥、规则文件、数据库:可用");
        println!("公开事项 {items} 个,单位 {agencies} 个");
        println!("日志分块:已按数据库核对并补齐,共 {rebuilt} 条");
        tell(&log, index.as_ref());
        tell_audit(&audit);
    }
    if ok {
        eprintln!("没有发现问题");
        return Ok(Outcome::Done);
    }
    eprintln!("发现问题,见上");
    Ok(Outcome::CheckFailed)
}

fn tell_audit(audit: &AuditReport) {
    match &audit.problem {
        None => println!("操作记录:{} 条,前后相连,末条摘要 {}", audit.rows, audit.end),
        Some(problem) => println!("操作记录:核对到第 {} 条\n不符: {problem}", audit.rows),
    }
}

fn tell(log: &Report, index: Option<&IndexReport>) {
    println!("日志:共 {} 条,内容 {} 份,附件 {} 个", log.size, log.contents_checked, log.attachments_checked);
    verify::tell_problems(&log.problems, log.more_problems);
    let Some(index) = index else {
        println!("检索索引:还没有,运行 serve 时会自动建立");
        return;
    };
    println!("检索索引:{} 条,已核对 {} 条,跟到日志第 {} 条", index.held, index.compared, index.watermark);
    index.problems.iter().for_each(|p| println!("不符: {p}"));
    if index.more_problems > 0 {
        println!("另有 {} 处,没有列出", index.more_problems);
    }
    if !index.problems.is_empty() {
        println!("检索索引可以重建:停止服务,删除实例文件夹中的 index,再启动 serve");
    }
}
