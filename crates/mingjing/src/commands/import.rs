//! `mingjing import`

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressStyle};
use mingjing_actions::following::Follower;
use mingjing_actions::import::{
    DocumentImport, Progress, TableImport, Tally, import_documents, import_table,
};
use mingjing_actions::{House, Officer, sequencing};
use mingjing_ledger::Sequencer;
use mingjing_opendata::{Format, Profile, Rows};
use mingjing_publication::Digest;

use crate::cli::ImportArgs;
use crate::instance::{Index, Instance};
use crate::outcome::Outcome;
use crate::{journal, restored};

/// Shows how far it is on a terminal, and hears Ctrl-C.
struct Terminal {
    bar: ProgressBar,
    stop: Arc<AtomicBool>,
    /// Whether work ended early because the operator wanted it.
    stopped: AtomicBool,
    /// What was committed: in files before, and in the one in hand.
    done: Mutex<(Tally, Tally)>,
}

impl Terminal {
    fn new() -> Self {
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                flag.store(true, Ordering::Relaxed);
            }
        });
        Self { bar, stop, stopped: AtomicBool::new(false), done: Mutex::default() }
    }

    /// The file in hand is done; `tally` is all of it.
    fn end_file(&self, tally: Tally) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        *done = (sum(done.0, tally), Tally::default());
    }

    fn total(&self) -> Tally {
        let done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        sum(done.0, done.1)
    }
}

impl Progress for Terminal {
    fn done(&self, tally: Tally) {
        self.done.lock().unwrap_or_else(PoisonError::into_inner).1 = tally;
        self.bar.set_message(format!("{}", self.total()));
    }

    fn note(&self, text: &str) {
        self.bar.suspend(|| eprintln!("{text}"));
    }

    /// Asked only while there is more to do: to answer yes ends the work early.
    fn stop(&self) -> bool {
        let stop = self.stop.load(Ordering::Relaxed);
        self.stopped.fetch_or(stop, Ordering::Relaxed);
        stop
    }
}

/// Imports files. Whatever happens, what was committed is signed, and the last line says what was done.
pub async fn run(dir: &Path, args: ImportArgs) -> anyhow::Result<Outcome> {
    restored::check(dir)?;
    let opened = Instance::open(dir, Index::Folder).await?;
    let house = Arc::clone(&opened.house);
    let beside = Beside::start(&house, sequencing::sequencer(&house.db, &house.blobs, opened.key));
    let progress = Terminal::new();
    let worked = import_all(&house, &args, &progress).await;
    progress.bar.finish_and_clear();
    let (total, stopped) = (progress.total(), progress.stopped.load(Ordering::Relaxed));
    // One that ended early counts when it has come to its end.
    if worked.is_ok()
        && !stopped
        && let Err(e) = journal::add(dir, &house.now_text(), &args.item, total)
    {
        tracing::warn!(error = %e, "the import could not be noted in imports.jsonl");
    }
    let signed = beside.finish().await;
    if stopped {
        eprintln!("未做完,再次运行同一命令接着做");
    }
    if args.json {
        println!(
            r#"{{"created":{},"updated":{},"unchanged":{},"rejected":{},"finished":{}}}"#,
            total.created,
            total.updated,
            total.unchanged,
            total.rejected,
            worked.is_ok() && !stopped
        );
    } else {
        println!("{total}");
    }
    worked?;
    signed?;
    Ok(if total.rejected > 0 || stopped { Outcome::Refused } else { Outcome::Done })
}

async fn import_all(house: &Arc<House>, args: &ImportArgs, progress: &Terminal) -> anyhow::Result<()> {
    let operator = Officer::operator();
    let item = house.item(&args.item)?;
    let files = expand(&args.files)?;
    let (documents, tables): (Vec<_>, Vec<_>) = files.into_iter().partition(|f| {
        item.document && Format::of_name(&f.to_string_lossy()).is_none() && f != Path::new("-")
    });
    if !documents.is_empty() {
        let tally = run_documents(house, &operator, args, documents, progress).await?;
        progress.end_file(tally);
    }
    for file in tables {
        if progress.stop() {
            break;
        }
        let done = run_table(house, &operator, args, &file, progress).await;
        progress.end_file(done.with_context(|| format!("文件 {}", file.display()))?);
    }
    Ok(())
}

/// What a serving process does in the background: signs what the import appends, and indexes it, unless a serving
/// process has the index.
pub(super) struct Beside {
    last: Arc<AtomicBool>,
    house: Arc<House>,
    task: tokio::task::JoinHandle<Result<(), mingjing_actions::Error>>,
}

impl Beside {
    pub(super) fn start(house: &Arc<House>, sequencer: Sequencer) -> Self {
        let last = Arc::new(AtomicBool::new(false));
        let task = tokio::spawn(Self::run(Arc::clone(house), sequencer, Arc::clone(&last)));
        Self { last, house: Arc::clone(house), task }
    }

    /// Waits until everything appended is public and can be found.
    pub(super) async fn finish(self) -> anyhow::Result<()> {
        self.last.store(true, Ordering::Release);
        self.house.announce_append();
        Ok(self.task.await??)
    }

