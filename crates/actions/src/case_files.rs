//! Files of a case: what a citizen sends with the form, such as a copy of a document or a photograph, and what an answer
//! gives. They are sealed like the rest of the case, lie in the database and never in the store of public files, and go when
//! the time to keep the case is over.

use bytes::Bytes;
use chrono::TimeDelta;
use mingjing_attachments::{Limits, Refused, inspect};
use mingjing_procedures::appeal::AnyAppeal;
use mingjing_procedures::{AnyRequest, Outcome};
use mingjing_store::case_files::{self, CaseFileRow};
use mingjing_store::{Tx, appeals, requests};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::cases::CaseKey;
use crate::house::{as_u64, time_text};
use crate::requests::lodging::ONCE_CHARS;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer, receipt_code};

/// Longest file, in bytes, and most files of one side of a case.
const MAX_BYTES: usize = 5 << 20;
const MOST: usize = 5;
/// How long files of a form wait that makes no case.
const WAIT: TimeDelta = TimeDelta::days(1);

/// Procedures whose cases have files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilesOf {
    /// Requests for information.
    Request,
    /// Appeals.
    Appeal,
}

/// Whose a file of a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilePart {
    /// The citizen sent it.
    Citizen,
    /// It belongs to the answer.
    Answer,
}

impl FilePart {
    fn key(self) -> &'static str {
        match self {
            Self::Citizen => "applicant",
            Self::Answer => "answer",
        }
    }

    fn of(row: &CaseFileRow) -> Self {
        if row.part == Self::Answer.key() { Self::Answer } else { Self::Citizen }
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

/// What is stored of the case that a file belongs to.
struct Owner {
    form: String,
    number: String,
    agency: String,
    /// Whether the files of the answer are the citizen's by now.
    given: bool,
}

/// How far a case is, for its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// An answer is being prepared.
    Handled,
    /// It waits for something else.
    Waits,
    Ended,
}

fn unknown() -> Error {
    Error::NotFound("这个文件")
}

/// Leaves out files of an answer that was not given.
pub(crate) fn keep_given(files: &mut Vec<FileLine>, given: bool) {
    files.retain(|file| file.part == FilePart::Citizen || given);
}

impl From<requests::RequestRow> for Owner {
    fn from(row: requests::RequestRow) -> Self {
        let outcome = row.outcome.as_deref().and_then(Outcome::of_key);
        let given = outcome.is_some_and(Outcome::is_answer);
        Self { form: row.once_digest, number: row.number, agency: row.agency_code, given }
    }
}

impl From<appeals::AppealRow> for Owner {
    fn from(row: appeals::AppealRow) -> Self {
        let given = row.ending.is_some();
        Self { form: row.once_digest, number: row.number, agency: row.agency_code, given }
    }
}

impl FilesOf {
    /// The words under which tokens of forms and files are sealed, and steps are noted.
    fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Appeal => "appeal",
        }
    }

    fn key(self, id: &str) -> CaseKey<'_> {
        let of = match self {
            Self::Request => "request file",
            Self::Appeal => "appeal file",
        };
        CaseKey { of, id }
    }

    fn form(self, house: &House, once: &str) -> String {
        house.seal.digest(&format!("{} form", self.word()), once)
    }

    fn read(self) -> Action {
        match self {
            Self::Request => Action::ReadRequests,
            Self::Appeal => Action::ReadAppeals,
        }
    }

    fn handle(self) -> Action {
        match self {
            Self::Request => Action::HandleRequests,
            Self::Appeal => Action::HandleAppeals,
        }
    }

    fn line(self, house: &House, row: CaseFileRow) -> Result<FileLine, Error> {
        let about: About = self.key(&row.id).open(house, "about", &row.about)?;
        Ok(FileLine { part: FilePart::of(&row), name: about.name, size: as_u64(row.size), id: row.id })
    }

    /// The files of a form or of the case it made.
    pub(crate) async fn listed(self, house: &House, tx: &mut Tx, form: &str) -> Result<Vec<FileLine>, Error> {
        case_files::of_form(tx, form).await?.into_iter().map(|row| self.line(house, row)).collect()
    }

    async fn owner(self, tx: &mut Tx, id: &str) -> Result<Owner, Error> {
        match self {
            Self::Request => requests::one(tx, id).await?.map(Owner::from).ok_or(Error::NotFound("这件申请")),
            Self::Appeal => appeals::one(tx, id).await?.map(Owner::from).ok_or(Error::NotFound("这件诉求")),
        }
    }

    async fn has_made_a_case(self, tx: &mut Tx, form: &str) -> Result<bool, Error> {
        Ok(match self {
            Self::Request => requests::by_once(tx, form).await?.is_some(),
            Self::Appeal => appeals::by_once(tx, form).await?.is_some(),
        })
    }

    async fn stage(self, house: &House, tx: &mut Tx, id: &str) -> Result<Stage, Error> {
        Ok(match self {
            Self::Request => {
                let rows = requests::events(tx, id).await?;
                let events = crate::requests::key(id).open_events(house, &rows)?;
                match AnyRequest::replay(&crate::requests::rules(house), &events)? {
                    Some(AnyRequest::Handling(_)) => Stage::Handled,
                    Some(AnyRequest::Closed(_)) | None => Stage::Ended,
                    Some(_) => Stage::Waits,
                }
            }
            Self::Appeal => {
                let rows = appeals::events(tx, id).await?;
                let events = crate::appeals::key(id).open_events(house, &rows)?;
                match AnyAppeal::replay(&crate::appeals::rules(house), &events)? {
                    Some(AnyAppeal::Handling(_) | AnyAppeal::Lodged(_)) => Stage::Handled,
                    Some(AnyAppeal::Answered(_) | AnyAppeal::Closed(_)) | None => Stage::Ended,
                    Some(_) => Stage::Waits,
                }
            }
        })
    }
}

