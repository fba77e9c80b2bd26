//! Values for the fields of a row, by the kind of each field.

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use mingjing_catalogue::{Field, FieldKind, Item, KnowsAll, Presence};
use serde_json::{Map, Value};

use super::material::{Said, Sheet};
use super::row::Row;

/// A disclosure that was made, for others to refer to.
pub(super) struct Made {
    /// Its identity.
    pub(super) id: String,
    /// The subjects it is one of.
    pub(super) of: Option<String>,
    /// Number of its subject or row, from 0.
    pub(super) at: usize,
}

/// What was made of each item so far.
pub(super) type Disclosures = BTreeMap<String, Vec<Made>>;

/// In a reference: the target of the same number.
const SAME_NUMBER: &str = "@";
/// Targets of a reference that takes several.
const MOST_TARGETS: usize = 3;

/// Fills the fields of one row.
pub(super) struct Filling<'a> {
    pub(super) item: &'a Item,
    pub(super) sheet: &'a Sheet,
    pub(super) made: &'a Disclosures,
}

impl Filling<'_> {
    /// Values for one row.
    pub(super) fn fill(&self, row: &Row<'_>) -> anyhow::Result<Map<String, Value>> {
        let mut values = Map::new();
        let conditional = |field: &&Field| matches!(field.presence, Presence::When { .. });
        for field in self.item.fields.iter().filter(|field| !conditional(field)) {
            self.put(row, field, matches!(field.presence, Presence::Required), &mut values)?;
        }
        for field in self.item.fields.iter().filter(conditional) {
            if let Presence::When { field: other, equals } = &field.presence
                && values.get(other).is_some_and(|value| holds(value, equals))
            {
                self.put(row, field, true, &mut values)?;
            }
        }
        for sum in &self.sheet.sums {
            let (total, column) = sum.split_once('=').context("sums 要写成 total=table.column")?;
            values.insert(total.to_owned(), Value::String(self.sum(column, &values)?));
        }
        Ok(values)
    }

    fn put(
        &self,
        row: &Row<'_>,
        field: &Field,
        needed: bool,
        values: &mut Map<String, Value>,
    ) -> anyhow::Result<()> {
        let said = self.sheet.said.get(&field.key);
        let value = match &field.kind {
            FieldKind::Files => return Ok(()),
            FieldKind::Table { columns } => self.table(row, said, columns)?,
            FieldKind::Reference { items, many, .. } => self.reference(row, said, items, *many),
            _ => self.simple(row, field, said, needed)?,
        };
        match value {
            Some(value) => {
                values.insert(field.key.clone(), value);
            }
            None if needed => {
                bail!("演示材料没有写“{}”的“{}”（{}）", self.item.key, field.label.zh, field.key)
            }
            None => {}
        }
        Ok(())
    }

    fn simple(
        &self,
        row: &Row<'_>,
        field: &Field,
        said: Option<&Said>,
        needed: bool,
    ) -> anyhow::Result<Option<Value>> {
        let written = match said {
            Some(Said::Always(text)) => Some(text.as_str()),
            Some(Said::Lines(lines)) => lines.get(row.turn % lines.len().max(1)).map(String::as_str),
            Some(Said::Tables(_)) => bail!("“{}”不是表格", field.key),
            None => row.usual(&field.key).filter(|_| needed || field.key.starts_with("contact")),
        };
        let dated = self.item.issued_on.first() == Some(&field.key);
        let text = match (&field.kind, written) {
            (FieldKind::Date, Some(distance)) if !distance.is_empty() => {
                row.day_at(distance).map_or_else(|| row.say(distance), |day| Ok(day.to_string()))?
            }
            (FieldKind::Date, None) if dated || needed => row.day.to_string(),
            (FieldKind::Period, Some("quarter")) => {
                let quarter = row.quarter()?;
                format!("{}至{}", quarter.first(), quarter.last())
            }
            (FieldKind::Period, written) if written.is_some() || needed => {
                let (from, until) =
                    written.unwrap_or("+0..+30").split_once("..").context("期限写成 +0..+30")?;
                let day = |distance| row.day_at(distance).context("期限写成 +0..+30");
                format!("{}至{}", day(from)?, day(until)?)
            }
            (_, Some(text)) => row.say(text)?,
            (FieldKind::Enumeration { options, .. }, None) if needed && !options.is_empty() => {
                options[row.turn % options.len()].value.clone()
            }
            (FieldKind::CreditCode, None) if needed || self.names_a_company() => row.company().1,
            (FieldKind::OfficialName, None) if needed => row.name(1).to_owned(),
            (FieldKind::Region, None) if needed => row.region().to_owned(),
            (FieldKind::Text { .. }, None) if field.key.ends_with("_phone") => "0311-12345".to_owned(),
            _ => return Ok(None),
        };
        Ok((!text.is_empty()).then_some(Value::String(text)))
    }

    /// Whether the row has a company, whose code belongs with it.
    fn names_a_company(&self) -> bool {
        let mut said = self.sheet.said.values();
        said.any(|said| matches!(said, Said::Always(text) if text == "{company}"))
    }

    fn table(&self, row: &Row<'_>, said: Option<&Said>, columns: &[Field]) -> anyhow::Result<Option<Value>> {
        let lines = match said {
            Some(Said::Lines(lines)) => lines,
            Some(Said::Tables(tables)) => match tables.get(row.turn % tables.len().max(1)) {
                Some(lines) => lines,
                None => return Ok(None),
            },
            Some(Said::Always(_)) => bail!("“{}”的表格要写成几行", self.item.key),
            None => return Ok(None),
        };
        let mut rows = Vec::new();
        for line in lines {
            let cells: Vec<&str> = line.split('|').collect();
            if cells.len() != columns.len() {
                bail!("“{}”的表格有 {} 列，“{line}”有 {} 格", self.item.key, columns.len(), cells.len());
            }
            let mut filled = Map::new();
            for (column, cell) in columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                filled.insert(column.key.clone(), Value::String(row.say(cell)?));
            }
            rows.push(Value::Object(filled));
        }
        Ok((!rows.is_empty()).then_some(Value::Array(rows)))
    }

    /// Targets of the same subject; with `@` those of the same number.
    fn reference(&self, row: &Row<'_>, said: Option<&Said>, items: &[String], many: bool) -> Option<Value> {
        let same_number = matches!(said, Some(Said::Always(text)) if text == SAME_NUMBER);
        let mut targets = Vec::new();
        for made in items.iter().filter_map(|item| self.made.get(item)) {
            let same_subject =
                |made: &&Made| self.sheet.of.is_some() && made.of == self.sheet.of && made.at == row.at;
            let found: Vec<&str> = made.iter().filter(same_subject).map(|made| made.id.as_str()).collect();
            if !found.is_empty() {
                targets.extend(found);
            } else if same_number && !made.is_empty() {
                targets.push(made[row.at % made.len()].id.as_str());
            }
        }
        if same_number && !many && targets.len() > 1 {
            let turn = row.at % targets.len();
            targets.rotate_left(turn);
        }
        targets.truncate(if many { MOST_TARGETS } else { 1 });
        match targets.as_slice() {
            [] => None,
            targets if many => Some(Value::from(targets.to_vec())),
            targets => targets.first().map(|id| Value::from(*id)),
        }
    }

    /// The sum of `table.column`, in yuan.
    fn sum(&self, column: &str, values: &Map<String, Value>) -> anyhow::Result<String> {
        let wrong = || format!("sums 里没有“{column}”这一列");
        let (table, key) = column.split_once('.').with_context(wrong)?;
        let Some(FieldKind::Table { columns }) = self.item.field(table).map(|field| &field.kind) else {
            bail!(wrong());
        };
        let field = columns.iter().find(|field| field.key == key).with_context(wrong)?;
        let mut cents: i64 = 0;
        for cell in values.get(table).and_then(Value::as_array).into_iter().flatten() {
            let Some(text) = cell.get(key).and_then(Value::as_str) else { continue };
            let yuan = field.parse(text, &KnowsAll).map_err(anyhow::Error::msg)?;
            let digits = yuan.as_str().unwrap_or_default().replace('.', "");
            cents += digits.parse::<i64>().with_context(wrong)?;
        }
        Ok(format!("{}.{:02}", cents / 100, cents % 100))
    }
}

fn holds(value: &Value, wanted: &str) -> bool {
    value.as_str().is_some_and(|text| text.split('；').any(|part| part == wanted))
}
