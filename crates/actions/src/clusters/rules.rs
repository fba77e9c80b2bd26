//! When texts belong together, and when a group deserves attention: `law/clusters.toml`.

use mingjing_clusters::Limits;
use mingjing_law::LawFiles;
use serde::Deserialize;

/// Path of the file below `law/`.
const FILE: &str = "clusters.toml";

/// `law/clusters.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClusterRules {
    /// Where it stands.
    pub source: String,
    /// Days within which cases are grouped.
    pub window_days: u32,
    join: f32,
    merge: f32,
    /// Words that stand for a group.
    pub words: usize,
    /// Cases that have a word, at least; smaller groups are not listed.
    pub said_in: usize,
    /// What a notice of supervision is published as.
    pub notice: NoticeFields,
    /// Rules, the first that applies stands first.
    pub attention: Vec<Attention>,
}

/// The item of a published notice of supervision, and its fields.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeFields {
    pub item: String,
    pub title: String,
    pub subject: String,
    pub inspected: String,
    pub inspected_from: String,
    pub issued_on: String,
    pub findings: String,
    pub problem: String,
    pub unit: String,
    pub until: String,
    pub demand: String,
    pub appeals: String,
}

/// A rule for attention.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attention {
    /// The word in the database.
    pub key: String,
    /// What people read.
    pub title: String,
    /// Days that are looked at.
    pub days: u32,
    /// Cases within them, at least.
    pub cases: u64,
    /// Regions in which they happened, at least.
    #[serde(default = "one")]
    pub regions: u64,
    /// How many times as many as in the same number of days before, at least; 0 where that does not matter.
    #[serde(default)]
    pub times: u64,
}

fn one() -> u64 {
    1
}

impl ClusterRules {
    /// Reads `law/clusters.toml`.
    ///
    /// # Errors
    /// When it is missing, does not read, or holds numbers that mean nothing.
    pub fn load(files: &LawFiles) -> Result<Self, String> {
        let read: Self = files.read(FILE)?;
        let near = |value: f32| value > 0.0 && value <= 1.0;
        let days = |one: &Attention| one.days > 0 && one.cases > 0 && one.days * 2 <= read.window_days;
        let wrong = if read.source.trim().is_empty() {
            "source 不能为空：请写明依据"
        } else if !near(read.join) || !near(read.merge) {
            "join、merge 要大于 0、不大于 1"
        } else if read.words == 0 || read.said_in < 2 {
            "words 要大于 0，said_in 不小于 2：一个人的话不代表别人"
        } else if !read.attention.iter().all(days) {
            "[[attention]] 的 days、cases 要大于 0，days 的两倍不能超过 window_days"
        } else {
            return Ok(read);
        };
        Err(format!("law/{FILE}:1: {wrong}"))
    }

    /// How near is near.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits { join: self.join, merge: self.merge }
    }

    /// What people read of the rules that apply, by their keys, parted by commas.
    #[must_use]
    pub fn titles(&self, keys: &str) -> Vec<&str> {
        keys.split(',')
            .filter_map(|key| self.attention.iter().find(|one| one.key == key))
            .map(|one| one.title.as_str())
            .collect()
    }

    /// The days by which recent cases are compared with earlier ones: of the first rule that does, else 30.
    #[must_use]
    pub fn recent_days(&self) -> u32 {
        self.attention.iter().find(|one| one.times > 0).map_or(30, |one| one.days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_reads_and_wrong_numbers_are_named() {
        let rules = ClusterRules::load(&LawFiles::embedded()).unwrap();
        assert_eq!(rules.titles("wide,rising,unknown"), ["涉及面广", "上升较快"]);
        assert_eq!(rules.recent_days(), 14);
        let text = LawFiles::embedded().get(FILE).unwrap().to_owned();
        let wrong = |from: &str, to: &str| {
            ClusterRules::load(&LawFiles::embedded().with(FILE, text.replace(from, to))).unwrap_err()
        };
        assert!(wrong("join = 0.2", "join = 1.5").contains("join"));
        assert!(wrong("said_in = 3", "said_in = 1").contains("said_in"));
        assert!(wrong("days = 30", "days = 300").contains("window_days"));
        assert!(wrong("days = 30", "days = x").contains("law/clusters.toml:"));
    }
}
