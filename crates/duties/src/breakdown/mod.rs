//! 任务分解: an implementing opinion, clause by clause, as a table of what is to be done, by whom, within which limits.
//!
//! Nothing is invented: a name is one that the text brackets or labels as responsible, or puts into a column of agencies; a limit
//! is a stretch of the text. What the text leaves open stays empty, for an official to fill in.

mod limit_cells;
mod limits;
mod lines;
mod measures;
mod news;
mod own_day;
mod proposal;
mod responsible;
mod shared;
mod tables;
mod words;

use std::collections::VecDeque;

use chrono::NaiveDate;
use mingjing_publication::structure::{Clause, Kind, outline};
use serde::Serialize;

use limits::Known;
use shared::{Below, Heard};
use tables::Table;

pub use limits::Doubt;
pub use measures::{Measure, Unit};
pub use proposal::{Coverage, Origin, Proposal};
pub use responsible::Responsible;

/// One thing that is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Task {
    /// The clause's number in the document, e.g. `二(二)2`, behind a hyphen the number in its table: `附件1-3`; empty in a text
    /// without numbers.
    pub number: String,
    /// The headings above it, from the outermost, e.g. `完善政务公开措施 / 强化政策解读`.
    pub section: String,
    /// The clause's own heading; empty when it has none.
    pub title: String,
    /// What is to be done, as the document says it.
    pub text: String,
    /// Who leads or is responsible, as written.
    pub leads: Vec<String>,
    /// Who supports, as written.
    pub supports: Vec<String>,
    /// Frequencies, limits of time, shares and dates in the text.
    pub measures: Vec<Measure>,
    /// The line it begins on, from 1.
    pub line: usize,
    /// The clause's address within the page of the document, e.g. `c-2-2-2`; empty above the first clause.
    pub anchor: String,
}

/// A document, broken down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Breakdown {
    /// What is to be done, in the order of the document.
    pub tasks: Vec<Task>,
}

/// What is known of a document beside its text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct About<'a> {
    /// Its title: of which year its limits are.
    pub title: &'a str,
    /// The day it is from (成文日期); without it, the one that the text says at its end.
    pub on: Option<NaiveDate>,
}

/// Reads a document in Markdown or plain text, of which nothing else is known.
#[must_use]
pub fn break_down(text: &str) -> Breakdown {
    break_down_known(text, About::default())
}

/// Reads a document in Markdown or plain text.
#[must_use]
pub fn break_down_known(text: &str, about: About<'_>) -> Breakdown {
    let (rest, tables) = tables::take(&lines::without_furniture(text));
    let rest = lines::without_annexes(&rest);
    let clauses: Vec<Clause> = outline(&rest);
    let own_lines: Vec<&str> = rest.split('\n').map(str::trim).collect();
    let on = about.on.or_else(|| own_day::of(&own_lines, &clauses));
    let mut reader = Reader {
        lines: own_lines,
        on,
        title: about.title,
        tables: tables.into(),
        tasks: Vec::new(),
        tabled: Vec::new(),
    };
    let first = clauses.first().map_or(usize::MAX, |clause| clause.line);
    let top = Place::top(&reader);
    reader.take_tables(&top, first);
    let mut heard = Vec::new();
    let mut above: Vec<&Clause> = Vec::new();
    for (index, clause) in clauses.iter().enumerate() {
        above.retain(|other| other.level < clause.level);
        heard.push(reader.clause(clause, &above, clauses.get(index + 1)));
        above.push(clause);
    }
    let raw: Vec<&str> = text.split('\n').collect();
    shared::spread(&mut reader.tasks, &clauses, &heard, &raw);
    Breakdown { tasks: reader.in_order() }
}

/// Reads a document from above.
struct Reader<'a> {
    /// Its lines, without tables that divide labour.
    lines: Vec<&'a str>,
    on: Option<NaiveDate>,
    title: &'a str,
    /// The tables that were not reached yet.
    tables: VecDeque<Table>,
    tasks: Vec<Task>,
    /// Tasks of tables, and how many of the others stand before.
    tabled: Vec<(usize, Task)>,
}

