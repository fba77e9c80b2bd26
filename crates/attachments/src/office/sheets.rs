//! Cells of SpreadsheetML: each row is a line, cells are set apart by tabs.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Gathered;
use super::xml::{paragraphs, resolve};
use crate::package::Parts;

const SHARED: &str = "xl/sharedStrings.xml";

/// The text of all sheets, and of the comments on them.
pub(super) fn read(parts: &mut Parts<'_>, gathered: &mut Gathered) -> Option<()> {
    let shared = match parts.names(|name| name == SHARED).is_empty() {
        true => Vec::new(),
        false => shared_strings(&parts.read(SHARED)?)?,
    };
    for name in parts.names(|name| name.starts_with("xl/worksheets/sheet")) {
        rows(&parts.read(&name)?, &shared, gathered)?;
    }
    let remarks = |name: &str| {
        ["xl/comments", "xl/threadedComments/", "xl/drawings/drawing"].iter().any(|s| name.starts_with(s))
    };
    for name in parts.names(remarks) {
        paragraphs(&parts.read(&name)?, gathered)?;
        gathered.text.push('\n');
    }
    Some(())
}

/// The strings that cells refer to by number.
fn shared_strings(xml: &str) -> Option<Vec<String>> {
    let mut reader = Reader::from_str(xml);
    let mut strings = Vec::new();
    let mut string = String::new();
    let mut inside = false;
    let mut phonetic = false;
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "t" => inside = !phonetic,
                "rPh" => phonetic = true,
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "t" => inside = false,
                "rPh" => phonetic = false,
                "si" => strings.push(std::mem::take(&mut string)),
                _ => {}
            },
            // An empty string still counts.
            Event::Empty(element) if element.local_name().as_ref() == "si" => strings.push(String::new()),
            Event::Text(content) if inside => string.push_str(&content),
            Event::CData(content) if inside => string.push_str(&content),
            Event::GeneralRef(reference) if inside => string.push_str(&resolve(&reference)),
            Event::Eof => return Some(strings),
            _ => {}
        }
    }
}

fn rows(xml: &str, shared: &[String], gathered: &mut Gathered) -> Option<()> {
    let mut reader = Reader::from_str(xml);
    let mut is_reference = false;
    let mut inside = false;
    let mut value = String::new();
    while !gathered.is_full() {
        match reader.read_event().ok()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "c" => is_reference = is_shared(&element),
                "v" | "t" => inside = true,
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "v" | "t" => inside = false,
                "c" => {
                    let found = value.trim().parse::<usize>().ok().filter(|_| is_reference);
                    let shared = found.and_then(|index| shared.get(index));
                    gathered.text.push_str(shared.unwrap_or(&value));
                    gathered.text.push('\t');
                    value.clear();
                }
                "row" => {
                    gathered.text.truncate(gathered.text.trim_end_matches('\t').len());
                    gathered.text.push('\n');
                }
                _ => {}
            },
            Event::Text(content) if inside => value.push_str(&content),
            Event::CData(content) if inside => value.push_str(&content),
            Event::GeneralRef(reference) if inside => value.push_str(&resolve(&reference)),
            Event::Eof => break,
            _ => {}
        }
    }
    Some(())
}

fn is_shared(cell: &BytesStart<'_>) -> bool {
    cell.attributes()
        .flatten()
        .any(|attribute| attribute.key.as_ref() == "t" && attribute.value.as_ref() == "s")
}
