//! Mail through a real server: asked for, confirmed, told, ended; servers that refuse; `kill -9` between sending and noting it.

use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;

use crate::program::{Server, client, configure, eventually, get, instance, licences, mingjing, said};

/// Where the site of these tests says it is; its links are followed on the server of the test.
const SITE: &str = "https://open.example.gov.cn";

/// The server of `MINGJING_TEST_SMTP`, and its folder.
struct Mail {
    port: String,
    folder: PathBuf,
}

#[expect(clippy::disallowed_methods, reason = "the test run says where its SMTP server is")]
fn mail() -> Option<Mail> {
    let Ok(given) = std::env::var("MINGJING_TEST_SMTP") else {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "MINGJING_TEST_SMTP is not set");
        eprintln!("skipped: MINGJING_TEST_SMTP is not set");
        return None;
    };
    let (port, folder) = given.strip_prefix("smtp://127.0.0.1:").unwrap().split_once('/').unwrap();
    Some(Mail { port: port.to_owned(), folder: Path::new("/").join(folder) })
}

impl Mail {
    /// An instance that sends by this server, and tries again at once when it was interrupted.
    fn instance(&self) -> (tempfile::TempDir, PathBuf) {
        let (folder, dir) = instance();
        let law = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
        assert!(Command::new("cp").arg("-r").arg(law).arg(dir.join("law")).status().unwrap().success());
        let file = dir.join("law/messages.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        let quick = text
            .replace("tries_minutes = [1, 5, 30, 120, 360, 720, 1440]", "tries_minutes = [0, 0, 60]")
            .replace("digest_minutes = 15", "digest_minutes = 0");
        assert_ne!(text, quick);
        std::fs::write(&file, quick).unwrap();
        configure(&dir, |text| {
            let text = text.replace("# law_dir", "law_dir");
            let text = text.replace("base_url = \"\"", &format!("base_url = \"{SITE}\""));
            let table = format!(
                "[mail]\nserver = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\nfrom = \"政务公开 <noreply@example.gov.cn>\"\n",
                self.port
            );
            format!("{text}\n{table}")
        });
        (folder, dir)
    }

    /// What came for an address, oldest first.
    fn to(&self, address: &str) -> Vec<String> {
        let box_of = self.folder.join(address);
        let read = |n: usize| std::fs::read_to_string(box_of.join(format!("{n}.eml"))).ok();
        (0..).map_while(read).collect()
    }

    async fn wait(&self, address: &str, number: usize) -> Vec<String> {
        eventually("mail comes", || async { self.to(address).len() >= number }).await;
        self.to(address)
    }
}

/// An address of this run's own.
fn address(name: &str) -> String {
    format!("{name}-{}@example.com", std::process::id())
}

fn header<'a>(message: &'a str, name: &str) -> Option<&'a str> {
    let head = message.split("\r\n\r\n").next()?;
    head.split("\r\n").find_map(|line| line.strip_prefix(&format!("{name}: ")))
}

/// The text of a message.
fn text(message: &str) -> String {
    let (_, body) = message.split_once("\r\n\r\n").unwrap();
    match header(message, "Content-Transfer-Encoding") {
        Some("base64") => {
            let letters: String = body.split_whitespace().collect();
            String::from_utf8(STANDARD.decode(letters).unwrap()).unwrap()
        }
        other => panic!("{other:?}: {message}"),
    }
}

