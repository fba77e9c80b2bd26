//! The one way in for everything public: rows and log leaves in one transaction.

use std::collections::BTreeMap;

use chrono::Datelike;
use mingjing_catalogue::{Composed, FieldKind, Item};
use mingjing_publication::life::{MinorChange, Release, Urgency};
use mingjing_publication::{Attachment, Content, Digest, Entry, Event, Ground, IndexNumber, Kind};
use mingjing_store::drafts::DisclosureRow;
use mingjing_store::versions::VersionRow;
use mingjing_store::{Tx, attachments, drafts, log, versions};
use serde_json::Value;

use crate::house::{as_i64, as_u64, time_text};
use crate::{Error, House};

/// `disclosures.status` of what was never published.
pub(crate) const DRAFT: &str = "draft";
/// `disclosures.status` of what is public.
pub(crate) const PUBLISHED: &str = "published";
/// `disclosures.status` of what was withdrawn.
pub(crate) const WITHDRAWN: &str = "withdrawn";

/// What is special about a revision, with the proof of it.
#[derive(Debug, Clone)]
pub(crate) enum Mark {
    Usual,
    Minor(MinorChange),
    Urgent(Urgency),
}

impl Mark {
    fn kind(&self) -> Option<Kind> {
        match self {
            Self::Usual => None,
            Self::Minor(_) => Some(Kind::Minor),
            Self::Urgent(_) => Some(Kind::Urgent),
        }
    }
}

/// A revision about to be published.
pub(crate) struct Publication {
    /// The head as the database holds it, or a new one with revision 0.
    pub(crate) head: DisclosureRow,
    /// Whether the head is to be inserted rather than updated.
    pub(crate) is_new: bool,
    /// The values, checked against the catalogue.
    pub(crate) composed: Composed,
    /// Digest of the imported row it comes from; what the desk publishes keeps the head's.
    pub(crate) fingerprint: Option<String>,
    /// Attachments.
    pub(crate) attachments: Vec<Attachment>,
    /// What it refers to, as pairs of field and target.
    pub(crate) links: Vec<(String, String)>,
    /// Why it is amended.
    pub(crate) reason: Option<String>,
    /// What the log says of it beside.
    pub(crate) mark: Mark,
}

/// A new head for an item of an agency.
pub(crate) fn new_head(house: &House, item: &Item, agency: &str) -> DisclosureRow {
    DisclosureRow {
        id: house.new_id(),
        item: item.key.clone(),
        agency_code: agency.to_owned(),
        natural_key: None,
        fingerprint: None,
        index_no: None,
        title: String::new(),
        issued_on: String::new(),
        status: DRAFT.into(),
        revision: 0,
        leaf_index: None,
        first_published_at: None,
    }
}

/// Stands before the digest that an erasure leaves of a natural key.
const ERASED: &str = "~";

/// What an erasure leaves of a natural key: enough to know the same row when it is imported again.
pub(crate) fn erased_key(key: &str) -> String {
    if key.starts_with(ERASED) { key.to_owned() } else { format!("{ERASED}{}", Digest::of(key.as_bytes())) }
}

/// Frees a natural key that a withdrawn disclosure of the same item and agency still has: people have decided that
/// the information is published again, under a new index number.
pub(crate) async fn take_over_key(tx: &mut Tx, head: &DisclosureRow, key: &str) -> Result<(), Error> {
    let keys = [key.to_owned(), erased_key(key)];
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    for old in drafts::disclosures_by_natural_keys(tx, &head.item, &keys).await? {
        if old.agency_code == head.agency_code && old.status == WITHDRAWN && old.id != head.id {
            drafts::forget_natural_key(tx, &old.id).await?;
        }
    }
    Ok(())
}

/// A digest of all values of an imported row, to tell a second import of the same.
pub(crate) fn fingerprint(composed: &Composed) -> Result<String, Error> {
    let bytes = serde_json::to_vec(&(
        &composed.title,
        composed.issued_on,
        &composed.public,
        &composed.internal,
        &composed.body,
    ))?;
    let mut digest = Digest::of(&bytes).to_string();
    digest.truncate(32);
    Ok(digest)
}

/// Publishes revisions: index numbers, contents, leaves, links. Everything or nothing, with the transaction.
/// The release is the proof that a named person screened and another approved.
pub(crate) async fn publish(
    house: &House,
    tx: &mut Tx,
    _release: &Release,
    mut publications: Vec<Publication>,
) -> Result<Vec<DisclosureRow>, Error> {
    if publications.is_empty() {
        return Ok(Vec::new());
    }
    let at = house.now();
    number(tx, &mut publications, i64::from(at.year())).await?;
    let at = time_text(at);
    let salts: Vec<[u8; 16]> = publications.iter().map(|_| house.random_bytes()).collect();
    let mut prepared = Vec::with_capacity(publications.len());
    for (publication, salt) in publications.into_iter().zip(salts) {
        prepared.push(prepare(publication, salt, &at)?);
    }
    // The counter of the log comes last but for the rows that need it: others wait from here to the commit.
    let first = log::assign(tx, as_i64(prepared.len() as u64)).await?;
    let mut new_heads = Vec::new();
    let mut rows = Vec::with_capacity(prepared.len());
    let mut heads = Vec::with_capacity(prepared.len());
    for (p, leaf) in prepared.into_iter().zip(first..) {
        let head = DisclosureRow { leaf_index: Some(leaf), ..p.head };
        rows.push(VersionRow { leaf_index: leaf, ..p.row });
        if p.is_new {
            new_heads.push(head.clone());
        } else {
            drafts::update_disclosure(tx, &head).await?;
        }
        if !p.links.is_empty() || head.revision > 1 {
            versions::set_links(tx, &head.id, &p.links).await?;
        }
        heads.push((head, p.files));
    }
    drafts::insert_disclosures(tx, &new_heads).await?;
    versions::insert(tx, &rows).await?;
    for (head, files) in &heads {
        for file in files {
            attachments::mark_used(tx, file, &head.id, head.leaf_index.unwrap_or_default()).await?;
        }
    }
    Ok(heads.into_iter().map(|(head, _)| head).collect())
}

