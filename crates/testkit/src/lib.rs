#![doc = include_str!("../README.md")]

mod database;
mod mailbox;
mod people;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta};
use mingjing_actions::{
    AccountPolicy, House, Parts, Rules, SealingKey, Site, following, gathering, sequencing, starting_register,
};
use mingjing_calendar::{Clock, FixedClock};
use mingjing_law::LawFiles;
use mingjing_ledger::{Report, Sequencer, SigningKey, VerifyOptions, verify_log};
use mingjing_search::SearchIndex;
use mingjing_store::{blobs, register};
use object_store::ObjectStore;

pub use database::Database;
pub use mailbox::Mailbox;
pub use people::{AGENCY, OTHER_AGENCY, PASSWORD, People, account};

/// The name of every test log.
pub const ORIGIN: &str = "test.mingjing.example/log";

/// The moment at which test clocks stand: a working Tuesday.
const START: &str = "2026-11-24T09:00:00+08:00";

/// A house with a clock that tests move, whose log is checked whole when the test ends.
pub struct TestHouse {
    /// The house.
    pub house: Arc<House>,
    /// Its clock.
    pub clock: Arc<FixedClock>,
    /// Its sequencer; see [`TestHouse::settle`].
    pub sequencer: Sequencer,
    /// Where its files are.
    pub dir: tempfile::TempDir,
    database: Database,
}

/// A clock shared between house and test.
struct SharedClock(Arc<FixedClock>);

impl Clock for SharedClock {
    fn now(&self) -> DateTime<chrono::FixedOffset> {
        self.0.now()
    }
}

impl TestHouse {
    /// A new house with the starting register on this database.
    pub async fn new(database: Database) -> Self {
        Self::asking(database, AccountPolicy::default()).await
    }

    /// The same with another policy about accounts.
    pub async fn asking(database: Database, accounts: AccountPolicy) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let db = database.open(dir.path()).await;
        let law = LawFiles::embedded();
        let (regions, agencies) = starting_register(&law).expect("the starting register");
        let mut tx = db.begin().await.expect("a transaction");
        for region in &regions {
            register::put_region(&mut tx, region).await.expect("a region");
        }
        // The province, its cities, 定州 and 辛集 and one county are enough, and quicker than four thousand.
        for agency in agencies.iter().filter(|a| a.level != "county" || a.region_code == "130102") {
            register::put_agency(&mut tx, agency).await.expect("an agency");
        }
        tx.commit().await.expect("a commit");
        let blobs = blobs::open_folder(&dir.path().join("blobs")).expect("a blob folder");
        let key = SigningKey::generate(ORIGIN, [7; 32]).expect("a key");
        let clock = Arc::new(FixedClock::new(START.parse().expect("a time")));
        let parts = Parts {
            site: Site {
                name: "测试省政务公开".into(),
                base_url: "https://test.example.gov.cn".into(),
                https: false,
                demo: false,
                sends_mail: true,
                vkey: key.verifier().clone(),
            },
            rules: Rules::load(&law).expect("the rules"),
            db,
            blobs: Arc::clone(&blobs),
            search: SearchIndex::in_memory().expect("an index"),
            names: SearchIndex::in_memory().expect("an index of names"),
            clock: Arc::new(SharedClock(Arc::clone(&clock))),
            seed: [9; 32],
            seal: SealingKey::new([5; 32]).expect("a key"),
            accounts,
        };
        let house = Arc::new(House::open(parts).await.expect("a house"));
        let sequencer = sequencing::sequencer(&house.db, &(blobs as Arc<dyn ObjectStore>), key);
        sequencing::catch_up(&house, &sequencer).await.expect("the first checkpoint");
        Self { house, clock, sequencer, dir, database }
    }

    /// Does what the background work does: everything appended becomes public and can be found.
    pub async fn settle(&self) {
        sequencing::catch_up(&self.house, &self.sequencer).await.expect("the log is brought forward");
        gathering::catch_up(&self.house).await.expect("lists are gathered");
        following::catch_up(&self.house).await.expect("the index follows");
    }

    /// The same house, for a site that sends no mail.
    #[must_use]
    pub fn without_mail(&self) -> Arc<House> {
        let mut house = self.house.under(Rules::load(&LawFiles::embedded()).expect("the rules"));
        house.site.sends_mail = false;
        Arc::new(house)
    }

    /// Moves the clock.
    pub fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// Checks the whole log: signature, tiles, entries, contents, attachments.
    pub async fn check_log(&self) -> Report {
        let source = self.house.log_source();
        let options = VerifyOptions { contents: true, attachments: true };
        verify_log(&source, &self.house.site.vkey, options, &|_| {}).await.expect("the log can be read")
    }

    /// Ends the test: settles, checks the whole log, takes the database away.
    pub async fn finish(self) {
        self.settle().await;
        let report = self.check_log().await;
        assert!(report.is_ok(), "the log does not hold: {:?}", report.problems);
        self.house.db.close().await;
        self.database.remove().await;
    }
}

/// Runs one test on SQLite, and on PostgreSQL where `MINGJING_TEST_POSTGRES` names one.
#[macro_export]
macro_rules! on_both_databases {
    ($(#[$meta:meta])* async fn $name:ident($house:ident: TestHouse) $body:block) => {
        mod $name {
            use super::*;

            async fn story($house: $crate::TestHouse) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite() {
                story($crate::TestHouse::new($crate::Database::sqlite()).await).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgres() {
                match $crate::Database::postgres().await {
                    Some(database) => story($crate::TestHouse::new(database).await).await,
                    None => eprintln!("skipped: MINGJING_TEST_POSTGRES is not set"),
                }
            }
        }
    };
}
