//! Who wants to be told of what by mail, what there is to tell, and how far the log was held against it.

use sqlx::FromRow;

use crate::db::{not_overtaken, on, sql};
use crate::{Result, Tx};

/// One subscription.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct SubscriptionRow {
    /// UUIDv7.
    pub id: String,
    /// Where to, sealed.
    pub address: String,
    /// Keyed digest by which the same address is known again.
    pub address_digest: String,
    /// What kind of thing it is about.
    pub kind: String,
    /// Which one: a key, a code, an identity, or words.
    pub topic: String,
    /// When a mail last asked whether it is meant.
    pub asked_at: String,
    /// Until when it may be confirmed; none once it was.
    pub expires_at: Option<String>,
    /// The first leaf that is told; none before it was confirmed.
    pub from_leaf: Option<i64>,
    /// How many leaves the next mail tells of.
    pub news: i64,
    /// Before this no mail goes.
    pub next_at: String,
}

/// A confirmed subscription, as leaves are held against it.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct ListenerRow {
    /// The subscription.
    pub id: String,
    /// What it is about.
    pub topic: String,
    /// The first leaf that is told.
    pub from_leaf: i64,
    /// How many leaves wait to be told already.
    pub news: i64,
}

/// A leaf, without its content.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct LeafRow {
    /// Its position.
    pub leaf_index: i64,
    /// The disclosure.
    pub disclosure_id: String,
    /// `publish`, `amend` or `withdraw`.
    pub event: String,
    /// Catalogue item.
    pub item: String,
    /// Agency.
    pub agency_code: String,
}

/// A leaf that a mail tells of.
#[derive(Debug, Clone, FromRow, PartialEq, Eq)]
pub struct NewsRow {
    /// Its position.
    pub leaf_index: i64,
    /// `publish`, `amend` or `withdraw`.
    pub event: String,
    /// The disclosure.
    pub disclosure_id: String,
    /// Its content file; none for a withdrawal and after an erasure.
    pub content: Option<String>,
    /// Index number of the disclosure.
    pub index_no: Option<String>,
    /// Status of the disclosure now.
    pub status: String,
    /// Agency.
    pub agency_code: String,
}

/// Adds one that nobody has confirmed yet.
///
/// # Errors
/// When the same address has it already ([`crate::Error::is_duplicate`]), or the database refuses.
pub async fn add(tx: &mut Tx, s: &SubscriptionRow) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("subscriptions/add"))
        .bind(&s.id)
        .bind(&s.address)
        .bind(&s.address_digest)
        .bind(&s.kind)
        .bind(&s.topic)
        .bind(&s.asked_at)
        .bind(&s.expires_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// One by its identity.
///
/// # Errors
/// When the database refuses.
pub async fn one(tx: &mut Tx, id: &str) -> Result<Option<SubscriptionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("subscriptions/one")).bind(id).fetch_optional(c).await)?)
}

/// All of an address.
///
/// # Errors
/// When the database refuses.
pub async fn of_address(tx: &mut Tx, digest: &str) -> Result<Vec<SubscriptionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("subscriptions/of_address")).bind(digest).fetch_all(c).await)?)
}

