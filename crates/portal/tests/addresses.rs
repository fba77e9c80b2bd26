//! Addresses that leave the page: feeds, maps of the site, codes, citations; and what comes first in them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::http::header::LOCATION;
use axum::http::{Request, Response, StatusCode};
use chrono::TimeDelta;
use http_body_util::BodyExt;
use mingjing_actions::{
    Edit, approve_draft, pass_screening, save_draft, start_amendment, start_draft, submit_draft,
};
use mingjing_testkit::{AGENCY, People, TestHouse, on_both_databases};
use serde_json::{Value, json};
use tower::ServiceExt;

fn edit(title: &str, issued_on: &str) -> Edit {
    let values = json!({ "title": title, "kind": "公告", "issued_on": issued_on });
    let Value::Object(values) = values else { panic!("an object") };
    Edit { values, body: Some("第一条 坚持公开。".into()), remove: Vec::new() }
}

async fn let_through(test: &TestHouse, people: &People, id: &str, edit: Edit) {
    let version = save_draft(&test.house, &people.drafter, id, 0, edit).await.unwrap();
    submit_draft(&test.house, &people.drafter, id, version).await.unwrap();
    pass_screening(&test.house, &people.screener, id, version + 1, &BTreeMap::new()).await.unwrap();
    approve_draft(&test.house, &people.approver, id, version + 2, None).await.unwrap();
    test.settle().await;
    test.advance(TimeDelta::minutes(10));
}

async fn publish(test: &TestHouse, people: &People, title: &str, issued_on: &str) -> String {
    let id = start_draft(&test.house, &people.drafter, "notice", AGENCY).await.unwrap();
    let_through(test, people, &id, edit(title, issued_on)).await;
    id
}

async fn get(test: &TestHouse, path: &str, host: Option<&str>) -> Response<Body> {
    let request = Request::builder().uri(path);
    let request = host.map_or(Request::builder().uri(path), |host| request.header("host", host));
    let portal = mingjing_portal::routes(Arc::clone(&test.house));
    portal.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn text(test: &TestHouse, path: &str, host: Option<&str>) -> String {
    let response = get(test, path, host).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

fn in_order(text: &str, parts: &[&str]) -> bool {
    let places: Vec<_> = parts.iter().map(|part| text.find(part)).collect();
    places.iter().all(Option::is_some) && places.is_sorted()
}

on_both_databases! {
    async fn what_was_published_last_stands_first(test: TestHouse) {
        let people = People::join(&test).await;
        let early = publish(&test, &people, "先公开而日期在后", "2026-11-24").await;
        publish(&test, &people, "后公开而日期在前", "2025-01-02").await;
        let expected = ["后公开而日期在前", "先公开而日期在后"];
        for path in ["/", "/feed.atom", "/i/notice.atom", "/i/notice.atom?agency=130001"] {
            let page = text(&test, path, None).await;
            assert!(in_order(&page, &expected), "{path}: {page}");
        }
        start_amendment(&test.house, &people.drafter, &early, "更正").await.unwrap();
        let_through(&test, &people, &early, edit("先公开而日期在后(更正)", "2026-11-24")).await;
        let feed = text(&test, "/feed.atom", None).await;
        assert!(in_order(&feed, &["后公开而日期在前", "先公开而日期在后(更正)"]), "{feed}");
        let entry = &feed[feed.find("先公开而日期在后").unwrap()..];
        assert!(entry.contains("<published>2026-11-24T09:00:00+08:00</published>"), "{entry}");
        assert!(feed.contains("<updated>2026-11-24T09:20:00+08:00</updated>"), "{feed}");
        test.finish().await;
    }
}

on_both_databases! {
    async fn every_disclosure_is_in_the_map_of_the_site(test: TestHouse) {
        let people = People::join(&test).await;
        let id = publish(&test, &people, "关于城市更新的公告", "2026-11-20").await;
        let index = text(&test, "/sitemap.xml", None).await;
        assert!(index.contains("https://test.example.gov.cn/sitemap.xml?part=0</loc>"), "{index}");
        let part = text(&test, "/sitemap.xml?part=0", None).await;
        assert!(part.contains(&format!("<loc>https://test.example.gov.cn/d/{id}</loc>")), "{part}");
        assert!(part.starts_with("<?xml") && part.ends_with("</urlset>\n"), "{part}");
        for nothing in ["1", "-1", "x", "99999999999999999999", "18446744073709551615"] {
            let response = get(&test, &format!("/sitemap.xml?part={nothing}"), None).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{nothing}");
        }
        for (cited, found) in [
            ("130001/2026-00001", format!("/d/{id}")),
            ("130001/2026-00001.json", format!("/d/{id}.json")),
            ("130001/2026-00001?diff=1..2", format!("/d/{id}?diff=1..2")),
        ] {
            assert_eq!(get(&test, &format!("/d/{cited}"), None).await.headers()[LOCATION], found, "{cited}");
        }
        assert_eq!(get(&test, "/d/130001/2026-00002", None).await.status(), StatusCode::NOT_FOUND);
        let newest = text(&test, "/search?q=%E5%9F%8E%E5%B8%82&sort=newest", None).await;
        assert_eq!(newest, text(&test, "/search?q=%E5%9F%8E%E5%B8%82&sort=newest", None).await);
        assert!(newest.contains("sort=oldest") && !newest.contains("sort=date"), "{newest}");
        test.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_configured_address_it_is_the_one_the_reader_came_by() {
    let mut test = TestHouse::new(mingjing_testkit::Database::sqlite()).await;
    Arc::get_mut(&mut test.house).unwrap().site.base_url.clear();
    let people = People::join(&test).await;
    let id = publish(&test, &people, "关于城市更新的公告", "2026-11-20").await;
    let host = Some("open.example.gov.cn:8080");
    for path in ["/feed.atom", "/i/notice.atom", "/sitemap.xml", "/sitemap.xml?part=0", "/robots.txt"] {
        let page = text(&test, path, host).await;
        assert!(page.contains("http://open.example.gov.cn:8080/"), "{path}: {page}");
    }
    let page = text(&test, &format!("/d/{id}"), host).await;
    assert!(page.contains(&format!("http://open.example.gov.cn:8080/d/{id}")), "{page}");
    assert!(page.contains("class=\"qr\""), "{page}");
    let evil = text(&test, &format!("/d/{id}"), Some("evil.example\"><script>")).await;
    assert!(!evil.contains("evil.example"), "{evil}");
    test.finish().await;
}
