//! Pages on samples.

use askama::Template;
use mingjing_design::components::{ErrorSummary, Link};
use mingjing_design::frame::Frame;

use crate::tried::Tried;

/// A public plan.
pub(crate) struct PlanLineView {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) published: String,
    pub(crate) state: String,
}

/// The agency's plans, or what was begun just now.
#[derive(Template)]
#[template(path = "samples.html")]
pub(crate) struct SamplesPage {
    pub(crate) frame: Frame,
    pub(crate) lines: Vec<PlanLineView>,
    pub(crate) begun: &'static str,
}

impl SamplesPage {
    /// Says what was begun.
    pub(crate) fn begun(frame: Frame, begun: &'static str) -> Self {
        Self { frame, lines: Vec::new(), begun }
    }
}

/// The form for a plan.
#[derive(Template)]
#[template(path = "sample_new.html")]
pub(crate) struct SampleNewPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    /// Key, title, and whether it is chosen.
    pub(crate) items: Vec<(String, String, bool)>,
    /// Code, name, and whether it is chosen.
    pub(crate) regions: Vec<(String, String, bool)>,
    pub(crate) wait: u64,
    pub(crate) most: u64,
    pub(crate) tried: Tried,
}

/// One disclosure of a sample.
pub(crate) struct SampledView {
    pub(crate) disclosure: Link,
    pub(crate) agency: String,
    pub(crate) position: i64,
    pub(crate) version: i64,
    pub(crate) state: &'static str,
    pub(crate) finding: String,
    pub(crate) by: String,
}

/// One sample.
#[derive(Template)]
#[template(path = "sample.html")]
pub(crate) struct SamplePage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) public: Link,
    /// Leaves that are missing before it is drawn.
    pub(crate) missing: Option<u64>,
    /// Whether everything was looked at.
    pub(crate) done: bool,
    pub(crate) left: usize,
    pub(crate) rows: Vec<SampledView>,
    pub(crate) tried: Tried,
}
