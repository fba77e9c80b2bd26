//! Counting hits and the values of their columns, segment by segment.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::columnar::{ColumnIndex, StrColumn};
use tantivy::index::SegmentId;
use tantivy::{DocId, SegmentReader};

use crate::Facet;
use crate::filter::Filter;
use crate::schema::column_name;

/// Documents handed over at once.
pub(crate) const BLOCK: usize = 64;
const MOST_TALLIES: usize = 512;
/// Longer lists of values are counted each time.
const MOST_VALUES: usize = 10_000;

/// The number of hits of one segment and of each value of the columns asked for.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) total: u64,
    pub(crate) values: Vec<Vec<(String, u64)>>,
}

/// Counts while a segment is gone through.
pub(crate) struct Counter {
    total: u64,
    columns: Vec<Option<(StrColumn, Vec<u64>)>>,
}

impl Counter {
    pub(crate) fn new(facets: &[Facet], segment: &SegmentReader) -> tantivy::Result<Self> {
        let mut columns = Vec::with_capacity(facets.len());
        for facet in facets {
            let column = segment.fast_fields().str(&column_name(facet))?;
            columns.push(column.map(|column| {
                let counts = vec![0; column.num_terms()];
                (column, counts)
            }));
        }
        Ok(Self { total: 0, columns })
    }

    /// Counts at most [`BLOCK`] documents.
    pub(crate) fn count(&mut self, docs: &[DocId]) {
        self.total += docs.len() as u64;
        let mut buffer = [0u64; BLOCK];
        for (column, counts) in self.columns.iter_mut().flatten() {
            let mut add = |ord: u64| {
                if let Some(count) = usize::try_from(ord).ok().and_then(|ord| counts.get_mut(ord)) {
                    *count += 1;
                }
            };
            let ords = column.ords();
            match (&ords.index, buffer.get_mut(..docs.len())) {
                (ColumnIndex::Full, Some(buffer)) => {
                    ords.values.get_vals(docs, buffer);
                    buffer.iter().copied().for_each(&mut add);
                }
                _ => docs.iter().for_each(|doc| ords.values_for_doc(*doc).for_each(&mut add)),
            }
        }
    }

    pub(crate) fn finish(self) -> tantivy::Result<Tally> {
        let mut values = Vec::with_capacity(self.columns.len());
        for column in self.columns {
            let mut counted = Vec::new();
            if let Some((column, counts)) = column {
                for (ord, count) in (0u64..).zip(counts).filter(|(_, count)| *count > 0) {
                    let mut value = String::new();
                    if column.ord_to_str(ord, &mut value)? {
                        counted.push((value, count));
                    }
                }
            }
            values.push(counted);
        }
        Ok(Tally { total: self.total, values })
    }
}

/// Tallies of lists without a text. A segment and its deletions never change, so a tally holds as
/// long as the segment lives, and a publication only leads to counting in its own small segment.
#[derive(Default)]
pub(crate) struct Tallies(Mutex<HashMap<TallyKey, Arc<Tally>>>);

/// What a tally was counted over.
#[derive(PartialEq, Eq, Hash, Clone)]
pub(crate) struct TallyKey {
    segment: SegmentId,
    deletes: Option<u64>,
    filter: Filter,
    facets: Vec<Facet>,
}

impl TallyKey {
    pub(crate) fn new(segment: &SegmentReader, filter: &Filter, facets: &[Facet]) -> Self {
        Self {
            segment: segment.segment_id(),
            deletes: segment.delete_opstamp(),
            filter: filter.clone(),
            facets: facets.to_vec(),
        }
    }
}

impl Tallies {
    pub(crate) fn get(&self, key: &TallyKey) -> Option<Arc<Tally>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    pub(crate) fn keep(&self, key: TallyKey, tally: Arc<Tally>) {
        if tally.values.iter().map(Vec::len).sum::<usize>() > MOST_VALUES {
            return;
        }
        let mut tallies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tallies.len() >= MOST_TALLIES {
            tallies.clear();
        }
        tallies.insert(key, tally);
    }

    /// Forgets segments that are gone.
    pub(crate) fn retain(&self, segments: &[SegmentReader]) {
        let mut tallies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tallies.retain(|key, _| {
            segments
                .iter()
                .any(|segment| segment.segment_id() == key.segment && segment.delete_opstamp() == key.deletes)
        });
    }
}
