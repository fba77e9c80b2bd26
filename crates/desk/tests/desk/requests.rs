//! Requests for information at the desk, as forms that are sent.

use axum::http::StatusCode;
use mingjing_testkit::{Database, People, TestHouse};

use crate::browser::{Browser, sound};

fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    page.split(before).nth(1).expect(before).split(after).next().expect(after)
}

async fn page_of(browser: &mut Browser, path: &str) -> String {
    browser.get(path).await.2
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_registered_handled_and_answered() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = clerk.token().await;
    let (_, _, page) = clerk.get("/desk/requests/new").await;
    sound(&page);
    let once = between(&page, "name=\"once\" value=\"", "\"").to_owned();
    let mut letter = vec![
        ("token", token.as_str()),
        ("once", once.as_str()),
        ("channel", "signed_post"),
        ("on", "2026-11-23"),
        ("kind", "company"),
        ("name", ""),
        ("identity", "统一社会信用代码 91130000000000000X"),
        ("contact", "0311-12345"),
        ("description", "道路改造合同"),
        ("form", "邮寄"),
    ];
    let (status, _, page) = clerk.post("/desk/requests/new", &letter).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("道路改造合同") && page.contains("href=\"#name\""), "{page}");
    letter[5].1 = "恒泰公司";
    let (status, _, page) = clerk.post("/desk/requests/new", &letter).await;
    assert_eq!(status, StatusCode::CREATED, "{page}");
    sound(&page);
    let id = between(&page, "href=\"/desk/requests/", "\"").to_owned();
    let case = format!("/desk/requests/{id}");

    let (_, _, page) = clerk.get("/desk/requests").await;
    sound(&page);
    assert!(page.contains("恒***") || page.contains("恒**"), "masked: {page}");
    assert!(!page.contains("恒泰公司") && page.contains("个工作日"), "{page}");
    let (_, _, page) = clerk.get(&case).await;
    sound(&page);
    assert!(page.contains("道路改造合同") && !page.contains("恒泰公司"), "{page}");
    let (status, _, page) = clerk.post(&format!("/desk/requests/{id}/applicant"), &[("token", &token)]).await;
    assert!(status == StatusCode::OK && page.contains("恒泰公司"), "{page}");

    let at = between(&page_of(&mut clerk, &case).await, "name=\"letter\" value=\"", "\"").to_owned();
    let take = [("token", token.as_str()), ("letter", &at), ("format", "docx")];
    let (status, _, file) = clerk.post(&format!("/desk/requests/{id}/letter"), &take).await;
    assert!(status == StatusCode::OK && file.starts_with("PK"), "{status}");
    let wrong = [("token", token.as_str()), ("letter", "9.answer"), ("format", "pdf")];
    let (status, ..) = clerk.post(&format!("/desk/requests/{id}/letter"), &wrong).await;
    assert_eq!(status, StatusCode::NOT_FOUND);

    let version = [("token", token.as_str()), ("version", "0")];
    let propose = |outcome: &'static str, text: &'static str| {
        let mut form = version.to_vec();
        form.extend([("outcome", outcome), ("text", text)]);
        form
    };
    let (status, _, page) =
        clerk.post(&format!("/desk/requests/{id}/propose"), &propose("third_party", "不宜公开")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("第三十二条") && page.contains("不宜公开"), "{page}");
    let (status, to, _) =
        clerk.post(&format!("/desk/requests/{id}/propose"), &propose("granted", "随信寄上")).await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, case.clone()));
    let (status, _, page) =
        clerk.post(&format!("/desk/requests/{id}/propose"), &propose("granted", "又一次")).await;
    assert_eq!(status, StatusCode::CONFLICT, "{page}");
    sound(&page);

    let mut approver = Browser::sign_in(&test, "pizhun").await;
    let token = approver.token().await;
    let (_, _, page) = approver.get(&case).await;
    sound(&page);
    assert!(page.contains("随信寄上") && !page.contains("查看申请人信息"), "{page}");
    let form = [("token", token.as_str()), ("version", "1")];
    let (status, ..) = approver.post(&format!("/desk/requests/{id}/approve"), &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, _, page) = approver.get("/desk/requests?view=closed").await;
    sound(&page);
    assert!(page.contains(&id), "{page}");

    let mut stranger = Browser::sign_in(&test, "lujia").await;
    assert_eq!(stranger.get(&case).await.0, StatusCode::FORBIDDEN);
    test.finish().await;
}

