//! What people do with tokens at the desk: make, screen, approve, revoke.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use mingjing_publication::life::{AnyWorking, ScreeningDecision};
use mingjing_store::tokens::{self as store, TokenRow};
use mingjing_store::{Tx, tokens};
use serde_json::json;

use super::token::{ApiToken, TokenAction, TokenStage};
use crate::accounts::step;
use crate::house::as_u64;
use crate::trail::record;
use crate::{Action, Error, House, Officer};

/// Most days for which a token is good.
const MAX_DAYS: i64 = 366;
/// Newest tokens in a list.
const LISTED: i64 = 200;
/// Stands before the random part, so that a token that lies around is recognised as one.
const MARK: &str = "mingjing_";

/// A token to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// What its makers call it.
    pub name: String,
    /// Agency for which it pushes.
    pub agency: String,
    /// Keys of the items whose rows it may push.
    pub items: BTreeSet<String>,
    /// Whether it may hand in appeals, as the system of a hotline does.
    pub appeals: bool,
    /// Whether it may hand in public opinion, as a monitoring system does.
    pub public_opinions: bool,
    /// Last day on which it is good.
    pub expires_on: NaiveDate,
}

impl NewToken {
    fn actions(&self) -> Vec<TokenAction> {
        let rows = (!self.items.is_empty()).then_some(TokenAction::PushRows);
        let appeals = self.appeals.then_some(TokenAction::TakeAppeals);
        let opinions = self.public_opinions.then_some(TokenAction::TakePublicOpinions);
        rows.into_iter().chain(appeals).chain(opinions).collect()
    }
}

/// The digest under which a token is found.
pub(super) fn digest(house: &House, token: &str) -> String {
    house.seal.digest("api-token", token)
}

fn check(house: &House, new: &NewToken) -> Result<(), Error> {
    let chars = new.name.chars().count();
    if chars == 0 || chars > 50 {
        return Err(Error::Refused("请写明给哪个系统用，最多 50 个字".into()));
    }
    let today = house.now().date_naive();
    if new.expires_on < today || new.expires_on > today + TimeDelta::days(MAX_DAYS) {
        return Err(Error::Refused(format!("到期日期须在今天以后、{MAX_DAYS} 天以内")));
    }
    if new.actions().is_empty() {
        return Err(Error::Refused("请至少选择一个公开事项，或者选择转来诉求、转来舆情".into()));
    }
    let register = house.register();
    let agency = register.open_agency(&new.agency).ok_or(Error::NotFound("这个单位"))?;
    for key in &new.items {
        let item = house.item(key)?;
        if !item.levels.iter().any(|level| level.key() == agency.level) {
            return Err(Error::Refused(format!("“{}”不由本级单位公开", item.title.zh)));
        }
    }
    Ok(())
}

/// Makes a token; answers its identity and the token itself, which is shown once and kept nowhere.
///
/// # Errors
/// When the person may not, or the agency does not publish one of the items.
pub async fn make_token(house: &House, by: &Officer, new: NewToken) -> Result<(String, String), Error> {
    let acting = house.must(by, Action::ManageTokens, &new.agency)?;
    let new = NewToken { name: new.name.trim().to_owned(), ..new };
    check(house, &new)?;
    let token = format!("{MARK}{}", hex::encode(house.random_bytes::<32>()));
    let row = TokenRow {
        id: house.new_id(),
        digest: digest(house, &token),
        items: serde_json::to_string(&new.items)?,
        actions: serde_json::to_string(&new.actions())?,
        name: new.name,
        agency_code: new.agency,
        made_by: acting.id.clone(),
        drafted_by: serde_json::to_string(&acting.identities().collect::<Vec<_>>())?,
        made_at: house.now_text(),
        expires_on: new.expires_on.to_string(),
        ..TokenRow::default()
    };
    let mut tx = house.db.begin().await?;
    store::insert(&mut tx, &row).await?;
    tell(house, &mut tx, &acting, ("token-make", &row)).await?;
    tx.commit().await?;
    Ok((row.id, token))
}

/// The newest tokens of an agency.
///
/// # Errors
/// When the person may not see them.
pub async fn tokens(house: &House, by: &Officer, agency: &str) -> Result<Vec<ApiToken>, Error> {
    house.must(by, Action::ReadTokens, agency)?;
    let mut tx = house.db.read().await?;
    let rows = tokens::of_agency(&mut tx, agency, LISTED).await?;
    rows.iter().map(|row| ApiToken::from_row(house, row)).collect()
}

