//! Lists: filters, facets, order, pages, and following the log.

use std::fs;

use crate::common::{day, numbers, put, record, text, typed};
use mingjing_search::{Change, Cursor, Document, Error, Facet, Keyword, Query, SearchIndex, Sort};

const RECORDS: u64 = 300;

fn filled(range: std::ops::Range<u64>) -> SearchIndex {
    let index = SearchIndex::in_memory().unwrap();
    let end = range.end;
    index.apply(range.map(|n| put(record(n))).collect(), end).unwrap();
    index
}

fn list(limit: usize) -> Query {
    Query { limit, ..Query::default() }
}

#[test]
fn each_of_several_values_is_counted_and_found() {
    let index = filled(0..10);
    let kind = |value: &str| Keyword { key: "kinds".into(), value: value.into(), facet: true };
    let with = |n: u64, kinds: &[&str]| {
        let mut document = record(n);
        document.keywords.extend(kinds.iter().map(|value| kind(value)));
        put(document)
    };
    index
        .apply(
            vec![with(10, &["警告", "罚款"]), with(11, &["罚款"]), with(12, &["警告", "罚款", "其他"])],
            13,
        )
        .unwrap();
    let query = Query { facets: vec![Facet::Field("kinds".into())], ..list(0) };
    let counts = [("罚款".to_owned(), 3), ("警告".to_owned(), 2), ("其他".to_owned(), 1)];
    assert_eq!(index.search(&query).unwrap().facets[0].1, counts);
    let warned = Query { filters: vec![("kinds".into(), "警告".into())], ..list(5) };
    assert_eq!(numbers(&index.search(&warned).unwrap()), [10, 12]);
}

#[test]
fn filters_narrow_and_facets_count_all() {
    let index = filled(0..RECORDS);
    index.apply(vec![put(text(RECORDS, "通知", "正文"))], RECORDS + 1).unwrap();
    let facets =
        vec![Facet::Item, Facet::Region, Facet::Field("licence_type".into()), Facet::Field("none".into())];
    let all = index.search(&Query { facets: facets.clone(), ..list(1) }).unwrap();
    assert_eq!(all.total, RECORDS + 1);
    assert_eq!(all.facets[0].1, [("licence".to_owned(), RECORDS), ("policy-document".to_owned(), 1)]);
    assert_eq!(all.facets[1].1[0], ("130000".to_owned(), RECORDS + 1));
    assert_eq!(all.facets[1].1.len(), 4);
    assert_eq!(all.facets[2].1.iter().map(|(_, n)| *n).collect::<Vec<_>>(), [150, 150]);
    assert!(all.facets[3].1.is_empty());
    assert_eq!(all.facets.iter().map(|(facet, _)| facet.clone()).collect::<Vec<_>>(), facets);

    let narrow = Query {
        item: Some("licence".into()),
        region: Some("130200".into()),
        year: Some(2026),
        status: Some("有效".into()),
        area: Some("result".into()),
        agency: Some("130200-SCJ".into()),
        filters: vec![("licence_type".into(), "道路运输许可".into())],
        from: Some(day(2, 1)),
        to: Some(day(6, 30)),
        ..list(1_000)
    };
    let found = index.search(&narrow).unwrap();
    let truth: Vec<u64> =
        (0..RECORDS).filter(|n| n % 3 == 1 && n % 2 == 1 && (1..6).contains(&(n % 12))).collect();
    let mut numbers = numbers(&found);
    numbers.sort_unstable();
    assert_eq!((found.total, numbers), (truth.len() as u64, truth));
    let code = Query { filters: vec![("uscc".into(), "91130100MA00000007".into())], ..list(5) };
    assert_eq!(index.search(&code).unwrap().total, 1);
    assert_eq!(
        index.search(&Query { to: Some(day(1, 1)), from: Some(day(3, 1)), ..list(5) }).unwrap().total,
        0
    );
    assert_eq!(
        index.search(&Query { text: "商贸".into(), facets, ..list(0) }).unwrap().facets[0].1[0].1,
        RECORDS
    );
}

#[test]
fn pages_by_cursor_hold_while_documents_are_published() {
    for sort in [Sort::Newest, Sort::Oldest, Sort::Relevance] {
        for text in ["", "商贸"] {
            let index = filled(0..RECORDS);
            let query = Query { sort, text: text.into(), ..list(17) };
            let whole = numbers(&index.search(&Query { limit: 1_000, ..query.clone() }).unwrap());
            assert_eq!(whole.len() as u64, RECORDS);
            let (mut seen, mut after, mut next_leaf) = (Vec::new(), None, RECORDS);
            loop {
                let page = index.search(&Query { after, ..query.clone() }).unwrap();
                seen.extend(numbers(&page).into_iter().filter(|n| *n < RECORDS));
                let amended =
                    Document { leaf_index: next_leaf + 1, ..record(next_leaf % RECORDS * 7 % RECORDS) };
                index.apply(vec![put(record(next_leaf)), put(amended)], next_leaf + 2).unwrap();
                next_leaf += 2;
                let Some(next) = page.next else { break };
                after = Some(next.to_string().parse::<Cursor>().unwrap());
            }
            assert_eq!(seen, whole, "{sort:?} {text}");
        }
    }
}

