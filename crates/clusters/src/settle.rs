//! Putting groups in order: the order in which texts came should not decide where they are.

use std::collections::{BTreeMap, HashMap};

use crate::grouping::{Group, Grouping, Move, Sum};
use crate::weights::{Vector, Word};

/// How often texts look for their nearest group.
const ROUNDS: usize = 3;
/// The weightiest words by which two groups are compared.
const WORDS: usize = 48;
/// Groups smaller than this do not draw texts away from others.
const ESTABLISHED: usize = 3;

impl Grouping {
    /// Puts groups in order: texts go to the nearest group, groups that say the same become one under the oldest number. Texts
    /// that were pinned stay. Gives what moved.
    pub fn settle(&mut self) -> Vec<Move> {
        let before = self.group_of.clone();
        let vectors: Vec<Vector> = self.counts.iter().map(|counts| self.vocabulary.vector(counts)).collect();
        self.rebuild(&vectors);
        self.merge();
        for _ in 0..ROUNDS {
            self.rebuild(&vectors);
            self.reassign(&vectors);
            self.rebuild(&vectors);
            self.merge();
        }
        self.rebuild(&vectors);
        let now = self.group_of.iter().enumerate();
        now.filter(|(text, to)| before[*text] != **to)
            .map(|(text, to)| Move { text, from: before[text], to: *to })
            .collect()
    }

    /// Every text goes to its nearest established group, if that is near enough.
    fn reassign(&mut self, vectors: &[Vector]) {
        let mut having: Vec<Vec<(Group, f32)>> = vec![Vec::new(); self.vocabulary.len()];
        for (group, sum) in self.groups.iter().enumerate().filter(|(_, sum)| sum.size >= ESTABLISHED) {
            for (word, weight) in normal(sum) {
                having[word as usize].push((group, weight));
            }
        }
        let mut near: Vec<f32> = vec![0.0; self.groups.len()];
        let mut touched: Vec<Group> = Vec::new();
        for (text, vector) in vectors.iter().enumerate() {
            if self.pinned[text] {
                continue;
            }
            for (word, own) in vector {
                for (group, weight) in &having[*word as usize] {
                    if near[*group] == 0.0 {
                        touched.push(*group);
                    }
                    near[*group] += own * weight;
                }
            }
            let best = touched.iter().max_by(|a, b| near[**a].total_cmp(&near[**b]).then(b.cmp(a))).copied();
            if let Some(best) = best.filter(|best| near[*best] >= self.limits.join) {
                self.group_of[text] = best;
            }
            touched.drain(..).for_each(|group| near[group] = 0.0);
        }
    }

    /// Groups that say the same become one, the nearest first.
    fn merge(&mut self) {
        let vectors: BTreeMap<Group, Vector> = self
            .groups
            .iter()
            .enumerate()
            .filter(|(_, sum)| sum.size > 1)
            .map(|(group, sum)| (group, normal(sum)))
            .collect();
        let mut pairs = self.pairs(&vectors);
        pairs.sort_by(|(x, a), (y, b)| y.total_cmp(x).then(a.cmp(b)));
        let mut into: HashMap<Group, Group> = HashMap::new();
        let pinned = self.pinned_groups();
        for (_, (one, other)) in pairs {
            // A group takes part once in a round; what it becomes is compared anew in the next.
            if into.contains_key(&one) || into.contains_key(&other) || (pinned[one] && pinned[other]) {
                continue;
            }
            let (stays, goes) = if pinned[other] { (other, one) } else { (one, other) };
            into.insert(goes, stays);
            into.insert(stays, stays);
        }
        for (text, group) in self.group_of.iter_mut().enumerate() {
            if !self.pinned[text] {
                *group = into.get(group).copied().unwrap_or(*group);
            }
        }
    }

    fn pinned_groups(&self) -> Vec<bool> {
        let mut pinned = vec![false; self.groups.len()];
        for (text, group) in self.group_of.iter().enumerate() {
            pinned[*group] |= self.pinned[text];
        }
        pinned
    }

    /// Pairs that are near enough, the older group first.
    fn pairs(&self, vectors: &BTreeMap<Group, Vector>) -> Vec<(f32, (Group, Group))> {
        let mut having: HashMap<Word, Vec<(Group, f32)>> = HashMap::new();
        let mut pairs = Vec::new();
        for (group, vector) in vectors {
            let mut near: HashMap<Group, f32> = HashMap::new();
            for (word, own) in vector {
                for (other, weight) in having.get(word).into_iter().flatten() {
                    *near.entry(*other).or_default() += own * weight;
                }
            }
            pairs.extend(
                near.into_iter()
                    .filter(|(_, near)| *near >= self.limits.merge)
                    .map(|(other, near)| (near, (other, *group))),
            );
            for (word, weight) in vector {
                having.entry(*word).or_default().push((*group, *weight));
            }
        }
        pairs
    }
}

/// The weightiest words of a group, as a vector of length 1 in the order of their numbers.
fn normal(sum: &Sum) -> Vector {
    let mut words: Vector = sum.words.iter().map(|(word, share)| (*word, share.weight)).collect();
    words.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(a.cmp(b)));
    words.truncate(WORDS);
    words.sort_by_key(|(word, _)| *word);
    let length = words.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    if length > 0.0 {
        words.iter_mut().for_each(|(_, weight)| *weight /= length);
    }
    words
}
