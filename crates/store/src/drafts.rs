//! Disclosures as the desk knows them: their heads, and the one working version each may have.

use sqlx::FromRow;

use crate::connecting::within;
use crate::db::{MAX_BINDS, not_overtaken, on, sql};
use crate::{Error, Result, Tx};

/// The head of a disclosure: what is true of it whatever its revision.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct DisclosureRow {
    /// UUIDv7, 32 hexadecimal digits.
    pub id: String,
    /// Catalogue item key.
    pub item: String,
    /// Agency that publishes it.
    pub agency_code: String,
    /// Natural key within item and agency.
    pub natural_key: Option<String>,
    /// Digest of the values it was made from; equal on a second import of the same row.
    pub fingerprint: Option<String>,
    /// 索引号; none before the first publication.
    pub index_no: Option<String>,
    /// Title of the newest revision, or of the draft.
    pub title: String,
    /// 成文日期.
    pub issued_on: String,
    /// `draft`, `published` or `withdrawn`.
    pub status: String,
    /// Newest revision; 0 before the first publication.
    pub revision: i64,
    /// Leaf of the newest revision.
    pub leaf_index: Option<i64>,
    /// 公开时间 of revision 1.
    pub first_published_at: Option<String>,
}

/// A version being worked on.
#[derive(Debug, Clone, FromRow)]
pub struct WorkingRow {
    /// The disclosure it will become a revision of.
    pub disclosure_id: String,
    /// State of the life cycle, in its text form.
    pub state: String,
    /// Counts saves; a save with an old one is refused.
    pub lock_version: i64,
    /// Title for lists.
    pub title: String,
    /// Field values as typed, JSON object.
    pub values_json: String,
    /// Markdown body.
    pub body: Option<String>,
    /// Attachments, JSON array.
    pub attachments: String,
    /// Identity of who began it.
    pub drafter: String,
    /// Identities of all who edited it, JSON array.
    pub drafted_by: String,
    /// Why it is amended; none for a first publication.
    pub reason: Option<String>,
    /// The screening decision, JSON.
    pub screening: Option<String>,
    /// Who screened.
    pub screened_by: Option<String>,
    /// Who approved.
    pub approved_by: Option<String>,
    /// When it is to be published, if scheduled.
    pub scheduled_for: Option<String>,
    /// Why it was last returned.
    pub returned_reason: Option<String>,
    /// When it was last saved.
    pub updated_at: String,
    /// Revision of the disclosure it was begun from; 0 for a first publication.
    pub base_revision: i64,
    /// The last day by which it has to be public, if a limit is known.
    pub due_on: Option<String>,
    /// Whether it only mends typing.
    pub minor: bool,
}

/// Adds many heads in few statements.
///
/// # Errors
/// When an identity, index number or natural key is taken, or the database refuses.
pub async fn insert_disclosures(tx: &mut Tx, rows: &[DisclosureRow]) -> Result<()> {
    const HEAD: &str = "INSERT INTO disclosures (id, item, agency_code, natural_key, fingerprint, index_no, title, issued_on, status, revision, leaf_index, first_published_at) ";
    match tx {
        Tx::Sqlite(t) => {
            for chunk in rows.chunks(MAX_BINDS / 12) {
                let mut q = sqlx::QueryBuilder::new(HEAD);
                q.push_values(chunk, |mut b, r| {
                    b.push_bind(&r.id)
                        .push_bind(&r.item)
                        .push_bind(&r.agency_code)
                        .push_bind(&r.natural_key)
                        .push_bind(&r.fingerprint)
                        .push_bind(&r.index_no)
                        .push_bind(&r.title)
                        .push_bind(&r.issued_on)
                        .push_bind(&r.status)
                        .push_bind(r.revision)
                        .push_bind(r.leaf_index)
                        .push_bind(&r.first_published_at);
                });
                q.build().execute(&mut **t).await?;
            }
        }
        // One statement whatever the number of rows: thousands of parameters would cost the server more than the rows.
        Tx::Postgres(t, patience) => {
            const ROWS: &str = "INSERT INTO disclosures (id, item, agency_code, natural_key, fingerprint, index_no, title, issued_on, status, revision, leaf_index, first_published_at) \
                SELECT * FROM UNNEST($1::TEXT[], $2::TEXT[], $3::TEXT[], $4::TEXT[], $5::TEXT[], $6::TEXT[], $7::TEXT[], $8::TEXT[], $9::TEXT[], $10::BIGINT[], $11::BIGINT[], $12::TEXT[])";
            let insert = sqlx::query(ROWS)
                .bind(rows.iter().map(|r| r.id.as_str()).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.item.as_str()).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.agency_code.as_str()).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.natural_key.as_deref()).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.fingerprint.as_deref()).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.index_no.as_deref()).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.title.as_str()).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.issued_on.as_str()).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.status.as_str()).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.revision).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.leaf_index).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.first_published_at.as_deref()).collect::<Vec<_>>());
            within(*patience, insert.execute(&mut **t)).await?;
        }
    }
    Ok(())
}

