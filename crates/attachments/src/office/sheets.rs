//! Cells of SpreadsheetML: each row is a line, cells are set apart by tabs.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Gathered;
use super::xml::{paragraphs, resolve};
use crate::package::Parts;

const SHARED: &str = "xl/sharedStrings.xml";

/// Columns up to which cells stand in their own place.
const MAX_COLUMNS: usize = 256;

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
    // Cells of this row that were written.
    let mut written = 0;
    while !gathered.is_full() {
        match reader.read_event().ok()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "row" => written = 0,
                "c" => {
                    is_reference = is_shared(&element);
                    reach(&element, &mut written, &mut gathered.text);
                }
                "v" | "t" => inside = true,
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "v" | "t" => inside = false,
                "c" => {
                    let found = value.trim().parse::<usize>().ok().filter(|_| is_reference);
                    let shared = found.and_then(|index| shared.get(index));
                    // A cell may hold several lines, but a row is one.
                    let cell = shared.unwrap_or(&value).replace(['\r', '\n'], " ");
                    gathered.text.push_str(&cell);
                    gathered.text.push('\t');
                    written += 1;
                    value.clear();
                }
                "row" => {
                    gathered.text.truncate(gathered.text.trim_end_matches('\t').len());
                    gathered.text.push('\n');
                }
                _ => {}
            },
            // Below a merged cell stand empty ones.
            Event::Empty(element) if element.local_name().as_ref() == "c" => {
                reach(&element, &mut written, &mut gathered.text);
                gathered.text.push('\t');
                written += 1;
            }
            Event::Text(content) if inside => value.push_str(&content),
            Event::CData(content) if inside => value.push_str(&content),
            Event::GeneralRef(reference) if inside => value.push_str(&resolve(&reference)),
            Event::Eof => break,
            _ => {}
        }
    }
    Some(())
}

/// Leaves room for the cells before this one that the file leaves out, as its address says.
fn reach(cell: &BytesStart<'_>, written: &mut usize, text: &mut String) {
    let address = cell.attributes().flatten().find(|attribute| attribute.key.as_ref() == "r");
    let own = address.and_then(|address| column(&address.value)).filter(|own| *own < MAX_COLUMNS);
    for _ in *written..own.unwrap_or_default() {
        text.push('\t');
        *written += 1;
    }
}

/// The column of an address such as `AB12`, from 0.
fn column(address: &str) -> Option<usize> {
    let letters = address.bytes().take_while(u8::is_ascii_uppercase);
    let column = letters.take(3).fold(0, |column, letter| column * 26 + usize::from(letter - b'A') + 1);
    column.checked_sub(1)
}

fn is_shared(cell: &BytesStart<'_>) -> bool {
    cell.attributes()
        .flatten()
        .any(|attribute| attribute.key.as_ref() == "t" && attribute.value.as_ref() == "s")
}
