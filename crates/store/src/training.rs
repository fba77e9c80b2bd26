//! Training: plans, sessions, who took part. Names of people without an account are sealed before they come here.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// A plan of a year.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct PlanRow {
    /// UUIDv7.
    pub id: String,
    /// Whose it is.
    pub agency_code: String,
    /// The year.
    pub year: i64,
    /// What people call it.
    pub title: String,
    /// When it was made.
    pub made_at: String,
}

/// A session of a plan.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct SessionRow {
    /// UUIDv7.
    pub id: String,
    /// The plan.
    pub plan_id: String,
    /// Who holds it.
    pub agency_code: String,
    /// The day.
    pub held_on: String,
    /// How long it takes.
    pub hours: i64,
    /// Where.
    pub place: String,
    /// What it is about.
    pub topics: String,
    /// Whether it is not held.
    pub cancelled: bool,
}

/// Somebody who is to take part, or did.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct AttendeeRow {
    /// UUIDv7.
    pub id: String,
    /// The session.
    pub session_id: String,
    /// The account; none for somebody without one.
    pub officer_id: Option<String>,
    /// Name of the account.
    pub officer_name: Option<String>,
    /// Agency of the account.
    pub officer_agency: Option<String>,
    /// Name and unit of somebody without an account, sealed; none once the time to keep it is over.
    pub person: Option<String>,
    /// The first character of that name.
    pub mask: String,
    /// Day of the session.
    pub held_on: String,
    /// Day on which it was confirmed that this person was there.
    pub confirmed_on: Option<String>,
    /// Number of the certificate.
    pub certificate: Option<String>,
    /// Last day on which the name of somebody without an account is kept.
    pub keep_until: String,
}

/// Somebody with an account, and the day of the newest session with this person.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct StaffRow {
    /// The account.
    pub id: String,
    /// By name.
    pub name: String,
    /// Agency.
    pub agency_code: String,
    /// Roles, separated by commas.
    pub roles: String,
    /// When the account was made.
    pub created_at: String,
    /// Day of the newest session; none before the first.
    pub trained_on: Option<String>,
}

/// How many people sessions had.
#[derive(Debug, Clone, Copy, FromRow, PartialEq, Eq)]
pub struct CountRow {
    /// Who were to take part.
    pub invited: i64,
    /// Who did.
    pub attended: i64,
}

/// Adds a plan.
///
/// # Errors
/// When the database refuses.
pub async fn add_plan(tx: &mut Tx, r: &PlanRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("training/add_plan"))
        .bind(&r.id)
        .bind(&r.agency_code)
        .bind(r.year)
        .bind(&r.title)
        .bind(&r.made_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// One plan.
///
/// # Errors
/// When the database refuses.
pub async fn plan(tx: &mut Tx, id: &str) -> Result<Option<PlanRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("training/plan")).bind(id).fetch_optional(c).await)?)
}

/// Plans of an agency, the newest year first.
///
/// # Errors
/// When the database refuses.
pub async fn plans(tx: &mut Tx, agency: &str, limit: i64) -> Result<Vec<PlanRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("training/plans")).bind(agency).bind(limit).fetch_all(c).await)?)
}

/// Adds a session.
///
/// # Errors
/// When the database refuses.
pub async fn add_session(tx: &mut Tx, r: &SessionRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("training/add_session"))
        .bind(&r.id)
        .bind(&r.plan_id)
        .bind(&r.agency_code)
        .bind(&r.held_on)
        .bind(r.hours)
        .bind(&r.place)
        .bind(&r.topics)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// One session.
///
/// # Errors
/// When the database refuses.
pub async fn session(tx: &mut Tx, id: &str) -> Result<Option<SessionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("training/session")).bind(id).fetch_optional(c).await)?)
}

/// Sessions of a plan, by day.
///
/// # Errors
/// When the database refuses.
pub async fn sessions_of_plan(tx: &mut Tx, plan: &str) -> Result<Vec<SessionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("training/sessions_of_plan")).bind(plan).fetch_all(c).await)?)
}

