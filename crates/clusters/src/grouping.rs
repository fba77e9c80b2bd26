//! Groups, and how a text finds its own.

use std::collections::HashMap;

use crate::weights::{Vector, Vocabulary, Word};

/// A text by its number, in the order in which texts came.
pub type Text = usize;

/// A group by its number, in the order in which groups were opened.
pub type Group = usize;

/// Seldom words of a text by which groups are looked for.
const LOOKED_FOR: usize = 6;
/// A word stands for its parts where it weighs at least this share of what they weigh.
const PART: f32 = 0.7;
/// Groups that are compared in full.
const COMPARED: usize = 12;

/// How near is near, as cosines between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// A text joins a group from here on; else it opens one.
    pub join: f32,
    /// Two groups become one from here on.
    pub merge: f32,
}

impl Default for Limits {
    /// Found on made-up appeals (`bench/appeals.py`) and held against the articles of laws; `bench/RESULTS.md` has the figures.
    fn default() -> Self {
        Self { join: 0.2, merge: 0.26 }
    }
}

/// A text that went to another group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Which.
    pub text: Text,
    /// Where it was.
    pub from: Group,
    /// Where it is now.
    pub to: Group,
}

/// Texts and their groups.
#[derive(Debug, Clone, Default)]
pub struct Grouping {
    pub(crate) limits: Limits,
    pub(crate) vocabulary: Vocabulary,
    /// Of each text its words with how often they stand in it.
    pub(crate) counts: Vec<Vec<(Word, u32)>>,
    /// Of each text its group.
    pub(crate) group_of: Vec<Group>,
    pub(crate) pinned: Vec<bool>,
    pub(crate) groups: Vec<Sum>,
    /// Of each word the groups that have it, in the order in which they got it.
    having: Vec<Vec<Group>>,
}

/// What a group has of a word.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Share {
    /// The sum of its weights.
    pub(crate) weight: f32,
    /// How many texts have it.
    texts: usize,
}

/// The sum of a group's vectors.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sum {
    pub(crate) size: usize,
    pub(crate) words: HashMap<Word, Share>,
    /// Squared length.
    square: f32,
}

impl Sum {
    pub(crate) fn add(&mut self, vector: &Vector) {
        self.size += 1;
        for (word, weight) in vector {
            let share = self.words.entry(*word).or_default();
            self.square += weight * (2.0 * share.weight + weight);
            share.weight += weight;
            share.texts += 1;
        }
    }

    /// What a word of this weight adds to how near a text is.
    fn part(&self, word: Word, own: f32) -> f32 {
        let share = self.words.get(&word).copied().unwrap_or_default();
        if self.square > 0.0 { own * share.weight / self.square.sqrt() } else { 0.0 }
    }

    /// How near a text of length 1 is: the cosine.
    fn near(&self, vector: &Vector) -> f32 {
        vector.iter().map(|(word, own)| self.part(*word, *own)).sum()
    }
}

impl Grouping {
    /// No texts yet.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// How many texts came.
    #[must_use]
    pub fn len(&self) -> usize {
        self.group_of.len()
    }

