//! Overlapping pieces of characters: with their positions they answer exactly the question
//! whether a text contains a string, which words cut by a dictionary do not.
//!
//! At every place of the folded text stands the pair of this and the next character, and the four
//! characters from here on where all are ASCII letters or digits, because a pair of digits
//! is in every record while four seldom are. The last character before a break stands alone, so
//! that one character is found as the beginning of some piece.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::normal::BREAK;

/// Characters of a code taken at once.
const CODE: usize = 4;

/// Cuts folded text into pieces.
#[derive(Clone, Default)]
pub(crate) struct GramTokenizer;

impl Tokenizer for GramTokenizer {
    type TokenStream<'a> = Grams<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Grams<'a> {
        Grams { rest: text, code: false, token: Token::default() }
    }
}

/// The pieces of one text.
pub(crate) struct Grams<'a> {
    /// From the current character on.
    rest: &'a str,
    /// The piece of four at the current place comes next.
    code: bool,
    token: Token,
}

impl TokenStream for Grams<'_> {
    fn advance(&mut self) -> bool {
        if self.code {
            self.code = false;
            if let Some(code) = self.rest.get(..CODE) {
                self.token.text.clear();
                self.token.text.push_str(code);
            }
            self.step();
            return true;
        }
        loop {
            let mut chars = self.rest.chars();
            let Some(first) = chars.next() else { return false };
            self.token.position = self.token.position.wrapping_add(1);
            if first == BREAK {
                self.step();
                continue;
            }
            let second = chars.next().filter(|c| *c != BREAK);
            let length = first.len_utf8() + second.map_or(0, char::len_utf8);
            self.token.text.clear();
            self.token.text.push_str(self.rest.get(..length).unwrap_or_default());
            if starts_code(self.rest) {
                self.code = true;
            } else {
                self.step();
            }
            return true;
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
    fn step(&mut self) {
        let mut chars = self.rest.chars();
        chars.next();
        self.rest = chars.as_str();
    }
}

fn starts_code(text: &str) -> bool {
    text.as_bytes().get(..CODE).is_some_and(|code| code.iter().all(u8::is_ascii_alphanumeric))
}

/// The fewest pieces, with their places, that together say exactly `term`.
/// Empty for a term of one character, which no whole piece says.
pub(crate) fn cover(term: &str) -> Vec<(usize, String)> {
    let chars: Vec<char> = term.chars().collect();
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let mut from = 0;
    while from < chars.len() {
        let code = chars[from].is_ascii_alphanumeric();
        let run = chars[from..].iter().take_while(|c| c.is_ascii_alphanumeric() == code).count();
        let width = if code && run >= CODE { CODE } else { 2 };
        let end = from + run;
        for start in (from..end).step_by(width) {
            // The last piece of a run is pulled back to end with it.
            starts.push((start.min(end.max(width) - width), width));
        }
        from = end;
    }
    starts.sort_unstable();
    starts.dedup();
    starts
        .into_iter()
        .filter_map(|(start, width)| Some((start, chars.get(start..start + width)?.iter().collect())))
        .collect()
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn pieces_of_a_document_number() {
        let text = grams("发(2019)5号");
        assert!(text.contains(&(2, "2019".into())) && text.contains(&(2, "20".into())));
        assert!(text.contains(&(8, "号".into())));
        assert_eq!(
            cover("发(2019)5号"),
            [(0, "发("), (2, "2019"), (5, "9)"), (6, ")5"), (7, "5号")].map(|(a, b)| (a, b.to_owned()))
        );
        assert!(cover("号").is_empty());
    }

    proptest! {
        /// The pieces of a term stand in a text at the same distances exactly where the term stands.
        #[test]
        fn cover_says_exactly_the_term(text in "[ab12号 ]{0,30}", term in "[ab12号]{2,12}") {
            let pieces: std::collections::HashSet<_> = grams(&text).into_iter().collect();
            let cover = cover(&term);
            let chars: Vec<char> = text.chars().collect();
            let wanted: Vec<char> = term.chars().collect();
            for place in 0..30 {
                let found = cover.iter().all(|(at, piece)| pieces.contains(&(place + at, piece.clone())));
                let truth = chars.get(place..).is_some_and(|rest| rest.starts_with(&wanted));
                prop_assert_eq!(found, truth, "{} {:?}", place, &cover);
            }
        }
    }
}
