//! Many leaves at once: their bytes are read side by side, and taken in one after the other.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

use super::Judge;
use crate::fact::{Fact, FactError};
use crate::record::Record;

/// A leaf's entry, and its content file where there is one.
pub type LeafBytes = (Vec<u8>, Option<Vec<u8>>);

/// Leaves for which another thread is worth its start.
const WORTH: usize = 1_000;

impl Judge<'_> {
    /// Reads leaves of which the first stands at `from`, with as many processors as there are.
    #[must_use]
    pub fn read_all(&self, from: u64, leaves: &[LeafBytes]) -> Vec<Result<Fact, FactError>> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let share = leaves.len().div_ceil(threads).max(WORTH);
        let read = |first: u64, part: &[LeafBytes]| -> Vec<Result<Fact, FactError>> {
            let leaves = (first..).zip(part);
            leaves.map(|(leaf, (entry, content))| self.read(leaf, (entry, content.as_deref()))).collect()
        };
        thread::scope(|scope| {
            let parts = (from..).step_by(share).zip(leaves.chunks(share));
            let hands: Vec<_> = parts.map(|(first, part)| scope.spawn(move || read(first, part))).collect();
            let done = hands.into_iter().map(|hand| hand.join().unwrap_or_else(|panic| resume_unwind(panic)));
            done.flatten().collect()
        })
    }

    /// Takes what was read into a record: the same as [`take_in`](Self::take_in) for one leaf after the other.
    ///
    /// # Errors
    /// When one is not what the format says, or not the next one; those before it were taken in then, and none behind it.
    pub fn add_all(&self, record: &mut Record, facts: Vec<Result<Fact, FactError>>) -> Result<(), FactError> {
        facts.into_iter().try_for_each(|fact| self.add(record, &fact?))
    }
}

#[cfg(test)]
mod tests {
    use mingjing_publication::{Content, Digest, Entry, Event};

    use super::*;
    use crate::judge::tests::judge;

    fn leaf(number: usize) -> LeafBytes {
        let day = format!("2026-03-{:02}", number % 28 + 1);
        let content = Content {
            id: format!("{number:032x}"),
            item: "notice".to_owned(),
            agency: format!("{:06}", number % 7),
            revision: 1,
            index_no: format!("{number}"),
            title: "一件公开的信息".to_owned(),
            issued_on: day.parse().unwrap(),
            fields: serde_json::Map::new(),
            body: None,
            attachments: Vec::new(),
            kind: None,
            salt: "0".repeat(32),
        };
        let bytes = content.to_bytes().unwrap();
        let entry =
            Entry::of_content(Event::Publish, &content, &format!("{day}T09:00:00+08:00"), Digest::of(&bytes));
        (entry.to_bytes().unwrap(), Some(bytes))
    }

    /// Enough leaves for several threads wherever there are several processors.
    #[test]
    fn many_at_once_are_the_same_as_one_after_the_other() {
        let judge = judge();
        let mut leaves: Vec<LeafBytes> = (0..3 * WORTH + 17).map(leaf).collect();
        let (mut one, mut all) = (Record::default(), Record::default());
        for (at, (entry, content)) in (0..).zip(&leaves) {
            judge.take_in(&mut one, at, (entry, content.as_deref())).unwrap();
        }
        judge.add_all(&mut all, judge.read_all(0, &leaves[..WORTH / 2])).unwrap();
        judge.add_all(&mut all, judge.read_all(WORTH as u64 / 2, &leaves[WORTH / 2..])).unwrap();
        assert_eq!(one, all);
        assert!(
            judge.add_all(&mut all, judge.read_all(0, &leaves[..3])).is_err(),
            "they are not the next ones"
        );
        assert_eq!(one, all);
        leaves[2 * WORTH].0.push(b' ');
        let mut half = Record::default();
        assert!(judge.add_all(&mut half, judge.read_all(0, &leaves)).is_err());
        assert_eq!(half.leaves(), 2 * WORTH as u64, "what stands before it is taken in");
    }
}
