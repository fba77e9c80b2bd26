//! Public opinion is noted, judged by level, answered within hours that end with what is published, conferred about, met about,
//! reviewed; people are told step by step; what was said stays sealed.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset, TimeDelta};
use mingjing_actions::auditing::{self, AuditSearch};
use mingjing_actions::outbox::Letter;
use mingjing_actions::public_opinions::{
    Case, Command, Intake, NewOpinion, Side, case, follow, list, note, prepare_response, take_in, take_step,
};
use mingjing_actions::staff_mail::{
    Notice, choose, confirm_address, set_address, write_due, write_public_opinions,
};
use mingjing_actions::tokens::{NewToken, TokenProblem, approve_token, make_token, screen_token};
use mingjing_actions::{
    Edit, Error, Officer, Role, desk_reading, discard_draft, release_urgently, save_draft, submit_draft,
};
use mingjing_procedures::public_opinion::{Judgement, WaitsFor};
use mingjing_stories::{emergency, let_out, publish_values};
use mingjing_testkit::{AGENCY, Mailbox, OTHER_AGENCY, People, TestHouse, account, on_both_databases};
use serde_json::{Map, Value, json};

/// What a person wrote, with a name in it.
const SAID: &str = "网民张三丰说大堤漫水，两人失踪";

type Moment = DateTime<FixedOffset>;

async fn office(test: &TestHouse) -> [Officer; 2] {
    let of = |username: &'static str, name: &'static str| {
        account(test, username, name, AGENCY, vec![Role::OpennessOffice])
    };
    [of("zhuguan", "主管甲").await, of("fuhe2", "主管乙").await]
}

fn seen(test: &TestHouse, happened: bool) -> NewOpinion {
    let now = test.house.now();
    NewOpinion {
        title: "某大堤漫水".into(),
        text: SAID.into(),
        seen: "微博".into(),
        agency: AGENCY.into(),
        found: now,
        happened: happened.then_some(now),
    }
}

fn judge(level: &str) -> Command {
    let (level, agency) = (level.to_owned(), AGENCY.to_owned());
    Command::Judge(Judgement { level, agency, ground: "有人员失踪".into() })
}

fn meet(test: &TestHouse) -> Command {
    let on = test.house.now().date_naive();
    Command::Meet { on, people: "宣传部、网信办、应急厅".into(), decided: "统一发布".into() }
}

async fn version(test: &TestHouse, by: &Officer, id: &str) -> i64 {
    case(&test.house, by, id).await.unwrap().row.lock_version
}

async fn step(test: &TestHouse, by: &Officer, id: &str, command: Command) -> Result<(), Error> {
    take_step(&test.house, by, id, version(test, by, id).await, command).await
}

async fn prepare(test: &TestHouse, by: &Officer, id: &str) -> Result<String, Error> {
    prepare_response(&test.house, by, id, version(test, by, id).await).await
}

/// Why it was refused.
fn why<T: std::fmt::Debug>(done: Result<T, Error>) -> String {
    done.unwrap_err().to_string()
}

/// Fills a drafted answer with these values beside those it began with.
async fn filled(test: &TestHouse, by: &Officer, id: &str, more: Map<String, Value>) -> i64 {
    let mut values = desk_reading::draft(&test.house, by, id).await.unwrap().values;
    values.extend(more);
    let edit = Edit { values, body: None, remove: Vec::new() };
    save_draft(&test.house, by, id, 0, edit).await.unwrap()
}

/// A grave emergency whose first word is released by one approver after so many minutes, and noticed an hour later.
async fn released_after(test: &TestHouse, people: &People, office: &Officer, minutes: i64) -> Case {
    let house = &test.house;
    let id = note(house, &people.drafter, seen(test, true)).await.unwrap();
    step(test, office, &id, judge("major-emergency")).await.unwrap();
    let draft = prepare(test, &people.drafter, &id).await.unwrap();
    let saved = filled(
        test,
        &people.drafter,
        &draft,
        emergency(&format!("{} 起 {minutes} 分后", house.now().format("%d日%H时"))),
    )
    .await;
    submit_draft(house, &people.drafter, &draft, saved).await.unwrap();
    test.advance(TimeDelta::minutes(minutes));
    release_urgently(house, &people.approver, &draft, saved + 1, ("大堤漫水", &BTreeMap::new()))
        .await
        .unwrap();
    test.advance(TimeDelta::minutes(60));
    test.settle().await;
    assert_eq!(follow(house).await.unwrap(), 1);
    assert_eq!(follow(house).await.unwrap(), 0, "once");
    case(house, office, &id).await.unwrap()
}

