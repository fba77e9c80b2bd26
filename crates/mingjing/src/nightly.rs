//! Full files of every item, written when the time of the night has come, and taken down when something in them was
//! withdrawn.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime};
use mingjing_actions::full_files::{Night, last_night, take_down, write_night};
use mingjing_actions::{Error, House};
use tokio::sync::watch;

use crate::config::FullFilesConfig;

/// Between two looks at the clock.
const LOOK: Duration = Duration::from_secs(20);

/// A folder for files that are not whole yet.
pub fn scratch(dir: &Path) -> PathBuf {
    dir.join("scratch")
}

/// The night whose time came last.
fn due(now: DateTime<FixedOffset>, at: NaiveTime) -> NaiveDate {
    let today = now.date_naive();
    if now.time() >= at { today } else { today.checked_sub_days(Days::new(1)).unwrap_or(today) }
}

/// Writes files every night for ever. A night that was missed or interrupted is made up for at the start, unless there
/// never was one.
pub async fn run(houses: watch::Receiver<Arc<House>>, dir: PathBuf, config: FullFilesConfig) {
    let started = houses.borrow().now();
    loop {
        let house = Arc::clone(&houses.borrow());
        if let Err(e) = look(&house, &dir, &config, started).await {
            tracing::error!(error = %e, "full files could not be written; trying again");
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn look(
    house: &Arc<House>,
    dir: &Path,
    config: &FullFilesConfig,
    started: DateTime<FixedOffset>,
) -> Result<(), Error> {
    take_down(house).await?;
    let Some(at) = config.nightly_at else { return Ok(()) };
    let date = due(house.now(), at);
    let came_since = due(started, at) < date;
    let missed =
        async || Ok::<_, Error>(last_night(house).await?.is_some_and(|(last, done)| last < date || !done));
    if came_since || missed().await? {
        let night = Night { date, scratch: scratch(dir), keep: config.keep };
        write_night(house, &night).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use mingjing_testkit::{TestHouse, on_both_databases};

    use super::*;

    async fn last(test: &TestHouse) -> Option<(NaiveDate, bool)> {
        test.settle().await;
        last_night(&test.house).await.unwrap()
    }

    on_both_databases! {
        async fn files_are_written_when_the_time_of_the_night_has_come(test: TestHouse) {
            let config = FullFilesConfig::default();
            let dir = test.dir.path().to_owned();
            let started = test.house.now();
            let at = config.nightly_at.unwrap();
            look(&test.house, &dir, &config, started).await.unwrap();
            assert_eq!(last(&test).await, None, "the time of the first night has not come");

            let tomorrow = started.date_naive().succ_opt().unwrap();
            let until = tomorrow.and_time(at) - started.naive_local();
            test.advance(until - TimeDelta::seconds(1));
            look(&test.house, &dir, &config, started).await.unwrap();
            assert_eq!(last(&test).await, None, "a second too early");
            test.advance(TimeDelta::seconds(1));
            look(&test.house, &dir, &config, started).await.unwrap();
            assert_eq!(last(&test).await, Some((tomorrow, true)));

            // Started again after the time of a night that nobody saw: made up for.
            test.advance(TimeDelta::days(1) + TimeDelta::hours(3));
            let never = FullFilesConfig { nightly_at: None, ..FullFilesConfig::default() };
            look(&test.house, &dir, &never, test.house.now()).await.unwrap();
            assert_eq!(last(&test).await, Some((tomorrow, true)), "not where none are wanted");
            look(&test.house, &dir, &config, test.house.now()).await.unwrap();
            assert_eq!(last(&test).await, Some((tomorrow.succ_opt().unwrap(), true)));
            test.finish().await;
        }
    }

    #[test]
    fn a_night_is_due_from_its_time_on() {
        let at = NaiveTime::from_hms_opt(2, 30, 0).unwrap();
        let date = |text: &str| due(text.parse().unwrap(), at).to_string();
        assert_eq!(date("2026-11-24T02:29:59+08:00"), "2026-11-23");
        assert_eq!(date("2026-11-24T02:30:00+08:00"), "2026-11-24");
        assert_eq!(date("2026-11-24T23:00:00+08:00"), "2026-11-24");
    }
}
