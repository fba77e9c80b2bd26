//! What is due soon, due, or late.

use askama::Template;
use mingjing_design::components::{Link, Pagination, Tag};
use mingjing_design::frame::Frame;

/// A stage with its number, to choose it by.
pub(crate) struct StageLink {
    pub(crate) href: String,
    pub(crate) title: &'static str,
    pub(crate) number: usize,
    pub(crate) chosen: bool,
}

/// Something owed.
pub(crate) struct WarningLine {
    pub(crate) duty: String,
    pub(crate) article: String,
    pub(crate) what: String,
    /// The disclosure it is owed for.
    pub(crate) about: Option<String>,
    pub(crate) agency: Link,
    pub(crate) due: String,
    pub(crate) stage: Tag,
    /// Where the agency objects to it, for who may.
    pub(crate) object: Option<String>,
}

/// All of them that the person sees.
#[derive(Template)]
#[template(path = "warnings.html")]
pub(crate) struct WarningsPage {
    pub(crate) frame: Frame,
    /// Whether the log has been read far enough to tell.
    pub(crate) ready: bool,
    /// Whether the person sees more than one agency.
    pub(crate) wide: bool,
    pub(crate) stages: Vec<StageLink>,
    pub(crate) total: usize,
    pub(crate) lines: Vec<WarningLine>,
    /// Days before the last one from which on is warned.
    pub(crate) soon_days: u32,
    /// Whether the person may object for the agency.
    pub(crate) may_object: bool,
    /// Whether the person may look at objections.
    pub(crate) sees_objections: bool,
    /// Where the agency's last days are as a calendar.
    pub(crate) calendar: String,
    pub(crate) pagination: Pagination,
}
