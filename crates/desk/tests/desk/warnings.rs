//! What is due soon, due, or late, as the people of the agency and the office of the region see it.

use axum::http::StatusCode;
use chrono::TimeDelta;
use mingjing_actions::{Role, overseeing};
use mingjing_stories::publish;
use mingjing_testkit::{AGENCY, Database, People, TestHouse, account};

use crate::browser::{Browser, sound};

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_sees_its_own_and_the_office_the_whole_region() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    publish(&test, &people, "关于停水的公告", "正文。").await;
    test.settle().await;
    account(&test, "zhuguan", "杨主管", "130101", vec![Role::OpennessOffice]).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let (status, _, page) = clerk.get("/desk/warnings").await;
    assert!(status == StatusCode::OK && page.contains("正在从公开日志计算"), "{page}");
    sound(&page);

    overseeing::catch_up(&test.house).await.expect("the log is read");
    overseeing::score(&test.house).expect("agencies are scored");
    let (_, _, early) = clerk.get("/desk/warnings").await;
    assert!(!early.contains("每年组织政务公开培训"), "the year is not near its end: {early}");
    test.advance(TimeDelta::days(30));
    overseeing::score(&test.house).expect("agencies are scored");
    // Sessions do not live that long.
    test.advance(TimeDelta::days(-30));
    let (status, to, page) = clerk.get("/desk/warnings").await;
    assert_eq!(status, StatusCode::OK, "{to}");
    sound(&page);
    assert!(page.contains("每年组织政务公开培训") && page.contains("2026年12月31日"), "{page}");
    assert!(page.contains("快到期") && page.contains(&format!("/oversight/{AGENCY}/calendar.ics")), "{page}");
    assert!(!page.contains("data-label=\"单位\""), "a clerk sees the own agency");
    let (_, _, none) = clerk.get("/desk/warnings?stage=due&page=9").await;
    assert!(none.contains("没有快到期或逾期的事项"), "{none}");

    let mut office = Browser::sign_in(&test, "zhuguan").await;
    let (_, _, page) = office.get("/desk/warnings?stage=soon&page=x").await;
    sound(&page);
    assert!(page.contains("data-label=\"单位\"") && page.contains("/oversight/130101"), "{page}");
    assert!(!page.contains("/oversight/130001\""), "the province is not in the city's region");
    test.finish().await;
}
