//! Requests for information, from the form to the answer: on time, late, refused, with a third party, over a holiday; one
//! form sent twice, two people on one case, personal data sealed, shown and forgotten.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::{NaiveDate, TimeDelta};
use mingjing_actions::auditing::{self, AuditSearch};
use mingjing_actions::requests::{
    Applicant, Case, NewRequest, Receipt, Wanted, case, export_of, forget_what_was_kept_too_long, list,
    lodge, register, remedies, request_table, reveal, take_step, track,
};
use mingjing_actions::{Error, House, Officer, Role};
use mingjing_procedures::{
    ApplicantKind, Channel, Event, Group, Outcome, Party, Remedy, RemedyResult, Reply,
};
use mingjing_testkit::{AGENCY, Mailbox, People, TestHouse, account, on_both_databases};

/// An identity number that must stand nowhere in the open.
const IDENTITY: &str = "居民身份证 11010519491231002X";
const MAIL: &str = "wangxiaoming@example.com";

fn new(name: &str, description: &str) -> NewRequest {
    NewRequest {
        agency: AGENCY.into(),
        purpose: mingjing_procedures::Purpose::Information,
        applicant: Applicant {
            kind: ApplicantKind::Person,
            name: name.into(),
            identity: IDENTITY.into(),
            contact: "13812345678".into(),
            address: "某市某路 1 号".into(),
            mail: MAIL.into(),
        },
        wanted: Wanted {
            description: description.into(), form: "电子邮件".into(), evidence: String::new()
        },
    }
}

fn once(n: u32) -> String {
    format!("{n:032}")
}

async fn online(test: &TestHouse, n: u32) -> Receipt {
    lodge(&test.house, new("王小明", "2025年城市更新项目清单"), &once(n)).await.unwrap()
}

fn today(house: &House) -> NaiveDate {
    house.now().date_naive()
}

/// Takes a step on the case as it is now.
async fn step(test: &TestHouse, by: &Officer, id: &str, event: Event) -> Result<(), Error> {
    let version = case(&test.house, by, id).await?.row.lock_version;
    take_step(&test.house, by, id, version, event).await
}

async fn seen(test: &TestHouse, by: &Officer, id: &str) -> Case {
    case(&test.house, by, id).await.unwrap()
}

fn propose(test: &TestHouse, outcome: Outcome) -> Event {
    Event::Proposed {
        on: today(&test.house),
        outcome,
        text: "清单见附件。".into(),
        names: String::new(),
        public_interest: String::new(),
        by: String::new(),
    }
}

fn approve(test: &TestHouse) -> Event {
    Event::Approved { on: today(&test.house), by: String::new() }
}

fn confirm(test: &TestHouse) -> Event {
    Event::Confirmed { on: today(&test.house) }
}

