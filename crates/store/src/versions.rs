//! Published versions: one row per leaf of the log, with the bytes its digest covers.

use sqlx::FromRow;

use crate::connecting::within;
use crate::db::{MAX_BINDS, on, sql};
use crate::{Result, Tx};

/// One public event and the content it made public.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct VersionRow {
    /// Position in the log.
    pub leaf_index: i64,
    /// The disclosure.
    pub disclosure_id: String,
    /// Revision this event made.
    pub revision: i64,
    /// `publish`, `amend` or `withdraw`.
    pub event: String,
    /// The log entry, canonical JSON.
    pub entry: String,
    /// The content file, canonical JSON; none for a withdrawal and after an erasure.
    pub content: Option<String>,
    /// Internal fields, JSON object; never public.
    pub internal: String,
    /// SHA-256 of the content file, hexadecimal.
    pub digest: String,
    /// Why it was amended or withdrawn.
    pub reason: Option<String>,
    /// When it was published.
    pub at: String,
}

/// A disclosure's newest version.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct NewestRow {
    /// The disclosure.
    pub id: String,
    /// Leaf of the version.
    pub leaf_index: i64,
    /// Its content file; none for a withdrawal and after an erasure.
    pub content: Option<String>,
    /// When the disclosure was first published.
    pub published_at: Option<String>,
}

/// What the search index needs of one leaf.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct IndexRow {
    /// Position in the log.
    pub leaf_index: i64,
    /// The disclosure.
    pub disclosure_id: String,
    /// Revision this event made.
    pub revision: i64,
    /// The content file; none for a withdrawal and after an erasure.
    pub content: Option<String>,
    /// When the disclosure was first published.
    pub published_at: String,
}

/// What links to a disclosure.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of DisclosureRow, documented there")]
pub struct LinkRow {
    pub field: String,
    pub id: String,
    pub item: String,
    pub title: String,
    pub issued_on: String,
    pub status: String,
    pub leaf_index: i64,
}

/// A published disclosure that refers to another one, with its newest content.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct JoinedRow {
    /// The field by which it refers.
    pub field: String,
    /// Its identity.
    pub id: String,
    /// Its item.
    pub item: String,
    /// Its title.
    pub title: String,
    /// Leaf of its newest version.
    pub leaf_index: i64,
    /// When it was first published.
    pub first_published_at: Option<String>,
    /// The content file of that version.
    pub content: String,
}

/// Adds versions, in few statements.
///
/// # Errors
/// When a leaf or revision is taken, or the database refuses.
pub async fn insert(tx: &mut Tx, rows: &[VersionRow]) -> Result<()> {
    const HEAD: &str = "INSERT INTO versions (leaf_index, disclosure_id, revision, event, entry, content, internal, digest, reason, at) ";
    match tx {
        Tx::Sqlite(t) => {
            for chunk in rows.chunks(MAX_BINDS / 10) {
                let mut q = sqlx::QueryBuilder::new(HEAD);
                q.push_values(chunk, |mut b, r| {
                    b.push_bind(r.leaf_index)
                        .push_bind(&r.disclosure_id)
                        .push_bind(r.revision)
                        .push_bind(&r.event)
                        .push_bind(&r.entry)
                        .push_bind(&r.content)
                        .push_bind(&r.internal)
                        .push_bind(&r.digest)
                        .push_bind(&r.reason)
                        .push_bind(&r.at);
                });
                q.build().execute(&mut **t).await?;
            }
        }
        // One statement whatever the number of rows: thousands of parameters would cost the server more than the rows.
        Tx::Postgres(t, patience) => {
            const ROWS: &str = "INSERT INTO versions (leaf_index, disclosure_id, revision, event, entry, content, internal, digest, reason, at) \
                SELECT * FROM UNNEST($1::BIGINT[], $2::TEXT[], $3::BIGINT[], $4::TEXT[], $5::TEXT[], $6::TEXT[], $7::TEXT[], $8::TEXT[], $9::TEXT[], $10::TEXT[])";
            let insert = sqlx::query(ROWS)
                .bind(rows.iter().map(|r| r.leaf_index).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.disclosure_id.as_str()).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.revision).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.event.as_str()).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.entry.as_str()).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.content.as_deref()).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.internal.as_str()).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.digest.as_str()).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.reason.as_deref()).collect::<Vec<_>>())
                .bind(rows.iter().map(|r| r.at.as_str()).collect::<Vec<_>>());
            within(*patience, insert.execute(&mut **t)).await?;
        }
    }
    Ok(())
}

/// All versions of a disclosure, oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn of_disclosure(tx: &mut Tx, id: &str) -> Result<Vec<VersionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("versions/of_disclosure")).bind(id).fetch_all(c).await)?)
}

