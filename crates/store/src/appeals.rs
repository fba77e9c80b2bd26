//! Appeals: cases, their steps, whom they concern, which say the same, and what is counted of them. Who appeals, what is
//! said and every step are sealed before they come here.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx, case_events};

pub use crate::case_events::EventRow;

/// One case.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct AppealRow {
    /// UUIDv7.
    pub id: String,
    /// Agency that has it now.
    pub agency_code: String,
    /// Where it happened.
    pub region_code: String,
    /// What people call it: first agency, year, serial.
    pub number: String,
    /// How it came in.
    pub way: String,
    /// What is wanted.
    pub kind: String,
    /// What is said, sealed; none once the time to keep it is over.
    pub said: Option<String>,
    /// Who appeals, sealed; none where nobody said it, and once the time to keep it is over.
    pub writer: Option<String>,
    /// The first case that says almost the same, which may be itself.
    pub like_id: Option<String>,
    /// Keyed digest of the receipt code.
    pub receipt_digest: String,
    /// Keyed digest of the form that was sent, so that sending it twice makes one case.
    pub once_digest: String,
    /// State of the procedure.
    pub state: String,
    /// Last day of what is waited for.
    pub due_on: String,
    /// How it was answered.
    pub ending: Option<String>,
    /// Whether the answer came after its last day.
    pub late: bool,
    /// Whether its writer is content; none where nothing was said.
    pub satisfied: Option<bool>,
    /// How often it was urged.
    pub urged: i64,
    /// Whether its answer is not published, on a ground.
    pub withheld: bool,
    /// The disclosure with its answer.
    pub disclosure_id: Option<String>,
    /// Day it came in.
    pub lodged_on: String,
    /// Day it was answered or taken back; none while an answer is waited for.
    pub closed_on: Option<String>,
    /// Last day on which personal data are kept.
    pub keep_until: Option<String>,
    /// Counts steps.
    pub lock_version: i64,
}

/// What is counted of the cases of one agency, region and kind: a change of the counters, or their state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Came in.
    pub received: i64,
    /// Answered or taken back.
    pub ended: i64,
    /// Answered.
    pub answered: i64,
    /// Of these, after the last day.
    pub late: i64,
    /// Content.
    pub satisfied: i64,
    /// Not content.
    pub unsatisfied: i64,
    /// Answers that are not published, on a ground.
    pub withheld: i64,
}

/// What is counted of the cases of one region and kind.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in `Counts`")]
pub struct CountRow {
    pub region_code: String,
    pub kind: String,
    pub received: i64,
    pub ended: i64,
    pub answered: i64,
    pub late: i64,
    pub satisfied: i64,
    pub unsatisfied: i64,
    pub withheld: i64,
}

/// Cases in hand whose last day is over.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct OverdueRow {
    /// Who has them.
    pub agency_code: String,
    /// Where it happened.
    pub region_code: String,
    /// What is wanted.
    pub kind: String,
    /// How many.
    pub number: i64,
}

/// A case that says almost the same as another one.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct AlikeRow {
    /// The case.
    pub id: String,
    /// What people call it.
    pub number: String,
    /// Who has it.
    pub agency_code: String,
    /// The disclosure with its answer.
    pub disclosure_id: Option<String>,
}

/// Which cases of an agency are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Those it has in hand, by urgency.
    Open,
    /// Those of others in which it has to say its part.
    Joint,
    /// Those that ended, the newest first.
    Closed,
}

/// The next serial of an agency in a year; whoever asks next waits until this transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn next_serial(tx: &mut Tx, agency: &str, year: i64) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("appeals/next_serial"))
        .bind(agency)
        .bind(year)
        .fetch_one(c)
        .await)?)
}

