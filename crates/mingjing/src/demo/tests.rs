//! That the demonstration shows every item, whole.

use std::collections::BTreeMap;

use mingjing_actions::import::{Progress, TableImport, Tally, import_table};
use mingjing_actions::{Officer, export, find_guides, reading};
use mingjing_opendata::{Format, Rows, Style};
use mingjing_search::{Facet, Query};
use mingjing_testkit::{TestHouse, on_both_databases};

use super::material::Material;
use super::questions::QUESTIONS;
use super::row::Row;

/// More would take too long to make.
const MOST: u64 = 900;

async fn filled(test: &TestHouse) -> BTreeMap<String, u64> {
    super::fill(&test.house).await.expect("the demonstration is filled");
    test.settle().await;
    let signed = async || {
        test.settle().await;
        Ok(())
    };
    super::hold_hearings(&test.house, signed).await.expect("hearings are held");
    super::write_files(&test.house).await.expect("the full files are written");
    test.settle().await;
    let query = Query { facets: vec![Facet::Item], ..Query::default() };
    let found = test.house.search.search(&query).expect("an answer");
    assert!((500..=MOST).contains(&found.total), "{} disclosures", found.total);
    found.facets.into_iter().flat_map(|(_, counts)| counts).collect()
}

struct Quiet;

impl Progress for Quiet {
    fn done(&self, _: Tally) {}

    fn note(&self, _: &str) {}

    fn stop(&self) -> bool {
        false
    }
}

/// Exports an item and imports the file: how many were written, and how many it left unchanged.
async fn taken_out_and_in(test: &TestHouse, item: &str) -> (u64, u64) {
    let path = test.dir.path().join(format!("{item}.csv"));
    let file = std::fs::File::create(&path).expect("a file");
    let style = Style { byte_order_mark: true, titles: true };
    let origin = "https://test.example.gov.cn";
    let written = export(&test.house, item, None, origin, Format::Csv, style, file).await.expect("an export");
    let rows = Rows::open(&path, None).expect("the file is read");
    let import =
        TableImport { item: item.into(), agency: None, name: path.display().to_string(), digest: None };
    let tally = import_table(&test.house, &Officer::operator(), import, rows, &Quiet).await;
    (written, tally.unwrap_or_else(|error| panic!("{item}: {error}")).unchanged)
}

on_both_databases! {
    async fn every_item_is_published_listed_found_and_exported(test: TestHouse) {
        let counts = filled(&test).await;
        let material = Material::read().expect("the sentences");
        let (register, today) = (test.house.register(), test.house.now().date_naive());
        for item in test.house.rules.catalogue.items() {
            let count = counts.get(&item.key).copied().unwrap_or_default();
            assert!(count > 0, "nothing of {}", item.key);
            if let Some(sheet) = material.sheets.get(&item.key) {
                let rows = Row::all(&material, &register, sheet, today).expect("rows");
                // Three calls for comments have drafts of their own; one goes all its way to an outcome.
                let calls = &test.house.rules.consultations;
                let more = 3 * u64::from(item.key == calls.draft) + u64::from(item.key == calls.outcome);
                // Two hearings for which people sign up.
                let more = more + 2 * u64::from(item.key == "hearing-notice");
                assert_eq!(count, rows.len() as u64 + more, "{}: rows were refused or held", item.key);
            }
            let one = Query { item: Some(item.key.clone()), limit: 1, ..Query::default() };
            let listed = test.house.search.search(&one).expect("a list");
            let hit = listed.hits.first().expect("a hit");
            let title = Query { text: hit.title.clone(), limit: 20, ..Query::default() };
            let found = test.house.search.search(&title).expect("hits");
            assert!(found.hits.iter().any(|found| found.id == hit.id), "“{}” is not found", hit.title);
            let page = reading::disclosure(&test.house, &hit.id).await.expect("a page").expect("one");
            assert!(page.content().is_some(), "{}", item.key);
            assert_eq!(taken_out_and_in(&test, &item.key).await, (count, count), "{}", item.key);
        }
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_decision_gathers_all_its_steps(test: TestHouse) {
        filled(&test).await;
        for (item, fewest) in [("major-decision", 12), ("construction-project", 8)] {
            let query = Query { item: Some(item.into()), limit: 50, ..Query::default() };
            let found = test.house.search.search(&query).expect("a list");
            let mut most = 0;
            for hit in found.hits {
                let page = reading::disclosure(&test.house, &hit.id).await.expect("a page").expect("one");
                most = most.max(page.links.len());
            }
            assert!(most >= fewest, "{item}: {most} linked disclosures at most");
        }
        test.finish().await;
    }
}

on_both_databases! {
    async fn everyday_questions_find_their_guides(test: TestHouse) {
        filled(&test).await;
        let mut unanswered = Vec::new();
        for (question, guide) in QUESTIONS {
            let found = find_guides(&test.house, question, 3).expect("guides");
            if !found.iter().any(|hit| hit.title.contains(guide)) {
                let titles: Vec<&str> = found.iter().map(|hit| hit.title.as_str()).collect();
                unanswered.push(format!("{question} → {guide}: {titles:?}"));
            }
        }
        assert!(unanswered.is_empty(), "{unanswered:#?}");
        test.finish().await;
    }
}
