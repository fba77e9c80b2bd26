//! Fields of an item as inputs: one column, label above, help under the label, error beside.

use askama::Template;
use askama::filters::HtmlSafe;
use mingjing_catalogue::{Choice, Field, FieldKind, FieldProblem, Item, Presence, Visibility};

use super::{BLANK_ROWS, Entries, anchor};
use crate::components::{ErrorSummary, Link};

/// Codes offered while typing; the catalogue does not know them.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Agencies: code and name.
    pub agencies: Vec<Choice>,
    /// Administrative divisions: code and name.
    pub regions: Vec<Choice>,
}

/// One answer of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// How a field is filled in.
#[derive(Debug, Clone)]
pub enum Widget {
    /// One line of text.
    Line {
        /// Text in it.
        value: String,
        /// Keyboard shown on phones: `text`, `decimal`, `numeric`, `url`.
        mode: &'static str,
        /// What stands behind the input, e.g. `元`.
        unit: String,
        /// Id of the list of offered values; empty for none.
        list: &'static str,
        /// Width class: `w-full`, `w-half`, `w-short`.
        width: &'static str,
    },
    /// Several lines of text.
    Lines {
        /// Text in it.
        value: String,
        /// Height in lines.
        rows: usize,
    },
    /// A day.
    Date {
        /// `YYYY-MM-DD`, or what was typed.
        value: String,
    },
    /// A time of day.
    Time {
        /// `HH:MM`, or what was typed.
        value: String,
    },
    /// First and last day.
    Period {
        /// First day.
        from: String,
        /// Last day; empty while open.
        until: String,
    },
    /// One of many values.
    Select {
        /// Values in order.
        answers: Vec<Answer>,
    },
    /// One of a few values.
    Radios {
        /// Values in order.
        answers: Vec<Answer>,
    },
    /// Any of some values.
    Checks {
        /// Values in order.
        answers: Vec<Answer>,
    },
    /// Sub-records, with blank rows below.
    Table {
        /// Titles of the columns.
        columns: Vec<String>,
        /// Cells, row by row.
        rows: Vec<Vec<FieldView>>,
    },
}

/// One field ready to be drawn.
#[derive(Debug, Clone, Template)]
#[template(path = "form/field.html")]
pub struct FieldView {
    /// Name of the input.
    pub name: String,
    /// Id of the input.
    pub id: String,
    /// Label.
    pub label: String,
    /// How to fill it in; may be empty.
    pub help: String,
    /// Example inside the empty input; may be empty.
    pub placeholder: String,
    /// `选填` or when it is needed; empty if it must be filled in.
    pub presence: String,
    /// Never published.
    pub internal: bool,
    /// What is wrong with it.
    pub error: Option<String>,
    /// How it is filled in.
    pub widget: Widget,
}

impl HtmlSafe for FieldView {}

/// A heading with its fields.
#[derive(Debug, Clone)]
pub struct FormPart {
    /// The heading; may be empty.
    pub title: String,
    /// Fields in order.
    pub fields: Vec<FieldView>,
}

/// All fields of an item; the page puts the `form` element, the CSRF token and the buttons around.
#[derive(Debug, Clone, Template)]
#[template(path = "form/item_form.html")]
pub struct ItemForm {
    /// Parts in order.
    pub parts: Vec<FormPart>,
    /// Codes offered while typing.
    pub choices: Choices,
}

impl HtmlSafe for ItemForm {}

impl ItemForm {
    /// The form of `item` filled in with `entries`, an error beside each field that `problems` names.
    pub fn new(item: &Item, entries: &Entries, problems: &[FieldProblem], choices: Choices) -> Self {
        let drawer = Drawer { entries, problems, item: Some(item) };
        let parts = item
            .form
            .iter()
            .map(|group| FormPart {
                title: group.title.clone(),
                fields: group
                    .fields
                    .iter()
                    .filter_map(|&at| item.fields.get(at))
                    .filter_map(|field| drawer.field(field, &field.key))
                    .collect(),
            })
            .filter(|part| !part.fields.is_empty())
            .collect();
        Self { parts, choices }
    }

    /// The sum of `problems` for the top of the page, with links to the fields.
    pub fn summary(problems: &[FieldProblem]) -> ErrorSummary {
        let link = |problem: &FieldProblem| {
            Link::new(
                format!("#{}", anchor(&problem.field)),
                format!("{}：{}", problem.label, problem.message),
            )
        };
        ErrorSummary { errors: problems.iter().map(link).collect() }
    }
}

/// From this many values on, a list is a select rather than radio buttons.
const MANY_VALUES: usize = 6;
/// From this many characters on, a text gets several lines.
const LONG_TEXT: usize = 120;
/// Up to this many characters, a text gets a short input.
const SHORT_TEXT: usize = 30;

struct Drawer<'a> {
    entries: &'a Entries,
    problems: &'a [FieldProblem],
    item: Option<&'a Item>,
}

