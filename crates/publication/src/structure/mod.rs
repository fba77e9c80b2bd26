//! The levels of an official text: 编, 章, 节, 条 of a statute; 一、 (一) 1. (1) of a document (GB/T 9704-2012, 7.3.3);
//! headings of Markdown. Each gets an address that stays the same as long as the text does.

mod marker;
mod number;

use std::collections::HashSet;

pub use number::chinese_number;

use marker::Marker;

/// Longest heading that begins a paragraph, in characters: `(一)加强组织领导。省政务公开领导小组…`.
const LONGEST_HEADING: usize = 40;

/// Which level of a text a clause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A heading of Markdown, with its number of `#`.
    Heading(u8),
    /// 附件
    Annex,
    /// 编
    Part,
    /// 分编
    Subpart,
    /// 章
    Chapter,
    /// 节
    Section,
    /// 条
    Article,
    /// 1: 一、 2: (一) 3: 1. 4: (1)
    Item(u8),
}

impl Kind {
    /// What has a greater rank lies within what has a smaller one.
    fn rank(self) -> u8 {
        match self {
            Self::Heading(hashes) => hashes,
            Self::Annex => 10,
            Self::Part => 11,
            Self::Subpart => 12,
            Self::Chapter => 13,
            Self::Section => 14,
            Self::Article => 15,
            Self::Item(level) => 15 + level,
        }
    }
}

/// A clause that begins on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Its address within the text, unique there: `art-26` (第二十六条), `art-26b1` (第二十六条之一), `art-20-3`
    /// (第二十条第三项), `ch-3` and `ch-3-s-1` (章, 节), `pt-2-ch-1` (章 of a 编), `c-2-1-3` (二、(一)3.),
    /// `ann-1` (附件1), `h-2` (second heading of Markdown). One that recurs ends in `_2`, `_3` ….
    pub anchor: String,
    /// Depth, from 1.
    pub level: u8,
    /// What it is.
    pub kind: Kind,
    /// Its number as written, e.g. `第二十六条`, `(三)`; empty for headings of Markdown.
    pub label: String,
    /// Its heading; empty when it has none.
    pub heading: String,
    /// Whether the line holds nothing but label and heading.
    pub alone: bool,
    /// The line it begins on, from 1.
    pub line: usize,
}

/// The clauses of a Markdown or plain text, in order. Fenced code, tables and a table of contents (目录) have none.
#[must_use]
pub fn outline(text: &str) -> Vec<Clause> {
    let mut reader = Reader::default();
    for (index, line) in text.split('\n').enumerate() {
        reader.line(index + 1, line.trim());
    }
    reader.clauses
}

/// Number of `#` (0 for none) and what follows.
fn unhash(line: &str) -> (u8, &str) {
    let text = line.trim_start_matches('#');
    match u8::try_from(line.len() - text.len()) {
        Ok(hashes @ 1..=6) if text.is_empty() || text.starts_with([' ', '\t', '　']) => {
            (hashes, text.trim())
        }
        _ => (0, line),
    }
}

/// A clause that what follows lies within.
struct Open {
    kind: Kind,
    anchor: String,
}