async fn post(url: &str, form: &str) -> (u16, String) {
    let sent = client().post(url).header("content-type", "application/x-www-form-urlencoded");
    let answer = sent.body(form.to_owned()).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn subscribe(server: &Server, address: &str) {
    let form = format!("kind=item&topic=licence&address={}", address.replace('@', "%40"));
    let (status, page) = post(&format!("{}/subscribe", server.url), &form).await;
    assert!(status == 200 && page.contains("请查收邮件"), "{status} {page}");
}

/// The link in a message, on the server of the test.
fn link(server: &Server, message: &str) -> String {
    let text = text(message);
    let from = text.find(&format!("{SITE}/subscription/")).unwrap();
    let link = text[from..].split_whitespace().next().unwrap();
    link.replace(SITE, &server.url)
}

fn import(dir: &Path, folder: &Path, first: usize, rows: usize) {
    let file = folder.join(format!("from-{first}.csv"));
    licences(&file, first, rows);
    let done = mingjing(dir, &["import", "--item", "licence", file.to_str().unwrap()]);
    assert!(done.status.success(), "{}", said(&done));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_confirms_is_told_and_leaves_by_one_click() {
    let Some(mail) = mail() else { return };
    let (folder, dir) = mail.instance();
    let server = Server::start(&dir);
    let reader = address("reader");
    subscribe(&server, &reader).await;
    let asked = mail.wait(&reader, 1).await.remove(0);
    assert!(header(&asked, "List-Unsubscribe").is_none(), "nothing to leave yet: {asked}");
    assert_eq!(header(&asked, "Auto-Submitted"), Some("auto-generated"));
    let page = link(&server, &asked);
    assert!(get(&page).await.1.contains("确认订阅"), "who only looks has confirmed nothing");
    assert!(get(&page).await.1.contains("确认订阅"));
    let (status, confirmed) = post(&page, "do=confirm").await;
    assert!(status == 200 && confirmed.contains("已订阅"), "{confirmed}");

    import(&dir, folder.path(), 1, 30);
    let told = mail.wait(&reader, 2).await.remove(1);
    let words = text(&told);
    assert!(words.contains("有 30 条更新") && words.contains("另有 10 条"), "{words}");
    assert!(words.contains("20. 公开：") && words.contains(&format!("{SITE}/d/")), "{words}");
    assert!(header(&told, "Message-ID").unwrap().ends_with("@open.example.gov.cn>"), "{told}");
    assert_eq!(header(&told, "List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"));
    let leave = header(&told, "List-Unsubscribe").unwrap().trim_matches(['<', '>']);
    assert!(leave.starts_with(SITE), "{leave}");
    let (status, _) = post(&leave.replace(SITE, &server.url), "List-Unsubscribe=One-Click").await;
    assert_eq!(status, 200);
    assert_eq!(get(&page).await.0, 404, "nothing is left of it");
    import(&dir, folder.path(), 31, 5);
    let other = address("other");
    subscribe(&server, &other).await;
    mail.wait(&other, 1).await;
    assert_eq!(mail.to(&reader).len(), 2, "who left is told nothing");
    assert!(!server.errors().contains("@example.com"), "{}", server.errors());
    let database = std::fs::read(dir.join("house.db")).unwrap();
    assert!(!database.windows(reader.len()).any(|part| part == reader.as_bytes()), "no address in the open");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_refuses_is_asked_again_or_believed() {
    let Some(mail) = mail() else { return };
    let (_folder, dir) = mail.instance();
    let server = Server::start(&dir);
    let (later, never) = (address("later"), address("never"));
    subscribe(&server, &later).await;
    subscribe(&server, &never).await;
    assert_eq!(mail.wait(&later, 1).await.len(), 1);
    eventually("it is given up", || async { server.errors().contains("a letter was given up") }).await;
    assert!(
        server.errors().contains("（550）") && server.errors().contains("（451）"),
        "{}",
        server.errors()
    );
    assert!(!server.errors().contains("@example.com"), "{}", server.errors());
    assert!(mail.to(&never).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_whose_sending_was_killed_comes_again_as_the_same() {
    let Some(mail) = mail() else { return };
    let (_folder, dir) = mail.instance();
    let slow = address("slow");
    {
        let server = Server::start(&dir);
        subscribe(&server, &slow).await;
        mail.wait(&slow, 1).await;
        server.signal("KILL");
    }
    let _server = Server::start(&dir);
    let came = mail.wait(&slow, 2).await;
    assert_eq!(header(&came[0], "Message-ID"), header(&came[1], "Message-ID"));
    assert_eq!(header(&came[0], "Date"), header(&came[1], "Date"));
    assert!(DateTime::parse_from_rfc2822(header(&came[0], "Date").unwrap()).is_ok());
    assert_eq!(text(&came[0]), text(&came[1]));
}
