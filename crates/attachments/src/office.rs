//! Text of Office and OFD documents.
//!
//! All text that lies in the file is taken out, also what a reader does not see at once: comments,
//! notes, headers and text that was deleted with changes tracked. Screening must see what is
//! published with the file.

mod sheets;
mod xml;

pub(crate) use xml::resolve;

use crate::Limits;
use crate::kind::Kind;
use crate::package::Parts;

/// Text taken out of a document, up to a length.
pub(crate) struct Gathered {
    pub(crate) text: String,
    /// Most bytes; more is not needed for the characters that are kept.
    limit: usize,
}

impl Gathered {
    pub(crate) fn is_full(&self) -> bool {
        self.text.len() > self.limit
    }
}

/// The text of a package, and whether that is all of it; none when it is damaged, encrypted, or unpacks to too much.
pub(crate) fn text(kind: Kind, bytes: &[u8], limits: &Limits) -> Option<(String, bool)> {
    let mut parts = Parts::open(bytes, limits.max_unpacked)?;
    let mut gathered = Gathered { text: String::new(), limit: limits.max_text.saturating_mul(4) };
    if kind == Kind::Xlsx {
        sheets::read(&mut parts, &mut gathered)?;
        let whole = !gathered.is_full();
        return Some((gathered.text, whole));
    }
    for name in parts.names(|name| is_wanted(kind, name)) {
        let xml = parts.read(&name)?;
        xml::paragraphs(&xml, &mut gathered)?;
    }
    let whole = !gathered.is_full();
    Some((gathered.text, whole))
}

/// Whether a part holds text.
fn is_wanted(kind: Kind, name: &str) -> bool {
    match kind {
        Kind::Docx => name.strip_prefix("word/").is_some_and(|part| {
            ["document", "footnotes", "endnotes", "comments", "header", "footer"]
                .iter()
                .any(|start| part.strip_prefix(start).is_some_and(is_number_and_extension))
        }),
        Kind::Pptx => ["ppt/slides/slide", "ppt/notesSlides/notesSlide", "ppt/comments/comment"]
            .iter()
            .any(|start| name.strip_prefix(start).is_some_and(is_number_and_extension)),
        // Pages and their templates (GB/T 33190-2016 7.7).
        Kind::Ofd => name.ends_with("/Content.xml"),
        _ => false,
    }
}

fn is_number_and_extension(rest: &str) -> bool {
    rest.strip_suffix(".xml").is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}
