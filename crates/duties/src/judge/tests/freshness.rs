//! Columns that were not kept new, also where they are on the day of the judgement.

use chrono::Days;
use proptest::prelude::*;

use super::*;

const OFFICE: (&str, &str) = ("130001", "河北省人民政府办公厅");
const DUTY: &str = "columns-are-fresh";

/// Something of the item on these days, by an office that owes it.
fn news(days: &[NaiveDate], events: &[Event]) -> Record {
    let mut record = Record::default();
    for (leaf, (on, event)) in (0..).zip(days.iter().zip(events.iter().cycle())) {
        let id = if *event == Event::Publish { format!("n{leaf}") } else { "n0".to_owned() };
        let fact = Fact {
            leaf,
            index_no: format!("no-{id}").into(),
            id: id.into(),
            event: *event,
            item: "news".into(),
            agency: OFFICE.0.into(),
            issued_on: *on,
            on: *on,
            at: chrono::NaiveTime::MIN,
            values: serde_json::Map::new(),
        };
        judge().add(&mut record, &fact).unwrap();
    }
    record
}

/// What is found of the item in a span: since when, until when, how it stands.
fn found(record: &Record, first: &str, as_of: &str) -> Vec<(String, String, State)> {
    let span = Span { first: day(first), as_of: day(as_of) };
    let all = judge().findings(record, &member(OFFICE.0, OFFICE.1), span);
    let of_news = all.into_iter().filter(|finding| {
        let owed = finding.owed().unwrap_or_default();
        finding.duty == DUTY && owed.starts_with("item news ")
    });
    of_news
        .map(|finding| (finding.since.to_string(), finding.due.unwrap().to_string(), finding.state))
        .collect()
}

fn expected(found: &[(&str, &str, State)]) -> Vec<(String, String, State)> {
    found.iter().map(|(since, due, state)| ((*since).to_owned(), (*due).to_owned(), *state)).collect()
}

/// Two weeks may lie between news.
#[test]
fn a_column_that_was_stale_counts_late_once_it_is_new_again() {
    let days = ["2025-12-01", "2026-03-20", "2026-04-03", "2026-12-30"].map(day);
    let record = news(&days, &[Event::Publish]);
    let stale = ("2025-12-01", "2025-12-15", State::Overdue);
    assert_eq!(found(&record, "2025-01-01", "2025-12-31"), expected(&[stale]));
    assert_eq!(found(&record, "2026-01-01", "2026-03-19"), expected(&[stale]));
    let first = ("2025-12-01", "2025-12-15", State::Late);
    let second = ("2026-04-03", "2026-04-17", State::Late);
    assert_eq!(
        found(&record, "2026-01-01", "2026-04-17"),
        expected(&[first, ("2026-04-03", "2026-04-17", State::Met)]),
        "it belongs to the year in which something came, though it was due in the one before"
    );
    assert_eq!(
        found(&record, "2026-01-01", "2026-12-31"),
        expected(&[first, second, ("2026-12-30", "2027-01-13", State::Met)]),
        "what came on the last days of a year does not mend the months before"
    );
    assert_eq!(
        found(&record, "2027-01-01", "2027-01-13")[..1],
        expected(&[("2026-12-30", "2027-01-13", State::Met)])
    );
}

#[test]
fn the_last_day_is_still_in_time() {
    let days = ["2026-03-01", "2026-03-15", "2026-03-30"].map(day);
    let record = news(&days, &[Event::Publish]);
    assert_eq!(
        found(&record, "2026-01-01", "2026-03-31"),
        expected(&[("2026-03-15", "2026-03-29", State::Late), ("2026-03-30", "2026-04-13", State::Met)])
    );
}

proptest! {
    #[test]
    fn every_wait_that_was_too_long_is_found_once(
        days in prop::collection::btree_set(0u64..400, 1..30),
        amended in prop::collection::vec(any::<bool>(), 1..5),
        asked in 0u64..420,
    ) {
        let begin = day("2025-06-01");
        let days: Vec<NaiveDate> = days.into_iter().map(|after| begin + Days::new(after)).collect();
        let mut events = vec![Event::Publish];
        events.extend(amended.into_iter().map(|amended| if amended { Event::Amend } else { Event::Publish }));
        let (record, as_of) = (news(&days, &events), (begin + Days::new(asked)).to_string());
        let known = days.iter().filter(|on| on.to_string() <= as_of);
        let known: Vec<&NaiveDate> = known.collect();
        let waits = known.windows(2).filter(|pair| (*pair[1] - *pair[0]).num_days() > 14);
        let of_year = waits.filter(|pair| pair[1].to_string().as_str() >= "2026-01-01");
        let long: Vec<String> = of_year.map(|pair| pair[0].to_string()).collect();
        if as_of.as_str() >= "2026-01-01" {
            let found = found(&record, "2026-01-01", &as_of);
            let late = found.into_iter().filter(|(_, _, state)| *state == State::Late);
            prop_assert_eq!(late.map(|(since, _, _)| since).collect::<Vec<_>>(), long);
        }
    }
}