/// A press conference that was held on the day of a moment, public.
async fn conference(test: &TestHouse, people: &People, held: Moment) -> String {
    let Value::Object(values) = json!({
        "title": format!("{} 发布会", held.format("%d日%H时%M分")), "host": "省政府", "topic": "大堤漫水处置",
        "kind": "突发事件发布会", "held_on": held.date_naive().to_string(), "held_at": "发布厅",
        "speakers": [{ "name": "李明", "post": "厅长", "rank": "部门主要负责人" }],
    }) else {
        panic!("an object")
    };
    let by = (&people.drafter, &people.screener, &people.approver);
    let id = publish_values(test, by, "press-conference", values).await;
    mingjing_actions::reading::disclosure(&test.house, &id).await.unwrap().unwrap().index_no
}

on_both_databases! {
    async fn a_grave_emergency_is_answered_in_five_hours_by_what_is_published(test: TestHouse) {
        let people = People::join(&test).await;
        let [by, _] = office(&test).await;
        let in_time = released_after(&test, &people, &by, 299).await;
        assert_eq!((in_time.row.late, in_time.state.key()), (false, "responding"), "a conference is wanted");
        let release = &in_time.clocks[0];
        assert_eq!((release.clock.waits_for, release.late), (WaitsFor::Release, false));
        assert_eq!(release.clock.done.unwrap() - release.clock.from, TimeDelta::minutes(299), "not when it was noticed");
        assert!(in_time.answer.is_some() && !in_time.drafted);
        let late = released_after(&test, &people, &by, 301).await;
        assert!(late.row.late && late.clocks[0].late);
        test.finish().await;
    }
}

on_both_databases! {
    async fn its_press_conference_is_held_within_a_day_and_it_is_met_about_before_the_end(test: TestHouse) {
        let people = People::join(&test).await;
        let [by, _] = office(&test).await;
        let drafter = &people.drafter;
        for (minutes, late) in [(24 * 60 - 1, false), (24 * 60 + 1, true)] {
            let began = test.house.now();
            let found = released_after(&test, &people, &by, 100).await;
            let (id, held) = (found.row.id, began + TimeDelta::minutes(minutes));
            test.advance(TimeDelta::hours(30));
            let index_no = conference(&test, &people, held).await;
            let name = |index_no: &str, held| Command::NameConference { index_no: index_no.to_owned(), held };
            let other_day = held + TimeDelta::days(1);
            assert!(why(step(&test, drafter, &id, name(&index_no, other_day)).await).contains("不是同一天"));
            assert!(why(step(&test, drafter, &id, name("无此索引号", held)).await).contains("没有找到"));
            step(&test, drafter, &id, name(&index_no, held)).await.unwrap();
            let answered = case(&test.house, &by, &id).await.unwrap();
            assert_eq!((answered.state.key(), answered.row.late), ("responded", late), "{minutes}");
            assert!(answered.conference.is_some());
            let review = || Command::Review("先发声，再补充".into());
            assert!(why(step(&test, &by, &id, review()).await).contains("要先会商"));
            step(&test, drafter, &id, meet(&test)).await.unwrap();
            assert!(step(&test, drafter, &id, review()).await.is_err(), "the agency does not review itself");
            step(&test, &by, &id, review()).await.unwrap();
            let closed = case(&test.house, &by, &id).await.unwrap();
            assert_eq!((closed.row.ending.as_deref(), closed.row.late), (Some("reviewed"), late));
            assert_eq!((closed.row.due_at, closed.row.next_look_at), (None, None));
        }
        test.finish().await;
    }
}

