//! Runs the program, and talks to it over HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A command on an instance.
pub fn command(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mingjing"));
    command.args(args).arg("--dir").arg(dir).stdin(Stdio::null()).env_remove("MINGJING_DATABASE");
    command
}

pub fn mingjing(dir: &Path, args: &[&str]) -> Output {
    command(dir, args).output().unwrap()
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Everything it said, for a test that fails.
pub fn said(output: &Output) -> String {
    format!("{:?}\n{}{}", output.status.code(), out(output), err(output))
}

/// A new instance on the embedded database.
pub fn instance() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("instance");
    let made = mingjing(&dir, &["init"]);
    assert!(made.status.success(), "{}", said(&made));
    (folder, dir)
}

/// Changes the configuration of an instance.
pub fn configure(dir: &Path, change: impl Fn(&str) -> String) {
    let file = dir.join("mingjing.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let changed = change(&text);
    assert_ne!(text, changed, "nothing was changed");
    std::fs::write(&file, changed).unwrap();
}

/// An account, with [`PASSWORD`].
pub fn account(dir: &Path, name: &str, roles: &str) {
    let args = ["account", "add", name, "--name", name, "--agency", "130001", "--role", roles];
    let mut child = command(dir, &args).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{PASSWORD}\n").as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

pub const PASSWORD: &str = "a-long-password-2026";

/// A file of licences numbered from `first`.
pub fn licences(file: &Path, first: usize, rows: usize) {
    let mut text = "decision_no,licensee,licence_type,content,decided_on,agency_code,status\n".to_owned();
    for n in first..first + rows {
        text += &format!(
            "石审许〔2026〕{n}号,石家庄恒泰建材有限公司,普通,准予经营第{n}项,2026-11-02,130130,有效\n"
        );
    }
    std::fs::write(file, text).unwrap();
}

/// A serving process; it ends with the test.
pub struct Server {
    child: Child,
    /// `http://…` of what is public.
    pub url: String,
    /// `http://…` of the metrics, if they are served.
    pub metrics: String,
    errors: Arc<Mutex<String>>,
}

impl Server {
    pub fn start(dir: &Path) -> Self {
        Self::run(command(dir, &["serve", "--listen", "127.0.0.1:0"]))
    }

    /// Starts it so that a limit on the size of files, set later, is an error to it and not its end.
    pub fn start_limitable(dir: &Path) -> Self {
        let mut shell = Command::new("sh");
        let script = "trap '' XFSZ; exec \"$0\" serve --listen 127.0.0.1:0 --dir \"$1\"";
        shell.args(["-c", script, env!("CARGO_BIN_EXE_mingjing")]).arg(dir);
        Self::run(shell)
    }

    pub fn run(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let errors: Arc<Mutex<String>> = Arc::default();
        let (mut from, to) = (BufReader::new(child.stderr.take().unwrap()), Arc::clone(&errors));
        std::thread::spawn(move || {
            let mut line = String::new();
            while from.read_line(&mut line).is_ok_and(|n| n > 0) {
                to.lock().unwrap().push_str(&line);
                line.clear();
            }
        });
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut server = Self { child, url: String::new(), metrics: String::new(), errors };
        while server.url.is_empty() {
            let Some(Ok(line)) = lines.next() else { panic!("it did not start: {}", server.errors()) };
            let address = |line: &str| {
                let from = line.find("http://").unwrap_or_default();
                line[from..].split_whitespace().next().unwrap_or_default().to_owned()
            };
            if line.contains("/metrics") {
                server.metrics = address(&line);
            } else if line.contains("http://") {
                server.url = address(&line);
            }
        }
        std::thread::spawn(move || std::io::copy(&mut Lines(lines), &mut std::io::sink()));
        server
    }

    /// What it wrote to standard error until now.
    pub fn errors(&self) -> String {
        self.errors.lock().unwrap().clone()
    }

    /// Sets the largest size of a file it may write; `None` for any.
    pub fn limit_files(&self, bytes: Option<u64>) {
        let soft = bytes.map_or("unlimited".to_owned(), |b| b.to_string());
        let done = Command::new("prlimit")
            .arg(format!("--pid={}", self.child.id()))
            .arg(format!("--fsize={soft}:unlimited"))
            .status()
            .unwrap();
        assert!(done.success());
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Lines(std::io::Lines<BufReader<std::process::ChildStdout>>);

impl Read for Lines {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        match self.0.next() {
            Some(Ok(_)) => Ok(1),
            _ => Ok(0),
        }
    }
}

/// A client that follows no redirects.
pub fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    client.timeout(Duration::from_secs(60)).build().unwrap()
}

pub async fn get(url: &str) -> (u16, String) {
    let answer = client().get(url).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// Waits until it holds; background work needs a moment.
pub async fn eventually<F: Future<Output = bool>>(what: &str, holds: impl Fn() -> F) {
    let end = Instant::now() + Duration::from_secs(60);
    while !holds().await {
        assert!(Instant::now() < end, "not within a minute: {what}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
