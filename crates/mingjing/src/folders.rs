//! Folders that agencies' own systems put files of rows into.
//!
//! A file is taken once it is whole: it has neither grown nor changed between two looks, and its name says nothing else
//! (`.part`, `.tmp`, a dot at the beginning). Its rows are imported once, by the digest of its bytes; then it goes to
//! `done/` or `refused/`, with a report beside it. Wherever it is killed, the next look goes on: the import at the row
//! where it stopped, the moving by what the database remembers.

use std::collections::HashMap;
use std::fs::{File, Metadata, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use anyhow::Context;
use mingjing_actions::import::{Finished, Progress, TableImport, Tally, import_once};
use mingjing_actions::{Error, House, Officer};
use mingjing_opendata::Rows;
use tokio::sync::watch;

use crate::commands::import::digest_of;
use crate::config::FolderConfig;
use crate::journal;

/// Between two looks: a file that changed meanwhile is still being written.
pub const SETTLE: Duration = Duration::from_secs(5);
/// Held while a process looks, so that two do not take the same file.
const LOCK: &str = "folders.lock";
/// Names that are not files of rows, or not yet.
const NOT_WHOLE: [&str; 7] =
    [".part", ".partial", ".tmp", ".crdownload", ".filepart", ".rejects.csv", ".report.txt"];

/// Length of a file, and when it was last written to.
type Mark = (u64, Option<SystemTime>);

/// What stood in the folders at the last look.
#[derive(Debug, Default)]
pub struct Looks(HashMap<PathBuf, Mark>);

/// A file that was dealt with.
#[derive(Debug, PartialEq, Eq)]
pub struct Taken {
    /// Where it is now.
    pub now: PathBuf,
    /// What became of its rows; none when it could not be read.
    pub tally: Option<Tally>,
}

/// Looks into all folders for ever.
pub async fn run(houses: watch::Receiver<Arc<House>>, dir: PathBuf, folders: Vec<FolderConfig>) {
    let mut looks = Looks::default();
    loop {
        let house = Arc::clone(&houses.borrow());
        if let Err(e) = look(&house, &dir, &folders, &mut looks).await {
            tracing::error!(
                error = format!("{e:#}"),
                "watched folders could not be looked into; trying again"
            );
        }
        tokio::time::sleep(SETTLE).await;
    }
}

/// Looks once: takes the files that are as they were at the look before.
pub async fn look(
    house: &Arc<House>,
    dir: &Path,
    folders: &[FolderConfig],
    looks: &mut Looks,
) -> anyhow::Result<Vec<Taken>> {
    let lock = dir.join(LOCK);
    let told = || format!("不能读写 {}", lock.display());
    let lock = OpenOptions::new().create(true).append(true).open(&lock).with_context(told)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(Vec::new()),
        Err(TryLockError::Error(e)) => return Err(e).with_context(told),
    }
    let mut taken = Vec::new();
    let mut seen = Looks::default();
    for folder in folders {
        let path = dir.join(&folder.path);
        for (file, now) in files(&path).with_context(|| format!("读不到文件夹 {}", path.display()))? {
            if looks.0.get(&file) == Some(&now) {
                taken.push(take(house, dir, folder, &file).await?);
            } else {
                seen.0.insert(file, now);
            }
        }
    }
    *looks = seen;
    Ok(taken)
}

fn mark(metadata: &Metadata) -> Mark {
    (metadata.len(), metadata.modified().ok())
}

/// The files of rows in a folder, by name, as they are now.
fn files(folder: &Path) -> io::Result<Vec<(PathBuf, Mark)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_lowercase();
        let whole = !name.starts_with('.') && !NOT_WHOLE.iter().any(|end| name.ends_with(end));
        if whole && entry.file_type()?.is_file() {
            found.push((entry.path(), mark(&entry.metadata()?)));
        }
    }
    found.sort();
    Ok(found)
}

/// What an import says on its way.
#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

impl Progress for Notes {
    fn done(&self, _: Tally) {}

    fn note(&self, text: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(text.to_owned());
    }

    fn stop(&self) -> bool {
        false
    }
}

