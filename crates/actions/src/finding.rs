//! Finds service guides by the words people use.

use mingjing_law::LawFiles;
use mingjing_search::{Hit, Query};
use serde::Deserialize;

use crate::{Error, House};

const FILE: &str = "synonyms.toml";

/// Hits of one official name; a name stands for one matter, rarely a few.
const HITS_OF_A_NAME: usize = 5;

/// What people say, and what the matter is called.
#[derive(Debug, Clone, Default)]
pub struct Synonyms {
    item: String,
    fillers: Vec<String>,
    entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    /// Each a list of words that must all occur.
    say: Vec<Vec<String>>,
    find: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSynonyms {
    source: String,
    item: String,
    fillers: Vec<String>,
    synonyms: Vec<RawEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntry {
    say: Vec<String>,
    find: Vec<String>,
}

impl Synonyms {
    /// Reads `law/synonyms.toml`. A folder of rules without the file has none.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn load(law: &LawFiles) -> Result<Self, String> {
        let Some(text) = law.get(FILE) else { return Ok(Self::default()) };
        let raw: RawSynonyms = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
            format!("law/{FILE}:{line}: {}", error.message())
        })?;
        if raw.source.trim().is_empty() {
            return Err(format!("law/{FILE}: 要写明出处（source）"));
        }
        let mut entries = Vec::with_capacity(raw.synonyms.len());
        for entry in raw.synonyms {
            let say: Vec<Vec<String>> =
                entry.say.iter().map(|say| say.split_whitespace().map(str::to_owned).collect()).collect();
            if say.is_empty() || entry.find.is_empty() || say.iter().any(Vec::is_empty) {
                return Err(format!("law/{FILE}: “{}”的说法和叫法都不能为空", entry.find.join("、")));
            }
            entries.push(Entry { say, find: entry.find });
        }
        Ok(Self { item: raw.item, fillers: raw.fillers, entries })
    }

    /// The item that guides are disclosures of.
    #[must_use]
    pub fn item(&self) -> &str {
        &self.item
    }

    /// Official names for what a question asks, the closest first.
    #[must_use]
    pub fn names(&self, question: &str) -> Vec<&str> {
        let said: String = question.chars().filter(|c| !c.is_whitespace()).collect();
        let length = |words: &Vec<String>| -> usize {
            let all = words.iter().all(|word| said.contains(word.as_str()));
            if all { words.iter().map(|word| word.chars().count()).sum() } else { 0 }
        };
        let mut found: Vec<(usize, &Entry)> = self
            .entries
            .iter()
            .map(|entry| (entry.say.iter().map(length).max().unwrap_or_default(), entry))
            .filter(|(length, _)| *length > 0)
            .collect();
        found.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
        found.into_iter().flat_map(|(_, entry)| entry.find.iter().map(String::as_str)).collect()
    }

    /// The question without the words that every question has.
    #[must_use]
    pub fn core(&self, question: &str) -> String {
        let mut core = question.to_owned();
        for filler in &self.fillers {
            core = core.replace(filler.as_str(), " ");
        }
        core.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Guides for a question in everyday words: first what the synonyms lead to, then what holds the words themselves. Asks
/// the index, so not on the threads that answer requests.
///
/// # Errors
/// When the index fails.
pub fn find_guides(house: &House, question: &str, limit: usize) -> Result<Vec<Hit>, Error> {
    let synonyms = &house.rules.synonyms;
    let ask = |text: &str, limit: usize| {
        let item = Some(synonyms.item.clone());
        let query = Query { text: text.to_owned(), item, limit, highlight: true, ..Query::default() };
        house.search.search(&query)
    };
    let mut found: Vec<Hit> = Vec::new();
    let mut add = |hits: Vec<Hit>| {
        for hit in hits {
            if found.len() < limit && !found.iter().any(|other| other.id == hit.id) {
                found.push(hit);
            }
        }
    };
    for name in synonyms.names(question) {
        let results = ask(name, HITS_OF_A_NAME)?;
        // Some of the words of an official name are no answer.
        add(if results.relaxed { Vec::new() } else { results.hits });
    }
    let core = synonyms.core(question);
    if !core.is_empty() {
        add(ask(&core, limit)?.hits);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn synonyms() -> Synonyms {
        Synonyms::load(&LawFiles::embedded()).unwrap()
    }

    #[test]
    fn all_words_of_a_saying_must_occur_and_the_longest_comes_first() {
        let synonyms = synonyms();
        assert_eq!(synonyms.names("我家孩子怎么上户口？"), ["出生登记"]);
        assert!(synonyms.names("户口").is_empty());
        assert_eq!(synonyms.names("公司不干了，执照怎么 注销").first(), Some(&"企业注销登记"));
    }

    #[test]
    fn what_every_question_has_is_left_out() {
        assert_eq!(synonyms().core("请问 护照 怎么办理？"), "护照");
        assert_eq!(synonyms().core("怎么办？"), "");
    }

    #[test]
    fn a_broken_file_says_where() {
        let load = |text: &str| Synonyms::load(&LawFiles::default().with("synonyms.toml", text)).unwrap_err();
        let head = "source = \"一\"\nitem = \"x\"\nfillers = []\n";
        assert!(load("item = 1\n").contains("law/synonyms.toml:"));
        assert!(load(&format!("{head}[[synonyms]]\nsay = []\nfind = [\"护照\"]\n")).contains("“护照”"));
        assert!(Synonyms::load(&LawFiles::default()).unwrap().names("护照").is_empty());
    }
}
