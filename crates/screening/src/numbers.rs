//! Numbers written in digits: resident identity numbers, bank cards, mobile numbers.
//!
//! The text is cut into *runs*: groups of digits (half or full width) joined by single blanks or
//! hyphens. Candidates are whole groups of a run, so a number inside a longer string of digits is
//! never reported. Candidates are taken from left to right and never overlap.

mod card;
mod group;
mod identity;
mod mobile;

use std::ops::Range;

use group::{Group, Run};

pub(crate) use group::runs;

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberKind {
    ResidentId,
    BankCard,
    Mobile,
}

impl NumberKind {
    /// The shortest number of this kind, in characters; a mask must hide at least four of them.
    pub(crate) fn shortest(self) -> usize {
        match self {
            Self::ResidentId => 15,
            Self::BankCard => 16,
            Self::Mobile => 11,
        }
    }
}

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) kind: NumberKind,
    /// Bytes of the text.
    pub(crate) range: Range<usize>,
    /// The digits (and X), half width, without blanks.
    pub(crate) digits: String,
}

/// All numbers of a run, leftmost first. `accept` may turn a candidate down; the search goes on
/// with the next reading at the same place.
pub(crate) fn numbers(text: &str, run: &Run, accept: &mut dyn FnMut(&Number) -> bool) -> Vec<Number> {
    let mut found = Vec::new();
    let mut first = 0;
    while first < run.groups.len() {
        let taken = [identity::at, card::at, identity::old_at, mobile::at]
            .iter()
            .filter_map(|detector| detector(text, &run.groups[first..]))
            .find(|(number, _)| !group::is_part_of_mask(text, &number.range) && accept(number));
        match taken {
            Some((number, groups)) => {
                found.push(number);
                first += groups;
            }
            None => first += 1,
        }
    }
    found
}

/// The digits of the first groups up to `wanted` in all, with the number of groups; `None` where
/// the groups do not add up to it exactly.
fn gather(text: &str, groups: &[Group], wanted: usize) -> Option<(String, usize)> {
    let mut length = 0;
    for (index, group) in groups.iter().enumerate() {
        length += group.digits;
        if length == wanted {
            let mut digits = String::with_capacity(wanted + 1);
            for group in &groups[..=index] {
                group::push_digits(&text[group.range.clone()], &mut digits);
            }
            return Some((digits, index + 1));
        }
        if length > wanted {
            return None;
        }
    }
    None
}
