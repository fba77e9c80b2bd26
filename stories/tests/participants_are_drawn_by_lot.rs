//! Participants of a hearing and delegates of a meeting: signed up, listed, drawn, and drawn again by somebody who has nothing
//! but the public log; and what is refused.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, TimeDelta};
use mingjing_actions::auditing::{self, AuditSearch};
use mingjing_actions::import::import_values;
use mingjing_actions::selections::{
    Command, Part, catch_up, desk_selection, desk_selections, draw_lot, export_of, forget_people,
    prepare_list, public_selection, public_selections, register, reveal_person, selections_waiting, sign_up,
    take_back, take_step, tell_results, track,
};
use mingjing_actions::{
    Edit, Error, Officer, approve_draft, check_audit, desk_reading, discard_draft, pass_screening, reading,
    save_draft, start_amendment, start_draft, submit_draft,
};
use mingjing_stories::{citizen, hearing, let_out, name, publish_hearing, publish_values, signs_up};
use mingjing_testkit::{AGENCY, Mailbox, People, TestHouse, on_both_databases};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

async fn version(test: &TestHouse, by: &Officer, id: &str) -> i64 {
    desk_selection(&test.house, by, id, (10, 0)).await.unwrap().line.row.lock_version
}

/// Takes a step on the selection as it is now.
async fn step(test: &TestHouse, by: &Officer, id: &str, command: Command) -> Result<(), Error> {
    let version = version(test, by, id).await;
    take_step(&test.house, by, id, version, command).await
}

async fn refused(test: &TestHouse, by: &Officer, id: &str, command: Command, words: &str) {
    let error = step(test, by, id, command).await.unwrap_err().to_string();
    assert!(error.contains(words), "{error}");
}

/// The draft of the version in hand, after a step that makes one.
async fn list(test: &TestHouse, people: &People, id: &str) -> Result<String, Error> {
    prepare_list(&test.house, &people.drafter, id, version(test, &people.drafter, id).await).await
}

async fn draw(test: &TestHouse, people: &People, id: &str, number: &str) -> Result<String, Error> {
    let version = version(test, &people.drafter, id).await;
    draw_lot(&test.house, &people.drafter, id, (version, number)).await
}

/// The same three people as always.
fn three(people: &People) -> (&Officer, &Officer, &Officer) {
    (&people.drafter, &people.screener, &people.approver)
}

/// Publishes the version with the list. Approved is not enough: until it is signed, the seed stays sealed.
async fn list_becomes_public(test: &TestHouse, people: &People, id: &str) {
    let house = &test.house;
    let at = desk_reading::draft(house, &people.drafter, id).await.unwrap().lock_version;
    submit_draft(house, &people.drafter, id, at).await.unwrap();
    pass_screening(house, &people.screener, id, at + 1, &BTreeMap::new()).await.unwrap();
    approve_draft(house, &people.approver, id, at + 2, None).await.unwrap();
    assert_eq!(catch_up(house).await.unwrap(), 0, "it is not signed yet");
    let early = draw(test, people, id, "").await.unwrap_err();
    assert!(early.to_string().contains("不能抽签"), "{early}");
    test.settle().await;
    assert_eq!(catch_up(house).await.unwrap(), 1);
}

/// Changes one value of the draft in hand and tries to hand it in; the words of the refusal. The draft is as it was before.
async fn tampered(test: &TestHouse, people: &People, id: &str, key: &str, value: Value) -> String {
    let house = &test.house;
    let draft = desk_reading::draft(house, &people.drafter, id).await.unwrap();
    let mut values = draft.values.clone();
    values.insert(key.into(), value);
    let edit = |values| Edit { values, body: None, remove: Vec::new() };
    let at = save_draft(house, &people.drafter, id, draft.lock_version, edit(values)).await.unwrap();
    let error = submit_draft(house, &people.drafter, id, at).await.unwrap_err();
    save_draft(house, &people.drafter, id, at, edit(draft.values)).await.unwrap();
    let Error::Invalid(problems) = error else { panic!("{error}") };
    problems.iter().map(|p| format!("{} {}", p.field, p.message)).collect::<Vec<_>>().join("；")
}

fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// Draws again from what is public: content files whose digests stand in the log. Nothing of the program's own draw is used.
/// Answers the codes that win, of each side.
async fn drawn_again(test: &TestHouse, id: &str) -> Vec<String> {
    let public = reading::disclosure(&test.house, id).await.unwrap().unwrap();
    let files: Vec<Value> = public
        .revisions
        .iter()
        .map(|revision| {
            let bytes = revision.content.as_ref().unwrap().to_bytes().unwrap();
            assert_eq!(
                hex::encode(Sha256::digest(&bytes)),
                revision.digest,
                "the file is the one in the log"
            );
            serde_json::from_slice(&bytes).unwrap()
        })
        .collect();
    let [promised, listed, opened] = &files[..] else { panic!("three versions") };
    let (promised, listed, opened) = (&promised["fields"], &listed["fields"], &opened["fields"]);
    assert!(
        promised["lot_entries"].is_null() && promised["lot_seed"].is_null() && listed["lot_seed"].is_null()
    );
    let seed = opened["lot_seed"].as_str().unwrap();
    assert_eq!(
        promised["lot_commitment"],
        sha256(seed).as_str(),
        "what was promised before anybody signed up"
    );
    assert_eq!(
        listed["lot_entries"], opened["lot_entries"],
        "the list that was public before the seed was opened"
    );
    let number = opened["lot_number"].as_str().unwrap_or("");
    let mut winners = Vec::new();
    for quota in promised["lot_quotas"].as_array().unwrap() {
        let entries = listed["lot_entries"].as_array().unwrap().iter();
        let of_side = entries.filter(|entry| entry["side"] == quota["side"]);
        let mut order: Vec<(String, &str)> = of_side
            .map(|entry| entry["code"].as_str().unwrap())
            .map(|code| (sha256(&format!("{seed}\n{number}\n{code}")), code))
            .collect();
        order.sort();
        let places = usize::try_from(quota["places"].as_u64().unwrap()).unwrap();
        winners.extend(order.into_iter().take(places).map(|(_, code)| code.to_owned()));
    }
    let named = opened["participants"].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap());
    assert_eq!(named.collect::<Vec<_>>(), winners, "anybody draws the same");
    winners
}

