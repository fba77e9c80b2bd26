//! `imports.jsonl` in the instance folder: one line for each import that came to its end, so that it is known later what
//! was brought in and how much of it was refused. Nothing depends on it.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use mingjing_actions::import::Tally;
use serde::{Deserialize, Serialize};

const FILE: &str = "imports.jsonl";

#[derive(Serialize, Deserialize)]
struct Line {
    at: String,
    item: String,
    created: u64,
    updated: u64,
    unchanged: u64,
    rejected: u64,
}

/// Adds a line; one write, so that imports at the same time do not mix theirs.
pub fn add(dir: &Path, at: &str, item: &str, tally: Tally) -> std::io::Result<()> {
    let Tally { created, updated, unchanged, rejected } = tally;
    let line = Line { at: at.to_owned(), item: item.to_owned(), created, updated, unchanged, rejected };
    let text = format!("{}\n", serde_json::to_string(&line)?);
    OpenOptions::new().append(true).create(true).open(dir.join(FILE))?.write_all(text.as_bytes())
}

/// The sum of all lines that can be read.
pub fn total(dir: &Path) -> Tally {
    let text = std::fs::read_to_string(dir.join(FILE)).unwrap_or_default();
    let lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
    lines.fold(Tally::default(), |sum, line| Tally {
        created: sum.created + line.created,
        updated: sum.updated + line.updated,
        unchanged: sum.unchanged + line.unchanged,
        rejected: sum.rejected + line.rejected,
    })
}
