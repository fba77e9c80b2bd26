//! A division of labour in a table (分工表): a row is a task, the headings of the columns say what is what.
//!
//! Read are tables of Markdown, and lines whose cells are parted by tabs, which is what remains of a spreadsheet or of a table
//! pasted as text.

mod columns;
mod names;
mod rows;
#[cfg(test)]
mod tests;

use mingjing_publication::structure::outline;

use columns::Columns;
pub(super) use rows::Row;

/// So many columns are read of a table.
const MOST_COLUMNS: usize = 40;

/// What a sentence begins with that makes or keeps a list, and is no list's name: 建立工作台账.
const MAKES: [&str; 29] = [
    "建立", "制定", "制订", "公布", "完善", "开展", "编制", "梳理", "健全", "形成", "印发", "落实", "填写",
    "填报", "报送", "更新", "做好", "明确", "列出", "实行", "推行", "修订", "出台", "发布", "汇总", "上报",
    "细化", "拟定", "按照",
];

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
        take_block(&mut lines, (at, end), &mut tables);
        at = end;
    }
    (lines.join("\n"), tables)
}

/// Takes the tables out of lines that are all rows.
fn take_block(lines: &mut [&str], (mut at, end): (usize, usize), tables: &mut Vec<Table>) {
    let block: Vec<(usize, Vec<String>)> = (at..end)
        .map(|at| (at, cells(lines[at])))
        .filter(|(_, cells)| !is_rule(cells) && cells.iter().any(|cell| !cell.is_empty()))
        .collect();
    let mut rest = block.as_slice();
    loop {
        let above = name_above(&lines[..at]);
        let name = above.map_or("", |above| lines[above].trim());
        let Some((table, first, length)) = read(&lines[..at], rest, name) else { return };
        rest = &rest[length..];
        let behind = rest.first().map_or(end, |(line, _)| *line);
        if !table.rows.is_empty() {
            // A title within the table, and the one above it, are no text of the clause before.
            let first = if first - at <= 1 { at } else { first };
            lines[first..behind].fill("");
            if let Some(above) = above.filter(|_| first == at) {
                lines[above] = "";
            }
            tables.push(table);
        }
        at = behind;
    }
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
        // An annex and a heading of Markdown begin something else.
        let begins = line.trim().starts_with(['#', '附']);
        let across = !piped && !begins && line.trim().chars().count() <= LONGEST_ACROSS && at == end;
        match row {
            true => end = at + 1,
            false if across || (!piped && line.trim().is_empty()) => {}
            false => break,
        }
        at += 1;
    }
    end
}

/// The line above a table that says what it is called: a sentence of the clause above is none, and where no blank line parts them,
/// only what tables are called that divide labour.
fn name_above(lines: &[&str]) -> Option<usize> {
    let far = lines.len().saturating_sub(FARTHEST);
    let at = far + lines[far..].iter().rposition(|line| !line.trim().is_empty())?;
    let line = lines[at].trim();
    let ends = ["表", "清单", "台账", "分工", "分工方案"]
        .iter()
        .any(|end| line.trim_end_matches('*').ends_with(end));
    let heads = line.starts_with(['#', '附', '|']) || !outline(line).is_empty();
    let short = line.chars().count() <= LONGEST_NAME && !line.contains(['。', '\t']);
    let apart = at.checked_sub(1).is_none_or(|above| lines[above].trim().is_empty()) || is_called(line);
    let makes = MAKES.iter().any(|word| line.trim_start_matches('*').starts_with(word));
    (ends && !heads && short && apart && !makes).then_some(at)
}

fn is_called(text: &str) -> bool {
    CALLED.iter().any(|word| text.contains(word))
}

/// The first table in these rows, the line of its headings, and how many rows it takes; before it stand other lines.
fn read(before: &[&str], cells: &[(usize, Vec<String>)], above: &str) -> Option<(Table, usize, usize)> {
    let far = before.len().saturating_sub(FARTHEST);
    let near = before[far..].iter().rev().filter(|line| !line.trim().is_empty()).take(2);
    let mut named = near.into_iter().any(|line| line.chars().count() <= LONGEST_NAME && is_called(line));
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
            && is_called(title)
        {
            named = true;
            name.clone_from(title);
        }
    }
    let (nth, columns) = first?;
    let length = rows::length(&columns, &cells[nth + 1..]);
    let end = nth + 1 + length;
    let rows = rows::read(columns, named, &cells[nth + 1..end]);
    let at = cells[nth].0;
    Some((Table { line: at + 1, name, rows }, at, end))
}

/// The cells of a line, without markup; a line of nothing but tabs is no table of so many columns.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim_end_matches('\r');
    let Some(inner) = line.trim().strip_prefix('|') else {
        return line.split('\t').take(MOST_COLUMNS).map(|cell| cell.trim().to_owned()).collect();
    };
    let inner = inner.strip_suffix('|').filter(|inner| !inner.ends_with('\\')).unwrap_or(inner);
    let mut cells = vec![String::new()];
    let mut characters = inner.chars().peekable();
    while let Some(c) = characters.next() {
        let next = characters.peek().copied().filter(char::is_ascii_punctuation);
        let full = cells.len() == MOST_COLUMNS;
        match (c, next, cells.last_mut()) {
            ('\\', Some(literal), Some(cell)) => {
                characters.next();
                cell.push(literal);
            }
            ('|', ..) if full => break,
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
