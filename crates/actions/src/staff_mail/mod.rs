//! Telling people of the desk by mail what waits for them. Everybody gives the own address, confirms it by a code that comes
//! there, and chooses what to be told of. A mail says how much waits and where, never what stands in a draft or who asks.

mod notices;
mod public_opinions;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use mingjing_store::Tx;
use mingjing_store::officer_addresses::{self, AddressRow};
use serde_json::json;

use crate::accounts::step;
use crate::house::{as_i64, time_text};
use crate::messages::Message;
use crate::subscriptions::read_address;
use crate::trail::{changed, record};
use crate::{Error, House, Officer, outbox, receipt_code};

pub use notices::{Notice, write_due};
pub use public_opinions::write_public_opinions;

/// Minutes after which another code may be asked for.
const ASK_AGAIN: i64 = 5;

/// The mail address of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The address.
    pub address: String,
    /// Whether it was confirmed.
    pub confirmed: bool,
    /// What the person wants to be told of.
    pub wants: BTreeSet<Notice>,
}

/// To whom a sealed address belongs.
fn owner(officer: &str) -> String {
    format!("officer mail {officer}")
}

fn code_digest(house: &House, officer: &str, code: &str) -> String {
    house.seal.digest("officer mail code", &format!("{officer}\n{}", receipt_code::plain(code)))
}

fn open(house: &House, row: &AddressRow) -> Result<String, Error> {
    let opened = house.seal.open(&owner(&row.officer_id), &row.address)?;
    String::from_utf8(opened).map_err(|e| Error::Corrupt(e.to_string()))
}

/// Writes one mail of so many things, listed, in the transaction that notes of what the person was told.
async fn write_letter(
    house: &House,
    tx: &mut Tx,
    to: &AddressRow,
    (number, list): (usize, &str),
    told: &[(Notice, &str)],
) -> Result<(), Error> {
    let texts = house.rules.messages.current(tx, Message::OfficerNotices).await?;
    let (number, settings) = (number.to_string(), format!("{}/desk/me/mail", house.site.base_url));
    let values =
        [("站名", house.site.name.as_str()), ("件数", &number), ("事项列表", list), ("设置链接", &settings)];
    let filled = (texts.fill(&values), None);
    outbox::write(house, tx, Message::OfficerNotices, open(house, to)?, filled).await?;
    let now = house.now_text();
    for (notice, subject) in told {
        officer_addresses::add_told(tx, &to.officer_id, (notice.key(), subject), &now).await?;
    }
    Ok(())
}

fn wants(row: &AddressRow) -> BTreeSet<Notice> {
    let silenced: Vec<&str> = row.silenced.split(',').collect();
    Notice::ALL.into_iter().filter(|notice| !silenced.contains(&notice.key())).collect()
}

/// The own address; none where none is given.
///
/// # Errors
/// When the database cannot be read.
pub async fn address(house: &House, by: &Officer) -> Result<Option<Address>, Error> {
    let row = officer_addresses::one(&mut house.db.read().await?, &by.id).await?;
    let view = |row: AddressRow| {
        Ok(Address { address: open(house, &row)?, confirmed: row.code_digest.is_none(), wants: wants(&row) })
    };
    row.map(view).transpose()
}

/// Gives an address, in the place of the one before; a code goes there.
///
/// # Errors
/// When this site sends no mail, it is no address, or a code has just been sent.
pub async fn set_address(house: &House, by: &Officer, typed: &str) -> Result<(), Error> {
    if !house.site.sends_mail {
        return Err(Error::Refused("本站没有设置邮件服务器，不能用邮件提醒".into()));
    }
    let address =
        read_address(typed).ok_or_else(|| Error::Refused("请填写邮箱，如 name@example.com".into()))?;
    let (now, limits) = (house.now(), &house.rules.messages.limits);
    let mut tx = house.db.begin().await?;
    let known = officer_addresses::one(&mut tx, &by.id).await?;
    let just_now = time_text(now - TimeDelta::minutes(ASK_AGAIN));
    if known.is_some_and(|row| row.code_digest.is_some() && row.next_at > just_now) {
        return Err(Error::Refused(format!("确认码刚刚发出，没有收到的请过 {ASK_AGAIN} 分钟再试")));
    }
    let code = receipt_code::written(&house.random_bytes::<{ receipt_code::LENGTH }>());
    let row = AddressRow {
        officer_id: by.id.clone(),
        address: house.seal.seal(house.random_bytes(), &owner(&by.id), address.as_bytes())?,
        code_digest: Some(code_digest(house, &by.id, &code)),
        expires_at: Some(time_text(now + TimeDelta::hours(limits.confirm_hours.into()))),
        silenced: String::new(),
        from_leaf: 0,
        next_at: time_text(now),
    };
    officer_addresses::put(&mut tx, &row).await?;
    let texts = house.rules.messages.current(&mut tx, Message::OfficerConfirm).await?;
    let hours = format!("{} 小时", limits.confirm_hours);
    let values = [("站名", house.site.name.as_str()), ("确认码", &code), ("有效期", &hours)];
    outbox::write(house, &mut tx, Message::OfficerConfirm, address, (texts.fill(&values), None)).await?;
    record(house, &mut tx, by, step("mail-address", &by.agency, None)).await?;
    tx.commit().await?;
    Ok(())
}

/// Confirms the own address by the code that came there.
///
/// # Errors
/// When it is not the code, or its time is over.
pub async fn confirm_address(house: &House, by: &Officer, code: &str) -> Result<(), Error> {
    let now = house.now_text();
    let mut tx = house.db.begin().await?;
    let row = officer_addresses::one(&mut tx, &by.id).await?.ok_or(Error::NotFound("您的邮箱"))?;
    let given = code_digest(house, &by.id, code);
    let fits = row.code_digest.as_ref() == Some(&given) && row.expires_at.is_some_and(|until| until > now);
    if !fits {
        return Err(Error::Refused("确认码不对，或者已经过期。请对照邮件再填，或者重新填写邮箱".into()));
    }
    officer_addresses::confirm(&mut tx, &by.id, as_i64(house.visible().size), &now).await?;
    record(house, &mut tx, by, step("mail-confirm", &by.agency, None)).await?;
    tx.commit().await?;
    Ok(())
}

/// Chooses what to be told of.
///
/// # Errors
/// When no address is given.
pub async fn choose(house: &House, by: &Officer, wanted: &BTreeSet<Notice>) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let row = officer_addresses::one(&mut tx, &by.id).await?.ok_or(Error::NotFound("您的邮箱"))?;
    let silenced: Vec<&str> =
        Notice::ALL.into_iter().filter(|notice| !wanted.contains(notice)).map(Notice::key).collect();
    officer_addresses::silence(&mut tx, &by.id, &silenced.join(",")).await?;
    let detail = changed(json!(row.silenced), json!(silenced.join(",")));
    record(house, &mut tx, by, step("mail-notices", &by.agency, detail)).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes the own address away.
///
/// # Errors
/// When the database refuses.
pub async fn forget_address(house: &House, by: &Officer) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    officer_addresses::delete(&mut tx, &by.id).await?;
    record(house, &mut tx, by, step("mail-remove", &by.agency, None)).await?;
    tx.commit().await?;
    Ok(())
}
