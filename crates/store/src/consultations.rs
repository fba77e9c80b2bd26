//! Public calls for comments: their rows and steps, comments and questionnaires. What people write is sealed before it
//! comes here.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx};

/// One call.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct ConsultationRow {
    /// UUIDv7.
    pub id: String,
    /// Agency that calls.
    pub agency_code: String,
    /// Disclosure that holds the draft.
    pub draft_id: String,
    /// Its title.
    pub title: String,
    /// State of the procedure; `returned` where the proposal was sent back.
    pub state: String,
    /// First day for comments.
    pub opened_on: Option<String>,
    /// Last day for comments.
    pub closes_on: String,
    /// Last day of what is waited for.
    pub due_on: String,
    /// How many comments came.
    pub comments: i64,
    /// How many questionnaires came.
    pub questionnaires: i64,
    /// Whether something waits for a second person.
    pub to_review: bool,
    /// Disclosure that holds the outcome, or will.
    pub outcome_id: Option<String>,
    /// Day the outcome was published.
    pub published_on: Option<String>,
    /// Whether that was after its last day.
    pub late: bool,
    /// Counts steps.
    pub lock_version: i64,
}

/// One step of a call.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct StepRow {
    /// The call.
    pub consultation_id: String,
    /// From 0.
    pub position: i64,
    /// When it was noted.
    pub at: String,
    /// Who noted it.
    pub officer_id: String,
    /// By the name of that day.
    pub officer_name: String,
    /// The step, JSON.
    pub event: String,
}

/// One comment.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct CommentRow {
    /// The call.
    pub consultation_id: String,
    /// From 1.
    pub number: i64,
    /// When it came, RFC 3339.
    pub at: String,
    /// Revision of the draft it is about.
    pub revision: i64,
    /// Address of the clause it is about; empty for the whole.
    pub clause: String,
    /// What was said, sealed.
    pub said: String,
    /// Who said it, sealed; none where nobody told, or the time to keep it is over.
    pub commenter: Option<String>,
    /// The first comment that says almost the same; none while the call is open.
    pub similar_to: Option<i64>,
    /// Keyed digest of the receipt code.
    pub receipt_digest: String,
    /// Keyed digest of the form that was sent.
    pub once_digest: String,
}

/// What lists need of a comment.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct HeadRow {
    /// From 1.
    pub number: i64,
    /// Address of the clause; empty for the whole.
    pub clause: String,
    /// The first comment that says almost the same.
    pub similar_to: Option<i64>,
}

/// A draft on which nobody has called for comments.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct DraftRow {
    /// The disclosure.
    pub id: String,
    /// Its title.
    pub title: String,
    /// 成文日期.
    pub issued_on: String,
}

/// Which of the public lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Comments are taken; what ends first comes first.
    Open,
    /// The last day is over and the outcome not public; newest first.
    Ended,
    /// With an outcome; newest first.
    Published,
}

/// Adds a call.
///
/// # Errors
/// When there is one on the same draft, or the database refuses.
pub async fn add(tx: &mut Tx, r: &ConsultationRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("consultations/add"))
        .bind(&r.id)
        .bind(&r.agency_code)
        .bind(&r.draft_id)
        .bind(&r.state)
        .bind(&r.opened_on)
        .bind(&r.closes_on)
        .bind(&r.due_on)
        .bind(r.to_review)
        .bind(&r.outcome_id)
        .bind(&r.published_on)
        .bind(r.late)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// One call.
///
/// # Errors
/// When the database refuses.
pub async fn one(tx: &mut Tx, id: &str) -> Result<Option<ConsultationRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("consultations/one")).bind(id).fetch_optional(c).await)?)
}

/// The call on a draft.
///
/// # Errors
/// When the database refuses.
pub async fn by_draft(tx: &mut Tx, draft: &str) -> Result<Option<ConsultationRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("consultations/by_draft")).bind(draft).fetch_optional(c).await)?)
}

