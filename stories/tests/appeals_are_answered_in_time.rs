//! Appeals, from the form to the public answer: on time and late, handed on and returned, handled by several, urged, rated,
//! reopened once; one form sent twice, texts that say the same, personal data sealed, shown with a trace and forgotten.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};
use mingjing_actions::appeals::{
    Case, Intake, NewAppeal, Receipt, Said, View, Writer, WriterStep, advise, case, export_of,
    forget_writers, list, lodge, overview, prepare_answer, register, reveal, take_in, take_step, track,
    writer_step,
};
use mingjing_actions::auditing::{self, AuditSearch};
use mingjing_actions::tokens::{
    NewToken, Push, PushFormat, TokenProblem, approve_token, make_token, push, revoke_token, screen_token,
};
use mingjing_actions::{Error, Officer, Role, approve_draft, pass_screening, submit_draft};
use mingjing_procedures::appeal::{Ending, Event, Kind, Way};
use mingjing_testkit::{AGENCY, Mailbox, OTHER_AGENCY, People, TestHouse, account, on_both_databases};

/// A telephone number that must stand nowhere in the open.
const PHONE: &str = "13812345678";
const MAIL: &str = "wangxiaoming@example.com";
const TEXT: &str =
    "我们小区入冬以来室温只有十六度,多次打供热公司电话没有人管,希望政府派人来测温,按规定减免热费。";

fn new(kind: Kind, title: &str, text: &str) -> NewAppeal {
    NewAppeal {
        kind,
        region: "130000".into(),
        agency: AGENCY.into(),
        said: Said { title: title.into(), text: text.into() },
        writer: Writer {
            name: "王小明".into(),
            contact: PHONE.into(),
            address: "某市某路 1 号".into(),
            mail: MAIL.into(),
        },
        consent: true,
    }
}

fn once(n: u32) -> String {
    format!("{n:032}")
}

async fn online(test: &TestHouse, kind: Kind, n: u32) -> Receipt {
    lodge(&test.house, new(kind, "供暖不达标", TEXT), &once(n)).await.unwrap()
}

fn today(test: &TestHouse) -> NaiveDate {
    test.house.now().date_naive()
}

/// Takes a step on the case as it is now.
async fn step(test: &TestHouse, by: &Officer, id: &str, event: Event) -> Result<(), Error> {
    let version = case(&test.house, by, id).await?.row.lock_version;
    take_step(&test.house, by, id, version, event).await
}

async fn seen(test: &TestHouse, by: &Officer, id: &str) -> Case {
    case(&test.house, by, id).await.unwrap()
}

fn accept(test: &TestHouse) -> Event {
    Event::Accepted { on: today(test) }
}

fn propose(test: &TestHouse, ending: Ending, withheld: &str) -> Event {
    Event::Proposed {
        on: today(test),
        ending,
        text: "换站故障已经修好，热费按日减免。".into(),
        question: "某小区室温不达标，请求处理".into(),
        withheld: withheld.into(),
        by: String::new(),
    }
}

fn approve(test: &TestHouse) -> Event {
    Event::Approved { on: today(test), by: String::new() }
}

/// Accepts and answers it, by two people.
async fn answer(test: &TestHouse, people: &People, id: &str, ending: Ending) {
    let state = seen(test, &people.drafter, id).await.row.state;
    if state == "lodged" {
        step(test, &people.drafter, id, accept(test)).await.unwrap();
    }
    step(test, &people.drafter, id, propose(test, ending, "")).await.unwrap();
    step(test, &people.approver, id, approve(test)).await.unwrap();
}

