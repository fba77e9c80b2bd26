//! Accounts from outside: second factor, one-time links, passwords, sessions, people, deputies, the trail.

use axum::http::StatusCode;
use chrono::TimeDelta;
use mingjing_actions::{NewAccount, Role, add_account};
use mingjing_desk::{DeskSettings, router};
use mingjing_testkit::{AGENCY, Database, PASSWORD, People, TestHouse, account};
use totp_rs::{Builder, Secret};

use crate::browser::{Browser, sound};

const NEW: &str = "云南的雨和北方的大雪天";

/// What stands between two texts of a page.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    page.split_once(before).unwrap_or_else(|| panic!("no {before} in {page}")).1.split_once(after).unwrap().0
}

fn nobody(test: &TestHouse) -> Browser {
    let desk = router(std::sync::Arc::clone(&test.house), DeskSettings { https: false });
    Browser { desk, cookie: String::new() }
}

async fn token_of(browser: &mut Browser, path: &str) -> String {
    let (_, _, page) = browser.get(path).await;
    sound(&page);
    between(&page, "name=\"token\" value=\"", "\"").to_owned()
}

fn code(test: &TestHouse, secret: &str) -> String {
    let totp = Builder::new()
        .with_secret(Secret::try_from_base32(secret).unwrap())
        .with_account_name("x")
        .build()
        .unwrap();
    totp.generate(u64::try_from(test.house.now().timestamp()).unwrap()).to_string()
}