/// Notes what a step made of a call that was read with these counts at `r.lock_version`.
///
/// # Errors
/// [`crate::Error::Conflict`] when somebody else took a step, or a comment came, in between.
pub async fn step(tx: &mut Tx, r: &ConsultationRow) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("consultations/move"))
        .bind(&r.id)
        .bind(&r.state)
        .bind(&r.opened_on)
        .bind(&r.closes_on)
        .bind(&r.due_on)
        .bind(r.to_review)
        .bind(&r.outcome_id)
        .bind(&r.published_on)
        .bind(r.late)
        .bind(r.lock_version)
        .bind(r.comments)
        .bind(r.questionnaires)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    not_overtaken(done)
}

/// Adds a step.
///
/// # Errors
/// When the database refuses.
pub async fn add_event(tx: &mut Tx, e: &StepRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("consultations/add_event"))
        .bind(&e.consultation_id)
        .bind(e.position)
        .bind(&e.at)
        .bind(&e.officer_id)
        .bind(&e.officer_name)
        .bind(&e.event)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// All steps of a call, from the first on.
///
/// # Errors
/// When the database refuses.
pub async fn events(tx: &mut Tx, id: &str) -> Result<Vec<StepRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("consultations/events")).bind(id).fetch_all(c).await)?)
}

/// One of the public lists on a day.
///
/// # Errors
/// When the database refuses.
pub async fn page(
    tx: &mut Tx,
    part: Part,
    today: &str,
    (limit, offset): (i64, i64),
) -> Result<Vec<ConsultationRow>> {
    let sql = match part {
        Part::Open => sql!("consultations/open_page"),
        Part::Ended => sql!("consultations/ended_page"),
        Part::Published => sql!("consultations/published_page"),
    };
    Ok(on!(tx, |c| sqlx::query_as(sql).bind(today).bind(limit).bind(offset).fetch_all(c).await)?)
}

/// Calls of an agency by urgency: those in hand, or those with an outcome.
///
/// # Errors
/// When the database refuses.
pub async fn of_agency(
    tx: &mut Tx,
    agency: &str,
    done: bool,
    (limit, offset): (i64, i64),
) -> Result<Vec<ConsultationRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("consultations/of_agency"))
        .bind(agency)
        .bind(done)
        .bind(limit)
        .bind(offset)
        .fetch_all(c)
        .await)?)
}

/// How many calls an agency has in hand, or with an outcome.
///
/// # Errors
/// When the database refuses.
pub async fn count_of_agency(tx: &mut Tx, agency: &str, done: bool) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("consultations/count_of_agency"))
        .bind(agency)
        .bind(done)
        .fetch_one(c)
        .await)?)
}

/// How many calls of an agency wait for whoever handles or reviews them.
///
/// # Errors
/// When the database refuses.
pub async fn waiting(
    tx: &mut Tx,
    agency: &str,
    (handles, reviews): (bool, bool),
    today: &str,
) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("consultations/waiting"))
        .bind(agency)
        .bind(handles)
        .bind(reviews)
        .bind(today)
        .fetch_one(c)
        .await)?)
}

/// Drafts of an agency that are public and on which nobody has called for comments, newest first.
///
/// # Errors
/// When the database refuses.
pub async fn drafts(tx: &mut Tx, item: &str, agency: &str, limit: i64) -> Result<Vec<DraftRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("consultations/drafts"))
        .bind(item)
        .bind(agency)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// The number of the next comment, where comments are taken on this day. Whoever comes next waits until this transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn count_comment(tx: &mut Tx, id: &str, today: &str) -> Result<Option<i64>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("consultations/count_comment"))
        .bind(id)
        .bind(today)
        .fetch_optional(c)
        .await)?)
}

/// The number of the next questionnaire, where they are taken on this day.
///
/// # Errors
/// When the database refuses.
pub async fn count_questionnaire(tx: &mut Tx, id: &str, today: &str) -> Result<Option<i64>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("consultations/count_questionnaire"))
        .bind(id)
        .bind(today)
        .fetch_optional(c)
        .await)?)
}

/// Adds a comment.
///
/// # Errors
/// When the database refuses.
pub async fn add_comment(tx: &mut Tx, m: &CommentRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("consultations/add_comment"))
        .bind(&m.consultation_id)
        .bind(m.number)
        .bind(&m.at)
        .bind(m.revision)
        .bind(&m.clause)
        .bind(&m.said)
        .bind(&m.commenter)
        .bind(m.similar_to)
        .bind(&m.receipt_digest)
        .bind(&m.once_digest)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// One comment.
