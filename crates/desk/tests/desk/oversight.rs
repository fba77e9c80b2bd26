//! What others have in hand, and the list of what is withheld.

use axum::http::StatusCode;
use mingjing_actions::Role;
use mingjing_testkit::{Database, People, TestHouse, account};

use crate::browser::{Browser, sound};

#[tokio::test(flavor = "multi_thread")]
async fn others_work_is_on_a_page_for_who_answers_for_it() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let (mut clerk, token, id) = crate::editor::begun(&test).await;
    let form = [("token", token.as_str()), ("version", "0"), ("title", "供水<停>通知")];
    clerk.post(&format!("/desk/d/{id}/save"), &form).await;
    assert_eq!(clerk.get("/desk/others").await.0, StatusCode::FORBIDDEN);
    assert!(!clerk.get("/desk/me").await.2.contains("/desk/others"));
    account(&test, "zhuren", "主任", "130001", vec![Role::Administrator]).await;
    let mut head = Browser::sign_in(&test, "zhuren").await;
    assert!(head.get("/desk/me").await.2.contains("href=\"/desk/others\""));
    let (_, _, page) = head.get("/desk/others").await;
    sound(&page);
    assert!(page.contains("供水&#60;停&#62;通知") && page.contains("起草中"), "{page}");
    assert!(!page.contains(&format!("/desk/d/{id}\"")), "an administrator does not open drafts: {page}");
    let (_, _, page) = head.get("/desk/others?stage=screened&late=yes&person=x&after=2026-01-01~0").await;
    sound(&page);
    assert!(page.contains("后面没有了") && page.contains("value=\"yes\" checked"), "{page}");
    assert_eq!(head.get("/desk/others?agency=130008").await.0, StatusCode::FORBIDDEN);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withheld_is_listed_and_looked_at_again() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut screener = Browser::sign_in(&test, "shencha").await;
    let token = screener.token().await;
    let (_, _, page) = screener.get("/desk/withheld").await;
    sound(&page);
    assert!(page.contains("清单里还没有事项"), "{page}");
    let form = |day: &'static str| {
        [
            ("token", token.as_str()),
            ("agency", "130001"),
            ("title", "评估<底价>"),
            ("ground", "过程性信息"),
            ("article", "条例第十六条第二款"),
            ("words", "评估底价、标底"),
            ("review_on", day),
        ]
    };
    let (status, _, page) = screener.post("/desk/withheld", &form("2026-11-24")).await;
    sound(&page);
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("须在今天之后"), "{page}");
    assert!(page.contains("value=\"评估&#60;底价&#62;\""), "nothing typed is lost: {page}");
    assert_eq!(screener.post("/desk/withheld", &form("2026-11-25")).await.0, StatusCode::SEE_OTHER);
    assert!(!screener.get("/desk").await.2.contains("该复审了"));
    test.advance(chrono::TimeDelta::days(1));
    let mut screener = Browser::sign_in(&test, "shencha").await;
    let token = screener.token().await;
    let (_, _, page) = screener.get("/desk").await;
    assert!(page.contains("不予公开清单有 1 项该复审了"), "{page}");
    let (_, _, page) = screener.get("/desk/withheld?agency=130001").await;
    assert!(page.contains("评估底价、标底") && page.contains("该复审了"), "{page}");
    let id = page.split("id=\"matter-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let review = |verdict: &'static str, reason: &'static str| {
        [
            ("token", token.as_str()),
            ("agency", "130001"),
            ("version", "1"),
            ("verdict", verdict),
            ("reason", reason),
            ("review_on", ""),
        ]
    };
    let path = format!("/desk/withheld/{id}/review");
    let (status, _, page) = screener.post(&path, &review("stays", "还在评估")).await;
    sound(&page);
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("还在评估</textarea>"), "{page}");
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let (_, _, page) = clerk.get("/desk/withheld").await;
    assert!(
        page.contains("评估&#60;底价&#62;") && !page.contains("列入事项"),
        "who drafts only reads: {page}"
    );
    let own = clerk.token().await;
    let forged = [("token", own.as_str()), ("version", "1"), ("verdict", "opens"), ("reason", "可以")];
    assert_eq!(clerk.post(&path, &forged).await.0, StatusCode::FORBIDDEN);
    assert_eq!(screener.post(&path, &review("opens", "已公布")).await.0, StatusCode::SEE_OTHER);
    let (_, _, page) = screener.get("/desk/withheld").await;
    assert!(page.contains("移出") && page.contains("上次复审：已公布"), "{page}");
    let mut stranger = Browser::sign_in(&test, "lujia").await;
    assert_eq!(stranger.get("/desk/withheld?agency=130001").await.0, StatusCode::FORBIDDEN);
    test.finish().await;
}
