//! Limits of hours are counted to the minute where the minute is stated; changes of list entries have a limit too.

use super::*;

const RELEASE: &str = "emergencies-are-answered-in-time";
const CONFERENCE: &str = "emergencies-have-a-press-conference";

fn emergency<'a>(on: &'a str, id: &'a str, happened: (&str, Option<&str>)) -> Said<'a> {
    let mut values = json!({ "grade": "重大", "stage": "初报", "happened_on": happened.0 });
    if let Some(time) = happened.1 {
        values["happened_at"] = json!(time);
    }
    said(on, id, "emergency-response", on.split(' ').next().unwrap_or(on), values)
}

fn held<'a>(on: &'a str, id: &'a str, of: &str, (held_on, starts_at): (&'a str, Option<&str>)) -> Said<'a> {
    let mut values = json!({ "emergencies": [format!("no-{of}")], "held_on": held_on });
    if let Some(time) = starts_at {
        values["starts_at"] = json!(time);
    }
    said(on, id, "press-conference", held_on, values)
}

fn began<'a>() -> Said<'a> {
    said("2025-11-10", "n1", "news", "2025-11-10", json!({}))
}

#[test]
fn authoritative_information_comes_within_five_hours() {
    let record = record(&[
        began(),
        emergency("2026-03-02 13:00:59", "just", ("2026-03-02", Some("08:00"))),
        emergency("2026-03-02 13:01:00", "minute", ("2026-03-02", Some("08:00"))),
        emergency("2026-03-03 04:30:00", "night", ("2026-03-02", Some("23:30"))),
        emergency("2026-03-03 23:00:00", "unstated", ("2026-03-02", None)),
        emergency("2026-03-04 00:00:00", "next", ("2026-03-02", None)),
        emergency("2026-03-05 09:00:00", "history", ("2025-03-02", Some("08:00"))),
        said(
            "2026-03-20",
            "later",
            "emergency-response",
            "2026-03-20",
            json!({
            "grade": "重大", "stage": "终报", "happened_on": "2026-03-02", "happened_at": "08:00" }),
        ),
        said(
            "2026-03-20",
            "small",
            "emergency-response",
            "2026-03-20",
            json!({
            "grade": "一般", "stage": "初报", "happened_on": "2026-03-02", "happened_at": "08:00" }),
        ),
    ]);
    let found = findings(&record, RELEASE, "2026-01-01", "2026-11-28");
    assert_eq!(states(&found), named(&[("3件", State::Met), ("minute", State::Late), ("next", State::Late)]));
    let minute = &found[1];
    assert_eq!((minute.since, minute.due), (day("2026-03-02"), Some(day("2026-03-02"))));
    assert_eq!(minute.due_at.map(|at| at.to_string()).as_deref(), Some("2026-03-02 13:00:00"));
    assert_eq!((found[2].due, found[2].due_at), (Some(day("2026-03-03")), None));
}

#[test]
fn a_public_concern_is_answered_within_48_hours_of_being_noticed() {
    let answer = |on, id, kind: &str| {
        let values = json!({ "kind": kind, "noticed_on": "2026-03-02", "noticed_at": "10:15" });
        said(on, id, "public-response", "2026-03-04", values)
    };
    let record = record(&[
        began(),
        answer("2026-03-04 10:15:30", "just", "政务舆情回应"),
        answer("2026-03-04 10:16:00", "late", "政务舆情回应"),
        answer("2026-03-30 10:16:00", "other", "热点解答"),
    ]);
    let found = findings(&record, "concerns-are-answered-in-time", "2026-01-01", "2026-11-28");
    assert_eq!(states(&found), named(&[("1件", State::Met), ("late", State::Late)]));
}

#[test]
fn a_press_conference_is_held_within_24_hours_of_a_major_emergency() {
    let story = [
        began(),
        emergency("2026-03-02 10:00:00", "held", ("2026-03-02", Some("08:00"))),
        emergency("2026-03-02 10:00:00", "late", ("2026-03-02", Some("08:00"))),
        emergency("2026-03-02 10:00:00", "never", ("2026-03-02", Some("08:00"))),
        emergency("2026-03-02 10:00:00", "unstated", ("2026-03-02", None)),
        // Public the day after, held in time: when it was held counts.
        held("2026-03-04 09:00:00", "p1", "held", ("2026-03-03", Some("08:00"))),
        held("2026-03-03 09:00:00", "p2", "late", ("2026-03-03", Some("08:01"))),
        held("2026-03-03 20:00:00", "p3", "unstated", ("2026-03-03", Some("19:00"))),
    ];
    let of = |as_of| {
        let mut found = states(&findings(&record(&story), CONFERENCE, "2026-01-01", as_of));
        found.sort();
        found
    };
    assert_eq!(
        of("2026-03-02"),
        named(&[
            ("held", State::Open),
            ("late", State::Open),
            ("never", State::Open),
            ("unstated", State::Open)
        ])
    );
    assert_eq!(
        of("2026-03-04"),
        named(&[
            ("held", State::Met),
            ("late", State::Late),
            ("never", State::Overdue),
            ("unstated", State::Met)
        ])
    );
}

#[test]
fn a_second_conference_in_time_counts_though_the_first_was_late() {
    let record = record(&[
        began(),
        emergency("2026-03-02 10:00:00", "e", ("2026-03-02", Some("08:00"))),
        held("2026-03-03 10:00:00", "late", "e", ("2026-03-03", Some("09:00"))),
        held("2026-03-03 11:00:00", "early", "e", ("2026-03-02", Some("20:00"))),
    ]);
    let found = findings(&record, CONFERENCE, "2026-01-01", "2026-03-03");
    assert_eq!((found[0].state, found[0].evidence[0].id.as_str()), (State::Met, "early"));
}

#[test]
fn a_changed_list_entry_is_public_within_twenty_working_days() {
    let entry = |on, event, effective_on| Said {
        on,
        event,
        id: "power",
        item: "power-list",
        issued_on: effective_on,
        values: json!({}),
    };
    let record = record(&[
        began(),
        entry("2026-01-05", Event::Publish, "2025-12-31"),
        // Mended words: the entry bears the same day.
        entry("2026-06-01", Event::Amend, "2025-12-31"),
        entry("2026-06-10", Event::Amend, "2026-06-01"),
        entry("2026-09-28", Event::Amend, "2026-07-01"),
    ]);
    let found = findings(&record, "list-changes-within-20-working-days", "2026-01-01", "2026-11-28");
    assert_eq!(states(&found), named(&[("1件", State::Met), ("power", State::Late)]));
    assert_eq!(found[1].evidence[0].leaf, 4);
}
