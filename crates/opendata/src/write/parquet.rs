//! Parquet, with typed columns, Snappy compression and row groups of 64 Ki rows.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use arrow_array::builder::{Date32Builder, Decimal128Builder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use chrono::NaiveDate;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use crate::{Cell, Column, ColumnKind, Error};

use super::{misfit, text_of};

const BATCH_ROWS: usize = 4096;
const GROUP_ROWS: usize = 64 * 1024;
/// A row group of long texts is closed earlier: it is held in memory until then.
const GROUP_BYTES: usize = 32 * 1024 * 1024;
const PRECISION: u8 = 18;
const SCALE: i8 = 2;

pub(super) struct Parquet<W: Write + Send> {
    writer: ArrowWriter<W>,
    schema: SchemaRef,
    builders: Vec<Builder>,
    rows: usize,
}

enum Builder {
    Text(StringBuilder),
    Date(Date32Builder),
    Money(Decimal128Builder),
    Integer(Int64Builder),
    Number(Float64Builder),
}

impl<W: Write + Send> Parquet<W> {
    pub(super) fn start(columns: &[Column], sink: W) -> Result<Self, Error> {
        let fields: Vec<Field> = columns.iter().map(field).collect();
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .build();
        let writer = ArrowWriter::try_new(sink, schema.clone(), Some(properties)).map_err(failure)?;
        Ok(Parquet {
            writer,
            schema,
            builders: columns.iter().map(|column| Builder::new(column.kind)).collect(),
            rows: 0,
        })
    }

