//! How each clause of the outline is shown.

use std::collections::HashMap;

use mingjing_publication::structure::{Clause, Kind, outline};

/// How a line is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A heading, `h2` to `h6`.
    Heading(u8),
    /// 第N条: a paragraph with a label.
    Article,
    /// A paragraph that begins with a run-in heading.
    RunIn,
    /// Any other clause: a paragraph.
    Plain,
}

/// A clause that begins on some line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Id of its element.
    pub(super) anchor: String,
    /// Its number as written, e.g. `第二十六条`; empty for headings of Markdown.
    pub(super) label: String,
    /// Its heading; may be empty.
    pub(super) heading: String,
    /// How it is shown.
    pub(super) shape: Shape,
}

impl Mark {
    fn new(clause: Clause) -> Self {
        let shape = match clause.kind {
            Kind::Article => Shape::Article,
            Kind::Item(_) if clause.heading.is_empty() => Shape::Plain,
            Kind::Item(_) if !clause.alone => Shape::RunIn,
            _ => Shape::of_depth(clause.level),
        };
        Self { anchor: clause.anchor, label: clause.label, heading: clause.heading, shape }
    }

    /// What a reader calls it, for the label of its link.
    pub(super) fn name(&self) -> &str {
        if self.label.is_empty() { &self.heading } else { &self.label }
    }
}

impl Shape {
    /// The page's title is `h1`, so the text begins with `h2`.
    pub(super) fn of_depth(depth: u8) -> Self {
        Self::Heading(depth.saturating_add(1).clamp(2, 6))
    }

    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::Heading(2) => "h2",
            Self::Heading(3) => "h3",
            Self::Heading(4) => "h4",
            Self::Heading(5) => "h5",
            Self::Heading(_) => "h6",
            Self::Article | Self::RunIn | Self::Plain => "p",
        }
    }

    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Heading(_) => "heading",
            Self::Article => "article",
            Self::RunIn | Self::Plain => "clause",
        }
    }

    /// Level in the table of contents; only headings stand there.
    pub(super) fn level(self) -> Option<u8> {
        match self {
            Self::Heading(level) => Some(level - 1),
            Self::Article | Self::RunIn | Self::Plain => None,
        }
    }
}

/// The clauses of `markdown` by line, from 1.
pub(super) fn marks(markdown: &str) -> HashMap<usize, Mark> {
    outline(markdown).into_iter().map(|clause| (clause.line, Mark::new(clause))).collect()
}
