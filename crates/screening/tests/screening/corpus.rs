//! Published laws hold nothing that must not be open: whatever is found in them is a false alarm.

use std::path::{Path, PathBuf};

use crate::screen;

/// False alarms tolerated in the whole corpus.
const BOUND: usize = 3;

#[test]
fn laws_are_clean() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/laws");
    if !root.is_dir() {
        eprintln!("skipped: no corpus at {}", root.display());
        return;
    }
    let screen = screen();
    let mut found = 0;
    for path in files(&root) {
        let text = std::fs::read_to_string(&path).expect("the laws are UTF-8");
        for finding in screen.text("body", &text) {
            found += 1;
            println!("{}: {} “{}”", path.display(), finding.rule, finding.text);
        }
    }
    assert!(found <= BOUND, "{found} findings in published laws");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
