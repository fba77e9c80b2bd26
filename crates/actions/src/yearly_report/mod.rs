//! The yearly report on openness (条例 第四十九条、第五十条): its tables counted from the system's own records, what nobody can
//! count filled in by hand, departments added up to their government, and a draft made of it that takes the ordinary steps.

mod counting;
mod drafting;
mod layout;
mod reporting;
mod summing;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use mingjing_catalogue::FieldProblem;
use mingjing_procedures::yearly::{Cell, Figures, Finding, check};
use mingjing_store::Tx;
use mingjing_store::drafts;
use mingjing_store::yearly_reports::{self, YearlyReportRow};
use serde::{Deserialize, Serialize};
use serde_json::json;

pub use drafting::{prepare_draft, problems};
pub use reporting::{Owing, Progress, ReportNumbers, Reporting, oversees_reports, reporting};
pub use summing::{Member, MemberState};

use crate::publishing::PUBLISHED;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer, Register};

/// First year that the reports of order 711 are about; its article 49 took force in 2019.
const FIRST_YEAR: i32 = 2019;
/// Longest part in words, in characters.
const LONGEST: usize = 8_000;

/// Whose report it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Of the agency itself (第四十九条第一款).
    Own,
    /// Of the government whose office the agency is (第四十九条第二款).
    Government,
}

impl Scope {
    /// The word in the database and in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Government => "government",
        }
    }

    /// What a report says of it.
    fn said(self, house: &House) -> &str {
        let scopes = &house.rules.yearly.scopes;
        match self {
            Self::Own => &scopes.own,
            Self::Government => &scopes.government,
        }
    }

    /// The scope with this key; that of the agency itself for any other.
    #[must_use]
    pub fn of_key(key: &str) -> Self {
        if key == Self::Government.key() { Self::Government } else { Self::Own }
    }
}

/// Which report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Which {
    /// The agency that makes it.
    pub agency: String,
    /// The year it is about.
    pub year: i32,
    /// Whose it is.
    pub scope: Scope,
}

/// The parts in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Narrative {
    /// 一、总体情况
    pub overview: String,
    /// 五、存在的主要问题及改进情况
    pub problems: String,
    /// 六、其他需要报告的事项
    pub other_matters: String,
}

/// Where numbers are from, as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    /// Whose numbers were added up; empty for the report of an agency itself.
    members: Vec<Member>,
    /// What has to be known of them.
    remarks: Vec<String>,
}

/// The disclosure that was begun from a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Its identity.
    pub id: String,
    /// Whether it is public.
    pub public: bool,
    /// The state of its working version, as it is stored; none where there is none.
    pub working: Option<String>,
}

/// A report as the desk sees it.
#[derive(Debug, Clone)]
pub struct Report {
    /// Which one.
    pub which: Which,
    /// The organ that reports.
    pub organ: String,
    /// What was counted or added up.
    pub counted: Figures,
    /// When, RFC 3339; none for numbers of this moment that nobody saved.
    pub counted_at: Option<String>,
    /// Whose numbers were added up.
    pub members: Vec<Member>,
    /// What has to be known of the numbers.
    pub remarks: Vec<String>,
    /// What was filled in by hand.
    pub filled: Figures,
    /// All numbers: counted, filled in, and their sums.
    pub shown: Figures,
    /// What does not agree.
    pub findings: Vec<Finding>,
    /// The parts in words.
    pub narrative: Narrative,
    /// What was begun from it.
    pub begun: Option<Begun>,
    /// When it was last saved, and by whom.
    pub changed: Option<(String, String)>,
    /// Counts saves; 0 before the first.
    pub lock_version: i64,
}

impl Report {
    /// How many findings must be mended before a draft is made.
    #[must_use]
    pub fn wrong(&self) -> usize {
        self.findings.iter().filter(|finding| finding.wrong).count()
    }
}

/// What a save of the form brings: cells as they were typed, and the parts in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edit {
    /// What stands in each cell that can be filled in.
    pub cells: BTreeMap<Cell, String>,
    /// The parts in words.
    pub narrative: Narrative,
}

/// Whether an agency is the office of a government: the one that also hands appeals on in its region. A bureau led from above
/// is none.
#[must_use]
pub fn is_government_office(register: &Register, agency: &str) -> bool {
    let own = register.agency(agency);
    own.is_some_and(|own| register.office_of(&own.region_code) == Some(agency))
}

/// The year whose report is made on a day: from December on the year that ends.
#[must_use]
pub fn year_of(today: NaiveDate) -> i32 {
    if today.month() == 12 { today.year() } else { today.year() - 1 }
}

