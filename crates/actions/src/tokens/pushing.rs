//! Rows that come by a token.

use std::io::Cursor;
use std::sync::Arc;

use chrono::TimeDelta;
use mingjing_opendata::{Format, Rows};
use mingjing_publication::Digest;
use mingjing_store::tokens::PushRow;
use mingjing_store::{Tx, officers, tokens};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::steps::digest;
use super::token::{ApiToken, TokenAction, TokenProblem, TokenStage};
use crate::accounts::step;
use crate::bulk::Parties;
use crate::house::time_text;
use crate::import::{Mandate, PushedRow, PushedRows, Tally, publish_pushed, read_pushed};
use crate::trail::record;
use crate::{Error, House, Officer};

/// Days for which an answer is kept, to be given again to the same push.
const KEPT_DAYS: i64 = 30;

/// How rows are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushFormat {
    /// One JSON array of objects.
    Array,
    /// JSON Lines.
    Lines,
}

/// Rows as they were sent.
#[derive(Debug, Clone)]
pub struct Push<'a> {
    /// The token.
    pub token: &'a str,
    /// Address the request came from, as far as the server trusts it.
    pub address: Option<&'a str>,
    /// Catalogue item of all rows.
    pub item: &'a str,
    /// Names this push: sent again under the same name, it is answered the same and not done twice.
    pub key: &'a str,
    /// How the rows are written.
    pub format: PushFormat,
    /// The rows.
    pub body: &'a [u8],
}

/// What is answered to a push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushAnswer {
    /// Catalogue item.
    pub item: String,
    /// Agency that publishes.
    pub agency: String,
    /// What became of all rows together.
    pub tally: Tally,
    /// What became of each.
    pub rows: Vec<PushedRow>,
}

/// An answer, and whether it was given before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    /// The answer.
    pub answer: PushAnswer,
    /// Whether nothing was done this time.
    pub again: bool,
}

/// Publishes rows that an agency's own system sends, in one transaction with what is answered. The trail tells of every
/// use of a token; of a token that does not exist it tells nothing, since anybody could write into it that way.
///
/// # Errors
/// [`Error::Token`] when the token does not open this; [`Error::Refused`] when the rows cannot be read or are too many;
/// when the database refuses. Then nothing was done.
pub async fn push(house: &Arc<House>, push: &Push<'_>) -> Result<Pushed, Error> {
    let row = tokens::by_digest(&mut house.db.read().await?, &digest(house, push.token)).await?;
    let token = ApiToken::from_row(house, &row.ok_or(Error::Token(TokenProblem::Unknown))?)?;
    let by = acting(house, &token, push.address).await?;
    match publish(house, &token, &by, push).await {
        Err(e @ (Error::Token(_) | Error::Refused(_) | Error::OpenData(_) | Error::NotFound(_))) => {
            record_refusal(house, &token, &by, (push, &e)).await?;
            Err(e)
        }
        done => done,
    }
}

async fn publish(
    house: &Arc<House>,
    token: &ApiToken,
    by: &Officer,
    push: &Push<'_>,
) -> Result<Pushed, Error> {
    let parties = admit(house, token, push.item)?;
    let item = house.item(push.item)?;
    let body_digest = Digest::of(&[item.key.as_bytes(), b"\n", push.body].concat()).to_string();
    let known = tokens::push(&mut house.db.read().await?, &token.id, push.key).await?;
    let judged = if known.is_none() { Some(judge(house, token, push).await?) } else { None };
    let mut tx = house.db.begin().await?;
    // From here to the commit other pushes by the same token wait: two of the same key are not both done.
    tokens::used(&mut tx, &token.id, &house.now_text()).await?;
    if let Some(earlier) = tokens::push(&mut tx, &token.id, push.key).await? {
        if earlier.body_digest != body_digest {
            return Err(Error::Token(TokenProblem::KeyReused));
        }
        let answer: PushAnswer = serde_json::from_str(&earlier.answer)?;
        tell(house, &mut tx, (token, by), push, json!({ "again": true })).await?;
        tx.commit().await?;
        return Ok(Pushed { answer, again: true });
    }
    // Known a moment ago and forgotten since, for its age.
    let judged = judged.ok_or(Error::Conflict)?;
    let mandate = Mandate { by, release: parties.release()?, chosen: None, job: None };
    let name = format!("接口令牌“{}”", token.name);
    let (tally, rows) = publish_pushed(house, &mut tx, &mandate, (item, &name), judged).await?;
    let answer = PushAnswer { item: item.key.clone(), agency: token.agency.clone(), tally, rows };
    let kept = PushRow { body_digest, answer: serde_json::to_string(&answer)? };
    let old = time_text(house.now() - TimeDelta::days(KEPT_DAYS));
    tokens::forget_pushes(&mut tx, &token.id, &old).await?;
    tokens::keep_push(&mut tx, &token.id, push.key, &kept, &house.now_text()).await?;
    tell(house, &mut tx, (token, by), push, json!({ "done": tally })).await?;
    tx.commit().await?;
    house.announce_append();
    Ok(Pushed { answer, again: false })
}

/// Reads and judges the rows, off the threads that answer requests.
async fn judge(house: &Arc<House>, token: &ApiToken, push: &Push<'_>) -> Result<PushedRows, Error> {
    let rows = rows_of(push)?;
    let (house, key, agency) = (Arc::clone(house), push.item.to_owned(), token.agency.clone());
    let judged = tokio::task::spawn_blocking(move || read_pushed(&house, house.item(&key)?, &agency, rows));
    judged.await.map_err(|e| Error::Refused(format!("读取中断：{e}")))?
}

