//! Notices whose participants sign up and are drawn.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use mingjing_actions::selections::{NewSignUp, Person, SignUpReceipt, catch_up, sign_up};
use mingjing_actions::{
    Edit, Officer, approve_draft, desk_reading, pass_screening, save_draft, screen_draft, start_draft,
    submit_draft,
};
use mingjing_screening::Disposition;
use mingjing_testkit::{People, TestHouse};
use serde_json::{Map, Value, json};

/// What a notice of a hearing says that is held thirty days from a day, with ten days to sign up: two residents, one shop.
#[must_use]
pub fn hearing(title: &str, today: NaiveDate) -> Map<String, Value> {
    let (until, held_on) = (today + Days::new(10), today + Days::new(30));
    let Value::Object(values) = json!({
        "title": title, "issued_on": today.to_string(), "held_on": held_on.to_string(), "place": "第一会议室",
        "seats": 3, "selection": "网上报名，公开抽签。", "method": "网上报名抽签",
        "sign_up_period": { "from": today.to_string(), "until": until.to_string() },
        "lot_quotas": [{ "side": "居民", "places": 2 }, { "side": "商户", "places": 1 }],
    }) else {
        return Map::new();
    };
    values
}

/// Hands in, screens and approves the version in hand; what screening finds is kept.
///
/// # Panics
/// When a step is refused.
pub async fn let_out(
    test: &TestHouse,
    (drafter, screener, approver): (&Officer, &Officer, &Officer),
    id: &str,
) {
    let house = &test.house;
    let version = desk_reading::draft(house, drafter, id).await.expect("a draft").lock_version;
    submit_draft(house, drafter, id, version).await.expect("it is handed in");
    let draft = desk_reading::draft(house, screener, id).await.expect("a draft");
    let found = screen_draft(house, &draft).await.expect("it is screened");
    let kept: BTreeMap<String, Disposition> =
        found.into_iter().map(|f| (f.id, Disposition::Keep { ground: "本人同意公布".into() })).collect();
    pass_screening(house, screener, id, version + 1, &kept).await.expect("it passes screening");
    approve_draft(house, approver, id, version + 2, None).await.expect("it is approved");
    test.settle().await;
    catch_up(house).await.expect("selections follow");
}

/// Publishes a notice of an item with these values by three people; answers its identity.
///
/// # Panics
/// When a step is refused.
pub async fn publish_values(
    test: &TestHouse,
    by: (&Officer, &Officer, &Officer),
    item: &str,
    values: Map<String, Value>,
) -> String {
    let id = start_draft(&test.house, by.0, item, &by.0.agency).await.expect("a draft is begun");
    let edit = Edit { values, body: None, remove: Vec::new() };
    save_draft(&test.house, by.0, &id, 0, edit).await.expect("the draft is saved");
    let_out(test, by, &id).await;
    id
}

/// The same of a hearing, by the people of the agency.
///
/// # Panics
/// When a step is refused.
pub async fn publish_hearing(test: &TestHouse, people: &People, title: &str) -> String {
    let by = (&people.drafter, &people.screener, &people.approver);
    let values = hearing(title, test.house.now().date_naive());
    publish_values(test, by, "hearing-notice", values).await
}

/// The name of somebody by number.
#[must_use]
pub fn name(n: u32) -> String {
    let family = "赵钱孙李周吴郑王冯陈".chars().nth(n as usize % 10).unwrap_or('赵');
    format!("{family}小某")
}

/// Somebody who signs up, by number.
#[must_use]
pub fn citizen(n: u32, side: &str) -> NewSignUp {
    let person = Person {
        name: name(n),
        phone: format!("0311-860{n:05}"),
        mail: format!("citizen{n}@example.com"),
        reason: "住在附近".into(),
        publish_name: n.is_multiple_of(2),
    };
    NewSignUp { side: side.into(), person }
}

/// Signs somebody up by number.
///
/// # Panics
/// When it is not taken.
pub async fn signs_up(test: &TestHouse, id: &str, n: u32, side: &str) -> SignUpReceipt {
    sign_up(&test.house, id, citizen(n, side), &format!("{n:032}")).await.expect("it is taken")
}
