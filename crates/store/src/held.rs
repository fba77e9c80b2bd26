//! Rows of imports that screening held back: the queue of those that wait for a person, and what was decided.

use sqlx::FromRow;

use crate::db::{MAX_BINDS, not_overtaken, on, sql};
use crate::{Result, Tx};

/// A row that waits for a person's screening decision.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct HeldRow {
    /// UUIDv7.
    pub id: String,
    /// Catalogue item.
    pub item: String,
    /// Agency that publishes.
    pub agency_code: String,
    /// Natural key, to find the disclosure it would amend. Of one key only the newest row is held.
    pub natural_key: Option<String>,
    /// Digest of the values, to tell them when they are imported again.
    pub fingerprint: String,
    /// Digest of the file it came from, with item and agency.
    pub source: String,
    /// Name of that file.
    pub file: String,
    /// Row number in that file; 0 where the file is one document.
    pub row_number: i64,
    /// The values, JSON object.
    pub values_json: String,
    /// What screening found, JSON array.
    pub findings: String,
    /// Identity of who ran the import.
    pub imported_by: String,
    /// Counts how often a later import brought other values; a decision with an old one is refused.
    pub lock_version: i64,
    /// When these values were first held.
    pub held_at: String,
}

/// A held row in a list, without its values.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "the columns of HeldRow, documented there")]
pub struct HeldLine {
    pub id: String,
    pub item: String,
    pub file: String,
    pub row_number: i64,
    pub findings: String,
    pub held_at: String,
}

/// A file of which several rows are held.
#[derive(Debug, Clone, FromRow)]
pub struct HeldFile {
    /// Digest of the file, with item and agency.
    pub source: String,
    /// Its name.
    pub file: String,
    /// Catalogue item.
    pub item: String,
    /// How many of its rows are held.
    pub held: i64,
}

/// Where a held row is, by its natural key.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "the columns of HeldRow, documented there")]
pub struct HeldPlace {
    pub id: String,
    pub agency_code: String,
    pub natural_key: String,
    pub file: String,
    pub row_number: i64,
    pub lock_version: i64,
}

/// What was decided about the newest held row of a natural key.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct DecisionRow {
    /// Catalogue item.
    pub item: String,
    /// Agency.
    pub agency_code: String,
    /// Natural key.
    pub natural_key: String,
    /// Digest of the values that were decided about.
    pub fingerprint: String,
    /// `passed` or `dropped`.
    pub decision: String,
    /// The disclosure it became a version of, if it passed.
    pub disclosure_id: Option<String>,
    /// Identity of the screener.
    pub decided_by: String,
    /// When.
    pub decided_at: String,
}

/// Puts a row into the queue; it takes the place of an earlier one with the same natural key.
///
/// # Errors
/// When the database refuses.
pub async fn hold(tx: &mut Tx, h: &HeldRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("held/hold"))
        .bind(&h.id)
        .bind(&h.item)
        .bind(&h.agency_code)
        .bind(&h.natural_key)
        .bind(&h.fingerprint)
        .bind(&h.source)
        .bind(&h.file)
        .bind(h.row_number)
        .bind(&h.values_json)
        .bind(&h.findings)
        .bind(&h.imported_by)
        .bind(h.lock_version)
        .bind(&h.held_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// One held row.
///
/// # Errors
/// When the database refuses.
pub async fn row(tx: &mut Tx, id: &str) -> Result<Option<HeldRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("held/row")).bind(id).fetch_optional(c).await)?)
}

/// How many rows of an agency are held.
///
/// # Errors
/// When the database refuses.
pub async fn count(tx: &mut Tx, agency: &str) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("held/count")).bind(agency).fetch_one(c).await)?)
}

/// Held rows of an agency, oldest first: `limit` of them behind the first `offset`.
///
/// # Errors
/// When the database refuses.
pub async fn page(tx: &mut Tx, agency: &str, limit: i64, offset: i64) -> Result<Vec<HeldLine>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("held/page"))
        .bind(agency)
        .bind(limit)
        .bind(offset)
        .fetch_all(c)
        .await)?)
}

