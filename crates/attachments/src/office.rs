//! Text of Office documents: the runs of text in their XML parts.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::Limits;
use crate::kind::Kind;

/// The text of a package; none when it is damaged, encrypted, or unpacks to too much.
pub(crate) fn text(kind: Kind, bytes: &[u8], limits: &Limits) -> Option<String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let wanted = |name: &str| match kind {
        Kind::Docx => ["word/document.xml", "word/footnotes.xml", "word/endnotes.xml", "word/comments.xml"]
            .contains(&name),
        Kind::Xlsx => name == "xl/sharedStrings.xml" || name.starts_with("xl/worksheets/sheet"),
        _ => name.starts_with("ppt/slides/slide") || name.starts_with("ppt/notesSlides/notesSlide"),
    };
    let mut parts: Vec<String> =
        archive.file_names().flatten().filter(|n| n.ends_with(".xml") && wanted(n)).map(Into::into).collect();
    parts.sort();
    let mut text = String::new();
    let mut unpacked = 0;
    for part in parts {
        let mut xml = Vec::new();
        let left = limits.max_unpacked.checked_sub(unpacked)?;
        let read = archive.by_name(&part).ok()?.take(left + 1).read_to_end(&mut xml).ok()? as u64;
        unpacked += read;
        if unpacked > limits.max_unpacked {
            return None;
        }
        runs(&String::from_utf8(xml).ok()?, &mut text)?;
    }
    Some(text)
}

/// Text between `<w:t>`, `<a:t>` or `<t>`; paragraphs, rows and slides end lines, cells end with a tab.
fn runs(xml: &str, text: &mut String) -> Option<()> {
    let mut reader = Reader::from_str(xml);
    let mut inside = false;
    loop {
        match reader.read_event().ok()? {
            Event::Start(e) => inside = matches!(e.local_name().as_ref(), "t") || inside,
            Event::End(e) => match e.local_name().as_ref() {
                "t" => inside = false,
                "p" | "si" | "tr" => text.push('\n'),
                "tc" => text.push('\t'),
                _ => {}
            },
            Event::Empty(e) if matches!(e.local_name().as_ref(), "br" | "tab") => text.push('\n'),
            Event::Text(e) if inside => text.push_str(&e),
            Event::GeneralRef(e) if inside => {
                let resolved = e.resolve_char_ref().ok().flatten().map(String::from);
                let resolved =
                    resolved.or_else(|| quick_xml::escape::resolve_predefined_entity(&e).map(str::to_owned));
                text.push_str(&resolved.unwrap_or_default());
            }
            Event::Eof => return Some(()),
            _ => {}
        }
    }
}
