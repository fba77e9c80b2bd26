//! A citizen asks for information on the web, and tracks it.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER};
use axum::http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use mingjing_actions::case_files::{FilePart, FilesOf};
use mingjing_actions::requests::take_step;
use mingjing_procedures::{Event, Outcome};
use mingjing_testkit::{AGENCY, Database, People, TestHouse};
use tower::ServiceExt;

use crate::Web;

pub(crate) async fn post(
    web: &Web,
    path: &str,
    form: &[(&str, &str)],
) -> (StatusCode, Response<Body>, String) {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .expect("a request");
    let (parts, body) = web.0.clone().oneshot(request).await.expect("an answer").into_parts();
    let bytes = body.collect().await.expect("a body").to_bytes();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    (parts.status, Response::from_parts(parts, Body::empty()), text)
}

pub(crate) fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    page.split(before).nth(1).expect(before).split(after).next().expect(after)
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_asks_that_a_record_is_mended_and_shows_why() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    let page = web.text(&format!("/requests/new?agency={AGENCY}&purpose=record"), StatusCode::OK).await;
    assert!(page.contains("value=\"record\" checked"), "{page}");
    let once = between(&page, "name=\"once\" value=\"", "\"").to_owned();
    let mut form = vec![
        ("once", once.as_str()),
        ("agency", AGENCY),
        ("purpose", "record"),
        ("kind", "person"),
        ("name", "王小明"),
        ("identity", "身份证 11010519491231002X"),
        ("contact", "13812345678"),
        ("address", ""),
        ("description", "出生年份写错了"),
        ("evidence", ""),
        ("form", "邮寄纸质件"),
    ];
    let (status, _, page) = post(&web, "/requests/new", &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("id=\"evidence-error\"") && page.contains("value=\"record\" checked"), "{page}");
    form[9].1 = "户口簿复印件";
    let (status, _, receipt) = post(&web, "/requests/new", &form).await;
    assert_eq!(status, StatusCode::CREATED, "{receipt}");
    assert!(receipt.contains("更正政府信息记录申请回执"), "{receipt}");
    let code = between(&receipt, "id=\"receipt-code\">", "<").to_owned();
    let (_, _, page) = post(&web, "/track", &[("code", &code)]).await;
    assert!(page.contains("要求更正的记录") && page.contains("户口簿复印件"), "{page}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_asks_keeps_a_receipt_and_tracks_the_case() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    let choice = web.text("/requests/new?q=%E8%B4%A2%E6%94%BF%E5%8E%85", StatusCode::OK).await;
    assert!(choice.contains("/requests/new?agency="), "{choice}");
    let page = web.text(&format!("/requests/new?agency={AGENCY}"), StatusCode::OK).await;
    let once = between(&page, "name=\"once\" value=\"", "\"").to_owned();
    let mut form = vec![
        ("once", once.as_str()),
        ("agency", AGENCY),
        ("kind", "person"),
        ("name", "王<b>小明"),
        ("identity", ""),
        ("contact", "13812345678"),
        ("address", ""),
        ("description", "城市更新项目清单"),
        ("form", "邮寄纸质件"),
    ];
    let (status, answer, page) = post(&web, "/requests/new", &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.headers()[CACHE_CONTROL], "no-store");
    assert!(page.contains("id=\"identity-error\"") && page.contains("href=\"#identity\""), "{page}");
    for kept in ["城市更新项目清单", "13812345678", "王&#60;b&#62;小明", &once, "<option selected>邮寄纸质件"]
    {
        assert!(page.contains(kept), "{kept} is lost: {page}");
    }
    form[4].1 = "身份证 11010519491231002X";
    let (status, _, receipt) = post(&web, "/requests/new", &form).await;
    assert_eq!(status, StatusCode::CREATED, "{receipt}");
    let code = between(&receipt, "id=\"receipt-code\">", "<").to_owned();
    let (_, _, again) = post(&web, "/requests/new", &form).await;
    assert!(again.contains(&code) && again.contains("没有重复登记"), "{again}");

    let (status, answer, page) = post(&web, "/track", &[("code", &code.to_lowercase())]).await;
    assert_eq!((status, &answer.headers()[CACHE_CONTROL]), (StatusCode::OK, &"no-store".parse().unwrap()));
    assert!(page.contains("待确认收到") && page.contains("城市更新项目清单"), "{page}");
    assert!(
        !page.contains("11010519491231002X"),
        "a code found by somebody else tells no identity at a glance"
    );
    let at = between(&page, "name=\"letter\" value=\"", "\"").to_owned();
    for (format, begins) in [("pdf", "%PDF-"), ("docx", "PK")] {
        let form = [("code", code.as_str()), ("letter", &at), ("format", format)];
        let (status, answer, file) = post(&web, "/track/letter", &form).await;
        assert_eq!(
            (status, &answer.headers()[CACHE_CONTROL]),
            (StatusCode::OK, &"no-store".parse().unwrap())
        );
        assert!(file.starts_with(begins), "{format}");
        let wrong = [("code", "0"), ("letter", &at), ("format", format)];
        assert_eq!(post(&web, "/track/letter", &wrong).await.0, StatusCode::NOT_FOUND);
    }
    for (letter, format) in [("7.answer", "pdf"), ("0.receipt", "exe"), ("x", "pdf")] {
        let form = [("code", code.as_str()), ("letter", letter), ("format", format)];
        assert_eq!(post(&web, "/track/letter", &form).await.0, StatusCode::NOT_FOUND, "{letter} {format}");
    }
    let (status, _, file) = post(&web, "/track/export", &[("code", &code)]).await;
    assert!(status == StatusCode::OK && file.contains("11010519491231002X"), "{file}");
    assert_eq!(post(&web, "/track/export", &[("code", "0")]).await.0, StatusCode::NOT_FOUND);
    assert!(web.text("/track", StatusCode::OK).await.contains("查询码"));
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_not_guessed_and_forms_not_poured_in() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    let mut held_back = None;
    for n in 0..40 {
        let (status, answer, page) = post(&web, "/track", &[("code", &format!("{n:020}"))]).await;
        if status == StatusCode::TOO_MANY_REQUESTS {
            assert!(answer.headers().contains_key(RETRY_AFTER) && page.contains("一分钟后"));
            held_back = Some(n);
            break;
        }
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(page.contains("没有找到这个查询码"));
    }
    assert!(held_back.is_some_and(|n| n >= 10), "{held_back:?}");
    let form =
        [("agency", AGENCY), ("description", "很多很多"), ("once", "0123456789abcdef0123456789abcdef")];
    let mut last = (StatusCode::OK, String::new());
    for _ in 0..40 {
        let (status, _, page) = post(&web, "/requests/new", &form).await;
        last = (status, page);
    }
    assert_eq!(last.0, StatusCode::TOO_MANY_REQUESTS);
    assert!(last.1.contains("很多很多"), "what was typed is kept: {}", last.1);
    let (status, ..) = post(&web, "/requests/new", &[("description", &"长".repeat(100_000))]).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    test.finish().await;
}