#[derive(Default)]
struct Reader {
    clauses: Vec<Clause>,
    open: Vec<Open>,
    used: HashSet<String>,
    last_article: u32,
    headings: u32,
    annexes: u32,
    fenced: bool,
    /// Within 目录; with the label it begins with, by which the text's beginning is told.
    contents: Option<Option<String>>,
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) {
        if line.starts_with("```") || line.starts_with("~~~") {
            self.fenced = !self.fenced;
        }
        if self.fenced || line.is_empty() || line.starts_with('|') {
            return;
        }
        let (hashes, text) = unhash(line);
        if text.chars().filter(|c| !c.is_whitespace()).eq("目录".chars()) {
            self.contents = Some(None);
            return;
        }
        let marker = marker::read(text).filter(|m| m.kind != Kind::Article || self.is_next_article(m));
        if hashes == 0 && self.lists_contents(marker.as_ref(), text) {
            return;
        }
        self.contents = None;
        if hashes > 0 {
            self.close_headings(hashes);
        } else if text.starts_with("附件") {
            self.open.retain(|o| o.kind.rank() < Kind::Annex.rank());
        }
        match marker {
            Some(marker) => self.marked(number, &marker, hashes > 0),
            None if hashes > 0 => self.heading(number, hashes, text),
            None => {}
        }
    }

    /// A sentence may begin with an article's number; one that stands apart, or is due, is the article itself.
    fn is_next_article(&self, marker: &Marker<'_>) -> bool {
        let due = marker.sub.map_or(self.last_article + 1, |_| self.last_article);
        marker.apart || marker.number == due
    }

    /// Whether the line belongs to a table of contents, which ends where its first line comes again.
    fn lists_contents(&mut self, marker: Option<&Marker<'_>>, text: &str) -> bool {
        let Some(first) = &mut self.contents else { return false };
        match marker {
            Some(m) if m.kind == Kind::Article => false,
            Some(m) if first.as_deref() == Some(m.label) => false,
            Some(m) => {
                first.get_or_insert_with(|| m.label.to_owned());
                true
            }
            None => text.chars().count() <= LONGEST_HEADING,
        }
    }

    /// A heading of Markdown ends those of its own level and below, and all that lies within them.
    fn close_headings(&mut self, hashes: u8) {
        let ends = |open: &Open| matches!(open.kind, Kind::Heading(level) if level >= hashes);
        if let Some(at) = self.open.iter().position(ends) {
            self.open.truncate(at);
        }
    }

    fn heading(&mut self, line: usize, hashes: u8, text: &str) {
        self.headings += 1;
        let anchor = self.unique(format!("h-{}", self.headings));
        let heading = text.trim_end_matches('#').replace("**", "").trim().to_owned();
        self.push(Clause {
            anchor,
            level: 0,
            kind: Kind::Heading(hashes),
            label: String::new(),
            heading,
            alone: true,
            line,
        });
    }

    fn marked(&mut self, line: usize, marker: &Marker<'_>, hashed: bool) {
        while self.open.last().is_some_and(|open| open.kind.rank() >= marker.kind.rank()) {
            self.open.pop();
        }
        let wanted = self.address(marker);
        let anchor = self.unique(wanted);
        if marker.kind == Kind::Article {
            self.last_article = marker.number;
        }
        let within_article = self.open.iter().any(|open| open.kind == Kind::Article);
        let (heading, alone) = match marker.kind {
            Kind::Article => bracketed_title(marker.rest),
            Kind::Item(_) if within_article => (String::new(), false),
            Kind::Item(_) if !hashed => first_sentence(marker.rest),
            _ => (marker.rest.replace("**", ""), true),
        };
        let label = marker.label.to_owned();
        self.push(Clause { anchor, level: 0, kind: marker.kind, label, heading, alone, line });
    }

    /// The address by number, below that of what it lies within.
    fn address(&mut self, marker: &Marker<'_>) -> String {
        let n = marker.number;
        let tag = match marker.kind {
            Kind::Annex => {
                self.annexes += 1;
                self.last_article = 0;
                return format!("ann-{}", if n == 0 { self.annexes } else { n });
            }
            Kind::Article => {
                let annex = self.open.iter().find(|open| open.kind == Kind::Annex);
                let annex = annex.map(|open| format!("{}-", open.anchor)).unwrap_or_default();
                let sub = marker.sub.map(|sub| format!("b{sub}")).unwrap_or_default();
                return format!("{annex}art-{n}{sub}");
            }
            Kind::Part => "pt",
            Kind::Subpart => "sp",
            Kind::Chapter => "ch",
            Kind::Section => "s",
            Kind::Heading(_) | Kind::Item(_) => "c",
        };
        match self.open.last() {
            None | Some(Open { kind: Kind::Heading(_), .. }) => format!("{tag}-{n}"),
            Some(Open { kind: Kind::Article | Kind::Item(_), anchor }) => format!("{anchor}-{n}"),
            Some(Open { anchor, .. }) => format!("{anchor}-{tag}-{n}"),
        }
    }

    fn unique(&mut self, wanted: String) -> String {
        let free = |anchor: &String| !self.used.contains(anchor);
        let recurring = (2..).map(|n: u32| format!("{wanted}_{n}"));
        let anchor = std::iter::once(wanted.clone()).chain(recurring).find(free).unwrap_or(wanted);
        self.used.insert(anchor.clone());
        anchor
    }

    fn push(&mut self, mut clause: Clause) {
        self.open.push(Open { kind: clause.kind, anchor: clause.anchor.clone() });
        clause.level = u8::try_from(self.open.len()).unwrap_or(u8::MAX);
        self.clauses.push(clause);
    }
}

/// 第一条 【立法目的】…
fn bracketed_title(rest: &str) -> (String, bool) {
    let title = rest.strip_prefix('【').and_then(|rest| rest.split_once('】'));
    let (title, after) = title.unwrap_or(("", rest));
    (title.trim().to_owned(), after.trim().is_empty())
}

/// The heading that begins a paragraph, and whether it is all there is.
fn first_sentence(rest: &str) -> (String, bool) {
    let (first, after) = rest.split_once('。').unwrap_or((rest, ""));
    if first.chars().count() > LONGEST_HEADING || first.contains(['；', ';']) {
        return (String::new(), false);
    }
    (first.replace("**", "").trim().to_owned(), after.trim_matches('*').is_empty())
}

#[cfg(test)]
mod tests;
