//! Verbs of the drafter: begin, edit, attach, submit, give up.

use bytes::Bytes;
use chrono::{DateTime, TimeDelta};
use mingjing_attachments::{Limits, inspect};
use mingjing_catalogue::{FieldKind, FieldProblem, Item};
use mingjing_publication::life::{AnyWorking, Working};
use mingjing_publication::{Attachment, public_reason};
use mingjing_store::attachments::{self, AttachmentRow};
use mingjing_store::{Tx, audit, blobs, drafts, held, selections as store_selections};
use serde_json::{Map, Value, json};

use crate::consulting;
use crate::correcting;
use crate::held::SOURCE_CHANGED;
use crate::pictures;
use crate::publishing::{PUBLISHED, new_head};
use crate::selections;
use crate::trail::{Step, changed, record};
use crate::working::{self, Draft};
use crate::{Action, Error, House, Officer};

/// Most attachments of one disclosure.
const MAX_ATTACHMENTS: usize = 50;
/// Saves of one person that follow each other within this many minutes are one step of the audit trail: the editor saves
/// every few seconds.
const ONE_SITTING: TimeDelta = TimeDelta::minutes(10);

/// What a save writes.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// Field values; body and attachments are beside.
    pub values: Map<String, Value>,
    /// Markdown body.
    pub body: Option<String>,
    /// Digests of attachments to be taken away.
    pub remove: Vec<String>,
}

/// Begins a new disclosure of an item; answers its identity.
///
/// # Errors
/// When the person may not draft for the agency, or there is no such item.
pub async fn start_draft(house: &House, by: &Officer, item: &str, agency: &str) -> Result<String, Error> {
    let by = &house.must(by, Action::Draft, agency)?;
    let item = house.item(item)?;
    let known = house.register();
    let level = &known.agency(agency).ok_or(Error::NotFound("这个单位"))?.level;
    if !item.levels.iter().any(|l| l.key() == level) {
        return Err(Error::Refused(format!("“{}”不由本级单位公开", item.title.zh)));
    }
    begin(house, by, item, agency, (Map::new(), None)).await
}

/// Begins a new disclosure like a public one of the same agency: its public values and its text, without the days, the
/// numbers and the files that are its own. Answers its identity.
///
/// # Errors
/// When the person may not draft for the agency, or the other is not public.
pub async fn start_copy(house: &House, by: &Officer, id: &str) -> Result<String, Error> {
    let mut tx = house.db.read().await?;
    let head = drafts::disclosure(&mut tx, id).await?.ok_or(Error::NotFound("这条公开信息"))?;
    let by = &house.must(by, Action::Draft, &head.agency_code)?;
    if head.status != PUBLISHED {
        return Err(Error::Refused("只能照着正在公开的信息起草".into()));
    }
    let item = house.item(&head.item)?;
    let (content, _) = working::published(&mut tx, id).await?;
    drop(tx);
    let is_its_own = |key: &str| {
        item.field(key).is_none_or(|f| {
            matches!(f.kind, FieldKind::DocumentNumber { .. } | FieldKind::Date | FieldKind::Period)
                || Some(&f.key) == item.status_field.as_ref()
        })
    };
    let values = content.fields.into_iter().filter(|(key, _)| !is_its_own(key)).collect();
    begin(house, by, item, &head.agency_code, (values, content.body)).await
}

pub(crate) async fn begin(
    house: &House,
    by: &Officer,
    item: &Item,
    agency: &str,
    (values, body): (Map<String, Value>, Option<String>),
) -> Result<String, Error> {
    let mut tx = house.db.begin().await?;
    let id = begin_as(house, &mut tx, by, item, (agency, house.new_id()), (values, body)).await?;
    tx.commit().await?;
    Ok(id)
}

