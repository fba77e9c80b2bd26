//! Tokens of an agency's systems at the desk, from outside.

use axum::http::StatusCode;
use mingjing_actions::Role;
use mingjing_testkit::{AGENCY, Database, People, TestHouse, account};

use crate::browser::{Browser, sound};

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_shown_once_and_good_after_two_others_looked() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    account(&test, "guanli", "孙管理", AGENCY, vec![Role::Administrator]).await;
    let mut admin = Browser::sign_in(&test, "guanli").await;
    let token = admin.token().await;
    let (status, _, page) = admin.get("/desk/tokens").await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("还没有令牌") && page.contains("id=\"item-licence\""), "{page}");
    let wrong = [
        ("token", token.as_str()),
        ("agency", AGENCY),
        ("name", "许可系统"),
        ("expires_on", "明天"),
        ("item", "licence"),
    ];
    let (status, _, page) = admin.post("/desk/tokens", &wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(
        page.contains("请填写到期日期") && page.contains("value=\"许可系统\""),
        "what was typed comes back: {page}"
    );
    assert!(page.contains("value=\"licence\" checked"), "{page}");
    let right = [
        ("token", token.as_str()),
        ("agency", AGENCY),
        ("name", "许可系统"),
        ("expires_on", "2026-12-31"),
        ("item", "licence"),
    ];
    let (status, _, page) = admin.post("/desk/tokens", &right).await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    let secret = page.split("id=\"secret\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(secret.starts_with("mingjing_") && secret.len() == 73, "{secret}");
    let (_, _, page) = admin.get("/desk/tokens").await;
    assert!(!page.contains(&secret) && page.contains("待审查") && page.contains("没有用过"), "{page}");
    assert!(!page.contains("审查通过<"), "not by who made it");
    let id = page.split("action=\"/desk/tokens/").nth(1).unwrap().split('/').next().unwrap().to_owned();

    for (who, step, version) in [("shencha", "screen", "0"), ("pizhun", "approve", "1")] {
        let mut person = Browser::sign_in(&test, who).await;
        let token = person.token().await;
        let (_, _, page) = person.get("/desk").await;
        assert!(page.contains("接口令牌（1）等您审查或批准"), "{page}");
        let (_, _, page) = person.get("/desk/tokens").await;
        assert!(page.contains(&format!("/desk/tokens/{id}/{step}")), "{page}");
        let form = [("token", token.as_str()), ("agency", AGENCY), ("version", version)];
        let stale = [("token", token.as_str()), ("agency", AGENCY), ("version", "9")];
        let (status, _, page) = person.post(&format!("/desk/tokens/{id}/{step}"), &stale).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
        let (status, to, _) = person.post(&format!("/desk/tokens/{id}/{step}"), &form).await;
        assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("/desk/tokens?agency={AGENCY}")));
        assert_eq!(person.post(&format!("/desk/tokens/{id}/revoke"), &form).await.0, StatusCode::FORBIDDEN);
    }
    let (_, _, page) = admin.get("/desk/tokens").await;
    assert!(page.contains(">有效<"), "{page}");
    let form = [("token", token.as_str()), ("agency", AGENCY)];
    assert_eq!(admin.post(&format!("/desk/tokens/{id}/explode"), &form).await.0, StatusCode::NOT_FOUND);
    assert_eq!(admin.post(&format!("/desk/tokens/{id}/revoke"), &form).await.0, StatusCode::SEE_OTHER);
    let (_, _, page) = admin.get("/desk/tokens").await;
    assert!(page.contains(">已撤销<"), "{page}");
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    assert_eq!(clerk.get("/desk/tokens").await.0, StatusCode::FORBIDDEN);
    test.finish().await;
}
