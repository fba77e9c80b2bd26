//! Verbs of the approver, and of whoever sends back: return, approve, publish, erase.

use chrono::{DateTime, FixedOffset};
use mingjing_publication::life::{AnyWorking, Release, ReturnReason, Urgency};
use mingjing_store::drafts::DisclosureRow;
use mingjing_store::{Tx, attachments, blobs, drafts, versions, withdrawals};
use serde_json::{Value, json};

use crate::correcting;
use crate::looking;
use crate::publishing::{self, Mark, Publication, WITHDRAWN};
use crate::trail::{Step, changed, record, record_all};
use crate::working::{self, Draft};
use crate::{Action, Error, House, Officer};

/// Sends a draft back to its drafter, with the reason.
///
/// # Errors
/// When the reason is empty, or the person may neither screen nor approve.
pub async fn return_draft(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
    reason: &str,
) -> Result<(), Error> {
    let reason = ReturnReason::new(reason)?;
    let mut tx = house.db.begin().await?;
    let draft = working::load_at(&mut tx, id, lock_version).await?;
    let by = house.must(by, Action::Return, &draft.head.agency_code)?;
    if house.may(&by, Action::Approve, &draft.head.agency_code) {
        looking::note(house, &mut tx, &by, &draft).await?;
    }
    send_back(house, &mut tx, &by, draft, &reason).await?;
    tx.commit().await?;
    Ok(())
}

/// To the drafter again, with the reason; what was screened has to be screened anew.
async fn send_back(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    mut draft: Draft,
    reason: &ReturnReason,
) -> Result<(), Error> {
    let before = draft.mark();
    draft.life = AnyWorking::Drafting(draft.life.send_back(reason)?);
    draft.returned_reason = Some(reason.as_str().to_owned());
    draft.screening = None;
    working::save(house, tx, &draft).await?;
    let (id, agency) = (draft.head.id.as_str(), draft.head.agency_code.as_str());
    let detail = changed(before, draft.mark());
    let step = Step { action: "return", disclosure: Some(id), agency, reason: Some(reason.as_str()), detail };
    record(house, tx, by, step).await
}

/// Approves a screened draft: publishes it at once, or at a time. Answers the index number when it is public.
///
/// # Errors
/// When the person drafted it or may not approve; [`Error::Conflict`].
pub async fn approve_draft(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
    at: Option<DateTime<FixedOffset>>,
) -> Result<Option<String>, Error> {
    let mut tx = house.db.begin().await?;
    let mut draft = working::load_at(&mut tx, id, lock_version).await?;
    let by = &house.must(by, Action::Approve, &draft.head.agency_code)?;
    draft.must_be_current()?;
    let AnyWorking::Screened(life) = draft.life.clone() else {
        return Err(Error::Refused("这份稿件不在待批准状态".into()));
    };
    let approved = life.approve(&by.id, by.in_place_of())?;
    let agency = draft.head.agency_code.clone();
    let detail = Some(json!({ "before": draft.mark() }));
    let step = Step { action: "approve", disclosure: Some(id), agency: &agency, reason: None, detail };
    if let Some(at) = at {
        draft.life = AnyWorking::Scheduled(approved.schedule(at, house.now())?);
        looking::note(house, &mut tx, by, &draft).await?;
        working::save(house, &mut tx, &draft).await?;
        let detail = Some(json!({ "at": crate::house::time_text(at) }));
        let then = Step { action: "schedule", disclosure: Some(id), agency: &agency, reason: None, detail };
        record_all(house, &mut tx, by, vec![step, then]).await?;
        tx.commit().await?;
        return Ok(None);
    }
    let (head, published) = release(house, &mut tx, draft, (&approved.release(), None)).await?;
    record_all(house, &mut tx, by, vec![step, published.step(&head)]).await?;
    tx.commit().await?;
    house.announce_append();
    Ok(head.index_no)
}

/// Approves many drafts, each for itself: of items whose file allows it, and of which screening kept nothing. Answers
/// for each what became of it.
pub async fn approve_many(
    house: &House,
    by: &Officer,
    drafts: &[(String, i64)],
) -> Vec<(String, Result<(), Error>)> {
    let mut done = Vec::with_capacity(drafts.len());
    for (id, lock_version) in drafts {
        let one = async {
            let draft = {
                let mut tx = house.db.read().await?;
                working::load_at(&mut tx, id, *lock_version).await?
            };
            may_be_one_of_many(house, &draft)?;
            approve_draft(house, by, id, *lock_version, None).await.map(drop)
        };
        done.push((id.clone(), one.await));
    }
    done
}

fn may_be_one_of_many(house: &House, draft: &Draft) -> Result<(), Error> {
    let item = house.item(&draft.head.item)?;
    if !item.bulk_approval {
        return Err(Error::Refused(format!("“{}”须逐件批准，请打开“{}”", item.title.zh, draft.title())));
    }
    if draft.kept() > 0 {
        return Err(Error::Refused(format!("“{}”审查时有保留的内容，请打开看过再批准", draft.title())));
    }
    Ok(())
}

/// Publishes what is scheduled and due; answers how many. What cannot be published any more goes back to its drafter
/// with the reason, and does not hold up the rest.
///
/// # Errors
/// When the database refuses.
pub async fn publish_due(house: &House) -> Result<usize, Error> {
    let due = {
        let mut tx = house.db.read().await?;
        drafts::due(&mut tx, &crate::house::time_text(house.now())).await?
    };
    let mut done = 0;
    for id in due {
        match publish_scheduled(house, &id).await {
            Ok(()) => done += 1,
            Err(Error::Conflict | Error::NotFound(_)) => {
                tracing::info!(disclosure = id, "a scheduled draft was changed in the same moment");
            }
            Err(e @ (Error::Refused(_) | Error::Invalid(_))) => {
                tracing::warn!(error = %e, disclosure = id, "a scheduled draft goes back to its drafter");
                return_scheduled(house, &id, &e.to_string()).await?;
            }
            Err(e) => {
                tracing::error!(error = %e, disclosure = id, "a scheduled draft could not be published");
            }
        }
    }
    Ok(done)
}

