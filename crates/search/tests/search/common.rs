//! Documents for the tests.

use chrono::{DateTime, NaiveDate};
use mingjing_search::{Change, Document, Keyword, Query, Results, Span};

/// A day of 2026.
pub fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// A running text with number `n`, in the log at leaf `n`.
pub fn text(n: u64, title: &str, body: &str) -> Document {
    Document {
        id: format!("{n:032x}"),
        item: "policy-document".into(),
        agency: "130000-SJT".into(),
        agency_name: "省审计厅".into(),
        regions: vec!["130000".into()],
        year: 2026,
        status: "有效".into(),
        area: "decision".into(),
        title: title.into(),
        index_no: format!("000014349/2026-{n:05}"),
        document_no: None,
        body: body.into(),
        full_text: true,
        issued_on: day(1, 1),
        published_at: DateTime::parse_from_rfc3339("2026-01-02T09:00:00+08:00").unwrap(),
        revision: 1,
        leaf_index: n,
        keywords: Vec::new(),
        columns: format!("{{\"n\":{n}}}"),
    }
}

/// A short record: a licence.
pub fn record(n: u64) -> Document {
    let month = u32::try_from(n % 12).unwrap() + 1;
    let city = ["130100", "130200", "130300"][usize::try_from(n % 3).unwrap()];
    let kind = ["食品经营许可", "道路运输许可"][usize::try_from(n % 2).unwrap()];
    Document {
        item: "licence".into(),
        agency: format!("{city}-SCJ"),
        agency_name: "市场监督管理局".into(),
        regions: vec![city.into(), "130000".into()],
        area: "result".into(),
        full_text: false,
        issued_on: day(month, 1),
        keywords: vec![
            Keyword { key: "licence_type".into(), value: kind.into(), facet: true },
            Keyword { key: "uscc".into(), value: format!("91130100MA{n:08}"), facet: false },
        ],
        ..text(n, &format!("河北某某商贸有限公司第{n}分店{kind}"), &format!("91130100MA{n:08} 准予经营"))
    }
}

pub fn put(document: Document) -> Change {
    Change::Put(Box::new(document))
}

/// A query for a text.
pub fn typed(text: &str) -> Query {
    Query { text: text.into(), limit: 1_000, ..Query::default() }
}

/// Numbers of the documents found, in order.
pub fn numbers(results: &Results) -> Vec<u64> {
    results.hits.iter().map(|hit| u64::from_str_radix(&hit.id, 16).unwrap()).collect()
}

/// Spans with the marked ones in brackets.
pub fn shown(spans: &[Span]) -> String {
    spans.iter().map(|s| if s.marked { format!("[{}]", s.text) } else { s.text.clone() }).collect()
}
