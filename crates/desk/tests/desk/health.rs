//! How an agency's site is, as its own people and the office of the region see it.

use axum::http::StatusCode;
use mingjing_actions::{Role, site_health};
use mingjing_stories::publish;
use mingjing_testkit::{Database, OTHER_AGENCY, People, TestHouse, account};

use crate::browser::{Browser, sound};

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_a_site_comes_first_and_what_is_wrong_in_texts_is_named() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    account(&test, "zhuguan", "杨主管", "130101", vec![Role::OpennessOffice]).await;
    publish(
        &test,
        &people,
        "关于停水的公告",
        "请居民[点击这里](/d/0123456789abcdef0123456789abcdef)，按装阀门。",
    )
    .await;
    test.settle().await;
    while site_health::scan_some(&test.house).await.expect("the log is looked through") {}
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let (status, _, page) = clerk.get("/desk/health").await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("单项否决") && page.contains("空白栏目"), "{page}");
    assert!(
        page.contains("“按装”应为“安装”") && page.contains("没有说去哪里") && page.contains("打不开"),
        "{page}"
    );
    assert!(page.contains("关于停水的公告") && !page.contains("id=\"others\""), "{page}");
    let other = format!("/desk/health?agency={OTHER_AGENCY}");
    assert_eq!(clerk.get(&other).await.0, StatusCode::FORBIDDEN);
    let mut office = Browser::sign_in(&test, "zhuguan").await;
    let (status, _, page) = office.get("/desk/health?page=x").await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("id=\"others\"") && page.contains("/desk/health?agency=130101"), "{page}");
    test.finish().await;
}
