//! What everybody sees of decisions about objections, and of samples that are drawn from the log.

use axum::http::StatusCode;
use chrono::TimeDelta;
use mingjing_actions::import::import_values;
use mingjing_actions::sampling::draw_due;
use mingjing_actions::{Officer, overseeing};
use mingjing_stories::{emergency, notice};
use mingjing_testkit::{AGENCY, Database, OTHER_AGENCY, TestHouse};
use serde_json::{Map, Value, json};

use crate::Web;

async fn publish(test: &TestHouse, item: &str, agency: &str, rows: Vec<Map<String, Value>>) {
    let rows = rows.into_iter().map(|values| (agency.to_owned(), values)).collect();
    let (_, refused) =
        import_values(&test.house, &Officer::operator(), item, "web", rows).await.expect("an import");
    assert_eq!(refused, Vec::new(), "{item}");
    test.settle().await;
}

/// A notice with its text, as an import takes it.
fn notice_of(title: &str) -> Map<String, Value> {
    let mut values = notice(title);
    values.insert("body".into(), Value::from("正文。"));
    values
}

fn notices(word: &str, number: usize) -> Vec<Map<String, Value>> {
    (0..number).map(|n| notice_of(&format!("{word}第 {n} 号公告"))).collect()
}

fn values(value: Value) -> Vec<Map<String, Value>> {
    let Value::Object(values) = value else { return Vec::new() };
    vec![values]
}

async fn oversee(test: &TestHouse) {
    overseeing::catch_up(&test.house).await.expect("the log is read");
    overseeing::score(&test.house).expect("agencies are scored");
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_are_shown_and_counted_to_the_minute() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    publish(&test, "notice", OTHER_AGENCY, notices("", 1)).await;
    let told = |title: &str, minute: &str| {
        let mut values = emergency(title);
        values.extend([("grade".into(), json!("重大")), ("happened_at".into(), json!(minute))]);
        vec![values]
    };
    test.advance(TimeDelta::hours(4));
    publish(&test, "emergency-response", OTHER_AGENCY, told("某桥垮塌", "08:00")).await;
    publish(&test, "emergency-response", OTHER_AGENCY, told("某厂起火", "7时59分")).await;
    oversee(&test).await;
    let page = web.text(&format!("/oversight/{OTHER_AGENCY}"), StatusCode::OK).await;
    assert!(page.contains("2026年11月24日 12:59"), "one minute late: {page}");
    assert!(page.contains("2026年11月25日 08:00"), "the press conference is due: {page}");
    let (findings, _) =
        overseeing::agency_findings(&test.house, OTHER_AGENCY).expect("one").expect("a record");
    let of = findings.iter().filter(|finding| finding.duty == "emergencies-are-answered-in-time");
    let states: Vec<&str> = of.map(|finding| finding.state.key()).collect();
    assert_eq!(states, ["met", "late"]);
    let shown = web.text("/i/emergency-response", StatusCode::OK).await;
    assert!(shown.contains("某厂起火"), "{shown}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn decisions_stand_beside_what_they_are_about() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    publish(&test, "notice", OTHER_AGENCY, notices("", 1)).await;
    test.advance(TimeDelta::days(1));
    oversee(&test).await;
    let address = format!("/oversight/{OTHER_AGENCY}");
    let page = web.text(&address, StatusCode::OK).await;
    assert!(page.contains("可以提出异议") && page.contains("item=accountability"), "{page}");
    assert!(!page.contains("异议裁定："), "{page}");
    let (findings, _) =
        overseeing::agency_findings(&test.house, OTHER_AGENCY).expect("one").expect("a record");
    let late = findings.iter().find(|finding| finding.duty == "openness-officer-named").expect("a finding");
    let decision = |effect: &str| {
        values(json!({
            "title": format!("考核异议裁定（{effect}）"), "objector": OTHER_AGENCY, "duty": late.duty,
            "owed": late.owed(), "matter": "指定政务公开负责人", "judged": "逾期未完成", "ground": "人员未到位",
            "result": "异议成立", "effect": effect, "reason": "情况属实", "decided_on": "2026-11-24",
        }))
    };
    publish(&test, "assessment-decision", OTHER_AGENCY, decision("算按时完成")).await;
    publish(&test, "assessment-decision", AGENCY, decision("不计入考核")).await;
    oversee(&test).await;
    let page = web.text(&address, StatusCode::OK).await;
    for words in
        ["的异议裁定：算按时完成", "单位不能裁定自己的异议", "的异议裁定：不计入考核", "裁定以前：逾期未完成"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_says_how_it_is_drawn_again() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    publish(&test, "notice", AGENCY, notices("先前", 4)).await;
    let plan = values(json!({
        "title": "公告抽查方案", "evaluator": "某评估中心", "purpose": "看写得清不清楚",
        "kinds": [{ "kind": "notice", "kind_title": "公告公示" }],
        "covers": { "from": "2026-11-01", "until": "2026-11-30" }, "size": 2, "issued_on": "2026-11-24",
    }));
    publish(&test, "sampling-plan", AGENCY, plan).await;
    let mut tx = test.house.db.read().await.expect("a transaction");
    let newest = mingjing_store::drafts::NEWEST;
    let rows = mingjing_store::drafts::published_of_agency(&mut tx, AGENCY, newest, 1).await.expect("rows");
    drop(tx);
    let id = rows[0].id.clone();
    let disclosure = web.text(&format!("/d/{id}"), StatusCode::OK).await;
    assert!(
        disclosure.contains(&format!("href=\"/oversight/samples/{id}\"")),
        "the plan leads to it: {disclosure}"
    );
    let page = web.text(&format!("/oversight/samples/{id}"), StatusCode::OK).await;
    assert!(page.contains("还要再公开 20 条信息") && page.contains("公告公示"), "{page}");
    publish(&test, "notice", OTHER_AGENCY, notices("后来", 20)).await;
    assert_eq!(draw_due(&test.house).await.expect("a draw"), 1);
    let page = web.text(&format!("/oversight/samples/{id}"), StatusCode::OK).await;
    assert!(page.contains("从 4 件里抽到 2 件") && page.contains("先前第"), "{page}");
    assert!(page.contains(&format!("--sample {id}")) && page.contains("| sha256sum"), "{page}");
    let other = rows_of_notices(&test).await;
    web.text(&format!("/oversight/samples/{other}"), StatusCode::NOT_FOUND).await;
    web.text("/oversight/samples/nothing", StatusCode::NOT_FOUND).await;
    test.finish().await;
}

/// A disclosure that is no plan.
async fn rows_of_notices(test: &TestHouse) -> String {
    let mut tx = test.house.db.read().await.expect("a transaction");
    let newest = mingjing_store::drafts::NEWEST;
    let rows = mingjing_store::drafts::published_of_agency(&mut tx, OTHER_AGENCY, newest, 1);
    rows.await.expect("rows").remove(0).id
}