/// Begins a draft with an identity that was given to it, in a transaction whose last step this is.
pub(crate) async fn begin_as(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    item: &Item,
    (agency, id): (&str, String),
    (values, body): (Map<String, Value>, Option<String>),
) -> Result<String, Error> {
    if house.register().open_agency(agency).is_none() {
        return Err(Error::Refused("这个单位已经撤销，不能再起草；由承接它的单位起草".into()));
    }
    let head = drafts::DisclosureRow { id, ..new_head(house, item, agency) };
    let draft = Draft {
        life: begun(by),
        lock_version: 0,
        values,
        body,
        attachments: Vec::new(),
        drafter: by.id.clone(),
        reason: None,
        screening: None,
        returned_reason: None,
        updated_at: String::new(),
        base_revision: 0,
        minor: false,
        head: drafts::DisclosureRow { issued_on: house.now().date_naive().to_string(), ..head },
    };
    drafts::insert_disclosures(tx, std::slice::from_ref(&draft.head)).await?;
    drafts::insert_working(tx, &draft.to_row(house)?).await?;
    let detail = Some(json!({ "item": draft.head.item, "after": draft.mark() }));
    let step = Step { action: "draft", disclosure: Some(&draft.head.id), agency, reason: None, detail };
    record(house, tx, by, step).await?;
    Ok(draft.head.id)
}

/// Begins a new version of a public disclosure, with the reason that will be published beside it.
///
/// # Errors
/// When the person may not, it is not public, it is being amended already, or the reason is empty.
pub async fn start_amendment(house: &House, by: &Officer, id: &str, reason: &str) -> Result<(), Error> {
    open_again(house, by, id, (reason, false)).await
}

/// Begins a new version that only mends typing. It takes the steps of any amendment; handed in or published with a
/// greater change, it is refused.
///
/// # Errors
/// As [`start_amendment`].
pub async fn start_correction(house: &House, by: &Officer, id: &str, reason: &str) -> Result<(), Error> {
    open_again(house, by, id, (reason, true)).await
}

async fn open_again(
    house: &House,
    by: &Officer,
    id: &str,
    (reason, minor): (&str, bool),
) -> Result<(), Error> {
    let reason = public_reason(reason, "更新已公开的信息须写明理由，理由会一并公开")?;
    let mut tx = house.db.begin().await?;
    let head = drafts::disclosure(&mut tx, id).await?.ok_or(Error::NotFound("这条公开信息"))?;
    let by = &house.must(by, Action::Draft, &head.agency_code)?;
    if head.status != PUBLISHED {
        return Err(Error::Refused("只有正在公开的信息可以更新".into()));
    }
    let (content, internal) = working::published(&mut tx, id).await?;
    let mut values = content.fields;
    values.extend(internal);
    // What the catalogue no longer asks for stays in the version that has it, and in none that comes.
    let item = house.item(&head.item)?;
    values.retain(|key, _| item.field(key).is_some());
    let draft = Draft {
        life: begun(by),
        lock_version: 0,
        values,
        body: content.body,
        attachments: content.attachments,
        drafter: by.id.clone(),
        reason: Some(reason.clone()),
        screening: None,
        returned_reason: None,
        updated_at: String::new(),
        base_revision: head.revision,
        minor,
        head,
    };
    match drafts::insert_working(&mut tx, &draft.to_row(house)?).await {
        Err(e) if e.is_duplicate() => {
            return Err(Error::Refused("这条信息已有一份更新稿在办理，请先办完或放弃那一份".into()));
        }
        other => other?,
    }
    let agency = &draft.head.agency_code;
    let detail = Some(json!({ "revision": draft.base_revision, "after": draft.mark() }));
    let action = if minor { "correct" } else { "amend" };
    let step = Step { action, disclosure: Some(id), agency, reason: Some(&reason), detail };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(())
}

/// Saves what was typed, valid or not: nothing typed is lost. Answers the new lock version.
///
/// # Errors
/// [`Error::Conflict`] when somebody saved since `lock_version`; when it is not with the drafter.
pub async fn save_draft(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
    edit: Edit,
) -> Result<i64, Error> {
    let mut tx = house.db.begin().await?;
    let mut draft = working::load_at(&mut tx, id, lock_version).await?;
    let by = &touch(house, by, &mut draft)?;
    let before = draft.mark();
    draft.values = edit.values;
    draft.body = edit.body.filter(|b| !b.trim().is_empty());
    draft.attachments.retain(|a| !edit.remove.contains(&a.sha256));
    let version = working::save(house, &mut tx, &draft).await?;
    if !is_same_sitting(house, &mut tx, by, id).await? {
        let agency = draft.head.agency_code.as_str();
        let detail = changed(before, draft.mark());
        let step = Step { action: "edit", disclosure: Some(id), agency, reason: None, detail };
        record(house, &mut tx, by, step).await?;
    }
    tx.commit().await?;
    Ok(version)
}

