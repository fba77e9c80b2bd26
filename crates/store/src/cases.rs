//! Cases in hand of every procedure, as one list: what waits for an agency, who of it handles what, how much there is. Each
//! query looks at cases in hand only.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// Which cases are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Requests for information.
    Request,
    /// Appeals.
    Appeal,
    /// Appeals of others in which the agency has to say its part.
    Joint,
    /// Supervisions of the agency.
    Supervised,
    /// Supervisions by the agency.
    Supervising,
    /// Calls for comments.
    Consultation,
    /// Selections of participants.
    Selection,
}

/// A case that waits.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct WaitingRow {
    /// Its identity.
    pub id: String,
    /// What people call it; empty where it has a title only.
    pub number: String,
    /// What it is about; empty where that is sealed.
    pub title: String,
    /// What it is about, sealed; none where it is not, or the time to keep it is over.
    pub sealed: Option<String>,
    /// State of the procedure.
    pub state: String,
    /// Last day of what is waited for.
    pub due_on: String,
    /// Who of the agency handles it; none where nobody was named.
    pub handler_id: Option<String>,
    /// By name.
    pub handler_name: Option<String>,
}

/// Which part of the cases of an agency is looked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The agency.
    pub agency: String,
    /// First last day, YYYY-MM-DD; empty for any, also of cases that wait for somebody outside.
    pub from: String,
    /// Last last day.
    pub until: String,
    /// Behind the case with this last day and identity.
    pub after: (String, String),
    /// Handled by one of these; nobody in it for any.
    pub handlers: Vec<String>,
    /// How many at most.
    pub limit: i64,
}

/// How many cases an agency has in hand.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct InHandRow {
    /// The agency.
    pub agency_code: String,
    /// All of them.
    pub open: i64,
    /// Those whose last day is over.
    pub overdue: i64,
    /// Those whose last day comes soon.
    pub soon: i64,
}

/// One step of a case, with what counting needs of the case.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct CaseStepRow {
    /// The case.
    pub id: String,
    /// What people call it.
    pub number: String,
    /// What it is for, or what is wanted.
    pub kind: String,
    /// When it came in.
    pub lodged_on: String,
    /// Its place among the steps of the case.
    pub position: i64,
    /// The step, sealed.
    pub event: String,
}

/// Which cases of an agency are counted in a span of days.
#[derive(Debug, Clone, Copy)]
pub struct Counting<'a> {
    /// The agency.
    pub agency: &'a str,
    /// The first and the last day: in hand on one of them.
    pub span: (&'a str, &'a str),
}

/// The steps of so many cases, requests for information or appeals, by identity and behind this one; each case whole.
///
/// # Errors
/// When the database refuses.
pub async fn steps(
    tx: &mut Tx,
    kind: Kind,
    counting: Counting<'_>,
    (after, limit): (&str, i64),
) -> Result<Vec<CaseStepRow>> {
    let text = match kind {
        Kind::Request => sql!("cases/steps_of_requests"),
        Kind::Appeal => sql!("cases/steps_of_appeals"),
        _ => return Ok(Vec::new()),
    };
    Ok(on!(tx, |c| sqlx::query_as(text)
        .bind(counting.agency)
        .bind(counting.span.0)
        .bind(counting.span.1)
        .bind(after)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Cases of one kind, what is due first before all others. Kinds that no person of the agency is named for answer nothing
/// where persons are asked for.
///
/// # Errors
/// When the database refuses.
pub async fn waiting(tx: &mut Tx, kind: Kind, asked: &Asked) -> Result<Vec<WaitingRow>> {
    let handled = matches!(kind, Kind::Request | Kind::Appeal);
    if !handled && !asked.handlers.is_empty() {
        return Ok(Vec::new());
    }
    let text = match kind {
        Kind::Request => sql!("cases/requests"),
        Kind::Appeal => sql!("cases/appeals"),
        Kind::Joint => sql!("cases/joint"),
        Kind::Supervised => sql!("cases/supervised"),
        Kind::Supervising => sql!("cases/supervising"),
        Kind::Consultation => sql!("cases/consultations"),
        Kind::Selection => sql!("cases/selections"),
    };
    let one_of =
        if asked.handlers.is_empty() { String::new() } else { format!(",{},", asked.handlers.join(",")) };
    let rows = on!(tx, |c| {
        let query = sqlx::query_as(text)
            .bind(&asked.agency)
            .bind(&asked.from)
            .bind(&asked.until)
            .bind(&asked.after.0)
            .bind(&asked.after.1)
            .bind(asked.limit);
        let query = if handled { query.bind(one_of) } else { query };
        query.fetch_all(c).await
    });
    Ok(rows?)
}

/// How many cases of one kind agencies have in hand: one agency, or those of a region and all below it, where `*` is the
/// region above all. What comes soon is due on `soon` at the latest.
///
/// # Errors
/// When the database refuses.
pub async fn in_hand(
    tx: &mut Tx,
    kind: Kind,
    (agency, region): (&str, &str),
    (today, soon): (&str, &str),
) -> Result<Vec<InHandRow>> {
    let text = match kind {
        Kind::Request => sql!("cases/count_requests"),
        Kind::Appeal => sql!("cases/count_appeals"),
        Kind::Joint => sql!("cases/count_joint"),
        Kind::Supervised => sql!("cases/count_supervised"),
        Kind::Supervising => sql!("cases/count_supervising"),
        Kind::Consultation => sql!("cases/count_consultations"),
        Kind::Selection => sql!("cases/count_selections"),
    };
    Ok(on!(tx, |c| sqlx::query_as(text).bind(agency).bind(region).bind(today).bind(soon).fetch_all(c).await)?)
}

/// Names who of an agency handles a case, in the place of whoever was named before.
///
/// # Errors
/// When the database refuses.
pub async fn put_handler(tx: &mut Tx, (case, agency): (&str, &str), officer: &str, at: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("cases/put_handler"))
        .bind(case)
        .bind(agency)
        .bind(officer)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Nobody in particular handles a case any more.
///
/// # Errors
/// When the database refuses.
pub async fn drop_handler(tx: &mut Tx, case: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("cases/drop_handler")).bind(case).execute(c).await.map(drop))?;
    Ok(())
}

/// Who of an agency handles a case, identity and name.
///
/// # Errors
/// When the database refuses.
pub async fn handler(tx: &mut Tx, case: &str, agency: &str) -> Result<Option<(String, String)>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("cases/handler")).bind(case).bind(agency).fetch_optional(c).await)?)
}
