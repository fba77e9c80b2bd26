//! `/d/{id}/tasks`: how a document is carried out, clause by clause.

use askama::Template;
use mingjing_design::components::{Breadcrumb, Link, Notice, Pagination, Tag};
use mingjing_design::frame::Frame;

/// How many clauses stand in one way.
#[derive(Debug, Clone)]
pub struct StandingCount {
    /// In which way.
    pub tag: Tag,
    /// How many.
    pub count: usize,
    /// The page with these alone.
    pub href: String,
    /// Whether it is the page shown.
    pub current: bool,
}

/// A public task of a clause.
#[derive(Debug, Clone)]
pub struct TaskLine {
    /// Who is responsible; leads to the disclosure.
    pub link: Link,
    /// How it stands.
    pub tag: Tag,
    /// What it says of its status, where that is another word than the tag's.
    pub status: Option<String>,
    /// Per cent, as a number.
    pub percent: Option<String>,
    /// Its last day.
    pub due: String,
    /// The newest of its progress: day, and what was done.
    pub progress: Option<(String, String)>,
    /// What it is to reach, where no clause says so.
    pub goal: String,
}

/// A clause, and what became of it.
#[derive(Debug, Clone)]
pub struct FulfilledLine {
    /// The code of its tasks; its address within the page.
    pub code: String,
    /// The headings above it, where they are others than before.
    pub section: Option<String>,
    /// Its number in the document.
    pub number: String,
    /// Its heading.
    pub title: String,
    /// What is to be done, cut where it is long.
    pub text: String,
    /// Its place in the document.
    pub original: String,
    /// How it stands.
    pub tag: Tag,
    /// Who leads, who supports, by when, how much: a word and what the text says.
    pub terms: Vec<(&'static str, String)>,
    /// Its public tasks.
    pub tasks: Vec<TaskLine>,
    /// All of them, where there are more.
    pub all: Option<Link>,
}

/// How a document is carried out.
#[derive(Debug, Clone, Template)]
#[template(path = "fulfilment.html")]
pub struct FulfilmentPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// The document.
    pub document: Link,
    /// Which version of its text was read.
    pub version: String,
    /// What must be said first.
    pub notices: Vec<Notice>,
    /// Number of clauses.
    pub total: usize,
    /// The page with all clauses.
    pub all: Link,
    /// How the clauses stand.
    pub counts: Vec<StandingCount>,
    /// The clauses of this page.
    pub lines: Vec<FulfilledLine>,
    /// Pages.
    pub pagination: Pagination,
    /// The same for programs.
    pub json: String,
    /// Tasks whose clause was changed since.
    pub changed: Vec<TaskLine>,
    /// Tasks that refer to the document and to none of its clauses.
    pub others: Vec<TaskLine>,
    /// How many of both are not shown.
    pub left_out: usize,
}

impl FulfilmentPage {
    fn shows_all(&self) -> bool {
        self.counts.iter().all(|count| !count.current)
    }
}
