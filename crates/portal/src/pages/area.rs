//! `/areas/{area}`: one of the five openness areas.

use askama::Template;
use mingjing_design::components::{Breadcrumb, Link};
use mingjing_design::format::thousands;
use mingjing_design::frame::Frame;

use super::Entry;

/// An item of the area.
#[derive(Debug, Clone)]
pub struct AreaItem {
    /// Title with the address of its list.
    pub item: Link,
    /// What it is.
    pub summary: String,
    /// Number of disclosures.
    pub count: u64,
    /// Who must publish it.
    pub responsible: String,
    /// The limit in words, e.g. `20 个工作日内公开`; may be empty.
    pub limit: String,
}

impl AreaItem {
    fn count_text(&self) -> String {
        thousands(self.count)
    }
}

/// The page of an area.
#[derive(Debug, Clone, Template)]
#[template(path = "area.html")]
pub struct AreaPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// E.g. `决策公开`.
    pub title: String,
    /// What a citizen finds there.
    pub summary: String,
    /// Its items.
    pub items: Vec<AreaItem>,
    /// Newest disclosures of the area.
    pub latest: Vec<Entry>,
}
