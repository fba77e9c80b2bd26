//! What a PDF file must not do before the library may read it.
//!
//! Two things cannot be caught once they happen: a stack that overflows (a page tree whose parents
//! form a ring, a form that draws itself) and memory that runs out (a stream that unpacks to a
//! thousand times its size). Both are looked for beforehand.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};
use pdf_extract::content::Content;
use pdf_extract::{Dictionary, Document, Object, Stream};

const MAX_PAGES: usize = 5_000;
/// Levels of the page tree.
const MAX_PARENTS: usize = 32;
/// Forms drawn within forms.
const MAX_FORM_DEPTH: usize = 12;
/// Forms drawn on all pages together.
const MAX_FORMS: usize = 50_000;
/// LZW packs up to some two thousand times, so only short streams are unpacked.
const MAX_LZW: usize = 64 << 10;
/// How far before a stream its dictionary is looked at.
const DICTIONARY: usize = 1_024;

/// Whether the streams that are unpacked while loading (object and cross-reference streams) stay
/// within `limit` bytes in all.
pub(super) fn unpacks_within(bytes: &[u8], limit: u64) -> bool {
    let mut left = limit;
    for start in stream_starts(bytes) {
        let dictionary = &bytes[start.saturating_sub(DICTIONARY)..start];
        let unpacked_on_load = contains(dictionary, b"/ObjStm") || contains(dictionary, b"/XRef");
        if !unpacked_on_load {
            continue;
        }
        if contains(dictionary, b"/LZWDecode") || count(dictionary, b"/FlateDecode") > 1 {
            return false;
        }
        match unpacked_size(&bytes[start..], left).and_then(|size| left.checked_sub(size)) {
            Some(rest) => left = rest,
            None => return false,
        }
    }
    true
}

/// Empties all images: the library would read them as page descriptions.
pub(super) fn drop_images(document: &mut Document) {
    for object in document.objects.values_mut() {
        if let Object::Stream(stream) = object
            && stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image")
        {
            stream.content = Vec::new();
            stream.dict.remove(b"Filter");
        }
    }
}

/// Whether reading the pages comes to an end, in bounded memory and stack.
pub(super) fn is_safe(document: &Document, limit: u64) -> bool {
    if !streams_unpack_within(document, limit) {
        return false;
    }
    let pages = document.get_pages();
    let empty = Dictionary::new();
    let mut forms = Forms { document, drawn: 0 };
    pages.len() <= MAX_PAGES
        && pages.values().all(|id| {
            let Ok(page) = document.get_dictionary(*id) else {
                return false;
            };
            let Some(resources) = inherited_resources(document, page) else {
                return false;
            };
            let resources = resources.unwrap_or(&empty);
            document.get_page_content(*id).is_ok_and(|content| forms.end(&content, resources, 0))
        })
}

fn streams_unpack_within(document: &Document, limit: u64) -> bool {
    let mut left = limit;
    document.objects.values().filter_map(|object| object.as_stream().ok()).all(|stream| {
        let filters = stream.filters().unwrap_or_default();
        let packed = filters.iter().filter(|name| matches!(**name, b"FlateDecode" | b"LZWDecode")).count();
        if packed > 1 || (filters.contains(&b"LZWDecode".as_slice()) && stream.content.len() > MAX_LZW) {
            return false;
        }
        if !filters.contains(&b"FlateDecode".as_slice()) {
            return true;
        }
        match unpacked_size(&stream.content, left).and_then(|size| left.checked_sub(size)) {
            Some(rest) => {
                left = rest;
                true
            }
            None => false,
        }
    })
}

/// The resources of a page; `None` where its parents never end.
fn inherited_resources<'a>(document: &'a Document, page: &'a Dictionary) -> Option<Option<&'a Dictionary>> {
    let mut found = None;
    let mut node = page;
    for _ in 0..MAX_PARENTS {
        found = found.or_else(|| dictionary(document, node, b"Resources"));
        match dictionary(document, node, b"Parent") {
            Some(parent) => node = parent,
            None => return Some(found),
        }
    }
    None
}

struct Forms<'a> {
    document: &'a Document,
    drawn: usize,
}

impl<'a> Forms<'a> {
    /// Whether drawing this content ends: follows every form it draws, as the library does.
    fn end(&mut self, content: &[u8], resources: &'a Dictionary, depth: usize) -> bool {
        if depth > MAX_FORM_DEPTH {
            return false;
        }
        if !contains(content, b"Do") {
            return true;
        }
        let Ok(content) = Content::decode(content) else {
            return false;
        };
        content.operations.iter().filter(|operation| operation.operator == "Do").all(|operation| {
            self.drawn += 1;
            let form = operation.operands.first().and_then(|name| self.form(name, resources));
            let Some(form) = form.filter(|_| self.drawn <= MAX_FORMS) else {
                return self.drawn <= MAX_FORMS;
            };
            let inner = dictionary(self.document, &form.dict, b"Resources").unwrap_or(resources);
            let unpacked = form.decompressed_content().unwrap_or_else(|_| form.content.clone());
            self.end(&unpacked, inner, depth + 1)
        })
    }

    fn form(&self, name: &Object, resources: &'a Dictionary) -> Option<&'a Stream> {
        let forms = dictionary(self.document, resources, b"XObject")?;
        let object = forms.get(name.as_name().ok()?).ok()?;
        self.document.dereference(object).ok()?.1.as_stream().ok()
    }
}

fn dictionary<'a>(document: &'a Document, within: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    let object = within.get(key).ok()?;
    document.dereference(object).ok()?.1.as_dict().ok()
}

/// Where the data of each stream begins.
fn stream_starts(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let keyword = b"stream";
    bytes.windows(keyword.len()).enumerate().filter(move |(_, window)| *window == keyword).filter_map(
        move |(at, _)| {
            let after = at + keyword.len();
            match bytes.get(after..)? {
                [b'\r', b'\n', ..] => Some(after + 2),
                [b'\n' | b'\r', ..] => Some(after + 1),
                _ => None,
            }
        },
    )
}

/// How many bytes packed data unpacks to; `None` where it is more than `limit`.
fn unpacked_size(packed: &[u8], limit: u64) -> Option<u64> {
    let size = match counted(ZlibDecoder::new(packed), limit) {
        // The library tries again without the header where there is nothing at all.
        0 => counted(DeflateDecoder::new(packed.get(2..).unwrap_or_default()), limit),
        size => size,
    };
    (size <= limit).then_some(size)
}

/// Bytes that come out, up to one more than `limit`. Damaged data unpacks up to the damage, in the
/// library as here.
fn counted(mut unpacked: impl Read, limit: u64) -> u64 {
    let mut buffer = [0; 16 << 10];
    let mut size = 0;
    while size <= limit {
        match unpacked.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(read) => size += read as u64,
        }
    }
    size
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

fn count(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).filter(|window| *window == wanted).count()
}
