//! Real input: the Opinion and every law of the corpus.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use mingjing_actions::import::{DocumentImport, Progress, Tally, import_documents};
use mingjing_actions::{Officer, reading};
use mingjing_opendata::Profile;
use mingjing_search::Query;
use mingjing_stories::search;
use mingjing_testkit::{AGENCY, on_both_databases};

/// Keeps what the operator would be told.
#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

impl Progress for Notes {
    fn done(&self, _: Tally) {}

    fn note(&self, text: &str) {
        self.0.lock().unwrap().push(text.to_owned());
    }

    fn stop(&self) -> bool {
        false
    }
}

fn corpus() -> PathBuf {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    assert!(dir.is_dir(), "{} is not there", dir.display());
    dir
}

fn laws_below(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            laws_below(&path, found);
        } else if path.extension().is_some_and(|e| e == "md") {
            found.push(path);
        }
    }
}

fn read(files: &[PathBuf]) -> impl Iterator<Item = std::io::Result<(String, Vec<u8>)>> + '_ {
    files.iter().map(|f| std::fs::read(f).map(|bytes| (f.to_string_lossy().into_owned(), bytes)))
}

fn documents(profile: Profile) -> DocumentImport {
    DocumentImport { item: "policy-document".into(), agency: AGENCY.into(), profile }
}

on_both_databases! {
    #[cfg_attr(not(corpus), ignore = "no ../shared/corpus beside the repository")]
    async fn every_law_is_public_found_and_proved(test: TestHouse) {
        let dir = corpus();
        let mut laws = Vec::new();
        laws_below(&dir.join("laws"), &mut laws);
        laws.sort();
        assert_eq!(laws.len(), 1014);
        let operator = Officer::operator();
        let import = documents(Profile::LawCorpus);
        let (tally, refused) = import_documents(&test.house, &operator, &import, read(&laws), &Notes::default()).await.unwrap();
        // Eight files are tables of contents without a text; three laws lie in two folders, word for word; one lies in
        // two folders in two wordings under the same title and date, of which the second is refused and named; the
        // rest are held for a person where screening found something to look at.
        assert_eq!(tally.total(), 1014);
        let (empty, other): (Vec<_>, Vec<_>) = refused.iter().partition(|(file, _)| file.ends_with("_index.md"));
        assert_eq!(empty.len(), 8);
        assert!(other.len() <= 4, "{other:?}");
        assert_eq!(tally.unchanged, 3);
        assert!(tally.created >= 999, "{tally}");
        test.settle().await;

        for (words, title) in [
            ("政府信息公开条例", "中华人民共和国政府信息公开条例"),
            ("国务院令第711号", "中华人民共和国政府信息公开条例"),
            ("重大行政决策", "重大行政决策程序暂行条例"),
        ] {
            let found = search(&test, words);
            assert!(found.hits.iter().any(|h| h.title.contains(title)), "{words}: {:?}", found.hits.iter().map(|h| &h.title).collect::<Vec<_>>());
        }
        let found = search(&test, "听证");
        let truth = laws.iter().filter(|f| std::fs::read_to_string(f).unwrap().contains("听证")).count() as u64;
        assert!(found.total + 5 >= truth && found.total <= truth + 5, "{} of {truth}", found.total);

        let (again, _) = import_documents(&test.house, &operator, &import, read(&laws), &Notes::default()).await.unwrap();
        assert_eq!((again.created, again.updated), (0, 0), "a second import changes nothing: {again}");
        test.finish().await;
    }
}

on_both_databases! {
    #[cfg_attr(not(corpus), ignore = "no ../shared/corpus beside the repository")]
    async fn the_opinion_is_cleaned_published_and_found(test: TestHouse) {
        let dir = corpus();
        let file = dir.join("opinion/hebei-openness-opinion.txt");
        let notes = Notes::default();
        let files = [file.clone()];
        let import = documents(Profile::WebCopy);
        let (tally, refused) = import_documents(&test.house, &Officer::operator(), &import, read(&files), &notes).await.unwrap();
        assert_eq!(tally.created, 1, "{refused:?}");
        test.settle().await;
        let found = test.house.search.search(&Query { text: "负面清单 动态调整".into(), limit: 5, ..Query::default() }).unwrap();
        let shown = reading::disclosure(&test.house, &found.hits[0].id).await.unwrap().unwrap();
        let content = shown.content().unwrap();
        assert_eq!(content.title, "关于全面推进政务公开工作的实施意见");
        assert_eq!(content.issued_on.to_string(), "2019-04-05");
        let body = content.body.as_deref().unwrap();
        let source = std::fs::read_to_string(&file).unwrap();
        for line in body.lines() {
            assert!(source.contains(line.trim_end()), "not in the source: {line}");
        }
        assert!(!body.contains("字体:") && !body.contains("浏览:"));
        assert!(body.contains("3年内对全省政务公开工作人员轮训一遍"));
        let clauses = mingjing_publication::structure::outline(body);
        assert!(clauses.iter().any(|c| c.anchor == "c-2-1-3" && c.heading.contains("建立健全公众诉求反馈机制")));
        assert!(notes.0.lock().unwrap().iter().any(|n| n.contains("已去掉")), "what was taken out is shown");
        test.finish().await;
    }
}