    /// Whether none came.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.group_of.is_empty()
    }

    /// The group of each text.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.group_of
    }

    /// How many texts a group has; 0 for one that became part of another.
    #[must_use]
    pub fn size(&self, group: Group) -> usize {
        self.groups.get(group).map_or(0, |sum| sum.size)
    }

    /// Takes a text, cut into words, into the nearest group, or into a new one where none is near.
    pub fn place<S: AsRef<str>>(&mut self, words: &[S]) -> (Text, Group) {
        let counts = self.vocabulary.count(words);
        let vector = self.vocabulary.vector(&counts);
        let group = self.nearest(&vector).unwrap_or(self.groups.len());
        (self.add(counts, &vector, group, false), group)
    }

    /// Takes a text into a group that is known: after a new start, or because somebody decided it. Numbers of groups that are
    /// not there yet are opened. A pinned text never goes to another group.
    pub fn put<S: AsRef<str>>(&mut self, words: &[S], group: Group, pinned: bool) -> Text {
        let counts = self.vocabulary.count(words);
        let vector = self.vocabulary.vector(&counts);
        self.add(counts, &vector, group, pinned)
    }

    /// From now on the texts of a group stay in it.
    pub fn pin(&mut self, group: Group) {
        for (text, of) in self.group_of.iter().enumerate() {
            if *of == group {
                self.pinned[text] = true;
            }
        }
    }

    /// Opens a group without a text, and gives its number.
    pub fn open(&mut self) -> Group {
        self.groups.push(Sum::default());
        self.groups.len() - 1
    }

    fn add(&mut self, counts: Vec<(Word, u32)>, vector: &Vector, group: Group, pinned: bool) -> Text {
        while self.groups.len() <= group {
            self.open();
        }
        self.having.resize_with(self.vocabulary.len(), Vec::new);
        for (word, _) in vector {
            if !self.groups[group].words.contains_key(word) {
                self.having[*word as usize].push(group);
            }
        }
        self.groups[group].add(vector);
        self.counts.push(counts);
        self.group_of.push(group);
        self.pinned.push(pinned);
        self.group_of.len() - 1
    }

    /// The nearest group that is near enough; of several the oldest.
    fn nearest(&self, vector: &Vector) -> Option<Group> {
        let mut seldom: Vec<&(Word, f32)> = vector.iter().collect();
        seldom.sort_by_key(|(word, _)| (self.vocabulary.texts_with(*word), *word));
        let mut shared: HashMap<Group, f32> = HashMap::new();
        for (word, own) in seldom.into_iter().take(LOOKED_FOR) {
            for group in self.having.get(*word as usize).into_iter().flatten() {
                *shared.entry(*group).or_default() += self.groups[*group].part(*word, *own);
            }
        }
        let mut candidates: Vec<(f32, Group)> =
            shared.into_iter().map(|(group, product)| (product, group)).collect();
        candidates.sort_by(|(x, a), (y, b)| y.total_cmp(x).then(a.cmp(b)));
        let near =
            candidates.into_iter().take(COMPARED).map(|(_, group)| (self.groups[group].near(vector), group));
        let best = near.max_by(|(x, a), (y, b)| x.total_cmp(y).then(b.cmp(a)))?;
        (best.0 >= self.limits.join).then_some(best.1)
    }

    /// Rebuilds sums and the lists of groups by word, after texts moved; weights are those of all texts known now.
    pub(crate) fn rebuild(&mut self, vectors: &[Vector]) {
        self.groups.iter_mut().for_each(|sum| *sum = Sum::default());
        for (text, vector) in vectors.iter().enumerate() {
            self.groups[self.group_of[text]].add(vector);
        }
        self.having = vec![Vec::new(); self.vocabulary.len()];
        for (group, sum) in self.groups.iter().enumerate() {
            for word in sum.words.keys() {
                self.having[*word as usize].push(group);
            }
        }
    }

    /// The words that stand for a group, the weightiest first: those that at least so many of its texts have. Of a word and a
    /// part of it one stands there, the longer where that weighs about as much.
    #[must_use]
    pub fn words_of(&self, group: Group, most: usize, said_in: usize) -> Vec<&str> {
        let Some(sum) = self.groups.get(group) else { return Vec::new() };
        let mut words: Vec<(f32, &str)> = sum
            .words
            .iter()
            .filter(|(_, share)| share.texts >= said_in)
            .map(|(word, share)| (share.weight, self.vocabulary.word(*word)))
            .collect();
        words.sort_by(|(x, a), (y, b)| y.total_cmp(x).then_with(|| a.cmp(b)));
        words.truncate(most * 4);
        let whole = |(weight, word): &(f32, &str)| {
            let longer =
                |(other, long): &(f32, &str)| long != word && long.contains(word) && *other >= weight * PART;
            !words.iter().any(longer)
        };
        let mut chosen: Vec<&str> = Vec::new();
        for (_, word) in words.iter().filter(|one| whole(one)) {
            if chosen.len() < most && !chosen.iter().any(|known| known.contains(word) || word.contains(known))
            {
                chosen.push(word);
            }
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        text.split(' ').filter(|word| !word.is_empty()).collect()
    }

    const HEATING: [&str; 4] =
        ["暖气 不热 室温 低", "家里 暖气 不热 几度", "供热 不足 室温 低 暖气", "暖气 不热 供热 公司"];
    const BUS: [&str; 3] = ["公交 改线 末班车", "公交 末班车 太早", "公交 司机 甩站 末班车"];

    #[test]
    fn what_is_about_the_same_stands_together() {
        let mut grouping = Grouping::new(Limits::default());
        for text in [HEATING[0], BUS[0], HEATING[1], BUS[1], HEATING[2], BUS[2], HEATING[3], "邮票 鉴定"]
        {
            grouping.place(&cut(text));
        }
        grouping.settle();
        let of = grouping.groups();
        assert_eq!([of[2], of[4], of[6]], [of[0]; 3], "{of:?}");
        assert_eq!([of[3], of[5]], [of[1]; 2], "{of:?}");
        assert_eq!(BTreeSet::from([of[0], of[1], of[7]]).len(), 3);
        assert_eq!((grouping.size(of[0]), grouping.size(of[1]), grouping.size(of[7])), (4, 3, 1));
        assert_eq!(grouping.words_of(of[0], 2, 2), ["暖气", "不热"]);
        assert_eq!(grouping.words_of(of[7], 3, 2), Vec::<&str>::new(), "one person's words stand for nobody");
        assert_eq!(grouping.words_of(99, 3, 1), Vec::<&str>::new());
    }

    #[test]
    fn what_was_decided_stays() {
        let mut grouping = Grouping::new(Limits::default());
        grouping.put(&cut(HEATING[0]), 3, true);
        for text in &HEATING[1..] {
            grouping.place(&cut(text));
        }
        let stray = grouping.put(&cut(BUS[0]), 3, true);
        grouping.place(&cut(BUS[1]));
        grouping.place(&cut(BUS[2]));
        grouping.settle();
        assert_eq!((grouping.groups()[0], grouping.groups()[stray]), (3, 3));
        assert_eq!((grouping.size(0), grouping.size(99)), (0, 0));
    }

    #[test]
    fn a_text_without_words_is_a_group_of_its_own() {
        let mut grouping = Grouping::new(Limits::default());
        assert!(grouping.is_empty());
        assert_eq!(grouping.place::<&str>(&[]), (0, 0));
        assert_eq!(grouping.place::<&str>(&[]), (1, 1));
        assert_eq!(grouping.settle(), []);
        assert_eq!(grouping.len(), 2);
    }

    proptest! {
        #[test]
        fn every_text_is_in_one_group_and_moves_are_what_changed(
            texts in prop::collection::vec(prop::collection::vec("[甲乙丙丁戊己庚]", 0..5), 0..40),
            pinned in prop::collection::btree_set(0_usize..40, 0..6),
        ) {
            let mut grouping = Grouping::new(Limits::default());
            for (at, text) in texts.iter().enumerate() {
                if pinned.contains(&at) { grouping.put(text, at % 3, true); } else { grouping.place(text); }
            }
            let before = grouping.groups().to_vec();
            let mut again = grouping.clone();
            let moves = grouping.settle();
            prop_assert_eq!(&again.settle(), &moves, "nothing but texts, order and calls decides");
            let mut applied = before.clone();
            for one in &moves {
                prop_assert_eq!(applied[one.text], one.from);
                applied[one.text] = one.to;
            }
            prop_assert_eq!(&applied[..], grouping.groups());
            let all: usize = (0..texts.len() + 4).map(|group| grouping.size(group)).sum();
            prop_assert_eq!(all, texts.len());
            for at in pinned.iter().filter(|at| **at < texts.len()) {
                prop_assert_eq!(grouping.groups()[*at], before[*at]);
            }
        }
    }
}
