//! Resident identity numbers.
//!
//! GB 11643-1999: six digits of the administrative division, the date of birth, a serial number of
//! three digits and a check character (ISO 7064 MOD 11-2). The old form has 15 digits: a year of
//! two digits and no check character. Permanent residence cards of foreigners issued since 2023
//! begin with 9, then two digits of the province.

use chrono::NaiveDate;

use super::group::{Group, is_beside_letter, is_x};
use super::{Number, NumberKind, gather};

/// The first two digits of GB/T 2260 codes.
const PROVINCES: [&str; 35] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
    "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
    "83",
];
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
const CREDIT_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const CREDIT_WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// An 18-character number that starts with the first group.
pub(super) fn at(text: &str, groups: &[Group]) -> Option<(Number, usize)> {
    with_check_digit(text, groups).or_else(|| with_check_x(text, groups))
}

fn with_check_digit(text: &str, groups: &[Group]) -> Option<(Number, usize)> {
    let (digits, used) = gather(text, groups, 18)?;
    let range = groups[0].range.start..groups[used - 1].range.end;
    let valid = !is_beside_letter(text, &range) && is_valid(&digits);
    valid.then_some((Number { kind: NumberKind::ResidentId, range, digits }, used))
}

fn with_check_x(text: &str, groups: &[Group]) -> Option<(Number, usize)> {
    let (mut digits, used) = gather(text, groups, 17)?;
    let end = groups[used - 1].range.end;
    let mut rest = text[end..].char_indices().skip_while(|(at, c)| *at == 0 && *c == ' ');
    rest.next().filter(|(_, c)| is_x(*c))?;
    let stop = rest.next().map_or(text.len(), |(at, _)| end + at);
    digits.push('X');
    let range = groups[0].range.start..stop;
    let before_digit = text[stop..].starts_with(|c| matches!(c, '0'..='9' | '０'..='９'));
    let valid = !before_digit && !is_beside_letter(text, &range) && is_valid(&digits);
    valid.then_some((Number { kind: NumberKind::ResidentId, range, digits }, used))
}

/// A 15-digit number of the old form in the first group.
pub(super) fn old_at(text: &str, groups: &[Group]) -> Option<(Number, usize)> {
    let (digits, used) = gather(text, groups, 15)?;
    let range = groups[0].range.start..groups[used - 1].range.end;
    let valid = used == 1
        && !is_beside_letter(text, &range)
        && is_division(&digits[..6])
        && is_birthday(&format!("19{}", &digits[6..12]));
    valid.then_some((Number { kind: NumberKind::ResidentId, range, digits }, used))
}

/// A credit code can meet all of this by chance, about as rarely as a random number: the rule's
/// exceptions name the labels such codes stand behind.
fn is_valid(number: &str) -> bool {
    let division =
        if number.starts_with('9') { is_province(&number[1..3]) } else { is_division(&number[..6]) };
    division && is_birthday(&number[6..14]) && has_check(number)
}

fn is_province(code: &str) -> bool {
    PROVINCES.contains(&code)
}

fn is_division(code: &str) -> bool {
    is_province(&code[..2]) && !code.ends_with("0000")
}

fn is_birthday(date: &str) -> bool {
    let part = |range: std::ops::Range<usize>| date[range].parse::<u32>().ok();
    let (Some(year), Some(month), Some(day)) = (part(0..4), part(4..6), part(6..8)) else {
        return false;
    };
    (1880..2100).contains(&year)
        && i32::try_from(year).is_ok_and(|year| NaiveDate::from_ymd_opt(year, month, day).is_some())
}

fn has_check(number: &str) -> bool {
    let sum: u32 = number.chars().zip(WEIGHTS).filter_map(|(c, w)| Some(c.to_digit(10)? * w)).sum();
    number.ends_with(CHECKS[(sum % 11) as usize])
}

/// GB 32100-2015: a unified social credit code written in digits only must not pass for a bank card.
pub(super) fn is_credit_code(code: &str) -> bool {
    let values: Option<Vec<usize>> = code.chars().map(|c| CREDIT_ALPHABET.find(c)).collect();
    let Some(values) = values.filter(|v| v.len() == 18) else {
        return false;
    };
    let first_two = matches!(
        &code[..2],
        "11" | "12"
            | "13"
            | "19"
            | "21"
            | "29"
            | "31"
            | "32"
            | "33"
            | "34"
            | "35"
            | "39"
            | "41"
            | "49"
            | "51"
            | "52"
            | "53"
            | "54"
            | "55"
            | "59"
            | "61"
            | "62"
            | "69"
            | "71"
            | "72"
            | "79"
            | "81"
            | "89"
            | "91"
            | "92"
            | "93"
    );
    let sum: usize = values.iter().zip(CREDIT_WEIGHTS).map(|(v, w)| v * w).sum();
    first_two && is_province(&code[2..4]) && values[17] == (31 - sum % 31) % 31
}
