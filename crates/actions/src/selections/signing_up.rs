//! How people sign up or are written in, and take it back.

use mingjing_catalogue::{FieldKind, FieldProblem};
use mingjing_procedures::selection::{AnySelection, Event, Terms};
use mingjing_store::Tx;
use mingjing_store::selections::{self, SelectionRow, SignUpRow};
use serde_json::json;

use super::{Person, key, load, person_part, replayed, rule, steps};
use crate::cases::wrong_mail;
use crate::house::as_u32;
use crate::requests::lodging::{ONCE_CHARS, clean, masked};
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer, receipt_code};

/// Longest reason, in characters.
pub const LONGEST_REASON: usize = 500;
/// Longest name or telephone, in characters.
const LONGEST_NAME: usize = 40;
/// Fewest digits of a telephone.
const FEWEST_DIGITS: usize = 7;
/// Random bytes of an entry's code: each is one of 32 letters.
const CODE: usize = 10;

/// A sign-up as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewSignUp {
    /// For which side.
    pub side: String,
    /// Who.
    pub person: Person,
}

/// What whoever signed up keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignUpReceipt {
    /// The code that shows the sign-up to whoever has it. It is stored nowhere.
    pub code: String,
    /// The code that is drawn; it will be public.
    pub entry: String,
    /// The sign-up, from 1.
    pub number: u32,
    /// Title of the notice.
    pub title: String,
    /// Whether the same form had come before: then nothing new happened.
    pub again: bool,
}

/// Takes a sign-up. `once` is the token of the form: sent twice, it makes one.
///
/// # Errors
/// [`Error::Invalid`] with every entry that does not fit; when nobody may sign up any more, or not yet.
pub async fn sign_up(house: &House, id: &str, new: NewSignUp, once: &str) -> Result<SignUpReceipt, Error> {
    let mut tx = house.db.begin().await?;
    let row = load(&mut tx, id).await?;
    let receipt = taken(house, &mut tx, (&row, ""), new, once).await?;
    if !receipt.again {
        tx.commit().await?;
    }
    Ok(receipt)
}

/// Writes in somebody who called, wrote or came, while people may sign up. Whoever does it hands over the receipt code, and
/// stands beside the sign-up.
///
/// # Errors
/// As for [`sign_up`]; when the person may not.
pub async fn register(
    house: &House,
    by: &Officer,
    id: &str,
    new: NewSignUp,
    once: &str,
) -> Result<SignUpReceipt, Error> {
    let mut tx = house.db.begin().await?;
    let row = load(&mut tx, id).await?;
    let by = &house.must(by, Action::HandleSelections, &row.agency_code)?;
    let receipt = taken(house, &mut tx, (&row, &by.name), new, once).await?;
    if !receipt.again {
        let detail = Some(json!({ "sign_up": receipt.number }));
        let agency = row.agency_code.as_str();
        let step = Step { action: "sign-up-register", disclosure: Some(id), agency, reason: None, detail };
        record(house, &mut tx, by, step).await?;
        tx.commit().await?;
    }
    Ok(receipt)
}

/// Adds a sign-up in a transaction; where the same form had come before, nothing of the transaction may stay.
async fn taken(
    house: &House,
    tx: &mut Tx,
    (row, registered_by): (&SelectionRow, &str),
    new: NewSignUp,
    once: &str,
) -> Result<SignUpReceipt, Error> {
    if once.len() < ONCE_CHARS {
        return Err(Error::Refused("表单不完整，请重新打开报名的页面；填写的内容可以复制过去".into()));
    }
    let new = cleaned(new);
    let digest = house.seal.digest("sign-up form", once);
    let code = receipt_code::of_form(house, "sign-up", once);
    let (id, title) = (row.id.as_str(), row.title.clone());
    let (state, _) = replayed(house, tx, id).await?;
    let state = state.ok_or(Error::NotFound("这次报名"))?;
    checked(house, (row, state.file().terms()), &new)?;
    // Whoever sends the same form at the same time waits here, and then finds the sign-up.
    let today = house.now().date_naive().to_string();
    let number = selections::count_sign_up(tx, id, &today).await?;
    if let Some(known) = selections::sign_up_by_once(tx, &digest).await? {
        let number = as_u32(known.number);
        return Ok(SignUpReceipt { code, entry: known.code, number, title, again: true });
    }
    let number = number.ok_or_else(|| over(row, &today))?;
    let phone: String = new.person.phone.chars().filter(char::is_ascii_digit).collect();
    let added = SignUpRow {
        selection_id: id.to_owned(),
        number,
        at: house.now_text(),
        code: receipt_code::written(&house.random_bytes::<CODE>()),
        side: new.side,
        person: Some(key(id).seal(house, &person_part(number), &new.person)?),
        mask: masked(&new.person.name),
        contact_digest: house.seal.digest(&format!("sign-up telephone {id}"), &phone),
        told: false,
        receipt_digest: receipt_digest(house, &code),
        once_digest: digest,
        registered_by: registered_by.to_owned(),
    };
    selections::add_sign_up(tx, &added).await?;
    Ok(SignUpReceipt { code, entry: added.code, number: as_u32(number), title, again: false })
}

