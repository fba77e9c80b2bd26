//! Words cut by jieba's dictionary: for the rank of a hit, and for questions in whole sentences.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jieba_rs::Jieba;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Reads the dictionary, some 0.1 s, if that has not been done.
pub(crate) fn load() {
    LazyLock::force(&JIEBA);
}

/// Words of a question that say nothing about what is sought.
const EMPTY_WORDS: [&str; 40] = [
    "什么",
    "怎么",
    "怎样",
    "如何",
    "哪些",
    "哪里",
    "哪个",
    "哪儿",
    "多少",
    "是否",
    "可以",
    "能否",
    "为何",
    "为什么",
    "需要",
    "应该",
    "请问",
    "我们",
    "我们的",
    "你们",
    "他们",
    "这个",
    "那个",
    "这些",
    "那些",
    "一个",
    "以及",
    "或者",
    "还是",
    "因为",
    "所以",
    "但是",
    "如果",
    "的话",
    "有没有",
    "没有",
    "想要",
    "知道",
    "关于",
    "对于",
];

/// The words of a folded text that carry meaning, each once, shorter words inside longer ones included.
pub(crate) fn words(folded: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    JIEBA
        .cut_for_search(folded, false)
        .into_iter()
        .map(|token| token.word)
        .filter(|word| is_word(word) && !EMPTY_WORDS.contains(word) && seen.insert(*word))
        .map(str::to_owned)
        .collect()
}

/// The words of a text that carry meaning, each once.
#[must_use]
pub fn words_of(text: &str) -> Vec<String> {
    words(&crate::folded(text))
}

fn is_word(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_alphanumeric) && chars.next().is_some_and(char::is_alphanumeric)
}

/// Cuts folded text into words of two characters or more; places are not kept.
#[derive(Clone, Default)]
pub(crate) struct WordTokenizer;

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = Words<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Words<'a> {
        let words = JIEBA.cut_for_search(text, false).into_iter().map(|token| token.word);
        let words: Vec<&str> = words.filter(|word| is_word(word)).collect();
        Words { rest: words.into_iter(), token: Token::default() }
    }
}

/// The words of one text.
pub(crate) struct Words<'a> {
    rest: std::vec::IntoIter<&'a str>,
    token: Token,
}

impl TokenStream for Words<'_> {
    fn advance(&mut self) -> bool {
        let Some(word) = self.rest.next() else { return false };
        self.token.position = self.token.position.wrapping_add(1);
        self.token.text.clear();
        self.token.text.push_str(word);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_cut_into_what_it_is_about() {
        let words = words("小孩上学需要什么材料？");
        assert!(words.contains(&"上学".to_owned()) && words.contains(&"材料".to_owned()), "{words:?}");
        assert!(!words.contains(&"什么".to_owned()));
    }
}
