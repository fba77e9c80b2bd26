//! A power list as it was on any day, two days side by side, and what changed last.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::NaiveDate;
use mingjing_actions::import::import_values;
use mingjing_actions::reading::{list_between, list_changes, list_on};
use mingjing_actions::{Officer, withdraw_urgently};
use mingjing_publication::Ground;
use mingjing_testkit::{AGENCY, OTHER_AGENCY, People, TestHouse, on_both_databases};
use serde_json::json;

const ITEM: &str = "power-list";

/// Publishes a version of an entry.
async fn say(
    test: &TestHouse,
    agency: &str,
    code: &str,
    (holder, status): (&str, &str),
    from: &str,
    until: &str,
) {
    let mut values = json!({
        "entry_code": code, "name": format!("权力{code}"), "power_kind": "行政检查", "holder": holder,
        "basis_text": "《中华人民共和国安全生产法》第六十二条", "remedies": "12345", "status": status,
        "effective_on": from,
    });
    if !until.is_empty() {
        values["repealed_on"] = until.into();
    }
    let rows = vec![(agency.to_owned(), values.as_object().unwrap().clone())];
    let (tally, rejects) =
        import_values(&test.house, &Officer::operator(), ITEM, "清单.csv", rows).await.unwrap();
    assert_eq!(tally.rejected, 0, "{rejects:?}");
    test.settle().await;
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Titles and holders on a day, read in parts of two.
async fn on(test: &TestHouse, agency: &str, on: &str) -> Vec<String> {
    let (mut all, mut behind) = (Vec::new(), None);
    loop {
        let part = list_on(&test.house, ITEM, agency, day(on), behind, 2).await.unwrap();
        let line = |one: &mingjing_publication::Content| {
            format!("{} {}", one.title, one.fields["holder"].as_str().unwrap())
        };
        all.extend(part.shown.iter().map(line));
        behind = part.next;
        if behind.is_none() {
            return all;
        }
    }
}

async fn between(test: &TestHouse, from: &str, to: &str) -> Vec<(String, &'static str)> {
    let (mut all, mut behind) = (Vec::new(), None);
    loop {
        let part = list_between(&test.house, ITEM, "", (day(from), day(to)), behind, 1).await.unwrap();
        all.extend(part.shown.into_iter().map(|change| {
            let kind = match (change.before, change.after) {
                (None, Some(_)) => "added",
                (Some(_), None) => "removed",
                (Some(_), Some(_)) => "changed",
                (None, None) => "nothing",
            };
            (change.entry, kind)
        }));
        behind = part.next;
        if behind.is_none() {
            return all;
        }
    }
}

on_both_databases! {
    async fn a_list_is_shown_as_it_was_on_any_day(test: TestHouse) {
        let people = People::join(&test).await;
        say(&test, AGENCY, "A-1", ("甲厅", "有效"), "2020-01-01", "").await;
        say(&test, AGENCY, "A-2", ("甲厅", "有效"), "2021-01-01", "").await;
        say(&test, AGENCY, "A-3", ("甲厅", "有效"), "2020-01-01", "").await;
        say(&test, OTHER_AGENCY, "A-1", ("丙厅", "有效"), "2020-06-01", "").await;
        // One passes to another office, one is repealed, one that was repealed before it came into the system.
        say(&test, AGENCY, "A-1", ("乙厅", "调整"), "2023-05-01", "").await;
        say(&test, AGENCY, "A-3", ("甲厅", "取消"), "2020-01-01", "2024-01-01").await;
        say(&test, AGENCY, "A-4", ("甲厅", "取消"), "2019-01-01", "2020-03-01").await;

        assert!(on(&test, "", "2018-12-31").await.is_empty());
        assert_eq!(on(&test, AGENCY, "2020-02-01").await, ["权力A-1 甲厅", "权力A-3 甲厅", "权力A-4 甲厅"]);
        assert_eq!(on(&test, AGENCY, "2020-03-01").await, ["权力A-1 甲厅", "权力A-3 甲厅"]);
        assert_eq!(on(&test, "", "2023-04-30").await, ["权力A-1 甲厅", "权力A-2 甲厅", "权力A-3 甲厅", "权力A-1 丙厅"]);
        assert_eq!(on(&test, "", "2023-05-01").await[0], "权力A-1 乙厅");
        assert_eq!(on(&test, AGENCY, "2024-01-01").await, ["权力A-1 乙厅", "权力A-2 甲厅"]);
        assert_eq!(on(&test, OTHER_AGENCY, "2024-01-01").await, ["权力A-1 丙厅"]);

        let net = between(&test, "2020-12-31", "2024-06-01").await;
        assert_eq!(net, [("A-3".into(), "removed"), ("A-1".into(), "changed"), ("A-2".into(), "added")]);
        assert!(between(&test, "2024-06-01", "2026-01-01").await.is_empty());

        let latest = list_changes(&test.house, ITEM, AGENCY, 2).await.unwrap();
        assert_eq!(latest.iter().map(|c| c.entry.as_str()).collect::<Vec<_>>(), ["A-4", "A-4"]);

        // What is withdrawn is gone from every day.
        let part = list_on(&test.house, ITEM, AGENCY, day("2024-01-01"), None, 9).await.unwrap();
        let ground = Ground::new("条例第十四条", "不应公开").unwrap();
        withdraw_urgently(&test.house, &people.approver, &part.shown[1].id, ground).await.unwrap();
        test.settle().await;
        assert_eq!(on(&test, AGENCY, "2024-01-01").await, ["权力A-1 乙厅"]);
        assert_eq!(on(&test, AGENCY, "2021-06-01").await, ["权力A-1 甲厅", "权力A-3 甲厅"]);
        test.finish().await;
    }
}
