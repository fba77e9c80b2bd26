//! Who has reported: of a year every agency of a region and below that owes a report, and every government, for the openness
//! office (条例 第四十九条). The register says who owes, the record of the log what is public, two queries what is being made.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use mingjing_catalogue::{Item, Level};
use mingjing_store::yearly_reports::{self, ReportStateRow};
use mingjing_store::{Tx, drafts};
use serde_json::{Map, Value};

use super::{Scope, Which, organ, years};
use crate::overseeing::{log_began, public_of_year};
use crate::publishing::PUBLISHED;
use crate::{Action, Error, House, Officer, working};

/// How far a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Nobody began it.
    NotBegun,
    /// It was saved, or is with its drafter.
    Drafted,
    /// It was handed in and waits to be screened, approved or released.
    InReview,
    /// Public since this day.
    Public(NaiveDate),
}

/// A report that is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owing {
    /// Which one.
    pub which: Which,
    /// The organ that reports.
    pub organ: String,
    /// Name of its region.
    pub region: String,
    /// The last day.
    pub due: NaiveDate,
    /// How far it is.
    pub progress: Progress,
    /// The disclosure, public or a draft; none where none was begun.
    pub disclosure: Option<String>,
    /// Whether the log says anything of its last day: it was read, and had begun by then.
    pub judged: bool,
}

impl Owing {
    /// Whether it is public.
    #[must_use]
    pub fn is_public(&self) -> bool {
        matches!(self.progress, Progress::Public(_))
    }

    /// Whether its last day went by on a day without it, as far as the log can say, or before it became public.
    #[must_use]
    pub fn is_late(&self, today: NaiveDate) -> bool {
        match self.progress {
            Progress::Public(on) => on > self.due,
            _ => self.judged && today > self.due,
        }
    }
}

/// How many reports stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReportNumbers {
    /// All that are owed.
    pub owed: u64,
    /// Public in time.
    pub in_time: u64,
    /// Public, but late.
    pub late: u64,
    /// In review.
    pub in_review: u64,
    /// Drafted.
    pub drafted: u64,
    /// Not begun.
    pub not_begun: u64,
    /// Of those that are not public: the last day is over.
    pub overdue: u64,
}

impl ReportNumbers {
    fn add(&mut self, one: &Owing, today: NaiveDate) {
        self.owed += 1;
        let late = one.is_late(today);
        let place = match one.progress {
            Progress::Public(_) if late => &mut self.late,
            Progress::Public(_) => &mut self.in_time,
            Progress::InReview => &mut self.in_review,
            Progress::Drafted => &mut self.drafted,
            Progress::NotBegun => &mut self.not_begun,
        };
        *place += 1;
        self.overdue += u64::from(late && !one.is_public());
    }

    /// How many are not public.
    #[must_use]
    pub fn missing(&self) -> u64 {
        self.in_review + self.drafted + self.not_begun
    }
}

/// Who has reported of a year.
#[derive(Debug, Clone, Default)]
pub struct Reporting {
    /// The part that was asked for: region by region, each government before its departments.
    pub lines: Vec<Owing>,
    /// How many there are of what was asked for.
    pub total: u64,
    /// How many there are in all, however they stand.
    pub numbers: ReportNumbers,
    /// Whether the record of the log has been read: before, only reports that were made here are known to be public.
    pub ready: bool,
    /// The first day of the log: what was public elsewhere before is not known.
    pub since: Option<NaiveDate>,
}

/// Whether a person sees who has reported.
#[must_use]
pub fn oversees_reports(house: &House, by: &Officer) -> bool {
    house.region_over(by, Action::ReadRequests).is_some()
}

/// Who has reported of a year, of the agencies that a person oversees; all, or only those whose report is not public.
///
/// # Errors
/// When the person oversees none, or there are no reports of the year.
pub async fn reporting(
    house: &House,
    by: &Officer,
    year: i32,
    (only_missing, (limit, offset)): (bool, (u64, u64)),
) -> Result<Reporting, Error> {
    let over = || Error::Forbidden("各单位年度报告的办理情况由政务公开主管部门查看".into());
    let region = house.region_over(by, Action::ReadRequests).ok_or_else(over)?;
    let today = house.now().date_naive();
    if !years(today).contains(&year) {
        return Err(Error::Refused(format!("没有 {year} 年的年度报告")));
    }
    let item = house.item(&house.rules.yearly.item)?;
    let owing = owed(house, item, (&region, year));
    let known = Known::load(house, (item, &owing), year).await?;
    let since = log_began(house);
    let (mut numbers, mut kept) = (ReportNumbers::default(), Vec::new());
    for mut one in owing {
        (one.progress, one.disclosure) = known.of(&one.which)?;
        one.judged = known.ready && since.is_some_and(|since| since <= one.due);
        numbers.add(&one, today);
        if !(only_missing && one.is_public()) {
            kept.push(one);
        }
    }
    let total = kept.len() as u64;
    let window = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let lines = kept.into_iter().skip(window(offset)).take(window(limit)).collect();
    Ok(Reporting { lines, total, numbers, ready: known.ready, since })
}

