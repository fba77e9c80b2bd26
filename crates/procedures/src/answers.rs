//! The text of an answer to a request: how it begins and ends stands in `law/answers.toml`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mingjing_law::LawFiles;
use serde::Deserialize;

use crate::Outcome;

/// Path of the file below `law/`.
const FILE: &str = "answers.toml";

/// Beginnings and the end of answers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerTexts {
    source: String,
    closing: String,
    opening: BTreeMap<Outcome, String>,
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
    /// Reads `law/answers.toml`.
    ///
    /// # Errors
    /// When it is missing, does not read, or has no beginning for a kind of answer.
    pub fn load(files: &LawFiles) -> Result<Self, String> {
        let text = files.get(FILE).ok_or_else(|| format!("law/{FILE}:1: 没有这个文件"))?;
        let read: Self = toml::from_str(text).map_err(|e| {
            let at = e.span().map_or(0, |span| span.start).min(text.len());
            let line = text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
            format!("law/{FILE}:{line}: 格式有误({})", e.message())
        })?;
        let missing = Outcome::ALL.iter().find(|o| o.is_answer() && !read.opening.contains_key(o));
        if let Some(missing) = missing {
            return Err(format!("law/{FILE}:1: [opening] 缺少 {}({})", missing.key(), missing.zh()));
        }
        if read.source.trim().is_empty() {
            return Err(format!("law/{FILE}:1: source 不能为空：请写明依据"));
        }
        Ok(read)
    }

    /// The whole text of an answer.
    #[must_use]
    pub fn notice(&self, answered: &Answered<'_>) -> String {
        let Answered { agency, number, lodged_on, on, outcome, text, names } = *answered;
        let opening = self.opening.get(&outcome).map_or("", String::as_str);
        let opening =
            opening.replace("{article}", &outcome.article().replacen("条例", "《政府信息公开条例》", 1));
        let names = if names.is_empty() { String::new() } else { format!("{names}\n") };
        let day = on.map_or_else(String::new, |on| format!("\n{on}"));
        let closing = &self.closing;
        format!(
            "政府信息公开申请答复书\n登记编号：{number}\n\n您于 {lodged_on} 提出的政府信息公开申请收悉。{opening}\n{text}\n{names}{closing}\n\n{agency}{day}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_answer_has_its_words_and_its_article() {
        let texts = AnswerTexts::load(&LawFiles::embedded()).unwrap();
        for outcome in Outcome::ALL.iter().copied().filter(|o| o.is_answer()) {
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
