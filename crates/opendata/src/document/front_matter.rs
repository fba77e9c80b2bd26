//! Front matter: `key: value` lines between two lines of three hyphens.

use serde_json::{Map, Value};

/// Splits a text into its front matter's fields and the rest. Text that only looks like front matter (a ruled line) stays text.
pub(super) fn split(text: &str) -> (Map<String, Value>, &str) {
    parse(text).unwrap_or_else(|| (Map::new(), text))
}

fn parse(text: &str) -> Option<(Map<String, Value>, &str)> {
    let mut rest = text.strip_prefix("---")?.trim_start_matches([' ', '\r']).strip_prefix('\n')?;
    let mut fields = Map::new();
    loop {
        let (line, after) = match rest.split_once('\n') {
            Some((line, after)) => (line.trim(), after),
            None => (rest.trim(), ""),
        };
        if line == "---" {
            return Some((fields, after));
        }
        if !line.is_empty() && !line.starts_with('#') {
            let (key, value) = line.split_once(':').or_else(|| line.split_once('：'))?;
            let (key, value) = (key.trim(), value.trim());
            if key.is_empty() || key.contains(char::is_whitespace) {
                return None;
            }
            fields.insert(key.to_owned(), Value::from(unquoted(value)));
        }
        if after.is_empty() {
            return None;
        }
        rest = after;
    }
}

fn unquoted(value: &str) -> &str {
    let inner = |mark: char| value.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    inner('"').or_else(|| inner('\'')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fields_are_read_and_ruled_lines_are_not() {
        let (fields, rest) =
            split("---\ntitle: \"关于公开的通知\"\nissued_on: 2026-01-02\n# 注\n\n---\n正文\n");
        assert_eq!(fields["title"], "关于公开的通知");
        assert_eq!(fields["issued_on"], "2026-01-02");
        assert_eq!(rest, "正文\n");
        for text in ["---\n没有键\n---\n", "---\nkey: value\n", "正文\n---\n", "----\na: b\n---\n"] {
            assert_eq!(split(text), (Map::new(), text));
        }
        assert_eq!(split("---\nbookCollapseSection: true\n---").1, "");
    }

    proptest! {
        #[test]
        fn the_rest_is_always_the_end_of_the_text(text in "(---|\n|a: b|：|\r){0,12}") {
            prop_assert!(text.ends_with(split(&text).1));
        }
    }
}
