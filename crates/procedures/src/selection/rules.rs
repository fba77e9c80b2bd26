//! Which disclosures take sign-ups, and which of their fields hold what: `law/lots.toml`.

use mingjing_catalogue::{Catalogue, FieldKind, Item};
use mingjing_law::LawFiles;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Side, Terms};

/// Path of the file below `law/`.
const FILE: &str = "lots.toml";

/// Keys of the fields, the same in every item, and of columns.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the key of a field; what they hold stands in the items' files")]
pub struct LotFields {
    pub method: String,
    pub seats: String,
    pub period: String,
    pub held_on: String,
    pub commitment: String,
    pub number_source: String,
    pub number: String,
    pub quotas: String,
    pub entries: String,
    pub seed: String,
    pub side: String,
    pub places: String,
    pub code: String,
    pub name: String,
}

/// A column that says in which capacity somebody takes part, and what stands in it for who was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the column and its value")]
pub struct Capacity {
    pub column: String,
    pub value: String,
}

/// A kind of disclosure whose participants may be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drawn {
    /// Item of the notice.
    pub item: String,
    /// What one takes part in, for people.
    pub what: String,
    /// The option of the method by which participants are drawn here.
    pub drawn: String,
    /// The table of participants.
    pub people: String,
    /// What stands beside everybody who was drawn.
    #[serde(default)]
    pub capacity: Option<Capacity>,
    /// How long before it is held participants must be known: key of `law/limits.toml`.
    pub lead: String,
}

/// All of `law/lots.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LotRules {
    source: String,
    /// Keys of the fields.
    pub fields: LotFields,
    /// The kinds.
    pub items: Vec<Drawn>,
}

impl LotRules {
    /// Reads `law/lots.toml` and checks its fields against the catalogue.
    ///
    /// # Errors
    /// When it is missing, does not read, or names what is not in the catalogue.
    pub fn load(files: &LawFiles, catalogue: &Catalogue) -> Result<Self, String> {
        let read: Self = files.read(FILE)?;
        if read.source.trim().is_empty() {
            return Err(format!("law/{FILE}:1: source 不能为空：请写明依据"));
        }
        for drawn in &read.items {
            let item = catalogue.item(&drawn.item);
            let item = item.ok_or_else(|| format!("law/{FILE}:1: 目录里没有“{}”", drawn.item))?;
            read.fits(drawn, item).map_err(|what| format!("law/{FILE}:1: {}：{what}", drawn.item))?;
        }
        Ok(read)
    }

    fn fits(&self, drawn: &Drawn, item: &Item) -> Result<(), String> {
        let f = &self.fields;
        let named = [&f.method, &f.seats, &f.period, &f.held_on, &f.commitment, &f.number_source];
        for key in named.into_iter().chain([&f.number, &f.seed]) {
            item.field(key).ok_or_else(|| format!("没有字段 {key}"))?;
        }
        let tables = [
            (&f.quotas, vec![&f.side, &f.places]),
            (&f.entries, vec![&f.code, &f.side]),
            (&drawn.people, vec![&f.code, &f.side, &f.name]),
        ];
        for (key, columns) in tables {
            let field = item.field(key).ok_or_else(|| format!("没有字段 {key}"))?;
            let FieldKind::Table { columns: known } = &field.kind else {
                return Err(format!("字段 {key} 应当是表"));
            };
            let capacity = drawn.capacity.as_ref().filter(|_| *key == drawn.people).map(|c| &c.column);
            for column in columns.into_iter().chain(capacity) {
                if !known.iter().any(|c| c.key == *column) {
                    return Err(format!("表 {key} 没有列 {column}"));
                }
            }
        }
        Ok(())
    }

    /// The rule of an item; none where nobody is drawn for it.
    #[must_use]
    pub fn of(&self, item: &str) -> Option<&Drawn> {
        self.items.iter().find(|drawn| drawn.item == item)
    }

    /// Whether these values of an item say that participants are drawn here.
    #[must_use]
    pub fn is_drawn(&self, drawn: &Drawn, values: &Map<String, Value>) -> bool {
        values.get(&self.fields.method).and_then(Value::as_str) == Some(drawn.drawn.as_str())
    }

    /// What values say about signing up.
    ///
    /// # Errors
    /// What is missing, in words, with the field.
    pub fn terms(&self, values: &Map<String, Value>) -> Result<Terms, (&str, &'static str)> {
        let f = &self.fields;
        let day = |value: &Value| value.as_str().and_then(|day| day.parse().ok());
        let period = values.get(&f.period);
        let part = |name: &str| period.and_then(|period| day(&period[name]));
        let missing = (f.period.as_str(), "网上报名要有开始和截止日期");
        let held_on = values.get(&f.held_on).and_then(day).ok_or((f.held_on.as_str(), "请填写召开的日期"))?;
        Ok(Terms {
            opens: part("from").ok_or(missing)?,
            closes: part("until").ok_or(missing)?,
            held_on,
            sides: self.sides(values),
            number_source: self.text(values, &f.number_source).to_owned(),
        })
    }

    pub(super) fn sides(&self, values: &Map<String, Value>) -> Vec<Side> {
        let rows = values.get(&self.fields.quotas).and_then(Value::as_array);
        let side = |row: &Value| {
            let places = row[&self.fields.places].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
            Side { name: row[&self.fields.side].as_str().unwrap_or_default().to_owned(), places }
        };
        rows.into_iter().flatten().map(side).collect()
    }

    /// A text among values; empty where there is none.
    #[must_use]
    pub fn text<'v>(&self, values: &'v Map<String, Value>, key: &str) -> &'v str {
        values.get(key).and_then(Value::as_str).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_are_not_there_are_named() {
        let files = LawFiles::embedded();
        let catalogue = Catalogue::load(&files).unwrap();
        let rules = LotRules::load(&files, &catalogue).unwrap();
        assert!(rules.of("hearing-notice").is_some() && rules.of("notice").is_none());
        for (from, to, word) in [
            ("seed = \"lot_seed\"", "seed = \"lot_sed\"", "lot_sed"),
            ("code = \"code\"", "code = \"cod\"", "没有列 cod"),
            ("column = \"observer\"", "column = \"role\"", "没有列 role"),
            ("people = \"participants\"", "people = \"title\"", "应当是表"),
            ("item = \"decision-meeting\"", "item = \"meeting\"", "目录里没有“meeting”"),
            ("\nseats = ", "\n# seats = ", "lots.toml:"),
        ] {
            let changed = files.get(FILE).unwrap().replace(from, to);
            let error = LotRules::load(&files.clone().with(FILE, changed), &catalogue).unwrap_err();
            assert!(error.contains(word), "{error}");
        }
    }
}
