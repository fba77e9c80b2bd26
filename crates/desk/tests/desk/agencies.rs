//! The organisation at the desk: agencies with their people, and regions.

use axum::http::StatusCode;
use mingjing_actions::Role;
use mingjing_testkit::{Database, People, TestHouse, account};

use crate::browser::{Browser, sound};

async fn administrator(test: &TestHouse) -> (Browser, String) {
    account(test, "xitong", "系统", "130001", vec![Role::SystemAdministrator]).await;
    let mut browser = Browser::sign_in(test, "xitong").await;
    let token = browser.token().await;
    (browser, token)
}

/// Sends the form for an agency of 石家庄市: its people, its name, and the day it begins.
async fn set_up(
    admin: &mut Browser,
    token: &str,
    (list, name, on): (&str, &str, &str),
) -> (StatusCode, String, String) {
    let form = [
        ("token", token),
        ("region", "130100"),
        ("name", name),
        ("short_name", "市数据局"),
        ("kind", "department"),
        ("tags", "便民服务、窗口单位"),
        ("parent", "130101"),
        ("basis", "石编办〔2026〕8号"),
        ("takes_effect", on),
        ("list", list),
    ];
    admin.post("/desk/agencies/new", &form).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_is_set_up_on_one_page() {
    let test = TestHouse::new(Database::sqlite()).await;
    let (mut admin, token) = administrator(&test).await;
    let (_, _, page) = admin.get("/desk/me").await;
    assert!(page.contains("href=\"/desk/agencies\""), "{page}");
    let (_, _, page) = admin.get("/desk/agencies?region=130100").await;
    sound(&page);
    assert!(
        page.contains("/desk/agencies/130101\"") && page.contains("/desk/agencies/new?region=130100"),
        "{page}"
    );
    let (_, _, page) = admin.get("/desk/agencies/new?region=130100").await;
    sound(&page);
    assert!(page.contains("石家庄市人民政府办公"), "{page}");
    let (status, _, page) = set_up(&mut admin, &token, ("甲,jia,起草人\n乙,yi,园丁", "", "2026-11-24")).await;
    sound(&page);
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("href=\"#name\"") && page.contains("第 2 行") && page.contains("甲,jia"), "{page}");
    assert!(page.contains("value=\"便民服务、窗口单位\""), "nothing typed is lost: {page}");
    let (status, _, page) = set_up(&mut admin, &token, ("", "石家庄市数据局", "明天")).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("href=\"#takes_effect\""), "{page}");
    let list = "甲,jia@example.gov.cn,起草人\n乙,yi,审查人\n丙,bing,批准人、单位管理员";
    let (status, _, page) = set_up(&mut admin, &token, (list, "石家庄市数据局", "2026-11-24")).await;
    sound(&page);
    assert!(status == StatusCode::OK && page.matches("/desk/link/").count() == 3, "{page}");
    let code = test.house.register().agencies().find(|a| a.name == "石家庄市数据局").unwrap().code.clone();
    let (_, _, page) = admin.get(&format!("/desk/agencies/{code}")).await;
    sound(&page);
    assert!(page.contains("设立“石家庄市数据局”") && page.contains("石编办〔2026〕8号"), "{page}");
    let (_, _, page) = admin.get("/desk/agencies?q=%E6%95%B0%E6%8D%AE%E5%B1%80").await;
    assert!(page.contains(&format!("/desk/agencies/{code}\"")), "{page}");

    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agency_is_renamed_and_goes_up_in_another() {
    let test = TestHouse::new(Database::sqlite()).await;
    let (mut admin, token) = administrator(&test).await;
    let (_, to, _) = set_up(&mut admin, &token, ("", "石家庄市数据局", "2026-11-24")).await;
    let code = to.rsplit('/').next().unwrap().to_owned();
    let version = test.house.register().agency_version(&code).to_string();
    let change = [
        ("token", token.as_str()),
        ("version", &version),
        ("name", "石家庄市数据和政务服务局"),
        ("short_name", "市数据局"),
        ("region", "130100"),
        ("parent", "130101"),
        ("basis", "石编办〔2026〕9号"),
        ("takes_effect", "2026-11-24"),
    ];
    let (status, to, _) = admin.post(&format!("/desk/agencies/{code}/change"), &change).await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("/desk/agencies/{code}")));
    let (status, _, page) = admin.post(&format!("/desk/agencies/{code}/change"), &change).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("没有改动"), "{page}");
    let close = [
        ("token", token.as_str()),
        ("version", &version),
        ("into", "130101"),
        ("basis", "石编办〔2026〕10号"),
        ("takes_effect", "2026-11-24"),
    ];
    let (status, _, page) = admin.post(&format!("/desk/agencies/{code}/close"), &close).await;
    sound(&page);
    assert!(
        status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("已被别人改动"),
        "an old page: {page}"
    );
    assert!(page.contains("value=\"石编办〔2026〕10号\"") && page.contains("<details open>"), "{page}");
    let version = test.house.register().agency_version(&code).to_string();
    let close = [close[0], ("version", version.as_str()), close[2], close[3], close[4]];
    let (status, ..) = admin.post(&format!("/desk/agencies/{code}/close"), &close).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, _, page) = admin.get(&format!("/desk/agencies/{code}")).await;
    assert!(page.contains("承接的单位") && !page.contains("保存变更"), "{page}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_right_sees_neither_link_nor_page() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut drafter = Browser::sign_in(&test, "qicao").await;
    let (_, _, page) = drafter.get("/desk/me").await;
    assert!(!page.contains("/desk/agencies"), "{page}");
    let pages = [
        "/desk/agencies",
        "/desk/agencies/new?region=130000",
        "/desk/agencies/130001",
        "/desk/regions?region=130100",
    ];
    for path in pages {
        assert_eq!(drafter.get(path).await.0, StatusCode::FORBIDDEN, "{path}");
    }
    // An agency's own administrator changes what is said of the agency, and nothing else.
    let mut own = Browser::sign_in(&test, "lujia").await;
    let (_, _, page) = own.get("/desk/me").await;
    assert!(page.contains("/desk/agencies/130008\"") && !page.contains("href=\"/desk/agencies\""), "{page}");
    let (_, _, page) = own.get("/desk/agencies/130008").await;
    sound(&page);
    assert!(page.contains("保存变更") && !page.contains("撤并"), "{page}");
    assert_eq!(own.get("/desk/agencies/130001").await.0, StatusCode::FORBIDDEN);
    let token = own.token().await;
    let close =
        [("token", token.as_str()), ("version", "0"), ("basis", "没有"), ("takes_effect", "2026-11-24")];
    assert_eq!(own.post("/desk/agencies/130008/close", &close).await.0, StatusCode::FORBIDDEN);
    let region = [
        ("token", token.as_str()),
        ("code", "130199"),
        ("name", "新区"),
        ("parent", "130100"),
        ("basis", "没有"),
        ("takes_effect", "2026-11-24"),
    ];
    assert_eq!(own.post("/desk/regions/add", &region).await.0, StatusCode::FORBIDDEN);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn regions_are_kept_at_the_desk() {
    let test = TestHouse::new(Database::sqlite()).await;
    let (mut admin, token) = administrator(&test).await;
    let (_, _, page) = admin.get("/desk/regions?region=130100").await;
    sound(&page);
    assert!(page.contains("/desk/regions?region=130102\""), "{page}");
    let decree = [("token", token.as_str()), ("basis", "国函〔2026〕3号"), ("takes_effect", "2026-11-24")];
    let with = |more: &[(&'static str, &'static str)]| [decree.as_slice(), more].concat();
    let (status, _, page) = admin
        .post("/desk/regions/add", &with(&[("parent", "130100"), ("code", "1301"), ("name", "新区")]))
        .await;
    sound(&page);
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("六位数字"), "{page}");
    let (status, ..) = admin
        .post("/desk/regions/add", &with(&[("parent", "130100"), ("code", "130199"), ("name", "新区")]))
        .await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let version = "1";
    let form = with(&[("version", version), ("parent", "130100"), ("name", "滹沱新区")]);
    assert_eq!(admin.post("/desk/regions/130199/change", &form).await.0, StatusCode::SEE_OTHER);
    let form = with(&[("version", version), ("into", "130102")]);
    let (status, _, page) = admin.post("/desk/regions/130199/close", &form).await;
    sound(&page);
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("已被别人改动"), "{page}");
    let form = with(&[("version", "2"), ("into", "130102")]);
    assert_eq!(admin.post("/desk/regions/130199/close", &form).await.0, StatusCode::SEE_OTHER);
    let (_, _, page) = admin.get("/desk/regions?region=130199").await;
    sound(&page);
    assert!(page.contains("名称由“新区”改为“滹沱新区”") && page.contains("并入“长安区”"), "{page}");
    test.finish().await;
}