on_both_databases! {
    async fn a_citizen_asks_and_is_answered_by_two_people(test: TestHouse) {
        let people = People::join(&test).await;
        let receipt = online(&test, 1).await;
        assert_eq!(receipt.code.chars().filter(char::is_ascii_alphanumeric).count(), 20);
        let id = receipt.id.as_str();
        let early = step(&test, &people.drafter, id, propose(&test, Outcome::Granted)).await.unwrap_err();
        assert!(early.to_string().contains("待确认收到"), "{early}");
        step(&test, &people.drafter, id, confirm(&test)).await.unwrap();
        step(&test, &people.drafter, id, propose(&test, Outcome::Granted)).await.unwrap();
        let told = track(&test.house, &receipt.code).await.unwrap().unwrap();
        assert!(!told.notices.iter().any(|n| n.text.contains("清单见附件")), "no answer before it is agreed to");
        for by in [&people.drafter, &people.stranger] {
            let refused = step(&test, by, id, approve(&test)).await.unwrap_err();
            assert!(matches!(refused, Error::Forbidden(_)), "{refused}");
        }
        step(&test, &people.approver, id, approve(&test)).await.unwrap();
        let lower = receipt.code.to_lowercase().replace('-', " ");
        let told = track(&test.house, &lower).await.unwrap().unwrap();
        assert_eq!((told.state, told.outcome), ("已办结", Some(Outcome::Granted)));
        assert!(told.notices.last().unwrap().text.contains("清单见附件"));
        assert!(track(&test.house, "00000-00000-00000-00000").await.unwrap().is_none());
        let table = request_table(&test.house, &people.drafter, AGENCY, 2026).await.unwrap();
        assert!(table.balances() && table.group(Group::Granted) == 1, "{table:?}");
        let letters = Mailbox::default().collect(&test).await;
        assert_eq!(letters.len(), 2, "confirmed, and answered: {letters:?}");
        for letter in letters {
            assert!(letter.to == MAIL && letter.body.contains(&receipt.number), "{}", letter.body);
            let whole = format!("{}{}", letter.subject, letter.body);
            assert!(!whole.contains("清单") && !whole.contains("王小明"), "{whole}");
            assert!(!letter.subject.contains(&receipt.number), "{}", letter.subject);
        }
        test.finish().await;
    }
}

