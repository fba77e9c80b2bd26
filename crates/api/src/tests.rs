//! The API on a house in the same process.

use axum::Router;
use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
    ORIGIN, RETRY_AFTER,
};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::get;
use bytes::Bytes;
use http_body_util::BodyExt;
use mingjing_actions::tokens::{NewToken, approve_token, make_token, screen_token};
use mingjing_actions::{Edit, Role, save_draft, start_amendment, submit_draft, withdraw_urgently};
use mingjing_ledger::Receipt;
use mingjing_publication::{Digest, Entry, Ground};
use mingjing_stories::{let_through, notice, publish};
use mingjing_testkit::{AGENCY, Database, People, TestHouse, on_both_databases};
use serde_json::Value;
use tower::ServiceExt;

use crate::Api;

struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answered {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn header(&self, name: impl axum::http::header::AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// The API before a stand-in for the portal.
fn site(test: &TestHouse) -> Router {
    let pages = Router::new().route("/d/{id}", get(|| async { "page" })).fallback(|| async { "nothing" });
    let api = Api::new(test.house.clone());
    api.before(pages).merge(api.router())
}

async fn send(site: &Router, request: Request<Body>) -> Answered {
    let response = site.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    Answered { status: parts.status, headers: parts.headers, body: body.collect().await.unwrap().to_bytes() }
}

async fn ask(site: &Router, path: &str) -> Answered {
    send(site, Request::get(path).header(ORIGIN, "https://example.org").body(Body::empty()).unwrap()).await
}

async fn ask_again(site: &Router, path: &str, etag: &str) -> Answered {
    send(site, Request::get(path).header(IF_NONE_MATCH, etag).body(Body::empty()).unwrap()).await
}

on_both_databases! {
    async fn a_notice_is_listed_read_and_proved(test: TestHouse) {
        let people = People::join(&test).await;
        let (id, number) = publish(&test, &people, "关于城市更新条例征求意见的公告", "现公开征求意见。").await;
        let site = site(&test);
        assert_eq!(ask(&site, &format!("/api/v1/disclosures/{id}")).await.status, StatusCode::NOT_FOUND);
        test.settle().await;

        let list = ask(&site, "/api/v1/disclosures?q=%E5%9F%8E%E5%B8%82%E6%9B%B4%E6%96%B0&facet=item,year").await;
        assert_eq!(list.header(ACCESS_CONTROL_ALLOW_ORIGIN), "*");
        let found = list.json();
        assert_eq!((found["total"].as_u64(), &found["next"]), (Some(1), &Value::Null));
        assert_eq!(found["facets"]["item"]["notice"], 1);
        assert_eq!(found["items"][0]["url"], format!("https://test.example.gov.cn/d/{id}"));
        let keys: Vec<_> = found["items"][0].as_object().unwrap().keys().map(String::as_str).collect();
        let agreed = ["id", "index_no", "item", "title", "agency", "issued_on", "published_at", "revision", "status", "url", "updated_at"];
        assert_eq!(keys, agreed);

        let path = format!("/api/v1/disclosures/{id}");
        let one = ask(&site, &path).await;
        let record = one.json();
        for key in agreed {
            assert_eq!(record[key], found["items"][0][key], "{key}");
        }
        assert_eq!(record["body"], "现公开征求意见。");
        assert_eq!(record["fields"]["kind"], "公告");
        assert_eq!(ask_again(&site, &path, one.header(ETAG)).await.status, StatusCode::NOT_MODIFIED);
        for other in [format!("/api/v1/disclosures/{}", number.replace('/', "%2F")), format!("/d/{id}.json")] {
            assert_eq!(ask(&site, &other).await.body, one.body, "{other}");
        }
        let content = ask(&site, &format!("/log/content/{}", record["log"]["digest"].as_str().unwrap())).await;
        assert_eq!(content.header(CONTENT_TYPE), "application/json");
        assert_eq!(record["log"]["digest"], Digest::of(&content.body).to_string());

        let receipt = ask(&site, &format!("/d/{id}/receipt")).await;
        let name = "attachment; filename=\"130001-2026-00001.tlog-proof\"";
        assert_eq!(receipt.header(CONTENT_DISPOSITION), name);
        let text = String::from_utf8(receipt.body.to_vec()).unwrap();
        let proved = Receipt::parse(&text).unwrap().verify(&test.house.site.vkey).unwrap();
        assert_eq!(Entry::from_bytes(&proved.entry).unwrap().id, id);
        assert_eq!(ask(&site, &format!("/d/{id}/receipt?revision=2")).await.status, StatusCode::NOT_FOUND);
        for bad in ["x", "", "0"] {
            assert_eq!(ask(&site, &format!("/d/{id}/receipt?revision={bad}")).await.json()["parameter"], "revision");
        }
        assert_eq!(ask(&site, &format!("/d/{id}")).await.body, "page");
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_is_withdrawn_is_gone_with_its_ground(test: TestHouse) {
        let people = People::join(&test).await;
        let (id, number) = publish(&test, &people, "关于停水的公告", "明日停水。").await;
        test.settle().await;
        let site = site(&test);
        let path = format!("/api/v1/disclosures/{id}");
        let before = ask(&site, &path).await;
        let (_, _) = publish(&test, &people, "关于供水的公告", "今日供水。").await;
        test.settle().await;
        assert_eq!(ask(&site, &path).await.body, before.body, "another publication changes nothing");

        let ground = Ground::new("《政府信息公开条例》第十五条", "涉及个人隐私").unwrap();
        withdraw_urgently(&test.house, &people.approver, &id, ground).await.unwrap();
        test.settle().await;
        for path in [path, format!("/d/{id}.json"), format!("/d/{id}.md")] {
            let gone = ask(&site, &path).await;
            assert_eq!((gone.status, gone.header(CONTENT_TYPE)), (StatusCode::GONE, "application/problem+json"));
            assert_eq!(gone.json()["index_no"], number);
            assert_eq!(gone.json()["ground"]["reason"], "涉及个人隐私");
        }
        assert_eq!(ask(&site, &format!("/d/{id}/receipt")).await.status, StatusCode::OK);
        assert_eq!(ask(&site, "/api/v1/disclosures").await.json()["total"], 1);
        test.finish().await;
    }
}

on_both_databases! {
    async fn pages_neither_double_nor_miss_while_more_is_published(test: TestHouse) {
        let people = People::join(&test).await;
        for n in 0..5 {
            publish(&test, &people, &format!("第{n}号公告"), "正文。").await;
        }
        test.settle().await;
        let site = site(&test);
        let mut seen = Vec::new();
        let mut path = "/api/v1/disclosures?limit=2&item=notice".to_owned();
        loop {
            let page = ask(&site, &path).await.json();
            seen.extend(page["items"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/api/v1/disclosures?limit=2&item=notice&after={next}");
            publish(&test, &people, &format!("后来的公告{}", seen.len()), "正文。").await;
            test.settle().await;
        }
        seen.sort();
        assert_eq!(seen, (0..5).map(|n| format!("第{n}号公告")).collect::<Vec<_>>());
        test.finish().await;
    }
}

on_both_databases! {
    async fn what_is_wrong_is_named(test: TestHouse) {
        let site = site(&test);
        for (query, parameter) in [
            ("item=nothing", "item"), ("agency=1", "agency"), ("region=999999", "region"), ("from=2026", "from"),
            ("from=2026-02-01&to=2026-01-01", "to"), ("sort=colour", "sort"), ("after=xyz", "after"),
            ("sort=oldest&after=n0000000000000000", "after"), ("limit=101", "limit"), ("facet=colour", "facet"),
            ("item=notice&uscc=1", "uscc"), ("colour=red", "colour"), ("q=a&q=b", "q"),
        ] {
            let answer = ask(&site, &format!("/api/v1/disclosures?{query}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
            assert_eq!(answer.header(CONTENT_TYPE), "application/problem+json");
            assert_eq!(answer.json()["parameter"], parameter, "{query}");
        }
        assert_eq!(ask(&site, "/api/v1/disclosures?uscc=91130100MA07ABCDEF").await.status, StatusCode::OK);
        for path in ["/api/nothing", "/api/v1/items/nothing", "/api/v1/disclosures/nothing", "/log/tile/8/0", "/log/content/ab"] {
            let answer = ask(&site, path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(answer.header(CONTENT_TYPE), "application/problem+json", "{path}");
        }
        let posted = send(&site, Request::post("/api/v1/items").body(Body::empty()).unwrap()).await;
        assert_eq!(posted.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(posted.header(CONTENT_TYPE), "application/problem+json");
        test.finish().await;
    }
}

on_both_databases! {
    async fn catalogue_register_and_log_are_served(test: TestHouse) {
        let people = People::join(&test).await;
        publish(&test, &people, "关于城市更新的公告", "正文。").await;
        test.settle().await;
        let site = site(&test);
        let items = ask(&site, "/api/v1/items").await.json();
        for item in items["items"].as_array().unwrap() {
            let key = item["key"].as_str().unwrap();
            assert_eq!(ask(&site, &format!("/api/v1/items/{key}")).await.json()["key"], key);
            assert_eq!(item["schema"], format!("/api/v1/items/{key}/schema.json"));
            let schema = ask(&site, item["schema"].as_str().unwrap()).await;
            assert_eq!(schema.json()["$id"], item["schema"]);
        }
        let mut path = "/api/v1/agencies?level=city&limit=100".to_owned();
        let mut cities = 0;
        loop {
            let page = ask(&site, &path).await.json();
            cities += page["items"].as_array().unwrap().len();
            let Some(next) = page["next"].as_str() else { break assert_eq!(page["total"], cities) };
            path = format!("/api/v1/agencies?level=city&limit=100&after={next}");
        }
        assert!(ask(&site, "/api/v1/regions").await.json()["total"].as_u64().unwrap() > 10);
        for (path, caching) in [
            ("/log/checkpoint", "no-cache"),
            ("/log/vkey", "public, max-age=3600"),
            ("/log/tile/0/000.p/1", "public, max-age=31536000, immutable"),
            ("/log/tile/entries/000.p/1", "public, max-age=31536000, immutable"),
            ("/log/bundle/000.p/1", "public, max-age=60"),
        ] {
            let answer = ask(&site, path).await;
            assert_eq!((answer.status, answer.header(CACHE_CONTROL)), (StatusCode::OK, caching), "{path}");
        }
        for path in ["/healthz", "/readyz", "/api/openapi.json", "/api/docs"] {
            assert_eq!(ask(&site, path).await.status, StatusCode::OK, "{path}");
        }
        test.finish().await;
    }
}

/// `performance.md`: one record as JSON comes from memory, and the database is not asked.
#[tokio::test(flavor = "multi_thread")]
async fn a_record_in_memory_does_not_need_the_database() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let (id, number) = publish(&test, &people, "关于城市更新的公告", "正文。").await;
    test.settle().await;
    let site = site(&test);
    let names = [id, number.replace('/', "%2F")];
    let mut before = Vec::new();
    for name in &names {
        before.push(ask(&site, &format!("/api/v1/disclosures/{name}")).await.body);
    }
    test.house.db.close().await;
    for (name, body) in names.iter().zip(before) {
        let again = ask(&site, &format!("/api/v1/disclosures/{name}")).await;
        assert_eq!((again.status, again.body), (StatusCode::OK, body));
    }
    let unready = ask(&site, "/readyz").await;
    assert_eq!(unready.status, StatusCode::SERVICE_UNAVAILABLE);
    let failed = ask(&site, "/api/v1/disclosures/nothing").await;
    assert_eq!(failed.status, StatusCode::SERVICE_UNAVAILABLE, "an outage, and not our mistake");
    assert_eq!(failed.header(CONTENT_TYPE), "application/problem+json");
    assert_eq!(failed.header(RETRY_AFTER), "60");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_markdown_file_has_facts_title_and_body() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let (id, _) = publish(&test, &people, "关于城市更新的公告", "现公开征求意见。").await;
    test.settle().await;
    let file = ask(&site(&test), &format!("/d/{id}.md")).await;
    assert_eq!(file.header(CONTENT_TYPE), "text/markdown; charset=utf-8");
    let text = String::from_utf8(file.body.to_vec()).unwrap();
    let (facts, body) = text.strip_prefix("---\n").unwrap().split_once("---\n").unwrap();
    for fact in ["\"索引号\": \"130001/2026-00001\"", "\"成文日期\": \"2026-11-20\""] {
        assert!(facts.contains(fact), "{facts}");
    }
    assert_eq!(body, "\n# 关于城市更新的公告\n\n现公开征求意见。\n");
    test.finish().await;
}

on_both_databases! {
    async fn an_amendment_changes_the_update_and_not_the_publication(test: TestHouse) {
        let people = People::join(&test).await;
        let (id, _) = publish(&test, &people, "关于办理时限的公告", "办理时限为20个工作日。").await;
        test.settle().await;
        test.advance(chrono::TimeDelta::hours(3));
        start_amendment(&test.house, &people.drafter, &id, "缩短时限").await.unwrap();
        let body = Some("办理时限为15个工作日。".to_owned());
        let edit = Edit { values: notice("关于办理时限的公告"), body, remove: Vec::new() };
        let version = save_draft(&test.house, &people.drafter, &id, 0, edit).await.unwrap();
        submit_draft(&test.house, &people.drafter, &id, version).await.unwrap();
        let_through(&test, &people, &id, version + 1).await;
        test.settle().await;
        let site = site(&test);
        let list = ask(&site, "/api/v1/disclosures?item=notice").await.json();
        let one = ask(&site, &format!("/api/v1/disclosures/{id}")).await.json();
        for told in [&list["items"][0], &one] {
            assert_eq!(told["revision"], 2);
            assert_eq!(told["published_at"], one["revisions"][0]["at"]);
            assert_eq!(told["updated_at"], one["revisions"][1]["at"]);
        }
        assert_ne!(one["published_at"], one["updated_at"]);
        test.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_those_the_program_came_by_unless_one_is_configured() {
    let mut test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let (id, _) = publish(&test, &people, "关于城市更新的公告", "现予公告。").await;
    test.settle().await;
    std::sync::Arc::get_mut(&mut test.house).unwrap().site.base_url.clear();
    let site = site(&test);
    let by = |host: &'static str, path: String| Request::get(path).header("host", host).body(Body::empty());
    for host in ["a.example", "b.example:8080", "a.example"] {
        let asked = by(host, format!("/api/v1/disclosures/{id}")).unwrap();
        let record = send(&site, asked).await.json();
        assert_eq!(record["url"], format!("http://{host}/d/{id}"));
        let receipt = record["revisions"][0]["receipt"].as_str().unwrap();
        assert!(receipt.starts_with(&format!("http://{host}/")), "{receipt}");
        let mut asked = by(host, format!("/d/{id}.json")).unwrap();
        asked.extensions_mut().insert(mingjing_design::origin::CameByHttps);
        assert_eq!(send(&site, asked).await.json()["url"], format!("https://{host}/d/{id}"));
        let asked = by(host, format!("/d/{id}.md")).unwrap();
        let file = send(&site, asked).await;
        assert!(String::from_utf8_lossy(&file.body).contains(&format!("http://{host}/d/{id}")));
    }
    drop(site);
    test.finish().await;
}

/// A token for licences of the story's agency.
async fn token(test: &TestHouse, people: &People) -> String {
    let admin = mingjing_testkit::account(test, "guanli", "孙管理", AGENCY, vec![Role::Administrator]).await;
    let new = NewToken {
        name: "许可系统".into(),
        agency: AGENCY.into(),
        items: std::collections::BTreeSet::from(["licence".to_owned()]),
        appeals: true,
        public_opinions: true,
        expires_on: test.house.now().date_naive(),
    };
    let (id, token) = make_token(&test.house, &admin, new).await.unwrap();
    screen_token(&test.house, &people.screener, &id, 0).await.unwrap();
    approve_token(&test.house, &people.approver, &id, 1).await.unwrap();
    token
}

/// A push of these rows; headers as pairs, those with an empty value left out.
fn pushing(path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Request<Body> {
    let mut request = Request::post(path);
    for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
        request = request.header(*name, *value);
    }
    request.body(body.into()).unwrap()
}

on_both_databases! {
    async fn rows_are_pushed_and_answered_one_by_one(test: TestHouse) {
        let people = People::join(&test).await;
        let (token, site) = (token(&test, &people).await, site(&test));
        let (path, bearer) = ("/api/v1/items/licence/rows", format!("Bearer {token}"));
        let rows = "{\"decision_no\":\"冀许〔2026〕1号\",\"licensee\":\"某公司\",\"licence_type\":\"普通\",\"content\":\"准予经营\",\"decided_on\":\"2026-11-02\",\"status\":\"有效\"}\n{\"decision_no\":\"冀许〔2026〕2号\"}\n";
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", "k-1"), ("content-type", "application/jsonl")];
        let first = send(&site, pushing(path, &headers, rows)).await;
        assert_eq!(first.status, StatusCode::OK, "{:?}", first.body);
        let answer = first.json();
        assert_eq!((answer["created"].as_u64(), answer["refused"].as_u64(), answer["held"].as_u64()), (Some(1), Some(1), Some(0)));
        assert_eq!((&answer["rows"][0]["result"], &answer["rows"][0]["change"]), (&"accepted".into(), &"created".into()));
        assert_eq!((answer["rows"][1]["result"].as_str(), answer["rows"][1]["row"].as_u64()), (Some("refused"), Some(2)));
        assert_eq!(answer["rows"][1]["field"], "licensee");
        let again = send(&site, pushing(path, &headers, rows)).await;
        assert_eq!((again.header("idempotency-replayed"), &again.body), ("true", &first.body));
        test.settle().await;
        let id = answer["rows"][0]["id"].as_str().unwrap();
        assert_eq!(ask(&site, &format!("/api/v1/disclosures/{id}")).await.status, StatusCode::OK);

        let json = "application/json";
        let wrong = [
            (path, ["", "k", json], "[]", 401, "unauthorized"),
            (path, ["Basic eDp5", "k", json], "[]", 401, "unauthorized"),
            (path, ["Bearer mingjing_00", "k", json], "[]", 401, "unauthorized"),
            (path, [&bearer, "", json], "[]", 400, "invalid-parameter"),
            (path, [&bearer, "空 格", json], "[]", 400, "invalid-parameter"),
            (path, [&bearer, "k", "text/csv"], "[]", 415, "unsupported-type"),
            (path, [&bearer, "k", json], "{", 422, "unprocessable"),
            (path, [&bearer, "k", json], "[{}]", 422, "unprocessable"),
            (path, [&bearer, "k-1", json], "[]", 422, "unprocessable"),
            ("/api/v1/items/penalty/rows", [&bearer, "k", json], "[]", 403, "forbidden"),
            ("/api/v1/items/nothing/rows", [&bearer, "k", json], "[]", 404, "not-found"),
        ];
        for (path, [bearer, key, kind], body, status, says) in wrong {
            let headers = [("authorization", bearer), ("idempotency-key", key), ("content-type", kind)];
            let answered = send(&site, pushing(path, &headers, body)).await;
            let problem = answered.json();
            assert_eq!((answered.status.as_u16(), &problem["type"]), (status, &format!("/api/docs#{says}").into()), "{body} {problem}");
            assert_eq!(answered.header(CONTENT_TYPE), "application/problem+json");
        }
        let long = vec![b' '; crate::pushing::MAX_BODY + 1];
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", "k"), ("content-type", json)];
        assert_eq!(send(&site, pushing(path, &headers, long)).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(ask(&site, path).await.status, StatusCode::METHOD_NOT_ALLOWED);
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_hotline_hands_in_appeals_once(test: TestHouse) {
        let people = People::join(&test).await;
        let (token, site) = (token(&test, &people).await, site(&test));
        let (path, bearer) = ("/api/v1/appeals", format!("Bearer {token}"));
        let body = |text: &str, region: &str| format!("{{\"kind\":\"complaint\",\"region\":\"{region}\",\"title\":\"供暖温度不达标\",\"text\":\"{text}\",\"name\":\"王小明\",\"contact\":\"13812345678\",\"consent\":true}}");
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", "GD-1"), ("content-type", "application/json")];
        let first = send(&site, pushing(path, &headers, body("室温十六度", "130000"))).await;
        assert_eq!(first.status, StatusCode::CREATED, "{:?}", first.body);
        let answer = first.json();
        assert_eq!(answer["agency"], AGENCY, "the office of the region decides");
        let code = answer["receipt_code"].as_str().unwrap().to_owned();
        let again = send(&site, pushing(path, &headers, body("室温十六度", "130000"))).await;
        assert_eq!((again.status, again.header("idempotency-replayed"), &again.json()), (StatusCode::OK, "true", &answer));
        let case = mingjing_actions::appeals::track(&test.house, &code).await.unwrap().unwrap();
        assert_eq!(case.said.title, "供暖温度不达标");
        let json = "application/json";
        let good = body("室温十六度", "130000");
        let wrong = [
            (["", "k", json], good.clone(), 401, "unauthorized"),
            (["Bearer mingjing_00", "k", json], good.clone(), 401, "unauthorized"),
            ([&bearer, "", json], good.clone(), 400, "invalid-parameter"),
            ([&bearer, "k", "text/csv"], good.clone(), 415, "unsupported-type"),
            ([&bearer, "k", json], "{}".into(), 422, "unprocessable"),
            ([&bearer, "k", json], good.replace("complaint", "joke"), 422, "unprocessable"),
            ([&bearer, "k", json], good.replace("130000", "990000"), 422, "unprocessable"),
            ([&bearer, "GD-1", json], body("室温十度", "130000"), 422, "unprocessable"),
        ];
        for ([bearer, key, kind], body, status, says) in wrong {
            let headers = [("authorization", bearer), ("idempotency-key", key), ("content-type", kind)];
            let answered = send(&site, pushing(path, &headers, body)).await;
            let problem = answered.json();
            assert_eq!((answered.status.as_u16(), &problem["type"]), (status, &format!("/api/docs#{says}").into()), "{problem}");
        }
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_monitoring_system_hands_in_public_opinion_once(test: TestHouse) {
        let people = People::join(&test).await;
        let (token, site) = (token(&test, &people).await, site(&test));
        let (path, bearer, json) = ("/api/v1/public-opinions", format!("Bearer {token}"), "application/json");
        let body = |text: &str, more: &str| format!("{{\"title\":\"某小区停水\",\"text\":\"{text}\",\"seen\":\"微博\",\"found_at\":\"2026-11-24T00:30:00Z\",{more}}}");
        let (region, good) = ("\"region\":\"130000\"", body("停水三天", "\"region\":\"130000\""));
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", "YQ-1"), ("content-type", json)];
        let first = send(&site, pushing(path, &headers, good.clone())).await;
        assert_eq!(first.status, StatusCode::CREATED, "{:?}", first.body);
        let answer = first.json();
        assert_eq!((&answer["office"], &answer["judge_by"]), (&AGENCY.into(), &"2026-11-24T10:00:00+08:00".into()), "{answer}");
        let again = send(&site, pushing(path, &headers, good.clone())).await;
        assert_eq!((again.status, again.header("idempotency-replayed"), &again.json()), (StatusCode::OK, "true", &answer));
        let wrong = [
            (["", "k", json], good.clone(), 401, "unauthorized"),
            ([&bearer, "", json], good.clone(), 400, "invalid-parameter"),
            ([&bearer, "k", "text/csv"], good.clone(), 415, "unsupported-type"),
            ([&bearer, "k", json], "{}".into(), 422, "unprocessable"),
            ([&bearer, "k", json], good.replace("130000", "990000"), 422, "unprocessable"),
            ([&bearer, "k", json], good.replace("11-24T00", "11-25T00"), 422, "unprocessable"),
            ([&bearer, "k", json], body("", region), 422, "unprocessable"),
            ([&bearer, "YQ-1", json], body("停水五天", region), 422, "unprocessable"),
        ];
        for ([bearer, key, kind], body, status, says) in wrong {
            let headers = [("authorization", bearer), ("idempotency-key", key), ("content-type", kind)];
            let answered = send(&site, pushing(path, &headers, body)).await;
            let problem = answered.json();
            assert_eq!((answered.status.as_u16(), &problem["type"]), (status, &format!("/api/docs#{says}").into()), "{problem}");
        }
        test.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_answered_clause_by_clause() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let (notice, _) = publish(&test, &people, "关于停水的公告", "明日停水。").await;
    let order = serde_json::json!({
        "title": "关于推进公开的实施意见", "kind": "政府文件", "issued_on": "2026-01-20", "status": "有效",
        "body": "一、公开\n(一)办会。每季度至少1次。(省教育厅牵头)\n(二)建目录。2026年6月底前完成。",
    });
    let rows = vec![(AGENCY.to_owned(), order.as_object().cloned().unwrap())];
    let by = mingjing_actions::Officer::operator();
    mingjing_actions::import::import_values(&test.house, &by, "policy-document", "表.csv", rows)
        .await
        .unwrap();
    test.settle().await;
    let site = site(&test);
    let found = ask(&site, "/api/v1/disclosures?item=policy-document").await.json();
    let id = found["items"][0]["id"].as_str().unwrap().to_owned();
    let answer = ask(&site, &format!("/api/v1/disclosures/{id}/tasks")).await.json();
    assert_eq!(answer["clauses"][0]["leads"][0], "省教育厅", "{answer}");
    assert_eq!(answer["clauses"][1]["due"], "2026-06-30");
    assert_eq!(answer["clauses"][1]["state"], "unpublished");
    assert!(answer["clauses"][0]["url"].as_str().unwrap().ends_with("#c-1-1"));
    let wrong = ask(&site, &format!("/api/v1/disclosures/{notice}/tasks")).await;
    assert_eq!(
        (wrong.status, wrong.header(CONTENT_TYPE)),
        (StatusCode::NOT_FOUND, "application/problem+json")
    );
    test.finish().await;
}
