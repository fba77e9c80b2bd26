//! Whether a search index says what the log says.

use mingjing_search::SearchIndex;
use mingjing_store::{log, versions};

use crate::house::as_u64;
use crate::publishing::WITHDRAWN;
use crate::{Error, House};

/// Disclosures compared in one go.
const PAGE: i64 = 2_000;
/// Differences that are listed; further ones are only counted.
const MOST: usize = 20;

/// What a comparison found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexReport {
    /// Leaves that the index has followed.
    pub watermark: u64,
    /// Disclosures in the index.
    pub held: u64,
    /// Disclosures that should be there and were compared.
    pub compared: u64,
    /// What differs, in Chinese.
    pub problems: Vec<String>,
    /// How many more differences there are than listed.
    pub more_problems: u64,
}

impl IndexReport {
    fn add(&mut self, problem: String) {
        if self.problems.len() < MOST {
            self.problems.push(problem);
        } else {
            self.more_problems += 1;
        }
    }
}

/// Compares an index with the database: every public disclosure must be in it with its newest leaf, and nothing else
/// may be. What changed behind the leaves that the index has followed is not compared: the index is only late.
///
/// # Errors
/// When the database or the index cannot be read.
pub async fn check_index(house: &House, index: &SearchIndex) -> Result<IndexReport, Error> {
    let watermark = index.watermark();
    let mut report = IndexReport { watermark, held: index.len(), ..IndexReport::default() };
    let visible = as_u64(log::head(&mut house.db.read().await?).await?.size);
    if watermark > visible {
        report.add(format!("索引跟到第 {watermark} 条，而日志只有 {visible} 条"));
        return Ok(report);
    }
    let mut late = false;
    let mut after = String::new();
    loop {
        let mut tx = house.db.read().await?;
        let heads = versions::heads(&mut tx, &after, PAGE).await?;
        drop(tx);
        let Some((last, ..)) = heads.last() else { break };
        after.clone_from(last);
        let ids: Vec<&str> = heads.iter().map(|(id, ..)| id.as_str()).collect();
        let found = tokio::task::block_in_place(|| index.newest_leaves(&ids))?;
        for ((id, leaf, status), found) in heads.iter().zip(found) {
            let leaf = as_u64(*leaf);
            if leaf >= watermark {
                late = true;
                continue;
            }
            let expected = (status != WITHDRAWN).then_some(leaf);
            report.compared += u64::from(expected.is_some());
            match (expected, found) {
                (expected, found) if expected == found => {}
                (None, _) => report.add(format!("{id} 已撤回，索引中还有")),
                (Some(_), None) => report.add(format!("{id} 不在索引中")),
                (Some(_), Some(_)) => report.add(format!("{id} 在索引中不是最新一版")),
            }
        }
    }
    if !late && report.problems.is_empty() && report.held != report.compared {
        report.add(format!("索引有 {} 条，应有 {} 条", report.held, report.compared));
    }
    Ok(report)
}
