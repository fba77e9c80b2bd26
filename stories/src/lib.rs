#![doc = include_str!("../README.md")]

mod hearings;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use mingjing_actions::appeals::{NewAppeal, Said, Writer};
use mingjing_actions::import::import_values;
use mingjing_actions::requests::{Applicant, NewRequest, Wanted};
use mingjing_actions::{
    Edit, House, Officer, approve_draft, confirm_withdrawal, pass_screening, propose_withdrawal, save_draft,
    start_draft, submit_draft,
};
use mingjing_procedures::appeal::Kind;
use mingjing_procedures::{ApplicantKind, Event, Outcome};
use mingjing_publication::Ground;
use mingjing_search::{Query, Results};
use mingjing_testkit::{People, TestHouse};
use serde_json::{Map, Value, json};

pub use hearings::{citizen, hearing, let_out, name, publish_hearing, publish_values, signs_up};

/// A notice's values.
#[must_use]
pub fn notice(title: &str) -> Map<String, Value> {
    let Value::Object(values) = json!({ "title": title, "kind": "公告", "issued_on": "2026-11-20" }) else {
        return Map::new();
    };
    values
}

/// The values of an emergency's first report.
#[must_use]
pub fn emergency(title: &str) -> Map<String, Value> {
    let values = json!({ "title": title, "event_kind": "自然灾害", "grade": "较大", "happened_on": "2026-11-24",
        "place": "某河段", "issued_on": "2026-11-24", "stage": "初报", "measures": "已转移群众。" });
    let Value::Object(values) = values else { return Map::new() };
    values
}

/// Drafts a notice of the drafter's agency and hands it in; answers its identity and lock version.
///
/// # Panics
/// When a step is refused.
pub async fn hand_in(test: &TestHouse, people: &People, title: &str, body: &str) -> (String, i64) {
    let house = &test.house;
    let id = start_draft(house, &people.drafter, "notice", &people.drafter.agency)
        .await
        .expect("a draft is begun");
    let edit = Edit { values: notice(title), body: Some(body.into()), remove: Vec::new() };
    let version = save_draft(house, &people.drafter, &id, 0, edit).await.expect("the draft is saved");
    submit_draft(house, &people.drafter, &id, version).await.expect("the draft is handed in");
    (id, version + 1)
}

/// Screens and approves what was handed in; answers its index number.
///
/// # Panics
/// When a step is refused.
pub async fn let_through(test: &TestHouse, people: &People, id: &str, version: i64) -> String {
    pass_screening(&test.house, &people.screener, id, version, &BTreeMap::new())
        .await
        .expect("it passes screening");
    let number =
        approve_draft(&test.house, &people.approver, id, version + 1, None).await.expect("it is approved");
    number.expect("it has an index number")
}

/// Publishes a notice by three people; answers its identity and index number.
///
/// # Panics
/// When a step is refused.
pub async fn publish(test: &TestHouse, people: &People, title: &str, body: &str) -> (String, String) {
    let (id, version) = hand_in(test, people, title, body).await;
    let number = let_through(test, people, &id, version).await;
    (id, number)
}

/// Withdraws by two people: the first proposes it on this ground, the second confirms it.
///
/// # Panics
/// When a step is refused.
pub async fn withdraw_by_two(
    house: &House,
    (first, second): (&Officer, &Officer),
    id: &str,
    (article, reason): (&str, &str),
) {
    let ground = Ground::new(article, reason).expect("a ground");
    propose_withdrawal(house, first, id, ground).await.expect("the withdrawal is proposed");
    confirm_withdrawal(house, second, id).await.expect("the withdrawal is confirmed");
}

/// Searches as a citizen does.
///
/// # Panics
/// When the index fails.
#[must_use]
pub fn search(test: &TestHouse, text: &str) -> Results {
    let query = Query { text: text.into(), limit: 20, highlight: true, ..Query::default() };
    test.house.search.search(&query).expect("the index answers")
}

/// A request for information to an agency.
#[must_use]
pub fn request_to(agency: &str) -> NewRequest {
    let applicant = Applicant {
        kind: ApplicantKind::Person,
        name: "某人".into(),
        identity: "护照 E1".into(),
        contact: "某邮箱".into(),
        address: String::new(),
        mail: String::new(),
    };
    let wanted = Wanted { description: "某文件".into(), form: "邮寄".into(), evidence: String::new() };
    NewRequest {
        agency: agency.into(),
        purpose: mingjing_procedures::Purpose::Information,
        applicant,
        wanted,
    }
}

/// A plea for help to an agency.
#[must_use]
pub fn appeal_to(agency: &str, title: &str) -> NewAppeal {
    NewAppeal {
        kind: Kind::Help,
        region: "130000".into(),
        agency: agency.into(),
        said: Said { title: title.into(), text: format!("{title}：路灯坏了") },
        writer: Writer::default(),
        consent: true,
    }
}

/// An answer to a request that makes it open, proposed on a day.
#[must_use]
pub fn proposed_answer(on: NaiveDate) -> Event {
    Event::Proposed {
        on,
        outcome: Outcome::Granted,
        text: "见附件".into(),
        names: String::new(),
        public_interest: String::new(),
        by: String::new(),
    }
}

/// A public draft of an agency that calls for comments for forty days from today; answers its identity.
///
/// # Panics
/// When it is not taken.
pub async fn draft_for_comment(test: &TestHouse, agency: &str, title: &str) -> String {
    let today = test.house.now().date_naive();
    draft_until(test, agency, (title, ""), today + Days::new(40)).await
}

/// The same until a day, with the reason why that is short; empty where it is not.
///
/// # Panics
/// When it is not taken.
pub async fn draft_until(
    test: &TestHouse,
    agency: &str,
    (title, short_reason): (&str, &str),
    until: NaiveDate,
) -> String {
    let today = test.house.now().date_naive();
    let values = json!({
        "title": title, "kind": "规范性文件", "issued_on": today.to_string(), "channels": "网上留言",
        "comment_period": format!("{today}至{until}"), "short_reason": short_reason,
        "explanation": "群众反映强烈。",
        "body": "第一条 为了方便群众,制定本办法。\n\n第二条 应当设置下列设施:\n\n(一)人行横道;\n\n(二)限速标志。\n\n第三条 安排人员疏导。\n",
    });
    let Value::Object(values) = values else { return String::new() };
    let rows = vec![(agency.to_owned(), values)];
    let (_, refused) = import_values(&test.house, &Officer::operator(), "draft-for-comment", "草案", rows)
        .await
        .expect("the draft is imported");
    assert!(refused.is_empty(), "{refused:?}");
    let mut tx = test.house.db.read().await.expect("a transaction");
    let rows =
        mingjing_store::drafts::published_of_agency(&mut tx, agency, mingjing_store::drafts::NEWEST, 200)
            .await
            .expect("rows");
    rows.into_iter().find(|row| row.title == title).expect("the draft").id
}