/// Whether the newest step of the trail is a save by the same person a moment ago.
async fn is_same_sitting(house: &House, tx: &mut Tx, by: &Officer, id: &str) -> Result<bool, Error> {
    let Some(newest) = audit::of_disclosure(tx, id).await?.pop() else { return Ok(false) };
    let recent = DateTime::parse_from_rfc3339(&newest.at).is_ok_and(|at| house.now() - at < ONE_SITTING);
    Ok(recent && newest.action == "edit" && newest.officer_id == by.id)
}

/// Adds a file; answers the new lock version.
///
/// # Errors
/// When the file is of a kind that may not be attached, too large, or there are too many.
pub async fn attach_file(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
    file: (&str, Bytes),
) -> Result<i64, Error> {
    let (name, bytes) = (file.0.to_owned(), file.1);
    let read = bytes.clone();
    let found = tokio::task::spawn_blocking(move || inspect(&name, &read, &Limits::default()))
        .await
        .map_err(|e| Error::Refused(format!("附件检查中断：{e}")))?
        .map_err(|e| Error::Refused(e.to_string()))?;
    may_attach(house, by, id, lock_version).await?;
    // Stored before it is named: a file nobody names does no harm, a name without a file would. Outside of the
    // transaction: an upload must not hold up everybody else's saves.
    blobs::put_attachment(house.blobs.as_ref(), &found.sha256, bytes).await?;
    let mut tx = house.db.begin().await?;
    let mut draft = working::load_at(&mut tx, id, lock_version).await?;
    let by = &touch(house, by, &mut draft)?;
    let row = AttachmentRow {
        sha256: found.sha256.clone(),
        media_type: found.media_type.clone(),
        size: i64::try_from(found.size).unwrap_or(i64::MAX),
        content_text: found.text,
        text_whole: found.text_whole,
    };
    attachments::put(&mut tx, &row, &house.now_text()).await?;
    draft.attachments.retain(|a| a.sha256 != found.sha256);
    // Not the name: it may be that of a person.
    let detail = Some(json!({ "sha256": found.sha256 }));
    draft.attachments.push(Attachment {
        name: name_of_its_own(found.name, &draft.attachments),
        media_type: found.media_type,
        size: found.size,
        sha256: found.sha256,
    });
    let version = working::save(house, &mut tx, &draft).await?;
    let agency = draft.head.agency_code.as_str();
    record(house, &mut tx, by, Step { action: "attach", disclosure: Some(id), agency, reason: None, detail })
        .await?;
    tx.commit().await?;
    Ok(version)
}

/// Refuses before anything is stored what could not be attached anyway.
pub(crate) async fn may_attach(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
) -> Result<(), Error> {
    let mut tx = house.db.read().await?;
    let mut draft = working::load_at(&mut tx, id, lock_version).await?;
    touch(house, by, &mut draft)?;
    let item = house.item(&draft.head.item)?;
    if !item.has_attachments() {
        return Err(Error::Refused(format!("“{}”没有附件这一项", item.title.zh)));
    }
    if draft.attachments.len() >= MAX_ATTACHMENTS {
        return Err(Error::Refused(format!("附件最多 {MAX_ATTACHMENTS} 个")));
    }
    Ok(())
}

/// The name, or the name with a number where another attachment has it: readers and screeners tell files apart by
/// their names.
fn name_of_its_own(name: String, others: &[Attachment]) -> String {
    let taken = |name: &str| others.iter().any(|a| a.name == name);
    if !taken(&name) {
        return name;
    }
    let (stem, ending) =
        name.rsplit_once('.').map_or((name.as_str(), String::new()), |(s, e)| (s, format!(".{e}")));
    (2..).map(|n| format!("{stem}({n}){ending}")).find(|n| !taken(n)).unwrap_or_else(|| name.clone())
}

