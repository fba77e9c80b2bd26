//! Which paragraph styles are headings (ECMA-376 part 1, 17.7).

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::{attribute, number};

/// A style may be based on another, and that on another again; a circle ends here.
const LONGEST_CHAIN: usize = 20;

#[derive(Debug, Clone, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    centred: Option<bool>,
    list: Option<(String, usize)>,
}

/// What a style says of its paragraphs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// The title of the document.
    pub(super) title: bool,
    /// Level of a heading, from 1.
    pub(super) heading: Option<u8>,
    pub(super) centred: bool,
    /// The list it belongs to, and the level there from 0.
    pub(super) list: Option<(String, usize)>,
}

/// All styles of a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Styles(HashMap<String, Style>);

impl Styles {
    pub(super) fn look(&self, id: &str) -> Look {
        let mut look = Look::default();
        let mut centred = None;
        let mut next = Some(id);
        for _ in 0..LONGEST_CHAIN {
            let Some(style) = next.and_then(|id| self.0.get(id)) else { break };
            let name = style.name.to_lowercase();
            look.title |= matches!(name.as_str(), "title" | "标题");
            let named = ["heading ", "标题 "].iter().find_map(|start| name.strip_prefix(start));
            let named = named.and_then(|level| level.trim().parse().ok());
            look.heading = look.heading.or(named).or(style.outline);
            look.list = look.list.or_else(|| style.list.clone());
            centred = centred.or(style.centred);
            next = style.based_on.as_deref();
        }
        Look { centred: centred.unwrap_or_default(), heading: look.heading.filter(|_| !look.title), ..look }
    }
}

pub(super) fn read(xml: &str) -> Option<Styles> {
    let mut reader = Reader::from_str(xml);
    let mut styles = HashMap::new();
    let mut open: Option<(String, Style)> = None;
    loop {
        let event = reader.read_event().ok()?;
        match &event {
            Event::Start(e) if e.local_name().as_ref() == "style" => {
                open = attribute(e, "styleId").map(|id| (id, Style::default()));
            }
            Event::End(e) if e.local_name().as_ref() == "style" => styles.extend(open.take()),
            Event::Start(e) | Event::Empty(e) => {
                let Some((_, style)) = &mut open else { continue };
                let value = || attribute(e, "val");
                match e.local_name().as_ref() {
                    "name" => style.name = value().unwrap_or_default(),
                    "basedOn" => style.based_on = value(),
                    "outlineLvl" => style.outline = outline(number(e, "val")),
                    "jc" => style.centred = value().map(|v| v == "center"),
                    "numId" => style.list.get_or_insert_default().0 = value().unwrap_or_default(),
                    "ilvl" => style.list.get_or_insert_default().1 = number(e, "val").unwrap_or_default(),
                    _ => {}
                }
            }
            Event::Eof => return Some(Styles(styles)),
            _ => {}
        }
    }
}

/// Outline levels count from 0, and 9 is running text (17.3.1.20).
pub(super) fn outline(level: Option<u8>) -> Option<u8> {
    level.filter(|level| *level < 9).map(|level| level + 1)
}
