//! Files of a request for information: sealed, checked, kept when the form fails, given by the receipt code once the answer
//! went out, gone when the time to keep the case is over.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use bytes::Bytes;
use chrono::TimeDelta;
use mingjing_actions::auditing::{self, AuditSearch};
use mingjing_actions::case_files::{FilePart, FilesOf};
use mingjing_actions::requests::{Receipt, case, forget_what_was_kept_too_long, lodge, take_step, track};
use mingjing_actions::{Error, Officer, Role};
use mingjing_procedures::{Event, Outcome};
use mingjing_stories::request_to;
use mingjing_testkit::{AGENCY, People, TestHouse, account, on_both_databases};

const SECRET: &str = "身份证复印件：11010519491231002X";

fn file(name: &str, text: &str) -> (String, Bytes) {
    (name.into(), Bytes::from(text.to_owned()))
}

fn once() -> String {
    format!("{:032}", 1)
}

async fn lodged(test: &TestHouse) -> Receipt {
    FilesOf::Request.keep(&test.house, &once(), vec![file("身份证.txt", SECRET)], &[]).await.unwrap();
    lodge(&test.house, request_to(AGENCY), &once()).await.unwrap()
}

async fn step(test: &TestHouse, by: &Officer, id: &str, event: Event) -> Result<(), Error> {
    let version = case(&test.house, by, id).await?.row.lock_version;
    take_step(&test.house, by, id, version, event).await
}

async fn stored(test: &TestHouse, id: &str) -> String {
    let mut tx = test.house.db.read().await.unwrap();
    let row = mingjing_store::requests::one(&mut tx, id).await.unwrap().unwrap();
    let mut all = String::new();
    for file in mingjing_store::case_files::of_form(&mut tx, &row.once_digest).await.unwrap() {
        let one = mingjing_store::case_files::one(&mut tx, &row.once_digest, &file.id).await.unwrap();
        all.push_str(&format!("{one:?}"));
    }
    all
}