on_both_databases! {
    async fn other_matters_have_two_days_over_a_weekend(test: TestHouse) {
        let people = People::join(&test).await;
        let [by, _] = office(&test).await;
        // A Friday, at six.
        test.advance(TimeDelta::hours(3 * 24 + 9));
        for (minutes, late) in [(48 * 60 - 1, false), (48 * 60 + 1, true)] {
            let id = note(&test.house, &people.drafter, seen(&test, false)).await.unwrap();
            step(&test, &by, &id, judge("ordinary")).await.unwrap();
            let draft = prepare(&test, &people.drafter, &id).await.unwrap();
            assert!(why(prepare(&test, &people.drafter, &id).await).contains("已经起草"));
            let values = desk_reading::draft(&test.house, &people.drafter, &draft).await.unwrap().values;
            assert_eq!((&values["kind"], &values["unit"]), (&json!("政务舆情回应"), &json!("河北省人民政府办公厅")));
            let noticed = test.house.now().format("%H:%M").to_string();
            assert_eq!(values["noticed_at"], json!(noticed), "hours are counted from the minute");
            assert!(!serde_json::to_string(&values).unwrap().contains("张三丰"), "{values:?}");
            test.advance(TimeDelta::minutes(minutes));
            let more = json!({
                "title": format!("{minutes} 分后的回应"), "concern": "大堤是不是漫水", "facts": "没有漫水",
                "issued_on": test.house.now().date_naive().to_string(),
            });
            filled(&test, &people.drafter, &draft, more.as_object().unwrap().clone()).await;
            let three = (&people.drafter, &people.screener, &people.approver);
            let_out(&test, three, &draft).await;
            follow(&test.house).await.unwrap();
            let found = case(&test.house, &by, &id).await.unwrap();
            assert_eq!((found.state.key(), found.row.late), ("responded", late), "{minutes}");
        }
        test.finish().await;
    }
}

on_both_databases! {
    async fn it_is_met_about_first_and_judged_up_from_the_first_moment(test: TestHouse) {
        let people = People::join(&test).await;
        let [by, _] = office(&test).await;
        let drafter = &people.drafter;
        let began = test.house.now();
        let id = note(&test.house, drafter, seen(&test, false)).await.unwrap();
        let waiting = case(&test.house, drafter, &id).await.unwrap();
        assert_eq!((waiting.clocks[0].clock.waits_for, waiting.clocks[0].minutes_left), (WaitsFor::Judging, 60));
        assert!(matches!(step(&test, drafter, &id, judge("major")).await, Err(Error::Forbidden(_))));
        step(&test, &by, &id, judge("major")).await.unwrap();
        assert!(why(prepare(&test, drafter, &id).await).contains("要先会商"));
        step(&test, &by, &id, meet(&test)).await.unwrap();
        let draft = prepare(&test, drafter, &id).await.unwrap();
        // A draft that is given up makes room for another one.
        discard_draft(&test.house, drafter, &draft, 0).await.unwrap();
        prepare(&test, drafter, &id).await.unwrap();
        test.advance(TimeDelta::hours(4));
        step(&test, &by, &id, judge("major-emergency")).await.unwrap();
        let graver = case(&test.house, &by, &id).await.unwrap();
        let dues: Vec<Moment> = graver.clocks.iter().map(|one| one.clock.due).collect();
        assert_eq!(dues, [began + TimeDelta::hours(5), began + TimeDelta::hours(24)]);
        assert!(!graver.row.late && graver.row.level.as_deref() == Some("major-emergency"));
        test.advance(TimeDelta::hours(2));
        step(&test, &by, &id, judge("ordinary")).await.unwrap();
        assert!(case(&test.house, &by, &id).await.unwrap().row.late, "what was late stays late");
        // Two at once: one of them is told to look again.
        let version = version(&test, &by, &id).await;
        let handled = || Command::Handle("已经转移群众".into());
        take_step(&test.house, drafter, &id, version, handled()).await.unwrap();
        let other = take_step(&test.house, drafter, &id, version, handled()).await;
        assert!(matches!(other, Err(Error::Conflict)));
        test.finish().await;
    }
}

