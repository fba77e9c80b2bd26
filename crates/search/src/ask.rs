//! What a reader typed, as a query. Built by hand: no query language, so nothing typed is an error.

use std::ops::Bound;

use tantivy::query::{
    BooleanQuery, BoostQuery, InvertedIndexRangeQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use crate::filter::Clause;
use crate::gram::{cover, links};
use crate::normal::folded;
use crate::schema::Fields;
use crate::word::words;

const MOST_TERMS: usize = 16;
const MOST_CHARACTERS: usize = 128;
/// Weight of a term in the title, the agency's name or the number.
const HEADING: f32 = 3.0;
/// Weight of a term being a word of its own and not a part of others.
const WORD: f32 = 1.0;

/// The folded terms of a text, each once: what stands between blanks, without the marks around it.
pub(crate) fn terms(text: &str) -> Vec<String> {
    let mut left = MOST_CHARACTERS;
    let mut terms: Vec<String> = Vec::new();
    for part in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let whole = folded(part);
        let bare = whole.trim_matches(|c: char| !c.is_alphanumeric());
        let term: String = if bare.is_empty() { &whole } else { bare }.chars().take(left).collect();
        left -= term.chars().count();
        if !term.is_empty() && !terms.contains(&term) {
            terms.push(term);
        }
        if left == 0 || terms.len() == MOST_TERMS {
            break;
        }
    }
    terms
}

/// The words of the terms, for a question nothing answers as typed. Empty if that would ask the
/// same again.
pub(crate) fn relaxed_words(terms: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in terms.iter().flat_map(|term| words(term)) {
        if !out.contains(&word) {
            out.push(word);
        }
    }
    if out == terms { Vec::new() } else { out }
}

/// Documents whose text holds every term.
pub(crate) fn every_term(fields: &Fields, terms: &[String]) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    for term in terms {
        clauses.push((Occur::Must, holds(fields.grams, term)));
        if term.chars().nth(1).is_some() {
            clauses.push((Occur::Should, boosted(holds(fields.heading, term), HEADING)));
        }
        for word in words(term) {
            let term = Term::from_field_text(fields.words, &word);
            let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
            clauses.push((Occur::Should, boosted(Box::new(query), WORD)));
        }
    }
    clauses
}

/// The same documents, for an order that looks at no scores: nothing is asked that only ranks, and every phrase leads with
/// its rarest piece. 公司石家庄 is 公司, 石家 and 家庄, which very many names have; 司石 hardly any.
pub(crate) fn every_term_unranked(
    fields: &Fields,
    searcher: &Searcher,
    terms: &[String],
) -> tantivy::Result<Vec<Clause>> {
    let mut clauses: Vec<Clause> = Vec::new();
    for term in terms {
        let mut pieces = cover(term);
        if pieces.len() > 1 {
            pieces.extend(rarest_link(fields.grams, searcher, term, &pieces)?);
            pieces.sort_unstable();
        }
        clauses.push((Occur::Must, holds_pieces(fields.grams, term, pieces)));
    }
    Ok(clauses)
}

/// The rarest of the pieces that the cover of a term leaves out, if it is rarer than all of the cover.
fn rarest_link(
    field: Field,
    searcher: &Searcher,
    term: &str,
    cover: &[(usize, String)],
) -> tantivy::Result<Option<(usize, String)>> {
    let number = |piece: &str| searcher.doc_freq(&Term::from_field_text(field, piece));
    let mut fewest = u64::MAX;
    for (_, piece) in cover {
        fewest = fewest.min(number(piece)?);
    }
    let mut rarest = None;
    for link in links(term).into_iter().filter(|link| !cover.contains(link)) {
        let found = number(&link.1)?;
        if found < fewest {
            (fewest, rarest) = (found, Some(link));
        }
    }
    Ok(rarest)
}

/// Documents whose text or heading holds one of the words, those with more and rarer ones first.
pub(crate) fn some_words(fields: &Fields, words: &[String]) -> Vec<Clause> {
    let mut any: Vec<Clause> = Vec::new();
    for word in words {
        any.push((Occur::Should, holds(fields.grams, word)));
        any.push((Occur::Should, boosted(holds(fields.heading, word), HEADING)));
    }
    vec![(Occur::Must, Box::new(BooleanQuery::new(any)))]
}

fn boosted(query: Box<dyn Query>, boost: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, boost))
}

/// Documents whose field holds exactly this string.
fn holds(field: Field, term: &str) -> Box<dyn Query> {
    holds_pieces(field, term, cover(term))
}

fn holds_pieces(field: Field, term: &str, pieces: Vec<(usize, String)>) -> Box<dyn Query> {
    let mut pieces: Vec<(usize, Term)> =
        pieces.into_iter().map(|(place, piece)| (place, Term::from_field_text(field, &piece))).collect();
    match pieces.len() {
        0 => Box::new(begins_with(field, term)),
        1 => {
            let (_, piece) = pieces.swap_remove(0);
            Box::new(TermQuery::new(piece, IndexRecordOption::WithFreqs))
        }
        _ => Box::new(PhraseQuery::new_with_offset(pieces)),
    }
}

/// Documents with a piece that begins with `start`.
fn begins_with(field: Field, start: &str) -> InvertedIndexRangeQuery {
    let mut after = start.to_owned();
    let next = after.pop().and_then(|last| (last..=char::MAX).nth(1));
    after.extend(next);
    let upper = match next {
        Some(_) => Bound::Excluded(Term::from_field_text(field, &after)),
        None => Bound::Unbounded,
    };
    InvertedIndexRangeQuery::new(Bound::Included(Term::from_field_text(field, start)), upper)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_bare_folded_and_few() {
        assert_eq!(terms("《行政許可法》 “處罰” 《行政许可法》"), ["行政许可法", "处罚"]);
        assert_eq!(terms("冀政办发〔２０１９〕５号"), ["冀政办发(2019)5号"]);
        assert_eq!(terms(" \u{0} 。 "), ["。"]);
        assert!(terms("\u{200b} \u{301}").is_empty());
        assert_eq!(terms(&"法".repeat(500)), ["法".repeat(MOST_CHARACTERS)]);
        let many: String = (100..200).map(|n| format!("{n} ")).collect();
        assert_eq!(terms(&many).len(), MOST_TERMS);
    }
}
