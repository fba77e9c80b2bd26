//! Giving an address, confirming it, taking it away.

use std::sync::LazyLock;

use chrono::TimeDelta;
use mingjing_catalogue::FieldProblem;
use mingjing_store::Tx;
use mingjing_store::subscriptions::{self, SubscriptionRow};
use regex::Regex;

use super::{Topic, title};
use crate::house::{as_i64, time_text};
use crate::messages::Message;
use crate::{Error, House, outbox};

/// Longest address, in characters (RFC 5321, 4.5.3.1.3, without its angle brackets).
const LONGEST_ADDRESS: usize = 254;
/// Characters of an identity.
const ID: usize = 32;
/// Characters of the proof that stands behind the identity in a link: 128 bits.
const PROOF: usize = 32;

/// What the HTML standard takes for an address (4.10.5.1.5), with a domain of at least two labels.
static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
    Regex::new(&format!("^[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@(?:{label}\\.)+{label}$")).ok()
});

/// An address as it is kept: what stands behind the @ has no capitals.
pub(crate) fn read_address(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let fits = typed.len() <= LONGEST_ADDRESS && ADDRESS.as_ref().is_some_and(|a| a.is_match(typed));
    let (local, domain) = typed.split_once('@').filter(|_| fits)?;
    Some(format!("{local}@{}", domain.to_ascii_lowercase()))
}

/// To whom a sealed address belongs.
pub(super) fn owner(id: &str) -> String {
    format!("subscription {id}")
}

/// The page of a subscription. Only who gets the mail knows its address, since nobody can compute the proof in it.
pub(super) fn link(house: &House, id: &str) -> String {
    format!("{}/subscription/{}", house.site.base_url, token(house, id))
}

fn token(house: &House, id: &str) -> String {
    let proof = house.seal.digest("subscription link", id);
    format!("{id}{}", proof.get(..PROOF).unwrap_or_default())
}

/// The subscription whose link has this token.
async fn of_token(house: &House, tx: &mut Tx, given: &str) -> Result<Option<SubscriptionRow>, Error> {
    let Some(id) = given.get(..ID).filter(|id| token(house, id) == given) else { return Ok(None) };
    let row = subscriptions::one(tx, id).await?;
    let now = house.now_text();
    Ok(row.filter(|row| row.expires_at.as_ref().is_none_or(|until| *until > now)))
}

/// Asks by mail whether somebody wants to be told of this. What is answered does not depend on whether the address is known,
/// or has enough subscriptions: then nothing happens.
///
/// # Errors
/// [`Error::Invalid`] for what is no address; when there is no such thing to be told of, or this site sends no mail.
pub async fn ask(house: &House, typed: &str, topic: &Topic) -> Result<(), Error> {
    if !house.site.sends_mail {
        return Err(Error::Refused("本站没有开通邮件订阅，可以用订阅源（Atom）".into()));
    }
    let what = title(house, topic).await?;
    let address = read_address(typed).ok_or_else(|| {
        let message = "请填写邮箱，如 name@example.com".to_owned();
        Error::Invalid(vec![FieldProblem { field: "address".into(), label: "邮箱".into(), message }])
    })?;
    let limits = &house.rules.messages.limits;
    let (now, digest) = (house.now(), house.seal.digest("mail address", &address.to_lowercase()));
    let until = time_text(now + TimeDelta::hours(limits.confirm_hours.into()));
    let mut tx = house.db.begin().await?;
    let known = subscriptions::of_address(&mut tx, &digest).await?;
    let same = known.iter().find(|row| row.kind == topic.kind() && row.topic == topic.topic());
    let waiting = known.iter().filter(|row| row.expires_at.is_some()).count();
    let id = match same {
        Some(row) if row.from_leaf.is_some() => return Ok(()),
        Some(row) => {
            let soon = time_text(now - TimeDelta::minutes(limits.again_minutes.into()));
            if row.asked_at > soon {
                return Ok(());
            }
            subscriptions::ask_again(&mut tx, &row.id, (&time_text(now), &until)).await?;
            row.id.clone()
        }
        None if waiting >= limits.unconfirmed || known.len() - waiting >= limits.subscriptions => {
            return Ok(());
        }
        None => {
            let id = house.new_id();
            let row = SubscriptionRow {
                address: house.seal.seal(house.random_bytes(), &owner(&id), address.as_bytes())?,
                address_digest: digest,
                kind: topic.kind().to_owned(),
                topic: topic.topic().to_owned(),
                asked_at: time_text(now),
                expires_at: Some(until),
                from_leaf: None,
                news: 0,
                next_at: time_text(now),
                id: id.clone(),
            };
            subscriptions::add(&mut tx, &row).await?;
            id
        }
    };
    let texts = house.rules.messages.current(&mut tx, Message::SubscriptionConfirm).await?;
    let (link, hours) = (link(house, &id), format!("{} 小时", limits.confirm_hours));
    let values =
        [("站名", house.site.name.as_str()), ("订阅内容", &what), ("确认链接", &link), ("有效期", &hours)];
    outbox::write(house, &mut tx, Message::SubscriptionConfirm, address, (texts.fill(&values), None)).await?;
    tx.commit().await?;
    Ok(())
}

