//! The audit trail: who did what, when, where from and why. Rows are only ever added, each with the digest of itself and
//! of the row before.

use sqlx::FromRow;

use crate::db::{on, sql};
use crate::{Result, Tx};

/// One step.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct AuditRow {
    /// UUIDv7: rows sort by it.
    pub id: String,
    /// When.
    pub at: String,
    /// Who, by identity.
    pub officer_id: String,
    /// Who, by the name of that day.
    pub officer_name: String,
    /// The agency the person acted for.
    pub agency_code: String,
    /// What was done.
    pub action: String,
    /// On which disclosure, if on one.
    pub disclosure_id: Option<String>,
    /// Why, where a reason is asked for.
    pub reason: Option<String>,
    /// Further detail, JSON.
    pub detail: Option<String>,
    /// Address the request came from, as far as the server trusts it.
    pub address: Option<String>,
    /// In whose place, by identity.
    pub acting_for_id: Option<String>,
    /// In whose place, by the name of that day.
    pub acting_for_name: Option<String>,
    /// Position in the chain, from 1; none for rows from before there was one.
    pub position: Option<i64>,
    /// Digest of this row and of the one before.
    pub hash: Option<String>,
}

/// The end of the chain.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct AuditHead {
    /// How many rows it has.
    pub positions: i64,
    /// Digest of the last one; empty before the first.
    pub hash: String,
}

/// What is looked for; empty texts are not asked about.
#[derive(Debug, Clone, Default)]
pub struct AuditQuery {
    /// One agency.
    pub agency: String,
    /// A region with all below it.
    pub region: String,
    /// An officer, by identity or name; also in whose place somebody acted, by identity.
    pub officer: String,
    /// What was done.
    pub action: String,
    /// On which disclosure.
    pub disclosure: String,
    /// From this time on.
    pub from: String,
    /// Before this time.
    pub until: String,
    /// Behind this row, newest first.
    pub before_id: String,
    /// How many at most.
    pub limit: i64,
}

/// Takes the next `n` positions. Whoever does waits until others who did have committed, so this comes last in a
/// transaction: after the counter of the log, and before nothing that others may hold.
///
/// # Errors
/// When the database refuses.
pub async fn lock_head(tx: &mut Tx, n: i64) -> Result<AuditHead> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("audit/lock_head")).bind(n).fetch_one(c).await)?)
}

/// Adds a few rows at the positions that [`lock_head`] gave, and makes `hash`, that of the last one, the end of the
/// chain.
///
/// # Errors
/// When the database refuses.
pub async fn append(tx: &mut Tx, rows: &[AuditRow], hash: &str) -> Result<()> {
    const HEAD: &str = "INSERT INTO audit (id, at, officer_id, officer_name, agency_code, action, disclosure_id, reason, detail, address, acting_for_id, acting_for_name, position, hash) ";
    on!(tx, |c| {
        let mut q = sqlx::QueryBuilder::new(HEAD);
        q.push_values(rows, |mut b, r| {
            b.push_bind(&r.id)
                .push_bind(&r.at)
                .push_bind(&r.officer_id)
                .push_bind(&r.officer_name)
                .push_bind(&r.agency_code)
                .push_bind(&r.action)
                .push_bind(&r.disclosure_id)
                .push_bind(&r.reason)
                .push_bind(&r.detail)
                .push_bind(&r.address)
                .push_bind(&r.acting_for_id)
                .push_bind(&r.acting_for_name)
                .push_bind(r.position)
                .push_bind(&r.hash);
        });
        q.build().execute(c).await.map(drop)
    })?;
    on!(tx, |c| sqlx::query(sql!("audit/set_head")).bind(hash).execute(c).await.map(drop))?;
    Ok(())
}

/// The end of the chain.
///
/// # Errors
/// When the database refuses.
pub async fn head(tx: &mut Tx) -> Result<AuditHead> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("audit/head")).fetch_one(c).await)?)
}

/// Rows from before there was a chain, behind this identity, oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn before_the_chain(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<AuditRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("audit/before_the_chain"))
        .bind(after)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Rows of the chain behind this position, in its order.
///
/// # Errors
/// When the database refuses.
pub async fn chain(tx: &mut Tx, after: i64, limit: i64) -> Result<Vec<AuditRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("audit/chain")).bind(after).bind(limit).fetch_all(c).await)?)
}

/// What was looked for, newest first.
///
/// # Errors
/// When the database refuses.
pub async fn search(tx: &mut Tx, q: &AuditQuery) -> Result<Vec<AuditRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("audit/search"))
        .bind(&q.agency)
        .bind(&q.region)
        .bind(&q.officer)
        .bind(&q.action)
        .bind(&q.disclosure)
        .bind(&q.from)
        .bind(&q.until)
        .bind(&q.before_id)
        .bind(q.limit)
        .fetch_all(c)
        .await)?)
}

/// All steps of one disclosure, oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn of_disclosure(tx: &mut Tx, id: &str) -> Result<Vec<AuditRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("audit/of_disclosure")).bind(id).fetch_all(c).await)?)
}

/// What a disclosure of the trail is called.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct NamedRow {
    /// Identity.
    pub id: String,
    /// Agency that publishes it.
    pub agency_code: String,
    /// Newest revision; 0 before the first publication.
    pub revision: i64,
    /// Title of the newest revision; empty when it was erased.
    pub title: String,
    /// Title of the version that is worked on, if there is one.
    pub working_title: Option<String>,
}

/// What these disclosures are called, in no order, a page of the trail at once; those that were given up are left out.
///
/// # Errors
/// When the database refuses.
pub async fn named(tx: &mut Tx, ids: &[&str]) -> Result<Vec<NamedRow>> {
    const HEAD: &str = "SELECT d.id, d.agency_code, d.revision, d.title, w.title AS working_title FROM disclosures d \
        LEFT JOIN working_versions w ON w.disclosure_id = d.id WHERE d.id IN (";
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on!(tx, |c| {
        let mut q = sqlx::QueryBuilder::new(HEAD);
        let mut list = q.separated(", ");
        for id in ids {
            list.push_bind(*id);
        }
        q.push(")");
        q.build_query_as().fetch_all(c).await
    })?)
}

/// The details of the drafts that an officer began, newest first, as far as they are among the newest `among` steps of
/// that officer: whoever took many others since does not make this slow.
///
/// # Errors
/// When the database refuses.
pub async fn begun_by(tx: &mut Tx, officer: &str, among: i64) -> Result<Vec<Option<String>>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("audit/begun_by")).bind(officer).bind(among).fetch_all(c).await)?)
}

/// The newest step of an officer.
///
/// # Errors
/// When the database refuses.
pub async fn newest_of(tx: &mut Tx, officer: &str) -> Result<Option<AuditRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("audit/newest_of")).bind(officer).fetch_optional(c).await)?)
}
