//! Banners, and the page that stays when a disclosure was withdrawn.

use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{DateTime, FixedOffset};

use super::Link;
use crate::format;

/// How urgent a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// To know.
    Info,
    /// Done.
    Done,
    /// Take care.
    Warning,
}

/// A banner over the content.
#[derive(Debug, Clone, Template)]
#[template(path = "components/notice.html")]
pub struct Notice {
    /// How urgent.
    pub kind: NoticeKind,
    /// A few words.
    pub title: String,
    /// One or two sentences; may be empty.
    pub text: String,
    /// Where to go on.
    pub link: Option<Link>,
}

impl HtmlSafe for Notice {}

impl Notice {
    /// A banner of a kind with a title and sentences.
    pub fn new(kind: NoticeKind, title: impl Into<String>, text: impl Into<String>) -> Self {
        Self { kind, title: title.into(), text: text.into(), link: None }
    }

    /// The same banner with a link behind its sentences.
    pub fn linked(mut self, href: impl Into<String>, text: impl Into<String>) -> Self {
        self.link = Some(Link::new(href, text));
        self
    }

    fn class(&self) -> &'static str {
        match self.kind {
            NoticeKind::Info => "notice",
            NoticeKind::Done => "notice done",
            NoticeKind::Warning => "notice warning",
        }
    }

    fn shape(&self) -> &'static str {
        match self.kind {
            NoticeKind::Info => "ⓘ",
            NoticeKind::Done => "✓",
            NoticeKind::Warning => "▲",
        }
    }
}

/// What stays of a withdrawn disclosure: when, on what ground, and that the log still knows it.
#[derive(Debug, Clone, Template)]
#[template(path = "components/tombstone.html")]
pub struct Tombstone {
    /// When it was withdrawn.
    pub at: DateTime<FixedOffset>,
    /// Article and reason, as the log entry states them.
    pub ground: String,
    /// Agency that withdrew it.
    pub agency: String,
}

impl HtmlSafe for Tombstone {}

impl Tombstone {
    fn when(&self) -> String {
        format::moment(self.at)
    }
}
