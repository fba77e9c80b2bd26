//! Many requests of one applicant cost a fee that the rules count, not the clerk; and what was given to one applicant can be
//! wished open to all (条例 第四十二条、第四十四条).
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::{NaiveDate, TimeDelta};
use mingjing_actions::requests::{
    Receipt, case, list, register, request_table, take_step, track, wish_publicity,
};
use mingjing_actions::yearly_report::{Scope, Which, report};
use mingjing_actions::{Error, Officer};
use mingjing_procedures::{Channel, Event, FeeBasis, Group, LetterKind, Outcome};
use mingjing_stories::request_to;
use mingjing_testkit::{AGENCY, People, TestHouse, on_both_databases};

fn today(test: &TestHouse) -> NaiveDate {
    test.house.now().date_naive()
}

async fn at_the_counter(test: &TestHouse, people: &People, n: u32) -> Receipt {
    let mut new = request_to(AGENCY);
    new.wanted.description = format!("第 {n} 份文件");
    let counter = (Channel::Counter, today(test));
    register(&test.house, &people.drafter, new, counter, &format!("{n:032}")).await.unwrap()
}

async fn step(test: &TestHouse, by: &Officer, id: &str, event: Event) -> Result<(), Error> {
    let version = case(&test.house, by, id).await?.row.lock_version;
    take_step(&test.house, by, id, version, event).await
}

fn charge(test: &TestHouse, basis: FeeBasis, count: u32) -> Event {
    // What a clerk sends as the sum does not count.
    Event::FeeAsked { on: today(test), basis, count, yuan: 9_999, text: "到服务窗口缴纳".into() }
}

async fn granted(test: &TestHouse, people: &People, id: &str) {
    let on = today(test);
    let proposed = Event::Proposed {
        on,
        outcome: Outcome::Granted,
        text: "见附件。".into(),
        names: String::new(),
        public_interest: String::new(),
        by: String::new(),
    };
    step(test, &people.drafter, id, proposed).await.unwrap();
    step(test, &people.approver, id, Event::Approved { on, by: String::new() }).await.unwrap();
}

