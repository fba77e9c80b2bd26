//! One disclosure with its revisions and links.

use mingjing_publication::life::Verdict;
use mingjing_publication::{Content, Entry, Event, Ground, Kind};
use mingjing_store::urgent::UrgentRow;
use mingjing_store::versions::VersionRow;
use mingjing_store::{Tx, drafts, urgent, versions};

use crate::house::{as_i64, as_u64};
use crate::{Error, House};

/// One public event of a disclosure.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// 1 for the first publication.
    pub revision: u64,
    /// Published, amended or withdrawn.
    pub event: Event,
    /// When, RFC 3339.
    pub at: String,
    /// Position in the log.
    pub leaf_index: u64,
    /// SHA-256 of the content file.
    pub digest: String,
    /// Why it was amended or withdrawn.
    pub reason: Option<String>,
    /// What the log says of it beside: that it only mends typing, or that one person released it.
    pub kind: Option<Kind>,
    /// What was public then; none for a withdrawal, and once the disclosure is withdrawn.
    pub content: Option<Content>,
}

/// A revision that one person released in an emergency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrgentMark {
    /// Which revision.
    pub revision: u64,
    /// The law that allows it.
    pub basis: String,
    /// Why it could not wait.
    pub reason: String,
    /// Until when somebody else has to review it, RFC 3339.
    pub due_at: String,
    /// When somebody did, and whether it stands.
    pub reviewed: Option<(String, bool)>,
}

impl UrgentMark {
    fn of(row: UrgentRow) -> Self {
        let stands = row.verdict.as_deref() == Some(Verdict::Sound.as_str());
        Self {
            revision: as_u64(row.revision),
            basis: row.basis,
            reason: row.reason,
            due_at: row.due_at,
            reviewed: row.reviewed_at.map(|at| (at, stands)),
        }
    }
}

/// A disclosure linked to this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The field that links, of the disclosure it stands in.
    pub field: String,
    /// Whether that field stands in the other disclosure.
    pub inbound: bool,
    /// The other disclosure.
    pub id: String,
    /// Its item.
    pub item: String,
    /// Its title.
    pub title: String,
    /// Its 成文日期.
    pub issued_on: String,
}

/// A disclosure as the public sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicDisclosure {
    /// Identity.
    pub id: String,
    /// Catalogue item.
    pub item: String,
    /// Agency code.
    pub agency: String,
    /// 索引号.
    pub index_no: String,
    /// 成文日期.
    pub issued_on: chrono::NaiveDate,
    /// Why it was withdrawn, if it was.
    pub withdrawn: Option<Ground>,
    /// All public events, oldest first; never empty.
    pub revisions: Vec<Revision>,
    /// Links both ways.
    pub links: Vec<Link>,
    /// Revisions that one person released in an emergency, oldest first.
    pub urgent: Vec<UrgentMark>,
}

impl PublicDisclosure {
    /// The newest public event.
    #[must_use]
    pub fn newest(&self) -> Option<&Revision> {
        self.revisions.last()
    }

    /// The content shown now; none once it is withdrawn.
    #[must_use]
    pub fn content(&self) -> Option<&Content> {
        self.newest().and_then(|r| r.content.as_ref())
    }

    /// The first publication.
    #[must_use]
    pub fn first(&self) -> Option<&Revision> {
        self.revisions.first()
    }
}

/// The identity behind an address: an identity, or an index number.
///
/// # Errors
/// When the database cannot be read.
pub async fn resolve(house: &House, id_or_index_no: &str) -> Result<Option<String>, Error> {
    let mut tx = house.db.read().await?;
    if let Some(row) = drafts::disclosure(&mut tx, id_or_index_no).await? {
        return Ok(Some(row.id));
    }
    Ok(drafts::disclosure_by_index_no(&mut tx, id_or_index_no).await?.map(|row| row.id))
}

/// The disclosure with this identity, as far as the newest checkpoint covers it.
///
/// # Errors
/// When the database cannot be read.
pub async fn disclosure(house: &House, id: &str) -> Result<Option<PublicDisclosure>, Error> {
    let visible = house.visible().size;
    let mut tx = house.db.read().await?;
    let mut rows = versions::of_disclosure(&mut tx, id).await?;
    rows.retain(|r| as_u64(r.leaf_index) < visible);
    let Some(newest) = rows.last() else { return Ok(None) };
    let entry = Entry::from_bytes(newest.entry.as_bytes())?;
    let withdrawn = entry.ground.clone();
    let revisions =
        rows.iter().map(|row| revision(row, withdrawn.is_some())).collect::<Result<Vec<_>, Error>>()?;
    // Only what is marked so has rows to be read.
    let urgent = match revisions.iter().any(|r| r.kind == Some(Kind::Urgent)) {
        true => urgent::of_disclosure(&mut tx, id).await?.into_iter().map(UrgentMark::of).collect(),
        false => Vec::new(),
    };
    let mut links = Vec::new();
    for row in versions::links_to(&mut tx, id, &entry.index_no).await? {
        if row.leaf_index < as_i64(visible) && row.status != crate::publishing::WITHDRAWN {
            links.push(Link {
                field: row.field,
                inbound: true,
                id: row.id,
                item: row.item,
                title: row.title,
                issued_on: row.issued_on,
            });
        }
    }
    if let Some(content) = revisions.last().and_then(|r| r.content.as_ref()) {
        links.extend(outbound(house, &mut tx, content).await?);
    }
    Ok(Some(PublicDisclosure {
        id: entry.id,
        item: entry.item,
        agency: entry.agency,
        index_no: entry.index_no,
        issued_on: entry.issued_on,
        withdrawn,
        revisions,
        links,
        urgent,
    }))
}

/// What a content links to, as far as it is public.
pub(crate) async fn outbound(house: &House, tx: &mut Tx, content: &Content) -> Result<Vec<Link>, Error> {
    let Some(item) = house.rules.catalogue.item(&content.item) else { return Ok(Vec::new()) };
    let visible = house.visible().size;
    let mut links = Vec::new();
    for (field, target) in crate::publishing::links(item, &content.fields) {
        let found = match drafts::disclosure(tx, &target).await? {
            Some(row) => Some(row),
            None => drafts::disclosure_by_index_no(tx, &target).await?,
        };
        let shown = |r: &drafts::DisclosureRow| {
            r.status != crate::publishing::WITHDRAWN && r.leaf_index.is_some_and(|l| as_u64(l) < visible)
        };
        if let Some(row) = found.filter(shown) {
            let (id, item, title, issued_on) = (row.id, row.item, row.title, row.issued_on);
            links.push(Link { field, inbound: false, id, item, title, issued_on });
        }
    }
    Ok(links)
}

fn revision(row: &VersionRow, withdrawn: bool) -> Result<Revision, Error> {
    let content = match &row.content {
        Some(text) if !withdrawn => Some(Content::from_bytes(text.as_bytes())?),
        _ => None,
    };
    Ok(Revision {
        revision: as_u64(row.revision),
        event: row.event.parse()?,
        at: row.at.clone(),
        leaf_index: as_u64(row.leaf_index),
        digest: row.digest.clone(),
        reason: row.reason.clone(),
        kind: content.as_ref().and_then(|content| content.kind),
        content,
    })
}
