//! An export is a file like any other: imported again it changes nothing, whatever its format and its titles.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use mingjing_actions::import::{Progress, TableImport, Tally, import_table};
use mingjing_actions::{Officer, export};
use mingjing_opendata::{Format, Rows, Style};
use mingjing_testkit::{TestHouse, on_both_databases};

const PENALTIES: &str = r#"{"agency_code":"130130","decision_no":"石市监罚〔2026〕1号","party":"石家庄恒泰建材有限公司","subject_kind":"法人及非法人组织","uscc":"91130107733128213T","violation_type":"未按规定明码标价","facts":"经营场所内部分商品未标明价格。","legal_ground":"《中华人民共和国价格法》第四十二条","penalty_types":["警告","罚款"],"content":"警告,罚款人民币 18000 元。","fine":"18000.00","decided_on":"2026-09-17","status":"有效","remarks":"只在内部的备注"}
{"agency_code":"130130","decision_no":"石市监罚〔2026〕2号","party":"石家庄恒泰建材有限公司","subject_kind":"法人及非法人组织","uscc":"91130107733128213T","violation_type":"=未按规定明码标价","facts":"多行\n事实。","legal_ground":"《中华人民共和国价格法》第四十二条","penalty_types":["警告"],"content":"警告。","decided_on":"2026-09-18","status":"有效"}
"#;

struct Quiet;

impl Progress for Quiet {
    fn done(&self, _: Tally) {}

    fn note(&self, _: &str) {}

    fn stop(&self) -> bool {
        false
    }
}

async fn import(test: &TestHouse, name: &str, bytes: &[u8]) -> Tally {
    let file = test.dir.path().join(name);
    std::fs::write(&file, bytes).unwrap();
    let name = file.to_str().unwrap().to_owned();
    let import = TableImport { item: "penalty".into(), agency: None, name, digest: None };
    let rows = Rows::open(&file, None).unwrap();
    let tally = import_table(&test.house, &Officer::operator(), import, rows, &Quiet).await.unwrap();
    let rejects = std::fs::read_to_string(format!("{}.rejects.csv", file.display()));
    assert_eq!(tally.rejected, 0, "{}", rejects.unwrap_or_default());
    tally
}

on_both_databases! {
    async fn nothing_changes(test: TestHouse) {
        let first = import(&test, "penalties.jsonl", PENALTIES.as_bytes()).await;
        assert_eq!(first.created, 2, "{first}");
        test.settle().await;
        for titles in [false, true] {
            for format in [Format::Csv, Format::JsonLines, Format::Xlsx] {
                let style = Style { titles, byte_order_mark: titles };
                let mut file = std::io::Cursor::new(Vec::new());
                export(&test.house, "penalty", None, "https://test.example.gov.cn", format, style, &mut file)
                    .await
                    .unwrap();
                let bytes = file.into_inner();
                if format == Format::Csv {
                    let text = String::from_utf8(bytes.clone()).unwrap();
                    assert!(text.contains("警告、罚款") && text.contains("https://test.example.gov.cn/d/"), "{text}");
                    assert!(text.contains(",2026-11-24T09:00:00+08:00,https"), "{text}");
                }
                let tally = import(&test, &format!("again.{}", format.extension()), &bytes).await;
                assert_eq!((tally.unchanged, tally.total()), (2, 2), "{format:?} {titles}: {tally}");
            }
        }
        test.settle().await;
        assert_eq!(test.house.visible().size, 2);
        test.finish().await;
    }
}
