//! How the tables look: rows and columns with their headings, for pages and for documents.

use super::{Cell, Column, DecisionKind, DocumentCount, DocumentKind, Line, RemedyColumn};
use crate::Remedy;

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What stands before it, from the widest heading to its own; empty where nothing does.
    pub label: Vec<String>,
    /// A cell for each column.
    pub cells: Vec<Cell>,
}

impl Row {
    /// What stands before it in one line: of the widest heading only its number, so that the line stays short.
    #[must_use]
    pub fn short(&self) -> String {
        match self.label.as_slice() {
            [wide, own @ ..] if !own.is_empty() => match wide.split_once('、') {
                Some((number, _)) => format!("{number}、{}", own.join("：")),
                None => self.label.join("："),
            },
            _ => self.label.join("："),
        }
    }
}

/// One table of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The number of the part it stands in: 2, 3 or 4.
    pub part: u8,
    /// What stands above it; empty where the heading of the part says it all.
    pub title: &'static str,
    /// What stands above the labels of its rows.
    pub corner: &'static str,
    /// What stands above each column, from the widest heading to its own.
    pub columns: Vec<Vec<String>>,
    /// Its rows.
    pub rows: Vec<Row>,
}

impl Table {
    /// What stands above each column in one line: its own heading, with the wider one where it says nothing alone.
    #[must_use]
    pub fn short_columns(&self) -> Vec<String> {
        let short = |column: &Vec<String>| match column.as_slice() {
            [wide, own] if own == "其他" => format!("{own}{wide}"),
            [.., own] => own.clone(),
            [] => String::new(),
        };
        self.columns.iter().map(short).collect()
    }
}

fn proactive() -> Vec<Table> {
    let one = |zh: &str| vec![zh.to_owned()];
    let decisions = |title, kinds: &[DecisionKind]| Table {
        part: 2,
        title,
        corner: "信息内容",
        columns: vec![one("本年处理决定数量")],
        rows: kinds
            .iter()
            .map(|kind| Row { label: one(kind.zh()), cells: vec![Cell::Decision(*kind)] })
            .collect(),
    };
    let documents = DocumentKind::ALL.map(|kind| Row {
        label: one(kind.zh()),
        cells: DocumentCount::ALL.map(|count| Cell::Document(kind, count)).to_vec(),
    });
    vec![
        Table {
            part: 2,
            title: "第二十条第（一）项",
            corner: "信息内容",
            columns: DocumentCount::ALL.map(|count| one(count.zh())).to_vec(),
            rows: documents.to_vec(),
        },
        decisions("第二十条第（五）项", &[DecisionKind::Licence]),
        decisions("第二十条第（六）项", &[DecisionKind::Penalty, DecisionKind::Coercion]),
        Table {
            part: 2,
            title: "第二十条第（八）项",
            corner: "信息内容",
            columns: vec![one("本年收费金额（单位：万元）")],
            rows: vec![Row { label: one("行政事业性收费"), cells: vec![Cell::Fees] }],
        },
    ]
}

fn requests() -> Table {
    let row = |line: Line| Row {
        label: line.label(),
        cells: Column::all().into_iter().map(|column| Cell::Request(line, column)).collect(),
    };
    Table {
        part: 3,
        title: "",
        corner: "申请人情况",
        columns: Column::all().into_iter().map(Column::label).collect(),
        rows: Line::all().into_iter().map(row).collect(),
    }
}

/// The tables for a page: the last one with a row for each way to contest an answer, so that it fits a narrow screen.
#[must_use]
pub fn page_tables() -> Vec<Table> {
    let row = |remedy: Remedy| Row {
        label: match remedy {
            Remedy::Reconsideration => vec![remedy.zh().to_owned()],
            _ => vec!["行政诉讼".to_owned(), remedy.zh().to_owned()],
        },
        cells: RemedyColumn::all().into_iter().map(|column| Cell::Remedy(remedy, column)).collect(),
    };
    let remedies = Table {
        part: 4,
        title: "",
        corner: "途径",
        columns: RemedyColumn::all().into_iter().map(|column| vec![column.zh().to_owned()]).collect(),
        rows: Remedy::ALL.map(row).to_vec(),
    };
    proactive().into_iter().chain([requests(), remedies]).collect()
}

/// The tables for documents, in the shape of the national format: the last one is a single row of fifteen columns.
#[must_use]
pub fn document_tables() -> Vec<Table> {
    let (mut columns, mut cells) = (Vec::new(), Vec::new());
    for remedy in Remedy::ALL {
        for column in RemedyColumn::all() {
            let own = column.zh().to_owned();
            columns.push(match remedy {
                Remedy::Reconsideration => vec![remedy.zh().to_owned(), own],
                _ => vec!["行政诉讼".to_owned(), remedy.zh().to_owned(), own],
            });
            cells.push(Cell::Remedy(remedy, column));
        }
    }
    let remedies =
        Table { part: 4, title: "", corner: "", columns, rows: vec![Row { label: Vec::new(), cells }] };
    proactive().into_iter().chain([requests(), remedies]).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn lines_are_short_and_still_say_what_they_are() {
        let requests = requests();
        let short: Vec<String> = requests.rows.iter().map(Row::short).collect();
        assert_eq!(
            (short[2].as_str(), short[4].as_str()),
            ("三、（一）予以公开", "三、（三）不予公开：1.属于国家秘密")
        );
        assert_eq!(
            requests.short_columns(),
            ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他法人或其他组织", "总计"]
        );
        let tables = page_tables();
        let remedies: Vec<String> = tables.last().unwrap().rows.iter().map(Row::short).collect();
        assert_eq!(remedies, ["行政复议", "行政诉讼：未经复议直接起诉", "行政诉讼：复议后起诉"]);
    }

    #[test]
    fn every_cell_of_the_tables_stands_in_them_once() {
        for tables in [page_tables(), document_tables()] {
            let shown: Vec<Cell> =
                tables.iter().flat_map(|t| t.rows.iter().flat_map(|row| row.cells.clone())).collect();
            let once: BTreeSet<Cell> = shown.iter().copied().collect();
            assert_eq!((shown.len(), once.len()), (Cell::all().len() - 1, Cell::all().len() - 1));
            assert!(tables.iter().all(|t| t.rows.iter().all(|row| row.cells.len() == t.columns.len())));
        }
    }
}
