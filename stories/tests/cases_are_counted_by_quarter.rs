//! Figures of cases: what fell due in a quarter and how much of it was answered in time, each case under its own last day, with
//! numbers that are worked out by hand here; drafted once a quarter; what has no last day is named and not guessed.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::{Datelike, NaiveDate};
use mingjing_actions::appeals::{self, WriterStep, writer_step};
use mingjing_actions::case_figures::{
    CaseFigures, CaseKind, Numbers, begin_draft, figures, may_see, quarters,
};
use mingjing_actions::requests::{self, NewRequest, Wanted};
use mingjing_actions::{Error, Officer, Role, desk_reading, discard_draft, submit_draft};
use mingjing_duties::{Per, Period};
use mingjing_procedures::appeal::{self, Ending, Kind, Way};
use mingjing_procedures::{Channel, Event, Outcome, Party, Purpose, Reply};
use mingjing_stories::{appeal_to, request_to};
use mingjing_testkit::{AGENCY, OTHER_AGENCY, People, TestHouse, account, on_both_databases};
use serde_json::json;

/// Puts the clock on a day: steps bear the day on which they are noted.
fn turn(test: &TestHouse, day: &str) -> NaiveDate {
    let day: NaiveDate = day.parse().unwrap();
    test.advance(day - test.house.now().date_naive());
    day
}

fn today(test: &TestHouse) -> NaiveDate {
    test.house.now().date_naive()
}

/// The quarter in which a day lies.
fn quarter(day: &str) -> Period {
    Period::of(Per::Quarter, day.parse().unwrap()).unwrap()
}

/// A request that is handed in at the counter today.
async fn comes_in(test: &TestHouse, by: &Officer, n: u32, purpose: Purpose) -> String {
    let mut new = NewRequest { purpose, ..request_to(&by.agency) };
    new.applicant.name = format!("某某{n}");
    if purpose == Purpose::Record {
        new.wanted = Wanted { evidence: "户口簿".into(), ..new.wanted };
    }
    let counter = (Channel::Counter, today(test));
    requests::register(&test.house, by, new, counter, &format!("{n:032}")).await.unwrap().id
}

async fn step(test: &TestHouse, by: &Officer, id: &str, event: Event) {
    let version = requests::case(&test.house, by, id).await.unwrap().row.lock_version;
    requests::take_step(&test.house, by, id, version, event).await.unwrap();
}

/// Answers a request today.
async fn answer(test: &TestHouse, people: &People, id: &str, outcome: Outcome) {
    let (on, text) = (today(test), "已经核对。".to_owned());
    let none = String::new;
    let proposed = Event::Proposed { on, outcome, text, names: none(), public_interest: none(), by: none() };
    step(test, &people.drafter, id, proposed).await;
    step(test, &people.approver, id, Event::Approved { on, by: none() }).await;
}

/// An appeal that is noted today at the agency of whoever notes it.
async fn appealed(test: &TestHouse, by: &Officer, n: u32, kind: Kind) -> appeals::Receipt {
    let new = appeals::NewAppeal { kind, ..appeal_to(&by.agency, &format!("第 {n} 件")) };
    let call = (Way::Phone, today(test));
    appeals::register(&test.house, by, new, call, &format!("{n:032}")).await.unwrap()
}

async fn appeal_step(test: &TestHouse, by: &Officer, id: &str, event: appeal::Event) {
    let version = appeals::case(&test.house, by, id).await.unwrap().row.lock_version;
    appeals::take_step(&test.house, by, id, version, event).await.unwrap();
}

/// Answers an accepted appeal today.
async fn answer_appeal(test: &TestHouse, people: &People, id: &str, ending: Ending) {
    let on = today(test);
    let proposed = appeal::Event::Proposed {
        on,
        ending,
        text: "已经办好。".into(),
        question: "某小区的问题".into(),
        withheld: String::new(),
        by: String::new(),
    };
    appeal_step(test, &people.drafter, id, proposed).await;
    appeal_step(test, &people.approver, id, appeal::Event::Approved { on, by: String::new() }).await;
}

async fn of(test: &TestHouse, by: &Officer, day: &str) -> CaseFigures {
    figures(&test.house, by, &by.agency, quarter(day)).await.unwrap()
}

/// The numbers of one kind: received, due, in time, late, open.
fn row(figures: &CaseFigures, title: &str) -> [u64; 5] {
    let one = figures.rows.iter().find(|row| row.title == title).unwrap().numbers;
    [one.received, one.due, one.in_time, one.late, one.open_late]
}

