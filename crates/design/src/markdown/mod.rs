//! Untrusted Markdown or plain official text to safe HTML with addressable clauses.
//!
//! Official text comes line by line, a paragraph a line, with asterisks that hide digits and tildes between numbers:
//! none of that is markup. Its own levels (第N章, 第N条, 一、 (一) 1. (1)) become headings and addresses; what they
//! are is known by `mingjing_publication::structure`.

mod clauses;
mod paragraphs;
mod pasted;
mod pictures;
mod sanitise;
mod text;

use std::collections::{HashMap, HashSet};
use std::fmt::{self, Write};

use comrak::html::{ChildRendering, Context, format_document_with_formatter, format_node_default};
use comrak::nodes::{AstNode, NodeValue};
use comrak::options::Plugins;
use comrak::{Arena, Options, parse_document};

use clauses::{Mark, Shape};

pub use pasted::{Pasted, from_html};

/// Safe HTML and its table of contents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rendered {
    /// Sanitised HTML; headings from `h2` down.
    pub html: String,
    /// Headings in order.
    pub toc: Vec<TocEntry>,
}

/// A line of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TocEntry {
    /// Id of the element, without `#`.
    pub anchor: String,
    /// Depth from 1.
    pub level: u8,
    /// What it says.
    pub text: String,
}

/// Renders Markdown or plain official text. Raw HTML in it is shown as text, pictures as their alternative text.
pub fn render(markdown: &str) -> Rendered {
    render_with(markdown, &|_| None)
}

/// The same with its pictures: `picture` says at which address of this site the file of a name is.
pub fn render_with(markdown: &str, picture: &dyn Fn(&str) -> Option<String>) -> Rendered {
    rendered(markdown, picture, None)
}

/// The same with a link behind each clause by which it is commented on: `address` and the clause's own address.
pub fn render_for_comments(
    markdown: &str,
    picture: &dyn Fn(&str) -> Option<String>,
    address: &str,
) -> Rendered {
    rendered(markdown, picture, Some(address.to_owned()))
}

fn rendered(
    markdown: &str,
    picture: &dyn Fn(&str) -> Option<String>,
    comment_at: Option<String>,
) -> Rendered {
    let markdown = markdown.replace("\r\n", "\n");
    let marks = clauses::marks(&markdown);
    let source = text::normalise(&markdown, &marks);
    let options = options();
    let arena = Arena::new();
    let root = parse_document(&arena, &source, &options);
    paragraphs::arrange(root, &arena, &marks);
    pictures::place(root, &arena, picture);
    let mut html = String::with_capacity(source.len() * 3 / 2);
    let marker = Marker { marks, comment_at, ..Marker::default() };
    let plugins = Plugins::default();
    let written = format_document_with_formatter(root, &options, &mut html, &plugins, Marker::format, marker);
    let mut toc = written.map(Marker::contents).unwrap_or_default();
    level_from_one(&mut toc);
    Rendered { html: sanitise::clean(&html), toc }
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.footnotes = true;
    options.extension.strikethrough = true;
    options.extension.cjk_friendly_emphasis = true;
    options.parse.ignore_setext = true;
    options.render.hardbreaks = true;
    options.render.escape = true;
    options
}

/// A document that begins with `h3` still has a first level.
fn level_from_one(toc: &mut [TocEntry]) {
    let least = toc.iter().map(|entry| entry.level).min().unwrap_or(1);
    for entry in toc {
        entry.level -= least - 1;
    }
}

/// Gives headings and clauses their tags and ids while the document is written.
#[derive(Default)]
struct Marker {
    marks: HashMap<usize, Mark>,
    used: HashSet<String>,
    toc: Vec<TocEntry>,
    articles: Vec<TocEntry>,
    /// What closes each open element, by the line it began on.
    open: HashMap<usize, String>,
    /// Where clauses are commented on, before the address of the clause.
    comment_at: Option<String>,
}

impl Marker {
    fn format<'a>(
        context: &mut Context<'_, '_, Self>,
        node: &'a AstNode<'a>,
        entering: bool,
    ) -> Result<ChildRendering, fmt::Error> {
        let line = node.data().sourcepos.start.line;
        let heading = match node.data().value {
            NodeValue::Heading(heading) => Some(heading.level),
            NodeValue::Paragraph if context.user.marks.contains_key(&line) && is_top(node) => None,
            _ => return format_node_default(context, node, entering),
        };
        if !entering {
            if let Some(closing) = context.user.open.remove(&line) {
                context.write_str(&closing)?;
                context.lf()?;
            }
            return Ok(ChildRendering::HTML);
        }
        context.cr()?;
        let opening = context.user.open(line, heading, &text_of(node));
        context.write_str(&opening)?;
        Ok(ChildRendering::HTML)
    }

    /// The opening tag with id and permanent link.
    fn open(&mut self, line: usize, heading: Option<u8>, text: &str) -> String {
        let (anchor, name, shape) = match self.marks.get(&line) {
            Some(mark) => (mark.anchor.clone(), mark.name().to_owned(), mark.shape),
            None => (format!("s-{line}"), text.to_owned(), Shape::of_depth(heading.unwrap_or(1))),
        };
        let shape = match (shape, heading) {
            (Shape::Heading(_), _) | (_, None) => shape,
            (_, Some(depth)) => Shape::of_depth(depth),
        };
        let anchor = self.unique(anchor);
        let tag = shape.tag();
        let closing = self.closing((tag, shape.level().is_some()), &anchor, &name);
        self.open.insert(line, closing);
        let entry = |level| TocEntry { anchor: anchor.clone(), level, text: text.trim().to_owned() };
        match shape.level() {
            Some(level) => self.toc.push(entry(level)),
            None if shape == Shape::Article => {
                self.articles.push(TocEntry { text: name.clone(), ..entry(1) })
            }
            None => {}
        }
        let (class, name) = (shape.class(), escape(&name));
        format!(
            "<{tag} id=\"{anchor}\" class=\"{class}\">\
             <a class=\"anchor\" href=\"#{anchor}\" aria-label=\"{name}的地址\">#</a>"
        )
    }

    /// The closing tag, with the link to comment where there is one: within a paragraph, behind a heading.
    fn closing(&self, (tag, heading): (&str, bool), anchor: &str, name: &str) -> String {
        let Some(address) = &self.comment_at else { return format!("</{tag}>") };
        let name = escape(name);
        let link = format!(
            "<a class=\"comment-here\" href=\"{address}{anchor}\" aria-label=\"对{name}提意见\">提意见</a>"
        );
        if heading {
            format!("</{tag}><p class=\"comment-here\">{link}</p>")
        } else {
            format!(" {link}</{tag}>")
        }
    }

    /// Headings; articles where a text has no headings to speak of.
    fn contents(self) -> Vec<TocEntry> {
        if self.toc.len() < 2 && self.articles.len() > 1 { self.articles } else { self.toc }
    }

    fn unique(&mut self, wanted: String) -> String {
        let mut anchor = wanted.clone();
        let mut number = 2;
        while !self.used.insert(anchor.clone()) {
            anchor = format!("{wanted}-{number}");
            number += 1;
        }
        anchor
    }
}

fn is_top<'a>(node: &'a AstNode<'a>) -> bool {
    node.parent().is_some_and(|parent| matches!(parent.data().value, NodeValue::Document))
}

fn text_of<'a>(node: &'a AstNode<'a>) -> String {
    let mut text = String::new();
    for inner in node.descendants() {
        match &inner.data().value {
            NodeValue::Text(part) => text.push_str(part),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::Raw(_) | NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests;
