//! The documents of each large segment in the order of their sort key, so that the newest of a
//! long list are read off instead of being looked for among all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::index::SegmentId;
use tantivy::{DocId, SegmentReader};

use crate::schema::KEY;

/// Smaller segments are gone through whole.
const SMALLEST: u32 = 4_096;

/// Document numbers by falling sort key, four bytes a document.
#[derive(Default)]
pub(crate) struct Orders(Mutex<HashMap<SegmentId, Arc<[DocId]>>>);

impl Orders {
    pub(crate) fn get(&self, segment: &SegmentReader) -> Option<Arc<[DocId]>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&segment.segment_id()).cloned()
    }

    /// Sorts segments that are new and forgets those that are gone.
    pub(crate) fn refresh(&self, segments: &[SegmentReader]) -> tantivy::Result<()> {
        for segment in segments.iter().filter(|segment| segment.max_doc() >= SMALLEST) {
            if self.get(segment).is_none() {
                let order = sorted(segment)?;
                self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(segment.segment_id(), order);
            }
        }
        let mut orders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        orders.retain(|id, _| segments.iter().any(|segment| segment.segment_id() == *id));
        Ok(())
    }
}

fn sorted(segment: &SegmentReader) -> tantivy::Result<Arc<[DocId]>> {
    let keys = segment.fast_fields().u64(KEY)?.first_or_default_col(0);
    let mut docs: Vec<(u64, DocId)> = (0..segment.max_doc()).map(|doc| (keys.get_val(doc), doc)).collect();
    docs.sort_unstable_by(|a, b| b.cmp(a));
    Ok(docs.into_iter().map(|(_, doc)| doc).collect())
}
