//! What is wrong in public texts, and how far the log was looked through for it.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx};

/// A version to be looked through.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct TextRow {
    /// Its leaf.
    pub leaf_index: i64,
    /// The disclosure.
    pub disclosure_id: String,
    /// `publish`, `amend` or `withdraw`.
    pub event: String,
    /// Catalogue item.
    pub item: String,
    /// Agency.
    pub agency_code: String,
    /// The content file; none for a withdrawal and after an erasure.
    pub content: Option<String>,
}

/// Something found, or a link that may come to lead nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFinding {
    /// What kind.
    pub kind: &'static str,
    /// What, in words.
    pub said: String,
    /// The disclosure that a link leads to.
    pub target: Option<String>,
    /// Whether it is wrong now.
    pub standing: bool,
}

/// Something found, for a list.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct FindingRow {
    /// In which disclosure.
    pub disclosure_id: String,
    /// What, in words.
    pub said: String,
    /// Title of the disclosure.
    pub title: String,
}

/// How far the log was looked through, and by which rules.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct Position {
    /// Leaves.
    pub leaves: i64,
    /// Digest of the rules.
    pub rules: String,
}

/// How far the log was looked through.
///
/// # Errors
/// When the database refuses.
pub async fn position(tx: &mut Tx) -> Result<Position> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("text_findings/position")).fetch_one(c).await)?)
}

/// Says how far the log has been looked through now.
///
/// # Errors
/// [`crate::Error::Conflict`] when another process did so meanwhile.
pub async fn advance(tx: &mut Tx, from: &Position, to: &Position) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("text_findings/advance"))
        .bind(from.leaves)
        .bind(&from.rules)
        .bind(to.leaves)
        .bind(&to.rules)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    not_overtaken(done)
}

/// The versions with leaves `from..to`, in the order of the log.
///
/// # Errors
/// When the database refuses.
pub async fn versions(tx: &mut Tx, from: i64, to: i64) -> Result<Vec<TextRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("text_findings/versions")).bind(from).bind(to).fetch_all(c).await)?)
}

/// Puts what was found in a disclosure in the place of what was found before.
///
/// # Errors
/// When the database refuses.
pub async fn replace(tx: &mut Tx, (id, agency): (&str, &str), found: &[NewFinding]) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("text_findings/forget")).bind(id).execute(c).await.map(drop))?;
    for (place, one) in (0_i64..).zip(found) {
        on!(tx, |c| sqlx::query(sql!("text_findings/add"))
            .bind(id)
            .bind(place)
            .bind(agency)
            .bind(one.kind)
            .bind(&one.said)
            .bind(&one.target)
            .bind(one.standing)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// Says of all links to a disclosure whether they lead nowhere.
///
/// # Errors
/// When the database refuses.
pub async fn mark_target(tx: &mut Tx, target: &str, standing: bool) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("text_findings/mark_target"))
        .bind(target)
        .bind(standing)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// How much of one kind is wrong in an agency's texts, counted as far as `most`.
///
/// # Errors
/// When the database refuses.
pub async fn count(tx: &mut Tx, (agency, kind): (&str, &str), most: i64) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("text_findings/count"))
        .bind(agency)
        .bind(kind)
        .bind(most)
        .fetch_one(c)
        .await)?)
}

/// The first of one kind in an agency's texts.
///
/// # Errors
/// When the database refuses.
pub async fn of_agency(tx: &mut Tx, (agency, kind): (&str, &str), limit: i64) -> Result<Vec<FindingRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("text_findings/of_agency"))
        .bind(agency)
        .bind(kind)
        .bind(limit)
        .fetch_all(c)
        .await)?)
}
