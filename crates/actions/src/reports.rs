//! Readers' reports of errors. Nobody is asked who reads: a report holds what the reader wrote, and a way to be reached
//! only if the reader gave one, sealed until it is answered and then forgotten (个人信息保护法 第十九条: the shortest time
//! that is needed). The answer is fetched with a receipt code that is shown once.

use mingjing_publication::Event;
use mingjing_store::reports::{self, ReportRow};
use mingjing_store::{Tx, drafts, versions};
use serde_json::json;

use crate::house::{as_i64, as_u64};
use crate::publishing::PUBLISHED;
use crate::screening::must_be_clean;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer, receipt_code};

/// Longest report and longest answer, in characters.
pub const LONGEST: usize = 1_000;
/// Longest way to be reached, in characters.
pub const LONGEST_CONTACT: usize = 100;
/// Reports on one page that may wait at the same time: more of them say nothing new.
const MOST_OF_ONE: i64 = 50;

/// What a reader sends.
#[derive(Debug, Clone, Default)]
pub struct Report<'a> {
    /// Identity of the disclosure.
    pub disclosure: &'a str,
    /// What is wrong.
    pub said: &'a str,
    /// How the reader can be reached; may be empty.
    pub contact: &'a str,
}

/// Takes a report; answers its receipt code, which nobody can show again.
///
/// # Errors
/// When nothing is said, or too much; when the page is not public, or too many reports on it wait.
pub async fn send_report(house: &House, report: &Report<'_>) -> Result<String, Error> {
    let said = within(report.said, LONGEST, "报告")?;
    if said.is_empty() {
        return Err(Error::Refused("请写明哪里有错、应当是什么".into()));
    }
    let contact = within(report.contact, LONGEST_CONTACT, "联系方式")?;
    let mut tx = house.db.begin().await?;
    let head = drafts::disclosure(&mut tx, report.disclosure).await?;
    let visible = as_i64(house.visible().size);
    let head = head.filter(|h| h.status == PUBLISHED && h.leaf_index.is_some_and(|leaf| leaf < visible));
    let head = head.ok_or(Error::NotFound("这条公开信息"))?;
    if reports::count_of_disclosure(&mut tx, &head.id).await? >= MOST_OF_ONE {
        return Err(Error::Refused("这一页已有很多报告正在核实，请过几天再来看".into()));
    }
    let (id, code) =
        (house.new_id(), receipt_code::written(&house.random_bytes::<{ receipt_code::LENGTH }>()));
    let contact = match contact {
        "" => None,
        contact => Some(house.seal.seal(house.random_bytes(), &owner(&id), contact.as_bytes())?),
    };
    let row = ReportRow {
        receipt: receipt(house, &code),
        disclosure_id: head.id,
        agency_code: head.agency_code,
        revision: head.revision,
        said: said.to_owned(),
        sent_at: house.now_text(),
        contact,
        id,
        ..ReportRow::default()
    };
    reports::insert(&mut tx, &row).await?;
    tx.commit().await?;
    Ok(code)
}

fn within<'a>(text: &'a str, most: usize, what: &str) -> Result<&'a str, Error> {
    let text = text.trim();
    match text.chars().count() {
        length if length > most => {
            Err(Error::Refused(format!("{what}最多 {most} 字，现有 {length} 字，请缩短")))
        }
        _ => Ok(text),
    }
}

/// To whom a sealed way to be reached belongs.
fn owner(report: &str) -> String {
    format!("report {report}")
}

/// The digest by which a code is found, however it was written down.
fn receipt(house: &House, code: &str) -> String {
    house.seal.digest("report receipt", &receipt_code::plain(code))
}

/// What became of the report with this receipt code; none where there is no such code.
///
/// # Errors
/// When the database cannot be read.
pub async fn report_of(house: &House, code: &str) -> Result<Option<ReportRow>, Error> {
    let mut tx = house.db.read().await?;
    Ok(reports::by_receipt(&mut tx, &receipt(house, code)).await?)
}

/// Reports to the person's agency: those that wait, oldest first behind the identity `from`, or those that were
/// answered, newest first before it.
///
/// # Errors
/// When the person may not answer them.
pub async fn reports_to(
    house: &House,
    by: &Officer,
    (waiting, from): (bool, &str),
    limit: u64,
) -> Result<Vec<ReportRow>, Error> {
    house.must(by, Action::AnswerReports, &by.agency)?;
    let mut tx = house.db.read().await?;
    Ok(match waiting {
        true => reports::waiting(&mut tx, &by.agency, from, as_i64(limit)).await?,
        // Behind every identity: they are hexadecimal.
        false if from.is_empty() => reports::answered(&mut tx, &by.agency, "g", as_i64(limit)).await?,
        false => reports::answered(&mut tx, &by.agency, from, as_i64(limit)).await?,
    })
}

