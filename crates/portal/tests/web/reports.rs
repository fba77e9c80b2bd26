//! Readers report errors, without a script and without an account.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use mingjing_actions::reports::{answer_report, reports_to};
use mingjing_testkit::{Database, People, TestHouse};
use tower::ServiceExt;

use crate::{Web, publish};

async fn post(web: &Web, path: &str, form: &[(&str, &str)], site: &str) -> (StatusCode, String) {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", site)
        .body(Body::from(body))
        .expect("a request");
    let response = web.0.clone().oneshot(request).await.expect("an answer");
    assert!(
        response.status() != StatusCode::OK || response.headers()[header::CACHE_CONTROL] == "no-store",
        "{path}"
    );
    let status = response.status();
    let bytes = response.into_body().collect().await.expect("a body").to_bytes();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_taken_and_its_answer_found() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let web = Web::of(&test);
    let id = publish(&test, &people, "关于办理时限的公告").await;
    let page = web.text(&format!("/d/{id}"), StatusCode::OK).await;
    assert!(
        page.contains("报告这页的错误") && page.contains(&format!("action=\"/d/{id}/report\"")),
        "{page}"
    );
    let report = format!("/d/{id}/report");
    assert!(web.text(&report, StatusCode::OK).await.contains("哪里有错"));
    web.text("/d/00000000000000000000000000000000/report", StatusCode::NOT_FOUND).await;

    let (status, page) = post(&web, &report, &[("said", " "), ("contact", "a@b.cn")], "same-origin").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("a@b.cn") && page.contains("error-summary"), "what was typed comes back: {page}");
    let said = [("said", "“20个”应为“15个”"), ("contact", "")];
    let (status, _) = post(&web, &report, &said, "cross-site").await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "a form on another site");
    let (status, _) =
        post(&web, &report, &[said[0], ("website", "http://spam.example")], "same-origin").await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "a field that no person sees");
    let (status, page) = post(&web, &report, &said, "same-origin").await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let code = page.split("id=\"receipt-code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();

    assert!(web.text("/reports", StatusCode::OK).await.contains("回执码"));
    let (status, page) = post(&web, "/reports", &[("code", "AAAAA-AAAAA-AAAAA-AAAAA")], "same-origin").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!page.contains("办理时限"), "a wrong code is told nothing");
    let (_, page) = post(&web, "/reports", &[("code", &code)], "same-origin").await;
    assert!(page.contains("还没有答复") && page.contains("关于办理时限的公告"), "{page}");
    let waiting = reports_to(&test.house, &people.drafter, (true, ""), 9).await.unwrap();
    answer_report(&test.house, &people.drafter, &waiting[0].id, (None, "时限没有写错。")).await.unwrap();
    let (_, page) = post(&web, "/reports", &[("code", &code)], "same-origin").await;
    assert!(page.contains("核实后没有改动") && page.contains("时限没有写错。"), "{page}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_is_held_back() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let web = Web::of(&test);
    let report = format!("/d/{}/report", publish(&test, &people, "关于办理时限的公告").await);
    let mut taken = 0;
    for n in 0..20 {
        let (status, _) = post(&web, &report, &[("said", &format!("第 {n} 处"))], "same-origin").await;
        taken += usize::from(status == StatusCode::OK);
        assert!(status == StatusCode::OK || status == StatusCode::TOO_MANY_REQUESTS, "{status}");
    }
    assert!((10..=11).contains(&taken), "{taken}");
    test.finish().await;
}
