//! Requests for information at the desk, as forms that are sent.

use axum::http::StatusCode;
use mingjing_testkit::{Database, People, TestHouse};

use crate::browser::{Browser, sound};

fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    page.split(before).nth(1).expect(before).split(after).next().expect(after)
}

async fn page_of(browser: &mut Browser, path: &str) -> String {
    browser.get(path).await.2
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_registered_handled_and_answered() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = clerk.token().await;
    let (_, _, page) = clerk.get("/desk/requests/new").await;
    sound(&page);
    let once = between(&page, "name=\"once\" value=\"", "\"").to_owned();
    let mut letter = vec![
        ("token", token.as_str()),
        ("once", once.as_str()),
        ("channel", "signed_post"),
        ("on", "2026-11-23"),
        ("kind", "company"),
        ("name", ""),
        ("identity", "统一社会信用代码 91130000000000000X"),
        ("contact", "0311-12345"),
        ("description", "道路改造合同"),
        ("form", "邮寄"),
    ];
    let (status, _, page) = clerk.post("/desk/requests/new", &letter).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("道路改造合同") && page.contains("href=\"#name\""), "{page}");
    letter[5].1 = "恒泰公司";
    let (status, _, page) = clerk.post("/desk/requests/new", &letter).await;
    assert_eq!(status, StatusCode::CREATED, "{page}");
    sound(&page);
    let id = between(&page, "href=\"/desk/requests/", "\"").to_owned();
    let case = format!("/desk/requests/{id}");

    let (_, _, page) = clerk.get("/desk/requests").await;
    sound(&page);
    assert!(page.contains("恒***") || page.contains("恒**"), "masked: {page}");
    assert!(!page.contains("恒泰公司") && page.contains("个工作日"), "{page}");
    let (_, _, page) = clerk.get(&case).await;
    sound(&page);
    assert!(page.contains("道路改造合同") && !page.contains("恒泰公司"), "{page}");
    let (status, _, page) = clerk.post(&format!("/desk/requests/{id}/applicant"), &[("token", &token)]).await;
    assert!(status == StatusCode::OK && page.contains("恒泰公司"), "{page}");

    let at = between(&page_of(&mut clerk, &case).await, "name=\"letter\" value=\"", "\"").to_owned();
    let take = [("token", token.as_str()), ("letter", &at), ("format", "docx")];
    let (status, _, file) = clerk.post(&format!("/desk/requests/{id}/letter"), &take).await;
    assert!(status == StatusCode::OK && file.starts_with("PK"), "{status}");
    let wrong = [("token", token.as_str()), ("letter", "9.answer"), ("format", "pdf")];
    let (status, ..) = clerk.post(&format!("/desk/requests/{id}/letter"), &wrong).await;
    assert_eq!(status, StatusCode::NOT_FOUND);

    let version = [("token", token.as_str()), ("version", "0")];
    let propose = |outcome: &'static str, text: &'static str| {
        let mut form = version.to_vec();
        form.extend([("outcome", outcome), ("text", text)]);
        form
    };
    let (status, _, page) =
        clerk.post(&format!("/desk/requests/{id}/propose"), &propose("third_party", "不宜公开")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("第三十二条") && page.contains("不宜公开"), "{page}");
    let (status, to, _) =
        clerk.post(&format!("/desk/requests/{id}/propose"), &propose("granted", "随信寄上")).await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, case.clone()));
    let (status, _, page) =
        clerk.post(&format!("/desk/requests/{id}/propose"), &propose("granted", "又一次")).await;
    assert_eq!(status, StatusCode::CONFLICT, "{page}");
    sound(&page);

    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let token = approver.token().await;
    let (_, _, page) = approver.get(&case).await;
    sound(&page);
    assert!(page.contains("随信寄上") && !page.contains("查看申请人信息"), "{page}");
    let form = [("token", token.as_str()), ("version", "1")];
    let (status, ..) = approver.post(&format!("/desk/requests/{id}/approve"), &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, _, page) = approver.get("/desk/requests?view=closed").await;
    sound(&page);
    assert!(page.contains(&id), "{page}");

    let mut stranger = Browser::sign_in(&test, "lujia").await;
    assert_eq!(stranger.get(&case).await.0, StatusCode::FORBIDDEN);
    test.finish().await;
}