/// Whether the token is good for this item, and who stands behind what comes by it.
fn admit<'a>(house: &House, token: &'a ApiToken, item: &str) -> Result<&'a Parties, Error> {
    let refused = |problem| Err(Error::Token(problem));
    let parties = in_force(house, token, TokenAction::PushRows)?;
    // What the catalogue does not have is nobody's scope, and said as such.
    let item = house.item(item)?;
    if !token.items.contains(&item.key) {
        let known = token.items.join("、");
        let told = format!("这个令牌不能推送“{}”({})，只能推送：{known}", item.title.zh, item.key);
        return refused(TokenProblem::OutOfScope(told));
    }
    Ok(parties)
}

/// Whether the token is good for a thing, and who stands behind what comes by it.
fn in_force<'a>(house: &House, token: &'a ApiToken, action: TokenAction) -> Result<&'a Parties, Error> {
    let refused = |problem| Err(Error::Token(problem));
    let parties = match &token.stage {
        TokenStage::Revoked => return refused(TokenProblem::Revoked),
        TokenStage::Expired => return refused(TokenProblem::Expired(token.expires_on)),
        TokenStage::Open(life) => return refused(TokenProblem::Waiting(life.zh())),
        TokenStage::InForce(parties) => parties,
    };
    if !token.actions.contains(&action) {
        return refused(TokenProblem::OutOfScope(format!("这个令牌不能{}", action.zh())));
    }
    if house.register().open_agency(&token.agency).is_none() {
        return refused(TokenProblem::OutOfScope("令牌所属的单位已经撤并，不能再使用".into()));
    }
    Ok(parties)
}

/// The token of a request, good for a thing, and as the one who acts. The trail tells of one that is not good.
///
/// # Errors
/// [`Error::Token`].
pub(crate) async fn admitted(
    house: &House,
    (secret, address): (&str, Option<&str>),
    action: TokenAction,
) -> Result<(ApiToken, Officer), Error> {
    let row = tokens::by_digest(&mut house.db.read().await?, &digest(house, secret)).await?;
    let token = ApiToken::from_row(house, &row.ok_or(Error::Token(TokenProblem::Unknown))?)?;
    let by = acting(house, &token, address).await?;
    if let Err(e) = in_force(house, &token, action) {
        note_refusal(house, &token, &by, &e).await?;
        return Err(e);
    }
    Ok((token, by))
}

/// Notes that a token was used; others by the same token wait until the transaction ends.
pub(crate) async fn used(house: &House, tx: &mut Tx, token: &str) -> Result<(), Error> {
    Ok(tokens::used(tx, token, &house.now_text()).await?)
}

/// The token as the one who acts: who made it is the drafter of every row, and the trail names the token.
async fn acting(house: &House, token: &ApiToken, address: Option<&str>) -> Result<Officer, Error> {
    let row = officers::by_id(&mut house.db.read().await?, &token.made_by).await?;
    let mut by = Officer::from_row(&row.ok_or(Error::NotFound("建立令牌的账号"))?)?;
    by.name = format!("接口令牌“{}”", token.name);
    by.address = address.map(str::to_owned);
    Ok(by)
}

/// The body as rows; the elements of an array are numbered as lines are.
fn rows_of(push: &Push<'_>) -> Result<Rows, Error> {
    let lines = match push.format {
        PushFormat::Lines => push.body.to_vec(),
        PushFormat::Array => {
            let elements: Vec<Value> = serde_json::from_slice(push.body).map_err(|e| {
                Error::Refused(format!(
                    "请求体须是 JSON 数组，每个元素是一行的对象(第 {} 行附近有误)；没有推送任何数据",
                    e.line()
                ))
            })?;
            let mut lines = Vec::with_capacity(push.body.len());
            for element in elements {
                serde_json::to_writer(&mut lines, &element)?;
                lines.push(b'\n');
            }
            lines
        }
    };
    Ok(Rows::from_reader("请求体", Format::JsonLines, Box::new(Cursor::new(lines)), None)?)
}

async fn tell(
    house: &House,
    tx: &mut Tx,
    (token, by): (&ApiToken, &Officer),
    push: &Push<'_>,
    more: Value,
) -> Result<(), Error> {
    let mut detail = json!({ "token": token.id, "name": token.name, "item": push.item, "key": push.key });
    if let (Some(detail), Value::Object(more)) = (detail.as_object_mut(), more) {
        detail.extend(more);
    }
    record(house, tx, by, step("push", &token.agency, Some(detail))).await
}

async fn record_refusal(
    house: &House,
    token: &ApiToken,
    by: &Officer,
    (push, why): (&Push<'_>, &Error),
) -> Result<(), Error> {
    // What was sent may be anything; the trail names it only where the catalogue does.
    let item = house.item(push.item).map(|item| item.key.as_str()).unwrap_or_default();
    refusal(house, token, by, (item, why)).await
}

/// Writes into the trail that what came by a token was not taken, and why.
pub(crate) async fn note_refusal(
    house: &House,
    token: &ApiToken,
    by: &Officer,
    why: &Error,
) -> Result<(), Error> {
    refusal(house, token, by, ("", why)).await
}

async fn refusal(
    house: &House,
    token: &ApiToken,
    by: &Officer,
    (item, why): (&str, &Error),
) -> Result<(), Error> {
    let why = match why {
        Error::Token(problem) => problem.key(),
        _ => "unreadable",
    };
    let detail = json!({ "token": token.id, "name": token.name, "item": item, "why": why });
    let mut tx = house.db.begin().await?;
    record(house, &mut tx, by, step("push-refused", &token.agency, Some(detail))).await?;
    Ok(tx.commit().await?)
}