/// The form with files, as a browser sends it.
pub(crate) async fn post_with_files(
    (web, path): (&Web, &str),
    form: &[(&str, &str)],
    files: &[(&str, &str)],
) -> (StatusCode, String) {
    let field = |(name, value): &(&str, &str)| {
        format!("--border\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let file = |(name, text): &(&str, &str)| {
        format!(
            "--border\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n{text}\r\n"
        )
    };
    let body = form.iter().map(field).chain(files.iter().map(file)).collect::<String>() + "--border--\r\n";
    let request = Request::post(path)
        .header("content-type", "multipart/form-data; boundary=border")
        .body(Body::from(body))
        .expect("a request");
    let answer = web.0.clone().oneshot(request).await.expect("an answer");
    let status = answer.status();
    let bytes = answer.into_body().collect().await.expect("a body").to_bytes();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn files_stay_when_the_form_fails_and_the_answer_comes_with_its_own() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let web = Web::of(&test);
    let mut form = vec![
        ("once", "0123456789abcdef0123456789abcdef"),
        ("agency", AGENCY),
        ("kind", "person"),
        ("name", ""),
        ("identity", "护照 E1"),
        ("contact", "13812345678"),
        ("description", "城市更新项目清单"),
        ("form", "电子邮件"),
    ];
    let (status, page) =
        post_with_files((&web, "/requests/new"), &form, &[("程序.exe", "MZ\u{0}\u{0}"), ("", "")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("程序.exe") && page.contains("href=\"#files\""), "{page}");
    let (status, page) = post_with_files((&web, "/requests/new"), &form, &[("护照.txt", "护照 E1")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("不要这个：护照.txt") && page.contains("城市更新项目清单"), "{page}");
    form[3].1 = "王小明";
    let (status, page) = post_with_files((&web, "/requests/new"), &form, &[]).await;
    assert_eq!(status, StatusCode::CREATED, "{page}");
    let code = between(&page, "id=\"receipt-code\">", "<").to_owned();
    let (status, page) =
        post_with_files((&web, "/requests/new"), &[("description", &"长".repeat(100_000))], &[]).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{page}");

    let (_, _, page) = post(&web, "/track", &[("code", &code)]).await;
    let own = between(&page, "name=\"file\" value=\"", "\"").to_owned();
    assert!(page.contains("您的材料：护照.txt"), "{page}");
    let (status, answer, text) = post(&web, "/track/file", &[("code", &code), ("file", &own)]).await;
    assert_eq!((status, text.as_str()), (StatusCode::OK, "护照 E1"));
    assert_eq!(answer.headers()[CACHE_CONTROL], "no-store");
    assert_eq!(post(&web, "/track/file", &[("code", "0"), ("file", &own)]).await.0, StatusCode::NOT_FOUND);
    assert_eq!(post(&web, "/track/file", &[("code", &code), ("file", "0")]).await.0, StatusCode::NOT_FOUND);

    answered(&test, &people).await;
    let (_, _, page) = post(&web, "/track", &[("code", &code)]).await;
    assert!(page.contains("答复的文件：清单.txt"), "{page}");
    let (status, _, page) = post(&web, "/track/publicity", &[("code", &code), ("text", " ")]).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("href=\"#wish\""), "{page}");
    let (status, _, page) =
        post(&web, "/track/publicity", &[("code", &code), ("text", "事关饮水安全")]).await;
    assert!(status == StatusCode::OK && page.contains("待答复主动公开的建议"), "{page}");
    let (status, ..) = post(&web, "/track/publicity", &[("code", "0"), ("text", "事关饮水安全")]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    test.finish().await;
}

/// The only request is granted, with a file.
async fn answered(test: &TestHouse, people: &People) {
    let (house, on) = (&test.house, test.house.now().date_naive());
    let open = mingjing_actions::requests::list(house, &people.drafter, true, (1, 0)).await.expect("a list");
    let id = open.lines[0].row.id.clone();
    take_step(house, &people.drafter, &id, 0, Event::Confirmed { on }).await.expect("confirmed");
    let file = ("清单.txt".to_owned(), "二〇二五年清单".into());
    FilesOf::Request.add(house, &people.drafter, (&id, FilePart::Answer), file).await.expect("a file");
    let proposed = Event::Proposed {
        on,
        outcome: Outcome::Granted,
        text: "见附件。".into(),
        names: String::new(),
        public_interest: String::new(),
        by: String::new(),
    };
    take_step(house, &people.drafter, &id, 1, proposed).await.expect("proposed");
    let approved = Event::Approved { on, by: String::new() };
    take_step(house, &people.approver, &id, 2, approved).await.expect("approved");
}
