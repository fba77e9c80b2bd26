//! The health of an agency's site by the national indicators (国办秘函〔2019〕19号): columns and their freshness from the search
//! index, what nobody answered from its queues, and what is wrong in texts from what was looked through in the background.

mod scanning;
mod texts;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use mingjing_duties::{ColumnFact, HealthFacts, HealthIndicator, HealthMeasure};
use mingjing_search::{Query, Sort};
use mingjing_store::text_findings::{self, FindingRow};
use mingjing_store::{Tx, drafts, reports, requests};
use serde_json::Value;

pub use scanning::{run, scan_some};

use crate::following::ELEMENTS;
use crate::house::{as_i64, as_u64};
use crate::publishing::PUBLISHED;
use crate::reading::{Standing, completeness};
use crate::reorganising::{Shown, SitePart};
use crate::{Action, Error, House, Officer};

/// Findings of one kind that are counted; there may be very many.
const MOST: i64 = 10_000;
/// Findings of one kind that are shown.
const SHOWN: i64 = 50;
/// Guides looked at for what they lack, the newest.
const GUIDES: usize = 100;
/// Reports and cases looked at, the oldest.
const WAITING: i64 = 100;

/// The word under which what is found in texts is kept; none for what is not found in texts.
fn kind(measure: HealthMeasure) -> Option<&'static str> {
    match measure {
        HealthMeasure::DeadLinks => Some("dead_link"),
        HealthMeasure::Accessibility => Some("accessibility"),
        HealthMeasure::WrongWords => Some("word"),
        _ => None,
    }
}

/// What an indicator says of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The indicator.
    pub indicator: HealthIndicator,
    /// How much was found.
    pub found: u64,
    /// Whether the site fails outright for it.
    pub fails: bool,
    /// What, in words.
    pub details: Vec<String>,
    /// What in which texts, the first of them.
    pub texts: Vec<FindingRow>,
}

/// How a site is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteHealth {
    /// By indicator.
    pub checked: Vec<Checked>,
    /// Entries of the log that were looked through for what is wrong in texts.
    pub scanned: u64,
    /// Entries of the log that are public.
    pub visible: u64,
}

impl SiteHealth {
    /// For how many indicators it fails outright.
    #[must_use]
    pub fn fails(&self) -> usize {
        self.checked.iter().filter(|one| one.fails).count()
    }
}

/// How the site of an agency is today.
///
/// # Errors
/// When the person may not see what the agency has published; when the database or the index cannot be read.
pub async fn site_health(house: &House, by: &Officer, agency: &str) -> Result<SiteHealth, Error> {
    house.register().agency(agency).ok_or(Error::NotFound("这个单位"))?;
    house.must(by, Action::ReadPublished, agency)?;
    let today = house.now().date_naive();
    // The index is asked off the tasks that answer requests.
    let mut facts = tokio::task::block_in_place(|| of_index(house, agency))?;
    let mut tx = house.db.read().await?;
    let waiting = reports::waiting(&mut tx, agency, "", WAITING).await?;
    facts.waiting = waiting.iter().filter_map(|report| day_of(&report.sent_at)).collect();
    let open = requests::page(&mut tx, agency, true, (WAITING, 0)).await?;
    let day = today.to_string();
    facts.overdue_requests =
        open.iter().filter(|case| case.state != "consulting" && case.due_on < day).count() as u64;
    let rules = &house.rules.health;
    let mut texts = BTreeMap::new();
    for measure in rules.indicators.iter().map(|indicator| indicator.measure) {
        let Some(kind) = kind(measure) else { continue };
        facts.texts.insert(measure, as_u64(text_findings::count(&mut tx, (agency, kind), MOST).await?));
        texts.insert(measure, text_findings::of_agency(&mut tx, (agency, kind), SHOWN).await?);
    }
    let scanned = as_u64(text_findings::position(&mut tx).await?.leaves);
    let checked = |verdict: mingjing_duties::Verdict<'_>| Checked {
        texts: texts.remove(&verdict.indicator.measure).unwrap_or_default(),
        indicator: verdict.indicator.clone(),
        found: verdict.found,
        fails: verdict.fails,
        details: verdict.details,
    };
    let checked = rules.evaluate(&facts, today).into_iter().map(checked).collect();
    Ok(SiteHealth { checked, scanned, visible: house.visible().size })
}

