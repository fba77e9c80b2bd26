//! Groups of appeals and supervisions at the desk, as forms that are sent.

use axum::http::StatusCode;
use mingjing_actions::Role;
use mingjing_actions::appeals::lodge;
use mingjing_actions::clusters::Grouper;
use mingjing_stories::appeal_to;
use mingjing_testkit::{AGENCY, Database, OTHER_AGENCY, People, TestHouse, account};

use crate::browser::{Browser, sound};

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_found_a_notice_proposed_issued_and_answered() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    for username in ["zhuguan", "zhuguan-fu"] {
        account(&test, username, username, AGENCY, vec![Role::OpennessOffice]).await;
    }
    for n in 0..12 {
        lodge(&test.house, appeal_to(AGENCY, "暖气不热，室温不达标"), &format!("{n:032}")).await.unwrap();
    }
    Grouper::default().catch_up(&test.house).await.unwrap();
    let mut office = Browser::sign_in(&test, "zhuguan").await;
    let token = office.token().await;
    let (_, _, page) = office.get("/desk/clusters").await;
    sound(&page);
    let id = page.split("href=\"/desk/clusters/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (_, _, page) = office.get(&format!("/desk/clusters/{id}")).await;
    sound(&page);
    assert!(page.contains("共 12 件") && page.contains("反映集中"), "{page}");
    let (status, _, _) = office.get("/desk/clusters/nothing").await;
    assert_eq!(status, StatusCode::NOT_FOUND);

    let (_, _, page) = office.get(&format!("/desk/supervisions/new?cluster={id}")).await;
    sound(&page);
    let mut form = vec![
        ("token", token.as_str()),
        ("cluster", id.as_str()),
        ("to", "没有这个单位"),
        ("title", "室温不达标"),
        ("problem", "一周十二件诉求"),
        ("demand", "逐户测温"),
        ("until", "2026-12-20"),
    ];
    let (status, _, page) = office.post("/desk/supervisions/new", &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("逐户测温"), "what was typed is kept");
    form[2].1 = OTHER_AGENCY;
    let (status, case, _) = office.post("/desk/supervisions/new", &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER);

    // Nobody issues the own notice, and nobody else's agency is asked before it is issued.
    let case_id = case.rsplit('/').next().unwrap();
    let issue = format!("/desk/supervisions/{case_id}/issue");
    let step = |version, token| [("token", token), ("version", version)];
    let (status, _, page) = office.post(&issue, &step("0", token.as_str())).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("另一人"), "{page}");
    let mut agency = Browser::sign_in(&test, "lujia").await;
    assert_eq!(agency.get(&case).await.0, StatusCode::NOT_FOUND);
    let mut second = Browser::sign_in(&test, "zhuguan-fu").await;
    let other = second.token().await;
    assert_eq!(second.post(&issue, &step("0", other.as_str())).await.0, StatusCode::SEE_OTHER);
    assert_eq!(second.post(&issue, &step("0", other.as_str())).await.0, StatusCode::CONFLICT, "sent twice");

    let (_, _, page) = agency.get("/desk/supervisions").await;
    sound(&page);
    assert!(page.contains(&case), "{page}");
    let token = agency.token().await;
    let answer = |text| [("token", token.as_str()), ("version", "1"), ("text", text)];
    let (status, _, _) = agency.post(&format!("{case}/answer"), &answer("")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, _, _) = agency.post(&format!("{case}/answer"), &answer("逐户测温")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(agency.post(&format!("{case}/unknown"), &answer("甲")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(agency.get("/desk/clusters").await.0, StatusCode::FORBIDDEN);
    test.finish().await;
}