/// Looks at a file and seals it. Looking takes its time, so it is not done where requests are answered.
async fn sealed(
    of: FilesOf,
    house: &House,
    (form, part): (&str, FilePart),
    (name, bytes): (String, Bytes),
) -> Result<Result<(CaseFileRow, String), Refused>, Error> {
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
    let row = CaseFileRow {
        form: form.to_owned(),
        part: part.key().to_owned(),
        about: of.key(&id).seal(house, "about", &about)?,
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        added_at: house.now_text(),
        id: id.clone(),
    };
    let content = of.key(&id).seal_bytes(house, "content", &bytes)?;
    Ok(Ok((row, content)))
}

impl FilesOf {
    /// Keeps files that come with a form before what is written in it is looked at, so that none has to be chosen again when
    /// something is missing; and takes away those the sender does not want any more. Answers what is kept, and why the others
    /// are not.
    ///
    /// # Errors
    /// When the token of the form is none, or the database refuses.
    pub async fn keep(
        self,
        house: &House,
        once: &str,
        files: Vec<(String, Bytes)>,
        unwanted: &[String],
    ) -> Result<(Vec<FileLine>, Vec<String>), Error> {
        if once.len() < ONCE_CHARS {
            return Ok((Vec::new(), Vec::new()));
        }
        let form = self.form(house, once);
        let mut refused = Vec::new();
        let mut ready = Vec::new();
        for file in files.into_iter().take(MOST + 1) {
            match sealed(self, house, (&form, FilePart::Citizen), file).await? {
                Ok(one) => ready.push(one),
                Err(why) => refused.push(why.to_string()),
            }
        }
        let mut tx = house.db.begin().await?;
        case_files::forget_abandoned(&mut tx, &time_text(house.now() - WAIT)).await?;
        // Of a form that has made a case, nothing changes any more.
        if !self.has_made_a_case(&mut tx, &form).await? {
            for id in unwanted {
                case_files::remove(&mut tx, (&form, id), FilePart::Citizen.key()).await?;
            }
            let mut here = case_files::of_form(&mut tx, &form).await?.len();
            for (row, content) in ready {
                if here >= MOST {
                    refused.push(format!("最多 {MOST} 个文件，多出来的没有收下"));
                    break;
                }
                case_files::add(&mut tx, &row, &content).await?;
                here += 1;
            }
        }
        let kept = self.listed(house, &mut tx, &form).await?;
        tx.commit().await?;
        Ok((kept, refused))
    }

    /// The case, for changing its files. Those of an answer change only while it is handled, so that who agrees to the answer
    /// has seen them; what the citizen sends may come as long as the case is open.
    async fn in_hand(
        self,
        house: &House,
        tx: &mut Tx,
        by: &Officer,
        (id, part): (&str, FilePart),
    ) -> Result<(Owner, Officer), Error> {
        let owner = self.owner(tx, id).await?;
        let by = house.must(by, self.handle(), &owner.agency)?;
        match (self.stage(house, tx, id).await?, part) {
            (Stage::Handled, _) | (Stage::Waits, FilePart::Citizen) => Ok((owner, by)),
            (Stage::Ended, FilePart::Citizen) => Err(Error::Refused("这一件已经办结，不再收材料".into())),
            _ => Err(Error::Refused("只有办理中的，才能增减答复的文件；已提交审核的，先退回".into())),
        }
    }

