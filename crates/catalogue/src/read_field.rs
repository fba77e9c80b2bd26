//! One `[[fields]]` entry of a catalogue file, checked and turned into a [`Field`].

use std::ops::Range;

use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use serde_spanned::Spanned;

use crate::field::{Choice, Field, FieldKind, Presence, Visibility};
use crate::problem::Reporter;
use crate::raw::{RawChoice, RawField, RawKind, RawNumber, RawVisibility};
use crate::read::Surroundings;
use crate::values::enumeration;

/// Keys that the content file and the columns of exports use themselves.
const TAKEN_KEYS: [&str; 11] = [
    "id",
    "item",
    "agency",
    "agency_code",
    "agency_name",
    "revision",
    "index_no",
    "published_at",
    "updated_at",
    "url",
    "salt",
];
/// Titles that the columns of exports have themselves: a file taken out could not be taken in again.
const TAKEN_TITLES: [&str; 8] =
    ["编号", "索引号", "机构代码", "公开机构", "版本", "公开时间", "更新时间", "网址"];
const DEFAULT_MAX_CHARS: usize = 200;

/// A field with the place where it was written.
pub(crate) struct ReadField {
    pub(crate) field: Field,
    pub(crate) span: Range<usize>,
    /// Where `required_when` was written, for checks that need the other fields.
    pub(crate) condition: Option<Range<usize>>,
}

/// Checks one field; what is wrong goes to the reporter.
pub(crate) fn field(raw: RawField, surroundings: &Surroundings, reporter: &mut Reporter<'_>) -> ReadField {
    let span = raw.key.span();
    check_key(&raw, reporter);
    check_parameters(&raw, reporter);
    let label = raw.label.get_ref();
    if label.zh.trim().is_empty() || label.en.trim().is_empty() {
        reporter.add(raw.label.span(), "名称的中文（zh）和英文（en）都要写");
    }
    let visibility = match raw.visibility {
        RawVisibility::Public => Visibility::Public,
        RawVisibility::Internal => Visibility::Internal,
    };
    let (presence, condition) = presence(&raw, reporter);
    let kind = kind(&raw, surroundings, reporter);
    let label = raw.label.into_inner();
    let field = Field {
        key: raw.key.into_inner(),
        csv_title: raw.csv.unwrap_or_else(|| label.zh.clone()),
        label,
        help: raw.help,
        placeholder: raw.placeholder,
        aliases: raw.aliases,
        kind,
        presence,
        visibility,
        indexed: raw.indexed,
        facet: raw.facet,
        decisive: raw.decisive,
        in_list: false,
        on_page: false,
    };
    check_search(&field, &span, reporter);
    ReadField { field, span, condition }
}

fn check_key(raw: &RawField, reporter: &mut Reporter<'_>) {
    let key = raw.key.get_ref().as_str();
    let shaped = key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !shaped {
        reporter.add(raw.key.span(), format!("字段键“{key}”只能用小写字母、数字和下划线，并以字母开头"));
    }
    if TAKEN_KEYS.contains(&key) {
        reporter.add(raw.key.span(), format!("字段键“{key}”由系统使用，请换一个"));
    }
    let kind = *raw.kind.get_ref();
    let titles = [Some(&raw.label.get_ref().zh), raw.csv.as_ref()].into_iter().flatten();
    for title in titles.chain(&raw.aliases).filter(|title| TAKEN_TITLES.contains(&title.as_str())) {
        reporter.add(raw.key.span(), format!("列名“{title}”是导出文件自己的列，请换一个"));
    }
    for (special, name) in [(RawKind::Body, "body"), (RawKind::Files, "attachments")] {
        if (kind == special) != (key == name) {
            reporter.add(raw.key.span(), format!("键“{name}”和它的类型必须一起使用（见 FORMAT.md）"));
        }
    }
}

/// A parameter's name, where it was written (if it was), and the kinds that have it.
type Parameter = (&'static str, Option<Range<usize>>, &'static [RawKind]);

