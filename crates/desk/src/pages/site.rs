//! The columns and the host name of an agency's page.

use askama::Template;
use mingjing_catalogue::FieldProblem;
use mingjing_design::components::ErrorSummary;
use mingjing_design::frame::Frame;

use super::{Choice, EventView};

/// One part of the page.
pub(crate) struct PartView {
    pub(crate) place: usize,
    /// Whether it is a column of the agency's own.
    pub(crate) is_own: bool,
    /// What buttons call it.
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) newest: String,
    /// The chosen contents, with empty places behind them.
    pub(crate) shows: Vec<String>,
    pub(crate) first: bool,
    pub(crate) last: bool,
    /// Whether the person goes on here.
    pub(crate) here: bool,
}

/// How the page of an agency is arranged.
#[derive(Template)]
#[template(path = "site.html")]
pub(crate) struct SitePage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) summary: ErrorSummary,
    pub(crate) problems: Vec<FieldProblem>,
    /// What the last button did.
    pub(crate) told: Option<String>,
    pub(crate) code: String,
    pub(crate) agency_name: String,
    pub(crate) is_open: bool,
    pub(crate) may_arrange: bool,
    pub(crate) may_host: bool,
    pub(crate) may_add: bool,
    /// The version that the columns were read at.
    pub(crate) version: i64,
    pub(crate) host_version: i64,
    pub(crate) parts: Vec<PartView>,
    /// What can stand in a column, in groups.
    pub(crate) contents: Vec<(String, Vec<Choice>)>,
    pub(crate) host: Option<String>,
    pub(crate) typed_host: String,
    /// What changed, newest first, each with when and by whom.
    pub(crate) events: Vec<(String, EventView)>,
}

impl SitePage {
    fn wrong(&self, name: &str, place: &usize) -> Option<&str> {
        self.error(&format!("{name}-{place}"))
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|p| p.field == field).map(|p| p.message.as_str())
    }
}
