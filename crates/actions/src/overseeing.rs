//! Background work on duties: follows the log into a record, and scores every agency by it.

mod scoring;
mod trend;

pub use scoring::{Group, Overview, Regional, score};
pub use trend::{Point, Trend};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use chrono::{Datelike, NaiveDate};
use mingjing_catalogue::Level;
use mingjing_duties::{
    Duty, Evidence, Exception, Finding, Judge, LeafBytes, Member, Offices, Record, Score, Span, Stage,
    Subject,
};
use mingjing_ledger::read_leaves;
use mingjing_store::register::{Agency, Region};
use object_store::ObjectStoreExt;
use object_store::path::Path;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Error, House, Register, Rules};

/// Leaves after which the record is stored, so that a new start need not read them again: at least so many, and a fourth of
/// those it has, since it is written whole.
const STORE_EVERY: u64 = 20_000;

/// Leaves read in one go.
const BATCH: u64 = 25_600;

/// Scoring takes at most this share of the time: what it took, so many times, is waited before it is done again.
const REST: u32 = 10;

/// What is known about duties in this process.
#[derive(Debug, Default)]
pub struct Oversight {
    record: RwLock<Record>,
    overview: RwLock<Option<Arc<Overview>>>,
    past: RwLock<trend::Past>,
}

/// Something owed that its last day is near or behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// How near.
    pub stage: Stage,
    /// What.
    pub finding: Finding,
}

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// The duty.
    pub duty: String,
    /// Where the law says so.
    pub article: String,
    /// What of it.
    pub what: String,
    /// The page of the disclosure it is owed for.
    pub about: Option<String>,
}

/// Says what is owed.
#[must_use]
pub fn owed(house: &House, finding: &Finding) -> Owed {
    let rules = &house.rules;
    let duty = rules.duties.get(&finding.duty);
    let what = match &finding.subject {
        Subject::Item(key) => item_title(house, key),
        Subject::Gap(key) => format!("{}（曾经超期没有更新）", item_title(house, key)),
        Subject::Period(name) => name.clone(),
        Subject::Year(year) => format!("{year}年"),
        Subject::Disclosure { .. } => "这一件".to_owned(),
        Subject::Change { .. } => "这一次变更".to_owned(),
        Subject::InTime => format!("{} 件", finding.count),
    };
    let about = match &finding.subject {
        Subject::Disclosure { id, .. } | Subject::Change { id, .. } => Some(format!("/d/{id}")),
        _ => None,
    };
    Owed {
        duty: duty.map_or_else(|| finding.duty.clone(), |duty| duty.title.clone()),
        article: duty.map(|duty| duty.article.clone()).unwrap_or_default(),
        what,
        about,
    }
}

fn item_title(house: &House, key: &str) -> String {
    house.rules.catalogue.item(key).map_or_else(|| key.to_owned(), |item| item.title.zh.clone())
}

/// What [`Finding::owed`] names, in words.
#[must_use]
pub fn owed_words(house: &House, owed: &str) -> String {
    let (kind, what) = owed.split_once(' ').unwrap_or(("", owed));
    match (kind, what.split_once(' ')) {
        ("item", Some((item, due))) => format!("{}（期限 {due}）", item_title(house, item)),
        ("item", None) => item_title(house, what),
        ("year", _) => format!("{what}年"),
        ("disclosure", _) => "一件公开信息".to_owned(),
        ("change", _) => "一件公开信息的变更".to_owned(),
        _ => what.to_owned(),
    }
}

/// An agency of a [`Roster`].
#[derive(Debug, Clone, Serialize, Deserialize)]
struct RosterLine {
    code: String,
    name: String,
    level: String,
    region: String,
}

/// The list of agencies that others recompute scores with: `/oversight/agencies.json`, and `agencies.json` beside a mirror.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Roster {
    agencies: Vec<RosterLine>,
    /// Which region lies in which. A list from before there were objections has none: then offices decide for their own
    /// region only.
    #[serde(default)]
    regions: Vec<RegionLine>,
}

/// A region of a [`Roster`] that lies in another one.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct RegionLine {
    code: String,
    parent: String,
}

impl Roster {
    /// The list of a register.
    #[must_use]
    pub fn of(register: &Register) -> Self {
        let lies_in = |region: &Region| {
            let parent = region.parent_code.clone()?;
            Some(RegionLine { code: region.code.clone(), parent })
        };
        Self {
            agencies: register.agencies().map(RosterLine::of).collect(),
            regions: register.regions().filter_map(lies_in).collect(),
        }
    }

    /// Those on it whose level is one of the law's.
    #[must_use]
    pub fn members(&self) -> Vec<Member> {
        self.agencies.iter().cloned().filter_map(RosterLine::member).collect()
    }