///
/// # Errors
/// When the database refuses.
pub async fn comment(tx: &mut Tx, id: &str, number: i64) -> Result<Option<CommentRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("consultations/comment"))
        .bind(id)
        .bind(number)
        .fetch_optional(c)
        .await)?)
}

/// The comment that a form made, by the digest of its token.
///
/// # Errors
/// When the database refuses.
pub async fn comment_by_once(tx: &mut Tx, digest: &str) -> Result<Option<CommentRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("consultations/comment_by_once"))
        .bind(digest)
        .fetch_optional(c)
        .await)?)
}

/// The comment of a receipt code, by the code's digest.
///
/// # Errors
/// When the database refuses.
pub async fn comment_by_receipt(tx: &mut Tx, digest: &str) -> Result<Option<CommentRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("consultations/comment_by_receipt"))
        .bind(digest)
        .fetch_optional(c)
        .await)?)
}

/// Comments of a call behind a number, in their order.
///
/// # Errors
/// When the database refuses.
pub async fn comments(tx: &mut Tx, id: &str, after: i64, limit: i64) -> Result<Vec<CommentRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("consultations/comments"))
        .bind(id)
        .bind(after)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// What lists need of all comments of a call, in their order.
///
/// # Errors
/// When the database refuses.
pub async fn heads(tx: &mut Tx, id: &str) -> Result<Vec<HeadRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("consultations/heads")).bind(id).fetch_all(c).await)?)
}

/// Notes the first comment that says almost the same.
///
/// # Errors
/// When the database refuses.
pub async fn set_similar(tx: &mut Tx, id: &str, number: i64, first: i64) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("consultations/set_similar"))
        .bind(id)
        .bind(number)
        .bind(first)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Adds a questionnaire.
///
/// # Errors
/// When the database refuses.
pub async fn add_questionnaire(
    tx: &mut Tx,
    (id, number): (&str, i64),
    (at, answers): (&str, &str),
    once: &str,
) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("consultations/add_questionnaire"))
        .bind(id)
        .bind(number)
        .bind(at)
        .bind(answers)
        .bind(once)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The number of the questionnaire that a form made, by the digest of its token.
///
/// # Errors
/// When the database refuses.
pub async fn questionnaire_by_once(tx: &mut Tx, digest: &str) -> Result<Option<i64>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("consultations/questionnaire_by_once"))
        .bind(digest)
        .fetch_optional(c)
        .await)?)
}

/// The answers of all questionnaires of a call, JSON.
///
/// # Errors
/// When the database refuses.
pub async fn questionnaires(tx: &mut Tx, id: &str) -> Result<Vec<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("consultations/questionnaires")).bind(id).fetch_all(c).await)?)
}

/// Calls whose outcome has become public since it was drafted, and when.
///
/// # Errors
/// When the database refuses.
pub async fn announced(tx: &mut Tx, limit: i64) -> Result<Vec<(String, String)>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("consultations/announced")).bind(limit).fetch_all(c).await)?)
}

/// Published outcomes that commenters are still to be told of, with the number up to which they were.
///
/// # Errors
/// When the database refuses.
pub async fn untold(tx: &mut Tx, limit: i64) -> Result<Vec<(String, i64)>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("consultations/untold")).bind(limit).fetch_all(c).await)?)
}

/// Notes up to which comment people were told; whether nobody else did meanwhile.
///
/// # Errors
/// When the database refuses.
pub async fn set_told(tx: &mut Tx, id: &str, (from, to): (i64, i64)) -> Result<bool> {
    let done = on!(tx, |c| sqlx::query(sql!("consultations/set_told"))
        .bind(id)
        .bind(from)
        .bind(to)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Comments that still say who wrote them, of calls that closed before a day: call, number, agency.
///
/// # Errors
/// When the database refuses.
pub async fn kept_too_long(
    tx: &mut Tx,
    closed_before: &str,
    limit: i64,
) -> Result<Vec<(String, i64, String)>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("consultations/kept_too_long"))
        .bind(closed_before)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Takes away who wrote a comment.
///
/// # Errors
/// When the database refuses.
pub async fn forget(tx: &mut Tx, id: &str, number: i64) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("consultations/forget")).bind(id).bind(number).execute(c).await.map(drop))?;
    Ok(())
}
