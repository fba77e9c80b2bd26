//! Who does not owe a duty, and on what ground.

use chrono::NaiveDate;
use mingjing_catalogue::Level;
use serde::Deserialize;

use crate::fact::Member;

/// An exception from a duty. Of whoever it names all is true that it says of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// Levels of government; empty for all.
    #[serde(default)]
    pub levels: Vec<Level>,
    /// Words in names, of which one is enough; empty for all names.
    #[serde(default)]
    pub words: Vec<String>,
    /// Codes; empty for all agencies.
    #[serde(default)]
    pub agencies: Vec<String>,
    /// The first day; none where it holds since the duty began.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub until: Option<NaiveDate>,
    /// Why, as people read it.
    pub ground: String,
    /// The law and article that say so.
    pub article: String,
}

impl Exception {
    /// Whether it names an agency.
    #[must_use]
    pub fn names(&self, member: &Member) -> bool {
        (self.levels.is_empty() || self.levels.contains(&member.level))
            && (self.words.is_empty() || self.words.iter().any(|word| member.name.contains(word.as_str())))
            && (self.agencies.is_empty() || self.agencies.contains(&member.code))
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn holds(&self, on: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= on) && self.until.is_none_or(|until| on <= until)
    }

    /// Whether it holds on one of some days.
    #[must_use]
    pub fn holds_within(&self, first: NaiveDate, last: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= last) && self.until.is_none_or(|until| first <= until)
    }

    /// Whom it names and when, as people read it.
    #[must_use]
    pub fn whom(&self) -> String {
        let levels = self.levels.iter().map(|level| format!("{}机关", level.zh()));
        let words = self.words.iter().map(|word| format!("名称含“{word}”的机关"));
        let codes = self.agencies.iter().map(|code| format!("代码 {code} 的机关"));
        let parts: [Vec<String>; 3] = [levels.collect(), words.collect(), codes.collect()];
        let parts: Vec<String> =
            parts.iter().filter(|one| !one.is_empty()).map(|one| one.join("、")).collect();
        let days = self.days(|day| day.to_string()).map(|days| format!("（{days}）"));
        format!("{}{}", parts.join("中"), days.unwrap_or_default())
    }

    /// Its days, as people read them; none where it holds as long as the duty.
    #[must_use]
    pub fn days(&self, written: impl Fn(NaiveDate) -> String) -> Option<String> {
        match (self.from.map(&written), self.until.map(&written)) {
            (None, None) => None,
            (Some(from), None) => Some(format!("{from}起")),
            (None, Some(until)) => Some(format!("至{until}")),
            (Some(from), Some(until)) => Some(format!("{from}至{until}")),
        }
    }

    /// What is wrong with it.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        let nobody = self.levels.is_empty() && self.words.is_empty() && self.agencies.is_empty();
        let blank = |text: &String| text.trim().is_empty();
        match (self.from, self.until) {
            _ if nobody => Some("例外要写明是谁（levels、words、agencies）"),
            _ if self.words.iter().chain(&self.agencies).any(blank) => Some("例外的词和机关代码不能为空"),
            _ if blank(&self.ground) || blank(&self.article) => {
                Some("例外要写明理由（ground）和依据（article）")
            }
            (Some(from), Some(until)) if until < from => Some("例外的最后一天早于第一天"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_it_names_and_when() {
        let township = Exception {
            levels: vec![Level::Township],
            words: vec!["街道".into()],
            agencies: Vec::new(),
            from: "2026-01-01".parse().ok(),
            until: None,
            ground: "理由".into(),
            article: "条".into(),
        };
        assert_eq!(township.whom(), "乡镇级机关中名称含“街道”的机关（2026-01-01起）");
        let member = |name: &str, level| Member {
            code: "1".into(),
            name: name.into(),
            level,
            region: "130000".into(),
        };
        assert!(township.names(&member("某街道办事处", Level::Township)));
        assert!(!township.names(&member("某镇人民政府", Level::Township)));
        assert!(!township.names(&member("某街道办事处", Level::County)));
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert!(township.holds(day("2026-01-01")) && !township.holds(day("2025-12-31")));
        assert!(township.holds_within(day("2025-01-01"), day("2026-01-01")));
        assert!(!township.holds_within(day("2025-01-01"), day("2025-12-31")));
    }
}
