//! `mingjing credit`

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use anyhow::Context;
use mingjing_actions::{Officer, exchange};
use mingjing_opendata::Rows;

use crate::cli::CreditCommand;
use crate::instance::{Index, Instance};
use crate::outcome::Outcome;

/// Exchanges files with the national credit platform.
pub async fn run(dir: &Path, command: CreditCommand) -> anyhow::Result<Outcome> {
    let opened = Instance::open(dir, Index::Unused).await?;
    match command {
        CreditCommand::Export { item, output } => export(&opened, &item, &output).await,
        CreditCommand::Receipt { item, file } => {
            let rows = Rows::open(&file, None)?;
            let tally = exchange::take_receipt(&opened.house, &Officer::operator(), &item, rows).await?;
            println!("回执:退回 {} 条,文号不在本系统 {} 条", tally.refused, tally.unknown);
            Ok(if tally.unknown > 0 { Outcome::Refused } else { Outcome::Done })
        }
    }
}

/// Writes the next file. It is noted once it is on the disk: after a crash in between the same records are written again.
async fn export(opened: &Instance, item: &str, output: &Path) -> anyhow::Result<Outcome> {
    let unwritable = || format!("不能写入 {}:文件已存在,或文件夹没有权限", output.display());
    let file = private(output).with_context(unwritable)?;
    let written = exchange::write_upload(&opened.house, item, BufWriter::new(&file)).await;
    let noted = async {
        let Some(written) = written? else { return Ok(None) };
        file.sync_all().with_context(unwritable)?;
        let rows = written.rows();
        exchange::note_upload(&opened.house, &Officer::operator(), written).await?;
        Ok::<_, anyhow::Error>(Some(rows))
    };
    match noted.await {
        Ok(Some(rows)) => {
            println!("上报 {rows} 条");
            Ok(Outcome::Done)
        }
        other => {
            std::fs::remove_file(output).with_context(|| format!("不能删除 {}", output.display()))?;
            if other?.is_none() {
                println!("没有要上报的记录");
            }
            Ok(Outcome::Done)
        }
    }
}

/// A new file that only its owner may read: it holds numbers of persons.
fn private(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
