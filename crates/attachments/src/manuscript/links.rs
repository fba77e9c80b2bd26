//! Where links of a document lead (ECMA-376 part 2, 6.5: relationships).

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::attribute;

/// Addresses outside of the document, by the name a hyperlink refers to them with.
pub(super) type Links = HashMap<String, String>;

pub(super) fn read(xml: &str) -> Option<Links> {
    let mut reader = Reader::from_str(xml);
    let mut found = Links::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "Relationship" => {
                let abroad = |target: &String| {
                    ["http://", "https://", "mailto:"].iter().any(|start| target.starts_with(start))
                };
                if let (Some(id), Some(target)) =
                    (attribute(&e, "Id"), attribute(&e, "Target").filter(abroad))
                {
                    found.insert(id, target);
                }
            }
            Event::Eof => return Some(found),
            _ => {}
        }
    }
}
