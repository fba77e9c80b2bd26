//! Appeals at the desk, as forms that are sent.

use axum::http::StatusCode;
use mingjing_testkit::{AGENCY, Database, OTHER_AGENCY, People, TestHouse};

use crate::browser::{Browser, sound};

fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    page.split(before).nth(1).expect(before).split(after).next().expect(after)
}

/// The version that the forms of a case carry.
async fn version(browser: &mut Browser, case: &str) -> String {
    let (_, _, page) = browser.get(case).await;
    sound(&page);
    between(&page, "name=\"version\" value=\"", "\"").to_owned()
}

/// Notes a call, first without its title; answers the identity of the case.
async fn registered(clerk: &mut Browser, token: &str) -> String {
    let (_, _, page) = clerk.get("/desk/appeals/new").await;
    sound(&page);
    let once = between(&page, "name=\"once\" value=\"", "\"").to_owned();
    let mut call = vec![
        ("token", token),
        ("once", once.as_str()),
        ("way", "phone"),
        ("on", "2026-11-23"),
        ("kind", "help"),
        ("region", "130000"),
        ("title", ""),
        ("text", "山村的水管冻裂了，三十多户人家已经三天没有水用，请尽快派人来修"),
        ("name", "王小明"),
        ("contact", "13812345678"),
        ("consent", "yes"),
    ];
    let (status, _, page) = clerk.post("/desk/appeals/new", &call).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("山村的水管冻裂了") && page.contains("href=\"#title\""), "{page}");
    call[6].1 = "供水";
    let (status, _, page) = clerk.post("/desk/appeals/new", &call).await;
    assert_eq!(status, StatusCode::CREATED, "{page}");
    sound(&page);
    between(&page, "href=\"/desk/appeals/", "\"").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_registered_handled_jointly_answered_and_drafted_for_the_public() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = clerk.token().await;
    let id = registered(&mut clerk, &token).await;
    let case = format!("/desk/appeals/{id}");
    for list in ["/desk/appeals", "/desk/appeals?view=joint", "/desk/appeals?view=closed"] {
        let (_, _, page) = clerk.get(list).await;
        sound(&page);
        assert!(!page.contains("王小明"), "{page}");
    }
    let (_, _, page) = clerk.get(&case).await;
    sound(&page);
    assert!(page.contains("山村的水管冻裂了") && !page.contains("13812345678"), "{page}");
    let (status, _, page) = clerk.post(&format!("/desk/appeals/{id}/writer"), &[("token", &token)]).await;
    assert!(status == StatusCode::OK && page.contains("13812345678"), "{page}");

    let post = async |browser: &mut Browser, token: &str, step: &str, more: &[(&str, &str)]| {
        let version = version(browser, &case).await;
        let mut form = vec![("token", token), ("version", version.as_str())];
        form.extend_from_slice(more);
        browser.post(&format!("/desk/appeals/{id}/{step}"), &form).await
    };
    let (status, _, page) =
        post(&mut clerk, &token, "transfer", &[("to", "没有的单位"), ("text", "理由")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("名册里没有"), "{page}");
    assert_eq!(post(&mut clerk, &token, "accept", &[]).await.0, StatusCode::SEE_OTHER);
    let joined = [("to", OTHER_AGENCY), ("text", "请核实管网")];
    assert_eq!(post(&mut clerk, &token, "join", &joined).await.0, StatusCode::SEE_OTHER);
    let mut partner = Browser::sign_in(&test, "lujia").await;
    let partner_token = partner.token().await;
    let (_, _, page) = partner.get("/desk/appeals?view=joint").await;
    assert!(page.contains(&id), "{page}");
    let part = [("agency", OTHER_AGENCY), ("text", "管网已修好")];
    assert_eq!(post(&mut partner, &partner_token, "contribute", &part).await.0, StatusCode::SEE_OTHER);
    let mut propose = vec![
        ("ending", "resolved"),
        ("text", "已经修好"),
        ("question", "拨打 13812345678 问供水"),
        ("withheld", ""),
    ];
    let (status, _, page) = post(&mut clerk, &token, "propose", &propose).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "a telephone does not become public");
    assert!(page.contains("请改写"), "{page}");
    propose[2].1 = "山村冬季供水管冻裂，请求修复";
    assert_eq!(post(&mut clerk, &token, "propose", &propose).await.0, StatusCode::SEE_OTHER);
    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let approver_token = approver.token().await;
    let (_, _, page) = approver.get(&case).await;
    sound(&page);
    assert!(page.contains("已经修好") && !page.contains("查看提出人信息"), "{page}");
    assert_eq!(post(&mut approver, &approver_token, "approve", &[]).await.0, StatusCode::SEE_OTHER);
    let (status, to, _) = post(&mut clerk, &token, "prepare", &[]).await;
    assert!(status == StatusCode::SEE_OTHER && to.starts_with("/desk/d/"), "{to}");
    let (_, _, draft) = clerk.get(&to).await;
    assert!(draft.contains("山村冬季供水管冻裂") && !draft.contains("王小明"), "{draft}");
    let (_, _, page) = clerk.get("/desk/appeals?view=closed").await;
    sound(&page);
    assert!(page.contains(&id) && page.contains(AGENCY), "{page}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_calls_are_answered_together_and_files_are_put_to_the_answer() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = clerk.token().await;
    let (lead, other) = (registered(&mut clerk, &token).await, registered(&mut clerk, &token).await);
    let case = format!("/desk/appeals/{lead}");
    let files = format!("/desk/appeals/{lead}/files");
    let fields = [("token", token.as_str()), ("part", "answer")];
    let (status, to, page) = clerk.upload(&files, &fields, ("水压记录.txt", "二十")).await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("{case}#files")), "{page}");
    let (status, _, page) = clerk.upload(&files, &fields, ("程序.exe", "MZ\u{0}\u{0}")).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("href=\"#files\""), "{page}");
    sound(&page);
    let (_, _, page) = clerk.get(&case).await;
    sound(&page);
    let file = between(&page, &format!("action=\"{files}/"), "\"").to_owned();
    let take = [("token", token.as_str()), ("do", "take")];
    let (status, _, text) = clerk.post(&format!("/desk/appeals/{lead}/files/{file}"), &take).await;
    assert_eq!((status, text.as_str()), (StatusCode::OK, "二十"));

    let step =
        |version: &str| vec![("token".to_owned(), token.clone()), ("version".to_owned(), version.to_owned())];
    let send = async |clerk: &mut Browser, name: &str, more: &[(&str, &str)]| {
        let mut form = step(&version(clerk, &case).await);
        form.extend(more.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
        let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        clerk.post(&format!("{case}/{name}"), &form).await.0
    };
    assert_eq!(send(&mut clerk, "accept", &[]).await, StatusCode::SEE_OTHER);
    let answer = [("ending", "resolved"), ("text", "已经修好"), ("question", "供水管冻裂"), ("withheld", "")];
    assert_eq!(send(&mut clerk, "propose", &answer).await, StatusCode::SEE_OTHER);
    let (_, _, page) = clerk.get(&case).await;
    sound(&page);
    assert!(page.contains("同样的诉求，一并答复") && page.contains(&format!("also-{other}")), "{page}");
    let (status, _, page) = clerk.post(&format!("/desk/appeals/{lead}/alike"), &[("token", &token)]).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("请先勾选"), "{page}");
    sound(&page);
    let both = [("token", token.as_str()), ("also", other.as_str())];
    let (status, to, _) = clerk.post(&format!("/desk/appeals/{lead}/alike"), &both).await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, case.clone()));
    let (_, _, page) = clerk.get(&format!("/desk/appeals/{other}")).await;
    assert!(page.contains("待审核") && page.contains("已经修好"), "{page}");
    test.finish().await;
}
