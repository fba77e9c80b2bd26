//! The columns and the host name of an agency's page, from outside.

use axum::http::StatusCode;
use mingjing_actions::Role;
use mingjing_testkit::{AGENCY, Database, TestHouse, account};

use crate::browser::{Browser, sound};

/// A form with these columns of the agency's own behind the statutory ones.
fn form<'a>(token: &'a str, version: &'a str, button: &'a str, title: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("token", token),
        ("agency", AGENCY),
        ("version", version),
        ("do", button),
        ("kind-0", "statutory"),
        ("kind-1", "own"),
        ("title-1", title),
        ("newest-1", "4"),
        ("shows-1", "item:notice"),
        ("shows-1", ""),
        ("shows-1", "area:decision"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_arranges_columns_without_a_script() {
    let test = TestHouse::new(Database::sqlite()).await;
    account(&test, "guanli", "孙管理", AGENCY, vec![Role::Administrator]).await;
    let mut admin = Browser::sign_in(&test, "guanli").await;
    let token = admin.token().await;
    let (_, _, page) = admin.get("/desk/me").await;
    assert!(page.contains("href=\"/desk/site\""), "{page}");
    let (status, _, page) = admin.get("/desk/site").await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("第 1 位：法定栏目") && page.contains("没有变更"), "{page}");
    assert!(!page.contains("remove-0") && !page.contains("/desk/site/host"), "{page}");

    let start = [
        ("token", token.as_str()),
        ("agency", AGENCY),
        ("version", "0"),
        ("do", "add"),
        ("kind-0", "statutory"),
    ];
    let (status, _, page) = admin.post("/desk/site", &start).await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("id=\"title-1\"") && page.contains("还没有保存"), "{page}");
    let (_, _, page) = admin.post("/desk/site", &form(&token, "0", "up-1", "热点")).await;
    sound(&page);
    assert!(page.contains("“热点”移到了第 1 位") && page.contains("id=\"title-0\""), "{page}");
    assert!(
        page.contains("value=\"item:notice\" selected") && page.contains("value=\"area:decision\" selected")
    );
    assert!(test.house.register().site(AGENCY).is_none(), "nothing is kept before it is saved");

    let (status, _, page) = admin.post("/desk/site/preview", &form(&token, "0", "", "热点")).await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("政府信息公开指南") && page.contains("<h2 id=\"quad-5\">热点</h2>"), "{page}");
    assert!(page.contains("2026年11月24日设置本栏目，现在没有公开的内容"), "{page}");
    let (status, _, page) = admin.post("/desk/site", &form(&token, "0", "save", " ")).await;
    sound(&page);
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("href=\"#title-1\""), "{page}");
    assert!(page.contains("value=\"item:notice\" selected"), "nothing typed is lost: {page}");

    let (status, to, _) = admin.post("/desk/site", &form(&token, "0", "save", "热点")).await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("/desk/site?agency={AGENCY}")));
    let (_, _, page) = admin.get("/desk/site").await;
    sound(&page);
    assert!(page.contains("栏目改为：法定栏目、热点") && page.contains("value=\"热点\""), "{page}");
    let (status, _, page) = admin.post("/desk/site", &form(&token, "0", "save", "迟到")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "somebody was quicker");
    assert!(page.contains("value=\"迟到\""), "{page}");
    for (path, button) in [("/desk/site", "burn"), ("/desk/site", "remove-0")] {
        let (status, _, _) = admin.post(path, &form(&token, "0", button, "热点")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{button}");
    }
    let (status, _, _) = admin.get("/desk/site?agency=130101").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let host =
        [("token", token.as_str()), ("agency", AGENCY), ("version", "1"), ("host", "a.example.gov.cn")];
    assert_eq!(admin.post("/desk/site/host", &host).await.0, StatusCode::FORBIDDEN);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_system_administrator_names_the_host() {
    let test = TestHouse::new(Database::sqlite()).await;
    account(&test, "xitong", "系统", "130001", vec![Role::SystemAdministrator]).await;
    let mut system = Browser::sign_in(&test, "xitong").await;
    let token = system.token().await;
    let (_, _, page) = system.get("/desk/agencies/130101").await;
    assert!(page.contains("/desk/site?agency=130101\">网站栏目和域名"), "{page}");
    let host = |name: &'static str| {
        [
            ("token", token.clone()),
            ("agency", "130101".into()),
            ("version", "0".into()),
            ("host", name.to_owned()),
        ]
    };
    let mut send = async |name| {
        let form = host(name);
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        system.post("/desk/site/host", &form).await
    };
    let (status, _, page) = send("10.0.0.8").await;
    sound(&page);
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("不能是 IP 地址") && page.contains("value=\"10.0.0.8\""), "{page}");
    let (status, _, _) = send("Sjz.example.gov.cn").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, _, page) = system.get("/desk/site?agency=130101").await;
    sound(&page);
    assert!(page.contains("网站域名改为 sjz.example.gov.cn"), "{page}");
    test.finish().await;
}
