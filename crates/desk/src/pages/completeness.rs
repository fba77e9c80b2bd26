//! What agencies must have published and have.

use askama::Template;
use mingjing_design::components::{Pagination, Tag};
use mingjing_design::frame::Frame;

/// One item that the agency must have something of.
pub(crate) struct ExpectedLine {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) state: Tag,
    pub(crate) count: String,
    pub(crate) newest: String,
    pub(crate) freshness: String,
}

/// One agency of the region.
pub(crate) struct CoverageLine {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) expected: usize,
    pub(crate) present: usize,
    pub(crate) missing: usize,
}

/// One agency in full, and the others that the person sees.
#[derive(Template)]
#[template(path = "completeness.html")]
pub(crate) struct CompletenessPage {
    pub(crate) frame: Frame,
    pub(crate) agency_name: String,
    pub(crate) lines: Vec<ExpectedLine>,
    pub(crate) missing: usize,
    pub(crate) stale: usize,
    /// Whether the person sees more than one agency.
    pub(crate) wide: bool,
    pub(crate) others: Vec<CoverageLine>,
    pub(crate) pagination: Pagination,
}
