//! Letters of a case as files. They name who asks and for what: at the desk each is written down, on `/track` the receipt
//! code opens the ones that go to the applicant.

use bytes::Bytes;
use mingjing_opendata::paper::Letter;
use mingjing_procedures::{CaseFacts, Event, LetterAt, letters};
use mingjing_store::requests::{self, RequestRow};
use serde_json::json;

use super::{applicant, key, lodging, read_day, wanted};
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer};

/// As which kind of file a letter is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterFormat {
    /// For word processors.
    Docx,
    /// To be read and printed.
    Pdf,
}

impl LetterFormat {
    /// The format of an ending.
    #[must_use]
    pub fn of_ending(ending: &str) -> Option<Self> {
        match ending {
            "docx" => Some(Self::Docx),
            "pdf" => Some(Self::Pdf),
            _ => None,
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Pdf => "pdf",
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pdf => "application/pdf",
        }
    }
}

/// A letter in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterLine {
    /// Which.
    pub at: LetterAt,
    /// What it is.
    pub title: String,
    /// Its number.
    pub number: String,
}

/// A letter as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterFile {
    /// A name for it, without anybody's.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// The file.
    pub bytes: Bytes,
}

fn unknown() -> Error {
    Error::NotFound("这份文书")
}

/// The letters of a case, without what they say.
pub(super) fn listed(house: &House, row: &RequestRow, events: &[Event]) -> Result<Vec<LetterLine>, Error> {
    let lodged_on = read_day(&row.lodged_on)?;
    let facts = CaseFacts { number: &row.number, lodged_on, agency: "", applicant: "", wanted: "", form: "" };
    let line = |at| {
        let letter = house.rules.answers.letter(&facts, events, at)?;
        Some(LetterLine { at, title: letter.title, number: letter.number })
    };
    Ok(letters(events).into_iter().filter_map(line).collect())
}

fn file(
    house: &House,
    row: &RequestRow,
    events: &[Event],
    (at, format): (LetterAt, LetterFormat),
) -> Result<LetterFile, Error> {
    let (who, what) = (applicant(house, row)?, wanted(house, row)?);
    let register = house.register();
    let agency = register.agency_name(&row.agency_code);
    let facts = CaseFacts {
        agency,
        number: &row.number,
        lodged_on: read_day(&row.lodged_on)?,
        applicant: &who.name,
        wanted: &what.description,
        form: &what.form,
    };
    let said = house.rules.answers.letter(&facts, events, at).ok_or_else(unknown)?;
    let name = format!("{}-{}.{}", said.title, said.number, format.ending());
    let letter = Letter {
        title: said.title,
        number: said.number,
        to: if said.to.is_empty() { String::new() } else { format!("{}：", said.to) },
        text: said.text,
        from: agency.to_owned(),
        on: mingjing_procedures::zh_day(said.on),
    };
    let bytes = match format {
        LetterFormat::Docx => letter.docx()?,
        LetterFormat::Pdf => letter.pdf(),
    };
    Ok(LetterFile { name, media_type: format.media_type(), bytes: bytes.into() })
}

/// A letter of a case, for whoever handles it. That it was taken out is written down.
///
/// # Errors
/// When the person may not, there is no such letter, or the time to keep it is over.
pub async fn letter(
    house: &House,
    by: &Officer,
    id: &str,
    which: (LetterAt, LetterFormat),
) -> Result<LetterFile, Error> {
    let mut tx = house.db.begin().await?;
    let row = requests::one(&mut tx, id).await?.ok_or(Error::NotFound("这件申请"))?;
    let by = &house.must(by, Action::HandleRequests, &row.agency_code)?;
    let rows = requests::events(&mut tx, id).await?;
    let made = file(house, &row, &key(id).open_events(house, &rows)?, which)?;
    let detail = Some(json!({ "request": row.number, "letter": made.name }));
    let agency = row.agency_code.as_str();
    let step = Step { action: "request-letter", disclosure: None, agency, reason: None, detail };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(made)
}

/// A letter that went to the applicant, for whoever has the receipt code; none for any other code.
///
/// # Errors
/// When there is no such letter, or the database cannot be read.
pub async fn letter_of(
    house: &House,
    code: &str,
    which: (LetterAt, LetterFormat),
) -> Result<Option<LetterFile>, Error> {
    let mut tx = house.db.read().await?;
    let digest = lodging::receipt_digest(house, code);
    let Some(row) = requests::by_receipt(&mut tx, &digest).await? else { return Ok(None) };
    if !which.0.kind.is_for_applicant() {
        return Err(unknown());
    }
    let rows = requests::events(&mut tx, &row.id).await?;
    file(house, &row, &key(&row.id).open_events(house, &rows)?, which).map(Some)
}
