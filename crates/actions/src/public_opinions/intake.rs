//! Public opinion that a monitoring system hands in by a token: the same case, the same clocks, the same trail as one that is
//! noted at the desk.

use mingjing_procedures::public_opinion::Event;
use mingjing_store::Tx;
use mingjing_store::public_opinions::{self, PublicOpinionRow};
use serde_json::json;

use super::noting::{NewOpinion, add};
use super::{key, load, replayed};
use crate::house::time_text;
use crate::tokens::{TokenAction, TokenProblem, admitted, note_refusal, used};
use crate::trail::{Step, record};
use crate::{Error, House, Officer};

/// Public opinion as a system hands it in.
#[derive(Debug, Clone)]
pub struct Intake<'a> {
    /// The token.
    pub token: &'a str,
    /// Address the request came from, as far as the server trusts it.
    pub address: Option<&'a str>,
    /// Names this matter in the system: sent again under the same name, it makes one case.
    pub key: &'a str,
    /// The region it is about, where no agency is named: then its office decides.
    pub region: &'a str,
    /// What was seen.
    pub new: NewOpinion,
}

/// What is answered to a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenIn {
    /// What people call it.
    pub number: String,
    /// Code of the office that judges it.
    pub office: String,
    /// Code of the agency whose business it seemed to be.
    pub agency: String,
    /// Until when it is judged.
    pub due_at: String,
    /// Whether it was handed in before.
    pub again: bool,
}

/// Takes public opinion by a token, for an agency of the token's region or below it.
///
/// # Errors
/// [`Error::Token`] when the token does not open this, or the key was used for something else; [`Error::Invalid`] with every
/// entry that is missing or too long. Then nothing was done.
pub async fn take_in(house: &House, intake: Intake<'_>) -> Result<TakenIn, Error> {
    let admitted = admitted(house, (intake.token, intake.address), TokenAction::TakePublicOpinions).await?;
    let (token, by) = admitted;
    match taken(house, (&token.id, &token.agency), &by, intake).await {
        Err(e @ (Error::Token(_) | Error::Refused(_) | Error::Invalid(_))) => {
            note_refusal(house, &token, &by, &e).await?;
            Err(e)
        }
        done => done,
    }
}

async fn taken(
    house: &House,
    (token, own): (&str, &str),
    by: &Officer,
    intake: Intake<'_>,
) -> Result<TakenIn, Error> {
    let Intake { key: name, region, mut new, .. } = intake;
    new.checked()?;
    if new.agency.trim().is_empty() {
        let register = house.register();
        let office = register.office_of(region.trim());
        new.agency = office.ok_or_else(|| Error::Refused("请写明 agency 或者 region".into()))?.to_owned();
    }
    in_scope(house, own, &new.agency)?;
    let once = house.seal.digest("public opinion intake", &format!("{token}\n{name}"));
    let mut tx = house.db.begin().await?;
    // From here to the commit others by the same token wait.
    used(house, &mut tx, token).await?;
    let before = public_opinions::by_once(&mut tx, &once).await?;
    let again = before.is_some();
    let row = match before {
        Some(row) => row,
        None => add(house, &mut tx, by, (new.clone(), Some(once))).await?,
    };
    let answer = answer(house, &row, &first_step(house, &mut tx, &row, &new).await?)?;
    let detail = Some(json!({ "public_opinion": row.number, "token": token, "again": again }));
    let agency = &answer.agency;
    let step = Step { action: "public-opinion-intake", disclosure: None, agency, reason: None, detail };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(TakenIn { again, ..answer })
}

/// The step with which a case began, if it says what is handed in.
async fn first_step(
    house: &House,
    tx: &mut Tx,
    row: &PublicOpinionRow,
    new: &NewOpinion,
) -> Result<Event, Error> {
    let (_, known) = load(tx, &row.id).await?;
    let first = key(&row.id).open_events(house, known.get(..1).unwrap_or_default())?.pop();
    match first {
        Some(Event::Noted { matter, .. }) if matter != new.matter() => {
            Err(Error::Token(TokenProblem::KeyReused))
        }
        Some(first) => Ok(first),
        None => Err(Error::Corrupt(format!("舆情 {} 没有办理记录", row.number))),
    }
}

/// The same answer whenever it is asked for, whatever became of the case in between.
fn answer(house: &House, row: &PublicOpinionRow, first: &Event) -> Result<TakenIn, Error> {
    let case = replayed(house, row, std::slice::from_ref(first))?;
    let due = case.clocks(&house.rules.public_opinion)?.first().map(|clock| time_text(clock.due));
    Ok(TakenIn {
        number: row.number.clone(),
        office: row.office_code.clone(),
        agency: case.file().agency().to_owned(),
        due_at: due.unwrap_or_default(),
        again: false,
    })
}

/// A system hands in for its own region and those below it.
fn in_scope(house: &House, own: &str, agency: &str) -> Result<(), Error> {
    let register = house.register();
    let region = register.agency(own).map(|agency| agency.region_code.clone()).unwrap_or_default();
    let within = |code: &str| register.region_path(code).contains(&region);
    if register.agency(agency).is_none_or(|agency| within(&agency.region_code)) {
        return Ok(());
    }
    Err(Error::Token(TokenProblem::OutOfScope("这个令牌只能转来本地区和下级地区的舆情".into())))
}
