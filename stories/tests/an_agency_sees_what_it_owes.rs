//! What an agency must publish, what it has, and what has grown old.

use chrono::TimeDelta;
use mingjing_actions::Officer;
use mingjing_actions::import::import_values;
use mingjing_actions::reading::{Standing, completeness};
use mingjing_testkit::{TestHouse, on_both_databases};
use serde_json::{Map, Value, json};

/// 河北省财政厅
const FINANCE: &str = "130009";
/// 河北省教育厅
const EDUCATION: &str = "130003";

fn standing(test: &TestHouse, agency: &str, item: &str) -> Option<(Standing, u64)> {
    let all = completeness(&test.house, agency).expect("what is expected");
    all.into_iter().find(|one| one.item.key == item).map(|one| (one.standing, one.count))
}

fn fee(code: &str) -> Map<String, Value> {
    let Value::Object(values) = json!({
        "fee_code": code, "name": "不动产登记费", "fee_kind": "行政事业性收费", "department": "自然资源部门",
        "payers": "申请登记的单位和个人", "standard": "每件 80 元", "basis_text": "《不动产登记暂行条例》",
        "managed": "缴入国库", "from_enterprises": "涉企", "status": "执行中", "effective_on": "2026-11-02",
    }) else {
        return Map::new();
    };
    values
}

fn plan(title: &str, day: &str) -> Map<String, Value> {
    let Value::Object(values) = json!({
        "title": title, "year": 2026, "kind": "集中采购目录", "issued_on": day,
        "entries": [{ "code": "A02", "name": "台式计算机" }],
    }) else {
        return Map::new();
    };
    values
}

async fn publish(test: &TestHouse, item: &str, agency: &str, values: Map<String, Value>) {
    let rows = vec![(agency.to_owned(), values)];
    let (tally, refused) =
        import_values(&test.house, &Officer::operator(), item, "story", rows).await.expect("an import");
    assert_eq!((tally.created, refused), (1, Vec::new()), "{item}");
    test.settle().await;
}

on_both_databases! {
    async fn what_is_missing_appears_and_grows_old(test: TestHouse) {
        assert_eq!(standing(&test, FINANCE, "fee-item"), Some((Standing::Missing, 0)));
        assert_eq!(standing(&test, EDUCATION, "fee-item"), None, "fees are the finance departments' to publish");
        assert_eq!(standing(&test, FINANCE, "drug-sampling"), None);
        assert_eq!(standing(&test, EDUCATION, "annual-report"), Some((Standing::Missing, 0)), "all report");
        assert_eq!(standing(&test, FINANCE, "hearing-notice"), None, "nobody must hold a hearing");

        publish(&test, "fee-item", FINANCE, fee("SF-1")).await;
        publish(&test, "fee-item", FINANCE, fee("SF-2")).await;
        assert_eq!(standing(&test, FINANCE, "fee-item"), Some((Standing::Present, 2)));

        publish(&test, "procurement-catalogue", FINANCE, plan("集中采购目录", "2026-11-20")).await;
        assert_eq!(standing(&test, FINANCE, "procurement-catalogue"), Some((Standing::Present, 1)));
        test.advance(TimeDelta::days(800));
        assert_eq!(standing(&test, FINANCE, "procurement-catalogue"), Some((Standing::Stale, 1)));
        assert_eq!(standing(&test, FINANCE, "fee-item"), Some((Standing::Present, 2)), "no freshness is asked");
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_level_owes_what_its_level_must(test: TestHouse) {
        let keys = |agency: &str| -> Vec<String> {
            let all = completeness(&test.house, agency).expect("what is expected");
            all.into_iter().map(|one| one.item.key.clone()).collect()
        };
        let (province, county) = (keys("130001"), keys("13010201"));
        assert!(province.contains(&"annual-report".to_owned()) && county.contains(&"annual-report".to_owned()));
        assert!(keys("130002").contains(&"negative-list".to_owned()));
        assert!(!keys("13010202").contains(&"negative-list".to_owned()), "only the province has one");
        assert!(completeness(&test.house, "000000").is_err());
        test.finish().await;
    }
}