/// Sets up an authenticator app; answers its secret and a recovery code.
async fn enrol(test: &TestHouse, clerk: &mut Browser) -> (String, String) {
    let (_, _, page) = clerk.get("/desk/me/totp").await;
    sound(&page);
    let token = between(&page, "name=\"token\" value=\"", "\"");
    let sealed = between(&page, "name=\"sealed\" value=\"", "\"");
    let secret = between(&page, "id=\"secret\">", "<").to_owned();
    let wrong = [("token", token), ("sealed", sealed), ("code", "000000")];
    let (status, _, again) = clerk.post("/desk/me/totp", &wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.contains(&secret), "the same secret is shown again");
    let forged = [("token", token), ("sealed", "AAAA"), ("code", "000000")];
    assert_eq!(clerk.post("/desk/me/totp", &forged).await.0, StatusCode::BAD_REQUEST);
    let now = code(test, &secret);
    let right = [("token", token), ("sealed", sealed), ("code", &now)];
    let (status, _, page) = clerk.post("/desk/me/totp", &right).await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    (secret, between(&page, "<code>", "</code>").to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_factor_is_asked_for_and_the_password_alone_opens_nothing() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let (secret, _) = enrol(&test, &mut clerk).await;
    test.advance(TimeDelta::seconds(30));

    let mut again = nobody(&test);
    let password = [("username", "qicao"), ("password", PASSWORD)];
    assert_eq!(again.get("/desk/sign-in/second").await.1, "/desk/sign-in", "first the password");
    assert_eq!(again.post("/desk/sign-in", &password).await.1, "/desk/sign-in/second");
    for path in ["/desk", "/desk/me", "/desk/new"] {
        assert_eq!(again.get(path).await.1, "/desk/sign-in", "{path}");
    }
    let token = token_of(&mut again, "/desk/sign-in/second").await;
    let (status, ..) = again.post("/desk/sign-in/second", &[("code", &code(&test, &secret))]).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "without the token of the form");
    for wrong in [("code", "000000"), ("credential", "{}"), ("credential", "nonsense")] {
        let (status, _, page) = again.post("/desk/sign-in/second", &[("token", &token), wrong]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("没有通过验证"), "{page}");
    }
    let before = again.cookie.clone();
    let now = code(&test, &secret);
    assert_eq!(
        again.post("/desk/sign-in/second", &[("token", &token), ("code", &now)]).await.1,
        "/desk/new",
        "what was wanted"
    );
    assert_ne!(before, again.cookie, "the session has a new identity");
    assert_eq!(again.get("/desk").await.0, StatusCode::OK);

    let mut lost = nobody(&test);
    lost.post("/desk/sign-in", &password).await;
    let token = token_of(&mut lost, "/desk/sign-in/second").await;
    let used = [("token", token.as_str()), ("code", now.as_str())];
    assert_eq!(lost.post("/desk/sign-in/second", &used).await.0, StatusCode::UNPROCESSABLE_ENTITY, "once");
    // Each browser has its own desk here, and so its own memory of attempts.
    for _ in 0..4 {
        lost.post("/desk/sign-in/second", &used).await;
    }
    assert_eq!(lost.post("/desk/sign-in/second", &used).await.0, StatusCode::TOO_MANY_REQUESTS);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_password_has_five_minutes_and_recovery_codes_work_once() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let (_, recovery) = enrol(&test, &mut clerk).await;
    let password = [("username", "qicao"), ("password", PASSWORD)];
    let mut slow = nobody(&test);
    slow.post("/desk/sign-in", &password).await;
    test.advance(TimeDelta::seconds(301));
    assert_eq!(slow.get("/desk/sign-in/second").await.1, "/desk/sign-in");
    let mut quick = nobody(&test);
    quick.post("/desk/sign-in", &password).await;
    let token = token_of(&mut quick, "/desk/sign-in/second").await;
    let form = [("token", token.as_str()), ("code", recovery.as_str())];
    assert_eq!(quick.post("/desk/sign-in/second", &form).await.1, "/desk");
    let mut twice = nobody(&test);
    twice.post("/desk/sign-in", &password).await;
    let token = token_of(&mut twice, "/desk/sign-in/second").await;
    let form = [("token", token.as_str()), ("code", recovery.as_str())];
    assert_eq!(twice.post("/desk/sign-in/second", &form).await.0, StatusCode::UNPROCESSABLE_ENTITY);

    let token = token_of(&mut quick, "/desk/me").await;
    let wrong = [("token", token.as_str()), ("password", "wrong")];
    assert_eq!(quick.post("/desk/me/recovery-codes", &wrong).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let right = [("token", token.as_str()), ("password", PASSWORD)];
    let (status, _, page) = quick.post("/desk/me/recovery-codes", &right).await;
    assert_eq!((status, page.matches("<code>").count()), (StatusCode::OK, 10));
    assert_eq!(quick.post("/desk/me/totp/remove", &wrong).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(quick.post("/desk/me/totp/remove", &right).await.1, "/desk/me");
    Browser::sign_in(&test, "qicao").await;
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_the_other_sessions() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut here = Browser::sign_in(&test, "qicao").await;
    let mut there = Browser::sign_in(&test, "qicao").await;
    let token = token_of(&mut here, "/desk/me/password").await;
    let change = |old: &'static str, new: &'static str, again: &'static str| {
        [("token", token.clone()), ("old", old.into()), ("new", new.into()), ("again", again.into())]
    };
    for (form, why) in [
        (change("wrong", NEW, NEW), "现在的密码不对"),
        (change(PASSWORD, NEW, "另一个长长的新密码"), "两次输入"),
        (change(PASSWORD, "1234567890", "1234567890"), "常用密码"),
        (change(PASSWORD, "qicaoqicaoqicao", "qicaoqicaoqicao"), "不够安全"),
    ] {
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let (status, _, page) = here.post("/desk/me/password", &form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        sound(&page);
        assert!(page.contains(why), "{why}: {page}");
    }
    let form = change(PASSWORD, NEW, NEW);
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert_eq!(here.post("/desk/me/password", &form).await.1, "/desk/me");
    assert_eq!(here.get("/desk").await.0, StatusCode::OK, "this browser goes on");
    assert_eq!(there.get("/desk").await.1, "/desk/sign-in");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_and_ended_by_their_owner() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut here = Browser::sign_in(&test, "qicao").await;
    let mut there = Browser::sign_in(&test, "qicao").await;
    let mut other = Browser::sign_in(&test, "shencha").await;
    let (_, _, page) = here.get("/desk/me").await;
    assert!(page.contains("现在这里") && page.matches("name=\"session\"").count() == 1, "{page}");
    let session = between(&page, "name=\"session\" value=\"", "\"");
    let theirs = token_of(&mut other, "/desk/me").await;
    let stolen = [("token", theirs.as_str()), ("session", session)];
    assert_eq!(other.post("/desk/me/sessions/end", &stolen).await.0, StatusCode::NOT_FOUND, "not another's");
    let token = between(&page, "name=\"token\" value=\"", "\"");
    assert_eq!(
        here.post("/desk/me/sessions/end", &[("token", token), ("session", session)]).await.1,
        "/desk/me"
    );
    assert_eq!(there.get("/desk").await.1, "/desk/sign-in");
    assert_eq!(
        here.post("/desk/me/sessions/end", &[("token", token)]).await.1,
        "/desk/sign-in",
        "all of them"
    );
    assert_eq!(here.get("/desk").await.1, "/desk/sign-in");
    assert_eq!(other.get("/desk").await.0, StatusCode::OK);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_whose_password_others_know_changes_it_first() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    mingjing_actions::set_password(&test.house, "qicao", NEW).await.unwrap();
    let mut clerk = nobody(&test);
    clerk.post("/desk/sign-in", &[("username", "qicao"), ("password", NEW)]).await;
    for path in ["/desk", "/desk/new", "/desk/me", "/desk/permissions"] {
        assert_eq!(clerk.get(path).await.1, "/desk/me/password", "{path}");
    }
    let token = token_of(&mut clerk, "/desk/me/password").await;
    let (status, to, _) = clerk.post("/desk/new", &[("token", &token), ("item", "notice")]).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/desk/me/password"), "no action either");
    let form = [("token", token.as_str()), ("old", NEW), ("new", PASSWORD), ("again", PASSWORD)];
    assert_eq!(clerk.post("/desk/me/password", &form).await.1, "/desk/me");
    assert_eq!(clerk.get("/desk").await.0, StatusCode::OK);
    test.finish().await;
}

/// Invites by form and by table; answers the path of a link.
async fn invite(admin: &mut Browser) -> String {
    let token = token_of(admin, "/desk/people").await;
    let one = [
        ("token", token.as_str()),
        ("agency", AGENCY),
        ("name", "新来的"),
        ("username", "xinlai"),
        ("role", "drafter"),
    ];
    let (status, _, page) = admin.post("/desk/people/invite", &one).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    sound(&page);
    let link = between(&page, "https://test.example.gov.cn", "<").to_owned();
    let (status, _, page) = admin.post("/desk/people/invite", &one).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("已被使用")
            && page.contains("value=\"xinlai\"")
            && page.contains("value=\"drafter\" checked"),
        "{page}"
    );
    let bad = [("token", token.as_str()), ("agency", AGENCY), ("list", "甲,jia,起草人\n乙,yi,园丁")];
    let (status, _, page) = admin.post("/desk/people/invite", &bad).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("第 2 行") && page.contains("乙,yi,园丁</textarea>"), "{page}");
    let good = [("token", token.as_str()), ("agency", AGENCY), ("list", "甲,jia,起草人\n乙,yi,审查人")];
    let (status, _, page) = admin.post("/desk/people/invite", &good).await;
    assert_eq!((status, page.matches("/desk/link/").count()), (StatusCode::OK, 2), "{page}");
    link
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_sets_up_an_agency_and_people_choose_their_passwords() {
    let test = TestHouse::new(Database::sqlite()).await;
    account(&test, "guanli", "孙管理", AGENCY, vec![Role::Administrator]).await;
    let mut admin = Browser::sign_in(&test, "guanli").await;
    let link = invite(&mut admin).await;
    let mut person = nobody(&test);
    let (_, _, page) = person.get(&link).await;
    sound(&page);
    assert!(page.contains("新来的") && page.contains("value=\"xinlai\""), "{page}");
    let (status, ..) = person.get("/desk/link/0123456789").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _, page) = person.post(&link, &[("new", "1234567890"), ("again", "1234567890")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    let (status, ..) = person.post(&link, &[("new", NEW), ("again", PASSWORD)]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(person.post(&link, &[("new", NEW), ("again", NEW)]).await.1, "/desk/sign-in");
    assert_eq!(person.post(&link, &[("new", PASSWORD), ("again", PASSWORD)]).await.0, StatusCode::NOT_FOUND);
    let entered = person.post("/desk/sign-in", &[("username", "xinlai"), ("password", NEW)]).await;
    assert_eq!(entered.1, "/desk");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_changes_bars_and_resets() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    account(&test, "guanli", "孙管理", AGENCY, vec![Role::Administrator]).await;
    let mut admin = Browser::sign_in(&test, "guanli").await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let page_of = format!("/desk/people/{}", people.drafter.id);
    let token = token_of(&mut admin, &page_of).await;
    let (_, _, page) = admin.get(&page_of).await;
    let session = between(&page, "name=\"session\" value=\"", "\"").to_owned();
    let ended = [("token", token.as_str()), ("session", session.as_str())];
    assert_eq!(admin.post(&format!("{page_of}/sessions/end"), &ended).await.1, page_of);
    assert_eq!(clerk.get("/desk").await.1, "/desk/sign-in");

    let both = [("token", token.as_str()), ("role", "drafter"), ("role", "approver")];
    assert_eq!(admin.post(&format!("{page_of}/roles"), &both).await.1, page_of);
    assert!(admin.get(&page_of).await.2.contains("起草人、批准人"));
    let (status, _, page) = admin.post(&format!("{page_of}/roles"), &[("token", &token)]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("至少给一个角色"), "{page}");
    let high = [("token", token.as_str()), ("role", "system-administrator")];
    assert_eq!(
        admin.post(&format!("{page_of}/roles"), &high).await.0,
        StatusCode::FORBIDDEN,
        "not theirs to give"
    );

    let deputy = [
        ("token", token.as_str()),
        ("deputy", "shencha"),
        ("role", "approver"),
        ("starts_on", "2026-11-24"),
        ("ends_on", "2026-11-30"),
    ];
    assert_eq!(admin.post(&format!("{page_of}/deputies"), &deputy).await.1, page_of);
    let (_, _, page) = admin.get(&page_of).await;
    sound(&page);
    let deputyship = between(&page, "name=\"deputyship\" value=\"", "\"").to_owned();
    let bar = [("token", token.as_str()), ("disabled", "yes")];
    assert_eq!(admin.post(&format!("{page_of}/bar"), &bar).await.1, page_of);
    let refused = admin.post(&format!("{page_of}/reset"), &[("token", &token)]).await;
    assert_eq!(refused.0, StatusCode::UNPROCESSABLE_ENTITY, "first let in again");
    let free = [("token", token.as_str()), ("disabled", "no")];
    assert_eq!(admin.post(&format!("{page_of}/bar"), &free).await.1, page_of);
    let (status, _, page) = admin.post(&format!("{page_of}/reset"), &[("token", &token)]).await;
    assert!(status == StatusCode::OK && page.contains("/desk/link/"), "{page}");
    let mut old = nobody(&test);
    let (status, ..) = old.post("/desk/sign-in", &[("username", "qicao"), ("password", PASSWORD)]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);

    // Others: the person's colleague, and an administrator of another agency.
    for username in ["shencha", "lujia"] {
        let mut other = Browser::sign_in(&test, username).await;
        let token = other.token().await;
        for step in [
            "/desk/people/{id}/roles",
            "/desk/people/{id}/bar",
            "/desk/people/{id}/reset",
            "/desk/people/{id}/sessions/end",
            "/desk/people/{id}/deputies",
        ] {
            let form = [
                ("token", token.as_str()),
                ("role", "drafter"),
                ("disabled", "yes"),
                ("deputy", "shencha"),
                ("starts_on", "2026-11-24"),
                ("ends_on", "2026-11-24"),
            ];
            let (status, ..) = other.post(&step.replace("{id}", &people.drafter.id), &form).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{username} {step}");
        }
        let end = "/desk/people/{id}/deputies/end".replace("{id}", &people.drafter.id);
        let gone = [("token", token.as_str()), ("deputyship", deputyship.as_str())];
        assert_eq!(other.post(&end, &gone).await.0, StatusCode::FORBIDDEN, "{username}");
        assert_eq!(other.get(&page_of).await.0, StatusCode::FORBIDDEN, "{username}");
    }
    let end = [("token", token.as_str()), ("deputyship", deputyship.as_str())];
    assert_eq!(admin.post(&format!("{page_of}/deputies/end"), &end).await.1, page_of);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_is_named_by_the_owner_of_the_role() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut owner = Browser::sign_in(&test, "shencha").await;
    let token = token_of(&mut owner, "/desk/me").await;
    let form = |until: &'static str| {
        [
            ("token", token.as_str()),
            ("deputy", "fuhe"),
            ("role", "screener"),
            ("starts_on", "2026-11-24"),
            ("ends_on", until),
        ]
    };
    let (status, _, page) = owner.post("/desk/me/deputies", &form("后天")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("结束日期应写作"), "{page}");
    assert_eq!(owner.post("/desk/me/deputies", &form("2026-11-25")).await.1, "/desk/me");
    let (_, _, page) = owner.get("/desk/me").await;
    sound(&page);
    assert!(page.contains("钱复核 代理 李审查"), "{page}");
    let id = between(page.split("代理 李审查").nth(1).unwrap(), "name=\"id\" value=\"", "\"").to_owned();
    assert!(Browser::sign_in(&test, "fuhe").await.get("/desk/me").await.2.contains("代理 李审查 的"));
    assert_eq!(owner.post("/desk/me/deputies/end", &[("token", &token), ("id", &id)]).await.1, "/desk/me");
    assert!(owner.get("/desk/me").await.2.contains("没有代理"));
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trail_is_shown_and_taken_away_by_those_who_may() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    account(&test, "shenji", "韩审计", AGENCY, vec![Role::Auditor]).await;
    let mut auditor = Browser::sign_in(&test, "shenji").await;
    let mut failing = nobody(&test);
    failing.post("/desk/sign-in", &[("username", "qicao"), ("password", "wrong")]).await;
    failing.post("/desk/sign-in", &[("username", "我的密码在这里"), ("password", "wrong")]).await;
    let (status, _, page) = auditor.get("/desk/audit?action=sign-in-refused").await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("王起草") && page.contains("(没有这个账号)"), "{page}");
    assert!(!page.contains("我的密码在这里"), "what was typed for a name may be a password");
    let (_, _, page) = auditor.get("/desk/audit?from=2026-11-24&until=昨天").await;
    assert!(page.contains("error-summary"), "{page}");
    assert!(auditor.get("/desk/audit?officer=王起草&until=2026-11-23").await.2.contains("没有符合条件"));

    let (status, _, file) = auditor.get("/desk/audit.csv?action=sign-in-refused").await;
    assert_eq!((status, file.lines().count()), (StatusCode::OK, 3), "a head and two rows: {file}");
    assert!(file.starts_with("\u{feff}\"序号\",\"编号\",\"时间\"") && file.contains("登录失败"), "{file}");
    let (_, _, lines) = auditor.get("/desk/audit.jsonl").await;
    let rows: Vec<serde_json::Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(rows[0]["action"], "audit-export", "taking it away is in it too");
    assert!(rows.iter().any(|r| r["action"] == "sign-in" && r["officer"] == "韩审计"));

    let mut clerk = Browser::sign_in(&test, "qicao").await;
    for path in ["/desk/audit", "/desk/audit.csv", "/desk/audit.jsonl", "/desk/people"] {
        assert_eq!(clerk.get(path).await.0, StatusCode::FORBIDDEN, "{path}");
    }
    let (status, _, page) = clerk.get("/desk/permissions").await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("本地区及下级") && page.contains("第三条"), "{page}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn passkeys_want_a_name_and_an_answer() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let (status, _, page) = clerk.get("/desk/me/passkeys").await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("data-passkey=\"create\"") && page.contains("test.example.gov.cn"), "{page}");
    let token = between(&page, "name=\"token\" value=\"", "\"").to_owned();
    let form = [("token", token.as_str()), ("name", "电脑"), ("credential", "{}")];
    let (status, _, page) = clerk.post("/desk/me/passkeys", &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("没有交来通行密钥"), "{page}");
    let (_, _, page) = clerk.post("/desk/me/passkeys", &form).await;
    assert!(page.contains("登记已过时"), "a question is answered once: {page}");
    let form = [("token", token.as_str()), ("id", "x"), ("password", PASSWORD)];
    assert_eq!(clerk.post("/desk/me/passkeys/remove", &form).await.0, StatusCode::NOT_FOUND);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_system_administrator_looks_for_an_agency_by_name() {
    let test = TestHouse::new(Database::sqlite()).await;
    let system = NewAccount {
        username: "xitong".into(),
        name: "沈系统".into(),
        agency: AGENCY.into(),
        roles: vec![Role::SystemAdministrator],
        password: PASSWORD.into(),
    };
    add_account(&test.house, system).await.unwrap();
    let mut admin = Browser::sign_in(&test, "xitong").await;
    let (_, _, page) = admin.get("/desk/people?q=长安区人民政府办公室").await;
    sound(&page);
    assert!(page.contains("/desk/people?agency=13010201"), "{page}");
    let (_, _, page) = admin.get("/desk/people?agency=13010201").await;
    assert!(page.contains("还没有账号"), "{page}");
    assert_eq!(
        admin.get("/desk/people?agency=999999").await.0,
        StatusCode::OK,
        "the widest scope has no edge"
    );
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_provider_there_is_no_single_sign_on() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = token_of(&mut clerk, "/desk/me").await;
    for path in ["/desk/sign-in/sso", "/desk/sign-in/sso/callback?code=x&state=y"] {
        assert_eq!(clerk.get(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!nobody(&test).get("/desk/sign-in").await.2.contains("/desk/sign-in/sso"));
    let form = [("token", token.as_str()), ("password", "wrong")];
    assert_eq!(clerk.post("/desk/me/single-sign-on", &form).await.0, StatusCode::NOT_FOUND);
    assert_eq!(
        clerk.post("/desk/me/single-sign-on", &[]).await.0,
        StatusCode::FORBIDDEN,
        "without the token"
    );
    let refused = clerk.post("/desk/me/single-sign-on/remove", &form).await;
    assert_eq!(refused.0, StatusCode::UNPROCESSABLE_ENTITY);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_down_for_names_that_exist_and_for_names_that_do_not() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    for name in ["qicao", "nobody"] {
        let mut stranger = nobody(&test);
        let form = [("username", name), ("password", "wrong")];
        let mut answers = Vec::new();
        for _ in 0..11 {
            answers.push(stranger.post("/desk/sign-in", &form).await.0.as_u16());
        }
        assert_eq!((answers[9], answers[10]), (422, 429), "{name}: {answers:?}");
    }
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trail_says_where_from() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let mut clerk = nobody(&test);
    let from = mingjing_design::origin::ClientAddress("198.51.100.9".parse().unwrap());
    let form: String = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("username", "qicao"), ("password", PASSWORD)])
        .finish();
    let request = axum::http::Request::post("/desk/sign-in").extension(from).body(form.into()).unwrap();
    assert_eq!(clerk.send(request).await.1, "/desk");
    assert!(
        clerk.get("/desk/me").await.2.contains("198.51.100.9"),
        "its owner sees where somebody signed in"
    );
    let begin = format!("token={}&item=notice", token_of(&mut clerk, "/desk/new").await);
    let request = axum::http::Request::post("/desk/new")
        .header(axum::http::header::COOKIE, &clerk.cookie)
        .extension(from)
        .body(begin.into())
        .unwrap();
    let (_, to, _) = clerk.send(request).await;
    let id = to.rsplit('/').next().unwrap();
    let trail = mingjing_actions::desk_reading::trail(&test.house, &people.drafter, id).await.unwrap();
    assert_eq!(trail[0].address.as_deref(), Some("198.51.100.9"), "{trail:?}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_leads_to_the_page_that_was_wanted() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut browser = Browser::new(&test);
    let form = [("username", "qicao"), ("password", mingjing_testkit::PASSWORD)];
    let (status, to, _) = browser.get("/desk/published?page=2").await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/desk/sign-in"));
    let wrong = [("username", "qicao"), ("password", "wrong")];
    assert_eq!(browser.post("/desk/sign-in", &wrong).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, to, _) = browser.post("/desk/sign-in", &form).await;
    assert_eq!(to, "/desk/published?page=2");
    let (_, to, _) = browser.post("/desk/sign-in", &form).await;
    assert_eq!(to, "/desk", "once");
    test.finish().await;
}
