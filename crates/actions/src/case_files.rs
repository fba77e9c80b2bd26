//! Files of a case: what the applicant sends with the form, such as a copy of a document, and the information itself that an
//! answer gives. They are sealed like the rest of the case, lie in the database and never in the store of public files, and
//! go when the time to keep the case is over.

use bytes::Bytes;
use chrono::TimeDelta;
use mingjing_attachments::{Limits, Refused, inspect};
use mingjing_procedures::{AnyRequest, Outcome};
use mingjing_store::Tx;
use mingjing_store::request_files::{self, RequestFileRow};
use mingjing_store::requests::{self, RequestRow};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::lodging::{self, ONCE_CHARS};
use super::{key, rules};
use crate::cases::CaseKey;
use crate::house::{as_u64, time_text};
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer};

/// Longest file, in bytes, and most files of one side of a case.
const MAX_BYTES: usize = 5 << 20;
const MOST: usize = 5;
/// How long files of a form wait that makes no case.
const WAIT: TimeDelta = TimeDelta::days(1);

/// Whose a file of a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilePart {
    /// The applicant sent it.
    Applicant,
    /// It belongs to the answer.
    Answer,
}

impl FilePart {
    fn key(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Answer => "answer",
        }
    }

    fn of(row: &RequestFileRow) -> Self {
        if row.part == Self::Answer.key() { Self::Answer } else { Self::Applicant }
    }
}

/// A file in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLine {
    /// Identity.
    pub id: String,
    /// Whose it is.
    pub part: FilePart,
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size: u64,
}

/// A file with what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFile {
    /// Its name.
    pub name: String,
    /// Media type by content.
    pub media_type: String,
    /// The file.
    pub bytes: Bytes,
}

#[derive(Serialize, Deserialize)]
struct About {
    name: String,
    media_type: String,
}

fn owner(id: &str) -> CaseKey<'_> {
    CaseKey { of: "request file", id }
}

fn unknown() -> Error {
    Error::NotFound("这个文件")
}

fn form_digest(house: &House, once: &str) -> String {
    house.seal.digest("request form", once)
}

fn line(house: &House, row: RequestFileRow) -> Result<FileLine, Error> {
    let about: About = owner(&row.id).open(house, "about", &row.about)?;
    Ok(FileLine { part: FilePart::of(&row), name: about.name, size: as_u64(row.size), id: row.id })
}

/// The files of a form or of the case it made.
pub(super) async fn listed(house: &House, tx: &mut Tx, form: &str) -> Result<Vec<FileLine>, Error> {
    request_files::of_form(tx, form).await?.into_iter().map(|row| line(house, row)).collect()
}

/// Looks at a file and seals it. Looking takes its time, so it is not done where requests are answered.
async fn sealed(
    house: &House,
    (form, part): (&str, FilePart),
    (name, bytes): (String, Bytes),
) -> Result<Result<(RequestFileRow, String), Refused>, Error> {
    let limits = Limits { max_bytes: MAX_BYTES, ..Limits::default() };
    let look = {
        let bytes = bytes.clone();
        tokio::task::spawn_blocking(move || inspect(&name, &bytes, &limits))
    };
    let found = match look.await.map_err(|e| Error::Refused(format!("文件没有读完：{e}")))? {
        Ok(found) => found,
        Err(refused) => return Ok(Err(refused)),
    };
    let id = house.new_id();
    let about = About { name: found.name, media_type: found.media_type };
    let row = RequestFileRow {
        form: form.to_owned(),
        part: part.key().to_owned(),
        about: owner(&id).seal(house, "about", &about)?,
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        added_at: house.now_text(),
        id: id.clone(),
    };
    let content = owner(&id).seal_bytes(house, "content", &bytes)?;
    Ok(Ok((row, content)))
}

/// Keeps files that come with a form before what is written in it is looked at, so that none has to be chosen again when
/// something is missing; and takes away those the sender does not want any more. Answers what is kept, and why the others
/// are not.
///
/// # Errors
/// When the token of the form is none, or the database refuses.
pub async fn keep_files(
    house: &House,
    once: &str,
    files: Vec<(String, Bytes)>,
    unwanted: &[String],
) -> Result<(Vec<FileLine>, Vec<String>), Error> {
    if once.len() < ONCE_CHARS {
        return Ok((Vec::new(), Vec::new()));
    }
    let form = form_digest(house, once);
    let mut refused = Vec::new();
    let mut ready = Vec::new();
    for file in files.into_iter().take(MOST + 1) {
        match sealed(house, (&form, FilePart::Applicant), file).await? {
            Ok(one) => ready.push(one),
            Err(why) => refused.push(why.to_string()),
        }
    }
    let mut tx = house.db.begin().await?;
    request_files::forget_abandoned(&mut tx, &time_text(house.now() - WAIT)).await?;
    // Of a form that has made a case, nothing changes any more.
    if requests::by_once(&mut tx, &form).await?.is_none() {
        for id in unwanted {
            request_files::remove(&mut tx, (&form, id), FilePart::Applicant.key()).await?;
        }
        let mut here = request_files::of_form(&mut tx, &form).await?.len();
        for (row, content) in ready {
            if here >= MOST {
                refused.push(format!("最多 {MOST} 个文件，多出来的没有收下"));
                break;
            }
            request_files::add(&mut tx, &row, &content).await?;
            here += 1;
        }
    }
    let kept = listed(house, &mut tx, &form).await?;
    tx.commit().await?;
    Ok((kept, refused))
}