impl Reader<'_> {
    fn clause(&mut self, clause: &Clause, above: &[&Clause], next: Option<&Clause>) -> Heard {
        let mut place = Place::of(clause, above, self);
        let end = next.map_or(self.lines.len(), |next| next.line - 1);
        let first = self.lines[clause.line - 1].trim_start_matches('#').trim().trim_start_matches("**");
        let first = first.strip_prefix(clause.label.as_str()).unwrap_or(first);
        // What nothing lies within and ends as a sentence is no heading, however short: 2.公布清单。
        let leaf = next.is_none_or(|next| next.level <= clause.level);
        place.sentence = leaf && matches!(clause.kind, Kind::Item(_)) && first.trim_end().ends_with('。');
        let own = std::iter::once(first).chain(self.lines[clause.line..end].iter().copied());
        let mut own = lines::paragraphs(own);
        if next.is_none_or(|next| next.kind == Kind::Annex) {
            lines::without_end(&mut own);
        }
        let mut found = clause_tasks(&place, &own);
        if clause.kind == Kind::Annex {
            // What an annex begins with is its title and its tables.
            found.retain(|task| !task.leads.is_empty());
        }
        let from = self.tasks.len();
        self.tasks.extend(found);
        let heard = Heard { tasks: from..self.tasks.len(), below: Below::of(&own), known: place.known };
        // Below the day of a document stands what belongs to none of its clauses.
        let signed = (clause.line..end).find(|at| own_day::on_line(self.lines[*at]).is_some());
        self.take_tables(&place, signed.map_or(end + 1, |at| at + 1));
        let top = Place::top(self);
        self.take_tables(&top, end + 1);
        heard
    }

    /// Reads the tables above a line, which stand in a place.
    fn take_tables(&mut self, place: &Place, before: usize) {
        while let Some(table) = self.tables.pop_front_if(|table| table.line < before) {
            let at = self.tasks.len();
            self.tabled.extend(table.rows.into_iter().map(|row| (at, place.row(row, &table.name))));
        }
    }

    /// All tasks, in the order of the document.
    fn in_order(self) -> Vec<Task> {
        let mut tabled = self.tabled.into_iter().peekable();
        let mut all = Vec::new();
        for (at, task) in self.tasks.into_iter().enumerate() {
            while let Some((_, row)) = tabled.next_if(|(before, _)| *before <= at) {
                all.push(row);
            }
            all.push(task);
        }
        all.extend(tabled.map(|(_, row)| row));
        all
    }
}

/// The clause's tasks: one for each bracket or label that says who is responsible, one for what follows without any.
fn clause_tasks(place: &Place, paragraphs: &[String]) -> Vec<Task> {
    let mut tasks: Vec<Task> = Vec::new();
    let mut open = String::new();
    for run in paragraphs.chunk_by(|_, next| responsible::begins_with_label(next)) {
        // A run is one paragraph of text and the lines of labels behind it, or these alone.
        let labels = usize::from(!responsible::begins_with_label(&run[0]));
        let (paragraph, labels) = run.split_at(labels);
        for paragraph in paragraph {
            if !open.is_empty() {
                open.push('\n');
            }
            for piece in responsible::split(paragraph) {
                open.push_str(piece.text);
                if let Some(responsible) = piece.responsible {
                    tasks.push(place.task(std::mem::take(&mut open), piece.bracket, responsible));
                }
            }
        }
        if labels.is_empty() {
            continue;
        }
        let (found, said) = (responsible::labelled(labels), labels.join("\n"));
        if open.is_empty()
            && let Some(last) = tasks.last_mut()
        {
            last.add(&said, found.unwrap_or_default(), place.known);
        } else if let Some(responsible) = found {
            tasks.push(place.task(std::mem::take(&mut open), &said, responsible));
        } else {
            open.push('\n');
            open.push_str(&said);
        }
    }
    for task in &mut tasks {
        task.text = without_heading(&task.text, &place.title);
    }
    let rest = open.trim_matches(|c: char| c.is_whitespace() || "。；;".contains(c));
    let bare = rest == place.title;
    let says_more = !rest.is_empty() && (!bare || (place.sentence && tasks.is_empty()));
    match tasks.as_mut_slice() {
        // Whoever is named in the heading is responsible for all that follows it.
        [task] if says_more && place.heading_names && task.text.is_empty() => {
            task.measures = [measures::find(rest, place.known), std::mem::take(&mut task.measures)].concat();
            open.trim().clone_into(&mut task.text);
        }
        _ if says_more => {
            let mut task = place.task(open.trim().to_owned(), "", Responsible::default());
            if bare {
                task.title.clear();
            } else {
                task.text = without_heading(&task.text, &place.title);
            }
            tasks.push(task);
        }
        _ => {}
    }
    tasks.retain(|task| !task.text.is_empty() || !task.leads.is_empty());
    tasks
}

