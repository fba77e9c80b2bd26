//! The articles that items name are in the laws they name.

use std::collections::BTreeMap;
use std::path::Path;

use mingjing_catalogue::Catalogue;
use mingjing_law::LawFiles;

/// Texts of the corpus by the name of the law, the newest of each.
fn laws(root: &Path) -> BTreeMap<String, String> {
    let mut newest: BTreeMap<String, (String, std::path::PathBuf)> = BTreeMap::new();
    for folder in std::fs::read_dir(root).expect("the corpus") {
        let folder = folder.expect("a folder").path();
        for file in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = file.expect("a file").path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let Some((law, day)) = name.rsplit_once('(') else { continue };
            let entry = newest.entry(law.to_owned()).or_default();
            if entry.0.as_str() < day {
                *entry = (day.to_owned(), path);
            }
        }
    }
    let read = |path: &Path| std::fs::read_to_string(path).expect("a law");
    newest.into_iter().map(|(law, (_, path))| (law, read(&path))).collect()
}

/// `中华人民共和国预算法` → `预算法`, without a number in brackets behind it.
fn short(law: &str) -> &str {
    let name = law.split('（').next().unwrap_or(law);
    name.strip_prefix("中华人民共和国").unwrap_or(name)
}

/// `第十四条第一款、第十六条` → `第十四条`, `第十六条`.
fn articles(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('第').filter_map(|(at, _)| {
        let end = text[at..].find('条')? + "条".len();
        let article = &text[at..at + end];
        let number = article.trim_start_matches('第').trim_end_matches('条');
        let is_number = !number.is_empty() && number.chars().all(|c| "一二三四五六七八九十百零".contains(c));
        is_number.then_some(article)
    })
}

#[test]
fn articles_are_read_out_of_a_basis() {
    assert_eq!(articles("第十四条第一款、第一百零一条").collect::<Vec<_>>(), ["第十四条", "第一百零一条"]);
    assert_eq!(articles("强化事前公开；第二章").count(), 0);
    assert_eq!(short("中华人民共和国政府信息公开条例（国务院令第711号）"), "政府信息公开条例");
}

#[test]
fn every_article_of_a_basis_is_in_its_law() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/laws");
    if !root.is_dir() {
        eprintln!("skipped: no corpus at {}", root.display());
        return;
    }
    let laws = laws(&root);
    let catalogue = Catalogue::load(&LawFiles::embedded()).expect("the catalogue");
    let (mut checked, mut missing) = (0, Vec::new());
    for item in catalogue.items() {
        for basis in &item.basis {
            let Some(text) = laws.get(short(&basis.law)) else { continue };
            for article in articles(&basis.article) {
                checked += 1;
                if !text.lines().any(|line| line.starts_with(article)) {
                    missing.push(format!("{}: {}{article}", item.key, basis.law));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(checked > 100, "only {checked} articles were looked up");
}
