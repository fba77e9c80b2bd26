//! Decisions about objections: whose counts, what it changes, and since when.

use super::*;
use crate::objection::Uncounted;

const OWED: &str = "period 2026年第一季度";
const DUTY: &str = "press-conference-each-quarter";

struct Told<'a> {
    on: &'a str,
    event: Event,
    id: &'a str,
    by: &'a str,
    item: &'a str,
    values: Value,
}

fn decision<'a>(on: &'a str, id: &'a str, by: &'a str, effect: &str) -> Told<'a> {
    let values = json!({ "objector": "130004", "duty": DUTY, "owed": OWED, "effect": effect });
    Told { on, event: Event::Publish, id, by, item: "assessment-decision", values }
}

fn told(story: &[Told<'_>]) -> Record {
    let spoke = Told {
        on: "2025-11-10",
        event: Event::Publish,
        id: "n1",
        by: "130004",
        item: "news",
        values: json!({}),
    };
    let mut record = Record::default();
    for (leaf, told) in (0..).zip(std::iter::once(&spoke).chain(story)) {
        let fact = Fact {
            leaf,
            id: told.id.into(),
            index_no: format!("no-{}", told.id).into(),
            event: told.event,
            item: told.item.into(),
            agency: told.by.into(),
            issued_on: day(told.on),
            on: day(told.on),
            at: chrono::NaiveTime::MIN,
            values: told.values.as_object().cloned().unwrap_or_default(),
        };
        judge().add(&mut record, &fact).unwrap();
    }
    record
}

/// The first quarter of 2026, in which nothing was held.
fn quarter(record: &Record, as_of: &str) -> Finding {
    let found = findings(record, DUTY, "2026-01-01", as_of);
    found.into_iter().find(|finding| finding.owed().as_deref() == Some(OWED)).unwrap()
}

fn uncounted(finding: &Finding) -> Vec<Option<Uncounted>> {
    finding.rulings.iter().map(|ruling| ruling.uncounted).collect()
}

#[test]
fn the_offices_decision_counts_since_it_is_public() {
    let record = told(&[decision("2026-05-08", "r1", "130001", "不计入考核")]);
    let before = quarter(&record, "2026-05-07");
    assert_eq!((before.state, before.rulings.len()), (State::Overdue, 0));
    assert!(before.is_objectionable());
    let after = quarter(&record, "2026-05-08");
    assert_eq!((after.state, after.before), (State::Excused, Some(State::Overdue)));
    assert_eq!((after.rulings[0].leaf, uncounted(&after)), (1, vec![None]));
    for (effect, state) in
        [("算按时完成", State::Met), ("算逾期完成", State::Late), ("维持原来的判断", State::Overdue)]
    {
        let record = told(&[decision("2026-05-08", "r1", "130001", effect)]);
        assert_eq!(quarter(&record, "2026-06-01").state, state, "{effect}");
    }
}

#[test]
fn nobody_excuses_itself_and_nobody_else_does() {
    let record = told(&[
        decision("2026-05-08", "r1", "130004", "不计入考核"),
        decision("2026-05-09", "r2", "130016", "不计入考核"),
    ]);
    let found = quarter(&record, "2026-06-01");
    assert_eq!((found.state, found.before), (State::Overdue, None));
    assert_eq!(uncounted(&found), [Some(Uncounted::OfItself), Some(Uncounted::NotTheOffice)]);
    // The office has nobody above it here.
    let own =
        json!({ "objector": "130001", "duty": "yearly-report", "owed": "year 2025", "effect": "不计入考核" });
    let of_itself = Told { values: own, ..decision("2026-05-08", "r1", "130001", "") };
    let spoke = Told { by: "130001", item: "news", id: "n2", ..decision("2025-12-01", "", "130001", "") };
    let record = told(&[spoke, of_itself]);
    let span = Span { first: day("2026-01-01"), as_of: day("2026-06-01") };
    let found = judge().findings(&record, &member("130001", "河北省人民政府办公厅"), span);
    let excused = found.iter().filter(|finding| finding.state == State::Excused).count();
    assert!(excused == 0 && found.iter().any(|finding| !finding.rulings.is_empty()), "{found:?}");
}

#[test]
fn a_decision_is_replaced_amended_and_withdrawn() {
    let amended =
        Told { event: Event::Amend, ..decision("2026-05-20", "r1", "130001", "维持原来的判断") };
    let withdrawn = Told { event: Event::Withdraw, ..decision("2026-06-10", "r2", "130001", "") };
    let story = [
        decision("2026-05-08", "r1", "130001", "不计入考核"),
        amended,
        decision("2026-06-01", "r2", "130001", "算逾期完成"),
        withdrawn,
    ];
    let record = told(&story[..3]);
    assert_eq!(quarter(&record, "2026-05-10").state, State::Excused);
    assert_eq!(quarter(&record, "2026-05-20").state, State::Overdue);
    let both = quarter(&record, "2026-06-01");
    assert_eq!((both.state, uncounted(&both)), (State::Late, vec![Some(Uncounted::Replaced), None]));
    let record = told(&story);
    assert_eq!(quarter(&record, "2026-06-01").rulings.len(), 1, "what was withdrawn is erased");
    let end = quarter(&record, "2026-06-10");
    assert_eq!((end.state, end.rulings.len()), (State::Overdue, 1));
    assert!(record.changed_since("130004", 4), "a decision concerns whom it is about");
}

#[test]
fn what_is_not_late_stays_as_it_is() {
    let held = Told {
        item: "press-conference",
        values: json!({ "speakers": [{ "rank": "新闻发言人" }] }),
        ..decision("2026-03-02", "p1", "130004", "")
    };
    let record = told(&[held, decision("2026-05-08", "r1", "130001", "不计入考核")]);
    let found = quarter(&record, "2026-06-01");
    assert_eq!((found.state, uncounted(&found)), (State::Met, vec![Some(Uncounted::NothingLate)]));
    assert!(!found.is_objectionable());
}

#[test]
fn a_year_that_is_over_is_judged_with_what_was_decided_since() {
    let record = told(&[decision("2027-01-12", "r1", "130001", "不计入考核")]);
    let year = Span { first: day("2026-01-01"), as_of: day("2026-12-31") };
    let judged = |judge: Judge<'_>| {
        let all = judge.findings(&record, &member("130004", "河北省教育厅"), year);
        all.into_iter().find(|f| f.duty == DUTY && f.owed().as_deref() == Some(OWED)).unwrap().state
    };
    assert_eq!(judged(judge()), State::Overdue, "as known on the last day of the year");
    assert_eq!(judged(judge().with_decisions_until(day("2027-01-11"))), State::Overdue);
    assert_eq!(judged(judge().with_decisions_until(day("2027-01-12"))), State::Excused);
}