    async fn run(
        house: Arc<House>,
        sequencer: Sequencer,
        last: Arc<AtomicBool>,
    ) -> Result<(), mingjing_actions::Error> {
        let mut follower = Some(Follower::new(&house)?);
        loop {
            let is_last = last.load(Ordering::Acquire);
            sequencing::catch_up(&house, &sequencer).await?;
            if let Some(mut reading) = follower.take() {
                match read_all(&mut reading, is_last).await {
                    Ok(()) => follower = Some(reading),
                    Err(mingjing_actions::Error::Search(mingjing_search::Error::Busy)) => {}
                    Err(e) => return Err(e),
                }
            }
            if is_last {
                return Ok(());
            }
            house.appended().await;
        }
    }
}

async fn read_all(follower: &mut Follower<'_>, is_last: bool) -> Result<(), mingjing_actions::Error> {
    while follower.read_on().await? {}
    if is_last { follower.commit() } else { Ok(()) }
}

fn sum(a: Tally, b: Tally) -> Tally {
    Tally {
        created: a.created + b.created,
        updated: a.updated + b.updated,
        unchanged: a.unchanged + b.unchanged,
        rejected: a.rejected + b.rejected,
    }
}

/// Folders stand for the documents in them.
fn expand(files: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for file in files {
        if file.is_dir() {
            let mut inside = Vec::new();
            for entry in
                std::fs::read_dir(file).with_context(|| format!("读不到文件夹 {}", file.display()))?
            {
                inside.push(entry?.path());
            }
            inside.sort();
            inside.retain(|p| p.is_dir() || p.extension().is_some_and(|e| e == "md" || e == "txt"));
            found.extend(expand(&inside)?);
        } else if file.as_os_str() == "-" || file.is_file() {
            found.push(file.clone());
        } else {
            bail!("没有 {} 这个文件,请核对路径", file.display());
        }
    }
    Ok(found)
}

async fn run_documents(
    house: &Arc<House>,
    operator: &Officer,
    args: &ImportArgs,
    files: Vec<PathBuf>,
    progress: &Terminal,
) -> anyhow::Result<Tally> {
    let Some(agency) = args.agency.clone() else {
        bail!("导入文件须说明由哪个单位公开:请加 --agency 单位代码");
    };
    let profile = args.profile.as_deref().map_or(Ok(Profile::Plain), str::parse)?;
    let import = DocumentImport { item: args.item.clone(), agency, profile };
    // A file that cannot be read is refused like one that cannot be understood: the others are taken.
    let unread = Mutex::new(Vec::new());
    let read = files.into_iter().filter_map(|f| {
        let name = f.to_string_lossy().into_owned();
        match std::fs::read(&f) {
            Ok(bytes) => Some(Ok((name, bytes))),
            Err(e) => {
                let mut unread = unread.lock().unwrap_or_else(PoisonError::into_inner);
                unread.push((name, format!("读不到文件({e}),请检查权限")));
                None
            }
        }
    });
    let (mut tally, mut refused) = import_documents(house, operator, &import, read, progress).await?;
    let unread = unread.into_inner().unwrap_or_else(PoisonError::into_inner);
    tally.rejected += unread.len() as u64;
    refused.extend(unread);
    for (file, reason) in &refused {
        progress.note(&format!("{file}: {reason}"));
    }
    if !refused.is_empty() {
        let path = format!("{}.rejects.csv", args.files[0].to_string_lossy().trim_end_matches('/'));
        let mut writer = csv::Writer::from_path(&path).with_context(|| format!("不能写入 {path}"))?;
        writer.write_record(["row", "column", "reason"])?;
        for (file, reason) in &refused {
            writer.write_record([file.as_str(), "", reason.as_str()])?;
        }
        writer.flush()?;
        progress.note(&format!("{} 个文件没有导入,原因见 {path}", refused.len()));
    }
    Ok(tally)
}

async fn run_table(
    house: &Arc<House>,
    operator: &Officer,
    args: &ImportArgs,
    file: &Path,
    progress: &Terminal,
) -> anyhow::Result<Tally> {
    let name = file.to_string_lossy().into_owned();
    let (rows, digest, name) = if name == "-" {
        (
            Rows::from_reader("标准输入", Format::Csv, Box::new(std::io::stdin()), None)?,
            None,
            "stdin".to_owned(),
        )
    } else {
        (Rows::open(file, None)?, Some(digest_of(file)?), name)
    };
    let import = TableImport { item: args.item.clone(), agency: args.agency.clone(), name, digest };
    Ok(import_table(house, operator, import, rows, progress).await?)
}

/// Tells an interrupted import of the same file from another file of the same name.
pub fn digest_of(file: &Path) -> anyhow::Result<String> {
    let mut input = std::fs::File::open(file).with_context(|| format!("读不到 {}", file.display()))?;
    let mut parts = String::new();
    let mut buffer = vec![0; 8 << 20];
    loop {
        let n = input.read(&mut buffer)?;
        if n == 0 {
            return Ok(Digest::of(parts.as_bytes()).to_string());
        }
        parts.push_str(&Digest::of(&buffer[..n]).to_string());
    }
}
