//! Subscribing by mail, without a script and without an account.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use mingjing_testkit::{AGENCY, Database, Mailbox, People, TestHouse};
use tower::ServiceExt;

use crate::{Web, publish};

/// A form as it is sent from an address; without `site` as a program for mail sends it.
async fn post(web: &Web, path: &str, form: &[(&str, &str)], site: Option<&str>) -> (StatusCode, String) {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let mut request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some(site) = site {
        request = request.header("sec-fetch-site", site);
    }
    let response =
        web.0.clone().oneshot(request.body(Body::from(body)).expect("a request")).await.expect("an answer");
    let status = response.status();
    let bytes = response.into_body().collect().await.expect("a body").to_bytes();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

const OWN: Option<&str> = Some("same-origin");

#[tokio::test(flavor = "multi_thread")]
async fn pages_lead_to_the_form_and_the_form_says_what_it_is_about() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let web = Web::of(&test);
    let id = publish(&test, &people, "关于办理时限的公告").await;
    for (page, link) in [
        ("/i/notice".to_owned(), "/subscribe?item=notice".to_owned()),
        (format!("/a/{AGENCY}"), format!("/subscribe?agency={AGENCY}")),
        ("/search?q=%E5%85%AC%E5%91%8A".to_owned(), "/subscribe?words=%E5%85%AC%E5%91%8A".to_owned()),
        ("/i/power-list/changes".to_owned(), "/subscribe?list=power-list".to_owned()),
        (format!("/d/{id}"), format!("/subscribe?disclosure={id}")),
    ] {
        let text = web.text(&page, StatusCode::OK).await;
        assert!(text.contains(&format!("href=\"{link}\"")), "{page}: {text}");
        let form = web.text(&link, StatusCode::OK).await;
        assert!(form.contains("订阅：") && form.contains("name=\"address\""), "{link}: {form}");
    }
    assert!(web.text("/subscribe", StatusCode::OK).await.contains("name=\"topic\""));
    for unknown in ["/subscribe?item=nothing", "/subscribe?list=notice", "/subscribe?disclosure=0"] {
        web.text(unknown, StatusCode::NOT_FOUND).await;
    }
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_subscribes_confirms_and_leaves() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    let form = [("kind", "item"), ("topic", "notice"), ("address", "reader@example.com")];
    let (status, page) = post(&web, "/subscribe", &[form[0], form[1], ("address", "reader@")], OWN).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("error-summary") && page.contains("value=\"reader@\""), "{page}");
    let (status, _) = post(&web, "/subscribe", &form, Some("cross-site")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "a form on another site");
    let (status, first) = post(&web, "/subscribe", &form, OWN).await;
    assert!(status == StatusCode::OK && first.contains("请查收邮件"), "{first}");
    let letter = Mailbox::default().collect(&test).await.remove(0);
    let link = letter.body.split("https://test.example.gov.cn").nth(1).expect("a link");
    let link = link.split_whitespace().next().expect("a link").to_owned();
    assert!(link.starts_with("/subscription/"), "{link}");

    for _ in 0..2 {
        let page = web.text(&link, StatusCode::OK).await;
        assert!(page.contains("确认订阅") && !page.contains("reader@"), "looking confirms nothing: {page}");
    }
    let (status, page) = post(&web, &link, &[("do", "confirm")], OWN).await;
    assert!(status == StatusCode::OK && page.contains("已订阅"), "{page}");
    let (_, second) = post(&web, "/subscribe", &form, OWN).await;
    let main = |page: &str| page[page.find("<main").expect("main")..].to_owned();
    assert_eq!(main(&first), main(&second), "nothing tells that the address is known");
    assert!(Mailbox::default().collect(&test).await.is_empty());

    let wrong = format!("{}0", &link[..link.len() - 1]);
    let other = if wrong == link { format!("{}1", &link[..link.len() - 1]) } else { wrong };
    web.text(&other, StatusCode::NOT_FOUND).await;
    let (_, _) = post(&web, &other, &[("List-Unsubscribe", "One-Click")], None).await;
    assert!(web.text(&link, StatusCode::OK).await.contains("已订阅"), "nobody ends it who has not its link");
    let (status, page) = post(&web, &link, &[("List-Unsubscribe", "One-Click")], None).await;
    assert!(status == StatusCode::OK && page.contains("已退订"), "{page}");
    web.text("/subscription/0", StatusCode::NOT_FOUND).await;
    web.text(&link, StatusCode::NOT_FOUND).await;
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_subscriptions_is_held_back() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    let mut taken = 0;
    for n in 0..12 {
        let address = format!("reader{n}@example.com");
        let form = [("kind", "words"), ("topic", "地铁"), ("address", address.as_str())];
        let (status, _) = post(&web, "/subscribe", &form, OWN).await;
        taken += usize::from(status == StatusCode::OK);
        assert!(status == StatusCode::OK || status == StatusCode::TOO_MANY_REQUESTS, "{status}");
    }
    assert!((5..=6).contains(&taken), "{taken}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_sends_no_mail_says_so() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web(mingjing_portal::routes(test.without_mail()));
    let page = web.text("/subscribe?item=notice", StatusCode::OK).await;
    assert!(page.contains("本站不发送邮件") && page.contains("href=\"/i/notice.atom\""), "{page}");
    assert!(!page.contains("name=\"address\""), "{page}");
    let form = [("kind", "item"), ("topic", "notice"), ("address", "reader@example.com")];
    let (status, page) = post(&web, "/subscribe", &form, OWN).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("没有开通邮件订阅"), "{page}");
    assert!(Mailbox::default().collect(&test).await.is_empty());
    test.finish().await;
}
