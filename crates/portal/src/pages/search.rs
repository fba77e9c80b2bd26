//! `/search`: full text with facets and marked passages.

use askama::Template;
use mingjing_design::components::{FacetGroup, Pagination};
use mingjing_design::format::thousands;
use mingjing_design::frame::Frame;

use super::{Entry, SortLink};

/// Results of a search.
#[derive(Debug, Clone, Template)]
#[template(path = "search.html")]
pub struct SearchPage {
    /// Around the page; its `query` is what was looked for.
    pub frame: Frame,
    /// Number of results.
    pub total: u64,
    /// Not all words were found together, so results with some of them are shown.
    pub relaxed: bool,
    /// This page of results.
    pub results: Vec<Entry>,
    /// Facets with counts.
    pub facets: Vec<FacetGroup>,
    /// Ways to sort.
    pub sorts: Vec<SortLink>,
    /// Pages.
    pub pagination: Pagination,
}

impl SearchPage {
    fn count(&self) -> String {
        thousands(self.total)
    }

    fn has_query(&self) -> bool {
        !self.frame.query.trim().is_empty()
    }
}
