#![doc = include_str!("../README.md")]

mod kind;
mod manuscript;
mod name;
mod office;
mod package;
mod pdf;

use sha2::{Digest, Sha256};

use kind::Kind;

pub use manuscript::{Manuscript, manuscript};

/// How much a file may be and hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest file, in bytes.
    pub max_bytes: usize,
    /// Most that the parts of a compressed file that are read may unpack to together, in bytes.
    pub max_unpacked: u64,
    /// Most text taken out of a file, in characters.
    pub max_text: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_bytes: 50 << 20, max_unpacked: 64 << 20, max_text: 2_000_000 }
    }
}

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// File name without anything that could harm.
    pub name: String,
    /// Media type by content.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// The text in it, where it has any that can be read.
    pub text: Option<String>,
    /// Whether that is all of it: not when it is too long, or reading broke off.
    pub text_whole: bool,
}

/// Why a file may not be attached.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nothing in it.
    #[error("文件“{0}”是空的，请检查后重新上传")]
    Empty(String),
    /// Longer than allowed.
    #[error("文件“{name}”超过 {limit} MB,请压缩图片或分成几个文件")]
    TooLarge {
        /// The file.
        name: String,
        /// Limit in MB.
        limit: usize,
    },
    /// A kind that may not be attached.
    #[error("文件“{name}”{reason}。可以上传 PDF、DOCX、XLSX、PPTX、OFD、图片、MP3、MP4、TXT、CSV、MD")]
    Kind {
        /// The file.
        name: String,
        /// What it is instead.
        reason: String,
    },
    /// The name says another kind than the content.
    #[error("文件“{name}”的内容是 {found},与扩展名不符，请改正扩展名后重新上传")]
    Extension {
        /// The file.
        name: String,
        /// The extension its content asks for.
        found: &'static str,
    },
    /// It cannot be unpacked.
    #[error("文件“{name}”已损坏、有密码或解压后过大，请重新保存后上传")]
    Damaged {
        /// The file.
        name: String,
    },
}

/// Looks at a file: what it is by its content, whether it may be attached, and what text is in it.
///
/// # Errors
/// Why it may not be attached, and how to mend it.
pub fn inspect(name: &str, bytes: &[u8], limits: &Limits) -> Result<Inspected, Refused> {
    let name = name::sanitise(name);
    if bytes.is_empty() {
        return Err(Refused::Empty(name));
    }
    if bytes.len() > limits.max_bytes {
        return Err(Refused::TooLarge { name, limit: limits.max_bytes >> 20 });
    }
    let kind = Kind::of(&name, bytes)?;
    let extension = name::extension(&name);
    if !kind.extensions().contains(&extension.as_str()) {
        return Err(Refused::Extension { found: kind.extensions()[0], name });
    }
    let damaged = || Refused::Damaged { name: name.clone() };
    let read = match kind {
        Kind::Pdf => pdf::text(bytes, limits),
        Kind::Docx | Kind::Xlsx | Kind::Pptx | Kind::Ofd => {
            Some(office::text(kind, bytes, limits).ok_or_else(damaged)?)
        }
        Kind::Text => Some((kind::decode(bytes).ok_or_else(damaged)?, true)),
        _ => None,
    };
    let (mut text, mut text_whole) = read.map_or((None, true), |(text, whole)| (Some(text), whole));
    if let Some(text) = &mut text
        && let Some((cut, _)) = text.char_indices().nth(limits.max_text)
    {
        text.truncate(cut);
        text_whole = false;
    }
    Ok(Inspected {
        media_type: kind.media_type(&extension).to_owned(),
        size: bytes.len() as u64,
        sha256: hex::encode(Sha256::digest(bytes)),
        text: text.filter(|t| !t.trim().is_empty()),
        text_whole,
        name,
    })
}

#[cfg(test)]
mod tests;
