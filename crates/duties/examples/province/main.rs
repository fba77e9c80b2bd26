//! Measures how long a whole province takes to judge, from the bytes of the log to the score of every agency.
//!
//! `cargo run --release -p mingjing-duties --example province -- AGENCIES LICENCES [FOLDER]`
//!
//! With a folder, what was made up is written there too, for `tools/compare.py --facts` to compare the scores with those of
//! another program.
//!
//! The province is made up and has violations planted in it; what is found is compared with what was planted, and the
//! program fails if they differ. Answers with one JSON object; times in seconds, by the clock and of the
//! processor, which other work on the machine does not lengthen.

mod simulated;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use mingjing_duties::{Fact, Judge, Record, Scheme, Span, State, Subject};
use mingjing_law::LawFiles;
use mingjing_publication::{Content, Digest, Entry, Event, Ground};
use rayon::prelude::*;
use serde_json::json;
use simulated::{Law, Province, Violation, day};

/// That of the program.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

type Failure = Box<dyn std::error::Error>;

/// Each is measured so often, and the best counts: other work on the machine only adds.
const REPEATED: u32 = 5;

/// A leaf as the log has it: entry and content file.
type Leaf = mingjing_duties::LeafBytes;

/// Leaves read in one go, as the server does.
const IN_ONE_GO: usize = 25_600;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [agencies, licences, folder @ ..] = arguments.as_slice() else {
        return Err("give AGENCIES and LICENCES, and a folder if you like".into());
    };
    let law = Law::embedded();
    let province = Province::new(&law, agencies.parse()?, licences.parse()?);
    let scheme =
        Scheme::load(&LawFiles::embedded(), &law.duties).map_err(|problems| format!("{problems:?}"))?;
    let leaves = province.facts.iter().map(leaf).collect::<Result<Vec<Leaf>, Failure>>()?;
    let judge = law.judge();
    if let Some(folder) = folder.first() {
        write(Path::new(folder), &province)?;
    }

    let (mut reading, mut scoring) = (Duration::MAX, Duration::MAX);
    let began = processor_time();
    let mut read_in = Duration::ZERO;
    let (mut record, mut judged) = (Record::default(), 0);
    let span = Span { first: day("2025-01-01"), as_of: province.last };
    for _ in 0..REPEATED {
        drop(std::mem::take(&mut record));
        let (since, used) = (Instant::now(), processor_time());
        record = read(&judge, &leaves)?;
        reading = reading.min(since.elapsed());
        read_in += processor_time().saturating_sub(used);
        let since = Instant::now();
        let scores =
            province.members.par_iter().map(|member| scheme.score(&judge.findings(&record, member, span)));
        judged = scores.filter(|score| score.total.is_some()).count();
        scoring = scoring.min(since.elapsed());
    }
    let scored_in = processor_time().saturating_sub(began + read_in);
    let mut slowest = Duration::ZERO;
    for member in &province.members {
        let since = Instant::now();
        let findings = judge.findings(&record, member, span);
        std::hint::black_box(scheme.score(&findings));
        slowest = slowest.max(since.elapsed());
    }
    let violations = compare(&province, &judge, &record)?;
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    province.planted.iter().for_each(|one| *by_rule.entry(one.rule).or_default() += 1);
    println!(
        "{}",
        json!({
            "agencies": province.members.len(), "agencies_judged": judged, "duties": law.duties.all().len(),
            "leaves": leaves.len(), "read": reading.as_secs_f64(), "score": scoring.as_secs_f64(),
            "read_processor": (read_in / REPEATED).as_secs_f64(), "score_processor": (scored_in / REPEATED).as_secs_f64(),
            "slowest_agency": slowest.as_secs_f64(), "violations_on_the_last_day": violations,
            "planted": by_rule, "lookalikes": province.lookalikes,
        })
    );
    Ok(())
}

/// How long this program has had a processor, as Linux counts it, in hundredths of a second (proc(5)).
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

fn read(judge: &Judge<'_>, leaves: &[Leaf]) -> Result<Record, Failure> {
    let mut record = Record::default();
    for part in leaves.chunks(IN_ONE_GO) {
        let from = record.leaves();
        judge.add_all(&mut record, judge.read_all(from, part))?;
    }
    Ok(record)
}

/// When it became public.
fn moment(fact: &Fact<'_>) -> String {
    format!("{}T{}+08:00", fact.on, fact.at.format("%H:%M:%S"))
}

/// The bytes of a leaf.
fn leaf(fact: &Fact<'_>) -> Result<Leaf, Failure> {
    let content = Content {
        id: fact.id.to_string(),
        item: fact.item.to_string(),
        agency: fact.agency.to_string(),
        revision: 1,
        index_no: fact.index_no.to_string(),
        title: "一件公开的信息".to_owned(),
        issued_on: fact.issued_on,
        fields: fact.values.clone(),
        body: None,
        attachments: Vec::new(),
        kind: None,
        salt: "0".repeat(32),
    };
    let at = moment(fact);
    let bytes = content.to_bytes()?;
    let entry = Entry::of_content(fact.event, &content, &at, Digest::of(&bytes));
    if fact.event == Event::Withdraw {
        let ground = Ground::new("条例第十四条", "不应公开")?;
        return Ok((Entry::withdrawal(&entry, &at, ground).to_bytes()?, None));
    }
    Ok((entry.to_bytes()?, Some(bytes)))
}

/// Leaves a line each, and the list of agencies as mirrors have it.
fn write(folder: &Path, province: &Province<'_>) -> Result<(), Failure> {
    let mut lines = String::new();
    for fact in &province.facts {
        let line = json!({ "event": fact.event.as_str(), "id": fact.id, "index_no": fact.index_no, "item": fact.item,
            "agency": fact.agency, "issued_on": fact.issued_on, "at": moment(fact), "fields": fact.values });
        writeln!(lines, "{line}")?;
    }
    let agencies = province.members.iter().map(|member| {
        json!({ "code": member.code, "name": member.name, "level": member.level.key(), "region": member.region })
    });
    let agencies = json!({ "agencies": agencies.collect::<Vec<_>>(), "regions": [] });
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("facts.jsonl"), lines)?;
    std::fs::write(folder.join("agencies.json"), agencies.to_string())?;
    Ok(())
}

/// How many violations there are on the last day, found and planted alike.
fn compare(province: &Province<'_>, judge: &Judge<'_>, record: &Record) -> Result<usize, Failure> {
    let planted = province.violations_on(province.last);
    let span = Span { first: province.first, as_of: province.last };
    let mut found = BTreeSet::new();
    for finding in province.members.iter().flat_map(|member| judge.findings(record, member, span)) {
        let what = match finding.subject {
            Subject::Item(name) | Subject::Gap(name) | Subject::Period(name) => name,
            Subject::Year(year) => year.to_string(),
            Subject::Disclosure { id, .. } | Subject::Change { id, .. } => id,
            Subject::InTime => continue,
        };
        if matches!(finding.state, State::Late | State::Overdue) {
            let (duty, agency, state) = (finding.duty, finding.agency, finding.state.key());
            found.insert(Violation { duty, agency, what, state });
        }
    }
    if let Some(one) = planted.symmetric_difference(&found).next() {
        return Err(format!("found differs from planted: {one:?}").into());
    }
    Ok(found.len())
}