/// Adds a case.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, r: &AppealRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("appeals/add"))
        .bind(&r.id)
        .bind(&r.agency_code)
        .bind(&r.region_code)
        .bind(&r.number)
        .bind(&r.way)
        .bind(&r.kind)
        .bind(&r.said)
        .bind(&r.writer)
        .bind(&r.like_id)
        .bind(&r.receipt_digest)
        .bind(&r.once_digest)
        .bind(&r.state)
        .bind(&r.due_on)
        .bind(&r.ending)
        .bind(r.late)
        .bind(r.satisfied)
        .bind(r.urged)
        .bind(r.withheld)
        .bind(&r.disclosure_id)
        .bind(&r.lodged_on)
        .bind(&r.closed_on)
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
pub async fn one(tx: &mut Tx, id: &str) -> Result<Option<AppealRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("appeals/one")).bind(id).fetch_optional(c).await)?)
}

/// The case of a receipt code, by the code's digest.
///
/// # Errors
/// When the database refuses.
pub async fn by_receipt(tx: &mut Tx, digest: &str) -> Result<Option<AppealRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("appeals/by_receipt")).bind(digest).fetch_optional(c).await)?)
}

/// The case that a form made, by the digest of its token.
///
/// # Errors
/// When the database refuses.
pub async fn by_once(tx: &mut Tx, digest: &str) -> Result<Option<AppealRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("appeals/by_once")).bind(digest).fetch_optional(c).await)?)
}

/// Notes what a step made of a case that was read at `r.lock_version`.
///
/// # Errors
/// [`crate::Error::Conflict`] when somebody else took a step in between.
pub async fn step(tx: &mut Tx, r: &AppealRow) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("appeals/move"))
        .bind(&r.id)
        .bind(&r.agency_code)
        .bind(&r.state)
        .bind(&r.due_on)
        .bind(&r.ending)
        .bind(r.late)
        .bind(r.satisfied)
        .bind(r.urged)
        .bind(r.withheld)
        .bind(&r.disclosure_id)
        .bind(&r.closed_on)
        .bind(&r.keep_until)
        .bind(r.lock_version)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    not_overtaken(done)
}

/// Adds a step.
///
/// # Errors
/// When the database refuses.
pub async fn add_event(tx: &mut Tx, e: &EventRow) -> Result<()> {
    case_events::add(tx, sql!("appeals/add_event"), e).await
}

/// All steps of a case, from the first on.
///
/// # Errors
/// When the database refuses.
pub async fn events(tx: &mut Tx, id: &str) -> Result<Vec<EventRow>> {
    case_events::of_case(tx, sql!("appeals/events"), id).await
}

/// Puts a step without its texts in the place of the one with them.
///
/// # Errors
/// When the database refuses.
pub async fn replace_event(tx: &mut Tx, id: &str, position: i64, event: &str) -> Result<()> {
    case_events::replace(tx, sql!("appeals/replace_event"), (id, position), event).await
}

/// Cases of an agency.
///
/// # Errors
/// When the database refuses.
pub async fn page(
    tx: &mut Tx,
    agency: &str,
    view: View,
    (limit, offset): (i64, i64),
) -> Result<Vec<AppealRow>> {
    let sql = match view {
        View::Open => sql!("appeals/open_page"),
        View::Joint => sql!("appeals/joint_page"),
        View::Closed => sql!("appeals/closed_page"),
    };
    Ok(on!(tx, |c| sqlx::query_as(sql).bind(agency).bind(limit).bind(offset).fetch_all(c).await)?)
}

/// How many cases an agency has.
///
/// # Errors
/// When the database refuses.
pub async fn count(tx: &mut Tx, agency: &str, view: View) -> Result<i64> {
    let sql = match view {
        View::Open => sql!("appeals/count_open"),
        View::Joint => sql!("appeals/count_joint"),
        View::Closed => sql!("appeals/count_closed"),
    };
    Ok(on!(tx, |c| sqlx::query_scalar(sql).bind(agency).fetch_one(c).await)?)
}

