//! Appeals that say the same get one answer, each in a case of its own; and files of an appeal are its handlers' and its
//! writer's.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use bytes::Bytes;
use chrono::TimeDelta;
use mingjing_actions::appeals::{
    Receipt, alike, answer_alike, case, forget_writers, lodge, take_step, track,
};
use mingjing_actions::case_files::{FilePart, FilesOf};
use mingjing_actions::{Error, Officer, Role, check_audit};
use mingjing_procedures::appeal::{Ending, Event};
use mingjing_stories::appeal_to;
use mingjing_testkit::{AGENCY, People, TestHouse, account, on_both_databases};

const DARK: &str = "东风路和建设街交叉口往北两百米的路灯坏了好几天，晚上走路看不见";

fn once(n: u32) -> String {
    format!("{n:032}")
}

async fn lodged(test: &TestHouse, n: u32) -> Receipt {
    lodge(&test.house, appeal_to(AGENCY, DARK), &once(n)).await.unwrap()
}

/// Takes a step on the case as it is now.
async fn step(test: &TestHouse, by: &Officer, id: &str, event: Event) {
    let version = case(&test.house, by, id).await.unwrap().row.lock_version;
    take_step(&test.house, by, id, version, event).await.unwrap();
}

fn proposed(test: &TestHouse) -> Event {
    Event::Proposed {
        on: test.house.now().date_naive(),
        ending: Ending::Resolved,
        text: "已经修好。".into(),
        question: "路灯不亮".into(),
        withheld: String::new(),
        by: String::new(),
    }
}

fn accepted(test: &TestHouse) -> Event {
    Event::Accepted { on: test.house.now().date_naive() }
}

fn approved(test: &TestHouse) -> Event {
    Event::Approved { on: test.house.now().date_naive(), by: String::new() }
}

on_both_databases! {
    async fn one_answer_is_given_in_several_cases_by_two_people(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let mut receipts = Vec::new();
        for n in 1..=4 {
            receipts.push(lodged(&test, n).await);
        }
        let ids: Vec<String> = receipts.iter().map(|receipt| receipt.id.clone()).collect();
        let [lead, others @ ..] = ids.as_slice() else { panic!("four") };
        step(&test, &people.drafter, lead, accepted(&test)).await;
        assert!(alike(house, &people.drafter, lead).await.unwrap().is_empty(), "there is no answer yet");
        step(&test, &people.drafter, lead, proposed(&test)).await;
        assert_eq!(alike(house, &people.drafter, lead).await.unwrap().len(), 3);
        assert!(alike(house, &people.approver, lead).await.unwrap().is_empty(), "nothing to agree to");
        let done = answer_alike(house, &people.drafter, lead, &others[..2]).await.unwrap();
        assert!(done.len() == 2 && done.iter().all(|one| one.refused.is_none()), "{done:?}");
        let early = answer_alike(house, &people.approver, lead, others).await.unwrap();
        assert!(early.is_empty(), "not before this one: {early:?}");
        step(&test, &people.approver, lead, approved(&test)).await;
        let both = account(&test, "liangbian", "两边", AGENCY, vec![Role::Drafter, Role::Approver]).await;
        let own = answer_alike(house, &both, lead, &others[2..]).await.unwrap();
        assert!(own.len() == 1 && own[0].refused.is_none(), "{own:?}");
        let refused = answer_alike(house, &both, lead, &others[2..]).await.unwrap();
        assert!(refused[0].refused.as_ref().is_some_and(|words| words.contains("另一人")), "{refused:?}");
        let done = answer_alike(house, &people.approver, lead, others).await.unwrap();
        assert!(done.len() == 3 && done.iter().all(|one| one.refused.is_none()), "{done:?}");
        for receipt in &receipts[1..] {
            let told = track(house, &receipt.code).await.unwrap().unwrap();
            assert_eq!((told.state, told.ending), ("已答复", Some(Ending::Resolved)));
            assert!(told.withheld.unwrap().contains("不重复公开"));
        }
        assert!(track(house, &receipts[0].code).await.unwrap().unwrap().withheld.is_none());
        assert!(answer_alike(house, &people.drafter, lead, others).await.unwrap().is_empty(), "nothing is left");
        assert_eq!(check_audit(house).await.unwrap().problem, None);
        test.finish().await;
    }
}

on_both_databases! {
    async fn files_of_an_appeal_are_its_handlers_and_its_writers(test: TestHouse) {
        let people = People::join(&test).await;
        let (house, of) = (&test.house, FilesOf::Appeal);
        let file = |name: &str, text: &str| (name.to_owned(), Bytes::from(text.to_owned()));
        let sent = vec![file("现场.txt", "现场的照片"), file("程序.txt", "#!/bin/sh\nrm -rf /")];
        let (kept, refused) = of.keep(house, &once(1), sent, &[]).await.unwrap();
        assert_eq!((kept.len(), refused.len()), (1, 1), "{refused:?}");
        let receipt = lodged(&test, 1).await;
        let (id, own) = (receipt.id.as_str(), kept[0].id.as_str());
        assert_eq!(case(house, &people.drafter, id).await.unwrap().files.len(), 1);
        assert_eq!(of.take(house, &people.drafter, id, own).await.unwrap().bytes, "现场的照片".as_bytes());
        for by in [&people.approver, &people.stranger] {
            assert!(matches!(of.take(house, by, id, own).await, Err(Error::Forbidden(_))));
        }
        step(&test, &people.drafter, id, accepted(&test)).await;
        of.add(house, &people.drafter, (id, FilePart::Answer), file("记录.txt", "二十度")).await.unwrap();
        let answer = case(house, &people.drafter, id).await.unwrap().files[1].id.clone();
        assert!(of.by_code(house, &receipt.code, &answer).await.is_err(), "not yet given");
        step(&test, &people.drafter, id, proposed(&test)).await;
        assert!(of.remove(house, &people.drafter, id, &answer).await.is_err(), "somebody looks at it now");
        step(&test, &people.approver, id, approved(&test)).await;
        let given = of.by_code(house, &receipt.code, &answer).await.unwrap().unwrap();
        assert_eq!(given.bytes, "二十度".as_bytes());
        assert_eq!(track(house, &receipt.code).await.unwrap().unwrap().files.len(), 2);
        assert!(of.by_code(house, "00000-00000", &answer).await.unwrap().is_none());
        assert!(FilesOf::Request.by_code(house, &receipt.code, &answer).await.unwrap().is_none());
        test.advance(TimeDelta::days(3 * 366));
        assert_eq!(forget_writers(house).await.unwrap(), 1);
        assert!(case(house, &people.drafter, id).await.unwrap().files.is_empty());
        test.finish().await;
    }
}
