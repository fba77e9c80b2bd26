//! Files of a list: exactly what the list counts, under the same filters.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use axum::http::StatusCode;
use http_body_util::BodyExt;
use mingjing_actions::full_files::{Night, write_full_files};
use mingjing_actions::import::import_values;
use mingjing_actions::{Officer, erase, review_withdrawal, withdraw_urgently};
use mingjing_publication::Ground;
use mingjing_testkit::{AGENCY, Database, OTHER_AGENCY, People, TestHouse};
use serde_json::{Map, Value, json};

use crate::Web;

const KINDS: [&str; 3] = ["普通", "特许", "核准"];
const STATES: [&str; 2] = ["有效", "注销"];

fn licence(n: usize) -> (String, Map<String, Value>) {
    let company = ["石家庄恒泰建材有限公司", "唐山海港物流有限公司"][n % 2];
    let values = json!({
        "decision_no": format!("冀审许〔2026〕{n}号"), "licensee": company, "licence_type": KINDS[n % 3],
        "content": format!("准予经营第{n}项"), "decided_on": format!("2026-{:02}-{:02}", 1 + n % 10, 1 + n % 28),
        "status": STATES[usize::from(n.is_multiple_of(5))],
    });
    ([AGENCY, OTHER_AGENCY][usize::from(n.is_multiple_of(4))].to_owned(), values.as_object().unwrap().clone())
}

async fn import(test: &TestHouse, rows: Vec<(String, Map<String, Value>)>) {
    let (tally, refused) =
        import_values(&test.house, &Officer::operator(), "licence", "许可.csv", rows).await.unwrap();
    assert_eq!(tally.rejected, 0, "{refused:?}");
}

/// The number of disclosures that a list says it has.
fn counted(page: &str) -> usize {
    let text = page.split("role=\"status\">共 ").nth(1).unwrap().split(" 条").next().unwrap();
    text.replace(['\u{202f}', '\u{a0}', ',', ' '], "").parse().unwrap()
}

/// Identity and values of every line of a JSON Lines file.
fn records(file: &str) -> Vec<(String, Value)> {
    let lines = file.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.map(|record| (record["id"].as_str().unwrap().to_owned(), record)).collect()
}

