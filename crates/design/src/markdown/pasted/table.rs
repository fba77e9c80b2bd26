//! Tables: cells and rows are set apart by control characters, which no text holds, until the whole table is known.

use htmd::Element;
use htmd::element_handler::{HandlerResult, Handlers};

use super::{attribute, block};

const ROW: char = '\u{1e}';
const CELL: char = '\u{1f}';
/// Most columns that merged cells may make.
const MAX_COLUMNS: usize = 60;

/// A cell on one line, with how far it reaches: `␟colspan,rowspan;text`.
pub(super) fn cell(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let lines = content.lines().map(str::trim).filter(|line| !is_rule(line));
    let text = lines.fold(String::new(), |text, line| {
        // Rows of a table within this cell are set apart from each other.
        let between = if text.is_empty() {
            ""
        } else if line.starts_with("| ") {
            "；"
        } else {
            " "
        };
        match flat(line) {
            line if line.is_empty() => text,
            line => text + between + &line,
        }
    });
    let reach = |name| attribute(&element, name).parse::<usize>().unwrap_or(1).clamp(1, MAX_COLUMNS);
    Some(format!("{CELL}{},{};{}", reach("colspan"), reach("rowspan"), text).into())
}

/// The line of dashes of a table within a cell.
fn is_rule(line: &str) -> bool {
    line.starts_with('|') && line.chars().all(|c| matches!(c, '|' | '-' | ' '))
}

/// A line of a table within a cell without its bars; other bars are text.
fn flat(line: &str) -> String {
    match line.strip_prefix("| ") {
        Some(row) => row.trim_end_matches([' ', '|']).replace(" | ", "，"),
        None => line.replace('|', "\\|"),
    }
}

pub(super) fn row(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    Some(format!("{ROW}{}", handlers.walk_children(element.node).content.trim()).into())
}

/// The table as pipes and dashes. One cell alone is no table, one column is a list of paragraphs: web pages are laid
/// out like that.
pub(super) fn table(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let mut parts = content.split(ROW);
    let caption = parts.next().unwrap_or_default().trim();
    let rows = spread(parts.map(cells).collect());
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut out = String::new();
    if !caption.is_empty() {
        out.push_str(&format!("{caption}\n\n"));
    }
    if columns < 2 {
        out.push_str(&rows.into_iter().flatten().collect::<Vec<_>>().join("\n\n"));
        return Some(block(out.trim()));
    }
    for (at, mut cells) in rows.into_iter().enumerate() {
        cells.resize(columns, String::new());
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
        if at == 0 {
            out.push_str(&format!("|{}\n", " --- |".repeat(columns)));
        }
    }
    Some(block(&out))
}

struct Cell {
    text: String,
    columns: usize,
    rows: usize,
}

fn cells(row: &str) -> Vec<Cell> {
    let cell = |text: &str| {
        let (reach, text) = text.split_once(';')?;
        let (columns, rows) = reach.split_once(',')?;
        Some(Cell { text: text.trim().to_owned(), columns: columns.parse().ok()?, rows: rows.parse().ok()? })
    };
    row.split(CELL).skip(1).filter_map(cell).collect()
}

/// Merged cells taken apart: what reaches down is said again in every row, what reaches right leaves empty cells.
fn spread(rows: Vec<Vec<Cell>>) -> Vec<Vec<String>> {
    // For each column, what comes from above and for how many more rows.
    let mut above: Vec<(String, usize)> = Vec::new();
    let mut out = Vec::with_capacity(rows.len());
    for row in rows.into_iter().filter(|row| !row.is_empty()) {
        let mut line: Vec<String> = Vec::new();
        let mut cells = row.into_iter();
        loop {
            let column = line.len();
            if column >= MAX_COLUMNS {
                break;
            }
            if let Some((text, left)) = above.get_mut(column).filter(|(_, left)| *left > 0) {
                *left -= 1;
                line.push(text.clone());
                continue;
            }
            let Some(cell) = cells.next() else { break };
            for at in 0..cell.columns {
                let text = if at == 0 { cell.text.clone() } else { String::new() };
                if above.len() <= column + at {
                    above.resize(column + at + 1, (String::new(), 0));
                }
                above[column + at] = (text.clone(), cell.rows - 1);
                line.push(text);
            }
        }
        out.push(line);
    }
    out
}
