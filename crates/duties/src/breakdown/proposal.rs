//! What numbers in a text could become as duties: a draft of a file for `law/duties/`, which people read, mend and put in place.
//!
//! Only what the rules can judge becomes a table: so many in each quarter, half-year or year, of a kind of disclosure that
//! the text names. All else stands there as a comment, so that nobody thinks it is watched.

use std::fmt::Write;

use chrono::NaiveDate;
use mingjing_catalogue::{Catalogue, Item};

use super::{Breakdown, Measure, Task, Unit};

/// Longest stretch of a text in a title, in characters.
const TITLE: usize = 40;

/// Where a text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin<'a> {
    /// Its title.
    pub title: &'a str,
    /// The day it is from.
    pub on: NaiveDate,
    /// What keys begin with: small letters, digits and hyphens.
    pub key: &'a str,
}

impl Breakdown {
    /// Writes the draft of a file for `law/duties/`, and the keys of the duties in it. Each of them still has to stand in an
    /// indicator of `law/assessment.toml`.
    #[must_use]
    pub fn duties_proposed(&self, catalogue: &Catalogue, origin: Origin<'_>) -> (String, Vec<String>) {
        let (mut tables, mut notes, mut keys) = (String::new(), String::new(), Vec::new());
        for task in &self.tasks {
            for (nth, measure) in task.measures.iter().enumerate() {
                let key = format!("{}-{}-{}", origin.key, task.line, nth + 1);
                match periodic(measure).zip(named(catalogue, task)) {
                    Some(((per, times), item)) => {
                        tables.push_str(&table(&key, (per, times), item, (task, measure, origin)));
                        keys.push(key);
                    }
                    None => {
                        let place = if task.number.is_empty() { &task.title } else { &task.number };
                        let line = format!("{place}：{}（{}）", one_line(measure.text()), shown(&task.text));
                        let _ = writeln!(notes, "# {}", one_line(&line));
                    }
                }
            }
        }
        let mut file = format!(
            "# {}\n# 由程序从文中的数字拟出，逐条核对、修改以后才能放进 law/duties/；每个代码还要写进 law/assessment.toml 的一个指标。\n",
            one_line(origin.title)
        );
        if !notes.is_empty() {
            file.push_str("\n# 下面这些数字没有拟成义务：看不出由哪类公开信息证明，或者不是每季度、每半年、每年几次。\n");
            file.push_str(&notes);
        }
        file.push_str(&tables);
        (file, keys)
    }
}

/// What a rule of duties can count.
fn periodic(measure: &Measure) -> Option<(&'static str, u32)> {
    let Measure::Often { per, times, .. } = measure else { return None };
    let per = match per {
        Unit::Quarter => "quarter",
        Unit::HalfYear => "half-year",
        Unit::Year => "year",
        Unit::Hour | Unit::Day | Unit::WorkingDay | Unit::Week | Unit::Month => return None,
    };
    (*times > 0).then_some((per, *times))
}

/// The kind of disclosure that a task names: the one with the longest title in its text.
fn named<'a>(catalogue: &'a Catalogue, task: &Task) -> Option<&'a Item> {
    let text = format!("{}{}", task.title, task.text);
    let found =
        catalogue.items().iter().filter(|item| !item.clauses.is_empty() && text.contains(&item.title.zh));
    found.max_by_key(|item| item.title.zh.chars().count())
}

