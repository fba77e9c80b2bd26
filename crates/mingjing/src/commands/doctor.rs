//! `mingjing doctor`

use std::path::Path;

use mingjing_actions::{following, sequencing};
use mingjing_ledger::{VerifyOptions, verify_log};
use mingjing_search::{Query, SearchIndex};

use crate::instance::{Index, Instance};
use crate::outcome::Outcome;

/// Checks an instance and says of each part whether it holds.
pub async fn run(dir: &Path) -> anyhow::Result<Outcome> {
    let opened = Instance::open(dir, Index::Unused).await?;
    let house = &opened.house;
    println!("配置、密钥、规则文件、数据库:可用");
    println!(
        "公开事项 {} 个,单位 {} 个",
        house.rules.catalogue.items().len(),
        house.register().agencies().count()
    );
    let sequencer = sequencing::sequencer(&house.db, &house.blobs, opened.key);
    let rebuilt = sequencer.rebuild().await?;
    println!("日志分块:已按数据库核对并补齐,共 {rebuilt} 条");
    let source = house.log_source();
    let options = VerifyOptions { contents: true, attachments: true };
    let report = verify_log(&source, &house.site.vkey, options, &|_| {}).await?;
    println!(
        "日志:共 {} 条,内容 {} 份,附件 {} 个",
        report.size, report.contents_checked, report.attachments_checked
    );
    report.problems.iter().for_each(|p| println!("  不符: {p}"));
    // What the index should hold is found by following the log into a fresh one.
    following::catch_up(house).await?;
    let expected = house.search.search(&Query::default())?.total;
    let index_ok = match SearchIndex::open(&dir.join("index")) {
        Ok(index) => {
            println!("检索索引:{} 条,应有 {expected} 条,跟到日志第 {} 条", index.len(), index.watermark());
            index.watermark() < report.size || index.len() == expected
        }
        Err(_) => {
            println!("检索索引:还没有,运行 serve 时会自动建立");
            true
        }
    };
    if report.is_ok() && index_ok {
        println!("没有发现问题");
        return Ok(Outcome::Done);
    }
    if !index_ok {
        println!("检索索引与数据库不符:停止服务,删除 {} 后再启动,会自动重建", dir.join("index").display());
    }
    Ok(Outcome::CheckFailed)
}
