//! Sub-records of a disclosure as tables, with what is drawn from them.

use mingjing_actions::House;
use mingjing_catalogue::{Chart, Field, FieldKind, Item};
use mingjing_design::components::{Bar, BarChart, BarRow, SubTable};
use mingjing_design::format;
use mingjing_publication::Content;
use serde_json::Value;

use super::facets::Names;

/// Rows that a chart shows; what lies behind is in the table.
const MOST_ROWS: usize = 30;

/// The tables of a disclosure, in the order of its page.
pub(crate) fn tables(house: &House, item: Option<&Item>, content: &Content) -> Vec<SubTable> {
    let names = Names::new(house);
    let mut tables = Vec::new();
    for field in item.into_iter().flat_map(Item::page_fields) {
        let (FieldKind::Table { columns }, Some(Value::Array(rows))) =
            (&field.kind, content.fields.get(&field.key))
        else {
            continue;
        };
        let charts = item.into_iter().flat_map(|item| &item.charts).filter(|chart| chart.table == field.key);
        // Columns that no row fills only take room.
        let filled: Vec<&Field> =
            columns.iter().filter(|column| rows.iter().any(|row| row.get(&column.key).is_some())).collect();
        let cell = |row: &Value, column: &Field| {
            row.get(&column.key).map(|value| names.display(column, value)).unwrap_or_default()
        };
        tables.push(SubTable {
            id: format!("table-{}", tables.len() + 1),
            title: field.label.zh.clone(),
            head: filled.iter().map(|column| (column.label.zh.clone(), is_number(column))).collect(),
            rows: rows.iter().map(|row| filled.iter().map(|column| cell(row, column)).collect()).collect(),
            charts: charts.map(|chart| draw(chart, columns, rows, &names)).collect(),
        });
    }
    tables
}

fn is_number(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Money { .. } | FieldKind::Number { .. })
}

fn draw(chart: &Chart, columns: &[Field], rows: &[Value], names: &Names<'_>) -> BarChart {
    let column = |key: &str| columns.iter().find(|column| column.key == key);
    let bars = |row: &Value| {
        chart
            .values
            .iter()
            .filter_map(|key| {
                let (field, value) = (column(key)?, row.get(key)?);
                let series = if chart.values.len() > 1 { field.label.zh.clone() } else { String::new() };
                let value = (value, amount(value)?);
                let text = match field.kind {
                    FieldKind::Money { .. } => format::rounded_yuan(value.1),
                    _ => names.display(field, value.0),
                };
                Some(Bar { series, text, value: value.1 })
            })
            .collect::<Vec<_>>()
    };
    let label = |row: &Value| {
        let (Some(field), Some(value)) = (column(&chart.label), row.get(&chart.label)) else {
            return String::new();
        };
        names.display(field, value)
    };
    BarChart {
        title: chart.title.clone(),
        rows: rows.iter().take(MOST_ROWS).map(|row| BarRow { label: label(row), bars: bars(row) }).collect(),
        by_row: chart.by_row,
    }
}

/// Only for how wide a bar is drawn; amounts are shown from their text.
fn amount(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.as_f64(),
        _ => None,
    }
}
