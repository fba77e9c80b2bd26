//! `/credit` and `/credit/{uscc}`: enterprises, and what is recorded of one.

use askama::Template;
use mingjing_design::components::{Breadcrumb, Fact, FactTable, FactValue, Link, Pagination, Tag};
use mingjing_design::format::thousands;
use mingjing_design::frame::Frame;

use super::{SortLink, Stretch};

/// An enterprise that was looked for.
#[derive(Debug, Clone)]
pub struct FoundEnterprise {
    /// Its page.
    pub href: String,
    /// A name it has or had, in pieces.
    pub name: Vec<Stretch>,
    /// Unified social credit code.
    pub code: String,
    /// How many records bear this name, by kind, e.g. `行政许可 3 条`.
    pub records: Vec<String>,
}

/// The lookup.
#[derive(Debug, Clone, Template)]
#[template(path = "credit.html")]
pub struct CreditPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// What was looked for.
    pub question: String,
    /// Names found.
    pub found: Vec<FoundEnterprise>,
    /// How many there are.
    pub total: u64,
    /// What is recorded here, with the lists of all.
    pub kinds: Vec<Link>,
    /// Pages.
    pub pagination: Pagination,
}

impl CreditPage {
    fn count(&self) -> String {
        thousands(self.total)
    }

    /// Whether the lookup stopped before it had seen all.
    fn is_cut(&self) -> bool {
        self.total >= mingjing_actions::credit::MOST_FOUND
    }
}

/// One record of an enterprise.
#[derive(Debug, Clone)]
pub struct CreditLine {
    /// The day it was decided.
    pub day: String,
    /// What it is, e.g. `行政许可`.
    pub kind: String,
    /// The disclosure.
    pub link: Link,
    /// State, e.g. `延续`.
    pub status: Option<Tag>,
    /// What is said of it beside: number, whether it was published in time, until when it is shown.
    pub facts: Vec<Fact>,
    /// Later changes of its state, e.g. `2026年3月2日　有效 → 吊销`.
    pub changes: Vec<String>,
}

impl CreditLine {
    fn shown(fact: &Fact) -> String {
        match &fact.value {
            FactValue::Text(text) => text.clone(),
            _ => String::new(),
        }
    }

    fn tag(fact: &Fact) -> Option<&Tag> {
        match &fact.value {
            FactValue::State(tag) => Some(tag),
            _ => None,
        }
    }
}

/// What is recorded of one enterprise.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise.html")]
pub struct EnterprisePage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// The name in its newest record.
    pub name: String,
    /// Code, former names.
    pub facts: FactTable,
    /// Kinds of records, each with its number, to choose one.
    pub kinds: Vec<SortLink>,
    /// The records of this page, newest first.
    pub lines: Vec<CreditLine>,
    /// Pages.
    pub pagination: Pagination,
}