/// One head by identity.
///
/// # Errors
/// When the database refuses.
pub async fn disclosure(tx: &mut Tx, id: &str) -> Result<Option<DisclosureRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("drafts/disclosure")).bind(id).fetch_optional(c).await)?)
}

/// One head by index number.
///
/// # Errors
/// When the database refuses.
pub async fn disclosure_by_index_no(tx: &mut Tx, index_no: &str) -> Result<Option<DisclosureRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("drafts/disclosure_by_index_no"))
        .bind(index_no)
        .fetch_optional(c)
        .await)?)
}

/// One head by its natural key.
///
/// # Errors
/// When the database refuses.
pub async fn disclosure_by_natural_key(
    tx: &mut Tx,
    item: &str,
    key: &str,
    agency: &str,
) -> Result<Option<DisclosureRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("drafts/disclosure_by_natural_key"))
        .bind(item)
        .bind(key)
        .bind(agency)
        .fetch_optional(c)
        .await)?)
}

/// The heads of an item that have one of these natural keys, of whichever agency.
///
/// # Errors
/// When the database refuses.
pub async fn disclosures_by_natural_keys(
    tx: &mut Tx,
    item: &str,
    keys: &[&str],
) -> Result<Vec<DisclosureRow>> {
    const HEAD: &str = "SELECT id, item, agency_code, natural_key, fingerprint, index_no, title, issued_on, status, revision, leaf_index, first_published_at FROM disclosures WHERE item = ";
    match tx {
        Tx::Sqlite(t) => {
            let mut found = Vec::new();
            for chunk in keys.chunks(MAX_BINDS - 1) {
                let mut q = sqlx::QueryBuilder::new(HEAD);
                q.push_bind(item).push(" AND natural_key IN (");
                let mut list = q.separated(", ");
                for key in chunk {
                    list.push_bind(*key);
                }
                q.push(")");
                found.append(&mut q.build_query_as().fetch_all(&mut **t).await?);
            }
            Ok(found)
        }
        Tx::Postgres(t, patience) => {
            let mut q = sqlx::QueryBuilder::new(HEAD);
            q.push_bind(item).push(" AND natural_key = ANY(").push_bind(keys).push(")");
            Ok(within(*patience, q.build_query_as().fetch_all(&mut **t)).await?)
        }
    }
}

/// Writes the head of revision `row.revision`, if the database still holds the revision before it.
///
/// # Errors
/// [`Error::Conflict`] when somebody else published in between.
pub async fn update_disclosure(tx: &mut Tx, r: &DisclosureRow) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("drafts/update_disclosure"))
        .bind(&r.id)
        .bind(r.revision - 1)
        .bind(&r.natural_key)
        .bind(&r.fingerprint)
        .bind(&r.index_no)
        .bind(&r.title)
        .bind(&r.issued_on)
        .bind(&r.status)
        .bind(r.leaf_index)
        .bind(&r.first_published_at)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    not_overtaken(done)
}

