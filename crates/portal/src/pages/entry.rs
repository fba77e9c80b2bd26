//! One disclosure in a list.

use mingjing_design::components::{Link, Tag};

/// A stretch of text, marked if it is what the reader looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The words.
    pub text: String,
    /// Whether they are marked.
    pub marked: bool,
}

impl Stretch {
    /// Words without a mark.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), marked: false }
    }
}

/// One disclosure in a list.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Address of its page.
    pub href: String,
    /// Title, with what was looked for marked.
    pub title: Vec<Stretch>,
    /// Its agency.
    pub agency: Link,
    /// Title of its item, e.g. `政策文件`.
    pub item: String,
    /// 成文日期, e.g. `2026年11月23日`.
    pub date: String,
    /// 索引号 or 发文字号, whichever a reader knows it by; may be empty.
    pub number: String,
    /// How complete it is, where that is scored.
    pub elements: Option<Tag>,
    /// State, if the item has one.
    pub status: Option<Tag>,
    /// Passage around what was looked for; empty without a query.
    pub passage: Vec<Stretch>,
}

/// One way to sort a list.
#[derive(Debug, Clone)]
pub struct SortLink {
    /// What it says.
    pub label: String,
    /// Address of the list sorted so.
    pub href: String,
    /// Whether the list is sorted so now.
    pub current: bool,
}