/// Takes a sign-up back, for whoever has its receipt code; answers whether there is one.
///
/// # Errors
/// When it takes part no longer, or the time to sign up is over: then the list is being made.
pub async fn take_back(house: &House, code: &str) -> Result<bool, Error> {
    let mut tx = house.db.begin().await?;
    let digest = receipt_digest(house, code);
    let Some(found) = selections::sign_up_by_receipt(&mut tx, &digest).await? else { return Ok(false) };
    let row = load(&mut tx, &found.selection_id).await?;
    let (state, _) = replayed(house, &mut tx, &row.id).await?;
    let on = house.now().date_naive();
    let is_over = !matches!(&state, Some(AnySelection::SigningUp(s)) if on <= s.file().terms().closes);
    if is_over {
        let words = "报名已经截止，不能在这里退出。不能参加的，请打公告上的电话告诉主办单位";
        return Err(Error::Refused(words.into()));
    }
    let event = Event::Withdrawn { on, number: as_u32(found.number) };
    steps::apply(house, &mut tx, None, row, event).await?;
    tx.commit().await?;
    Ok(true)
}

fn over(row: &SelectionRow, today: &str) -> Error {
    let day = |day: &Option<String>| day.clone().unwrap_or_default();
    if row.opens_on.as_deref().is_some_and(|opens| today < opens) {
        return Error::Refused(format!("报名从 {} 开始，还没有开始", day(&row.opens_on)));
    }
    Error::Refused(format!("报名到 {} 为止，已经截止", day(&row.closes_on)))
}

/// The digest of a code however it was typed.
pub(super) fn receipt_digest(house: &House, code: &str) -> String {
    receipt_code::digest(house, "sign-up", code)
}

fn cleaned(new: NewSignUp) -> NewSignUp {
    let Person { name, phone, mail, reason, publish_name } = new.person;
    let person = Person {
        name: clean(&name),
        phone: clean(&phone),
        mail: clean(&mail),
        reason: clean(&reason),
        publish_name,
    };
    NewSignUp { side: new.side, person }
}

/// What keeps a name out of the list that would publish it.
fn unpublishable(house: &House, row: &SelectionRow, name: &str) -> Result<Option<String>, Error> {
    let people = house.item(&row.item)?.field(&rule(house, row)?.people);
    let Some(FieldKind::Table { columns }) = people.map(|field| &field.kind) else { return Ok(None) };
    let column = columns.iter().find(|column| column.key == house.rules.lots.fields.name);
    Ok(column.and_then(|column| column.parse(name, &house.knowledge()).err()))
}

fn checked(house: &House, (row, terms): (&SelectionRow, &Terms), new: &NewSignUp) -> Result<(), Error> {
    let mut problems = Vec::new();
    let mut wrong = |field: &str, label: &str, message: String| {
        problems.push(FieldProblem { field: field.into(), label: label.into(), message });
    };
    if !terms.sides.iter().any(|side| side.name == new.side) {
        wrong("side", "代表方面", "请选择您代表哪个方面".into());
    }
    let Person { name, phone, mail, reason, .. } = &new.person;
    for (field, label, entry, most) in [
        ("name", "姓名", name, LONGEST_NAME),
        ("phone", "联系电话", phone, LONGEST_NAME),
        ("reason", "职业和理由", reason, LONGEST_REASON),
    ] {
        let length = entry.chars().count();
        if length == 0 {
            wrong(field, label, format!("请填写{label}"));
        } else if length > most {
            wrong(field, label, format!("最多 {most} 字，现在有 {length} 字"));
        }
    }
    if let (true, Some(words)) = (new.person.publish_name, unpublishable(house, row, name)?) {
        wrong("name", "姓名", format!("{words}；不同意公布姓名的，请不要勾选"));
    }
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    if !phone.is_empty() && digits < FEWEST_DIGITS {
        wrong("phone", "联系电话", "请填写能打通的电话号码，至少 7 位数字".into());
    }
    if let Some(words) = wrong_mail(mail) {
        wrong("mail", "邮箱", words);
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}
