//! Codes of tasks: of the document, and of what the clause says. Whoever reads the same text gets the same codes; a clause that moves
//! when another is put in before it keeps its code; one whose words change gets another.

use std::collections::HashMap;

use mingjing_duties::Task;
use mingjing_publication::Digest;

use super::Document;

/// Digits of the digests in a code.
const DIGITS: usize = 8;

/// What all codes of a document begin with, without the hyphen behind it.
pub(super) fn source(document: &Document) -> String {
    prefix(if document.index_no.is_empty() { &document.text } else { &document.index_no })
}

/// What the codes of the public document with this index number begin with.
pub(super) fn prefix(of: &str) -> String {
    format!("RW-{}", digits(of))
}

/// The codes of a document's tasks, each once.
pub(super) fn of(source: &str, tasks: &[Task]) -> Vec<String> {
    let mut known: HashMap<String, usize> = HashMap::new();
    let code = |task: &Task| {
        // Breaks of lines, blanks and the width of punctuation are no words.
        let words: String =
            task.title.chars().chain(task.text.chars()).filter(|c| c.is_alphanumeric()).collect();
        let code = format!("{source}-{}", digits(&words));
        let times = known.entry(code.clone()).or_default();
        *times += 1;
        if *times == 1 { code } else { format!("{code}-{times}") }
    };
    tasks.iter().map(code).collect()
}

fn digits(of: &str) -> String {
    let digest = Digest::of(of.as_bytes()).to_string();
    digest.get(..DIGITS).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use mingjing_duties::break_down;

    use super::*;

    fn codes(text: &str) -> Vec<String> {
        of(&prefix("130001/2026-00001"), &break_down(text).tasks)
    }

    #[test]
    fn a_code_follows_its_clause() {
        let before = codes("一、公开\n(一)办会。每季度一次。(省教育厅牵头)\n(二)建目录。按期完成。");
        let after = codes(
            "一、公开\n（一）摸底。先行清查。\n（二）办会。每季度 一次。（省教育厅牵头）\n（三）建目录。提前完成。",
        );
        assert_eq!(before.len(), 2);
        assert_eq!(after[1], before[0], "it moved, and the width of its brackets changed");
        assert!(!before.contains(&after[2]) && !before.contains(&after[0]), "other words are another task");
        assert!(before.iter().all(|code| code.starts_with("RW-") && code.len() == 20), "{before:?}");
    }

    #[test]
    fn the_same_words_twice_are_two_codes() {
        let twice = codes("一、甲\n(一)抓落实。按期完成。\n二、乙\n(一)抓落实。按期完成。");
        assert_eq!(twice.len(), 2);
        assert_eq!(twice[1], format!("{}-2", twice[0]));
    }
}
