//! `law/case-figures.toml`: which cases count as what, and what the figures of a quarter are published as.

use mingjing_catalogue::{Catalogue, Field, FieldKind};
use mingjing_law::LawFiles;
use serde::Deserialize;

/// Path of the file below `law/`.
const FILE: &str = "case-figures.toml";

/// `law/case-figures.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFigureRules {
    source: String,
    /// Item of the figures.
    pub item: String,
    /// What requests for information count as.
    pub requests: String,
    /// What requests to mend a record of oneself count as.
    pub records: String,
    /// Fields of the item.
    pub fields: FigureFields,
    /// Columns of the table by kind.
    pub columns: KindColumns,
}

/// Fields of the item.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureFields {
    pub title: String,
    pub covers: String,
    pub issued_on: String,
    pub due: String,
    pub in_time: String,
    pub late: String,
    pub open_late: String,
    pub kinds: String,
}

/// Columns of the table by kind.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindColumns {
    pub kind: String,
    pub received: String,
    pub due: String,
    pub in_time: String,
    pub late: String,
    pub open_late: String,
}

impl CaseFigureRules {
    /// Reads `law/case-figures.toml`.
    ///
    /// # Errors
    /// When it is missing, does not read, or names what the catalogue does not have.
    pub fn load(files: &LawFiles, catalogue: &Catalogue) -> Result<Self, String> {
        let read: Self = files.read(FILE)?;
        let told = |what: String| format!("law/{FILE}:1: {what}");
        let wrong = |what: String| Err(told(what));
        if read.source.trim().is_empty() {
            return wrong("要写明依据（source）".into());
        }
        let f = &read.fields;
        let fields = [&f.title, &f.covers, &f.issued_on, &f.due, &f.in_time, &f.late, &f.open_late, &f.kinds];
        let item = catalogue.item_with(&read.item, fields).map_err(told)?;
        if item.natural_key != [f.title.as_str()] {
            return wrong(format!("事项“{}”要以“{}”为唯一的编号（natural_key）", item.key, f.title));
        }
        let columns = item.field(&f.kinds).map(columns_of).unwrap_or_default();
        let column = |key: &str| columns.iter().find(|column| column.key == key);
        let c = &read.columns;
        let named = [&c.kind, &c.received, &c.due, &c.in_time, &c.late, &c.open_late];
        if let Some(missing) = named.into_iter().find(|key| column(key).is_none()) {
            return wrong(format!("表“{}”没有“{missing}”这一列", f.kinds));
        }
        let kinds = column(&c.kind).map(options_of).unwrap_or_default();
        if let Some(strange) = [&read.requests, &read.records].into_iter().find(|one| !kinds.contains(one)) {
            return wrong(format!("“{}”里没有“{strange}”这一类", c.kind));
        }
        Ok(read)
    }
}

fn columns_of(table: &Field) -> &[Field] {
    match &table.kind {
        FieldKind::Table { columns } => columns,
        _ => &[],
    }
}

fn options_of(column: &Field) -> Vec<&String> {
    match &column.kind {
        FieldKind::Enumeration { options, .. } => options.iter().map(|choice| &choice.value).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use mingjing_calendar::Limits;
    use mingjing_procedures::appeal::{AppealRules, Kind};

    use super::*;

    #[test]
    fn mistakes_are_named() {
        let files = LawFiles::embedded();
        let catalogue = Catalogue::load(&files).unwrap();
        let text = files.get(FILE).unwrap().to_owned();
        assert!(CaseFigureRules::load(&files, &catalogue).is_ok());
        for (from, to, words) in [
            ("item = \"case-figures\"", "item = \"x\"", "目录里没有事项“x”"),
            ("covers = \"covers\"", "covers = \"span\"", "没有字段“span”"),
            ("title = \"title\"", "title = \"due\"", "唯一的编号"),
            ("received = \"received\"", "received = \"came\"", "没有“came”这一列"),
            ("records = \"其他\"", "records = \"更正\"", "没有“更正”这一类"),
        ] {
            let changed = LawFiles::embedded().with(FILE, text.replacen(from, to, 1));
            let error = CaseFigureRules::load(&changed, &catalogue).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn every_kind_of_appeal_has_its_row() {
        let files = LawFiles::embedded();
        let catalogue = Catalogue::load(&files).unwrap();
        let rules = CaseFigureRules::load(&files, &catalogue).unwrap();
        let appeals = AppealRules::load(&files, &Limits::load(&files).unwrap()).unwrap();
        let table = catalogue.item(&rules.item).unwrap().field(&rules.fields.kinds).unwrap();
        let kind = columns_of(table).iter().find(|column| column.key == rules.columns.kind).unwrap();
        for one in Kind::ALL {
            assert!(options_of(kind).contains(&&appeals.of(one).unwrap().title), "{one:?}");
        }
    }
}
