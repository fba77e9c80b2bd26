//! Bulk rows: good ones are published, bad ones are told, doubtful ones wait for a person; twice changes nothing.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use mingjing_actions::import::{Progress, TableImport, Tally, import_table};
use mingjing_actions::{Error, Officer, export, reading};
use mingjing_opendata::{Format, Rows, Style};
use mingjing_search::Query;
use mingjing_testkit::{TestHouse, on_both_databases};

const HEADER: &str =
    "decision_no,licensee,uscc,licence_type,content,decided_on,valid_until,agency_code,status\n";

/// Stops after so many batches; never when zero.
#[derive(Default)]
struct Operator {
    stop_after: u64,
    batches: AtomicU64,
}

impl Progress for Operator {
    fn done(&self, _: Tally) {
        self.batches.fetch_add(1, Ordering::Relaxed);
    }

    fn note(&self, _: &str) {}

    fn stop(&self) -> bool {
        self.stop_after > 0 && self.batches.load(Ordering::Relaxed) >= self.stop_after
    }
}

fn write(dir: &Path, name: &str, text: &str) -> PathBuf {
    let path = dir.join(name);
    std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
    path
}

async fn import(test: &TestHouse, file: &Path, operator: &Operator) -> Result<Tally, Error> {
    let import = TableImport {
        item: "licence".into(),
        agency: None,
        name: file.to_string_lossy().into_owned(),
        digest: Some(file.file_name().unwrap().to_string_lossy().into_owned()),
    };
    let rows = Rows::open(file, None)?;
    import_table(&test.house, &Officer::operator(), import, rows, operator).await
}

fn row(n: usize, content: &str) -> String {
    format!(
        "冀审许〔2026〕{n}号,石家庄恒泰建材有限公司,,普通,{content},2026-11-{:02},2031-11-01,130130,有效\n",
        1 + n % 20
    )
}

on_both_databases! {
    async fn good_rows_go_in_bad_rows_are_told_doubtful_rows_wait(test: TestHouse) {
        let mut text = HEADER.to_owned();
        text += &row(1, "准予经营");
        text += &row(2, "联系人身份证号 11010519491231002X");
        text += "冀审许〔2026〕3号,某公司,91130101MA0CAPY21X,普通,准予经营,2026-11-01,2031-11-01,130130,有效\n";
        text += "冀审许〔2026〕4号,某公司,,普通,准予经营,2026-02-30,2031-11-01,130130,有效\n";
        text += "冀审许〔2026〕5号,某公司,,普通,准予经营,2026-11-01,2031-11-01,999999,有效\n";
        text += &row(1, "同一编号不同内容");
        let file = write(test.dir.path(), "licences.csv", &text);
        let tally = import(&test, &file, &Operator::default()).await.unwrap();
        assert_eq!((tally.created, tally.rejected), (1, 5), "{tally}");
        let rejects = std::fs::read_to_string(test.dir.path().join("licences.csv.rejects.csv")).unwrap();
        for says in ["待人工审查", "统一社会信用代码", "999999", "编号重复"] {
            assert!(rejects.contains(says), "{says} is not in {rejects}");
        }
        assert!(rejects.lines().nth(2).unwrap().starts_with("4,"), "rows are numbered as a spreadsheet does");
        let mut tx = test.house.db.read().await.unwrap();
        let held = mingjing_store::held::page(&mut tx, "130130", 10, 0).await.unwrap();
        assert_eq!(held.len(), 1);
        assert_eq!((held[0].file.as_str(), held[0].row_number), ("licences.csv", 3));
        drop(tx);
        test.settle().await;
        let found = test.house.search.search(&Query { text: "恒泰建材".into(), limit: 5, ..Query::default() }).unwrap();
        assert_eq!(found.total, 1);
        let mut out = Vec::new();
        let style = Style::default();
        let count = export(&test.house, "licence", None, "", Format::Csv, style, &mut out).await.unwrap();
        assert_eq!(count, 1);
        assert!(String::from_utf8(out).unwrap().contains("冀审许〔2026〕1号"));
        test.finish().await;
    }
}

on_both_databases! {
    async fn a_wrong_header_imports_nothing_and_says_which_columns(test: TestHouse) {
        let file = write(test.dir.path(), "wrong.csv", "decision_no,licensee,colour\n1,甲,红\n");
        let refused = import(&test, &file, &Operator::default()).await.unwrap_err().to_string();
        assert!(refused.contains("colour") && refused.contains("licence_type"), "{refused}");
        test.settle().await;
        assert_eq!(test.house.visible().size, 0);
        test.finish().await;
    }
}

on_both_databases! {
    async fn twice_changes_nothing_and_a_changed_row_is_an_amendment(test: TestHouse) {
        let rows = |changed: &str| (1..=50).map(|n| row(n, if n == 7 { changed } else { "准予经营" })).collect::<String>();
        let file = write(test.dir.path(), "a.csv", &(HEADER.to_owned() + &rows("准予经营")));
        let first = import(&test, &file, &Operator::default()).await.unwrap();
        assert_eq!((first.created, first.rejected), (50, 0));
        let second = import(&test, &file, &Operator::default()).await.unwrap();
        assert_eq!((second.created, second.updated, second.unchanged), (0, 0, 50));
        let file = write(test.dir.path(), "b.csv", &(HEADER.to_owned() + &rows("准予扩大经营")));
        let third = import(&test, &file, &Operator::default()).await.unwrap();
        assert_eq!((third.created, third.updated, third.unchanged), (0, 1, 49));
        test.settle().await;
        let found = test.house.search.search(&Query { text: "准予扩大经营".into(), limit: 5, ..Query::default() }).unwrap();
        let shown = reading::disclosure(&test.house, &found.hits[0].id).await.unwrap().unwrap();
        assert_eq!(shown.revisions.len(), 2);
        test.finish().await;
    }
}

on_both_databases! {
    async fn an_interrupted_import_goes_on_where_it_stopped(test: TestHouse) {
        let rows = (1..=5_000).map(|n| match n {
            10 | 4_500 => row(n, "准予经营").replace("130130", "999999"),
            _ => row(n, "准予经营"),
        });
        let text = HEADER.to_owned() + &rows.collect::<String>();
        let file = write(test.dir.path(), "long.csv", &text);
        let stopped = import(&test, &file, &Operator { stop_after: 1, ..Operator::default() }).await.unwrap();
        assert_eq!((stopped.created, stopped.rejected), (3_999, 1), "one batch");
        // Killed after the rejects of the next batch were written, and before it was committed.
        let rejects = test.dir.path().join("long.csv.rejects.csv");
        let mut text = std::fs::read_to_string(&rejects).unwrap();
        text += "4501,agency_code,写了一半";
        std::fs::write(&rejects, text).unwrap();
        let whole = import(&test, &file, &Operator::default()).await.unwrap();
        assert_eq!((whole.created, whole.unchanged, whole.rejected), (4_998, 0, 2), "{whole}");
        let text = std::fs::read_to_string(&rejects).unwrap();
        let numbers: Vec<_> = text.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
        assert_eq!(numbers, ["11", "4501"], "{text}");
        test.settle().await;
        assert_eq!(test.house.visible().size, 4_998);
        test.finish().await;
    }
}
