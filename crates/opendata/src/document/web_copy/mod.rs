//! Texts copied from web pages: takes the page's furniture out and shows what it took.
//!
//! Only whole lines are taken, and only for one of these reasons: the line is page furniture by its form (font switch, view counter,
//! sharing, previous and next article …), by its form and its place at the page's head or foot (source, editor, a bare date, copyright),
//! a teaser whose words all stand in the text itself, the page's own title repeated, or a blank line left over beside those.
//! Everything else stays as it is, byte for byte.

mod furniture;
mod title;

use serde_json::{Map, Value};

use super::{ReadDocument, Removed, date, number};

/// How many written lines at either end may be the page's head and foot.
const EDGE: usize = 12;
/// How many written lines are the head of a page without any sentence.
const NO_TEXT: usize = 3;
/// A line of at least this many characters is text even if it ends like half a sentence.
const PARAGRAPH: usize = 40;

const TITLE_REPEATED: &str = "网页标题在正文里的重复";
const BLANK: &str = "去掉上述内容后多余的空行";

struct Line<'t> {
    text: &'t str,
    why: Option<&'static str>,
}

impl Line<'_> {
    fn bare(&self) -> &str {
        self.text.trim()
    }

    fn is_text(&self) -> bool {
        self.why.is_none() && !self.bare().is_empty()
    }
}

pub(super) fn read(text: &str) -> Option<ReadDocument> {
    let mut lines: Vec<Line<'_>> = text.split_inclusive('\n').map(|text| Line { text, why: None }).collect();
    mark_furniture(&mut lines);
    mark_teasers(&mut lines);
    let page_title = title::page_title(&lines);
    if let Some(page_title) = &page_title {
        mark_repeated(&mut lines, page_title);
    }
    let fields = fields(&lines);
    let kept: Vec<&str> = lines.iter().filter(|line| line.is_text()).map(Line::bare).collect();
    let title = title::document_title(&kept)
        .or(page_title)
        .or_else(|| kept.first().map(|line| (*line).to_owned()))?;
    mark_opening_title(&mut lines, &title);
    mark_spare_blanks(&mut lines);
    let body = lines.iter().filter(|line| line.why.is_none()).map(|line| line.text).collect();
    let removed = lines.iter().enumerate().filter_map(|(at, line)| {
        let text = line.text.trim_end_matches(['\n', '\r']).to_owned();
        line.why.map(|why| Removed { line: at + 1, text, why })
    });
    Some(ReadDocument { title, fields, body, removed: removed.collect() })
}

/// Takes furniture that its form and place tell.
fn mark_furniture(lines: &mut [Line<'_>]) {
    let written: Vec<usize> = (0..lines.len()).filter(|&at| !lines[at].bare().is_empty()).collect();
    let first_text = written.iter().position(|&at| is_paragraph(lines[at].bare())).unwrap_or(NO_TEXT);
    let last_text = written.iter().rposition(|&at| is_paragraph(lines[at].bare())).map_or(0, |at| at + 1);
    for (order, &at) in written.iter().enumerate() {
        let head = order < first_text.min(EDGE);
        let foot = order >= last_text.max(written.len().saturating_sub(EDGE));
        lines[at].why = furniture::reason(lines[at].bare(), head, foot);
    }
}

/// A sentence or a heading of an official text, not a teaser.
fn is_paragraph(line: &str) -> bool {
    let long = line.chars().count() >= PARAGRAPH;
    let sentence = line.ends_with('。') || (long && line.ends_with(['；', ';', '：', ':', '！', ')', '）']));
    (sentence && furniture::teaser(line).is_none()) || title::is_heading(line)
}

/// Takes teasers at the page's head: an abstract that only says what the text says again.
fn mark_teasers(lines: &mut [Line<'_>]) {
    let head: Vec<usize> = (0..lines.len()).filter(|&at| !lines[at].bare().is_empty()).take(EDGE).collect();
    for at in head {
        let Some(teaser) = furniture::teaser(lines[at].bare()) else { continue };
        let rest: String =
            lines.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, line)| line.text).collect();
        if furniture::is_contained(teaser, &rest) {
            lines[at].why = Some(furniture::TEASER);
        }
    }
}

/// Takes every line that is the page's title; the title itself is kept as the document's or named among what was removed.
fn mark_repeated(lines: &mut [Line<'_>], page_title: &str) {
    let titles: Vec<usize> = (0..lines.len())
        .filter(|&at| lines[at].is_text() && title::same(lines[at].bare(), page_title))
        .collect();
    if titles.len() > 1 {
        titles.into_iter().for_each(|at| lines[at].why = Some(TITLE_REPEATED));
    }
}

/// The title that opens the text is not repeated in the body.
fn mark_opening_title(lines: &mut [Line<'_>], title: &str) {
    if let Some(first) =
        lines.iter_mut().find(|line| line.is_text()).filter(|line| title::same(line.bare(), title))
    {
        first.why = Some("标题（已作为文件标题）");
    }
}

/// Takes the blank lines that stood around what was removed: one is enough between two paragraphs, none at the top.
fn mark_spare_blanks(lines: &mut [Line<'_>]) {
    let (mut blank_kept, mut beside_removed) = (true, false);
    for line in lines {
        if line.why.is_some() {
            beside_removed = true;
        } else if !line.bare().is_empty() {
            (blank_kept, beside_removed) = (false, false);
        } else if blank_kept && beside_removed {
            line.why = Some(BLANK);
        } else {
            blank_kept = true;
        }
    }
}

/// Date, issuer and number, as far as the page says them.
fn fields(lines: &[Line<'_>]) -> Map<String, Value> {
    let text: Vec<&str> = lines.iter().filter(|line| line.is_text()).map(Line::bare).collect();
    let signed = text
        .iter()
        .enumerate()
        .rev()
        .take(EDGE)
        .find_map(|(at, line)| date::alone(line).map(|date| (at, date)));
    let dated = lines
        .iter()
        .filter(|line| line.why == Some(furniture::DATE))
        .find_map(|line| date::anywhere(line.bare()));
    let signature =
        signed.and_then(|(at, _)| at.checked_sub(1)).map(|at| text[at]).filter(|line| title::is_organ(line));
    let issuer = signature.map(str::to_owned).or_else(|| title::issuer(&text));
    let document_no = lines
        .iter()
        .filter(|line| !line.bare().is_empty())
        .take(EDGE)
        .find_map(|line| number::document(line.bare()));
    let issued_on = signed.map(|(_, date)| date).or(dated).map(|date| date.to_string());
    let found = [("document_no", document_no), ("issued_on", issued_on), ("issuer", issuer)];
    found.into_iter().filter_map(|(key, value)| Some((key.to_owned(), Value::from(value?)))).collect()
}

#[cfg(test)]
mod tests;