/// The case, for changing its files. Those of an answer change only while it is handled, so that who agrees to the answer
/// has seen them; what the applicant sends may come as long as the case is open.
async fn in_hand(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    (id, part): (&str, FilePart),
) -> Result<(RequestRow, Officer), Error> {
    let row = requests::one(tx, id).await?.ok_or(Error::NotFound("这件申请"))?;
    let by = house.must(by, Action::HandleRequests, &row.agency_code)?;
    let events = requests::events(tx, id).await?;
    let request = AnyRequest::replay(&rules(house), &key(id).open_events(house, &events)?)?;
    match (request, part) {
        (Some(AnyRequest::Handling(_)), _) => Ok((row, by)),
        (Some(AnyRequest::Closed(_)) | None, FilePart::Applicant) => {
            Err(Error::Refused("这件申请已经办结，不再收材料".into()))
        }
        (_, FilePart::Applicant) => Ok((row, by)),
        _ => Err(Error::Refused("只有办理中的申请，才能增减答复的文件；已提交审核的，先退回".into())),
    }
}

async fn noted(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    (action, row): (&'static str, &RequestRow),
) -> Result<(), Error> {
    let detail = Some(json!({ "request": row.number }));
    record(house, tx, by, Step { action, disclosure: None, agency: &row.agency_code, reason: None, detail })
        .await
}

/// Puts a file to a case: to the answer that is being prepared, or what the applicant sent by letter or brought.
///
/// # Errors
/// When the person may not, the case is not in the state for it, there are enough, or the file may not be given.
pub async fn add_file(
    house: &House,
    by: &Officer,
    (id, part): (&str, FilePart),
    file: (String, Bytes),
) -> Result<(), Error> {
    let form = {
        let mut tx = house.db.read().await?;
        in_hand(house, &mut tx, by, (id, part)).await?.0.once_digest
    };
    let (new, content) =
        sealed(house, (&form, part), file).await?.map_err(|why| Error::Refused(why.to_string()))?;
    let mut tx = house.db.begin().await?;
    let (row, by) = in_hand(house, &mut tx, by, (id, part)).await?;
    let here = request_files::of_form(&mut tx, &form).await?;
    if here.iter().filter(|file| file.part == part.key()).count() >= MOST {
        return Err(Error::Refused(format!("答复的文件、申请人的材料，各最多 {MOST} 个")));
    }
    request_files::add(&mut tx, &new, &content).await?;
    noted(house, &mut tx, &by, ("request-file-add", &row)).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a file away from the answer that is being prepared.
///
/// # Errors
/// When the person may not, the case is not being handled, or there is no such file.
pub async fn remove_answer_file(house: &House, by: &Officer, id: &str, file: &str) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let (row, by) = in_hand(house, &mut tx, by, (id, FilePart::Answer)).await?;
    if request_files::remove(&mut tx, (&row.once_digest, file), FilePart::Answer.key()).await? == 0 {
        return Err(unknown());
    }
    noted(house, &mut tx, &by, ("request-file-remove", &row)).await?;
    tx.commit().await?;
    Ok(())
}

async fn opened(house: &House, tx: &mut Tx, (form, id): (&str, &str)) -> Result<(FilePart, CaseFile), Error> {
    let (row, content) = request_files::one(tx, form, id).await?.ok_or_else(unknown)?;
    let about: About = owner(id).open(house, "about", &row.about)?;
    let bytes = owner(id).open_bytes(house, "content", &content)?;
    Ok((FilePart::of(&row), CaseFile { name: about.name, media_type: about.media_type, bytes: bytes.into() }))
}

/// A file of a case at the desk: what the applicant sent for whoever handles the case, what belongs to the answer for whoever
/// reads it too. That it was taken out is written down.
///
/// # Errors
/// When the person may not, or there is no such file.
pub async fn case_file(house: &House, by: &Officer, id: &str, file: &str) -> Result<CaseFile, Error> {
    let mut tx = house.db.begin().await?;
    let row = requests::one(&mut tx, id).await?.ok_or(Error::NotFound("这件申请"))?;
    house.must(by, Action::ReadRequests, &row.agency_code)?;
    let (part, found) = opened(house, &mut tx, (&row.once_digest, file)).await?;
    let action = if part == FilePart::Answer { Action::ReadRequests } else { Action::HandleRequests };
    let by = house.must(by, action, &row.agency_code)?;
    noted(house, &mut tx, &by, ("request-file-read", &row)).await?;
    tx.commit().await?;
    Ok(found)
}

/// Whether the files of the answer are the applicant's by now.
pub(super) fn are_given(row: &RequestRow) -> bool {
    row.outcome.as_deref().and_then(Outcome::of_key).is_some_and(Outcome::is_answer)
}

/// A file for whoever has the receipt code: their own, and those of the answer once it was given; none for any other code.
///
/// # Errors
/// When there is no such file, or the database cannot be read.
pub async fn file_of(house: &House, code: &str, file: &str) -> Result<Option<CaseFile>, Error> {
    let mut tx = house.db.read().await?;
    let digest = lodging::receipt_digest(house, code);
    let Some(row) = requests::by_receipt(&mut tx, &digest).await? else { return Ok(None) };
    let (part, found) = opened(house, &mut tx, (&row.once_digest, file)).await?;
    if part == FilePart::Answer && !are_given(&row) {
        return Err(unknown());
    }
    Ok(Some(found))
}
