//! One field of an item: what it may hold and where it shows.

use rust_decimal::Decimal;

use crate::item::Label;

/// A field of an item, or a column of a table field.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Name in content files, API, and CSV of programs: `[a-z][a-z0-9_]*`.
    pub key: String,
    /// What people read.
    pub label: Label,
    /// How to fill it in, shown beside the form field; may be empty.
    pub help: String,
    /// An example inside the empty form field; may be empty.
    pub placeholder: String,
    /// Title of the column in CSV and XLSX files.
    pub csv_title: String,
    /// Other titles under which this column comes in files of other systems.
    pub aliases: Vec<String>,
    /// What values it takes.
    pub kind: FieldKind,
    /// Whether it must be filled in.
    pub presence: Presence,
    /// Whether the public may see it.
    pub visibility: Visibility,
    /// The search index keeps it as a filter of its own.
    pub indexed: bool,
    /// The search index counts its values.
    pub facet: bool,
    /// What it says decides: a change of it is never only a typing error.
    pub decisive: bool,
    /// A column in lists.
    pub in_list: bool,
    /// A row in the table of facts on a disclosure's page.
    pub on_page: bool,
}

/// What values a field takes, and how they are written in JSON.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldKind {
    /// Short text; JSON string.
    Text {
        /// Longest length, in characters.
        max_chars: usize,
        /// Whether line breaks are kept (otherwise they become spaces).
        multiline: bool,
    },
    /// The Markdown body; its key is `body`, and it lives outside `fields`.
    Body,
    /// A day; JSON `"YYYY-MM-DD"`.
    Date,
    /// A time of day, to the minute; JSON `"HH:MM"`.
    Time,
    /// From a day until a day, both included; JSON `{"from", "until"}`, `until` null while open.
    Period,
    /// One of some values (or several with `many`); JSON string, or array of strings with `many`.
    Enumeration {
        /// The values in the order they are offered.
        options: Vec<Choice>,
        /// Several values may be chosen.
        many: bool,
    },
    /// An amount; JSON decimal string in yuan with two places, `"1234.50"`.
    Money {
        /// Amounts below zero are allowed.
        negative: bool,
    },
    /// JSON number.
    Number {
        /// Smallest value.
        min: Option<Decimal>,
        /// Greatest value.
        max: Option<Decimal>,
        /// Unit, shown behind the number.
        unit: Option<String>,
        /// No fractions.
        integer: bool,
    },
    /// Code of an administrative division (GB/T 2260); JSON string.
    Region,
    /// Code of an agency; JSON string.
    Agency,
    /// 发文字号, e.g. `冀政办发〔2019〕5号`; JSON string.
    DocumentNumber {
        /// Also numbers that do not follow GB/T 9704, as on certificates and decisions of some trades.
        any_form: bool,
    },
    /// 统一社会信用代码 (GB 32100-2015); JSON string of 18 characters.
    CreditCode,
    /// An official's name; JSON string.
    OfficialName,
    /// An http or https address; JSON string.
    Url,
    /// Attachments; its key is `attachments`, and they live outside `fields`.
    Files,
    /// Sub-records; JSON array of objects.
    Table {
        /// The columns of a sub-record.
        columns: Vec<Field>,
    },
    /// Another disclosure, by index number or id; JSON string, or array of strings with `many`.
    Reference {
        /// Keys of the items it may point to.
        items: Vec<String>,
        /// Several may be named.
        many: bool,
        /// What the disclosure pointed to calls the link back, e.g. `政策解读`.
        inverse: Option<Label>,
    },
}

impl FieldKind {
    /// The kind's name as in the catalogue files.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Body => "body",
            Self::Date => "date",
            Self::Time => "time",
            Self::Period => "period",
            Self::Enumeration { .. } => "enumeration",
            Self::Money { .. } => "money",
            Self::Number { .. } => "number",
            Self::Region => "region",
            Self::Agency => "agency",
            Self::DocumentNumber { .. } => "document_number",
            Self::CreditCode => "credit_code",
            Self::OfficialName => "official_name",
            Self::Url => "url",
            Self::Files => "files",
            Self::Table { .. } => "table",
            Self::Reference { .. } => "reference",
        }
    }

    /// Whether values of this kind live outside a content's `fields`: the body and the attachments.
    #[must_use]
    pub fn is_outside_fields(&self) -> bool {
        matches!(self, Self::Body | Self::Files)
    }
}

/// One value of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is shown, in Chinese.
    pub label: String,
}

/// Whether a field must be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// Always.
    Required,
    /// Never.
    Optional,
    /// When another field has a value.
    When {
        /// Key of that other field.
        field: String,
        /// Its value (or one of its values) that makes this field necessary.
        equals: String,
    },
}

/// Whether the public may see a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Published.
    Public,
    /// Kept beside, never published: not in pages, API, log, index or exports.
    Internal,
}
