//! How a request comes in: by the applicant's own form, or noted at the desk from a letter or a visit.

use chrono::{Datelike, NaiveDate};
use mingjing_catalogue::FieldProblem;
use mingjing_procedures::{AnyRequest, Channel, Event, Purpose};
use mingjing_store::Tx;
use mingjing_store::requests::{self, RequestRow};
use serde_json::json;

use super::{Applicant, Wanted, key, rules, steps};
use crate::cases::wrong_mail;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer, receipt_code};

/// Longest entries, in characters.
const LONGEST: [(&str, &str, usize); 7] = [
    ("name", "姓名或名称", 100),
    ("identity", "身份证明", 100),
    ("contact", "联系方式", 100),
    ("address", "通信地址", 200),
    ("description", "所需信息的描述", 3_000),
    ("form", "获取方式", 40),
    ("evidence", "有什么证据", 3_000),
];
/// Those that may be empty; without evidence no record is mended.
const OPTIONAL: [&str; 2] = ["address", "evidence"];
/// Shortest token of a form, in characters: 128 bits as hexadecimal digits.
pub(crate) const ONCE_CHARS: usize = 32;

/// A request as it is written (第二十九条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRequest {
    /// Code of the agency that is asked.
    pub agency: String,
    /// Information, or that a record is mended.
    pub purpose: Purpose,
    /// Who asks.
    pub applicant: Applicant,
    /// What for.
    pub wanted: Wanted,
}

/// What the applicant keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The code that opens the case to whoever has it. It is stored nowhere.
    pub code: String,
    /// Identity of the case.
    pub id: String,
    /// What people call the case.
    pub number: String,
    /// Name of the agency.
    pub agency: String,
    /// The day.
    pub lodged_on: NaiveDate,
    /// Whether the same form had come before: then nothing new happened.
    pub again: bool,
}

/// Takes a request from the applicant's own form. `once` is the token of the form: sent twice, it makes one case.
///
/// # Errors
/// [`Error::Invalid`] with every entry that is missing or too long; when the agency takes no requests.
pub async fn lodge(house: &House, new: NewRequest, once: &str) -> Result<Receipt, Error> {
    let today = house.now().date_naive();
    let mut tx = house.db.begin().await?;
    let receipt = add(house, &mut tx, (new, once), (Channel::Online, today), None).await?;
    tx.commit().await?;
    Ok(receipt)
}

/// Notes a request that came by letter, fax or in person.
///
/// # Errors
/// As [`lodge`]; when the person may not, or the day lies ahead.
pub async fn register(
    house: &House,
    by: &Officer,
    new: NewRequest,
    (channel, on): (Channel, NaiveDate),
    once: &str,
) -> Result<Receipt, Error> {
    let by = &house.must(by, Action::HandleRequests, &new.agency)?;
    if channel == Channel::Online {
        return Err(Error::Refused("网上申请由申请人在网站上提交".into()));
    }
    if on > house.now().date_naive() {
        return Err(Error::Refused(format!("收到日期 {on} 还没有到，请核对")));
    }
    let agency = new.agency.clone();
    let mut tx = house.db.begin().await?;
    let receipt = add(house, &mut tx, (new, once), (channel, on), Some(by)).await?;
    if !receipt.again {
        let detail = Some(json!({ "request": receipt.number, "channel": channel.zh() }));
        let step =
            Step { action: "request-register", disclosure: None, agency: &agency, reason: None, detail };
        record(house, &mut tx, by, step).await?;
    }
    tx.commit().await?;
    Ok(receipt)
}

