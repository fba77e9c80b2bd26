//! 统一社会信用代码, GB 32100-2015: 18 characters, the last one a check character.

use super::text;

/// The 31 characters in the order of their values (no I, O, S, V, Z).
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Weights of the first 17 characters: powers of 3 modulo 31.
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// Value of each ASCII character, or 255.
const VALUES: [u8; 128] = values();

const fn values() -> [u8; 128] {
    let mut table = [255; 128];
    let mut at = 0;
    while at < ALPHABET.len() {
        table[ALPHABET[at] as usize] = at as u8;
        at += 1;
    }
    table
}

/// Reads a code, mending full-width and small letters, spaces and hyphens.
///
/// The registration area (characters 3 to 8) must be digits. The organisation code inside (9 to 17) has a check
/// character of its own, which is not tested: codes issued before 2015 were carried over with known exceptions.
pub(crate) fn parse(input: &str) -> Result<String, String> {
    let mut code = text::compact(input).replace('-', "");
    code.make_ascii_uppercase();
    let length = code.chars().count();
    if length != 18 {
        return Err(format!("统一社会信用代码应为 18 位，现在是 {length} 位"));
    }
    if let Some((at, wrong)) = code.chars().enumerate().find(|(_, c)| value(*c).is_none()) {
        let hint = if "IOSVZ".contains(wrong) {
            "（代码不用字母 I、O、S、V、Z，可能是 1、0、5、U、2）"
        } else {
            ""
        };
        return Err(format!("统一社会信用代码第 {} 位“{wrong}”不对{hint}", at + 1));
    }
    if !code.as_bytes()[2..8].iter().all(u8::is_ascii_digit) {
        return Err("统一社会信用代码第 3 到 8 位应为数字（登记机关行政区划码）".to_owned());
    }
    if check_character(&code) != code.chars().last() {
        return Err("统一社会信用代码校验位不对，请核对是否抄错".to_owned());
    }
    Ok(code)
}

fn value(c: char) -> Option<u32> {
    VALUES.get(c as usize).filter(|value| **value != 255).map(|value| u32::from(*value))
}

/// The check character of the first 17: (31 − Σ value × weight mod 31) mod 31.
fn check_character(code: &str) -> Option<char> {
    let sum: u32 = code.chars().zip(WEIGHTS).map(|(c, weight)| value(c).unwrap_or_default() * weight).sum();
    ALPHABET.get(((31 - sum % 31) % 31) as usize).map(|b| char::from(*b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn real_codes_pass() {
        for code in ["91350100M000100Y43", "91110000600037341L", "11100000000013127D"] {
            assert_eq!(parse(code), Ok(code.to_owned()));
        }
        assert_eq!(parse(" 91350100m000100y43 "), Ok("91350100M000100Y43".to_owned()));
        assert_eq!(parse("９１３５０１００Ｍ０００１００Ｙ４３"), Ok("91350100M000100Y43".to_owned()));
    }

    #[test]
    fn wrong_codes_say_what_is_wrong() {
        assert!(parse("91350100M000100Y44").unwrap_err().contains("校验位"));
        assert!(parse("91350100M000100Y4").unwrap_err().contains("17 位"));
        assert!(parse("9135O100M000100Y43").unwrap_err().contains("第 5 位"));
        assert!(parse("9135A100M000100Y43").unwrap_err().contains("行政区划"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*") {
            let _ = parse(&text);
        }

        #[test]
        fn one_wrong_character_is_found(
            area in "[0-9]{6}",
            body in "[0-9A-HJ-NPQRTUWXY]{9}",
            at in 8usize..18,
            shift in 1usize..31,
        ) {
            let mut code = format!("91{area}{body}");
            code.push(check_character(&code).unwrap());
            prop_assert_eq!(parse(&code), Ok(code.clone()));
            let mut bytes = code.into_bytes();
            let index = usize::from(VALUES[usize::from(bytes[at])]);
            bytes[at] = ALPHABET[(index + shift) % 31];
            prop_assert!(parse(std::str::from_utf8(&bytes).unwrap()).is_err());
        }
    }
}
