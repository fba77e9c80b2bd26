//! `mingjing export`

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use mingjing_actions::export;
use mingjing_opendata::{Format, Style};

use crate::cli::{ExportArgs, TableFormat};
use crate::instance::{Index, Instance};
use crate::outcome::Outcome;

/// Streams an item's public disclosures.
pub async fn run(dir: &Path, args: ExportArgs) -> anyhow::Result<Outcome> {
    let opened = Instance::open(dir, Index::Unused).await?;
    let sink: Box<dyn Write + Send> = match &args.output {
        None => Box::new(std::io::stdout()),
        Some(file) => Box::new(File::create(file).with_context(|| format!("不能写入 {}", file.display()))?),
    };
    let format = match args.format {
        TableFormat::Csv => Format::Csv,
        TableFormat::Jsonl => Format::JsonLines,
        TableFormat::Parquet => Format::Parquet,
        TableFormat::Xlsx => Format::Xlsx,
    };
    let count = export(
        &opened.house,
        &args.item,
        None,
        format,
        Style::default(),
        BufWriter::with_capacity(1 << 20, sink),
    )
    .await?;
    eprintln!("导出 {count} 条");
    Ok(Outcome::Done)
}
