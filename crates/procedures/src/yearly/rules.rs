//! What the report is published as and where its numbers come from: `law/yearly-report.toml`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mingjing_catalogue::{Catalogue, FieldKind};
use mingjing_law::LawFiles;
use serde::Deserialize;

use super::Cell;

/// Path of the file below `law/`.
const FILE: &str = "yearly-report.toml";

/// Which disclosures a cell counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Those that bear a day of the year.
    Issued,
    /// Those that stand at the end of the year.
    Standing,
    /// Those whose state changed in the year.
    Changed,
}

/// Where the number of a cell comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    cell: String,
    /// Which of the disclosures.
    pub by: Counted,
    /// Of which item; of all where none is named.
    #[serde(default)]
    pub item: Option<String>,
    /// Values that fields must have.
    #[serde(default, rename = "where")]
    pub holding: BTreeMap<String, String>,
    /// States of which one must be theirs; any where none is named.
    #[serde(default)]
    pub states: Vec<String>,
    /// The field with the day on which the state changed.
    #[serde(default)]
    pub changed_on: Option<String>,
}

impl Count {
    /// The cell.
    #[must_use]
    pub fn cell(&self) -> Cell {
        // Looked up when the file was read.
        Cell::of_key(&self.cell).unwrap_or(Cell::Disclosed)
    }
}

/// A day of any year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayOfYear {
    /// The month, from 1.
    pub month: u32,
    /// The day of the month.
    pub day: u32,
}

impl DayOfYear {
    /// The day in a year; the end of the calendar where there is none.
    #[must_use]
    pub fn of(self, year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, self.month, self.day).unwrap_or(NaiveDate::MAX)
    }
}

/// Last days in the year after the one that is reported (条例 第四十九条).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastDays {
    /// Of the report of an agency.
    pub own: DayOfYear,
    /// Of the report of a government.
    pub government: DayOfYear,
}

/// What a report says of whose it is (条例 第四十九条).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scopes {
    /// Of an agency itself.
    pub own: String,
    /// Of a government.
    pub government: String,
}

/// The item and its fields, and where numbers come from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearlyRules {
    source: String,
    /// Item of the report.
    pub item: String,
    /// What a region's name is followed by in the name of its government.
    pub government: String,
    /// Until when reports are to be public.
    pub last_days: LastDays,
    /// Whose reports are.
    pub scopes: Scopes,
    /// Fields of the item.
    pub fields: ReportFields,
    /// Where numbers come from.
    pub counts: Vec<Count>,
}

/// Fields of the item.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the key of a field; what they hold stands in the item's file")]
pub struct ReportFields {
    pub organ: String,
    pub scope: String,
    pub year: String,
    pub issued_on: String,
    pub overview: String,
    pub disclosed: String,
    pub regulations_made: String,
    pub normative_made: String,
    pub normative_repealed: String,
    pub normative_in_force: String,
    pub licences: String,
    pub penalties: String,
    pub coercion: String,
    pub fees: String,
    pub new: String,
    pub carried_over: String,
    pub all: String,
    pub handled: String,
    pub carried_on: String,
    pub results: String,
    pub result: String,
    pub persons: String,
    pub organisations: String,
    pub total: String,
    pub remedies: String,
    pub remedy: String,
    pub upheld: String,
    pub corrected: String,
    pub other: String,
    pub open: String,
    pub problems: String,
    pub other_matters: String,
}

impl YearlyRules {
    /// Reads `law/yearly-report.toml`.
    ///
    /// # Errors
    /// When it is missing, does not read, or names what the catalogue does not have.
    pub fn load(files: &LawFiles, catalogue: &Catalogue) -> Result<Self, String> {
        let read: Self = files.read(FILE)?;
        if read.source.trim().is_empty() {
            return Err(format!("law/{FILE}:1: source 不能为空：请写明依据"));
        }
        let known = |key: &str| catalogue.item(key).ok_or_else(|| format!("law/{FILE}:1: 目录里没有“{key}”"));
        let options = known(&read.item)?.field(&read.fields.scope).map(|field| &field.kind);
        let Some(FieldKind::Enumeration { options, .. }) = options else {
            return Err(format!("law/{FILE}:1: 字段“{}”不是选项字段", read.fields.scope));
        };
        let is_option = |word: &String| options.iter().any(|option| option.value == *word);
        if ![&read.scopes.own, &read.scopes.government].into_iter().all(is_option) {
            return Err(format!("law/{FILE}:1: scopes 里的写法不是字段“{}”的选项", read.fields.scope));
        }
        // In a year without a leap day: what is a day then is one in every year.
        if [read.last_days.own, read.last_days.government].iter().any(|day| day.of(2001) == NaiveDate::MAX) {
            return Err(format!("law/{FILE}:1: last_days 里有不存在的日子"));
        }
        for count in &read.counts {
            if Cell::of_key(&count.cell).is_none_or(Cell::is_sum) {
                return Err(format!("law/{FILE}:1: 没有“{}”这一格，或者它是合计", count.cell));
            }
            let Some(key) = &count.item else { continue };
            let item = known(key)?;
            let missing = |what: &str| Err(format!("law/{FILE}:1: “{}”：{key} {what}", count.cell));
            if !count.states.is_empty() && item.status_field.is_none() {
                return missing("没有状态字段");
            }
            if let Some(field) =
                count.holding.keys().find(|f| item.field(f).is_none_or(|f| !f.indexed && !f.facet))
            {
                return missing(&format!("的字段“{field}”不能用来查找"));
            }
            let listed = |field: &String| item.list_fields().any(|f| f.key == *field);
            match (&count.changed_on, count.by) {
                (Some(field), Counted::Changed) if listed(field) => {}
                (None, Counted::Issued | Counted::Standing) => {}
                _ => return missing("的 changed_on 要和 by = \"changed\" 一起用，并且是列表的一栏"),
            }
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_catalogue_does_not_have_is_named() {
        let files = LawFiles::embedded();
        let catalogue = Catalogue::load(&files).unwrap();
        let text = files.get(FILE).unwrap();
        assert!(YearlyRules::load(&files, &catalogue).is_ok());
        for (from, to, words) in [
            ("item = \"annual-report\"", "item = \"yearly\"", "yearly"),
            ("cell = \"decision.licence\"", "cell = \"decision.permit\"", "decision.permit"),
            ("cell = \"decision.licence\"", "cell = \"request.new.all\"", "合计"),
            ("where = { kind", "where = { promulgation", "promulgation"),
            ("changed_on = \"status_changed_on\"", "changed_on = \"topic\"", "列表的一栏"),
            ("organ = ", "# organ = ", "organ"),
            ("own = \"本机关\"", "own = \"本单位\"", "scopes"),
            ("scope = \"scope\"", "scope = \"year\"", "选项字段"),
            ("own = { month = 1, day = 31 }", "own = { month = 2, day = 29 }", "不存在的日子"),
        ] {
            let changed = files.clone().with(FILE, text.replacen(from, to, 1));
            let error = YearlyRules::load(&changed, &catalogue).unwrap_err();
            assert!(error.contains("law/yearly-report.toml:") && error.contains(words), "{error}");
        }
    }
}
