//! Sessions of the desk as people see them: where somebody is signed in, and ending it.

use mingjing_store::{officers, sessions};
use serde_json::{Value, json};

use crate::accounts::step;
use crate::people::managed;
use crate::trail::record;
use crate::{Error, House, Officer};

/// Name under which a session holds the officer's identity.
pub const OFFICER: &str = "officer";
/// Name under which a session holds since when it is, RFC 3339.
pub const SINCE: &str = "since";
/// Name under which a session holds when it was last prolonged, Unix seconds.
pub const SEEN: &str = "seen";
/// Name under which a session holds the address it began from.
pub const ADDRESS: &str = "address";
/// Name under which a session holds what the browser called itself.
pub const AGENT: &str = "agent";

/// One session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Digest of its cookie.
    pub id: String,
    /// Since when, RFC 3339.
    pub since: String,
    /// When it was last prolonged, Unix seconds.
    pub seen: i64,
    /// Where from.
    pub address: String,
    /// With what.
    pub agent: String,
}

/// Where a person is signed in: asked by the person, or by whoever manages the account.
///
/// # Errors
/// When the one who asks is neither.
pub async fn list(house: &House, by: &Officer, id: &str) -> Result<Vec<SignedIn>, Error> {
    let mut tx = house.db.read().await?;
    if by.id != id {
        managed(house, &mut tx, by, id).await?;
    }
    let rows = sessions::of_officer(&mut tx, id, house.now().timestamp()).await?;
    Ok(rows.into_iter().filter_map(view).collect())
}

/// None for somebody who gave the password and not yet the second factor.
fn view(row: sessions::SessionRow) -> Option<SignedIn> {
    let data: Value = serde_json::from_str(&row.data).unwrap_or_default();
    data[OFFICER].as_str()?;
    let text = |name: &str| data[name].as_str().unwrap_or_default().to_owned();
    Some(SignedIn {
        id: row.id,
        since: text(SINCE),
        seen: data[SEEN].as_i64().unwrap_or_default(),
        address: text(ADDRESS),
        agent: text(AGENT),
    })
}

/// Ends one session of a person, or all of them.
///
/// # Errors
/// When the one who asks is neither the person nor manages the account, or there is no such session.
pub async fn end(house: &House, by: &Officer, id: &str, session: Option<&str>) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let (row, acting) = if by.id == id {
        (officers::by_id(&mut tx, id).await?.ok_or(Error::NotFound("这个账号"))?, by.clone())
    } else {
        managed(house, &mut tx, by, id).await?
    };
    match session {
        Some(session) => {
            if !sessions::delete_one_of_officer(&mut tx, session, id).await? {
                return Err(Error::NotFound("这次登录，可能已经结束"));
            }
        }
        None => sessions::delete_of_officer(&mut tx, id).await?,
    }
    let detail = json!({ "officer": id, "name": row.name, "all": session.is_none() });
    record(house, &mut tx, &acting, step("session-end", &row.agency_code, Some(detail))).await?;
    tx.commit().await?;
    Ok(())
}