/// Requests for information of a summer, day by day. 20 working days each, from the day after each came in.
async fn requests_of_a_summer(test: &TestHouse, people: &People) -> String {
    let clerk = &people.drafter;
    let new = |n| comes_in(test, clerk, n, Purpose::Information);
    let granted = |id: String| async move { answer(test, people, &id, Outcome::Granted).await };
    turn(test, "2026-06-01");
    let in_june = new(1).await; // due on 30 June: the quarter before
    turn(test, "2026-06-02");
    let early = new(2).await; // due on 1 July, answered before the quarter begins: in time
    turn(test, "2026-06-22");
    granted(early).await;
    turn(test, "2026-06-30");
    granted(in_june).await;
    turn(test, "2026-07-01");
    let (last_day, day_after) = (new(3).await, new(4).await); // due on 29 July
    turn(test, "2026-07-15");
    let extended = new(5).await; // due on 12 August, with 20 working days more on 9 September
    let on = turn(test, "2026-07-16");
    let text = "要查档案".to_owned();
    step(test, clerk, &extended, Event::ExtensionAsked { on, working_days: 20, text, by: String::new() })
        .await;
    step(test, &people.approver, &extended, Event::Extended { on, by: String::new() }).await;
    turn(test, "2026-07-29");
    granted(last_day).await; // in time
    turn(test, "2026-07-30");
    granted(day_after).await; // late
    turn(test, "2026-08-03");
    new(6).await; // due on 31 August, never answered: open
    turn(test, "2026-08-04");
    let taken_back = new(7).await; // taken back before 1 September: not due
    turn(test, "2026-08-05");
    let taken_back_late = new(8).await; // due on 2 September, taken back on the 3rd: late
    let on = turn(test, "2026-08-10");
    step(test, clerk, &taken_back, Event::Withdrawn { on }).await;
    turn(test, "2026-09-01");
    let paused = new(9).await; // due on 29 September, were nobody asked
    let record = comes_in(test, clerk, 10, Purpose::Record).await; // due on 29 September
    let on = turn(test, "2026-09-03");
    step(test, clerk, &taken_back_late, Event::Withdrawn { on }).await;
    let on = turn(test, "2026-09-08");
    let letter = Event::Consulted { on, party: Party::ThirdParty, text: "某公司：可否公开".into() };
    step(test, clerk, &paused, letter).await;
    step(test, clerk, &paused, Event::Delivered { on, number: 0 }).await;
    turn(test, "2026-09-09");
    granted(extended).await; // in time
    let on = turn(test, "2026-09-22");
    let reply = Event::Replied { on, number: 0, reply: Reply::Consents, text: "同意".into() };
    step(test, clerk, &paused, reply).await; // five days had run: due on 20 October
    turn(test, "2026-09-29");
    answer(test, people, &record, Outcome::RecordCorrected).await; // in time
    paused
}

/// Appeals of the same summer.
async fn appeals_of_a_summer(test: &TestHouse, people: &People) {
    let clerk = &people.drafter;
    turn(test, "2026-07-01");
    let complaint = appealed(test, clerk, 21, Kind::Complaint).await;
    let on = turn(test, "2026-07-02");
    // 60 days from acceptance: due on 31 August.
    appeal_step(test, clerk, &complaint.id, appeal::Event::Accepted { on }).await;
    let on = turn(test, "2026-07-06");
    let question = appealed(test, clerk, 22, Kind::Consult).await; // five working days: due on 13 July
    appeal_step(test, clerk, &question.id, appeal::Event::Accepted { on }).await;
    turn(test, "2026-07-13");
    answer_appeal(test, people, &question.id, Ending::Explained).await; // in time
    turn(test, "2026-08-17");
    // Fifteen working days from when it came in, wherever that was: due on 7 September.
    let suggestion = appealed(test, &people.stranger, 23, Kind::Suggestion).await;
    let on = turn(test, "2026-08-18");
    let handed_on = appeal::Event::Transferred { on, to: AGENCY.into(), text: "归你们管".into() };
    appeal_step(test, &people.stranger, &suggestion.id, handed_on).await;
    appeal_step(test, clerk, &suggestion.id, appeal::Event::Accepted { on }).await;
    turn(test, "2026-09-07");
    answer_appeal(test, people, &suggestion.id, Ending::Adopted).await; // in time
    turn(test, "2026-09-10");
    answer_appeal(test, people, &complaint.id, Ending::Resolved).await; // late
    turn(test, "2026-09-15");
    // The second answer has its own last day: 60 days from here, on 16 November.
    let again = WriterStep::Reopen { text: "没有解决".into() };
    assert!(writer_step(&test.house, &complaint.code, again).await.unwrap());
    turn(test, "2026-09-21");
    appealed(test, clerk, 24, Kind::Help).await; // to be accepted in two working days, by 23 September: open
}

