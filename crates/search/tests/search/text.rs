//! Full text: what is found, how it is spelled, how it is shown.

use crate::common::{numbers, put, record, shown, text, typed};
use mingjing_search::{Query, SearchIndex, Sort};
use proptest::prelude::*;

fn index() -> SearchIndex {
    let index = SearchIndex::in_memory().unwrap();
    let mut numbered =
        text(1, "关于加强行政规范性文件管理的通知", "各市人民政府：\n为规范行政处罚，制定本通知。");
    numbered.document_no = Some("冀政办发〔2019〕5号".into());
    let other = text(2, "关于印发《审计整改办法》的通知", "根据冀政办发〔2019〕15号，被处罚的单位应当整改。");
    let third = text(3, "办事指南", "申请材料：身份证、营业执照。\n\n第二步 到窗口办理");
    index.apply(vec![put(numbered), put(other), put(third), put(record(4))], 5).unwrap();
    index
}

#[test]
fn every_spelling_of_a_number_finds_it_alone() {
    let index = index();
    for spelling in [
        "冀政办发〔2019〕5号",
        "冀政办发[2019]5号",
        "冀政办发(2019)5号",
        "冀政办发（2019）5号",
        "冀政办发〔２０１９〕５号",
        "冀政辦發〔2019〕5號",
        "〔2019〕5号",
    ] {
        let results = index.search(&typed(spelling)).unwrap();
        assert_eq!((numbers(&results), results.relaxed), (vec![1], false), "{spelling}");
    }
    assert_eq!(numbers(&index.search(&typed("〔2019〕15号")).unwrap()), [2]);
    assert_eq!(index.search(&typed("2019")).unwrap().total, 2);
    assert_eq!(index.search(&typed("201")).unwrap().total, 2);
    assert_eq!(index.search(&typed("政办发")).unwrap().total, 2);
}

#[test]
fn words_across_the_borders_of_dictionary_words_are_found() {
    let index = index();
    for (word, wanted) in [
        ("处罚", vec![1, 2]),
        ("處罰", vec![1, 2]),
        ("罚的", vec![2]),
        ("政规", vec![1]),
        ("罚", vec![1, 2]),
        ("局", vec![]),
        ("许可", vec![4]),
        ("91130100MA00000004", vec![4]),
        ("ma000000", vec![4]),
        ("处罚 整改", vec![2]),
        ("《审计整改办法》", vec![2]),
        ("府为", vec![]),
        ("照第", vec![]),
        ("步到", vec![3]),
        ("第二步", vec![3]),
    ] {
        let results = index.search(&Query { sort: Sort::Oldest, ..typed(word) }).unwrap();
        let mut found = numbers(&results);
        found.sort_unstable();
        assert_eq!(if results.relaxed { vec![] } else { found }, wanted, "{word}");
    }
}

#[test]
fn a_sentence_is_answered_from_its_words() {
    let index = index();
    let results = index.search(&Query { highlight: true, ..typed("办理营业执照需要什么材料？") }).unwrap();
    assert!(results.relaxed);
    assert_eq!(numbers(&results)[0], 3);
    assert!(shown(&results.hits[0].passage).contains("[营业执照]"), "{:?}", results.hits[0]);
    let nothing = index.search(&typed("鲸鱼骨架")).unwrap();
    assert_eq!((nothing.total, nothing.relaxed), (0, false));
}

#[test]
fn a_lookup_stops_once_it_has_enough() {
    let index = SearchIndex::in_memory().unwrap();
    for segment in [0..40, 40..100] {
        let end = segment.end;
        index.apply(segment.map(|n| put(record(n))).collect(), end).unwrap();
    }
    let asked = |text: &str, most| {
        let query = Query { at_most: Some(most), sort: Sort::Newest, ..typed(text) };
        index.search(&query).unwrap()
    };
    assert_eq!(asked("商贸有限公司", 7).total, 7);
    assert_eq!(asked("商贸有限公司", 7).hits.len(), 7);
    assert_eq!(asked("商贸有限公司", 50).total, 50, "goes on in the next segment");
    let whole = asked("商贸有限公司", 1_000);
    let without = Query { sort: Sort::Newest, ..typed("商贸有限公司") };
    assert_eq!(numbers(&whole), numbers(&index.search(&without).unwrap()));
    assert_eq!(numbers(&asked("第77分店", 7)), [77]);
    let sentence = asked("商贸有限公司第九百分店", 7);
    assert_eq!((sentence.total, sentence.relaxed), (0, false), "words are no answer");
}

#[test]
fn the_title_weighs_more_and_marks_lie_on_the_published_text() {
    let index = SearchIndex::in_memory().unwrap();
    let changes = vec![
        put(text(1, "年度工作总结", &"本年公开了政府信息公开制度。".repeat(3))),
        put(text(2, "政府資訊與信息公開辦法", &"第一条 为了保障公民权利。".repeat(30))),
    ];
    index.apply(changes, 3).unwrap();
    let results = index.search(&Query { highlight: true, ..typed("信息公开") }).unwrap();
    assert_eq!(numbers(&results), [2, 1]);
    assert_eq!(shown(&results.hits[0].title_marked), "政府資訊與[信息公開]辦法");
    assert!(shown(&results.hits[1].passage).starts_with("本年公开了政府[信息公开]制度。"));
    assert!(results.hits[0].passage.iter().map(|s| s.text.chars().count()).sum::<usize>() < 200);
    let plain = index.search(&typed("信息公开")).unwrap();
    assert!(plain.hits[0].passage.is_empty() && !plain.hits[0].title_marked[0].marked);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn no_text_is_an_error(text in ".*|[\"'()〔〕《》:+*?^~\\[\\]{}\\\\/ANDORT许可 \\u{0}-\\u{1f}]{0,200}", newest: bool) {
        thread_local!(static INDEX: SearchIndex = index());
        let sort = if newest { Sort::Newest } else { Sort::Relevance };
        let query = Query { sort, highlight: true, filters: vec![(text.clone(), text.clone())], ..typed(&text) };
        INDEX.with(|index| {
            index.search(&query).unwrap();
            index.search(&Query { filters: vec![], item: Some(text.clone()), ..query.clone() }).unwrap();
            index.search(&Query { filters: vec![], facets: vec![mingjing_search::Facet::Field(text.clone())], ..query }).unwrap();
        });
    }

    /// Truth is a scan for the string in the same documents.
    #[test]
    fn what_is_found_is_what_a_scan_finds(
        bodies in prop::collection::vec("[许可证行政12a。]{0,12}", 1..12),
        term in "[许可证行政12a]{1,6}",
    ) {
        let index = SearchIndex::in_memory().unwrap();
        let documents = (0u64..).zip(&bodies).map(|(n, body)| {
            let mut document = text(n, "", body);
            document.index_no.clear();
            document.full_text = n % 2 == 0;
            put(document)
        });
        index.apply(documents.collect(), 12).unwrap();
        let results = index.search(&Query { sort: Sort::Oldest, ..typed(&term) }).unwrap();
        let truth: Vec<u64> =
            (0u64..).zip(&bodies).filter(|(_, body)| body.contains(&term)).map(|(n, _)| n).collect();
        prop_assert_eq!(if results.relaxed { vec![] } else { numbers(&results) }, truth);
    }
}
