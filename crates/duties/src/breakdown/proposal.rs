//! What numbers in a text could become as duties: a draft of a file for `law/duties/`, which people read, mend and put in place.
//!
//! Only what the rules can judge becomes a table, and only of a kind of disclosure that the text names: so many in each quarter,
//! half-year or year; public within a limit of time, which is proposed beside for `law/limits.toml`; all of them reached in three
//! years. All else stands there as a comment with the reason, so that nobody thinks it is watched.

use std::fmt::Write;

use chrono::NaiveDate;
use mingjing_catalogue::{Catalogue, Item};
use serde::Deserialize;

use super::{Breakdown, Measure, Task, Unit};
use crate::share::fault_of_figures;

/// Longest stretch of a text in a title, in characters.
const TITLE: usize = 40;

/// Words for making something public: a limit of time is one of publication only where the sentence says so.
const PUBLISHES: [&str; 7] = ["公开", "公布", "公示", "公告", "发布", "公之于众", "上网"];

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

/// What proves that everybody was reached within some years (3年内轮训一遍): an item whose disclosures say for which days, how
/// many were reached, and how many there were.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// A text that has all of these words is about it.
    pub words: Vec<String>,
    /// The item.
    pub item: String,
    /// Its field with the days.
    pub covers: String,
    /// Its field with how many were reached.
    pub done: String,
    /// Its field with how many there were.
    pub of: String,
}

impl Coverage {
    /// What is wrong with it.
    #[must_use]
    pub fn fault(&self, catalogue: &Catalogue) -> Option<String> {
        let Some(item) = catalogue.item(&self.item) else {
            return Some(format!("目录里没有事项“{}”", self.item));
        };
        if self.words.is_empty() || item.clauses.is_empty() {
            return Some(format!("事项“{}”要有条款，coverage 要有词（words）", self.item));
        }
        fault_of_figures(item, &self.covers, [&self.done, &self.of])
    }
}

/// The draft of rule files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Keys of the duties, each of which still has to stand in an indicator of `law/assessment.toml`.
    pub keys: Vec<String>,
    /// The limits that they name, as tables of `law/limits.toml`.
    pub limits: String,
    title: String,
    notes: String,
    duties: String,
}

impl Proposal {
    /// The draft of a file for `law/duties/`. The limits it needs stand in comments at its end, since they belong to another
    /// file.
    #[must_use]
    pub fn file(&self) -> String {
        let mut file = format!(
            "# {}\n# 由程序从文中的数字拟出，逐条核对、修改以后才能放进 law/duties/；每个代码还要写进 law/assessment.toml 的一个指标。\n",
            self.title
        );
        if !self.notes.is_empty() {
            file.push_str("\n# 下面这些数字没有拟成义务，括号里是原因。\n");
            file.push_str(&self.notes);
        }
        file.push_str(&self.duties);
        if !self.limits.is_empty() {
            file.push_str("\n# 上面的义务用到下面的期限：去掉每行开头的“# ”，放进 law/limits.toml。\n");
            for line in self.limits.lines() {
                let _ = writeln!(file, "# {line}");
            }
        }
        file
    }
}

impl Breakdown {
    /// Drafts what the numbers of this text could become as duties.
    #[must_use]
    pub fn duties_proposed(
        &self,
        catalogue: &Catalogue,
        origin: Origin<'_>,
        coverages: &[Coverage],
    ) -> Proposal {
        let mut proposal = Proposal { title: one_line(origin.title), ..Proposal::default() };
        for task in &self.tasks {
            for (nth, measure) in task.measures.iter().enumerate() {
                let key = format!("{}-{}-{}", origin.key, task.line, nth + 1);
                let place = (task, measure, origin);
                match draft(catalogue, coverages, (task, measure)) {
                    Ok(draft) => {
                        proposal.duties.push_str(&draft.table(&key, place));
                        proposal.limits.push_str(&draft.limit(&key, place));
                        proposal.keys.push(key);
                    }
                    Err(reason) => {
                        let place = if task.number.is_empty() { &task.title } else { &task.number };
                        let line = format!(
                            "{place}：{}（{reason}）：{}",
                            one_line(measure.text()),
                            shown(&task.text)
                        );
                        let _ = writeln!(proposal.notes, "# {}", one_line(&line));
                    }
                }
            }
        }
        proposal
    }
}

