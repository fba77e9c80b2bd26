//! What is pasted from Word, WPS, LibreOffice or a web page, as Markdown.
//!
//! Headings, lists, tables, footnotes and links are kept, and nothing else: fonts, colours, stress and pictures are
//! not. First only known elements and attributes are let through, then the rest is written as Markdown.

mod clean;
mod table;

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::options::{BulletListMarker, Options};
use htmd::{Element, HtmlToMarkdown};

/// Elements within each other; real documents have a few dozen. The converter goes down by recursion.
const MAX_DEPTH: usize = 150;
/// Elements open at once before HTML is made well formed, which takes the longer the more there are.
const MAX_OPEN: usize = 1500;
/// Elements that need no end.
const WITHOUT_END: [&str; 22] = [
    "br", "img", "hr", "input", "meta", "link", "col", "wbr", "area", "base", "source", "embed", "param",
    "p", "li", "td", "tr", "th", "dt", "dd", "option", "o",
];
/// Stands around what numbers a paragraph, until the paragraph is written.
const LABEL: char = '\u{1d}';
/// Spaces a list is set in by, level for level.
const INDENT: &str = "   ";

/// Text out of HTML.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pasted {
    /// Markdown.
    pub markdown: String,
    /// Pictures that were left out.
    pub pictures: usize,
}

/// Markdown out of HTML; none when its elements stand too deep within each other.
#[must_use]
pub fn from_html(html: &str) -> Option<Pasted> {
    if depth(html) > MAX_OPEN {
        return None;
    }
    let pictures = html.to_ascii_lowercase().matches("<img").count();
    let clean = clean::clean(html);
    if depth(&clean) > MAX_DEPTH {
        return None;
    }
    let written = converter().convert(&clean).ok()?;
    Some(Pasted { markdown: tidy(&written), pictures })
}

/// How deep elements stand within each other, those that need no end apart.
fn depth(html: &str) -> usize {
    let (mut deepest, mut now) = (0usize, 0usize);
    for tag in html.split('<').skip(1) {
        let end = tag.starts_with('/');
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        if name.is_empty() || WITHOUT_END.contains(&name.to_ascii_lowercase().as_str()) {
            continue;
        }
        now = if end { now.saturating_sub(1) } else { now + 1 };
        deepest = deepest.max(now);
    }
    deepest
}

fn converter() -> HtmlToMarkdown {
    let options = Options {
        bullet_list_marker: BulletListMarker::Dash,
        ul_bullet_spacing: 1,
        ol_number_spacing: 1,
        ..Options::default()
    };
    HtmlToMarkdown::builder()
        .options(options)
        .add_handler(vec!["p"], paragraph)
        .add_handler(vec!["h1", "h2", "h3", "h4", "h5", "h6"], heading)
        .add_handler(vec!["span"], label)
        .add_handler(vec!["a"], link)
        .add_handler(vec!["div"], division)
        .add_handler(vec!["br"], |_: &dyn Handlers, _: Element| Some("\n\n".into()))
        .add_handler(vec!["td", "th"], table::cell)
        .add_handler(vec!["tr"], table::row)
        .add_handler(vec!["thead", "tbody", "tfoot", "caption"], inside)
        .add_handler(vec!["table"], table::table)
        .build()
}

fn attribute<'a>(element: &'a Element<'_>, name: &str) -> &'a str {
    element.attrs.iter().find(|a| &*a.name.local == name).map_or("", |a| &*a.value)
}

fn inside(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    Some(handlers.walk_children(element.node))
}

fn block(text: &str) -> HandlerResult {
    format!("\n\n{text}\n\n").into()
}

/// Word's list paragraphs carry their level, and their number in a span of its own.
fn paragraph(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let text = content.trim_matches(['\n', ' ', '\u{a0}', '\u{3000}']);
    if attribute(&element, "class") == clean::TITLE_CLASS && !text.is_empty() {
        return Some(block(&format!("# {}", text.split_whitespace().collect::<Vec<_>>().join(" "))));
    }
    let level = attribute(&element, "style").strip_prefix("mso-list:level").and_then(|l| l.parse().ok());
    let level: usize = level.unwrap_or(1);
    let (label, rest) = labelled(text);
    let rest = rest.trim();
    Some(if label.is_empty() {
        block(text)
    } else if is_bullet(label) {
        block(&format!("{}- {rest}", INDENT.repeat(level.saturating_sub(1).min(8))))
    } else if label.ends_with(|c: char| c.is_ascii()) && !label.ends_with(')') {
        block(&format!("{}{label} {rest}", INDENT.repeat(level.saturating_sub(1).min(8))))
    } else {
        block(&format!("{label}{rest}"))
    })
}

