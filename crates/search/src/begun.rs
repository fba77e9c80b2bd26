//! The index as it was when a list by relevance was begun.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use tantivy::Searcher;

/// Lists that can be gone on with exactly. Older ones go on in the index as it is.
const MOST: usize = 32;

/// Searchers by the number of leaves they were begun at, the one used last at the end. Each keeps the files of its
/// segments, even those that were merged since.
#[derive(Default)]
pub(crate) struct Begun(Mutex<VecDeque<(u64, Searcher)>>);

impl Begun {
    pub(crate) fn get(&self, leaves: u64) -> Option<Searcher> {
        let mut begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = begun.iter().position(|(at, _)| *at == leaves)?;
        let found = begun.remove(at)?;
        let searcher = found.1.clone();
        begun.push_back(found);
        Some(searcher)
    }

    pub(crate) fn keep(&self, leaves: u64, searcher: &Searcher) {
        let mut begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if begun.iter().all(|(at, _)| *at != leaves) {
            begun.push_back((leaves, searcher.clone()));
        }
        if begun.len() > MOST {
            begun.pop_front();
        }
    }
}
