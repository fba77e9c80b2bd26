//! The texts of mail at the desk, from outside.

use axum::http::StatusCode;
use mingjing_actions::Role;
use mingjing_actions::outbox::NotCarried;
use mingjing_actions::subscriptions::{Topic, ask};
use mingjing_testkit::{AGENCY, Database, Mailbox, TestHouse, account};

use crate::browser::{Browser, sound};

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_previewed_saved_and_put_back() {
    let test = TestHouse::new(Database::sqlite()).await;
    account(&test, "xitong", "周系统", AGENCY, vec![Role::SystemAdministrator]).await;
    account(&test, "guanli", "孙管理", AGENCY, vec![Role::Administrator]).await;
    let mut manager = Browser::sign_in(&test, "guanli").await;
    for page in ["/desk/messages", "/desk/messages/subscription-confirm"] {
        assert_eq!(manager.get(page).await.0, StatusCode::FORBIDDEN, "{page}");
    }
    assert!(!manager.get("/desk/me").await.2.contains("/desk/messages"));

    let mut admin = Browser::sign_in(&test, "xitong").await;
    let token = admin.token().await;
    assert!(admin.get("/desk/me").await.2.contains("/desk/messages"));
    let (_, _, page) = admin.get("/desk/messages").await;
    sound(&page);
    assert!(page.contains("没有等待发送的邮件") && page.contains("请人确认订阅"), "{page}");
    let one = "/desk/messages/subscription-confirm";
    let (_, _, page) = admin.get(one).await;
    sound(&page);
    assert!(
        page.contains("{确认链接}") && page.contains("某省政务公开") && page.contains("标准文字"),
        "{page}"
    );
    assert_eq!(admin.get("/desk/messages/greeting").await.0, StatusCode::NOT_FOUND);

    let form = |what, subject, body| {
        [("token", token.as_str()), ("seen", ""), ("subject", subject), ("body", body), ("do", what)]
    };
    let (status, _, page) = admin.post(one, &form("preview", "请{姓名}确认", "{订阅内容}{确认链接}")).await;
    sound(&page);
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("主题：没有 {姓名} 这个名称") && page.contains("value=\"请{姓名}确认\""), "{page}");
    let words = ("请确认", "{订阅内容}<b>{确认链接}");
    let (status, _, page) = admin.post(one, &form("preview", words.0, words.1)).await;
    sound(&page);
    assert!(status == StatusCode::OK && page.contains("新公开的信息&#60;b&#62;https://"), "{page}");
    assert!(!admin.get("/desk/messages").await.2.contains("已改动"), "a preview changes nothing");
    assert_eq!(admin.post(one, &form("save", words.0, words.1)).await.0, StatusCode::SEE_OTHER);
    assert!(admin.get("/desk/messages").await.2.contains("已改动"));
    let (status, _, page) = admin.post(one, &form("save", "另一个", words.1)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "read before it was changed");
    assert!(page.contains("value=\"另一个\""), "{page}");
    assert_eq!(admin.post(one, &form("reset", "", "")).await.0, StatusCode::SEE_OTHER);
    let (_, _, page) = admin.get("/desk/audit?action=message-change").await;
    assert!(page.contains("更改邮件文字"), "{page}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_that_were_given_up_are_listed() {
    let test = TestHouse::new(Database::sqlite()).await;
    account(&test, "xitong", "周系统", AGENCY, vec![Role::SystemAdministrator]).await;
    let mut admin = Browser::sign_in(&test, "xitong").await;
    ask(&test.house, "reader@example.com", &Topic::Item("notice".into())).await.unwrap();
    let (_, _, page) = admin.get("/desk/messages").await;
    assert!(page.contains("1 封等待发送"), "{page}");
    let mailbox = Mailbox::default();
    mailbox.refuse(Some(NotCarried::Never("邮件服务器不收这封邮件（550）".into())));
    mailbox.collect(&test).await;
    let (_, _, page) = admin.get("/desk/messages").await;
    sound(&page);
    assert!(page.contains("邮件服务器不收这封邮件（550）") && !page.contains("reader@"), "{page}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_gives_an_address_and_chooses() {
    let test = TestHouse::new(Database::sqlite()).await;
    account(&test, "shencha", "李审查", AGENCY, vec![Role::Screener]).await;
    let mut person = Browser::sign_in(&test, "shencha").await;
    let token = person.token().await;
    let form = |what, name, value| [("token", token.as_str()), ("do", what), (name, value)];
    let (_, _, page) = person.get("/desk/me/mail").await;
    sound(&page);
    let (status, _, page) = person.post("/desk/me/mail", &form("set", "address", "shencha@")).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("value=\"shencha@\""), "{page}");
    sound(&page);
    let sent = person.post("/desk/me/mail", &form("set", "address", "shencha@example.com")).await;
    assert_eq!(sent.0, StatusCode::SEE_OTHER);
    let (_, _, page) = person.get("/desk/me/mail").await;
    sound(&page);
    assert!(page.contains("确认码已发到") && page.contains("有草稿等我审查或批准"), "{page}");
    assert!(!page.contains("公开申请快到期"), "nothing that never concerns this person: {page}");
    let (status, _, _) = person.post("/desk/me/mail", &form("confirm", "code", "00000")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let letter = Mailbox::default().collect(&test).await.remove(0);
    let code =
        letter.body.lines().map(str::trim).find(|line| line.len() == 23 && line.contains('-')).unwrap();
    assert_eq!(person.post("/desk/me/mail", &form("confirm", "code", code)).await.0, StatusCode::SEE_OTHER);
    person.post("/desk/me/mail", &[("token", &token), ("do", "choose")]).await;
    let (_, _, page) = person.get("/desk/me/mail").await;
    sound(&page);
    assert!(page.contains("<strong>shencha@example.com</strong>") && !page.contains(" checked"), "{page}");
    person.post("/desk/me/mail", &[("token", &token), ("do", "forget")]).await;
    assert!(!person.get("/desk/me/mail").await.2.contains("shencha@example.com"));
    test.finish().await;
}
