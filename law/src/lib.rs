#![doc = include_str!("../README.md")]

use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};
use serde::de::DeserializeOwned;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR");

/// The rule files of one instance: path relative to `law/` (with `/` as separator) → text.
///
/// Rooms that need rules (calendar, catalogue, screening) load them from here and report
/// problems with these paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LawFiles {
    files: BTreeMap<String, String>,
}

impl LawFiles {
    /// The files this binary was built with.
    #[must_use]
    pub fn embedded() -> Self {
        let mut files = BTreeMap::new();
        collect_embedded(&EMBEDDED, &mut files);
        Self { files }
    }

    /// The files below a folder with the same layout as `law/`.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read as UTF-8 text.
    pub fn from_dir(dir: &Path) -> std::io::Result<Self> {
        let mut files = BTreeMap::new();
        collect_dir(dir, dir, &mut files)?;
        Ok(Self { files })
    }

    /// Adds or replaces one file; used by tests and by overlays.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        self.files.insert(path.into(), text.into());
        self
    }

    /// The text of one file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// A TOML file as what it holds.
    ///
    /// # Errors
    /// When it is missing or does not read: file, line, reason.
    pub fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T, String> {
        let text = self.get(path).ok_or_else(|| format!("law/{path}:1: 没有这个文件"))?;
        toml::from_str(text).map_err(|e| {
            let at = e.span().map_or(0, |span| span.start).min(text.len());
            let line = text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
            format!("law/{path}:{line}: 格式有误({})", e.message())
        })
    }

    /// All files whose path starts with `prefix`, in path order.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> + 'a {
        self.files
            .iter()
            .filter(move |(path, _)| path.starts_with(prefix))
            .map(|(p, t)| (p.as_str(), t.as_str()))
    }
}

fn is_rule(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "toml" || e == "csv")
        && path.file_name().is_some_and(|n| n != "Cargo.toml")
}

fn collect_embedded(dir: &Dir<'_>, files: &mut BTreeMap<String, String>) {
    for file in dir.files().filter(|f| is_rule(f.path())) {
        if let Some(text) = file.contents_utf8() {
            files.insert(file.path().to_string_lossy().replace('\\', "/"), text.to_owned());
        }
    }
    for sub in dir.dirs() {
        collect_embedded(sub, files);
    }
}

fn collect_dir(root: &Path, dir: &Path, files: &mut BTreeMap<String, String>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect_dir(root, &path, files)?;
        } else if is_rule(&path) {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.insert(name, std::fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
