//! Which kinds of disclosures hold the draft and the outcome of a consultation: `law/consultation.toml`.

use mingjing_law::LawFiles;
use serde::Deserialize;

/// Path of the file below `law/`.
const FILE: &str = "consultation.toml";

/// The items and their fields.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedAs {
    source: String,
    /// Item of the draft.
    pub draft: String,
    /// Its field with the time for comments.
    pub period: String,
    /// Its field with the reason why it is short.
    pub short_reason: String,
    /// Item of the outcome.
    pub outcome: String,
    /// Its fields.
    pub fields: OutcomeFields,
}

/// Fields of the outcome.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the key of a field; what they hold stands in the item's file")]
pub struct OutcomeFields {
    pub title: String,
    pub draft: String,
    pub issued_on: String,
    pub received: String,
    pub adopted: String,
    pub answers: String,
    pub opinion: String,
    pub count: String,
    pub result: String,
    pub reason: String,
}

impl PublishedAs {
    /// Reads `law/consultation.toml`.
    ///
    /// # Errors
    /// When it is missing or does not read.
    pub fn load(files: &LawFiles) -> Result<Self, String> {
        let read: Self = files.read(FILE)?;
        if read.source.trim().is_empty() {
            return Err(format!("law/{FILE}:1: source 不能为空：请写明依据"));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_field_is_named_with_its_line() {
        let files = LawFiles::embedded();
        assert!(PublishedAs::load(&files).is_ok());
        let cut = files.get(FILE).unwrap().replace("\nadopted = ", "\n# adopted = ");
        let error = PublishedAs::load(&files.with(FILE, cut)).unwrap_err();
        assert!(error.contains("law/consultation.toml:") && error.contains("adopted"), "{error}");
    }
}
