//! `[credit]`: whose credit a record speaks of, and how long it is shown.

use serde_json::Value;
use serde_spanned::Spanned;

use crate::compose::is_or_holds;
use crate::field::{FieldKind, Visibility};
use crate::item::Item;
use crate::problem::Reporter;
use crate::raw::{RawCondition, RawCredit, RawExchange};
use crate::read::Surroundings;
use crate::read_field::ReadField;

/// The key that the field with the credit code has in every item, so that one question finds all records of an
/// enterprise.
pub const CODE_FIELD: &str = "uscc";

/// How a record belongs to an enterprise: part of its page under `/credit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// The field with the enterprise's name.
    pub name: String,
    /// The field, and its value, by which a record is of a natural person: no part of any enterprise.
    pub person: Option<(String, String)>,
    /// Fields that such a record must leave empty: what identifies a person is never public.
    pub closed: Vec<String>,
    /// How long a record is shown, where that ends.
    pub publicity: Option<Publicity>,
    /// How files of records look that go to the national platform.
    pub exchange: Option<Exchange>,
}

/// How files of records look that go to the national platform and come back from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The standard that says so.
    pub source: String,
    /// Fields in the order of the columns, public and internal.
    pub columns: Vec<String>,
    /// Amounts that travel in 万元.
    pub in_wan: Vec<String>,
    /// Titles that the column with the reason of a refusal may have in a receipt.
    pub reason_titles: Vec<String>,
    /// Rows that a file may have.
    pub most_rows: usize,
}

/// How long a record is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publicity {
    /// The date field that may end it earlier.
    pub until: String,
    /// Limit after which it ends: a key of `law/limits.toml`, counted from the day of issue.
    pub longest: String,
    /// Limit before which no repair ends it.
    pub shortest: String,
    /// The limit instead of `shortest` where one of `areas` is named in the field `area_field`.
    pub shortest_in_areas: String,
    /// Words that name these areas.
    pub areas: Vec<String>,
    /// The field they are looked for in.
    pub area_field: String,
}

impl Credit {
    /// Whether a record with these values is of a natural person.
    #[must_use]
    pub fn is_of_a_person(&self, values: &serde_json::Map<String, Value>) -> bool {
        self.person
            .as_ref()
            .is_some_and(|(field, equals)| values.get(field).is_some_and(|value| is_or_holds(value, equals)))
    }
}

impl Item {
    /// Why a field must be empty in a record with these slots: the codes of natural persons are not published.
    pub(crate) fn must_be_closed(&self, slots: &[Value]) -> Vec<(usize, String)> {
        let Some(credit) = &self.credit else { return Vec::new() };
        let Some((field, equals)) = &credit.person else { return Vec::new() };
        let is_person = self.index(field).is_some_and(|at| is_or_holds(&slots[at], equals));
        if !is_person {
            return Vec::new();
        }
        let filled = |key: &String| self.index(key).filter(|at| !slots[*at].is_null());
        let label = self.field(field).map_or(field.as_str(), |field| field.label.zh.as_str());
        let reason = format!("“{label}”为“{equals}”时必须留空：自然人的号码不公开");
        credit.closed.iter().filter_map(filled).map(|at| (at, reason.clone())).collect()
    }
}

/// Checks `[credit]`; what is wrong goes to the reporter.
pub(crate) fn read(
    raw: Option<Spanned<RawCredit>>,
    fields: &[ReadField],
    surroundings: &Surroundings,
    reporter: &mut Reporter<'_>,
) -> Option<Credit> {
    let raw = raw?;
    let span = raw.span();
    let raw = raw.into_inner();
    let mut wrong = |reason: String| reporter.add(span.clone(), reason);
    let field = |key: &str| fields.iter().map(|read| &read.field).find(|field| field.key == key);
    let public = |key: &str| field(key).filter(|field| field.visibility == Visibility::Public);
    if public(CODE_FIELD).is_none_or(|code| code.kind != FieldKind::CreditCode || !code.indexed) {
        wrong(format!("有 [credit] 的条目要有公开、indexed 的统一社会信用代码字段“{CODE_FIELD}”"));
    }
    if public(&raw.name).is_none_or(|name| !matches!(name.kind, FieldKind::Text { .. }) || !name.indexed) {
        wrong(format!("[credit] 的“name”：“{}”要是公开、indexed 的文本字段", raw.name));
    }
    for key in &raw.closed {
        if field(key).is_none() {
            wrong(format!("[credit] 的“closed”：字段“{key}”不存在"));
        }
    }
    if raw.closed.is_empty() == raw.person.is_some() {
        wrong("[credit] 的“person”和“closed”要一起写".to_owned());
    }
    let person = raw.person.map(|RawCondition { field: key, equals }| {
        let has = |kind: &FieldKind| matches!(kind, FieldKind::Enumeration { options, .. } if options.iter().any(|o| o.value == equals));
        if public(&key).is_none_or(|field| !has(&field.kind)) {
            wrong(format!("[credit] 的“person”：“{key}”要是有可选值“{equals}”的公开枚举字段"));
        }
        (key, equals)
    });
    if let Some(publicity) = &raw.publicity {
        if public(&publicity.until).is_none_or(|until| until.kind != FieldKind::Date) {
            wrong(format!("[credit] 的“until”：“{}”要是公开的日期字段", publicity.until));
        }
        if public(&publicity.area_field).is_none() {
            wrong(format!("[credit] 的“area_field”：“{}”要是公开的字段", publicity.area_field));
        }
        for key in [&publicity.longest, &publicity.shortest, &publicity.shortest_in_areas] {
            if surroundings.limits.as_ref().is_some_and(|limits| !limits.contains(key)) {
                wrong(format!("law/limits.toml 里没有期限“{key}”"));
            }
        }
    }
    let publicity = raw.publicity.map(|raw| Publicity {
        until: raw.until,
        longest: raw.longest,
        shortest: raw.shortest,
        shortest_in_areas: raw.shortest_in_areas,
        areas: raw.areas,
        area_field: raw.area_field,
    });
    let exchange = exchange(raw.exchange, fields, &mut wrong);
    Some(Credit { name: raw.name, person, closed: raw.closed, publicity, exchange })
}

fn exchange(
    raw: Option<RawExchange>,
    fields: &[ReadField],
    wrong: &mut impl FnMut(String),
) -> Option<Exchange> {
    let raw = raw?;
    for key in raw.columns.iter().chain(&raw.in_wan) {
        if !fields.iter().any(|read| &read.field.key == key) {
            wrong(format!("[credit.exchange] 里的字段“{key}”不存在"));
        }
    }
    for key in &raw.in_wan {
        let is_money = |read: &ReadField| &read.field.key == key && read.field.kind.name() == "money";
        if !fields.iter().any(is_money) {
            wrong(format!("[credit.exchange] 的“in_wan”：“{key}”要是金额"));
        }
    }
    if raw.source.trim().is_empty() || raw.reason_titles.is_empty() || raw.most_rows == 0 {
        wrong(
            "[credit.exchange] 要写明出处（source）、原因列名（reason_titles）和每份行数（most_rows）"
                .to_owned(),
        );
    }
    Some(Exchange {
        source: raw.source,
        columns: raw.columns,
        in_wan: raw.in_wan,
        reason_titles: raw.reason_titles,
        most_rows: raw.most_rows,
    })
}