/// Reports parameters that the field's kind does not have.
fn check_parameters(raw: &RawField, reporter: &mut Reporter<'_>) {
    use RawKind::{DocumentNumber, Enumeration, Money, Number, Reference, Table, Text};
    let written: [Parameter; 13] = [
        ("max_chars", raw.max_chars.as_ref().map(Spanned::span), &[Text]),
        ("multiline", raw.multiline.as_ref().map(Spanned::span), &[Text]),
        ("options", raw.options.as_ref().map(Spanned::span), &[Enumeration]),
        ("many", raw.many.as_ref().map(Spanned::span), &[Enumeration, Reference]),
        ("negative", raw.negative.as_ref().map(Spanned::span), &[Money]),
        ("min", raw.min.as_ref().map(Spanned::span), &[Number]),
        ("max", raw.max.as_ref().map(Spanned::span), &[Number]),
        ("unit", raw.unit.as_ref().map(Spanned::span), &[Number]),
        ("integer", raw.integer.as_ref().map(Spanned::span), &[Number]),
        ("any_form", raw.any_form.as_ref().map(Spanned::span), &[DocumentNumber]),
        ("items", raw.items.as_ref().map(Spanned::span), &[Reference]),
        ("inverse", raw.inverse.as_ref().map(Spanned::span), &[Reference]),
        ("columns", raw.columns.as_ref().map(Spanned::span), &[Table]),
    ];
    for (name, span, kinds) in written {
        if let Some(span) = span
            && !kinds.contains(raw.kind.get_ref())
        {
            reporter.add(span, format!("这种类型的字段没有“{name}”"));
        }
    }
}

fn presence(raw: &RawField, reporter: &mut Reporter<'_>) -> (Presence, Option<Range<usize>>) {
    if *raw.kind.get_ref() == RawKind::Files && (raw.required || raw.required_when.is_some()) {
        reporter.add(raw.key.span(), "附件不能设为必填：它们和字段分开上传");
    }
    match &raw.required_when {
        Some(condition) => {
            if raw.required {
                reporter.add(condition.span(), "“required”和“required_when”只能写一个");
            }
            let span = condition.span();
            let condition = condition.get_ref();
            let (field, equals) = (condition.field.clone(), condition.equals.clone());
            (Presence::When { field, equals }, Some(span))
        }
        None if raw.required => (Presence::Required, None),
        None => (Presence::Optional, None),
    }
}

fn kind(raw: &RawField, surroundings: &Surroundings, reporter: &mut Reporter<'_>) -> FieldKind {
    match raw.kind.get_ref() {
        RawKind::Text => FieldKind::Text {
            max_chars: raw.max_chars.as_ref().map_or(DEFAULT_MAX_CHARS, |max| *max.get_ref()),
            multiline: is_set(raw.multiline.as_ref()),
        },
        RawKind::Body => FieldKind::Body,
        RawKind::Date => FieldKind::Date,
        RawKind::Time => FieldKind::Time,
        RawKind::Period => FieldKind::Period,
        RawKind::Enumeration => {
            FieldKind::Enumeration { options: options(raw, reporter), many: is_set(raw.many.as_ref()) }
        }
        RawKind::Money => FieldKind::Money { negative: is_set(raw.negative.as_ref()) },
        RawKind::Number => number(raw, reporter),
        RawKind::Region => FieldKind::Region,
        RawKind::Agency => FieldKind::Agency,
        RawKind::DocumentNumber => FieldKind::DocumentNumber { any_form: is_set(raw.any_form.as_ref()) },
        RawKind::CreditCode => FieldKind::CreditCode,
        RawKind::OfficialName => FieldKind::OfficialName,
        RawKind::Url => FieldKind::Url,
        RawKind::Files => FieldKind::Files,
        RawKind::Table => FieldKind::Table { columns: columns(raw, surroundings, reporter) },
        RawKind::Reference => reference(raw, surroundings, reporter),
    }
}

fn is_set(flag: Option<&Spanned<bool>>) -> bool {
    flag.is_some_and(|flag| *flag.get_ref())
}

fn options(raw: &RawField, reporter: &mut Reporter<'_>) -> Vec<Choice> {
    let Some(written) = &raw.options else {
        reporter.add(raw.kind.span(), "枚举字段缺少可选值“options”");
        return Vec::new();
    };
    let options: Vec<Choice> = written
        .get_ref()
        .iter()
        .map(|choice| match choice {
            RawChoice::Same(value) => Choice { value: value.clone(), label: value.clone() },
            RawChoice::Named { value, label } => Choice { value: value.clone(), label: label.clone() },
        })
        .collect();
    if options.is_empty() {
        reporter.add(written.span(), "枚举字段至少要有一个可选值");
    }
    for (at, option) in options.iter().enumerate() {
        if option.value.trim().is_empty() || option.label.trim().is_empty() {
            reporter.add(written.span(), "可选值和它的名称不能为空");
        }
        let taken = |other: &Choice| other.value == option.value || other.label == option.label;
        if options[..at].iter().any(taken) {
            reporter.add(written.span(), format!("可选值“{}”写了两次", option.value));
        }
        if is_set(raw.many.as_ref())
            && [&option.value, &option.label].iter().any(|s| enumeration::has_separator(s))
        {
            reporter
                .add(written.span(), format!("多选字段的可选值“{}”里不能有顿号、逗号或分号", option.value));
        }
    }
    options
}

