//! Lines of a document as paragraphs, without what is no part of it.

use std::collections::HashMap;

use super::responsible;

/// A line that comes this often, word for word, is furniture of a web page and no part of the document.
const FURNITURE: usize = 3;

/// A bracket that is not closed within so many characters is a slip of the pen, not a line that breaks off.
const LONGEST_BROKEN: usize = 60;

/// A line of a printed page has at least so many characters, unless its paragraph ends.
const SHORTEST_PRINTED: usize = 20;

/// Takes away what stands below the last clause: who signed, the day, that it is public, the list of annexes.
pub(super) fn without_end(own: &mut Vec<String>) {
    while own.len() > 1 && own.last().is_some_and(|line| closes(line)) {
        own.pop();
    }
}

/// Whether a line stands below the text of a document.
pub(super) fn closes(line: &str) -> bool {
    const DAY: &str = "0123456789０１２３４５６７８９〇○零一二三四五六七八九十年月日 ";
    let inside = line.trim_matches(['(', ')', '（', '）']);
    line.starts_with("附件")
        || (inside.starts_with("此件") && inside.ends_with("公开发布"))
        || (line.ends_with('日') && line.chars().all(|c| DAY.contains(c)))
        || signs(line)
}

/// Whether a line is nothing but an agency's name.
pub(super) fn signs(line: &str) -> bool {
    responsible::is_agency(line) && !line.contains(['（', '(', '〔', '、'])
}

/// Blanks lines that recur, so that line numbers stay those of the file. Rows of tables and lines that say who is
/// responsible may well recur.
pub(super) fn without_furniture(text: &str) -> String {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for line in text.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
        *counts.entry(line).or_default() += 1;
    }
    let keep = |line: &str| {
        let plain = line.trim();
        counts.get(plain).is_none_or(|&count| count < FURNITURE)
            || plain.contains('\t')
            || plain.starts_with('|')
            || responsible::says_only(plain)
    };
    text.split('\n').map(|line| if keep(line) { line } else { "" }).collect::<Vec<_>>().join("\n")
}

/// Blanks the list of annexes below a document (附件：1.…), which is numbered as clauses are.
pub(super) fn without_annexes(text: &str) -> String {
    let mut within = false;
    let kept = text.split('\n').map(|line| {
        let plain = line.trim();
        let begins = ["附件：", "附件:"].iter().find_map(|mark| plain.strip_prefix(mark));
        let numbered = |text: &str| text.trim_start().starts_with(|c: char| c.is_ascii_digit());
        within = begins.is_some_and(numbered) || (within && numbered(plain) && !plain.contains('。'));
        if within { "" } else { line }
    });
    kept.collect::<Vec<_>>().join("\n")
}

/// Lines as paragraphs: a line that breaks off within a bracket or a sentence, as lines of a printed page do, goes on in the
/// next; within a sentence only where no blank line parts them.
pub(super) fn paragraphs<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut parted = false;
    for line in lines {
        if line.is_empty() {
            parted = true;
            continue;
        }
        match found.last_mut() {
            Some(last) if breaks_off(last) || (!parted && goes_on(last, line)) => last.push_str(line),
            _ => found.push(line.to_owned()),
        }
        parted = false;
    }
    found
}

fn goes_on(last: &str, line: &str) -> bool {
    const ENDS: [char; 16] =
        ['。', '；', ';', '：', ':', '！', '？', '）', ')', '】', '〕', ']', '”', '》', '*', '|'];
    last.chars().nth(SHORTEST_PRINTED - 1).is_some()
        && !last.ends_with(ENDS)
        && !line.starts_with(['|', '-', '*', '>', '—'])
        && !responsible::begins_with_label(line)
}

/// Only the end is looked at: a paragraph may be as long as its document.
fn breaks_off(text: &str) -> bool {
    let from = text.char_indices().rev().nth(LONGEST_BROKEN - 1).map_or(0, |(at, _)| at);
    responsible::left_open(&text[from..])
}