/// The years that can be reported, the newest first.
#[must_use]
pub fn years(today: NaiveDate) -> Vec<i32> {
    (FIRST_YEAR..=today.year()).rev().collect()
}

/// Whether there is such a report.
fn must_exist(house: &House, which: &Which) -> Result<(), Error> {
    let register = house.register();
    register.agency(&which.agency).ok_or(Error::NotFound("这个单位"))?;
    if !years(house.now().date_naive()).contains(&which.year) {
        return Err(Error::Refused(format!(
            "没有 {} 年的年度报告：从 {FIRST_YEAR} 年起，到今年为止",
            which.year
        )));
    }
    if which.scope == Scope::Government && !is_government_office(&register, &which.agency) {
        return Err(Error::Refused("只有政府的办公厅（室）汇总本级政府的年度报告".into()));
    }
    Ok(())
}

/// A report: as it was saved, or counted now where nobody saved it.
///
/// # Errors
/// When the person may not see it, or there is no such report.
pub async fn report(house: &House, by: &Officer, which: &Which) -> Result<Report, Error> {
    must_exist(house, which)?;
    house.must(by, Action::ReadRequests, &which.agency)?;
    read(house, which).await
}

async fn read(house: &House, which: &Which) -> Result<Report, Error> {
    let (row, before, begun) = {
        let mut tx = house.db.read().await?;
        let row = load(&mut tx, which).await?;
        let last = Which { year: which.year - 1, ..which.clone() };
        let before = load(&mut tx, &last).await?;
        let begun = match row.as_ref().and_then(|row| row.disclosure_id.as_deref()) {
            Some(id) => begun(&mut tx, id).await?,
            None => None,
        };
        (row, before, begun)
    };
    let before = before.map(|row| shown_of(&row)).transpose()?;
    let (counted, origin) = match &row {
        Some(row) => (serde_json::from_str(&row.counted)?, serde_json::from_str(&row.origin)?),
        // A government's is only added up when somebody asks for it.
        None if which.scope == Scope::Government => (Figures::default(), Origin::default()),
        None => counting::count(house, &which.agency, which.year).await?,
    };
    let filled: Figures =
        row.as_ref().map_or_else(|| Ok(Figures::default()), |r| serde_json::from_str(&r.filled))?;
    let narrative =
        row.as_ref().map_or_else(|| Ok(Narrative::default()), |r| serde_json::from_str(&r.narrative))?;
    let shown = counted.with(&filled);
    Ok(Report {
        organ: organ(house, which),
        findings: check(&shown, before.as_ref()),
        shown,
        counted,
        filled,
        narrative,
        members: origin.members,
        remarks: origin.remarks,
        begun,
        counted_at: row.as_ref().map(|r| r.counted_at.clone()),
        changed: row.as_ref().map(|r| (r.changed_at.clone(), r.officer_name.clone())),
        lock_version: row.as_ref().map_or(0, |r| r.lock_version),
        which: which.clone(),
    })
}

async fn load(tx: &mut Tx, which: &Which) -> Result<Option<YearlyReportRow>, Error> {
    Ok(yearly_reports::one(tx, &which.agency, which.year.into(), which.scope.key()).await?)
}

/// The numbers of a report as they are kept.
fn shown_of(row: &YearlyReportRow) -> Result<Figures, Error> {
    let counted: Figures = serde_json::from_str(&row.counted)?;
    Ok(counted.with(&serde_json::from_str(&row.filled)?))
}

async fn begun(tx: &mut Tx, id: &str) -> Result<Option<Begun>, Error> {
    let Some(head) = drafts::disclosure(tx, id).await? else { return Ok(None) };
    let working = drafts::working(tx, id).await?.map(|row| row.state);
    let public = head.status == PUBLISHED;
    Ok((public || working.is_some()).then(|| Begun { id: id.to_owned(), public, working }))
}

/// The organ that reports: the agency, or the government of its region.
fn organ(house: &House, which: &Which) -> String {
    let register = house.register();
    let region = register.agency(&which.agency).and_then(|agency| register.region(&agency.region_code));
    match (which.scope, region) {
        (Scope::Government, Some(region)) => format!("{}{}", region.name, house.rules.yearly.government),
        _ => register.agency_name(&which.agency).to_owned(),
    }
}

