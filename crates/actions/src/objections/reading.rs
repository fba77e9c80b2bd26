//! What an agency may object to, and what agencies and offices see of objections.

use chrono::{Datelike, NaiveDate};
use mingjing_duties::{Finding, Span};
use mingjing_procedures::RunningClock;
use mingjing_procedures::objection::{AnyObjection, Event, state_zh};
use mingjing_store::objections::{self, ObjectionRow};

use super::{CASE, Side, key, replayed};
use crate::cases::{is_drafted, public_of};
use crate::house::{as_i64, as_u64};
use crate::overseeing::{findings_in, owed, owed_words, this_year};
use crate::requests::{left, read_day};
use crate::{Action, Error, House, Officer};

/// Something an agency may object to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contested {
    /// How it is judged.
    pub finding: Finding,
    /// What names it among those of its duty.
    pub owed: String,
    /// In words.
    pub matter: String,
}

/// A case in a list.
#[derive(Debug, Clone)]
pub struct CaseLine {
    /// As it is stored.
    pub row: ObjectionRow,
    /// What it is about, in words.
    pub matter: String,
    /// Name of the agency on the other side.
    pub other: String,
    /// State in words.
    pub state: &'static str,
    /// Last day of what is waited for.
    pub due: NaiveDate,
    /// Working days until then, negative when it is over; none where days are not known.
    pub left: Option<i64>,
}

/// A step as the desk sees it.
#[derive(Debug, Clone)]
pub struct CaseStep {
    /// When it was noted, RFC 3339.
    pub at: String,
    /// By whom.
    pub by: String,
    /// What.
    pub event: Event,
}

/// A case as the desk sees it.
#[derive(Debug, Clone)]
pub struct Case {
    /// As it is stored.
    pub row: ObjectionRow,
    /// Its state.
    pub state: AnyObjection,
    /// Every step that the person may see.
    pub steps: Vec<CaseStep>,
    /// What is waited for; in words where working days are not known.
    pub clock: Result<Option<RunningClock>, String>,
    /// Whether there is a draft or a page of the decision.
    pub drafted: bool,
    /// The published decision.
    pub public: Option<String>,
}

/// What of an agency is judged late, this year and in the year before, whose assessment is made in this one. `None` until
/// the log was read.
///
/// # Errors
/// When there is no such agency.
pub fn contestable(house: &House, agency: &str) -> Result<Option<Vec<Contested>>, Error> {
    let year = this_year(house)?;
    let day = |month, day| NaiveDate::from_ymd_opt(year.as_of.year() - 1, month, day);
    let before = day(1, 1).zip(day(12, 31)).map(|(first, as_of)| Span { first, as_of });
    let mut contested: Vec<Contested> = Vec::new();
    for span in std::iter::once(year).chain(before) {
        let Some(findings) = findings_in(house, agency, span)? else { return Ok(None) };
        for finding in findings.into_iter().filter(Finding::is_objectionable) {
            let Some(named) = finding.owed() else { continue };
            // What stands all the time is judged in both years.
            if contested.iter().any(|one| one.finding.duty == finding.duty && one.owed == named) {
                continue;
            }
            let words = owed(house, &finding);
            let matter = format!("{}：{}", words.duty, words.what);
            contested.push(Contested { finding, owed: named, matter });
        }
    }
    Ok(Some(contested))
}

/// Cases that the person's agency decides, or that it lodged.
///
/// # Errors
/// When the person may not see them.
pub async fn list(
    house: &House,
    by: &Officer,
    (side, open): (Side, bool),
    (limit, offset): (u64, u64),
) -> Result<(Vec<CaseLine>, u64), Error> {
    house.must(by, Action::ReadWork, &by.agency)?;
    let mut tx = house.db.read().await?;
    let total = as_u64(objections::count(&mut tx, &by.agency, (side, open)).await?);
    let rows = objections::page(&mut tx, &by.agency, (side, open), (as_i64(limit), as_i64(offset))).await?;
    let lines = rows.into_iter().map(|row| line(house, row, side)).collect::<Result<_, _>>()?;
    Ok((lines, total))
}

fn line(house: &House, row: ObjectionRow, side: Side) -> Result<CaseLine, Error> {
    let due = read_day(&row.due_on)?;
    let other = match side {
        Side::Office => &row.agency_code,
        Side::Agency => &row.office_code,
    };
    let duty = house.rules.duties.get(&row.duty).map_or(row.duty.as_str(), |duty| duty.title.as_str());
    Ok(CaseLine {
        matter: format!("{duty}：{}", owed_words(house, &row.owed)),
        other: house.register().agency_name(other).to_owned(),
        state: state_zh(&row.state),
        left: left(house, house.now().date_naive(), due),
        due,
        row,
    })
}

/// One case: for the agency, for the office that decides, and for those above. What the office ponders before it has
/// decided is the office's.
///
/// # Errors
/// When there is none, or the person may not see it.
pub async fn case(house: &House, by: &Officer, id: &str) -> Result<Case, Error> {
    let mut tx = house.db.read().await?;
    let row = objections::one(&mut tx, id).await?.ok_or(CASE)?;
    let of_office = house.may(by, Action::ReadWork, &row.office_code);
    if !of_office && !house.may(by, Action::ReadWork, &row.agency_code) {
        return Err(CASE);
    }
    let rows = objections::events(&mut tx, id).await?;
    let drafted = is_drafted(&mut tx, row.disclosure_id.as_deref()).await?;
    drop(tx);
    let events: Vec<Event> = key(id).open_events(house, &rows)?;
    let state = replayed(house, &row, &events)?;
    let public = public_of(house, row.disclosure_id.as_deref()).await?;
    let clock = state
        .clock(&crate::requests::rules(house), house.now().date_naive())
        .map_err(|error| error.to_string());
    let shown = |event: &Event| {
        of_office
            || !matches!(event, Event::Proposed { .. } | Event::SentBack { .. } | Event::Prepared { .. })
    };
    let steps = rows.into_iter().zip(events).filter(|(_, event)| shown(event)).map(|(row, event)| CaseStep {
        at: row.at,
        by: row.officer_name.unwrap_or_default(),
        event,
    });
    Ok(Case { state, steps: steps.collect(), clock, drafted, public, row })
}
