//! `/a/{agency}` with the four standard columns, and `/agencies` by region.

use askama::Template;
use mingjing_design::components::{Breadcrumb, FactTable, Link, Tag};
use mingjing_design::frame::Frame;

use super::Entry;

/// One column of an agency's open-government page: its own, or of the four 指南, 制度, 法定主动公开内容, 年报
/// (国务院办公厅政府信息与政务公开办公室《政府信息公开平台规范》, 国办公开办函〔2019〕61号).
#[derive(Debug, Clone)]
pub struct Quad {
    /// Title of the column.
    pub title: String,
    /// What a citizen finds there.
    pub summary: String,
    /// Newest disclosures.
    pub entries: Vec<Entry>,
    /// Items with how much there is of each: link and number.
    pub items: Vec<(Link, u64)>,
    /// What is said when there is nothing.
    pub empty: String,
    /// All of it.
    pub more: Option<Link>,
}

/// An official of the agency.
#[derive(Debug, Clone)]
pub struct Officer {
    /// Name.
    pub name: String,
    /// Post.
    pub post: String,
    /// What they are in charge of.
    pub duties: String,
}

/// One item an agency must publish.
#[derive(Debug, Clone)]
pub struct Duty {
    /// The item, with the address of the agency's list of it.
    pub item: Link,
    /// Whether it is there.
    pub state: Tag,
    /// How much there is, in words.
    pub count: String,
    /// The day the newest bears; empty where there is nothing.
    pub newest: String,
    /// How often something new must come, and who says so; may be empty.
    pub freshness: String,
}

/// What an agency must publish, and what it has.
#[derive(Debug, Clone)]
pub struct Duties {
    /// In one sentence.
    pub summary: String,
    /// Item by item, what is missing first.
    pub lines: Vec<Duty>,
}

/// The page of an agency.
#[derive(Debug, Clone, Template)]
#[template(path = "agency.html")]
pub struct AgencyPage {
    /// Around the page.
    pub frame: Frame,
    /// The main address of the page.
    pub address: String,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// Full name.
    pub name: String,
    /// Code, region, what it is under.
    pub facts: FactTable,
    /// Address of how it stands with its duties.
    pub oversight: String,
    /// Address where one subscribes to what it publishes.
    pub subscribe: String,
    /// The columns: the four that every agency has, and its own.
    pub quads: Vec<Quad>,
    /// What it must publish; none where nothing is expected of it.
    pub duties: Option<Duties>,
    /// Officials; the part is left out when empty.
    pub officers: Vec<Officer>,
    /// Agencies under it.
    pub below: Vec<Link>,
}

/// Divisions of one level below a region.
#[derive(Debug, Clone)]
pub struct RegionGroup {
    /// E.g. `设区的市`.
    pub title: String,
    /// The divisions.
    pub regions: Vec<Link>,
}

/// Agencies of a region, and the regions below.
#[derive(Debug, Clone, Template)]
#[template(path = "agencies.html")]
pub struct AgenciesPage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// Name of the region.
    pub region: String,
    /// Its agencies.
    pub agencies: Vec<Link>,
    /// Regions below.
    pub groups: Vec<RegionGroup>,
}