/// Word draws its bullets with letters of fonts of signs: `o`, `§`, `Ø`.
fn is_bullet(label: &str) -> bool {
    let mut characters = label.chars();
    let alone = |c: char| !c.is_numeric() && c < '\u{2e80}';
    label.chars().all(|c| !c.is_alphanumeric())
        || characters.next().is_some_and(alone) && characters.next().is_none()
}

/// A number set apart from the text behind it.
fn labelled(text: &str) -> (&str, &str) {
    let parted = text.strip_prefix(LABEL).and_then(|rest| rest.split_once(LABEL));
    parted.map_or(("", text), |(label, rest)| (label.trim(), rest))
}

fn label(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node);
    if attribute(&element, "style") != clean::LABEL_STYLE {
        return Some(content);
    }
    let text = content.content.replace('\\', "");
    Some(format!("{LABEL}{}{LABEL}", text.trim_matches([' ', '\n', '\u{a0}'])).into())
}

fn heading(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let text = content.split_whitespace().collect::<Vec<_>>().join(" ").replace(LABEL, "");
    let level: usize = element.tag.trim_start_matches('h').parse().unwrap_or(1);
    Some(if text.is_empty() { block("") } else { block(&format!("{} {text}", "#".repeat(level))) })
}

fn link(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let href = attribute(&element, "href");
    if let Some(fragment) = href.strip_prefix('#') {
        return Some(match clean::note(fragment) {
            Some((name, false)) => format!("[^{name}]").into(),
            // Back from the note to the text: Markdown makes its own way.
            _ => String::new().into(),
        });
    }
    let content = handlers.walk_children(element.node).content;
    let text = content.split_whitespace().collect::<Vec<_>>().join(" ");
    if href.is_empty() || text.is_empty() {
        return Some(text.into());
    }
    let href = href.replace(' ', "%20").replace('(', "%28").replace(')', "%29");
    Some(format!("[{text}]({href})").into())
}

/// The text of a footnote stands in a division of its name.
fn division(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let Some((name, _)) = clean::note(attribute(&element, "id")) else {
        return Some(block(content.trim_matches('\n')));
    };
    let text = content.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(block(&format!("[^{name}]: {text}")))
}

/// One blank line between paragraphs, no typed indentation, and no backslashes that official text does not need.
fn tidy(markdown: &str) -> String {
    let text = markdown.replace('\u{a0}', " ").replace(LABEL, "");
    let mut out = String::with_capacity(text.len());
    let mut blank = true;
    // How far the next line of a list may be set in: one level more than the one before, or it would be no list.
    let mut room = 0;
    for line in text.lines() {
        let line = line.trim_end();
        let bare = line.trim_start_matches([' ', '\u{3000}']);
        let in_list = ["- ", "* "].iter().any(|mark| bare.starts_with(mark)) || starts_with_number(bare);
        if bare.is_empty() {
            blank = true;
            continue;
        }
        let indent = if in_list { (line.len() - line.trim_start_matches(' ').len()).min(room) } else { 0 };
        room = if in_list { indent + INDENT.len() } else { 0 };
        let line = format!("{}{bare}", " ".repeat(indent));
        if blank && !out.is_empty() {
            out.push('\n');
        }
        blank = false;
        out.push_str(&unescaped(&line));
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}

fn starts_with_number(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < line.len() && rest.starts_with(". ")
}

/// `1\.` at the start of a line is a number of a clause, `\[2019\]` is a year in brackets: neither is markup here.
fn unescaped(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    if digits > 0
        && let Some(after) = line[digits..].strip_prefix("\\.")
    {
        out.push_str(&line[..digits]);
        out.push('.');
        rest = after;
    }
    while let Some((before, from)) = rest.split_once("\\[") {
        out.push_str(before);
        let Some((inner, after)) = from.split_once("\\]") else {
            out.push_str("\\[");
            rest = from;
            continue;
        };
        let markup = inner.starts_with('^') || inner.contains('[') || after.starts_with(['(', ':', '[']);
        let (open, close) = if markup { ("\\[", "\\]") } else { ("[", "]") };
        out.push_str(open);
        out.push_str(inner);
        out.push_str(close);
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests;
