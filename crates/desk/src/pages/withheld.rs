//! The page of what is withheld.

use askama::Template;
use mingjing_design::components::ErrorSummary;
use mingjing_design::frame::Frame;

use super::organisation::Fields;

/// One matter.
pub(crate) struct MatterView {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) words: String,
    pub(crate) ground: String,
    pub(crate) article: String,
    pub(crate) listed_on: String,
    pub(crate) review_on: String,
    pub(crate) removed_on: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) officer: String,
    pub(crate) version: i64,
    /// Whether it has to be looked at by now.
    pub(crate) due: bool,
}

/// The list of an agency.
#[derive(Template)]
#[template(path = "withheld.html")]
pub(crate) struct WithheldPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) fields: Fields,
    pub(crate) agency: String,
    pub(crate) agency_name: String,
    pub(crate) matters: Vec<MatterView>,
    pub(crate) may_change: bool,
    /// The matter whose review was refused; empty where it was a new one, or nothing.
    pub(crate) reviewing: String,
}

impl WithheldPage {
    /// What was sent for a matter, or for a new one.
    fn sent(&self, id: &str, name: &str) -> &str {
        if self.reviewing == id { self.fields.text(name) } else { "" }
    }

    /// What is wrong with what was sent for a matter, or for a new one.
    fn wrong(&self, id: &str, name: &str) -> Option<&str> {
        if self.reviewing == id { self.fields.error(name) } else { None }
    }
}
