//! Words, how many texts have them, and texts as unit vectors.

use std::collections::{BTreeMap, HashMap};

/// A word by its number.
pub(crate) type Word = u32;

/// A text: its words with their weights, in the order of their numbers. Its length is 1, or 0 where no word is known.
pub(crate) type Vector = Vec<(Word, f32)>;

/// All words, and how many texts have each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vocabulary {
    numbers: HashMap<String, Word>,
    words: Vec<String>,
    texts: Vec<u32>,
    total: u32,
}

impl Vocabulary {
    /// Counts the words of one more text, and gives their numbers with how often each stands in it.
    pub(crate) fn count<S: AsRef<str>>(&mut self, words: &[S]) -> Vec<(Word, u32)> {
        let mut found: BTreeMap<Word, u32> = BTreeMap::new();
        for word in words {
            *found.entry(self.number(word.as_ref())).or_default() += 1;
        }
        self.total += 1;
        for word in found.keys() {
            self.texts[*word as usize] += 1;
        }
        found.into_iter().collect()
    }

    fn number(&mut self, word: &str) -> Word {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = Word::try_from(self.words.len()).unwrap_or(Word::MAX);
        self.numbers.insert(word.to_owned(), number);
        self.words.push(word.to_owned());
        self.texts.push(0);
        number
    }

    pub(crate) fn word(&self, number: Word) -> &str {
        &self.words[number as usize]
    }

    /// How many texts have a word.
    pub(crate) fn texts_with(&self, word: Word) -> u32 {
        self.texts[word as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// The vector of a text by what is known of all words now: seldom words weigh more.
    #[expect(clippy::cast_precision_loss, reason = "weights need no more than 24 bits")]
    pub(crate) fn vector(&self, counts: &[(Word, u32)]) -> Vector {
        let all = self.total as f32 + 1.0;
        let weight = |(word, count): &(Word, u32)| {
            let seldom = (all / (self.texts_with(*word) as f32 + 1.0)).ln() + 1.0;
            (*word, (1.0 + (*count as f32).ln()) * seldom)
        };
        let mut vector: Vector = counts.iter().map(weight).collect();
        let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        if length > 0.0 {
            vector.iter_mut().for_each(|(_, weight)| *weight /= length);
        }
        vector
    }
}