/// Notes that an agency has to say its part in a case until a day, or that it has.
///
/// # Errors
/// When the database refuses.
pub async fn put_partner(tx: &mut Tx, id: &str, agency: &str, (due, ended): (&str, bool)) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("appeals/put_partner"))
        .bind(id)
        .bind(agency)
        .bind(due)
        .bind(ended)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Nobody's part is waited for any more.
///
/// # Errors
/// When the database refuses.
pub async fn end_partners(tx: &mut Tx, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("appeals/end_partners")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// Whether an agency was asked for its part in a case.
///
/// # Errors
/// When the database refuses.
pub async fn is_partner(tx: &mut Tx, id: &str, agency: &str) -> Result<bool> {
    let number: i64 =
        on!(tx, |c| sqlx::query_scalar(sql!("appeals/is_partner")).bind(id).bind(agency).fetch_one(c).await)?;
    Ok(number > 0)
}

/// Marks a case as the first of its like.
///
/// # Errors
/// When the database refuses.
pub async fn add_mark(tx: &mut Tx, mark: &str, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("appeals/add_mark")).bind(mark).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// Some cases that are the first of their like and have a mark.
///
/// # Errors
/// When the database refuses.
pub async fn marked(tx: &mut Tx, mark: &str, limit: i64) -> Result<Vec<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("appeals/marked")).bind(mark).bind(limit).fetch_all(c).await)?)
}

/// How many cases say almost the same as one, itself among them.
///
/// # Errors
/// When the database refuses.
pub async fn count_alike(tx: &mut Tx, first: &str) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("appeals/count_alike")).bind(first).fetch_one(c).await)?)
}

/// Some cases that say almost the same as one, itself among them.
///
/// # Errors
/// When the database refuses.
pub async fn alike(tx: &mut Tx, first: &str, limit: i64) -> Result<Vec<AlikeRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("appeals/alike")).bind(first).bind(limit).fetch_all(c).await)?)
}

/// Cases in hand of an agency that say almost the same as one, itself among them.
///
/// # Errors
/// When the database refuses.
pub async fn alike_in_hand(tx: &mut Tx, (first, agency): (&str, &str), limit: i64) -> Result<Vec<AppealRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("appeals/alike_in_hand"))
        .bind(first)
        .bind(agency)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Changes what is counted of the cases of an agency, region and kind.
///
/// # Errors
/// When the database refuses.
pub async fn count_up(
    tx: &mut Tx,
    (agency, region, kind): (&str, &str, &str),
    change: &Counts,
) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("appeals/count_up"))
        .bind(agency)
        .bind(region)
        .bind(kind)
        .bind(change.received)
        .bind(change.ended)
        .bind(change.answered)
        .bind(change.late)
        .bind(change.satisfied)
        .bind(change.unsatisfied)
        .bind(change.withheld)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// What is counted of all cases, by region and kind.
///
/// # Errors
/// When the database refuses.
pub async fn counts(tx: &mut Tx) -> Result<Vec<CountRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("appeals/counts")).fetch_all(c).await)?)
}

/// Cases in hand whose last day lies before a day, by agency, region and kind.
///
/// # Errors
/// When the database refuses.
pub async fn overdue(tx: &mut Tx, today: &str) -> Result<Vec<OverdueRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("appeals/overdue")).bind(today).fetch_all(c).await)?)
}

/// Cases whose personal data should not be there any more on this day.
///
/// # Errors
/// When the database refuses.
pub async fn kept_too_long(tx: &mut Tx, today: &str, limit: i64) -> Result<Vec<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("appeals/kept_too_long"))
        .bind(today)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Takes away who appeals, what was said, the way to it by receipt code, and by what it was known among others.
///
/// # Errors
/// When the database refuses.
pub async fn forget(tx: &mut Tx, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("appeals/forget")).bind(id).execute(c).await.map(drop))?;
    on!(tx, |c| sqlx::query(sql!("appeals/unmark")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}
