//! Takes typed indentation and false markup out of official text, line by line, so that line numbers stay.

use std::collections::HashMap;

use super::clauses::Mark;

/// Asterisks in a run of this many hide digits (`130***********1234`), they do not stress words.
const HIDING: usize = 4;

/// The same lines, ready to be parsed as Markdown.
pub(super) fn normalise(markdown: &str, marks: &HashMap<usize, Mark>) -> String {
    let mut out = String::with_capacity(markdown.len() + 64);
    let mut fenced = false;
    for (at, line) in markdown.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let fence = line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        if fence || fenced {
            fenced ^= fence;
            out.push_str(line);
            continue;
        }
        let line = without_indent(line);
        let line = if marks.contains_key(&(at + 1)) { push_escaped_number(line, &mut out) } else { line };
        push_escaped_runs(line, &mut out);
    }
    out
}

/// Indentation by full-width spaces, or by four spaces before a Chinese character, is typing, not code.
fn without_indent(line: &str) -> &str {
    let trimmed = line.trim_start();
    let indent = &line[..line.len() - trimmed.len()];
    let chinese = trimmed.chars().next().is_some_and(|first| first > '\u{2e7f}');
    let typed = !indent.is_ascii() || (chinese && indent.len() >= 4);
    if typed { trimmed } else { line }
}

/// `1. ` at a clause stays a number rather than a list item. Returns what is left of the line.
fn push_escaped_number<'a>(line: &'a str, out: &mut String) -> &'a str {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    match rest.chars().next() {
        Some(mark @ ('.' | ')')) if digits > 0 => {
            out.push_str(&line[..digits]);
            out.push('\\');
            out.push(mark);
            &rest[1..]
        }
        _ => line,
    }
}

/// Escapes runs of asterisks that hide something, and single tildes, which stand between numbers.
fn push_escaped_runs(line: &str, out: &mut String) {
    if line.contains('`') || line.trim().bytes().all(|byte| matches!(byte, b'*' | b' ')) {
        out.push_str(line);
        return;
    }
    let mut rest = line;
    while let Some(at) = rest.find(['*', '~']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let character = if from.starts_with('*') { '*' } else { '~' };
        let length = from.len() - from.trim_start_matches(character).len();
        let escaped = if character == '*' { length >= HIDING } else { length == 1 };
        for _ in 0..length {
            if escaped && !before.ends_with('\\') {
                out.push('\\');
            }
            out.push(character);
        }
        rest = &from[length..];
    }
    out.push_str(rest);
}