/// Everybody who owes a report of a year, as the register stands.
fn owed(house: &House, item: &Item, (region, year): (&str, i32)) -> Vec<Owing> {
    let (register, last) = (house.register(), house.rules.yearly.last_days);
    let mut owing = Vec::new();
    for government in register.governments_from(region) {
        let region = government.region;
        let mut add = |agency: &str, scope: Scope| {
            let which = Which { agency: agency.to_owned(), year, scope };
            let day = if scope == Scope::Government { last.government } else { last.own };
            owing.push(Owing {
                organ: organ(house, &which),
                region: region.name.clone(),
                due: day.of(year + 1),
                progress: Progress::NotBegun,
                disclosure: None,
                judged: false,
                which,
            });
        };
        // 县级以上地方人民政府 (第四十九条第二款).
        let reports =
            matches!(Level::from_key(&region.level), Some(Level::Province | Level::City | Level::County));
        if let Some(office) = government.office.filter(|_| reports) {
            add(office, Scope::Government);
        }
        for agency in government.agencies {
            if Level::from_key(&agency.level).is_some_and(|level| item.is_expected_of(level, &agency.name)) {
                add(&agency.code, Scope::Own);
            }
        }
    }
    owing
}

/// A report of a year: whose, and which of the two.
type Whose = (String, Scope);

/// What is known of the reports of a year.
struct Known {
    saved: HashMap<Whose, ReportStateRow>,
    /// Drafts that were not begun from a saved report: identity and state.
    drafts: HashMap<Whose, (String, String)>,
    /// What the log has: identity and the first day.
    public: HashMap<Whose, (String, NaiveDate)>,
    ready: bool,
}

impl Known {
    async fn load(house: &House, (item, owing): (&Item, &[Owing]), year: i32) -> Result<Self, Error> {
        let names = &house.rules.yearly.fields;
        let of_governments = owing.iter().filter(|one| one.which.scope == Scope::Government);
        let offices: BTreeSet<&str> = of_governments.map(|one| one.which.agency.as_str()).collect();
        let agencies: BTreeSet<String> = owing.iter().map(|one| one.which.agency.clone()).collect();
        let scope_of = |agency: &str, values: &Map<String, Value>| {
            let said = values.get(&names.scope).and_then(Value::as_str);
            let is_government = offices.contains(agency) && said == Some(Scope::Government.said(house));
            if is_government { Scope::Government } else { Scope::Own }
        };
        let mut tx = house.db.read().await?;
        let saved: Vec<ReportStateRow> = yearly_reports::of_year(&mut tx, year.into()).await?;
        let begun: HashMap<&str, Scope> = saved
            .iter()
            .filter_map(|row| Some((row.disclosure_id.as_deref()?, Scope::of_key(&row.scope))))
            .collect();
        let mut drafts = HashMap::new();
        for row in yearly_reports::written_elsewhere(&mut tx, &item.key, year.into()).await? {
            let values: Map<String, Value> = serde_json::from_str(&row.values_json)?;
            if values.get(&names.year).is_some_and(|value| is_typed_year(value, year)) {
                let scope = scope_of(&row.agency_code, &values);
                drafts.insert((row.agency_code, scope), (row.id, row.state));
            }
        }
        let found = public_of_year(house, (&item.key, &agencies), (&names.year, year));
        let ready = found.is_some();
        let mut public = HashMap::new();
        for (agency, of_agency) in found.unwrap_or_default() {
            for one in of_agency {
                let scope = match begun.get(one.id.as_str()) {
                    Some(scope) => *scope,
                    // Only an office has two.
                    None if !offices.contains(agency.as_str()) => Scope::Own,
                    None => scope_of(&agency, &public_values(&mut tx, &one.id).await?),
                };
                public.entry((agency.clone(), scope)).or_insert((one.id, one.on));
            }
        }
        drop(begun);
        let whose = |row: &ReportStateRow| (row.agency_code.clone(), Scope::of_key(&row.scope));
        let saved = saved.into_iter().map(|row| (whose(&row), row)).collect();
        Ok(Self { saved, drafts, public, ready })
    }

    fn of(&self, which: &Which) -> Result<(Progress, Option<String>), Error> {
        let whose = (which.agency.clone(), which.scope);
        let saved = self.saved.get(&whose);
        if let Some(row) = saved.filter(|row| row.status.as_deref() == Some(PUBLISHED)) {
            let on = row.first_published_at.as_deref().and_then(|at| at.get(..10)?.parse().ok());
            let on = on.ok_or_else(|| Error::Corrupt("已公开的年度报告没有公开的日子".into()))?;
            return Ok((Progress::Public(on), row.disclosure_id.clone()));
        }
        if let Some((id, on)) = self.public.get(&whose) {
            return Ok((Progress::Public(*on), Some(id.clone())));
        }
        let begun = saved.and_then(|row| Some((row.disclosure_id.as_deref()?, row.working.as_deref()?)));
        let elsewhere = || self.drafts.get(&whose).map(|(id, state)| (id.as_str(), state.as_str()));
        Ok(match begun.or_else(elsewhere) {
            Some((id, "drafting")) => (Progress::Drafted, Some(id.to_owned())),
            Some((id, _)) => (Progress::InReview, Some(id.to_owned())),
            None if saved.is_some() => (Progress::Drafted, None),
            None => (Progress::NotBegun, None),
        })
    }
}

/// Whether what was typed is a year.
fn is_typed_year(value: &Value, year: i32) -> bool {
    match value {
        Value::String(text) => text.trim().parse() == Ok(year),
        other => other.as_i64() == Some(year.into()),
    }
}

/// The values of a disclosure that was public when the log was last read.
async fn public_values(tx: &mut Tx, id: &str) -> Result<Map<String, Value>, Error> {
    let head = drafts::disclosure(tx, id).await?;
    if head.is_none_or(|head| head.status != PUBLISHED) {
        return Ok(Map::new());
    }
    Ok(working::published(tx, id).await?.0.fields)
}