#[test]
fn a_list_by_relevance_goes_on_although_every_rank_changes() {
    let index = SearchIndex::in_memory().unwrap();
    let body = |n: u64| {
        format!("{}{}", "政务公开。".repeat((n % 7 + 1) as usize), "其他。".repeat((n % 11) as usize))
    };
    index.apply((0..90).map(|n| put(text(n, &format!("第{n}号"), &body(n)))).collect(), 90).unwrap();
    let query = Query { sort: Sort::Relevance, text: "公开".into(), ..list(20) };
    let whole = numbers(&index.search(&Query { limit: 1_000, ..query.clone() }).unwrap());
    let (mut seen, mut after, mut leaf) = (Vec::new(), None, 90);
    loop {
        let page = index.search(&Query { after, ..query.clone() }).unwrap();
        seen.extend(numbers(&page));
        // Long texts full of the word change how rare and how telling it is.
        let more = (leaf..leaf + 200).map(|n| put(text(n, "公开", &"公开与不公开。".repeat(40))));
        index.apply(more.collect(), leaf + 200).unwrap();
        leaf += 200;
        if seen.len() == 40 {
            index.apply(vec![Change::Remove { id: format!("{:032x}", whole[65]) }], leaf + 1).unwrap();
            leaf += 1;
        }
        let Some(next) = page.next else { break };
        after = Some(next);
    }
    let kept: Vec<u64> = whole.iter().copied().filter(|n| *n != whole[65]).collect();
    assert_eq!(seen, kept, "each once, in the order of the first page, but for what was taken out meanwhile");
}

#[test]
fn order_is_by_day_and_then_by_leaf() {
    let index = filled(0..40);
    let newest = numbers(&index.search(&Query { sort: Sort::Newest, ..list(100) }).unwrap());
    let mut truth: Vec<u64> = (0..40).collect();
    truth.sort_by_key(|n| std::cmp::Reverse((n % 12, *n)));
    assert_eq!(newest, truth);
    let offset = index.search(&Query { offset: 38, ..list(10) }).unwrap();
    assert_eq!((numbers(&offset), offset.next), (truth[38..].to_vec(), None));
    let oldest = numbers(&index.search(&Query { sort: Sort::Oldest, ..list(100) }).unwrap());
    assert_eq!(oldest, truth.into_iter().rev().collect::<Vec<_>>());
}

#[test]
fn a_cursor_of_another_order_is_refused() {
    let index = filled(0..40);
    let next = index.search(&Query { sort: Sort::Oldest, ..list(5) }).unwrap().next;
    let refused = index.search(&Query { sort: Sort::Newest, after: next, ..list(5) });
    assert!(matches!(refused, Err(Error::CursorOrder)));
    assert!("zz".parse::<Cursor>().is_err());
}

#[test]
fn large_segments_answer_like_small_ones() {
    let count = 10_000;
    let index = filled(0..count);
    index.apply(vec![Change::Remove { id: format!("{:032x}", 9_997) }], count).unwrap();
    let region = |n: &u64| *n % 3 == 1 && *n != 9_997;
    let mut truth: Vec<u64> = (0..count).filter(region).collect();
    truth.sort_by_key(|n| std::cmp::Reverse((n % 12, *n)));
    let facets = vec![Facet::Agency];
    let query = Query { region: Some("130200".into()), facets, ..list(20) };
    for _ in 0..2 {
        // The first time counts, the second remembers and reads the order.
        let first = index.search(&query).unwrap();
        assert_eq!(first.total, truth.len() as u64);
        assert_eq!(first.facets[0].1, [("130200-SCJ".to_owned(), truth.len() as u64)]);
        assert_eq!(numbers(&first), truth[..20]);
        let second = index.search(&Query { after: first.next, ..query.clone() }).unwrap();
        assert_eq!(numbers(&second), truth[20..40]);
        let oldest = index.search(&Query { sort: Sort::Oldest, ..query.clone() }).unwrap();
        assert_eq!(numbers(&oldest), truth.iter().rev().take(20).copied().collect::<Vec<_>>());
        let two = index.search(&Query { after: oldest.next, sort: Sort::Oldest, ..query.clone() }).unwrap();
        assert_eq!(numbers(&two), truth.iter().rev().skip(20).take(20).copied().collect::<Vec<_>>());
        let march = Query { from: Some(day(3, 1)), to: Some(day(3, 1)), ..query.clone() };
        let march = index.search(&march).unwrap();
        let wanted: Vec<u64> = truth.iter().copied().filter(|n| n % 12 == 2).collect();
        assert_eq!(
            (march.total, numbers(&march)),
            (wanted.len() as u64, wanted.into_iter().take(20).collect())
        );
    }
}