async fn add(
    house: &House,
    tx: &mut Tx,
    (new, once): (NewRequest, &str),
    (channel, on): (Channel, NaiveDate),
    by: Option<&Officer>,
) -> Result<Receipt, Error> {
    let new = cleaned(new);
    checked(house, &new)?;
    if once.len() < ONCE_CHARS {
        return Err(Error::Refused("表单不完整，请重新打开申请页面；填写的内容可以复制过去".into()));
    }
    let code = receipt_code::of_form(house, "request", once);
    let once = house.seal.digest("request form", once);
    // Whoever sends the same form at the same time waits here, and then finds the case.
    let year = house.now().date_naive().year();
    let serial = requests::next_serial(tx, &new.agency, year.into()).await?;
    let register = house.register();
    let agency = register.agency_name(&new.agency).to_owned();
    if let Some(row) = requests::by_once(tx, &once).await? {
        let lodged_on = super::read_day(&row.lodged_on)?;
        return Ok(Receipt { code, id: row.id, number: row.number, agency, lodged_on, again: true });
    }
    let request = AnyRequest::lodge(&rules(house), (new.purpose, channel), on)?;
    let id = house.new_id();
    let number = format!("{}-{year}-{serial:05}", new.agency);
    let NewRequest { agency: agency_code, purpose, applicant, wanted } = new;
    // Who wants the same record mended does not ask for the same information.
    let same = if purpose == Purpose::Record { "record wanted" } else { "request wanted" };
    let mut row = RequestRow {
        number: number.clone(),
        agency_code,
        purpose: purpose.key().to_owned(),
        channel: channel.key().to_owned(),
        applicant_kind: applicant.kind.key().to_owned(),
        applicant_mask: masked(&applicant.name),
        applicant_digest: house.seal.digest("request applicant", &same_person(&applicant)),
        applicant: Some(key(&id).seal(house, "applicant", &applicant)?),
        wanted_digest: house.seal.digest(same, &same_words(&wanted.description)),
        wanted: Some(key(&id).seal(house, "wanted", &wanted)?),
        receipt_digest: receipt_digest(house, &code),
        once_digest: once,
        state: String::new(),
        due_on: String::new(),
        outcome: None,
        late: false,
        lodged_on: on.to_string(),
        closed_on: None,
        keep_until: None,
        lock_version: 0,
        id: id.clone(),
    };
    steps::project(house, &mut row, &request, on)?;
    requests::add(tx, &row).await?;
    let event = key(&id).noted(house, by, (0, &Event::Lodged { on, channel, purpose }))?;
    requests::add_event(tx, &event).await?;
    Ok(Receipt { code, id, number, agency, lodged_on: on, again: false })
}

/// The digest of a code however it was typed.
pub(super) fn receipt_digest(house: &House, code: &str) -> String {
    receipt_code::digest(house, "request", code)
}

/// The first character and a star for the rest.
pub(crate) fn masked(name: &str) -> String {
    name.chars().take(1).chain("*".repeat(name.chars().count().saturating_sub(1).min(3)).chars()).collect()
}

/// What makes somebody the same applicant.
fn same_person(applicant: &Applicant) -> String {
    format!("{}\n{}", same_words(&applicant.name), same_words(&applicant.identity))
}

fn same_words(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

/// Without characters that are not seen and could turn or hide others.
pub(crate) fn clean(text: &str) -> String {
    let hidden = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().filter(|c| !hidden(*c)).collect::<String>().trim().to_owned()
}

fn cleaned(new: NewRequest) -> NewRequest {
    let NewRequest { agency, purpose, applicant, wanted } = new;
    NewRequest {
        agency,
        purpose,
        applicant: Applicant {
            kind: applicant.kind,
            name: clean(&applicant.name),
            identity: clean(&applicant.identity),
            contact: clean(&applicant.contact),
            address: clean(&applicant.address),
            mail: clean(&applicant.mail),
        },
        wanted: Wanted {
            description: clean(&wanted.description),
            form: clean(&wanted.form),
            evidence: clean(&wanted.evidence),
        },
    }
}

fn checked(house: &House, new: &NewRequest) -> Result<(), Error> {
    let mut problems = Vec::new();
    let mut wrong = |field: &str, label: &str, message: String| {
        problems.push(FieldProblem { field: field.into(), label: label.into(), message });
    };
    if house.register().open_agency(&new.agency).is_none() {
        wrong("agency", "受理机关", "请选择向哪个机关申请".into());
    }
    let entries = [
        &new.applicant.name,
        &new.applicant.identity,
        &new.applicant.contact,
        &new.applicant.address,
        &new.wanted.description,
        &new.wanted.form,
        &new.wanted.evidence,
    ];
    for ((field, label, longest), entry) in LONGEST.into_iter().zip(entries) {
        let length = entry.chars().count();
        let shows = field == "evidence" && new.purpose == Purpose::Record;
        if length == 0 && shows {
            wrong(field, label, format!("请写明{label}，放在文件里的写明是哪一份(条例第四十一条)"));
        } else if length == 0 && !OPTIONAL.contains(&field) {
            wrong(field, label, format!("请填写{label}(条例第二十九条)"));
        } else if length > longest {
            wrong(field, label, format!("最多 {longest} 字，现在有 {length} 字"));
        }
    }
    if let Some(words) = wrong_mail(&new.applicant.mail) {
        wrong("mail", "邮箱", words);
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_masked_and_hidden_characters_taken_out() {
        assert_eq!((masked("王小明"), masked("王"), masked("")), ("王**".into(), "王".into(), String::new()));
        assert_eq!(clean(" 甲\u{202e}乙\u{0}\n丙\u{feff} "), "甲乙\n丙");
        assert_eq!(same_words("《预算 说明》。"), same_words("预算说明"));
    }
}
