//! Everything a question finds, whole and in the order of identities.

use crate::common::{day, put, record, text, typed};
use mingjing_search::{Change, Query, SearchIndex, Selection};

fn filled(parts: &[std::ops::Range<u64>]) -> SearchIndex {
    let index = SearchIndex::in_memory().unwrap();
    for part in parts {
        index.apply(part.clone().map(|n| put(record(n))).collect(), part.end).unwrap();
    }
    index
}

/// Leafs through a selection; answers the numbers in its order.
fn numbers(selection: &Selection, step: usize) -> Vec<u64> {
    let (mut all, mut last) = (Vec::new(), String::new());
    loop {
        let page = selection.after(&last, step).unwrap();
        let Some(newest) = page.last() else { return all };
        last.clone_from(newest);
        all.extend(page.iter().map(|id| u64::from_str_radix(id, 16).unwrap()));
    }
}

#[test]
fn a_selection_is_what_the_list_counts_in_order() {
    // Two segments whose identities lie between each other's.
    let index = SearchIndex::in_memory().unwrap();
    for odd in [0, 1] {
        let changes = (0..400).filter(|n| n % 2 == odd).map(|n| put(record(n))).collect();
        index.apply(changes, 400).unwrap();
    }
    let queries = [
        Query::default(),
        Query { agency: Some("130200-SCJ".into()), ..Query::default() },
        Query { agency: Some("nobody".into()), ..Query::default() },
        Query { filters: vec![("licence_type".into(), "道路运输许可".into())], ..typed("商贸") },
        Query { from: Some(day(3, 1)), to: Some(day(4, 30)), ..Query::default() },
        Query { from: Some(day(4, 1)), to: Some(day(3, 1)), ..Query::default() },
        typed("第7分店"),
        typed("河北某某商贸的道路运输许可"),
        typed("什么也没有"),
    ];
    for query in queries {
        let total = index.search(&query).unwrap().total;
        let selection = index.select(&query).unwrap();
        assert_eq!(selection.total(), total, "{query:?}");
        for step in [1, 7, 1_000] {
            let found = numbers(&selection, step);
            assert_eq!(found.len() as u64, total, "{query:?} by {step}");
            assert!(found.is_sorted_by(|a, b| a < b), "{query:?} by {step}");
        }
    }
}

#[test]
fn a_selection_stays_as_it_was_asked_for() {
    let index = filled(&[0..100, 100..200]);
    index.apply(vec![Change::Remove { id: format!("{:032x}", 5) }, put(record(150))], 201).unwrap();
    let selection = index.select(&Query { item: Some("licence".into()), ..Query::default() }).unwrap();
    let before: Vec<u64> = (0..200).filter(|n| *n != 5).collect();
    assert_eq!((selection.total(), selection.watermark()), (199, 201));
    let first = selection.after("", 50).unwrap();
    let mut changes: Vec<Change> = (0..100).map(|n| Change::Remove { id: format!("{n:032x}") }).collect();
    changes.extend((200..300).map(|n| put(text(n, "通知", "正文"))));
    index.apply(changes, 300).unwrap();
    assert_eq!(first.len(), 50);
    assert_eq!(numbers(&selection, 30), before, "what changes meanwhile is for the next one");
}