fn to_row(
    report: &Report,
    officer: &Officer,
    house: &House,
    id: Option<String>,
) -> Result<YearlyReportRow, Error> {
    let origin = Origin { members: report.members.clone(), remarks: report.remarks.clone() };
    Ok(YearlyReportRow {
        agency_code: report.which.agency.clone(),
        year: report.which.year.into(),
        scope: report.which.scope.key().into(),
        counted: serde_json::to_string(&report.counted)?,
        counted_at: report.counted_at.clone().unwrap_or_else(|| house.now_text()),
        origin: serde_json::to_string(&origin)?,
        filled: serde_json::to_string(&report.filled)?,
        narrative: serde_json::to_string(&report.narrative)?,
        disclosure_id: id.or_else(|| report.begun.as_ref().map(|begun| begun.id.clone())),
        changed_at: house.now_text(),
        officer_name: officer.name.clone(),
        lock_version: report.lock_version,
    })
}

async fn keep(
    house: &House,
    by: &Officer,
    report: &Report,
    (action, id): (&'static str, Option<String>),
) -> Result<(), Error> {
    let row = to_row(report, by, house, id)?;
    let mut tx = house.db.begin().await?;
    yearly_reports::save(&mut tx, &row).await?;
    let detail = Some(json!({ "year": row.year, "scope": row.scope }));
    let agency = row.agency_code.as_str();
    let step = Step { action, disclosure: row.disclosure_id.as_deref(), agency, reason: None, detail };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(())
}

/// A report that the person may change, read at this lock version.
async fn to_change(
    house: &House,
    by: &Officer,
    (which, lock_version): (&Which, i64),
) -> Result<(Officer, Report), Error> {
    must_exist(house, which)?;
    house.must(by, Action::ReadRequests, &which.agency)?;
    let drafter = house.must(by, Action::Draft, &which.agency)?;
    let report = read(house, which).await?;
    if report.lock_version == lock_version { Ok((drafter, report)) } else { Err(Error::Conflict) }
}

/// Saves what was typed. A cell that stands as it was shown stays counted; one that was changed is filled in by hand from
/// then on, until it is emptied or is what was counted.
///
/// # Errors
/// [`Error::Invalid`] with every cell that cannot be read; [`Error::Conflict`]; when the person may not.
pub async fn save(house: &House, by: &Officer, place: (&Which, i64), edit: &Edit) -> Result<(), Error> {
    let (drafter, mut report) = to_change(house, by, place).await?;
    let mut problems = Vec::new();
    let mut refuse = |field: String, label: &str, message: String| {
        problems.push(FieldProblem { field, label: label.to_owned(), message });
    };
    for (cell, typed) in &edit.cells {
        match cell.parse(typed) {
            Ok(number) if number == report.shown.get(*cell) => {}
            Ok(number) => report.filled.set(*cell, number.filter(|n| report.counted.get(*cell) != Some(*n))),
            Err(message) => refuse(format!("cell.{}", cell.key()), "数字", message),
        }
    }
    let texts = [
        ("overview", "一、总体情况", &edit.narrative.overview),
        ("problems", "五、存在的主要问题及改进情况", &edit.narrative.problems),
        ("other_matters", "六、其他需要报告的事项", &edit.narrative.other_matters),
    ];
    for (field, label, text) in texts {
        if text.chars().count() > LONGEST {
            refuse(field.to_owned(), label, format!("最多 {LONGEST} 个字"));
        }
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    report.filled = without_right_sums(&report.counted, report.filled);
    report.narrative = edit.narrative.clone();
    keep(house, &drafter, &report, ("yearly-report", None)).await
}

/// What was filled in, without sums that are what their cells add up to anyway: they go on being made from these.
fn without_right_sums(counted: &Figures, mut filled: Figures) -> Figures {
    let sums: Vec<(Cell, u64)> = filled.iter().filter(|(cell, _)| cell.is_sum()).collect();
    for (cell, stated) in sums {
        filled.set(cell, None);
        if counted.with(&filled).get(cell) != Some(stated) {
            filled.set(cell, Some(stated));
        }
    }
    filled
}

/// Counts anew, or adds up anew: what was filled in by hand stays.
///
/// # Errors
/// [`Error::Conflict`]; when the person may not.
pub async fn recount(house: &House, by: &Officer, place: (&Which, i64)) -> Result<(), Error> {
    let (drafter, mut report) = to_change(house, by, place).await?;
    let which = place.0;
    let (counted, origin) = match which.scope {
        Scope::Own => counting::count(house, &which.agency, which.year).await?,
        Scope::Government => summing::sum(house, which).await?,
    };
    report.counted = counted;
    report.counted_at = Some(house.now_text());
    report.members = origin.members;
    report.remarks = origin.remarks;
    keep(house, &drafter, &report, ("yearly-report", None)).await
}