/// Removes the head of a draft that was never published.
///
/// # Errors
/// When the database refuses.
pub async fn delete_unpublished(tx: &mut Tx, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("drafts/delete_unpublished")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// Begins a working version.
///
/// # Errors
/// When the disclosure already has one ([`Error::is_duplicate`]).
pub async fn insert_working(tx: &mut Tx, w: &WorkingRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("drafts/insert_working"))
        .bind(&w.disclosure_id)
        .bind(&w.state)
        .bind(w.lock_version)
        .bind(&w.title)
        .bind(&w.values_json)
        .bind(&w.body)
        .bind(&w.attachments)
        .bind(&w.drafter)
        .bind(&w.drafted_by)
        .bind(&w.reason)
        .bind(&w.screening)
        .bind(&w.screened_by)
        .bind(&w.approved_by)
        .bind(&w.scheduled_for)
        .bind(&w.returned_reason)
        .bind(&w.updated_at)
        .bind(w.base_revision)
        .bind(&w.due_on)
        .bind(w.minor)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The working version of a disclosure.
///
/// # Errors
/// When the database refuses.
pub async fn working(tx: &mut Tx, id: &str) -> Result<Option<WorkingRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("drafts/working")).bind(id).fetch_optional(c).await)?)
}

/// Saves a working version that was read with `w.lock_version`, and counts it up.
///
/// # Errors
/// [`Error::Conflict`] when somebody else saved in between.
pub async fn save_working(tx: &mut Tx, w: &WorkingRow) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("drafts/save_working"))
        .bind(&w.disclosure_id)
        .bind(&w.state)
        .bind(w.lock_version)
        .bind(&w.title)
        .bind(&w.values_json)
        .bind(&w.body)
        .bind(&w.attachments)
        .bind(&w.drafted_by)
        .bind(&w.reason)
        .bind(&w.screening)
        .bind(&w.screened_by)
        .bind(&w.approved_by)
        .bind(&w.scheduled_for)
        .bind(&w.returned_reason)
        .bind(&w.updated_at)
        .bind(&w.due_on)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    not_overtaken(done)
}

/// Ends a working version: it was published or given up. What was asked about it, what a
/// screener decided meanwhile and who saw it ends with it.
///
/// # Errors
/// [`Error::Conflict`] when somebody else saved in between.
pub async fn delete_working(tx: &mut Tx, id: &str, lock_version: i64) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("drafts/delete_working"))
        .bind(id)
        .bind(lock_version)
        .execute(c)
        .await
        .map(|d| d.rows_affected()))?;
    if done != 1 {
        return Err(Error::Conflict);
    }
    forget_opinions(tx, id).await?;
    on!(tx, |c| sqlx::query(sql!("screening_decisions/delete_of_disclosure"))
        .bind(id)
        .execute(c)
        .await
        .map(drop))?;
    on!(tx, |c| sqlx::query(sql!("looks/delete_of_disclosure")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// Forgets what was asked about the working version of a disclosure.
///
/// # Errors
/// When the database refuses.
pub async fn forget_opinions(tx: &mut Tx, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("opinions/delete_of_disclosure")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// Identities of scheduled versions whose time has come.
///
/// # Errors
/// When the database refuses.
pub async fn due(tx: &mut Tx, now: &str) -> Result<Vec<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("drafts/due")).bind(now).fetch_all(c).await)?)
}

/// Before what the newest disclosures were published: after everything.
pub const NEWEST: (&str, &str) = ("9999", "");

/// Disclosures of an agency that are or were public, newest first, `limit` of them: those first published before the
/// time and identity of `before`.
///
/// # Errors
/// When the database refuses.
pub async fn published_of_agency(
    tx: &mut Tx,
    agency: &str,
    before: (&str, &str),
    limit: i64,
) -> Result<Vec<DisclosureRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("drafts/published_of_agency"))
        .bind(agency)
        .bind(before.0)
        .bind(before.1)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Takes title and fingerprint of an erased disclosure away, and replaces its natural key.
///
/// # Errors
/// When the database refuses.
pub async fn erase_title(tx: &mut Tx, id: &str, natural_key: Option<&str>) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("drafts/erase_title"))
        .bind(id)
        .bind(natural_key)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Takes the natural key of a disclosure away, so that another may have it.
///
/// # Errors
/// When the database refuses.
pub async fn forget_natural_key(tx: &mut Tx, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("drafts/forget_natural_key")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// Whether any disclosure of an item was erased, so that its natural key is a digest.
///
/// # Errors
/// When the database refuses.
pub async fn has_erased(tx: &mut Tx, item: &str) -> Result<bool> {
    let found: Option<i64> =
        on!(tx, |c| sqlx::query_scalar(sql!("drafts/has_erased")).bind(item).fetch_optional(c).await)?;
    Ok(found.is_some())
}
