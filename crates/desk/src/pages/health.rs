//! How an agency's site is by the national indicators.

use askama::Template;
use mingjing_design::components::{Pagination, Tag};
use mingjing_design::frame::Frame;

/// Something found in a text.
pub(crate) struct HealthText {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) said: String,
}

/// One indicator.
pub(crate) struct HealthLine {
    pub(crate) title: String,
    pub(crate) article: String,
    pub(crate) mend: String,
    pub(crate) found: u64,
    /// Whether anything was found, and whether the site fails outright for it.
    pub(crate) state: Tag,
    pub(crate) details: Vec<String>,
    pub(crate) texts: Vec<HealthText>,
}

/// One agency, and for who sees a region the others.
#[derive(Template)]
#[template(path = "health.html")]
pub(crate) struct HealthPage {
    pub(crate) frame: Frame,
    pub(crate) agency_name: String,
    pub(crate) lines: Vec<HealthLine>,
    /// For how many indicators the site fails outright.
    pub(crate) fails: usize,
    pub(crate) scanned: String,
    pub(crate) visible: String,
    /// Whether some texts have still to be looked through.
    pub(crate) behind: bool,
    /// Code and name of the others that the person sees.
    pub(crate) others: Vec<(String, String)>,
    pub(crate) pagination: Pagination,
}
