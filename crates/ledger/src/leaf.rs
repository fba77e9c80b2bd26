//! The log entry, read as strictly as it is written ("Log entry" in the interface): RFC 8785 canonical JSON with
//! exactly these fields.

use crate::hash::Hash;
use chrono::{DateTime, NaiveDate};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The version of the entry format.
const VERSION: u8 = 1;
/// `2026-01-31T08:00:00+08:00`
const TIME_BYTES: usize = 25;

/// What an entry says, as far as the verifier needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Leaf {
    pub(crate) event: Event,
    /// The disclosure: 32 hexadecimal digits.
    pub(crate) id: [u8; 16],
    pub(crate) revision: u32,
    /// SHA-256 of the content file.
    pub(crate) digest: Hash,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Event {
    Publish,
    Amend,
    Withdraw,
}

/// The fields in the order of RFC 8785 §3.2.3; serialising therefore gives the canonical form: names
/// sorted, no blanks, strings escaped as serde_json does, which is as RFC 8785 §3.2.2.2 demands.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields<'a> {
    #[serde(borrow)]
    agency: Cow<'a, str>,
    #[serde(borrow)]
    at: Cow<'a, str>,
    #[serde(borrow)]
    digest: Cow<'a, str>,
    event: Event,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    ground: Option<Ground<'a>>,
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    index_no: Cow<'a, str>,
    #[serde(borrow)]
    issued_on: Cow<'a, str>,
    #[serde(borrow)]
    item: Cow<'a, str>,
    revision: u32,
    v: u8,
}

/// Why something was withdrawn; the fields in canonical order as well.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ground<'a> {
    #[serde(borrow)]
    article: Cow<'a, str>,
    #[serde(borrow)]
    reason: Cow<'a, str>,
}

impl Leaf {
    pub(crate) fn is_withdrawal(&self) -> bool {
        self.event == Event::Withdraw
    }

    /// Reads an entry; the error says what is wrong with it.
    pub(crate) fn parse(entry: &[u8]) -> Result<Self, String> {
        let fields: Fields =
            serde_json::from_slice(entry).map_err(|error| format!("不是合格的日志条目({error})"))?;
        let canonical = serde_json::to_vec(&fields).map_err(|error| error.to_string())?;
        if canonical != entry {
            return Err("不是规范 JSON(RFC 8785)".to_owned());
        }
        if fields.v != VERSION {
            return Err(format!("版本 v 应为 1,实为 {}", fields.v));
        }
        let mut id = [0; 16];
        if hex::decode_to_slice(fields.id.as_bytes(), &mut id).is_err() || hex::encode(id) != fields.id {
            return Err("id 应为 32 位小写十六进制".to_owned());
        }
        let digest = Hash::from_hex(&fields.digest).ok_or("digest 应为 64 位小写十六进制")?;
        if !is_time(&fields.at) {
            return Err("at 应为 2026-01-31T08:00:00+08:00 形式的北京时间".to_owned());
        }
        if !is_date(&fields.issued_on) {
            return Err("issued_on 应为 2026-01-31 形式的日期".to_owned());
        }
        for (name, value) in
            [("agency", &fields.agency), ("item", &fields.item), ("index_no", &fields.index_no)]
        {
            if value.is_empty() {
                return Err(format!("{name} 不能为空"));
            }
        }
        match (fields.event, &fields.ground) {
            (Event::Withdraw, None) => return Err("撤回须写明依据和理由(ground)".to_owned()),
            (Event::Withdraw, Some(ground)) if ground.article.is_empty() || ground.reason.is_empty() => {
                return Err("ground 的条款(article)和理由(reason)不能为空".to_owned());
            }
            (Event::Publish | Event::Amend, Some(_)) => return Err("只有撤回才能有 ground".to_owned()),
            _ => {}
        }
        Ok(Self { event: fields.event, id, revision: fields.revision, digest })
    }
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

fn is_time(text: &str) -> bool {
    text.len() == TIME_BYTES
        && text.ends_with("+08:00")
        && text.as_bytes()[10] == b'T'
        && DateTime::parse_from_rfc3339(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    proptest! {
        /// The order of the fields and serde_json's escapes are indeed RFC 8785's.
        #[test]
        fn canonical_entries_are_read(revision in 1_u32.., item in "\\PC{1,9}", index_no in any::<String>(), reason in ".{1,20}") {
            prop_assume!(!index_no.is_empty());
            let entry = json!({
                "v": 1, "event": "withdraw", "id": "0123456789abcdef0123456789abcdef", "revision": revision,
                "item": item, "agency": "130000", "index_no": index_no, "issued_on": "2024-02-29",
                "at": "2026-01-31T08:00:00+08:00", "digest": Hash::of(b"x").to_hex(),
                "ground": { "reason": reason, "article": "第十五条" },
            });
            let leaf = Leaf::parse(&serde_json_canonicalizer::to_vec(&entry).unwrap()).unwrap();
            prop_assert_eq!((leaf.event, leaf.revision, leaf.digest), (Event::Withdraw, revision, Hash::of(b"x")));
        }

        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "\\{.{0,80}\\}") {
            let _ = Leaf::parse(&bytes);
            let _ = Leaf::parse(text.as_bytes());
        }
    }
}
