//! `/clauses`: each clause of the Opinion and what carries it.

use askama::Template;
use mingjing_design::components::{Breadcrumb, Link, Tag};
use mingjing_design::frame::Frame;
use mingjing_duties::Tally;

/// A procedure, duty or engine.
#[derive(Debug, Clone)]
pub struct ClauseCarrier {
    /// What it is and what it is called.
    pub name: String,
    /// Whether it is there.
    pub state: Tag,
}

/// One clause.
#[derive(Debug, Clone)]
pub struct ClauseLine {
    /// Anchor.
    pub id: String,
    /// E.g. `一(三)2`.
    pub number: String,
    /// Its heading.
    pub title: String,
    /// Who leads.
    pub lead: String,
    /// Items with their lists, and how much there is.
    pub items: Vec<(Link, String)>,
    /// What else carries it.
    pub carried: Vec<ClauseCarrier>,
    /// The page of how it is being met.
    pub met: String,
}

/// A duty that a clause asks for.
#[derive(Debug, Clone)]
pub struct ClauseDuty {
    /// The duty.
    pub title: String,
    /// The law and article.
    pub article: String,
    /// Who does not owe it, why, and the article of that.
    pub exceptions: Vec<(String, String, String)>,
}

/// How some agencies meet a clause.
#[derive(Debug, Clone)]
pub struct ClauseGroup {
    /// Who they are.
    pub name: Link,
    /// How much of what can be judged was done in time; what is unknown is not.
    pub kept: String,
    /// How what it asks for stands.
    pub tally: Tally,
}

/// How one clause is being met across the province.
#[derive(Debug, Clone, Template)]
#[template(path = "clause.html")]
pub struct ClausePage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// E.g. `一(三)2`, and its heading.
    pub title: String,
    /// Who leads.
    pub lead: String,
    /// As of when, from how many leaves.
    pub summary: String,
    /// What it asks for that the log can tell.
    pub duties: Vec<ClauseDuty>,
    /// The whole province first.
    pub groups: Vec<ClauseGroup>,
}

/// Clauses under one heading.
#[derive(Debug, Clone)]
pub struct ClauseSection {
    /// The heading.
    pub title: String,
    /// The clauses.
    pub clauses: Vec<ClauseLine>,
}

/// The clauses of the Opinion.
#[derive(Debug, Clone, Template)]
#[template(path = "clauses.html")]
pub struct ClausesPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// Where the clauses stand.
    pub source: String,
    /// In one sentence: how many clauses, items, disclosures.
    pub summary: String,
    /// By section.
    pub sections: Vec<ClauseSection>,
}
