//! Objections to findings: whose decision counts, and what counts instead, as `law/objections.toml` says.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use mingjing_catalogue::{Catalogue, Item, Problem, Reporter};
use mingjing_law::LawFiles;
use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::fact::Member;

const FILE: &str = "objections.toml";

/// What a decision makes of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It is not counted.
    Excused,
    /// It counts as done in time.
    Met,
    /// It counts as done late.
    Late,
    /// It stands as it was judged.
    Kept,
}

/// Why a decision changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Uncounted {
    /// Whoever decided is not the office that has the agency's objections to decide.
    NotTheOffice,
    /// The agency decided about itself.
    OfItself,
    /// The office decided anew.
    Replaced,
    /// What it is about is not late.
    NothingLate,
}

impl Uncounted {
    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::NotTheOffice => "作出裁定的不是有权裁定的主管部门，不算数",
            Self::OfItself => "单位不能裁定自己的异议，不算数",
            Self::Replaced => "主管部门后来另作了裁定，以后来的为准",
            Self::NothingLate => "这一件现在没有逾期，裁定不改变判断",
        }
    }
}

/// A public decision about a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ruling {
    /// The disclosure.
    pub id: String,
    /// The leaf since which it says so.
    pub leaf: u64,
    /// The day that became public.
    pub on: NaiveDate,
    /// Code of the agency that decided.
    pub by: String,
    /// What it makes of the finding.
    pub effect: Effect,
    /// Why it does not count; none where it does.
    pub uncounted: Option<Uncounted>,
}

/// The rules of objections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectionRules {
    /// Where they come from.
    pub source: String,
    /// Endings of the names of openness offices.
    pub offices: Vec<String>,
    /// What else is pointed to beside how an agency stands.
    pub beside: Vec<Beside>,
    /// How a decision becomes public.
    pub decision: DecisionItem,
}

/// An item that is looked through for an agency's name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    /// What people read.
    pub title: String,
    /// The item.
    pub item: String,
}

/// The item of decisions, and its fields.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the field of that name in `law/objections.toml`, explained there")]
pub struct DecisionItem {
    pub item: String,
    pub title: String,
    pub agency: String,
    pub duty: String,
    pub owed: String,
    pub effect: String,
    pub matter: String,
    pub judged: String,
    pub ground: String,
    pub result: String,
    pub reason: String,
    pub decided_on: String,
    /// What each value of the effect counts as.
    pub effects: BTreeMap<String, Effect>,
    pub results: ResultWords,
}

/// The values of the result.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the value of that name in `law/objections.toml`, explained there")]
pub struct ResultWords {
    pub kept: String,
    pub changed: String,
    pub partly: String,
}

impl DecisionItem {
    /// The value of the effect field for an effect, if the rules have one.
    #[must_use]
    pub fn word(&self, effect: Effect) -> Option<&str> {
        self.effects.iter().find(|(_, of)| **of == effect).map(|(word, _)| word.as_str())
    }

    /// The value of the result field that goes with an effect.
    #[must_use]
    pub fn result_of(&self, effect: Effect) -> &str {
        match effect {
            Effect::Excused | Effect::Met => &self.results.changed,
            Effect::Late => &self.results.partly,
            Effect::Kept => &self.results.kept,
        }
    }

    /// The fields that judging looks at.
    pub(crate) fn looked_at(&self) -> [&str; 4] {
        [&self.agency, &self.duty, &self.owed, &self.effect]
    }

    fn fault(&self, item: &Item) -> Option<String> {
        let texts =
            [&self.title, &self.agency, &self.duty, &self.owed, &self.matter, &self.judged, &self.ground];
        let fields = texts.into_iter().chain([&self.reason, &self.decided_on]);
        let words = [&self.results.kept, &self.results.changed, &self.results.partly];
        let mut wanted: BTreeMap<String, Vec<String>> =
            fields.map(|field| (field.clone(), Vec::new())).collect();
        wanted.insert(self.effect.clone(), self.effects.keys().cloned().collect());
        wanted.insert(self.result.clone(), words.into_iter().cloned().collect());
        Condition(wanted).fault(item)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    source: String,
    offices: Vec<String>,
    #[serde(default)]
    beside: Vec<Beside>,
    decision: DecisionItem,
}

impl ObjectionRules {
    /// Reads `law/objections.toml`; without the file nobody decides anything.
    pub(crate) fn load(files: &LawFiles, catalogue: &Catalogue) -> Result<Option<Self>, Vec<Problem>> {
        let Some(text) = files.get(FILE) else { return Ok(None) };
        let mut reporter = Reporter::new(FILE, text);
        let raw: Raw = match toml::from_str(text) {
            Ok(raw) => raw,
            Err(error) => {
                reporter.add_toml(&error, 0..0);
                return Err(reporter.finish());
            }
        };
        if raw.source.trim().is_empty() {
            reporter.add(0..0, "要写明出处（source）");
        }
        if raw.offices.is_empty() || raw.offices.iter().any(|ending| ending.trim().is_empty()) {
            reporter.add(0..0, "要写明主管部门名称的结尾（offices）");
        }
        match catalogue.item(&raw.decision.item) {
            None => reporter.add(0..0, format!("目录里没有事项“{}”", raw.decision.item)),
            Some(item) => {
                if let Some(fault) = raw.decision.fault(item) {
                    reporter.add(0..0, fault);
                }
            }
        }
        for beside in raw.beside.iter().filter(|beside| catalogue.item(&beside.item).is_none()) {
            reporter.add(0..0, format!("目录里没有事项“{}”", beside.item));
        }
        for effect in [Effect::Excused, Effect::Met, Effect::Late, Effect::Kept] {
            if raw.decision.word(effect).is_none() {
                reporter.add(0..0, "effects 里 excused、met、late、kept 都要有");
            }
        }
        if reporter.is_clean() {
            let Raw { source, offices, beside, decision } = raw;
            Ok(Some(Self { source, offices, beside, decision }))
        } else {
            Err(reporter.finish())
        }
    }
}

/// Which agencies are openness offices, and of which regions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offices {
    by_region: BTreeMap<String, BTreeSet<String>>,
    above: BTreeMap<String, String>,
}

