//! One-time links by which a person chooses a password: made by an administrator, shown once, kept as a keyed digest.

use chrono::TimeDelta;
use mingjing_store::{Tx, credentials, officers, sessions};
use serde_json::json;

use crate::accounts::{hash_for, step};
use crate::house::time_text;
use crate::trail::record;
use crate::{Error, House, Officer};

/// A link as it is shown, once.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    /// 160 random bits.
    pub token: String,
    /// Until when it is good, RFC 3339.
    pub until: String,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Link").field("until", &self.until).finish_non_exhaustive()
    }
}

/// For whom a link is.
#[derive(Debug, Clone)]
pub struct LinkOwner {
    /// What the person signs in with.
    pub username: String,
    /// Name.
    pub name: String,
    /// Agency.
    pub agency: String,
}

fn digest(house: &House, token: &str) -> String {
    house.seal.digest("link", token)
}

/// Makes a link; earlier ones of the same person are worth nothing from now on.
pub(crate) async fn make(house: &House, tx: &mut Tx, by: &Officer, id: &str) -> Result<Link, Error> {
    let token = hex::encode(house.random_bytes::<20>());
    let until = time_text(house.now() + TimeDelta::hours(i64::from(house.accounts.link_hours)));
    credentials::forget_invitations(tx, id).await?;
    let row = credentials::Invitation {
        token: &digest(house, &token),
        officer: id,
        made_by: &by.id,
        expires_at: &until,
    };
    credentials::invite(tx, &row).await?;
    Ok(Link { token, until })
}

/// For whom this link is; none when it was used, replaced, or is too old.
///
/// # Errors
/// When the database refuses.
pub async fn owner(house: &House, token: &str) -> Result<Option<LinkOwner>, Error> {
    let mut tx = house.db.read().await?;
    Ok(row_of(house, &mut tx, token).await?.map(|row| LinkOwner {
        agency: house.register().agency_name(&row.agency_code).to_owned(),
        username: row.username,
        name: row.name,
    }))
}

async fn row_of(house: &House, tx: &mut Tx, token: &str) -> Result<Option<officers::OfficerRow>, Error> {
    let Some(id) = credentials::invited(tx, &digest(house, token), &house.now_text()).await? else {
        return Ok(None);
    };
    Ok(officers::by_id(tx, &id).await?.filter(|row| !row.disabled))
}

/// Chooses the password; the link is worth nothing afterwards. Answers the user name.
///
/// # Errors
/// When the link is not good any more, or the password too weak: then the link stays good.
pub async fn use_link(
    house: &House,
    token: &str,
    password: &str,
    address: Option<&str>,
) -> Result<String, Error> {
    let gone =
        || Error::NotFound("这个链接：它已经用过、已被新链接替代或已过期。请联系本单位管理员重新发一个");
    let mut tx = house.db.read().await?;
    let row = row_of(house, &mut tx, token).await?.ok_or_else(gone)?;
    drop(tx);
    let hashed = hash_for(house, &row, password).await?;
    let mut tx = house.db.begin().await?;
    // Once more: somebody may have used it while the password was hashed.
    row_of(house, &mut tx, token).await?.ok_or_else(gone)?;
    officers::set_password(&mut tx, &row.id, (&hashed, false), &house.now_text()).await?;
    credentials::forget_invitations(&mut tx, &row.id).await?;
    sessions::delete_of_officer(&mut tx, &row.id).await?;
    let mut by = Officer::from_row(&row)?;
    by.address = address.map(str::to_owned);
    let detail = Some(json!({ "with": "link" }));
    record(house, &mut tx, &by, step("password", &row.agency_code, detail)).await?;
    tx.commit().await?;
    Ok(row.username)
}
