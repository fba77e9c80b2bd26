//! The health of an agency's site by the national indicators (国办秘函〔2019〕19号): what was found, and whether the site fails
//! outright for it (单项否决), as a function of rules, facts and day.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use mingjing_catalogue::{Problem, Reporter};
use mingjing_law::LawFiles;
use serde::Deserialize;

const FILE: &str = "site-health.toml";

/// What an indicator looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HealthMeasure {
    /// Whether the front page has something new.
    Front,
    /// Columns without anything new.
    StaleColumns,
    /// Columns with nothing in them.
    EmptyColumns,
    /// What readers said and nobody answered for too long.
    Unanswered,
    /// Requests for information behind their last day.
    OverdueRequests,
    /// What guides lack.
    GuideElements,
    /// Links inside the site that lead nowhere.
    DeadLinks,
    /// What people who cannot see meet in texts.
    Accessibility,
    /// Words of the list.
    WrongWords,
}

/// One indicator.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HealthIndicator {
    /// What it looks at.
    pub measure: HealthMeasure,
    /// What people read.
    pub title: String,
    /// Where it stands.
    pub article: String,
    /// How to mend what is found.
    pub mend: String,
    /// Days within which something must have happened; of columns the longest limit that is looked at.
    #[serde(default)]
    pub within_days: Option<u32>,
    /// How many findings fail the site outright; none where no number does.
    #[serde(default)]
    pub fails_at: Option<u64>,
}

/// The indicators, and how texts are looked through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HealthRules {
    source: String,
    /// Entries of the log that are looked through at once.
    pub at_once: u32,
    /// Seconds of rest after them.
    pub pause_seconds: u32,
    /// The item of the guide to an agency's information (条例 第十二条).
    #[serde(default)]
    pub guide: String,
    /// The indicators, in their order.
    pub indicators: Vec<HealthIndicator>,
    /// Wrong words, each with the right one.
    pub words: BTreeMap<String, String>,
}

/// A column of an agency's site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnFact {
    /// Its name.
    pub name: String,
    /// How much is in it.
    pub count: u64,
    /// The day that the newest in it bears.
    pub newest: Option<NaiveDate>,
    /// Days within which something new must come; none where nothing says so.
    pub within_days: Option<u32>,
}

/// What is known of an agency's site on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HealthFacts {
    /// The day that the newest disclosure bears.
    pub newest: Option<NaiveDate>,
    /// Its columns.
    pub columns: Vec<ColumnFact>,
    /// The days on which what waits for an answer came in.
    pub waiting: Vec<NaiveDate>,
    /// How many requests are behind their last day.
    pub overdue_requests: u64,
    /// What guides lack, in words.
    pub guides: Vec<String>,
    /// How much was found in texts.
    pub texts: BTreeMap<HealthMeasure, u64>,
}

/// What an indicator says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict<'a> {
    /// The indicator.
    pub indicator: &'a HealthIndicator,
    /// How much was found.
    pub found: u64,
    /// Whether the site fails outright for it.
    pub fails: bool,
    /// What, in words, as far as it is not in texts.
    pub details: Vec<String>,
}

impl HealthRules {
    /// Reads `law/site-health.toml`; without the file nothing is checked.
    ///
    /// # Errors
    /// What does not read; indicators without a source; a limit that is missing; a word that stands for itself.
    pub fn load(files: &LawFiles) -> Result<Self, Vec<Problem>> {
        let Some(text) = files.get(FILE) else { return Ok(Self::default()) };
        let mut reporter = Reporter::new(FILE, text);
        match toml::from_str::<Self>(text) {
            Ok(rules) => match rules.problem() {
                None => return Ok(rules),
                Some(problem) => reporter.add(0..0, problem),
            },
            Err(error) => reporter.add_toml(&error, 0..0),
        }
        Err(reporter.finish())
    }

    fn problem(&self) -> Option<String> {
        if self.source.trim().is_empty() {
            return Some("要写明出处（source）".into());
        }
        if self.at_once == 0 {
            return Some("at_once 至少是 1".into());
        }
        for one in &self.indicators {
            let timed = matches!(
                one.measure,
                HealthMeasure::Front | HealthMeasure::StaleColumns | HealthMeasure::Unanswered
            );
            if timed && one.within_days.is_none() {
                return Some(format!("“{}”要写明多少天（within_days）", one.title));
            }
        }
        let same =
            self.words.iter().find(|(wrong, right)| wrong.is_empty() || right.contains(wrong.as_str()));
        same.map(|(wrong, _)| format!("“{wrong}”不能是空的，也不能在正确的写法里面"))
    }

    /// What the indicators say of a site on a day.
    #[must_use]
    pub fn evaluate(&self, facts: &HealthFacts, today: NaiveDate) -> Vec<Verdict<'_>> {
        let verdict = |indicator| {
            let (found, details) = found(indicator, facts, today);
            let fails = indicator.fails_at.is_some_and(|limit| found >= limit.max(1));
            Verdict { indicator, found, fails, details }
        };
        self.indicators.iter().map(verdict).collect()
    }
}

/// Whether a day lies more than so many days back.
fn is_older(day: NaiveDate, days: u32, today: NaiveDate) -> bool {
    day.checked_add_days(Days::new(days.into())).is_some_and(|last| last < today)
}

