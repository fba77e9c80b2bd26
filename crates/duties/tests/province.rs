//! A made-up province over three years, with violations of every kind of rule planted: on whatever day it is asked, each is
//! found and none is invented.

#[path = "../examples/province/simulated/mod.rs"]
mod simulated;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use mingjing_duties::{Finding, Record, Span, State, Subject};
use simulated::{Law, Province, Violation, day};

fn record(law: &Law, province: &Province<'_>) -> Record {
    let mut record = Record::default();
    let judge = law.judge();
    province.facts.iter().for_each(|fact| judge.add(&mut record, fact).expect("the next leaf"));
    record
}

fn findings(law: &Law, province: &Province<'_>, record: &Record, as_of: NaiveDate) -> Vec<Finding> {
    let (judge, span) = (law.judge(), Span { first: province.first, as_of });
    province.members.iter().flat_map(|member| judge.findings(record, member, span)).collect()
}

fn violation(finding: &Finding) -> Option<Violation> {
    if !matches!(finding.state, State::Late | State::Overdue) {
        return None;
    }
    let what = match &finding.subject {
        Subject::Item(name) | Subject::Gap(name) | Subject::Period(name) => name.clone(),
        Subject::Year(year) => year.to_string(),
        Subject::Disclosure { id, .. } | Subject::Change { id, .. } => id.clone(),
        Subject::InTime => String::new(),
    };
    let (duty, agency) = (finding.duty.clone(), finding.agency.clone());
    Some(Violation { duty, agency, what, state: finding.state.key() })
}

#[test]
fn every_planted_violation_is_found_and_none_is_invented() {
    let law = Law::embedded();
    let province = Province::new(&law, 260, 3);
    let record = record(&law, &province);
    for as_of in
        ["2023-01-01", "2023-02-01", "2023-08-20", "2024-01-31", "2024-06-30", "2025-03-31", "2025-12-31"]
    {
        let planted = province.violations_on(day(as_of));
        let found: BTreeSet<Violation> =
            findings(&law, &province, &record, day(as_of)).iter().filter_map(violation).collect();
        assert_eq!(found.difference(&planted).next(), None, "invented on {as_of}");
        assert_eq!(planted.difference(&found).next(), None, "missed on {as_of}");
    }
}

#[test]
fn every_kind_of_rule_is_broken_somewhere_and_most_are_kept() {
    let law = Law::embedded();
    let province = Province::new(&law, 260, 3);
    let mut planted: BTreeMap<&str, usize> = BTreeMap::new();
    province.planted.iter().for_each(|one| *planted.entry(one.rule).or_default() += 1);
    for rule in ["periodic", "exists", "fresh", "yearly", "within", "follows"] {
        assert!(planted.get(rule).is_some_and(|count| *count > 20), "{planted:?}");
    }
    assert!(province.planted.iter().any(|one| one.until.is_some()), "some are mended");
    assert!(province.lookalikes > 100, "{}", province.lookalikes);
    let mut states: BTreeMap<&str, u64> = BTreeMap::new();
    for finding in findings(&law, &province, &record(&law, &province), province.last) {
        *states.entry(finding.state.key()).or_default() += finding.count;
    }
    assert!(states["met"] > 5 * (states["late"] + states["overdue"]), "{states:?}");
    assert!(states["unknown"] > 100, "who published nothing is accused of nothing: {states:?}");
}
