//! Marking what was looked for in the text as it was published, and choosing what to show of it.

use std::ops::Range;

use crate::Span;
use crate::normal::fold;

/// Folded characters of a passage.
const PASSAGE: usize = 120;
/// Characters shown before the first mark, at most.
const LEAD: usize = 24;
/// Bytes of a text that are looked through.
const LONGEST: usize = 1 << 20;
/// Marks among which the best passage is sought.
const MOST_MARKS: usize = 500;

/// The whole text, with marks.
pub(crate) fn whole(text: &str, terms: &[String]) -> Vec<Span> {
    let map = Map::of(text);
    let marks = map.marks(terms);
    spans(text, 0..text.len(), &map.originals(&marks))
}

/// The part of the text that says most about the terms, with marks; its beginning if they are not
/// in it. Blanks and line ends become one blank, a cut is shown as `…`.
pub(crate) fn passage(text: &str, terms: &[String]) -> Vec<Span> {
    let text = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or_default();
    let map = Map::of(text);
    let marks = map.marks(terms);
    let window = map.window(best_start(&marks));
    let marks = map.originals(&marks);
    let mut out = spans(text, window.clone(), &marks);
    if window.start > 0 {
        out.insert(0, Span { text: "…".to_owned(), marked: false });
    }
    if window.end < text.trim_end().len() {
        out.push(Span { text: "…".to_owned(), marked: false });
    }
    out
}

/// A term found: folded characters, and which of the terms.
struct Mark {
    place: Range<usize>,
    term: usize,
}

/// The folded text, and where each of its characters lies in it and in the original.
struct Map {
    folded: String,
    /// Byte in `folded`, bytes in the original.
    places: Vec<(usize, Range<usize>)>,
}

impl Map {
    fn of(text: &str) -> Self {
        let mut folded = String::with_capacity(text.len());
        let mut places = Vec::with_capacity(text.len() / 2);
        fold(text, |c, place| {
            places.push((folded.len(), place));
            folded.push(c);
        });
        Self { folded, places }
    }

    /// Where the terms stand, in order.
    fn marks(&self, terms: &[String]) -> Vec<Mark> {
        let mut marks = Vec::new();
        for (term, text) in terms.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let length = text.chars().count();
            for (byte, _) in self.folded.match_indices(text.as_str()).take(MOST_MARKS) {
                let start = self.places.partition_point(|(at, _)| *at < byte);
                marks.push(Mark { place: start..start + length, term });
            }
        }
        marks.sort_by_key(|mark| mark.place.start);
        marks
    }

    /// The marks as bytes of the original, joined where they touch.
    fn originals(&self, marks: &[Mark]) -> Vec<Range<usize>> {
        let mut out: Vec<Range<usize>> = Vec::new();
        for mark in marks {
            let Some([(_, first), .., (_, last)] | [(_, first @ last)]) = self.places.get(mark.place.clone())
            else {
                continue;
            };
            match out.last_mut() {
                Some(before) if first.start <= before.end => before.end = before.end.max(last.end),
                _ => out.push(first.start..last.end),
            }
        }
        out
    }

    /// The bytes of the original shown when the passage is about the character `start`.
    fn window(&self, start: usize) -> Range<usize> {
        let earliest = start.saturating_sub(LEAD);
        let lead = self.places.get(earliest..start).unwrap_or_default();
        // Begin with a sentence if one begins near.
        let sentence = lead
            .iter()
            .rposition(|(at, _)| {
                let rest = self.folded.get(*at..).unwrap_or_default();
                rest.starts_with(['。', ';', '!', '?', ':', ' '])
            })
            .map_or(earliest, |before| earliest + before + 1);
        let shown = self.places.get(sentence..).unwrap_or_default();
        let shown = shown.get(..PASSAGE).unwrap_or(shown);
        match (shown.first(), shown.last()) {
            (Some((_, first)), Some((_, last))) if sentence > 0 => first.start..last.end,
            (Some(_), Some((_, last))) => 0..last.end,
            _ => 0..0,
        }
    }
}

/// The mark to begin with so that the passage holds the most different terms, then the most marks.
fn best_start(marks: &[Mark]) -> usize {
    let mut best = (0, 0, 0);
    for (index, mark) in marks.iter().enumerate().take(MOST_MARKS) {
        let inside = marks
            .iter()
            .skip(index)
            .take_while(|other| other.place.end <= mark.place.start + PASSAGE - LEAD)
            .take(PASSAGE);
        let (mut terms, mut count, mut seen) = (0, 0, 0u128);
        for other in inside {
            let bit = 1u128.checked_shl(u32::try_from(other.term).unwrap_or(u32::MAX)).unwrap_or(0);
            terms += u32::from(seen & bit == 0);
            seen |= bit;
            count += 1;
        }
        if (terms, count) > (best.0, best.1) {
            best = (terms, count, mark.place.start);
        }
    }
    best.2
}

/// Cuts a part of a text at its marks.
fn spans(text: &str, part: Range<usize>, marks: &[Range<usize>]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut add = |piece: Range<usize>, marked| {
        let text = one_line(text.get(piece).unwrap_or_default());
        if !text.is_empty() {
            out.push(Span { text, marked });
        }
    };
    let mut at = part.start;
    for mark in marks.iter().filter(|mark| mark.end > part.start && mark.start < part.end) {
        let (start, end) = (mark.start.max(at), mark.end.min(part.end));
        add(at..start, false);
        add(start..end, true);
        at = end.max(at);
    }
    add(at..part.end, false);
    out
}

fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            blank = true;
        } else {
            if blank {
                out.push(' ');
            }
            blank = false;
            out.push(c);
        }
    }
    if blank {
        out.push(' ');
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(spans: &[Span]) -> String {
        spans.iter().map(|s| if s.marked { format!("[{}]", s.text) } else { s.text.clone() }).collect()
    }

    #[test]
    fn marks_lie_on_the_original() {
        let terms = ["许可".to_owned(), "2019".to_owned(), "可证".to_owned()];
        assert_eq!(shown(&whole("行政許可證（２０１９）年", &terms)), "行政[許可證]（[２０１９]）年");
        assert_eq!(shown(&whole("㈠号", &["一".to_owned()])), "[㈠]号");
    }

    #[test]
    fn a_passage_begins_with_a_sentence_and_holds_most_terms() {
        let text = format!(
            "{}处罚。{}本办法。\n行政许可与行政处罚。{}",
            "甲".repeat(200),
            "乙".repeat(200),
            "丙".repeat(300)
        );
        let shown = shown(&passage(&text, &["处罚".to_owned(), "许可".to_owned()]));
        assert!(
            shown.starts_with("… 行政[许可]与行政[处罚]。丙") || shown.starts_with("…行政[许可]"),
            "{shown}"
        );
        assert!(shown.ends_with("丙…"), "{shown}");
        assert_eq!(super::tests::shown(&passage("没有 这个\n词", &["词汇".to_owned()])), "没有 这个 词");
        assert!(passage("", &["词".to_owned()]).is_empty());
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_invented(text in "[许可a1Ａ，\\n 。㈠é]{0,300}", term in "[许可a1]{1,3}") {
            let plain: String = whole(&text, std::slice::from_ref(&term)).into_iter().map(|s| s.text).collect();
            let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(squeeze(&plain), squeeze(&text));
            let passage = passage(&text, &[term]);
            prop_assert!(passage.iter().map(|s| s.text.chars().count()).sum::<usize>() < 1000);
        }
    }
}
