//! What a citizen finds is taken away as a file: what the index found, never what was withdrawn since.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use mingjing_actions::import::import_values;
use mingjing_actions::{Officer, export, sequencing, withdraw_urgently};
use mingjing_opendata::{Format, Style};
use mingjing_publication::Ground;
use mingjing_search::Query;
use mingjing_testkit::{AGENCY, People, TestHouse, on_both_databases};
use serde_json::{Map, Value, json};

fn licence(n: usize, content: &str) -> (String, Map<String, Value>) {
    let kind = ["普通", "特许"][n % 2];
    let values = json!({
        "decision_no": format!("冀审许〔2026〕{n}号"), "licensee": "石家庄恒泰建材有限公司",
        "licence_type": kind, "content": content, "decided_on": "2026-11-02", "status": "有效",
    });
    (AGENCY.to_owned(), values.as_object().unwrap().clone())
}

async fn import(test: &TestHouse, rows: Vec<(String, Map<String, Value>)>) {
    import_values(&test.house, &Officer::operator(), "licence", "许可.csv", rows).await.unwrap();
}

/// The lines of a file, of everything or of what is found.
async fn take(test: &TestHouse, only: Option<&Query>) -> Vec<String> {
    let mut file = Vec::new();
    let count = export(&test.house, "licence", only, "", Format::JsonLines, Style::default(), &mut file)
        .await
        .unwrap();
    let lines: Vec<String> = String::from_utf8(file).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(lines.len() as u64, count);
    lines
}

fn special() -> Query {
    Query { filters: vec![("licence_type".into(), "特许".into())], ..Query::default() }
}

on_both_databases! {
    async fn what_is_found_is_in_the_file_and_nothing_else(test: TestHouse) {
        // More than one page, so that pages join without a gap.
        import(&test, (1..=5_001).map(|n| licence(n, "准予经营")).collect()).await;
        test.settle().await;
        let (all, found) = (take(&test, None).await, take(&test, Some(&special())).await);
        assert_eq!((all.len(), found.len()), (5_001, 2_501));
        let of_all: Vec<&String> = all.iter().filter(|line| line.contains("特许")).collect();
        assert!(of_all.into_iter().eq(&found), "the same lines in the same order as in the whole file");
        let text = Query { text: "冀审许〔2026〕77号".into(), ..special() };
        assert_eq!(take(&test, Some(&text)).await.len(), 1);
        test.finish().await;
    }
}

on_both_databases! {
    async fn the_file_is_of_one_moment_but_forgets_what_is_withdrawn(test: TestHouse) {
        let people = People::join(&test).await;
        let house = &test.house;
        import(&test, (1..=9).map(|n| licence(n, "准予经营")).collect()).await;
        test.settle().await;
        let found = house.search.search(&Query { limit: 9, ..special() }).unwrap();
        let ground = Ground::new("条例第十五条", "含有个人信息").unwrap();
        withdraw_urgently(house, &people.approver, &found.hits[0].id, ground).await.unwrap();
        import(&test, vec![licence(3, "准予扩大经营")]).await;
        assert_eq!(take(&test, Some(&special())).await.len(), 5, "no checkpoint covers the withdrawal yet");
        assert!(take(&test, None).await.iter().all(|line| !line.contains("准予扩大经营")));

        // A checkpoint covers it, and the index has not followed.
        sequencing::catch_up(house, &test.sequencer).await.unwrap();
        let behind = take(&test, Some(&special())).await;
        assert_eq!(behind.len(), 4);
        assert!(behind.iter().all(|line| !line.contains("准予扩大经营")), "as the index found it");
        assert_eq!(take(&test, None).await.len(), 8);
        test.settle().await;
        let newest = take(&test, Some(&special())).await;
        assert_eq!(newest.iter().filter(|line| line.contains("准予扩大经营")).count(), 1);
        assert_eq!(newest.len(), 4);
        test.finish().await;
    }
}
