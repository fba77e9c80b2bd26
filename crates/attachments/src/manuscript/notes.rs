//! Footnotes and endnotes (ECMA-376 part 1, 17.11).

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::{attribute, push_escaped};
use crate::office::resolve;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Foot,
    End,
}

impl Kind {
    fn mark(self) -> &'static str {
        match self {
            Self::Foot => "ftn",
            Self::End => "edn",
        }
    }
}

/// The texts of all notes, and those the body refers to.
#[derive(Debug, Default)]
pub(super) struct Notes {
    texts: HashMap<(Kind, String), String>,
    used: Vec<(Kind, String)>,
}

impl Notes {
    pub(super) fn read(&mut self, kind: Kind, xml: &str) -> Option<()> {
        let mut reader = Reader::from_str(xml);
        let (mut id, mut text, mut inside) = (None, String::new(), false);
        loop {
            match reader.read_event().ok()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "footnote" | "endnote" => id = attribute(&e, "id"),
                    "t" => inside = true,
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    "t" => inside = false,
                    "p" => text.push(' '),
                    "footnote" | "endnote" => {
                        let text = std::mem::take(&mut text).trim().to_owned();
                        self.texts.extend(id.take().map(|id| ((kind, id), text)));
                    }
                    _ => {}
                },
                Event::Text(content) if inside => push_escaped(&mut text, &content),
                Event::GeneralRef(reference) if inside => push_escaped(&mut text, &resolve(&reference)),
                Event::Eof => return Some(()),
                _ => {}
            }
        }
    }

    /// The mark in the text that leads to a note; empty where there is no such note.
    pub(super) fn refer(&mut self, kind: Kind, id: &str) -> String {
        let key = (kind, id.to_owned());
        if !self.texts.contains_key(&key) {
            return String::new();
        }
        if !self.used.contains(&key) {
            self.used.push(key.clone());
        }
        let number = self.number(&key);
        format!("<a href=\"#_{}{number}\">[{number}]</a>", kind.mark())
    }

    /// Notes are numbered by kind, in the order in which the body refers to them.
    fn number(&self, key: &(Kind, String)) -> usize {
        let of_kind = self.used.iter().filter(|used| used.0 == key.0);
        of_kind.take_while(|used| *used != key).count() + 1
    }

    /// The notes that the body refers to.
    pub(super) fn html(&self) -> String {
        let note = |key: &(Kind, String)| {
            let text = self.texts.get(key).map_or("", String::as_str);
            format!("<div id=\"{}{}\"><p>{text}</p></div>\n", key.0.mark(), self.number(key))
        };
        self.used.iter().map(note).collect()
    }
}
