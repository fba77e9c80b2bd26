//! A month of citizens and clerks under a clock that is moved from day to day, with `kill -9` in the middle of each day's
//! work: whoever was given a receipt finds the case, nothing is there twice, and the numbers agree.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use mingjing_testkit::Database;
use tokio::sync::watch;

use crate::program::{PASSWORD, Server, client, command, configure, eventually, out, said};

/// Days of the month: with the holidays of autumn in it.
const DAYS: u64 = 30;
/// The last working day before the holidays of October.
const BEFORE_HOLIDAYS: (i32, u32, u32) = (2026, 9, 30);
/// The twentieth working day after it, counted by hand with the notice of the State Council.
const TWENTY_WORKING_DAYS_LATER: &str = "2026年11月3日";
/// Citizens of a day.
const CITIZENS: usize = 5;
/// How often the program is killed in the middle of a day's work.
const KILLS: u64 = 2;

/// A program that is killed and started again, and who talks to it.
struct Town {
    dir: PathBuf,
    database: Option<String>,
    url: watch::Sender<String>,
    server: Mutex<Option<Server>>,
    broken: AtomicUsize,
}

impl Town {
    /// A command at a moment of the town.
    fn at(&self, moment: &str, args: &[&str]) -> Command {
        let mut command = command(&self.dir, args);
        command.env("MINGJING_TEST_CLOCK", format!("{moment}+08:00"));
        command
    }

    fn account(&self, moment: &str, name: &str, role: &str) {
        let args = ["account", "add", name, "--name", name, "--agency", "130001", "--role", role];
        let mut child = self.at(moment, &args).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), format!("{PASSWORD}\n").as_bytes())
            .unwrap();
        assert!(child.wait().unwrap().success());
    }

    async fn made(database: &Database, folder: &Path, moment: &str) -> Arc<Self> {
        let (dir, database) = (folder.join("instance"), database.url());
        let (url, _) = watch::channel(String::new());
        let (server, broken) = (Mutex::new(None), AtomicUsize::new(0));
        let town = Self { dir, database, url, server, broken };
        let mut init = town.at(moment, &["init"]);
        if let Some(database) = &town.database {
            init.env("MINGJING_DATABASE", database);
        }
        let made = init.output().unwrap();
        assert!(made.status.success(), "{}", said(&made));
        configure(&town.dir, |text| {
            let text = text.replace("# trusted_proxies", "trusted_proxies");
            text.replace("# nightly_at = \"02:30\"", "nightly_at = \"\"")
        });
        for (name, role) in [("drafter", "drafter"), ("screener", "screener"), ("approver", "approver")] {
            town.account(moment, name, role);
        }
        Arc::new(town)
    }

    /// Kills what runs, as SIGKILL does it, and starts it anew at this moment.
    async fn start(self: &Arc<Self>, moment: String) {
        let town = Arc::clone(self);
        let started = tokio::task::spawn_blocking(move || {
            let mut server = town.server.lock().unwrap();
            town.url.send_replace(String::new());
            *server = None;
            let new = Server::run(town.at(&moment, &["serve", "--listen", "127.0.0.1:0"]));
            town.url.send_replace(new.url.clone());
            *server = Some(new);
        });
        started.await.unwrap();
    }

    async fn url(&self) -> String {
        self.url.subscribe().wait_for(|url| !url.is_empty()).await.unwrap().clone()
    }
}

/// What came back.
struct Reply {
    status: u16,
    to: String,
    page: String,
}

/// A browser that tries again after a broken connection, as people do.
struct Person {
    town: Arc<Town>,
    client: reqwest::Client,
    address: String,
    cookie: String,
    token: String,
}

impl Person {
    fn new(town: &Arc<Town>, number: usize) -> Self {
        let address = format!("10.{}.{}.1", number / 250, number % 250);
        let (town, client) = (Arc::clone(town), client());
        Self { town, client, address, cookie: String::new(), token: String::new() }
    }

