//! Log entries, content files, index numbers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mingjing_publication::{Content, Entry, IndexNumber};

fuzz_target!(|data: &[u8]| {
    if let Ok(entry) = Entry::from_bytes(data)
        && let Ok(bytes) = entry.to_bytes()
    {
        assert_eq!(Entry::from_bytes(&bytes).ok().and_then(|e| e.to_bytes().ok()), Some(bytes));
    }
    if let Ok(content) = Content::from_bytes(data)
        && let Ok(bytes) = content.to_bytes()
    {
        assert_eq!(Content::from_bytes(&bytes).ok().and_then(|c| c.to_bytes().ok()), Some(bytes));
    }
    if let Some(number) = std::str::from_utf8(data).ok().and_then(|text| text.parse::<IndexNumber>().ok()) {
        assert_eq!(number.to_string().parse::<IndexNumber>().ok(), Some(number));
    }
});
