//! Imported rows that wait for a screener, from outside.

use axum::http::StatusCode;
use mingjing_actions::Officer;
use mingjing_actions::import::import_values;
use mingjing_testkit::{AGENCY, Database, People, TestHouse};
use serde_json::json;

use crate::browser::{Browser, sound};

/// Imports licences of these numbers with somebody's identity number in each.
async fn import(test: &TestHouse, numbers: std::ops::Range<usize>) {
    let row = |n: usize| {
        let values = json!({
            "decision_no": format!("冀审许〔2026〕{n}号"), "licensee": "石家庄恒泰建材有限公司",
            "licence_type": "普通", "content": format!("第{n}项,身份证号 11010519491231002X"),
            "decided_on": "2026-11-02", "status": "有效",
        });
        (AGENCY.to_owned(), values.as_object().unwrap().clone())
    };
    let rows = numbers.map(row).collect();
    import_values(&test.house, &Officer::operator(), "licence", "许可.csv", rows).await.unwrap();
}

/// What stands between two marks of a page.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    page.split(before).nth(1).unwrap().split(after).next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screener_decides_row_by_row() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    import(&test, 1..4).await;
    let mut screener = Browser::sign_in(&test, "shencha").await;
    let token = screener.token().await;
    let (_, _, page) = screener.get("/desk").await;
    assert!(page.contains("待人工审查的导入数据（3）") && page.contains("href=\"/desk/held\""), "{page}");
    let (status, _, page) = screener.get("/desk/held").await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("许可.csv 第 1 行") && page.contains("身份证") && page.contains("行政许可"));
    assert!(!page.contains("11010519491231002X"), "values are not shown in lists");
    let id = between(&page, "href=\"/desk/held/", "\"").to_owned();

    let (_, _, page) = screener.get(&format!("/desk/held/{id}")).await;
    sound(&page);
    let marked = "身份证号 <mark>11010519491231002X</mark>";
    assert!(page.matches(marked).count() == 2, "in the values and beside the decision: {page}");
    assert!(page.contains("，第 10 字）") && page.contains("系统操作员导入"), "{page}");
    let decision = format!("decision-{}", between(&page, "name=\"decision-", "\""));
    let screen = format!("/desk/held/{id}/screen");
    let form = [("token", token.as_str()), ("version", "0")];
    let (status, _, page) = screener.post(&screen, &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("还有 1 处"), "{page}");
    let form = [("token", token.as_str()), ("version", "0"), (decision.as_str(), "refuse")];
    let (status, _, page) = screener.post(&screen, &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("须写明理由") && page.contains("value=\"refuse\" required checked"), "{page}");
    let form = [("token", token.as_str()), ("version", "7"), (decision.as_str(), "redact")];
    assert_eq!(screener.post(&screen, &form).await.0, StatusCode::CONFLICT);
    let form = [("token", token.as_str()), ("version", "0"), (decision.as_str(), "redact")];
    let (status, to, page) = screener.post(&screen, &form).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/desk/held"), "{page}");
    let (status, _, page) = screener.post(&screen, &form).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "decided already");
    sound(&page);

    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let (_, _, page) = approver.get("/desk").await;
    let draft = between(&page, "href=\"/desk/d/", "\"").to_owned();
    let (_, _, page) = approver.get(&format!("/desk/d/{draft}")).await;
    assert!(page.contains("批准公开") && !page.contains("11010519491231002X"), "{page}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_and_files_are_dropped_with_a_reason() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    import(&test, 1..121).await;
    let mut screener = Browser::sign_in(&test, "shencha").await;
    let token = screener.token().await;
    let (_, _, page) = screener.get("/desk/held?page=3").await;
    assert_eq!(page.matches("<th scope=\"row\">").count(), 20, "120 rows, 50 a page");
    assert!(page.contains("href=\"/desk/held?page=2\""));
    let (_, _, beyond) = screener.get("/desk/held?page=99999").await;
    assert_eq!(beyond.matches("<th scope=\"row\">").count(), 20, "no page behind the last");
    let id = between(&page, "href=\"/desk/held/", "\"").to_owned();
    let row = format!("/desk/held/{id}/drop");
    let form = [("token", token.as_str()), ("version", "0"), ("reason", "")];
    assert_eq!(screener.post(&row, &form).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let form = [("token", token.as_str()), ("version", "0"), ("reason", "含个人信息")];
    assert_eq!(screener.post(&row, &form).await.0, StatusCode::SEE_OTHER);

    let (_, _, page) = screener.get("/desk/held").await;
    let source = between(&page, "name=\"source\" value=\"", "\"").to_owned();
    let drop = |seen: &'static str, reason: &'static str| {
        [
            ("token", token.clone()),
            ("source", source.clone()),
            ("seen", seen.into()),
            ("reason", reason.into()),
        ]
    };
    for (seen, reason, expected) in [
        ("120", "选错了文件", StatusCode::CONFLICT),
        ("119", "", StatusCode::UNPROCESSABLE_ENTITY),
        ("many", "选错了文件", StatusCode::BAD_REQUEST),
        ("119", "选错了文件", StatusCode::SEE_OTHER),
    ] {
        let form = drop(seen, reason);
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let (status, _, page) = screener.post("/desk/held/drop", &form).await;
        assert_eq!(status, expected, "{seen} {reason}: {page}");
        if status == StatusCode::CONFLICT {
            assert!(page.contains("value=\"选错了文件\"") && page.contains("<details open>"), "{page}");
        }
    }
    let (_, _, page) = screener.get("/desk/held").await;
    assert!(page.contains("共 0 行"), "{page}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_screeners_of_the_agency_see_held_rows() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    import(&test, 1..3).await;
    let mut screener = Browser::sign_in(&test, "shencha").await;
    let (_, _, page) = screener.get("/desk/held").await;
    let id = between(&page, "href=\"/desk/held/", "\"").to_owned();
    for (who, list) in [("qicao", StatusCode::FORBIDDEN), ("lujia", StatusCode::OK)] {
        let mut other = Browser::sign_in(&test, who).await;
        let token = other.token().await;
        let (status, _, page) = other.get("/desk/held").await;
        assert_eq!(status, list, "{who}");
        assert!(!page.contains(&id), "{who}");
        assert_eq!(other.get(&format!("/desk/held/{id}")).await.0, StatusCode::FORBIDDEN, "{who}");
        let form = [("token", token.as_str()), ("version", "0"), ("reason", "不该由我")];
        for step in ["screen", "drop"] {
            let (status, ..) = other.post(&format!("/desk/held/{id}/{step}"), &form).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{who} {step}");
        }
    }
    assert_eq!(
        screener.post(&format!("/desk/held/{id}/drop"), &[("reason", "无令牌")]).await.0,
        StatusCode::FORBIDDEN
    );
    test.finish().await;
}
