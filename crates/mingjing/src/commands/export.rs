//! `mingjing export`

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use mingjing_actions::{House, export};
use mingjing_opendata::{Format, Style};

use crate::cli::{ExportArgs, TableFormat};
use crate::instance::{Index, Instance};
use crate::outcome::Outcome;

/// Streams an item's public disclosures. A file gets its name when it is whole: what was there before stays until then.
pub async fn run(dir: &Path, args: ExportArgs) -> anyhow::Result<Outcome> {
    let opened = Instance::open(dir, Index::Unused).await?;
    opened.house.item(&args.item)?;
    let count = match &args.output {
        None => write(&opened.house, &args, std::io::stdout()).await?,
        // A pipe or a device is written to, not replaced.
        Some(file) if file.exists() && !file.is_file() => {
            let sink = File::options().write(true).open(file);
            write(&opened.house, &args, sink.with_context(|| unwritable(file))?).await?
        }
        Some(file) => {
            let part = Part::beside(file)?;
            let sink = File::create(&part.0).with_context(|| unwritable(file))?;
            let count = write(&opened.house, &args, sink).await?;
            std::fs::rename(&part.0, file).with_context(|| unwritable(file))?;
            count
        }
    };
    eprintln!("导出 {count} 条");
    Ok(Outcome::Done)
}

async fn write<W: Write + Send>(house: &Arc<House>, args: &ExportArgs, sink: W) -> anyhow::Result<u64> {
    let format = match args.format {
        TableFormat::Csv => Format::Csv,
        TableFormat::Jsonl => Format::JsonLines,
        TableFormat::Parquet => Format::Parquet,
        TableFormat::Xlsx => Format::Xlsx,
    };
    let sink = BufWriter::with_capacity(1 << 20, sink);
    Ok(export(house, &args.item, None, &house.site.base_url, format, Style::default(), sink).await?)
}

fn unwritable(file: &Path) -> String {
    format!("不能写入 {}", file.display())
}

/// A file that is being written; gone when it did not get its name.
struct Part(PathBuf);

impl Part {
    fn beside(file: &Path) -> anyhow::Result<Self> {
        let name = file.file_name().with_context(|| unwritable(file))?;
        let mut part = std::ffi::OsString::from(".");
        part.push(name);
        part.push(".part");
        Ok(Self(file.with_file_name(part)))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // There is nothing to remove once it was renamed.
        let _ = std::fs::remove_file(&self.0);
    }
}