/// How many reports to the person's agency wait; none for who may not answer them.
///
/// # Errors
/// When the database cannot be read.
pub async fn reports_waiting(house: &House, by: &Officer) -> Result<u64, Error> {
    if !house.may(by, Action::AnswerReports, &by.agency) {
        return Ok(0);
    }
    Ok(as_u64(reports::count_waiting(&mut house.db.read().await?, &by.agency).await?))
}

/// How the reader can be reached; the trail says who looked.
///
/// # Errors
/// When the person may not answer the report, or its reader gave nothing or was answered.
pub async fn report_contact(house: &House, by: &Officer, id: &str) -> Result<String, Error> {
    let mut tx = house.db.begin().await?;
    let (row, by) = load(house, &mut tx, by, id).await?;
    let sealed = row.contact.as_deref().ok_or(Error::NotFound("这位读者的联系方式"))?;
    let opened = house.seal.open(&owner(&row.id), sealed)?;
    let (disclosure, agency) = (Some(row.disclosure_id.as_str()), row.agency_code.as_str());
    let detail = Some(json!({ "report": row.id }));
    record(house, &mut tx, &by, Step { action: "report-contact", disclosure, agency, reason: None, detail })
        .await?;
    tx.commit().await?;
    String::from_utf8(opened).map_err(|e| Error::Corrupt(e.to_string()))
}

async fn load(house: &House, tx: &mut Tx, by: &Officer, id: &str) -> Result<(ReportRow, Officer), Error> {
    let row = reports::get(tx, id).await?.ok_or(Error::NotFound("这份报告"))?;
    let by = house.must(by, Action::AnswerReports, &row.agency_code)?;
    Ok((row, by))
}

/// Answers a report: corrected in a later revision, or not, and why. The reader reads the words with the receipt code.
///
/// # Errors
/// When nothing is said, or what must not be open; when the revision is none that came after the report and changed
/// what is public; [`Error::Conflict`] when somebody else answered.
pub async fn answer_report(
    house: &House,
    by: &Officer,
    id: &str,
    (corrected_in, words): (Option<i64>, &str),
) -> Result<(), Error> {
    let words = within(words, LONGEST, "答复")?;
    if words.is_empty() {
        return Err(Error::Refused("请写明怎样核实、怎样处理，报告的人凭回执码看得到".into()));
    }
    must_be_clean(house, "答复会给报告的人看", words)?;
    let mut tx = house.db.begin().await?;
    let (row, by) = load(house, &mut tx, by, id).await?;
    if let Some(revision) = corrected_in {
        must_correct(&mut tx, &row, revision).await?;
    }
    let (disclosure, agency) = (row.disclosure_id.clone(), row.agency_code.clone());
    let answered = ReportRow {
        corrected_in,
        answer: Some(words.to_owned()),
        answered_by: Some(by.id.clone()),
        answered_by_name: Some(by.name.clone()),
        answered_at: Some(house.now_text()),
        ..row
    };
    reports::answer(&mut tx, &answered).await?;
    let detail = Some(json!({ "report": answered.id, "corrected_in": corrected_in }));
    let step = Step {
        action: "report-answer",
        disclosure: Some(&disclosure),
        agency: &agency,
        reason: Some(words),
        detail,
    };
    record(house, &mut tx, &by, step).await?;
    tx.commit().await?;
    Ok(())
}

/// Refuses a revision that cannot have corrected what the reader saw.
async fn must_correct(tx: &mut Tx, row: &ReportRow, revision: i64) -> Result<(), Error> {
    let made = versions::of_disclosure(tx, &row.disclosure_id).await?;
    let corrects = |v: &versions::VersionRow| {
        v.revision == revision && v.revision > row.revision && v.event == Event::Amend.as_str()
    };
    if made.iter().any(corrects) {
        return Ok(());
    }
    Err(Error::Refused(format!(
        "第 {revision} 版不是报告以后更新的版本（报告时是第 {} 版）：请先更正或更新这条信息，公开以后再答复",
        row.revision
    )))
}