impl Offices {
    /// Finds the offices among agencies by their names, and takes which region lies in which.
    #[must_use]
    pub fn new<'a>(
        rules: Option<&ObjectionRules>,
        members: impl Iterator<Item = &'a Member>,
        above: BTreeMap<String, String>,
    ) -> Self {
        let endings = rules.map(|rules| rules.offices.as_slice()).unwrap_or_default();
        let mut by_region: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for member in members.filter(|m| endings.iter().any(|ending| m.name.ends_with(ending.as_str()))) {
            by_region.entry(member.region.clone()).or_default().insert(member.code.clone());
        }
        Self { by_region, above }
    }

    /// Who decides about objections of an agency: the office of its region, of the next one above for an office itself and
    /// where a region has none. Nobody decides about the office that stands above all others.
    #[must_use]
    pub fn over(&self, member: &Member) -> Option<&BTreeSet<String>> {
        let mut region = member.region.as_str();
        // A tree of regions is not deep; a list that goes in a circle ends too.
        for _ in 0..=self.above.len() {
            let own = self.by_region.get(region).filter(|offices| !offices.contains(&member.code));
            if own.is_some() {
                return own;
            }
            region = self.above.get(region)?;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use mingjing_catalogue::Level;

    use super::*;

    fn member(code: &str, name: &str, region: &str) -> Member {
        Member { code: code.into(), name: name.into(), level: Level::City, region: region.into() }
    }

    fn rules() -> ObjectionRules {
        let files = LawFiles::embedded();
        ObjectionRules::load(&files, &Catalogue::load(&files).unwrap()).unwrap().unwrap()
    }

    #[test]
    fn the_office_of_the_region_decides_and_never_about_itself() {
        let all = [
            member("p", "河北省人民政府办公厅", "130000"),
            member("c", "石家庄市人民政府办公室", "130100"),
            member("e", "石家庄市教育局", "130100"),
            member("i", "石家庄市人民政府办公室信息中心", "130100"),
            member("t", "某某镇", "130102001"),
        ];
        let above = [("130100", "130000"), ("130102001", "130102"), ("130102", "130100")];
        let above = above.map(|(one, above)| (one.to_owned(), above.to_owned()));
        let offices = Offices::new(Some(&rules()), all.iter(), above.into());
        let over =
            |at: usize| offices.over(&all[at]).map(|o| o.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(over(0), None, "nobody here stands above it");
        assert_eq!(over(1), Some(vec!["p"]));
        assert_eq!(over(2), Some(vec!["c"]));
        assert_eq!(over(3), Some(vec!["c"]), "a name that goes on is no office");
        assert_eq!(over(4), Some(vec!["c"]), "regions without an office have that of the region above");
        assert_eq!(Offices::new(None, all.iter(), BTreeMap::new()).over(&all[2]), None);
        let circle = BTreeMap::from([("1".to_owned(), "2".to_owned()), ("2".to_owned(), "1".to_owned())]);
        assert_eq!(Offices::new(Some(&rules()), all.iter(), circle).over(&member("x", "甲", "1")), None);
    }

    #[test]
    fn mistakes_are_named() {
        let files = LawFiles::embedded();
        let catalogue = Catalogue::load(&files).unwrap();
        let text = files.get(FILE).unwrap().to_owned();
        let broken = |from: &str, to: &str| {
            let files = LawFiles::embedded().with(FILE, text.replace(from, to));
            let problems = ObjectionRules::load(&files, &catalogue).unwrap_err();
            problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        };
        assert!(broken("assessment-decision", "nothing").contains("目录里没有事项“nothing”"));
        assert!(broken("item = \"accountability\"", "item = \"x\"").contains("目录里没有事项“x”"));
        assert!(broken("owed = \"owed\"", "owed = \"due\"").contains("没有字段“due”"));
        assert!(broken("\"不计入考核\" =", "\"不算\" =").contains("没有“不算”这个值"));
        assert!(broken("= \"kept\"\n\n# result", "= \"late\"\n\n# result").contains("都要有"));
        assert!(broken("source = \"河北省", "sauce = \"河北省").starts_with("law/objections.toml:2:"));
        assert_eq!(ObjectionRules::load(&LawFiles::default(), &catalogue).unwrap(), None);
    }
}