impl Drawer<'_> {
    /// None for attachments, which have their own place on the page.
    fn field(&self, field: &Field, name: &str) -> Option<FieldView> {
        Some(FieldView {
            name: name.to_owned(),
            id: anchor(name),
            label: field.label.zh.clone(),
            help: field.help.clone(),
            placeholder: field.placeholder.clone(),
            presence: self.presence(field),
            internal: field.visibility == Visibility::Internal,
            error: self.error(field, name),
            widget: self.widget(field, name)?,
        })
    }

    fn error(&self, field: &Field, name: &str) -> Option<String> {
        let inside = |problem: &str| {
            let parts = matches!(field.kind, FieldKind::Period);
            problem == name || (parts && problem.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
        };
        self.problems.iter().find(|problem| inside(&problem.field)).map(|problem| problem.message.clone())
    }

    fn presence(&self, field: &Field) -> String {
        match &field.presence {
            Presence::Required => String::new(),
            Presence::Optional => "选填".to_owned(),
            Presence::When { field: other, equals } => {
                let label =
                    self.item.and_then(|item| item.field(other)).map_or(other, |field| &field.label.zh);
                format!("{label}为“{equals}”时必填")
            }
        }
    }

    fn widget(&self, field: &Field, name: &str) -> Option<Widget> {
        let text = || self.entries.text(name).to_owned();
        let line = |mode, width| Widget::Line { value: text(), mode, unit: String::new(), list: "", width };
        let coded =
            |list| Widget::Line { value: text(), mode: "text", unit: String::new(), list, width: "w-half" };
        Some(match &field.kind {
            FieldKind::Files => return None,
            FieldKind::Body => Widget::Lines { value: text(), rows: 24 },
            FieldKind::Text { max_chars, multiline } if *multiline || *max_chars >= LONG_TEXT * 4 => {
                Widget::Lines { value: text(), rows: if *max_chars > LONG_TEXT * 4 { 6 } else { 3 } }
            }
            FieldKind::Text { max_chars, .. } => {
                line("text", if *max_chars <= SHORT_TEXT { "w-half" } else { "w-full" })
            }
            FieldKind::Date => Widget::Date { value: text() },
            FieldKind::Time => Widget::Time { value: text() },
            FieldKind::Period => self.period(name),
            FieldKind::Enumeration { options, many } => self.enumeration(options, *many, name),
            FieldKind::Money { .. } => amount(text(), "元", "decimal"),
            FieldKind::Number { unit, integer, .. } => {
                amount(text(), unit.as_deref().unwrap_or(""), if *integer { "numeric" } else { "decimal" })
            }
            FieldKind::Region => coded("regions"),
            FieldKind::Agency => coded("agencies"),
            FieldKind::Url => line("url", "w-full"),
            FieldKind::DocumentNumber { .. } | FieldKind::CreditCode | FieldKind::OfficialName => {
                line("text", "w-half")
            }
            FieldKind::Table { columns } => self.table(columns, name),
            FieldKind::Reference { many: true, .. } => Widget::Lines { value: text(), rows: 3 },
            FieldKind::Reference { many: false, .. } => line("text", "w-half"),
        })
    }

    fn period(&self, name: &str) -> Widget {
        let end = |end: &str| self.entries.text(&format!("{name}.{end}")).to_owned();
        Widget::Period { from: end("from"), until: end("until") }
    }

    fn enumeration(&self, options: &[Choice], many: bool, name: &str) -> Widget {
        let chosen = self.entries.all(name);
        let answers: Vec<Answer> = options
            .iter()
            .map(|option| Answer {
                value: option.value.clone(),
                label: option.label.clone(),
                chosen: chosen.contains(&option.value),
            })
            .collect();
        match (many, answers.len()) {
            (true, _) => Widget::Checks { answers },
            (false, ..MANY_VALUES) => Widget::Radios { answers },
            (false, _) => Widget::Select { answers },
        }
    }

    fn table(&self, columns: &[Field], name: &str) -> Widget {
        let rows = self.entries.rows(name) + BLANK_ROWS;
        let row = |number: usize| {
            let cell = |column: &Field| self.field(column, &format!("{name}.{number}.{}", column.key));
            columns.iter().filter_map(cell).map(in_cell).collect()
        };
        Widget::Table {
            columns: columns.iter().map(|column| column.label.zh.clone()).collect(),
            rows: (0..rows).map(row).collect(),
        }
    }
}

/// Lists of values become selects inside a table.
fn in_cell(mut cell: FieldView) -> FieldView {
    if let Widget::Radios { answers } = cell.widget {
        cell.widget = Widget::Select { answers };
    }
    cell
}

fn amount(value: String, unit: &str, mode: &'static str) -> Widget {
    Widget::Line { value, mode, unit: unit.to_owned(), list: "", width: "w-short" }
}

impl FieldView {
    /// Whether several inputs share one label, which is then a legend.
    fn is_group(&self) -> bool {
        matches!(
            self.widget,
            Widget::Period { .. } | Widget::Radios { .. } | Widget::Checks { .. } | Widget::Table { .. }
        )
    }

    /// Ids of help and error for `aria-describedby`; empty if there are none.
    fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if !self.help.is_empty() {
            ids.push(format!("{}-help", self.id));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.id));
        }
        ids.join(" ")
    }
}
