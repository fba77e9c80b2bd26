//! The text of an answer to a request: how it begins and ends stands in `law/answers.toml`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mingjing_law::LawFiles;
use serde::Deserialize;

use crate::letters::{Templates, zh_day};
use crate::{FeeRules, Group, LetterKind, Outcome};

/// Path of the file below `law/`.
const FILE: &str = "answers.toml";

/// Beginnings and the end of answers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerTexts {
    source: String,
    closing: String,
    /// For what refuses all or part: reconsideration comes first (行政复议法 第二十三条第一款第四项).
    closing_refused: String,
    opening: BTreeMap<Outcome, String>,
    pub(crate) letters: Templates,
    /// Read from a file of its own.
    #[serde(skip)]
    fees: FeeRules,
}

/// What an answer is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered<'a> {
    /// Name of the agency.
    pub agency: &'a str,
    /// What people call the case.
    pub number: &'a str,
    /// The day the request came in.
    pub lodged_on: NaiveDate,
    /// The day of the answer; none while it is proposed.
    pub on: Option<NaiveDate>,
    /// Its kind.
    pub outcome: Outcome,
    /// What the clerk wrote.
    pub text: &'a str,
    /// The agency in charge or the earlier answer; may be empty.
    pub names: &'a str,
}

impl AnswerTexts {
    /// Reads `law/answers.toml` and `law/request-fees.toml`.
    ///
    /// # Errors
    /// When it is missing, does not read, or has no words for a kind of answer or of letter.
    pub fn load(files: &LawFiles) -> Result<Self, String> {
        let mut read: Self = files.read(FILE)?;
        let missing = Outcome::ALL
            .iter()
            .chain(Outcome::OF_RECORDS)
            .find(|o| o.is_answer() && !read.opening.contains_key(o));
        if let Some(missing) = missing {
            return Err(format!("law/{FILE}:1: [opening] 缺少 {}({})", missing.key(), missing.zh()));
        }
        if let Some(missing) = LetterKind::ALL.iter().find(|kind| !read.letters.contains_key(kind)) {
            return Err(format!("law/{FILE}:1: 缺少 [letters.{}]", missing.key()));
        }
        if read.source.trim().is_empty() {
            return Err(format!("law/{FILE}:1: source 不能为空：请写明依据"));
        }
        read.fees = FeeRules::load(files)?;
        Ok(read)
    }

    /// What handling a request beyond what is usual costs.
    #[must_use]
    pub fn fees(&self) -> &FeeRules {
        &self.fees
    }

    /// The whole text of an answer.
    #[must_use]
    pub fn notice(&self, answered: &Answered<'_>) -> String {
        let Answered { agency, number, on, .. } = *answered;
        let day = on.map_or_else(String::new, |on| format!("\n{}", zh_day(on)));
        let body = self.body(answered);
        let title = match answered.outcome.group() {
            Group::Record => "更正政府信息记录答复书",
            _ => "政府信息公开申请答复书",
        };
        format!("{title}\n登记编号：{number}\n\n{body}\n\n{agency}{day}")
    }

    /// What an answer says, from how it begins to what can be done against it.
    pub(crate) fn body(&self, answered: &Answered<'_>) -> String {
        let Answered { lodged_on, outcome, text, names, .. } = *answered;
        let opening = self.opening.get(&outcome).map_or("", String::as_str);
        let opening =
            opening.replace("{article}", &outcome.article().replacen("条例", "《政府信息公开条例》", 1));
        let names = if names.is_empty() { String::new() } else { format!("{names}\n") };
        let closing = match outcome.group() {
            Group::Refused | Group::Partly => &self.closing_refused,
            _ => &self.closing,
        };
        let lodged_on = zh_day(lodged_on);
        let what = match outcome.group() {
            Group::Record => "更正政府信息记录的申请",
            _ => "政府信息公开申请",
        };
        format!("您于{lodged_on}提出的{what}收悉。{opening}\n{text}\n{names}{closing}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_answer_has_its_words_and_its_article() {
        let texts = AnswerTexts::load(&LawFiles::embedded()).unwrap();
        for outcome in Outcome::ALL.iter().chain(Outcome::OF_RECORDS).copied().filter(|o| o.is_answer()) {
            let answered = Answered {
                agency: "某厅",
                number: "130001-2026-00001",
                lodged_on: NaiveDate::from_ymd_opt(2026, 11, 2).unwrap(),
                on: None,
                outcome,
                text: "说明",
                names: "",
            };
            let notice = texts.notice(&answered);
            assert!(notice.contains("《政府信息公开条例》第") && notice.contains("行政复议"), "{notice}");
            assert!(!notice.contains('{') && notice.contains("说明"), "{notice}");
        }
    }

    #[test]
    fn a_missing_beginning_is_named() {
        let files = LawFiles::embedded();
        let cut = files.get(FILE).unwrap().replace("\nnot_held = ", "\n# not_held = ");
        let error = AnswerTexts::load(&files.with(FILE, cut)).unwrap_err();
        assert!(error.contains("not_held"), "{error}");
    }
}
