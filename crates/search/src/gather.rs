//! Going through the segments: the first hits, their number and the facets, in one pass.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use tantivy::columnar::ColumnValues;
use tantivy::query::{EnableScoring, Query, Weight};
use tantivy::{DocAddress, DocId, DocSet, Score, Searcher, SegmentOrdinal, SegmentReader, TERMINATED};

use crate::filter::{Filter, InColumns};
use crate::order::Orders;
use crate::schema::{Fields, KEY, leaf};
use crate::tally::{BLOCK, Counter, Tallies, Tally, TallyKey};
use crate::{Facet, Sort};

/// Steps through an ordered list cost about this many times those through postings.
const STEP: u32 = 4;

/// Values of one facet that are handed back.
const MOST_VALUES: usize = 10_000;

/// The place of a hit; higher comes first. Score, then sort key.
pub(crate) type Rank = (u32, u64);

/// What is to be gathered.
pub(crate) struct Wanted<'a> {
    pub(crate) sort: Sort,
    /// Only hits below this rank are shown; all are counted.
    pub(crate) behind: Option<Rank>,
    /// Only documents with a leaf below this number are hits.
    pub(crate) leaves: u64,
    /// Number of hits to show.
    pub(crate) take: usize,
    pub(crate) facets: &'a [Facet],
    /// Set for a list without a text, whose hits are those the filter holds.
    pub(crate) list: Option<&'a Filter>,
    /// Documents after which nothing more is looked for.
    pub(crate) at_most: Option<u64>,
}

impl Wanted<'_> {
    fn rank(&self, score: Score, key: u64) -> Rank {
        match self.sort {
            Sort::Relevance => (score.max(0.0).to_bits(), key),
            Sort::Newest => (0, key),
            Sort::Oldest => (0, !key),
        }
    }
}

/// The rank of a document with this key in a list by date.
pub(crate) fn date_rank(sort: Sort, key: u64) -> Rank {
    (0, if sort == Sort::Oldest { !key } else { key })
}

/// What was gathered.
pub(crate) struct Gathered {
    pub(crate) total: u64,
    pub(crate) top: Vec<(Rank, DocAddress)>,
    /// For every facet asked for.
    pub(crate) facets: Vec<Vec<(String, u64)>>,
}

/// What is remembered between questions.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) orders: Orders,
    pub(crate) tallies: Tallies,
}

/// Answers a query from all segments.
pub(crate) fn gather(
    searcher: &Searcher,
    fields: &Fields,
    memory: &Memory,
    query: &dyn Query,
    wanted: &Wanted<'_>,
) -> tantivy::Result<Gathered> {
    let scoring = if wanted.sort == Sort::Relevance {
        EnableScoring::enabled_from_searcher(searcher)
    } else {
        EnableScoring::disabled_from_searcher(searcher)
    };
    let weight = query.weight(scoring)?;
    let mut top = Top { take: wanted.take, behind: wanted.behind, heap: BinaryHeap::new() };
    let mut total = 0;
    let mut facets: Vec<HashMap<String, u64>> = vec![HashMap::new(); wanted.facets.len()];
    for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
        let pass = Pass { ordinal, segment, weight: weight.as_ref(), fields, wanted };
        let tally = match (wanted.at_most, wanted.list) {
            (Some(most), _) if total >= most => break,
            (Some(most), _) => Arc::new(pass.scan(&mut top, Some(most - total))?),
            (None, Some(filter)) => pass.list(filter, memory, &mut top)?,
            (None, None) => Arc::new(pass.scan(&mut top, None)?),
        };
        total += tally.total;
        for (sums, values) in facets.iter_mut().zip(&tally.values) {
            for (value, count) in values {
                *sums.entry(value.clone()).or_default() += count;
            }
        }
    }
    Ok(Gathered { total, top: top.ordered(), facets: facets.into_iter().map(ordered).collect() })
}

fn ordered(counts: HashMap<String, u64>) -> Vec<(String, u64)> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.truncate(MOST_VALUES);
    counts
}

/// The best hits so far.
struct Top {
    take: usize,
    behind: Option<Rank>,
    heap: BinaryHeap<Reverse<(Rank, DocAddress)>>,
}

impl Top {
    fn offer(&mut self, rank: Rank, address: DocAddress) {
        if self.behind.is_some_and(|behind| rank >= behind) {
            return;
        }
        if self.heap.len() < self.take {
            self.heap.push(Reverse((rank, address)));
        } else if let Some(mut worst) = self.heap.peek_mut()
            && rank > worst.0.0
        {
            *worst = Reverse((rank, address));
        }
    }

    fn ordered(self) -> Vec<(Rank, DocAddress)> {
        self.heap.into_sorted_vec().into_iter().map(|Reverse(hit)| hit).collect()
    }
}

/// One segment, gone through once.
struct Pass<'a> {
    ordinal: SegmentOrdinal,
    segment: &'a SegmentReader,
    weight: &'a dyn Weight,
    fields: &'a Fields,
    wanted: &'a Wanted<'a>,
}

