//! E-mail addresses (the common part of RFC 5322 addr-spec, with full-width letters as well).

use std::ops::Range;

use crate::overlap::MASK;

/// An address in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// Bytes of the text.
    pub(crate) range: Range<usize>,
    /// Bytes of the text before the `@`.
    pub(crate) local: Range<usize>,
    /// The domain, lower case and half width.
    pub(crate) domain: String,
}

/// All addresses of a text. Letters and digits that stand directly after an address count as part
/// of it: better to hide too much than to show an address with a number behind it.
pub(crate) fn addresses(text: &str) -> Vec<Address> {
    text.char_indices()
        .filter(|(_, c)| matches!(c, '@' | '＠'))
        .filter_map(|(at, c)| around(text, at, c))
        .collect()
}

fn around(text: &str, at: usize, sign: char) -> Option<Address> {
    let after = at + sign.len_utf8();
    let local = text[..at].trim_end_matches(is_local).len()..at;
    // A dot before the address belongs to the sentence.
    let local = local.start + text[local.clone()].find(|c| c != '.').unwrap_or(0)..local.end;
    let domain_end = after + text[after..].find(|c| !is_domain(c)).unwrap_or(text.len() - after);
    let rest = &text[domain_end..];
    if local.is_empty() || rest.starts_with(['@', '＠']) || rest.starts_with(MASK) {
        return None;
    }
    let written = text[after..domain_end].trim_end_matches(['.', '-', '．']);
    let domain: String = written.chars().map(half_width).collect::<String>().to_ascii_lowercase();
    let (host, top) = domain.rsplit_once('.')?;
    let valid = !host.is_empty()
        && top.chars().take_while(char::is_ascii_alphabetic).count() >= 2
        && !host.starts_with(['.', '-'])
        && !domain.contains("..");
    valid.then(|| Address { range: local.start..after + written.len(), local, domain })
}

fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

fn is_local(c: char) -> bool {
    let c = half_width(c);
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-')
}

fn is_domain(c: char) -> bool {
    let c = half_width(c);
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        addresses(text).into_iter().map(|a| &text[a.range]).collect()
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        assert_eq!(found("邮箱zhang.san@example.com。"), ["zhang.san@example.com"]);
        assert_eq!(found("Mail a_b+c@mail.example.com.cn. 谢谢"), ["a_b+c@mail.example.com.cn"]);
        assert_eq!(found("ｚｓ＠１６３．ｃｏｍ"), ["ｚｓ＠１６３．ｃｏｍ"]);
    }

    #[test]
    fn other_uses_of_the_sign_are_left_alone() {
        for text in
            ["@mingjing", "a@b", "3@5.2", "@", "a@@b.com", "z****@example.com", "x@.com", "单价@12.50元"]
        {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
