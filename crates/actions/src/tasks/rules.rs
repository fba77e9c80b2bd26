//! `law/tasks.toml`: what the tasks of a document are drafted as.

use mingjing_catalogue::{Catalogue, FieldKind, Item};
use mingjing_duties::Coverage;
use mingjing_law::LawFiles;
use serde::Deserialize;

/// Path of the file below `law/`.
const FILE: &str = "tasks.toml";

/// `law/tasks.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the field of that name in `law/tasks.toml`, explained there")]
pub struct TaskRules {
    pub source: String,
    pub item: String,
    pub code: String,
    pub title: String,
    pub source_field: String,
    pub documents: String,
    pub goal: String,
    pub measures: String,
    pub unit: String,
    pub partners: String,
    pub started_on: String,
    pub due_on: String,
    pub status: String,
    pub percent: String,
    pub progress: String,
    pub progress_on: String,
    pub progress_done: String,
    pub from_document: String,
    pub not_begun: String,
    pub finished: Vec<String>,
    pub adjusted: Vec<String>,
    #[serde(default)]
    pub coverage: Vec<Coverage>,
}

impl TaskRules {
    /// Reads `law/tasks.toml`.
    ///
    /// # Errors
    /// When it is missing, does not read, or names an item or a field that is not there.
    pub fn load(files: &LawFiles, catalogue: &Catalogue) -> Result<Self, String> {
        let read: Self = files.read(FILE)?;
        if read.source.trim().is_empty() {
            return Err(format!("law/{FILE}:1: 要写明依据（source）"));
        }
        let fields = [
            &read.title,
            &read.source_field,
            &read.documents,
            &read.goal,
            &read.measures,
            &read.unit,
            &read.partners,
            &read.started_on,
            &read.due_on,
            &read.status,
            &read.percent,
        ];
        let item =
            catalogue.item_with(&read.item, fields).map_err(|wrong| format!("law/{FILE}:1: {wrong}"))?;
        if item.natural_key != [read.code.as_str()] {
            return Err(format!(
                "law/{FILE}:1: 事项“{}”要以“{}”为唯一的编号（natural_key）",
                item.key, read.code
            ));
        }
        let fault = read.fault(item).or_else(|| read.coverage.iter().find_map(|one| one.fault(catalogue)));
        fault.map_or(Ok(read), |fault| Err(format!("law/{FILE}:1: {fault}")))
    }

    /// What is wrong with the words for states, and with the table of progress.
    fn fault(&self, item: &Item) -> Option<String> {
        if let Some(FieldKind::Enumeration { options, .. }) =
            item.field(&self.status).map(|field| &field.kind)
        {
            let mut states = [&self.not_begun].into_iter().chain(&self.finished).chain(&self.adjusted);
            if let Some(strange) = states.find(|state| !options.iter().any(|one| one.value == **state)) {
                return Some(format!("字段“{}”没有“{strange}”这个值", self.status));
            }
        } else {
            return Some(format!("字段“{}”要是选项", self.status));
        }
        let Some(FieldKind::Table { columns }) = item.field(&self.progress).map(|field| &field.kind) else {
            return Some(format!("字段“{}”要是表格", self.progress));
        };
        let wanted = [&self.progress_on, &self.progress_done];
        let missing = wanted.into_iter().find(|key| !columns.iter().any(|column| column.key == **key))?;
        Some(format!("表格“{}”没有列“{missing}”", self.progress))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_named() {
        let files = LawFiles::embedded();
        let catalogue = Catalogue::load(&files).unwrap();
        let text = files.get(FILE).unwrap().to_owned();
        let broken = |from: &str, to: &str| {
            let files = LawFiles::embedded().with(FILE, text.replace(from, to));
            TaskRules::load(&files, &catalogue).unwrap_err()
        };
        assert!(TaskRules::load(&files, &catalogue).is_ok());
        assert!(broken("item = \"execution-task\"", "item = \"x\"").contains("目录里没有事项“x”"));
        assert!(broken("code = \"task_code\"", "code = \"title\"").contains("唯一的编号"));
        assert!(broken("goal = \"goal\"", "goal = \"aim\"").contains("没有字段“aim”"));
        assert!(broken("finished = [\"已完成\"]", "finished = [\"完\"]").contains("没有“完”这个值"));
        assert!(broken("progress_on = \"on\"", "progress_on = \"day\"").contains("没有列“day”"));
        assert!(broken("done = \"trained\"", "done = \"title\"").contains("没有数字字段“title”"));
    }
}
