//! Questions and cursors at an index with a few documents.
#![no_main]

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate};
use libfuzzer_sys::fuzz_target;
use mingjing_search::{Change, Cursor, Document, Query, SearchIndex};

const TEXTS: [&str; 4] = [
    "关于全面推进政务公开工作的实施意见 冀政办发〔2019〕5号",
    "行政许可公示:石家庄恒泰建材有限公司,91130100MA07XXXXXX",
    "Ｆull-width ａnd 繁體字 公開, with English words",
    "第一条 为了规范政府信息公开工作,制定本条例。",
];

static INDEX: LazyLock<Option<SearchIndex>> = LazyLock::new(|| {
    let index = SearchIndex::in_memory().ok()?;
    let changes = (0..).zip(TEXTS).map(|(n, text)| Change::Put(Box::new(document(n, text)))).collect();
    index.apply(changes, 4).ok()?;
    Some(index)
});

fn document(n: u64, text: &str) -> Document {
    Document {
        id: format!("{n:032x}"),
        item: "notice".into(),
        agency: "130001".into(),
        agency_name: "省政府办公厅".into(),
        regions: vec!["130000".into()],
        year: 2026,
        status: String::new(),
        area: "participation".into(),
        title: text.to_owned(),
        index_no: format!("130001/2026-{n:05}"),
        document_no: None,
        body: text.repeat(3),
        full_text: n % 2 == 0,
        issued_on: NaiveDate::default(),
        published_at: DateTime::default(),
        revision: 1,
        leaf_index: n,
        keywords: Vec::new(),
        columns: "{}".into(),
    }
}

fuzz_target!(|data: &[u8]| {
    let Some(index) = &*INDEX else { return };
    let text = String::from_utf8_lossy(data).into_owned();
    let after = text.parse::<Cursor>().ok();
    if let Some(cursor) = &after {
        let again = cursor.to_string();
        assert_eq!(again.parse::<Cursor>().ok().map(|c| c.to_string()), Some(again));
    }
    let one = Query { limit: 5, highlight: true, ..Query::default() };
    let asked = [
        Query { text: text.clone(), ..one.clone() },
        Query { filters: vec![(text.clone(), text)], ..one.clone() },
        Query { after, ..one },
    ];
    for query in asked {
        let Ok(found) = index.search(&query) else {
            assert!(query.after.is_some(), "only a cursor can be refused");
            continue;
        };
        assert!(found.total <= TEXTS.len() as u64);
        for hit in found.hits {
            let pieces: String = hit.title_marked.iter().map(|span| span.text.as_str()).collect();
            assert_eq!(pieces, hit.title, "a marked title is the title");
        }
    }
});
