//! How an appeal comes in: by its writer's own form, noted at the desk from a letter, a call or a visit, or by the system of
//! a hotline.

use chrono::{Datelike, NaiveDate};
use mingjing_catalogue::FieldProblem;
use mingjing_procedures::appeal::{AnyAppeal, Event, Kind, Lodging, Way};
use mingjing_store::Tx;
use mingjing_store::appeals::{self, AppealRow};
use serde_json::json;

use super::{Said, Writer, advising, key, steps};
use crate::cases::wrong_mail;
use crate::requests::lodging::{ONCE_CHARS, clean};
use crate::requests::read_day;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer, Register, receipt_code};

/// Longest text of an appeal, in characters.
pub const LONGEST_TEXT: usize = 3_000;
/// Longest entries, in characters.
const LONGEST: [(&str, &str, usize); 5] = [
    ("title", "标题", 100),
    ("text", "具体内容", LONGEST_TEXT),
    ("name", "姓名或名称", 100),
    ("contact", "联系方式", 100),
    ("address", "通信地址", 200),
];
/// Those that must be there.
const NEEDED: [&str; 2] = ["title", "text"];

/// An appeal as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAppeal {
    /// What is wanted.
    pub kind: Kind,
    /// Where it happened.
    pub region: String,
    /// Code of the agency that should have it; empty for the office of the region, which decides.
    pub agency: String,
    /// What is said.
    pub said: Said,
    /// Who appeals.
    pub writer: Writer,
    /// Whether the answer may become public.
    pub consent: bool,
}

/// What its writer keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The code that opens the case to whoever has it. It is stored nowhere.
    pub code: String,
    /// Identity of the case.
    pub id: String,
    /// What people call the case.
    pub number: String,
    /// Name of the agency that has it.
    pub agency: String,
    /// The day.
    pub lodged_on: NaiveDate,
    /// The last day for what happens next.
    pub due_on: NaiveDate,
    /// Whether the same form had come before: then nothing new happened.
    pub again: bool,
}

/// Takes an appeal from its writer's own form. `once` is the token of the form: sent twice, it makes one case.
///
/// # Errors
/// [`Error::Invalid`] with every entry that is missing or too long.
pub async fn lodge(house: &House, new: NewAppeal, once: &str) -> Result<Receipt, Error> {
    let today = house.now().date_naive();
    let mut tx = house.db.begin().await?;
    let receipt = add(house, &mut tx, (new, once), (Way::Online, today), None).await?;
    tx.commit().await?;
    Ok(receipt)
}

/// Notes an appeal that came by letter, by telephone or in person, at the agency of whoever notes it unless another is named.
///
/// # Errors
/// As [`lodge`]; when the person may not, or the day lies ahead.
pub async fn register(
    house: &House,
    by: &Officer,
    new: NewAppeal,
    (way, on): (Way, NaiveDate),
    once: &str,
) -> Result<Receipt, Error> {
    let agency = if new.agency.is_empty() { by.agency.clone() } else { new.agency.clone() };
    let by = &house.must(by, Action::HandleAppeals, &agency)?;
    if way == Way::Online {
        return Err(Error::Refused("网上的诉求由提出人在网站上提交".into()));
    }
    if on > house.now().date_naive() {
        return Err(Error::Refused(format!("收到日期 {on} 还没有到，请核对")));
    }
    let new = NewAppeal { agency: agency.clone(), ..new };
    let mut tx = house.db.begin().await?;
    let receipt = add(house, &mut tx, (new, once), (way, on), Some(by)).await?;
    if !receipt.again {
        let detail = Some(json!({ "appeal": receipt.number, "way": way.zh() }));
        let step =
            Step { action: "appeal-register", disclosure: None, agency: &agency, reason: None, detail };
        record(house, &mut tx, by, step).await?;
    }
    tx.commit().await?;
    Ok(receipt)
}