/// How many tokens of the person's agency wait for the person to screen or to approve them.
///
/// # Errors
/// When the database cannot be read.
pub async fn tokens_waiting(house: &House, by: &Officer) -> Result<u64, Error> {
    let may = |action| house.may(by, action, &by.agency);
    let today = house.now().date_naive().to_string();
    let steps = (may(Action::Screen), may(Action::Approve));
    let mut tx = house.db.read().await?;
    Ok(as_u64(store::waiting(&mut tx, &by.agency, (&by.id, &today), steps).await?))
}

/// Says that what comes by a token may pass screening as long as nothing is found in a row.
///
/// # Errors
/// When the person may not or made it, or it does not wait for screening.
pub async fn screen_token(house: &House, by: &Officer, id: &str, seen: i64) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let (row, acting, life) = open(house, &mut tx, by, (id, seen), Action::Screen).await?;
    let AnyWorking::Submitted(life) = life else { return Err(wrong_stage(life.zh())) };
    life.screen(ScreeningDecision::new(&acting.id, 0, 0)?.in_place_of(acting.in_place_of()))?;
    let row = TokenRow { screened_by: Some(acting.id.clone()), ..row };
    settle(house, tx, &acting, ("token-screen", row)).await
}

/// Decides that rows that come by a token are published: it is good from now on.
///
/// # Errors
/// When the person may not or made it, or it does not wait for approval.
pub async fn approve_token(house: &House, by: &Officer, id: &str, seen: i64) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let (row, acting, life) = open(house, &mut tx, by, (id, seen), Action::Approve).await?;
    let AnyWorking::Screened(life) = life else { return Err(wrong_stage(life.zh())) };
    let release = life.approve(&acting.id, acting.in_place_of())?.release();
    let (approved_by, at) = (release.approved_by().to_owned(), house.now_text());
    let row = TokenRow { approved_by: Some(approved_by), approved_at: Some(at), ..row };
    settle(house, tx, &acting, ("token-approve", row)).await
}

/// Ends a token at once, whatever its stage.
///
/// # Errors
/// When the person may not, or it is at its end.
pub async fn revoke_token(house: &House, by: &Officer, id: &str) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let row = load(&mut tx, id).await?;
    let acting = house.must(by, Action::ManageTokens, &row.agency_code)?;
    if row.revoked_at.is_some() {
        return Err(wrong_stage("已撤销"));
    }
    let row = TokenRow { revoked_at: Some(house.now_text()), ..row };
    settle(house, tx, &acting, ("token-revoke", row)).await
}

fn wrong_stage(stage: &str) -> Error {
    Error::Refused(format!("这个令牌现在是“{stage}”，不能这样办理"))
}

async fn load(tx: &mut Tx, id: &str) -> Result<TokenRow, Error> {
    store::by_id(tx, id).await?.ok_or(Error::NotFound("这个令牌"))
}

/// A token at the version that the person saw, with the person as the one who acts on it.
async fn open(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    (id, seen): (&str, i64),
    action: Action,
) -> Result<(TokenRow, Officer, AnyWorking), Error> {
    let row = load(tx, id).await?;
    let acting = house.must(by, action, &row.agency_code)?;
    if row.lock_version != seen {
        return Err(Error::Conflict);
    }
    match ApiToken::from_row(house, &row)?.stage {
        TokenStage::Open(life) => Ok((row, acting, life)),
        other => Err(wrong_stage(other.zh())),
    }
}

async fn settle(
    house: &House,
    mut tx: Tx,
    by: &Officer,
    (action, row): (&'static str, TokenRow),
) -> Result<(), Error> {
    store::save(&mut tx, &row).await?;
    tell(house, &mut tx, by, (action, &row)).await?;
    Ok(tx.commit().await?)
}

async fn tell(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    (action, row): (&'static str, &TokenRow),
) -> Result<(), Error> {
    let items: Vec<String> = serde_json::from_str(&row.items)?;
    let detail = json!({ "token": row.id, "name": row.name, "items": items, "expires_on": row.expires_on });
    record(house, tx, by, step(action, &row.agency_code, Some(detail))).await
}
