//! Rows of a division of labour as tasks.
//!
//! A cell that was merged downwards is empty in the rows below, or says the same again. An empty cell is taken for a merged one
//! only in a row that goes on: its number is empty too, or, in a table without numbers, its task is, while another column
//! says more. There task and agencies are those of the row above; the limit is, where the row says nothing but what else is to be
//! done. In any other row an empty cell is empty: nobody is named, and nothing is invented.

use super::LONGEST_ACROSS;
use super::columns::{Column, Columns};
use super::names;
use crate::breakdown::responsible::{Responsible, Role};

/// What a cell says that has what the one above has.
const DITTO: [&str; 4] = ["同上", "同上。", "〃", "″"];

/// What a row begins with that speaks about the table, before a colon or alone.
const NOTES: [&str; 16] = [
    "注",
    "附注",
    "备注",
    "说明",
    "填表人",
    "填报人",
    "制表人",
    "审核人",
    "审批人",
    "负责人",
    "联系人",
    "联系电话",
    "填表日期",
    "填报日期",
    "填表单位",
    "填报单位",
];

/// What a row says that adds up others.
const SUMS: [&str; 5] = ["合计", "小计", "总计", "共计", "累计"];

/// A row: one task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::breakdown) struct Row {
    /// The line it stands on, from 1.
    pub(in crate::breakdown) line: usize,
    /// Its number in the table.
    pub(in crate::breakdown) number: String,
    /// Headings across the table above it, and its category.
    pub(in crate::breakdown) sections: Vec<String>,
    /// The task, where other columns say what is to be done for it.
    pub(in crate::breakdown) title: String,
    /// What is to be done.
    pub(in crate::breakdown) text: String,
    /// Who is responsible.
    pub(in crate::breakdown) responsible: Responsible,
    /// By when, as its cells say.
    pub(in crate::breakdown) limits: Vec<String>,
}

/// How many of these rows below the headings belong to the table: what looks like headings of another one ends it, and so does a
/// row that stands apart from counted ones and bears no number but words.
pub(super) fn length(columns: &Columns, rows: &[(usize, Vec<String>)]) -> usize {
    let numbers = columns.of(|column| column == Column::Number);
    let alone = |cells: &[String]| cells.iter().filter(|cell| !cell.is_empty()).count() == 1;
    let mut counted = false;
    for (nth, (line, cells)) in rows.iter().enumerate() {
        let bears = bears_number(&numbers, cells);
        counted |= bears;
        // Right below the headings may stand a second row of them.
        let Some((above, title)) = nth.checked_sub(1).and_then(|above| rows.get(above)) else { continue };
        let titled = alone(title) && !bears_number(&numbers, title);
        let apart = above + 1 < *line;
        let note = says(cells, &NOTES) || says(cells, &SUMS);
        let other = apart && counted && !alone(cells) && !note && bears_words(&numbers, cells);
        if !bears && (other || columns.end_at(cells, apart || titled)) {
            // A title above belongs to the other table.
            return if titled && above + 1 == *line && nth > 1 { nth - 1 } else { nth };
        }
    }
    rows.len()
}

fn bears_number(numbers: &[usize], cells: &[String]) -> bool {
    let number = |at: &usize| cells.get(*at).is_some_and(|cell| !cell.is_empty() && is_number(cell));
    numbers.iter().any(number)
}

/// Whether words stand where the number should.
fn bears_words(numbers: &[usize], cells: &[String]) -> bool {
    let words = |cell: &String| {
        let counted = is_number(cell)
            || depth(cell) > 0
            || cell.contains(char::is_numeric)
            || DITTO.contains(&cell.as_str())
            || ["第", "任务", "项目", "专项", "举措"].iter().any(|word| cell.starts_with(word));
        !counted && has_words(cell)
    };
    numbers.iter().any(|at| cells.get(*at).is_some_and(words))
}

/// Whether a cell holds a Chinese character.
fn has_words(cell: &str) -> bool {
    cell.contains(|c: char| ('\u{3400}'..='\u{9fff}').contains(&c))
}

/// Whether a row is none of the table's own, but about it: 注：…, 填表人：…, or 合计. Its first words say so, in whatever column.
fn says(cells: &[String], words: &[&str]) -> bool {
    let Some(first) = cells.iter().find(|cell| has_words(cell)) else { return false };
    let first: String = first.chars().filter(|c| !c.is_whitespace()).collect();
    let first = first.trim_start_matches(['（', '(', '*', '※', '【']);
    let ends = |rest: &str| {
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.is_empty() || rest.starts_with(['：', ':', '】'])
    };
    words.iter().any(|word| first.strip_prefix(word).is_some_and(ends))
}

/// Reads the rows below the headings.
pub(super) fn read(columns: Columns, named: bool, rows: &[(usize, Vec<String>)]) -> Vec<Row> {
    let numbers = columns.of(|column| column == Column::Number);
    let counted = rows.iter().any(|(_, cells)| bears_number(&numbers, cells));
    let mut reader = Reader {
        columns,
        named,
        counted,
        across: Vec::new(),
        above: Vec::new(),
        headed: true,
        noted: false,
        rows: Vec::new(),
    };
    for (at, cells) in rows {
        reader.row(at + 1, cells);
    }
    reader.rows
}

