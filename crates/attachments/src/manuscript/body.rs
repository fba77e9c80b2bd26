//! The text of a document: paragraphs and tables in order (ECMA-376 part 1, 17.2 to 17.4).

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::links::Links;
use super::notes::{self, Notes};
use super::numbering::Numbering;
use super::styles::{Look, Styles, outline};
use super::{Manuscript, attribute, number, push_escaped};
use crate::Limits;
use crate::office::resolve;

/// Columns of a table that are read.
const MAX_COLUMNS: usize = 63;
/// Lines at the top of a document that may belong to its title.
const TITLE_LINES: usize = 3;

/// What other parts of the document say of its text.
#[derive(Default)]
pub(super) struct Around {
    pub(super) styles: Styles,
    pub(super) numbers: Numbering,
    pub(super) notes: Notes,
    pub(super) links: Links,
}

pub(super) fn read(xml: &str, around: Around, limits: &Limits) -> Option<Manuscript> {
    let mut reader = Reader::from_str(xml);
    let mut body = Body { around, ..Body::default() };
    loop {
        match reader.read_event().ok()? {
            Event::Start(e) => body.start(&e),
            Event::Empty(e) => body.empty(&e),
            Event::End(e) => body.end(e.local_name().as_ref()),
            Event::Text(content) => body.text(&content),
            Event::CData(content) => body.text(&content),
            Event::GeneralRef(reference) => body.text(&resolve(&reference)),
            Event::Eof => break,
            _ => {}
        }
        if body.html.len() > limits.max_text.saturating_mul(4) {
            return None;
        }
    }
    if body.title.is_empty()
        && let Some((title, rest)) = only_heading(&body.html)
    {
        (body.title, body.html) = (title, rest);
    }
    let notes = body.around.notes.html();
    let html = body.html + &notes;
    let title = Some(body.title).filter(|title| !title.is_empty());
    Some(Manuscript { title, document_no: body.document_no, html, pictures: body.pictures })
}

#[derive(Default)]
struct Body {
    around: Around,
    html: String,
    title: String,
    /// For every hyperlink that is open, whether it leads anywhere.
    links: Vec<bool>,
    title_lines: usize,
    document_no: Option<String>,
    pictures: usize,
    /// Elements that are open whose content is left out.
    skipped: usize,
    texts: usize,
    hidden_run: bool,
    in_run: bool,
    /// Text boxes put paragraphs into paragraphs.
    paragraphs: Vec<Paragraph>,
    tables: Vec<Table>,
}

#[derive(Default)]
struct Paragraph {
    look: Look,
    html: String,
    text: String,
}

#[derive(Default)]
struct Table {
    html: String,
    /// Cells of the row above, for cells that go on downwards.
    above: Vec<String>,
    row: Vec<String>,
    cell: String,
    span: usize,
    goes_on: bool,
}

/// What repeats other content, was deleted, or is no text.
fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "Fallback"
            | "del"
            | "moveFrom"
            | "instrText"
            | "delText"
            | "pPrChange"
            | "rPrChange"
            | "sectPr"
            | "rt"
    )
}

