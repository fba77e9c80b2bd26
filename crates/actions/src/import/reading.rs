//! A file's rows, fitted to an item's fields and judged one after the other.

use mingjing_catalogue::{Column as ItemColumn, FieldKind, Item, Known, Presence};
use mingjing_opendata::{Cell, Column, ColumnKind, Mapping, Reading, Row, Rows, match_header};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Reject;
use super::batch::Judged;
use super::judge::{Judge, Seen, Verdict};
use crate::{Error, House};

/// What a person says a column of a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// The column's title in the file.
    pub title: String,
    /// Key of the field it fills; none when it is left out.
    pub field: Option<String>,
}

/// A file's columns as the item knows them.
struct Columns {
    described: Vec<Column>,
    /// Key of the field each described column fills, and the title it stands under; none for a column left out.
    fields: Vec<Option<(String, String)>>,
    /// Keys of the fields the file has a column for.
    said: Vec<String>,
}

impl Columns {
    fn push(&mut self, key: &str, title: &str, required: bool) {
        let column = Column::new(key, title, ColumnKind::Text);
        self.described.push(if required { column.required() } else { column });
        self.fields.push(Some((key.to_owned(), title.to_owned())));
    }

    /// Under whichever of their titles, or as a person chose; then what the file lacks.
    fn of(item: &Item, header: &[String], chosen: Option<&[Chosen]>) -> Self {
        let mut columns = Self { described: Vec::new(), fields: Vec::new(), said: Vec::new() };
        match chosen {
            Some(chosen) => chosen.iter().enumerate().for_each(|(n, one)| columns.take(n, one)),
            None => {
                for name in header {
                    if let Some(column) = item.column(name).filter(|c| c.field.kind != FieldKind::Files) {
                        columns.push(&column.field.key, name, false);
                        columns.said.push(column.field.key.clone());
                    }
                }
            }
        }
        for field in item.fields.iter().filter(|f| f.kind != FieldKind::Files) {
            if !columns.said.contains(&field.key) {
                columns.push(&field.key, &field.csv_title, field.presence == Presence::Required);
            }
        }
        columns
    }

    fn take(&mut self, number: usize, chosen: &Chosen) {
        match &chosen.field {
            Some(key) => {
                self.push(key, &chosen.title, false);
                self.said.push(key.clone());
            }
            None => {
                self.described.push(Column::new(format!("~{number}"), &chosen.title, ColumnKind::Text));
                self.fields.push(None);
            }
        }
    }
}

/// How a file's columns fit an item.
pub(crate) struct Fit {
    mapping: Mapping,
    fields: Vec<Option<(String, String)>>,
    /// Keys of the fields the file has a column for.
    pub(crate) said: Vec<String>,
    by_choice: bool,
}

impl Fit {
    /// Fits the header to the item, by its titles or as a person chose.
    ///
    /// # Errors
    /// Columns that are missing, unknown or there twice.
    pub(crate) fn new(item: &Item, header: &[String], chosen: Option<&[Chosen]>) -> Result<Self, Error> {
        let columns = Columns::of(item, header, chosen);
        let mapping = match_header(header, &columns.described).map_err(mingjing_opendata::Error::from)?;
        Ok(Self { mapping, fields: columns.fields, said: columns.said, by_choice: chosen.is_some() })
    }

    /// The agency that a row names itself.
    pub(crate) fn agency_of(&self, row: &Row) -> Option<String> {
        text_of(self.mapping.agency(row))
    }

    fn columns<'a>(&self, item: &'a Item) -> Vec<Option<ItemColumn<'a>>> {
        let column = |(key, title): &(String, String)| {
            if self.by_choice {
                return item.column_of(key, title);
            }
            item.column(title).or_else(|| item.column(key))
        };
        self.fields.iter().map(|field| field.as_ref().and_then(column)).collect()
    }
}

/// The rows of a file, judged.
pub(crate) struct Judging<'a> {
    rows: Rows,
    agency: Option<&'a str>,
    mapping: &'a Mapping,
    columns: Vec<Option<ItemColumn<'a>>>,
    judge: Judge<'a>,
}

impl<'a> Judging<'a> {
    /// `agency` publishes all rows; without one each row names its own.
    pub(crate) fn new(
        house: &'a House,
        item: &'a Item,
        agency: Option<&'a str>,
        fit: &'a Fit,
        rows: Rows,
    ) -> Self {
        let (columns, judge) = (fit.columns(item), Judge::new(house, item, Seen::new()));
        Self { rows, agency, mapping: &fit.mapping, columns, judge }
    }

    /// The next row and what is to become of it; none at the end.
    ///
    /// # Errors
    /// When the file cannot be read on.
    pub(crate) fn next(&mut self) -> Result<Option<(Row, Judged)>, Error> {
        let mut row = Row::default();
        let verdict = match self.rows.read(&mut row)? {
            Reading::End => return Ok(None),
            Reading::Rejected(problem) => Verdict::Bad(Reject::in_column(problem.column, problem.reason)),
            Reading::Row => match values_of(&row, self.mapping, &self.columns, self.judge.known()) {
                Err(reject) => Verdict::Bad(reject),
                Ok(values) => {
                    let own = text_of(self.mapping.agency(&row));
                    let agency = self.agency.or(own.as_deref()).unwrap_or_default();
                    self.judge.judge(row.number(), agency, values)?
                }
            },
        };
        let number = row.number();
        Ok(Some((row, Judged { number, file: None, verdict })))
    }
}

fn text_of(cell: Cell<'_>) -> Option<String> {
    match cell {
        Cell::Text(t) => Some(t.trim().to_owned()),
        Cell::Json(Value::String(t)) => Some(t.trim().to_owned()),
        Cell::Json(v) => Some(v.to_string()),
        Cell::Missing => None,
    }
}

/// The row's cells as catalogue values, or the first cell that cannot be one.
fn values_of(
    row: &Row,
    mapping: &Mapping,
    columns: &[Option<ItemColumn<'_>>],
    known: &dyn Known,
) -> Result<Map<String, Value>, Reject> {
    let mut values = Map::new();
    if let Some(unknown) = mapping.unknown(row).first() {
        return Err(Reject::in_column(Some((*unknown).to_owned()), "不认识这一项，请删去或改正名称"));
    }
    for (index, column) in columns.iter().enumerate() {
        let Some(column) = column else { continue };
        let field = column.field;
        let parsed = match mapping.cell(row, index) {
            Cell::Missing | Cell::Json(Value::Null) => continue,
            Cell::Text(text) => column.parse(text, known),
            Cell::Json(Value::String(text)) => column.parse(text, known),
            Cell::Json(value) => Ok(value.clone()),
        };
        match parsed {
            Ok(Value::Null) => {}
            Ok(value) => {
                values.insert(field.key.clone(), value);
            }
            Err(reason) => return Err(Reject::in_column(Some(field.label.zh.clone()), reason)),
        }
    }
    Ok(values)
}
