//! Cases in hand at the desk: the list, who handles a case, several handed on at once, texts that answers begin with.

use axum::http::StatusCode;
use mingjing_testkit::{AGENCY, Database, OTHER_AGENCY, People, TestHouse, account};

use crate::browser::{Browser, sound};

fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    page.split(before).nth(1).expect(before).split(after).next().expect(after)
}

/// Notes calls at the desk; answers their identities.
async fn calls(clerk: &mut Browser, token: &str, many: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for n in 0..many {
        let (_, _, page) = clerk.get("/desk/appeals/new").await;
        let once = between(&page, "name=\"once\" value=\"", "\"").to_owned();
        let title = format!("第 {n} 件供水");
        let call = [
            ("token", token),
            ("once", once.as_str()),
            ("way", "phone"),
            ("on", "2026-11-24"),
            ("kind", "help"),
            ("region", "130000"),
            ("title", title.as_str()),
            ("text", "山村的水管冻裂了"),
            ("consent", "yes"),
        ];
        let (status, _, page) = clerk.post("/desk/appeals/new", &call).await;
        assert_eq!(status, StatusCode::CREATED, "{page}");
        ids.push(between(&page, "href=\"/desk/appeals/", "\"").to_owned());
    }
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_are_listed_with_words_for_the_clock_and_have_a_handler() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    account(&test, "zhuguan", "主管", AGENCY, vec![mingjing_actions::Role::OpennessOffice]).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = clerk.token().await;
    let (_, _, page) = clerk.get("/desk/cases").await;
    sound(&page);
    assert!(page.contains("没有符合条件的在办案件") && page.contains("今天外出的同事"), "{page}");
    let ids = calls(&mut clerk, &token, 2).await;
    let (_, _, page) = clerk.get("/desk/cases?kind=appeal&when=&mine=").await;
    sound(&page);
    assert!(page.contains("第 0 件供水") && page.contains("个工作日") && page.contains("等您办理"), "{page}");
    assert!(page.contains("本单位在办 2 件") && !page.contains("各单位在办情况"), "{page}");
    assert!(clerk.get("/desk").await.2.contains("看在办案件"));

    let handler = format!("/desk/cases/appeal/{}/handler", ids[0]);
    let named = [("token", token.as_str()), ("officer", people.drafter.id.as_str())];
    let (status, to, _) = clerk.post(&handler, &named).await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("/desk/appeals/{}#handler", ids[0])));
    let (_, _, page) = clerk.get(&format!("/desk/appeals/{}", ids[0])).await;
    sound(&page);
    assert!(page.contains("经办人：王起草") && page.contains("指定经办人"), "{page}");
    let (_, _, page) = clerk.get("/desk/cases?mine=yes").await;
    sound(&page);
    assert!(page.contains("第 0 件供水") && !page.contains("第 1 件供水"), "{page}");

    // Who is away is said with who stands in.
    let lend = [
        ("token", token.as_str()),
        ("deputy", "shencha"),
        ("role", "drafter"),
        ("starts_on", "2026-11-24"),
        ("ends_on", "2026-11-26"),
    ];
    assert_eq!(clerk.post("/desk/me/deputies", &lend).await.0, StatusCode::SEE_OTHER);
    let mut deputy = Browser::sign_in(&test, "shencha").await;
    let (_, _, page) = deputy.get("/desk/cases?mine=yes").await;
    sound(&page);
    assert!(page.contains("王起草外出，由李审查代办") && page.contains("第 0 件供水"), "{page}");
    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let (_, _, page) = approver.get(&format!("/desk/appeals/{}", ids[0])).await;
    assert!(page.contains("由李审查代办") && !page.contains("指定经办人"), "{page}");
    let approver_token = approver.token().await;
    let refused = approver.post(&handler, &[("token", &approver_token), ("officer", "")]).await;
    assert_eq!(refused.0, StatusCode::FORBIDDEN);
    assert_eq!(clerk.get("/desk/cases/overview").await.0, StatusCode::FORBIDDEN);

    let mut office = Browser::sign_in(&test, "zhuguan").await;
    let (_, _, page) = office.get("/desk/cases/overview?order=open").await;
    sound(&page);
    let list = format!("/desk/appeals?agency={AGENCY}");
    assert!(page.contains("1 个单位在办 2 件") && page.contains(&list), "{page}");
    let (_, _, page) = office.get(&list).await;
    sound(&page);
    assert!(page.contains("第 0 件供水") && !page.contains("转办选中的"), "{page}");
    let (_, _, page) = office.get(&format!("/desk/appeals?agency={OTHER_AGENCY}&view=closed")).await;
    sound(&page);
    assert!(page.contains(&format!("view=joint&#38;agency={OTHER_AGENCY}")), "the agency stays: {page}");
    sound(&office.get(&format!("/desk/requests?agency={OTHER_AGENCY}")).await.2);
    let (status, ..) = clerk.get(&format!("/desk/appeals?agency={OTHER_AGENCY}")).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (_, _, page) = office.get("/desk/cases").await;
    sound(&page);
    assert!(page.contains("各单位在办情况"), "{page}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_appeals_are_ticked_looked_at_and_handed_on() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = clerk.token().await;
    let ids = calls(&mut clerk, &token, 3).await;
    let (_, _, page) = clerk.get("/desk/appeals").await;
    sound(&page);
    assert!(page.contains(&format!("value=\"{}:0\"", ids[0])) && page.contains("转办选中的"), "{page}");
    let (first, second) = (format!("{}:0", ids[0]), format!("{}:0", ids[1]));
    let transfer = "/desk/appeals/transfer";
    let (status, _, page) = clerk.post(transfer, &[("token", &token)]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("先勾选"), "{page}");
    let mut form = vec![("token", token.as_str()), ("case", &first), ("case", &second)];
    let (status, _, page) = clerk.post(transfer, &form).await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("第 1 件供水") && page.contains("下一步"), "{page}");
    form.extend([("do", "check"), ("to", "没有的单位"), ("text", "归你们管")]);
    let (status, _, page) = clerk.post(transfer, &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("名册里没有") && page.contains("归你们管"), "{page}");
    form[4].1 = OTHER_AGENCY;
    form[5].1 = "";
    let (status, _, page) = clerk.post(transfer, &form).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("请写明为什么"), "{page}");
    form[5].1 = "归你们管";
    let (status, _, page) = clerk.post(transfer, &form).await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("确认转办") && page.contains("下面 2 件转给"), "{page}");

    // One of them is accepted by a colleague before it is confirmed.
    let accept = format!("/desk/appeals/{}/accept", ids[1]);
    assert_eq!(clerk.post(&accept, &[("token", &token), ("version", "0")]).await.0, StatusCode::SEE_OTHER);
    form[3].1 = "go";
    let (status, _, page) = clerk.post(transfer, &form).await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("转办了 1 件，没有转办 1 件"), "{page}");
    assert!(page.contains(&format!("href=\"/desk/appeals/{}\"", ids[1])), "{page}");
    let mut other = Browser::sign_in(&test, "lujia").await;
    let (_, _, page) = other.get("/desk/appeals").await;
    assert!(page.contains("第 0 件供水") && !page.contains("第 1 件供水"), "{page}");
    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let approver_token = approver.token().await;
    form[0].1 = &approver_token;
    assert_eq!(approver.post(transfer, &form).await.0, StatusCode::FORBIDDEN);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_begins_with_a_text_and_loses_nothing_of_what_was_typed() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = clerk.token().await;
    let id = calls(&mut clerk, &token, 1).await.remove(0);
    let (_, _, page) = clerk.get(&format!("/desk/appeals/{id}")).await;
    assert!(!page.contains("套用"), "nothing to choose from yet");
    let (_, _, page) = clerk.get("/desk/templates").await;
    sound(&page);
    assert!(page.contains("还没有模板"), "{page}");
    let new = "/desk/templates/new?kind=appeal";
    let (_, _, page) = clerk.get(new).await;
    sound(&page);
    assert!(page.contains("{编号}"), "{page}");
    let mut form = vec![("token", token.as_str()), ("title", "已经修好"), ("text", "{姓名}，您好")];
    let (status, _, page) = clerk.post(new, &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("没有“{姓名}”这个占位") && page.contains("已经修好"), "{page}");
    form[2].1 = "{编号}：请拨打 13812345678";
    let (status, _, page) = clerk.post(new, &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("请核对这些内容") && page.contains("looked-at"), "{page}");
    form.push(("looked-at", "yes"));
    let (status, to, _) = clerk.post(new, &form).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/desk/templates"));
    let (_, _, page) = clerk.get("/desk/templates").await;
    let template = between(&page, "<li><a href=\"/desk/templates/", "\"").to_owned();
    let address = format!("/desk/templates/{template}");
    let (_, _, page) = clerk.get(&address).await;
    sound(&page);
    assert!(page.contains("13812345678") && page.contains("删除这个模板"), "{page}");
    let mut change = vec![
        ("token", token.as_str()),
        ("version", "0"),
        ("title", "已经修好"),
        ("text", "{编号}的水管已经修好。"),
    ];
    assert_eq!(clerk.post(&address, &change).await.0, StatusCode::SEE_OTHER);
    let (status, _, page) = clerk.post(&address, &change).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "it was changed in between: {page}");

    let accept = format!("/desk/appeals/{id}/accept");
    assert_eq!(clerk.post(&accept, &[("token", &token), ("version", "0")]).await.0, StatusCode::SEE_OTHER);
    let (_, _, page) = clerk.get(&format!("/desk/appeals/{id}")).await;
    sound(&page);
    let number = between(&page, "<title>求助 ", " ").to_owned();
    assert!(page.contains(&format!("formaction=\"/desk/appeals/{id}/fill\"")), "{page}");
    let typed = [
        ("token", token.as_str()),
        ("version", "1"),
        ("ending", "resolved"),
        ("text", "您好。"),
        ("question", "山村水管冻裂"),
        ("template", template.as_str()),
    ];
    let fill = format!("/desk/appeals/{id}/fill");
    let (status, _, page) = clerk.post(&fill, &typed).await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains(&format!("您好。\n{number}的水管已经修好。")), "{page}");
    assert!(page.contains("山村水管冻裂") && page.contains("已套用模板"), "{page}");
    let mut none = typed.to_vec();
    none[5].1 = "";
    let (status, _, page) = clerk.post(&fill, &none).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("请先选择模板") && page.contains("您好。"), "{page}");

    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let (_, _, page) = approver.get(&address).await;
    sound(&page);
    assert!(!page.contains("删除这个模板"), "{page}");
    assert_eq!(approver.get(new).await.0, StatusCode::FORBIDDEN);
    let mut screener = Browser::sign_in(&test, "shencha").await;
    assert_eq!(screener.get("/desk/templates").await.0, StatusCode::FORBIDDEN);
    change[1].1 = "1";
    change.push(("do", "remove"));
    assert_eq!(clerk.post(&address, &change).await.0, StatusCode::SEE_OTHER);
    assert_eq!(clerk.get(&address).await.0, StatusCode::NOT_FOUND);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_a_request_begins_with_a_text() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let counter = (mingjing_procedures::Channel::Counter, test.house.now().date_naive());
    let new = mingjing_stories::request_to(AGENCY);
    let once = format!("{:032}", 1);
    let id = mingjing_actions::requests::register(&test.house, &people.drafter, new, counter, &once)
        .await
        .unwrap()
        .id;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = clerk.token().await;
    let form = [("token", token.as_str()), ("title", "予以公开"), ("text", "随信寄上。{日期}")];
    assert_eq!(clerk.post("/desk/templates/new?kind=request", &form).await.0, StatusCode::SEE_OTHER);
    let (_, _, page) = clerk.get(&format!("/desk/requests/{id}")).await;
    sound(&page);
    let select = between(&page, "id=\"propose-template\"", "</select>");
    let template = select.split("value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
    let fill = format!("/desk/requests/{id}/fill");
    let form = [
        ("token", token.as_str()),
        ("version", "0"),
        ("text", ""),
        ("names", "某局"),
        ("template", &template),
    ];
    let (status, _, page) = clerk.post(&fill, &form).await;
    assert_eq!(status, StatusCode::OK);
    sound(&page);
    assert!(page.contains("随信寄上。2026年11月24日") && page.contains("某局"), "{page}");
    let handler = format!("/desk/cases/request/{id}/handler");
    let named = [("token", token.as_str()), ("officer", people.drafter.id.as_str())];
    assert_eq!(clerk.post(&handler, &named).await.1, format!("/desk/requests/{id}#handler"));
    assert!(clerk.get(&format!("/desk/requests/{id}")).await.2.contains("经办人：王起草"));
    test.finish().await;
}
