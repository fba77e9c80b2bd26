//! Appeals that a hotline's own system hands in by a token (12345): the same case, the same clock, the same trail as one that
//! is noted at the desk.

use chrono::NaiveDate;
use mingjing_procedures::appeal::Way;
use mingjing_store::appeals;
use serde_json::json;

use super::{NewAppeal, Receipt, lodging, said};
use crate::tokens::{TokenAction, TokenProblem, admitted, note_refusal, used};
use crate::trail::{Step, record};
use crate::{Error, House};

/// An appeal as a system hands it in.
#[derive(Debug, Clone)]
pub struct Intake<'a> {
    /// The token.
    pub token: &'a str,
    /// Address the request came from, as far as the server trusts it.
    pub address: Option<&'a str>,
    /// Names this appeal in the system, such as the number of the call: sent again under the same name, it makes one case.
    pub key: &'a str,
    /// The day the call came; today where the system does not say it.
    pub on: Option<NaiveDate>,
    /// What was said on the telephone, by whom.
    pub new: NewAppeal,
}

/// What is answered to a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenIn {
    /// The receipt; its code is for whoever called.
    pub receipt: Receipt,
    /// Code of the agency that has it.
    pub agency: String,
}

/// Takes an appeal by a token, for an agency of the token's region or below it.
///
/// # Errors
/// [`Error::Token`] when the token does not open this, or the key was used for something else; [`Error::Invalid`] with every
/// entry that is missing or too long. Then nothing was done.
pub async fn take_in(house: &House, intake: Intake<'_>) -> Result<TakenIn, Error> {
    let (token, by) = admitted(house, (intake.token, intake.address), TokenAction::TakeAppeals).await?;
    match add(house, (&token.id, &token.agency), &by, intake).await {
        Err(e @ (Error::Token(_) | Error::Refused(_) | Error::Invalid(_))) => {
            note_refusal(house, &token, &by, &e).await?;
            Err(e)
        }
        done => done,
    }
}

async fn add(
    house: &House,
    (token, own): (&str, &str),
    by: &crate::Officer,
    intake: Intake<'_>,
) -> Result<TakenIn, Error> {
    let Intake { key, on, new, .. } = intake;
    let today = house.now().date_naive();
    let on = on.unwrap_or(today);
    if on > today {
        return Err(Error::Refused(format!("来电日期 {on} 还没有到")));
    }
    let new = lodging::cleaned(&house.register(), new);
    in_scope(house, own, &new)?;
    let once = house.seal.digest("appeal intake", &format!("{token}\n{key}"));
    let told = new.said.clone();
    let mut tx = house.db.begin().await?;
    // From here to the commit others by the same token wait.
    used(house, &mut tx, token).await?;
    let receipt = lodging::add(house, &mut tx, (new, &once), (Way::Hotline, on), Some(by)).await?;
    let row = appeals::one(&mut tx, &receipt.id).await?.ok_or(Error::NotFound("这件诉求"))?;
    if receipt.again && row.said.is_some() && said(house, &row)? != lodging::cleaned_said(told) {
        return Err(Error::Token(TokenProblem::KeyReused));
    }
    let detail = Some(json!({ "appeal": receipt.number, "token": token, "again": receipt.again }));
    let agency = row.agency_code;
    let step = Step { action: "appeal-intake", disclosure: None, agency: &agency, reason: None, detail };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(TakenIn { receipt, agency })
}

/// A system hands in for its own region and those below it.
fn in_scope(house: &House, own: &str, new: &NewAppeal) -> Result<(), Error> {
    let register = house.register();
    let region = register.agency(own).map(|agency| agency.region_code.clone()).unwrap_or_default();
    let within = |code: &str| register.region_path(code).contains(&region);
    let named = register.agency(&new.agency).is_none_or(|agency| within(&agency.region_code));
    if (register.region(&new.region).is_none() || within(&new.region)) && named {
        return Ok(());
    }
    Err(Error::Token(TokenProblem::OutOfScope("这个令牌只能受理本地区和下级地区的诉求".into())))
}
