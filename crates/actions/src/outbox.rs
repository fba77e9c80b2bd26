//! Mail that is to be sent: a letter is written in the transaction of what it tells of, and the worker carries it out
//! afterwards. It goes at least once: whoever dies between sending and noting it sends it again, with the same Message-ID
//! (RFC 5322, 3.6.4), by which the reader's side knows it again. Addresses and texts are sealed while they wait.

use async_trait::async_trait;
use chrono::{DateTime, Days, FixedOffset, TimeDelta};
use futures::StreamExt;
use mingjing_store::Tx;
use mingjing_store::outbox::{self, OutboxRow, WaitingRow};
use serde::{Deserialize, Serialize};

use crate::house::time_text;
use crate::messages::{Filled, Message};
use crate::{Action, Error, House, Officer, Scope};

/// Letters read at once.
const BATCH: i64 = 40;
/// Letters carried at the same time.
const AT_ONCE: usize = 4;
/// Given-up letters shown at the desk.
const SHOWN: i64 = 50;

/// A letter as it is carried.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// Identity: the left side of its Message-ID. The same however often it is carried.
    pub id: String,
    /// When what it tells of happened.
    pub at: DateTime<FixedOffset>,
    /// Address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// Address of a page where one POST ends the mails of this kind (RFC 8058).
    pub unsubscribe: Option<String>,
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Letter").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Why a letter was not carried. The words name neither the address nor what the letter says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotCarried {
    /// Another try may do it.
    Later(String),
    /// No try will.
    Never(String),
}

/// Whoever carries letters out: a server of mail, for the program.
#[async_trait]
pub trait Carrier: Send + Sync {
    /// Hands a letter over.
    async fn carry(&self, letter: &Letter) -> Result<(), NotCarried>;
}

/// What is sealed of a letter.
#[derive(Serialize, Deserialize)]
struct Sealed {
    to: String,
    subject: String,
    body: String,
    unsubscribe: Option<String>,
}

/// To whom a sealed letter belongs.
fn owner(id: &str) -> String {
    format!("outbox {id}")
}

/// Writes a letter in the transaction of what it tells of. Where the site sends no mail, it writes none.
pub(crate) async fn write(
    house: &House,
    tx: &mut Tx,
    message: Message,
    to: String,
    (filled, unsubscribe): (Filled, Option<String>),
) -> Result<(), Error> {
    if !house.site.sends_mail {
        return Ok(());
    }
    let id = house.new_id();
    let sealed = Sealed { to, subject: filled.subject, body: filled.body, unsubscribe };
    let sealed = house.seal.seal(house.random_bytes(), &owner(&id), &serde_json::to_vec(&sealed)?)?;
    Ok(outbox::add(tx, &id, message.key(), &sealed, &house.now_text()).await?)
}

fn open(house: &House, row: &OutboxRow) -> Result<Letter, Error> {
    let sealed = row.letter.as_deref().ok_or_else(|| Error::Corrupt(format!("邮件 {} 没有内容", row.id)))?;
    let opened: Sealed = serde_json::from_slice(&house.seal.open(&owner(&row.id), sealed)?)?;
    let at = DateTime::parse_from_rfc3339(&row.made_at).map_err(|e| Error::Corrupt(e.to_string()))?;
    let Sealed { to, subject, body, unsubscribe } = opened;
    Ok(Letter { id: row.id.clone(), at, to, subject, body, unsubscribe })
}

/// What became of letters that were tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Carried {
    /// Sent.
    pub sent: u64,
    /// To be tried again.
    pub again: u64,
    /// Given up.
    pub given_up: u64,
}

enum Fate {
    Sent,
    Again,
    GivenUp,
    /// Another process has it.
    Taken,
}

/// Carries every letter whose time has come, and forgets those that were given up long ago.
///
/// # Errors
/// When the database refuses; what was not noted is carried again.
pub async fn carry_due(house: &House, carrier: &dyn Carrier) -> Result<Carried, Error> {
    let kept = Days::new(house.rules.messages.limits.failed_days.into());
    let mut done = Carried::default();
    loop {
        let rows = outbox::due(&mut house.db.read().await?, &house.now_text(), BATCH).await?;
        if rows.is_empty() {
            break;
        }
        let fates =
            futures::stream::iter(rows).map(|row| carry(house, carrier, row)).buffer_unordered(AT_ONCE);
        for fate in fates.collect::<Vec<_>>().await {
            match fate? {
                Fate::Sent => done.sent += 1,
                Fate::Again => done.again += 1,
                Fate::GivenUp => done.given_up += 1,
                Fate::Taken => {}
            }
        }
    }
    let before = house.now().checked_sub_days(kept).map(time_text).unwrap_or_default();
    let mut tx = house.db.begin().await?;
    outbox::forget_failed(&mut tx, &before).await?;
    tx.commit().await?;
    Ok(done)
}

async fn carry(house: &House, carrier: &dyn Carrier, row: OutboxRow) -> Result<Fate, Error> {
    let waits = &house.rules.messages.limits.tries_minutes;
    let tried = usize::try_from(row.tries).unwrap_or(usize::MAX);
    let Some(wait) = waits.get(tried) else {
        let last = row.problem.as_deref().unwrap_or("发送时中断");
        return give_up(house, &row, last).await;
    };
    let next = time_text(house.now() + TimeDelta::minutes((*wait).into()));
    let mut tx = house.db.begin().await?;
    match outbox::claim(&mut tx, &row.id, row.tries, &next).await {
        Err(mingjing_store::Error::Conflict) => return Ok(Fate::Taken),
        done => done?,
    }
    tx.commit().await?;
    match carrier.carry(&open(house, &row)?).await {
        Ok(()) => {
            let mut tx = house.db.begin().await?;
            outbox::sent(&mut tx, &row.id).await?;
            tx.commit().await?;
            Ok(Fate::Sent)
        }
        Err(NotCarried::Later(why)) if tried + 1 < waits.len() => {
            tracing::warn!(letter = %row.id, message = %row.message, %why, "a letter could not be sent; trying again");
            let mut tx = house.db.begin().await?;
            outbox::put_problem(&mut tx, &row.id, &why).await?;
            tx.commit().await?;
            Ok(Fate::Again)
        }
        Err(NotCarried::Later(why) | NotCarried::Never(why)) => give_up(house, &row, &why).await,
    }
}

async fn give_up(house: &House, row: &OutboxRow, why: &str) -> Result<Fate, Error> {
    tracing::error!(letter = %row.id, message = %row.message, %why, "a letter was given up");
    let mut tx = house.db.begin().await?;
    outbox::give_up(&mut tx, &row.id, why, &house.now_text()).await?;
    tx.commit().await?;
    Ok(Fate::GivenUp)
}

/// What waits to be sent, and what was given up lately.
///
/// # Errors
/// When the person does not look after the mail of the site.
pub async fn standing(house: &House, by: &Officer) -> Result<(WaitingRow, Vec<OutboxRow>), Error> {
    if !matches!(house.widest(by, Action::ManageMessages), Some((Scope::All, _))) {
        return Err(Error::Forbidden(format!("您没有“{}”的权限", Action::ManageMessages)));
    }
    let mut tx = house.db.read().await?;
    Ok((outbox::waiting(&mut tx).await?, outbox::failed(&mut tx, SHOWN).await?))
}