on_both_databases! {
    async fn numbers_are_those_that_a_clerk_works_out_by_hand(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        requests_of_a_summer(&test, &people).await;
        turn(&test, "2026-10-20");
        let summer = of(&test, &people.drafter, "2026-08-01").await;
        assert_eq!(row(&summer, "依申请公开"), [7, 6, 3, 2, 1]);
        assert_eq!(row(&summer, "其他"), [1, 1, 1, 0, 0]);
        assert_eq!(summer.all, Numbers { received: 8, due: 7, in_time: 4, late: 2, open_late: 1 });
        assert!(summer.not_counted.is_empty() && summer.drafted.is_none(), "{summer:?}");
        let spring = of(&test, &people.drafter, "2026-05-01").await;
        assert_eq!(row(&spring, "依申请公开"), [2, 1, 1, 0, 0]);
        assert_eq!(spring.all, Numbers { received: 2, due: 1, in_time: 1, late: 0, open_late: 0 });

        // Whoever oversees sees it, nobody else; a quarter that is not over has no figures.
        let office = account(&test, "zhuguan", "吴主管", AGENCY, vec![Role::OpennessOffice]).await;
        assert!(may_see(house, &office, OTHER_AGENCY) && !may_see(house, &people.screener, AGENCY));
        figures(house, &office, OTHER_AGENCY, quarter("2026-08-01")).await.unwrap();
        for by in [&people.screener, &people.stranger] {
            let refused = figures(house, by, AGENCY, quarter("2026-08-01")).await;
            assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        }
        let now = figures(house, &people.drafter, AGENCY, quarter("2026-10-20")).await.unwrap_err();
        assert!(now.to_string().contains("还没有过完"), "{now}");
        assert_eq!(quarters(today(&test))[0], quarter("2026-08-01"));
        test.finish().await;
    }
}

