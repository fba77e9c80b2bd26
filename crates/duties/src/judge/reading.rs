//! Many leaves at once: their bytes are read side by side.

use std::borrow::Cow;
use std::collections::HashMap;

use rayon::prelude::*;

use super::Judge;
use crate::fact::{Fact, FactError};

/// A leaf's entry, and its content file where there is one.
pub type LeafBytes = (Vec<u8>, Option<Vec<u8>>);

/// Leaves that are read in a row at least.
const LEAST: usize = 1_000;

/// Leaves that were read, to be taken into a record.
#[derive(Debug)]
pub struct Facts<'b>(pub(super) Vec<Part<'b>>);

/// Leaves that were read in a row.
#[derive(Debug)]
pub(super) struct Part<'b> {
    pub(super) facts: Vec<Fact<'b>>,
    /// Which of them are of which agency.
    pub(super) by_agency: HashMap<Cow<'b, str>, Vec<usize>>,
    /// Which of them concern others than their agency.
    pub(super) shared: Vec<usize>,
    /// What is wrong with the one behind the last of them.
    pub(super) stopped: Option<FactError>,
}

impl<'b> Part<'b> {
    pub(super) fn of(judge: &Judge<'_>, read: impl Iterator<Item = Result<Fact<'b>, FactError>>) -> Self {
        let mut part =
            Self { facts: Vec::new(), by_agency: HashMap::new(), shared: Vec::new(), stopped: None };
        for fact in read {
            match fact {
                Ok(fact) => part.push(judge, fact),
                Err(error) => {
                    part.stopped = Some(error);
                    break;
                }
            }
        }
        part
    }

    /// Those of an agency.
    pub(super) fn of_agency(&self, code: &str) -> impl Iterator<Item = &Fact<'b>> {
        self.by_agency.get(code).into_iter().flatten().filter_map(|at| self.facts.get(*at))
    }

    fn push(&mut self, judge: &Judge<'_>, fact: Fact<'b>) {
        let at = self.facts.len();
        match self.by_agency.get_mut(&fact.agency) {
            Some(of_agency) => of_agency.push(at),
            None => {
                self.by_agency.insert(fact.agency.clone(), vec![at]);
            }
        }
        if judge.wants_content(&fact.item) {
            self.shared.push(at);
        }
        self.facts.push(fact);
    }
}

impl Judge<'_> {
    pub(super) fn read<'b>(
        &self,
        leaf: u64,
        (entry, content): (&'b [u8], Option<&'b [u8]>),
    ) -> Result<Fact<'b>, FactError> {
        Fact::read(leaf, entry, content, |item| self.wants_content(item))
    }

    /// Reads leaves of which the first stands at `from`, with as many processors as there are. What does not read is told when
    /// they are taken into a record.
    #[must_use]
    pub fn read_all<'b>(&self, from: u64, leaves: &'b [LeafBytes]) -> Facts<'b> {
        let share = leaves.len().div_ceil(rayon::current_num_threads()).max(LEAST);
        let read = |(nth, part): (usize, &'b [LeafBytes])| {
            let leaves = (from + (nth * share) as u64..).zip(part);
            Part::of(
                self,
                leaves.map(|(leaf, (entry, content))| self.read(leaf, (entry, content.as_deref()))),
            )
        };
        Facts(leaves.par_chunks(share).enumerate().map(read).collect())
    }
}

#[cfg(test)]
mod tests {
    use mingjing_publication::{Content, Digest, Entry, Event};

    use super::*;
    use crate::judge::tests::judge;
    use crate::record::Record;

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
        let mut leaves: Vec<LeafBytes> = (0..3 * LEAST + 17).map(leaf).collect();
        let (mut one, mut all) = (Record::default(), Record::default());
        for (at, (entry, content)) in (0..).zip(&leaves) {
            judge.take_in(&mut one, at, (entry, content.as_deref())).unwrap();
        }
        judge.add_all(&mut all, judge.read_all(0, &leaves[..LEAST / 2])).unwrap();
        judge.add_all(&mut all, judge.read_all(LEAST as u64 / 2, &leaves[LEAST / 2..])).unwrap();
        assert_eq!(one, all);
        assert!(
            judge.add_all(&mut all, judge.read_all(0, &leaves[..3])).is_err(),
            "they are not the next ones"
        );
        assert_eq!(one, all);
        leaves[2 * LEAST].0.push(b'x');
        let mut half = Record::default();
        assert!(judge.add_all(&mut half, judge.read_all(0, &leaves)).is_err());
        assert_eq!(half.leaves(), 2 * LEAST as u64, "what stands before it is taken in");
    }
}