/// Imports a file and moves it.
async fn take(house: &Arc<House>, dir: &Path, folder: &FolderConfig, file: &Path) -> anyhow::Result<Taken> {
    let notes = Notes::default();
    let digest = tokio::task::block_in_place(|| digest_of(file))?;
    let done = import(house, folder, file, &digest, &notes).await;
    let mut report = notes.0.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (tally, target) = match done {
        Ok(finished) => {
            let (tally, line) = match finished {
                Finished::Now(tally) | Finished::Stopped(tally) => (tally, tally.to_string()),
                Finished::Before(tally) => {
                    (tally, format!("同样的文件以前导入过,这次没有再导入;当时:{tally}"))
                }
            };
            report.push(line);
            if matches!(finished, Finished::Now(_)) {
                journal::add(dir, &house.now_text(), &folder.item, tally)?;
            }
            let nothing = tally.rejected > 0 && tally.rejected == tally.total();
            (Some(tally), if nothing { "refused" } else { "done" })
        }
        Err(e) if e.outage().is_some() => return Err(e.into()),
        Err(e) => {
            report.push(format!("没有导入:{e}"));
            (None, "refused")
        }
    };
    let now = tokio::task::block_in_place(|| put_away(file, target, &digest, &report, &house.now_text()))
        .with_context(|| format!("不能移动 {}", file.display()))?;
    Ok(Taken { now, tally })
}

async fn import(
    house: &Arc<House>,
    folder: &FolderConfig,
    file: &Path,
    digest: &str,
    notes: &Notes,
) -> Result<Finished, Error> {
    let rows = tokio::task::block_in_place(|| Rows::open(file, None))?;
    let import = TableImport {
        item: folder.item.clone(),
        agency: folder.agency.clone(),
        name: file.to_string_lossy().into_owned(),
        digest: Some(digest.to_owned()),
    };
    import_once(house, &Officer::operator(), import, rows, notes).await
}

/// Moves a file with what was said of it; the file itself last, so that whatever is left of this is done again.
fn put_away(file: &Path, target: &str, digest: &str, report: &[String], at: &str) -> io::Result<PathBuf> {
    let parent = file.parent().unwrap_or(Path::new("."));
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let folder = parent.join(target);
    std::fs::create_dir_all(&folder)?;
    // Other bytes under the same name do not push these away.
    let kept = folder.join(format!("{}-{name}", digest.get(..12).unwrap_or_default()));
    let beside = |end: &str| PathBuf::from(format!("{}{end}", kept.display()));
    let mut out = OpenOptions::new().create(true).append(true).open(beside(".report.txt"))?;
    for line in report {
        writeln!(out, "{at} {line}")?;
    }
    out.sync_all()?;
    let rejects = PathBuf::from(format!("{}.rejects.csv", file.display()));
    if rejects.exists() {
        std::fs::rename(&rejects, beside(".rejects.csv"))?;
    }
    std::fs::rename(file, &kept)?;
    File::open(&folder)?.sync_all()?;
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unfinished_names_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "b.csv",
            "a.jsonl",
            ".hidden.csv",
            "c.csv.part",
            "d.TMP",
            "b.csv.rejects.csv",
            "b.csv.report.txt",
        ] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        std::fs::create_dir(folder.path().join("done")).unwrap();
        let names: Vec<_> = files(folder.path()).unwrap().into_iter().map(|(path, _)| path).collect();
        assert_eq!(names, [folder.path().join("a.jsonl"), folder.path().join("b.csv")]);
    }

    #[test]
    fn the_same_name_with_other_bytes_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.csv");
        let mut kept = Vec::new();
        for (digest, text) in [("11111111111111", "one"), ("22222222222222", "two")] {
            std::fs::write(&file, text).unwrap();
            kept.push(
                put_away(&file, "done", digest, &["导入 1 条".into()], "2026-11-24T09:00:00+08:00").unwrap(),
            );
        }
        assert_eq!(std::fs::read_to_string(&kept[0]).unwrap(), "one");
        assert_eq!(std::fs::read_to_string(&kept[1]).unwrap(), "two");
        assert!(!file.exists());
    }
}