on_both_databases! {
    async fn appeals_count_under_the_last_day_of_each_answer(test: TestHouse) {
        let people = People::join(&test).await;
        appeals_of_a_summer(&test, &people).await;
        turn(&test, "2026-10-20");
        let summer = of(&test, &people.drafter, "2026-08-01").await;
        assert_eq!(row(&summer, "咨询"), [1, 1, 1, 0, 0]);
        assert_eq!(row(&summer, "投诉"), [1, 1, 0, 1, 0]);
        assert_eq!(row(&summer, "建议"), [1, 1, 1, 0, 0]);
        assert_eq!(row(&summer, "举报"), [0; 5]);
        assert_eq!(row(&summer, "求助"), [1, 1, 0, 0, 1]);
        assert_eq!(row(&summer, "依申请公开"), [0; 5]);
        assert_eq!(summer.all, Numbers { received: 4, due: 4, in_time: 2, late: 1, open_late: 1 });
        let theirs = of(&test, &people.stranger, "2026-08-01").await;
        assert_eq!(theirs.all, Numbers::default(), "what was handed on counts where it is");
        // The second answer to the complaint was due in the next quarter; the first stays late in its own.
        turn(&test, "2027-01-04");
        let autumn = of(&test, &people.drafter, "2026-11-01").await;
        assert_eq!(row(&autumn, "投诉"), [0, 1, 0, 0, 1]);
        assert_eq!(row(&of(&test, &people.drafter, "2026-08-01").await, "投诉"), [1, 1, 0, 1, 0]);
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_quarter_becomes_one_draft(test: TestHouse) {
        let people = People::join(&test).await;
        let (house, clerk) = (&test.house, &people.drafter);
        appeals_of_a_summer(&test, &people).await;
        turn(&test, "2026-10-08");
        let summer = quarter("2026-08-01");
        let begin = || begin_draft(house, clerk, AGENCY, summer);
        let (one, other) = tokio::join!(begin(), begin());
        let (one, other) = (one.unwrap(), other.unwrap());
        assert!(one.0 == other.0 && one.1 != other.1, "at the same moment: {one:?} {other:?}");
        assert_eq!(begin().await.unwrap(), (one.0.clone(), false));
        assert_eq!(of(&test, clerk, "2026-08-01").await.drafted.as_ref(), Some(&one.0));
        let draft = desk_reading::draft(house, clerk, &one.0).await.unwrap();
        assert_eq!(draft.values["title"], "2026年第三季度办件情况");
        assert_eq!(draft.values["covers"], json!({ "from": "2026-07-01", "until": "2026-09-30" }));
        let numbers = ["due", "in_time", "late", "open_late"].map(|key| draft.values[key].as_u64().unwrap());
        assert_eq!(numbers, [4, 2, 1, 1]);
        let kinds = draft.values["kinds"].as_array().unwrap();
        let complaint = json!({ "kind": "投诉", "received": 1, "due": 1, "in_time": 0, "late": 1, "open_late": 0 });
        assert!(kinds.len() == 7 && kinds.contains(&complaint), "{kinds:?}");
        let sum = |key: &str| kinds.iter().filter_map(|row| row[key].as_u64()).sum::<u64>();
        assert_eq!([sum("due"), sum("in_time"), sum("late"), sum("open_late")], numbers);
        let body = draft.body.clone().unwrap();
        assert!(body.contains("到期应办结：") && body.contains("2026-10-08"), "{body}");

        // A draft that is given up makes place for another one; what is handed in is what the catalogue takes.
        discard_draft(house, clerk, &one.0, draft.lock_version).await.unwrap();
        assert!(of(&test, clerk, "2026-08-01").await.drafted.is_none());
        let (again, begun) = begin().await.unwrap();
        assert!(begun && again != one.0);
        submit_draft(house, clerk, &again, 0).await.unwrap();
        assert_eq!(begin().await.unwrap(), (again, false));

        let office = account(&test, "zhuguan", "吴主管", AGENCY, vec![Role::OpennessOffice]).await;
        for by in [&office, &people.approver, &people.stranger] {
            let refused = begin_draft(house, by, AGENCY, summer).await;
            assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        }
        let now = begin_draft(house, clerk, AGENCY, quarter("2026-10-08")).await;
        assert!(matches!(now, Err(Error::Refused(_))), "{now:?}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_has_no_last_day_yet_is_named_and_not_guessed(test: TestHouse) {
        let people = People::join(&test).await;
        let clerk = &people.drafter;
        // The last day of what comes in at the end of the last year whose holidays are announced lies in the next one.
        let end = test.house.rules.calendar.last_day().unwrap();
        turn(&test, &format!("{}-12-30", end.year()));
        let id = comes_in(&test, clerk, 1, Purpose::Information).await;
        let taken_back = comes_in(&test, clerk, 2, Purpose::Information).await;
        step(&test, clerk, &taken_back, Event::Withdrawn { on: today(&test) }).await;
        turn(&test, &format!("{}-04-06", end.year() + 1));
        let after = of(&test, clerk, &format!("{}-02-01", end.year() + 1)).await;
        assert_eq!(after.all, Numbers::default(), "nothing is guessed");
        let [one] = after.not_counted.as_slice() else { panic!("one is named: {:?}", after.not_counted) };
        assert_eq!((one.id.as_str(), one.year), (id.as_str(), end.year() + 1));
        assert_eq!(one.kind, CaseKind::Request(Purpose::Information));
        // It cannot have fallen due before.
        let before = of(&test, clerk, &format!("{}-12-01", end.year())).await;
        assert_eq!((before.all.received, before.all.due, before.not_counted.len()), (2, 0, 0));
        let (draft, _) = begin_draft(&test.house, clerk, AGENCY, quarter(&format!("{}-02-01", end.year() + 1))).await.unwrap();
        let body = desk_reading::draft(&test.house, clerk, &draft).await.unwrap().body.unwrap();
        assert!(body.contains("另有 1 件") && body.contains("没有计入"), "{body}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_stands_still_is_due_when_it_goes_on(test: TestHouse) {
        let people = People::join(&test).await;
        let paused = requests_of_a_summer(&test, &people).await;
        let due = |figures: &CaseFigures| row(figures, "依申请公开");
        turn(&test, "2026-10-20");
        assert_eq!(due(&of(&test, &people.drafter, "2026-08-01").await), [7, 6, 3, 2, 1]);
        answer(&test, &people, &paused, Outcome::Granted).await;
        turn(&test, "2027-01-04");
        // On its last day, three weeks after it would have been without the pause.
        assert_eq!(due(&of(&test, &people.drafter, "2026-10-20").await), [0, 1, 1, 0, 0]);
        test.finish().await;
    }
}