on_both_databases! {
    async fn no_answer_is_needed_on_a_ground_by_another_person(test: TestHouse) {
        let people = People::join(&test).await;
        let [by, second] = office(&test).await;
        let id = note(&test.house, &by, seen(&test, false)).await.unwrap();
        let needless = |ground: &str| Command::NotNeeded(ground.into());
        assert!(why(step(&test, &by, &id, needless("谣言")).await).contains("另一人"));
        assert!(why(step(&test, &second, &id, needless(" ")).await).contains("理由"));
        let drafted = step(&test, &people.drafter, &id, needless("谣言")).await;
        assert!(matches!(drafted, Err(Error::Forbidden(_))));
        step(&test, &second, &id, needless("已经自行更正")).await.unwrap();
        let closed = case(&test.house, &by, &id).await.unwrap();
        assert_eq!((closed.row.ending.as_deref(), closed.clocks.len()), (Some("not_needed"), 0));
        let (open, total) = list(&test.house, &by, (Side::Office, true), (10, 0)).await.unwrap();
        assert!(open.is_empty() && total == 0);
        assert_eq!(list(&test.house, &by, (Side::Agency, false), (10, 0)).await.unwrap().1, 1);
        // Whose business it is not sees nothing of it.
        assert!(matches!(case(&test.house, &people.stranger, &id).await, Err(Error::NotFound(_))));
        let mut own = seen(&test, false);
        own.agency = OTHER_AGENCY.into();
        let id = note(&test.house, &people.stranger, own).await.unwrap();
        assert_eq!(list(&test.house, &people.stranger, (Side::Agency, true), (10, 0)).await.unwrap().1, 1);
        assert_eq!(case(&test.house, &by, &id).await.unwrap().row.office_code, AGENCY);
        test.finish().await;
    }
}

/// Gives and confirms an address.
async fn reachable(test: &TestHouse, server: &Mailbox, by: &Officer, at: &str) {
    set_address(&test.house, by, at).await.unwrap();
    let letter = server.collect(test).await.remove(0);
    let is_code = |line: &&str| line.len() == 23 && line.matches('-').count() == 3;
    let code = letter.body.lines().map(str::trim).find(is_code).unwrap().to_owned();
    confirm_address(&test.house, by, &code).await.unwrap();
}

/// Goes on by so many minutes and does what the worker does.
async fn after(test: &TestHouse, server: &Mailbox, minutes: i64) -> Vec<Letter> {
    test.advance(TimeDelta::minutes(minutes));
    write_public_opinions(&test.house).await.unwrap();
    let mut letters = server.collect(test).await;
    assert!(letters.iter().all(|l| !l.body.contains("大堤") && !l.body.contains("张三丰")), "{letters:?}");
    letters.sort_by(|a, b| a.to.cmp(&b.to));
    letters
}

fn told(letters: &[Letter], what: &[(&str, &str)]) {
    assert_eq!(letters.len(), what.len(), "{letters:?}");
    for (letter, (to, says)) in letters.iter().zip(what) {
        assert!(letter.to.starts_with(to) && letter.body.contains(says), "{to} {says}: {}", letter.body);
    }
}

