//! Mobile numbers: eleven digits, 1 and then 3 to 9 (工业和信息化部《电信网编号计划》), with or
//! without +86. Landlines begin with 0 or have fewer digits and are no findings.

use std::ops::Range;

use super::group::{Group, is_letter, push_digits};
use super::{Number, NumberKind, gather};

const LENGTH: usize = 11;

/// A mobile number that starts with the first group.
pub(super) fn at(text: &str, groups: &[Group]) -> Option<(Number, usize)> {
    let (range, digits, used) = prefixed(text, &groups[0]).or_else(|| plain(text, groups))?;
    let mut chars = digits.chars();
    let numbered = chars.next() == Some('1') && chars.next().is_some_and(|c| ('3'..='9').contains(&c));
    let valid = numbered && stands_alone(text, &range);
    valid.then_some((Number { kind: NumberKind::Mobile, range, digits }, used))
}

/// `13812345678`, `138 1234 5678`, `138-12345678`, `1381234 5678`.
fn plain(text: &str, groups: &[Group]) -> Option<(Range<usize>, String, usize)> {
    let (digits, used) = gather(text, groups, LENGTH)?;
    let mut sizes = [0; 4];
    for (size, group) in sizes.iter_mut().zip(groups.get(..used).filter(|g| g.len() <= 4)?) {
        *size = group.digits;
    }
    let usual = matches!(sizes, [11, 0, 0, 0] | [3, 4, 4, 0] | [3, 8, 0, 0] | [7, 4, 0, 0]);
    usual.then(|| (groups[0].range.start..groups[used - 1].range.end, digits, used))
}

/// `+8613812345678` and `008613812345678` without a gap; the country code is left standing.
fn prefixed(text: &str, group: &Group) -> Option<(Range<usize>, String, usize)> {
    let mut digits = String::with_capacity(group.digits);
    push_digits(&text[group.range.clone()], &mut digits);
    let code =
        ["86", "0086"].into_iter().find(|c| digits.len() == c.len() + LENGTH && digits.starts_with(c))?;
    if code == "86" && !text[..group.range.start].ends_with(['+', '＋']) {
        return None;
    }
    let (start, _) = text[group.range.clone()].char_indices().nth(code.len())?;
    Some((group.range.start + start..group.range.end, digits.split_off(code.len()), 1))
}

/// Not part of a decimal number (of which redaction may have left stars), a code with letters or a file name.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let before = &text[..range.start];
    let after = &text[range.end..];
    let mut following = after.chars();
    let next = following.next();
    if next.is_some_and(|c| is_letter(c) || c == '_') {
        return false;
    }
    if next == Some('.') && following.next().is_some_and(|c| c.is_ascii_digit() || c == '*') {
        return false;
    }
    !before.ends_with("0.") && !before.ends_with("*.") && !before.ends_with('_') && !ends_with_code(before)
}

/// Letters directly before, other than a word for telephone.
fn ends_with_code(before: &str) -> bool {
    let rest = before.trim_end_matches(is_letter);
    let word = before[rest.len()..].to_ascii_lowercase();
    !word.is_empty() && !["tel", "phone", "mobile", "cell"].iter().any(|known| word.ends_with(known))
}
