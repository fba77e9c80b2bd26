//! The judge against facts made up for it.

mod freshness;
mod hours;
mod properties;
mod rulings;
mod shares;
mod years;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{NaiveDate, NaiveTime};
use mingjing_calendar::{Limits, WorkCalendar};
use mingjing_catalogue::{Catalogue, Clauses, Level};
use mingjing_law::LawFiles;
use mingjing_publication::Event;
use serde_json::{Value, json};

use super::*;
use crate::fact::{Fact, FactError, Member};
use crate::finding::{Finding, State, Subject};
use crate::record::Record;

pub(super) struct Law {
    pub(super) catalogue: Catalogue,
    pub(super) duties: Duties,
    pub(super) calendar: WorkCalendar,
}

pub(super) static LAW: LazyLock<Law> = LazyLock::new(|| {
    let files = LawFiles::embedded();
    let catalogue = Catalogue::load(&files).unwrap();
    let clauses = Clauses::load(&files, &catalogue).unwrap();
    let duties = Duties::load(&files, &catalogue, &clauses, &Limits::load(&files).unwrap()).unwrap();
    Law { catalogue, duties, calendar: WorkCalendar::load(&files).unwrap() }
});

pub(super) fn judge() -> Judge<'static> {
    let office = member("130001", "河北省人民政府办公厅");
    let offices = Offices::new(LAW.duties.objections(), std::iter::once(&office), BTreeMap::new());
    Judge::new(&LAW.duties, &LAW.catalogue, &LAW.calendar).with_offices(offices)
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A day, at nine unless a time stands behind it.
pub(super) fn moment(text: &str) -> (NaiveDate, NaiveTime) {
    let (on, at) = text.split_once(' ').unwrap_or((text, "09:00:00"));
    (day(on), at.parse().unwrap())
}

pub(super) fn member(code: &str, name: &str) -> Member {
    Member { code: code.into(), name: name.into(), level: Level::Province, region: "130000".into() }
}

/// One leaf of a story.
pub(super) struct Said<'a> {
    pub(super) on: &'a str,
    pub(super) event: Event,
    pub(super) id: &'a str,
    pub(super) item: &'a str,
    pub(super) issued_on: &'a str,
    pub(super) values: Value,
}

fn said<'a>(on: &'a str, id: &'a str, item: &'a str, issued_on: &'a str, values: Value) -> Said<'a> {
    Said { on, event: Event::Publish, id, item, issued_on, values }
}

/// The record of what one agency said, in this order.
fn record(story: &[Said<'_>]) -> Record {
    let mut record = Record::default();
    for (leaf, said) in (0..).zip(story) {
        let (on, at) = moment(said.on);
        let fact = Fact {
            leaf,
            id: said.id.into(),
            index_no: format!("no-{}", said.id).into(),
            event: said.event,
            item: said.item.into(),
            agency: "130004".into(),
            issued_on: day(said.issued_on),
            on,
            at,
            values: said.values.as_object().cloned().unwrap_or_default(),
        };
        judge().add(&mut record, &fact).unwrap();
    }
    record
}

fn findings(record: &Record, duty: &str, first: &str, as_of: &str) -> Vec<Finding> {
    let span = Span { first: day(first), as_of: day(as_of) };
    let all = judge().findings(record, &member("130004", "河北省教育厅"), span);
    all.into_iter().filter(|finding| finding.duty == duty).collect()
}

fn states(findings: &[Finding]) -> Vec<(String, State)> {
    let name = |finding: &Finding| match &finding.subject {
        Subject::Period(name) => name.clone(),
        Subject::Year(year) => year.to_string(),
        Subject::Item(item) | Subject::Gap(item) => item.clone(),
        Subject::Disclosure { id, .. } | Subject::Change { id, .. } => id.clone(),
        Subject::InTime => format!("{}件", finding.count),
    };
    findings.iter().map(|finding| (name(finding), finding.state)).collect()
}

fn named(expected: &[(&str, State)]) -> Vec<(String, State)> {
    expected.iter().map(|(name, state)| ((*name).to_owned(), *state)).collect()
}

fn conference<'a>(on: &'a str, id: &'a str, held_on: &'a str, rank: &str) -> Said<'a> {
    said(on, id, "press-conference", held_on, json!({ "speakers": [{ "name": "甲", "rank": rank }] }))
}

#[test]
fn a_press_conference_each_quarter() {
    let record = record(&[
        said("2025-11-10", "n1", "news", "2025-11-10", json!({})),
        conference("2026-02-03", "p1", "2026-02-02", "部门其他负责人"),
        conference("2026-08-03", "p2", "2026-08-03", "新闻发言人"),
    ]);
    let quarters = findings(&record, "press-conference-each-quarter", "2025-01-01", "2026-11-28");
    assert_eq!(
        states(&quarters),
        named(&[
            ("2025年第四季度", State::Unknown),
            ("2026年第一季度", State::Met),
            ("2026年第二季度", State::Overdue),
            ("2026年第三季度", State::Met),
            ("2026年第四季度", State::Open),
        ])
    );
    assert_eq!(quarters[1].evidence[0].leaf, 1);
    let halves = findings(&record, "responsible-official-attends-each-half-year", "2026-01-01", "2026-11-28");
    assert_eq!(states(&halves), named(&[("2026年上半年", State::Met), ("2026年下半年", State::Open)]));
    let principal = findings(&record, "principal-attends-each-year", "2026-01-01", "2026-12-31");
    assert_eq!(states(&principal), named(&[("2026年", State::Open)]));
    let principal = findings(&record, "principal-attends-each-year", "2026-01-01", "2027-01-01");
    assert_eq!(states(&principal)[0], ("2026年".to_owned(), State::Overdue));
}

