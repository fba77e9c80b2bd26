//! A division of labour in a table (分工表): a row is a task, the headings of the columns say what is what.
//!
//! Read are tables of Markdown, and lines whose cells are parted by tabs, which is what remains of a spreadsheet or of a table
//! pasted as text.

mod columns;
mod names;
mod rows;

use mingjing_publication::structure::outline;

use columns::Columns;
pub(super) use rows::Row;

/// The longest line above a table that is its name, in characters.
const LONGEST_NAME: usize = 50;

/// So many lines above a table may say what it is called.
const FARTHEST: usize = 6;

/// The longest heading that goes across a table, in characters.
const LONGEST_ACROSS: usize = 40;

/// What a table is called that divides labour.
const CALLED: [&str; 10] = [
    "分工",
    "任务分解",
    "责任分解",
    "分解表",
    "任务清单",
    "任务表",
    "责任清单",
    "工作台账",
    "任务台账",
    "措施清单",
];

/// A table that divides labour.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// The line its headings stand on, from 1.
    pub(super) line: usize,
    /// What it is called; empty when nothing says so.
    pub(super) name: String,
    /// What is to be done, row by row.
    pub(super) rows: Vec<Row>,
}

/// Takes the tables that divide labour out of a text; their lines are left blank, so that all others keep their numbers.
pub(super) fn take(text: &str) -> (String, Vec<Table>) {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let mut tables = Vec::new();
    let (mut at, mut fenced) = (0, false);
    while at < lines.len() {
        if ["```", "~~~"].iter().any(|fence| lines[at].trim_start().starts_with(fence)) {
            fenced = !fenced;
        }
        let end = if fenced { at } else { end_of(&lines, at) };
        if end == at {
            at += 1;
            continue;
        }
        let above = name_above(&lines[..at]);
        if let Some((table, first)) = read(&lines, (at, end), above.map_or("", |above| lines[above].trim())) {
            // A title within the table, and the one above it, are no text of the clause before.
            let first = if first - at <= 1 { at } else { first };
            lines[first..end].fill("");
            if let Some(above) = above.filter(|_| first == at) {
                lines[above] = "";
            }
            tables.push(table);
        }
        at = end;
    }
    (lines.join("\n"), tables)
}

fn is_row(line: &str) -> bool {
    line.trim().starts_with('|') || line.trim_end().contains('\t')
}

/// Where the rows end that begin here. Between rows parted by tabs may stand a heading that goes across, and blank lines.
fn end_of(lines: &[&str], from: usize) -> usize {
    if !is_row(lines[from]) {
        return from;
    }
    let piped = lines[from].trim().starts_with('|');
    let mut end = from;
    let mut at = from;
    while at < lines.len() {
        let line = lines[at];
        let row = if piped { line.trim().starts_with('|') } else { line.trim_end().contains('\t') };
        let across = !piped && line.trim().chars().count() <= LONGEST_ACROSS && at == end;
        match row {
            true => end = at + 1,
            false if across || (!piped && line.trim().is_empty()) => {}
            false => break,
        }
        at += 1;
    }
    end
}

/// The line above a table that says what it is called.
fn name_above(lines: &[&str]) -> Option<usize> {
    let far = lines.len().saturating_sub(FARTHEST);
    let at = far + lines[far..].iter().rposition(|line| !line.trim().is_empty())?;
    let line = lines[at].trim();
    let ends = ["表", "清单", "台账", "分工", "分工方案"]
        .iter()
        .any(|end| line.trim_end_matches('*').ends_with(end));
    let heads = line.starts_with(['#', '附', '|']) || !outline(line).is_empty();
    (ends && !heads && line.chars().count() <= LONGEST_NAME && !line.contains(['。', '\t'])).then_some(at)
}

/// The table in these lines, and the line of its headings.
fn read(lines: &[&str], (from, end): (usize, usize), above: &str) -> Option<(Table, usize)> {
    let cells: Vec<(usize, Vec<String>)> = (from..end)
        .map(|at| (at, cells(lines[at])))
        .filter(|(_, cells)| !is_rule(cells) && cells.iter().any(|cell| !cell.is_empty()))
        .collect();
    let before = lines[from.saturating_sub(FARTHEST)..from]
        .iter()
        .rev()
        .filter(|line| !line.trim().is_empty())
        .take(2);
    let called = |text: &str| CALLED.iter().any(|word| text.contains(word));
    let mut named = before.into_iter().any(|line| line.chars().count() <= LONGEST_NAME && called(line));
    let mut name = above.replace("**", "");
    let mut first = None;
    for (nth, (_, row)) in cells.iter().enumerate() {
        if let Some(columns) = Columns::read(row, named) {
            first = Some((nth, columns));
            break;
        }
        let mut filled = row.iter().filter(|cell| !cell.is_empty());
        if let (Some(title), None) = (filled.next(), filled.next())
            && nth == 0
            && called(title)
        {
            named = true;
            name.clone_from(title);
        }
    }
    let (nth, columns) = first?;
    let rows = rows::read(columns, named, &cells[nth + 1..]);
    let at = cells[nth].0;
    (!rows.is_empty()).then_some((Table { line: at + 1, name, rows }, at))
}

/// The cells of a line, without markup.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim_end_matches('\r');
    let Some(inner) = line.trim().strip_prefix('|') else {
        return line.split('\t').map(|cell| cell.trim().to_owned()).collect();
    };
    let inner = inner.strip_suffix('|').filter(|inner| !inner.ends_with('\\')).unwrap_or(inner);
    let mut cells = vec![String::new()];
    let mut characters = inner.chars().peekable();
    while let Some(c) = characters.next() {
        let next = characters.peek().copied().filter(char::is_ascii_punctuation);
        match (c, next, cells.last_mut()) {
            ('\\', Some(literal), Some(cell)) => {
                characters.next();
                cell.push(literal);
            }
            ('|', ..) => cells.push(String::new()),
            (c, _, Some(cell)) => cell.push(c),
            _ => {}
        }
    }
    for cell in &mut cells {
        let plain = cell.replace("**", "");
        let plain = ["<br>", "<br/>", "<br />"].iter().fold(plain, |plain, mark| plain.replace(mark, " "));
        plain.trim().clone_into(cell);
    }
    cells
}

/// The line of dashes below the headings.
fn is_rule(cells: &[String]) -> bool {
    cells.iter().all(|cell| !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':' | ' ')))
        && !cells.is_empty()
}
