//! The laws of the corpus, one document an article: every word a scan finds is found, and what else is found holds it too.

use std::fs;
use std::path::Path;

use crate::common::{numbers, put, text};
use mingjing_search::{Query, SearchIndex, Sort};

const WORDS: [&str; 48] = [
    "法",
    "公民",
    "处罚",
    "许可",
    "行政",
    "公开",
    "信息",
    "政府信息",
    "信息公开",
    "行政处罚",
    "行政许可",
    "行政机关",
    "复议",
    "诉讼",
    "听证",
    "国务院",
    "县级以上",
    "人民政府",
    "主管部门",
    "责令改正",
    "罚款",
    "五万元",
    "三十日",
    "工作日",
    "法人和其他组织",
    "的行",
    "关应",
    "为规",
    "政机",
    "第三十二条",
    "不满十八周岁",
    "个人信息保护",
    "国家秘密",
    "2015年",
    "扶贫",
    "审计",
    "规范性文件",
    "重大决策",
    "征求意见",
    "社会稳定",
    "知识产权",
    "环境影响评价",
    "食品安全",
    "统一社会信用代码",
    "政务",
    "民族自治地方",
    "未成年人",
    "不存在的词语",
];

fn files(folder: &Path, out: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|name| name == "md") {
            out.push(fs::read_to_string(path).unwrap());
        }
    }
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn every_word_of_every_article_is_found() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/laws");
    if !corpus.exists() {
        eprintln!("skipped: no corpus at {}", corpus.display());
        return;
    }
    let mut laws = Vec::new();
    files(&corpus, &mut laws);
    // One blank line ends a paragraph; an article begins with 第…条.
    let mut articles: Vec<String> = Vec::new();
    for law in &laws {
        for paragraph in law.split("\n\n") {
            let begins = paragraph.starts_with('第') && paragraph.chars().take(9).any(|c| c == '条');
            match articles.last_mut() {
                Some(last) if !begins && !paragraph.starts_with('#') => {
                    last.push_str("\n\n");
                    last.push_str(paragraph);
                }
                _ => articles.push(paragraph.to_owned()),
            }
        }
    }
    let index = SearchIndex::in_memory().unwrap();
    let count = articles.len() as u64;
    let documents = (0u64..).zip(&articles).map(|(n, article)| {
        let mut document = text(n, "", article);
        document.index_no.clear();
        put(document)
    });
    index.apply(documents.collect(), count).unwrap();
    assert_eq!(index.len(), count);
    for word in WORDS {
        let truth: Vec<u64> =
            (0u64..).zip(&articles).filter(|(_, article)| article.contains(word)).map(|(n, _)| n).collect();
        let mut query = Query { text: word.into(), sort: Sort::Oldest, limit: 1_000, ..Query::default() };
        let mut found = Vec::new();
        let total = loop {
            let page = index.search(&query).unwrap();
            assert!(!page.relaxed || truth.is_empty(), "{word}");
            if page.relaxed {
                break 0;
            }
            found.extend(numbers(&page));
            query.after = page.next;
            if query.after.is_none() {
                break page.total;
            }
        };
        assert_eq!(total, found.len() as u64, "{word}");
        let missed: Vec<_> = truth.iter().filter(|n| !found.contains(n)).collect();
        assert!(missed.is_empty(), "{word}: missed {missed:?}");
        // A scan does not see a word with a blank inside (听 证).
        let spaced = |n: &u64| squeezed(&articles[usize::try_from(*n).unwrap()]).contains(word);
        assert!(found.iter().all(spaced), "{word}");
        assert!(total - truth.len() as u64 <= 2, "{word}: {total} found, {} scanned", truth.len());
    }
    println!("{} articles of {} laws, {} words", articles.len(), laws.len(), WORDS.len());
}