impl Body {
    fn start(&mut self, e: &BytesStart<'_>) {
        let name = e.local_name();
        if self.skipped > 0 || is_skipped(name.as_ref()) {
            self.skipped += 1;
            return;
        }
        match name.as_ref() {
            "p" => self.paragraphs.push(Paragraph::default()),
            "r" => (self.in_run, self.hidden_run) = (true, false),
            "t" => self.texts += 1,
            "hyperlink" => self.open_link(e),
            "tbl" => self.tables.push(Table::default()),
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    (table.span, table.goes_on) = (1, false);
                    table.cell.clear();
                }
            }
            _ => self.empty(e),
        }
    }

    /// Elements that say something by being there.
    fn empty(&mut self, e: &BytesStart<'_>) {
        if self.skipped > 0 {
            return;
        }
        let name = e.local_name();
        let value = || attribute(e, "val");
        match (name.as_ref(), self.paragraphs.last_mut(), self.tables.last_mut()) {
            ("drawing" | "pict", ..) => self.pictures += 1,
            ("gridSpan", _, Some(table)) => table.span = number(e, "val").unwrap_or(1).clamp(1, MAX_COLUMNS),
            ("vMerge", _, Some(table)) => table.goes_on = value().is_none_or(|v| v == "continue"),
            ("pStyle", Some(p), _) => p.look = self.around.styles.look(&value().unwrap_or_default()),
            ("jc", Some(p), _) => p.look.centred = value().is_some_and(|v| v == "center"),
            ("outlineLvl", Some(p), _) => p.look.heading = outline(number(e, "val")).or(p.look.heading),
            ("numId", Some(p), _) => p.look.list.get_or_insert_default().0 = value().unwrap_or_default(),
            ("ilvl", Some(p), _) => p.look.list.get_or_insert_default().1 = number(e, "val").unwrap_or(0),
            ("vanish", ..) if self.in_run => {
                self.hidden_run = value().is_none_or(|v| v != "0" && v != "false")
            }
            ("tab", Some(p), _) if self.in_run => p.push(" "),
            ("noBreakHyphen", Some(p), _) => p.push("-"),
            ("br" | "cr", Some(p), _) if attribute(e, "type").is_none_or(|kind| kind == "textWrapping") => {
                p.html.push_str("<br>");
                p.text.push(' ');
            }
            ("footnoteReference", Some(p), _) => p.refer(&mut self.around.notes, notes::Kind::Foot, e),
            ("endnoteReference", Some(p), _) => p.refer(&mut self.around.notes, notes::Kind::End, e),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.skipped > 0 || self.texts == 0 || self.hidden_run {
            return;
        }
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.push(text);
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "t" => self.texts = self.texts.saturating_sub(1),
            "r" => (self.in_run, self.hidden_run) = (false, false),
            "hyperlink" => self.close_link(),
            "p" => {
                if let Some(paragraph) = self.paragraphs.pop() {
                    self.put(paragraph);
                }
            }
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.end_cell();
                }
            }
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.end_row();
                }
            }
            "tbl" => {
                if let Some(table) = self.tables.pop() {
                    let html = format!("<table>{}</table>\n", table.html);
                    self.sink().push_str(&html);
                }
            }
            _ => {}
        }
    }

    fn open_link(&mut self, e: &BytesStart<'_>) {
        let target = attribute(e, "id").and_then(|id| self.around.links.get(&id));
        let leads = match (target, self.paragraphs.last_mut()) {
            (Some(target), Some(paragraph)) => {
                paragraph.html.push_str("<a href=\"");
                push_escaped(&mut paragraph.html, target);
                paragraph.html.push_str("\">");
                true
            }
            _ => false,
        };
        self.links.push(leads);
    }

    fn close_link(&mut self) {
        if self.links.pop() == Some(true)
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            paragraph.html.push_str("</a>");
        }
    }

    /// Where finished text goes: into the innermost table cell, or the body.
    fn sink(&mut self) -> &mut String {
        match self.tables.last_mut() {
            Some(table) => &mut table.cell,
            None => &mut self.html,
        }
    }

    fn put(&mut self, paragraph: Paragraph) {
        if self.tables.is_empty() && self.is_head(&paragraph) {
            return;
        }
        let Paragraph { look, html, text } = paragraph;
        if text.trim().is_empty() && html.is_empty() {
            return;
        }
        let label =
            look.list.and_then(|(list, level)| Some((self.around.numbers.next(&list, level)?, level)));
        let block = match (look.heading, label) {
            (Some(level), label) => {
                let (tag, mut before) = (level.clamp(1, 6), String::new());
                push_escaped(&mut before, label.as_ref().map_or("", |(label, _)| label));
                format!("<h{tag}>{before}{html}</h{tag}>\n")
            }
            (None, Some((label, level))) => {
                let mut before = String::new();
                push_escaped(&mut before, &label);
                format!(
                    "<p style=\"mso-list:level{}\"><span style=\"mso-list:Ignore\">{before}</span>{html}</p>\n",
                    level + 1
                )
            }
            (None, None) => format!("<p>{html}</p>\n"),
        };
        self.sink().push_str(&block);
    }

    /// Takes title and number out of the first lines: a line in the style of a title, or centred lines before all others.
    fn is_head(&mut self, paragraph: &Paragraph) -> bool {
        let text = paragraph.text.trim();
        if !self.html.is_empty() || text.is_empty() {
            return false;
        }
        if is_document_no(text) && self.document_no.is_none() {
            self.document_no = Some(text.to_owned());
            return true;
        }
        let red_head = paragraph.look.centred && self.title.is_empty() && text.ends_with("文件");
        let titled = paragraph.look.title || (paragraph.look.centred && paragraph.look.heading.is_none());
        if red_head {
            return true;
        }
        if !titled || self.title_lines >= TITLE_LINES {
            return false;
        }
        self.title.push_str(text);
        self.title_lines += 1;
        true
    }
}

/// The heading of the first level that a document begins with, and the rest, where it is the only one: its title.
fn only_heading(html: &str) -> Option<(String, String)> {
    let (heading, rest) = html.strip_prefix("<h1>")?.split_once("</h1>\n")?;
    if rest.contains("<h1>") || heading.contains('<') {
        return None;
    }
    let title = quick_xml::escape::unescape(heading).ok()?.trim().to_owned();
    (!title.is_empty()).then(|| (title, rest.to_owned()))
}

/// 发文字号 on a line of its own: 冀政发〔2026〕5号.
fn is_document_no(line: &str) -> bool {
    line.chars().count() <= 30 && line.ends_with('号') && line.contains('〔') && line.contains('〕')
}

impl Paragraph {
    fn push(&mut self, text: &str) {
        push_escaped(&mut self.html, text);
        self.text.push_str(text);
    }

    fn refer(&mut self, notes: &mut Notes, kind: notes::Kind, e: &BytesStart<'_>) {
        let mark = notes.refer(kind, &attribute(e, "id").unwrap_or_default());
        self.html.push_str(&mark);
    }
}

impl Table {
    fn end_cell(&mut self) {
        if self.row.len() >= MAX_COLUMNS {
            return;
        }
        let cell = match self.above.get(self.row.len()) {
            Some(above) if self.goes_on => above.clone(),
            _ => std::mem::take(&mut self.cell),
        };
        self.row.push(cell);
        let room = MAX_COLUMNS - self.row.len();
        self.row.extend(std::iter::repeat_n(String::new(), (self.span - 1).min(room)));
        self.cell.clear();
    }

    fn end_row(&mut self) {
        let cells = self.row.iter().map(|cell| format!("<td>{cell}</td>")).collect::<String>();
        self.html.push_str(&format!("<tr>{cells}</tr>"));
        self.above = std::mem::take(&mut self.row);
    }
}