    /// One try; nothing where the connection broke.
    async fn once(&mut self, path: &str, form: Option<&[(&str, &str)]>) -> Option<Reply> {
        let url = format!("{}{path}", self.town.url().await);
        let request = match form {
            None => self.client.get(url),
            Some(form) => {
                let pairs = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
                self.client.post(url).body(pairs).header("content-type", "application/x-www-form-urlencoded")
            }
        };
        let request = request.header("x-forwarded-for", &self.address).header("cookie", &self.cookie);
        let sent = async {
            let answer = request.send().await?;
            let header = |name: &str| answer.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
            let (cookie, to) = (header("set-cookie"), header("location").unwrap_or_default());
            let status = answer.status().as_u16();
            let page = answer.text().await?;
            Ok::<_, reqwest::Error>((cookie, Reply { status, to, page }))
        };
        let Ok((cookie, reply)) = sent.await else {
            self.town.broken.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(20)).await;
            return None;
        };
        if let Some(cookie) = cookie {
            self.cookie = cookie.split(';').next().unwrap().to_owned();
        }
        Some(reply)
    }

    /// The same until there is an answer.
    async fn send(&mut self, path: &str, form: Option<&[(&str, &str)]>) -> Reply {
        loop {
            match self.once(path, form).await {
                // Starting up, or the database was busy.
                Some(reply) if reply.status == 503 => tokio::time::sleep(Duration::from_millis(50)).await,
                Some(reply) => return reply,
                None => {}
            }
        }
    }

    async fn sign_in(town: &Arc<Town>, name: &str, number: usize) -> Self {
        let mut person = Self::new(town, number);
        let form = [("username", name), ("password", PASSWORD)];
        let reply = person.send("/desk/sign-in", Some(&form)).await;
        assert_eq!(reply.status, 303, "{}", reply.page);
        let page = person.send("/desk", None).await.page;
        person.token = between(&page, "name=\"token\" value=\"", "\"").unwrap().to_owned();
        person
    }

    /// Takes a step on a page that offers it, until it is no longer offered; whether it was.
    async fn take(&mut self, path: &str, step: &str, fields: &[(&str, &str)]) -> bool {
        let token = self.token.clone();
        for tried in 0.. {
            let page = self.send(path, None).await.page;
            let action = format!("{path}/{step}\"");
            if !page.contains(&action) {
                return tried > 0;
            }
            assert!(tried < 20, "{path}/{step} is offered again and again: {page}");
            let version = between(&page, "name=\"version\" value=\"", "\"").unwrap().to_owned();
            let mut form = vec![("token", token.as_str()), ("version", version.as_str())];
            form.extend_from_slice(fields);
            // An answer that is lost is looked for on the page.
            self.once(&format!("{path}/{step}"), Some(&form)).await;
        }
        false
    }

    /// Cases that a list shows.
    async fn cases(&mut self, list: &str) -> BTreeSet<String> {
        let page = self.send(list, None).await.page;
        let before = format!("href=\"{list}/");
        let links = page.split(&before).skip(1).filter_map(|rest| rest.split('"').next());
        links.filter(|id| id.len() == 32).map(|id| format!("{list}/{id}")).collect()
    }
}

fn between<'a>(page: &'a str, before: &str, after: &str) -> Option<&'a str> {
    page.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

/// A case that somebody has a receipt for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Receipt {
    code: String,
    said: String,
    number: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Appeal,
    Request,
}

/// Somebody hands in a form, every other one with a double click.
async fn citizen(town: Arc<Town>, wish: Wish, number: usize) -> Receipt {
    let mut person = Person::new(&town, number);
    let said = format!("第{number}个人的事");
    let path = match wish {
        Wish::Appeal => "/appeals/new",
        Wish::Request => "/requests/new",
    };
    let page = person.send(&format!("{path}?agency=130001"), None).await.page;
    let once = between(&page, "name=\"once\" value=\"", "\"").unwrap().to_owned();
    let mut form = vec![("once", once.as_str()), ("agency", "130001"), ("name", "王小明")];
    form.push(("contact", "13812345678"));
    match wish {
        Wish::Appeal => {
            form.extend([("kind", "consult"), ("region", "130000"), ("title", said.as_str())]);
            form.extend([("text", "怎样办理"), ("consent", "yes"), ("step", "send")]);
        }
        Wish::Request => {
            form.extend([("kind", "person"), ("identity", "护照 E1"), ("form", "电子邮件")]);
            form.push(("description", said.as_str()));
        }
    }
    let mut other = Person::new(&town, number);
    let twice =
        async { if number.is_multiple_of(2) { Some(other.send(path, Some(&form)).await) } else { None } };
    let (reply, doubled) = tokio::join!(person.send(path, Some(&form)), twice);
    let receipt = |reply: &Reply| {
        assert!(matches!(reply.status, 200 | 201), "{}", reply.page);
        let code = between(&reply.page, "id=\"receipt-code\">", "<").unwrap().to_owned();
        let number = between(&reply.page, "登记编号</dt><dd>", "<").unwrap().to_owned();
        Receipt { code, said: said.clone(), number }
    };
    let first = receipt(&reply);
    if let Some(again) = doubled {
        assert_eq!(receipt(&again), first, "one form is one case");
    }
    first
}