fn day_of(at: &str) -> Option<NaiveDate> {
    DateTime::parse_from_rfc3339(at).ok().map(|at| at.date_naive())
}

/// What the index knows: the columns that an agency must have, those of its own, and its guides.
fn of_index(house: &House, agency: &str) -> Result<HealthFacts, Error> {
    let newest = Query { agency: Some(agency.to_owned()), sort: Sort::Newest, limit: 1, ..Query::default() };
    let expected = completeness(house, agency)?;
    let mut columns: Vec<ColumnFact> = expected
        .iter()
        .map(|one| ColumnFact {
            name: one.item.title.zh.clone(),
            count: one.count,
            newest: one.newest,
            within_days: one.item.freshness.as_ref().map(|freshness| freshness.days),
        })
        .collect();
    let register = house.register();
    for part in register.site(agency).map(|site| site.parts.as_slice()).unwrap_or_default() {
        let SitePart::Own(column) = part else { continue };
        let mut count = 0;
        for one in &column.shows {
            let (item, area) = match one {
                Shown::Item(key) => (Some(key.clone()), None),
                Shown::Area(key) => (None, Some(key.clone())),
            };
            let query = Query { agency: Some(agency.to_owned()), item, area, ..Query::default() };
            count += house.search.search(&query)?.total;
        }
        let name = format!("本单位栏目“{}”", column.title);
        columns.push(ColumnFact { name, count, newest: None, within_days: None });
    }
    let mut guides = Vec::new();
    if expected
        .iter()
        .any(|one| one.item.key == house.rules.health.guide && one.standing == Standing::Missing)
    {
        guides.push("政府信息公开指南：还没有公开。".to_owned());
    }
    for item in house.rules.catalogue.items().iter().filter(|item| item.has_elements()) {
        guides.extend(incomplete(house, agency, &item.key)?);
    }
    let newest = house.search.search(&newest)?.hits.first().map(|hit| hit.issued_on);
    Ok(HealthFacts { newest, columns, guides, ..HealthFacts::default() })
}

/// The newest guides that lack some of their elements, in words.
fn incomplete(house: &House, agency: &str, item: &str) -> Result<Vec<String>, Error> {
    let query = Query {
        agency: Some(agency.to_owned()),
        item: Some(item.to_owned()),
        sort: Sort::Newest,
        limit: GUIDES,
        ..Query::default()
    };
    let mut found = Vec::new();
    for hit in house.search.search(&query)?.hits {
        let columns: Value = serde_json::from_str(&hit.columns)?;
        let Some([has, asked]) = columns.get(ELEMENTS).and_then(Value::as_array).map(Vec::as_slice) else {
            continue;
        };
        if let Some((has, asked)) = has.as_u64().zip(asked.as_u64()).filter(|(has, asked)| has < asked) {
            found.push(format!("{}：应当有 {asked} 项要素，只有 {has} 项。", hit.title));
        }
    }
    Ok(found)
}

/// How many entries of the log a look takes at once.
fn batch(house: &House) -> i64 {
    as_i64(house.rules.health.at_once.max(1).into())
}

/// The identity of a disclosure that is linked to, and whether readers get nowhere by the link.
async fn leads_nowhere(tx: &mut Tx, named: &str) -> Result<(String, bool), Error> {
    let head = match drafts::disclosure(tx, named).await? {
        Some(head) => Some(head),
        None => drafts::disclosure_by_index_no(tx, named).await?,
    };
    Ok(match head {
        Some(head) => (head.id, head.status != PUBLISHED),
        None => (named.to_owned(), true),
    })
}
