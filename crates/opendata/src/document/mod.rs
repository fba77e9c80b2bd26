//! Reading one document from one file.

mod date;
mod front_matter;
mod law_corpus;
mod number;
mod plain;
mod web_copy;

use serde_json::{Map, Value};

use crate::{Error, encoding};

/// What a document's file says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReadDocument {
    /// The title, never empty.
    pub title: String,
    /// What else the file says of itself, under the catalogue's usual keys: `document_no`, `issued_on`, `issuer`, `effective_on`,
    /// `promulgation`, `kind`; for plain texts whatever the front matter holds.
    pub fields: Map<String, Value>,
    /// The text, its lines as they stand in the file.
    pub body: String,
    /// Lines that are no part of the text, in order.
    pub removed: Vec<Removed>,
}

/// A line that was taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// Its number in the file, from 1.
    pub line: usize,
    /// The line as it stood there, without its end.
    pub text: String,
    /// Why it is no part of the text, in Chinese.
    pub why: &'static str,
}

/// How a file is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Markdown or plain text; optional front matter.
    Plain,
    /// A law with a header of promulgation lines that ends at `<!-- INFO END -->`.
    LawCorpus,
    /// A text copied from a web page, with the page's furniture.
    WebCopy,
}

impl std::str::FromStr for Profile {
    type Err = Error;

    /// Reads the name that the command line uses.
    fn from_str(name: &str) -> Result<Self, Error> {
        match name {
            "law-corpus" => Ok(Profile::LawCorpus),
            "web-copy" => Ok(Profile::WebCopy),
            _ => Err(Error::UnknownProfile { name: name.to_owned() }),
        }
    }
}

/// Reads a document. `name` is the file's name or path: it stands in messages, and profiles may read a date or a kind from it.
///
/// # Errors
/// An encoding that cannot be told; a file without a text ([`Error::NoDocument`], to be reported and passed over).
pub fn read_document(name: &str, bytes: &[u8], profile: Profile) -> Result<ReadDocument, Error> {
    let text = encoding::decode(bytes).map_err(|line| Error::Encoding { name: name.to_owned(), line })?;
    let document = match profile {
        Profile::Plain => plain::read(&text),
        Profile::LawCorpus => law_corpus::read(name, &text),
        Profile::WebCopy => web_copy::read(&text),
    };
    document
        .filter(|document| !document.title.is_empty() && !document.body.trim().is_empty())
        .ok_or_else(|| Error::NoDocument { name: name.to_owned() })
}