/// A duty that a number could become.
struct Draft<'a> {
    item: &'a Item,
    rule: Judged<'a>,
}

/// What a rule of duties can judge.
enum Judged<'a> {
    Periodic { per: &'static str, times: u32 },
    Within { amount: u32, unit: &'static str },
    Share(&'a Coverage),
}

/// What a number could become, or why it becomes nothing.
fn draft<'a>(
    catalogue: &'a Catalogue,
    coverages: &'a [Coverage],
    (task, measure): (&Task, &Measure),
) -> Result<Draft<'a>, &'static str> {
    const NOT_NAMED: &str = "看不出由哪类公开信息证明";
    let whole = format!("{}。{}", task.title, task.text);
    match measure {
        Measure::Often { per, times, .. } => {
            let per = match per {
                Unit::Quarter => "quarter",
                Unit::HalfYear => "half-year",
                Unit::Year => "year",
                _ => return Err("规则只数每季度、每半年、每年几次"),
            };
            let item = named(catalogue, &whole).filter(|_| *times > 0).ok_or(NOT_NAMED)?;
            Ok(Draft { item, rule: Judged::Periodic { per, times: *times } })
        }
        Measure::Within { amount: 3, unit: Unit::Year, .. } => {
            let about = |one: &&Coverage| one.words.iter().all(|word| whole.contains(word.as_str()));
            let coverage = coverages.iter().find(about).ok_or(NOT_NAMED)?;
            let item = catalogue.item(&coverage.item).ok_or(NOT_NAMED)?;
            Ok(Draft { item, rule: Judged::Share(coverage) })
        }
        Measure::Within { amount, unit, text } => {
            let (amount, unit) = match unit {
                Unit::Hour => (*amount, "hours"),
                Unit::Day => (*amount, "days"),
                Unit::WorkingDay => (*amount, "working_days"),
                Unit::Week => (7 * amount, "days"),
                Unit::Month => (*amount, "months"),
                Unit::Quarter | Unit::HalfYear | Unit::Year => {
                    return Err("规则只数小时、天、工作日、月和三年");
                }
            };
            let sentence = whole.split(['。', '；', ';', '\n']).find(|one| one.contains(text.as_str()));
            let sentence = sentence.unwrap_or_default();
            let item = named(catalogue, sentence).filter(|_| amount > 0).ok_or(NOT_NAMED)?;
            // To hold a press conference (发布会) publishes nothing yet.
            let beside = sentence.replace(&item.title.zh, "").replace("发布会", "");
            if !PUBLISHES.iter().any(|word| beside.contains(word)) {
                return Err("看不出是公开的期限");
            }
            if item.issued_on.is_empty() {
                return Err("这类公开信息没有日期，算不出期限从哪天起");
            }
            Ok(Draft { item, rule: Judged::Within { amount, unit } })
        }
        Measure::Share { .. } => Err("比例、权重不是义务，写进指标的权重或者另行核定"),
        Measure::Every { .. } => Err("规则不数每年、每季度到哪一天"),
        Measure::By { .. } | Measure::Undated { .. } => Err("完成的日期写在任务的完成期限里"),
    }
}

/// The kind of disclosure that a text names: the one with the longest title in it.
fn named<'a>(catalogue: &'a Catalogue, text: &str) -> Option<&'a Item> {
    let found =
        catalogue.items().iter().filter(|item| !item.clauses.is_empty() && text.contains(&item.title.zh));
    found.max_by_key(|item| item.title.zh.chars().count())
}

/// The task, the number in it, and the document.
type Place<'a> = (&'a Task, &'a Measure, Origin<'a>);

