//! What can go wrong with a whole file; a single bad row is a [`crate::RowProblem`].

use crate::column::HeaderProblem;

/// A problem of a whole file or output.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file could not be opened or read.
    #[error("{name}：读取失败（{source}）。请检查文件是否存在、是否完整后重试")]
    Read {
        /// The file.
        name: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The output could not be written.
    #[error("写出失败（{source}）。请检查磁盘空间或网络连接后重试")]
    Write {
        /// What the system said.
        #[from]
        source: std::io::Error,
    },
    /// No table format of this name.
    #[error(
        "不认识的表格格式“{name}”。可用 csv、jsonl、xlsx（导出还可用 parquet）；旧式 .xls 请先另存为 .xlsx"
    )]
    UnknownFormat {
        /// The name or extension that was given.
        name: String,
    },
    /// The file holds no header.
    #[error("{name}：文件里没有表头。第一行应当是列名（列的键名或中文名）")]
    NoHeader {
        /// The file.
        name: String,
    },
    /// The header does not fit the columns.
    #[error(transparent)]
    Header(#[from] HeaderProblem),
    /// A row so long that a quotation mark is probably not closed.
    #[error("{name}：从第 {row} 行起的一行超过 16 MB，多半是引号没有成对。请检查该行附近的引号后重试")]
    RowTooLong {
        /// The file.
        name: String,
        /// The row's number.
        row: u64,
    },
    /// A JSON array where JSON Lines were expected.
    #[error("{name}：文件不是 JSON Lines。请改为每行一个 JSON 对象，不要用 [ ] 包成一个数组")]
    NotJsonLines {
        /// The file.
        name: String,
    },
    /// The workbook cannot be read.
    #[error("{name}：不能作为 XLSX 工作簿读取（{reason}）。请用表格软件打开后另存为 .xlsx 再试")]
    Workbook {
        /// The file.
        name: String,
        /// Why.
        reason: String,
    },
    /// The workbook unpacks to more than can be handled.
    #[error("{name}：工作簿展开后超过 {limit_mb} MB。请拆成几个文件，或另存为 CSV 后导入")]
    WorkbookTooLarge {
        /// The file.
        name: String,
        /// The limit in megabytes.
        limit_mb: u64,
    },
    /// No sheet of this name.
    #[error("{name}：没有名为“{sheet}”的工作表。现有工作表：{sheets}")]
    NoSheet {
        /// The file.
        name: String,
        /// The name that was asked for.
        sheet: String,
        /// The names there are.
        sheets: String,
    },
    /// A value that does not fit its column's kind.
    #[error("第 {row} 条的“{column}”值“{value}”不是{expected}，不能写入这种格式的该列")]
    Value {
        /// The row, counted from 1.
        row: u64,
        /// The column's title.
        column: String,
        /// The value.
        value: String,
        /// What was expected, in Chinese.
        expected: &'static str,
    },
    /// A row with more or fewer cells than columns.
    #[error("第 {row} 条有 {found} 个值，应有 {expected} 个")]
    Width {
        /// The row, counted from 1.
        row: u64,
        /// How many cells came.
        found: usize,
        /// How many columns there are.
        expected: usize,
    },
    /// The XLSX or Parquet writer failed.
    #[error("生成 {format} 失败（{reason}）。请检查临时目录的磁盘空间后重试，或改用 CSV")]
    Encode {
        /// The format.
        format: &'static str,
        /// Why.
        reason: String,
    },
    /// A file without a document in it (front matter only, or empty).
    #[error("{name}：文件里没有正文，不是一份文件，已跳过")]
    NoDocument {
        /// The file.
        name: String,
    },
    /// A text whose encoding cannot be told.
    #[error("{name}：认不出文字编码（第 {line} 行起有乱码）。请另存为 UTF-8 后重试")]
    Encoding {
        /// The file.
        name: String,
        /// The first line that cannot be read.
        line: usize,
    },
    /// No reading profile of this name.
    #[error(
        "没有名为“{name}”的导入方式。可用：law-corpus（法规汇编）、web-copy（网页复制稿）；普通文本不必指定"
    )]
    UnknownProfile {
        /// The name that was given.
        name: String,
    },
}
