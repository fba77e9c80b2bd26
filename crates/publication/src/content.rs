//! The content file: everything public of one revision, in the bytes that its digest covers.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::Error;
use crate::canonical::ObjectWriter;

/// SHA-256 of a content file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0; 64];
        hex::encode_to_slice(self.0, &mut text).map_err(|_| fmt::Error)?;
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Digest {
    type Err = Error;

    /// Reads 64 lower-case hexadecimal digits.
    fn from_str(s: &str) -> Result<Self, Error> {
        let refuse = || Error::malformed("摘要", "须为 64 位小写十六进制");
        if s.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(refuse());
        }
        let mut bytes = [0; 32];
        hex::decode_to_slice(s, &mut bytes).map_err(|_| refuse())?;
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A file that belongs to a disclosure; its bytes are found by their digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// File name as the public sees it.
    pub name: String,
    /// Media type by content.
    pub media_type: String,
    /// Length in bytes.
    pub size: u64,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
}

/// What is special about a revision. The content file of a usual one says nothing, so that its bytes are as they always were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// 文字更正: only typing was mended.
    Minor,
    /// 紧急发布: one person released it, another reviews it afterwards.
    Urgent,
}

impl Kind {
    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Minor => "文字更正",
            Self::Urgent => "紧急发布",
        }
    }
}

/// Everything public of one revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// Identity of the disclosure.
    pub id: String,
    /// Catalogue item.
    pub item: String,
    /// Agency code.
    pub agency: String,
    /// 1 for the first publication.
    pub revision: u64,
    /// 索引号.
    pub index_no: String,
    /// Title.
    pub title: String,
    /// 成文日期.
    pub issued_on: NaiveDate,
    /// Public fields.
    pub fields: Map<String, Value>,
    /// Markdown body.
    pub body: Option<String>,
    /// Attachments.
    pub attachments: Vec<Attachment>,
    /// What is special about the revision.
    pub kind: Option<Kind>,
    /// 16 random bytes in hexadecimal, so that erased content cannot be guessed back from its digest.
    pub salt: String,
}

/// The file's form; `v` counts changes to it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct In {
    agency: String,
    attachments: Vec<Attachment>,
    body: Option<String>,
    fields: Map<String, Value>,
    id: String,
    index_no: String,
    issued_on: NaiveDate,
    item: String,
    kind: Option<Kind>,
    revision: u64,
    salt: String,
    title: String,
    v: u8,
}

const WHAT: &str = "内容文件";

impl Content {
    /// The content file: RFC 8785 canonical JSON.
    ///
    /// # Errors
    /// When a number in the fields has no canonical form.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let size = 512 + self.body.as_ref().map_or(0, String::len);
        let mut out = ObjectWriter::with_capacity(size);
        out.text("agency", &self.agency)?;
        out.value("attachments", &self.attachments)?;
        match &self.body {
            Some(body) => out.text("body", body)?,
            None => out.value("body", &())?,
        }
        out.object("fields", &self.fields)?;
        out.text("id", &self.id)?;
        out.text("index_no", &self.index_no)?;
        out.text("issued_on", &self.issued_on.to_string())?;
        out.text("item", &self.item)?;
        if let Some(kind) = &self.kind {
            out.value("kind", kind)?;
        }
        out.number("revision", self.revision)?;
        out.text("salt", &self.salt)?;
        out.text("title", &self.title)?;
        out.number("v", 1)?;
        Ok(out.finish())
    }

    /// Reads a content file.
    ///
    /// # Errors
    /// When it is not one of a form this version knows.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let f: In = serde_json::from_slice(bytes).map_err(|e| Error::malformed(WHAT, e))?;
        if f.v != 1 {
            return Err(Error::malformed(WHAT, format!("版本 {} 须由更新的程序读取", f.v)));
        }
        Ok(Self {
            id: f.id,
            item: f.item,
            agency: f.agency,
            revision: f.revision,
            index_no: f.index_no,
            title: f.title,
            issued_on: f.issued_on,
            fields: f.fields,
            body: f.body,
            attachments: f.attachments,
            kind: f.kind,
            salt: f.salt,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn contents() -> impl Strategy<Value = Content> {
        let values = prop_oneof![
            Just(Value::Null),
            any::<String>().prop_map(Value::from),
            (0u64..1 << 53).prop_map(Value::from),
            prop::collection::vec("\\PC{0,8}", 0..3).prop_map(Value::from),
        ];
        let fields = prop::collection::vec(("\\PC{0,8}", values), 0..6);
        let files = prop::collection::vec(("\\PC{1,20}", any::<u32>()), 0..3);
        (any::<String>(), fields, prop::option::of(any::<String>()), files, 1u64..1 << 53, 0usize..3)
            .prop_map(|(title, fields, body, files, revision, kind)| Content {
                kind: [None, Some(Kind::Minor), Some(Kind::Urgent)][kind],
                id: "0192f0c1d2e37a4b8c5d6e7f8a9b0c1d".into(),
                item: "licence".into(),
                agency: "130001".into(),
                revision,
                index_no: "130001/2026-00001".into(),
                title,
                issued_on: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
                fields: fields.into_iter().collect(),
                body,
                attachments: files
                    .into_iter()
                    .map(|(name, size)| Attachment {
                        name,
                        media_type: "application/pdf".into(),
                        size: size.into(),
                        sha256: Digest::of(b"x").to_string(),
                    })
                    .collect(),
                salt: "00112233445566778899aabbccddeeff".into(),
            })
    }

    proptest! {
        #[test]
        fn what_is_written_is_canonical_and_read_back(content in contents()) {
            let bytes = content.to_bytes().unwrap();
            let value: Value = serde_json::from_slice(&bytes).unwrap();
            prop_assert_eq!(serde_json_canonicalizer::to_vec(&value).unwrap(), bytes.clone());
            prop_assert_eq!(Content::from_bytes(&bytes).unwrap(), content);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), digest in "\\PC{0,70}") {
            let _ = Content::from_bytes(&bytes);
            let _ = digest.parse::<Digest>();
        }
    }

    #[test]
    fn a_file_of_another_form_is_refused() {
        let file = json!({"v": 1, "id": "0", "item": "a", "agency": "1", "revision": 1, "index_no": "1/2026-00001",
            "title": "甲", "issued_on": "2026-11-24", "fields": {}, "body": null, "attachments": [], "salt": "00"});
        let read = |file: &Value| Content::from_bytes(&serde_json::to_vec(file).unwrap());
        assert!(read(&file).is_ok());
        for (key, value) in
            [("v", json!(2)), ("x", json!(0)), ("issued_on", json!("2026-13-01")), ("fields", json!([]))]
        {
            let mut other = file.clone();
            other[key] = value;
            assert!(read(&other).unwrap_err().to_string().starts_with("内容文件不合规范"), "{key}");
        }
    }
}
