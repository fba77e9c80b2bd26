//! What offices, agencies and the public see of supervisions.

use chrono::NaiveDate;
use mingjing_procedures::RunningClock;
use mingjing_procedures::supervision::{AnySupervision, Event, state_zh};
use mingjing_store::supervisions::{self, Side, SupervisionRow};

use super::{CASE, key, replayed};
use crate::cases::{is_drafted, public_of};
use crate::house::{as_i64, as_u64};
use crate::requests::{left, read_day};
use crate::{Action, Error, House, Officer, reading};

/// Cases in a list.
#[derive(Debug, Clone)]
pub struct CaseLine {
    /// As it is stored.
    pub row: SupervisionRow,
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
    pub row: SupervisionRow,
    /// Its state.
    pub state: AnySupervision,
    /// Every step.
    pub steps: Vec<CaseStep>,
    /// What is waited for; in words where working days are not known.
    pub clock: Result<Option<RunningClock>, String>,
    /// Whether there is a draft or a page of the notice.
    pub drafted: bool,
    /// The published notice.
    pub public: Option<String>,
}

/// A notice that the public may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The disclosure.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Name of the agency.
    pub agency: String,
    /// How many appeals it was about.
    pub appeals: Option<u64>,
    /// State in words.
    pub state: &'static str,
    /// Last day of what is waited for; none once it is closed.
    pub due: Option<NaiveDate>,
    /// Whether that is over.
    pub overdue: bool,
}

/// Cases that the person's agency supervises, or in which it is supervised.
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
    let total = as_u64(supervisions::count(&mut tx, &by.agency, (side, open)).await?);
    let rows = supervisions::page(&mut tx, &by.agency, (side, open), (as_i64(limit), as_i64(offset))).await?;
    let lines = rows.into_iter().map(|row| line(house, row, side)).collect::<Result<_, _>>()?;
    Ok((lines, total))
}

fn line(house: &House, row: SupervisionRow, side: Side) -> Result<CaseLine, Error> {
    let due = read_day(&row.due_on)?;
    let other = match side {
        Side::Office => &row.agency_code,
        Side::Agency => &row.office_code,
    };
    Ok(CaseLine {
        other: house.register().agency_name(other).to_owned(),
        state: state_zh(&row.state),
        left: left(house, house.now().date_naive(), due),
        due,
        row,
    })
}

/// Supervisions about a group of appeals, for who sees the group.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_cluster(house: &House, by: &Officer, cluster: &str) -> Result<Vec<CaseLine>, Error> {
    let rows = supervisions::of_cluster(&mut house.db.read().await?, cluster).await?;
    let seen = rows.into_iter().filter(|row| may_see(house, by, row));
    seen.map(|row| line(house, row, Side::Office)).collect()
}

fn may_see(house: &House, by: &Officer, row: &SupervisionRow) -> bool {
    let issued =
        !matches!(row.state.as_str(), "proposed" | "returned") && row.ending.as_deref() != Some("dropped");
    house.may(by, Action::ReadWork, &row.office_code)
        || (issued && house.may(by, Action::ReadWork, &row.agency_code))
}

/// One case: for the office, for the agency once it is issued, and for those above.
///
/// # Errors
/// When there is none, or the person may not see it.
pub async fn case(house: &House, by: &Officer, id: &str) -> Result<Case, Error> {
    let mut tx = house.db.read().await?;
    let row = supervisions::one(&mut tx, id).await?.ok_or(CASE)?;
    if !may_see(house, by, &row) {
        return Err(CASE);
    }
    let rows = supervisions::events(&mut tx, id).await?;
    let drafted = is_drafted(&mut tx, row.disclosure_id.as_deref()).await?;
    drop(tx);
    let events = key(id).open_events(house, &rows)?;
    let state = replayed(house, &row, &events)?;
    let public = public_of(house, row.disclosure_id.as_deref()).await?;
    let clock = state
        .clock(&crate::requests::rules(house), house.now().date_naive())
        .map_err(|error| error.to_string());
    let steps = rows.into_iter().zip(events).map(|(row, event)| CaseStep {
        at: row.at,
        by: row.officer_name.unwrap_or_default(),
        event,
    });
    Ok(Case { state, steps: steps.collect(), clock, drafted, public, row })
}

/// The newest notices that are public, each with how far it is.
///
/// # Errors
/// When the database cannot be read.
pub async fn published(house: &House, most: u64) -> Result<Vec<Published>, Error> {
    let rows = supervisions::published(&mut house.db.read().await?, as_i64(most)).await?;
    let today = house.now().date_naive();
    let mut found = Vec::new();
    for row in rows {
        let Some(id) = &row.disclosure_id else { continue };
        let Some(notice) = reading::disclosure(house, id).await? else { continue };
        if notice.content().is_none() {
            continue;
        }
        let due = row.closed_on.is_none().then(|| read_day(&row.due_on)).transpose()?;
        found.push(Published {
            title: row.title.clone(),
            id: notice.id,
            agency: house.register().agency_name(&row.agency_code).to_owned(),
            appeals: row.appeals.map(as_u64),
            state: match row.ending.as_deref() {
                Some("mended") => "整改到位",
                Some(_) => "已上报",
                None => state_zh(&row.state),
            },
            overdue: due.is_some_and(|due| due < today),
            due,
        });
    }
    Ok(found)
}
