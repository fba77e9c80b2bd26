//! What people at the desk see: working versions, what is public of their agency, rows that wait, the audit trail.

use bytes::Bytes;
use mingjing_catalogue::Visibility;
use mingjing_publication::{Attachment, Content, Event, Kind};
use mingjing_store::Tx;
use mingjing_store::attachments;
use mingjing_store::audit::{self, AuditRow};
use mingjing_store::blobs;
use mingjing_store::drafts::{self, DisclosureRow};
use mingjing_store::held::{self, HeldFile, HeldLine};

use crate::consulting;
use crate::held::HeldRecord;
use crate::house::{as_i64, as_u64};
use crate::reading::{self, PublicDisclosure, Revision};
use crate::working::{self, Draft};
use crate::{Action, Error, House, Officer};

/// A working version of the person's agency.
///
/// # Errors
/// When there is none, or it belongs to another agency.
pub async fn draft(house: &House, by: &Officer, id: &str) -> Result<Draft, Error> {
    let mut tx = house.db.read().await?;
    let draft = working::load(&mut tx, id).await?;
    must_see(house, &mut tx, by, &draft.head).await?;
    Ok(draft)
}

/// How far screening could read an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All the text in it.
    Whole,
    /// Only the beginning: it is too long, or reading it broke off.
    Part,
    /// Nothing: it is a picture or a sound, or its text cannot be read.
    Nothing,
}

impl Reach {
    /// What the screener has to know; empty for all the text.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Part => "文字太长，只检查了前面一部分，请打开原件审查",
            Self::Nothing => "没有读出文字，请打开原件审查",
        }
    }
}

/// What screening reads of an attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadFile {
    /// How far.
    pub reach: Reach,
    /// The text; empty where there is none.
    pub text: String,
}

/// What screening reads of each attachment of a working version, in their order.
///
/// # Errors
/// When the database cannot be read.
pub async fn read_files(house: &House, draft: &Draft) -> Result<Vec<ReadFile>, Error> {
    let mut tx = house.db.read().await?;
    let mut found = Vec::with_capacity(draft.attachments.len());
    for file in &draft.attachments {
        let row = attachments::get(&mut tx, &file.sha256).await?;
        let whole = row.as_ref().is_some_and(|row| row.text_whole);
        let text = row.and_then(|row| row.content_text);
        let reach = match &text {
            Some(_) if whole => Reach::Whole,
            Some(_) => Reach::Part,
            None => Reach::Nothing,
        };
        found.push(ReadFile { reach, text: text.unwrap_or_default() });
    }
    Ok(found)
}

/// What a working version changes: the published content, and the content it would become, both with their internal
/// fields; none before the first publication.
///
/// # Errors
/// When the database cannot be read.
pub async fn changes(house: &House, draft: &Draft) -> Result<Option<(Content, Content)>, Error> {
    if draft.head.revision == 0 {
        return Ok(None);
    }
    let mut tx = house.db.read().await?;
    let (mut before, internal) = working::published(&mut tx, &draft.head.id).await?;
    before.fields.extend(internal);
    let revised =
        Content { revision: before.revision + 1, attachments: draft.attachments.clone(), ..before.clone() };
    let after = match house.item(&draft.head.item)?.compose(draft.all_values(), &house.knowledge()) {
        Ok(composed) => {
            let mut fields = composed.public;
            fields.extend(composed.internal);
            let (title, issued_on, body) = (composed.title, composed.issued_on, composed.body);
            Content { title, issued_on, fields, body, ..revised }
        }
        // Not complete yet: as it was typed. Title and date are made of fields, which show their own change.
        Err(_) => Content { fields: draft.values.clone(), body: draft.body.clone(), ..revised },
    };
    Ok(Some((before, after)))
}

/// The disclosure that a draft would become if it were published now: as far as it is filled in, and without its
/// internal fields. Its newest revision has no place in the log yet, and no digest.
///
/// # Errors
/// When the database cannot be read.
pub async fn upcoming(house: &House, draft: &Draft) -> Result<PublicDisclosure, Error> {
    let item = house.item(&draft.head.item)?;
    let before = reading::disclosure::disclosure(house, &draft.head.id).await?;
    let (title, issued_on, fields, body) = match item.compose(draft.all_values(), &house.knowledge()) {
        Ok(composed) => (composed.title, composed.issued_on, composed.public, composed.body),
        Err(_) => {
            let is_public = |key: &str| item.field(key).is_some_and(|f| f.visibility == Visibility::Public);
            let fields = draft.values.iter().filter(|(key, _)| is_public(key));
            let fields = fields.map(|(key, value)| (key.clone(), value.clone())).collect();
            (draft.title(), house.now().date_naive(), fields, draft.body.clone())
        }
    };
    let index_no = draft.head.index_no.clone().unwrap_or_else(|| "公开时编定".into());
    let revision = as_u64(draft.head.revision) + 1;
    let content = Content {
        id: draft.head.id.clone(),
        item: draft.head.item.clone(),
        agency: draft.head.agency_code.clone(),
        revision,
        index_no: index_no.clone(),
        title,
        issued_on,
        fields,
        body,
        attachments: draft.attachments.clone(),
        kind: draft.minor.then_some(Kind::Minor),
        salt: String::new(),
    };
    let mut links = reading::disclosure::outbound(house, &mut house.db.read().await?, &content).await?;
    let (mut revisions, others, urgent) =
        before.map_or_else(Default::default, |d| (d.revisions, d.links, d.urgent));
    links.extend(others.into_iter().filter(|link| link.inbound));
    revisions.push(Revision {
        revision,
        event: if revision == 1 { Event::Publish } else { Event::Amend },
        at: house.now_text(),
        leaf_index: 0,
        digest: String::new(),
        reason: draft.reason.clone(),
        kind: draft.minor.then_some(Kind::Minor),
        content: Some(content),
    });
    let (id, item, agency) = (draft.head.id.clone(), draft.head.item.clone(), draft.head.agency_code.clone());
    Ok(PublicDisclosure { id, item, agency, index_no, issued_on, withdrawn: None, revisions, links, urgent })
}

