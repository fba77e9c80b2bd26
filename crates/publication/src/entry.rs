//! The log entry: one public event, in the bytes that its leaf covers.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::canonical::ObjectWriter;
use crate::{Digest, Error};

/// What happened to a disclosure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Event {
    /// 公开
    Publish,
    /// 更新
    Amend,
    /// 撤回
    Withdraw,
}

impl Event {
    /// The word in log and database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Amend => "amend",
            Self::Withdraw => "withdraw",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Publish => "公开",
            Self::Amend => "更新",
            Self::Withdraw => "撤回",
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.zh())
    }
}

impl FromStr for Event {
    type Err = Error;

    fn from_str(s: &str) -> Result<Self, Error> {
        [Self::Publish, Self::Amend, Self::Withdraw]
            .into_iter()
            .find(|e| e.as_str() == s)
            .ok_or_else(|| Error::malformed(WHAT, format!("没有“{s}”这种事件")))
    }
}

/// Why something is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// The article that asks for it, e.g. 《政府信息公开条例》第十四条.
    pub article: String,
    /// The reason in words.
    pub reason: String,
}

/// Longest article or reason, in characters. An entry of the log has room for 65,535 bytes (C2SP tlog-tiles, "Log
/// entries"); both parts at this length fill less than half of it.
pub const MAX_REASON_CHARS: usize = 2_000;

/// A reason that will be public, trimmed.
///
/// # Errors
/// When it is empty (`missing` says so) or longer than [`MAX_REASON_CHARS`].
pub fn public_reason(text: &str, missing: &str) -> Result<String, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::Refused(missing.to_owned()));
    }
    let length = text.chars().count();
    if length > MAX_REASON_CHARS {
        return Err(Error::Refused(format!(
            "理由或依据最多 {MAX_REASON_CHARS} 字，现有 {length} 字，请缩短"
        )));
    }
    Ok(text.to_owned())
}

impl Ground {
    /// A ground with both its parts.
    ///
    /// # Errors
    /// When one of them is empty or longer than [`MAX_REASON_CHARS`].
    pub fn new(article: &str, reason: &str) -> Result<Self, Error> {
        Ok(Self {
            article: public_reason(article, "撤回须写明依据的法律条款")?,
            reason: public_reason(reason, "撤回须写明理由")?,
        })
    }
}

/// One public event. The bytes are RFC 8785 canonical JSON; unknown or missing fields are refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    v: Version,
    /// What happened.
    pub event: Event,
    /// Identity of the disclosure.
    pub id: String,
    /// 1 for the first publication, one more for each event.
    pub revision: u64,
    /// Catalogue item.
    pub item: String,
    /// Agency code.
    pub agency: String,
    /// 索引号.
    pub index_no: String,
    /// 成文日期.
    pub issued_on: NaiveDate,
    /// 公开时间, RFC 3339 at +08:00.
    pub at: String,
    /// Of the content file; of the withdrawn one for a withdrawal.
    pub digest: Digest,
    /// Article and reason of a withdrawal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<Ground>,
}

/// The version of the entry's form: always 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
struct Version;

impl From<Version> for u8 {
    fn from(_: Version) -> Self {
        1
    }
}

impl TryFrom<u8> for Version {
    type Error = &'static str;

    fn try_from(v: u8) -> Result<Self, &'static str> {
        if v == 1 { Ok(Self) } else { Err("须由更新的程序读取") }
    }
}

const WHAT: &str = "日志条目";

impl Entry {
    /// The entry for a published or amended content.
    #[must_use]
    pub fn of_content(event: Event, content: &crate::Content, at: &str, digest: Digest) -> Self {
        Self {
            v: Version,
            event,
            id: content.id.clone(),
            revision: content.revision,
            item: content.item.clone(),
            agency: content.agency.clone(),
            index_no: content.index_no.clone(),
            issued_on: content.issued_on,
            at: at.to_owned(),
            digest,
            ground: None,
        }
    }

    /// The entry that withdraws what `last` published: one revision more, the same digest.
    #[must_use]
    pub fn withdrawal(last: &Self, at: &str, ground: Ground) -> Self {
        Self {
            event: Event::Withdraw,
            revision: last.revision + 1,
            at: at.to_owned(),
            ground: Some(ground),
            ..last.clone()
        }
    }

