//! A simple questionnaire: single and multiple choice, a scale, free text; and its count.

use serde::{Deserialize, Serialize};

use super::CALL;
use crate::Result;
use crate::error::refused;

/// Most questions of a questionnaire: people answer it on a phone.
pub const MOST_QUESTIONS: usize = 10;
/// Most options of a question.
const MOST_OPTIONS: usize = 12;
/// Longest title or option, in characters.
const LONGEST: usize = 200;
/// Longest answer in free text, in characters.
const LONGEST_TEXT: usize = 1_000;

/// How a question is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(missing_docs, reason = "`options` are what can be chosen, `most` is the end of a scale from 1")]
pub enum QuestionKind {
    /// 单选
    Single { options: Vec<String> },
    /// 多选
    Multiple { options: Vec<String> },
    /// 打分
    Scale { most: u8 },
    /// 文字
    Text,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// What is asked.
    pub title: String,
    /// How it is answered.
    #[serde(flatten)]
    pub kind: QuestionKind,
}

/// What somebody answers to one question: the numbers of the options chosen, from 0 (of a scale, the mark less one), or
/// words. Nothing at all is an answer too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Options.
    #[serde(default)]
    pub chosen: Vec<usize>,
    /// Words.
    #[serde(default)]
    pub text: String,
}

/// How often each option of each question was chosen; of a question in words, how many wrote something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many questionnaires came.
    pub received: u32,
    /// For each question its options.
    pub counts: Vec<Vec<u32>>,
}

impl Question {
    /// What can be chosen, in words; empty for a question in words.
    #[must_use]
    pub fn options(&self) -> Vec<String> {
        match &self.kind {
            QuestionKind::Single { options } | QuestionKind::Multiple { options } => options.clone(),
            QuestionKind::Scale { most } => (1..=*most).map(|mark| format!("{mark} 分")).collect(),
            QuestionKind::Text => Vec::new(),
        }
    }

    pub(super) fn must_be_sound(&self) -> Result<()> {
        let long = |text: &str| text.trim().is_empty() || text.chars().count() > LONGEST;
        if long(&self.title) {
            return refused(CALL, format!("问卷的题目不能为空，最多 {LONGEST} 字"));
        }
        match &self.kind {
            QuestionKind::Single { options } | QuestionKind::Multiple { options } => {
                let mut known: Vec<&str> = options.iter().map(String::as_str).collect();
                known.sort_unstable();
                known.dedup();
                let enough = (2..=MOST_OPTIONS).contains(&options.len()) && known.len() == options.len();
                if !enough || options.iter().any(|option| long(option)) {
                    return refused(CALL, format!("“{}”须有 2 至 {MOST_OPTIONS} 个不同的选项", self.title));
                }
            }
            QuestionKind::Scale { most } if !(2..=10).contains(most) => {
                return refused(CALL, format!("“{}”的最高分须为 2 至 10", self.title));
            }
            QuestionKind::Scale { .. } | QuestionKind::Text => {}
        }
        Ok(())
    }

    /// Refuses an answer that does not fit.
    ///
    /// # Errors
    /// When an option is not there, there are too many, or the words are too long.
    pub fn check(&self, given: &Given) -> Result<()> {
        let options = self.options().len();
        let most = match self.kind {
            QuestionKind::Multiple { .. } => options,
            QuestionKind::Single { .. } | QuestionKind::Scale { .. } => 1,
            QuestionKind::Text => 0,
        };
        let fits = given.chosen.len() <= most && given.chosen.iter().all(|chosen| *chosen < options);
        let is_text = self.kind == QuestionKind::Text;
        if !fits || (!is_text && !given.text.is_empty()) {
            return refused(CALL, format!("“{}”的回答不在选项里", self.title));
        }
        let length = given.text.chars().count();
        if length > LONGEST_TEXT {
            return refused(CALL, format!("“{}”最多写 {LONGEST_TEXT} 字，现在有 {length} 字", self.title));
        }
        Ok(())
    }
}

/// Counts answers; what does not fit a question is not counted.
#[must_use]
pub fn tally<'a>(questions: &[Question], answers: impl IntoIterator<Item = &'a Vec<Given>>) -> Tally {
    let slots = |question: &Question| vec![0; question.options().len().max(1)];
    let mut tally = Tally { received: 0, counts: questions.iter().map(slots).collect() };
    for given in answers {
        tally.received += 1;
        for ((question, given), counts) in questions.iter().zip(given).zip(&mut tally.counts) {
            if question.kind == QuestionKind::Text {
                counts[0] += u32::from(!given.text.trim().is_empty());
                continue;
            }
            for chosen in &given.chosen {
                if let Some(count) = counts.get_mut(*chosen) {
                    *count += 1;
                }
            }
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(kind: QuestionKind) -> Question {
        Question { title: "是否赞成".into(), kind }
    }

    fn chosen(chosen: &[usize]) -> Given {
        Given { chosen: chosen.to_vec(), text: String::new() }
    }

    #[test]
    fn answers_fit_their_question() {
        let options = vec!["赞成".to_owned(), "反对".to_owned()];
        let single = question(QuestionKind::Single { options: options.clone() });
        assert!(single.check(&chosen(&[1])).is_ok() && single.check(&chosen(&[])).is_ok());
        assert!(single.check(&chosen(&[2])).is_err() && single.check(&chosen(&[0, 1])).is_err());
        let multiple = question(QuestionKind::Multiple { options });
        assert!(multiple.check(&chosen(&[0, 1])).is_ok());
        let scale = question(QuestionKind::Scale { most: 5 });
        assert!(scale.check(&chosen(&[4])).is_ok() && scale.check(&chosen(&[5])).is_err());
        let words = Given { chosen: Vec::new(), text: "长".repeat(1_001) };
        assert!(question(QuestionKind::Text).check(&words).is_err());
        assert!(question(QuestionKind::Scale { most: 1 }).must_be_sound().is_err());
        let twice = vec!["甲".to_owned(), "甲".to_owned()];
        assert!(question(QuestionKind::Single { options: twice }).must_be_sound().is_err());
    }

    #[test]
    fn answers_are_counted() {
        let questions = [
            question(QuestionKind::Multiple { options: vec!["甲".into(), "乙".into()] }),
            question(QuestionKind::Text),
        ];
        let words = Given { chosen: Vec::new(), text: "很好".into() };
        let answers = [vec![chosen(&[0, 1]), words], vec![chosen(&[1]), Given::default()]];
        let tally = tally(&questions, &answers);
        assert_eq!((tally.received, tally.counts), (2, vec![vec![1, 2], vec![1]]));
    }

    #[test]
    fn a_question_is_stored_and_read() {
        let one = question(QuestionKind::Scale { most: 5 });
        let text = serde_json::to_string(&one).unwrap();
        assert_eq!(serde_json::from_str::<Question>(&text).unwrap(), one);
    }
}