fn table(
    key: &str,
    (per, times): (&str, u32),
    item: &Item,
    (task, measure, origin): (&Task, &Measure, Origin<'_>),
) -> String {
    let place = format!("《{}》{}", origin.title, task.number);
    let article = format!("{place}：{}", measure.text());
    let clause = item.clauses.first().map(String::as_str).unwrap_or_default();
    let mut table = String::from("\n[[duties]]\n");
    let pairs = [
        ("key", key.to_owned()),
        ("title", format!("{}：{}", item.title.zh, measure.text())),
        ("clause", clause.to_owned()),
        ("article", article),
        ("from", origin.on.to_string()),
        ("item", item.key.clone()),
    ];
    for (name, value) in pairs {
        // A string of TOML's own spelling: quotation marks and breaks in the text do not break the file.
        let _ = writeln!(table, "{name} = {}", toml::Value::String(one_line(&value)));
    }
    let _ = writeln!(table, "rule = {{ kind = \"periodic\", per = \"{per}\", at_least = {times} }}");
    table
}

fn shown(text: &str) -> String {
    let short: String = text.chars().take(TITLE).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use mingjing_calendar::Limits;
    use mingjing_catalogue::Clauses;
    use mingjing_law::LawFiles;
    use proptest::prelude::*;

    use super::*;
    use crate::{Duties, Rule, Scheme, break_down};

    const TEXT: &str = "一、加强解读\n(一)召开新闻发布会。每季度至少举办1次新闻发布会,24小时内回应。(省教育厅牵头)\n(二)培训。每年至少开展2次政务公开培训。每月至少检查1次。(各部门负责)\n";

    fn origin() -> Origin<'static> {
        Origin { title: "关于“公开”的\n意见", on: "2026-03-01".parse().unwrap(), key: "opinion" }
    }

    /// The rules with the proposal in place, each key in the first indicator.
    fn placed(text: &str) -> Result<Duties, String> {
        let files = LawFiles::embedded();
        let catalogue = Catalogue::load(&files).unwrap();
        let (file, keys) = break_down(text).duties_proposed(&catalogue, origin());
        if keys.is_empty() {
            return Ok(Duties::default());
        }
        let quoted: String = keys.iter().map(|key| format!("\"{key}\", ")).collect();
        let scheme =
            files.get("assessment.toml").unwrap().replacen("duties = [", &format!("duties = [{quoted}"), 1);
        let files = files.with("duties/9-proposed.toml", file).with("assessment.toml", scheme);
        let clauses = Clauses::load(&files, &catalogue).unwrap();
        let told = |problems: Vec<mingjing_catalogue::Problem>| {
            problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        };
        let duties =
            Duties::load(&files, &catalogue, &clauses, &Limits::load(&files).unwrap()).map_err(told)?;
        Scheme::load(&files, &duties).map_err(told)?;
        Ok(duties)
    }

    #[test]
    fn what_can_be_judged_is_proposed_and_passes_the_check() {
        let catalogue = Catalogue::load(&LawFiles::embedded()).unwrap();
        let (file, keys) = break_down(TEXT).duties_proposed(&catalogue, origin());
        let duties = placed(TEXT).unwrap();
        let conference = duties.get(&keys[0]).unwrap();
        assert_eq!(conference.items, ["press-conference"]);
        assert!(matches!(conference.rule, Rule::Periodic { at_least: 1, .. }));
        assert!(conference.article.contains("每季度至少举办1次"), "{}", conference.article);
        assert!(
            file.contains("24小时内") && file.contains("每月至少检查1次"),
            "what is not proposed is told: {file}"
        );
        assert!(file.lines().filter(|line| line.contains("24小时内")).all(|line| line.starts_with('#')));
    }

    #[test]
    fn a_text_without_numbers_proposes_nothing() {
        let catalogue = Catalogue::load(&LawFiles::embedded()).unwrap();
        let (file, keys) =
            break_down("一、总体要求\n坚持公开。(各部门负责)\n").duties_proposed(&catalogue, origin());
        assert!(keys.is_empty() && !file.contains("[[duties]]"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// Whatever stands around the numbers, what is proposed can be put in place.
        #[test]
        fn every_proposal_reads(words in "[\"'\\\\\\]\\[#=“”新闻发布会培训\n ]{0,30}", times in 1u32..9) {
            let text = format!("一、工作\n(一){words}每半年至少举办{times}次新闻发布会{words}。(省教育厅牵头)\n");
            prop_assert!(placed(&text).is_ok(), "{:?}", placed(&text));
        }
    }
}