/// A request that was handed in, with what its page says.
async fn handed_in(clerk: &mut Browser, token: &str) -> String {
    let (_, _, page) = clerk.get("/desk/requests/new").await;
    let once = between(&page, "name=\"once\" value=\"", "\"").to_owned();
    let letter = [
        ("token", token),
        ("once", &once),
        ("channel", "counter"),
        ("on", "2026-11-24"),
        ("kind", "person"),
        ("name", "王小明"),
        ("identity", "护照 E1"),
        ("contact", "0311-12345"),
        ("description", "某文件"),
        ("form", "当面领取"),
    ];
    let (status, _, page) = clerk.post("/desk/requests/new", &letter).await;
    assert_eq!(status, StatusCode::CREATED, "{page}");
    between(&page, "href=\"/desk/requests/", "\"").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_put_to_an_answer_and_taken_out() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = clerk.token().await;
    let id = handed_in(&mut clerk, &token).await;
    let files = format!("/desk/requests/{id}/files");
    let with = |token: &'static str| [("token", token)];
    let (status, ..) = clerk.upload(&files, &with("forged"), ("清单.txt", "清单")).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let fields = [("token", token.as_str())];
    let (status, _, page) = clerk.upload(&files, &fields, ("程序.exe", "MZ\u{0}\u{0}")).await;
    assert!(
        status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("href=\"#files\""),
        "{status} {page}"
    );
    sound(&page);
    let (status, to, page) = clerk.upload(&files, &fields, ("清单.txt", "二〇二五年清单")).await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("/desk/requests/{id}#files")), "{page}");
    let page = page_of(&mut clerk, &format!("/desk/requests/{id}")).await;
    sound(&page);
    let file = between(&page, &format!("action=\"{files}/"), "\"").to_owned();
    assert!(page.contains("清单.txt"), "{page}");
    let take = [("token", token.as_str()), ("do", "take")];
    let (status, _, text) = clerk.post(&format!("/desk/requests/{id}/files/{file}"), &take).await;
    assert_eq!((status, text.as_str()), (StatusCode::OK, "二〇二五年清单"));
    let remove = [("token", token.as_str()), ("do", "remove")];
    assert_eq!(clerk.post(&format!("{files}/{file}"), &remove).await.0, StatusCode::SEE_OTHER);
    assert_eq!(clerk.post(&format!("{files}/{file}"), &take).await.0, StatusCode::NOT_FOUND);
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fee_is_asked_for_paid_and_told() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = clerk.token().await;
    let id = handed_in(&mut clerk, &token).await;
    let case = format!("/desk/requests/{id}");
    let step = |version: &'static str| vec![("token", token.as_str()), ("version", version)];
    let charge = |basis: &'static str, pages: &'static str| {
        let mut form = step("0");
        form.extend([("basis", basis), ("pages", pages), ("text", "到服务窗口缴纳")]);
        form
    };
    let (status, _, page) = clerk.post(&format!("{case}/charge"), &charge("cases", "")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("不收费") && page.contains("到服务窗口缴纳"), "{page}");
    sound(&page);
    let (status, _, page) = clerk.post(&format!("{case}/charge"), &charge("pages", "101")).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let page = page_of(&mut clerk, &case).await;
    sound(&page);
    assert!(page.contains("应缴纳 720 元") && page.contains("收费通知送达申请人"), "{page}");
    let mut told = step("1");
    told.push(("on", "2026-11-24"));
    assert_eq!(clerk.post(&format!("{case}/fee-told"), &told).await.0, StatusCode::SEE_OTHER);
    let (_, _, list) = clerk.get("/desk/requests").await;
    assert!(list.contains("待缴费"), "{list}");
    let mut paid = step("2");
    paid.push(("on", "2026-11-24"));
    assert_eq!(clerk.post(&format!("{case}/fee-paid"), &paid).await.0, StatusCode::SEE_OTHER);
    assert!(page_of(&mut clerk, &case).await.contains("拟答复"));
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_mended_with_answers_of_its_own() {
    let test = TestHouse::new(Database::sqlite()).await;
    People::join(&test).await;
    let mut clerk = Browser::sign_in(&test, "qicao").await;
    let token = clerk.token().await;
    let (_, _, page) = clerk.get("/desk/requests/new").await;
    let once = between(&page, "name=\"once\" value=\"", "\"").to_owned();
    let letter = [
        ("token", token.as_str()),
        ("once", once.as_str()),
        ("channel", "counter"),
        ("on", "2026-11-23"),
        ("purpose", "record"),
        ("kind", "person"),
        ("name", "王小明"),
        ("identity", "身份证 11010519491231002X"),
        ("contact", "0311-12345"),
        ("description", "出生年份写错了"),
        ("evidence", "户口簿复印件"),
        ("form", "邮寄"),
    ];
    let (status, _, page) = clerk.post("/desk/requests/new", &letter).await;
    assert_eq!(status, StatusCode::CREATED, "{page}");
    let case = format!("/desk/requests/{}", between(&page, "href=\"/desk/requests/", "\""));
    let (_, _, page) = clerk.get("/desk/requests").await;
    assert!(page.contains("更正记录：出生年份写错了") && page.contains("条例第四十一条"), "{page}");
    let (_, _, page) = clerk.get(&case).await;
    sound(&page);
    assert!(page.contains("户口簿复印件") && page.contains("value=\"record_upheld\""), "{page}");
    for not_here in ["value=\"granted\"", "/consult\"", "/charge\"", "/ask-extension\"", "/ask-reason\""] {
        assert!(!page.contains(not_here), "{not_here}: {page}");
    }
    let answer = [
        ("token", token.as_str()),
        ("version", "0"),
        ("outcome", "record_forwarded"),
        ("text", "已经转送。"),
        ("names", ""),
    ];
    let (status, _, page) = clerk.post(&format!("{case}/propose"), &answer).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    sound(&page);
    assert!(page.contains("请写明有权更正的机关") && page.contains("已经转送。"), "{page}");
    test.finish().await;
}