    async fn noted(
        self,
        house: &House,
        tx: &mut Tx,
        by: &Officer,
        (actions, owner): ([&'static str; 2], &Owner),
    ) -> Result<(), Error> {
        let action = match self {
            Self::Request => actions[0],
            Self::Appeal => actions[1],
        };
        let detail = Some(json!({ (self.word()): owner.number }));
        record(house, tx, by, Step { action, disclosure: None, agency: &owner.agency, reason: None, detail })
            .await
    }

    /// Puts a file to a case: to the answer that is being prepared, or what the citizen sent by letter or brought.
    ///
    /// # Errors
    /// When the person may not, the case is not in the state for it, there are enough, or the file may not be given.
    pub async fn add(
        self,
        house: &House,
        by: &Officer,
        (id, part): (&str, FilePart),
        file: (String, Bytes),
    ) -> Result<(), Error> {
        let form = {
            let mut tx = house.db.read().await?;
            self.in_hand(house, &mut tx, by, (id, part)).await?.0.form
        };
        let (new, content) =
            sealed(self, house, (&form, part), file).await?.map_err(|why| Error::Refused(why.to_string()))?;
        let mut tx = house.db.begin().await?;
        let (owner, by) = self.in_hand(house, &mut tx, by, (id, part)).await?;
        let here = case_files::of_form(&mut tx, &form).await?;
        if here.iter().filter(|file| file.part == part.key()).count() >= MOST {
            return Err(Error::Refused(format!("答复的文件、提交的材料，各最多 {MOST} 个")));
        }
        case_files::add(&mut tx, &new, &content).await?;
        self.noted(house, &mut tx, &by, (["request-file-add", "appeal-file-add"], &owner)).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Takes a file away from the answer that is being prepared.
    ///
    /// # Errors
    /// When the person may not, the case is not being handled, or there is no such file.
    pub async fn remove(self, house: &House, by: &Officer, id: &str, file: &str) -> Result<(), Error> {
        let mut tx = house.db.begin().await?;
        let (owner, by) = self.in_hand(house, &mut tx, by, (id, FilePart::Answer)).await?;
        if case_files::remove(&mut tx, (&owner.form, file), FilePart::Answer.key()).await? == 0 {
            return Err(unknown());
        }
        self.noted(house, &mut tx, &by, (["request-file-remove", "appeal-file-remove"], &owner)).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn opened(
        self,
        house: &House,
        tx: &mut Tx,
        (form, id): (&str, &str),
    ) -> Result<(FilePart, CaseFile), Error> {
        let (row, content) = case_files::one(tx, form, id).await?.ok_or_else(unknown)?;
        let about: About = self.key(id).open(house, "about", &row.about)?;
        let bytes = self.key(id).open_bytes(house, "content", &content)?;
        let file = CaseFile { name: about.name, media_type: about.media_type, bytes: bytes.into() };
        Ok((FilePart::of(&row), file))
    }

    /// A file of a case at the desk: what the citizen sent for whoever handles the case, what belongs to the answer for whoever
    /// reads it too. That it was taken out is written down.
    ///
    /// # Errors
    /// When the person may not, or there is no such file.
    pub async fn take(self, house: &House, by: &Officer, id: &str, file: &str) -> Result<CaseFile, Error> {
        let mut tx = house.db.begin().await?;
        let owner = self.owner(&mut tx, id).await?;
        house.must(by, self.read(), &owner.agency)?;
        let (part, found) = self.opened(house, &mut tx, (&owner.form, file)).await?;
        let action = if part == FilePart::Answer { self.read() } else { self.handle() };
        let by = house.must(by, action, &owner.agency)?;
        self.noted(house, &mut tx, &by, (["request-file-read", "appeal-file-read"], &owner)).await?;
        tx.commit().await?;
        Ok(found)
    }

    /// A file for whoever has the receipt code: their own, and those of the answer once it was given; none for any other code.
    ///
    /// # Errors
    /// When there is no such file, or the database cannot be read.
    pub async fn by_code(self, house: &House, code: &str, file: &str) -> Result<Option<CaseFile>, Error> {
        let mut tx = house.db.read().await?;
        let digest = receipt_code::digest(house, self.word(), code);
        let owner = match self {
            Self::Request => requests::by_receipt(&mut tx, &digest).await?.map(Owner::from),
            Self::Appeal => appeals::by_receipt(&mut tx, &digest).await?.map(Owner::from),
        };
        let Some(owner) = owner else { return Ok(None) };
        let (part, found) = self.opened(house, &mut tx, (&owner.form, file)).await?;
        if part == FilePart::Answer && !owner.given {
            return Err(unknown());
        }
        Ok(Some(found))
    }
}
