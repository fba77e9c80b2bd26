//! Shares told by figures, and who is excepted from a duty.

use super::*;
use crate::duty::Who;
use crate::exception::Exception;

const CASES: &str = "cases-answered-in-time";
const TRAINING: &str = "staff-trained-within-three-years";

fn began<'a>(on: &'a str) -> Said<'a> {
    said(on, "n1", "news", on, json!({}))
}

fn figures<'a>(on: &'a str, id: &'a str, covers: (&str, &str), (in_time, due): (u32, u32)) -> Said<'a> {
    let covers = json!({ "from": covers.0, "until": covers.1 });
    said(on, id, "case-figures", on, json!({ "covers": covers, "due": due, "in_time": in_time }))
}

const FIRST: (&str, &str) = ("2026-01-01", "2026-03-31");
const SECOND: (&str, &str) = ("2026-04-01", "2026-06-30");
const THIRD: (&str, &str) = ("2026-07-01", "2026-09-30");

#[test]
fn cases_of_each_quarter_are_answered_in_time() {
    let story = [
        began("2025-11-10"),
        figures("2026-04-10", "q1", FIRST, (12, 12)),
        figures("2026-07-10", "q2", SECOND, (11, 12)),
        figures("2026-11-10", "q3", THIRD, (0, 0)),
    ];
    let of = |as_of| states(&findings(&record(&story), CASES, "2026-01-01", as_of));
    assert_eq!(
        of("2026-11-28"),
        named(&[
            ("2025年第四季度", State::Unknown),
            ("2026年第一季度", State::Met),
            ("2026年第二季度", State::Overdue),
            ("2026年第三季度", State::Late),
            ("2026年第四季度", State::Open),
        ])
    );
    assert_eq!(of("2026-07-12")[2].1, State::Open, "the figures may still be put right");
    assert_eq!(of("2026-11-09")[3].1, State::Overdue, "who told of cases once tells of them each quarter");
    let found = findings(&record(&story), CASES, "2026-01-01", "2026-11-28");
    assert_eq!(found[2].evidence[0].id, "q2", "the figures that fall short are shown");
    assert_eq!(found[1].due, Some(day("2026-04-29")), "twenty working days after the quarter");
}

#[test]
fn who_never_told_of_cases_is_unknown_and_not_accused() {
    let record = record(&[began("2025-11-10")]);
    let found = findings(&record, CASES, "2026-01-01", "2026-11-28");
    assert_eq!(found.len(), 5);
    assert!(found.iter().all(|finding| finding.state == State::Unknown), "{found:?}");
}

#[test]
fn figures_of_a_few_days_prove_nothing_of_a_quarter() {
    let record =
        record(&[began("2025-11-10"), figures("2026-04-10", "day", ("2026-03-31", "2026-03-31"), (0, 0))]);
    let found = findings(&record, CASES, "2026-01-01", "2026-05-28");
    assert_eq!(states(&found)[1], ("2026年第一季度".to_owned(), State::Overdue));
    assert!(found[1].evidence.is_empty());
}

#[test]
fn figures_put_right_or_withdrawn_count_as_they_then_stand() {
    let amended = |on, in_time| Said { event: Event::Amend, ..figures(on, "q1", FIRST, (in_time, 12)) };
    let withdrawn = Said { event: Event::Withdraw, ..figures("2026-05-20", "q1", FIRST, (12, 12)) };
    let story = [
        began("2025-11-10"),
        figures("2026-04-10", "q1", FIRST, (11, 12)),
        amended("2026-05-10", 12),
        withdrawn,
    ];
    let of =
        |events: usize, as_of| states(&findings(&record(&story[..events]), CASES, "2026-01-01", as_of))[1].1;
    assert_eq!(of(3, "2026-04-29"), State::Open);
    assert_eq!(of(3, "2026-05-09"), State::Overdue);
    assert_eq!(of(3, "2026-05-10"), State::Late);
    assert_eq!(of(4, "2026-05-20"), State::Overdue);
    assert_eq!(
        of(4, "2026-05-10"),
        State::Unknown,
        "what was withdrawn is erased: nobody knows what it proved"
    );
}