/// An attachment of a working version of the person's agency: what it is called, and its bytes.
///
/// # Errors
/// When the draft has no such file, or belongs to another agency.
pub async fn attachment(
    house: &House,
    by: &Officer,
    id: &str,
    sha256: &str,
) -> Result<(Attachment, Bytes), Error> {
    let draft = draft(house, by, id).await?;
    let missing = || Error::NotFound("这个附件");
    let file = draft.attachments.into_iter().find(|a| a.sha256 == sha256).ok_or_else(missing)?;
    let bytes = blobs::attachment(house.blobs.as_ref(), sha256).await?.ok_or_else(missing)?;
    Ok((file, bytes))
}

/// Disclosures of the person's agency that are or were public, newest first: `limit` of them, behind the one that
/// `after` names by the time of its publication and its identity.
///
/// # Errors
/// When the database cannot be read.
pub async fn published(
    house: &House,
    by: &Officer,
    after: Option<(&str, &str)>,
    limit: u64,
) -> Result<Vec<DisclosureRow>, Error> {
    if !house.may(by, Action::ReadPublished, &by.agency) {
        return Ok(Vec::new());
    }
    let mut tx = house.db.read().await?;
    let before = after.unwrap_or(drafts::NEWEST);
    Ok(drafts::published_of_agency(&mut tx, &by.agency, before, as_i64(limit)).await?)
}

/// The head of one disclosure of the person's agency.
///
/// # Errors
/// When there is none, or it belongs to another agency.
pub async fn head(house: &House, by: &Officer, id: &str) -> Result<DisclosureRow, Error> {
    let mut tx = house.db.read().await?;
    let head = drafts::disclosure(&mut tx, id).await?.ok_or(Error::NotFound("这条信息"))?;
    if house.must(by, Action::ReadPublished, &head.agency_code).is_err() {
        must_see(house, &mut tx, by, &head).await?;
    }
    Ok(head)
}

/// Who did what with a disclosure of the person's agency, oldest first.
///
/// # Errors
/// When it belongs to another agency.
pub async fn trail(house: &House, by: &Officer, id: &str) -> Result<Vec<AuditRow>, Error> {
    let head = head(house, by, id).await?;
    house.must(by, Action::ReadWork, &head.agency_code)?;
    let mut tx = house.db.read().await?;
    Ok(audit::of_disclosure(&mut tx, id).await?)
}

/// How many imported rows of the person's agency wait for a screening decision.
///
/// # Errors
/// When the person may not screen.
pub async fn held_count(house: &House, by: &Officer) -> Result<u64, Error> {
    house.must(by, Action::Screen, &by.agency)?;
    let mut tx = house.db.read().await?;
    Ok(as_u64(held::count(&mut tx, &by.agency).await?))
}

/// Imported rows of the person's agency that wait for a screening decision, oldest first: `limit` of them behind the
/// first `offset`.
///
/// # Errors
/// When the person may not screen.
pub async fn held_rows(house: &House, by: &Officer, limit: u64, offset: u64) -> Result<Vec<HeldLine>, Error> {
    house.must(by, Action::Screen, &by.agency)?;
    let mut tx = house.db.read().await?;
    Ok(held::page(&mut tx, &by.agency, as_i64(limit), as_i64(offset)).await?)
}

/// The files with more than one such row, those with most first.
///
/// # Errors
/// When the person may not screen.
pub async fn held_files(house: &House, by: &Officer, limit: u64) -> Result<Vec<HeldFile>, Error> {
    house.must(by, Action::Screen, &by.agency)?;
    let mut tx = house.db.read().await?;
    Ok(held::files(&mut tx, &by.agency, as_i64(limit)).await?)
}

/// One such row, with its values and what screening finds in them.
///
/// # Errors
/// When there is none any more, or the person may not screen for its agency.
pub async fn held_row(house: &House, by: &Officer, id: &str) -> Result<HeldRecord, Error> {
    let mut tx = house.db.read().await?;
    crate::held::load(house, &mut tx, by, id).await
}

/// What belongs to another agency is seen only by who is asked for an opinion on it.
async fn must_see(house: &House, tx: &mut Tx, by: &Officer, head: &DisclosureRow) -> Result<(), Error> {
    match house.must(by, Action::ReadWork, &head.agency_code) {
        Err(_) if consulting::is_consulted(house, tx, by, (&head.id, &head.agency_code)).await? => Ok(()),
        other => other.map(drop),
    }
}