#[test]
fn a_change_made_twice_is_made_once() {
    let index = filled(0..50);
    let again = |n| {
        let mut document = record(n);
        document.revision = 2;
        put(document)
    };
    let changes =
        vec![again(7), again(7), put(record(60)), again(60), Change::Remove { id: "absent".into() }];
    index.apply(changes.clone(), 61).unwrap();
    index.apply(changes, 61).unwrap();
    assert_eq!((index.len(), index.watermark()), (51, 61));
    let hits = index.search(&list(1_000)).unwrap().hits;
    assert_eq!(hits.iter().filter(|hit| hit.revision == 2).count(), 2);
    index.apply(vec![Change::Remove { id: record(7).id }, Change::Remove { id: record(7).id }], 62).unwrap();
    assert_eq!(index.search(&typed("MA00000007")).unwrap().total, 0);
    index.clear().unwrap();
    assert_eq!((index.len(), index.watermark()), (0, 0));
}

#[test]
fn a_hit_hands_back_what_was_put() {
    let index = filled(3..4);
    let hit = index.search(&list(1)).unwrap().hits.remove(0);
    let put = record(3);
    assert_eq!(
        (hit.id, hit.title, hit.item, hit.agency, hit.issued_on, hit.published_at, hit.index_no, hit.status),
        (put.id, put.title, put.item, put.agency, put.issued_on, put.published_at, put.index_no, put.status)
    );
    assert_eq!((hit.revision, hit.leaf_index, hit.columns), (1, 3, put.columns));
}

#[test]
fn an_opened_folder_goes_on_and_a_damaged_one_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    let open = || SearchIndex::open(folder.path());
    let index = open().unwrap();
    index.apply(vec![put(record(1)), put(record(2))], 3).unwrap();
    assert!(matches!(open().unwrap().apply(vec![], 4), Err(Error::Busy)));
    let reader = open().unwrap();
    index.apply(vec![put(record(3))], 4).unwrap();
    assert_eq!((reader.len(), reader.watermark()), (2, 3));
    reader.reload().unwrap();
    assert_eq!((reader.len(), reader.watermark()), (3, 4));
    drop((index, reader));
    assert_eq!((open().unwrap().len(), open().unwrap().watermark()), (3, 4));

    fs::write(folder.path().join("own-notes.txt"), "stays").unwrap();
    let meta = folder.path().join("meta.json");
    let whole = fs::read_to_string(&meta).unwrap();
    let mut store = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let store = store.find(|path| path.extension().is_some_and(|name| name == "store")).unwrap();
    for damage in 0..4 {
        match damage {
            0 => fs::write(&meta, "{").unwrap(),
            1 => fs::write(&meta, whole.replace("\\\"version\\\":", "\\\"version\\\":9")).unwrap(),
            2 if store.exists() => fs::write(&store, "short").unwrap(),
            _ => fs::remove_file(&meta).unwrap(),
        }
        let index = open().unwrap();
        assert_eq!((index.len(), index.watermark()), (0, 0), "{damage}");
        index.apply(vec![put(record(1))], 2).unwrap();
        assert_eq!(open().unwrap().search(&typed("许可")).unwrap().total, 1);
    }
    let index = open().unwrap();
    assert!(index.is_intact().unwrap());
    let files = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let path = files.into_iter().find(|path| path.extension().is_some_and(|name| name == "store")).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes[3] ^= 1;
    fs::write(&path, bytes).unwrap();
    assert!(!index.is_intact().unwrap());
    assert!(folder.path().join("own-notes.txt").exists());
}

#[test]
fn what_another_process_indexed_meanwhile_is_not_put_twice() {
    let folder = tempfile::tempdir().unwrap();
    let first = SearchIndex::open(folder.path()).unwrap();
    let second = SearchIndex::open(folder.path()).unwrap();
    let all = || (0..10).map(|n| put(record(n))).collect::<Vec<_>>();
    second.apply(all(), 10).unwrap();
    assert!(matches!(first.apply(all(), 10), Err(Error::Busy)), "the other one writes");
    drop(second);
    assert!(matches!(first.apply(all(), 10), Err(Error::Busy)), "it wrote since");
    assert_eq!((first.watermark(), first.len()), (10, 10), "and now that is known");
    first.apply(vec![put(record(10))], 11).unwrap();
    assert_eq!(first.len(), 11);
}