/// What the office of the province said of its training.
fn trained(story: &[Said<'_>], as_of: &str) -> Vec<(String, State)> {
    let office = member("130004", "河北省人民政府办公厅");
    let span = Span { first: day("2022-01-01"), as_of: day(as_of) };
    let all = judge().findings(&record(story), &office, span);
    states(&all.into_iter().filter(|finding| finding.duty == TRAINING).collect::<Vec<_>>())
}

fn summary<'a>(on: &'a str, id: &'a str, kind: &str, until: &str, trained: u32) -> Said<'a> {
    let covers = json!({ "from": "2022-04-05", "until": until });
    let values = json!({ "kind": kind, "covers": covers, "staff": 120, "trained": trained });
    said(on, id, "openness-training", on, values)
}

#[test]
fn all_staff_are_trained_within_three_years() {
    let name = |from: &str, to: &str| format!("{from}4月5日至{to}4月4日");
    let (second, third) = (name("2022年", "2025年"), name("2025年", "2028年"));
    let story = [
        began("2021-11-10"),
        summary("2024-12-20", "one", "培训班", "2024-12-15", 120),
        summary("2025-01-20", "two", "轮训总结", "2024-12-31", 118),
        summary("2025-04-20", "three", "轮训总结", "2025-04-04", 120),
    ];
    let first = (name("2019年", "2022年"), State::Unknown);
    assert_eq!(trained(&story, "2025-03-01"), [first.clone(), (second.clone(), State::Open)]);
    let now = [first.clone(), (second.clone(), State::Met), (third.clone(), State::Open)];
    assert_eq!(trained(&story, "2026-11-28"), now);
    assert_eq!(trained(&story[..3], "2026-11-28")[1].1, State::Overdue, "two in 120 are left");
    let late = summary("2025-05-20", "three", "轮训总结", "2025-04-04", 120);
    let late = story.into_iter().take(3).chain([late]).collect::<Vec<_>>();
    assert_eq!(trained(&late, "2026-11-28")[1].1, State::Late);
}

/// The duties of the law, one of them with an exception.
fn with_exception(key: &str, exception: Exception) -> Duties {
    let mut duties = LAW.duties.clone();
    let duty = duties.duties.iter_mut().find(|duty| duty.key == key).unwrap();
    duty.exceptions.push(exception);
    duties
}

fn exception(days: (Option<&str>, Option<&str>)) -> Exception {
    Exception {
        levels: vec![Level::Province],
        words: vec!["教育".into()],
        agencies: Vec::new(),
        from: days.0.map(day),
        until: days.1.map(day),
        ground: "机构改革期间暂不举办".into(),
        article: "某通知".into(),
    }
}

fn judged(duties: &Duties, record: &Record, (key, name): (&str, &str)) -> Vec<(String, State)> {
    let judge = Judge::new(duties, &LAW.catalogue, &LAW.calendar);
    let span = Span { first: day("2026-01-01"), as_of: day("2026-11-28") };
    let found = judge.findings(record, &member("130004", name), span);
    states(&found.into_iter().filter(|finding| finding.duty == key).collect::<Vec<_>>())
}

#[test]
fn who_is_excepted_has_no_finding_of_the_days_of_the_exception() {
    let key = "press-conference-each-quarter";
    let record = record(&[began("2025-11-10")]);
    let spring = with_exception(key, exception((Some("2026-04-01"), Some("2026-09-29"))));
    let names = |found: Vec<(String, State)>| found.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(
        names(judged(&spring, &record, (key, "河北省教育厅"))),
        ["2026年第一季度", "2026年第三季度", "2026年第四季度"]
    );
    assert_eq!(judged(&spring, &record, (key, "河北省民政厅")).len(), 4, "others owe it as before");
    let always = with_exception(key, exception((None, None)));
    assert!(judged(&always, &record, (key, "河北省教育厅")).is_empty());
    let education = member("130004", "河北省教育厅");
    let year = (day("2026-01-01"), day("2026-12-31"));
    let told: Vec<&str> = always.exceptions_of(&education, year).map(|(duty, _)| duty.key.as_str()).collect();
    assert!(told.contains(&key));
    assert!(
        spring
            .exceptions_of(&education, (day("2025-01-01"), day("2025-12-31")))
            .all(|(duty, _)| duty.key != key)
    );
}

#[test]
fn what_is_owed_all_the_time_is_excepted_while_the_exception_holds() {
    let key = "openness-officer-named";
    let record = record(&[began("2025-11-10")]);
    let until = |last| with_exception(key, exception((None, Some(last))));
    assert!(judged(&until("2026-11-28"), &record, (key, "河北省教育厅")).is_empty());
    assert_eq!(
        judged(&until("2026-11-27"), &record, (key, "河北省教育厅")),
        named(&[("openness-officer", State::Overdue)])
    );
}

#[test]
fn disclosures_with_a_limit_are_excepted_by_the_day_they_became_public() {
    let key = "licences-penalties-within-7-working-days";
    let licence = |on, id| said(on, id, "licence", "2026-02-02", json!({}));
    let record = record(&[
        began("2025-11-10"),
        licence("2026-02-03", "a"),
        licence("2026-03-03", "b"),
        licence("2026-04-03", "c"),
    ]);
    let duties = with_exception(key, exception((Some("2026-03-01"), Some("2026-03-31"))));
    assert_eq!(
        judged(&duties, &record, (key, "河北省教育厅")),
        named(&[("1件", State::Met), ("c", State::Late)])
    );
}

#[test]
fn a_township_does_not_owe_the_yearly_report_by_31_january() {
    let record = record(&[began("2025-11-10")]);
    let of = |level| {
        let member = Member { level, ..member("130004", "某镇人民政府") };
        let span = Span { first: day("2026-01-01"), as_of: day("2026-11-28") };
        judge().findings(&record, &member, span).iter().filter(|f| f.duty == "yearly-report").count()
    };
    assert_eq!((of(Level::Township), of(Level::County)), (0, 1));
    let duty = LAW.duties.get("yearly-report").unwrap();
    assert_eq!(duty.who, Who::Publishers);
    assert!(duty.exceptions.iter().all(|exception| exception.article.contains("第四十九条")));
}