#[test]
fn what_is_withdrawn_counts_no_longer_and_did_before() {
    let withdrawn = Said { event: Event::Withdraw, ..conference("2026-03-20", "p1", "2026-02-02", "") };
    let record = record(&[
        said("2025-11-10", "n1", "news", "2025-11-10", json!({})),
        conference("2026-02-03", "p1", "2026-02-02", "部门其他负责人"),
        withdrawn,
    ]);
    let quarter = |as_of| states(&findings(&record, "press-conference-each-quarter", "2026-01-01", as_of));
    assert_eq!(quarter("2026-03-19"), named(&[("2026年第一季度", State::Met)]));
    assert_eq!(quarter("2026-03-20"), named(&[("2026年第一季度", State::Open)]));
    assert_eq!(quarter("2026-04-01")[0].1, State::Overdue);
}

#[test]
fn licences_are_public_within_seven_working_days() {
    let licence = |on, id, decided| said(on, id, "licence", decided, json!({}));
    let record = record(&[
        licence("2026-09-01", "history", "2019-01-01"),
        // 2026-09-21 is a Monday; 中秋 is on 25 September, 国庆 from 1 to 7 October, 20 September and 10 October are worked.
        licence("2026-09-29", "seven", "2026-09-18"),
        licence("2026-10-13", "late", "2026-09-24"),
    ]);
    let found = findings(&record, "licences-penalties-within-7-working-days", "2026-01-01", "2026-11-28");
    assert_eq!(states(&found), named(&[("1件", State::Met), ("late", State::Late)]));
    assert!(
        findings(&record, "licences-penalties-within-7-working-days", "2026-01-01", "2026-09-15").is_empty()
    );
}

#[test]
fn a_policy_is_interpreted_within_three_working_days() {
    let policy = |on, id, kind: &str| said(on, id, "policy-document", on, json!({ "kind": kind }));
    let interpretation =
        |on, id, of: &str| said(on, id, "interpretation", on, json!({ "interprets": [format!("no-{of}")] }));
    let record = record(&[
        policy("2026-03-02", "in-time", "政府文件"),
        policy("2026-03-02", "late", "政府文件"),
        policy("2026-03-02", "never", "政府文件"),
        policy("2026-03-02", "other", "其他"),
        interpretation("2026-03-05", "i1", "in-time"),
        interpretation("2026-03-06", "i2", "late"),
        policy("2026-03-09", "fresh", "规划计划"),
    ]);
    let found = findings(&record, "policies-are-interpreted", "2026-01-01", "2026-03-10");
    let mut found = states(&found);
    found.sort();
    assert_eq!(
        found,
        named(&[
            ("fresh", State::Open),
            ("in-time", State::Met),
            ("late", State::Late),
            ("never", State::Overdue)
        ])
    );
}

#[test]
fn the_yearly_report_is_due_on_31_january() {
    let report =
        |on, id, year: i32| said(on, id, "annual-report", on, json!({ "year": year, "scope": "本机关" }));
    let record = record(&[
        said("2023-06-01", "n1", "news", "2023-06-01", json!({})),
        report("2024-01-31", "r23", 2023),
        report("2025-02-01", "r24", 2024),
    ]);
    let found = findings(&record, "yearly-report", "2023-01-01", "2026-11-28");
    assert_eq!(
        states(&found),
        named(&[("2023", State::Met), ("2024", State::Late), ("2025", State::Overdue)])
    );
    let in_january = findings(&record, "yearly-report", "2026-01-01", "2026-01-31");
    assert_eq!(states(&in_january), named(&[("2025", State::Open)]));
}

#[test]
fn an_agency_that_never_published_is_unknown_and_not_met() {
    let record = record(&[said("2025-11-10", "n1", "news", "2025-11-10", json!({}))]);
    let silent = member("130016", "河北省民政厅");
    let span = Span { first: day("2026-01-01"), as_of: day("2026-11-28") };
    let found = judge().findings(&record, &silent, span);
    assert!(found.len() > 5, "{found:?}");
    assert!(found.iter().all(|f| matches!(f.state, State::Unknown | State::Open)), "{found:?}");
    let spoke = findings(&record, "openness-officer-named", "2026-01-01", "2026-11-28");
    assert_eq!(states(&spoke), named(&[("openness-officer", State::Overdue)]));
}

#[test]
fn leaves_come_in_order() {
    let mut record = record(&[said("2025-11-10", "n1", "news", "2025-11-10", json!({}))]);
    let fact = Fact {
        leaf: 3,
        id: "x".into(),
        index_no: "x".into(),
        event: Event::Publish,
        item: "news".into(),
        agency: "130004".into(),
        issued_on: day("2026-01-01"),
        on: day("2026-01-01"),
        at: NaiveTime::MIN,
        values: serde_json::Map::new(),
    };
    let before = record.clone();
    assert!(matches!(judge().add(&mut record, &fact), Err(FactError::Order { expected: 1, found: 3 })));
    assert_eq!(record, before);
}