/// The files of which more than one row is held for an agency, those with most rows first.
///
/// # Errors
/// When the database refuses.
pub async fn files(tx: &mut Tx, agency: &str, limit: i64) -> Result<Vec<HeldFile>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("held/files")).bind(agency).bind(limit).fetch_all(c).await)?)
}

/// A file of an agency with how many of its rows are held; none when none is.
///
/// # Errors
/// When the database refuses.
pub async fn file(tx: &mut Tx, agency: &str, source: &str) -> Result<Option<HeldFile>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("held/file")).bind(agency).bind(source).fetch_optional(c).await)?)
}

/// Whether any row of an item is held.
///
/// # Errors
/// When the database refuses.
pub async fn any_of_item(tx: &mut Tx, item: &str) -> Result<bool> {
    let n: i64 = on!(tx, |c| sqlx::query_scalar(sql!("held/any_of_item")).bind(item).fetch_one(c).await)?;
    Ok(n > 0)
}

/// Takes a row that was read at `lock_version` out of the queue.
///
/// # Errors
/// [`crate::Error::Conflict`] when somebody else decided or a later import replaced it.
pub async fn release(tx: &mut Tx, id: &str, lock_version: i64) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("held/release"))
        .bind(id)
        .bind(lock_version)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    not_overtaken(done)
}

/// Takes all rows of a file out of the queue; answers how many.
///
/// # Errors
/// When the database refuses.
pub async fn release_file(tx: &mut Tx, agency: &str, source: &str) -> Result<u64> {
    Ok(on!(tx, |c| sqlx::query(sql!("held/release_file"))
        .bind(agency)
        .bind(source)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?)
}

/// Where rows with one of these natural keys are held, of whichever agency.
///
/// # Errors
/// When the database refuses.
pub async fn by_natural_keys(tx: &mut Tx, item: &str, keys: &[&str]) -> Result<Vec<HeldPlace>> {
    const HEAD: &str =
        "SELECT id, agency_code, natural_key, file, row_number, lock_version FROM held_rows WHERE item = ";
    let mut found = Vec::new();
    for chunk in keys.chunks(MAX_BINDS - 1) {
        let mut rows: Vec<HeldPlace> = on!(tx, |c| {
            let mut q = sqlx::QueryBuilder::new(HEAD);
            q.push_bind(item).push(" AND natural_key IN (");
            let mut list = q.separated(", ");
            for key in chunk {
                list.push_bind(*key);
            }
            q.push(")");
            q.build_query_as().fetch_all(c).await
        })?;
        found.append(&mut rows);
    }
    Ok(found)
}

/// Remembers what was decided about a natural key, in the place of what was decided before.
///
/// # Errors
/// When the database refuses.
pub async fn decide(tx: &mut Tx, d: &DecisionRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("held/decide"))
        .bind(&d.item)
        .bind(&d.agency_code)
        .bind(&d.natural_key)
        .bind(&d.fingerprint)
        .bind(&d.decision)
        .bind(&d.disclosure_id)
        .bind(&d.decided_by)
        .bind(&d.decided_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Remembers one decision for all held rows of a file.
///
/// # Errors
/// When the database refuses.
pub async fn decide_file(
    tx: &mut Tx,
    agency: &str,
    source: &str,
    decision: &str,
    (by, at): (&str, &str),
) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("held/decide_file"))
        .bind(agency)
        .bind(source)
        .bind(decision)
        .bind(by)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// What was last decided about a natural key of an agency.
///
/// # Errors
/// When the database refuses.
pub async fn decision(tx: &mut Tx, item: &str, key: &str, agency: &str) -> Result<Option<DecisionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("held/decision"))
        .bind(item)
        .bind(key)
        .bind(agency)
        .fetch_optional(c)
        .await)?)
}

/// Forgets the decision that a draft came from, because the draft was given up.
///
/// # Errors
/// When the database refuses.
pub async fn forget_decision(tx: &mut Tx, disclosure: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("held/forget_decision")).bind(disclosure).execute(c).await.map(drop))?;
    Ok(())
}