on_both_databases! {
    async fn a_hearing_is_drawn_and_anybody_draws_it_again(test: TestHouse) {
        let (people, mailbox) = (People::join(&test).await, Mailbox::default());
        let id = publish_hearing(&test, &people, "供水价格听证会").await;
        let mut receipts = Vec::new();
        for n in 1..=5 {
            receipts.push(signs_up(&test, &id, n, "居民").await);
        }
        let gone = signs_up(&test, &id, 6, "居民").await;
        let shop = signs_up(&test, &id, 7, "商户").await;
        let outsider = signs_up(&test, &id, 8, "商户").await;
        assert!(take_back(&test.house, &gone.code.to_lowercase()).await.unwrap());
        assert!(!take_back(&test.house, "00000-00000-00000-00000").await.unwrap(), "nothing is told");
        let again = take_back(&test.house, &gone.code).await.unwrap_err().to_string();
        assert!(again.contains("已经退出"), "{again}");

        let clerk = &people.drafter;
        refused(&test, clerk, &id, Command::Object { number: 8, text: " ".into() }, "理由").await;
        refused(&test, clerk, &id, Command::Object { number: 9, text: "没有".into() }, "没有找到").await;
        step(&test, clerk, &id, Command::Object { number: 8, text: "不是本市商户".into() }).await.unwrap();
        refused(&test, clerk, &id, Command::LeaveOut { number: 8 }, "权限").await;
        assert_eq!(selections_waiting(&test.house, &people.approver).await.unwrap(), 1);
        assert!(track(&test.house, &outsider.code).await.unwrap().unwrap().left_out.is_none(), "not yet agreed");
        step(&test, &people.approver, &id, Command::LeaveOut { number: 8 }).await.unwrap();
        let told = track(&test.house, &outsider.code).await.unwrap().unwrap();
        assert_eq!(told.left_out.as_deref(), Some("不是本市商户"));
        refused(&test, clerk, &id, Command::Close, "过了这一天").await;
        assert!(list(&test, &people, &id).await.unwrap_err().to_string().contains("截止登记以后"));

        test.advance(TimeDelta::days(11));
        let late = sign_up(&test.house, &id, citizen(9, "居民"), &format!("{:032}", 9)).await.unwrap_err();
        assert!(late.to_string().contains("已经截止"), "{late}");
        let same = sign_up(&test.house, &id, citizen(1, "居民"), &format!("{:032}", 1)).await.unwrap();
        assert!(same.again && same.code == receipts[0].code, "a form that came in time is still known");
        assert!(take_back(&test.house, &receipts[0].code).await.unwrap_err().to_string().contains("已经截止"));
        assert_eq!(selections_waiting(&test.house, clerk).await.unwrap(), 1);
        step(&test, clerk, &id, Command::Close).await.unwrap();
        list(&test, &people, &id).await.unwrap();
        let mut other = desk_reading::draft(&test.house, clerk, &id).await.unwrap().values["lot_entries"].clone();
        other.as_array_mut().unwrap().pop();
        let words = tampered(&test, &people, &id, "lot_entries", other).await;
        assert!(words.contains("lot_entries 和系统起草的名单不一样"), "{words}");
        let words = tampered(&test, &people, &id, "lot_seed", json!("0".repeat(64))).await;
        assert!(words.contains("承诺值不一样"), "{words}");
        assert!(draw(&test, &people, &id, "").await.unwrap_err().to_string().contains("不能抽签"));
        let before = desk_reading::draft(&test.house, clerk, &id).await.unwrap();
        assert_eq!(before.values["lot_entries"].as_array().unwrap().len(), 6);
        let kept = json!({ "values": before.values }).to_string();
        assert!(!kept.contains("小某") && !kept.contains("0311"), "codes and sides only: {kept}");
        list_becomes_public(&test, &people, &id).await;

        assert!(draw(&test, &people, &id, "7").await.unwrap_err().to_string().contains("没有说要用公共数字"));
        draw(&test, &people, &id, "").await.unwrap();
        let told = track(&test.house, &receipts[0].code).await.unwrap().unwrap();
        assert_eq!(told.takes_part, None, "nobody is told before it is public");
        let words = tampered(&test, &people, &id, "participants", json!([{ "code": shop.entry, "side": "商户" }])).await;
        assert!(words.contains("和种子算出来的不一样"), "{words}");
        // A draft that was given up is made again, with the same result.
        let draft = desk_reading::draft(&test.house, clerk, &id).await.unwrap();
        discard_draft(&test.house, clerk, &id, draft.lock_version).await.unwrap();
        draw(&test, &people, &id, "").await.unwrap();
        let again = desk_reading::draft(&test.house, clerk, &id).await.unwrap();
        assert_eq!(again.values["participants"], draft.values["participants"]);
        assert_eq!(tell_results(&test.house).await.unwrap(), 0);
        let_out(&test, three(&people), &id).await;

        let winners = drawn_again(&test, &id).await;
        assert_eq!(winners.len(), 3);
        assert!(winners.contains(&shop.entry) && !winners.contains(&gone.entry) && !winners.contains(&outsider.entry));
        for (n, receipt) in (1..).zip(&receipts) {
            let told = track(&test.house, &receipt.code).await.unwrap().unwrap();
            assert_eq!(told.takes_part, Some(winners.contains(&receipt.entry)));
            let public = reading::disclosure(&test.house, &id).await.unwrap().unwrap();
            let named = String::from_utf8(public.content().unwrap().to_bytes().unwrap()).unwrap().contains(&name(n));
            assert_eq!(named, winners.contains(&receipt.entry) && n % 2 == 0, "a name only where the person agreed");
        }
        assert_eq!(tell_results(&test.house).await.unwrap(), 7, "all but who left");
        assert_eq!(tell_results(&test.house).await.unwrap(), 0, "once");
        let letters = mailbox.collect(&test).await;
        let won = letters.iter().filter(|letter| letter.body.contains("您被选为参加人")).count();
        assert_eq!((letters.len(), won), (7, 3));
        assert!(letters.iter().all(|letter| !letter.subject.contains("听证") && letter.body.contains("/hearings/")));
        let words = {
            start_amendment(&test.house, clerk, &id, "再改").await.unwrap();
            tampered(&test, &people, &id, "lot_number", json!("5")).await
        };
        assert!(words.contains("已经公开，不能再改"), "{words}");
        assert_eq!(check_audit(&test.house).await.unwrap().problem, None);
        test.finish().await;
    }
}

