//! A Word document as a manuscript: its title, its number, and its text as plain HTML.
//!
//! Headings, numbered and bulleted paragraphs, tables, notes and links are kept; fonts, pictures, headers, comments and
//! whatever was deleted with changes tracked are not. The HTML uses the words Word itself uses on the clipboard
//! (`mso-list`, `#_ftn1`), so that a pasted and an imported document become the same text.

mod body;
mod links;
mod notes;
mod numbering;
mod styles;

use quick_xml::events::BytesStart;

use crate::kind::Kind;
use crate::name::sanitise;
use crate::package::Parts;
use crate::{Limits, Refused};

/// A document to be drafted from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manuscript {
    /// Its title, where it has one that can be told from the text.
    pub title: Option<String>,
    /// Its 发文字号 (GB/T 9704-2012, 7.2.5), where it stands on a line of its own at the top.
    pub document_no: Option<String>,
    /// The text, as HTML.
    pub html: String,
    /// Pictures in it, which are left out.
    pub pictures: usize,
}

/// Reads a DOCX document.
///
/// # Errors
/// When it is no DOCX document, too large, or damaged.
pub fn manuscript(name: &str, bytes: &[u8], limits: &Limits) -> Result<Manuscript, Refused> {
    let name = sanitise(name);
    if bytes.is_empty() {
        return Err(Refused::Empty(name));
    }
    if bytes.len() > limits.max_bytes {
        return Err(Refused::TooLarge { name, limit: limits.max_bytes >> 20 });
    }
    if Kind::of(&name, bytes)? != Kind::Docx {
        let reason = "不是 Word 文档(DOCX),不能导入正文".to_owned();
        return Err(Refused::Kind { name, reason });
    }
    read(bytes, limits).ok_or(Refused::Damaged { name })
}

fn read(bytes: &[u8], limits: &Limits) -> Option<Manuscript> {
    let mut parts = Parts::open(bytes, limits.max_unpacked)?;
    let mut part = |name: &str| -> Option<Option<String>> {
        if parts.holds(name) { parts.read(name).map(Some) } else { Some(None) }
    };
    let document = part("word/document.xml")??;
    let styles =
        part("word/styles.xml")?.map_or(Some(styles::Styles::default()), |xml| styles::read(&xml))?;
    let numbers = part("word/numbering.xml")?
        .map_or(Some(numbering::Numbering::default()), |xml| numbering::read(&xml))?;
    let mut notes = notes::Notes::default();
    if let Some(xml) = part("word/footnotes.xml")? {
        notes.read(notes::Kind::Foot, &xml)?;
    }
    if let Some(xml) = part("word/endnotes.xml")? {
        notes.read(notes::Kind::End, &xml)?;
    }
    let links =
        part("word/_rels/document.xml.rels")?.map_or(Some(links::Links::new()), |xml| links::read(&xml))?;
    body::read(&document, body::Around { styles, numbers, notes, links }, limits)
}

/// The value of an attribute, whatever its prefix.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).ok().map(std::borrow::Cow::into_owned)
}

fn number<T: std::str::FromStr>(element: &BytesStart<'_>, name: &str) -> Option<T> {
    attribute(element, name)?.trim().parse().ok()
}

/// Text as it stands in HTML.
fn push_escaped(html: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
}

#[cfg(test)]
mod tests;
