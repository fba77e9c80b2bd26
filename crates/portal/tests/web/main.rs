//! The public web on a house with people in it.

mod appeals;
mod consultations;
mod decisions;
mod downloads;
mod hearings;
mod oversight;
mod registers;
mod reports;
mod requests;
mod sites;
mod subscriptions;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE, ETAG, IF_NONE_MATCH, LOCATION, SET_COOKIE};
use axum::http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use mingjing_actions::{
    Edit, approve_draft, overseeing, pass_screening, save_draft, start_amendment, start_draft, submit_draft,
    withdraw_urgently,
};
use mingjing_publication::Ground;
use mingjing_testkit::{AGENCY, Database, People, TestHouse};
use serde_json::{Map, Value, json};
use tower::ServiceExt;

const BODY: &str = "一、总体要求\n\n第一条 坚持公开为常态。\n\n第二条 办理时限为20个工作日。";

fn values(title: &str) -> Map<String, Value> {
    let Value::Object(values) = json!({ "title": title, "kind": "公告", "issued_on": "2026-11-20" }) else {
        return Map::new();
    };
    values
}

/// Hands in, screens and approves the draft.
async fn let_through(test: &TestHouse, people: &People, id: &str, version: i64, edit: Edit) {
    let version = save_draft(&test.house, &people.drafter, id, version, edit).await.expect("it is saved");
    submit_draft(&test.house, &people.drafter, id, version).await.expect("it is handed in");
    pass_screening(&test.house, &people.screener, id, version + 1, &BTreeMap::new())
        .await
        .expect("it passes screening");
    approve_draft(&test.house, &people.approver, id, version + 2, None).await.expect("it is approved");
    test.settle().await;
}

async fn publish(test: &TestHouse, people: &People, title: &str) -> String {
    let id = start_draft(&test.house, &people.drafter, "notice", AGENCY).await.expect("a draft is begun");
    let edit = Edit { values: values(title), body: Some(BODY.into()), remove: Vec::new() };
    let_through(test, people, &id, 0, edit).await;
    id
}

struct Web(Router);

