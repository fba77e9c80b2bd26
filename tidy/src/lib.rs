#![doc = include_str!("../README.md")]

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold what was made or fetched, not what was written.
const MADE: [&str; 8] = [
    "target",
    ".git",
    "node_modules",
    "shots",
    "mingjing-data",
    "proptest-regressions",
    "artifacts",
    "corpus",
];

/// A text file of the repository.
#[derive(Debug, Clone)]
pub struct Source {
    /// Path from the root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Source {
    /// Whether its name ends in one of these, without the dot.
    #[must_use]
    pub fn is(&self, extensions: &[&str]) -> bool {
        let extension = Path::new(&self.path).extension();
        extensions.iter().any(|wanted| extension.is_some_and(|e| e == *wanted))
    }
}

/// The folder of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

/// The text of one file.
///
/// # Panics
/// When it cannot be read: a test then says so.
#[must_use]
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// All text files below a folder of the repository, in path order; `""` is the whole of it.
#[must_use]
pub fn sources(below: &str) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root(), &root().join(below), &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let made = entry.file_name().to_str().is_none_or(|name| MADE.contains(&name));
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && !made {
            collect(root, &path, found);
        } else if kind.is_file()
            && let (Ok(text), Ok(relative)) = (fs::read_to_string(&path), path.strip_prefix(root))
        {
            found.push(Source { path: relative.to_string_lossy().replace('\\', "/"), text });
        }
    }
}

/// Fails with all problems at once, one line each.
///
/// # Panics
/// When there is any problem.
pub fn none(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}