    /// The entry as the log holds it.
    ///
    /// # Errors
    /// When it has no canonical form, or does not fit the 65,535 bytes a log has for an entry.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let mut out = ObjectWriter::with_capacity(384);
        out.text("agency", &self.agency)?;
        out.text("at", &self.at)?;
        out.text("digest", &self.digest.to_string())?;
        out.text("event", self.event.as_str())?;
        if let Some(ground) = &self.ground {
            out.value("ground", ground)?;
        }
        out.text("id", &self.id)?;
        out.text("index_no", &self.index_no)?;
        out.text("issued_on", &self.issued_on.to_string())?;
        out.text("item", &self.item)?;
        out.number("revision", self.revision)?;
        out.number("v", 1)?;
        let bytes = out.finish();
        if bytes.len() > usize::from(u16::MAX) {
            return Err(Error::Refused(format!("日志条目有 {} 字节，超过 65535,请缩短理由", bytes.len())));
        }
        Ok(bytes)
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// When it is no entry, or not written canonically.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let entry: Self = serde_json::from_slice(bytes).map_err(|e| Error::malformed(WHAT, e))?;
        if entry.to_bytes()? != bytes {
            return Err(Error::malformed(WHAT, "不是 RFC 8785 规范写法"));
        }
        Ok(entry)
    }
}

/// What an entry says, where its bytes stand and without asking how they are written: for whoever reads many entries that a
/// tree covers. `digest`, `revision` and `ground` are left unread.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryRef<'a> {
    #[serde(rename = "v")]
    _v: Version,
    /// What happened.
    pub event: Event,
    /// Identity of the disclosure.
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    /// Catalogue item.
    #[serde(borrow)]
    pub item: Cow<'a, str>,
    /// Agency code.
    #[serde(borrow)]
    pub agency: Cow<'a, str>,
    /// 索引号.
    #[serde(borrow)]
    pub index_no: Cow<'a, str>,
    /// 成文日期.
    pub issued_on: NaiveDate,
    /// 公开时间, RFC 3339 at +08:00.
    #[serde(borrow)]
    pub at: Cow<'a, str>,
    #[serde(rename = "revision")]
    _revision: IgnoredAny,
    #[serde(rename = "digest")]
    _digest: IgnoredAny,
    #[serde(default, rename = "ground")]
    _ground: IgnoredAny,
}

impl<'a> EntryRef<'a> {
    /// Reads an entry.
    ///
    /// # Errors
    /// When it is no entry.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, Error> {
        serde_json::from_slice(bytes).map_err(|e| Error::malformed(WHAT, e))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back(id in "[0-9a-f]{32}", revision in 1u64..9_000_000, index_no in "\\PC{0,30}", reason in "\\PC{1,40}") {
            let entry = Entry {
                v: Version, event: Event::Publish, id, revision, item: "notice".into(), agency: "130001".into(), index_no,
                issued_on: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(), at: "2026-11-24T10:00:00+08:00".into(),
                digest: Digest::of(b"x"), ground: None,
            };
            let withdrawn = Entry::withdrawal(&entry, "2026-11-25T10:00:00+08:00", Ground { article: "第十四条".into(), reason });
            for e in [entry, withdrawn] {
                let bytes = e.to_bytes().unwrap();
                let read = EntryRef::from_bytes(&bytes).unwrap();
                let said = (e.event, &*e.id, &*e.item, &*e.agency, &*e.index_no, e.issued_on, &*e.at);
                let found = (read.event, &*read.id, &*read.item, &*read.agency, &*read.index_no, read.issued_on, &*read.at);
                prop_assert_eq!(said, found);
                prop_assert_eq!(Entry::from_bytes(&bytes).unwrap(), e);
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = (Entry::from_bytes(&bytes), EntryRef::from_bytes(&bytes));
        }
    }

    #[test]
    fn only_the_canonical_form_is_taken() {
        let text = r#"{"agency":"130001","at":"2026-11-24T10:00:00+08:00","digest":"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881","event":"publish","id":"0","index_no":"130001/2026-00001","issued_on":"2026-11-24","item":"notice","revision":1,"v":1}"#;
        assert_eq!(Entry::from_bytes(text.as_bytes()).unwrap().to_bytes().unwrap(), text.as_bytes());
        assert!(Entry::from_bytes(text.replace(":1,", ": 1,").as_bytes()).is_err());
        assert!(Entry::from_bytes(text.replace("\"v\":1", "\"v\":2").as_bytes()).is_err());
        assert!(Entry::from_bytes(text.replace("\"v\":1", "\"v\":1,\"x\":0").as_bytes()).is_err());
    }
}
