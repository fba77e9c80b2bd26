//! The page of others' work.

use askama::Template;
use mingjing_actions::OthersFilter;
use mingjing_design::components::ClockBadge;
use mingjing_design::frame::Frame;

/// One line of it.
pub(crate) struct OthersLine {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) item: String,
    pub(crate) agency: String,
    pub(crate) person: String,
    pub(crate) state: String,
    pub(crate) amends: bool,
    pub(crate) updated_at: String,
    pub(crate) clock: Option<ClockBadge>,
    /// Whether the person may open it.
    pub(crate) opens: bool,
}

/// What others have in hand.
#[derive(Template)]
#[template(path = "others.html")]
pub(crate) struct OthersPage {
    pub(crate) frame: Frame,
    pub(crate) filter: OthersFilter,
    /// Whether the person sees more than one agency.
    pub(crate) wide: bool,
    /// Own agency, and those it took over from.
    pub(crate) agencies: Vec<(String, String)>,
    pub(crate) stages: Vec<(&'static str, &'static str)>,
    pub(crate) lines: Vec<OthersLine>,
    /// Whether it is the first page.
    pub(crate) first: bool,
    pub(crate) next: Option<String>,
}

impl OthersPage {
    fn is_stage(&self, stage: &str) -> bool {
        self.filter.stage == stage
    }
}
