//! The file formats of tables.

use std::path::Path;

use crate::Error;

/// A file format of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Comma-separated values (RFC 4180), in UTF-8 when written.
    Csv,
    /// JSON Lines: one JSON object a line (<https://jsonlines.org>).
    JsonLines,
    /// Office Open XML workbook (ECMA-376).
    Xlsx,
    /// Apache Parquet; written only.
    Parquet,
}

impl Format {
    /// All formats that can be written.
    pub const ALL: [Format; 4] = [Format::Csv, Format::JsonLines, Format::Xlsx, Format::Parquet];

    /// The extension of file names and addresses, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::JsonLines => "jsonl",
            Format::Xlsx => "xlsx",
            Format::Parquet => "parquet",
        }
    }

    /// The media type for HTTP.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::JsonLines => "application/jsonl; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Parquet => "application/vnd.apache.parquet",
        }
    }

    /// The format that a file name's extension tells, if it tells one of tables.
    pub fn of_name(name: &str) -> Option<Format> {
        let extension = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "csv" | "tsv" => Some(Format::Csv),
            "jsonl" | "ndjson" => Some(Format::JsonLines),
            "xlsx" | "xlsm" => Some(Format::Xlsx),
            "parquet" => Some(Format::Parquet),
            _ => None,
        }
    }
}

impl std::str::FromStr for Format {
    type Err = Error;

    /// Reads a format's name as the command line and addresses write it: its extension.
    fn from_str(name: &str) -> Result<Self, Error> {
        Format::ALL
            .into_iter()
            .find(|format| format.extension() == name)
            .ok_or_else(|| Error::UnknownFormat { name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_and_names_agree() {
        for format in Format::ALL {
            assert_eq!(format.extension().parse::<Format>().unwrap(), format);
            assert_eq!(Format::of_name(&format!("许可.{}", format.extension().to_uppercase())), Some(format));
        }
        assert_eq!(Format::of_name("说明.md"), None);
        assert!("xls".parse::<Format>().unwrap_err().to_string().contains("xls"));
    }
}
