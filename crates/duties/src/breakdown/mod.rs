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
pub use proposal::{Coverage, Origin, Proposal};
pub use responsible::Responsible;

/// A line that comes this often, word for word, is furniture of a web page and no part of the document.
const FURNITURE: usize = 3;

/// A bracket that is not closed within so many characters is a slip of the pen, not a line that breaks off.
const LONGEST_BROKEN: usize = 60;

/// A line of a printed page has at least so many characters, unless its paragraph ends.
const SHORTEST_PRINTED: usize = 20;

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
    /// The clause's address within the page of the document, e.g. `c-2-2-2`.
    pub anchor: String,
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
    let text = without_annexes(&without_furniture(text));
    let clauses: Vec<Clause> = outline(&text);
    let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
    let mut tasks = Vec::new();
    let mut above: Vec<&Clause> = Vec::new();
    for (index, clause) in clauses.iter().enumerate() {
        above.retain(|other| other.level < clause.level);
        let next = clauses.get(index + 1);
        let end = next.map_or(lines.len(), |next| next.line - 1);
        let first = lines[clause.line - 1].trim_start_matches('#').trim().trim_start_matches("**");
        let first = first.strip_prefix(clause.label.as_str()).unwrap_or(first);
        let own = std::iter::once(first).chain(lines[clause.line..end].iter().copied());
        let mut own = paragraphs(own);
        if next.is_none_or(|next| next.kind == Kind::Annex) {
            without_end(&mut own);
        }
        let mut found = clause_tasks(clause, &above, &own);
        if clause.kind == Kind::Annex {
            // What an annex begins with is its title and its tables.
            found.retain(|task| !task.leads.is_empty());
        }
        tasks.extend(found);
        above.push(clause);
    }
    Breakdown { tasks }
}

/// Takes away what stands below the last clause: who signed, the day, that it is public, the list of annexes.
fn without_end(own: &mut Vec<String>) {
    const DAY: &str = "0123456789０１２３４５６７８９〇零一二三四五六七八九十年月日 ";
    let closes = |line: &str| {
        let inside = line.trim_matches(['(', ')', '（', '）']);
        line.starts_with("附件")
            || (inside.starts_with("此件") && inside.ends_with("公开发布"))
            || (line.ends_with('日') && line.chars().all(|c| DAY.contains(c)))
            || (responsible::is_agency(line) && !line.contains(['（', '(', '〔', '、']))
    };
    while own.len() > 1 && own.last().is_some_and(|line| closes(line)) {
        own.pop();
    }
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

/// Blanks the list of annexes below a document (附件：1.…), which is numbered as clauses are.
fn without_annexes(text: &str) -> String {
    let mut within = false;
    let kept = text.split('\n').map(|line| {
        let plain = line.trim();
        let begins = ["附件：", "附件:"].iter().find_map(|mark| plain.strip_prefix(mark));
        let numbered = |text: &str| text.trim_start().starts_with(|c: char| c.is_ascii_digit());
        within = begins.is_some_and(numbered) || (within && numbered(plain) && !plain.contains('。'));
        if within { "" } else { line }
    });
    kept.collect::<Vec<_>>().join("\n")
}

/// Lines as paragraphs: a line that breaks off within a bracket or a sentence, as lines of a printed page do, goes on in the
/// next; within a sentence only where no blank line parts them.
fn paragraphs<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut parted = false;
    for line in lines {
        if line.is_empty() {
            parted = true;
            continue;
        }
        match found.last_mut() {
            Some(last) if breaks_off(last) || (!parted && goes_on(last, line)) => last.push_str(line),
            _ => found.push(line.to_owned()),
        }
        parted = false;
    }
    found
}

fn goes_on(last: &str, line: &str) -> bool {
    const ENDS: [char; 16] =
        ['。', '；', ';', '：', ':', '！', '？', '）', ')', '】', '〕', ']', '”', '》', '*', '|'];
    last.chars().count() >= SHORTEST_PRINTED
        && !last.ends_with(ENDS)
        && !line.starts_with(['|', '-', '*', '>', '—'])
        && !responsible::begins_with_label(line)
}

fn breaks_off(text: &str) -> bool {
    responsible::left_open(text).is_some_and(|rest| rest.chars().count() <= LONGEST_BROKEN)
}

/// The clause's tasks: one for each bracket or label that says who is responsible, one for what follows without any.
fn clause_tasks(clause: &Clause, above: &[&Clause], paragraphs: &[String]) -> Vec<Task> {
    let place = Place::of(clause, above);
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
            last.add(&said, found.unwrap_or_default());
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
    let says_more = !rest.is_empty() && rest != place.title;
    match tasks.as_mut_slice() {
        // Whoever is named in the heading is responsible for all that follows it.
        [task] if says_more && place.heading_names && task.text.is_empty() => {
            task.measures = [measures::find(rest), std::mem::take(&mut task.measures)].concat();
            open.trim().clone_into(&mut task.text);
        }
        _ if says_more => {
            let mut task = place.task(open.trim().to_owned(), "", Responsible::default());
            task.text = without_heading(&task.text, &place.title);
            tasks.push(task);
        }
        _ => {}
    }
    tasks.retain(|task| !task.text.is_empty() || !task.leads.is_empty());
    tasks
}

/// Where in the document a task stands.
struct Place<'a> {
    clause: &'a Clause,
    number: String,
    section: String,
    /// The heading without the bracket that says who is responsible.
    title: String,
    /// Whether it has one.
    heading_names: bool,
}

impl<'a> Place<'a> {
    fn of(clause: &'a Clause, above: &[&Clause]) -> Self {
        let chain: Vec<&Clause> = above.iter().copied().chain([clause]).collect();
        // Articles are counted through all chapters.
        let from = chain.iter().position(|c| c.kind == Kind::Article).unwrap_or_default();
        let headings: Vec<&str> =
            above.iter().map(|c| c.heading.as_str()).filter(|h| !h.is_empty()).collect();
        let (title, heading_names) = match responsible::split(&clause.heading).as_slice() {
            [piece] if piece.responsible.is_some() => (piece.text.to_owned(), true),
            _ => (clause.heading.clone(), false),
        };
        Self {
            clause,
            title,
            heading_names,
            number: chain[from..].iter().map(|c| short(&c.label)).collect(),
            section: headings.join(" / "),
        }
    }

    fn task(&self, text: String, bracket: &str, responsible: Responsible) -> Task {
        Task {
            number: self.number.clone(),
            section: self.section.clone(),
            title: self.title.clone(),
            measures: [measures::find(&text), measures::find(bracket)].concat(),
            text,
            leads: responsible.leads,
            supports: responsible.supports,
            line: self.clause.line,
            anchor: self.clause.anchor.clone(),
        }
    }
}

impl Task {
    /// Adds what a line of labels behind it says; who leads already has others beside.
    fn add(&mut self, labels: &str, found: Responsible) {
        let Responsible { leads, supports } = found;
        if self.leads.is_empty() {
            self.leads = leads;
        } else {
            self.supports.extend(leads);
        }
        self.supports.extend(supports);
        self.measures.extend(measures::find(labels));
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
mod provinces;
#[cfg(test)]
mod tests;
