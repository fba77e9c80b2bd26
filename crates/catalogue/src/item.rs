//! One disclosure type, as its file in `law/items` says it.

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::chart::Chart;
use crate::compose::{self, FieldProblem};
use crate::credit::Credit;
use crate::field::{Field, FieldKind, Presence, Visibility};
use crate::handing_in::HandingIn;
use crate::history::History;
use crate::joined::Joined;
use crate::known::Known;
use crate::publishers::Publishers;
use crate::rule::Rule;
use crate::title::TitlePattern;
use crate::values::{money, text};

/// A name in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// The part of government work an item belongs to: the Opinion's five openness areas, then participation
/// and organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Area {
    /// 决策公开
    Decision,
    /// 执行公开
    Execution,
    /// 管理公开
    Management,
    /// 服务公开
    Service,
    /// 结果公开
    Result,
    /// 公众参与
    Participation,
    /// 组织保障
    Organisation,
}

impl Area {
    /// All areas in the order of the Opinion.
    pub const ALL: [Self; 7] = [
        Self::Decision,
        Self::Execution,
        Self::Management,
        Self::Service,
        Self::Result,
        Self::Participation,
        Self::Organisation,
    ];

    /// The word in addresses (`/areas/decision`) and files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Execution => "execution",
            Self::Management => "management",
            Self::Service => "service",
            Self::Result => "result",
            Self::Participation => "participation",
            Self::Organisation => "organisation",
        }
    }

    /// The area with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|area| area.key() == key)
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Decision => "决策公开",
            Self::Execution => "执行公开",
            Self::Management => "管理公开",
            Self::Service => "服务公开",
            Self::Result => "结果公开",
            Self::Participation => "公众参与",
            Self::Organisation => "组织保障",
        }
    }

    /// The folder below `law/items`, e.g. `1-decision`.
    #[must_use]
    pub fn folder(self) -> String {
        format!("{}-{}", self as usize + 1, self.key())
    }
}

/// Level of government.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// 省级
    Province,
    /// 市级
    City,
    /// 县级
    County,
    /// 乡镇级
    Township,
}

impl Level {
    /// The word in the catalogue files and in the register of regions.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::City => "city",
            Self::County => "county",
            Self::Township => "township",
        }
    }

    /// The level with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Province, Self::City, Self::County, Self::Township]
            .into_iter()
            .find(|level| level.key() == key)
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Province => "省级",
            Self::City => "市级",
            Self::County => "县级",
            Self::Township => "乡镇级",
        }
    }
}

/// Where the law says that this must be open.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Name of the law, or number of the notice.
    pub law: String,
    /// Article and paragraph; may be empty where the source has no articles.
    #[serde(default)]
    pub article: String,
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "《{}》{}", self.law, self.article)
    }
}

/// How long a column of this item may go without anything new.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Freshness {
    /// Calendar days.
    pub days: u32,
    /// The rule that says so.
    pub source: String,
}

/// A heading in the form with the fields below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormGroup {
    /// The heading, in Chinese.
    pub title: String,
    /// Indexes into [`Item::fields`], in the order of the form.
    pub fields: Vec<usize>,
}

/// One disclosure type.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Name in addresses, files and the log, e.g. `licence`.
    pub key: String,
    /// What people read.
    pub title: Label,
    /// One or two sentences on what this is, for the public.
    pub summary: String,
    /// The area it belongs to.
    pub area: Area,
    /// Clauses of the Opinion that ask for it, e.g. `一(三)2`.
    pub clauses: Vec<String>,
    /// Legal basis; never empty.
    pub basis: Vec<Basis>,
    /// Who must publish it.
    pub responsible: String,
    /// Which agencies must have something under it, whatever happens.
    pub publishers: Publishers,
    /// At which levels of government.
    pub levels: Vec<Level>,
    /// The statutory limit for publication: a key of `law/limits.toml`.
    pub time_limit: Option<String>,
    /// How often something new must come.
    pub freshness: Option<Freshness>,
    /// Whom it is for, in Chinese.
    pub audience: Vec<String>,
    /// Makes the disclosure's title out of its fields.
    pub title_pattern: TitlePattern,
    /// Date fields that give `issued_on`: the first one filled in counts.
    pub issued_on: Vec<String>,
    /// Fields that identify a disclosure within its agency; may be empty.
    pub natural_key: Vec<String>,
    /// The enumeration that says whether it is in force.
    pub status_field: Option<String>,
    /// Fields by which it is scored how complete a disclosure is: indexes into [`Item::fields`]; may be empty.
    pub(crate) elements: Vec<usize>,
    /// Whether an approver may approve many of them at once.
    pub bulk_approval: bool,
    /// The law by which one person may release it in an emergency, with a review afterwards; none where it takes two.
    pub urgent_release: Option<Basis>,
    /// What a first version needs that is handed in at the desk.
    pub handing_in: Vec<HandingIn>,
    /// Whether its disclosures say what the full files of the other items are; the program publishes them itself.
    pub full_files: bool,
    /// A document with a body, imported one file a disclosure.
    pub document: bool,
    /// All fields in file order, public and internal.
    pub fields: Vec<Field>,
    /// The form's parts; every field is in exactly one.
    pub form: Vec<FormGroup>,
    /// Rules between fields.
    pub rules: Vec<Rule>,
    /// What its page draws.
    pub charts: Vec<Chart>,
    /// Whether its page puts all linked disclosures into one timeline.
    pub timeline: bool,
    /// Fields with a code that other items have too, e.g. a project's: disclosures with the same value are gathered
    /// on the page.
    pub shared: Vec<String>,
    /// Groups of its page that are reached over several references.
    pub joined: Vec<Joined>,
    /// How its disclosures belong to enterprises.
    pub credit: Option<Credit>,
    /// From when to when its disclosures are entries of a list.
    pub history: Option<History>,
    /// Field indexes in the order of the table of facts on the page.
    pub(crate) page: Vec<usize>,
    /// Field indexes in the order of a list's columns.
    pub(crate) list: Vec<usize>,
    /// Field index of each key.
    pub(crate) keys: HashMap<String, usize>,
    /// Field index of each column title, as [`text::column_title`] writes it.
    pub(crate) columns: HashMap<String, usize>,
}

