//! Codes by which people without an account find again what they sent: long enough never to be guessed, and read from
//! paper without mistakes.

use crate::House;

/// Digits and letters that are not taken for one another (Crockford's base 32); five bits each.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many of them a code has: 100 bits.
pub(crate) const LENGTH: usize = 20;
/// How many stand together.
const GROUP: usize = 5;

/// The code that belongs to the token of a form about `what`, so that the same form gets the same code although it is
/// stored nowhere.
pub(crate) fn of_form(house: &House, what: &str, once: &str) -> String {
    let digest = hex::decode(house.seal.digest(&format!("{what} receipt"), once)).unwrap_or_default();
    written(&digest)
}

/// The digest by which a code is known again however it was typed.
pub(crate) fn digest(house: &House, what: &str, code: &str) -> String {
    house.seal.digest(&format!("{what} receipt code"), &plain(code))
}

/// The code that these bytes make, in groups; bytes beyond [`LENGTH`] do not count.
pub(crate) fn written(bytes: &[u8]) -> String {
    let letters: Vec<char> =
        bytes.iter().take(LENGTH).map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
    letters.chunks(GROUP).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// A code however it was typed: without what parts it, in capitals, letters that look like a digit as that digit.
pub(crate) fn plain(code: &str) -> String {
    let digits = code.chars().filter(char::is_ascii_alphanumeric).map(|c| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    digits.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_long_and_readable() {
        let bytes: [u8; LENGTH] = std::array::from_fn(|n| u8::try_from(n * 13).unwrap());
        let code = written(&bytes);
        assert_eq!(code.len(), LENGTH + 3);
        assert!(code.split('-').all(|group| group.len() == GROUP));
        assert!(!code.contains(['O', 'I', 'L', 'U']));
        assert_ne!(code, written(&[7; LENGTH]));
        assert_eq!(plain(&code.to_lowercase()), code.replace('-', ""));
    }
}