on_both_databases! {
    async fn where_there_are_places_for_all_nothing_is_drawn(test: TestHouse) {
        let people = People::join(&test).await;
        let id = publish_hearing(&test, &people, "公园改造听证会").await;
        signs_up(&test, &id, 1, "居民").await;
        signs_up(&test, &id, 2, "商户").await;
        test.advance(TimeDelta::days(11));
        step(&test, &people.drafter, &id, Command::Close).await.unwrap();
        list(&test, &people, &id).await.unwrap();
        let words = tampered(&test, &people, &id, "participants", json!([])).await;
        assert!(words.contains("全部参加"), "{words}");
        let_out(&test, three(&people), &id).await;
        let public = public_selection(&test.house, &id).await.unwrap().unwrap();
        assert_eq!((public.state.zh(), public.lot.people.len()), ("报名未超过名额，全部参加", 2));
        let newest = public.notice.newest().unwrap();
        assert!(newest.reason.as_deref().unwrap().contains("不需要抽签"));
        assert!(draw(&test, &people, &id, "").await.unwrap_err().to_string().contains("不用抽签"));
        assert_eq!(public_selections(&test.house, Part::Settled, (10, 0)).await.unwrap().len(), 1);
        assert!(!public.line.late);
        test.finish().await;
    }
}

on_both_databases! {
    async fn nobody_signs_up_and_more_time_is_given(test: TestHouse) {
        let people = People::join(&test).await;
        let id = publish_hearing(&test, &people, "停车听证会").await;
        test.advance(TimeDelta::days(11));
        step(&test, &people.drafter, &id, Command::Close).await.unwrap();
        assert!(list(&test, &people, &id).await.unwrap_err().to_string().contains("没有人报名"));
        let today = test.house.now().date_naive();
        start_amendment(&test.house, &people.drafter, &id, "报名的人不够，延长报名").await.unwrap();
        let quotas = json!([{ "side": "居民", "places": 3 }]);
        let words = tampered(&test, &people, &id, "lot_quotas", quotas).await;
        assert!(words.contains("公开以后不能再改"), "{words}");
        let words = tampered(&test, &people, &id, "method", json!("推荐")).await;
        assert!(words.contains("不能再改遴选方式"), "{words}");
        let mut draft = desk_reading::draft(&test.house, &people.drafter, &id).await.unwrap();
        draft.values.insert("sign_up_period".into(), json!({ "from": today.to_string(), "until": (today + Days::new(5)).to_string() }));
        let edit = Edit { values: draft.values, body: None, remove: Vec::new() };
        save_draft(&test.house, &people.drafter, &id, draft.lock_version, edit).await.unwrap();
        let_out(&test, three(&people), &id).await;
        signs_up(&test, &id, 1, "居民").await;
        assert_eq!(public_selections(&test.house, Part::Open, (10, 0)).await.unwrap().len(), 1);
        // The list comes too late for the materials, and everybody sees it.
        test.advance(TimeDelta::days(13));
        assert!(public_selections(&test.house, Part::Waiting, (10, 0)).await.unwrap()[0].late);
        step(&test, &people.drafter, &id, Command::Close).await.unwrap();
        list(&test, &people, &id).await.unwrap();
        let_out(&test, three(&people), &id).await;
        assert!(public_selection(&test.house, &id).await.unwrap().unwrap().line.late);
        let done = desk_selections(&test.house, &people.drafter, true, (10, 0)).await.unwrap();
        assert!(done.1 == 1 && done.0[0].late);
        test.finish().await;
    }
}