struct Reader {
    columns: Columns,
    named: bool,
    /// Whether rows bear numbers; those that Word counts by itself may be lost.
    counted: bool,
    /// Headings that go across, with their depth.
    across: Vec<(u8, String)>,
    /// The cells of the row above, merged ones filled in; empty below a heading.
    above: Vec<String>,
    /// Whether the headings of the columns stand right above.
    headed: bool,
    /// Whether a note stands above, which may go on in the next row.
    noted: bool,
    rows: Vec<Row>,
}

impl Reader {
    fn row(&mut self, line: usize, cells: &[String]) {
        let headed = std::mem::take(&mut self.headed);
        if self.columns.repeat(cells) || (headed && self.columns.refine(cells)) {
            self.headed = headed;
            return;
        }
        // The next table may follow without a line between.
        if self.columns.begins_like(cells)
            && let Some(columns) = Columns::read(cells, self.named)
        {
            (self.columns, self.headed) = (columns, true);
            self.above.clear();
            return;
        }
        let alone = cells.iter().filter(|cell| !cell.is_empty()).count() == 1;
        let noted = std::mem::take(&mut self.noted);
        let goes_on = noted && alone && cells.iter().all(|cell| depth(cell) == 0);
        if goes_on || says(cells, &NOTES) || says(cells, &SUMS) {
            self.noted = !says(cells, &SUMS);
            self.above.clear();
            return;
        }
        if let Some(heading) = self.heading(cells) {
            self.above.clear();
            let depth = depth(&heading);
            self.across.retain(|(above, _)| *above < depth);
            self.across.push((depth, heading));
            return;
        }
        if self.counted && bears_words(&self.columns.of(|column| column == Column::Number), cells) {
            self.above.clear();
            return;
        }
        let cells = self.filled(cells);
        self.rows.extend(self.task(line, &cells));
        self.above = cells;
    }

    /// A heading that goes across: the only cell with words, in a column that holds no such words; or said again in all.
    fn heading(&self, cells: &[String]) -> Option<String> {
        let filled: Vec<usize> = (0..cells.len()).filter(|at| !cells[*at].is_empty()).collect();
        let first = *filled.first()?;
        let words = &cells[first];
        if words.chars().count() > LONGEST_ACROSS || is_number(words) || self.columns.all.len() < 2 {
            return None;
        }
        let same = filled.len() > 2 && filled.iter().all(|at| cells[*at] == *words);
        let alone = filled.len() == 1 && first == 0;
        let counted = depth(words) > 0;
        let holds = match self.columns.all.first() {
            Some(Column::Number) => true,
            // A category that is merged to the right.
            Some(Column::Category) => self.columns.all.len() > 2,
            // 一、 above tasks that are not counted so.
            _ => counted && !words.contains('。'),
        };
        (same || (alone && holds)).then(|| words.clone())
    }

    /// The cells with what those above them say, where they are merged with them or say 同上.
    fn filled(&self, cells: &[String]) -> Vec<String> {
        let width = self.columns.all.len().max(cells.len());
        let mut filled: Vec<String> =
            cells.iter().cloned().chain(std::iter::repeat(String::new())).take(width).collect();
        let above = |at: usize| self.above.get(at).cloned().unwrap_or_default();
        for (at, cell) in filled.iter_mut().enumerate() {
            if DITTO.contains(&cell.as_str()) {
                *cell = above(at);
            }
        }
        let of = |wanted: fn(Column) -> bool| self.columns.of(wanted);
        let empty = |filled: &[String], all: &[usize]| all.iter().all(|at| filled[*at].is_empty());
        let (numbers, tasks) = (of(|c| c == Column::Number), of(|c| matches!(c, Column::Task { .. })));
        let names = of(|c| matches!(c, Column::Names(_)));
        let leading = of(|c| matches!(c, Column::Names(names) if names.role != Role::Support));
        let limits = of(|c| c == Column::Limit);
        let counted = self.counted && !numbers.is_empty();
        let says_more = (0..width).any(|at| !filled[at].is_empty() && !numbers.contains(&at));
        let goes_on = !self.above.is_empty()
            && says_more
            && if counted {
                empty(&filled, &numbers)
            } else {
                empty(&filled, tasks.get(..1).unwrap_or_default())
            };
        let mut merged = of(|c| c == Column::Category);
        if goes_on {
            let nobody = empty(&filled, &names);
            merged.extend(numbers.iter().chain(&tasks));
            if nobody {
                merged.extend(&names);
                merged.extend(&limits);
            } else if empty(&filled, &leading) {
                merged.extend(&leading);
            }
        }
        for at in merged.into_iter().filter(|at| *at < width) {
            if filled[at].is_empty() {
                filled[at] = above(at);
            }
        }
        filled
    }