/// Sessions that an agency held from a day to the day before `end`.
///
/// # Errors
/// When the database refuses.
pub async fn sessions_of_year(
    tx: &mut Tx,
    agency: &str,
    (first, end): (&str, &str),
) -> Result<Vec<SessionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("training/sessions_of_year"))
        .bind(agency)
        .bind(first)
        .bind(end)
        .fetch_all(c)
        .await)?)
}

/// Notes that a session is not held; whether it still was to be.
///
/// # Errors
/// When the database refuses.
pub async fn cancel_session(tx: &mut Tx, id: &str) -> Result<bool> {
    let done = on!(tx, |c| sqlx::query(sql!("training/cancel_session"))
        .bind(id)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// Adds somebody who is to take part.
///
/// # Errors
/// When the database refuses.
pub async fn add_attendee(tx: &mut Tx, r: &AttendeeRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("training/add_attendee"))
        .bind(&r.id)
        .bind(&r.session_id)
        .bind(&r.officer_id)
        .bind(&r.person)
        .bind(&r.mask)
        .bind(&r.held_on)
        .bind(&r.keep_until)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Who is to take part in a session, or did, in the order they were entered.
///
/// # Errors
/// When the database refuses.
pub async fn attendees(tx: &mut Tx, session: &str) -> Result<Vec<AttendeeRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("training/attendees")).bind(session).fetch_all(c).await)?)
}

/// One of them.
///
/// # Errors
/// When the database refuses.
pub async fn attendee(tx: &mut Tx, id: &str) -> Result<Option<AttendeeRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("training/attendee")).bind(id).fetch_optional(c).await)?)
}

/// The one with a certificate of this number.
///
/// # Errors
/// When the database refuses.
pub async fn by_certificate(tx: &mut Tx, number: &str) -> Result<Option<AttendeeRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("training/by_certificate")).bind(number).fetch_optional(c).await)?)
}

/// Notes that somebody was there, with the number of the certificate; whether that was not noted before.
///
/// # Errors
/// When the database refuses.
pub async fn confirm(tx: &mut Tx, id: &str, (on_day, certificate): (&str, &str)) -> Result<bool> {
    let done = on!(tx, |c| sqlx::query(sql!("training/confirm"))
        .bind(id)
        .bind(on_day)
        .bind(certificate)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// Takes somebody out who was not confirmed; whether there was such a one.
///
/// # Errors
/// When the database refuses.
pub async fn remove_attendee(tx: &mut Tx, id: &str) -> Result<bool> {
    let done = on!(tx, |c| sqlx::query(sql!("training/remove_attendee"))
        .bind(id)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    Ok(done == 1)
}

/// The next serial of an agency in a year; whoever asks next waits until this transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn next_serial(tx: &mut Tx, agency: &str, year: i64) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("training/next_serial"))
        .bind(agency)
        .bind(year)
        .fetch_one(c)
        .await)?)
}

/// People with an account that is not barred, each with the newest session: of one agency, or of a region and all below it,
/// where `*` is the region above all.
///
/// # Errors
/// When the database refuses.
pub async fn staff(tx: &mut Tx, (agency, region): (&str, &str), until: &str) -> Result<Vec<StaffRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("training/staff"))
        .bind(agency)
        .bind(region)
        .bind(until)
        .fetch_all(c)
        .await)?)
}

/// How many people the sessions of an agency had from a day to the day before `end`.
///
/// # Errors
/// When the database refuses.
pub async fn count_of_year(tx: &mut Tx, agency: &str, (first, end): (&str, &str)) -> Result<CountRow> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("training/count_of_year"))
        .bind(agency)
        .bind(first)
        .bind(end)
        .fetch_one(c)
        .await)?)
}

/// Those whose name should not be there any more on this day.
///
/// # Errors
/// When the database refuses.
pub async fn kept_too_long(tx: &mut Tx, today: &str, limit: i64) -> Result<Vec<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("training/kept_too_long"))
        .bind(today)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Takes the name of somebody without an account away.
///
/// # Errors
/// When the database refuses.
pub async fn forget(tx: &mut Tx, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("training/forget")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}
