//! Groups of digits and the runs they form.

use std::ops::Range;

use crate::overlap::MASK;
use crate::prefilter::SHORTEST_NUMBER;

/// Digits that stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// Bytes of the text.
    pub(crate) range: Range<usize>,
    /// How many digits.
    pub(crate) digits: usize,
}

/// Groups joined by single blanks or hyphens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) groups: Vec<Group>,
}

/// The value of a half-width or full-width digit.
fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')),
        _ => None,
    }
}

/// Appends the digits of `text` in half width.
pub(crate) fn push_digits(text: &str, out: &mut String) {
    out.extend(text.chars().filter_map(digit));
}

fn is_joint(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\u{a0}' | '\u{2002}'..='\u{200b}' | '\u{202f}' | '\u{3000}' | '\u{feff}'
            | '-' | '\u{2010}'..='\u{2015}' | '－'
    )
}

/// All runs of a text that hold at least eleven digits.
pub(crate) fn runs(text: &str) -> Vec<Run> {
    let mut all = Vec::new();
    let mut run = Run::default();
    let mut joints = 0;
    for (at, c) in text.char_indices() {
        if digit(c).is_some() {
            let end = at + c.len_utf8();
            match run.groups.last_mut() {
                Some(group) if joints == 0 => {
                    group.range.end = end;
                    group.digits += 1;
                }
                _ => run.groups.push(Group { range: at..end, digits: 1 }),
            }
            joints = 0;
        } else if is_joint(c) && !run.groups.is_empty() && joints < 2 {
            joints += 1;
        } else {
            close(&mut run, &mut all);
            joints = 0;
        }
    }
    close(&mut run, &mut all);
    all
}

fn close(run: &mut Run, all: &mut Vec<Run>) {
    if run.groups.iter().map(|g| g.digits).sum::<usize>() >= SHORTEST_NUMBER {
        all.push(std::mem::take(run));
    } else {
        run.groups.clear();
    }
}

/// Whether these digits are what redaction left of a number: `138****1234` is not a finding again.
/// Fewer stars are Markdown emphasis.
pub(crate) fn is_part_of_mask(text: &str, range: &Range<usize>) -> bool {
    text[..range.start].ends_with(MASK) || text[range.end..].starts_with(MASK)
}

/// Whether letters stand directly beside the range: it is part of a code, not a number.
pub(crate) fn is_beside_letter(text: &str, range: &Range<usize>) -> bool {
    text[..range.start].ends_with(is_letter) || text[range.end..].starts_with(is_letter)
}

/// A Latin letter, half or full width.
pub(crate) fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

/// The check character X as people write it.
pub(crate) fn is_x(c: char) -> bool {
    matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ' | 'Ⅹ' | 'ⅹ')
}
