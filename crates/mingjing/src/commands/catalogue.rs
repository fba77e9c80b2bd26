//! `mingjing catalogue check`

use std::path::Path;

use anyhow::Context;
use mingjing_actions::Rules;
use mingjing_law::LawFiles;

use crate::outcome::Outcome;

/// Checks all rule files and lists every problem.
pub fn check(folder: Option<&Path>) -> anyhow::Result<Outcome> {
    let law = match folder {
        None => LawFiles::embedded(),
        Some(f) => LawFiles::from_dir(f).with_context(|| format!("读不到规则文件夹 {}", f.display()))?,
    };
    match Rules::load(&law) {
        Ok(rules) => {
            println!("规则文件没有问题:{} 个公开事项", rules.catalogue.items().len());
            Ok(Outcome::Done)
        }
        Err(problems) => {
            problems.iter().for_each(|p| eprintln!("{p}"));
            eprintln!("共 {} 处问题", problems.len());
            Ok(Outcome::CheckFailed)
        }
    }
}