fn found(indicator: &HealthIndicator, facts: &HealthFacts, today: NaiveDate) -> (u64, Vec<String>) {
    let days = indicator.within_days.unwrap_or(u32::MAX);
    let told = match indicator.measure {
        HealthMeasure::Front => match facts.newest {
            None => vec!["还没有公开任何信息。".to_owned()],
            Some(newest) if is_older(newest, days, today) => {
                vec![format!("最新的信息是 {newest} 的，超过 {days} 天。")]
            }
            Some(_) => Vec::new(),
        },
        HealthMeasure::StaleColumns => {
            let stale = facts.columns.iter().filter_map(|column| {
                let (newest, limit) = (column.newest?, column.within_days.filter(|limit| *limit <= days)?);
                let words = || format!("{}：最新的是 {newest}，应当 {limit} 天内更新。", column.name);
                is_older(newest, limit, today).then(words)
            });
            stale.collect()
        }
        HealthMeasure::EmptyColumns => {
            let empty = facts.columns.iter().filter(|column| column.count == 0);
            empty.map(|column| format!("{}：没有内容。", column.name)).collect()
        }
        HealthMeasure::Unanswered => {
            let late = facts.waiting.iter().filter(|day| is_older(**day, days, today));
            late.map(|day| format!("{day} 反映的问题还没有答复。")).collect()
        }
        HealthMeasure::GuideElements => facts.guides.clone(),
        HealthMeasure::OverdueRequests => return (facts.overdue_requests, Vec::new()),
        of_texts => return (facts.texts.get(&of_texts).copied().unwrap_or_default(), Vec::new()),
    };
    (told.len() as u64, told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn column(name: &str, count: u64, newest: Option<&str>, within_days: u32) -> ColumnFact {
        let newest = newest.map(day);
        ColumnFact { name: name.into(), count, newest, within_days: Some(within_days) }
    }

    fn rules() -> HealthRules {
        HealthRules::load(&LawFiles::embedded()).unwrap()
    }

    fn of(facts: &HealthFacts, measure: HealthMeasure, today: &str) -> (u64, bool) {
        let rules = rules();
        let verdicts = rules.evaluate(facts, day(today));
        let one = verdicts.iter().find(|verdict| verdict.indicator.measure == measure).unwrap();
        (one.found, one.fails)
    }

    #[test]
    fn two_weeks_without_anything_new_fail_a_site() {
        let facts = HealthFacts { newest: Some(day("2026-11-10")), ..HealthFacts::default() };
        assert_eq!(
            of(&facts, HealthMeasure::Front, "2026-11-24"),
            (0, false),
            "the fourteenth day is within"
        );
        assert_eq!(of(&facts, HealthMeasure::Front, "2026-11-25"), (1, true));
        assert_eq!(of(&HealthFacts::default(), HealthMeasure::Front, "2026-11-25"), (1, true));
    }

    #[test]
    fn five_columns_fail_and_four_do_not() {
        let stale = |count: usize| HealthFacts {
            columns: (0..count).map(|n| column(&format!("栏目{n}"), 3, Some("2026-01-05"), 14)).collect(),
            ..HealthFacts::default()
        };
        assert_eq!(of(&stale(4), HealthMeasure::StaleColumns, "2026-02-01"), (4, false));
        assert_eq!(of(&stale(5), HealthMeasure::StaleColumns, "2026-02-01"), (5, true));
        assert_eq!(of(&stale(5), HealthMeasure::EmptyColumns, "2026-02-01"), (0, false));
        let yearly = HealthFacts {
            columns: vec![column("年报", 1, Some("2024-01-05"), 400)],
            ..HealthFacts::default()
        };
        assert_eq!(
            of(&yearly, HealthMeasure::StaleColumns, "2026-02-01"),
            (0, false),
            "no column of the notice"
        );
        let empty = HealthFacts { columns: vec![column("指南", 0, None, 14); 5], ..HealthFacts::default() };
        assert_eq!(of(&empty, HealthMeasure::EmptyColumns, "2026-02-01"), (5, true));
    }

    #[test]
    fn three_months_without_an_answer_fail_a_site() {
        let facts =
            HealthFacts { waiting: vec![day("2026-01-01"), day("2026-03-01")], ..HealthFacts::default() };
        assert_eq!(of(&facts, HealthMeasure::Unanswered, "2026-04-01"), (0, false));
        assert_eq!(of(&facts, HealthMeasure::Unanswered, "2026-04-02"), (1, true));
    }

    #[test]
    fn what_is_found_in_texts_is_told_and_fails_nobody() {
        let facts =
            HealthFacts { texts: BTreeMap::from([(HealthMeasure::DeadLinks, 7)]), ..HealthFacts::default() };
        assert_eq!(of(&facts, HealthMeasure::DeadLinks, "2026-04-01"), (7, false));
        assert_eq!(of(&facts, HealthMeasure::WrongWords, "2026-04-01"), (0, false));
    }

    #[test]
    fn mistakes_are_named() {
        let text = LawFiles::embedded().get(FILE).unwrap().to_owned();
        for (from, to, words) in [
            ("within_days = 14\n", "", "within_days"),
            ("at_once = 500", "at_once = 0", "at_once"),
            ("\"按装\" = \"安装\"", "\"装\" = \"安装\"", "正确的写法"),
            ("measure = \"front\"", "measure = \"back\"", "back"),
        ] {
            let files = LawFiles::embedded().with(FILE, text.replacen(from, to, 1));
            let problems = HealthRules::load(&files).unwrap_err();
            assert!(problems.iter().any(|p| p.to_string().contains(words)), "{words}: {problems:?}");
        }
    }
}
