//! Sign-ups for a hearing at the desk, as forms that are sent.

use axum::http::StatusCode;
use chrono::TimeDelta;
use mingjing_stories::{hearing, let_out, publish_values, signs_up};
use mingjing_testkit::{Database, People, TestHouse};

use crate::browser::{Browser, sound};

/// The version that the forms of a page name.
fn version(page: &str) -> String {
    page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// A hearing for which four residents signed up on the only day for that; answers its identity.
async fn with_four(test: &TestHouse, people: &People) -> String {
    let today = test.house.now().date_naive();
    let mut values = hearing("供水价格听证会", today);
    let only = serde_json::json!({ "from": today.to_string(), "until": today.to_string() });
    values.insert("sign_up_period".into(), only);
    let by = (&people.drafter, &people.screener, &people.approver);
    let id = publish_values(test, by, "hearing-notice", values).await;
    for n in 1..=4 {
        signs_up(test, &id, n, "居民").await;
    }
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_masked_and_left_out_by_two() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let id = with_four(&test, &people).await;
    let one = format!("/desk/hearings/{id}");
    let (_, _, page) = clerk.get("/desk/hearings").await;
    sound(&page);
    assert!(page.contains(&format!("href=\"{one}\"")) && page.contains("正在报名"), "{page}");
    let (_, _, page) = clerk.get(&one).await;
    sound(&page);
    assert!(page.contains("钱**") && !page.contains("钱小某") && !page.contains("0311"), "masked: {page}");
    let at = version(&page);
    let token = clerk.token().await;
    let token = token.as_str();
    let asked = [("token", token), ("number", "1")];
    let (status, _, page) = clerk.post(&format!("/desk/hearings/{id}/person"), &asked).await;
    sound(&page);
    assert!(status == StatusCode::OK && page.contains("钱小某") && page.contains("已记入操作记录"), "{page}");
    let mut form = [("token", token), ("version", at.as_str()), ("number", "4"), ("text", "")];
    let (status, _, page) = clerk.post(&format!("{one}/object"), &form).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("写明不接受"), "{page}");
    assert!(page.contains("value=\"4\""), "what was typed stays: {page}");
    form[3].1 = "不是居民";
    assert_eq!(clerk.post(&format!("{one}/object"), &form).await.0, StatusCode::SEE_OTHER);
    assert_eq!(clerk.post(&format!("{one}/object"), &form).await.0, StatusCode::CONFLICT);
    let (_, _, page) = approver.get("/desk").await;
    assert!(page.contains("听证和列席报名（1）"), "my work says so: {page}");
    let (_, _, page) = approver.get(&one).await;
    sound(&page);
    let (theirs, at) = (approver.token().await, version(&page));
    let form = [("token", theirs.as_str()), ("version", at.as_str()), ("number", "4")];
    let (status, ..) = approver.post(&format!("/desk/hearings/{id}/leave-out"), &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, _, page) = clerk.get(&one).await;
    assert!(page.contains("两人已同意") && page.contains("不接受"), "{page}");
    let mut stranger = Browser::sign_in(&test, "lujia").await;
    assert_eq!(stranger.get(&one).await.0, StatusCode::FORBIDDEN);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_lists_and_draws_and_nothing_is_skipped() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let id = with_four(&test, &people).await;
    let one = format!("/desk/hearings/{id}");
    test.advance(TimeDelta::days(1));
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let step = async |clerk: &mut Browser, name: &str| {
        let (_, _, page) = clerk.get(&one).await;
        sound(&page);
        let (token, at) = (clerk.token().await, version(&page));
        clerk.post(&format!("{one}/{name}"), &[("token", &token), ("version", &at)]).await
    };
    let (status, to, _) = step(&mut clerk, "close").await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, one.as_str()));
    let (status, to, _) = step(&mut clerk, "prepare").await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("/desk/d/{id}")));
    let (status, _, page) = step(&mut clerk, "prepare").await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("已有一份更新稿"), "{page}");
    let (status, _, page) = step(&mut clerk, "draw").await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("不能抽签"), "{page}");
    let by = (&people.drafter, &people.screener, &people.approver);
    let_out(&test, by, &id).await;
    let (status, to, _) = step(&mut clerk, "draw").await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("/desk/d/{id}")));
    let (_, _, page) = clerk.get(&format!("/desk/d/{id}")).await;
    sound(&page);
    let_out(&test, by, &id).await;
    let (_, _, page) = clerk.get(&one).await;
    sound(&page);
    assert!(page.contains("已抽签，结果已公开") && page.contains("没有抽中"), "{page}");
    let (_, _, page) = clerk.get("/desk/hearings?view=done").await;
    sound(&page);
    assert!(page.contains("供水价格听证会"), "{page}");
    let token = clerk.token().await;
    let form = [("token", token.as_str()), ("version", "0")];
    assert_eq!(clerk.post(&format!("{one}/nothing"), &form).await.0, StatusCode::NOT_FOUND);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_called_is_written_in_and_the_receipt_is_shown_once() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let id = with_four(&test, &people).await;
    let address = format!("/desk/hearings/{id}/new");
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let (status, _, page) = clerk.get(&address).await;
    sound(&page);
    assert!(status == StatusCode::OK && page.contains("供水价格听证会"), "{page}");
    let once = page.split("name=\"once\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let token = clerk.token().await;
    let mut form = [
        ("token", token.as_str()),
        ("once", once.as_str()),
        ("side", "居民"),
        ("name", "孙小某"),
        ("phone", ""),
        ("reason", "不会上网"),
    ];
    let (status, _, page) = clerk.post(&address, &form).await;
    sound(&page);
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("请填写联系电话"), "{page}");
    assert!(page.contains("value=\"孙小某\"") && page.contains("不会上网"), "what was typed stays: {page}");
    form[4].1 = "0311-88880000";
    let (status, _, page) = clerk.post(&address, &form).await;
    sound(&page);
    assert!(
        status == StatusCode::CREATED && page.contains("receipt-code") && page.contains("第 5 号"),
        "{page}"
    );
    let (_, _, page) = clerk.get(&format!("/desk/hearings/{id}")).await;
    sound(&page);
    assert!(page.contains("孙**") && page.contains("登记"), "{page}");
    for other in ["pizhun", "lujia"] {
        let mut other = Browser::sign_in(&test, other).await;
        assert_eq!(other.get(&address).await.0, StatusCode::FORBIDDEN);
        let token = other.token().await;
        let mut theirs = form;
        theirs[0].1 = token.as_str();
        assert_eq!(other.post(&address, &theirs).await.0, StatusCode::FORBIDDEN);
    }
    test.advance(TimeDelta::days(1));
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let (_, _, page) = clerk.get(&format!("/desk/hearings/{id}")).await;
    assert!(!page.contains(&address), "it is over: {page}");
    test.finish().await;
}
