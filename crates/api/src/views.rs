//! What the API says of a disclosure, and how it is written.

use chrono::NaiveDate;
use mingjing_actions::reading::{PublicDisclosure, Revision};
use mingjing_actions::{House, Register, time_text};
use mingjing_publication::{Attachment, Content};
use mingjing_search::Hit;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// Status of items that have none of their own.
const OPEN: &str = "已公开";

/// An agency in short.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgencyRef {
    /// Code.
    #[schema(example = "130001")]
    pub(crate) code: String,
    /// Full name; the code where the register no longer has it.
    pub(crate) name: String,
}

impl AgencyRef {
    /// The agency with the name it had on the day a disclosure bears.
    fn on(code: &str, day: NaiveDate, register: &Register) -> Self {
        Self { code: code.to_owned(), name: register.agency_name_on(code, day).to_owned() }
    }
}

/// A disclosure in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Summary {
    /// Identity: UUIDv7, 32 hexadecimal digits.
    id: String,
    /// 索引号.
    #[schema(example = "130001/2026-00001")]
    index_no: String,
    /// Key of the catalogue item.
    #[schema(example = "notice")]
    item: String,
    /// Title.
    title: String,
    /// Who published it.
    agency: AgencyRef,
    /// 成文日期, `YYYY-MM-DD`.
    #[schema(format = Date)]
    issued_on: String,
    /// When it was first published, RFC 3339 with `+08:00`.
    #[schema(format = DateTime)]
    published_at: String,
    /// 1 for the first publication.
    revision: u64,
    /// Whether it is in force, e.g. 有效; 已公开 where the item has no status of its own.
    status: String,
    /// Its page.
    url: String,
    /// When it was last amended; the time of publication until then.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl Summary {
    /// A hit of the search index, which knows when it was first published; `updated` says when it was amended, if it was.
    pub(crate) fn of_hit(hit: Hit, updated: Option<String>, origin: &str, register: &Register) -> Self {
        let published_at = time_text(hit.published_at);
        Self {
            url: page(origin, &hit.id),
            agency: AgencyRef::on(&hit.agency, hit.issued_on, register),
            issued_on: hit.issued_on.to_string(),
            updated_at: updated.unwrap_or_else(|| published_at.clone()),
            published_at,
            revision: u64::try_from(hit.revision).unwrap_or(0),
            id: hit.id,
            index_no: hit.index_no,
            item: hit.item,
            title: hit.title,
            status: hit.status,
        }
    }

    fn of_content(
        content: &Content,
        (first, newest): (&Revision, &Revision),
        house: &House,
        origin: &str,
    ) -> Self {
        Self {
            id: content.id.clone(),
            index_no: content.index_no.clone(),
            item: content.item.clone(),
            title: content.title.clone(),
            agency: AgencyRef::on(&content.agency, content.issued_on, &house.register()),
            issued_on: content.issued_on.to_string(),
            published_at: first.at.clone(),
            updated_at: newest.at.clone(),
            revision: newest.revision,
            status: status(content, house),
            url: page(origin, &content.id),
        }
    }
}

/// One disclosure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Record {
    #[serde(flatten)]
    summary: Summary,
    /// Public fields, as the item's JSON Schema says.
    fields: Map<String, Value>,
    /// Markdown body.
    body: Option<String>,
    /// Files.
    attachments: Vec<File>,
    /// All public events, oldest first.
    revisions: Vec<Event>,
    /// Where the newest event stands in the log.
    log: Leaf,
}

/// An attachment.
#[derive(Debug, Serialize, ToSchema)]
struct File {
    /// File name.
    name: String,
    /// Media type by content.
    media_type: String,
    /// Length in bytes.
    size: u64,
    /// SHA-256, lower-case hexadecimal.
    sha256: String,
    /// Where its bytes are.
    url: String,
}

/// One public event.
#[derive(Debug, Serialize, ToSchema)]
struct Event {
    /// 1 for the first publication.
    revision: u64,
    /// `publish`, `amend` or `withdraw`.
    event: &'static str,
    /// When, RFC 3339 with `+08:00`.
    #[schema(format = DateTime)]
    at: String,
    /// Why it was amended.
    reason: Option<String>,
    /// Where the event stands in the log.
    log: Leaf,
    /// The receipt of the event, a C2SP tlog-proof file.
    receipt: String,
}

/// A leaf of the transparency log.
#[derive(Debug, Serialize, ToSchema)]
struct Leaf {
    /// Position, from 0.
    index: u64,
    /// SHA-256 of the content file, which is at `/log/content/{digest}`.
    digest: String,
}

impl Record {
    /// The disclosure with its newest content.
    pub(crate) fn new(
        disclosure: &PublicDisclosure,
        newest: &Revision,
        content: &Content,
        house: &House,
        origin: &str,
    ) -> Self {
        Self {
            summary: Summary::of_content(
                content,
                (disclosure.first().unwrap_or(newest), newest),
                house,
                origin,
            ),
            fields: content.fields.clone(),
            body: content.body.clone(),
            attachments: content.attachments.iter().map(|file| attachment(file, origin)).collect(),
            revisions: disclosure.revisions.iter().map(|r| event(r, &disclosure.id, origin)).collect(),
            log: leaf(newest),
        }
    }
}

fn attachment(file: &Attachment, origin: &str) -> File {
    File {
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        size: file.size,
        sha256: file.sha256.clone(),
        url: format!("{origin}/log/content/{}", file.sha256),
    }
}

fn event(revision: &Revision, id: &str, origin: &str) -> Event {
    Event {
        revision: revision.revision,
        event: revision.event.as_str(),
        at: revision.at.clone(),
        reason: revision.reason.clone(),
        log: leaf(revision),
        receipt: format!("{origin}/d/{id}/receipt?revision={}", revision.revision),
    }
}

fn leaf(revision: &Revision) -> Leaf {
    Leaf { index: revision.leaf_index, digest: revision.digest.clone() }
}

/// The address of a disclosure's page.
fn page(origin: &str, id: &str) -> String {
    format!("{origin}/d/{id}")
}

/// Whether it is in force, by the item's status field.
fn status(content: &Content, house: &House) -> String {
    let field = house.rules.catalogue.item(&content.item).and_then(|item| item.status_field.as_ref());
    let value = field.and_then(|key| content.fields.get(key)).and_then(Value::as_str);
    value.unwrap_or(OPEN).to_owned()
}