fn number(raw: &RawField, reporter: &mut Reporter<'_>) -> FieldKind {
    let min = raw.min.as_ref().and_then(|bound| decimal(bound, reporter));
    let max = raw.max.as_ref().and_then(|bound| decimal(bound, reporter));
    if let (Some(low), Some(high), Some(written)) = (min, max, &raw.max)
        && low > high
    {
        reporter.add(written.span(), "最大值“max”小于最小值“min”");
    }
    let unit = raw.unit.as_ref().map(|unit| unit.get_ref().clone());
    FieldKind::Number { min, max, unit, integer: is_set(raw.integer.as_ref()) }
}

fn decimal(bound: &Spanned<RawNumber>, reporter: &mut Reporter<'_>) -> Option<Decimal> {
    let value = match *bound.get_ref() {
        RawNumber::Whole(whole) => Some(Decimal::from(whole)),
        RawNumber::Decimal(float) => Decimal::from_f64(float),
    };
    if value.is_none() {
        reporter.add(bound.span(), "这个界限不是能用的数");
    }
    value
}

fn columns(raw: &RawField, surroundings: &Surroundings, reporter: &mut Reporter<'_>) -> Vec<Field> {
    let Some(written) = &raw.columns else {
        reporter.add(raw.kind.span(), "表格字段缺少列“columns”");
        return Vec::new();
    };
    if written.get_ref().is_empty() {
        reporter.add(written.span(), "表格字段至少要有一列");
    }
    let mut columns: Vec<Field> = Vec::new();
    for column in written.get_ref() {
        let column = column.get_ref();
        let kind = *column.kind.get_ref();
        if matches!(kind, RawKind::Body | RawKind::Files | RawKind::Table) {
            reporter.add(column.kind.span(), "表格的列不能是正文、附件或表格");
            continue;
        }
        if column.required_when.is_some() || column.indexed || column.facet {
            reporter.add(column.key.span(), "表格的列没有“required_when”“indexed”“facet”");
        }
        if matches!(column.visibility, RawVisibility::Internal) {
            reporter.add(column.key.span(), "表格的列不能单独设为内部：请把整个表格设为内部，或另设字段");
        }
        let read = field(column.clone(), surroundings, reporter);
        if columns.iter().any(|other| other.key == read.field.key) {
            reporter.add(read.span, format!("列“{}”写了两次", read.field.key));
        } else {
            columns.push(read.field);
        }
    }
    columns
}

fn reference(raw: &RawField, surroundings: &Surroundings, reporter: &mut Reporter<'_>) -> FieldKind {
    let mut items = Vec::new();
    match &raw.items {
        None => reporter.add(raw.kind.span(), "引用字段缺少“items”：它可以指向哪些条目"),
        Some(written) if written.get_ref().is_empty() => {
            reporter.add(written.span(), "引用字段至少要能指向一个条目");
        }
        Some(written) => {
            for key in written.get_ref() {
                if !surroundings.items.contains(key.get_ref()) {
                    reporter.add(key.span(), format!("没有条目“{}”", key.get_ref()));
                }
                items.push(key.get_ref().clone());
            }
        }
    }
    let inverse = raw.inverse.as_ref().map(|label| label.get_ref().clone());
    FieldKind::Reference { items, many: is_set(raw.many.as_ref()), inverse }
}

/// What the search index may count or filter.
fn check_search(field: &Field, span: &Range<usize>, reporter: &mut Reporter<'_>) {
    let countable = matches!(
        field.kind,
        FieldKind::Text { multiline: false, .. }
            | FieldKind::Enumeration { .. }
            | FieldKind::Region
            | FieldKind::Agency
            | FieldKind::Date
            | FieldKind::OfficialName
    );
    if field.facet && !countable {
        let name = field.kind.name();
        reporter.add(span.clone(), format!("“{name}”类型的字段不能作为分面（facet）"));
    }
    let unfilterable = matches!(field.kind, FieldKind::Body | FieldKind::Files | FieldKind::Table { .. });
    if field.indexed && unfilterable {
        reporter.add(span.clone(), "正文、附件和表格不能作为检索条件（indexed），它们本来就全文可查");
    }
    if field.visibility == Visibility::Internal {
        if field.facet || field.indexed {
            reporter.add(span.clone(), "内部字段不能进入检索（indexed、facet）");
        }
        if field.kind.is_outside_fields() {
            reporter.add(span.clone(), "正文和附件不能设为内部");
        }
    }
}
