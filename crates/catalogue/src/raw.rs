//! The file format word for word: what serde reads before anything is checked. See `FORMAT.md`.

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::handing_in::RawHandingIn;
use crate::item::{Area, Basis, Freshness, Label, Level};
use crate::joined::RawJoined;

/// Everything in a file except `[[fields]]` and `[[rules]]`, which are read one by one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawItem {
    pub(crate) key: Spanned<String>,
    pub(crate) title: Spanned<Label>,
    pub(crate) summary: Spanned<String>,
    pub(crate) area: Spanned<Area>,
    pub(crate) clauses: Vec<Spanned<String>>,
    pub(crate) basis: Spanned<Vec<Spanned<Basis>>>,
    pub(crate) responsible: Spanned<String>,
    pub(crate) publishers: Option<Spanned<RawPublishers>>,
    pub(crate) levels: Spanned<Vec<Level>>,
    pub(crate) time_limit: Option<Spanned<String>>,
    pub(crate) freshness: Option<Spanned<Freshness>>,
    #[serde(default)]
    pub(crate) audience: Vec<String>,
    pub(crate) title_pattern: Spanned<String>,
    pub(crate) issued_on: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    pub(crate) natural_key: Vec<Spanned<String>>,
    pub(crate) status_field: Option<Spanned<String>>,
    #[serde(default)]
    pub(crate) elements: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) bulk_approval: bool,
    pub(crate) urgent_release: Option<Spanned<Basis>>,
    #[serde(default)]
    pub(crate) handing_in: Vec<Spanned<RawHandingIn>>,
    pub(crate) full_files: Option<Spanned<bool>>,
    pub(crate) form: Option<Spanned<RawForm>>,
    #[serde(default)]
    pub(crate) page: RawPage,
    #[serde(default)]
    pub(crate) list: RawList,
    pub(crate) credit: Option<Spanned<RawCredit>>,
    #[serde(default)]
    pub(crate) charts: Vec<Spanned<RawChart>>,
}

/// `"all"`, or words in the names of agencies.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum RawPublishers {
    Word(String),
    Names(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawForm {
    pub(crate) groups: Vec<RawGroup>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawGroup {
    pub(crate) title: String,
    pub(crate) fields: Vec<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawPage {
    pub(crate) facts: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) timeline: bool,
    #[serde(default)]
    pub(crate) shared: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) joined: Vec<RawJoined>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawList {
    pub(crate) columns: Vec<Spanned<String>>,
    pub(crate) history: Option<Spanned<RawHistory>>,
}

/// `[list.history]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawHistory {
    pub(crate) valid_from: String,
    pub(crate) ends_on: Option<String>,
    #[serde(default)]
    pub(crate) ended: Vec<String>,
}

/// `[credit]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCredit {
    pub(crate) name: String,
    pub(crate) person: Option<RawCondition>,
    #[serde(default)]
    pub(crate) closed: Vec<String>,
    pub(crate) publicity: Option<RawPublicity>,
    pub(crate) exchange: Option<RawExchange>,
}

/// `[credit.exchange]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawExchange {
    pub(crate) source: String,
    pub(crate) columns: Vec<String>,
    #[serde(default)]
    pub(crate) in_wan: Vec<String>,
    pub(crate) reason_titles: Vec<String>,
    pub(crate) most_rows: usize,
}

/// `[credit.publicity]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawPublicity {
    pub(crate) until: String,
    pub(crate) longest: String,
    pub(crate) shortest: String,
    pub(crate) shortest_in_areas: String,
    pub(crate) areas: Vec<String>,
    pub(crate) area_field: String,
}

/// One `[[charts]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawChart {
    pub(crate) title: String,
    pub(crate) table: String,
    pub(crate) label: String,
    pub(crate) values: Vec<String>,
    #[serde(default)]
    pub(crate) by_row: bool,
}

/// One `[[rules]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawRule {
    pub(crate) check: Spanned<String>,
    pub(crate) message: String,
}

/// One `[[fields]]`, or one of its `columns`.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawField {
    pub(crate) key: Spanned<String>,
    pub(crate) label: Spanned<Label>,
    pub(crate) kind: Spanned<RawKind>,
    #[serde(default)]
    pub(crate) help: String,
    #[serde(default)]
    pub(crate) placeholder: String,
    pub(crate) csv: Option<String>,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    #[serde(default)]
    pub(crate) required: bool,
    pub(crate) required_when: Option<Spanned<RawCondition>>,
    #[serde(default)]
    pub(crate) visibility: RawVisibility,
    #[serde(default)]
    pub(crate) indexed: bool,
    #[serde(default)]
    pub(crate) facet: bool,
    #[serde(default)]
    pub(crate) decisive: bool,
    // what only some kinds have
    pub(crate) max_chars: Option<Spanned<usize>>,
    pub(crate) multiline: Option<Spanned<bool>>,
    pub(crate) options: Option<Spanned<Vec<RawChoice>>>,
    pub(crate) many: Option<Spanned<bool>>,
    pub(crate) negative: Option<Spanned<bool>>,
    pub(crate) min: Option<Spanned<RawNumber>>,
    pub(crate) max: Option<Spanned<RawNumber>>,
    pub(crate) unit: Option<Spanned<String>>,
    pub(crate) integer: Option<Spanned<bool>>,
    pub(crate) any_form: Option<Spanned<bool>>,
    pub(crate) items: Option<Spanned<Vec<Spanned<String>>>>,
    pub(crate) inverse: Option<Spanned<Label>>,
    pub(crate) columns: Option<Spanned<Vec<Spanned<RawField>>>>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RawKind {
    Text,
    Body,
    Date,
    Time,
    Period,
    Enumeration,
    Money,
    Number,
    Region,
    Agency,
    DocumentNumber,
    CreditCode,
    OfficialName,
    Url,
    Files,
    Table,
    Reference,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RawVisibility {
    #[default]
    Public,
    Internal,
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCondition {
    pub(crate) field: String,
    pub(crate) equals: String,
}

/// `"有效"`, or `{ value = "valid", label = "有效" }`.
#[derive(Deserialize, Clone)]
#[serde(untagged)]
pub(crate) enum RawChoice {
    Same(String),
    Named { value: String, label: String },
}

/// A bound written as a whole or a decimal number.
#[derive(Deserialize, Clone, Copy)]
#[serde(untagged)]
pub(crate) enum RawNumber {
    Whole(i64),
    Decimal(f64),
}
