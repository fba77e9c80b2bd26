//! Selections of participants: their rows and steps, and who signed up. What people write is sealed before it comes here, and
//! so is the seed.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx, case_events};

pub use crate::case_events::EventRow;

/// One selection.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct SelectionRow {
    /// Identity of the notice, and of the selection.
    pub id: String,
    /// Agency that selects.
    pub agency_code: String,
    /// Title of the notice.
    pub title: String,
    /// Its item.
    pub item: String,
    /// The published promise of the seed.
    pub commitment: String,
    /// The seed, sealed.
    pub seed: String,
    /// State of the procedure; `promised` before the notice is public.
    pub state: String,
    /// The newest revision of the notice that is accounted for; 0 for none.
    pub revision: i64,
    /// First day to sign up.
    pub opens_on: Option<String>,
    /// Last day to sign up.
    pub closes_on: Option<String>,
    /// The day of the hearing or meeting.
    pub held_on: Option<String>,
    /// Last day of what is waited for.
    pub due_on: Option<String>,
    /// How many people signed up.
    pub sign_ups: i64,
    /// Whether something waits for a second person.
    pub to_review: bool,
    /// Day on which it became public who takes part.
    pub settled_on: Option<String>,
    /// Whether that was too late.
    pub late: bool,
    /// Counts steps.
    pub lock_version: i64,
}

/// Somebody who signed up.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct SignUpRow {
    /// The selection.
    pub selection_id: String,
    /// From 1.
    pub number: i64,
    /// When, RFC 3339.
    pub at: String,
    /// The code that is drawn.
    pub code: String,
    /// For which side.
    pub side: String,
    /// Who, sealed; none once the time to keep it is over.
    pub person: Option<String>,
    /// The first character of the name.
    pub mask: String,
    /// Keyed digest of the telephone; empty once it is forgotten.
    pub contact_digest: String,
    /// Whether the result was told by mail, or there is no address.
    pub told: bool,
    /// Keyed digest of the receipt code.
    pub receipt_digest: String,
    /// Keyed digest of the form that was sent.
    pub once_digest: String,
    /// The officer who wrote it in for somebody; empty where the person did.
    pub registered_by: String,
}

/// Which of the public lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// People may sign up, or soon; what ends first comes first.
    Open,
    /// The last day is over and it is not public who takes part; what is held first comes first.
    Waiting,
    /// It is public who takes part; newest first.
    Settled,
}

/// Adds a selection whose notice is not public yet.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, (id, agency): (&str, &str), (commitment, seed): (&str, &str)) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("selections/add"))
        .bind(id)
        .bind(agency)
        .bind(commitment)
        .bind(seed)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Takes the promise away with a draft that was never public.
///
/// # Errors
/// When the database refuses.
pub async fn drop_unpublished(tx: &mut Tx, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("selections/drop_unpublished")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// One selection.
///
/// # Errors
/// When the database refuses.
pub async fn one(tx: &mut Tx, id: &str) -> Result<Option<SelectionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("selections/one")).bind(id).fetch_optional(c).await)?)
}

/// Selections whose notice has a revision that is not accounted for.
///
/// # Errors
/// When the database refuses.
pub async fn behind(tx: &mut Tx, limit: i64) -> Result<Vec<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("selections/behind")).bind(limit).fetch_all(c).await)?)
}

/// One of the public lists.
///
/// # Errors
/// When the database refuses.
pub async fn page(
    tx: &mut Tx,
    part: Part,
    today: &str,
    (limit, offset): (i64, i64),
) -> Result<Vec<SelectionRow>> {
    let sql = match part {
        Part::Open => sql!("selections/open_page"),
        Part::Waiting => sql!("selections/waiting_page"),
        Part::Settled => sql!("selections/settled_page"),
    };
    Ok(on!(tx, |c| sqlx::query_as(sql).bind(today).bind(limit).bind(offset).fetch_all(c).await)?)
}

/// Selections of an agency by urgency: those in hand, or those that are settled.
///
/// # Errors
/// When the database refuses.
pub async fn of_agency(
    tx: &mut Tx,
    agency: &str,
    settled: bool,
    (limit, offset): (i64, i64),
) -> Result<Vec<SelectionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("selections/of_agency"))
        .bind(agency)
        .bind(settled)
        .bind(limit)
        .bind(offset)
        .fetch_all(c)
        .await)?)
}

/// How many there are.
///
/// # Errors
/// When the database refuses.
pub async fn count_of_agency(tx: &mut Tx, agency: &str, settled: bool) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("selections/count_of_agency"))
        .bind(agency)
        .bind(settled)
        .fetch_one(c)
        .await)?)
}

/// How many wait for somebody who handles or reviews them.
///
/// # Errors
/// When the database refuses.
pub async fn waiting(
    tx: &mut Tx,
    agency: &str,
    (handles, reviews): (bool, bool),
    today: &str,
) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("selections/waiting"))
        .bind(agency)
        .bind(handles)
        .bind(reviews)
        .bind(today)
        .fetch_one(c)
        .await)?)
}

