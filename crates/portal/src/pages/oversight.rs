//! `/oversight` and `/oversight/{agency}`.

use askama::Template;
use mingjing_design::components::{BarChart, Breadcrumb, Link, Pagination, Tag, TileMap};
use mingjing_design::frame::Frame;
use mingjing_duties::Tally;

/// One agency in the ranking.
#[derive(Debug, Clone)]
pub struct ScoreLine {
    /// Its place, from 1.
    pub place: usize,
    /// The agency, with the address of its duties.
    pub agency: Link,
    /// Its score, or that it cannot be judged.
    pub total: String,
    /// How its obligations stand.
    pub tally: Tally,
}

/// How a clause of the Opinion is being met.
#[derive(Debug, Clone)]
pub struct ClauseTally {
    /// The clause.
    pub clause: Link,
    /// How what it asks for stands.
    pub tally: Tally,
}

/// How a region below stands.
#[derive(Debug, Clone)]
pub struct RegionLine {
    /// The region, with the address of its page.
    pub region: Link,
    /// The average score of its agencies, or that it cannot be judged.
    pub mean: String,
    /// How many agencies that is of, and of how many there are.
    pub judged: String,
}

/// How it was on days before: month by month and year by year, where there is more than today.
#[derive(Debug, Clone, Default)]
pub struct Trends {
    /// One chart each.
    pub charts: Vec<BarChart>,
}

/// How agencies stand.
#[derive(Debug, Clone, Template)]
#[template(path = "oversight.html")]
pub struct OversightPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// The heading.
    pub title: String,
    /// In one sentence: as of when, from how many leaves, how much was done.
    pub summary: String,
    /// How points are given.
    pub scheme: String,
    /// Levels to choose from, and whether each is chosen.
    pub levels: Vec<(Link, bool)>,
    /// The average score, in one sentence.
    pub mean: String,
    /// Regions below on a map; none of a region without any.
    pub map: Option<TileMap>,
    /// Regions below.
    pub regions: Vec<RegionLine>,
    /// The average score on days before.
    pub trends: Trends,
    /// The ranking.
    pub lines: Vec<ScoreLine>,
    /// Its pages.
    pub pagination: Pagination,
    /// By clause.
    pub clauses: Vec<ClauseTally>,
}

/// One indicator of an agency.
#[derive(Debug, Clone)]
pub struct IndicatorLine {
    /// Its name.
    pub title: String,
    /// What was reached, or that it cannot be judged.
    pub reached: String,
    /// The most it gives.
    pub points: String,
    /// How its obligations stand.
    pub tally: Tally,
}

/// One obligation.
#[derive(Debug, Clone)]
pub struct FindingLine {
    /// The duty.
    pub title: String,
    /// The law and article.
    pub article: String,
    /// What exactly is owed.
    pub what: String,
    /// The disclosure it is about.
    pub about: Option<String>,
    /// The last day; may be empty.
    pub due: String,
    /// How it stands.
    pub state: Tag,
    /// What proves it.
    pub evidence: Vec<Link>,
    /// How it was judged before a decision changed that; may be empty.
    pub before: String,
    /// What was decided about objections.
    pub rulings: Vec<RulingLine>,
}

/// A decision about an objection.
#[derive(Debug, Clone)]
pub struct RulingLine {
    /// The disclosure, with who decided and what.
    pub decision: Link,
    /// Since when it is public, and why it does not count if so.
    pub note: String,
}

/// How one agency stands.
#[derive(Debug, Clone, Template)]
#[template(path = "oversight-agency.html")]
pub struct DutyPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// The agency.
    pub agency: Link,
    /// Its last days, for calendars.
    pub calendar: String,
    /// Its score, or that it cannot be judged.
    pub total: String,
    /// What else is public about it.
    pub beside: Vec<Link>,
    /// Its score on days before.
    pub trends: Trends,
    /// By indicator.
    pub indicators: Vec<IndicatorLine>,
    /// Obligations, what is late first.
    pub findings: Vec<FindingLine>,
    /// How many are not shown.
    pub more: Option<String>,
    /// What it does not owe: the duty, why, and the article of that.
    pub exceptions: Vec<(String, String, String)>,
}