on_both_databases! {
    async fn a_complaint_is_answered_published_and_rated(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let receipt = online(&test, Kind::Complaint, 1).await;
        let id = receipt.id.as_str();
        let early = step(&test, &people.drafter, id, propose(&test, Ending::Resolved, "")).await.unwrap_err();
        assert!(early.to_string().contains("第二十三条"), "{early}");
        step(&test, &people.drafter, id, accept(&test)).await.unwrap();
        let leak = Event::Proposed {
            on: today(&test), ending: Ending::Resolved, text: "已经修好".into(),
            question: format!("请联系 {PHONE}"), withheld: String::new(), by: String::new(),
        };
        let refused = step(&test, &people.drafter, id, leak).await.unwrap_err();
        assert!(refused.to_string().contains("请改写"), "{refused}");
        step(&test, &people.drafter, id, propose(&test, Ending::Resolved, "")).await.unwrap();
        let told = track(house, &receipt.code).await.unwrap().unwrap();
        assert!(!told.notices.iter().any(|n| n.text.contains("换站")), "no answer before it is agreed to");
        for by in [&people.drafter, &people.stranger] {
            assert!(matches!(step(&test, by, id, approve(&test)).await, Err(Error::Forbidden(_))));
        }
        step(&test, &people.approver, id, approve(&test)).await.unwrap();
        let told = track(house, &receipt.code.to_lowercase().replace('-', " ")).await.unwrap().unwrap();
        assert_eq!((told.state, told.ending, told.late), ("已答复", Some(Ending::Resolved), false));
        assert!(told.notices.last().unwrap().text.contains("换站") && told.may_rate && told.may_reopen);
        let letters = Mailbox::default().collect(&test).await;
        assert_eq!(letters.len(), 2, "accepted, and answered: {letters:?}");
        for letter in letters {
            assert!(letter.to == MAIL && letter.body.contains(&receipt.number), "{}", letter.body);
            assert!(!letter.body.contains("换站") && !letter.subject.contains("投诉"), "{}", letter.body);
        }

        let version = seen(&test, &people.drafter, id).await.row.lock_version;
        let draft = prepare_answer(house, &people.drafter, id, version).await.unwrap();
        let twice = prepare_answer(house, &people.drafter, id, version + 1).await.unwrap_err();
        assert!(twice.to_string().contains("已经起草"), "{twice}");
        assert!(track(house, &receipt.code).await.unwrap().unwrap().public_answer.is_none());
        submit_draft(house, &people.drafter, &draft, 0).await.unwrap();
        pass_screening(house, &people.screener, &draft, 1, &BTreeMap::new()).await.unwrap();
        approve_draft(house, &people.approver, &draft, 2, None).await.unwrap();
        test.settle().await;
        assert_eq!(track(house, &receipt.code).await.unwrap().unwrap().public_answer.as_deref(), Some(draft.as_str()));
        let advice = advise(house, "130000", &Said { title: "室温不达标".into(), text: TEXT.into() }).await.unwrap();
        assert_eq!(advice.answers.first().map(|hit| hit.id.as_str()), Some(draft.as_str()));
        assert_eq!((advice.same, advice.same_answer.as_deref()), (1, Some(draft.as_str())));
        assert!(advice.agencies.iter().any(|(_, name)| name.contains("住房和城乡建设")), "{:?}", advice.agencies);

        let rate = WriterStep::Rate { satisfied: true, text: "谢谢".into() };
        assert!(writer_step(house, &receipt.code, rate.clone()).await.unwrap());
        let again = writer_step(house, &receipt.code, rate).await.unwrap_err();
        assert!(again.to_string().contains("已办结"), "{again}");
        let numbers = overview(house, "130000").await.unwrap().total;
        assert_eq!((numbers.received, numbers.answered, numbers.satisfied, numbers.in_hand), (1, 1, 1, 0));
        test.finish().await;
    }
}

