//! What somebody saw, noted: at the desk, or as a system hands it in.

use chrono::{DateTime, Datelike, FixedOffset};
use mingjing_catalogue::FieldProblem;
use mingjing_procedures::public_opinion::{AnyPublicOpinion, Event, Matter};
use mingjing_store::Tx;
use mingjing_store::public_opinions::{self, PublicOpinionRow};
use serde_json::json;

use super::{key, now, project, whole};
use crate::house::time_text;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer};

/// Entries with what people call them and how long they may be, in characters.
const LONGEST: [(&str, &str, usize); 3] =
    [("title", "标题", 100), ("text", "反映的内容", 3_000), ("seen", "在哪里看到的", 500)];

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOpinion {
    /// In a line; stays inside.
    pub title: String,
    /// What is said.
    pub text: String,
    /// Where it was seen: a site, a newspaper, an address.
    pub seen: String,
    /// Code of the agency whose business it seems to be.
    pub agency: String,
    /// When it was found.
    pub found: DateTime<FixedOffset>,
    /// When it happened, where it is an event and that is known.
    pub happened: Option<DateTime<FixedOffset>>,
}

impl NewOpinion {
    pub(super) fn checked(&self) -> Result<(), Error> {
        let mut problems = Vec::new();
        for ((field, label, longest), entry) in LONGEST.into_iter().zip([&self.title, &self.text, &self.seen])
        {
            let length = entry.trim().chars().count();
            let message = match length {
                0 => format!("请填写{label}"),
                _ if length > longest => format!("最多 {longest} 字，现在有 {length} 字"),
                _ => continue,
            };
            problems.push(FieldProblem { field: field.into(), label: label.into(), message });
        }
        if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
    }

    pub(super) fn matter(&self) -> Matter {
        Matter {
            title: self.title.trim().to_owned(),
            text: self.text.trim().to_owned(),
            seen: self.seen.trim().to_owned(),
            agency: self.agency.trim().to_owned(),
            found: whole(self.found),
            happened: self.happened.map(whole),
        }
    }
}

/// Notes public opinion at the desk; answers its identity.
///
/// # Errors
/// When the person may not for this agency; when something is not said, or a moment is not over.
pub async fn note(house: &House, by: &Officer, new: NewOpinion) -> Result<String, Error> {
    let by = &house.must(by, Action::NotePublicOpinion, &new.agency)?;
    new.checked()?;
    let mut tx = house.db.begin().await?;
    let row = add(house, &mut tx, by, (new, None)).await?;
    let detail = Some(json!({ "public_opinion": row.number }));
    let agency = &row.agency_code;
    let step = Step { action: "public-opinion-note", disclosure: None, agency, reason: None, detail };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(row.id)
}

/// Adds a case in a transaction; what the trail says comes after it.
pub(super) async fn add(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    (new, once): (NewOpinion, Option<String>),
) -> Result<PublicOpinionRow, Error> {
    let register = house.register();
    let agency = register.open_agency(new.agency.trim());
    let agency = agency.ok_or_else(|| Error::Refused("请从名册里选择单位".into()))?;
    let office = register.office_of(&agency.region_code).unwrap_or(&agency.code).to_owned();
    let at = now(house);
    let source = if once.is_some() { "api" } else { "desk" };
    let event = Event::Noted { at, matter: new.matter(), by: by.behind() };
    let case = AnyPublicOpinion::replay(&house.rules.public_opinion, std::slice::from_ref(&event))?;
    let case = case.ok_or_else(|| Error::Corrupt("舆情没有第一步".into()))?;
    let year = at.year();
    let serial = public_opinions::next_serial(tx, &office, year.into()).await?;
    let mut row = PublicOpinionRow {
        id: house.new_id(),
        number: format!("舆{office}-{year}-{serial:04}"),
        office_code: office,
        agency_code: String::new(),
        title: case.file().matter().title.clone(),
        level: None,
        state: String::new(),
        source: source.to_owned(),
        once,
        due_at: None,
        waits_for: None,
        next_look_at: None,
        late: false,
        draft_id: None,
        release_id: None,
        conference_id: None,
        ending: None,
        opened_at: time_text(at),
        closed_at: None,
        keep_until: None,
        lock_version: 0,
    };
    project(house, &mut row, (&case, true))?;
    public_opinions::add(tx, &row).await?;
    public_opinions::add_event(tx, &key(&row.id).noted(house, Some(by), (0, &event))?).await?;
    Ok(row)
}
