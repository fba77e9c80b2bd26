//! Sub-records of a disclosure: a table with its heading, and what is drawn from it.

use askama::Template;
use askama::filters::HtmlSafe;

use super::BarChart;

/// A table of sub-records.
#[derive(Debug, Clone, Template)]
#[template(path = "components/sub_table.html")]
pub struct SubTable {
    /// Anchor of the heading.
    pub id: String,
    /// What the rows are.
    pub title: String,
    /// Column headings, and whether a column holds numbers.
    pub head: Vec<(String, bool)>,
    /// Cells, row by row.
    pub rows: Vec<Vec<String>>,
    /// Drawn from the rows.
    pub charts: Vec<BarChart>,
}

impl HtmlSafe for SubTable {}