impl Pass<'_> {
    fn keys(&self) -> tantivy::Result<Arc<dyn ColumnValues<u64>>> {
        Ok(self.segment.fast_fields().u64(KEY)?.first_or_default_col(0))
    }

    fn address(&self, doc: DocId) -> DocAddress {
        DocAddress::new(self.ordinal, doc)
    }

    fn is_alive(&self, doc: DocId) -> bool {
        self.segment.alive_bitset().is_none_or(|alive| alive.is_alive(doc))
    }

    /// A list: counts from memory and the first hits from the ordered documents where that is the
    /// shorter way.
    fn list(&self, filter: &Filter, memory: &Memory, top: &mut Top) -> tantivy::Result<Arc<Tally>> {
        let Some(order) = memory.orders.get(self.segment) else { return Ok(Arc::new(self.scan(top, None)?)) };
        let key = TallyKey::new(self.segment, filter, self.wanted.facets);
        if let Some(tally) = memory.tallies.get(&key) {
            if tally.total > 0 && !self.walk(&order, filter, top)? {
                self.scan(top, None)?;
            }
            return Ok(tally);
        }
        let tally = Arc::new(self.scan(top, None)?);
        memory.tallies.keep(key, Arc::clone(&tally));
        Ok(tally)
    }

    /// Reads the first hits off the ordered documents. False, with nothing offered, if that takes
    /// longer than going through the postings.
    fn walk(&self, order: &[DocId], filter: &Filter, top: &mut Top) -> tantivy::Result<bool> {
        let columns = match filter.in_columns(self.segment)? {
            InColumns::Filter(columns) => columns,
            InColumns::Nowhere => return Ok(true),
            InColumns::NoColumn => return Ok(false),
        };
        let mut budget = filter.cost(self.fields, self.segment)? / STEP;
        let keys = self.keys()?;
        let rank = |doc: &DocId| self.wanted.rank(0.0, keys.get_val(*doc));
        let behind = self.wanted.behind.unwrap_or((u32::MAX, u64::MAX));
        let oldest = self.wanted.sort == Sort::Oldest;
        let docs: Box<dyn Iterator<Item = &DocId>> = if oldest {
            let end = order.partition_point(|doc| rank(doc) < behind);
            Box::new(order.iter().take(end).rev())
        } else {
            let start = order.partition_point(|doc| rank(doc) >= behind);
            Box::new(order.iter().skip(start))
        };
        let mut found = Vec::with_capacity(self.wanted.take.min(BLOCK));
        for doc in docs {
            if found.len() == self.wanted.take {
                break;
            }
            if budget == 0 {
                return Ok(false);
            }
            budget -= 1;
            if filter.holds_key(keys.get_val(*doc)) && self.is_alive(*doc) && columns.holds(*doc) {
                found.push((rank(doc), self.address(*doc)));
            }
        }
        found.into_iter().for_each(|(rank, address)| top.offer(rank, address));
        Ok(true)
    }

    /// Goes through the hits of the segment, all or `most` of them.
    fn scan(&self, top: &mut Top, most: Option<u64>) -> tantivy::Result<Tally> {
        let mut counter = Counter::new(self.wanted.facets, self.segment)?;
        let keys = self.keys()?;
        let mut block = Block::default();
        let mut flush = |block: &mut Block| {
            let mut found = [0; BLOCK];
            let docs = block.docs.get(..block.len).unwrap_or_default();
            if let Some(found) = found.get_mut(..docs.len()) {
                keys.get_vals(docs, found);
                counter.count(docs);
                if self.wanted.take > 0 {
                    for ((doc, score), key) in docs.iter().zip(&block.scores).zip(found) {
                        top.offer(self.wanted.rank(*score, *key), self.address(*doc));
                    }
                }
            }
            block.len = 0;
        };
        let late = self.wanted.leaves;
        let mut take = |doc: DocId, score: Score| {
            let hit = self.is_alive(doc) && (late == u64::MAX || leaf(keys.get_val(doc)) < late);
            if hit && block.add(doc, score) {
                flush(&mut block);
            }
            hit
        };
        if let Some(most) = most {
            let mut scorer = self.weight.scorer(self.segment, 1.0)?;
            let mut taken = 0;
            while taken < most && scorer.doc() != TERMINATED {
                taken += u64::from(take(scorer.doc(), 0.0));
                scorer.advance();
            }
        } else if self.wanted.sort == Sort::Relevance {
            self.weight.for_each(self.segment, &mut |doc, score| {
                take(doc, score);
            })?;
        } else {
            let mut take_all = |docs: &[DocId]| {
                for doc in docs {
                    take(*doc, 0.0);
                }
            };
            self.weight.for_each_no_score(self.segment, &mut take_all)?;
        }
        flush(&mut block);
        counter.finish()
    }
}

/// Documents waiting to be counted together.
struct Block {
    docs: [DocId; BLOCK],
    scores: [Score; BLOCK],
    len: usize,
}

impl Default for Block {
    fn default() -> Self {
        Self { docs: [0; BLOCK], scores: [0.0; BLOCK], len: 0 }
    }
}

impl Block {
    /// Adds a document; true if the block is full.
    fn add(&mut self, doc: DocId, score: Score) -> bool {
        if let (Some(d), Some(s)) = (self.docs.get_mut(self.len), self.scores.get_mut(self.len)) {
            (*d, *s) = (doc, score);
            self.len += 1;
        }
        self.len == BLOCK
    }
}
