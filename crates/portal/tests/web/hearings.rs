//! A citizen signs up for a hearing on the web, tracks the sign-up, takes it back, and draws the lot again.

use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use chrono::TimeDelta;
use mingjing_actions::selections::{Command, desk_selection, draw_lot, prepare_list, take_step};
use mingjing_stories::{let_out, publish_hearing, signs_up};
use mingjing_testkit::{Database, People, TestHouse};

use crate::Web;
use crate::requests::{between, post};

async fn version(test: &TestHouse, people: &People, id: &str) -> i64 {
    desk_selection(&test.house, &people.drafter, id, (1, 0)).await.expect("it is there").line.row.lock_version
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_signs_up_tracks_it_and_takes_it_back() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let web = Web::of(&test);
    assert!(web.text("/hearings", StatusCode::OK).await.contains("现在没有可以报名的"));
    web.text("/hearings/nothing", StatusCode::NOT_FOUND).await;
    web.text("/hearings/nothing/sign-up", StatusCode::NOT_FOUND).await;
    let id = publish_hearing(&test, &people, "供水价格听证会").await;
    let list = web.text("/hearings", StatusCode::OK).await;
    assert!(list.contains("供水价格听证会") && list.contains("还剩 10 天"), "{list}");
    let notice = web.text(&format!("/d/{id}"), StatusCode::OK).await;
    assert!(notice.contains(&format!("href=\"/hearings/{id}\"")), "the notice leads to it: {notice}");
    let path = format!("/hearings/{id}/sign-up");
    let page = web.text(&format!("/hearings/{id}"), StatusCode::OK).await;
    assert!(page.contains(&format!("href=\"{path}\"")) && page.contains("居民 2 人"), "{page}");

    let form = web.text(&path, StatusCode::OK).await;
    let once = between(&form, "name=\"once\" value=\"", "\"").to_owned();
    let mut sent = vec![
        ("once", once.as_str()),
        ("side", "居民"),
        ("name", "王<b>小明"),
        ("phone", "12"),
        ("mail", "xiaoming@example.com"),
        ("reason", "住在附近"),
    ];
    let (status, answer, page) = post(&web, &path, &sent).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.headers()[CACHE_CONTROL], "no-store");
    assert!(page.contains("id=\"phone-error\"") && page.contains("href=\"#phone\""), "{page}");
    for kept in [
        "王&#60;b&#62;小明",
        "value=\"12\"",
        "xiaoming@example.com",
        "住在附近",
        &once,
        "value=\"居民\" checked",
    ] {
        assert!(page.contains(kept), "{kept} is lost: {page}");
    }
    sent[3].1 = "0311-86000001";
    let (status, _, receipt) = post(&web, &path, &sent).await;
    assert_eq!(status, StatusCode::CREATED, "{receipt}");
    let code = between(&receipt, "id=\"receipt-code\">", "<").to_owned();
    let (_, _, again) = post(&web, &path, &sent).await;
    assert!(again.contains(&code) && again.contains("没有重复登记"), "a double click is one: {again}");
    let page = web.text(&format!("/hearings/{id}"), StatusCode::OK).await;
    assert!(page.contains("1 人") && !page.contains("小明"), "nobody's name stands in the open");

    let (status, _, page) = post(&web, "/track", &[("code", &code.to_lowercase())]).await;
    assert!(status == StatusCode::OK && page.contains("报名已经收到") && page.contains("退出报名"), "{page}");
    assert!(!page.contains("86000001"), "a code found by somebody else tells no telephone at a glance");
    let (status, _, file) = post(&web, "/track/export", &[("code", &code)]).await;
    assert!(status == StatusCode::OK && file.contains("86000001"), "{file}");
    for wrong in ["00000-00000-00000-00000", ""] {
        let (status, _, page) = post(&web, "/track/sign-up", &[("code", wrong)]).await;
        assert!(status == StatusCode::NOT_FOUND && page.contains("没有找到这个查询码"), "{page}");
    }
    let (status, _, page) = post(&web, "/track/sign-up", &[("code", &code)]).await;
    assert!(status == StatusCode::OK && page.contains("您已退出"), "{page}");
    let (status, _, page) = post(&web, "/track/sign-up", &[("code", &code)]).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("已经退出"), "{page}");

    test.advance(TimeDelta::days(11));
    let page = web.text(&format!("/hearings/{id}"), StatusCode::OK).await;
    assert!(page.contains("报名已截止") && !page.contains("我要报名"), "{page}");
    let fresh = "f".repeat(32);
    sent[0].1 = &fresh;
    let (status, _, page) = post(&web, &path, &sent).await;
    assert!(
        status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("已经截止") && page.contains("住在附近"),
        "{page}"
    );
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_how_the_lot_was_drawn() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let web = Web::of(&test);
    let id = publish_hearing(&test, &people, "停车听证会").await;
    for n in 1..=4 {
        signs_up(&test, &id, n, "居民").await;
    }
    let check = format!("/hearings/{id}/check");
    let page = web.text(&check, StatusCode::OK).await;
    assert!(page.contains("种子还密封着") && page.contains("名单还没有公开"), "{page}");
    test.advance(TimeDelta::days(11));
    let by = (&people.drafter, &people.screener, &people.approver);
    take_step(&test.house, by.0, &id, version(&test, &people, &id).await, Command::Close)
        .await
        .expect("closed");
    prepare_list(&test.house, by.0, &id, version(&test, &people, &id).await).await.expect("a list");
    let_out(&test, by, &id).await;
    let page = web.text(&check, StatusCode::OK).await;
    assert!(page.contains("居民：4 人报名，2 个名额") && page.contains("种子还密封着"), "{page}");
    draw_lot(&test.house, by.0, &id, (version(&test, &people, &id).await, "")).await.expect("drawn");
    let_out(&test, by, &id).await;
    let page = web.text(&check, StatusCode::OK).await;
    assert_eq!(page.matches("<strong>参加</strong>").count(), 2, "{page}");
    assert!(page.contains("| sha256sum") && page.contains("公告第 3 版"), "{page}");
    let page = web.text(&format!("/hearings/{id}"), StatusCode::OK).await;
    assert!(page.contains("已抽签，结果已公开") && page.contains("revision=3"), "{page}");
    let page = web.text("/hearings", StatusCode::OK).await;
    assert!(page.contains("停车听证会") && page.contains("没有可以报名的"), "{page}");
    test.finish().await;
}