on_both_databases! {
    async fn who_proposed_does_not_agree_whatever_roles_he_has(test: TestHouse) {
        let both = account(&test, "liangbian", "两边", AGENCY, vec![Role::Drafter, Role::Approver]).await;
        let receipt = online(&test, 1).await;
        step(&test, &both, &receipt.id, confirm(&test)).await.unwrap();
        let wish = Event::ExtensionAsked {
            on: today(&test.house), working_days: 20, text: "要查档案".into(), by: String::new(),
        };
        step(&test, &both, &receipt.id, wish).await.unwrap();
        let own = Event::Extended { on: today(&test.house), by: String::new() };
        assert!(step(&test, &both, &receipt.id, own).await.unwrap_err().to_string().contains("另一人"));
        step(&test, &both, &receipt.id, propose(&test, Outcome::NotHeld)).await.unwrap();
        assert!(step(&test, &both, &receipt.id, approve(&test)).await.unwrap_err().to_string().contains("另一人"));
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_form_that_is_sent_twice_makes_one_case(test: TestHouse) {
        let people = People::join(&test).await;
        let request = || lodge(&test.house, new("王小明", "预算说明"), "0123456789abcdef0123456789abcdef");
        let (first, second) = tokio::join!(request(), request());
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_eq!((&first.code, &first.number, &first.id), (&second.code, &second.number, &second.id));
        assert!(first.again != second.again);
        assert_eq!(list(&test.house, &people.drafter, true, (10, 0)).await.unwrap().total, 1);
        let Error::Invalid(problems) = lodge(&test.house, new("", &"长".repeat(4000)), &once(2)).await.unwrap_err() else {
            panic!("what is missing is named")
        };
        assert_eq!(problems.iter().map(|p| p.field.as_str()).collect::<Vec<_>>(), ["name", "description"]);
        let mut wrong = new("王小明", "预算说明");
        wrong.applicant.mail = "王小明".into();
        let refused = lodge(&test.house, wrong, &once(3)).await.unwrap_err();
        assert!(matches!(&refused, Error::Invalid(found) if found[0].field == "mail"), "{refused}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn two_people_on_one_case_do_not_overwrite_each_other(test: TestHouse) {
        let people = People::join(&test).await;
        let receipt = online(&test, 1).await;
        let version = seen(&test, &people.drafter, &receipt.id).await.row.lock_version;
        let take = || take_step(&test.house, &people.drafter, &receipt.id, version, confirm(&test));
        let (first, second) = tokio::join!(take(), take());
        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
        let lost = first.err().or(second.err()).unwrap();
        assert!(matches!(lost, Error::Conflict), "{lost:?}");
        assert_eq!(seen(&test, &people.drafter, &receipt.id).await.steps.len(), 2);
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_letter_is_answered_late_after_an_extension_over_a_holiday(test: TestHouse) {
        let people = People::join(&test).await;
        // National Day 2026 lies between: twenty working days from 14 September.
        let on: NaiveDate = "2026-09-14".parse().unwrap();
        let receipt = register(&test.house, &people.drafter, new("李女士", "征地补偿标准"), (Channel::SignedPost, on), &once(1))
            .await
            .unwrap();
        let due = test.house.rules.calendar.add_working_days(on, 20).unwrap();
        assert!(due > "2026-10-11".parse().unwrap(), "the days off do not count: {due}");
        assert_eq!(seen(&test, &people.drafter, &receipt.id).await.row.due_on, due.to_string());
        let line = &list(&test.house, &people.drafter, true, (10, 0)).await.unwrap().lines[0];
        assert!(line.left.unwrap() < 0 && line.row.applicant_mask == "李**", "{line:?}");
        let wish = Event::ExtensionAsked { on, working_days: 20, text: "要查档案".into(), by: String::new() };
        let antedated = step(&test, &people.drafter, &receipt.id, wish).await;
        antedated.unwrap();
        let agreed = Event::Extended { on, by: String::new() };
        let late = step(&test, &people.approver, &receipt.id, agreed).await.unwrap_err();
        assert!(late.to_string().contains("届满") && late.to_string().contains("第三十三条"), "{late}");
        step(&test, &people.drafter, &receipt.id, propose(&test, Outcome::Granted)).await.unwrap();
        step(&test, &people.approver, &receipt.id, approve(&test)).await.unwrap();
        assert!(seen(&test, &people.drafter, &receipt.id).await.row.late, "nothing makes it look on time");
        let ahead = (Channel::Counter, today(&test.house) + TimeDelta::days(1));
        let refused = register(&test.house, &people.drafter, new("李女士", "某"), ahead, &once(2)).await.unwrap_err();
        assert!(refused.to_string().contains("还没有到"), "{refused}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_third_party_is_asked_and_objects(test: TestHouse) {
        let people = People::join(&test).await;
        let on = today(&test.house);
        let receipt = register(&test.house, &people.drafter, new("某公司", "中标合同全文"), (Channel::Counter, on), &once(1))
            .await
            .unwrap();
        let id = receipt.id.as_str();
        let refused = step(&test, &people.drafter, id, propose(&test, Outcome::ThirdParty)).await.unwrap_err();
        assert!(refused.to_string().contains("第三十二条"), "{refused}");
        let letter = Event::Consulted { on, party: Party::ThirdParty, text: "恒泰公司:合同可否公开".into() };
        step(&test, &people.drafter, id, letter).await.unwrap();
        let told = track(&test.house, &receipt.code).await.unwrap().unwrap();
        assert!(told.clock.unwrap().unwrap().due.is_none(), "the clock stands still");
        assert!(!told.notices.iter().any(|n| n.text.contains("恒泰")), "the applicant is not told whom");
        step(&test, &people.drafter, id, Event::Delivered { on, number: 0 }).await.unwrap();
        let early = step(&test, &people.drafter, id, Event::Silent { on, number: 0 }).await.unwrap_err();
        assert!(early.to_string().contains("没有届满"), "{early}");
        let reply = Event::Replied { on, number: 0, reply: Reply::Objects, text: "涉及商业秘密".into() };
        step(&test, &people.drafter, id, reply).await.unwrap();
        let refused = step(&test, &people.drafter, id, propose(&test, Outcome::Granted)).await.unwrap_err();
        assert!(refused.to_string().contains("公共利益"), "{refused}");
        step(&test, &people.drafter, id, propose(&test, Outcome::ThirdParty)).await.unwrap();
        let back = Event::SentBack { on, text: "请写明理由".into(), by: String::new() };
        step(&test, &people.approver, id, back).await.unwrap();
        step(&test, &people.drafter, id, propose(&test, Outcome::ThirdParty)).await.unwrap();
        step(&test, &people.approver, id, approve(&test)).await.unwrap();
        let contested = |result| Event::Contested { on, remedy: Remedy::Reconsideration, result, text: String::new() };
        step(&test, &people.drafter, id, contested(RemedyResult::Open)).await.unwrap();
        step(&test, &people.drafter, id, contested(RemedyResult::Upheld)).await.unwrap();
        assert!(step(&test, &people.drafter, id, contested(RemedyResult::Corrected)).await.is_err());
        let counted = remedies(&test.house, &people.drafter, AGENCY, 2026).await.unwrap();
        assert_eq!(counted.into_iter().collect::<Vec<_>>(), [(("reconsideration".into(), "upheld".into()), 1)]);
        test.finish().await;
    }
}

on_both_databases! {
    async fn who_asks_is_sealed_shown_with_a_trace_and_forgotten(test: TestHouse) {
        let people = People::join(&test).await;
        let receipt = online(&test, 1).await;
        let other = lodge(&test.house, new("赵女士", "2025 年城市更新项目清单。"), &once(2)).await.unwrap();
        let id = receipt.id.as_str();
        let mut tx = test.house.db.read().await.unwrap();
        let row = mingjing_store::requests::one(&mut tx, id).await.unwrap().unwrap();
        let events = mingjing_store::requests::events(&mut tx, id).await.unwrap();
        drop(tx);
        let stored = format!("{row:?}{events:?}");
        for secret in ["11010519491231002X", "13812345678", "小明", "某路", "城市更新", &receipt.code] {
            assert!(!stored.contains(secret), "{secret} is in the open: {stored}");
        }
        assert_eq!(seen(&test, &people.drafter, id).await.same, 2, "two people asked for the same");
        assert_eq!(reveal(&test.house, &people.drafter, id).await.unwrap().identity, IDENTITY);
        for by in [&people.approver, &people.stranger] {
            assert!(matches!(reveal(&test.house, by, id).await, Err(Error::Forbidden(_))));
        }
        let search = AuditSearch { agency: AGENCY.into(), ..AuditSearch::default() };
        let admin = account(&test, "guanli", "孙管理", AGENCY, vec![Role::Administrator]).await;
        let trail = auditing::search(&test.house, &admin, &search, 50).await.unwrap();
        let trail = format!("{trail:?}");
        assert!(trail.contains("request-reveal") && !trail.contains("11010519491231002X"), "{trail}");
        let own = export_of(&test.house, &receipt.code).await.unwrap().unwrap().to_string();
        assert!(own.contains("11010519491231002X") && own.contains("城市更新") && !own.contains("赵"));

        step(&test, &people.drafter, id, confirm(&test)).await.unwrap();
        step(&test, &people.drafter, id, propose(&test, Outcome::Granted)).await.unwrap();
        step(&test, &people.approver, id, approve(&test)).await.unwrap();
        assert_eq!(forget_what_was_kept_too_long(&test.house).await.unwrap(), 0);
        test.advance(TimeDelta::days(5 * 366));
        assert_eq!(forget_what_was_kept_too_long(&test.house).await.unwrap(), 1, "the open case stays");
        let gone = seen(&test, &people.drafter, id).await;
        assert!(gone.wanted.is_none() && gone.row.applicant_mask.is_empty());
        assert_eq!(gone.row.outcome.as_deref(), Some("granted"), "what is counted stays");
        assert!(!format!("{:?}", gone.steps).contains("清单见附件"));
        assert!(track(&test.house, &receipt.code).await.unwrap().is_none());
        assert!(track(&test.house, &other.code).await.unwrap().is_some());
        assert!(reveal(&test.house, &people.drafter, id).await.is_err());
        test.finish().await;
    }
}