/// What the office did, by the address of the case at the desk.
#[derive(Default)]
struct Done {
    answered: BTreeSet<String>,
    notices: Vec<String>,
}

fn answer_to(case: &str) -> String {
    format!("关于{}的答复", case.rsplit('/').next().unwrap())
}

/// A working day of the office: each case one step further, one notice from draft to approval.
async fn office(town: Arc<Town>, day: NaiveDate, done: Arc<Mutex<Done>>) {
    let mut drafter = Person::sign_in(&town, "drafter", 60_001).await;
    let mut approver = Person::sign_in(&town, "approver", 60_002).await;
    for (list, first, ending) in [
        ("/desk/appeals", "accept", ("ending", "explained")),
        ("/desk/requests", "confirm", ("outcome", "granted")),
    ] {
        for case in drafter.cases(list).await {
            if drafter.take(&case, first, &[]).await {
                continue;
            }
            let text = answer_to(&case);
            let fields = [ending, ("text", text.as_str()), ("question", "怎样办理"), ("withheld", "")];
            if drafter.take(&case, "propose", &fields).await && approver.take(&case, "approve", &[]).await {
                done.lock().unwrap().answered.insert(case);
            }
        }
    }
    let title = format!("{day}日值班安排");
    notice(&town, (&mut drafter, &mut approver), &title, &day.to_string()).await;
    done.lock().unwrap().notices.push(title);
}

/// Drafts, screens and approves a notice. A draft whose address was lost with the connection stays an empty draft.
async fn notice(town: &Arc<Town>, (drafter, approver): (&mut Person, &mut Person), title: &str, day: &str) {
    let mut screener = Person::sign_in(town, "screener", 60_003).await;
    let token = drafter.token.clone();
    let draft = drafter.send("/desk/new", Some(&[("token", &token), ("item", "notice")])).await.to;
    let fields = [("title", title), ("kind", "通知"), ("issued_on", day), ("body", "照常值班。")];
    assert!(drafter.take(&draft, "submit", &fields).await, "{title}");
    assert!(screener.take(&draft, "screen", &[]).await, "{title}");
    assert!(approver.take(&draft, "approve", &[("now", "yes")]).await, "{title}");
}

/// One day: people come while the program is killed and started again.
async fn one_day(
    town: &Arc<Town>,
    number: u64,
    day: NaiveDate,
    done: &Arc<Mutex<Done>>,
) -> Vec<(Wish, Receipt)> {
    town.start(format!("{day}T09:00:00")).await;
    let kills = async {
        for kill in 1..=KILLS {
            let wait = 150 + (number * 97 + kill * 211) % 700;
            tokio::time::sleep(Duration::from_millis(wait)).await;
            town.start(format!("{day}T09:{:02}:00", 10 * kill)).await;
        }
    };
    let people = (0..CITIZENS).map(|k| {
        let (wish, number) =
            (if k % 2 == 0 { Wish::Appeal } else { Wish::Request }, number as usize * CITIZENS + k);
        let town = Arc::clone(town);
        tokio::spawn(async move { (wish, citizen(town, wish, number).await) })
    });
    let people: Vec<_> = people.collect();
    let works = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let office = works.then(|| tokio::spawn(office(Arc::clone(town), day, Arc::clone(done))));
    kills.await;
    let mut receipts = Vec::new();
    for person in people {
        receipts.push(person.await.unwrap());
    }
    if let Some(office) = office {
        office.await.unwrap();
    }
    receipts
}

/// What a receipt code opens.
async fn tracked(town: &Arc<Town>, receipt: &Receipt, number: usize) -> String {
    let mut person = Person::new(town, number);
    let reply = person.send("/track", Some(&[("code", receipt.code.as_str())])).await;
    assert_eq!(reply.status, 200, "{receipt:?}: {}", reply.page);
    reply.page
}