on_both_databases! {
    async fn people_are_told_once_a_step_and_to_the_minute(test: TestHouse) {
        let (people, server) = (People::join(&test).await, Mailbox::default());
        let [by, silent] = office(&test).await;
        reachable(&test, &server, &people.drafter, "1-qicao@example.com").await;
        reachable(&test, &server, &by, "2-zhuguan@example.com").await;
        reachable(&test, &server, &silent, "3-silent@example.com").await;
        reachable(&test, &server, &people.stranger, "4-lujia@example.com").await;
        choose(&test.house, &silent, &BTreeSet::from([Notice::ListChanged])).await.unwrap();
        let id = note(&test.house, &people.drafter, seen(&test, true)).await.unwrap();
        told(&after(&test, &server, 0).await, &[("2", "1 件政务舆情等办理：研判")]);
        assert!(after(&test, &server, 10).await.is_empty(), "once");
        step(&test, &by, &id, judge("major-emergency")).await.unwrap();
        let begun = after(&test, &server, 0).await;
        told(&begun, &[("1", "等办理：公开回应"), ("2", "等办理：举行新闻发布会")]);
        let page = format!("/desk/public-opinions/{id}");
        assert!(begun[0].body.contains("11月24日 14:00") && begun[0].body.contains(&page), "{}", begun[0].body);
        // Half of five hours: told to the agency, and not a minute before.
        assert!(after(&test, &server, 139).await.is_empty());
        told(&after(&test, &server, 1).await, &[("1", "时限已过一半：公开回应")]);
        assert!(after(&test, &server, 1).await.is_empty(), "once");
        told(&after(&test, &server, 89).await, &[("1", "时限快到：公开回应"), ("2", "时限快到：公开回应")]);
        assert!(after(&test, &server, 60).await.is_empty(), "in the last minute it is not over");
        told(&after(&test, &server, 1).await, &[("1", "已超过时限：公开回应"), ("2", "已超过时限：公开回应")]);
        // What passed while nobody looked is not told one by one.
        let days = after(&test, &server, 3 * 24 * 60).await;
        told(&days, &[("1", "超过时限已久"), ("2", "超过时限已久")]);
        assert!(!days[0].body.contains("一半"), "{}", days[0].body);
        write_due(&test.house).await.unwrap();
        let hourly = server.collect(&test).await;
        assert!(hourly.iter().all(|letter| !letter.body.contains("舆情")), "told once: {hourly:?}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_was_said_stays_sealed(test: TestHouse) {
        let people = People::join(&test).await;
        let [by, _] = office(&test).await;
        let found = released_after(&test, &people, &by, 60).await;
        let id = found.row.id.as_str();
        let mut tx = test.house.db.read().await.unwrap();
        let events = mingjing_store::public_opinions::events(&mut tx, id).await.unwrap();
        assert_eq!(events.len(), 4);
        assert!(events.iter().all(|one| !one.event.contains("张三丰") && !one.event.contains("失踪")));
        let disclosure = found.answer.unwrap();
        let versions = mingjing_store::versions::of_disclosure(&mut tx, &disclosure).await.unwrap();
        assert!(versions.iter().all(|one| !format!("{one:?}").contains("张三丰")));
        drop(tx);
        let all = AuditSearch { agency: AGENCY.into(), ..AuditSearch::default() };
        let auditor = account(&test, "shenji", "韩审计", AGENCY, vec![Role::Auditor]).await;
        let trail = auditing::search(&test.house, &auditor, &all, 100).await.unwrap();
        let trail = format!("{trail:?}");
        assert!(trail.contains("public-opinion-judge") && trail.contains("public-opinion-answer"));
        assert!(!trail.contains("张三丰") && !trail.contains("失踪"));
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_system_hands_in_for_its_own_region_once(test: TestHouse) {
        let house = &test.house;
        let person = async |role: Role| {
            account(&test, &format!("shi-{}", role.key()), "某人", "130101", vec![role]).await
        };
        let (admin, screener, approver) =
            (person(Role::Administrator).await, person(Role::Screener).await, person(Role::Approver).await);
        let new = NewToken {
            name: "舆情监测".into(),
            agency: "130101".into(),
            items: BTreeSet::new(),
            appeals: false,
            public_opinions: true,
            expires_on: house.now().date_naive(),
        };
        let (id, token) = make_token(house, &admin, new).await.unwrap();
        screen_token(house, &screener, &id, 0).await.unwrap();
        approve_token(house, &approver, &id, 1).await.unwrap();
        let new = |agency: &str, text: &str| NewOpinion {
            agency: agency.into(),
            text: text.into(),
            ..seen(&test, false)
        };
        let first_new = new("130101", SAID);
        let intake = |new: NewOpinion| Intake { token: &token, address: None, key: "YQ-1", region: "", new };
        let first = take_in(house, intake(first_new.clone())).await.unwrap();
        assert_eq!((first.agency.as_str(), first.again), ("130101", false));
        test.advance(TimeDelta::hours(2));
        let again = take_in(house, intake(first_new)).await.unwrap();
        assert!(again.again && again.number == first.number && again.due_at == first.due_at);
        let other = take_in(house, intake(new("130101", "另一件"))).await;
        assert!(matches!(other, Err(Error::Token(TokenProblem::KeyReused))), "{other:?}");
        let above = take_in(house, Intake { key: "YQ-2", ..intake(new(AGENCY, SAID)) }).await;
        assert!(matches!(above, Err(Error::Token(TokenProblem::OutOfScope(_)))), "{above:?}");
        let region = Intake { key: "YQ-3", region: "130102", ..intake(new("", SAID)) };
        let below = take_in(house, region).await.unwrap();
        assert_ne!(below.agency, "");
        test.finish().await;
    }
}