/// The version at a leaf.
///
/// # Errors
/// When the database refuses.
pub async fn at_leaf(tx: &mut Tx, leaf: i64) -> Result<Option<VersionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("versions/at_leaf")).bind(leaf).fetch_optional(c).await)?)
}

/// What the search index needs of the leaves `from..to`, in order.
///
/// # Errors
/// When the database refuses.
pub async fn to_index(tx: &mut Tx, from: i64, to: i64) -> Result<Vec<IndexRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("versions/to_index")).bind(from).bind(to).fetch_all(c).await)?)
}

/// The contents of the leaves `from..to` in order, as far as they are public once `visible` leaves are: none for
/// a withdrawal, for what was withdrawn, and after an erasure.
///
/// # Errors
/// When the database refuses.
pub async fn public_contents(tx: &mut Tx, from: i64, to: i64, visible: i64) -> Result<Vec<Option<String>>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("versions/public_contents"))
        .bind(from)
        .bind(to)
        .bind(visible)
        .fetch_all(c)
        .await)?)
}

/// Identity, newest leaf and its content of an item's disclosures behind `after`, by identity, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub async fn newest_of_item(tx: &mut Tx, item: &str, after: &str, limit: i64) -> Result<Vec<NewestRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("versions/newest_of_item"))
        .bind(item)
        .bind(after)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// Newest leaf and its content of the published disclosures among these identities.
///
/// # Errors
/// When the database refuses.
pub async fn newest_of(tx: &mut Tx, ids: &[String]) -> Result<Vec<NewestRow>> {
    const HEAD: &str = "SELECT d.id, d.leaf_index, v.content, d.first_published_at AS published_at FROM disclosures d JOIN versions v ON v.leaf_index = d.leaf_index WHERE d.revision > 0 AND d.id IN (";
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(MAX_BINDS) {
        let mut rows = on!(tx, |c| {
            let mut q = sqlx::QueryBuilder::new(HEAD);
            let mut list = q.separated(", ");
            for id in chunk {
                list.push_bind(id);
            }
            q.push(") ORDER BY d.id");
            q.build_query_as().fetch_all(c).await
        })?;
        found.append(&mut rows);
    }
    Ok(found)
}

/// Identity, newest leaf and status of the disclosures behind `after` that have a leaf, by identity, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub async fn heads(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<(String, i64, String)>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("versions/heads")).bind(after).bind(limit).fetch_all(c).await)?)
}

/// The content file with this digest, if a leaf below `visible` published it and it was neither withdrawn nor erased.
///
/// # Errors
/// When the database refuses.
pub async fn content_by_digest(tx: &mut Tx, digest: &str, visible: i64) -> Result<Option<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("versions/by_digest"))
        .bind(digest)
        .bind(visible)
        .fetch_optional(c)
        .await)?)
}

/// Erases the contents and internal fields of all versions of a disclosure; the leaves stay.
///
/// # Errors
/// When the database refuses.
pub async fn erase(tx: &mut Tx, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("versions/erase")).bind(id).bind("{}").execute(c).await.map(drop))?;
    Ok(())
}

/// Replaces what a disclosure refers to, as pairs of field and target (identity or index number).
///
/// # Errors
/// When the database refuses.
pub async fn set_links(tx: &mut Tx, from: &str, links: &[(String, String)]) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("versions/delete_links")).bind(from).execute(c).await.map(drop))?;
    for (field, target) in links {
        on!(tx, |c| sqlx::query(sql!("versions/insert_link"))
            .bind(from)
            .bind(field)
            .bind(target)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// Disclosures that refer to one, by its identity or index number.
///
/// # Errors
/// When the database refuses.
pub async fn links_to(tx: &mut Tx, id: &str, index_no: &str) -> Result<Vec<LinkRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("versions/links_to")).bind(id).bind(index_no).fetch_all(c).await)?)
}

/// What refers to a disclosure, by its identity or index number, and has this status; the first thousand by day.
///
/// # Errors
/// When the database refuses.
pub async fn joined(tx: &mut Tx, (id, index_no): (&str, &str), status: &str) -> Result<Vec<JoinedRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("versions/joined"))
        .bind(id)
        .bind(index_no)
        .bind(status)
        .fetch_all(c)
        .await)?)
}

/// Which references to a disclosure are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Referring<'a> {
    /// Of disclosures of this item.
    pub item: &'a str,
    /// By this field.
    pub field: &'a str,
    /// With this status.
    pub status: &'a str,
}

/// What refers to a disclosure, by its identity or index number, in one way; at most `limit`, the latest first.
///
/// # Errors
/// When the database refuses.
pub async fn referring(
    tx: &mut Tx,
    (id, index_no): (&str, &str),
    which: Referring<'_>,
    limit: i64,
) -> Result<Vec<JoinedRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("versions/referring"))
        .bind(id)
        .bind(index_no)
        .bind(which.field)
        .bind(which.item)
        .bind(which.status)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}
