//! What screeners and approvers see and press.

use axum::http::StatusCode;
use mingjing_testkit::{Database, People, TestHouse};

use crate::browser::{Browser, sound};
use crate::editor::begun;

/// A notice of the clerk with this text, handed in at version `version`.
async fn hand_in(clerk: &mut Browser, token: &str, id: &str, (version, body): (&str, &str)) {
    let form = [
        ("token", token),
        ("version", version),
        ("title", "停水通知"),
        ("kind", "通知"),
        ("issued_on", "2026-11-24"),
        ("body", body),
    ];
    let (status, _, page) = clerk.post(&format!("/desk/d/{id}/submit"), &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn findings_are_marked_where_they_stand_and_redacted_with_one_press() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let (mut clerk, token, id) = begun(&test).await;
    let draft = format!("/desk/d/{id}");
    hand_in(
        &mut clerk,
        &token,
        &id,
        ("0", "# 停水\n\n电话 **13812345678**，<b>。\n\n证号 11010519491231002X。"),
    )
    .await;
    let mut screener = Browser::sign_in(&test, "shencha").await;
    let token = screener.token().await;
    let (_, _, page) = screener.get(&draft).await;
    sound(&page);
    assert!(
        page.contains("<strong><mark class=\"found\">13812345678<a class=\"found-no\" href=\"#finding-"),
        "{page}"
    );
    assert!(
        page.contains("11010519491231002X<a") && page.contains("应当遮盖") && !page.contains("<b>"),
        "{page}"
    );
    assert!(page.contains("data-key=\"r\"") && page.contains("name=\"all\" value=\"redact\""));
    let form = [("token", token.as_str()), ("version", "2"), ("all", "redact")];
    let (status, _, page) = screener.post(&format!("{draft}/screen"), &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");

    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let token = approver.token().await;
    let (_, _, page) = approver.get(&draft).await;
    sound(&page);
    for words in ["手机号码 1 处", "身份证号码 1 处", "李审查，", "还剩 20 个工作日", "任何人不得提前透露"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let form = [("token", token.as_str()), ("version", "3"), ("reason", "请写明地点")];
    approver.post(&format!("{draft}/return"), &form).await;
    let token = clerk.token().await;
    hand_in(&mut clerk, &token, &id, ("4", "北街停水，电话 13912345678。")).await;
    let (_, _, page) = screener.get(&draft).await;
    assert!(page.contains("上一次的决定：遮盖（李审查") && page.contains("以前的审查决定（2）"), "{page}");
    let token = screener.token().await;
    screener
        .post(&format!("{draft}/screen"), &[("token", &token), ("version", "6"), ("all", "redact")])
        .await;
    let (_, _, page) = approver.get(&draft).await;
    sound(&page);
    assert!(page.contains("看过以后改了什么") && page.contains("〔增〕</span>北街"), "{page}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_opinion_is_asked_and_given_at_the_desk() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let other = mingjing_actions::NewAccount {
        username: "erci".into(),
        name: "钱复核".into(),
        agency: mingjing_testkit::AGENCY.into(),
        roles: vec![mingjing_actions::Role::Screener],
        password: mingjing_testkit::PASSWORD.into(),
    };
    mingjing_actions::add_account(&test.house, other).await.unwrap();
    let (mut clerk, token, id) = begun(&test).await;
    let draft = format!("/desk/d/{id}");
    hand_in(&mut clerk, &token, &id, ("0", "正文。")).await;
    let mut screener = Browser::sign_in(&test, "shencha").await;
    let token = screener.token().await;
    let form = [("token", token.as_str()), ("version", "2"), ("question", "")];
    let (status, _, page) = screener.post(&format!("/desk/d/{id}/consult"), &form).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("哪里不能确定"), "{page}");
    let form = [("token", token.as_str()), ("version", "2"), ("question", "第二段是否涉密")];
    assert_eq!(screener.post(&format!("/desk/d/{id}/consult"), &form).await.0, StatusCode::SEE_OTHER);
    let (_, _, page) = screener.get(&draft).await;
    assert!(page.contains("正在等第二意见：第二段是否涉密") && !page.contains("答复第二意见</h2>"), "{page}");

    let mut second = Browser::sign_in(&test, "erci").await;
    let token = second.token().await;
    let (_, _, page) = second.get(&draft).await;
    sound(&page);
    assert!(page.contains("<h2 id=\"opinion\">答复第二意见</h2>"), "{page}");
    let path = format!("/desk/d/{id}/opinion");
    let (status, _, page) = second.post(&path, &[("token", token.as_str()), ("reason", "已核对")]).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains(">已核对</textarea>"), "{page}");
    let form = [("token", token.as_str()), ("reason", "已核对"), ("open", "yes")];
    assert_eq!(second.post(&path, &form).await.0, StatusCode::SEE_OTHER);
    let (_, _, page) = screener.get(&draft).await;
    assert!(
        page.contains("<strong>可以公开</strong>：已核对（钱复核）") && page.contains("审查通过，转批准"),
        "{page}"
    );
    assert!(page.contains(">请求第二意见</td>") && page.contains(">答复第二意见</td>"), "{page}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ticked_records_are_approved_together() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let house = &test.house;
    let id = mingjing_actions::start_draft(house, &people.drafter, "licence", mingjing_testkit::AGENCY)
        .await
        .unwrap();
    let values = serde_json::json!({
        "decision_no": "冀审许〔2026〕1号", "licensee": "石家庄恒泰建材有限公司", "licence_type": "普通", "content": "准予经营",
        "decided_on": "2026-11-02", "status": "有效",
    });
    let values = values.as_object().unwrap().clone();
    let edit = mingjing_actions::Edit { values, body: None, remove: Vec::new() };
    mingjing_actions::save_draft(house, &people.drafter, &id, 0, edit).await.unwrap();
    mingjing_actions::submit_draft(house, &people.drafter, &id, 1).await.unwrap();
    mingjing_actions::pass_screening(house, &people.screener, &id, 2, &Default::default()).await.unwrap();
    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let token = approver.token().await;
    let (_, _, page) = approver.get("/desk").await;
    sound(&page);
    assert!(
        page.contains(&format!("name=\"draft\" value=\"{id}:3\"")) && page.contains("批准选中的"),
        "{page}"
    );
    let (status, _, page) = approver.post("/desk/approve", &[("token", &token)]).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("没有选中稿件"), "{page}");
    let stale = format!("{id}:2");
    let (status, _, page) =
        approver.post("/desk/approve", &[("token", token.as_str()), ("draft", &stale)]).await;
    assert!(
        status == StatusCode::UNPROCESSABLE_ENTITY && page.contains(&format!("href=\"/desk/d/{id}\"")),
        "{page}"
    );
    let ticked = format!("{id}:3");
    let (status, ..) = approver.post("/desk/approve", &[("token", token.as_str()), ("draft", &ticked)]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    test.settle().await;
    assert!(mingjing_actions::reading::disclosure(house, &id).await.unwrap().is_some());
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_decided_is_there_again_after_a_return() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let (mut clerk, token, id) = begun(&test).await;
    let draft = format!("/desk/d/{id}");
    let body = "电话13812345678。\n\n再打13812345678，证号 11010519491231002X。";
    hand_in(&mut clerk, &token, &id, ("0", body)).await;
    let mut screener = Browser::sign_in(&test, "shencha").await;
    let token = screener.token().await;
    let (_, _, page) = screener.get(&draft).await;
    sound(&page);
    assert!(page.contains("与第 1 处相同，照第 1 处的决定办理"), "{page}");
    let names: Vec<String> =
        page.split("name=\"decision-").skip(1).map(|rest| rest[..16].to_owned()).collect();
    let (phone, number) = (names[0].clone(), names.iter().find(|n| **n != names[0]).unwrap().clone());
    let (phone, number) = (format!("decision-{phone}"), format!("decision-{number}"));
    let later = [
        ("token", token.as_str()),
        ("version", "2"),
        (&phone, "redact"),
        (&number, "keep"),
        ("later", "yes"),
    ];
    let (status, to, page) = screener.post(&format!("{draft}/screen"), &later).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/desk"), "{page}");
    let checked = |page: &str, name: &str, value: &str| {
        let input = page.split(&format!("name=\"{name}\" value=\"{value}\"")).nth(1).unwrap();
        input.split('>').next().unwrap().contains("checked")
    };
    let stay = [("token", token.as_str()), ("version", "2"), (&phone, "redact"), ("later", "stay")];
    let (status, to, _) = screener.post(&format!("{draft}/screen"), &stay).await;
    assert_eq!((status, &to), (StatusCode::SEE_OTHER, &draft), "Enter keeps, and stays");
    let groundless = [("token", token.as_str()), ("version", "2"), (&phone, "redact"), (&number, "keep")];
    let (status, _, page) = screener.post(&format!("{draft}/screen"), &groundless).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("第 3 处“身份证号码”选择了保留") && page.contains("请写明保留的依据</p>"),
        "{page}"
    );
    let (_, _, page) = screener.get(&draft).await;
    assert!(checked(&page, &phone, "redact"), "kept for later: {page}");
    assert!(!checked(&page, &number, "keep"), "to keep something needs its ground");

    let reason = ("reason", "请写明地点");
    let back = [("token", token.as_str()), ("version", "2"), (&phone, "redact"), (&number, "refuse"), reason];
    let (status, _, page) = screener.post(&format!("{draft}/return"), &back).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let token = clerk.token().await;
    hand_in(&mut clerk, &token, &id, ("3", &body.replace("电话", "北街停水，电话"))).await;
    let (_, _, page) = screener.get(&draft).await;
    assert!(checked(&page, &phone, "redact") && checked(&page, &number, "refuse"), "{page}");

    let token = screener.token().await;
    let pass = [("token", token.as_str()), ("version", "5"), (&phone, "redact"), ("all", "redact")];
    let (status, _, page) = screener.post(&format!("{draft}/screen"), &pass).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let (_, _, page) = approver.get(&draft).await;
    assert!(
        !page.contains("13812345678") && page.contains("手机号码 2 处"),
        "one decision for equal findings: {page}"
    );
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_text_of_a_file_is_read_on_the_page() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let (mut clerk, token, id) = begun(&test).await;
    let draft = format!("/desk/d/{id}");
    let file = "领取名单\n王某 电话13812345678 已领取\n";
    clerk.attach(&format!("{draft}/attach"), &token, "0", ("名单.txt", file)).await;
    hand_in(&mut clerk, &token, &id, ("1", "见附件。")).await;
    let mut screener = Browser::sign_in(&test, "shencha").await;
    let (_, _, page) = screener.get(&draft).await;
    sound(&page);
    assert!(page.contains("看文件里的文字") && page.contains("领取名单"), "{page}");
    assert!(page.contains("王某 电话<mark>13812345678</mark> 已领取"), "with what stands around it: {page}");
    assert!(page.contains("附件 名单.txt，第 2 行第 6 字"), "{page}");
    test.finish().await;
}
