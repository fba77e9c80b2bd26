//! The kinds of appeals, their limits, and the words that say who is in charge: `law/appeals.toml`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mingjing_calendar::{Amount, Limits};
use mingjing_law::LawFiles;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::error::refused;

/// Path of the file below `law/`.
const FILE: &str = "appeals.toml";
/// Limits of every appeal, whatever its kind.
const COMMON: [&str; 4] = ["appeal.objection", "appeal.joint", "appeal.urging", "appeal.reopening"];

/// What somebody wants (信访工作条例第十七条 and the Opinion's 二(一)2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 咨询
    Consult,
    /// 投诉
    Complaint,
    /// 建议
    Suggestion,
    /// 举报
    Report,
    /// 求助
    Help,
}

impl Kind {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 5] = [Self::Consult, Self::Complaint, Self::Suggestion, Self::Report, Self::Help];

    /// The word that is stored.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Consult => "consult",
            Self::Complaint => "complaint",
            Self::Suggestion => "suggestion",
            Self::Report => "report",
            Self::Help => "help",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// From which day the last day of the answer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountsFrom {
    /// The day it came in.
    Lodged,
    /// The day it was accepted (信访工作条例第三十四条).
    Accepted,
}

/// What holds for a kind.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindRule {
    /// What people read.
    pub title: String,
    /// What it is for.
    pub summary: String,
    /// Limit for saying whether it is accepted.
    pub acceptance: String,
    /// Limit for the answer.
    pub closing: String,
    /// Longest extension.
    pub extension: String,
    /// From which day the answer's limit counts.
    pub counts_from: CountsFrom,
    /// Whether the limit of acceptance begins anew where it is handed on (信访工作条例第二十三条第三款).
    pub transferred: bool,
    /// Whether its answer may be published.
    pub publishable: bool,
    /// Where its limits stand, in short.
    pub article: String,
}

/// Words of appeals, and whose business they are.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Routing {
    agencies: Vec<String>,
    say: Vec<String>,
}

/// Fields of the disclosure that holds an answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the key of a field; what they hold stands in the item's file")]
pub struct AnswerFields {
    pub title: String,
    pub kind: String,
    pub region: String,
    pub lodged_on: String,
    pub answered_on: String,
    pub question: String,
    pub result: String,
    pub late: String,
}

/// `law/appeals.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppealRules {
    source: String,
    /// Item of a published answer.
    pub item: String,
    /// Its fields.
    pub fields: AnswerFields,
    kind: BTreeMap<Kind, KindRule>,
    routing: Vec<Routing>,
}

impl AppealRules {
    /// Reads `law/appeals.toml`.
    ///
    /// # Errors
    /// When it is missing, does not read, leaves out a kind, or names a limit that does not exist.
    pub fn load(files: &LawFiles, limits: &Limits) -> std::result::Result<Self, String> {
        let read: Self = files.read(FILE)?;
        if read.source.trim().is_empty() {
            return Err(format!("law/{FILE}:1: source 不能为空：请写明依据"));
        }
        for kind in Kind::ALL {
            let key = kind.key();
            let rule = read.kind.get(&kind).ok_or_else(|| format!("law/{FILE}:1: 缺少 [kind.{key}]"))?;
            for limit in [&rule.acceptance, &rule.closing, &rule.extension] {
                limits.get(limit).map_err(|e| format!("law/{FILE}:1: [kind.{key}] {e}"))?;
            }
            if rule.article.trim().is_empty() {
                return Err(format!("law/{FILE}:1: [kind.{key}] 的 article 不能为空"));
            }
        }
        for limit in COMMON {
            limits.get(limit).map_err(|e| format!("law/{FILE}:1: {e}"))?;
        }
        if read.routing.iter().any(|one| one.agencies.is_empty() || one.say.is_empty()) {
            return Err(format!("law/{FILE}:1: [[routing]] 的 agencies 和 say 都不能为空"));
        }
        Ok(read)
    }

