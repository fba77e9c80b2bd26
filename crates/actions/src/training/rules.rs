//! Who is to be trained, what a certificate says, and as what the yearly numbers become public: `law/training.toml`.

use std::collections::BTreeSet;

use mingjing_catalogue::{Catalogue, FieldKind};
use mingjing_law::LawFiles;
use serde::Deserialize;

use crate::Role;

/// Path of the file below `law/`.
const FILE: &str = "training.toml";

/// `law/training.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingRules {
    /// Where it stands.
    pub source: String,
    /// Whoever has one of these roles works on openness.
    pub staff: BTreeSet<Role>,
    /// What a certificate says.
    pub certificate: CertificateTexts,
    /// As what the numbers of a year become public.
    pub summary: SummaryRules,
}

/// What a certificate says, with what is filled in between braces.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateTexts {
    /// What it is.
    pub title: String,
    /// What it says.
    pub text: String,
    /// How it is checked.
    pub check: String,
}

/// The item of the yearly numbers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SummaryRules {
    /// Key of the item.
    pub item: String,
    /// Its title, with the year between braces.
    pub title: String,
    /// What stands in the field of the kind.
    pub kind_value: String,
    /// Keys of its fields and columns.
    pub fields: SummaryFields,
}

/// Keys of the fields, and of columns of the courses.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SummaryFields {
    pub title: String,
    pub kind: String,
    pub year: String,
    pub issued_on: String,
    pub courses: String,
    pub course_name: String,
    pub course_hours: String,
    pub planned: String,
    pub attended: String,
    pub coverage: String,
    pub covers: String,
    pub staff: String,
    pub trained: String,
}

impl TrainingRules {
    /// Reads `law/training.toml` and checks its fields against the catalogue.
    ///
    /// # Errors
    /// When it is missing, does not read, names nobody to be trained, or names what is not in the catalogue.
    pub fn load(files: &LawFiles, catalogue: &Catalogue) -> Result<Self, String> {
        let read: Self = files.read(FILE)?;
        let told = |problem: &str| format!("law/{FILE}:1: {problem}");
        if read.source.trim().is_empty() {
            return Err(told("要写明出处（source）"));
        }
        if read.staff.is_empty() {
            return Err(told("staff 不能为空：请写明哪些角色要轮训"));
        }
        let SummaryRules { item, fields: f, .. } = &read.summary;
        let year = [&f.title, &f.kind, &f.year, &f.issued_on, &f.courses, &f.planned, &f.attended];
        let rotation = [&f.coverage, &f.covers, &f.staff, &f.trained];
        let item =
            catalogue.item_with(item, year.into_iter().chain(rotation)).map_err(|wrong| told(&wrong))?;
        let columns = match item.field(&f.courses).map(|field| &field.kind) {
            Some(FieldKind::Table { columns }) => columns.as_slice(),
            _ => return Err(told(&format!("字段“{}”不是表格", f.courses))),
        };
        for key in [&f.course_name, &f.course_hours] {
            if columns.iter().all(|column| column.key != *key) {
                return Err(told(&format!("字段“{}”没有列“{key}”", f.courses)));
            }
        }
        Ok(read)
    }
}

/// A text with what is between braces put in its place.
pub(super) fn filled(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (word, value)| text.replace(&format!("{{{word}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_the_program_reads_and_mistakes_are_named() {
        let files = LawFiles::embedded();
        let catalogue = Catalogue::load(&files).unwrap();
        assert!(TrainingRules::load(&files, &catalogue).unwrap().staff.contains(&Role::Drafter));
        let broken = |from: &str, to: &str| {
            let text = files.get(FILE).unwrap().replacen(from, to, 1);
            assert_ne!(files.get(FILE).unwrap(), text, "“{from}” is in the file");
            TrainingRules::load(&files.clone().with(FILE, text), &catalogue).unwrap_err()
        };
        assert!(broken("planned = \"planned\"", "planned = \"plan_\"").contains("plan_"));
        assert!(broken("course_hours = \"hours\"", "course_hours = \"days\"").contains("days"));
        assert!(broken("item = \"openness-training\"", "item = \"nothing\"").contains("nothing"));
        assert!(broken("courses = \"courses\"", "courses = \"place\"").contains("不是表格"));
    }

    #[test]
    fn words_between_braces_are_filled() {
        assert_eq!(filled("{姓名}共{学时}学时", &[("姓名", "某人"), ("学时", "8")]), "某人共8学时");
    }
}
