//! The small table a disclosure begins with.

use askama::Template;
use askama::filters::HtmlSafe;

use super::Tag;

/// A link with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Address.
    pub href: String,
    /// What it says.
    pub text: String,
}

impl Link {
    /// A link to `href` that says `text`.
    pub fn new(href: impl Into<String>, text: impl Into<String>) -> Self {
        Self { href: href.into(), text: text.into() }
    }
}

/// What stands in the right column.
#[derive(Debug, Clone)]
pub enum FactValue {
    /// Words; line breaks are kept.
    Text(String),
    /// One or more links.
    Links(Vec<Link>),
    /// A state.
    State(Tag),
}

/// One line: what, and its value.
#[derive(Debug, Clone)]
pub struct Fact {
    /// What, e.g. `发文字号`.
    pub label: String,
    /// Its value.
    pub value: FactValue,
    /// A remark under the value, e.g. the article of a time limit.
    pub note: Option<String>,
}

impl Fact {
    /// A fact in words.
    pub fn text(label: impl Into<String>, text: impl Into<String>) -> Self {
        Self { label: label.into(), value: FactValue::Text(text.into()), note: None }
    }

    /// A fact with any value.
    pub fn new(label: impl Into<String>, value: FactValue) -> Self {
        Self { label: label.into(), value, note: None }
    }

    /// A fact that is one link.
    pub fn link(label: impl Into<String>, href: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(label, FactValue::Links(vec![Link::new(href, text)]))
    }

    /// The same fact with a remark.
    pub fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

/// A table of facts with a caption for screen readers.
#[derive(Debug, Clone, Template)]
#[template(path = "components/facts.html")]
pub struct FactTable {
    /// What the table holds, e.g. `基本信息`.
    pub caption: String,
    /// The lines in order.
    pub facts: Vec<Fact>,
}

impl HtmlSafe for FactTable {}
