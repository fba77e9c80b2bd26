//! Amendments from outside: what changes is shown to everybody on the way; steps on what is public.

use axum::http::StatusCode;
use mingjing_testkit::{Database, People, TestHouse};

use crate::browser::{Browser, sound};

/// Follows a new notice to the public; answers its identity.
pub(crate) async fn publish(test: &TestHouse, body: &str) -> String {
    let mut clerk = Browser::sign_in(test, "qicao").await;
    let token = clerk.token().await;
    let (_, to, _) = clerk.post("/desk/new", &[("token", &token), ("item", "notice")]).await;
    let id = to.rsplit('/').next().unwrap().to_owned();
    hand_in(&mut clerk, &id, 0, "办理时限公告", body).await;
    screen(test, &id, 2).await;
    approve(test, &id, 3).await;
    id
}

async fn hand_in(clerk: &mut Browser, id: &str, version: u32, title: &str, body: &str) {
    let (token, version) = (clerk.token().await, version.to_string());
    let form = [
        ("token", token.as_str()),
        ("version", &version),
        ("title", title),
        ("kind", "公告"),
        ("issued_on", "2026-11-20"),
        ("body", body),
    ];
    let (status, to, page) = clerk.post(&format!("/desk/d/{id}/submit"), &form).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/desk"), "{page}");
}

