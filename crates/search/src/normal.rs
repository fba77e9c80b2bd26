//! One spelling for text and query: width, case, traditional characters, brackets and blanks.
//!
//! Every character is folded by itself, so that the place of each result character in the original
//! is known and marks land where they belong.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Stands for a gap no term reaches across: between paragraphs, or between Latin words.
pub(crate) const BREAK: char = ' ';

const FIRST_HAN: u32 = 0x4E00;
const LAST_HAN: u32 = 0x9FFF;
/// Scripts from here on are written without blanks between words.
const FIRST_WIDE: char = '\u{2E80}';

struct Simplified {
    common: Vec<char>,
    rare: HashMap<char, char>,
}

static SIMPLIFIED: LazyLock<Simplified> = LazyLock::new(|| {
    let mut common: Vec<char> = (FIRST_HAN..=LAST_HAN).filter_map(char::from_u32).collect();
    let mut rare = HashMap::new();
    let pairs = include_str!("../data/traditional.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace);
    for pair in pairs {
        let mut chars = pair.chars();
        if let (Some(from), Some(to)) = (chars.next(), chars.next()) {
            match common.get_mut((from as usize).wrapping_sub(FIRST_HAN as usize)) {
                Some(place) => *place = to,
                None => {
                    rare.insert(from, to);
                }
            }
        }
    }
    Simplified { common, rare }
});

/// Folds `text` and hands every result character to `put` with the bytes it came from.
pub(crate) fn fold(text: &str, mut put: impl FnMut(char, Range<usize>)) {
    let table = &*SIMPLIFIED;
    let mut gap: Option<Gap> = None;
    let mut last: Option<char> = None;
    for (start, c) in text.char_indices() {
        let end = start + c.len_utf8();
        if c.is_whitespace() || c.is_control() {
            gap.get_or_insert_with(|| Gap::at(start)).note(c);
            continue;
        }
        fold_char(table, c, |folded| {
            if let (Some(gap), Some(last)) = (gap.take(), last)
                && gap.parts(last, folded)
            {
                put(BREAK, gap.start..start);
            }
            last = Some(folded);
            put(folded, start..end);
        });
    }
}

/// The folded text alone.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold(text, |c, _| out.push(c));
    out
}

/// A run of blanks in the original.
struct Gap {
    start: usize,
    lines: usize,
    indented: bool,
}

impl Gap {
    fn at(start: usize) -> Self {
        Self { start, lines: 0, indented: false }
    }

    fn note(&mut self, c: char) {
        match c {
            '\n' => self.lines += 1,
            '\u{3000}' => self.indented |= self.lines > 0,
            _ => {}
        }
    }

    /// Whether it separates what stands around it. A single line end or the blanks of a spaced-out
    /// heading (通　知) inside Chinese text do not; a new paragraph does, and so does any blank
    /// between two words or numbers written with blanks.
    fn parts(&self, before: char, after: char) -> bool {
        self.lines > 1 || self.indented || (spaced(before) && spaced(after))
    }
}

fn spaced(c: char) -> bool {
    c < FIRST_WIDE && c.is_alphanumeric()
}

fn fold_char(table: &Simplified, c: char, mut put: impl FnMut(char)) {
    if c.is_ascii() {
        return put(fold_mark(c.to_ascii_lowercase()));
    }
    if let Some(simple) = table.common.get((c as usize).wrapping_sub(FIRST_HAN as usize)) {
        return put(*simple);
    }
    decompose_compatible(c, |part| {
        if is_combining_mark(part) || is_invisible(part) || part.is_whitespace() || part.is_control() {
            return;
        }
        for lower in part.to_lowercase().filter(|c| !is_combining_mark(*c)) {
            put(fold_mark(simplified(table, lower)));
        }
    });
}

fn simplified(table: &Simplified, c: char) -> char {
    let common = table.common.get((c as usize).wrapping_sub(FIRST_HAN as usize));
    common.or_else(|| table.rare.get(&c)).copied().unwrap_or(c)
}

/// Document numbers are written 〔2019〕, [2019] or (2019); dashes and quotes vary as much.
fn fold_mark(c: char) -> char {
    match c {
        '[' | '{' | '〔' | '【' | '〖' => '(',
        ']' | '}' | '〕' | '】' | '〗' => ')',
        '〈' => '《',
        '〉' => '》',
        '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' => '"',
        '‘' | '’' => '\'',
        '‐' | '‑' | '–' | '—' | '―' | '−' | '─' => '-',
        '•' | '‧' | '・' | '∙' => '·',
        _ => c,
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_spelling_for_all() {
        for (text, want) in [
            ("冀政办发〔２０１９〕５号", "冀政办发(2019)5号"),
            ("冀政辦發[2019]5號", "冀政办发(2019)5号"),
            ("ＡＢＣ Café", "abc cafe"),
            ("政府資訊公開", "政府资讯公开"),
            ("通　知", "通知"),
            ("第 5 条", "第5条"),
            ("2019 5", "2019 5"),
            ("规范\n性文件", "规范性文件"),
            ("总则\n\n第一条", "总则 第一条"),
            ("总则\n　　第一条", "总则 第一条"),
            ("㈠①½", "(一)11⁄2"),
            ("a\u{200B}b\u{FEFF}", "ab"),
        ] {
            assert_eq!(folded(text), want, "{text}");
        }
    }

    proptest! {
        #[test]
        fn places_are_on_characters_and_in_order(text in "\\PC*|.*") {
            let mut last = 0;
            fold(&text, |_, place| {
                assert!(text.get(place.clone()).is_some());
                assert!(place.start >= last || place.end == last);
                last = place.end.max(last);
            });
        }
    }
}
