//! The content file: everything public of one revision, in the bytes that its digest covers.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::Error;

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
        f.write_str(&hex::encode(self.0))
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
        let bytes = hex::decode(s).map_err(|_| refuse())?;
        Ok(Self(bytes.try_into().map_err(|_| refuse())?))
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
    /// 16 random bytes in hexadecimal, so that erased content cannot be guessed back from its digest.
    pub salt: String,
}

/// The file's form; `v` counts changes to it. Keys are declared in RFC 8785 order, but the canonical
/// serialiser sorts them (and those within `fields`) whatever the order here.
#[derive(Serialize)]
struct Out<'a> {
    agency: &'a str,
    attachments: &'a [Attachment],
    body: Option<&'a str>,
    fields: &'a Map<String, Value>,
    id: &'a str,
    index_no: &'a str,
    issued_on: NaiveDate,
    item: &'a str,
    revision: u64,
    salt: &'a str,
    title: &'a str,
    v: u8,
}

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
        let out = Out {
            agency: &self.agency,
            attachments: &self.attachments,
            body: self.body.as_deref(),
            fields: &self.fields,
            id: &self.id,
            index_no: &self.index_no,
            issued_on: self.issued_on,
            item: &self.item,
            revision: self.revision,
            salt: &self.salt,
            title: &self.title,
            v: 1,
        };
        serde_json_canonicalizer::to_vec(&out).map_err(|e| Error::malformed(WHAT, e))
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
            salt: f.salt,
        })
    }
}