impl Draft<'_> {
    fn table(&self, key: &str, (task, measure, origin): Place<'_>) -> String {
        let clause = self.item.clauses.first().map(String::as_str).unwrap_or_default();
        let mut table = String::from("\n[[duties]]\n");
        write_pairs(
            &mut table,
            [
                ("key", key),
                ("title", &format!("{}：{}", self.item.title.zh, measure.text())),
                ("clause", clause),
                ("article", &format!("《{}》{}：{}", origin.title, task.number, measure.text())),
                ("from", &origin.on.to_string()),
                ("item", &self.item.key),
            ],
        );
        let rule = match &self.rule {
            Judged::Periodic { per, times } => {
                format!("{{ kind = \"periodic\", per = \"{per}\", at_least = {times} }}")
            }
            Judged::Within { .. } => format!("{{ kind = \"within\", limit = \"{}\" }}", limit_key(key)),
            Judged::Share(Coverage { covers, done, of, .. }) => format!(
                "{{ kind = \"share\", per = \"three-years\", covers = \"{covers}\", done = \"{done}\", of = \"{of}\", at_least = \"100\" }}"
            ),
        };
        let _ = writeln!(table, "rule = {rule}");
        table
    }

    /// The table of the limit that the rule names; empty where it names none.
    fn limit(&self, key: &str, (task, measure, origin): Place<'_>) -> String {
        let Judged::Within { amount, unit } = self.rule else { return String::new() };
        let place = if task.number.is_empty() { measure.text() } else { &task.number };
        let mut table = format!("[\"{}\"]\n", limit_key(key));
        write_pairs(&mut table, [("title", &format!("{}公开", self.item.title.zh))]);
        let _ = writeln!(table, "amount = {amount}\nunit = \"{unit}\"");
        write_pairs(&mut table, [("article", place), ("source", &format!("《{}》", origin.title))]);
        table
    }
}

fn limit_key(key: &str) -> String {
    format!("proposed.{key}")
}