impl Web {
    fn of(test: &TestHouse) -> Self {
        Self(mingjing_portal::routes(Arc::clone(&test.house)))
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Response<Body> {
        let mut request = Request::builder().uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.0.clone().oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer")
    }

    async fn text(&self, path: &str, status: StatusCode) -> String {
        let response = self.get(path, &[]).await;
        assert_eq!(response.status(), status, "{path}");
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_finds_reads_and_takes_away() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let web = Web::of(&test);
    assert!(web.text("/", StatusCode::OK).await.contains("还没有公开的信息"));
    let id = publish(&test, &people, "关于城市更新条例征求意见的公告").await;

    assert!(web.text("/", StatusCode::OK).await.contains("城市更新条例"), "the page before was not kept");
    let found = web.text("/search?q=%E5%9F%8E%E5%B8%82%E6%9B%B4%E6%96%B0", StatusCode::OK).await;
    assert!(found.contains("<mark>") && found.contains(&format!("/d/{id}")), "{found}");
    let page = web.text(&format!("/d/{id}"), StatusCode::OK).await;
    for part in [
        "id=\"art-2\"",
        "130001/2026-00001",
        "已入公开日志",
        "第 1 条",
        "公开用时",
        "<svg class=\"qr\"",
        "引用",
    ] {
        assert!(page.contains(part), "{part} is missing");
    }
    let list = web.text("/i/notice?year=2026&sort=date", StatusCode::OK).await;
    assert!(list.contains("城市更新条例") && list.contains("/i/notice.parquet"), "{list}");
    let agency = web.text(&format!("/a/{AGENCY}"), StatusCode::OK).await;
    for column in ["政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报"]
    {
        assert!(agency.contains(column), "{column}");
    }
    assert!(web.text("/log", StatusCode::OK).await.contains(&format!("/d/{id}")));
    assert!(web.text("/areas/participation", StatusCode::OK).await.contains("/i/notice"));
    assert!(web.text("/agencies?region=130100", StatusCode::OK).await.contains("石家庄市"));
    let csv = web.text("/i/notice.csv", StatusCode::OK).await;
    assert!(csv.starts_with('\u{feff}') && csv.contains("关于城市更新条例征求意见的公告"), "{csv}");
    for feed in ["/feed.atom", "/i/notice.atom"] {
        assert!(web.text(feed, StatusCode::OK).await.contains(&id[..8]), "{feed}");
    }
    assert!(web.text("/sitemap.xml?part=pages", StatusCode::OK).await.contains("/i/notice</loc>"));
    assert!(web.text("/robots.txt", StatusCode::OK).await.contains("Sitemap:"));
    let by_number = web.get("/d/130001%2F2026-00001", &[]).await;
    assert_eq!(by_number.headers()[LOCATION], format!("/d/{id}"));
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_shown_and_a_withdrawal_leaves_a_tombstone() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let web = Web::of(&test);
    let id = publish(&test, &people, "关于办理时限的公告").await;
    let before = web.text(&format!("/d/{id}"), StatusCode::OK).await;
    assert!(before.contains("20个工作日"));

    start_amendment(&test.house, &people.drafter, &id, "缩短时限").await.unwrap();
    let body = BODY.replace("20个", "15个");
    let edit = Edit { values: values("关于办理时限的公告"), body: Some(body), remove: Vec::new() };
    let_through(&test, &people, &id, 0, edit).await;
    let page = web.text(&format!("/d/{id}"), StatusCode::OK).await;
    assert!(
        page.contains("15个工作日")
            && page.contains("?diff=1..2")
            && page.contains("现在是第 2 版")
            && page.contains("缩短时限"),
        "{page}"
    );
    let difference = web.text(&format!("/d/{id}?diff=1..2"), StatusCode::OK).await;
    assert!(difference.contains("〔删〕</span>20") && difference.contains("〔增〕</span>15"), "{difference}");
    web.text(&format!("/d/{id}?diff=1..9"), StatusCode::NOT_FOUND).await;
    assert!(web.text(&format!("/d/{id}?diff=x"), StatusCode::BAD_REQUEST).await.contains("diff=1..2"));

    let ground = Ground::new("《政府信息公开条例》第十五条", "损害第三方合法权益").unwrap();
    withdraw_urgently(&test.house, &people.approver, &id, ground).await.unwrap();
    test.settle().await;
    let tombstone = web.text(&format!("/d/{id}"), StatusCode::GONE).await;
    assert!(tombstone.contains("损害第三方合法权益") && !tombstone.contains("个工作日。"), "{tombstone}");
    assert!(!tombstone.contains("关于办理时限的公告"), "the title goes with the content");
    assert!(!web.text("/", StatusCode::OK).await.contains("关于办理时限的公告"));
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_not_sent_twice_and_the_display_is_kept() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    let first = web.get("/", &[]).await;
    let etag = first.headers()[ETAG].to_str().unwrap().to_owned();
    let again = web.get("/", &[(IF_NONE_MATCH.as_str(), &etag)]).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);

    let switch = web.get("/display?size=large&back=%2Flog", &[]).await;
    assert_eq!(
        (switch.status(), &switch.headers()[LOCATION]),
        (StatusCode::SEE_OTHER, &"/log".parse().unwrap())
    );
    let cookie = switch.headers()[SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let large = web.get("/", &[(COOKIE.as_str(), &cookie), (IF_NONE_MATCH.as_str(), &etag)]).await;
    assert_eq!(large.status(), StatusCode::OK, "another display is another page");
    let evil = web.get("/display?size=large&back=%2F%2Fevil.cn", &[]).await;
    assert_eq!(evil.headers()[LOCATION], "/");
    let css = web.get(mingjing_design::assets::css_path(), &[]).await;
    assert_eq!(css.headers()[CONTENT_TYPE], "text/css; charset=utf-8");
    assert!(css.headers()[CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    let old = web.get("/assets/0000000000000000/mingjing.css", &[]).await;
    assert_eq!(old.status(), StatusCode::NOT_FOUND, "what is kept for ever is never another file");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strange_addresses_get_plain_answers() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    for path in [
        "/nowhere",
        "/d/0",
        "/i/nothing",
        "/i/notice.exe",
        "/a/999",
        "/areas/x",
        "/agencies?region=9",
        "/d/0/files/0",
    ] {
        assert!(web.text(path, StatusCode::NOT_FOUND).await.contains("没有找到"), "{path}");
    }
    assert!(web.text("/search?year=abc", StatusCode::BAD_REQUEST).await.contains("abc"));
    for path in [
        "/search?q=%00%ff%22%3Cscript%3E&page=1",
        "/search?q=%E3%80%94&sort=x",
        "/i/notice?f.kind=%22&page=-1",
    ] {
        assert!(!web.text(path, StatusCode::OK).await.contains("<script>"), "{path}");
    }
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn how_agencies_stand_is_shown_with_the_evidence() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let web = Web::of(&test);
    web.text("/oversight", StatusCode::SERVICE_UNAVAILABLE).await;
    let id = publish(&test, &people, "关于办理时限的公告").await;
    overseeing::catch_up(&test.house).await.expect("the log is read");
    overseeing::score(&test.house).expect("agencies are scored");

    let all = web.text("/oversight", StatusCode::OK).await;
    assert!(all.contains(&format!("/oversight/{AGENCY}")) && all.contains("二(五)1"), "{all}");
    let cities = web.text("/oversight?level=city&page=99", StatusCode::OK).await;
    assert!(cities.contains("石家庄市") && !cities.contains(&format!("/oversight/{AGENCY}\"")));
    assert!(web.text("/oversight?region=130100", StatusCode::OK).await.contains("石家庄市政务公开监督"));
    web.text("/oversight?region=9", StatusCode::NOT_FOUND).await;
    assert!(
        all.contains("class=\"tile ") && all.contains("href=\"/oversight?region=130682\""),
        "a map: {all}"
    );
    assert!(all.contains("href=\"/clauses/二-五-1\"") && all.contains("不是测绘成果"), "{all}");
    let clause = web.text("/clauses/%E4%BA%8C-%E4%BA%94-1", StatusCode::OK).await;
    assert!(
        clause.contains("全省") && clause.contains("石家庄市") && clause.contains("第二十六条"),
        "{clause}"
    );
    let reports = web.text("/clauses/%E4%B8%89-%E4%B8%89-", StatusCode::OK).await;
    assert!(reports.contains("例外：乡镇级机关不承担") && reports.contains("第四十九条"), "{reports}");
    web.text("/clauses/9", StatusCode::NOT_FOUND).await;

    let own = web.text(&format!("/oversight/{AGENCY}"), StatusCode::OK).await;
    assert!(own.contains("每年组织政务公开培训") && own.contains("未到期"), "{own}");
    assert!(!own.contains(&id), "it bears a day before the log began, and owes nothing");
    web.text("/oversight/999", StatusCode::NOT_FOUND).await;
    let calendar = format!("/oversight/{AGENCY}/calendar.ics");
    assert!(own.contains(&calendar), "{own}");
    let dates = web.text(&calendar, StatusCode::OK).await;
    let unfolded = dates.replace("\r\n ", "");
    assert!(
        unfolded.starts_with("BEGIN:VCALENDAR") && unfolded.contains("DTSTART;VALUE=DATE:20261231"),
        "{dates}"
    );
    assert!(!unfolded.contains("DTEND"), "a whole day has no end on the same day: {dates}");
    assert!(unfolded.contains("SUMMARY:每年组织政务公开培训") && unfolded.contains("TRIGGER"), "{dates}");
    assert!(unfolded.contains(&format!("/oversight/{AGENCY}\r\n")), "an absolute address: {dates}");
    let stable = |text: &str| {
        text.lines().filter(|line| line.starts_with("UID")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(stable(&dates), stable(&web.text(&calendar, StatusCode::OK).await), "the same events");
    web.text("/oversight/999/calendar.ics", StatusCode::NOT_FOUND).await;
    let roster: Value =
        serde_json::from_str(&web.text("/oversight/agencies.json", StatusCode::OK).await).expect("JSON");
    assert_eq!(roster["agencies"][0]["code"], AGENCY);
    test.finish().await;
}