    /// Whether it says which region lies in which: without, nobody can tell who decides about an office itself.
    #[must_use]
    pub fn knows_regions(&self) -> bool {
        !self.regions.is_empty()
    }

    /// Who of them decides about objections.
    #[must_use]
    pub fn offices(&self, rules: &Rules) -> Offices {
        let members = self.members();
        let above = self.regions.iter().map(|region| (region.code.clone(), region.parent.clone()));
        Offices::new(rules.duties.objections(), members.iter(), above.collect())
    }
}

impl RosterLine {
    fn of(agency: &Agency) -> Self {
        Self {
            code: agency.code.clone(),
            name: agency.name.clone(),
            level: agency.level.clone(),
            region: agency.region_code.clone(),
        }
    }

    fn member(self) -> Option<Member> {
        let level = Level::from_key(&self.level)?;
        Some(Member { code: self.code, name: self.name, level, region: self.region })
    }
}

/// Everyone who may owe something.
#[must_use]
pub fn members(register: &Register) -> Vec<Member> {
    Roster::of(register).members()
}

/// An agency as the register has it.
fn member(house: &House, code: &str) -> Result<Member, Error> {
    let register = house.register();
    let member = register.agency(code).and_then(|agency| RosterLine::of(agency).member());
    member.ok_or(Error::NotFound("这个机关"))
}

/// The year of the house's clock as far as it has gone.
///
/// # Errors
/// Never within the calendar's years.
pub fn this_year(house: &House) -> Result<Span, Error> {
    let as_of = house.now().date_naive();
    let first = NaiveDate::from_ymd_opt(as_of.year(), 1, 1).ok_or(Error::NotFound("这一年"))?;
    Ok(Span { first, as_of })
}

/// Who decides about objections of which agencies, as the register stands.
#[must_use]
pub fn offices(house: &House) -> Offices {
    Roster::of(&house.register()).offices(&house.rules)
}

/// The agency that decides about an agency's objections; none for the office that stands above all others.
#[must_use]
pub fn office_over(house: &House, code: &str) -> Option<String> {
    let register = house.register();
    let member = RosterLine::of(register.agency(code)?).member()?;
    offices(house).over(&member)?.iter().find(|office| register.open_agency(office).is_some()).cloned()
}

/// Judges by the register as it stands.
fn judge(house: &House) -> Judge<'_> {
    judge_under(house, offices(house))
}

fn judge_under(house: &House, offices: Offices) -> Judge<'_> {
    let rules = &house.rules;
    Judge::new(&rules.duties, &rules.catalogue, &rules.calendar).with_offices(offices)
}

/// What one agency owes this year and how it stands, with its score. `None` until the record has been read.
///
/// # Errors
/// [`Error::NotFound`] for an agency that is not in the register.
pub fn agency_findings(house: &House, code: &str) -> Result<Option<(Vec<Finding>, Score)>, Error> {
    let findings = findings_in(house, code, this_year(house)?)?;
    Ok(findings.map(|findings| {
        let score = house.rules.scheme.score(&findings);
        (findings, score)
    }))
}

/// What one agency owes in a span of days and how it stood at its end, with everything that was decided since about
/// objections. `None` until the record has been read.
///
/// # Errors
/// [`Error::NotFound`] for an agency that is not in the register.
pub fn findings_in(house: &House, code: &str, span: Span) -> Result<Option<Vec<Finding>>, Error> {
    let member = member(house, code)?;
    if overview(house).is_none() {
        return Ok(None);
    }
    let record = house.oversight.record.read().unwrap_or_else(PoisonError::into_inner);
    let judge = judge(house).with_decisions_until(house.now().date_naive());
    Ok(Some(judge.findings(&record, &member, span)))
}

/// The duties that an agency does not owe this year, or not all of it, with the ground.
///
/// # Errors
/// [`Error::NotFound`] for an agency that is not in the register.
pub fn exceptions<'a>(house: &'a House, code: &str) -> Result<Vec<(&'a Duty, &'a Exception)>, Error> {
    let member = member(house, code)?;
    let span = this_year(house)?;
    let last = NaiveDate::from_ymd_opt(span.first.year(), 12, 31).unwrap_or(span.as_of);
    Ok(house.rules.duties.exceptions_of(&member, (span.first, last)).collect())
}

/// What is public of an item and says in a field that it is about a year, by agency, as the log was last read: each with the
/// day since when. None until it has been read.
pub(crate) fn public_of_year(
    house: &House,
    (item, agencies): (&str, &BTreeSet<String>),
    (field, year): (&str, i32),
) -> Option<BTreeMap<String, Vec<Evidence>>> {
    overview(house)?;
    let today = house.now().date_naive();
    let record = house.oversight.record.read().unwrap_or_else(PoisonError::into_inner);
    let of = |agency: &String| (agency.clone(), record.of_year((item, agency), (field, year), today));
    Some(agencies.iter().map(of).collect())
}

