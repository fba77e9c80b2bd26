//! All items together.

use std::collections::{BTreeSet, HashMap};

use mingjing_law::LawFiles;

use crate::item::Item;
use crate::joined;
use crate::limits::limit_keys;
use crate::problem::Problem;
use crate::read::{self, Surroundings};

/// Where the items lie below `law/`.
const FOLDER: &str = "items/";

/// The disclosure types of an instance.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    items: Vec<Item>,
    by_key: HashMap<String, usize>,
}

impl Catalogue {
    /// Reads and checks every file below `law/items`.
    ///
    /// # Errors
    /// All problems of all files, in the order of files and lines. A catalogue with any problem is not used.
    pub fn load(files: &LawFiles) -> Result<Self, Vec<Problem>> {
        let surroundings = Surroundings { limits: limit_keys(files), items: item_keys(files) };
        let mut catalogue = Self::default();
        let mut problems = Vec::new();
        for (path, text) in files.under(FOLDER) {
            match read::item(path, text, &surroundings) {
                Ok(item) => catalogue.add(path, item, &mut problems),
                Err(found) => problems.extend(found),
            }
        }
        if surroundings.items.is_empty() {
            let reason = "没有任何条目文件（items/<领域>/<条目>.toml）".to_owned();
            problems.push(Problem { file: "law/items".into(), line: 1, column: 1, reason });
        }
        if problems.is_empty() {
            problems = joined::check(files.under(FOLDER), &catalogue);
        }
        if problems.is_empty() { Ok(catalogue) } else { Err(problems) }
    }

    fn add(&mut self, path: &str, item: Item, problems: &mut Vec<Problem>) {
        if self.by_key.contains_key(&item.key) {
            let reason = format!("条目“{}”在另一个文件里已经有了", item.key);
            problems.push(Problem { file: format!("law/{path}"), line: 1, column: 1, reason });
            return;
        }
        if item.full_files && self.items.iter().any(|other| other.full_files) {
            let reason = "只能有一个条目标有 full_files".to_owned();
            problems.push(Problem { file: format!("law/{path}"), line: 1, column: 1, reason });
            return;
        }
        self.by_key.insert(item.key.clone(), self.items.len());
        self.items.push(item);
    }

    /// All items in the order of their files: by area, then by key.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The item whose disclosures say what the full files of the others are.
    #[must_use]
    pub fn of_full_files(&self) -> Option<&Item> {
        self.items.iter().find(|item| item.full_files)
    }

    /// The item with this key.
    #[must_use]
    pub fn item(&self, key: &str) -> Option<&Item> {
        self.by_key.get(key).map(|&index| &self.items[index])
    }

    /// The item with this key, with all of these fields: what a rule file names.
    ///
    /// # Errors
    /// What of it is missing, in words.
    pub fn item_with<'k>(
        &self,
        key: &str,
        fields: impl IntoIterator<Item = &'k String>,
    ) -> Result<&Item, String> {
        let item = self.item(key).ok_or_else(|| format!("目录里没有事项“{key}”"))?;
        match fields.into_iter().find(|field| item.field(field).is_none()) {
            Some(missing) => Err(format!("事项“{key}”没有字段“{missing}”")),
            None => Ok(item),
        }
    }
}

/// The keys that the file names promise, so that one item may name another whose own file is broken.
fn item_keys(files: &LawFiles) -> BTreeSet<String> {
    files
        .under(FOLDER)
        .filter_map(|(path, _)| path.rsplit('/').next()?.strip_suffix(".toml"))
        .map(str::to_owned)
        .collect()
}
