//! Public opinion that has to be answered: cases and their steps, which are sealed before they come here.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx, case_events};

pub use crate::case_events::{EventRow, Side};

/// One case.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct PublicOpinionRow {
    /// UUIDv7.
    pub id: String,
    /// The openness office of the region, which judges.
    pub office_code: String,
    /// Who answers; before it is judged, whose business it seems to be.
    pub agency_code: String,
    /// What people call it: office, year, serial.
    pub number: String,
    /// In a line; stays inside.
    pub title: String,
    /// Key of the level; none before it is judged.
    pub level: Option<String>,
    /// State of the procedure.
    pub state: String,
    /// How it came: `desk` or `api`.
    pub source: String,
    /// Keyed digest of the name by which a system handed it in.
    pub once: Option<String>,
    /// Until when what is waited for is due; none where nothing is.
    pub due_at: Option<String>,
    /// What that is.
    pub waits_for: Option<String>,
    /// When somebody has to be told next.
    pub next_look_at: Option<String>,
    /// Whether something was late.
    pub late: bool,
    /// The draft of an answer that is not public yet.
    pub draft_id: Option<String>,
    /// The first answer that was published.
    pub release_id: Option<String>,
    /// The press conference.
    pub conference_id: Option<String>,
    /// How it ended.
    pub ending: Option<String>,
    /// When it was noted.
    pub opened_at: String,
    /// When it ended.
    pub closed_at: Option<String>,
    /// Until when what was said is kept; none while it is open, and once it is gone.
    pub keep_until: Option<String>,
    /// Counts steps.
    pub lock_version: i64,
}

/// The next serial of an office in a year; whoever asks next waits until this transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn next_serial(tx: &mut Tx, office: &str, year: i64) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("public_opinions/next_serial"))
        .bind(office)
        .bind(year)
        .fetch_one(c)
        .await)?)
}

/// Adds a case.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, r: &PublicOpinionRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("public_opinions/add"))
        .bind(&r.id)
        .bind(&r.office_code)
        .bind(&r.agency_code)
        .bind(&r.number)
        .bind(&r.title)
        .bind(&r.level)
        .bind(&r.state)
        .bind(&r.source)
        .bind(&r.once)
        .bind(&r.due_at)
        .bind(&r.waits_for)
        .bind(&r.next_look_at)
        .bind(r.late)
        .bind(&r.draft_id)
        .bind(&r.release_id)
        .bind(&r.conference_id)
        .bind(&r.ending)
        .bind(&r.opened_at)
        .bind(&r.closed_at)
        .bind(&r.keep_until)
        .bind(r.lock_version)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// One case.
///
/// # Errors
/// When the database refuses.
pub async fn one(tx: &mut Tx, id: &str) -> Result<Option<PublicOpinionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("public_opinions/one")).bind(id).fetch_optional(c).await)?)
}

/// The case that a system handed in by a name.
///
/// # Errors
/// When the database refuses.
pub async fn by_once(tx: &mut Tx, once: &str) -> Result<Option<PublicOpinionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("public_opinions/by_once")).bind(once).fetch_optional(c).await)?)
}

/// Writes what a step changed, if the case is still what it was read as.
///
/// # Errors
/// [`Error::Conflict`](crate::Error::Conflict) when somebody else took a step in between; when the database refuses.
pub async fn step(tx: &mut Tx, r: &PublicOpinionRow) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("public_opinions/step"))
        .bind(&r.id)
        .bind(r.lock_version)
        .bind(&r.agency_code)
        .bind(&r.level)
        .bind(&r.state)
        .bind(&r.due_at)
        .bind(&r.waits_for)
        .bind(&r.next_look_at)
        .bind(r.late)
        .bind(&r.draft_id)
        .bind(&r.release_id)
        .bind(&r.conference_id)
        .bind(&r.ending)
        .bind(&r.closed_at)
        .bind(&r.keep_until)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    not_overtaken(done)
}

/// Cases of an office or an agency in hand, or closed, the most urgent first.
///
/// # Errors
/// When the database refuses.
pub async fn page(
    tx: &mut Tx,
    agency: &str,
    (side, open): (Side, bool),
    (limit, offset): (i64, i64),
) -> Result<Vec<PublicOpinionRow>> {
    let text = match side {
        Side::Office => sql!("public_opinions/by_office"),
        Side::Agency => sql!("public_opinions/by_agency"),
    };
    Ok(on!(tx, |c| sqlx::query_as(text).bind(agency).bind(open).bind(limit).bind(offset).fetch_all(c).await)?)
}

/// How many there are.
///
/// # Errors
/// When the database refuses.
pub async fn count(tx: &mut Tx, agency: &str, (side, open): (Side, bool)) -> Result<i64> {
    let text = match side {
        Side::Office => sql!("public_opinions/count_by_office"),
        Side::Agency => sql!("public_opinions/count_by_agency"),
    };
    Ok(on!(tx, |c| sqlx::query_scalar(text).bind(agency).bind(open).fetch_one(c).await)?)
}

/// How many wait for an agency's people, as far as they judge or answer.
///
/// # Errors
/// When the database refuses.
pub async fn waiting(tx: &mut Tx, agency: &str, (judges, answers): (bool, bool)) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("public_opinions/waiting"))
        .bind(agency)
        .bind(judges)
        .bind(answers)
        .fetch_one(c)
        .await)?)
}

/// Cases whose drafted answer has become public: the case, the disclosure, and when.
///
/// # Errors
/// When the database refuses.
pub async fn published(tx: &mut Tx, limit: i64) -> Result<Vec<(String, String, String)>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("public_opinions/published")).bind(limit).fetch_all(c).await)?)
}

/// Cases of which somebody has to be told by now.
///
/// # Errors
/// When the database refuses.
pub async fn to_look_at(tx: &mut Tx, now: &str, limit: i64) -> Result<Vec<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("public_opinions/to_look_at"))
        .bind(now)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Notes when a case is looked at next, if it is still what it was read as.
///
/// # Errors
/// [`Error::Conflict`](crate::Error::Conflict) when somebody else looked or took a step in between; when the database refuses.
pub async fn looked(tx: &mut Tx, id: &str, (seen, next): (&str, Option<&str>)) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("public_opinions/looked"))
        .bind(id)
        .bind(seen)
        .bind(next)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    not_overtaken(done)
}

/// Adds a step.
///
/// # Errors
/// When the database refuses.
pub async fn add_event(tx: &mut Tx, e: &EventRow) -> Result<()> {
    case_events::add(tx, sql!("public_opinions/add_event"), e).await
}

/// All steps of a case, from the first on.
///
/// # Errors
/// When the database refuses.
pub async fn events(tx: &mut Tx, id: &str) -> Result<Vec<EventRow>> {
    case_events::of_case(tx, sql!("public_opinions/events"), id).await
}

/// Closed cases whose time to be kept is over on this day.
///
/// # Errors
/// When the database refuses.
pub async fn kept_too_long(tx: &mut Tx, today: &str, limit: i64) -> Result<Vec<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("public_opinions/kept_too_long"))
        .bind(today)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Puts something in the place of what a case was about.
///
/// # Errors
/// When the database refuses.
pub async fn forget(tx: &mut Tx, id: &str, title: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("public_opinions/forget")).bind(id).bind(title).execute(c).await.map(drop))?;
    Ok(())
}

/// Puts a step without its texts in the place of the one with them.
///
/// # Errors
/// When the database refuses.
pub async fn replace_event(tx: &mut Tx, id: &str, position: i64, event: &str) -> Result<()> {
    case_events::replace(tx, sql!("public_opinions/replace_event"), (id, position), event).await
}
