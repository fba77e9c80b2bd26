//! The database is lost in the middle of publishing: a clear error, and the state before or after, never between.

use std::collections::BTreeMap;
use std::time::Duration;

use mingjing_actions::import::import_values;
use mingjing_actions::{
    Edit, Error, Officer, Outage, approve_draft, pass_screening, save_draft, start_draft, submit_draft,
};
use mingjing_store::drafts;
use mingjing_testkit::{AGENCY, Database, People, TestHouse};
use serde_json::{Map, Value, json};

use crate::desk::Clerk;
use crate::program::{Server, account, command, configure, eventually, get, mingjing, out, said};
use crate::proxy::Proxy;

/// Bytes between two places where the network fails.
const STEP: i64 = 97;

async fn database() -> Option<(Database, String, Proxy)> {
    let Some(database) = Database::postgres().await else {
        eprintln!("skipped: MINGJING_TEST_POSTGRES is not set");
        return None;
    };
    let url = database.url().unwrap();
    let proxy = Proxy::before(&url).await;
    Some((database, url, proxy))
}

/// A house behind a network that fails, and people in it.
async fn house(patience: Duration) -> Option<(TestHouse, People, Proxy)> {
    let (database, url, proxy) = database().await?;
    let test = TestHouse::new(database.reached_at(&proxy.url(&url), patience)).await;
    let people = People::join(&test).await;
    Some((test, people, proxy))
}

/// A notice that waits for its approval at version 3.
async fn screened(test: &TestHouse, people: &People, number: i64) -> String {
    let id = start_draft(&test.house, &people.drafter, "notice", AGENCY).await.unwrap();
    let values =
        json!({ "title": format!("停水通知第{number}号"), "kind": "通知", "issued_on": "2026-11-20" });
    let Value::Object(values) = values else { unreachable!() };
    let edit = Edit { values, body: Some("明日停水。".into()), remove: Vec::new() };
    let version = save_draft(&test.house, &people.drafter, &id, 0, edit).await.unwrap();
    submit_draft(&test.house, &people.drafter, &id, version).await.unwrap();
    pass_screening(&test.house, &people.screener, &id, version + 1, &BTreeMap::new()).await.unwrap();
    id
}

async fn is_published(test: &TestHouse, id: &str) -> bool {
    let mut tx = test.house.db.read().await.unwrap();
    drafts::disclosure(&mut tx, id).await.unwrap().unwrap().status == "published"
}