on_both_databases! {
    async fn delegates_of_a_meeting_are_drawn_with_a_public_number(test: TestHouse) {
        let people = People::join(&test).await;
        let today = test.house.now().date_naive();
        let Value::Object(values) = json!({
            "title": "政府常务会议列席", "kind": "政府常务会议", "held_on": (today + Days::new(20)).to_string(),
            "topics": [{ "topic": "养老服务" }], "open_to": ["公众代表", "专家学者"], "seats": 2,
            "sign_up_period": { "from": (today + Days::new(1)).to_string(), "until": (today + Days::new(9)).to_string() },
            "method": "网上报名抽签", "lot_source": "12月5日某彩票开奖号码，按公告顺序连写",
            "lot_quotas": [{ "side": "公众代表", "places": 1 }, { "side": "专家学者", "places": 1 }],
            "attendees": [{ "name": "陈代表", "side": "人大代表" }],
        }) else { panic!() };
        let id = publish_values(&test, three(&people), "decision-meeting", values).await;
        let early = sign_up(&test.house, &id, citizen(1, "公众代表"), &format!("{:032}", 1)).await.unwrap_err();
        assert!(early.to_string().contains("还没有开始"), "{early}");
        test.advance(TimeDelta::days(1));
        let wrong = sign_up(&test.house, &id, citizen(1, "人大代表"), &format!("{:032}", 1)).await.unwrap_err();
        let Error::Invalid(problems) = wrong else { panic!("it is refused field by field") };
        assert_eq!(problems.iter().map(|p| p.field.as_str()).collect::<Vec<_>>(), ["side"]);
        for n in 1..=4 {
            signs_up(&test, &id, n, if n < 4 { "公众代表" } else { "专家学者" }).await;
        }
        test.advance(TimeDelta::days(9));
        step(&test, &people.drafter, &id, Command::Close).await.unwrap();
        list(&test, &people, &id).await.unwrap();
        let_out(&test, three(&people), &id).await;
        assert!(draw(&test, &people, &id, "").await.unwrap_err().to_string().contains("请填写公告所说的公共数字"));
        draw(&test, &people, &id, "0102030405").await.unwrap();
        let correct = |text: &str| Command::Correct { number: "0102030406".into(), text: text.into() };
        refused(&test, &people.drafter, &id, correct("抄错"), "权限").await;
        refused(&test, &people.approver, &id, correct(" "), "错在哪里").await;
        step(&test, &people.approver, &id, correct("末位抄错")).await.unwrap();
        let stale = desk_reading::draft(&test.house, &people.drafter, &id).await.unwrap();
        let error = submit_draft(&test.house, &people.drafter, &id, stale.lock_version).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "a draft with the wrong number is not handed in");
        discard_draft(&test.house, &people.drafter, &id, stale.lock_version).await.unwrap();
        draw(&test, &people, &id, "").await.unwrap();
        let_out(&test, three(&people), &id).await;
        let public = public_selection(&test.house, &id).await.unwrap().unwrap();
        assert!(public.lot.is_drawn_right() && public.lot.number == "0102030406");
        let attendees = public.notice.content().unwrap().fields["attendees"].as_array().unwrap();
        assert_eq!((attendees.len(), &attendees[0]["name"]), (3, &json!("陈代表")), "who was invited stays");
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_notice_that_could_not_be_drawn_honestly_is_not_handed_in(test: TestHouse) {
        let people = People::join(&test).await;
        let (house, clerk) = (&test.house, &people.drafter);
        let today = house.now().date_naive();
        let id = start_draft(house, clerk, "hearing-notice", AGENCY).await.unwrap();
        let edit = Edit { values: hearing("听证会", today), body: None, remove: Vec::new() };
        save_draft(house, clerk, &id, 0, edit).await.unwrap();
        let period = |from: u64, until: u64| json!({ "from": (today + Days::new(from)).to_string(), "until": (today + Days::new(until)).to_string() });
        for (key, value, words) in [
            ("lot_quotas", json!([]), "必填"),
            ("lot_quotas", json!([{ "side": "居民", "places": 4 }]), "超过了总名额"),
            ("lot_quotas", json!([{ "side": "居民", "places": 1 }, { "side": "居民", "places": 1 }]), "只写一行"),
            ("sign_up_period", json!({ "from": today.to_string() }), "要有开始和截止日期"),
            ("sign_up_period", period(0, 23), "7日前送达"),
            ("sign_up_period", period(5, 4), "开始日期晚于"),
            ("lot_entries", json!([{ "code": "A", "side": "居民" }]), "还没有人报名"),
            ("participants", json!([{ "side": "居民" }]), "姓名"),
        ] {
            let told = tampered(&test, &people, &id, key, value).await;
            assert!(told.contains(words), "{key}: {told}");
        }
        // Whatever was typed, the promise is the system's.
        let mut draft = desk_reading::draft(house, clerk, &id).await.unwrap();
        draft.values.insert("lot_commitment".into(), json!("0".repeat(64)));
        let edit = Edit { values: draft.values, body: None, remove: Vec::new() };
        save_draft(house, clerk, &id, draft.lock_version, edit).await.unwrap();
        let_out(&test, three(&people), &id).await;
        let public = public_selection(house, &id).await.unwrap().unwrap();
        assert_eq!(public.lot.commitment.len(), 64);
        assert_ne!(public.lot.commitment, "0".repeat(64));
        let rows = vec![(AGENCY.to_owned(), hearing("导入的听证会", today))];
        let (_, rejected) = import_values(house, &Officer::operator(), "hearing-notice", "旧站", rows).await.unwrap();
        assert!(rejected[0].1.contains("不能导入"), "{rejected:?}");
        let mut elsewhere = hearing("别处抽签的听证会", today);
        elsewhere.insert("method".into(), json!("其他"));
        let old = publish_values(&test, three(&people), "hearing-notice", elsewhere).await;
        assert!(public_selection(house, &old).await.unwrap().is_none(), "nobody signs up here for that one");
        start_amendment(house, clerk, &old, "改为抽签").await.unwrap();
        let told = tampered(&test, &people, &old, "method", json!("网上报名抽签")).await;
        assert!(told.contains("第一次公开时就有"), "{told}");
        // A draft that is given up takes its promise with it.
        let given_up = start_draft(house, clerk, "hearing-notice", AGENCY).await.unwrap();
        let edit = Edit { values: hearing("不开了的听证会", today), body: None, remove: Vec::new() };
        save_draft(house, clerk, &given_up, 0, edit).await.unwrap();
        submit_draft(house, clerk, &given_up, 1).await.unwrap();
        mingjing_actions::return_draft(house, &people.screener, &given_up, 2, "不开了").await.unwrap();
        discard_draft(house, clerk, &given_up, 3).await.unwrap();
        test.finish().await;
    }
}

