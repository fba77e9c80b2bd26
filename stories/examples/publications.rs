//! Measures how soon single publications are visible: notices that were drafted and screened are approved at an even
//! beat, each in its own transaction, while sequencer and search index follow in the same process.
//!
//! `cargo run --release -p mingjing-stories --example publications -- sqlite|postgresql RATE COUNT`
//!
//! Each is timed from the moment it was due, so that waiting in line counts, to the first signed checkpoint that covers
//! its leaf. Answers with one JSON object; times in seconds. PostgreSQL is the one of `MINGJING_TEST_POSTGRES`; the
//! files of the instance are where `TMPDIR` says.

use std::sync::Arc;
use std::time::{Duration, Instant};

use mingjing_actions::{House, approve_draft, following, reading, sequencing};
use mingjing_ledger::SigningKey;
use mingjing_stories::hand_in;
use mingjing_testkit::{Database, ORIGIN, People, TestHouse};
use serde_json::json;
use tokio::task::JoinHandle;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A publication that is ready to be approved.
type Ready = (String, i64);
/// An approval in hand: of what, when it was due, and what becomes of it.
type Approval = (String, Instant, JoinHandle<Result<Option<String>, mingjing_actions::Error>>);

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [database, rate, count] = arguments.as_slice() else {
        return Err("give sqlite or postgresql, RATE and COUNT".into());
    };
    let database = match database.as_str() {
        "sqlite" => Database::sqlite(),
        _ => Database::postgres().await.ok_or("MINGJING_TEST_POSTGRES is not set")?,
    };
    let (rate, count): (u32, u32) = (rate.parse()?, count.parse()?);
    let test = TestHouse::new(database).await;
    let people = People::join(&test).await;
    let ready = prepare(&test, &people, count).await?;
    let house = &test.house;
    // The same key as the house's own; the other one rests until the end.
    let sequencer = sequencing::sequencer(&house.db, &house.blobs, SigningKey::generate(ORIGIN, [7; 32])?);
    let background = [
        tokio::spawn(sequencing::run(Arc::clone(house), sequencer)),
        tokio::spawn(following::run(Arc::clone(house))),
    ];
    let before = house.visible().size;
    let seen = tokio::spawn(watch(Arc::clone(house), before + u64::from(count)));
    let beat = Duration::from_secs(1) / rate;
    let start = Instant::now() + Duration::from_millis(100);
    let mut approvals = Vec::new();
    for (n, (id, version)) in (0..).zip(ready.clone()) {
        let (house, approver, due) = (Arc::clone(house), people.approver.clone(), start + beat * n);
        approvals.push((
            id.clone(),
            due,
            tokio::spawn(async move {
                tokio::time::sleep_until(due.into()).await;
                approve_draft(&house, &approver, &id, version, None).await
            }),
        ));
    }
    let due = finish_all(approvals).await?;
    let spent = start.elapsed().as_secs_f64();
    let seen = tokio::time::timeout(Duration::from_secs(60), seen).await??;
    let mut times = Vec::new();
    for (id, due) in &due {
        let shown = reading::disclosure(house, id).await?.ok_or("a publication is not visible")?;
        let leaf = shown.newest().ok_or("a publication has no revision")?.leaf_index;
        let place = seen.partition_point(|(size, _)| *size <= leaf);
        let (_, at) = seen.get(place).ok_or("a leaf was not covered")?;
        times.push(at.duration_since(*due).as_secs_f64());
    }
    background.iter().for_each(JoinHandle::abort);
    test.settle().await;
    let report = test.check_log().await;
    times.sort_unstable_by(f64::total_cmp);
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
    let answer = json!({
        "spent": spent, "visible": times.len(), "checkpoints": seen.len(), "problems": report.problems.len(),
        "p50": at(0.5), "p99": at(0.99), "worst": at(1.0),
    });
    println!("{answer}");
    test.finish().await;
    Ok(())
}

/// Notices, handed in and screened.
async fn prepare(test: &TestHouse, people: &People, count: u32) -> Result<Vec<Ready>, Failure> {
    let mut ready = Vec::new();
    for n in 0..count {
        let (id, version) = hand_in(test, people, &format!("第{n}号公告"), "现公开征求意见。").await;
        let none = std::collections::BTreeMap::new();
        mingjing_actions::pass_screening(&test.house, &people.screener, &id, version, &none).await?;
        ready.push((id, version + 1));
    }
    Ok(ready)
}

/// Waits for all approvals; answers what was due when.
async fn finish_all(approvals: Vec<Approval>) -> Result<Vec<(String, Instant)>, Failure> {
    let mut due = Vec::new();
    for (id, at, approval) in approvals {
        approval.await??;
        due.push((id, at));
    }
    Ok(due)
}

/// When each checkpoint became current, up to the one of this size.
async fn watch(house: Arc<House>, until: u64) -> Vec<(u64, Instant)> {
    let mut visible = house.watch_visible();
    let mut seen = Vec::new();
    while visible.changed().await.is_ok() {
        let size = visible.borrow_and_update().size;
        seen.push((size, Instant::now()));
        if size >= until {
            break;
        }
    }
    seen
}
