//! What is wrong with a catalogue file, where, and why, in words an official understands.

use std::ops::Range;

/// One mistake in one rule file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{file}:{line}: {reason}")]
pub struct Problem {
    /// Path from the repository's root, e.g. `law/items/3-management/licence.toml`.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// What is wrong and how to mend it, in Chinese.
    pub reason: String,
}

/// Gathers the problems of one file and turns byte positions into lines.
pub struct Reporter<'a> {
    file: String,
    text: &'a str,
    problems: Vec<Problem>,
}

impl<'a> Reporter<'a> {
    /// `path` is relative to `law/`.
    #[must_use]
    pub fn new(path: &str, text: &'a str) -> Self {
        Self { file: format!("law/{path}"), text, problems: Vec::new() }
    }

    /// Notes a mistake that begins at a byte of the text.
    pub fn add(&mut self, span: Range<usize>, reason: impl Into<String>) {
        let (line, column) = position(self.text, span.start);
        self.problems.push(Problem { file: self.file.clone(), line, column, reason: reason.into() });
    }

    /// Notes what the TOML reader says, in Chinese; at `fallback` where it names no place.
    pub fn add_toml(&mut self, error: &toml::de::Error, fallback: Range<usize>) {
        self.add(error.span().unwrap_or(fallback), translate(error.message()));
    }

    /// Whether nothing was noted.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    /// All that was noted, in the order of the lines, each once.
    #[must_use]
    pub fn finish(mut self) -> Vec<Problem> {
        self.problems.sort();
        self.problems.dedup();
        self.problems
    }
}

/// Line and column (both from 1, the column in characters) of a byte offset.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// Puts a message of the TOML reader into Chinese; what it does not know it passes on as a syntax error.
fn translate(message: &str) -> String {
    let quoted = quoted_words(message);
    let others =
        if quoted.len() > 1 { format!("，可用：{}", quoted[1..].join("、")) } else { String::new() };
    let first = quoted.first().copied().unwrap_or_default();
    if message.starts_with("unknown field") {
        format!("不认识的项“{first}”{others}")
    } else if message.starts_with("unknown variant") {
        format!("“{first}”不是可用的值{others}")
    } else if message.starts_with("missing field") {
        format!("缺少“{first}”")
    } else if let Some(rest) = message.strip_prefix("invalid type: ") {
        let (found, wanted) = rest.split_once(", expected ").unwrap_or((rest, ""));
        format!("类型不对：这里应当是{}，写的却是{}", type_name(wanted), type_name(found))
    } else if message.starts_with("duplicate key") {
        "同一个键写了两次".to_owned()
    } else {
        format!("TOML 语法错误：{}", message.lines().collect::<Vec<_>>().join("；"))
    }
}

fn quoted_words(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

fn type_name(english: &str) -> String {
    let word = english.split([' ', '`', ',']).find(|w| !matches!(*w, "a" | "an" | "")).unwrap_or_default();
    let known = match word {
        "string" => "文字",
        "boolean" | "bool" => "true 或 false",
        "integer" | "u32" | "u64" | "usize" | "i64" => "整数",
        "float" | "floating" | "f64" => "数",
        "sequence" | "array" => "数组",
        "map" | "table" | "struct" => "表",
        "datetime" => "日期",
        _ => return english.to_owned(),
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters() {
        let text = "甲 = 1\n乙丙 = 2\n";
        assert_eq!(position(text, 0), (1, 1));
        let at = text.find('2').unwrap();
        assert_eq!(position(text, at), (2, 6));
        assert_eq!(position(text, 9999), (3, 1));
    }

    #[test]
    fn messages_of_the_reader_are_put_into_chinese() {
        assert_eq!(translate("unknown field `x`, expected `a` or `b`"), "不认识的项“x”，可用：a、b");
        assert_eq!(translate("missing field `key`"), "缺少“key”");
        assert_eq!(
            translate("invalid type: integer `5`, expected a string"),
            "类型不对：这里应当是文字，写的却是整数"
        );
    }
}