on_both_databases! {
    async fn one_form_is_one_sign_up_sealed_shown_to_the_handler_and_forgotten(test: TestHouse) {
        let people = People::join(&test).await;
        let id = publish_hearing(&test, &people, "听证会").await;
        let once = format!("{:032}", 1);
        let send = || sign_up(&test.house, &id, citizen(1, "居民"), &once);
        let (one, two) = tokio::join!(send(), send());
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!((&one.code, &one.entry), (&two.code, &two.entry));
        assert!(one.again != two.again, "one of them is the first");
        let mut twin = citizen(1, "商户");
        twin.person.name = "另一个名字".into();
        sign_up(&test.house, &id, twin, &format!("{:032}", 2)).await.unwrap();
        let seen = desk_selection(&test.house, &people.drafter, &id, (10, 0)).await.unwrap();
        assert_eq!(seen.people.iter().map(|p| (p.number, p.same_phone)).collect::<Vec<_>>(), [(1, 2), (2, 2)]);
        assert!(seen.people[0].mask.starts_with('钱') && seen.people[0].mask.contains('*'));
        let mut nothing = citizen(3, "居民");
        nothing.person = mingjing_actions::selections::Person { mail: "不是邮箱".into(), ..Default::default() };
        let Error::Invalid(problems) = sign_up(&test.house, &id, nothing, &format!("{:032}", 3)).await.unwrap_err() else { panic!() };
        let fields: BTreeSet<&str> = problems.iter().map(|p| p.field.as_str()).collect();
        assert_eq!(fields, BTreeSet::from(["name", "phone", "reason", "mail"]));
        for by in [&people.approver, &people.stranger] {
            let error = reveal_person(&test.house, by, &id, 1).await.unwrap_err();
            assert!(matches!(error, Error::Forbidden(_)), "{error}");
        }
        let who = reveal_person(&test.house, &people.drafter, &id, 1).await.unwrap();
        assert_eq!(who.name, name(1));
        let search = AuditSearch { action: "sign-up-reveal".into(), agency: AGENCY.into(), ..AuditSearch::default() };
        let found = auditing::search(&test.house, &Officer::operator(), &search, 10).await.unwrap();
        assert!(!format!("{found:?}").contains(&name(1)) && format!("{found:?}").contains("sign-up-reveal"));
        let own = export_of(&test.house, &one.code).await.unwrap().unwrap();
        assert_eq!((&own["姓名"], &own["抽签编号"]), (&json!(name(1)), &json!(one.entry)));
        let mut tx = test.house.db.read().await.unwrap();
        let kept = format!("{:?}", mingjing_store::selections::sign_ups(&mut tx, &id, 0, 10).await.unwrap());
        drop(tx);
        assert!(!kept.contains(&name(1)) && !kept.contains("0311"), "sealed: {kept}");
        let reason = format!("与第 1 号是同一个人（{}）", name(1));
        step(&test, &people.drafter, &id, Command::Object { number: 2, text: reason }).await.unwrap();
        step(&test, &people.approver, &id, Command::LeaveOut { number: 2 }).await.unwrap();
        assert_eq!(forget_people(&test.house).await.unwrap(), 0, "there is time");
        test.advance(TimeDelta::days(30 + 370));
        assert_eq!(forget_people(&test.house).await.unwrap(), 2);
        assert!(reveal_person(&test.house, &people.drafter, &id, 1).await.is_err());
        let seen = desk_selection(&test.house, &people.drafter, &id, (10, 0)).await.unwrap();
        assert!(!format!("{seen:?}").contains(&name(1)), "{seen:?}");
        let told = track(&test.house, &one.code).await.unwrap().unwrap();
        assert!(told.person.is_none() && told.entry == one.entry, "code and side stay");
        assert_eq!(catch_up(&test.house).await.unwrap(), 0);
        test.finish().await;
    }
}