/// Adds a case in a transaction that the caller ends.
pub(super) async fn add(
    house: &House,
    tx: &mut Tx,
    (new, once): (NewAppeal, &str),
    (way, on): (Way, NaiveDate),
    by: Option<&Officer>,
) -> Result<Receipt, Error> {
    let register = house.register();
    let new = cleaned(&register, new);
    checked(&register, &new)?;
    if once.len() < ONCE_CHARS {
        return Err(Error::Refused("表单不完整，请重新打开页面；填写的内容可以复制过去".into()));
    }
    let code = receipt_code::of_form(house, "appeal", once);
    let once = house.seal.digest("appeal form", once);
    // Whoever sends the same form at the same time waits here, and then finds the case.
    let year = house.now().date_naive().year();
    let serial = appeals::next_serial(tx, &new.agency, year.into()).await?;
    if let Some(row) = appeals::by_once(tx, &once).await? {
        let agency = register.agency_name(&row.agency_code).to_owned();
        let (lodged_on, due_on) = (read_day(&row.lodged_on)?, read_day(&row.due_on)?);
        return Ok(Receipt { code, id: row.id, number: row.number, agency, lodged_on, due_on, again: true });
    }
    let NewAppeal { kind, region, agency, said, writer, consent } = new;
    let lodging = Lodging { way, kind, agency: agency.clone(), consent };
    let appeal = AnyAppeal::lodge(on, &lodging);
    let id = house.new_id();
    let marks = advising::marks(house, &said);
    let like = advising::first_alike(tx, &marks).await?;
    let mut row = AppealRow {
        number: format!("诉{agency}-{year}-{serial:05}"),
        agency_code: agency,
        region_code: region,
        way: way.key().to_owned(),
        kind: kind.key().to_owned(),
        said: Some(key(&id).seal(house, "said", &said)?),
        writer: if writer.is_empty() { None } else { Some(key(&id).seal(house, "writer", &writer)?) },
        like_id: Some(like.clone().unwrap_or_else(|| id.clone())),
        receipt_digest: receipt_digest(house, &code),
        once_digest: once,
        state: String::new(),
        due_on: String::new(),
        ending: None,
        late: false,
        satisfied: None,
        urged: 0,
        withheld: false,
        disclosure_id: None,
        lodged_on: on.to_string(),
        closed_on: None,
        keep_until: None,
        lock_version: 0,
        id: id.clone(),
    };
    steps::project(house, &mut row, &appeal)?;
    appeals::add(tx, &row).await?;
    // What is never public helps nobody else, and nobody can look for it.
    if like.is_none() && house.rules.appeals.of(kind)?.publishable {
        for mark in &marks {
            appeals::add_mark(tx, mark, &id).await?;
        }
    }
    let event = key(&id).noted(house, by, (0, &Event::Lodged { on, lodging }))?;
    appeals::add_event(tx, &event).await?;
    steps::count(tx, None, &row).await?;
    let due_on = read_day(&row.due_on)?;
    let agency = register.agency_name(&row.agency_code).to_owned();
    Ok(Receipt { code, id, number: row.number, agency, lodged_on: on, due_on, again: false })
}

/// The digest of a code however it was typed.
pub(super) fn receipt_digest(house: &House, code: &str) -> String {
    receipt_code::digest(house, "appeal", code)
}

pub(super) fn cleaned(register: &Register, new: NewAppeal) -> NewAppeal {
    let NewAppeal { kind, region, agency, said, writer, consent } = new;
    let agency = match agency.trim() {
        "" => register.office_of(region.trim()).unwrap_or_default().to_owned(),
        agency => agency.to_owned(),
    };
    NewAppeal {
        kind,
        region: region.trim().to_owned(),
        agency,
        said: cleaned_said(said),
        writer: Writer {
            name: clean(&writer.name),
            contact: clean(&writer.contact),
            address: clean(&writer.address),
            mail: clean(&writer.mail),
        },
        consent,
    }
}

/// What is said, without characters that are not seen.
pub(super) fn cleaned_said(said: Said) -> Said {
    Said { title: clean(&said.title), text: clean(&said.text) }
}

fn checked(register: &Register, new: &NewAppeal) -> Result<(), Error> {
    let mut problems = Vec::new();
    let mut wrong = |field: &str, label: &str, message: String| {
        problems.push(FieldProblem { field: field.into(), label: label.into(), message });
    };
    let entries =
        [&new.said.title, &new.said.text, &new.writer.name, &new.writer.contact, &new.writer.address];
    for ((field, label, longest), entry) in LONGEST.into_iter().zip(entries) {
        let length = entry.chars().count();
        if length == 0 && NEEDED.contains(&field) {
            wrong(field, label, format!("请填写{label}"));
        } else if length > longest {
            wrong(field, label, format!("最多 {longest} 字，现在有 {length} 字"));
        }
    }
    if let Some(words) = wrong_mail(&new.writer.mail) {
        wrong("mail", "邮箱", words);
    }
    if register.open_region(&new.region).is_none() {
        wrong("region", "事情发生地", "请选择事情发生在哪里".into());
    } else if register.open_agency(&new.agency).is_none() {
        wrong("agency", "办理单位", "请选择由哪个单位办理，说不准的选“由政府办公室分办”".into());
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}
