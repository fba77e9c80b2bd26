//! What agencies must have published and have, as their own people and the office of the region see it.

use axum::http::StatusCode;
use mingjing_actions::Role;
use mingjing_stories::publish;
use mingjing_testkit::{Database, OTHER_AGENCY, People, TestHouse, account};

use crate::browser::{Browser, sound};

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_what_is_missing_and_the_office_sees_all() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    account(&test, "zhuguan", "杨主管", "130101", vec![Role::OpennessOffice]).await;
    publish(&test, &people, "关于停水的公告", "正文。").await;
    test.settle().await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let (status, _, page) = clerk.get("/desk/completeness").await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("政府信息公开指南") && page.contains("还没有公开"), "{page}");
    assert!(!page.contains("id=\"others\""), "a clerk sees the own agency");
    let other = format!("/desk/completeness?agency={OTHER_AGENCY}");
    assert_eq!(clerk.get(&other).await.0, StatusCode::FORBIDDEN);

    let mut office = Browser::sign_in(&test, "zhuguan").await;
    let (_, _, page) = office.get("/desk/completeness?page=1").await;
    sound(&page);
    assert!(page.contains("id=\"others\"") && page.contains("/desk/completeness?agency=130101"), "{page}");
    assert!(!page.contains("agency=130001\""), "the province is not in the city's region");
    assert_eq!(office.get("/desk/completeness?agency=130109").await.0, StatusCode::OK);
    assert_eq!(office.get("/desk/completeness?agency=130001").await.0, StatusCode::FORBIDDEN);
    assert_eq!(office.get("/desk/completeness?agency=nothing&page=x").await.0, StatusCode::FORBIDDEN);
    test.finish().await;
}