/// Notes that the address is asked once more.
///
/// # Errors
/// When the database refuses.
pub async fn ask_again(tx: &mut Tx, id: &str, (now, expires_at): (&str, &str)) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("subscriptions/ask_again"))
        .bind(id)
        .bind(now)
        .bind(expires_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Confirms one: leaves from this one on are told.
///
/// # Errors
/// When the database refuses.
pub async fn confirm(tx: &mut Tx, id: &str, from_leaf: i64, now: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("subscriptions/confirm"))
        .bind(id)
        .bind(from_leaf)
        .bind(now)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Ends one, and forgets its address.
///
/// # Errors
/// When the database refuses.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("subscriptions/delete_news")).bind(id).execute(c).await.map(drop))?;
    on!(tx, |c| sqlx::query(sql!("subscriptions/delete")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// Forgets those that nobody confirmed in time; how many.
///
/// # Errors
/// When the database refuses.
pub async fn delete_expired(tx: &mut Tx, now: &str) -> Result<u64> {
    Ok(on!(tx, |c| sqlx::query(sql!("subscriptions/delete_expired"))
        .bind(now)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?)
}

/// The kinds of which there are confirmed ones.
///
/// # Errors
/// When the database refuses.
pub async fn kinds(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("subscriptions/kinds")).fetch_all(c).await)?)
}

/// The confirmed ones about one thing.
///
/// # Errors
/// When the database refuses.
pub async fn of_topic(tx: &mut Tx, kind: &str, topic: &str) -> Result<Vec<ListenerRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("subscriptions/of_topic")).bind(kind).bind(topic).fetch_all(c).await)?)
}

/// The confirmed ones of a kind.
///
/// # Errors
/// When the database refuses.
pub async fn of_kind(tx: &mut Tx, kind: &str) -> Result<Vec<ListenerRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("subscriptions/of_kind")).bind(kind).fetch_all(c).await)?)
}

/// Notes that so many leaves are to be told, these of them by name.
///
/// # Errors
/// When the database refuses.
pub async fn add_news(tx: &mut Tx, id: &str, number: i64, named: &[i64]) -> Result<()> {
    on!(tx, |c| sqlx::query(sql!("subscriptions/count_news"))
        .bind(id)
        .bind(number)
        .execute(c)
        .await
        .map(drop))?;
    for leaf in named {
        on!(tx, |c| sqlx::query(sql!("subscriptions/add_news"))
            .bind(id)
            .bind(leaf)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// Those of which something is to be told, and may be by now.
///
/// # Errors
/// When the database refuses.
pub async fn due(tx: &mut Tx, now: &str, limit: i64) -> Result<Vec<SubscriptionRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("subscriptions/due")).bind(now).bind(limit).fetch_all(c).await)?)
}

/// The leaves that the next mail names.
///
/// # Errors
/// When the database refuses.
pub async fn news(tx: &mut Tx, id: &str) -> Result<Vec<NewsRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("subscriptions/news")).bind(id).fetch_all(c).await)?)
}

/// Notes that all there was to tell was told; the next mail goes at `next_at` at the earliest.
///
/// # Errors
/// [`crate::Error::Conflict`] when there is more by now, or it has ended.
pub async fn told(tx: &mut Tx, id: &str, news: i64, next_at: &str) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("subscriptions/told"))
        .bind(id)
        .bind(news)
        .bind(next_at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    not_overtaken(done)?;
    on!(tx, |c| sqlx::query(sql!("subscriptions/delete_news")).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// The leaves `from..to`.
///
/// # Errors
/// When the database refuses.
pub async fn leaves(tx: &mut Tx, from: i64, to: i64) -> Result<Vec<LeafRow>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("subscriptions/leaves")).bind(from).bind(to).fetch_all(c).await)?)
}

/// What was first published with the leaves `from..to`: leaf and content file.
///
/// # Errors
/// When the database refuses.
pub async fn contents(tx: &mut Tx, from: i64, to: i64) -> Result<Vec<(i64, String)>> {
    Ok(on!(tx, |c| sqlx::query_as(sql!("subscriptions/contents")).bind(from).bind(to).fetch_all(c).await)?)
}

/// How many leaves were held against the subscriptions.
///
/// # Errors
/// When the database refuses.
pub async fn position(tx: &mut Tx) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql!("subscriptions/position")).fetch_one(c).await)?)
}

/// Says that the leaves up to `to` were.
///
/// # Errors
/// [`crate::Error::Conflict`] when another process did it meanwhile.
pub async fn advance(tx: &mut Tx, from: i64, to: i64) -> Result<()> {
    let done = on!(tx, |c| sqlx::query(sql!("subscriptions/advance"))
        .bind(from)
        .bind(to)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    not_overtaken(done)
}
