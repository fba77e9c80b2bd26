//! Columns, and fitting a file's header to them.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;

use crate::read::{Cell, Row};

/// The column that names the publishing agency where no option does (interface: `mingjing import`).
pub const AGENCY_COLUMN: &str = "agency_code";
const AGENCY_TITLE: &str = "机构代码";
/// The columns that [`crate::Rejects`] writes first; a mended rejects file may be read in with them.
pub const REJECT_COLUMNS: [&str; 3] = ["row", "column", "reason"];

/// The columns that an export writes before and behind an item's own: what the house itself gives a disclosure. An export
/// may be read in with them; they are not looked at.
pub const EXPORT_COLUMNS: [(&str, &str); 7] = [
    ("id", "编号"),
    ("index_no", "索引号"),
    ("agency_name", "公开机构"),
    ("revision", "版本"),
    ("published_at", "公开时间"),
    ("updated_at", "更新时间"),
    ("url", "网址"),
];

/// What a column's values are, for the formats that type their columns (XLSX, Parquet).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text; also whatever has no kind of its own. Objects are written as compact JSON, and so are arrays, except several
    /// words in formats for people (CSV, XLSX), which are joined.
    Text,
    /// A date `YYYY-MM-DD`; Parquet `DATE`.
    Date,
    /// Yuan as a decimal string with at most two decimals; Parquet `DECIMAL(18,2)`.
    Money,
    /// A whole number; Parquet `INT64`.
    Integer,
    /// A number; Parquet `DOUBLE`.
    Number,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The key in files for programs, such as `decision_no`.
    pub key: String,
    /// The Chinese title for people, such as 许可文书号.
    pub title: String,
    /// What the values are.
    pub kind: ColumnKind,
    /// True if a file without this column is refused.
    pub required: bool,
}

impl Column {
    /// An optional column.
    pub fn new(key: impl Into<String>, title: impl Into<String>, kind: ColumnKind) -> Self {
        Column { key: key.into(), title: title.into(), kind, required: false }
    }

    /// The same column, required.
    #[must_use]
    pub fn required(self) -> Self {
        Column { required: true, ..self }
    }
}

/// Where each wanted column stands in the rows of one file; made by [`match_header`].
#[derive(Debug, Clone)]
pub struct Mapping {
    columns: Vec<Place>,
    agency: Place,
    names: HashSet<String>,
}

#[derive(Debug, Clone)]
struct Place {
    position: Option<usize>,
    names: Vec<String>,
}

impl Place {
    fn new(key: &str, title: &str) -> Self {
        Place { position: None, names: vec![key.to_owned(), title.to_owned()] }
    }

    fn take(&mut self, position: usize, name: &str) {
        self.position = Some(position);
        if self.names.iter().all(|known| known != name) {
            self.names.push(name.to_owned());
        }
    }

    fn cell<'r>(&self, row: &'r Row) -> Cell<'r> {
        row.find(self.position, &self.names)
    }
}

impl Mapping {
    /// The row's cell for the column at this index of the slice that was matched.
    pub fn cell<'r>(&self, row: &'r Row, column: usize) -> Cell<'r> {
        self.columns.get(column).map_or(Cell::Missing, |place| place.cell(row))
    }

    /// The row's cell of the column [`AGENCY_COLUMN`].
    pub fn agency<'r>(&self, row: &'r Row) -> Cell<'r> {
        self.agency.cell(row)
    }

    /// Keys of a JSON Lines row that belong to no column; other formats have none, their header was checked.
    pub fn unknown<'r>(&self, row: &'r Row) -> Vec<&'r str> {
        row.keys().filter(|key| !self.names.contains(*key)).collect()
    }
}

/// A header that does not fit; its text names every column so that it can be mended in one go.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeaderProblem {
    /// Required columns that are not there, as `标题（key）`.
    pub missing: Vec<String>,
    /// Columns that the table does not have.
    pub unknown: Vec<String>,
    /// Columns that stand there twice.
    pub repeated: Vec<String>,
}

impl std::fmt::Display for HeaderProblem {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: Vec<String> =
            [("缺少", &self.missing), ("不认识", &self.unknown), ("重复", &self.repeated)]
                .into_iter()
                .filter(|(_, names)| !names.is_empty())
                .map(|(what, names)| format!("{what}：{}", names.join("、")))
                .collect();
        write!(
            out,
            "表头不符。{}。请按列的键名或中文名改正第一行后重新导入；现在没有导入任何数据",
            parts.join("；")
        )
    }
}

impl std::error::Error for HeaderProblem {}

