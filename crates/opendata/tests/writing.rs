//! What is written can be read again.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

use std::fs;
use std::io::Cursor;
use std::path::Path;

use mingjing_opendata::{
    Cell, Column, ColumnKind, Error, Format, Reading, Rejects, Row, Rows, Style, TableWriter, match_header,
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn columns(width: usize) -> Vec<Column> {
    (0..width).map(|at| Column::new(format!("k{at}"), format!("列{at}"), ColumnKind::Text)).collect()
}

fn write(format: Format, style: Style, width: usize, table: &[Vec<String>]) -> Vec<u8> {
    let mut writer = TableWriter::new(format, columns(width), style, Vec::new()).unwrap();
    for row in table {
        let cells: Vec<Cell<'_>> = row.iter().map(|text| Cell::Text(text)).collect();
        writer.row(&cells).unwrap();
    }
    writer.finish().unwrap()
}

fn read(format: Format, width: usize, bytes: Vec<u8>) -> Vec<Vec<String>> {
    let mut rows = Rows::from_reader("表", format, Box::new(Cursor::new(bytes)), None).unwrap();
    let mapping = match_header(rows.header(), &columns(width)).unwrap();
    let mut row = Row::default();
    let mut table = Vec::new();
    while rows.read(&mut row).unwrap() == Reading::Row {
        let text = |at| match mapping.cell(&row, at) {
            Cell::Text(text) => text.to_owned(),
            Cell::Json(Value::String(text)) => text.clone(),
            other => format!("{other:?}"),
        };
        table.push((0..width).map(text).collect());
    }
    table
}

/// Cells of every awkward kind; the first is never empty, as rows without any content are passed over.
fn table() -> impl Strategy<Value = (usize, Vec<Vec<String>>)> {
    (1..5_usize).prop_flat_map(|width| {
        let cell = prop_oneof!["\\PC{0,12}", "[=+@'\\-\t\r\n\",;1一]{0,5}", "-?[0-9]{1,5}(\\.[0-9]{1,2})?"];
        let row = (proptest::collection::vec(cell, width), "[一a=1]").prop_map(|(mut row, first)| {
            row[0].insert_str(0, &first);
            row
        });
        (Just(width), proptest::collection::vec(row, 0..8))
    })
}

proptest! {
    #[test]
    fn csv_comes_back_unchanged((width, table) in table(), byte_order_mark in any::<bool>(), titles in any::<bool>()) {
        let bytes = write(Format::Csv, Style { byte_order_mark, titles }, width, &table);
        prop_assert_eq!(read(Format::Csv, width, bytes), table);
    }

    #[test]
    fn json_lines_come_back_unchanged((width, table) in table()) {
        prop_assume!(!table.is_empty());
        let bytes = write(Format::JsonLines, Style::default(), width, &table);
        prop_assert_eq!(read(Format::JsonLines, width, bytes), table);
    }

    #[test]
    fn no_cell_of_a_csv_file_is_a_formula((width, table) in table()) {
        let bytes = write(Format::Csv, Style::default(), width, &table);
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        for record in reader.records() {
            for cell in &record.unwrap() {
                let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                prop_assert!(!formula || cell.parse::<f64>().is_ok(), "{:?}", cell);
            }
        }
    }
}

#[test]
fn records_are_written_by_key() {
    let columns = vec![
        Column::new("name", "名称", ColumnKind::Text),
        Column::new("count", "数量", ColumnKind::Integer),
        Column::new("period", "期限", ColumnKind::Text),
        Column::new("note", "备注", ColumnKind::Text),
    ];
    let record =
        json!({"period": {"from": "2026-01-01", "until": null}, "count": 3, "name": "恒泰,公司", "extra": 1});
    for (format, expected) in [
        (
            Format::Csv,
            "name,count,period,note\n\"恒泰,公司\",3,\"{\"\"from\"\":\"\"2026-01-01\"\",\"\"until\"\":null}\",\n",
        ),
        (
            Format::JsonLines,
            "{\"name\":\"恒泰,公司\",\"count\":3,\"period\":{\"from\":\"2026-01-01\",\"until\":null},\"note\":null}\n",
        ),
    ] {
        let mut writer = TableWriter::new(format, columns.clone(), Style::default(), Vec::new()).unwrap();
        writer.record(record.as_object().unwrap()).unwrap();
        assert!(matches!(writer.row(&[Cell::Missing]), Err(Error::Width { row: 2, found: 1, expected: 4 })));
        assert_eq!(String::from_utf8(writer.finish().unwrap()).unwrap(), expected);
    }
}

/// A sink that breaks off like a lost connection.
struct Broken(usize);

impl std::io::Write for Broken {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or_else(|| std::io::Error::other("断开"))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_sink_that_breaks_off_is_an_error_in_every_format() {
    for format in Format::ALL {
        for room in [0, 100, 10_000] {
            let run = || {
                let mut writer = TableWriter::new(format, columns(2), Style::default(), Broken(room))?;
                for at in 0..5_000 {
                    writer
                        .row(&[Cell::Text(&format!("第{at}行")), Cell::Text(&format!("{:x}", at * 7_919))])?;
                }
                writer.finish().map(|_| ())
            };
            assert!(run().is_err(), "{format:?} {room}");
        }
    }
}

#[test]
fn rejects_can_be_mended_and_imported_again() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("许可.csv");
    fs::write(&input, "文号,单位\n=1,甲\n2\n").unwrap();
    let rejected = reject_all(&input, None);
    assert_eq!(rejected.file_name().unwrap(), "许可.csv.rejects.csv");
    let text = fs::read_to_string(&rejected).unwrap();
    assert_eq!(text, "\u{FEFF}row,column,reason,文号,单位\n2,文号,不对,'=1,甲\n3,文号,不对,2\n");
    fs::write(&rejected, text.replace(",2\n", ",2,乙\n")).unwrap();
    let again = reject_all(&rejected, None);
    let text = fs::read_to_string(&again).unwrap();
    assert_eq!(text, "\u{FEFF}row,column,reason,文号,单位\n2,文号,不对,'=1,甲\n3,文号,不对,2,乙\n");
    let length = text.len() as u64;
    fs::write(&again, text + "4,文号,").unwrap();
    reject_all(&rejected, Some(length));
    let text = fs::read_to_string(&again).unwrap();
    assert_eq!(text.lines().count(), 5, "a resumed import adds to the file");
    assert!(!text.contains("4,文号"), "what was not committed is gone: {text}");
    assert!(
        Rejects::beside(&rejected, &[], None).unwrap().path() == again && !again.exists(),
        "a new one starts afresh"
    );
}

fn reject_all(input: &Path, resumed: Option<u64>) -> std::path::PathBuf {
    let mut rows = Rows::open(input, None).unwrap();
    let mut rejects = Rejects::beside(input, rows.header(), resumed).unwrap();
    let mut row = Row::default();
    while rows.read(&mut row).unwrap() != Reading::End {
        rejects.add(&row, Some("文号"), "不对").unwrap();
    }
    let length = rejects.flush().unwrap();
    assert_eq!(length, fs::metadata(rejects.path()).unwrap().len());
    assert_eq!(rejects.count(), 2);
    rejects.path().to_owned()
}
