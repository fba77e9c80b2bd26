//! What a page draws besides writing it down: bars out of the rows of a table field.

use std::ops::Range;

use serde_spanned::Spanned;

use crate::field::{Field, FieldKind, Visibility};
use crate::problem::Reporter;
use crate::raw::RawChart;
use crate::read_field::ReadField;

/// Most columns drawn beside each other for one row.
const MOST_SERIES: usize = 3;

/// One chart of an item's page; the table it is drawn from is shown beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// What it shows, in Chinese.
    pub title: String,
    /// Key of the table field.
    pub table: String,
    /// Key of the column that names each row.
    pub label: String,
    /// Keys of the columns with amounts or numbers, all of one kind.
    pub values: Vec<String>,
    /// Rows of different units: each is drawn on a scale of its own.
    pub by_row: bool,
}

/// Checks the charts of a file; what is wrong goes to the reporter.
pub(crate) fn read(
    raw: Vec<Spanned<RawChart>>,
    fields: &[ReadField],
    reporter: &mut Reporter<'_>,
) -> Vec<Chart> {
    let mut charts = Vec::new();
    for entry in raw {
        let span = entry.span();
        let raw = entry.into_inner();
        check(&raw, &span, fields, reporter);
        charts.push(Chart {
            title: raw.title,
            table: raw.table,
            label: raw.label,
            values: raw.values,
            by_row: raw.by_row,
        });
    }
    charts
}

fn check(raw: &RawChart, span: &Range<usize>, fields: &[ReadField], reporter: &mut Reporter<'_>) {
    let mut wrong = |reason: String| reporter.add(span.clone(), reason);
    if raw.title.trim().is_empty() {
        wrong("图表的标题“title”不能为空".to_owned());
    }
    let Some(field) = fields.iter().map(|read| &read.field).find(|field| field.key == raw.table) else {
        return wrong(format!("图表里的字段“{}”不存在", raw.table));
    };
    let FieldKind::Table { columns } = &field.kind else {
        return wrong(format!("图表要从表格字段画，“{}”不是表格", raw.table));
    };
    if field.visibility == Visibility::Internal {
        wrong(format!("内部字段“{}”不能用在图表里", raw.table));
    }
    let column = |key: &str| columns.iter().find(|column| column.key == key);
    if column(&raw.label).is_none() {
        wrong(format!("图表的“label”：表格里没有列“{}”", raw.label));
    }
    if raw.values.is_empty() || raw.values.len() > MOST_SERIES {
        wrong(format!("图表的“values”要写 1 至 {MOST_SERIES} 列"));
    }
    let mut kinds = Vec::new();
    for key in &raw.values {
        match column(key).map(|column: &Field| &column.kind) {
            Some(kind @ (FieldKind::Money { .. } | FieldKind::Number { .. })) => kinds.push(kind.name()),
            Some(_) => wrong(format!("图表的“values”只能是金额或者数，“{key}”不是")),
            None => wrong(format!("图表的“values”：表格里没有列“{key}”")),
        }
    }
    if kinds.windows(2).any(|pair| pair[0] != pair[1]) {
        wrong("一张图里不能既有金额又有数".to_owned());
    }
}