/// Strings in TOML's own spelling: quotation marks and breaks in the text do not break the file.
fn write_pairs<const N: usize>(table: &mut String, pairs: [(&str, &str); N]) {
    for (name, value) in pairs {
        let _ = writeln!(table, "{name} = {}", toml::Value::String(one_line(value)));
    }
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
    const LIMITS: &str = "一、双公示\n(一)行政处罚。自作出决定之日起5个工作日内公开行政处罚决定。\n(二)发布会。重大舆情24小时内举行新闻发布会。\n(三)行政许可。10个工作日内办结行政许可;2周内向社会公示行政许可。\n(四)考核。分值权重不少于4%,2027年底前完成。\n(五)培训。3年内对政务公开工作人员轮训一遍。5年内建成平台。\n";

    fn origin() -> Origin<'static> {
        Origin { title: "关于“公开”的\n意见", on: "2026-03-01".parse().unwrap(), key: "opinion" }
    }

    fn coverage() -> Coverage {
        Coverage {
            words: vec!["政务公开".into(), "轮训".into()],
            item: "openness-training".into(),
            covers: "covers".into(),
            done: "trained".into(),
            of: "staff".into(),
        }
    }

    fn proposed(text: &str, coverages: &[Coverage]) -> Proposal {
        let catalogue = Catalogue::load(&LawFiles::embedded()).unwrap();
        break_down(text).duties_proposed(&catalogue, origin(), coverages)
    }

    /// The rules with the proposal in place, each key in the first indicator.
    fn placed(proposal: &Proposal) -> Result<Duties, String> {
        let files = LawFiles::embedded();
        let catalogue = Catalogue::load(&files).unwrap();
        if proposal.keys.is_empty() {
            return Ok(Duties::default());
        }
        let quoted: String = proposal.keys.iter().map(|key| format!("\"{key}\", ")).collect();
        let scheme =
            files.get("assessment.toml").unwrap().replacen("duties = [", &format!("duties = [{quoted}"), 1);
        let limits = format!("{}\n{}", files.get("limits.toml").unwrap(), proposal.limits);
        let files = files
            .with("duties/9-proposed.toml", proposal.file())
            .with("limits.toml", limits)
            .with("assessment.toml", scheme);
        let clauses = Clauses::load(&files, &catalogue).unwrap();
        let told = |problems: Vec<mingjing_catalogue::Problem>| {
            problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        };
        let limits = Limits::load(&files).map_err(|error| error.to_string())?;
        let duties = Duties::load(&files, &catalogue, &clauses, &limits).map_err(told)?;
        Scheme::load(&files, &duties).map_err(told)?;
        Ok(duties)
    }

    #[test]
    fn what_can_be_judged_is_proposed_and_passes_the_check() {
        let proposal = proposed(TEXT, &[]);
        let duties = placed(&proposal).unwrap();
        let conference = duties.get(&proposal.keys[0]).unwrap();
        assert_eq!(conference.items, ["press-conference"]);
        assert!(matches!(conference.rule, Rule::Periodic { at_least: 1, .. }));
        assert!(conference.article.contains("每季度至少举办1次"), "{}", conference.article);
        let file = proposal.file();
        assert!(
            file.contains("24小时内") && file.contains("每月至少检查1次"),
            "what is not proposed is told: {file}"
        );
        assert!(file.lines().filter(|line| line.contains("24小时内")).all(|line| line.starts_with('#')));
    }

    #[test]
    fn limits_of_publication_are_proposed_with_their_tables() {
        let proposal = proposed(LIMITS, &[]);
        let duties = placed(&proposal).unwrap();
        let found: Vec<(String, String)> = proposal
            .keys
            .iter()
            .map(|key| match &duties.get(key).unwrap().rule {
                Rule::Within { limit, .. } => (limit.title.clone(), limit.amount.to_string()),
                other => panic!("{other:?}"),
            })
            .collect();
        let expected = [("行政处罚公开", "5 个工作日"), ("行政许可公开", "14 天")];
        assert_eq!(found, expected.map(|(title, amount)| (title.to_owned(), amount.to_owned())));
        let file = proposal.file();
        let commented: String = proposal.limits.lines().map(|line| format!("# {line}\n")).collect();
        assert!(file.ends_with(&commented), "{file}");
        for (number, reason) in [
            ("24小时内", "看不出是公开的期限"),
            ("10个工作日内", "看不出是公开的期限"),
            ("不少于4%", "比例、权重不是义务"),
            ("2027年底前", "完成期限"),
            ("3年内", "看不出由哪类公开信息证明"),
            ("5年内", "三年"),
        ] {
            let line = file.lines().find(|line| line.contains(&format!("：{number}（"))).unwrap_or_default();
            assert!(line.starts_with('#') && line.contains(reason), "{number}: {file}");
        }
    }

    #[test]
    fn coverage_within_three_years_is_proposed_as_a_share() {
        let catalogue = Catalogue::load(&LawFiles::embedded()).unwrap();
        assert_eq!(coverage().fault(&catalogue), None);
        let wrong = Coverage { done: "title".into(), ..coverage() };
        assert!(wrong.fault(&catalogue).unwrap().contains("title"));
        let proposal = proposed(LIMITS, &[coverage()]);
        assert_eq!(proposal.keys.len(), 3);
        let file = proposal.file();
        assert!(file.parse::<toml::Table>().is_ok(), "{file}");
        let rule = "rule = { kind = \"share\", per = \"three-years\", covers = \"covers\", done = \"trained\", of = \"staff\", at_least = \"100\" }";
        assert!(file.contains("item = \"openness-training\"") && file.contains(rule), "{file}");
        let duties = placed(&proposal).unwrap();
        let shares =
            proposal.keys.iter().filter(|key| matches!(duties.get(key).unwrap().rule, Rule::Share(_)));
        assert_eq!(shares.count(), 1);
    }

    #[test]
    fn a_text_without_numbers_proposes_nothing() {
        let proposal = proposed("一、总体要求\n坚持公开。(各部门负责)\n", &[coverage()]);
        assert!(proposal.keys.is_empty() && !proposal.file().contains("[[duties]]"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// Whatever stands around the numbers, what is proposed can be put in place.
        #[test]
        fn every_proposal_reads(words in "[\"'\\\\\\]\\[#=“”新闻发布会培训\n ]{0,30}", times in 1u32..9) {
            let text = format!("一、工作\n(一){words}每半年至少举办{times}次新闻发布会{words},{times}日内公布行政处罚{words}。(省教育厅牵头)\n");
            let proposal = proposed(&text, &[]);
            prop_assert!(placed(&proposal).is_ok(), "{:?}", placed(&proposal));
        }
    }
}
