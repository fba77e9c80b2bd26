//! `/log`: the public log in plain words, and how to check it.

use askama::Template;
use mingjing_design::components::Link;
use mingjing_design::format::thousands;
use mingjing_design::frame::Frame;

/// One entry of the log.
#[derive(Debug, Clone)]
pub struct LogLine {
    /// Index of the leaf, from 0.
    pub index: u64,
    /// `公开`, `修改` or `撤回`.
    pub event: String,
    /// The disclosure.
    pub what: Link,
    /// When, e.g. `2026年11月23日 14:05`.
    pub at: String,
}

impl LogLine {
    fn ordinal(&self) -> String {
        thousands(self.index.saturating_add(1))
    }
}

/// The page on the log.
#[derive(Debug, Clone, Template)]
#[template(path = "log.html")]
pub struct LogPage {
    /// Around the page; its `log` is the state of the log.
    pub frame: Frame,
    /// Verifier key in signed-note form.
    pub vkey: String,
    /// The signed checkpoint as it stands; empty before the first.
    pub checkpoint: String,
    /// Newest entries first.
    pub latest: Vec<LogLine>,
}

impl LogPage {
    /// The site's address for commands; a word in its place where the operator has not said it.
    fn origin(&self) -> &str {
        if self.frame.site.origin.is_empty() { "本站网址" } else { &self.frame.site.origin }
    }

    fn size(&self) -> String {
        thousands(self.frame.log.map_or(0, |log| log.size))
    }
}