/// Where in the document a task stands.
struct Place {
    number: String,
    section: String,
    /// The heading without the bracket that says who is responsible.
    title: String,
    /// Whether it has one.
    heading_names: bool,
    /// Whether the heading is a whole sentence, and all there is.
    sentence: bool,
    line: usize,
    anchor: String,
    /// What is known of the year there.
    known: Known,
}

impl Place {
    /// Above and beside all clauses.
    fn top(reader: &Reader<'_>) -> Self {
        Self {
            number: String::new(),
            section: String::new(),
            title: String::new(),
            heading_names: false,
            sentence: false,
            line: 1,
            anchor: String::new(),
            known: Known::under(reader.on, &[reader.title]),
        }
    }

    fn of(clause: &Clause, above: &[&Clause], reader: &Reader<'_>) -> Self {
        let chain: Vec<&Clause> = above.iter().copied().chain([clause]).collect();
        // Articles are counted through all chapters.
        let from = chain.iter().position(|c| c.kind == Kind::Article).unwrap_or_default();
        let headings: Vec<&str> =
            above.iter().map(|c| c.heading.as_str()).filter(|h| !h.is_empty()).collect();
        let (title, heading_names) = match responsible::split(&clause.heading).as_slice() {
            [piece] if piece.responsible.is_some() => (piece.text.to_owned(), true),
            _ => (clause.heading.clone(), false),
        };
        let years = [&headings[..], &[clause.heading.as_str(), reader.title]].concat();
        Self {
            title,
            heading_names,
            sentence: false,
            number: chain[from..].iter().map(|c| short(&c.label)).collect(),
            section: headings.join(" / "),
            line: clause.line,
            anchor: clause.anchor.clone(),
            known: Known::under(reader.on, &years),
        }
    }

    fn task(&self, text: String, bracket: &str, responsible: Responsible) -> Task {
        Task {
            number: self.number.clone(),
            section: self.section.clone(),
            title: self.title.clone(),
            measures: [measures::find(&text, self.known), measures::find(bracket, self.known)].concat(),
            text,
            leads: responsible.leads,
            supports: responsible.supports,
            line: self.line,
            anchor: self.anchor.clone(),
        }
    }

    /// A row of a table with this name that stands here.
    fn row(&self, row: tables::Row, name: &str) -> Task {
        let (number, own) = (self.number.as_str(), short(&row.number));
        let between = if number.is_empty() || own.is_empty() { "" } else { "-" };
        let headings = [self.section.as_str(), &self.title, if self.title.is_empty() { name } else { "" }];
        let headings = headings.into_iter().chain(row.sections.iter().map(String::as_str));
        let texts = [row.title.as_str(), &row.text].into_iter();
        let limits = row.limits.iter().flat_map(|cell| limit_cells::read(cell, self.known));
        Task {
            number: format!("{number}{between}{own}"),
            section: headings.filter(|heading| !heading.is_empty()).collect::<Vec<_>>().join(" / "),
            measures: texts.flat_map(|text| measures::find(text, self.known)).chain(limits).collect(),
            title: row.title,
            text: row.text,
            leads: row.responsible.leads,
            supports: row.responsible.supports,
            line: row.line,
            anchor: self.anchor.clone(),
        }
    }
}

impl Task {
    /// Adds what a line of labels behind it says; who leads already has others beside.
    fn add(&mut self, labels: &str, found: Responsible, known: Known) {
        let Responsible { leads, supports } = found;
        if self.leads.is_empty() {
            self.leads = leads;
        } else {
            self.supports.extend(leads);
        }
        self.supports.extend(supports);
        self.measures.extend(measures::find(labels, known));
    }
}

/// The heading has its own column.
fn without_heading(text: &str, heading: &str) -> String {
    let rest = if heading.is_empty() { None } else { text.trim_start().strip_prefix(heading) };
    rest.map_or(text, |rest| rest.trim_start_matches(['。', '：', ':', '*'])).trim().to_owned()
}

/// `一、` → `一`, `(二)` stays, `3.` → `3`.
fn short(label: &str) -> String {
    let label: String = label
        .chars()
        .map(|c| match c {
            '（' => '(',
            '）' => ')',
            other => other,
        })
        .collect();
    label.trim_end_matches(['、', '.', '．', '\\']).to_owned()
}

#[cfg(test)]
mod long;
#[cfg(test)]
mod provinces;
#[cfg(test)]
mod tests;
