//! The desk from outside: signing in, forms with and without their token, what others may not do.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod accounts;
mod after;
mod agencies;
mod amendments;
mod appeals;
mod browser;
mod bulk;
mod case_figures;
mod cases;
mod completeness;
mod consultations;
mod decisions;
mod editor;
mod health;
mod hearings;
mod held;
mod judging;
mod lists;
mod messages;
mod objections;
mod offered;
mod oversight;
mod passkeys;
mod public_opinions;
mod registers;
mod requests;
mod samples;
mod site;
mod supervisions;
mod tasks;
mod tokens;
mod training;
mod uploads;
mod warnings;
mod writing;
mod yearly_report;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use browser::{Browser, sound};
use mingjing_desk::{DeskSettings, router};
use mingjing_testkit::{Database, People, TestHouse};

/// Drafts a notice with every mistake on the way, and hands it in; answers its identity.
async fn draft_and_submit(test: &TestHouse) -> String {
    let mut clerk = Browser::sign_in(test, "qicao").await;
    let token = clerk.token().await;
    let (status, to, _) = clerk.post("/desk/new", &[("token", &token), ("item", "notice")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let id = to.rsplit('/').next().unwrap().to_owned();
    let (_, _, page) = clerk.get(&to).await;
    sound(&page);
    let save = format!("{to}/save");
    let submit = format!("{to}/submit");

    let form = [("token", token.as_str()), ("version", "0"), ("title", "停水通知"), ("issued_on", "明天")];
    let (status, _, page) = clerk.post(&submit, &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("停水通知") && page.contains("明天"), "what was typed comes back");
    assert!(page.contains("error-summary"));

    let (status, _, page) =
        clerk.post(&save, &[("token", token.as_str()), ("version", "0"), ("title", "覆盖的标题")]).await;
    assert_eq!(status, StatusCode::CONFLICT, "an old version does not overwrite");
    sound(&page);
    assert!(
        page.contains("id=\"conflict\"") && page.contains("〔删〕</span>停水通知"),
        "both are shown: {page}"
    );
    assert!(page.contains("value=\"覆盖的标题\"") && page.contains("name=\"version\" value=\"1\""));

    let body = "明日停水,联系人电话 13812345678。";
    let form = [
        ("token", token.as_str()),
        ("version", "1"),
        ("title", "停水通知"),
        ("kind", "通知"),
        ("issued_on", "2026-11-24"),
        ("body", body),
    ];
    let (status, to, page) = clerk.post(&submit, &form).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/desk"), "{page}");
    id
}

/// Screens version 3: a missing decision, an old version, then the redaction.
async fn screen(test: &TestHouse, id: &str) {
    let mut screener = Browser::sign_in(test, "shencha").await;
    let token = screener.token().await;
    let (_, _, page) = screener.get(&format!("/desk/d/{id}")).await;
    sound(&page);
    assert!(page.contains("<mark>13812345678</mark>"), "{page}");
    let decision = page
        .split("name=\"")
        .find(|p| p.starts_with("decision-"))
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let (status, _, page) =
        screener.post(&format!("/desk/d/{id}/screen"), &[("token", token.as_str()), ("version", "3")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    assert!(page.contains("error-summary"), "the draft stays, with what is missing");
    let form =
        [("token", token.as_str()), ("version", "2"), ("reason", "请核对电话"), (decision.as_str(), "keep")];
    let (status, _, page) = screener.post(&format!("/desk/d/{id}/return"), &form).await;
    assert_eq!(status, StatusCode::CONFLICT, "what was not seen is not sent back");
    assert!(page.contains("请核对电话</textarea>") && page.contains("value=\"keep\" required checked"));
    let form = [("token", token.as_str()), ("version", "3"), (decision.as_str(), "redact")];
    let (status, ..) = screener.post(&format!("/desk/d/{id}/screen"), &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_goes_through_three_hands() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let id = draft_and_submit(&test).await;
    screen(&test, &id).await;
    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let token = approver.token().await;
    let (_, _, page) = approver.get(&format!("/desk/d/{id}")).await;
    sound(&page);
    assert!(page.contains("批准公开") && page.contains("138****5678"));
    let approve = format!("/desk/d/{id}/approve");
    let form = [("token", token.as_str()), ("version", "4"), ("at", "后天")];
    let (status, _, page) = approver.post(&approve, &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("value=\"后天\""), "{page}");
    let form = [("token", token.as_str()), ("version", "4"), ("later", "yes"), ("at", "")];
    let (status, _, page) = approver.post(&approve, &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "what is to come later never comes at once");
    assert!(page.contains("请填写公开的时间"), "{page}");
    let form = [("token", token.as_str()), ("version", "4"), ("now", "yes")];
    let (status, ..) = approver.post(&approve, &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    test.settle().await;
    assert!(mingjing_actions::reading::disclosure(&test.house, &id).await.unwrap().is_some());

    let (_, _, page) = approver.get("/desk/published").await;
    sound(&page);
    let form = [("token", token.as_str()), ("article", ""), ("reason", "数据要核实")];
    let (status, _, page) = approver.post(&format!("/desk/d/{id}/withdraw"), &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("value=\"数据要核实\"") && page.contains(" open>"), "{page}");
    let form = [("token", token.as_str()), ("article", "条例第十五条"), ("reason", "更正")];
    let (status, ..) = approver.post(&format!("/desk/d/{id}/withdraw"), &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_foreign_and_nobodys_requests_do_nothing() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let desk = router(std::sync::Arc::clone(&test.house), DeskSettings { https: true });
    let mut nobody = Browser { desk, cookie: String::new() };
    for path in ["/desk", "/desk/new", "/desk/published", "/desk/d/1"] {
        let (status, to, _) = nobody.get(path).await;
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/desk/sign-in"), "{path}");
    }
    let (status, _, page) =
        nobody.post("/desk/sign-in", &[("username", "qicao"), ("password", "wrong")]).await;
    let (again, _, other) =
        nobody.post("/desk/sign-in", &[("username", "nobody"), ("password", "wrong")]).await;
    assert_eq!((status, again), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY));
    assert_eq!(page.replace("qicao", ""), other.replace("nobody", ""), "it is not told which was wrong");

    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let (status, ..) = clerk.post("/desk/new", &[("item", "notice")]).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "without a token");
    let (status, ..) = clerk.post("/desk/new", &[("token", "forged"), ("item", "notice")]).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "with a forged token");
    let token = clerk.token().await;
    let request = Request::post("/desk/new")
        .header(header::COOKIE, &clerk.cookie)
        .header("sec-fetch-site", "cross-site")
        .body(Body::from(format!("token={token}&item=notice")))
        .unwrap();
    assert_eq!(clerk.send(request).await.0, StatusCode::FORBIDDEN, "from another site");
    let (status, _, page) = clerk.post("/desk/new", &[("token", "x".repeat(5 << 20).as_str())]).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    sound(&page);
    assert!(page.contains("内容太大"));
    let (_, to, _) = clerk.post("/desk/new", &[("token", &token), ("item", "notice")]).await;
    let mut stranger = Browser::sign_in(&test, "lujia").await;
    assert_eq!(stranger.get(&to).await.0, StatusCode::FORBIDDEN, "another agency's draft");

    mingjing_actions::set_disabled(&test.house, "qicao", true).await.unwrap();
    assert_eq!(clerk.get("/desk").await.1, "/desk/sign-in", "a barred account is out at once");
    test.finish().await;
}