impl Item {
    /// What is missing in the values of a first version that is handed in at the desk.
    #[must_use]
    pub fn missing_when_handed_in(&self, values: &Map<String, Value>) -> Vec<FieldProblem> {
        let label = |key: &str| self.field(key).map(|f| f.label.zh.clone()).unwrap_or_default();
        self.handing_in.iter().flat_map(|one| one.problems(values, &label)).collect()
    }

    /// The field with this key.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.index(key).map(|index| &self.fields[index])
    }

    pub(crate) fn index(&self, key: &str) -> Option<usize> {
        self.keys.get(key).copied()
    }

    /// The fields the public may see, in file order; body and attachments among them.
    pub fn public_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.visibility == Visibility::Public)
    }

    /// The rows of the table of facts on a disclosure's page, in their order; all public.
    pub fn page_fields(&self) -> impl Iterator<Item = &Field> {
        self.page.iter().map(|&index| &self.fields[index])
    }

    /// The columns of a list, in their order; all public.
    pub fn list_fields(&self) -> impl Iterator<Item = &Field> {
        self.list.iter().map(|&index| &self.fields[index])
    }

    /// How complete a disclosure with these values is: the elements that apply to it, and those it lacks. None where the
    /// item does not score this.
    #[must_use]
    pub fn completeness(&self, values: &serde_json::Map<String, Value>) -> Option<Completeness<'_>> {
        if self.elements.is_empty() {
            return None;
        }
        let applies = |field: &&Field| match &field.presence {
            Presence::When { field, equals } => {
                values.get(field).is_some_and(|value| compose::is_or_holds(value, equals))
            }
            _ => true,
        };
        let elements = self.elements.iter().map(|&index| &self.fields[index]).filter(applies);
        let mut completeness = Completeness { asked: 0, missing: Vec::new() };
        for field in elements {
            completeness.asked += 1;
            if values.get(&field.key).is_none_or(Value::is_null) {
                completeness.missing.push(field);
            }
        }
        Some(completeness)
    }

    /// Whether a change of this field is more than mended typing: everything but words, what identifies the record, its
    /// state, and what the file marks as `decisive`.
    #[must_use]
    pub fn is_decisive(&self, key: &str) -> bool {
        self.field(key).is_none_or(|field| {
            field.decisive
                || !matches!(field.kind, FieldKind::Text { .. } | FieldKind::Body)
                || self.natural_key.iter().any(|known| known == key)
        })
    }

    /// Whether it is scored how complete its disclosures are.
    #[must_use]
    pub fn has_elements(&self) -> bool {
        !self.elements.is_empty()
    }

    /// Whether disclosures of this item may have attachments.
    #[must_use]
    pub fn has_attachments(&self) -> bool {
        self.fields.iter().any(|field| field.kind == FieldKind::Files)
    }

    /// Which field a file's column holds, and in which unit. The title is a key, a Chinese label, a CSV title or
    /// an alias; `罚款金额（万元）` gives the field titled `罚款金额`, read in 万元.
    #[must_use]
    pub fn column(&self, title: &str) -> Option<Column<'_>> {
        let title = text::column_title(title);
        if let Some(&index) = self.columns.get(title.as_str()) {
            return Some(Column { field: &self.fields[index], yuan: 1 });
        }
        let (name, yuan) = money::split_title_unit(&title)?;
        let field = &self.fields[*self.columns.get(name)?];
        matches!(field.kind, FieldKind::Money { .. }).then_some(Column { field, yuan })
    }

    /// The column of a file that somebody says holds the field with this key, in the unit that its title names.
    #[must_use]
    pub fn column_of(&self, key: &str, title: &str) -> Option<Column<'_>> {
        let field = self.field(key)?;
        let unit = money::split_title_unit(&text::column_title(title)).map_or(1, |(_, yuan)| yuan);
        Some(Column { field, yuan: if matches!(field.kind, FieldKind::Money { .. }) { unit } else { 1 } })
    }

    /// The field with this key, Chinese label, CSV title or alias.
    ///
    /// A money column in another unit than yuan is not found here: use [`Item::column`], which minds the unit.
    #[must_use]
    pub fn field_by_title(&self, title: &str) -> Option<&Field> {
        self.column(title).filter(|column| column.yuan == 1).map(|column| column.field)
    }
}

/// How many elements a disclosure should have, and which it lacks.
#[derive(Debug, Clone, PartialEq)]
pub struct Completeness<'a> {
    /// Elements that apply to it.
    pub asked: usize,
    /// Elements it lacks, in the order of the item's file.
    pub missing: Vec<&'a Field>,
}

/// A column of a file: a field, and the unit its amounts are in.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    /// The field.
    pub field: &'a Field,
    /// How many yuan one unit of the column is: 1, or 10 000 for 万元.
    pub yuan: u32,
}

impl Column<'_> {
    /// One cell of this column as a canonical JSON value; empty gives null.
    ///
    /// # Errors
    /// What is wrong with the cell, in Chinese.
    pub fn parse(&self, cell: &str, known: &dyn Known) -> Result<Value, String> {
        match self.field.kind {
            FieldKind::Money { negative } if self.yuan != 1 => money::parse(cell, self.yuan, negative),
            _ => self.field.parse(cell, known),
        }
    }
}