on_both_databases! {
    async fn the_eleventh_request_of_a_month_may_cost_and_is_answered_after_it_is_paid(test: TestHouse) {
        let people = People::join(&test).await;
        let mut receipts = Vec::new();
        for n in 1..=11 {
            receipts.push(at_the_counter(&test, &people, n).await);
        }
        let tenth = step(&test, &people.drafter, &receipts[9].id, charge(&test, FeeBasis::Cases, 50)).await.unwrap_err();
        assert!(tenth.to_string().contains("不收费"), "{tenth}");
        let id = receipts[10].id.as_str();
        step(&test, &people.drafter, id, charge(&test, FeeBasis::Cases, 0)).await.unwrap();
        let told = track(&test.house, &receipts[10].code).await.unwrap().unwrap();
        assert!(told.notices.iter().any(|n| n.text.contains("应缴纳 100 元")), "{:?}", told.notices);
        assert!(told.letters.iter().any(|letter| letter.at.kind == LetterKind::Fee));
        let early = step(&test, &people.drafter, id, Event::Confirmed { on: today(&test) }).await.unwrap_err();
        assert!(early.to_string().contains("待缴费"), "{early}");
        step(&test, &people.drafter, id, Event::FeeTold { on: today(&test) }).await.unwrap();
        test.advance(TimeDelta::days(3));
        step(&test, &people.drafter, id, Event::FeePaid { on: today(&test) }).await.unwrap();
        let due = case(&test.house, &people.drafter, id).await.unwrap().row.due_on;
        let anew = test.house.rules.calendar.add_working_days(today(&test), 20).unwrap();
        assert_eq!(due, anew.to_string());
        granted(&test, &people, id).await;
        // The yearly report has no cell for it, and says how much has to be told in words.
        let which = |year| Which { agency: AGENCY.into(), year, scope: Scope::Own };
        let told = report(&test.house, &people.drafter, &which(2026)).await.unwrap();
        assert!(told.remarks.iter().any(|remark| remark.contains("1 件共 100 元")), "{:?}", told.remarks);
        let before = report(&test.house, &people.drafter, &which(2025)).await.unwrap();
        assert!(before.remarks.is_empty(), "{:?}", before.remarks);
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_is_not_paid_in_time_is_given_up_and_counted_so(test: TestHouse) {
        let people = People::join(&test).await;
        let receipt = at_the_counter(&test, &people, 1).await;
        let id = receipt.id.as_str();
        step(&test, &people.drafter, id, charge(&test, FeeBasis::Pages, 40)).await.unwrap();
        let seen = format!("{:?}", case(&test.house, &people.drafter, id).await.unwrap().steps);
        assert!(seen.contains("yuan: 100"), "{seen}");
        let unpaid = || Event::FeeUnpaid { on: today(&test) };
        assert!(step(&test, &people.drafter, id, unpaid()).await.is_err(), "it is not known when the notice arrived");
        step(&test, &people.drafter, id, Event::FeeTold { on: today(&test) }).await.unwrap();
        let early = step(&test, &people.drafter, id, unpaid()).await.unwrap_err();
        assert!(early.to_string().contains("没有届满"), "{early}");
        test.advance(TimeDelta::days(29));
        step(&test, &people.drafter, id, unpaid()).await.unwrap();
        let told = track(&test.house, &receipt.code).await.unwrap().unwrap();
        assert_eq!(told.outcome, Some(Outcome::FeeUnpaid));
        assert!(told.letters.iter().any(|letter| letter.at.kind == LetterKind::FeeUnpaid));
        let table = request_table(&test.house, &people.drafter, AGENCY, 2026).await.unwrap();
        assert!(table.balances() && table.group(Group::Other) == 1, "{table:?}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn an_applicant_wishes_that_what_was_given_is_open_to_all_and_is_told(test: TestHouse) {
        let people = People::join(&test).await;
        let receipt = at_the_counter(&test, &people, 1).await;
        let id = receipt.id.as_str();
        let early = wish_publicity(&test.house, &receipt.code, "事关饮水安全").await.unwrap_err();
        assert!(matches!(early, Error::Refused(_)), "{early}");
        granted(&test, &people, id).await;
        let open = || async { list(&test.house, &people.drafter, true, (10, 0)).await.unwrap().total };
        assert!(open().await == 0 && track(&test.house, &receipt.code).await.unwrap().unwrap().may_wish_publicity);
        assert!(!wish_publicity(&test.house, "00000-00000", "事关饮水安全").await.unwrap());
        let long = wish_publicity(&test.house, &receipt.code, &"长".repeat(2_000)).await.unwrap_err();
        assert!(long.to_string().contains("最多"), "{long}");
        assert!(wish_publicity(&test.house, &receipt.code, "事关饮水安全").await.unwrap());
        assert!(wish_publicity(&test.house, &receipt.code, "再说一次").await.is_err());
        assert_eq!(open().await, 1, "it waits for the agency again");
        let told = track(&test.house, &receipt.code).await.unwrap().unwrap();
        let clock = told.clock.unwrap().unwrap();
        assert_eq!((clock.article, told.may_wish_publicity), ("条例第四十四条", false));
        let decided = Event::PublicityDecided { on: today(&test), agreed: true, text: "将在门户公开".into() };
        step(&test, &people.drafter, id, decided).await.unwrap();
        assert_eq!(open().await, 0);
        let told = track(&test.house, &receipt.code).await.unwrap().unwrap();
        assert!(told.notices.last().unwrap().title.contains("纳入主动公开"), "{:?}", told.notices);
        assert!(told.letters.iter().any(|letter| letter.at.kind == LetterKind::Publicity));
        let table = request_table(&test.house, &people.drafter, AGENCY, 2026).await.unwrap();
        assert!(table.balances() && table.group(Group::Granted) == 1, "{table:?}");
        test.finish().await;
    }
}