/// Gives index numbers to what has none: consecutive serials of each agency's year, never used twice.
async fn number(tx: &mut Tx, publications: &mut [Publication], year: i64) -> Result<(), Error> {
    let mut wanted: BTreeMap<String, Vec<&mut DisclosureRow>> = BTreeMap::new();
    for p in publications.iter_mut().filter(|p| p.head.index_no.is_none()) {
        wanted.entry(p.head.agency_code.clone()).or_default().push(&mut p.head);
    }
    for (agency, heads) in wanted {
        let first = log::next_serials(tx, &agency, year, as_i64(heads.len() as u64)).await?;
        for (head, serial) in heads.into_iter().zip(first..) {
            let number = IndexNumber::new(&agency, i32::try_from(year).unwrap_or_default(), as_u64(serial))?;
            head.index_no = Some(number.to_string());
        }
    }
    Ok(())
}

struct Prepared {
    head: DisclosureRow,
    is_new: bool,
    row: VersionRow,
    links: Vec<(String, String)>,
    files: Vec<String>,
}

fn prepare(p: Publication, salt: [u8; 16], at: &str) -> Result<Prepared, Error> {
    let revision = p.head.revision + 1;
    let event = if revision == 1 { Event::Publish } else { Event::Amend };
    let files: Vec<String> = p.attachments.iter().map(|a| a.sha256.clone()).collect();
    let content = Content {
        id: p.head.id.clone(),
        item: p.head.item.clone(),
        agency: p.head.agency_code.clone(),
        revision: as_u64(revision),
        index_no: p.head.index_no.clone().unwrap_or_default(),
        title: p.composed.title.clone(),
        issued_on: p.composed.issued_on,
        fields: p.composed.public,
        body: p.composed.body,
        attachments: p.attachments,
        kind: p.mark.kind(),
        salt: hex::encode(salt),
    };
    let bytes = content.to_bytes()?;
    let digest = Digest::of(&bytes);
    let entry = Entry::of_content(event, &content, at, digest);
    let issued_on = p.composed.issued_on.to_string();
    let row = VersionRow {
        leaf_index: 0,
        disclosure_id: p.head.id.clone(),
        revision,
        event: event.as_str().to_owned(),
        entry: utf8(entry.to_bytes()?)?,
        content: Some(utf8(bytes)?),
        internal: serde_json::to_string(&p.composed.internal)?,
        digest: digest.to_string(),
        reason: p.reason,
        at: at.to_owned(),
    };
    let head = DisclosureRow {
        natural_key: p.composed.natural_key,
        fingerprint: p.fingerprint,
        title: p.composed.title,
        issued_on,
        status: PUBLISHED.into(),
        revision,
        first_published_at: p.head.first_published_at.or_else(|| Some(at.to_owned())),
        ..p.head
    };
    Ok(Prepared { head, is_new: p.is_new, row, links: p.links, files })
}

fn utf8(bytes: Vec<u8>) -> Result<String, Error> {
    String::from_utf8(bytes).map_err(|e| Error::Corrupt(e.to_string()))
}

/// The reference fields of an item and their targets in these values.
pub(crate) fn links(item: &Item, fields: &serde_json::Map<String, Value>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for field in item.fields.iter().filter(|f| matches!(f.kind, FieldKind::Reference { .. })) {
        let targets: &[Value] = match fields.get(&field.key) {
            Some(Value::Array(list)) => list,
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        found.extend(targets.iter().filter_map(Value::as_str).map(|t| (field.key.clone(), t.to_owned())));
    }
    found
}

/// Withdraws a public disclosure: a leaf with the ground, and the digest of what is withdrawn.
pub(crate) async fn withdraw(
    house: &House,
    tx: &mut Tx,
    head: DisclosureRow,
    ground: Ground,
) -> Result<DisclosureRow, Error> {
    let newest = versions::of_disclosure(tx, &head.id).await?.pop().ok_or(Error::NotFound("这条公开信息"))?;
    let at = house.now_text();
    let reason = ground.reason.clone();
    let entry = Entry::withdrawal(&Entry::from_bytes(newest.entry.as_bytes())?, &at, ground);
    let revision = as_i64(entry.revision);
    let leaf = log::assign(tx, 1).await?;
    let head = DisclosureRow { status: WITHDRAWN.into(), revision, leaf_index: Some(leaf), ..head };
    drafts::update_disclosure(tx, &head).await?;
    let row = VersionRow {
        leaf_index: leaf,
        disclosure_id: head.id.clone(),
        revision,
        event: Event::Withdraw.as_str().to_owned(),
        entry: utf8(entry.to_bytes()?)?,
        content: None,
        internal: "{}".into(),
        digest: newest.digest,
        reason: Some(reason),
        at,
    };
    versions::insert(tx, &[row]).await?;
    Ok(head)
}
