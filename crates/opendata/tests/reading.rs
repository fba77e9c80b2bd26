//! Tables as offices send them, read through the public door.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

use std::io::Cursor;

use mingjing_opendata::{Cell, Column, ColumnKind, Error, Format, Reading, Row, Rows, match_header};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Workbook};

fn open(format: Format, bytes: &[u8]) -> Result<Rows, Error> {
    Rows::from_reader("许可", format, Box::new(Cursor::new(bytes.to_vec())), None)
}

/// Every row as number and texts, or the reason it was rejected.
fn all(rows: &mut Rows) -> Vec<(u64, Result<Vec<String>, String>)> {
    let columns: Vec<Column> =
        rows.header().iter().map(|name| Column::new(name, name, ColumnKind::Text)).collect();
    let mapping = match_header(rows.header(), &columns).unwrap();
    let mut row = Row::default();
    let mut found = Vec::new();
    loop {
        match rows.read(&mut row).unwrap() {
            Reading::End => return found,
            Reading::Rejected(problem) => found.push((row.number(), Err(problem.reason))),
            Reading::Row => {
                let text = |at| match mapping.cell(&row, at) {
                    Cell::Text(text) => text.to_owned(),
                    Cell::Json(value) => value.to_string(),
                    Cell::Missing => "-".to_owned(),
                };
                found.push((row.number(), Ok((0..columns.len()).map(text).collect())));
            }
        }
    }
}

fn good(number: u64, cells: &[&str]) -> (u64, Result<Vec<String>, String>) {
    (number, Ok(cells.iter().map(|&cell| cell.to_owned()).collect()))
}

#[test]
fn delimiters_line_ends_and_encodings_make_no_difference() {
    let expected =
        [good(2, &["冀审许〔2026〕1号", "石家庄,恒泰"]), good(3, &["2", "二\n行"]), good(5, &["3", "丙"])];
    for delimiter in [",", ";", "\t"] {
        for end in ["\n", "\r\n"] {
            let lines = ["文号,单位", "冀审许〔2026〕1号,\"石家庄,恒泰\"", "2,\"二\n行\"", "", "3,丙"];
            let rows: Vec<String> = lines.iter().map(|line| line.replacen(',', delimiter, 1)).collect();
            for last in ["", end] {
                let text = rows.join(end) + last;
                let gb = encoding_rs::GB18030.encode(&text).0.into_owned();
                for bytes in [text.as_bytes().to_vec(), [b"\xEF\xBB\xBF", text.as_bytes()].concat(), gb] {
                    let mut rows = open(Format::Csv, &bytes).unwrap();
                    assert_eq!(rows.header(), ["文号", "单位"]);
                    assert_eq!(all(&mut rows), expected, "{delimiter:?} {end:?} {last:?}");
                }
            }
        }
    }
}

#[test]
fn a_bad_row_is_one_rows_problem() {
    let text = "a,b,\n1,2\n1\n1,2,3\n1,2,,\n,,\n#坏,2\n'=1,'x\n";
    let bytes: Vec<u8> = text.bytes().map(|byte| if byte == b'#' { 0xFF } else { byte }).collect();
    let rows = all(&mut open(Format::Csv, &bytes).unwrap());
    assert_eq!(rows[0], good(2, &["1", "2"]));
    assert!(
        rows[1].1.as_ref().unwrap_err().contains("1 格") && rows[2].1.as_ref().unwrap_err().contains("3 格")
    );
    assert_eq!(rows[3], good(5, &["1", "2"]));
    assert_eq!((rows[4].0, rows[4].1.as_ref().unwrap_err().contains("乱码")), (7, true));
    assert_eq!(rows[5], good(8, &["=1", "'x"]));
    assert_eq!(rows.len(), 6);
}

#[test]
fn a_damaged_character_of_gb18030_is_found_too() {
    let mut bytes =
        encoding_rs::GB18030.encode(&format!("名称,说明\n{}", "石家庄,许可\n".repeat(20))).0.into_owned();
    let at = bytes.len() - 3;
    bytes[at] = 0xFF;
    let mut rows = open(Format::Csv, &bytes).unwrap();
    let found = all(&mut rows);
    assert!(found[..19].iter().all(|(_, row)| row.is_ok()));
    assert!(found[19].1.is_err());
    assert_eq!(rows.notes(), ["文件编码为 gb18030，已转为 UTF-8 读取"]);
}

#[test]
fn an_open_quotation_mark_stops_before_it_fills_the_memory() {
    let text = format!("a,b\n1,2\n3,\"{}", "x,y\n".repeat(5_000_000));
    let mut rows = open(Format::Csv, text.as_bytes()).unwrap();
    let mut row = Row::default();
    assert_eq!(rows.read(&mut row).unwrap(), Reading::Row);
    let error = rows.read(&mut row).unwrap_err();
    assert!(matches!(error, Error::RowTooLong { row: 3, .. }), "{error}");
}

