//! `/d/{id}`: one disclosure, or what stays of it after a withdrawal.

use std::sync::Arc;

use askama::Template;
use mingjing_design::components::{
    Breadcrumb, Difference, FactTable, Link, LogMark, Notice, QrCode, SubTable, Tag, Tombstone,
};
use mingjing_design::format;
use mingjing_design::frame::Frame;
use mingjing_design::markdown::Rendered;

use super::ReportForm;

/// A file of the disclosure.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Address to take it from.
    pub href: String,
    /// File name.
    pub name: String,
    /// Kind in a word, e.g. `PDF`.
    pub kind: String,
    /// Size in bytes.
    pub size: u64,
}

impl Attachment {
    pub(super) fn size_text(&self) -> String {
        format::size(self.size)
    }
}

/// One public event in the life of the disclosure.
#[derive(Debug, Clone)]
pub struct VersionLine {
    /// Revision, from 1.
    pub revision: u64,
    /// `公开`, `修改` or `撤回`.
    pub event: String,
    /// When, e.g. `2026年11月23日 14:05`.
    pub at: String,
    /// Why, as the officer gave it.
    pub reason: Option<String>,
    /// Index of its leaf, from 0.
    pub leaf: u64,
    /// Address of the difference from the version before; none for the first.
    pub difference: Option<String>,
}

impl VersionLine {
    fn ordinal(&self) -> String {
        format::thousands(self.leaf.saturating_add(1))
    }
}

/// The head of an official document (GB/T 9704-2012, 7.2): issuer and number over a red rule.
#[derive(Debug, Clone)]
pub struct RedHead {
    /// Issuing agency.
    pub issuer: String,
    /// 发文字号; may be empty.
    pub number: String,
}

/// Disclosures linked in one way, e.g. `政策解读`.
#[derive(Debug, Clone)]
pub struct RelatedGroup {
    /// How they are linked.
    pub title: String,
    /// The disclosures, with a date each.
    pub links: Vec<(Link, String)>,
}

/// A step of what the page gathers.
#[derive(Debug, Clone)]
pub struct TimelineStep {
    /// The day, in words.
    pub day: String,
    /// What it is, e.g. `听证公告`.
    pub what: String,
    /// The disclosure.
    pub link: Link,
}

/// The page of one disclosure.
#[derive(Debug, Clone, Template)]
#[template(path = "disclosure.html")]
pub struct DisclosurePage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// Its item.
    pub item: Link,
    /// Title.
    pub title: String,
    /// State, if the item has one.
    pub status: Option<Tag>,
    /// The mark of the log; none while it is only a preview.
    pub mark: Option<LogMark>,
    /// What must be said first, e.g. that it is no longer in force.
    pub notices: Vec<Notice>,
    /// The small table.
    pub facts: FactTable,
    /// Head of an official document.
    pub red_head: Option<RedHead>,
    /// Linked disclosures in the order of their days, where the item gathers them.
    pub timeline: Vec<TimelineStep>,
    /// Its sub-records.
    pub tables: Vec<SubTable>,
    /// The text with its contents.
    pub body: Option<Arc<Rendered>>,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// What changed between two versions, if the reader asked.
    pub difference: Option<Difference>,
    /// All versions, newest first.
    pub versions: Vec<VersionLine>,
    /// Linked disclosures.
    pub related: Vec<RelatedGroup>,
    /// How to cite it.
    pub citation: String,
    /// Its full address.
    pub address: String,
    /// The same for programs: JSON, Markdown.
    pub formats: Vec<Link>,
    /// 二维码 of the address.
    pub qr: Option<QrCode>,
    /// To say what is wrong on it; none while it is only a preview.
    pub report: Option<ReportForm>,
}

impl DisclosurePage {
    fn has_toc(&self) -> bool {
        self.body.as_ref().is_some_and(|body| body.toc.len() > 1)
    }
}

/// What stays at the address of a withdrawn disclosure; status 410.
#[derive(Debug, Clone, Template)]
#[template(path = "tombstone.html")]
pub struct TombstonePage {
    /// Around the page.
    pub frame: Frame,
    /// Where it stands.
    pub breadcrumb: Breadcrumb,
    /// Its item.
    pub item: Link,
    /// 索引号, which also stands for the title.
    pub index_no: String,
    /// When, why, by whom.
    pub tombstone: Tombstone,
    /// The mark of the withdrawal in the log.
    pub mark: LogMark,
    /// What the log still says of it.
    pub facts: FactTable,
    /// All versions, newest first.
    pub versions: Vec<VersionLine>,
}
