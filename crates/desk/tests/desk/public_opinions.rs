//! Public opinion at the desk, as forms that are sent.

use axum::http::StatusCode;
use mingjing_actions::Role;
use mingjing_testkit::{AGENCY, Database, People, TestHouse, account};

use crate::browser::{Browser, sound};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_seen_is_noted_judged_met_about_and_answered() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    account(&test, "zhuguan", "杨主管", AGENCY, vec![Role::OpennessOffice]).await;
    let mut drafter = Browser::sign_in(&test, "qicao").await;
    let token = drafter.token().await;
    let (_, _, page) = drafter.get("/desk/public-opinions/new").await;
    sound(&page);
    assert!(page.contains("value=\"2026-11-24T09:00\""), "it was found now: {page}");
    let mut form = vec![
        ("token", token.as_str()),
        ("title", "某小区停水"),
        ("text", "网上说水质超标"),
        ("seen", "短视频平台"),
        ("to", AGENCY),
        ("found", "今天早上"),
        ("happened", ""),
    ];
    let (status, _, page) = drafter.post("/desk/public-opinions/new", &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("网上说水质超标") && page.contains("不是时间"), "what was typed is kept: {page}");
    form[5].1 = "2026-11-24T08:00";
    let (status, case, _) = drafter.post("/desk/public-opinions/new", &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, _, page) = drafter.get(&case).await;
    sound(&page);
    assert!(page.contains("待研判") && page.contains("还剩 1 小时") && !page.contains("/judge\""), "{page}");

    let mut office = Browser::sign_in(&test, "zhuguan").await;
    let office_token = office.token().await;
    let (_, _, page) = office.get("/desk").await;
    assert!(page.contains("政务舆情（1）等您研判"), "{page}");
    let (_, _, page) = office.get("/desk/public-opinions").await;
    sound(&page);
    assert!(page.contains(&case) && page.contains("没有研判"), "{page}");
    let id = case.rsplit('/').next().unwrap();
    let judge = format!("/desk/public-opinions/{id}/judge");
    let mut form = vec![
        ("token", office_token.as_str()),
        ("version", "0"),
        ("level", "major"),
        ("to", "没有这个单位"),
        ("ground", "关系切身利益"),
    ];
    let (status, _, page) = office.post(&judge, &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("关系切身利益") && page.contains("value=\"major\" checked"), "{page}");
    form[3].1 = AGENCY;
    assert_eq!(office.post(&judge, &form).await.0, StatusCode::SEE_OTHER);
    assert_eq!(office.post(&judge, &form).await.0, StatusCode::CONFLICT, "sent twice");

    // The meeting comes first; then the draft begins filled.
    let prepare = format!("{case}/prepare");
    let at = |version| [("token", token.as_str()), ("version", version)];
    let (status, _, page) = drafter.post(&prepare, &at("1")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("要先会商") && page.contains("还剩 47 小时"), "{page}");
    let meet = [
        ("token", token.as_str()),
        ("version", "1"),
        ("on", "2026-11-24"),
        ("people", "宣传部、水务局"),
        ("decided", "公布检测结果"),
    ];
    assert_eq!(drafter.post(&format!("{case}/meet"), &meet).await.0, StatusCode::SEE_OTHER);
    let (status, draft, _) = drafter.post(&prepare, &at("2")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, _, page) = drafter.get(&draft).await;
    assert!(page.contains("关于某小区停水的情况说明") && !page.contains("网上说水质超标"), "{page}");
    let (_, _, page) = drafter.get(&case).await;
    sound(&page);
    assert!(page.contains(&draft) && page.contains("公布检测结果") && page.contains("已经会商"), "{page}");

    assert_eq!(drafter.post(&format!("{case}/unknown"), &at("3")).await.0, StatusCode::NOT_FOUND);
    let held =
        [("token", token.as_str()), ("version", "3"), ("index_no", "无"), ("held", "2026-11-24T08:30")];
    let (status, _, page) = drafter.post(&format!("{case}/conference"), &held).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("没有找到索引号"), "{page}");
    assert_eq!(drafter.get("/desk/public-opinions/nothing").await.0, StatusCode::NOT_FOUND);
    assert_eq!(drafter.get("/desk/public-opinions?view=closed").await.0, StatusCode::OK);
    test.finish().await;
}
