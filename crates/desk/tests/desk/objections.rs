//! Objections to the assessment at the desk, as forms that are sent.

use axum::http::StatusCode;
use chrono::TimeDelta;
use mingjing_actions::{Role, overseeing};
use mingjing_stories::publish;
use mingjing_testkit::{AGENCY, Database, OTHER_AGENCY, People, TestHouse, account};

use crate::browser::{Browser, sound};

/// The other agency publishes something, and the day after it owes an officer.
async fn publish_of_the_other(test: &TestHouse, mut people: People) {
    people.drafter = account(test, "caogao", "孙草稿", OTHER_AGENCY, vec![Role::Drafter]).await;
    people.screener = account(test, "shencha2", "李二", OTHER_AGENCY, vec![Role::Screener]).await;
    people.approver = account(test, "pizhun2", "赵二", OTHER_AGENCY, vec![Role::Approver]).await;
    publish(test, &people, "关于停水的公告", "正文。").await;
    test.settle().await;
}

/// Chooses what is late, says why that is wrong; answers the address of the case.
async fn lodged(clerk: &mut Browser, token: &str) -> String {
    let (status, _, page) = clerk.get("/desk/objections/new").await;
    sound(&page);
    assert_eq!(status, StatusCode::OK);
    let about = "/desk/objections/new?duty=openness-officer-named";
    let address =
        page.split("href=\"").find(|part| part.starts_with(about)).unwrap().split('"').next().unwrap();
    let (_, _, page) = clerk.get(&address.replace("&amp;", "&").replace("&#38;", "&")).await;
    sound(&page);
    let owed = page.split("name=\"owed\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut form = vec![
        ("token", token),
        ("duty", "openness-officer-named"),
        ("owed", owed.as_str()),
        ("ground", ""),
        ("evidence", "编办函"),
    ];
    let (status, _, page) = clerk.post("/desk/objections/new", &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("请写明异议的理由") && page.contains("编办函"), "{page}");
    form[3].1 = "人员尚未到位";
    let (status, case, page) = clerk.post("/desk/objections/new", &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    case
}

#[tokio::test(flavor = "multi_thread")]
async fn an_objection_is_lodged_decided_by_two_and_drafted() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    for username in ["zhuguan", "zhuguan-fu"] {
        account(&test, username, username, AGENCY, vec![Role::OpennessOffice]).await;
    }
    publish_of_the_other(&test, people).await;
    let mut clerk = Browser::sign_in(&test, "caogao").await;
    let (_, _, page) = clerk.get("/desk/objections/new").await;
    assert!(page.contains("正在从公开日志计算"), "{page}");
    test.advance(TimeDelta::days(1));
    overseeing::catch_up(&test.house).await.expect("the log is read");
    overseeing::score(&test.house).expect("agencies are scored");

    let mut clerk = Browser::sign_in(&test, "caogao").await;
    let token = clerk.token().await;
    let (_, _, page) = clerk.get("/desk/warnings").await;
    sound(&page);
    assert!(page.contains("/desk/objections/new?duty="), "{page}");
    let case = lodged(&mut clerk, &token).await;
    let (_, _, page) = clerk.get(&case).await;
    sound(&page);
    assert!(page.contains("待裁定") && page.contains("撤回异议") && !page.contains("怎么裁定"), "{page}");

    let mut office = Browser::sign_in(&test, "zhuguan").await;
    let office_token = office.token().await;
    let (_, _, page) = office.get("/desk/objections").await;
    sound(&page);
    assert!(page.contains(&case) && page.contains("明确政务公开机构和人员"), "{page}");
    let step = |verdict, text| {
        [("token", office_token.as_str()), ("version", "0"), ("verdict", verdict), ("text", text)]
    };
    let id = case.rsplit('/').next().unwrap().to_owned();
    let (status, _, page) = office.post(&format!("/desk/objections/{id}/propose"), &step("", "属实")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("请选择怎么裁定") && page.contains("属实"), "{page}");
    let (status, _, _) = office.post(&format!("{case}/propose"), &step("excused", "属实")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let decide = |token| [("token", token), ("version", "1")];
    let (status, _, page) = office.post(&format!("{case}/decide"), &decide(office_token.as_str())).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("另一人"), "{page}");
    let mut second = Browser::sign_in(&test, "zhuguan-fu").await;
    let second_token = second.token().await;
    let (status, _, _) = second.post(&format!("{case}/decide"), &decide(second_token.as_str())).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(
        second.post(&format!("{case}/unknown"), &decide(second_token.as_str())).await.0,
        StatusCode::NOT_FOUND
    );

    let mut drafter = Browser::sign_in(&test, "qicao").await;
    let drafter_token = drafter.token().await;
    let prepare = [("token", drafter_token.as_str()), ("version", "2")];
    let (status, draft, page) = drafter.post(&format!("{case}/prepare"), &prepare).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let (_, _, page) = drafter.get(&draft).await;
    assert!(
        page.contains("不计入考核") && page.contains("人员尚未到位") && !page.contains("编办函"),
        "{page}"
    );
    let (_, _, page) = clerk.get(&case).await;
    assert!(page.contains("已裁定，待公开") && page.contains("裁定公开以后才计入评分"), "{page}");
    let (_, _, page) = clerk.get("/desk/objections?side=agency&view=closed").await;
    assert!(page.contains("还没有办结的异议"), "{page}");
    test.finish().await;
}
