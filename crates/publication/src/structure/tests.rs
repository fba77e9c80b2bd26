use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;

fn corpus(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is absent", path.display());
    None
}

fn anchors(text: &str) -> Vec<String> {
    outline(text).into_iter().map(|c| c.anchor).collect()
}

fn clause(clauses: &[Clause], anchor: &str) -> Clause {
    clauses.iter().find(|c| c.anchor == anchor).unwrap_or_else(|| panic!("no {anchor}")).clone()
}

#[test]
fn the_opinion_has_its_clauses() {
    let Some(path) = corpus("opinion/hebei-openness-opinion.txt") else { return };
    let clauses = outline(&std::fs::read_to_string(path).unwrap());
    for (anchor, heading) in [
        ("c-1", "明确政务公开内容"),
        ("c-1-1", "推进决策公开"),
        ("c-1-1-1", "健全行政决策法定程序"),
        ("c-2-1-3", "建立健全公众诉求反馈机制"),
        ("c-2-5-3", "打造政务新媒体平台"),
        ("c-3-4", "做好教育培训"),
    ] {
        assert_eq!(clause(&clauses, anchor).heading, heading);
    }
    assert_eq!(clause(&clauses, "c-1").level, 1);
    assert_eq!(clause(&clauses, "c-2-1-3").level, 3);
    assert!(clause(&clauses, "c-1-1").alone && !clause(&clauses, "c-3-4").alone);
    // 一、5 个方面 18 条;二、5 个方面 13 条;三、4 个方面
    assert_eq!(clauses.len(), 3 + 5 + 18 + 5 + 13 + 4);
    assert!(clauses.iter().all(|c| c.anchor.starts_with("c-") && !c.anchor.contains('_')));
}

#[test]
fn the_disclosure_regulation_has_all_its_articles() {
    let Some(path) = corpus("laws/行政法规/政府信息公开条例(2019-04-03).md") else { return };
    let clauses = outline(&std::fs::read_to_string(path).unwrap());
    let articles: Vec<_> =
        clauses.iter().filter(|c| c.kind == Kind::Article).map(|c| c.anchor.clone()).collect();
    assert_eq!(articles, (1..=56).map(|n| format!("art-{n}")).collect::<Vec<_>>());
    assert_eq!(clause(&clauses, "art-26").label, "第二十六条");
    assert_eq!(clause(&clauses, "art-20-15").label, "(十五)");
    assert_eq!(clause(&clauses, "ch-3").heading, "主动公开");
    assert_eq!(clause(&clauses, "ch-3").level, 2);
    assert_eq!(clauses.iter().filter(|c| c.kind == Kind::Chapter).count(), 6);
}

#[test]
fn the_decision_regulation_has_its_sections() {
    let Some(path) = corpus("laws/行政法规/重大行政决策程序暂行条例(2019-04-20).md") else {
        return;
    };
    let clauses = outline(&std::fs::read_to_string(path).unwrap());
    assert_eq!(clause(&clauses, "ch-3-s-1").heading, "合法性审查");
    assert_eq!(clauses.iter().filter(|c| c.kind == Kind::Article).count(), 44);
}

#[test]
fn every_law_of_the_corpus_has_unique_addresses_and_articles_in_order() {
    let Some(root) = corpus("laws") else { return };
    let mut folders = vec![root];
    let (mut laws, mut out_of_order) = (0, Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let clauses = outline(&std::fs::read_to_string(&path).unwrap());
            laws += 1;
            let unique: HashSet<_> = clauses.iter().map(|c| &c.anchor).collect();
            assert_eq!(unique.len(), clauses.len(), "{}", path.display());
            let articles = clauses.iter().filter(|c| c.anchor.starts_with("art-") && c.kind == Kind::Article);
            let expected = (1..).map(|n| format!("art-{n}"));
            if articles.zip(expected).any(|(c, e)| c.anchor != e) {
                out_of_order.push(path);
            }
        }
    }
    assert!(laws > 1000);
    // A few laws of the corpus number an article twice or append a second text with articles of its own.
    assert!(out_of_order.len() < 10, "{out_of_order:#?}");
}

#[test]
fn an_inserted_article_leaves_the_addresses_of_items_as_they_were() {
    let text = "第十条 有下列情形之一的：\n（一）甲；\n（二）乙。\n第十条之一 丙\n（一）丁\n第十条 重复";
    assert_eq!(anchors(text), ["art-10", "art-10-1", "art-10-2", "art-10b1", "art-10b1-1", "art-10_2"]);
}

#[test]
fn parts_chapters_and_annexes_keep_their_numbers_apart() {
    let text = "# 某法典\n## 序言\n## 第一编 总则\n### 第一章 甲\n第一条 子\n## 第二编 物权\n### 第一章 乙\n一、丑\n附件1\n第一条 寅";
    let wanted = [
        "h-1",
        "h-2",
        "pt-1",
        "pt-1-ch-1",
        "art-1",
        "pt-2",
        "pt-2-ch-1",
        "pt-2-ch-1-c-1",
        "ann-1",
        "ann-1-art-1",
    ];
    assert_eq!(anchors(text), wanted);
    let levels: Vec<_> = outline(text).iter().map(|c| c.level).collect();
    assert_eq!(levels, [1, 2, 2, 3, 4, 2, 3, 4, 2, 3]);
}

#[test]
fn a_table_of_contents_is_no_structure() {
    let text = "目　录\n第一章 总则\n第二章 附则\n\n第一章 总则\n第一条 甲\n第二章 附则\n第二条 乙";
    assert_eq!(anchors(text), ["ch-1", "art-1", "ch-2", "art-2"]);
}

#[test]
fn a_text_without_spaces_behind_its_articles_is_read_all_the_same() {
    let text = "第一条为了规范。\n第二条和第三条规定的。\n第二条本办法。\n第九条乙方承诺。\n第二条之一新增。";
    assert_eq!(anchors(text), ["art-1", "art-2", "art-2b1"]);
}

#[test]
fn code_and_tables_have_no_clauses() {
    assert!(outline("```\n一、甲\n```\n|一、乙|\n").is_empty());
    assert_eq!(anchors("第一条 【目的】为了\n1. 甲"), ["art-1", "art-1-1"]);
    assert_eq!(outline("第一条 【目的】为了")[0].heading, "目的");
}

proptest! {
    #[test]
    fn any_text_has_unique_addresses_on_its_own_lines(text in "([#第一二十条章节编之附件目录（）()、.12 \n的。]{0,80}|\\PC{0,80})") {
        let clauses = outline(&text);
        let unique: HashSet<_> = clauses.iter().map(|c| &c.anchor).collect();
        prop_assert_eq!(unique.len(), clauses.len());
        prop_assert!(clauses.windows(2).all(|w| w[0].line < w[1].line));
        prop_assert!(clauses.iter().all(|c| c.level >= 1 && c.line <= text.split('\n').count()));
        prop_assert_eq!(outline(&text), clauses);
    }
}
