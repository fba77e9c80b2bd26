//! Certificates: a letter with a number, and a code that nobody can make without the key of the desk.

use mingjing_opendata::paper::Letter;
use mingjing_store::training::{self, AttendeeRow, PlanRow, SessionRow};
use serde_json::json;

use super::rules::filled;
use super::{PLAN, SESSION, named};
use crate::receipt_code::{plain, written};
use crate::requests::{LetterFile, LetterFormat, read_day};
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer};

const CERTIFICATE: Error = Error::NotFound("这份证明");
/// Characters of a code: forty bits, for something that is looked up with its number at the desk only.
const CODE: usize = 8;

/// A certificate that was found to be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Whose it is; empty once the time to keep it is over.
    pub name: String,
    /// Agency or unit.
    pub unit: String,
    /// Day of the session.
    pub held_on: String,
    /// What it was about.
    pub topics: String,
    /// How long it took.
    pub hours: i64,
    /// Name of who held it.
    pub held_by: String,
}

/// The code of a certificate: what it says under the key of the desk.
fn code(house: &House, number: &str, row: &AttendeeRow) -> String {
    let said = format!("{number} {} {}", row.id, row.held_on);
    let digest = hex::decode(house.seal.digest("training certificate", &said)).unwrap_or_default();
    written(digest.get(..CODE).unwrap_or_default())
}

/// A certificate as PDF or DOCX, for whoever looks after training. That it was taken out is written down.
///
/// # Errors
/// When there is none, the person may not, or the time to keep the name is over.
pub async fn certificate(
    house: &House,
    by: &Officer,
    attendee: &str,
    format: LetterFormat,
) -> Result<LetterFile, Error> {
    let mut tx = house.db.begin().await?;
    let row = training::attendee(&mut tx, attendee).await?.ok_or(CERTIFICATE)?;
    let session = training::session(&mut tx, &row.session_id).await?.ok_or(SESSION)?;
    let plan = training::plan(&mut tx, &session.plan_id).await?.ok_or(PLAN)?;
    let by = house.must(by, Action::ManageTraining, &session.agency_code)?;
    let Some(number) = row.certificate.clone() else {
        return Err(Error::Refused("还没有确认到场，没有证明".into()));
    };
    let Some(who) = named(house, &row)? else {
        return Err(Error::Refused("参训人的信息已按保存期限删除".into()));
    };
    let letter = written_down(house, (&row, &session, &plan), (&number, &who))?;
    let (bytes, ending) = match format {
        LetterFormat::Docx => (letter.docx()?, "docx"),
        LetterFormat::Pdf => (letter.pdf(), "pdf"),
    };
    let name = format!("{}-{number}.{ending}", letter.title);
    let detail = Some(json!({ "certificate": number }));
    let agency = session.agency_code.as_str();
    let step = Step { action: "training-certificate", disclosure: None, agency, reason: None, detail };
    record(house, &mut tx, &by, step).await?;
    tx.commit().await?;
    Ok(LetterFile { name, media_type: format.media_type(), bytes: bytes.into() })
}

fn written_down(
    house: &House,
    (row, session, plan): (&AttendeeRow, &SessionRow, &PlanRow),
    (number, (name, unit)): (&str, &(String, String)),
) -> Result<Letter, Error> {
    let texts = &house.rules.training.certificate;
    let register = house.register();
    let from = register.agency_name(&session.agency_code);
    let day = mingjing_procedures::zh_day(read_day(&session.held_on)?);
    let on = mingjing_procedures::zh_day(read_day(row.confirmed_on.as_deref().unwrap_or(&row.held_on))?);
    let (hours, code) = (session.hours.to_string(), code(house, number, row));
    let values = [
        ("日期", day.as_str()),
        ("主办", from),
        ("学时", &hours),
        ("校验码", &code),
        ("计划", &plan.title),
        ("内容", &session.topics),
        // Last, so that nothing a person is called is taken for a word between braces.
        ("单位", unit),
        ("姓名", name),
    ];
    Ok(Letter {
        title: texts.title.clone(),
        number: number.to_owned(),
        to: String::new(),
        text: format!("{}\n{}", filled(&texts.text, &values), filled(&texts.check, &values)),
        from: from.to_owned(),
        on,
    })
}

/// The certificate of a number, where the code is its own; none otherwise. For everybody at the desk who sees training of some
/// agency.
///
/// # Errors
/// When the person may not.
pub async fn check(
    house: &House,
    by: &Officer,
    (number, typed): (&str, &str),
) -> Result<Option<Checked>, Error> {
    if !house.may_anywhere(by, Action::ReadTraining) {
        return Err(Error::Forbidden("您没有核对培训证明的权限，请联系本单位管理员".into()));
    }
    let mut tx = house.db.read().await?;
    let number = number.trim();
    let Some(row) = training::by_certificate(&mut tx, number).await? else { return Ok(None) };
    if plain(&code(house, number, &row)) != plain(typed) {
        return Ok(None);
    }
    let session = training::session(&mut tx, &row.session_id).await?.ok_or(SESSION)?;
    let (name, unit) = named(house, &row)?.unwrap_or_default();
    Ok(Some(Checked {
        name,
        unit,
        held_by: house.register().agency_name(&session.agency_code).to_owned(),
        held_on: session.held_on,
        topics: session.topics,
        hours: session.hours,
    }))
}
