//! Paragraphs and tables of WordprocessingML, DrawingML and OFD.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};

use super::Gathered;

/// The characters that a reference such as `&amp;` or `&#20013;` stands for.
pub(crate) fn resolve(reference: &BytesRef<'_>) -> String {
    let character = reference.resolve_char_ref().ok().flatten().map(String::from);
    character
        .or_else(|| quick_xml::escape::resolve_predefined_entity(reference).map(str::to_owned))
        .unwrap_or_default()
}

/// Takes the text out: a paragraph or a row of a table is a line, cells end with a tab.
pub(super) fn paragraphs(xml: &str, gathered: &mut Gathered) -> Option<()> {
    let mut reader = Reader::from_str(xml);
    let mut state = State::default();
    while !gathered.is_full() {
        let text = &mut gathered.text;
        match reader.read_event().ok()? {
            Event::Start(element) => state.start(element.local_name().as_ref()),
            Event::End(element) => state.end(element.local_name().as_ref(), text),
            Event::Empty(element) => state.empty(element.local_name().as_ref(), text),
            Event::Text(content) if state.reads() => text.push_str(&content),
            Event::CData(content) if state.reads() => text.push_str(&content),
            Event::GeneralRef(reference) if state.reads() => text.push_str(&resolve(&reference)),
            Event::Eof => break,
            _ => {}
        }
    }
    Some(())
}

#[derive(Default)]
struct State {
    /// Elements of text that are open.
    texts: usize,
    /// Table cells that are open.
    cells: usize,
    /// `mc:Fallback` elements that are open: they repeat what stands before them.
    fallbacks: usize,
}

impl State {
    fn reads(&self) -> bool {
        self.texts > 0 && self.fallbacks == 0
    }

    fn start(&mut self, name: &str) {
        match name {
            "t" | "delText" | "TextCode" | "text" => self.texts += 1,
            "tc" => self.cells += 1,
            "Fallback" => self.fallbacks += 1,
            _ => {}
        }
    }

    fn end(&mut self, name: &str, text: &mut String) {
        match name {
            "t" | "delText" | "text" => self.texts = self.texts.saturating_sub(1),
            "TextCode" => {
                self.texts = self.texts.saturating_sub(1);
                text.push('\n');
            }
            "Fallback" => self.fallbacks = self.fallbacks.saturating_sub(1),
            _ if self.fallbacks > 0 => {}
            "p" if self.cells > 0 => text.push(' '),
            "p" | "tr" => text.push('\n'),
            "tc" => {
                self.cells = self.cells.saturating_sub(1);
                text.truncate(text.trim_end_matches(' ').len());
                text.push('\t');
            }
            _ => {}
        }
    }

    fn empty(&self, name: &str, text: &mut String) {
        match name {
            _ if self.fallbacks > 0 => {}
            "br" | "cr" => text.push('\n'),
            "tab" => text.push('\t'),
            "noBreakHyphen" => text.push('-'),
            _ => {}
        }
    }
}