/// Fits a header to the columns, by key or by Chinese title, whatever the width and case of the letters.
/// The column [`AGENCY_COLUMN`] (机构代码) is always allowed, and so are the three leading columns of a rejects file and the
/// [`EXPORT_COLUMNS`], unless one of the columns has the name.
///
/// # Errors
/// Required columns that are missing, columns that are unknown, columns that come twice: all of them at once.
pub fn match_header(header: &[String], columns: &[Column]) -> Result<Mapping, HeaderProblem> {
    let mut mapping = Mapping {
        columns: columns.iter().map(|column| Place::new(&column.key, &column.title)).collect(),
        agency: Place::new(AGENCY_COLUMN, AGENCY_TITLE),
        names: HashSet::new(),
    };
    let places = index_of(columns);
    let mut problem = HeaderProblem::default();
    let skipped = if header.len() >= 3 && header[..3] == REJECT_COLUMNS { 3 } else { 0 };
    mapping.names.extend(header[..skipped].iter().cloned());
    for (position, name) in header.iter().enumerate().skip(skipped) {
        let place = match places.get(normalised(name).as_str()) {
            Some(Wanted::Column(index)) => mapping.columns.get_mut(*index),
            Some(Wanted::Agency) => Some(&mut mapping.agency),
            Some(Wanted::Nothing) => continue,
            None => None,
        };
        match place {
            None if name.trim().is_empty() => {
                problem.unknown.push(format!("第 {} 列（没有列名）", position + 1))
            }
            None => problem.unknown.push(name.trim().to_owned()),
            Some(place) if place.position.is_some() => problem.repeated.push(name.trim().to_owned()),
            Some(place) => place.take(position, name),
        }
    }
    let absent = columns
        .iter()
        .zip(&mapping.columns)
        .filter(|(column, place)| column.required && place.position.is_none());
    problem.missing = absent.map(|(column, _)| format!("{}（{}）", column.title, column.key)).collect();
    let names = mapping.columns.iter().chain([&mapping.agency]).flat_map(|place| place.names.iter().cloned());
    let exported = EXPORT_COLUMNS.iter().flat_map(|(key, title)| [*key, *title]).map(str::to_owned);
    let names: Vec<String> = names.chain(exported).collect();
    mapping.names.extend(names);
    if problem == HeaderProblem::default() { Ok(mapping) } else { Err(problem) }
}

/// What a name in a header stands for.
#[derive(Clone, Copy)]
enum Wanted {
    /// The column at this index of the slice.
    Column(usize),
    /// The agency's column.
    Agency,
    /// A column of an export that nothing is read from.
    Nothing,
}

/// Normalised key or title → what it stands for. Keys go before titles.
fn index_of(columns: &[Column]) -> HashMap<String, Wanted> {
    let mut index = HashMap::new();
    for (position, column) in columns.iter().enumerate() {
        index.insert(normalised(&column.key), Wanted::Column(position));
    }
    for (position, column) in columns.iter().enumerate() {
        index.entry(normalised(&column.title)).or_insert(Wanted::Column(position));
    }
    for name in [AGENCY_COLUMN, AGENCY_TITLE] {
        index.entry(normalised(name)).or_insert(Wanted::Agency);
    }
    for name in EXPORT_COLUMNS.iter().flat_map(|(key, title)| [*key, *title]) {
        index.entry(normalised(name)).or_insert(Wanted::Nothing);
    }
    index
}

/// A column's name as compared: NFKC, lower case, without blanks and without the marks that templates put on required columns.
fn normalised(name: &str) -> String {
    let folded: String =
        name.nfkc().filter(|c| !c.is_whitespace() && *c != '\u{FEFF}').flat_map(char::to_lowercase).collect();
    folded.trim_matches('*').trim_end_matches("(必填)").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<Column> {
        vec![
            Column::new("decision_no", "许可文书号", ColumnKind::Text).required(),
            Column::new("licensee", "被许可人", ColumnKind::Text).required(),
            Column::new("decided_on", "许可日期(年月日)", ColumnKind::Date),
        ]
    }

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn keys_titles_widths_and_cases_match() {
        for names in [
            ["decision_no", "licensee", "decided_on", "agency_code"],
            ["*许可文书号", " 被许可人（必填）", "许可日期（年月日）", "机构代码"],
            ["DECISION_NO", "被 许可人", "Decided_On", "agency_code"],
        ] {
            let mapping = match_header(&header(&names), &columns()).unwrap();
            assert_eq!(
                mapping.columns.iter().map(|p| p.position).collect::<Vec<_>>(),
                [Some(0), Some(1), Some(2)]
            );
            assert_eq!(mapping.agency.position, Some(3));
        }
    }

    #[test]
    fn every_problem_is_named_at_once() {
        let problem =
            match_header(&header(&["许可文书号", "decision_no", "备注", ""]), &columns()).unwrap_err();
        assert_eq!(problem.missing, ["被许可人（licensee）"]);
        assert_eq!(problem.unknown, ["备注", "第 4 列（没有列名）"]);
        assert_eq!(problem.repeated, ["decision_no"]);
        let text = problem.to_string();
        assert!(
            text.contains("缺少：被许可人（licensee）；不认识：备注、第 4 列（没有列名）；重复：decision_no"),
            "{text}"
        );
    }

    #[test]
    fn an_export_is_accepted() {
        let names =
            ["编号", "index_no", "机构代码", "公开机构", "revision", "许可文书号", "被许可人", "网址"];
        let mapping = match_header(&header(&names), &columns()).unwrap();
        assert_eq!(mapping.columns[0].position, Some(5));
        let own = [Column::new("number", "编号", ColumnKind::Text)];
        assert_eq!(match_header(&header(&["编号"]), &own).unwrap().columns[0].position, Some(0));
    }

    #[test]
    fn a_mended_rejects_file_is_accepted() {
        let mapping =
            match_header(&header(&["row", "column", "reason", "decision_no", "licensee"]), &columns())
                .unwrap();
        assert_eq!(mapping.columns[0].position, Some(3));
        assert!(match_header(&header(&["decision_no", "licensee", "row"]), &columns()).is_err());
    }
}