/// The first day of the log, as it was last read.
pub(crate) fn log_began(house: &House) -> Option<NaiveDate> {
    house.oversight.record.read().unwrap_or_else(PoisonError::into_inner).began()
}

/// How all agencies stand, as last computed; none before the first time.
#[must_use]
pub fn overview(house: &House) -> Option<Arc<Overview>> {
    house.oversight.overview.read().unwrap_or_else(PoisonError::into_inner).clone()
}

/// A stored record, and the law it was read under.
#[derive(Serialize, Deserialize)]
struct Stored<R> {
    law: String,
    record: R,
}

/// What a stored record depends on beside the log: its form, and the law.
fn law_digest(house: &House) -> String {
    let mut hash = Sha256::new();
    hash.update(Record::FORM.to_be_bytes());
    hash.update(format!("{:?}", house.rules.duties));
    hash.update(format!("{:?}", house.rules.calendar));
    hex::encode(hash.finalize())
}

fn stored_at() -> Path {
    Path::from("oversight/record.json")
}

async fn load(house: &House) -> Record {
    let bytes = match house.blobs.get(&stored_at()).await {
        Ok(found) => found.bytes().await,
        Err(error) => Err(error),
    };
    // Whatever is wrong with what was stored: it is made again from the log.
    let stored = bytes.ok().and_then(|bytes| serde_json::from_slice::<Stored<Record>>(&bytes).ok());
    let stored = stored.filter(|stored| stored.law == law_digest(house));
    let record = stored.map(|stored| stored.record).unwrap_or_default();
    if record.leaves() > house.visible().size { Record::default() } else { record }
}

async fn store(house: &House) -> Result<(), Error> {
    let bytes = {
        let record = house.oversight.record.read().unwrap_or_else(PoisonError::into_inner);
        serde_json::to_vec(&Stored { law: law_digest(house), record: &*record })
    };
    let bytes = bytes.map_err(|error| Error::Corrupt(error.to_string()))?;
    house.blobs.put(&stored_at(), bytes.into()).await.map_err(|error| Error::Corrupt(error.to_string()))?;
    Ok(())
}

/// Brings the record to the newest public leaf.
///
/// # Errors
/// When the log cannot be read; the next call goes on where this one stopped.
pub async fn catch_up(house: &House) -> Result<(), Error> {
    let oversight = &house.oversight;
    let leaves = || oversight.record.read().unwrap_or_else(PoisonError::into_inner).leaves();
    if leaves() == 0 {
        let found = load(house).await;
        *oversight.record.write().unwrap_or_else(PoisonError::into_inner) = found;
    }
    let (judge, source) = (judge(house), house.log_source());
    let mut stored = leaves();
    loop {
        let (from, visible) = (leaves(), house.visible().size);
        if from >= visible {
            break;
        }
        let mut read: Vec<LeafBytes> = Vec::new();
        let mut each = |_: u64, entry: &[u8], content: Option<&[u8]>| {
            read.push((entry.to_vec(), content.map(<[u8]>::to_vec)));
        };
        // Whole blocks: parts of one are read from tiles of the newest size only.
        let to = (from + BATCH) / BATCH * BATCH;
        read_leaves(&source, from, to.min(visible), &mut each).await?;
        // Requests of others do not wait for the reading, and whoever looks at the record only while it is taken in.
        let taken = tokio::task::block_in_place(|| {
            let facts = judge.read_all(from, &read);
            judge.add_all(&mut oversight.record.write().unwrap_or_else(PoisonError::into_inner), facts)
        });
        taken.map_err(|error| Error::Corrupt(error.to_string()))?;
        if leaves() - stored >= STORE_EVERY.max(stored / 4) {
            store(house).await?;
            stored = leaves();
        }
    }
    Ok(())
}

/// Runs for ever, whenever more becomes public, and at least once an hour, as a day that begins makes things overdue.
pub async fn run(house: Arc<House>) {
    let mut visible = house.watch_visible();
    loop {
        if let Err(error) = catch_up(&house).await {
            tracing::error!(%error, "the record of duties could not be brought forward; trying again");
            tokio::time::sleep(Duration::from_secs(1)).await;
            continue;
        }
        let since = Instant::now();
        let scored = Arc::clone(&house);
        match tokio::task::spawn_blocking(move || score(&scored)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "agencies could not be scored"),
            Err(error) => tracing::error!(%error, "agencies could not be scored"),
        }
        tokio::time::sleep(since.elapsed() * REST).await;
        let hour = tokio::time::timeout(Duration::from_secs(3600), visible.changed());
        if matches!(hour.await, Ok(Err(_))) {
            return;
        }
    }
}
