//! The place a list goes on from, as opaque text.

use std::fmt;
use std::str::FromStr;

use crate::{Error, Sort};

/// The place behind the last hit of a page.
///
/// Lists by date go on behind a key of the document itself, so that documents published in the
/// meantime neither double nor hide one. Lists by relevance go on by count among the documents
/// whose leaf was there when the first page was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor(pub(crate) Place);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Sort key of the last document shown, latest first.
    Newest(u64),
    /// The same, earliest first.
    Oldest(u64),
    /// Number of hits shown, and number of leaves when the first page was made.
    Relevance { shown: u32, leaves: u64 },
}

impl Cursor {
    /// The number of leaves when a list by relevance was begun; none for a list by date.
    pub(crate) fn leaves(self) -> Option<u64> {
        match self.0 {
            Place::Relevance { leaves, .. } => Some(leaves),
            Place::Newest(_) | Place::Oldest(_) => None,
        }
    }

    /// Whether the cursor belongs to a list in this order.
    pub(crate) fn fits(self, sort: Sort) -> bool {
        matches!(
            (self.0, sort),
            (Place::Newest(_), Sort::Newest)
                | (Place::Oldest(_), Sort::Oldest)
                | (Place::Relevance { .. }, Sort::Relevance)
        )
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Place::Newest(key) => write!(f, "n{key:016x}"),
            Place::Oldest(key) => write!(f, "o{key:016x}"),
            Place::Relevance { shown, leaves } => write!(f, "r{shown:08x}{leaves:016x}"),
        }
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (kind, digits) = text.split_at_checked(1).ok_or(Error::Cursor)?;
        let place = match kind {
            "n" => Place::Newest(number(digits)?),
            "o" => Place::Oldest(number(digits)?),
            "r" => {
                let (shown, leaves) = digits.split_at_checked(8).ok_or(Error::Cursor)?;
                let mut bytes = [0; 4];
                hex::decode_to_slice(shown, &mut bytes).map_err(|_| Error::Cursor)?;
                Place::Relevance { shown: u32::from_be_bytes(bytes), leaves: number(leaves)? }
            }
            _ => return Err(Error::Cursor),
        };
        let cursor = Self(place);
        // One text for one place: capital digits are refused.
        if cursor.to_string() == text { Ok(cursor) } else { Err(Error::Cursor) }
    }
}

fn number(digits: &str) -> Result<u64, Error> {
    let mut bytes = [0; 8];
    hex::decode_to_slice(digits, &mut bytes).map_err(|_| Error::Cursor)?;
    Ok(u64::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            if let Ok(cursor) = text.parse::<Cursor>() {
                prop_assert_eq!(cursor.to_string(), text);
            }
        }

        #[test]
        fn what_is_written_is_read(key: u64, shown: u32, kind in 0..3) {
            let cursor = Cursor(match kind {
                0 => Place::Newest(key),
                1 => Place::Oldest(key),
                _ => Place::Relevance { shown, leaves: key },
            });
            prop_assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        }
    }
}
