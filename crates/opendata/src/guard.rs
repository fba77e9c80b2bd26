//! Cells that a spreadsheet would run as a formula.
//!
//! OWASP, "CSV Injection": a cell that starts with `=`, `+`, `-`, `@`, a tab or a carriage return (or the full-width forms of the signs)
//! is neutralised by a leading apostrophe. Plain numbers stay as they are. Reading takes the apostrophe off again, so that a
//! round trip changes nothing; a text that itself starts with an apostrophe and such a sign therefore gets one more.

/// True if the text must be written with a leading apostrophe.
pub(crate) fn needs_apostrophe(text: &str) -> bool {
    match text.as_bytes().first() {
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n' | 0xEF) => {
            starts_formula(text) && !is_number(text)
        }
        Some(b'\'') => starts_formula(text.trim_start_matches('\'')),
        _ => false,
    }
}

/// Hands the text to `write`, behind an apostrophe if it needs one; `buffer` is used again and again.
pub(crate) fn escaped<T>(text: &str, buffer: &mut String, write: impl FnOnce(&str) -> T) -> T {
    if !needs_apostrophe(text) {
        return write(text);
    }
    buffer.clear();
    buffer.push('\'');
    buffer.push_str(text);
    write(buffer)
}

/// The text of a cell without the apostrophe that [`needs_apostrophe`] asked for.
pub(crate) fn without_apostrophe(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if starts_formula(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

fn starts_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'])
}

fn is_number(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) && text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_neutralised_and_numbers_stay() {
        for text in
            ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\rx", "\u{FF1D}1", "-inf", "'=1", "-"]
        {
            assert!(needs_apostrophe(text), "{text:?}");
        }
        for text in ["-12.50", "+86", "-1e5", "许可", "", "'许可", "1=1", "﹣"] {
            assert!(!needs_apostrophe(text), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn the_apostrophe_comes_off_again(text in "['=+@\\-\ta1=]{0,6}") {
            let written = if needs_apostrophe(&text) { format!("'{text}") } else { text.clone() };
            prop_assert_eq!(without_apostrophe(&written), text);
        }
    }
}
