//! Everything a question finds, by identity: for files, which hold it whole and not in pages.

use tantivy::query::EnableScoring;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED};

use crate::ask::{every_term_unranked, relaxed_words, some_words, terms};
use crate::filter::{Clause, Filter};
use crate::find::engine_query;
use crate::schema::Fields;
use crate::{Error, Query};

/// All documents a question finds, as they were when it was asked: what is put or removed later changes nothing. It
/// holds one bit for each document of the index.
pub struct Selection {
    searcher: Searcher,
    id: Field,
    /// For each segment.
    found: Vec<Bits>,
    total: u64,
    watermark: u64,
}

impl std::fmt::Debug for Selection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Selection").field("total", &self.total).finish_non_exhaustive()
    }
}

impl Selection {
    /// What `query` finds, whatever its order, place and limit: the documents that [`crate::Results::total`] counts.
    pub(crate) fn of(
        query: &Query,
        searcher: Searcher,
        fields: &Fields,
        watermark: u64,
    ) -> Result<Self, Error> {
        let filter = Filter::of(query);
        let terms = terms(&query.text);
        let documents = |clauses| documents(&searcher, clauses, &filter, fields);
        let (mut found, mut total) = documents(every_term_unranked(fields, &searcher, &terms)?)?;
        if total == 0 && !terms.is_empty() {
            let words = relaxed_words(&terms);
            if !words.is_empty() {
                (found, total) = documents(some_words(fields, &words))?;
            }
        }
        Ok(Self { id: fields.id, searcher, found, total, watermark })
    }

    /// Exact number of documents.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Number of leaves of the log that were followed.
    pub fn watermark(&self) -> u64 {
        self.watermark
    }

    /// Identities behind `last` in their order, at most `limit`.
    ///
    /// # Errors
    /// [`Error::Engine`] if the folder cannot be read.
    pub fn after(&self, last: &str, limit: usize) -> Result<Vec<String>, Error> {
        let mut indexes = Vec::new();
        for (segment, bits) in self.searcher.segment_readers().iter().zip(&self.found) {
            if !bits.is_empty() {
                indexes.push((segment.inverted_index(self.id)?, bits));
            }
        }
        let io = |error: std::io::Error| Error::from(tantivy::TantivyError::from(error));
        let mut streams = Vec::with_capacity(indexes.len());
        for (index, bits) in &indexes {
            let mut stream = index.terms().range().gt(last).into_stream().map_err(io)?;
            if stream.advance() {
                streams.push((index, *bits, stream));
            }
        }
        let mut identities = Vec::new();
        while identities.len() < limit {
            let next =
                (0..streams.len()).min_by(|one, other| streams[*one].2.key().cmp(streams[*other].2.key()));
            let Some(next) = next else { break };
            let (index, bits, stream) = &mut streams[next];
            let option = IndexRecordOption::Basic;
            let mut postings = index.read_postings_from_terminfo(stream.value(), option).map_err(io)?;
            while postings.doc() != TERMINATED {
                if bits.holds(postings.doc()) {
                    identities.push(String::from_utf8_lossy(stream.key()).into_owned());
                    break;
                }
                postings.advance();
            }
            if !stream.advance() {
                drop(streams.swap_remove(next));
            }
        }
        Ok(identities)
    }
}

/// The documents of each segment that fit, and their number.
fn documents(
    searcher: &Searcher,
    mut clauses: Vec<Clause>,
    filter: &Filter,
    fields: &Fields,
) -> Result<(Vec<Bits>, u64), Error> {
    clauses.extend(filter.clauses(fields));
    let weight = engine_query(clauses).weight(EnableScoring::disabled_from_searcher(searcher))?;
    let (mut found, mut total) = (Vec::new(), 0);
    for segment in searcher.segment_readers() {
        let mut bits = Bits::for_segment(segment);
        let alive = segment.alive_bitset();
        let mut take = |docs: &[DocId]| {
            for doc in docs.iter().filter(|doc| alive.is_none_or(|alive| alive.is_alive(**doc))) {
                bits.add(*doc);
                total += 1;
            }
        };
        weight.for_each_no_score(segment, &mut take)?;
        found.push(bits);
    }
    Ok((found, total))
}

/// A set of documents of one segment.
struct Bits {
    words: Vec<u64>,
    is_empty: bool,
}

impl Bits {
    fn for_segment(segment: &SegmentReader) -> Self {
        let words = usize::try_from(segment.max_doc().div_ceil(u64::BITS)).unwrap_or_default();
        Self { words: vec![0; words], is_empty: true }
    }

    fn place(doc: DocId) -> (usize, u64) {
        (usize::try_from(doc / u64::BITS).unwrap_or(usize::MAX), 1 << (doc % u64::BITS))
    }

    fn add(&mut self, doc: DocId) {
        let (at, bit) = Self::place(doc);
        if let Some(word) = self.words.get_mut(at) {
            *word |= bit;
            self.is_empty = false;
        }
    }

    fn holds(&self, doc: DocId) -> bool {
        let (at, bit) = Self::place(doc);
        self.words.get(at).is_some_and(|word| word & bit != 0)
    }

    fn is_empty(&self) -> bool {
        self.is_empty
    }
}
