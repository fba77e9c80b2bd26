//! Overlapping pieces of characters: with their places they answer exactly the question whether a
//! text contains a string, which words cut by a dictionary do not.
//!
//! At every place of the folded text stands one piece. For most characters it is the character and
//! the next one. In a run of ASCII letters and digits it is the next four characters, because a pair
//! of digits is in every record while four seldom are; where the run ends sooner it is the rest of
//! the run and the character behind. Before a break or the end, a piece is what is left. Where a run
//! begins behind another character its first two and its first three stand as well, for terms such
//! as 第20.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::normal::BREAK;

/// Characters of a run taken at once.
const RUN: usize = 4;

/// Cuts folded text into pieces.
#[derive(Clone, Default)]
pub(crate) struct GramTokenizer;

impl Tokenizer for GramTokenizer {
    type TokenStream<'a> = Grams<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Grams<'a> {
        Grams { rest: text, before: Before::Nothing, heads: 1..1, token: Token::default() }
    }
}

/// What stands before the current character.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    Nothing,
    Run,
    Other,
}

/// The pieces of one text.
pub(crate) struct Grams<'a> {
    /// From the current character on.
    rest: &'a str,
    before: Before,
    /// Lengths of the beginnings of the current run that are still to come.
    heads: std::ops::Range<usize>,
    token: Token,
}