    pub(super) fn row(&mut self, columns: &[Column], cells: &[Cell<'_>], number: u64) -> Result<(), Error> {
        let mut buffer = String::new();
        // All values are checked before any is added: columns must not differ in length.
        for (column, cell) in columns.iter().zip(cells) {
            if let Some(text) = text_of(*cell, &mut buffer) {
                check(column, text, number)?;
            }
        }
        for (builder, cell) in self.builders.iter_mut().zip(cells) {
            builder.append(text_of(*cell, &mut buffer));
        }
        self.rows += 1;
        if self.rows >= BATCH_ROWS { self.write_batch() } else { Ok(()) }
    }

    fn write_batch(&mut self) -> Result<(), Error> {
        let arrays: Vec<ArrayRef> = self.builders.iter_mut().map(Builder::finish).collect();
        self.rows = 0;
        if arrays.is_empty() {
            return Ok(());
        }
        let batch =
            RecordBatch::try_new(self.schema.clone(), arrays).map_err(|error| failure(error.into()))?;
        self.writer.write(&batch).map_err(failure)?;
        if self.writer.in_progress_size() > GROUP_BYTES {
            self.writer.flush().map_err(failure)?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<W, Error> {
        self.write_batch()?;
        self.writer.into_inner().map_err(failure)
    }
}

fn field(column: &Column) -> Field {
    let kind = match column.kind {
        ColumnKind::Text => DataType::Utf8,
        ColumnKind::Date => DataType::Date32,
        ColumnKind::Money => DataType::Decimal128(PRECISION, SCALE),
        ColumnKind::Integer => DataType::Int64,
        ColumnKind::Number => DataType::Float64,
    };
    let title = HashMap::from([("title".to_owned(), column.title.clone())]);
    Field::new(&column.key, kind, true).with_metadata(title)
}

fn check(column: &Column, text: &str, number: u64) -> Result<(), Error> {
    let (fits, expected) = match column.kind {
        ColumnKind::Text => (true, ""),
        ColumnKind::Date => (days(text).is_some(), "“年-月-日”的日期"),
        ColumnKind::Money => (hundredths(text).is_some(), "至多两位小数的金额（元）"),
        ColumnKind::Integer => (text.parse::<i64>().is_ok(), "整数"),
        ColumnKind::Number => (text.parse::<f64>().is_ok(), "数字"),
    };
    if fits || text.is_empty() { Ok(()) } else { Err(misfit(number, column, text, expected)) }
}

impl Builder {
    fn new(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Text => Builder::Text(StringBuilder::new()),
            ColumnKind::Date => Builder::Date(Date32Builder::new()),
            ColumnKind::Money => Builder::Money(
                Decimal128Builder::new().with_data_type(DataType::Decimal128(PRECISION, SCALE)),
            ),
            ColumnKind::Integer => Builder::Integer(Int64Builder::new()),
            ColumnKind::Number => Builder::Number(Float64Builder::new()),
        }
    }

    /// Adds a checked value; an empty text in a typed column is nothing.
    fn append(&mut self, text: Option<&str>) {
        match self {
            Builder::Text(builder) => builder.append_option(text),
            Builder::Date(builder) => builder.append_option(text.and_then(days)),
            Builder::Money(builder) => builder.append_option(text.and_then(hundredths)),
            Builder::Integer(builder) => builder.append_option(text.and_then(|text| text.parse().ok())),
            Builder::Number(builder) => builder.append_option(text.and_then(|text| text.parse().ok())),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Builder::Text(builder) => Arc::new(builder.finish()),
            Builder::Date(builder) => Arc::new(builder.finish()),
            Builder::Money(builder) => Arc::new(builder.finish()),
            Builder::Integer(builder) => Arc::new(builder.finish()),
            Builder::Number(builder) => Arc::new(builder.finish()),
        }
    }
}

/// Days since 1970-01-01.
fn days(text: &str) -> Option<i32> {
    let day: NaiveDate = text.parse().ok()?;
    i32::try_from(day.signed_duration_since(NaiveDate::default()).num_days()).ok()
}

/// Yuan as text → fen.
fn hundredths(text: &str) -> Option<i128> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(fraction) || fraction.len() > 2 || whole.trim_start_matches('0').len() > 16 {
        return None;
    }
    let fen = whole.parse::<i128>().ok()? * 100 + format!("{fraction:0<2}").parse::<i128>().ok()?;
    Some(if negative { -fen } else { fen })
}

fn failure(error: ParquetError) -> Error {
    let error = match error {
        ParquetError::External(inner) => match inner.downcast::<std::io::Error>() {
            Ok(source) => return Error::Write { source: *source },
            Err(inner) => ParquetError::External(inner),
        },
        other => other,
    };
    Error::Encode { format: "Parquet", reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Date32Type, Decimal128Type, Float64Type, Int64Type};
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use serde_json::json;

    fn columns() -> Vec<Column> {
        vec![
            Column::new("name", "名称", ColumnKind::Text),
            Column::new("day", "日期", ColumnKind::Date),
            Column::new("yuan", "金额", ColumnKind::Money),
            Column::new("count", "数量", ColumnKind::Integer),
            Column::new("share", "占比", ColumnKind::Number),
        ]
    }

    #[test]
    fn a_table_is_typed_and_comes_in_row_groups() {
        let columns = columns();
        let mut table = Parquet::start(&columns, Vec::new()).unwrap();
        let rows = 70_000;
        for at in 0..rows {
            let values =
                [json!(format!("公司{at}")), json!("2026-02-03"), json!("-1234.5"), json!(at), json!(0.5)];
            table.row(&columns, &values.each_ref().map(Cell::Json), at + 1).unwrap();
        }
        table.row(&columns, &[Cell::Missing; 5], rows + 1).unwrap();
        let bytes = bytes::Bytes::from(table.finish().unwrap());
        let reader = ParquetRecordBatchReaderBuilder::try_new(bytes).unwrap();
        assert_eq!(reader.metadata().num_row_groups(), 2);
        assert_eq!(reader.metadata().file_metadata().num_rows(), 70_001);
        let batches: Vec<RecordBatch> = reader.build().unwrap().map(Result::unwrap).collect();
        let first = &batches[0];
        assert_eq!(first.column(0).as_string::<i32>().value(3), "公司3");
        assert_eq!(first.column(1).as_primitive::<Date32Type>().value(0), 20_487);
        assert_eq!(first.column(2).as_primitive::<Decimal128Type>().value(0), -123_450);
        assert_eq!(first.column(3).as_primitive::<Int64Type>().value(7), 7);
        assert!((first.column(4).as_primitive::<Float64Type>().value(0) - 0.5).abs() < 1e-12);
        let last = &batches[batches.len() - 1];
        assert!((0..5).all(|at| last.column(at).is_null(last.num_rows() - 1)));
    }

    #[test]
    fn amounts_are_exact_or_refused() {
        for (text, fen) in
            [("0", 0), ("12.5", 1250), ("-0.01", -1), ("9999999999999999.99", 999_999_999_999_999_999)]
        {
            assert_eq!(hundredths(text), Some(fen), "{text}");
        }
        for text in ["", "1.234", "1e3", "１", "12345678901234567", "--1", ".5", "1."] {
            assert_eq!(hundredths(text), None, "{text}");
        }
    }

    #[test]
    fn a_misfit_names_row_column_and_value() {
        let columns = columns();
        let mut table = Parquet::start(&columns, Vec::new()).unwrap();
        let cells = ["甲", "2026-2-30", "", "", ""].map(Cell::Text);
        let message = table.row(&columns, &cells, 7).unwrap_err().to_string();
        assert!(
            message.contains("第 7 条") && message.contains("日期") && message.contains("2026-2-30"),
            "{message}"
        );
    }
}
