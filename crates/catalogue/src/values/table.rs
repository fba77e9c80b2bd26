//! Sub-records.

use serde_json::{Map, Value};

use crate::field::{Field, Presence};
use crate::known::Known;

const MAX_ROWS: usize = 2000;

/// Reads the JSON array of a spreadsheet cell.
pub(crate) fn parse(input: &str, columns: &[Field], known: &dyn Known) -> Result<Value, String> {
    if input.trim().is_empty() {
        return Ok(Value::Null);
    }
    let value: Value =
        serde_json::from_str(input).map_err(|_| "表格要写成 JSON 数组，如 [{\"键\": \"值\"}]".to_owned())?;
    check(value, columns, known)
}

/// Checks every row; a column may be named by key or Chinese label.
pub(crate) fn check(value: Value, columns: &[Field], known: &dyn Known) -> Result<Value, String> {
    let Value::Array(rows) = value else { return Err("表格要是由行组成的数组".to_owned()) };
    if rows.is_empty() {
        return Ok(Value::Null);
    }
    if rows.len() > MAX_ROWS {
        return Err(format!("表格有 {} 行，最多 {MAX_ROWS} 行，更多请作为附件", rows.len()));
    }
    let mut checked = Vec::with_capacity(rows.len());
    for (at, row) in rows.into_iter().enumerate() {
        checked.push(check_row(row, columns, known).map_err(|reason| format!("第 {} 行{reason}", at + 1))?);
    }
    Ok(Value::Array(checked))
}

fn check_row(row: Value, columns: &[Field], known: &dyn Known) -> Result<Value, String> {
    let Value::Object(mut row) = row else { return Err("不是 {键: 值} 的形式".to_owned()) };
    let mut checked = Map::new();
    for column in columns {
        let written = row.shift_remove(&column.key).or_else(|| row.shift_remove(&column.label.zh));
        let value = column
            .normalise(written.unwrap_or_default(), known)
            .map_err(|reason| format!("“{}”：{reason}", column.label.zh))?;
        if !value.is_null() {
            checked.insert(column.key.clone(), value);
        } else if column.presence == Presence::Required {
            return Err(format!("缺少“{}”", column.label.zh));
        }
    }
    match row.keys().next() {
        Some(unknown) => Err(format!("里没有“{unknown}”这一列")),
        None => Ok(Value::Object(checked)),
    }
}

/// One line a row: `项目：道路；金额：1.00元`.
pub(crate) fn display(rows: &[Value], columns: &[Field]) -> String {
    let line = |row: &Value| {
        let cells = columns.iter().filter_map(|column| {
            let value = row.get(&column.key)?;
            Some(format!("{}：{}", column.label.zh, column.display(value)))
        });
        cells.collect::<Vec<_>>().join("；")
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
