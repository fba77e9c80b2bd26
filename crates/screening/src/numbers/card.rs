//! Bank cards: 16 to 19 digits, a known issuer prefix and the Luhn check (ISO/IEC 7812-1).

use super::group::{Group, is_beside_letter};
use super::identity::is_credit_code;
use super::{Number, NumberKind, gather};

/// A bank card that starts with the first group.
pub(super) fn at(text: &str, groups: &[Group]) -> Option<(Number, usize)> {
    (16..=19).rev().find_map(|length| {
        let (digits, used) = gather(text, groups, length)?;
        let range = groups[0].range.start..groups[used - 1].range.end;
        let valid = !is_beside_letter(text, &range)
            && is_grouped_like_a_card(&groups[..used])
            && has_issuer(&digits)
            && has_luhn_check(&digits)
            && !is_credit_code(&digits);
        valid.then_some((Number { kind: NumberKind::BankCard, range, digits }, used))
    })
}

/// `6222 0212 3456 7890 123`, `622202 1234567890123` or no gaps at all.
fn is_grouped_like_a_card(groups: &[Group]) -> bool {
    let Some((last, front)) = groups.split_last() else {
        return false;
    };
    match front {
        [] => true,
        [only] if only.digits == 6 => true,
        front => front.len() >= 3 && front.iter().all(|g| g.digits == 4) && last.digits >= 1,
    }
}

/// UnionPay 62, Visa 4, Mastercard 51–55.
fn has_issuer(digits: &str) -> bool {
    matches!(digits.as_bytes(), [b'6', b'2', ..] | [b'4', ..] | [b'5', b'1'..=b'5', ..])
}

fn has_luhn_check(digits: &str) -> bool {
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit) {
            (0, digit) => digit,
            (_, digit) if digit > 4 => digit * 2 - 9,
            (_, digit) => digit * 2,
        })
        .sum();
    sum.is_multiple_of(10) && digits.chars().any(|c| c != '0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::group::runs;

    fn is_card(text: &str) -> bool {
        runs(text).iter().any(|run| at(text, &run.groups).is_some())
    }

    #[test]
    fn cards_pass_prefix_and_luhn() {
        for text in ["6222021234567890123", "4111111111111111", "4111 1111 1111 1111", "5555-5555-5555-4444"]
        {
            assert!(is_card(text) == has_luhn_check(&text.replace([' ', '-'], "")), "{text}");
        }
        for text in
            ["4111111111111112", "1111111111111117", "A4111111111111111", "41 11111111111111", "411111111111"]
        {
            assert!(!is_card(text), "{text}");
        }
    }
}