/// Everything that was accepted is there, once.
async fn check(town: &Arc<Town>, receipts: &[(Wish, Receipt)], done: &Done) {
    let numbers: BTreeSet<&str> = receipts.iter().map(|(_, r)| r.number.as_str()).collect();
    assert_eq!(numbers.len(), receipts.len(), "no number twice");
    let mut answers: BTreeMap<String, usize> = BTreeMap::new();
    for (k, (_, receipt)) in receipts.iter().enumerate() {
        let page = tracked(town, receipt, 30_000 + k).await;
        assert!(page.contains(&receipt.number) && page.contains(&receipt.said), "{receipt:?}: {page}");
        for case in &done.answered {
            *answers.entry(case.clone()).or_default() += page.matches(&answer_to(case)).count();
        }
    }
    for case in &done.answered {
        assert_eq!(answers[case], 1, "the answer of {case} came to one person, once");
    }
    let of = |wish: Wish| receipts.iter().filter(|(w, _)| *w == wish).count();
    let mut drafter = Person::sign_in(town, "drafter", 60_001).await;
    for (list, wish) in [("/desk/appeals", Wish::Appeal), ("/desk/requests", Wish::Request)] {
        let mut total = 0;
        for view in ["", "?view=closed"] {
            let page = drafter.send(&format!("{list}{view}"), None).await.page;
            total += between(&page, "<p role=\"status\">共 ", " 件").unwrap().parse::<usize>().unwrap();
        }
        assert_eq!(total, of(wish), "{list}");
    }
    let answered = done.answered.iter().filter(|case| case.starts_with("/desk/appeals/")).count();
    let page = drafter.send("/appeals", None).await.page;
    let counted = format!("共收到 {} 件，已答复 {answered} 件", of(Wish::Appeal));
    assert!(page.contains(&counted), "{counted}: {page}");
}

/// Longer than this, something waits for what never comes.
const PATIENCE: Duration = Duration::from_secs(1_200);

async fn month(database: Database) {
    tokio::time::timeout(PATIENCE, through(database)).await.expect("the month ends");
}

async fn through(database: Database) {
    let folder = tempfile::tempdir().unwrap();
    let first = NaiveDate::from_ymd_opt(2026, 9, 15).unwrap();
    let town = Town::made(&database, folder.path(), &format!("{first}T08:00:00")).await;
    let (done, mut receipts) = (Arc::<Mutex<Done>>::default(), Vec::new());
    let (year, month, day) = BEFORE_HOLIDAYS;
    for number in 0..DAYS {
        let day_of = first + Days::new(number);
        let new = one_day(&town, number, day_of, &done).await;
        if NaiveDate::from_ymd_opt(year, month, day) == Some(day_of) {
            let request = new.iter().find(|(wish, _)| *wish == Wish::Request).unwrap();
            holidays(&town, &request.1).await;
        }
        receipts.extend(new);
    }
    let last = first + Days::new(DAYS);
    town.start(format!("{last}T09:00:00")).await;
    let done = std::mem::take(&mut *done.lock().unwrap());
    assert!(done.answered.len() > 50, "{} cases were answered", done.answered.len());
    assert!(town.broken.load(Ordering::Relaxed) > DAYS as usize, "connections broke in the middle of work");
    check(&town, &receipts, &done).await;
    for title in &done.notices {
        eventually("the notice is found once", || async {
            let mut reader = Person::new(&town, 59_000);
            let page =
                reader.send(&format!("/api/v1/disclosures?item=notice&limit=100&q={title}"), None).await;
            page.page.matches(&format!("\"{title}\"")).count() == 1
        })
        .await;
    }
    *town.server.lock().unwrap() = None;
    let moment = format!("{last}T10:00:00");
    let checked = town.at(&moment, &["verify", town.dir.to_str().unwrap()]).output().unwrap();
    let whole = format!("共 {} 条", done.notices.len());
    assert!(checked.status.success() && out(&checked).contains(&whole), "{whole}: {}", said(&checked));
    let doctor = town.at(&moment, &["doctor"]).output().unwrap();
    assert!(doctor.status.success(), "{}", said(&doctor));
}

/// A request that was confirmed on the last day before the holidays is due after twenty working days.
async fn holidays(town: &Arc<Town>, request: &Receipt) {
    let mut drafter = Person::sign_in(town, "drafter", 60_001).await;
    for case in drafter.cases("/desk/requests").await {
        drafter.take(&case, "confirm", &[]).await;
    }
    let page = tracked(town, request, 58_000).await;
    assert!(page.contains(TWENTY_WORKING_DAYS_LATER), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_with_kills_loses_and_doubles_nothing() {
    month(Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_with_kills_on_postgres_loses_and_doubles_nothing() {
    let Some(database) = Database::postgres().await else {
        eprintln!("skipped: MINGJING_TEST_POSTGRES is not set");
        return;
    };
    month(database).await;
}
