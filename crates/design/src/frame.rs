//! What every page needs around its content.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};

use crate::assets;
use crate::display::Display;
use crate::format;

/// The site as its operator configured it.
#[derive(Debug, Clone)]
pub struct Site {
    /// Name in the header and in page titles, e.g. `河北省政务公开`.
    pub name: String,
    /// Who is responsible for the site, e.g. `河北省人民政府办公厅`; stands in the footer.
    pub operator: String,
    /// Scheme and host without a slash at the end, e.g. `https://open.example.gov.cn`.
    pub origin: String,
    /// All data are made up: every page says so.
    pub demo: bool,
}

/// The state of the public log that the page stands for.
#[derive(Debug, Clone, Copy)]
pub struct LogState {
    /// Number of leaves the signed checkpoint covers.
    pub size: u64,
    /// When the checkpoint was signed.
    pub at: DateTime<FixedOffset>,
}

/// Which part of the site a page belongs to; marks the entry of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Front page, search and everything else.
    Home,
    /// One of the five areas, by its slug (see [`AREAS`]).
    Area(&'static str),
    /// Agencies.
    Agencies,
    /// The public log.
    Log,
}

/// One openness area as the navigation and the front page show it.
#[derive(Debug, Clone, Copy)]
pub struct AreaEntry {
    /// Last part of `/areas/{slug}`.
    pub slug: &'static str,
    /// Two characters, e.g. `决策`; the page adds 公开.
    pub short: &'static str,
    /// What a citizen finds there.
    pub summary: &'static str,
}

/// The five openness areas of the implementing opinion, part 1 (一、明确政务公开内容).
pub const AREAS: [AreaEntry; 5] = [
    AreaEntry {
        slug: "decision", short: "决策", summary: "要定什么事，怎么定，听了谁的意见"
    },
    AreaEntry {
        slug: "execution", short: "执行", summary: "定了的事做到哪一步，钱花在哪里"
    },
    AreaEntry { slug: "management", short: "管理", summary: "谁有什么权，怎么管，罚了什么" },
    AreaEntry { slug: "service", short: "服务", summary: "办什么事，找谁办，要多久" },
    AreaEntry { slug: "result", short: "结果", summary: "办成了没有，效果怎么样，谁来评" },
];

/// An entry of the menu of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeskEntry {
    /// Where it leads.
    pub href: &'static str,
    /// What people read.
    pub title: &'static str,
}

/// Everything around the content of a page.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The site.
    pub site: Arc<Site>,
    /// How the reader wants pages shown.
    pub display: Display,
    /// Path and query of this page: where the display switches come back to.
    pub path: String,
    /// Part of the site.
    pub section: Section,
    /// What the search box holds.
    pub query: String,
    /// State of the log; absent before the first checkpoint.
    pub log: Option<LogState>,
    /// What this person may open at the desk, beside what everybody there may; nothing elsewhere.
    pub desk: Vec<DeskEntry>,
}

impl Frame {
    /// Whether the page is the one at this address.
    pub fn is_at(&self, href: &str) -> bool {
        self.path == href
    }

    /// The five areas for the navigation.
    pub fn areas(&self) -> &'static [AreaEntry] {
        &AREAS
    }

    /// Whether `slug` is the area of this page.
    pub fn in_area(&self, slug: &str) -> bool {
        matches!(self.section, Section::Area(here) if here == slug)
    }

    /// Whether the page belongs to the agencies.
    pub fn in_agencies(&self) -> bool {
        self.section == Section::Agencies
    }

    /// Whether the page belongs to the log.
    pub fn in_log(&self) -> bool {
        self.section == Section::Log
    }

    /// Address of the stylesheet.
    pub fn css(&self) -> &'static str {
        assets::css_path()
    }

    /// Address of the script.
    pub fn js(&self) -> &'static str {
        assets::js_path()
    }

    /// Address of the keys of the desk.
    pub fn desk_js(&self) -> &'static str {
        assets::desk_js_path()
    }

    /// Address of the icon.
    pub fn icon(&self) -> &'static str {
        assets::icon_path()
    }

    /// The line on the log at the foot: size and time of the checkpoint.
    pub fn log_line(&self) -> Option<String> {
        self.log.map(|log| {
            format!("公开日志共 {} 条，最近一次签名 {}", format::thousands(log.size), format::moment(log.at))
        })
    }
}
