//! The clauses of the Opinion, and what carries each of them.

use mingjing_law::LawFiles;
use serde::Deserialize;
use serde_spanned::Spanned;

use crate::catalogue::Catalogue;
use crate::problem::{Problem, Reporter};

const FILE: &str = "clauses.toml";

/// By what, beside items, a clause is carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CarrierKind {
    /// 办理程序
    Procedure,
    /// 应尽义务
    Duty,
    /// 系统功能
    Engine,
}

impl CarrierKind {
    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Procedure => "办理程序",
            Self::Duty => "应尽义务",
            Self::Engine => "系统功能",
        }
    }
}

/// A procedure, duty or engine.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carrier {
    /// What it is.
    pub kind: CarrierKind,
    /// What it is called.
    pub name: String,
    /// It is not there yet.
    #[serde(default)]
    pub planned: bool,
}

/// A section of the Opinion.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClauseSection {
    /// What the numbers of its clauses begin with.
    pub number: String,
    /// Its heading.
    pub title: String,
}

/// One clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpinionClause {
    /// Its number, e.g. `一(三)2`.
    pub number: String,
    /// Its heading.
    pub title: String,
    /// Who leads.
    pub lead: String,
    /// What carries it beside items.
    pub carried: Vec<Carrier>,
    /// Keys of the items that carry it, in the order of the catalogue.
    pub items: Vec<String>,
}

/// All clauses.
#[derive(Debug, Clone, Default)]
pub struct Clauses {
    /// Where they stand.
    pub source: String,
    /// The sections, in their order.
    pub sections: Vec<ClauseSection>,
    /// The clauses, in their order.
    pub clauses: Vec<OpinionClause>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClauses {
    source: String,
    sections: Vec<ClauseSection>,
    clauses: Vec<RawClause>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClause {
    number: Spanned<String>,
    title: String,
    lead: String,
    #[serde(default)]
    carried: Vec<Carrier>,
}

impl Clauses {
    /// Reads `law/clauses.toml` and brings it together with the items. A folder of rules without the file has no clauses
    /// to check against.
    ///
    /// # Errors
    /// A clause that nothing carries, one written twice, and items that name a clause that is not there.
    pub fn load(law: &LawFiles, catalogue: &Catalogue) -> Result<Self, Vec<Problem>> {
        let Some(text) = law.get(FILE) else { return Ok(Self::default()) };
        let mut reporter = Reporter::new(FILE, text);
        let raw: RawClauses = match toml::from_str(text) {
            Ok(raw) => raw,
            Err(error) => {
                reporter.add_toml(&error, 0..0);
                return Err(reporter.finish());
            }
        };
        let mut clauses: Vec<OpinionClause> = Vec::new();
        for clause in raw.clauses {
            let (span, number) = (clause.number.span(), clause.number.into_inner());
            let items: Vec<String> = catalogue
                .items()
                .iter()
                .filter(|item| item.clauses.contains(&number))
                .map(|item| item.key.clone())
                .collect();
            if items.is_empty() && clause.carried.is_empty() {
                reporter.add(span.clone(), format!("条款“{number}”没有任何公开事项、程序、义务或者功能承担"));
            }
            if clauses.iter().any(|other| other.number == number) {
                reporter.add(span, format!("条款“{number}”写了两次"));
            }
            let (title, lead, carried) = (clause.title, clause.lead, clause.carried);
            clauses.push(OpinionClause { number, title, lead, carried, items });
        }
        for item in catalogue.items() {
            for number in item.clauses.iter().filter(|n| !clauses.iter().any(|clause| &clause.number == *n)) {
                reporter.add(0..0, format!("事项“{}”写的条款“{number}”不在这个文件里", item.key));
            }
        }
        if reporter.is_clean() {
            Ok(Self { source: raw.source, sections: raw.sections, clauses })
        } else {
            Err(reporter.finish())
        }
    }

    /// The section a clause stands in.
    #[must_use]
    pub fn section(&self, clause: &OpinionClause) -> Option<&ClauseSection> {
        self.sections.iter().find(|section| clause.number.starts_with(&section.number))
    }
}
