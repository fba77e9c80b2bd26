//! `/clauses`: each clause of the Opinion and what carries it.

use askama::Template;
use mingjing_design::components::{Breadcrumb, Link, Tag};
use mingjing_design::frame::Frame;

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
