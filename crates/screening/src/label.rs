//! What stands directly before or after a place in a text.

/// Characters that may stand between a label and its value: `手机号：138…`, `**住址**: …`, `| 住址 | …`.
pub(crate) fn is_label_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '：' | ':' | '|' | '*' | '_' | '为' | '是' | '\u{feff}' | '\u{200b}')
}

/// Whether one of `words` stands directly before byte `at`, with at most a colon or blanks between.
pub(crate) fn stands_before(text: &str, at: usize, words: &[String]) -> bool {
    let before = text[..at].trim_end_matches(|c| is_label_gap(c) || matches!(c, '（' | '('));
    let near = text[..at].trim_end_matches([' ', '\u{3000}']);
    words.iter().any(|word| before.ends_with(word.as_str()) || near.ends_with(word.as_str()))
}

/// Whether one of `words` stands directly after byte `at`, with at most blanks between.
pub(crate) fn stands_after(text: &str, at: usize, words: &[String]) -> bool {
    let after = text[at..].trim_start_matches([' ', '\u{3000}', '\u{a0}']);
    words.iter().any(|word| after.starts_with(word.as_str()))
}