/// The address of a file on the page of a list.
fn link(page: &str, extension: &str) -> String {
    let mark = format!("/i/licence.{extension}");
    let link = page.split("href=\"").find(|part| part.starts_with(&mark)).unwrap();
    link.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_holds_what_the_list_counts() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    import(&test, (1..=600).map(licence).collect()).await;
    test.settle().await;
    let other = format!("agency={OTHER_AGENCY}");
    for (filter, number) in [
        ("", 600),
        (other.as_str(), 150),
        ("agency=999999", 0),
        ("q=%E6%B5%B7%E6%B8%AF%E7%89%A9%E6%B5%81", 300),
        ("q=%E6%B2%A1%E6%9C%89%E8%BF%99%E6%A0%B7%E7%9A%84", 0),
        ("status=%E6%B3%A8%E9%94%80", 120),
        ("licence_type=%E7%89%B9%E8%AE%B8", 200),
        ("f.licence_type=%E7%89%B9%E8%AE%B8&year=2026&sort=oldest&page=2", 200),
        ("from=2026-03-01&to=2026-03-31", 60),
        ("from=2026-04-01&to=2026-03-01", 0),
        ("region=130000", 600),
    ] {
        let page = web.text(&format!("/i/licence?{filter}"), StatusCode::OK).await;
        assert_eq!(counted(&page), number, "{filter}");
        let address = link(&page, "jsonl");
        assert!(!address.contains("sort=") && !address.contains("page="), "{address}");
        let file = web.text(&address, StatusCode::OK).await;
        let asked = web.text(&format!("/i/licence.jsonl?{filter}"), StatusCode::OK).await;
        assert_eq!(file, asked, "{filter}");
        let records = records(&file);
        assert_eq!(records.len(), number, "{filter}");
        assert!(records.is_sorted_by(|a, b| a.0 < b.0), "in the order of identities: {filter}");
        let csv = web.text(&link(&page, "csv"), StatusCode::OK).await;
        assert_eq!(csv.lines().count(), number + 1, "{filter}");
    }
    let both =
        format!("{other}&q=%E6%81%92%E6%B3%B0&status=%E6%9C%89%E6%95%88&licence_type=%E6%99%AE%E9%80%9A");
    let page = web.text(&format!("/i/licence?{both}"), StatusCode::OK).await;
    let found = records(&web.text(&link(&page, "jsonl"), StatusCode::OK).await);
    assert_eq!(found.len(), counted(&page));
    for (_, record) in &found {
        assert_eq!((&record["agency_code"], &record["status"]), (&OTHER_AGENCY.into(), &"有效".into()));
        assert_eq!(record["licence_type"], "普通");
    }
    assert!(page.contains(&format!("带走筛选出的 {} 条", found.len())), "{page}");
    for (extension, magic) in [("parquet", &b"PAR1"[..]), ("xlsx", b"PK")] {
        let response = web.get(&link(&page, extension), &[]).await;
        let name = response.headers()["content-disposition"].to_str().unwrap().to_owned();
        assert!(name.contains("licence-%E7%AD%9B%E9%80%89."), "a part is not taken for the whole: {name}");
        assert!(response.into_body().collect().await.unwrap().to_bytes().starts_with(magic));
    }
    let feed = web.text(&link(&page, "atom"), StatusCode::OK).await;
    assert_eq!(feed.matches("<entry>").count(), found.len().min(50), "{feed}");
    assert!(feed.contains("licence_type="), "the feed says what it is of");
    assert!(web.text("/i/licence.csv?from=soon", StatusCode::BAD_REQUEST).await.contains("soon"));
    assert!(web.text("/i/licence?from=soon", StatusCode::BAD_REQUEST).await.contains("soon"));
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withdrawn_or_erased_is_in_no_file() {
    let test = TestHouse::new(Database::sqlite()).await;
    let people = People::join(&test).await;
    let web = Web::of(&test);
    import(&test, (1..=40).map(licence).collect()).await;
    test.settle().await;
    let filter = format!("/i/licence.jsonl?agency={AGENCY}");
    let before = records(&web.text(&filter, StatusCode::OK).await);
    assert_eq!(before.len(), 30);
    let ground = || Ground::new("条例第十五条", "含有个人信息").unwrap();
    for (id, _) in &before[..2] {
        withdraw_urgently(&test.house, &people.approver, id, ground()).await.unwrap();
    }
    test.settle().await;
    review_withdrawal(&test.house, &people.second, &before[0].0, "同意").await.unwrap();
    erase(&test.house, &people.approver, &before[0].0, "个人信息须彻底删除").await.unwrap();
    let mut changed = licence(3);
    changed.1.insert("content".into(), "准予扩大经营".into());
    import(&test, vec![changed]).await;
    test.settle().await;
    for address in [filter.as_str(), "/i/licence.jsonl"] {
        let file = web.text(address, StatusCode::OK).await;
        let after = records(&file);
        assert!(before[..2].iter().all(|(id, _)| after.iter().all(|(other, _)| other != id)), "{address}");
        assert_eq!(after.len(), if address == filter { 28 } else { 38 });
        assert!(file.contains("准予扩大经营") && !file.contains("准予经营第3项"), "the newest version");
    }
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_whole_while_others_publish() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    import(&test, (1..=3_000).map(licence).collect()).await;
    test.settle().await;
    let path = "/i/licence.jsonl?status=%E6%9C%89%E6%95%88";
    let first: BTreeSet<String> =
        records(&web.text(path, StatusCode::OK).await).into_iter().map(|(id, _)| id).collect();
    assert_eq!(first.len(), 2_400);
    let publishing = async {
        for round in 0..6 {
            import(&test, (0..50).map(|n| licence(10_000 + 50 * round + n)).collect()).await;
            // Amendments of what is in the file already.
            let again = (1..=50).map(|n| {
                let (agency, mut values) = licence(5 * n + 1);
                values.insert("content".into(), format!("第{round}次变更").into());
                (agency, values)
            });
            import(&test, again.collect()).await;
            test.settle().await;
        }
    };
    let taking = async {
        let mut sizes = Vec::new();
        for _ in 0..8 {
            let file = records(&web.text(path, StatusCode::OK).await);
            assert!(file.is_sorted_by(|a, b| a.0 < b.0), "each once, in order");
            assert!(file.iter().all(|(_, record)| record["status"] == "有效"));
            let ids: BTreeSet<String> = file.into_iter().map(|(id, _)| id).collect();
            assert!(first.is_subset(&ids), "nothing that stayed is missing");
            assert_eq!((ids.len() - first.len()) % 40, 0, "whole batches only");
            sizes.push(ids.len());
        }
        sizes
    };
    let ((), sizes) = tokio::join!(publishing, taking);
    assert!(sizes.is_sorted(), "{sizes:?}");
    test.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn full_files_are_listed_with_what_they_are() {
    let test = TestHouse::new(Database::sqlite()).await;
    let web = Web::of(&test);
    import(&test, (1..=5).map(licence).collect()).await;
    test.settle().await;
    assert!(web.text("/data/licence", StatusCode::OK).await.contains("还没有全量文件"));
    let scratch = test.dir.path().join("scratch");
    let night = Night { date: test.house.now().date_naive(), scratch, keep: 2 };
    write_full_files(&test.house, &night, None).await.unwrap();
    test.settle().await;
    let all = web.text("/data", StatusCode::OK).await;
    assert!(all.contains("href=\"/data/licence\"") && all.contains("全量文件 2026-11-24：CSV"), "{all}");
    let page = web.text("/data/licence", StatusCode::OK).await;
    for says in ["licence-2026-11-24.parquet", "/i/licence.xlsx", "decision_no", "130001/2026-0000", "/d/"] {
        assert!(page.contains(says), "{says} is not on {page}");
    }
    let file = web.text("/data/licence/2026-11-24.jsonl", StatusCode::OK).await;
    assert_eq!(records(&file).len(), 5);
    let digest = mingjing_publication::Digest::of(file.as_bytes()).to_string();
    assert!(page.contains(&digest), "{digest} is not on {page}");
    for nothing in ["2026-11-23.jsonl", "2026-11-24.xlsx", "2026-11-24", "..", "2026-11-24.jsonl.csv"] {
        web.text(&format!("/data/licence/{nothing}"), StatusCode::NOT_FOUND).await;
    }
    web.text("/data/nothing", StatusCode::NOT_FOUND).await;
    test.finish().await;
}