on_both_databases! {
    async fn whoever_has_no_network_is_written_in_and_drawn_like_the_others(test: TestHouse) {
        let people = People::join(&test).await;
        let id = publish_hearing(&test, &people, "听证会").await;
        let once = format!("{:032}", 7);
        for by in [&people.approver, &people.stranger] {
            let error = register(&test.house, by, &id, citizen(7, "居民"), &once).await.unwrap_err();
            assert!(matches!(error, Error::Forbidden(_)), "{error}");
        }
        let send = || register(&test.house, &people.drafter, &id, citizen(7, "居民"), &once);
        let (first, second) = (send().await.unwrap(), send().await.unwrap());
        assert!(!first.again && second.again && (first.number, &first.code) == (second.number, &second.code));
        signs_up(&test, &id, 8, "商户").await;
        let seen = desk_selection(&test.house, &people.drafter, &id, (10, 0)).await.unwrap();
        assert_eq!(seen.line.row.sign_ups, 2, "a form sent twice is one");
        let by: Vec<&str> = seen.people.iter().map(|one| one.registered_by.as_str()).collect();
        assert_eq!(by, [people.drafter.name.as_str(), ""]);
        let search = AuditSearch { action: "sign-up-register".into(), agency: AGENCY.into(), ..AuditSearch::default() };
        let found = auditing::search(&test.house, &Officer::operator(), &search, 10).await.unwrap();
        assert!(format!("{found:?}").contains("sign-up-register") && !format!("{found:?}").contains(&name(7)));
        assert!(track(&test.house, &first.code).await.unwrap().is_some_and(|told| told.entry == first.entry));
        assert!(take_back(&test.house, &first.code).await.unwrap(), "by the code that was handed over");
        test.advance(TimeDelta::days(60));
        let late = register(&test.house, &people.drafter, &id, citizen(9, "居民"), &format!("{:032}", 9)).await;
        assert!(late.unwrap_err().to_string().contains("已经截止"));
        test.finish().await;
    }
}