/// Whether this error told the truth about what is now in the database.
async fn check_words(test: &TestHouse, id: &str, error: &Error) {
    match error.outage() {
        Some(Outage::Unreachable) => assert!(!is_published(test, id).await, "it said that nothing happened"),
        Some(Outage::Uncertain) => {}
        other => panic!("{other:?}: {error}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_published_or_not_wherever_the_connection_breaks() {
    let Some((test, people, proxy)) = house(Duration::from_secs(20)).await else { return };
    let mut failed = 0;
    for round in 0.. {
        let id = screened(&test, &people, round).await;
        proxy.cut_after(round * STEP);
        let done = approve_draft(&test.house, &people.approver, &id, 3, None).await;
        let was_cut = proxy.has_failed();
        proxy.mend();
        match &done {
            Ok(_) => assert!(is_published(&test, &id).await),
            Err(e) => {
                failed += 1;
                check_words(&test, &id, e).await;
            }
        }
        if !is_published(&test, &id).await {
            approve_draft(&test.house, &people.approver, &id, 3, None).await.unwrap();
        }
        test.settle().await;
        if done.is_ok() && !was_cut {
            break;
        }
    }
    assert!(failed > 5, "{failed} failures");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_was_not_answered_is_told_as_such() {
    let Some((test, people, proxy)) = house(Duration::from_secs(20)).await else { return };
    for (number, arrives) in [(1, false), (2, true)] {
        let id = screened(&test, &people, number).await;
        proxy.cut_at("COMMIT", arrives);
        let error = approve_draft(&test.house, &people.approver, &id, 3, None).await.unwrap_err();
        assert_eq!(error.outage(), Some(Outage::Uncertain), "{error}");
        proxy.mend();
        if arrives {
            eventually("the server commits", || is_published(&test, &id)).await;
        } else {
            assert!(!is_published(&test, &id).await);
            approve_draft(&test.house, &people.approver, &id, 3, None).await.unwrap();
        }
    }
    test.finish().await;
}

fn licences(from: u64, rows: u64) -> Vec<(String, Map<String, Value>)> {
    let row = |n: u64| {
        let values = json!({
            "decision_no": format!("石审许〔2026〕{n}号"), "licensee": "石家庄恒泰建材有限公司",
            "licence_type": "普通", "content": "准予经营", "decided_on": "2026-11-02", "status": "有效",
        });
        let Value::Object(values) = values else { unreachable!() };
        (AGENCY.to_owned(), values)
    };
    (from..from + rows).map(row).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_imported_whole_or_not_at_all() {
    const ROWS: u64 = 20;
    let Some((test, _, proxy)) = house(Duration::from_secs(20)).await else { return };
    let operator = Officer::operator();
    let mut before = 0;
    for round in 0.. {
        let rows = licences(before, ROWS);
        let import = || import_values(&test.house, &operator, "licence", "试验", rows.clone());
        proxy.cut_after(round * STEP * 23);
        let done = import().await;
        let was_cut = proxy.has_failed();
        proxy.mend();
        let assigned = test.house.refresh_visible().await.unwrap();
        assert!([before, before + ROWS].contains(&assigned), "{assigned} after {before}");
        assert!(done.is_err() || assigned == before + ROWS);
        let (again, refused) = import().await.unwrap();
        assert!(refused.is_empty(), "{refused:?}");
        assert_eq!(again.unchanged + again.created, ROWS);
        before += ROWS;
        if done.is_ok() && !was_cut {
            break;
        }
    }
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_swallows_everything_is_noticed() {
    let Some((test, people, proxy)) = house(Duration::from_secs(1)).await else { return };
    for bytes in [0, 900, 2_500, 5_000, 9_000] {
        let id = screened(&test, &people, bytes).await;
        proxy.freeze_after(bytes);
        let started = std::time::Instant::now();
        let done = approve_draft(&test.house, &people.approver, &id, 3, None).await;
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
        let was_frozen = proxy.has_failed();
        proxy.mend();
        if let Err(e) = &done {
            // What was sent may arrive late.
            tokio::time::sleep(Duration::from_millis(200)).await;
            check_words(&test, &id, e).await;
        }
        assert!(was_frozen == done.is_err() || is_published(&test, &id).await);
        if !is_published(&test, &id).await {
            approve_draft(&test.house, &people.approver, &id, 3, None).await.unwrap();
        }
        test.settle().await;
    }
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_says_that_its_database_is_lost_and_recovers_by_itself() {
    let Some((database, url, proxy)) = database().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("instance");
    let made = command(&dir, &["init", "--database", &proxy.url(&url)]).output().unwrap();
    assert!(made.status.success(), "{}", said(&made));
    configure(&dir, |text| text.replace("# patience_seconds = 30", "patience_seconds = 2"));
    for (name, role) in [("drafter", "drafter"), ("screener", "screener"), ("approver", "approver")] {
        account(&dir, name, role);
    }
    let server = Server::start(&dir);
    let ready = format!("{}/readyz", server.url);
    let mut drafter = Clerk::sign_in(&server.url, "drafter").await;
    let mut screener = Clerk::sign_in(&server.url, "screener").await;
    let mut approver = Clerk::sign_in(&server.url, "approver").await;
    for (round, freezes) in [(1, false), (2, true)] {
        assert_eq!(get(&ready).await.0, 200);
        let draft = drafter.draft(&format!("停水通知第{round}号")).await;
        screener.screen(&draft).await;
        if freezes {
            proxy.freeze()
        } else {
            proxy.cut()
        }
        assert_eq!(get(&ready).await.0, 503);
        assert_eq!(get(&format!("{}/healthz", server.url)).await.0, 200);
        let refused = approver.approve(&draft).await;
        assert_eq!(refused.status, 503, "{}", refused.page);
        assert!(refused.page.contains("暂时连不上数据库"), "{}", refused.page);
        let (status, page) = get(&format!("{}/d/0000/", server.url)).await;
        assert!(status == 404 || page.contains("暂时"), "{status} {page}");
        proxy.mend();
        eventually("it is ready again", || async { get(&ready).await.0 == 200 }).await;
        let approved = approver.approve(&draft).await;
        assert_eq!(approved.status, 303, "{}", approved.page);
        let search = format!("{}/api/v1/disclosures?q=停水", server.url);
        eventually("it is public", || async { get(&search).await.1.contains(&format!("\"total\":{round}")) })
            .await;
    }
    drop(server);
    let checked = mingjing(&dir, &["verify", dir.to_str().unwrap()]);
    assert!(checked.status.success() && out(&checked).contains("共 2 条"), "{}", said(&checked));
    database.remove().await;
}
