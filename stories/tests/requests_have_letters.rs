//! Every notice and answer of a request for information is a letter: at the desk with a trace, for the applicant by the
//! receipt code, and never the ones that go to somebody else.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::NaiveDate;
use mingjing_actions::auditing::{self, AuditSearch};
use mingjing_actions::requests::{
    LetterFile, LetterFormat, Receipt, case, forget_what_was_kept_too_long, letter, letter_of, register,
    take_step, track,
};
use mingjing_actions::{Error, Officer, Role};
use mingjing_procedures::{Channel, Event, LetterAt, LetterKind, Outcome, Party, Reply};
use mingjing_stories::request_to;
use mingjing_testkit::{AGENCY, People, TestHouse, account, on_both_databases};

fn today(test: &TestHouse) -> NaiveDate {
    test.house.now().date_naive()
}

async fn at_the_counter(test: &TestHouse, people: &People) -> Receipt {
    let counter = (Channel::Counter, today(test));
    register(&test.house, &people.drafter, request_to(AGENCY), counter, &format!("{:032}", 1)).await.unwrap()
}

async fn step(test: &TestHouse, by: &Officer, id: &str, event: Event) {
    let version = case(&test.house, by, id).await.unwrap().row.lock_version;
    take_step(&test.house, by, id, version, event).await.unwrap();
}

/// What a reader of its own finds in the file.
fn read(file: &LetterFile) -> String {
    let limits = mingjing_attachments::Limits::default();
    let found = mingjing_attachments::inspect(&file.name, &file.bytes, &limits).unwrap();
    found.text.unwrap_or_default()
}

async fn answered(test: &TestHouse, people: &People, id: &str) {
    let on = today(test);
    let asked =
        Event::Consulted { on, party: Party::ThirdParty, text: "恒泰公司\n合同可否公开".into() };
    step(test, &people.drafter, id, asked).await;
    step(test, &people.drafter, id, Event::Delivered { on, number: 0 }).await;
    let reply = Event::Replied { on, number: 0, reply: Reply::Objects, text: "涉及商业秘密".into() };
    step(test, &people.drafter, id, reply).await;
    let proposed = Event::Proposed {
        on,
        outcome: Outcome::Granted,
        text: "清单见附件。".into(),
        names: String::new(),
        public_interest: "事关饮水安全".into(),
        by: String::new(),
    };
    step(test, &people.drafter, id, proposed).await;
    step(test, &people.approver, id, Event::Approved { on, by: String::new() }).await;
}

on_both_databases! {
    async fn letters_are_taken_by_those_they_are_for(test: TestHouse) {
        let people = People::join(&test).await;
        let receipt = at_the_counter(&test, &people).await;
        let id = receipt.id.as_str();
        answered(&test, &people, id).await;

        let told = track(&test.house, &receipt.code).await.unwrap().unwrap();
        let own: Vec<LetterKind> = told.letters.iter().map(|letter| letter.at.kind).collect();
        assert_eq!(own, [LetterKind::Receipt, LetterKind::Answer]);
        let seen = case(&test.house, &people.drafter, id).await.unwrap();
        assert_eq!(seen.letters.len(), 4, "{:?}", seen.letters);
        let name = request_to(AGENCY).applicant.name;

        let answer = told.letters[1].at;
        let docx = letter_of(&test.house, &receipt.code, (answer, LetterFormat::Docx)).await.unwrap().unwrap();
        let text = read(&docx);
        for wanted in ["政府信息公开申请答复书", &format!("{}-06", receipt.number), &format!("{name}："), "清单见附件。",
            "六十日", &receipt.agency, "2026年11月24日"] {
            assert!(text.contains(wanted), "{wanted}: {text}");
        }
        assert!(docx.name.contains(&receipt.number) && !docx.name.contains(&name), "{}", docx.name);
        let pdf = letter_of(&test.house, &receipt.code, (answer, LetterFormat::Pdf)).await.unwrap().unwrap();
        assert!(pdf.bytes.starts_with(b"%PDF-") && pdf.media_type == "application/pdf");

        for other in seen.letters.iter().filter(|letter| !letter.at.kind.is_for_applicant()) {
            let refused = letter_of(&test.house, &receipt.code, (other.at, LetterFormat::Docx)).await;
            assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
            let taken = letter(&test.house, &people.drafter, id, (other.at, LetterFormat::Docx)).await.unwrap();
            let text = read(&taken);
            assert!(!text.contains(&name), "a third party is not told who asks: {text}");
            assert!(text.contains("第三十二条"), "{text}");
        }
        assert!(letter_of(&test.house, "00000-00000", (answer, LetterFormat::Pdf)).await.unwrap().is_none());
        test.finish().await;
    }
}

on_both_databases! {
    async fn taking_a_letter_leaves_a_trace_and_ends_with_the_time_to_keep_it(test: TestHouse) {
        let people = People::join(&test).await;
        let receipt = at_the_counter(&test, &people).await;
        let id = receipt.id.as_str();
        let which = (LetterAt { position: 0, kind: LetterKind::Receipt }, LetterFormat::Pdf);
        for by in [&people.approver, &people.stranger] {
            let refused = letter(&test.house, by, id, which).await;
            assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        }
        letter(&test.house, &people.drafter, id, which).await.unwrap();
        let nothing = (LetterAt { position: 0, kind: LetterKind::Answer }, LetterFormat::Pdf);
        assert!(matches!(letter(&test.house, &people.drafter, id, nothing).await, Err(Error::NotFound(_))));
        let admin = account(&test, "guanli", "孙管理", AGENCY, vec![Role::Administrator]).await;
        let search = AuditSearch { agency: AGENCY.into(), ..AuditSearch::default() };
        let trail = format!("{:?}", auditing::search(&test.house, &admin, &search, 50).await.unwrap());
        assert_eq!(trail.matches("request-letter").count(), 1, "{trail}");
        assert!(!trail.contains(&request_to(AGENCY).applicant.name), "{trail}");

        answered(&test, &people, id).await;
        test.advance(chrono::TimeDelta::days(5 * 366));
        assert_eq!(forget_what_was_kept_too_long(&test.house).await.unwrap(), 1);
        assert!(letter(&test.house, &people.drafter, id, which).await.is_err());
        assert!(case(&test.house, &people.drafter, id).await.unwrap().letters.is_empty());
        test.finish().await;
    }
}
