//! `/data`: the open-data catalogue, and what is in it of one item.

use askama::Template;
use mingjing_design::components::{Breadcrumb, Link};
use mingjing_design::frame::Frame;

/// An item in the catalogue.
#[derive(Debug, Clone)]
pub struct DataLine {
    /// Title with the address of its page.
    pub item: Link,
    /// What it is.
    pub summary: String,
    /// How many disclosures there are, in words.
    pub count: String,
    /// The newest full file in words; empty before the first.
    pub file: String,
}

/// The items of one area.
#[derive(Debug, Clone)]
pub struct DataArea {
    /// E.g. `决策公开`.
    pub title: &'static str,
    /// Its items.
    pub lines: Vec<DataLine>,
}

/// The catalogue.
#[derive(Debug, Clone, Template)]
#[template(path = "data.html")]
pub struct DataPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// All items by area.
    pub areas: Vec<DataArea>,
}

/// A full file.
#[derive(Debug, Clone)]
pub struct FullFileLine {
    /// Its name with its address.
    pub file: Link,
    /// Day on which it was made.
    pub made_on: String,
    /// Disclosures in it.
    pub rows: String,
    /// Its length in words.
    pub size: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// A column of the item's files.
#[derive(Debug, Clone)]
pub struct DataColumn {
    /// Name in JSON Lines and Parquet.
    pub key: String,
    /// Title in CSV and XLSX.
    pub title: String,
    /// What it holds.
    pub kind: &'static str,
}

/// What there is of one item.
#[derive(Debug, Clone, Template)]
#[template(path = "data_item.html")]
pub struct DataItemPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// Title of the item.
    pub title: String,
    /// What it is.
    pub summary: String,
    /// Files made while they are taken.
    pub now: Vec<Link>,
    /// Files made at night, newest first.
    pub files: Vec<FullFileLine>,
    /// The disclosure that tells their digests.
    pub proof: Option<Link>,
    /// What the columns are.
    pub columns: Vec<DataColumn>,
    /// Where the JSON Schema is.
    pub schema: String,
}