async fn publish_scheduled(house: &House, id: &str) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let draft = working::load(&mut tx, id).await?;
    let AnyWorking::Scheduled(life) = draft.life.clone() else { return Err(Error::Conflict) };
    let permission = life.release(house.now())?;
    let (head, published) = release(house, &mut tx, draft, (&permission, None)).await?;
    record(house, &mut tx, &Officer::operator(), published.step(&head)).await?;
    tx.commit().await?;
    house.announce_append();
    Ok(())
}

/// The time has come and it cannot be published: the drafter has to know, and to mend it.
async fn return_scheduled(house: &House, id: &str, why: &str) -> Result<(), Error> {
    let reason = ReturnReason::new(&format!("到了定时公开的时间，但不能公开：{why}"))?;
    let mut tx = house.db.begin().await?;
    let draft = working::load(&mut tx, id).await?;
    send_back(house, &mut tx, &Officer::operator(), draft, &reason).await?;
    tx.commit().await?;
    Ok(())
}

/// What the trail says of a publication.
pub(crate) struct Published {
    reason: Option<String>,
    detail: Value,
}

impl Published {
    pub(crate) fn step<'a>(&'a self, head: &'a DisclosureRow) -> Step<'a> {
        Step {
            action: "publish",
            disclosure: Some(&head.id),
            agency: &head.agency_code,
            reason: self.reason.as_deref(),
            detail: Some(self.detail.clone()),
        }
    }
}

/// Publishes; the caller records it, as the last thing of the transaction. With an urgency it is marked as released by one
/// person.
pub(crate) async fn release(
    house: &House,
    tx: &mut Tx,
    draft: Draft,
    (release, urgency): (&Release, Option<&Urgency>),
) -> Result<(DisclosureRow, Published), Error> {
    draft.must_be_current()?;
    let item = house.item(&draft.head.item)?;
    let composed = working::compose(house, tx, (item, &draft.head.id), draft.all_values()).await?;
    if let Some(key) = &composed.natural_key {
        publishing::take_over_key(tx, &draft.head, key).await?;
    }
    let mark = match urgency {
        Some(urgency) => Mark::Urgent(urgency.clone()),
        None if draft.minor => Mark::Minor(correcting::only_typing(house, tx, &draft, &composed).await?),
        None => Mark::Usual,
    };
    let mut marked = match &mark {
        Mark::Usual => json!({}),
        Mark::Minor(change) => json!({ "minor": change.changed() }),
        Mark::Urgent(urgency) => json!({ "urgent": urgency.basis() }),
    };
    // From the counters of the log to the commit all other publications wait: what needs no number comes before, but for
    // the trail, which more people wait for.
    drafts::delete_working(tx, &draft.head.id, draft.lock_version).await?;
    let reason = draft.reason.clone();
    let publication = Publication {
        fingerprint: draft.head.fingerprint.clone(),
        links: publishing::links(item, &composed.public),
        is_new: false,
        composed,
        attachments: draft.attachments,
        reason: draft.reason,
        mark,
        head: draft.head,
    };
    let head = match publishing::publish(house, tx, release, vec![publication]).await {
        Err(Error::Store(e)) if e.is_duplicate() => {
            return Err(Error::Refused("本单位已经公开过同一编号的信息，请改为更新那一条".into()));
        }
        other => other?.pop().ok_or(Error::NotFound("这份稿件"))?,
    };
    let mut detail = json!({ "revision": head.revision, "index_no": head.index_no, "leaf": head.leaf_index, "screened_by": release.screened_by(), "approved_by": release.approved_by() });
    if let (Some(detail), Some(marked)) = (detail.as_object_mut(), marked.as_object_mut()) {
        detail.append(marked);
    }
    Ok((head, Published { reason, detail }))
}

/// Erases the content of a withdrawn disclosure for good: text, fields, and attachments that nothing else uses. The
/// leaves, who, when and why stay.
///
/// # Errors
/// When it is not withdrawn, an urgent withdrawal was not reviewed yet, or the person may not erase for the agency.
pub async fn erase(house: &House, by: &Officer, id: &str, reason: &str) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let head = drafts::disclosure(&mut tx, id).await?.ok_or(Error::NotFound("这条公开信息"))?;
    let by = &house.must(by, Action::Erase, &head.agency_code)?;
    if head.status != WITHDRAWN {
        return Err(Error::Refused("只能删除已撤回信息的内容，请先撤回".into()));
    }
    if reason.trim().is_empty() {
        return Err(Error::Refused("删除内容须写明理由".into()));
    }
    if withdrawals::get(&mut tx, id).await?.is_some() {
        return Err(Error::Refused("这是紧急撤回，须先由另一位批准人复核，才能删除内容".into()));
    }
    versions::erase(&mut tx, id).await?;
    versions::set_links(&mut tx, id, &[]).await?;
    drafts::erase_title(&mut tx, id, head.natural_key.as_deref().map(publishing::erased_key).as_deref())
        .await?;
    let orphans = attachments::forget_uses(&mut tx, id).await?;
    let agency = head.agency_code.as_str();
    let step =
        Step { action: "erase", disclosure: Some(id), agency, reason: Some(reason.trim()), detail: None };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    for sha256 in orphans {
        blobs::erase_attachment(house.blobs.as_ref(), &sha256).await?;
    }
    Ok(())
}
