//! Training at the desk: a plan, a session, who was there, certificates, whom it has not reached.

use axum::http::StatusCode;
use mingjing_actions::Role;
use mingjing_testkit::{AGENCY, Database, People, TestHouse, account};

use crate::browser::{Browser, sound};

fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    page.split(before).nth(1).expect(before).split(after).next().expect(after)
}

/// Makes a plan and a session of today, each first with a mistake; answers the address of the session.
async fn planned(office: &mut Browser, token: &str) -> String {
    let (_, _, page) = office.get("/desk/training").await;
    sound(&page);
    assert!(page.contains("还没有计划") && page.contains("轮训到哪一步"), "{page}");
    let mut form =
        vec![("token", token), ("agency", AGENCY), ("do", "plan"), ("year", "1999"), ("title", "全省培训")];
    let (status, _, page) = office.post("/desk/training", &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("全省培训") && page.contains("年度应是"), "{page}");
    form[3].1 = "2026";
    let (status, to, _) = office.post("/desk/training", &form).await;
    let id = to.rsplit('/').next().unwrap();
    let plan = format!("/desk/training/plans/{id}");
    assert_eq!((status, &to), (StatusCode::SEE_OTHER, &plan));
    let mut form = vec![
        ("token", token),
        ("held_on", "2026-11-24"),
        ("hours", "八"),
        ("place", "会议室"),
        ("topics", "条例"),
    ];
    let (status, _, page) = office.post(&plan, &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("学时应是数字") && page.contains("会议室"), "{page}");
    form[2].1 = "8";
    let (status, to, _) = office.post(&plan, &form).await;
    let id = to.rsplit('/').next().unwrap();
    let session = format!("/desk/training/sessions/{id}");
    assert_eq!((status, &to), (StatusCode::SEE_OTHER, &session));
    let (_, _, page) = office.get(&plan).await;
    sound(&page);
    assert!(page.contains(&session), "{page}");
    session
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_planned_held_and_certified() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    account(&test, "zhuguan", "主管", AGENCY, vec![Role::OpennessOffice]).await;
    let mut office = Browser::sign_in(&test, "zhuguan").await;
    let token = office.token().await;
    let session = planned(&mut office, &token).await;
    let (_, _, page) = office.get(&session).await;
    sound(&page);
    assert!(page.contains("共 0 人") && !page.contains("确认谁到了场"), "{page}");
    let mut form = vec![("token", token.as_str()), ("people", "qicao\nmeiyou")];
    let id = session.rsplit('/').next().unwrap();
    let enrol = format!("/desk/training/sessions/{id}/enrol");
    let (status, _, page) = office.post(&enrol, &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("第 2 行“meiyou”") && page.contains("qicao\nmeiyou"), "{page}");
    form[1].1 = "qicao\n王小明，某街道办";
    assert_eq!(office.post(&enrol, &form).await.0, StatusCode::SEE_OTHER);
    let (_, _, page) = office.get(&session).await;
    sound(&page);
    assert!(page.contains("王小明（某街道办）") && page.contains("取消这次培训"), "{page}");
    let attendee = between(&page, "name=\"attendee\" value=\"", "\"").to_owned();
    let form = [("token", token.as_str()), ("attendee", attendee.as_str())];
    assert_eq!(office.post(&format!("{session}/confirm"), &form).await.0, StatusCode::SEE_OTHER);
    let (_, _, page) = office.get(&session).await;
    sound(&page);
    assert!(page.contains("证明 130001-PX-2026-1") && !page.contains("取消这次培训"), "{page}");
    let certificate = format!("/desk/training/certificates/{attendee}");
    let (status, _, file) = office.post(&certificate, &[("token", &token), ("format", "pdf")]).await;
    assert!(status == StatusCode::OK && file.starts_with("%PDF"), "{status}");
    let (_, _, page) = office.get("/desk/training/check").await;
    sound(&page);
    let (_, _, page) = office.get("/desk/training/check?number=130001-PX-2026-1&code=AAAAA").await;
    sound(&page);
    assert!(page.contains("没有编号和校验码都对得上的证明") && page.contains("AAAAA"), "{page}");
    let (_, _, page) = office.get("/desk/training/coverage").await;
    sound(&page);
    assert!(page.contains("期限内训过 1 人") && page.contains("36 个月内一遍"), "{page}");
    assert!(office.get("/desk/me").await.2.contains("/desk/training"));

    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let clerk_token = clerk.token().await;
    let (_, _, page) = clerk.get("/desk/training").await;
    sound(&page);
    assert!(
        page.contains("全省培训") && page.contains("起草培训情况") && !page.contains("新建计划"),
        "{page}"
    );
    let (_, _, page) = clerk.get(&session).await;
    sound(&page);
    assert!(page.contains("王**") && !page.contains("王小明") && !page.contains("PDF 证明"), "{page}");
    let form = [("token", clerk_token.as_str()), ("format", "pdf")];
    assert_eq!(clerk.post(&certificate, &form).await.0, StatusCode::FORBIDDEN);
    let mut form = vec![("token", clerk_token.as_str()), ("do", "summary"), ("year", "2025")];
    let (status, _, page) = clerk.post("/desk/training", &form).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("还没有办过培训"), "{page}");
    form[2].1 = "2026";
    let (status, draft, _) = clerk.post("/desk/training", &form).await;
    assert!(status == StatusCode::SEE_OTHER && draft.starts_with("/desk/d/"), "{draft}");
    let (_, _, page) = clerk.get(&draft).await;
    assert!(page.contains("2026年度政务公开培训情况") && !page.contains("王起草 "), "{page}");

    let mut screener = Browser::sign_in(&test, "shencha").await;
    for path in ["/desk/training", "/desk/training/coverage", "/desk/training/check", session.as_str()] {
        assert_eq!(screener.get(path).await.0, StatusCode::FORBIDDEN, "{path}");
    }
    test.finish().await;
}