on_both_databases! {
    async fn an_overdue_one_shows_as_overdue_and_may_be_reopened_once(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let receipt = online(&test, Kind::Consult, 1).await;
        let id = receipt.id.as_str();
        test.advance(TimeDelta::days(12));
        let numbers = overview(house, "130000").await.unwrap();
        assert_eq!((numbers.total.in_hand, numbers.total.overdue), (1, 1));
        assert_eq!(numbers.agencies.iter().map(|a| (a.code.as_str(), a.number)).collect::<Vec<_>>(), [(AGENCY, 1)]);
        assert!(list(house, &people.drafter, View::Open, (10, 0)).await.unwrap().lines[0].left.unwrap() < 0);
        let wish = Event::ExtensionAsked { on: today(&test), days: 5, text: "要核实".into(), by: String::new() };
        step(&test, &people.drafter, id, accept(&test)).await.unwrap();
        step(&test, &people.drafter, id, wish).await.unwrap();
        let agreed = Event::Extended { on: today(&test), by: String::new() };
        let late = step(&test, &people.approver, id, agreed).await.unwrap_err();
        assert!(late.to_string().contains("届满") && late.to_string().contains("第三十四条"), "{late}");
        answer(&test, &people, id, Ending::Explained).await;
        assert!(seen(&test, &people.drafter, id).await.row.late, "nothing makes it look on time");
        let numbers = overview(house, "130000").await.unwrap().total;
        assert_eq!((numbers.overdue, numbers.late, numbers.answered), (0, 1, 1));

        let reopen = || WriterStep::Reopen { text: "没有说清楚".into() };
        assert!(writer_step(house, &receipt.code, WriterStep::Reopen { text: " ".into() }).await.is_err());
        assert!(writer_step(house, &receipt.code, reopen()).await.unwrap());
        let numbers = overview(house, "130000").await.unwrap().total;
        // What is in hand again is not among those answered, late ones neither; it comes back with the answer.
        assert_eq!((numbers.received, numbers.answered, numbers.in_hand, numbers.late), (1, 0, 1, 0));
        answer(&test, &people, id, Ending::Explained).await;
        let refused = writer_step(house, &receipt.code, reopen()).await.unwrap_err();
        assert!(refused.to_string().contains("第三十五条"), "{refused}");
        assert!(writer_step(house, &receipt.code, WriterStep::Rate { satisfied: false, text: String::new() }).await.unwrap());
        let numbers = overview(house, "130000").await.unwrap().total;
        assert_eq!((numbers.answered, numbers.unsatisfied, numbers.late), (1, 1, 1));
        assert!(!writer_step(house, "00000-00000-00000-00000", reopen()).await.unwrap());
        test.finish().await;
    }
}

on_both_databases! {
    async fn it_is_handed_on_returned_and_decided(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let (drafter, other) = (&people.drafter, &people.stranger);
        let receipt = online(&test, Kind::Complaint, 1).await;
        let id = receipt.id.as_str();
        let on = today(&test);
        let transfer = |to: &str| Event::Transferred { on, to: to.into(), text: "属于它的职责".into() };
        let unknown = step(&test, drafter, id, transfer("999999")).await.unwrap_err();
        assert!(unknown.to_string().contains("名册"), "{unknown}");
        assert!(matches!(case(house, other, id).await, Err(Error::Forbidden(_))));
        step(&test, drafter, id, transfer(OTHER_AGENCY)).await.unwrap();
        assert!(matches!(case(house, drafter, id).await, Err(Error::Forbidden(_))), "it is another's now");
        let told = track(house, &receipt.code).await.unwrap().unwrap();
        assert!(told.notices.last().unwrap().text.contains(&told.agency), "the writer is told where it is");
        let numbers = overview(house, "130000").await.unwrap().total;
        assert_eq!((numbers.received, numbers.in_hand), (1, 1), "counted once wherever it is");
        let back = Event::Returned { on, to: String::new(), text: "不属于本单位".into() };
        step(&test, other, id, back).await.unwrap();
        assert_eq!(seen(&test, drafter, id).await.row.state, "returned", "the office decides");
        let routed = Event::Routed { on, to: OTHER_AGENCY.into(), text: "三定规定".into() };
        step(&test, drafter, id, routed).await.unwrap();
        let refused = step(&test, other, id, transfer(AGENCY)).await.unwrap_err();
        assert!(refused.to_string().contains("第二十四条"), "{refused}");
        step(&test, other, id, accept(&test)).await.unwrap();
        let joined = Event::Joined { on, agencies: vec![AGENCY.into()], text: "请说明".into() };
        step(&test, other, id, joined).await.unwrap();
        assert_eq!(list(house, drafter, View::Joint, (10, 0)).await.unwrap().total, 1);
        let part = |agency: &str| Event::Contributed { on, agency: agency.into(), text: "情况属实".into() };
        assert!(matches!(step(&test, &people.approver, id, part(AGENCY)).await, Err(Error::Forbidden(_))));
        assert!(matches!(step(&test, drafter, id, part(OTHER_AGENCY)).await, Err(Error::Forbidden(_))));
        step(&test, drafter, id, part(AGENCY)).await.unwrap();
        assert_eq!(list(house, drafter, View::Joint, (10, 0)).await.unwrap().total, 0);
        step(&test, other, id, propose(&test, Ending::Resolved, "")).await.unwrap();
        let own = step(&test, other, id, approve(&test)).await.unwrap_err();
        assert!(own.to_string().contains("权限") || own.to_string().contains("另一人"), "{own}");
        let refused = writer_step(house, &receipt.code, WriterStep::Withdraw).await.unwrap();
        assert!(refused);
        let numbers = overview(house, "130000").await.unwrap().total;
        assert_eq!((numbers.in_hand, numbers.answered), (0, 0), "what is taken back was not answered");
        test.finish().await;
    }
}

