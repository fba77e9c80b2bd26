//! Samples at the desk, as forms that are sent.

use axum::http::StatusCode;
use mingjing_actions::import::import_values;
use mingjing_actions::sampling::draw_due;
use mingjing_actions::{Officer, Role, submit_draft};
use mingjing_stories::{let_through, notice};
use mingjing_testkit::{AGENCY, Database, People, TestHouse, account};

use crate::browser::{Browser, sound};

async fn publish(test: &TestHouse, from: usize, until: usize) {
    let one = |n: usize| {
        let mut values = notice(&format!("第 {n} 号公告"));
        values.insert("body".into(), "正文。".into());
        (AGENCY.to_owned(), values)
    };
    let rows = (from..until).map(one).collect();
    let (_, refused) =
        import_values(&test.house, &Officer::operator(), "notice", "抽查", rows).await.unwrap();
    assert_eq!(refused, Vec::new());
    test.settle().await;
}

/// Fills in the form of a plan, wrongly at first.
async fn planned(evaluator: &mut Browser, token: &str) {
    let (_, _, page) = evaluator.get("/desk/samples/new").await;
    sound(&page);
    let mut form = vec![
        ("token", token),
        ("title", "公告抽查方案"),
        ("evaluator", "某评估中心"),
        ("purpose", "看写得清不清楚"),
        ("item", "notice"),
        ("item", "licence"),
        ("region", "130100"),
        ("from", "2026-11-01"),
        ("until", "2026-11-30"),
        ("size", "很多"),
    ];
    let (status, _, page) = evaluator.post("/desk/samples/new", &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("抽多少件要写整数") && page.contains("value=\"licence\" selected"), "{page}");
    form[9].1 = "2";
    form[6].1 = "";
    let (status, _, page) = evaluator.post("/desk/samples/new", &form).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    sound(&page);
    assert!(page.contains("抽查方案已经起草"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_proposed_and_its_sample_worked_off() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    account(&test, "pinggu", "吴评估", AGENCY, vec![Role::Evaluator]).await;
    publish(&test, 0, 3).await;
    let mut evaluator = Browser::sign_in(&test, "pinggu").await;
    let token = evaluator.token().await;
    let (_, _, page) = evaluator.get("/desk/samples").await;
    sound(&page);
    assert!(page.contains("还没有公开的抽查方案"), "{page}");
    planned(&mut evaluator, &token).await;
    let mut drafter = Browser::sign_in(&test, "qicao").await;
    assert_eq!(drafter.get("/desk/samples").await.0, StatusCode::FORBIDDEN);
    let (_, _, page) = drafter.get("/desk?view=all").await;
    let id = page.split("href=\"/desk/d/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    submit_draft(&test.house, &people.drafter, &id, 0).await.unwrap();
    let_through(&test, &people, &id, 1).await;
    test.settle().await;

    let (_, _, page) = evaluator.get(&format!("/desk/samples/{id}")).await;
    sound(&page);
    assert!(page.contains("还要再公开 20 条信息"), "{page}");
    publish(&test, 100, 120).await;
    draw_due(&test.house).await.unwrap();
    let (_, _, page) = evaluator.get("/desk/samples").await;
    sound(&page);
    assert!(page.contains("抽到 2 件，已查 0 件"), "{page}");
    let address = format!("/desk/samples/{id}");
    let check = |position: &str| format!("/desk/samples/{id}/check-{position}");
    let found = |finding| [("token", token.as_str()), ("version", "0"), ("finding", finding)];
    assert_eq!(evaluator.post(&check("1"), &found("")).await.0, StatusCode::SEE_OTHER);
    let (status, _, page) = evaluator.post(&check("1"), &found("晚了一步")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    sound(&page);
    assert!(page.contains("晚了一步"), "what was typed is kept: {page}");
    let report = [("token", token.as_str())];
    let (status, _, page) = evaluator.post(&format!("{address}/report"), &report).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("还有 1 件没有查"), "{page}");
    assert_eq!(evaluator.post(&check("2"), &found("没有电话")).await.0, StatusCode::SEE_OTHER);
    assert_eq!(evaluator.post(&check("3"), &found("")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(evaluator.post(&check("x"), &found("")).await.0, StatusCode::NOT_FOUND);
    let (_, _, page) = evaluator.get(&address).await;
    sound(&page);
    assert!(page.contains("都查过了") && page.contains("没有电话") && page.contains("吴评估"), "{page}");
    let (status, _, file) = evaluator.get(&format!("/desk/samples/{id}/rows.csv")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(file.contains("没有电话") && file.contains("索引号"), "{file}");
    let (status, _, page) = evaluator.post(&format!("{address}/report"), &report).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("评估结果已经起草"), "{page}");
    test.finish().await;
}
