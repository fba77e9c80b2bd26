//! How other provinces' opinions are read. The corpus holds only one opinion, so the fragments here are made up; what is
//! taken from real documents is the form in which responsibility is written: where the bracket or label stands, its words,
//! its punctuation. What each should be read as was written beside it by hand, and is counted as precision and recall.

mod held_out;
mod prose;
mod unseen;

use super::*;

/// What a task should be read as: number, leads, supports, what can be measured.
type Wanted = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

struct Fragment {
    form: &'static str,
    text: &'static str,
    /// The day of the document, where whoever has it read knows it.
    on: Option<&'static str>,
    wanted: &'static [Wanted],
}

/// What a reading says, each once: who does what, and what can be measured.
fn facts<'a>(
    tasks: impl Iterator<Item = (&'a str, Vec<&'a str>, Vec<&'a str>, Vec<&'a str>)>,
) -> Vec<String> {
    let mut facts = Vec::new();
    for (nth, (number, leads, supports, measures)) in tasks.enumerate() {
        facts.push(format!("{nth} {number}"));
        for (what, said) in [("牵头", leads), ("配合", supports), ("数量", measures)] {
            facts.extend(said.into_iter().map(|one| format!("{nth} {number} {what} {one}")));
        }
    }
    facts
}

fn strings(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

/// What can be measured, and by which day.
fn dated(measure: &Measure) -> String {
    match measure {
        Measure::By { text, day } => format!("{text}={day}"),
        Measure::Every { text, per } => format!("{text}=每{}", per.zh()),
        Measure::Undated { text, .. } => format!("{text}=？"),
        other => other.text().to_owned(),
    }
}

/// How many facts were right, found and wanted, and what was wrong.
fn score(fragments: &[Fragment], shown: fn(&Measure) -> String) -> ((usize, usize, usize), Vec<String>) {
    let ((mut right, mut found, mut wanted), mut wrong) = ((0, 0, 0), Vec::new());
    for fragment in fragments {
        let on = fragment.on.map(|on| on.parse().unwrap());
        let tasks = break_down_known(fragment.text, About { title: "", on }).tasks;
        let measures: Vec<Vec<String>> =
            tasks.iter().map(|task| task.measures.iter().map(shown).collect()).collect();
        let read = facts(tasks.iter().zip(&measures).map(|(task, measures)| {
            (task.number.as_str(), strings(&task.leads), strings(&task.supports), strings(measures))
        }));
        let should = facts(fragment.wanted.iter().map(|(number, leads, supports, measures)| {
            (*number, leads.to_vec(), supports.to_vec(), measures.to_vec())
        }));
        right += read.iter().filter(|fact| should.contains(fact)).count();
        found += read.len();
        wanted += should.len();
        let missed = should.iter().filter(|fact| !read.contains(fact)).map(|fact| format!("missed {fact}"));
        let invented =
            read.iter().filter(|fact| !should.contains(fact)).map(|fact| format!("invented {fact}"));
        wrong.extend(missed.chain(invented).map(|what| format!("{}: {what}", fragment.form)));
    }
    println!("precision {right}/{found}, recall {right}/{wanted}");
    ((right, found, wanted), wrong)
}

#[test]
fn opinions_of_other_provinces_are_read() {
    let text = |measure: &Measure| measure.text().to_owned();
    assert_eq!(score(&prose::FRAGMENTS, text), ((161, 161, 161), Vec::new()));
}

/// The reader without tables, limits without a year and labels for several points made of them: precision 21/45, recall 21/141.
/// Put to the new reader unseen: precision 100/119, recall 100/141; it took points of one short sentence for headings.
/// Cells such as 全年, which are no days, were counted later.
#[test]
fn fragments_that_were_held_out_are_read() {
    assert_eq!(score(&held_out::FRAGMENTS, dated), ((144, 144, 144), Vec::new()));
}

#[test]
fn what_stands_below_the_last_clause_is_no_part_of_it() {
    let text = prose::FRAGMENTS[7].text;
    let tasks = break_down(text).tasks;
    let last = tasks.last().expect("a task");
    assert_eq!(last.text, "（以下简称“宣传月”）及时总结经验（联系单位：省教育厅）。", "{last:?}");
    assert_eq!(last.anchor, "c-4-2");
}

#[test]
fn a_bracket_that_is_never_closed_hides_no_other() {
    let tasks = break_down("一、推进(工作。按时完成。（省教育厅牵头）\n二、总结。").tasks;
    assert_eq!(tasks[0].leads, ["省教育厅"], "{tasks:?}");
}

/// Put to the reader unseen: precision 120/121, recall 120/120; it took 12月上旬 for the whole month.
/// Cells such as 全年 were counted later.
#[test]
fn fragments_put_to_the_reader_unseen_are_read() {
    assert_eq!(score(&unseen::FRAGMENTS, dated), ((123, 123, 123), Vec::new()));
}
