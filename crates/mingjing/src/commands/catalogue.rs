//! `mingjing catalogue check`

use std::path::Path;

use anyhow::Context;
use mingjing_actions::Rules;
use mingjing_law::LawFiles;
use serde_json::json;

use crate::outcome::Outcome;

/// Checks all rule files and lists every problem.
pub fn check(folder: Option<&Path>, json: bool) -> anyhow::Result<Outcome> {
    let law = match folder {
        None => LawFiles::embedded(),
        Some(f) => LawFiles::from_dir(f).with_context(|| format!("读不到规则文件夹 {}", f.display()))?,
    };
    let (items, problems) = match Rules::load(&law) {
        Ok(rules) => (Some(rules.catalogue.items().len()), Vec::new()),
        Err(problems) => (None, problems),
    };
    if json {
        println!("{}", json!({ "ok": items.is_some(), "items": items, "problems": problems }));
    } else {
        problems.iter().for_each(|p| eprintln!("{p}"));
    }
    match items {
        Some(_) if json => {}
        Some(count) => println!("规则文件没有问题:{count} 个公开事项"),
        None => eprintln!("共 {} 处问题", problems.len()),
    }
    Ok(if items.is_some() { Outcome::Done } else { Outcome::CheckFailed })
}