    /// What holds for a kind.
    ///
    /// # Errors
    /// When the file has none for it, which [`Self::load`] refuses.
    pub fn of(&self, kind: Kind) -> Result<&KindRule> {
        match self.kind.get(&kind) {
            Some(rule) => Ok(rule),
            None => refused("law/appeals.toml", format!("缺少 [kind.{}]", kind.key())),
        }
    }

    /// Words of names of agencies whose business a text may be: those with the most of its words first.
    #[must_use]
    pub fn suggest(&self, text: &str) -> Vec<&[String]> {
        let weight = |one: &Routing| -> usize {
            one.say.iter().filter(|word| text.contains(word.as_str())).map(|word| word.chars().count()).sum()
        };
        let mut found: Vec<(usize, &Routing)> =
            self.routing.iter().map(|one| (weight(one), one)).filter(|(weight, _)| *weight > 0).collect();
        found.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        found.into_iter().map(|(_, one)| one.agencies.as_slice()).collect()
    }
}

/// Working days, limits and kinds that an appeal runs under.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// Working days and limits.
    pub time: crate::Rules<'a>,
    /// Kinds.
    pub appeals: &'a AppealRules,
}

impl Rules<'_> {
    pub(super) fn of(&self, kind: Kind) -> Result<&KindRule> {
        self.appeals.of(kind)
    }

    /// The last day of a limit that begins on a day.
    pub(super) fn end(&self, limit: &str, from: NaiveDate) -> Result<NaiveDate> {
        self.time.last_day(limit, from)
    }

    /// The most days of an extension, and its words.
    pub(super) fn most(&self, limit: &str) -> Result<(u32, String)> {
        let amount = self.time.limits.get(limit)?.amount;
        match amount {
            Amount::WorkingDays(days) | Amount::Days(days) => Ok((days, amount.to_string())),
            _ => refused("law/limits.toml", format!("{limit} 须以工作日或者天计")),
        }
    }

    /// A last day put off by so many days, counted as the limit of the extension counts.
    pub(super) fn put_off(&self, limit: &str, from: NaiveDate, days: u32) -> Result<NaiveDate> {
        match self.time.limits.get(limit)?.amount {
            Amount::Days(_) => self.time.after(Amount::Days(days), from),
            _ => self.time.after(Amount::WorkingDays(days), from),
        }
    }

    /// Whether a last day is over on a day; one in a year whose holidays are not known yet is not.
    pub(super) fn over(&self, due: Result<NaiveDate>, on: NaiveDate) -> Result<Option<NaiveDate>> {
        self.time.over(due.map(Some), on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(from: &str, to: &str) -> std::result::Result<AppealRules, String> {
        let files = LawFiles::embedded();
        let text = files.get(FILE).unwrap().replacen(from, to, 1);
        AppealRules::load(&files.clone().with(FILE, text), &Limits::load(&files).unwrap())
    }

    #[test]
    fn words_lead_to_whose_business_it_is() {
        let rules = load("", "").unwrap();
        assert_eq!(rules.suggest("孩子上学:学区和学位怎么定")[0], ["教育"]);
        assert_eq!(rules.suggest("老板拖欠工资半年")[0], ["人力资源和社会保障"]);
        assert!(rules.suggest("随便说说").is_empty());
    }

    #[test]
    fn a_missing_kind_and_an_unknown_limit_are_named() {
        assert!(load("[kind.help]", "[kind.joke]").unwrap_err().contains("joke"));
        let unknown = load("closing = \"appeal.consult\"", "closing = \"appeal.soon\"").unwrap_err();
        assert!(unknown.contains("appeal.soon") && unknown.contains("consult"), "{unknown}");
        assert!(load("source = \"信访", "source = \"\"\nfoo = \"信访").unwrap_err().contains("appeals.toml"));
    }
}