on_both_databases! {
    async fn what_comes_with_a_form_is_checked_and_kept_while_the_form_fails(test: TestHouse) {
        let people = People::join(&test).await;
        let sent = vec![
            file("身份证.txt", SECRET),
            file("程序.txt", "#!/bin/sh\nrm -rf /"),
            file("空.txt", ""),
            ("大.txt".into(), Bytes::from("大".repeat(2 << 20))),
        ];
        let (kept, refused) = FilesOf::Request.keep(&test.house, &once(), sent, &[]).await.unwrap();
        assert_eq!((kept.len(), refused.len()), (1, 3), "{kept:?} {refused:?}");
        let mut failing = request_to(AGENCY);
        failing.applicant.name = String::new();
        assert!(matches!(lodge(&test.house, failing, &once()).await, Err(Error::Invalid(_))));
        // The next try finds the first file, adds too many, and takes one back.
        let more = (0..6).map(|n| file(&format!("{n}.txt"), "材料")).collect();
        let (kept, refused) = FilesOf::Request.keep(&test.house, &once(), more, &[]).await.unwrap();
        assert!(kept.len() == 5 && refused.len() == 1, "{kept:?} {refused:?}");
        let unwanted = [kept[1].id.clone()];
        let (kept, _) = FilesOf::Request.keep(&test.house, &once(), Vec::new(), &unwanted).await.unwrap();
        assert_eq!(kept.len(), 4);
        let receipt = lodge(&test.house, request_to(AGENCY), &once()).await.unwrap();
        // Once the case is there, its form changes nothing any more.
        let (kept, _) = FilesOf::Request.keep(&test.house, &once(), vec![file("又.txt", "又")], &[kept[0].id.clone()]).await.unwrap();
        assert_eq!(kept.len(), 4);
        let seen = case(&test.house, &people.drafter, &receipt.id).await.unwrap();
        assert!(seen.files.len() == 4 && seen.files.iter().all(|file| file.part == FilePart::Citizen));
        let all = stored(&test, &receipt.id).await;
        assert!(!all.contains("身份证") && !all.contains("11010519491231002X"), "{all}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_makes_no_case_is_forgotten(test: TestHouse) {
        FilesOf::Request.keep(&test.house, &once(), vec![file("a.txt", "材料")], &[]).await.unwrap();
        let kept_case = format!("{:032}", 2);
        FilesOf::Request.keep(&test.house, &kept_case, vec![file("b.txt", "材料")], &[]).await.unwrap();
        lodge(&test.house, request_to(AGENCY), &kept_case).await.unwrap();
        test.advance(TimeDelta::days(2));
        FilesOf::Request.keep(&test.house, &format!("{:032}", 3), Vec::new(), &[]).await.unwrap();
        assert!(FilesOf::Request.keep(&test.house, &once(), Vec::new(), &[]).await.unwrap().0.is_empty());
        assert_eq!(FilesOf::Request.keep(&test.house, &kept_case, Vec::new(), &[]).await.unwrap().0.len(), 1);
        test.finish().await;
    }
}

on_both_databases! {
    async fn files_of_an_answer_are_given_with_it(test: TestHouse) {
        let people = People::join(&test).await;
        let receipt = lodged(&test).await;
        let id = receipt.id.as_str();
        let on = test.house.now().date_naive();
        let early = FilesOf::Request.add(&test.house, &people.drafter, (id, FilePart::Answer), file("清单.txt", "清单")).await.unwrap_err();
        assert!(early.to_string().contains("办理中"), "{early}");
        step(&test, &people.drafter, id, Event::Confirmed { on }).await.unwrap();
        FilesOf::Request.add(&test.house, &people.drafter, (id, FilePart::Citizen), file("补寄.txt", "材料")).await.unwrap();
        for by in [&people.approver, &people.stranger] {
            let refused = FilesOf::Request.add(&test.house, by, (id, FilePart::Answer), file("清单.txt", "清单")).await;
            assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        }
        let program = FilesOf::Request.add(&test.house, &people.drafter, (id, FilePart::Answer), file("a.txt", "<script>x</script>")).await;
        assert!(matches!(program, Err(Error::Refused(_))), "{program:?}");
        for name in ["清单.txt", "错的.txt"] {
            FilesOf::Request.add(&test.house, &people.drafter, (id, FilePart::Answer), file(name, "二〇二五年清单")).await.unwrap();
        }
        let files = case(&test.house, &people.drafter, id).await.unwrap().files;
        let named = |name: &str| files.iter().find(|file| file.name == name).unwrap().id.clone();
        let (own, list, wrong) = (named("身份证.txt"), named("清单.txt"), named("错的.txt"));
        FilesOf::Request.remove(&test.house, &people.drafter, id, &wrong).await.unwrap();
        assert!(matches!(FilesOf::Request.remove(&test.house, &people.drafter, id, &own).await, Err(Error::NotFound(_))));

        assert!(matches!(FilesOf::Request.by_code(&test.house, &receipt.code, &list).await, Err(Error::NotFound(_))), "not yet given");
        let proposed = Event::Proposed {
            on, outcome: Outcome::Granted, text: "见附件。".into(), names: String::new(),
            public_interest: String::new(), by: String::new(),
        };
        step(&test, &people.drafter, id, proposed).await.unwrap();
        assert!(FilesOf::Request.remove(&test.house, &people.drafter, id, &list).await.is_err(), "somebody looks at it now");
        assert_eq!(FilesOf::Request.take(&test.house, &people.approver, id, &list).await.unwrap().bytes, "二〇二五年清单".as_bytes());
        let refused = FilesOf::Request.take(&test.house, &people.approver, id, &own).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        assert_eq!(FilesOf::Request.take(&test.house, &people.drafter, id, &own).await.unwrap().bytes, SECRET.as_bytes());
        step(&test, &people.approver, id, Event::Approved { on, by: String::new() }).await.unwrap();

        let told = track(&test.house, &receipt.code).await.unwrap().unwrap();
        assert_eq!(told.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["身份证.txt", "补寄.txt", "清单.txt"]);
        let late = FilesOf::Request.add(&test.house, &people.drafter, (id, FilePart::Citizen), file("迟.txt", "材料")).await;
        assert!(late.unwrap_err().to_string().contains("已经办结"));
        let given = FilesOf::Request.by_code(&test.house, &receipt.code, &list).await.unwrap().unwrap();
        assert_eq!((given.name.as_str(), given.bytes.as_ref()), ("清单.txt", "二〇二五年清单".as_bytes()));
        assert!(FilesOf::Request.by_code(&test.house, "00000-00000", &list).await.unwrap().is_none());
        test.finish().await;
    }
}

on_both_databases! {
    async fn taking_a_file_out_leaves_a_trace_and_none_outlives_the_case(test: TestHouse) {
        let people = People::join(&test).await;
        let receipt = lodged(&test).await;
        let id = receipt.id.as_str();
        let own = case(&test.house, &people.drafter, id).await.unwrap().files[0].id.clone();
        FilesOf::Request.take(&test.house, &people.drafter, id, &own).await.unwrap();
        let admin = account(&test, "guanli", "孙管理", AGENCY, vec![Role::Administrator]).await;
        let search = AuditSearch { agency: AGENCY.into(), ..AuditSearch::default() };
        let trail = format!("{:?}", auditing::search(&test.house, &admin, &search, 50).await.unwrap());
        assert!(trail.contains("request-file-read") && !trail.contains("身份证.txt"), "{trail}");
        let on = test.house.now().date_naive();
        step(&test, &people.drafter, id, Event::Confirmed { on }).await.unwrap();
        step(&test, &people.drafter, id, Event::Withdrawn { on }).await.unwrap();
        test.advance(TimeDelta::days(5 * 366));
        assert_eq!(forget_what_was_kept_too_long(&test.house).await.unwrap(), 1);
        assert!(stored(&test, id).await.is_empty());
        assert!(case(&test.house, &people.drafter, id).await.unwrap().files.is_empty());
        test.finish().await;
    }
}