impl TokenStream for Grams<'_> {
    fn advance(&mut self) -> bool {
        if let Some(length) = self.heads.next() {
            return self.give(length);
        }
        if self.token.position != usize::MAX {
            self.step();
        }
        loop {
            self.token.position = self.token.position.wrapping_add(1);
            let Some(first) = self.rest.chars().next() else { return false };
            if first != BREAK {
                let run = run_length(self.rest);
                let known = run.max(first.len_utf8());
                let length = known + if run < RUN { length_behind(self.rest, known) } else { 0 };
                if self.before == Before::Other {
                    // Beginnings shorter than the piece itself.
                    self.heads = 2..(run + 1).min(length).clamp(2, RUN);
                }
                return self.give(length);
            }
            self.step();
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

impl Grams<'_> {
    /// Makes the next `length` bytes the piece.
    fn give(&mut self, length: usize) -> bool {
        self.token.text.clear();
        self.token.text.push_str(self.rest.get(..length).unwrap_or_default());
        true
    }

    fn step(&mut self) {
        let mut chars = self.rest.chars();
        self.before = match chars.next() {
            None | Some(BREAK) => Before::Nothing,
            Some(c) if c.is_ascii_alphanumeric() => Before::Run,
            Some(_) => Before::Other,
        };
        self.rest = chars.as_str();
    }
}

/// Bytes of the character behind the first `known` bytes, 0 at a break or the end.
fn length_behind(text: &str, known: usize) -> usize {
    let behind = text.get(known..).and_then(|behind| behind.chars().next());
    behind.filter(|c| *c != BREAK).map_or(0, char::len_utf8)
}

/// Length of the run of ASCII letters and digits at the start of `text`, at most [`RUN`].
fn run_length(text: &str) -> usize {
    text.bytes().take(RUN).take_while(u8::is_ascii_alphanumeric).count()
}

/// The fewest pieces, with their places, that together say exactly `term`. Empty for a single
/// character or for up to three letters or digits: a text holds those where a piece begins with them.
pub(crate) fn cover(term: &str) -> Vec<(usize, String)> {
    let chars: Vec<char> = term.chars().collect();
    let mut places: Vec<(usize, usize)> = Vec::new();
    let mut from = 0;
    while from < chars.len() {
        let run = chars[from].is_ascii_alphanumeric();
        let end = from + chars[from..].iter().take_while(|c| c.is_ascii_alphanumeric() == run).count();
        if run {
            cover_run(from..end, chars.len(), &mut places);
        } else {
            cover_others(from..end, &chars, &mut places);
        }
        from = end;
    }
    places.sort_unstable();
    places.dedup();
    places
        .into_iter()
        .filter_map(|(start, end)| Some((start, chars.get(start..end)?.iter().collect())))
        .collect()
}

/// All pieces of two characters, neither a letter nor a digit, that stand in `term`, with their places: whatever holds the
/// term has them there.
pub(crate) fn links(term: &str) -> Vec<(usize, String)> {
    let chars: Vec<char> = term.chars().collect();
    let pairs = chars.windows(2).enumerate();
    pairs
        .filter(|(_, pair)| pair.iter().all(|c| !c.is_ascii_alphanumeric()))
        .map(|(place, pair)| (place, pair.iter().collect()))
        .collect()
}

/// Pieces for letters and digits.
fn cover_run(run: std::ops::Range<usize>, end: usize, places: &mut Vec<(usize, usize)>) {
    if run.len() >= RUN {
        for start in run.clone().step_by(RUN) {
            // The last piece is pulled back to end with the run.
            let start = start.min(run.end - RUN);
            places.push((start, start + RUN));
        }
    } else if run.end < end {
        places.push((run.start, run.end + 1));
    } else if run.start > 0 && run.len() == 1 {
        places.push((run.start - 1, run.end));
    } else if run.start > 0 {
        places.push((run.start, run.end));
    }
}

/// Pieces for all other characters.
fn cover_others(part: std::ops::Range<usize>, chars: &[char], places: &mut Vec<(usize, usize)>) {
    for start in part.clone().step_by(2) {
        if start + 2 <= chars.len() {
            places.push((start, start + 2));
        } else if part.len() > 1 {
            places.push((start - 1, start + 1));
        } else {
            // The last character stands alone behind a run: it ends the run's last piece.
            let run =
                chars[..start].iter().rev().take(RUN - 1).take_while(|c| c.is_ascii_alphanumeric()).count();
            if run > 0 {
                places.push((start - run, start + 1));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn grams(text: &str) -> Vec<(usize, String)> {
        let mut tokenizer = GramTokenizer;
        let mut stream = tokenizer.token_stream(text);
        let mut out = Vec::new();
        while stream.advance() {
            out.push((stream.token().position, stream.token().text.clone()));
        }
        out
    }

    fn owned<const N: usize>(pieces: [(usize, &str); N]) -> Vec<(usize, String)> {
        pieces.map(|(place, piece)| (place, piece.to_owned())).to_vec()
    }

    #[test]
    fn pieces_of_a_document_number() {
        let wanted = [
            (0, "发("),
            (1, "(2"),
            (2, "2019"),
            (2, "20"),
            (2, "201"),
            (3, "019)"),
            (4, "19)"),
            (5, "9)"),
            (6, ")5"),
            (7, "5号"),
            (8, "号"),
            (10, "ab"),
            (11, "b"),
        ];
        assert_eq!(grams("发(2019)5号 ab"), owned(wanted));
        assert_eq!(grams("第20条"), owned([(0, "第2"), (1, "20条"), (1, "20"), (2, "0条"), (3, "条")]));
        assert_eq!(cover("发(2019)5号"), owned([(0, "发("), (2, "2019"), (6, ")5"), (7, "5号")]));
        assert_eq!(cover("第20"), owned([(0, "第2"), (1, "20")]));
        assert_eq!(cover("91130100MA0742"), owned([(0, "9113"), (4, "0100"), (8, "MA07"), (10, "0742")]));
        assert!(cover("号").is_empty() && cover("201").is_empty() && cover("").is_empty());
    }

    proptest! {
        /// The pieces of a term stand in a text at the same distances exactly where the term stands.
        #[test]
        fn cover_says_exactly_the_term(text in "[ab1号条 ]{0,30}", term in "[ab1号条]{1,9}") {
            let pieces = grams(&text);
            let distinct: HashSet<_> = pieces.iter().cloned().collect();
            prop_assert_eq!(distinct.len(), pieces.len());
            let cover = cover(&term);
            let chars: Vec<char> = text.chars().collect();
            let wanted: Vec<char> = term.chars().collect();
            for place in 0..=30 {
                let found = if cover.is_empty() {
                    pieces.iter().any(|(at, piece)| *at == place && piece.starts_with(&term))
                } else {
                    cover.iter().all(|(at, piece)| distinct.contains(&(place + at, piece.clone())))
                };
                let truth = chars.get(place..).is_some_and(|rest| rest.starts_with(&wanted));
                prop_assert!(!truth || links(&term).into_iter().all(|(at, link)| distinct.contains(&(place + at, link))));
                prop_assert_eq!(found, truth, "{} {:?}", place, &cover);
            }
        }
    }
}
