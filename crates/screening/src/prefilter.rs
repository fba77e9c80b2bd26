//! A quick look at the bytes: most texts hold neither a long number nor an e-mail address.

/// The shortest number that is looked for: a mobile number.
pub(crate) const SHORTEST_NUMBER: usize = 11;

/// What a text can hold at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Signs {
    /// Eleven digits or more, half or full width, anywhere.
    pub(crate) digits: bool,
    /// `@` or `＠`.
    pub(crate) at: bool,
}

/// Looks at every byte once.
pub(crate) fn signs(text: &str) -> Signs {
    let (mut digits, mut at) = (0_usize, false);
    let (mut before, mut last) = (0_u8, 0_u8);
    for &byte in text.as_bytes() {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'@' => at = true,
            // Full-width digits are EF BC 90 to EF BC 99, the full-width @ is EF BC A0.
            0x90..=0x99 if last == 0xBC && before == 0xEF => digits += 1,
            0xA0 if last == 0xBC && before == 0xEF => at = true,
            _ => {}
        }
        (before, last) = (last, byte);
    }
    Signs { digits: digits >= SHORTEST_NUMBER, at }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_and_full_width_count_alike() {
        assert_eq!(signs("第1条，第2条，第3条，依法公开。"), Signs { digits: false, at: false });
        assert_eq!(signs("１３８0013８０００ ＠"), Signs { digits: true, at: true });
        assert_eq!(signs("，，，，，，，，，，，，"), Signs { digits: false, at: false });
        assert_eq!(signs("a@b"), Signs { digits: false, at: true });
    }
}
