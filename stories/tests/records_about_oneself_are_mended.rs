//! Somebody shows that a record about himself is not accurate (条例 第四十一条): it is mended, handed on, or upheld with a reason;
//! on a clock of its own, outside the yearly report's table of requests, with letters of its own.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::{NaiveDate, TimeDelta};
use mingjing_actions::requests::{
    NewRequest, Receipt, Wanted, case, export_of, list, lodge, remedies, request_table, take_step, track,
};
use mingjing_actions::{Error, Officer};
use mingjing_procedures::{Event, LetterKind, Outcome, Purpose, Remedy, RemedyResult};
use mingjing_stories::request_to;
use mingjing_testkit::{AGENCY, People, TestHouse, on_both_databases};

fn wish(evidence: &str) -> NewRequest {
    NewRequest {
        purpose: Purpose::Record,
        wanted: Wanted {
            description: "公示里我的出生年份写成了 1967 年，应当是 1976 年".into(),
            form: "邮寄".into(),
            evidence: evidence.into(),
        },
        ..request_to(AGENCY)
    }
}

async fn sent(test: &TestHouse, n: u32) -> Receipt {
    lodge(&test.house, wish("户口簿复印件，见文件一"), &format!("{n:032}")).await.unwrap()
}

fn today(test: &TestHouse) -> NaiveDate {
    test.house.now().date_naive()
}

async fn step(test: &TestHouse, by: &Officer, id: &str, event: Event) -> Result<(), Error> {
    let version = case(&test.house, by, id).await?.row.lock_version;
    take_step(&test.house, by, id, version, event).await
}

fn proposed(test: &TestHouse, outcome: Outcome, names: &str) -> Event {
    Event::Proposed {
        on: today(test),
        outcome,
        text: "已经核对户籍档案。".into(),
        names: names.into(),
        public_interest: String::new(),
        by: String::new(),
    }
}

async fn answered(test: &TestHouse, people: &People, id: &str, (outcome, names): (Outcome, &str)) {
    step(test, &people.drafter, id, Event::Confirmed { on: today(test) }).await.unwrap();
    step(test, &people.drafter, id, proposed(test, outcome, names)).await.unwrap();
    let approved = Event::Approved { on: today(test), by: String::new() };
    step(test, &people.approver, id, approved).await.unwrap();
}

on_both_databases! {
    async fn what_is_shown_to_be_wrong_is_mended_and_told(test: TestHouse) {
        let people = People::join(&test).await;
        let unproven = lodge(&test.house, wish(" "), &format!("{:032}", 9)).await.unwrap_err();
        let Error::Invalid(problems) = unproven else { panic!("{unproven}") };
        assert!(problems.len() == 1 && problems[0].field == "evidence", "{problems:?}");
        let receipt = sent(&test, 1).await;
        answered(&test, &people, &receipt.id, (Outcome::RecordCorrected, "")).await;
        let told = track(&test.house, &receipt.code).await.unwrap().unwrap();
        assert_eq!((told.purpose, told.outcome), (Purpose::Record, Some(Outcome::RecordCorrected)));
        let answer = &told.notices.last().unwrap().text;
        assert!(answer.starts_with("更正政府信息记录答复书"), "{answer}");
        assert!(answer.contains("第四十一条") && answer.contains("已经核对户籍档案"), "{answer}");
        let kinds: Vec<LetterKind> = told.letters.iter().map(|letter| letter.at.kind).collect();
        assert_eq!(kinds, [LetterKind::RecordReceipt, LetterKind::RecordAnswer]);
        assert!(!told.may_wish_publicity);
        let kept = export_of(&test.house, &receipt.code).await.unwrap().unwrap();
        assert_eq!(kept["证据"], "户口簿复印件，见文件一");
        // The yearly report counts requests for information, and what came of those in court.
        let contested = Event::Contested {
            on: today(&test),
            remedy: Remedy::Reconsideration,
            result: RemedyResult::Open,
            text: "复议".into(),
        };
        step(&test, &people.drafter, &receipt.id, contested).await.unwrap();
        let table = request_table(&test.house, &people.drafter, AGENCY, 2026).await.unwrap();
        assert!(table.new.is_empty() && table.results.is_empty() && table.carried_on.is_empty(), "{table:?}");
        assert!(remedies(&test.house, &people.drafter, AGENCY, 2026).await.unwrap().is_empty());
        let information = lodge(&test.house, request_to(AGENCY), &format!("{:032}", 2)).await.unwrap();
        let table = request_table(&test.house, &people.drafter, AGENCY, 2026).await.unwrap();
        assert_eq!(table.new.values().sum::<u64>(), 1);
        let seen = case(&test.house, &people.drafter, &information.id).await.unwrap();
        assert_eq!(seen.row.purpose, "information");
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_others_may_mend_is_handed_on_and_what_is_right_is_upheld(test: TestHouse) {
        let people = People::join(&test).await;
        let elsewhere = sent(&test, 1).await;
        step(&test, &people.drafter, &elsewhere.id, Event::Confirmed { on: today(&test) }).await.unwrap();
        let nobody = proposed(&test, Outcome::RecordElsewhere, "");
        let refused = step(&test, &people.drafter, &elsewhere.id, nobody).await.unwrap_err();
        assert!(refused.to_string().contains("有权更正的机关"), "{refused}");
        let of_requests = proposed(&test, Outcome::NotOurs, "公安局");
        let refused = step(&test, &people.drafter, &elsewhere.id, of_requests).await.unwrap_err();
        assert!(refused.to_string().contains("不符"), "{refused}");
        let longer = Event::ExtensionAsked {
            on: today(&test), working_days: 5, text: "要查档案".into(), by: String::new(),
        };
        assert!(step(&test, &people.drafter, &elsewhere.id, longer).await.is_err());
        let named = proposed(&test, Outcome::RecordElsewhere, "某市公安局，电话 0311-1");
        step(&test, &people.drafter, &elsewhere.id, named).await.unwrap();
        let approved = Event::Approved { on: today(&test), by: String::new() };
        step(&test, &people.approver, &elsewhere.id, approved).await.unwrap();
        let told = track(&test.house, &elsewhere.code).await.unwrap().unwrap();
        assert!(told.notices.last().unwrap().text.contains("某市公安局，电话 0311-1"));

        let upheld = sent(&test, 2).await;
        let (lines, row) = (list(&test.house, &people.drafter, true, (10, 0)).await.unwrap().lines, &upheld.id);
        assert!(lines.iter().any(|line| line.row.id == *row && line.row.purpose == "record"));
        answered(&test, &people, &upheld.id, (Outcome::RecordUpheld, "")).await;
        assert!(!case(&test.house, &people.drafter, &upheld.id).await.unwrap().row.late);
        let late = sent(&test, 3).await;
        step(&test, &people.drafter, &late.id, Event::Confirmed { on: today(&test) }).await.unwrap();
        test.advance(TimeDelta::days(35));
        step(&test, &people.drafter, &late.id, proposed(&test, Outcome::RecordUpheld, "")).await.unwrap();
        let approved = Event::Approved { on: today(&test), by: String::new() };
        step(&test, &people.approver, &late.id, approved).await.unwrap();
        assert!(case(&test.house, &people.drafter, &late.id).await.unwrap().row.late, "the rule is our own");
        test.finish().await;
    }
}
