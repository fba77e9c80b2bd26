//! What comes after publication, from outside: an urgent release and its review, mended typing, readers' reports.

use axum::http::StatusCode;
use mingjing_actions::reports::{Report, send_report};
use mingjing_testkit::{Database, People, TestHouse};

use crate::browser::{Browser, sound};

/// An emergency's first report, handed in by the drafter; answers its identity.
async fn emergency(test: &TestHouse) -> String {
    let mut clerk = Browser::sign_in(test, "qicao").await;
    let token = clerk.token().await;
    let (_, to, _) = clerk.post("/desk/new", &[("token", &token), ("item", "emergency-response")]).await;
    let form = [
        ("token", token.as_str()),
        ("version", "0"),
        ("title", "某河漫堤险情"),
        ("event_kind", "自然灾害"),
        ("grade", "较大"),
        ("happened_on", "2026-11-24"),
        ("place", "某河段"),
        ("issued_on", "2026-11-24"),
        ("stage", "初报"),
        ("measures", "已转移群众,联系电话 13812345678。"),
    ];
    let (status, at, page) = clerk.post(&format!("{to}/submit"), &form).await;
    assert_eq!((status, at.as_str()), (StatusCode::SEE_OTHER, "/desk"), "{page}");
    to.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_approver_releases_and_another_reviews() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let id = emergency(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let (_, _, page) = clerk.get(&format!("/desk/d/{id}")).await;
    assert!(!page.contains("紧急发布"), "not who drafted it");
    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let token = approver.token().await;
    let (_, _, page) = approver.get(&format!("/desk/d/{id}")).await;
    sound(&page);
    assert!(page.contains("突发事件应对法") && page.contains("24 小时内复核"), "{page}");
    let finding = page.split("name=\"decision-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let decision = format!("decision-{finding}");
    let urgent = format!("/desk/d/{id}/urgent");
    let form = [("token", token.as_str()), ("version", "2"), (decision.as_str(), "redact")];
    let (status, _, page) = approver.post(&urgent, &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("为什么不能等，理由会一并公开") || page.contains("理由会一并公开"), "{page}");
    let form = [form[0], form[1], form[2], ("urgent-reason", "洪水漫堤")];
    let (status, to, page) = approver.post(&urgent, &form).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/desk"), "{page}");
    test.settle().await;

    let (_, _, page) = approver.get("/desk/urgent").await;
    sound(&page);
    assert!(page.contains("某河漫堤险情") && page.contains("另一位批准人复核"), "{page}");
    test.advance(chrono::TimeDelta::hours(26));
    let mut second = Browser::sign_in(&test, "fuhe").await;
    let token = second.token().await;
    let (_, _, page) = second.get("/desk").await;
    sound(&page);
    assert!(page.contains("紧急发布，待复核（1）") && page.contains("已超期 2 小时"), "{page}");
    let (_, _, page) = second.get("/desk/urgent").await;
    let leaf = page.split("id=\"u-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let review = format!("/desk/urgent/{leaf}/review");
    let (status, _, page) = second.post(&review, &[("token", &token), ("verdict", "upheld")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    let (status, _, page) =
        second.post(&review, &[("token", &token), ("verdict", "withdrawn"), ("reason", "不实")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("value=\"不实\""), "what was typed comes back: {page}");
    let form = [("token", token.as_str()), ("verdict", "upheld"), ("opinion", "属实")];
    let (status, to, _) = second.post(&review, &form).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/desk/urgent"));
    let (_, _, page) = second.get("/desk/urgent").await;
    assert!(page.contains("没有等待复核的紧急发布"), "{page}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_are_listed_and_answered() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let id = crate::amendments::publish(&test, "请到窗口办里。").await;
    let report = Report { disclosure: &id, said: "“办里”应为“办理”", contact: "13812345678" };
    send_report(&test.house, &report).await.unwrap();
    let mut screener = Browser::sign_in(&test, "shencha").await;
    let (status, _, _) = screener.get("/desk/reports").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = clerk.token().await;
    let (_, _, page) = clerk.get("/desk").await;
    assert!(page.contains("读者报告的错误（1）"), "{page}");
    let (_, _, page) = clerk.get("/desk/reports").await;
    sound(&page);
    assert!(page.contains("“办里”应为“办理”") && !page.contains("13812345678"), "{page}");
    let one = page.split("id=\"r-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (_, _, page) = clerk.post(&format!("/desk/reports/{one}/contact"), &[("token", &token)]).await;
    sound(&page);
    assert!(page.contains("13812345678"), "{page}");

    let correct = format!("/desk/d/{id}/correct");
    let (status, to, _) = clerk.post(&correct, &[("token", &token), ("reason", "更正错别字")]).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, format!("/desk/d/{id}").as_str()));
    let (_, _, page) = clerk.get(&to).await;
    sound(&page);
    assert!(page.contains("这是文字更正"), "{page}");
    let mended = [
        ("token", token.as_str()),
        ("version", "0"),
        ("title", "办理时限公告"),
        ("kind", "公告"),
        ("issued_on", "2026-11-20"),
        ("body", "请到窗口办理，时限改为 15 天。"),
    ];
    let (status, _, page) = clerk.post(&format!("/desk/d/{id}/submit"), &mended).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("这不只是改错别字") && page.contains("改用“更新”"), "{page}");

    let answer = format!("/desk/reports/{one}/answer");
    let form = [("token", token.as_str()), ("answer", "谢谢，正在改")];
    let (status, _, page) = clerk.post(&answer, &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("谢谢，正在改"), "what was typed comes back: {page}");
    let (status, to, _) = clerk.post(&answer, &[form[0], form[1], ("outcome", "none")]).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/desk/reports"));
    let (_, _, page) = clerk.get("/desk/reports?view=answered").await;
    sound(&page);
    assert!(page.contains("没有改动") && page.contains("谢谢，正在改"), "{page}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_ticked_proposed_and_confirmed() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let first = crate::amendments::publish(&test, "正文。").await;
    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let token = approver.token().await;
    let (_, _, page) = approver.get("/desk/published").await;
    sound(&page);
    assert!(page.contains(&format!("name=\"named\" value=\"{first}\" form=\"withdraw-many\"")), "{page}");
    let list = "/desk/bulk-withdrawals";
    let (_, _, page) = approver.get(list).await;
    sound(&page);
    let form = [("token", token.as_str()), ("article", "条例第十五条"), ("reason", "第三方商业秘密")];
    let (status, _, page) = approver.upload(list, &form, ("列表.csv", "索引号\n130001/2026-09999\n")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("没有一条可以撤回") && page.contains("第三方商业秘密"), "{page}");
    let file = "索引号,标题\n130001/2026-00001,甲\n130001/2026-00001,甲\n130001/2026-09999,乙\n";
    let (status, to, page) = approver.upload(list, &form, ("列表.csv", file)).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let id = to.rsplit('/').next().unwrap().to_owned();
    let confirm = format!("/desk/bulk-withdrawals/{id}/confirm");
    assert_eq!(to, format!("/desk/bulk-withdrawals/{id}"));
    let (_, _, page) = approver.get(&to).await;
    sound(&page);
    assert!(page.contains("批量撤回 1 条") && page.contains("2 行") && page.contains("等待确认"), "{page}");
    let one = [("token", token.as_str()), ("version", "0")];
    let (status, _, page) = approver.post(&confirm, &one).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    assert!(!approver.get("/desk").await.2.contains("批量撤回（1）"), "who proposed it does not confirm it");
    let mut second = Browser::sign_in(&test, "fuhe").await;
    let token = second.token().await;
    assert!(second.get("/desk").await.2.contains("批量撤回（1）等您确认"));
    let (_, _, page) = second.get(&to).await;
    sound(&page);
    assert!(page.contains("确认撤回 1 条"), "{page}");
    let (status, at, _) = second.post(&confirm, &[("token", &token), ("version", "0")]).await;
    assert_eq!((status, &at), (StatusCode::SEE_OTHER, &to));
    let (_, _, page) = second.get(&to).await;
    sound(&page);
    assert!(page.contains("停下"), "{page}");
    mingjing_actions::bulk::run_next_withdrawals(&test.house).await.unwrap();
    test.settle().await;
    let (_, _, page) = second.get(&to).await;
    sound(&page);
    assert!(page.contains("已完成") && page.contains("已撤回"), "{page}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_up_is_begun_from_the_list() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let id = crate::amendments::publish(&test, "正文。").await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = clerk.token().await;
    let (_, _, page) = clerk.get("/desk/published").await;
    sound(&page);
    let kind = page.split("<option value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let follow = format!("/desk/d/{id}/follow-up");
    let (status, _, page) = clerk.post(&follow, &[("token", &token), ("as", "notice/title")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    let (status, to, _) = clerk.post(&follow, &[("token", &token), ("as", &kind)]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, _, page) = clerk.get(&to).await;
    sound(&page);
    assert!(page.contains("130001/2026-00001"), "the reference is filled in: {page}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn regions_of_the_text_are_offered() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = clerk.token().await;
    let (_, to, _) = clerk.post("/desk/new", &[("token", &token), ("item", "emergency-warning")]).await;
    let form = [("token", token.as_str()), ("version", "0"), ("title", "石家庄市暴雨预警")];
    clerk.post(&format!("{to}/save"), &form).await;
    let (_, _, page) = clerk.get(&to).await;
    sound(&page);
    assert!(page.contains("data-refer=\"region\" data-index=\"130100\""), "{page}");
    test.finish().await;
}
