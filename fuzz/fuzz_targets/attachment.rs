//! Files as people attach them, and documents as they are imported.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mingjing_attachments::{Limits, inspect};
use mingjing_opendata::{Profile, read_document};

const NAMES: [&str; 8] = ["a.pdf", "a.docx", "a.xlsx", "a.pptx", "a.ofd", "a.txt", "a.csv", "a.md"];

fuzz_target!(|data: &[u8]| {
    let limits = Limits { max_bytes: 1 << 20, max_unpacked: 4 << 20, max_text: 10_000 };
    for name in NAMES {
        if let Ok(found) = inspect(name, data, &limits) {
            assert!(found.text.unwrap_or_default().chars().count() <= limits.max_text);
        }
    }
    for profile in [Profile::Plain, Profile::LawCorpus, Profile::WebCopy] {
        let _ = read_document("a.md", data, profile);
    }
});