#[test]
fn files_without_a_table_say_so() {
    for bytes in ["", "\n\n", "\u{FEFF}"] {
        assert!(matches!(open(Format::Csv, bytes.as_bytes()), Err(Error::NoHeader { .. })));
    }
    assert!(matches!(open(Format::JsonLines, b" [\n{\"a\":1}]"), Err(Error::NotJsonLines { .. })));
    assert!(matches!(open(Format::Xlsx, b"a,b\n1,2\n"), Err(Error::Workbook { .. })));
    assert!(matches!(open(Format::Parquet, b"PAR1"), Err(Error::UnknownFormat { .. })));
    let missing = Rows::open(std::path::Path::new("没有.csv"), None).err().unwrap();
    assert!(missing.to_string().starts_with("没有.csv：读取失败"), "{missing}");
}

#[test]
fn reading_goes_on_behind_any_row() {
    let csv: String = std::iter::once("n\n".to_owned()).chain((2..500).map(|n| format!("{n}\n"))).collect();
    let json: String = (1..500).map(|n| format!("{{\"n\":{n}}}\n")).collect();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "n").unwrap();
    sheet.write(0, 1, "m").unwrap();
    for row in 1..499_u32 {
        sheet.write(row, 0, row + 1).unwrap();
    }
    let xlsx = book.save_to_buffer().unwrap();
    for (format, bytes) in
        [(Format::Csv, csv.as_bytes()), (Format::JsonLines, json.as_bytes()), (Format::Xlsx, &xlsx)]
    {
        for number in [0, 1, 2, 50, 99, 100, 101, 300, 498, 499, 600] {
            let mut rows = open(format, bytes).unwrap();
            rows.skip_to(number).unwrap();
            let found = all(&mut rows);
            let first = if format == Format::JsonLines { 1 } else { 2 };
            let expected: Vec<u64> = (first.max(number + 1)..500).collect();
            assert_eq!(
                found.iter().map(|(number, _)| *number).collect::<Vec<_>>(),
                expected,
                "{format:?} {number}"
            );
            assert!(found.iter().all(|(number, row)| row.as_ref().unwrap()[0] == number.to_string()));
        }
    }
}

#[test]
fn json_lines_keep_their_values_and_report_what_is_not_an_object() {
    let text = "{\"n\":1,\"名称\":\"甲\"}\n\n[1]\n{\"n\":[1,{\"a\":null}],\"x\":2.50}\n{\"n\":\n";
    let mut rows = open(Format::JsonLines, text.as_bytes()).unwrap();
    assert_eq!(rows.header(), ["n", "名称", "x"]);
    let found = all(&mut rows);
    assert_eq!(found[0], good(1, &["1", "\"甲\"", "-"]));
    assert!(found[1].1.as_ref().unwrap_err().contains("不是 JSON 对象"));
    assert_eq!(found[2], good(4, &["[1,{\"a\":null}]", "-", "2.5"]));
    assert!(found[3].1.as_ref().unwrap_err().contains("不是正确的 JSON"));
}

