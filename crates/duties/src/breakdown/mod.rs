//! 任务分解: an implementing opinion, clause by clause, as a table of what is to be done, by whom, within which limits.
//!
//! Nothing is invented: a name is one that the text brackets or labels as responsible, a limit is a stretch of the text.
//! What the text leaves open stays empty, for an official to fill in.

mod measures;
mod proposal;
mod responsible;

use std::collections::HashMap;

use mingjing_publication::structure::{Clause, Kind, outline};
use serde::Serialize;

pub use measures::{Measure, Unit};
pub use proposal::Origin;
pub use responsible::Responsible;

/// A line that comes this often, word for word, is furniture of a web page and no part of the document.
const FURNITURE: usize = 3;

/// A bracket that is not closed within so many characters is a slip of the pen, not a line that breaks off.
const LONGEST_BROKEN: usize = 60;

/// One thing that is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Task {
    /// The clause's number in the document, e.g. `二(二)2`; empty in a text without numbers.
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
}

/// A document, broken down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Breakdown {
    /// What is to be done, in the order of the document.
    pub tasks: Vec<Task>,
}

/// Reads a document in Markdown or plain text.
#[must_use]
pub fn break_down(text: &str) -> Breakdown {
    let text = without_furniture(text);
    let clauses: Vec<Clause> = outline(&text)
        .into_iter()
        .filter(|clause| matches!(clause.kind, Kind::Item(_) | Kind::Heading(_)))
        .collect();
    let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
    let mut tasks = Vec::new();
    let mut above: Vec<&Clause> = Vec::new();
    for (index, clause) in clauses.iter().enumerate() {
        above.retain(|other| other.level < clause.level);
        let end = clauses.get(index + 1).map_or(lines.len(), |next| next.line - 1);
        let first = lines[clause.line - 1].trim_start_matches('#').trim().trim_start_matches("**");
        let first = first.strip_prefix(clause.label.as_str()).unwrap_or(first);
        let own = std::iter::once(first).chain(lines[clause.line..end].iter().copied());
        tasks.extend(clause_tasks(clause, &above, &paragraphs(own.filter(|line| !line.is_empty()))));
        above.push(clause);
    }
    Breakdown { tasks }
}

/// Blanks lines that recur, so that line numbers stay those of the file.
fn without_furniture(text: &str) -> String {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for line in text.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
        *counts.entry(line).or_default() += 1;
    }
    let keep = |line: &str| counts.get(line.trim()).is_none_or(|&count| count < FURNITURE);
    text.split('\n').map(|line| if keep(line) { line } else { "" }).collect::<Vec<_>>().join("\n")
}

/// Lines as paragraphs: a line that breaks off within a bracket, as lines of a printed page do, goes on in the next.
fn paragraphs<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in lines {
        match found.last_mut() {
            Some(last) if breaks_off(last) => last.push_str(line),
            _ => found.push(line.to_owned()),
        }
    }
    found
}

fn breaks_off(text: &str) -> bool {
    let opened = text.rfind(['(', '（']);
    let rest = opened.map_or("", |at| &text[at..]);
    opened.is_some() && !rest.contains([')', '）']) && rest.chars().count() <= LONGEST_BROKEN
}

/// The clause's tasks: one for each bracket that says who is responsible, one for what follows without any.
fn clause_tasks(clause: &Clause, above: &[&Clause], paragraphs: &[String]) -> Vec<Task> {
    let number: String = above.iter().copied().chain([clause]).map(|c| short(&c.label)).collect();
    let headings: Vec<&str> = above.iter().map(|c| c.heading.as_str()).filter(|h| !h.is_empty()).collect();
    let new = |text: String, bracket: &str, responsible: Responsible| Task {
        number: number.clone(),
        section: headings.join(" / "),
        title: clause.heading.clone(),
        measures: [measures::find(&text), measures::find(bracket)].concat(),
        text,
        leads: responsible.leads,
        supports: responsible.supports,
        line: clause.line,
    };
    let mut tasks = Vec::new();
    let mut open = String::new();
    for paragraph in paragraphs {
        if let Some(responsible) = responsible::labelled(paragraph) {
            tasks.push(new(std::mem::take(&mut open), paragraph, responsible));
            continue;
        }
        if !open.is_empty() {
            open.push('\n');
        }
        for piece in responsible::split(paragraph) {
            open.push_str(piece.text);
            if let Some(responsible) = piece.responsible {
                tasks.push(new(std::mem::take(&mut open), piece.bracket, responsible));
            }
        }
    }
    let rest = open.trim_matches(|c: char| c.is_whitespace() || "。；;".contains(c));
    let says_more = !rest.is_empty() && rest != clause.heading;
    if says_more {
        tasks.push(new(open.trim().to_owned(), "", Responsible::default()));
    }
    for task in &mut tasks {
        task.text = without_heading(&task.text, &clause.heading);
    }
    tasks.retain(|task| !task.text.is_empty() || !task.leads.is_empty());
    tasks
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
mod tests;
