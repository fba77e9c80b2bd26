//! What screening finds, where, and what a named officer decides about it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Which class of information that is not open a finding belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A state secret (政府信息公开条例 第十四条).
    StateSecret,
    /// Personal data of a natural person (政府信息公开条例 第十五条, 个人信息保护法).
    Personal,
    /// Other information that may be withheld (政府信息公开条例 第十四条 to 第十六条).
    Withheld,
}

impl Kind {
    /// The word shown to officers.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::StateSecret => "国家秘密",
            Self::Personal => "个人信息",
            Self::Withheld => "不予公开信息",
        }
    }
}

/// What a rule proposes for its findings, mildest first; a named officer decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Treatment {
    /// Somebody has to look: the rule alone cannot tell.
    Ask,
    /// Redact, unless there is a ground to keep it.
    Redact,
    /// Not to be published at all.
    Refuse,
}

impl Treatment {
    /// The word shown to officers.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Ask => "待人工判断",
            Self::Redact => "应当遮盖",
            Self::Refuse => "不得公开",
        }
    }
}

/// What an officer decided about one finding.
///
/// In JSON: `{"decision":"redact"}`, `{"decision":"keep","ground":"…"}`, `{"decision":"refuse"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "kebab-case")]
pub enum Disposition {
    /// Put the replacement in place of the text.
    Redact,
    /// Publish it as it stands.
    Keep {
        /// Why it may be open, in the officer's words.
        ground: String,
    },
    /// Do not publish the disclosure.
    Refuse,
}

/// One place in a text that must not be published as it stands, or may not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Names this finding among those of one disclosure: 16 hex digits over place, rule, text and ordinal.
    ///
    /// Whoever can guess the text can compute the id: it belongs in drafts and forms, never in public
    /// data, a log line or a metric.
    pub id: String,
    /// A field's key, `body`, or an attachment's name.
    pub place: String,
    /// Key of the rule in `law/screening`.
    pub rule: String,
    /// Title of the rule, e.g. `身份证号码`.
    pub label: String,
    /// Class of information.
    pub kind: Kind,
    /// What the rule proposes.
    pub treatment: Treatment,
    /// First byte in the text of that place; in a nested value, of that string.
    pub start: usize,
    /// Byte after the last one.
    pub end: usize,
    /// The text from `start` to `end`.
    pub text: String,
    /// What redaction puts in its place, e.g. `138****1234`.
    pub replacement: String,
    /// Why it is not open.
    pub ground: String,
    /// Law and article of the ground.
    pub article: String,
}

/// Gives every finding its id: equal texts of one rule in one place are told apart by their order.
pub(crate) fn name(findings: &mut [Finding]) {
    let mut ids = Vec::with_capacity(findings.len());
    let mut seen: HashMap<(&str, &str, &str), u64> = HashMap::new();
    for finding in findings.iter() {
        let key = (finding.place.as_str(), finding.rule.as_str(), finding.text.as_str());
        let ordinal = seen.entry(key).or_default();
        ids.push(id(key, *ordinal));
        *ordinal += 1;
    }
    for (finding, id) in findings.iter_mut().zip(ids) {
        finding.id = id;
    }
}

fn id((place, rule, text): (&str, &str, &str), ordinal: u64) -> String {
    let mut hash = Sha256::new();
    for part in [place, rule, text] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.update(ordinal.to_be_bytes());
    hex::encode(&hash.finalize()[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_are_written_plainly() {
        let kept = Disposition::Keep { ground: "本人同意公开".to_owned() };
        let text = serde_json::to_string(&kept).unwrap();
        assert_eq!(text, r#"{"decision":"keep","ground":"本人同意公开"}"#);
        assert_eq!(serde_json::from_str::<Disposition>(&text).unwrap(), kept);
        assert_eq!(serde_json::to_string(&Disposition::Redact).unwrap(), r#"{"decision":"redact"}"#);
    }
}
