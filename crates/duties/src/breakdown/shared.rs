//! A label below several points that is meant for all of them.
//!
//! ```text
//! （一）一窗受理
//! 1.设立综合窗口。
//! 2.公布清单。
//!
//! 责任单位：省政务服务办、各市政府
//! ```
//!
//! By itself such a line says who does the last point. It is taken for all points of the heading only where all of this holds:
//!
//! - it stands on lines of its own, below the last of at least two points counted 1. or (1), with nothing behind it;
//! - neither the heading nor any other of its points names an agency;
//! - it stands apart: behind a blank line, where none parts the last two points; or set in as the heading is and the point is
//!   not; or the document has at least two such headings, and nowhere a label of its own below a point that others follow.
//!
//! Otherwise it may be the last point's alone. It stays there, which is right either way, and the points before it are left open.
//! Points counted （一） are left alone: these are what documents divide labour by.

use std::ops::Range;

use mingjing_publication::structure::{Clause, Kind};

use super::responsible::{self, Responsible};
use super::{Known, Task};

/// What stands on lines of its own below a clause's text and says who is responsible.
pub(super) struct Below {
    said: Vec<String>,
    responsible: Responsible,
}

impl Below {
    /// Of the paragraphs of a clause; none where its text itself names somebody, or something stands behind.
    pub(super) fn of(paragraphs: &[String]) -> Option<Self> {
        let text = paragraphs.iter().take_while(|one| !responsible::says_only(one)).count();
        let (text, said) = paragraphs.split_at(text);
        let silent =
            text.iter().flat_map(|one| responsible::split(one)).all(|piece| piece.responsible.is_none());
        if text.is_empty() || !silent || !said.iter().all(|one| responsible::says_only(one)) {
            return None;
        }
        let labelled = responsible::labelled(said)?;
        Some(Self { said: said.to_vec(), responsible: labelled })
    }
}

/// A clause that was read: its tasks, what stands below it, and the year where it stands.
pub(super) struct Heard {
    pub(super) tasks: Range<usize>,
    pub(super) below: Option<Below>,
    pub(super) known: Known,
}

/// A heading whose last point has a label below it, and no other any.
struct Heading {
    /// The heading, and the clauses within it.
    at: usize,
    within: Range<usize>,
}

/// Gives all points of a heading what the label below them says; `lines` are those of the file, with their indentation.
pub(super) fn spread(tasks: &mut [Task], clauses: &[Clause], heard: &[Heard], lines: &[&str]) {
    let headings: Vec<Heading> =
        (0..clauses.len()).filter_map(|last| heading(tasks, clauses, heard, last)).collect();
    let own = (0..clauses.len())
        .any(|at| is_point(&clauses[at]) && heard[at].below.is_some() && is_followed(clauses, at));
    let usual = headings.len() > 1 && !own;
    for Heading { at, within } in headings {
        let last = within.end - 1;
        let Some(below) = &heard[last].below else { continue };
        if !usual && !stands_apart(lines, (&clauses[at], &clauses[last]), below) {
            continue;
        }
        let said = below.said.join("\n");
        for clause in within.start..last {
            for task in &mut tasks[heard[clause].tasks.clone()] {
                task.add(&said, below.responsible.clone(), heard[clause].known);
            }
        }
    }
}

fn is_point(clause: &Clause) -> bool {
    matches!(clause.kind, Kind::Item(3 | 4))
}

/// Whether another point of the same heading follows.
fn is_followed(clauses: &[Clause], at: usize) -> bool {
    let level = clauses[at].level;
    clauses[at + 1..].iter().find(|next| next.level <= level).is_some_and(|next| next.level == level)
}

/// The heading of which this clause is the last point, with a label that nothing contradicts.
fn heading(tasks: &[Task], clauses: &[Clause], heard: &[Heard], last: usize) -> Option<Heading> {
    let clause = &clauses[last];
    let ends = clauses.get(last + 1).is_none_or(|next| next.level < clause.level);
    if !is_point(clause) || !ends || heard[last].below.is_none() {
        return None;
    }
    let at = clauses[..last].iter().rposition(|above| above.level < clause.level)?;
    let points = clauses[at + 1..=last].iter().filter(|point| point.level == clause.level);
    let points: Vec<&Clause> = points.collect();
    let alike = points.len() > 1 && points.iter().all(|point| point.kind == clause.kind);
    let nobody = |clause: usize| {
        let mut own = tasks[heard[clause].tasks.clone()].iter();
        own.all(|task| task.leads.is_empty() && task.supports.is_empty())
    };
    (alike && (at..last).all(nobody)).then_some(Heading { at, within: at + 1..last + 1 })
}

/// Whether the label is set apart from the last point: by a blank line where none parts the points, or by being set in as the heading.
fn stands_apart(lines: &[&str], (heading, point): (&Clause, &Clause), below: &Below) -> bool {
    let line = |number: usize| lines.get(number.wrapping_sub(1)).copied().unwrap_or_default();
    let blank = |number: usize| line(number).trim().is_empty();
    let first = below.said.first().map_or("", String::as_str);
    let is_first = |number: &usize| !blank(*number) && first.starts_with(line(*number).trim());
    let Some(at) = (point.line + 1..=lines.len()).find(is_first) else { return false };
    let parted = blank(at - 1) && !blank(point.line - 1);
    let set_in = |number: usize| {
        let line = line(number);
        line.len() - line.trim_start().len()
    };
    parted || (set_in(at) == set_in(heading.line) && set_in(at) < set_in(point.line))
}

#[cfg(test)]
mod tests {
    use crate::breakdown::break_down;

    fn leads(text: &str) -> Vec<String> {
        break_down(text).tasks.iter().map(|task| task.leads.join("、")).collect()
    }

    #[test]
    fn a_label_that_stands_apart_is_meant_for_all_points() {
        for text in [
            "（一）便民\n1.开窗口。\n2.列清单。\n\n责任单位：省教育厅\n（二）其他。",
            "（一）便民\n　　1.开窗口。\n　　2.列清单。\n责任单位：省教育厅\n",
            "一、便民\n（1）开窗口。\n（2）列清单。\n\n（省教育厅负责）\n",
        ] {
            assert_eq!(leads(text)[..2], ["省教育厅", "省教育厅"], "{text}");
        }
        let limits =
            break_down("一、便民\n1.开窗口。\n2.列清单。\n\n责任单位：省教育厅\n完成时限：2026年6月\n").tasks;
        assert!(limits.iter().all(|task| task.measures.len() == 1), "{limits:?}");
    }

    #[test]
    fn the_points_before_are_left_open_where_the_label_may_be_the_last_ones() {
        for text in [
            "（一）便民\n1.开窗口。\n2.列清单。\n责任单位：省教育厅\n",
            "（一）便民\n\n1.开窗口。\n\n2.列清单。\n\n责任单位：省教育厅\n",
            "（一）便民\n1.开窗口。\n2.列清单。责任单位：省教育厅\n",
            "（一）便民\n（1）开窗口。\n2.列清单。\n\n责任单位：省教育厅\n",
        ] {
            assert_eq!(leads(text), ["", "省教育厅"], "{text}");
        }
        let named = "（一）便民（省财政厅牵头）\n1.开窗口。\n2.列清单。\n\n责任单位：省教育厅\n";
        assert_eq!(leads(named), ["省财政厅", "", "省教育厅"]);
        let one = "（一）便民\n1.开窗口。\n2.列清单。\n3.评价。（省财政厅牵头）\n\n责任单位：省教育厅\n";
        assert_eq!(leads(one)[..2], ["", ""]);
    }
}
