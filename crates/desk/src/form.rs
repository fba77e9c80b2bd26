//! Forms as they come in.

use axum::body::Bytes;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;
use chrono::NaiveDate;
use mingjing_actions::Error;
use mingjing_design::form::Entries;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::failure::Failure;
use crate::visitor::Visitor;

/// A form as it was sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a form and checks its token.
    pub(crate) fn read(visitor: &Visitor, body: &Bytes) -> Result<Self, Failure> {
        let form = Self::read_unchecked(body);
        if same(form.text("token"), &visitor.token) { Ok(form) } else { Err(Failure::Token) }
    }

    /// Reads a form of somebody who is not signed in.
    pub(crate) fn read_unchecked(body: &Bytes) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// A form that begins with these entries.
    pub(crate) fn of<const N: usize>(entries: [(&str, String); N]) -> Self {
        Self(entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// Whether nothing was sent.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These entries, and those of another form behind them.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The same form with a text behind what was typed in a field: nothing that was typed is lost.
    pub(crate) fn with_behind(mut self, name: &str, more: &str) -> Self {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, typed)) if !typed.trim().is_empty() => {
                typed.push('\n');
                typed.push_str(more);
            }
            Some((_, typed)) => more.clone_into(typed),
            None => self.0.push((name.to_owned(), more.to_owned())),
        }
        self
    }

    /// The first entry of this name; empty when there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }

    /// All entries of this name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The version of the draft that the person saw.
    pub(crate) fn version(&self) -> Result<i64, Failure> {
        self.text("version").parse().map_err(|_| Failure::Request("表单不完整，请刷新页面后重试".into()))
    }

    /// Whether anything was decided about findings.
    pub(crate) fn decides(&self) -> bool {
        self.0.iter().any(|(name, _)| name.starts_with("decision-"))
    }

    /// For the fields of an item.
    pub(crate) fn entries(&self) -> Entries {
        Entries::from_pairs(self.0.clone())
    }
}

impl FromIterator<(String, String)> for Form {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(entries: T) -> Self {
        Self(entries.into_iter().collect())
    }
}

/// One of the words of a form.
pub(crate) fn word<T: DeserializeOwned>(form: &Form, name: &str, label: &str) -> Result<T, Error> {
    let text = form.text(name);
    serde_json::from_value(text.into()).map_err(|_| Error::Refused(format!("请选择{label}")))
}

/// A day of a form.
pub(crate) fn day(form: &Form, name: &str, label: &str) -> Result<NaiveDate, Error> {
    let text = form.text(name).trim();
    text.parse().map_err(|_| Error::Refused(format!("{label}“{text}”不是日期，应写作 2026-11-24")))
}

/// A form with a file in it; none when no part held one.
pub(crate) struct Upload {
    pub(crate) form: Form,
    /// Its name and its bytes.
    pub(crate) file: Option<(String, Bytes)>,
}

impl Upload {
    /// Reads a form and checks its token, which comes first: nothing of a file is read before.
    pub(crate) async fn read(visitor: &Visitor, mut parts: Multipart) -> Result<Self, Failure> {
        let broken = |e: MultipartError| Failure::Request(format!("文件没有传完整，请重新上传：{e}"));
        let (mut form, mut file) = (Form::default(), None);
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            match part.name().unwrap_or_default().to_owned().as_str() {
                "file" if same(form.text("token"), &visitor.token) => {
                    let name = part.file_name().unwrap_or_default().to_owned();
                    file = Some((name, part.bytes().await.map_err(broken)?));
                }
                "file" => {}
                name => form.0.push((name.to_owned(), part.text().await.map_err(broken)?)),
            }
        }
        if same(form.text("token"), &visitor.token) { Ok(Self { form, file }) } else { Err(Failure::Token) }
    }

    /// The file with the version of the draft that the person saw.
    pub(crate) fn for_draft(self) -> Result<(i64, String, Bytes), Failure> {
        match (self.form.version(), self.file) {
            (Ok(version), Some((name, bytes))) => Ok((version, name, bytes)),
            _ => Err(Failure::Request("没有选择文件，请返回后选择".into())),
        }
    }
}

/// Compares by digest, so that the time it takes says nothing about the token.
pub(crate) fn same(given: &str, expected: &str) -> bool {
    Sha256::digest(given) == Sha256::digest(expected)
}

/// A short digest, to tell people apart without naming them.
pub(crate) fn digest(text: &str) -> String {
    hex::encode(&Sha256::digest(text)[..8])
}
