//! What the demonstration's disclosures are made of: sentences as data, one table an item.

use std::collections::BTreeMap;

use anyhow::Context;
use serde::Deserialize;

/// The files of sentences, with their names for messages.
const SHEETS: [(&str, &str); 7] = [
    ("decision.toml", include_str!("material/decision.toml")),
    ("execution.toml", include_str!("material/execution.toml")),
    ("management.toml", include_str!("material/management.toml")),
    ("service.toml", include_str!("material/service.toml")),
    ("result.toml", include_str!("material/result.toml")),
    ("participation.toml", include_str!("material/participation.toml")),
    ("organisation.toml", include_str!("material/organisation.toml")),
];
const SUBJECTS: [(&str, &str); 2] = [
    ("subjects.toml", include_str!("material/subjects.toml")),
    ("guides.toml", include_str!("material/guides.toml")),
];

/// What a row is about, by the names that sentences use: `s` its name, `a` the agency, `start` how many days ago it
/// began.
pub(super) type Subject = BTreeMap<String, String>;

/// Everything that rows are made of.
pub(super) struct Material {
    pub(super) words: Words,
    pub(super) subjects: BTreeMap<String, Vec<Subject>>,
    pub(super) sheets: BTreeMap<String, Sheet>,
}

/// Words for what no sheet says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) names: Vec<String>,
    pub(super) companies: Vec<String>,
    pub(super) trades: Vec<String>,
    /// By the key of a field.
    pub(super) words: BTreeMap<String, String>,
}

/// The rows of one item.
#[derive(Deserialize)]
pub(super) struct Sheet {
    /// The subjects it has a row for.
    pub(super) of: Option<String>,
    /// A word of subjects: those that have it have no row.
    pub(super) unless: Option<String>,
    /// How many rows, where it has no subjects.
    #[serde(default)]
    pub(super) rows: usize,
    /// Rows for each subject.
    #[serde(default = "one")]
    pub(super) each: usize,
    /// Days after the subject's start.
    #[serde(default)]
    pub(super) after: u64,
    /// Days between the rows of one subject.
    #[serde(default)]
    pub(super) step: u64,
    /// Days from each row back to the next, where there are no subjects.
    pub(super) back: Option<u64>,
    /// Agencies that publish the rows, in turn; otherwise the subject's.
    #[serde(default)]
    pub(super) agencies: Vec<String>,
    /// Amounts that are the sum of a table's column: `total=table.column`.
    #[serde(default)]
    pub(super) sums: Vec<String>,
    /// What fields say, by key.
    #[serde(flatten)]
    pub(super) said: BTreeMap<String, Said>,
}

fn one() -> usize {
    1
}

/// What a field says.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Said {
    /// The same in every row; `@` in a reference: the target of the same number.
    Always(String),
    /// In turn; in a table field its lines, cells parted by `|`.
    Lines(Vec<String>),
    /// Lines of a table field, in turn.
    Tables(Vec<Vec<String>>),
}

impl Material {
    /// Reads all files.
    pub(super) fn read() -> anyhow::Result<Self> {
        let words = toml::from_str(include_str!("material/words.toml")).context("words.toml")?;
        let mut subjects = BTreeMap::new();
        for (name, text) in SUBJECTS {
            let part: BTreeMap<String, Vec<Subject>> = toml::from_str(text).context(name)?;
            subjects.extend(part);
        }
        let mut sheets = BTreeMap::new();
        for (name, text) in SHEETS {
            let part: BTreeMap<String, Sheet> = toml::from_str(text).context(name)?;
            sheets.extend(part);
        }
        Ok(Self { words, subjects, sheets })
    }
}