/// Notes what a step made of a selection that was read at `r.lock_version`.
///
/// # Errors
/// [`crate::Error::Conflict`] when somebody else took a step, or signed up, in between.
pub async fn step(tx: &mut Tx, r: &SelectionRow) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("selections/move"))
        .bind(&r.id)
        .bind(&r.state)
        .bind(r.revision)
        .bind(&r.opens_on)
        .bind(&r.closes_on)
        .bind(&r.held_on)
        .bind(&r.due_on)
        .bind(r.to_review)
        .bind(&r.settled_on)
        .bind(r.late)
        .bind(r.lock_version)
        .bind(r.sign_ups)
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
    case_events::add(tx, sql!("selections/add_event"), e).await
}

/// All steps of a selection, from the first on.
///
/// # Errors
/// When the database refuses.
pub async fn events(tx: &mut Tx, id: &str) -> Result<Vec<EventRow>> {
    case_events::of_case(tx, sql!("selections/events"), id).await
}

/// Puts a step in the place of another one.
///
/// # Errors
/// When the database refuses.
pub async fn replace_event(tx: &mut Tx, id: &str, position: i64, event: &str) -> Result<()> {
    case_events::replace(tx, sql!("selections/replace_event"), (id, position), event).await
}

/// Counts one more sign-up where they are taken on this day; answers its number.
///
/// # Errors
/// When the database refuses.
pub async fn count_sign_up(tx: &mut Tx, id: &str, today: &str) -> Result<Option<i64>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("selections/count_sign_up"))
        .bind(id)
        .bind(today)
        .fetch_optional(c)
        .await)?)
}

/// Adds a sign-up.
///
/// # Errors
/// When the database refuses.
pub async fn add_sign_up(tx: &mut Tx, s: &SignUpRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("selections/add_sign_up"))
        .bind(&s.selection_id)
        .bind(s.number)
        .bind(&s.at)
        .bind(&s.code)
        .bind(&s.side)
        .bind(&s.person)
        .bind(&s.mask)
        .bind(&s.contact_digest)
        .bind(&s.receipt_digest)
        .bind(&s.once_digest)
        .bind(&s.registered_by)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Sign-ups behind a number, in their order.
///
/// # Errors
/// When the database refuses.
pub async fn sign_ups(tx: &mut Tx, id: &str, after: i64, limit: i64) -> Result<Vec<SignUpRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("selections/sign_ups"))
        .bind(id)
        .bind(after)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// One sign-up.
///
/// # Errors
/// When the database refuses.
pub async fn sign_up(tx: &mut Tx, id: &str, number: i64) -> Result<Option<SignUpRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("selections/sign_up")).bind(id).bind(number).fetch_optional(c).await)?)
}

/// The sign-up that a form made, by the digest of its token.
///
/// # Errors
/// When the database refuses.
pub async fn sign_up_by_once(tx: &mut Tx, digest: &str) -> Result<Option<SignUpRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("selections/sign_up_by_once")).bind(digest).fetch_optional(c).await)?)
}

/// The sign-up of a receipt code, by the code's digest.
///
/// # Errors
/// When the database refuses.
pub async fn sign_up_by_receipt(tx: &mut Tx, digest: &str) -> Result<Option<SignUpRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("selections/sign_up_by_receipt"))
        .bind(digest)
        .fetch_optional(c)
        .await)?)
}

/// Telephones that stand in several sign-ups: digest, and in how many.
///
/// # Errors
/// When the database refuses.
pub async fn repeated(tx: &mut Tx, id: &str) -> Result<Vec<(String, i64)>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("selections/repeated")).bind(id).fetch_all(c).await)?)
}

/// Sign-ups whose result is public and not told by mail: selection and number.
///
/// # Errors
/// When the database refuses.
pub async fn untold(tx: &mut Tx, limit: i64) -> Result<Vec<(String, i64)>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("selections/untold")).bind(limit).fetch_all(c).await)?)
}

/// How many selections are settled of which somebody may still have to be told.
///
/// # Errors
/// When the database refuses.
pub async fn any_untold(tx: &mut Tx) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("selections/any_untold")).fetch_one(c).await)?)
}

/// Notes of settled selections that everybody was told.
///
/// # Errors
/// When the database refuses.
pub async fn all_told(tx: &mut Tx) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("selections/all_told")).execute(c).await.map(drop))?;
    Ok(())
}

/// Notes that the result was told, or there is nobody to tell.
///
/// # Errors
/// When the database refuses.
pub async fn set_told(tx: &mut Tx, id: &str, number: i64) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("selections/set_told")).bind(id).bind(number).execute(c).await.map(drop))?;
    Ok(())
}

/// Sign-ups that still say who it was, for what was held before a day: selection, number, agency.
///
/// # Errors
/// When the database refuses.
pub async fn kept_too_long(tx: &mut Tx, held_before: &str, limit: i64) -> Result<Vec<(String, i64, String)>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("selections/kept_too_long"))
        .bind(held_before)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Takes away who signed up.
///
/// # Errors
/// When the database refuses.
pub async fn forget(tx: &mut Tx, id: &str, number: i64) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("selections/forget")).bind(id).bind(number).execute(c).await.map(drop))?;
    Ok(())
}