async fn screen(test: &TestHouse, id: &str, version: u32) {
    let mut screener = Browser::sign_in(test, "shencha").await;
    let (token, version) = (screener.token().await, version.to_string());
    let form = [("token", token.as_str()), ("version", &version)];
    let (status, _, page) = screener.post(&format!("/desk/d/{id}/screen"), &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
}

async fn approve(test: &TestHouse, id: &str, version: u32) {
    let mut approver = Browser::sign_in(test, "pizhun").await;
    let (token, version) = (approver.token().await, version.to_string());
    let form = [("token", token.as_str()), ("version", &version), ("now", "yes")];
    let (status, _, page) = approver.post(&format!("/desk/d/{id}/approve"), &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    test.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_word_by_word_what_an_amendment_changes() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let before = "一般事项在20个工作日内办结。\n\n窗口不变。\n\n地址不变。\n\n电话不变。";
    let id = publish(&test, before).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = clerk.token().await;
    let amend = format!("/desk/d/{id}/amend");
    let (status, _, page) = clerk.post(&amend, &[("token", &token), ("reason", " ")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    let (status, to, _) = clerk.post(&amend, &[("token", &token), ("reason", "缩短时限")]).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, format!("/desk/d/{id}").as_str()));
    let (_, _, page) = clerk.get(&to).await;
    sound(&page);
    assert!(page.contains("两个版本的公开内容相同"), "nothing is changed yet: {page}");

    // A draft that lacks something still says what it changes.
    let after = before.replace("20个", "15个");
    let form = [("token", token.as_str()), ("version", "0"), ("title", "办理时限的公告"), ("body", &after)];
    let (status, _, page) = clerk.post(&format!("/desk/d/{id}/save"), &form).await;
    assert_eq!((status, page.as_str()), (StatusCode::SEE_OTHER, ""));
    let changed = |page: &str| {
        sound(page);
        for part in
            ["第 1 版到第 2 版改了什么", "缩短时限", "〔删〕</span>20", "〔增〕</span>15", "<h3>标题</h3>"]
        {
            assert!(page.contains(part), "{part} is missing: {page}");
        }
    };
    let (_, _, page) = clerk.get(&to).await;
    changed(&page);
    assert!(page.contains("〔删〕</span>2026-11-20") || page.contains("〔删〕</span>公告"), "{page}");
    hand_in(&mut clerk, &id, 1, "办理时限的公告", &after).await;
    let mut screener = Browser::sign_in(&test, "shencha").await;
    let (_, _, page) = screener.get(&to).await;
    changed(&page);
    assert!(page.contains("段没有变化") && !page.contains("〔删〕</span>公告<"), "{page}");
    screen(&test, &id, 3).await;
    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let (_, _, page) = approver.get(&to).await;
    changed(&page);
    approve(&test, &id, 4).await;
    let shown = mingjing_actions::reading::disclosure(&test.house, &id).await.unwrap().unwrap();
    assert_eq!(shown.revisions.len(), 2);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_takes_files_and_is_given_up() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = clerk.token().await;
    let (_, to, _) = clerk.post("/desk/new", &[("token", &token), ("item", "notice")]).await;
    let id = to.rsplit('/').next().unwrap().to_owned();
    let attach = format!("/desk/d/{id}/attach");
    let (status, _, _) = clerk.attach(&attach, "forged", "0", ("名单.txt", "第一名\n")).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "with a forged token");
    let (status, _, page) = clerk.attach(&attach, &token, "0", ("病毒.exe", "MZ\u{0}\u{0}")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    let (status, at, page) = clerk.attach(&attach, &token, "0", ("名单.txt", "第一名\n")).await;
    assert_eq!((status, &at), (StatusCode::SEE_OTHER, &to), "{page}");
    let (_, _, page) = clerk.get(&to).await;
    assert!(page.contains("去掉 名单.txt<"), "{page}");
    // Who judges it opens it; nobody else does.
    let file =
        page.split("href=\"").find(|part| part.contains("/files/")).unwrap().split('"').next().unwrap();
    let (status, _, text) = clerk.get(file).await;
    assert_eq!((status, text.as_str()), (StatusCode::OK, "第一名\n"));
    let other = format!("/desk/d/{id}/files/{}", "0".repeat(64));
    assert_eq!(clerk.get(&other).await.0, StatusCode::NOT_FOUND);
    let mut stranger = Browser::sign_in(&test, "lujia").await;
    assert_eq!(stranger.get(file).await.0, StatusCode::FORBIDDEN);
    // What screening could not read is said where somebody writes, and where the screener decides.
    clerk.attach(&attach, &token, "1", ("扫描件.pdf", "%PDF-1.4\n%%EOF\n")).await;
    clerk.attach(&attach, &token, "2", ("长文.txt", &"长".repeat(2_000_001))).await;
    let (_, _, page) = clerk.get(&to).await;
    assert!(page.contains("扫描件.pdf（系统没有读全") && page.contains("长文.txt（系统没有读全"), "{page}");

    let discard = format!("/desk/d/{id}/discard");
    let (status, ..) = clerk.post(&discard, &[("token", &token), ("version", "0")]).await;
    assert_eq!(status, StatusCode::CONFLICT, "an old version");
    let (status, to, _) = clerk.post(&discard, &[("token", &token), ("version", "3")]).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/desk"));
    assert_eq!(clerk.get(&format!("/desk/d/{id}")).await.0, StatusCode::NOT_FOUND);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_withdrawn_is_erased_with_a_reason() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let id = publish(&test, "名单见附件。").await;
    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let token = approver.token().await;
    let erase = format!("/desk/d/{id}/erase");
    let form = [("token", token.as_str()), ("reason", "含个人信息")];
    let (status, _, page) = approver.post(&erase, &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "what is public is not erased");
    assert!(page.contains("请先撤回"), "{page}");
    let ground = [("token", token.as_str()), ("article", "条例第十五条"), ("reason", "含个人信息")];
    let withdraw = format!("/desk/d/{id}/withdraw");
    assert_eq!(approver.post(&withdraw, &ground).await.0, StatusCode::SEE_OTHER);
    assert_eq!(approver.post(&erase, &form).await.0, StatusCode::UNPROCESSABLE_ENTITY, "it is only proposed");
    let (_, _, page) = approver.get("/desk/withdrawals").await;
    sound(&page);
    assert!(page.contains("请另一位批准人确认") && !page.contains("确认撤回</button>"), "{page}");
    let bare = [("token", token.as_str())];
    let (status, _, page) = approver.post(&format!("/desk/d/{id}/withdraw/confirm"), &bare).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "nobody confirms alone");
    assert!(page.contains("由两个人办理"), "{page}");
    confirm_and_review(&test, &mut approver, (&id, &token)).await;
    assert_eq!(approver.post(&erase, &form).await.1, "/desk/published");
    let (_, _, page) = approver.get("/desk/published").await;
    assert!(page.contains("(内容已删除)") && !page.contains("办理时限公告"), "{page}");
    test.finish().await;
}

/// The second approver drops the proposal; the first withdraws urgently instead; the second reviews it.
async fn confirm_and_review(test: &TestHouse, approver: &mut Browser, (id, token): (&str, &str)) {
    let mut second = Browser::sign_in(test, "fuhe").await;
    let theirs = second.token().await;
    let bare = [("token", theirs.as_str())];
    assert!(second.get("/desk/withdrawals").await.2.contains("确认撤回</button>"));
    let dropped = second.post(&format!("/desk/d/{id}/withdraw/cancel"), &bare).await;
    assert_eq!(dropped.1, "/desk/withdrawals");
    let ground = [("token", token), ("article", "条例第十五条"), ("reason", "含个人信息"), ("urgent", "yes")];
    assert_eq!(approver.post(&format!("/desk/d/{id}/withdraw"), &ground).await.0, StatusCode::SEE_OTHER);
    assert!(second.get("/desk/withdrawals").await.2.contains("紧急撤回，待复核"));
    let opinion = [("token", theirs.as_str()), ("opinion", "同意撤回")];
    let reviewed = second.post(&format!("/desk/d/{id}/withdraw/review"), &opinion).await;
    assert_eq!(reviewed.1, "/desk/withdrawals");
    assert!(second.get("/desk/withdrawals").await.2.contains("没有等待办理的撤回"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_out_is_out() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = clerk.token().await;
    let before = clerk.cookie.clone();
    assert_eq!(clerk.post("/desk/sign-out", &[("token", "forged")]).await.0, StatusCode::FORBIDDEN);
    let (status, to, _) = clerk.post("/desk/sign-out", &[("token", &token)]).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/desk/sign-in"));
    clerk.cookie = before;
    assert_eq!(clerk.get("/desk").await.1, "/desk/sign-in", "the session is gone, not only the cookie");
    test.finish().await;
}