/// Hands a draft in for screening; everything the catalogue asks for must be there. A later approver finds the
/// proofs; the drafter finds what is missing, field by field.
///
/// # Errors
/// [`Error::Invalid`] with every problem; [`Error::Conflict`].
pub async fn submit_draft(house: &House, by: &Officer, id: &str, lock_version: i64) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let mut draft = working::load_at(&mut tx, id, lock_version).await?;
    let by = &touch(house, by, &mut draft)?;
    draft.must_be_current()?;
    let before = draft.mark();
    selections::promise(house, &mut tx, &mut draft).await?;
    let item = house.item(&draft.head.item)?;
    let problems = problems_of(house, &mut tx, (item, id), draft.all_values(), &draft.attachments).await?;
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    if draft.minor {
        let composed = working::compose(house, &mut tx, (item, id), draft.all_values()).await?;
        correcting::only_typing(house, &mut tx, &draft, &composed).await?;
    }
    let AnyWorking::Drafting(life) = draft.life else { return Err(not_drafting()) };
    draft.life = AnyWorking::Submitted(life.submit());
    draft.returned_reason = None;
    draft.screening = None;
    consulting::begin_anew(&mut tx, id).await?;
    working::save(house, &mut tx, &draft).await?;
    let agency = draft.head.agency_code.as_str();
    let detail = changed(before, draft.mark());
    let step = Step { action: "submit", disclosure: Some(id), agency, reason: None, detail };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives up a draft; what is public stays as it is.
///
/// # Errors
/// [`Error::Conflict`]; when it is not with the drafter.
pub async fn discard_draft(house: &House, by: &Officer, id: &str, lock_version: i64) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let mut draft = working::load_at(&mut tx, id, lock_version).await?;
    let by = &touch(house, by, &mut draft)?;
    drafts::delete_working(&mut tx, id, lock_version).await?;
    store_selections::drop_unpublished(&mut tx, id).await?;
    drafts::delete_unpublished(&mut tx, id).await?;
    // Where it came from a held row, the next import may ask again.
    if draft.head.revision == 0 || draft.reason.as_deref() == Some(SOURCE_CHANGED) {
        held::forget_decision(&mut tx, id).await?;
    }
    let agency = draft.head.agency_code.as_str();
    let detail = Some(json!({ "before": draft.mark() }));
    let step = Step { action: "discard", disclosure: Some(id), agency, reason: None, detail };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(())
}

/// What the catalogue and the procedures find wrong with values of a disclosure, body among them; empty when they could be
/// handed in.
///
/// # Errors
/// When the database cannot be read.
pub async fn check_values(
    house: &House,
    (item, id): (&Item, &str),
    values: Map<String, Value>,
    files: &[Attachment],
) -> Result<Vec<FieldProblem>, Error> {
    let mut tx = house.db.read().await?;
    problems_of(house, &mut tx, (item, id), values, files).await
}

async fn problems_of(
    house: &House,
    tx: &mut Tx,
    (item, id): (&Item, &str),
    values: Map<String, Value>,
    files: &[Attachment],
) -> Result<Vec<FieldProblem>, Error> {
    let mut more = pictures::problems(item, values.get("body").and_then(Value::as_str), files);
    if drafts::disclosure(tx, id).await?.is_some_and(|head| head.revision == 0) {
        more.extend(item.missing_when_handed_in(&values));
    }
    match working::compose(house, tx, (item, id), values).await {
        Ok(_) => Ok(more),
        Err(Error::Invalid(problems)) => Ok(problems.into_iter().chain(more).collect()),
        Err(e) => Err(e),
    }
}

/// Only who may draft for the agency writes on a draft, and from then on counts as one of its drafters.
/// Answers the person as the one who writes.
fn touch(house: &House, by: &Officer, draft: &mut Draft) -> Result<Officer, Error> {
    let by = house.must(by, Action::Draft, &draft.head.agency_code)?;
    let AnyWorking::Drafting(life) = &mut draft.life else { return Err(not_drafting()) };
    by.identities().for_each(|id| life.edited_by(id));
    Ok(by)
}

/// A new version of which this person, and in whose place the person acts, are the drafters.
fn begun(by: &Officer) -> AnyWorking {
    let mut life = Working::begin(&by.id);
    by.identities().for_each(|id| life.edited_by(id));
    AnyWorking::Drafting(life)
}

fn not_drafting() -> Error {
    Error::Refused("这份稿件已经提交，不能再改；要改请让审查人或批准人退回".into())
}