    fn task(&self, line: usize, cells: &[String]) -> Option<Row> {
        let said = |wanted: fn(Column) -> bool| -> Vec<&str> {
            let all = self.columns.of(wanted).into_iter().filter_map(|at| cells.get(at)).map(String::as_str);
            all.filter(|cell| !cell.is_empty()).collect()
        };
        let task = |c| matches!(c, Column::Task { .. });
        let mut text = said(task);
        // What holds no words is a figure, and no task.
        text.retain(|cell| has_words(cell));
        let title = if self.columns.of(task).len() > 1 && text.len() > 1 { text.remove(0) } else { "" };
        if text.is_empty() {
            return None;
        }
        text.extend(said(|c| c == Column::More));
        let agencies = self.columns.all.iter().zip(cells).filter_map(|(column, cell)| match column {
            Column::Names(names) => Some((*names, cell.as_str())),
            _ => None,
        });
        let number = said(|c| c == Column::Number).concat();
        let across = self.across.iter().map(|(_, heading)| heading.as_str());
        let sections = across.chain(said(|c| c == Column::Category)).map(str::to_owned).collect();
        Some(Row {
            line,
            number,
            sections,
            title: title.to_owned(),
            text: text.join("\n"),
            responsible: names::read(agencies),
            limits: said(|c| c == Column::Limit).into_iter().map(str::to_owned).collect(),
        })
    }
}

/// How deep a heading is counted: 1 一、 2 （一）; 0 when it is not.
fn depth(heading: &str) -> u8 {
    let numeral = |c: char| "一二三四五六七八九十".contains(c);
    let bracketed = heading.strip_prefix(['（', '(']);
    let rest = bracketed.unwrap_or(heading);
    let after = rest.trim_start_matches(numeral);
    match (after.len() < rest.len(), bracketed.is_some()) {
        (true, true) if after.starts_with(['）', ')']) => 2,
        (true, false) if after.starts_with('、') => 1,
        _ => 0,
    }
}

fn is_number(cell: &str) -> bool {
    cell.chars().all(|c| c.is_numeric() || "（）()、.．-—一二三四五六七八九十".contains(c))
}

#[cfg(test)]
mod tests {
    use crate::breakdown::tables::take;

    /// Number, title, text, leads and limit of each row.
    fn read(text: &str) -> Vec<String> {
        let rows = take(text).1.into_iter().flat_map(|table| table.rows);
        rows.map(|row| {
            let leads = row.responsible.leads.join("、");
            [row.number, row.title, row.text.replace('\n', "/"), leads, row.limits.concat()].join("|")
        })
        .collect()
    }

    #[test]
    fn an_empty_cell_is_a_merged_one_only_in_a_row_that_goes_on() {
        let text = "|序号|任务|措施|责任单位|时限|\n|--|--|--|--|--|\n|1|甲|做一|省教育厅|6月底前|\n|||做二||\n|||做三|省财政厅||\n|2|乙|做四||9月底前|\n|3|丙||省水利厅||\n";
        assert_eq!(
            read(text),
            [
                "1|甲|做一|省教育厅|6月底前",
                "1|甲|做二|省教育厅|6月底前",
                "1|甲|做三|省财政厅|",
                "2|乙|做四||9月底前",
                "3||丙|省水利厅|",
            ]
        );
        let lost = "序号\t任务\t责任单位\n\t甲\t省教育厅\n\t乙\t\n";
        assert_eq!(read(lost), ["||甲|省教育厅|", "||乙||"], "numbers that are lost merge nothing");
        let without = "任务\t措施\t责任单位\n甲\t做一\t省教育厅\n\t做二\n乙\t做三\n";
        assert_eq!(read(without), ["|甲|做一|省教育厅|", "|甲|做二|省教育厅|", "|乙|做三||"]);
    }

    #[test]
    fn headings_that_go_across_and_come_again_are_no_tasks() {
        let text = "任务分工表\t\t\n序号\t任务\t责任单位\n一、决策公开\n1\t甲\t省教育厅\n（一）征求意见\t\t\n2\t乙\t省财政厅\n序号\t任务\t责任单位\n二、执行公开\t二、执行公开\t二、执行公开\n3\t丙\t省水利厅\n注：下同。\t\t\n";
        let table = take(text).1.remove(0);
        let sections: Vec<String> = table.rows.iter().map(|row| row.sections.join("/")).collect();
        assert_eq!(sections, ["一、决策公开", "一、决策公开/（一）征求意见", "二、执行公开"]);
        assert_eq!((table.line, table.name.as_str()), (2, "任务分工表"));
    }

    #[test]
    fn lines_keep_their_numbers_and_other_tables_stay() {
        let text = "一、分工\n分工表\n|任务|责任单位|\n|--|--|\n|甲 \\| 乙|省教育厅|\n\n|名称|数量|\n|--|--|\n|甲|1|\n```\n|任务|责任单位|\n|甲|省教育厅|\n```";
        let (rest, tables) = take(text);
        assert_eq!(rest.split('\n').count(), text.split('\n').count());
        assert!(
            rest.contains("|甲|1|") && rest.contains("```\n|任务|") && !rest.contains("分工表"),
            "{rest}"
        );
        assert_eq!((tables.len(), tables[0].rows[0].text.as_str()), (1, "甲 | 乙"));
    }
}