/// A subscription as the page of its link shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What it is about.
    pub topic: Topic,
    /// The same for people.
    pub title: String,
    /// Whether it was confirmed.
    pub confirmed: bool,
}

/// What the link of a mail is about; none where it was ended, or not confirmed in time, or is no link of ours.
///
/// # Errors
/// When the database cannot be read.
pub async fn standing(house: &House, given: &str) -> Result<Option<Standing>, Error> {
    let mut tx = house.db.read().await?;
    let Some(row) = of_token(house, &mut tx, given).await? else { return Ok(None) };
    let topic = Topic::of(&row.kind, &row.topic)
        .ok_or_else(|| Error::Corrupt(format!("订阅 {} 的种类 {} 不认识", row.id, row.kind)))?;
    drop(tx);
    Ok(Some(Standing { title: shown_title(house, &topic).await?, topic, confirmed: row.from_leaf.is_some() }))
}

/// The title of what somebody subscribed to, also when it is there no longer.
pub(super) async fn shown_title(house: &House, topic: &Topic) -> Result<String, Error> {
    match title(house, topic).await {
        Err(Error::NotFound(_)) => Ok(match topic {
            Topic::Disclosure(_) => "一条已撤回的信息".into(),
            _ => "本站不再提供的内容".into(),
        }),
        other => other,
    }
}

/// Confirms the subscription of a link: what becomes public from now on is told. Whether there is one to confirm.
///
/// # Errors
/// When the database refuses.
pub async fn confirm(house: &House, given: &str) -> Result<bool, Error> {
    let mut tx = house.db.begin().await?;
    let Some(row) = of_token(house, &mut tx, given).await? else { return Ok(false) };
    if row.from_leaf.is_none() {
        let from = as_i64(house.visible().size);
        subscriptions::confirm(&mut tx, &row.id, from, &house.now_text()).await?;
        tx.commit().await?;
    }
    Ok(true)
}

/// Ends the subscription of a link and forgets its address. One that has ended already is no mistake.
///
/// # Errors
/// When the database refuses.
pub async fn end(house: &House, given: &str) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    if let Some(row) = of_token(house, &mut tx, given).await? {
        subscriptions::delete(&mut tx, &row.id).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Forgets the addresses that nobody confirmed in time; how many.
///
/// # Errors
/// When the database refuses.
pub async fn forget_unconfirmed(house: &House) -> Result<u64, Error> {
    let mut tx = house.db.begin().await?;
    let gone = subscriptions::delete_expired(&mut tx, &house.now_text()).await?;
    tx.commit().await?;
    Ok(gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_browsers_read_them() {
        for good in ["a@b.cn", " Wang.Xiaoming+gov@Mail.Example.COM ", "o'neil@x-y.org"] {
            assert!(read_address(good).is_some(), "{good}");
        }
        assert_eq!(read_address(" Ab@Example.COM").unwrap(), "Ab@example.com");
        let long = format!("{}@example.cn", "a".repeat(65));
        for bad in [
            "",
            "a",
            "a@",
            "@b.cn",
            "a@b",
            "a b@c.cn",
            "a@b.cn\nBcc: c@d.cn",
            "a@-b.cn",
            "<a@b.cn>",
            "a@b..cn",
            "甲@b.cn",
            &long,
        ] {
            assert!(read_address(bad).is_none(), "{bad}");
        }
    }
}
