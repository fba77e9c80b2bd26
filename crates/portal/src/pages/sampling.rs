//! `/oversight/samples/{id}`.

use askama::Template;
use mingjing_design::components::{Breadcrumb, Link};
use mingjing_design::frame::Frame;

/// One disclosure that was drawn.
#[derive(Debug, Clone)]
pub struct DrawnLine {
    /// Its page.
    pub disclosure: Link,
    /// Its identity, which is what is drawn.
    pub id: String,
    /// Where it became public.
    pub leaf: u64,
    /// The digest by which it was drawn.
    pub rank: String,
}

/// A sample, and how it is drawn again.
#[derive(Debug, Clone, Template)]
#[template(path = "sample.html")]
pub struct SamplePage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// The plan.
    pub plan: Link,
    /// Whose it is.
    pub agency: String,
    /// What it is drawn from, in words.
    pub terms: Vec<(&'static str, String)>,
    /// The leaf of the plan.
    pub leaf: u64,
    /// The first leaf that decides the seed.
    pub first: u64,
    /// The last one.
    pub last: u64,
    /// Leaves that are missing before it is drawn.
    pub missing: Option<u64>,
    /// The seed, once it was drawn.
    pub seed: Option<String>,
    /// Disclosures it was drawn from.
    pub population: u64,
    /// In the order of the draw.
    pub drawn: Vec<DrawnLine>,
    /// Identity of the plan.
    pub id: String,
}