on_both_databases! {
    async fn who_proposed_does_not_agree_whatever_roles_he_has(test: TestHouse) {
        let both = account(&test, "liangbian", "两边", AGENCY, vec![Role::Drafter, Role::Approver]).await;
        let receipt = online(&test, Kind::Help, 1).await;
        step(&test, &both, &receipt.id, accept(&test)).await.unwrap();
        let wish = Event::ExtensionAsked { on: today(&test), days: 5, text: "要检测".into(), by: String::new() };
        step(&test, &both, &receipt.id, wish).await.unwrap();
        let own = Event::Extended { on: today(&test), by: String::new() };
        assert!(step(&test, &both, &receipt.id, own).await.unwrap_err().to_string().contains("另一人"));
        step(&test, &both, &receipt.id, propose(&test, Ending::Resolved, "")).await.unwrap();
        assert!(step(&test, &both, &receipt.id, approve(&test)).await.unwrap_err().to_string().contains("另一人"));
        let of_the_writer = Event::Rated { on: today(&test), satisfied: true, text: String::new() };
        assert!(step(&test, &both, &receipt.id, of_the_writer).await.is_err(), "no officer rates in the writer's place");
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_report_and_what_nobody_agrees_to_stay_unpublished(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let report = online(&test, Kind::Report, 1).await;
        let silent = lodge(house, NewAppeal { consent: false, ..new(Kind::Help, "求助", "修路") }, &once(2)).await.unwrap();
        for (id, article) in [(&report.id, "第三十条"), (&silent.id, "个人信息保护法")] {
            step(&test, &people.drafter, id, accept(&test)).await.unwrap();
            step(&test, &people.drafter, id, propose(&test, Ending::Resolved, "")).await.unwrap();
            let refused = step(&test, &people.approver, id, approve(&test)).await.unwrap_err();
            assert!(refused.to_string().contains(article), "{refused}");
            let back = Event::SentBack { on: today(&test), text: "请写明不公开的理由".into(), by: String::new() };
            step(&test, &people.approver, id, back).await.unwrap();
            step(&test, &people.drafter, id, propose(&test, Ending::Resolved, "不公开的理由")).await.unwrap();
            step(&test, &people.approver, id, approve(&test)).await.unwrap();
            let version = seen(&test, &people.drafter, id).await.row.lock_version;
            let refused = prepare_answer(house, &people.drafter, id, version).await.unwrap_err();
            assert!(refused.to_string().contains("不公开的理由"), "{refused}");
        }
        let told = track(house, &report.code).await.unwrap().unwrap();
        assert_eq!(told.withheld.as_deref(), Some("不公开的理由"));
        assert_eq!(overview(house, "130000").await.unwrap().total.withheld, 2, "what is withheld is counted");
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_form_that_is_sent_twice_makes_one_case_and_the_same_text_is_known_again(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let send = || lodge(house, new(Kind::Complaint, "供暖不达标", TEXT), "0123456789abcdef0123456789abcdef");
        let (first, second) = tokio::join!(send(), send());
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_eq!((&first.code, &first.number, &first.id), (&second.code, &second.number, &second.id));
        assert!(first.again != second.again);
        let shouted = TEXT.replace(',', "!!");
        let like = lodge(house, new(Kind::Complaint, "供暖不达标!", &shouted), &once(2)).await.unwrap();
        lodge(house, new(Kind::Suggestion, "多种树", "建议沿河多种树,修步道,方便老人散步。"), &once(3)).await.unwrap();
        let case = seen(&test, &people.drafter, &like.id).await;
        assert_eq!((case.same.0, case.same.1[0].number.as_str()), (2, first.number.as_str()));
        let advice = advise(house, "130000", &Said { title: "供暖不达标".into(), text: TEXT.into() }).await.unwrap();
        assert_eq!((advice.same, advice.office.unwrap().0.as_str()), (2, AGENCY));
        let Error::Invalid(problems) = lodge(house, NewAppeal { region: "x".into(), ..new(Kind::Help, "", &"长".repeat(4000)) }, &once(4)).await.unwrap_err() else {
            panic!("what is missing is named")
        };
        assert_eq!(problems.iter().map(|p| p.field.as_str()).collect::<Vec<_>>(), ["title", "text", "region"]);
        let ahead = (Way::Visit, today(&test) + TimeDelta::days(1));
        let refused = register(house, &people.drafter, new(Kind::Help, "求助", "修路"), ahead, &once(5)).await.unwrap_err();
        assert!(refused.to_string().contains("还没有到"), "{refused}");
        test.finish().await;
    }
}

/// A token of an agency that hands in appeals, and nothing else.
async fn hotline(test: &TestHouse, agency: &str) -> (String, String) {
    let house = &test.house;
    let person = async |role: Role| {
        account(test, &format!("{agency}-{}", role.key()), "某人", agency, vec![role]).await
    };
    let (admin, screener, approver) =
        (person(Role::Administrator).await, person(Role::Screener).await, person(Role::Approver).await);
    let new = NewToken {
        name: "热线系统".into(),
        agency: agency.into(),
        items: BTreeSet::new(),
        appeals: true,
        public_opinions: false,
        expires_on: today(test) + TimeDelta::days(30),
    };
    let (id, token) = make_token(house, &admin, new).await.unwrap();
    screen_token(house, &screener, &id, 0).await.unwrap();
    approve_token(house, &approver, &id, 1).await.unwrap();
    (id, token)
}

on_both_databases! {
    async fn a_hotline_hands_in_for_its_own_region_once(test: TestHouse) {
        let house = &test.house;
        let (id, token) = hotline(&test, "130101").await;
        let call = |key: &'static str, region: &str, text: &str| Intake {
            token: &token,
            address: Some("10.0.0.9"),
            key,
            on: None,
            new: NewAppeal { region: region.into(), agency: String::new(), ..new(Kind::Help, "求助", text) },
        };
        let first = take_in(house, call("gd-1", "130102", "路灯坏了")).await.unwrap();
        let again = take_in(house, call("gd-1", "130102", "路灯坏了")).await.unwrap();
        assert!(again.receipt.again && again.receipt.code == first.receipt.code);
        assert_eq!(first.agency, "13010201", "the office of the district decides");
        let problem = |e: Error| match e {
            Error::Token(problem) => problem,
            other => panic!("{other:?}"),
        };
        let reused = take_in(house, call("gd-1", "130102", "换了内容")).await.unwrap_err();
        assert_eq!(problem(reused), TokenProblem::KeyReused);
        for elsewhere in ["130200", "130000"] {
            let refused = take_in(house, call("gd-2", elsewhere, "路灯坏了")).await.unwrap_err();
            assert!(matches!(problem(refused), TokenProblem::OutOfScope(_)), "{elsewhere}");
        }
        let rows = Push { token: &token, address: None, item: "licence", key: "k", format: PushFormat::Array, body: b"[]" };
        assert!(matches!(problem(push(house, &rows).await.unwrap_err()), TokenProblem::OutOfScope(_)));
        assert!(track(house, &first.receipt.code).await.unwrap().is_some());
        revoke_token(house, &Officer::operator(), &id).await.unwrap();
        let revoked = take_in(house, call("gd-3", "130102", "路灯坏了")).await.unwrap_err();
        assert_eq!(problem(revoked), TokenProblem::Revoked);
        let search = AuditSearch { agency: "130101".into(), ..AuditSearch::default() };
        let trail = format!("{:?}", auditing::search(house, &Officer::operator(), &search, 50).await.unwrap());
        assert!(trail.contains("push-refused") && trail.contains("out-of-scope"), "{trail}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn two_people_on_one_case_do_not_overwrite_each_other(test: TestHouse) {
        let people = People::join(&test).await;
        let receipt = online(&test, Kind::Help, 1).await;
        let take = || take_step(&test.house, &people.drafter, &receipt.id, 0, accept(&test));
        let (first, second) = tokio::join!(take(), take());
        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
        let lost = first.err().or(second.err()).unwrap();
        assert!(matches!(lost, Error::Conflict), "{lost:?}");
        assert_eq!(seen(&test, &people.drafter, &receipt.id).await.steps.len(), 2);
        test.finish().await;
    }
}

on_both_databases! {
    async fn who_appeals_is_sealed_shown_with_a_trace_and_forgotten(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        let receipt = online(&test, Kind::Complaint, 1).await;
        let other = lodge(house, new(Kind::Help, "别的", "路灯坏了好几天没有人修"), &once(2)).await.unwrap();
        let id = receipt.id.as_str();
        let mut tx = house.db.read().await.unwrap();
        let row = mingjing_store::appeals::one(&mut tx, id).await.unwrap().unwrap();
        let events = mingjing_store::appeals::events(&mut tx, id).await.unwrap();
        drop(tx);
        let stored = format!("{row:?}{events:?}");
        for secret in [PHONE, "小明", "某路", "供暖", "室温", &receipt.code] {
            assert!(!stored.contains(secret), "{secret} is in the open: {stored}");
        }
        assert_eq!(reveal(house, &people.drafter, id).await.unwrap().contact, PHONE);
        for by in [&people.approver, &people.stranger] {
            assert!(matches!(reveal(house, by, id).await, Err(Error::Forbidden(_))));
        }
        answer(&test, &people, id, Ending::Resolved).await;
        let search = AuditSearch { agency: AGENCY.into(), ..AuditSearch::default() };
        let admin = account(&test, "guanli", "孙管理", AGENCY, vec![Role::Administrator]).await;
        let trail = format!("{:?}", auditing::search(house, &admin, &search, 50).await.unwrap());
        for step in ["appeal-reveal", "appeal-step", "appeal-review"] {
            assert!(trail.contains(step), "{step}: {trail}");
        }
        assert!(!trail.contains(PHONE) && !trail.contains("供暖"), "{trail}");
        let own = export_of(house, &receipt.code).await.unwrap().unwrap().to_string();
        assert!(own.contains(PHONE) && own.contains("供暖"), "{own}");
        assert_eq!(forget_writers(house).await.unwrap(), 0);
        test.advance(TimeDelta::days(3 * 366));
        assert_eq!(forget_writers(house).await.unwrap(), 1, "the open case stays");
        let gone = seen(&test, &people.drafter, id).await;
        assert!(gone.said.is_none() && !gone.named && gone.row.ending.as_deref() == Some("resolved"));
        assert!(!format!("{:?}", gone.steps).contains("换站"));
        assert!(track(house, &receipt.code).await.unwrap().is_none());
        assert!(track(house, &other.code).await.unwrap().is_some());
        assert!(reveal(house, &people.drafter, id).await.is_err());
        let numbers = overview(house, "130000").await.unwrap().total;
        assert_eq!((numbers.received, numbers.answered), (2, 1), "what is counted stays");
        test.finish().await;
    }
}
