//! `/i/{item}`: all disclosures of one item, to be filtered, sorted and taken away.

use askama::Template;
use mingjing_design::components::{Breadcrumb, FacetGroup, Link, Pagination, Tag};
use mingjing_design::format::thousands;
use mingjing_design::frame::Frame;

use super::{Entry, SortLink};

/// A cell of a record's row.
#[derive(Debug, Clone)]
pub enum Cell {
    /// Words that may run over lines.
    Text(String),
    /// A date, an amount or a code, kept on one line.
    Whole(String),
    /// A state.
    State(Tag),
}

impl Cell {
    pub(super) fn is_whole(&self) -> bool {
        matches!(self, Self::Whole(_))
    }
}

/// A row of a record item: its columns are those of the catalogue.
#[derive(Debug, Clone)]
pub struct RecordRow {
    /// Title with the address of its page.
    pub title: Link,
    /// Cells in the order of [`ListPage::columns`].
    pub cells: Vec<Cell>,
}

/// The search inside this list, keeping the filters.
#[derive(Debug, Clone)]
pub struct Within {
    /// What was looked for.
    pub query: String,
    /// First day of issue, as it was typed; empty for none.
    pub from: String,
    /// Last day of issue, as it was typed; empty for none.
    pub to: String,
    /// Other parameters of the address, kept as hidden inputs.
    pub kept: Vec<(String, String)>,
}

/// The list of one item.
#[derive(Debug, Clone, Template)]
#[template(path = "list.html")]
pub struct ListPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// Title of the item.
    pub title: String,
    /// What it is, for the public.
    pub summary: String,
    /// Why it must be open, e.g. `政府信息公开条例第二十条第五项`.
    pub basis: Vec<String>,
    /// Address of the list without query, e.g. `/i/licence`.
    pub path: String,
    /// Search inside the list.
    pub within: Within,
    /// Whether anything narrows the list.
    pub filtered: bool,
    /// Number of disclosures under the filters.
    pub total: u64,
    /// Facets with counts.
    pub facets: Vec<FacetGroup>,
    /// Ways to sort.
    pub sorts: Vec<SortLink>,
    /// Titles of the columns of a record item; empty for documents.
    pub columns: Vec<String>,
    /// Rows of a record item.
    pub rows: Vec<RecordRow>,
    /// Documents; empty for a record item.
    pub entries: Vec<Entry>,
    /// Files of what the list counts, under the same filters: `.csv`, `.xlsx`, `.jsonl`, `.parquet`, `.atom`.
    pub downloads: Vec<Link>,
    /// Whether it can be shown as it was on any day.
    pub has_history: bool,
    /// Today, `YYYY-MM-DD`.
    pub today: String,
    /// Pages.
    pub pagination: Pagination,
}

impl ListPage {
    fn count(&self) -> String {
        thousands(self.total)
    }

    /// Where one subscribes to the item, whatever filters are on.
    fn subscribe(&self) -> String {
        format!("/subscribe?item={}", self.path.trim_start_matches("/i/"))
    }
}