#[test]
fn keys_of_a_json_line_that_no_column_has_are_named() {
    let mut text: String = (0..150).map(|n| format!("{{\"文号\":\"{n}\"}}\n")).collect();
    text.push_str("{\"no\":\"150\",\"备注\":1}\n");
    let mut rows = open(Format::JsonLines, text.as_bytes()).unwrap();
    let mapping =
        match_header(rows.header(), &[Column::new("no", "文号", ColumnKind::Text).required()]).unwrap();
    let mut row = Row::default();
    rows.skip_to(150).unwrap();
    assert_eq!(rows.read(&mut row).unwrap(), Reading::Row);
    assert_eq!(mapping.cell(&row, 0), Cell::Json(&"150".into()));
    assert_eq!(mapping.unknown(&row), ["备注"]);
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("说明").unwrap().set_hidden(true).write(0, 0, "填表说明").unwrap();
    let sheet = book.add_worksheet().set_name("许可").unwrap().set_active(true);
    let day = CellFormat::new().set_num_format("yyyy/m/d");
    sheet.merge_range(0, 0, 0, 3, "行政许可公示表", &CellFormat::new()).unwrap();
    for (column, name) in (0_u16..).zip(["文号", "单位", "日期", "数量"]) {
        sheet.write(2, column, name).unwrap();
    }
    sheet.merge_range(3, 1, 4, 1, "恒泰公司", &CellFormat::new()).unwrap();
    for (row, number) in [(3, "1号"), (4, "2号")] {
        sheet.write(row, 0, number).unwrap();
        sheet.write_with_format(row, 2, ExcelDateTime::from_ymd(2026, 2, 3).unwrap(), &day).unwrap();
        sheet.write(row, 3, 12.0).unwrap();
    }
    sheet.write(6, 0, "3号").unwrap();
    sheet.write(6, 3, 911_301_000_000_000_000.0_f64).unwrap();
    sheet.write(7, 5, "表外").unwrap();
    book.add_worksheet().set_name("其他").unwrap().write(0, 0, "x").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_reads_as_it_looks() {
    let mut rows = open(Format::Xlsx, &workbook()).unwrap();
    assert_eq!(rows.header(), ["文号", "单位", "日期", "数量"]);
    assert_eq!(rows.notes().len(), 3, "{:?}", rows.notes());
    let found = all(&mut rows);
    assert_eq!(found[0], good(4, &["1号", "恒泰公司", "2026-02-03", "12"]));
    assert_eq!(found[1], good(5, &["2号", "恒泰公司", "2026-02-03", "12"]));
    assert!(found[2].0 == 7 && found[2].1.as_ref().unwrap_err().contains("15 位"));
    assert!(found[3].0 == 8 && found[3].1.as_ref().unwrap_err().contains("第 5 列以后"));
    assert_eq!(found.len(), 4);
    let named =
        |sheet| Rows::from_reader("许可", Format::Xlsx, Box::new(Cursor::new(workbook())), Some(sheet));
    assert_eq!(named("其他").unwrap().header(), ["x"]);
    let error = named("没有").err().unwrap().to_string();
    assert!(error.contains("说明、许可、其他"), "{error}");
}

/// The workbook with its first sheet's XML changed.
fn with_sheet(book: &mut Workbook, change: impl Fn(String) -> String) -> Vec<u8> {
    let bytes = book.save_to_buffer().unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            bytes = change(String::from_utf8(bytes).unwrap()).into_bytes();
        }
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, &bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_formula_that_nobody_computed_is_refused_where_it_stands() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["文号", "数量"]).unwrap();
    sheet.write(1, 0, "1号").unwrap();
    sheet.write_formula(1, 1, rust_xlsxwriter::Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write(2, 0, "2号").unwrap();
    sheet.write_formula(2, 1, rust_xlsxwriter::Formula::new("=22+22").set_result("44")).unwrap();
    sheet.write(3, 0, "3号").unwrap();
    sheet.write_formula(3, 1, rust_xlsxwriter::Formula::new("=33+44").set_result("77")).unwrap();
    let bytes = with_sheet(&mut book, |xml| {
        let xml = xml.replace("<v>44</v>", "").replace("<v>77</v>", "<v></v>");
        assert!(xml.contains("<c r=\"B4\">"), "{xml}");
        xml.replace("<c r=\"B4\">", "<c r=\"B4\" t=\"str\">")
    });
    let found = all(&mut open(Format::Xlsx, &bytes).unwrap());
    assert_eq!(found[0], good(2, &["1号", "2"]));
    let refused = found[1].1.as_ref().unwrap_err();
    assert!(refused.contains("B3") && refused.contains("没有计算结果"), "{refused}");
    assert_eq!(found[2], good(4, &["3号", ""]), "an empty result is one");
}

#[test]
fn a_workbook_that_breaks_off_is_not_taken_for_read_to_its_end() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..3_000 {
        sheet.write_row(row, 0, [row + 1, row + 2]).unwrap();
    }
    let bytes = with_sheet(&mut book, |xml| xml[..xml.find("<row r=\"2000\"").unwrap()].to_owned());
    let mut rows = open(Format::Xlsx, &bytes).unwrap();
    assert!(rows.skip_to(2_500).is_err());
    let mut rows = open(Format::Xlsx, &bytes).unwrap();
    assert!(rows.skip_to(500).is_ok());
    let mut row = Row::default();
    assert!(matches!(rows.read(&mut row), Ok(Reading::Row)) && row.number() == 501);
}

#[test]
fn a_reader_that_is_dropped_ends_its_thread() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..20_000 {
        sheet.write(row, 0, row).unwrap();
        sheet.write(row, 1, row).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let rows = open(Format::Xlsx, &bytes).unwrap();
    drop(rows);
}

proptest! {
    #[test]
    fn no_bytes_panic_in_any_format(bytes in proptest::collection::vec(any::<u8>(), 0..600), pick in 0..3_usize) {
        let format = [Format::Csv, Format::JsonLines, Format::Xlsx][pick];
        let mut row = Row::default();
        if let Ok(mut rows) = open(format, &bytes) {
            while !matches!(rows.read(&mut row), Ok(Reading::End) | Err(_)) {}
        }
    }

    #[test]
    fn near_tables_do_not_panic(text in "[ab\",;\t\r\n'{}:1\\[\\]]{0,80}", json in any::<bool>()) {
        let mut row = Row::default();
        if let Ok(mut rows) = open(if json { Format::JsonLines } else { Format::Csv }, text.as_bytes()) {
            let mut last = 0;
            while let Ok(Reading::Row | Reading::Rejected(_)) = rows.read(&mut row) {
                prop_assert!(row.number() > last);
                last = row.number();
            }
        }
    }

    #[test]
    fn a_damaged_workbook_is_an_error_or_a_table(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = workbook();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let mut row = Row::default();
        if let Ok(mut rows) = open(Format::Xlsx, &bytes) {
            while !matches!(rows.read(&mut row), Ok(Reading::End) | Err(_)) {}
        }
    }
}
