//! The six parts of the report as Markdown for the page, as parts for DOCX and XLSX, and as JSON.

use std::fmt::Write as _;

use mingjing_opendata::paper::{Grid, Part};
use mingjing_procedures::yearly::{Cell, Figures, Table, document_tables, page_tables};
use serde_json::{Map, Value, json};

use super::Report;

/// Headings of the six parts (国办公开办函〔2021〕30号).
const HEADINGS: [&str; 6] = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
];

fn number(figures: &Figures, cell: Cell) -> String {
    figures.get(cell).map(|number| cell.show(number)).unwrap_or_default()
}

/// What a part says in words; the others are tables.
fn words(report: &Report, part: usize) -> Option<&str> {
    match part {
        1 => Some(&report.narrative.overview),
        5 => Some(&report.narrative.problems),
        6 => Some(&report.narrative.other_matters),
        _ => None,
    }
}

pub(super) fn title(report: &Report) -> String {
    format!("{}{}年政府信息公开工作年度报告", report.organ, report.which.year)
}

/// The report as the body of a disclosure.
pub(super) fn markdown(report: &Report) -> String {
    let tables = page_tables();
    let mut text = String::new();
    for (part, heading) in (1..).zip(HEADINGS) {
        // Writing into a String does not fail.
        let _ = write!(text, "## {heading}\n\n");
        if let Some(words) = words(report, part) {
            for line in words.lines().map(str::trim).filter(|line| !line.is_empty()) {
                let _ = write!(text, "{line}\n\n");
            }
        }
        for table in tables.iter().filter(|table| usize::from(table.part) == part) {
            if !table.title.is_empty() {
                let _ = write!(text, "### {}\n\n", table.title);
            }
            markdown_table(&mut text, table, &report.shown);
        }
    }
    text
}

fn markdown_table(text: &mut String, table: &Table, figures: &Figures) {
    let _ = write!(text, "| {} |", table.corner);
    for column in table.short_columns() {
        let _ = write!(text, " {column} |");
    }
    text.push_str("\n| --- |");
    text.push_str(&" --- |".repeat(table.columns.len()));
    text.push('\n');
    for row in &table.rows {
        let _ = write!(text, "| {} |", row.short());
        for cell in &row.cells {
            let _ = write!(text, " {} |", number(figures, *cell));
        }
        text.push('\n');
    }
    text.push('\n');
}

/// The report as a document to be printed, with the tables in the shape of the national format.
pub(super) fn parts(report: &Report) -> Vec<Part> {
    let tables = document_tables();
    let mut parts = vec![Part::Title(title(report))];
    for (part, heading) in (1..).zip(HEADINGS) {
        parts.push(Part::Heading(heading.to_owned()));
        parts.extend(words(report, part).map(|words| Part::Text(words.to_owned())));
        for table in tables.iter().filter(|table| usize::from(table.part) == part) {
            if !table.title.is_empty() {
                parts.push(Part::Subheading(table.title.to_owned()));
            }
            let rows: Vec<_> = table
                .rows
                .iter()
                .map(|row| {
                    (row.label.clone(), row.cells.iter().map(|cell| number(&report.shown, *cell)).collect())
                })
                .collect();
            parts.push(Part::Table(Grid::new(table.corner, &table.columns, &rows)));
        }
    }
    parts
}

/// The report for programs: every cell by its key, and where it stands. Fees are in 分.
pub(super) fn json(report: &Report) -> Value {
    let cells: Map<String, Value> = report
        .shown
        .iter()
        .map(|(cell, number)| (cell.key(), json!({ "value": number, "place": cell.place() })))
        .collect();
    json!({
        "format": "国办公开办函〔2021〕30号",
        "organ": report.organ,
        "agency": report.which.agency,
        "year": report.which.year,
        "scope": report.which.scope,
        "overview": report.narrative.overview,
        "problems": report.narrative.problems,
        "other_matters": report.narrative.other_matters,
        "cells": cells,
    })
}
