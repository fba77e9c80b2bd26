//! Zip packages: Office Open XML (ECMA-376) and OFD (GB/T 33190-2016).

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::kind::Kind;

/// Parts of a package; real documents have some hundred.
const MAX_PARTS: usize = 20_000;
/// The list of content types is short.
const MAX_CONTENT_TYPES: u64 = 4 << 20;
const NO_PACKAGE: &str = "是压缩包或不认识的打包文件，不能作为附件，请上传其中的文件本身";
const ACTIVE: &str = "是含宏或控件的文档，不能作为附件，请另存为不含宏的格式后上传";
const DAMAGED: &str = "已损坏或者被改动过，请重新保存后上传";

/// What the package is, or why it may not be attached.
pub(crate) fn kind(bytes: &[u8]) -> Result<Kind, &'static str> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| DAMAGED)?;
    if archive.len() > MAX_PARTS || archive.has_duplicate_names() {
        return Err(DAMAGED);
    }
    let names: BTreeSet<String> = archive
        .file_names()
        .map(|name| name.map(|name| name.into_owned()).map_err(|_| DAMAGED))
        .collect::<Result<_, _>>()?;
    if names.iter().any(|name| leads_outside(name)) {
        return Err(DAMAGED);
    }
    let kind = [
        ("word/document.xml", Kind::Docx),
        ("xl/workbook.xml", Kind::Xlsx),
        ("ppt/presentation.xml", Kind::Pptx),
        ("OFD.xml", Kind::Ofd),
    ]
    .into_iter()
    .find_map(|(name, kind)| names.contains(name).then_some(kind))
    .ok_or(NO_PACKAGE)?;
    if names.iter().any(|name| is_active(name)) || declares_macros(&mut archive) {
        return Err(ACTIVE);
    }
    Ok(kind)
}

/// Whether a part would be written outside of its folder by a program that unpacks the package.
fn leads_outside(name: &str) -> bool {
    name.starts_with(['/', '\\']) || name.contains(':') || name.split(['/', '\\']).any(|step| step == "..")
}

/// Macros, Excel 4 macro sheets and ActiveX controls.
fn is_active(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("vbaproject.bin") || name.contains("/macrosheets/") || name.contains("/activex/")
}

/// Whether the list of content types calls the document one with macros.
fn declares_macros(archive: &mut ZipArchive<Cursor<&[u8]>>) -> bool {
    let mut types = Vec::new();
    let Ok(part) = archive.by_name("[Content_Types].xml") else {
        return false;
    };
    let read = part.take(MAX_CONTENT_TYPES).read_to_end(&mut types);
    read.is_err() || String::from_utf8_lossy(&types).to_ascii_lowercase().contains("macroenabled")
}

/// The parts of a package that are asked for, unpacked within a limit for all together.
pub(crate) struct Parts<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl<'a> Parts<'a> {
    pub(crate) fn open(bytes: &'a [u8], limit: u64) -> Option<Self> {
        Some(Self { archive: ZipArchive::new(Cursor::new(bytes)).ok()?, left: limit })
    }

    /// Whether there is a part of this name.
    pub(crate) fn holds(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// Names of the XML parts that are wanted, in the order of their numbers (`slide2` before `slide10`).
    pub(crate) fn names(&self, wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let mut names: Vec<String> = self
            .archive
            .file_names()
            .flatten()
            .filter(|name| name.ends_with(".xml") && wanted(name))
            .map(|name| name.into_owned())
            .collect();
        names.sort_by_cached_key(|name| (number(name), name.clone()));
        names
    }

    /// One part; none when it is damaged, encrypted, no UTF-8, or unpacks to too much.
    pub(crate) fn read(&mut self, name: &str) -> Option<String> {
        let mut xml = Vec::new();
        let part = self.archive.by_name(name).ok()?;
        let read = part.take(self.left.saturating_add(1)).read_to_end(&mut xml).ok()? as u64;
        self.left = self.left.checked_sub(read)?;
        String::from_utf8(xml).ok()
    }
}

/// The last number in a name; parts without one come first.
fn number(name: &str) -> Option<u64> {
    let stem = name.trim_end_matches(|c: char| !c.is_ascii_digit());
    let front = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    stem[front.len()..].parse().ok()
}
