//! Verbs of the approver, and of whoever sends back: return, approve, publish, withdraw, erase.

use chrono::{DateTime, FixedOffset};
use mingjing_publication::Ground;
use mingjing_publication::life::{AnyWorking, Release, ReturnReason};
use mingjing_store::drafts::DisclosureRow;
use mingjing_store::{Tx, attachments, blobs, drafts, versions};
use serde_json::json;

use crate::looking;
use crate::publishing::{self, PUBLISHED, Publication, WITHDRAWN};
use crate::trail::{Step, record};
use crate::working::{self, Draft};
use crate::{Error, House, Officer, Role};

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
    if !by.may(Role::Approver, &draft.head.agency_code) {
        by.must(Role::Screener, &draft.head.agency_code)?;
    }
    if by.may(Role::Approver, &draft.head.agency_code) {
        looking::note(house, &mut tx, by, &draft).await?;
    }
    send_back(house, &mut tx, by, draft, &reason).await?;
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
    draft.life = AnyWorking::Drafting(draft.life.send_back(reason)?);
    draft.returned_reason = Some(reason.as_str().to_owned());
    draft.screening = None;
    working::save(house, tx, &draft).await?;
    let (id, agency) = (draft.head.id.as_str(), draft.head.agency_code.as_str());
    let step =
        Step { action: "return", disclosure: Some(id), agency, reason: Some(reason.as_str()), detail: None };
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
    by.must(Role::Approver, &draft.head.agency_code)?;
    draft.must_be_current()?;
    let AnyWorking::Screened(life) = draft.life.clone() else {
        return Err(Error::Refused("这份稿件不在待批准状态".into()));
    };
    let approved = life.approve(&by.id)?;
    let agency = draft.head.agency_code.clone();
    let step = Step { action: "approve", disclosure: Some(id), agency: &agency, reason: None, detail: None };
    record(house, &mut tx, by, step).await?;
    if let Some(at) = at {
        draft.life = AnyWorking::Scheduled(approved.schedule(at, house.now())?);
        looking::note(house, &mut tx, by, &draft).await?;
        working::save(house, &mut tx, &draft).await?;
        let detail = Some(json!({ "at": crate::house::time_text(at) }));
        let step = Step { action: "schedule", disclosure: Some(id), agency: &agency, reason: None, detail };
        record(house, &mut tx, by, step).await?;
        tx.commit().await?;
        return Ok(None);
    }
    let head = release(house, &mut tx, by, draft, &approved.release()).await?;
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
    release(house, &mut tx, &Officer::operator(), draft, &permission).await?;
    tx.commit().await?;
    house.announce_append();
    Ok(())
}

/// The time has come and it cannot be published: the drafter has to know, and to mend it.
async fn return_scheduled(house: &House, id: &str, why: &str) -> Result<(), Error> {
    let reason = ReturnReason::new(&format!("到了定时公开的时间,但不能公开:{why}"))?;
    let mut tx = house.db.begin().await?;
    let draft = working::load(&mut tx, id).await?;
    send_back(house, &mut tx, &Officer::operator(), draft, &reason).await?;
    tx.commit().await?;
    Ok(())
}

async fn release(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    draft: Draft,
    release: &Release,
) -> Result<DisclosureRow, Error> {
    draft.must_be_current()?;
    let item = house.item(&draft.head.item)?;
    let composed = working::compose(house, tx, item, draft.all_values()).await?;
    if let Some(key) = &composed.natural_key {
        publishing::take_over_key(tx, &draft.head, key).await?;
    }
    let publication = Publication {
        fingerprint: draft.head.fingerprint.clone(),
        links: publishing::links(item, &composed.public),
        is_new: false,
        composed,
        attachments: draft.attachments,
        reason: draft.reason.clone(),
        head: draft.head,
    };
    let published = publishing::publish(house, tx, release, vec![publication]).await;
    let head = match published {
        Err(Error::Store(e)) if e.is_duplicate() => {
            return Err(Error::Refused("本单位已经公开过同一编号的信息,请改为更新那一条".into()));
        }
        other => other?.pop().ok_or(Error::NotFound("这份稿件"))?,
    };
    drafts::delete_working(tx, &head.id, draft.lock_version).await?;
    let detail = json!({ "revision": head.revision, "index_no": head.index_no, "leaf": head.leaf_index, "screened_by": release.screened_by(), "approved_by": release.approved_by() });
    let reason = draft.reason.as_deref();
    let step = Step {
        action: "publish",
        disclosure: Some(&head.id),
        agency: &head.agency_code,
        reason,
        detail: Some(detail),
    };
    record(house, tx, by, step).await?;
    Ok(head)
}

/// Withdraws a public disclosure. Its page becomes a tombstone with the ground; an amendment under way ends.
///
/// # Errors
/// When the person may not approve for the agency, or it is not public.
pub async fn withdraw(house: &House, by: &Officer, id: &str, ground: Ground) -> Result<(), Error> {
    must_be_clean(house, &ground)?;
    let mut tx = house.db.begin().await?;
    let head = drafts::disclosure(&mut tx, id).await?.ok_or(Error::NotFound("这条公开信息"))?;
    by.must(Role::Approver, &head.agency_code)?;
    if head.status != PUBLISHED {
        return Err(Error::Refused("只有正在公开的信息可以撤回".into()));
    }
    if let Some(open) = drafts::working(&mut tx, id).await? {
        drafts::delete_working(&mut tx, id, open.lock_version).await?;
    }
    let agency = head.agency_code.clone();
    let reason = format!("{}:{}", ground.article, ground.reason);
    publishing::withdraw(house, &mut tx, head, ground).await?;
    let step = Step {
        action: "withdraw",
        disclosure: Some(id),
        agency: &agency,
        reason: Some(&reason),
        detail: None,
    };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    house.announce_append();
    Ok(())
}

/// The ground stays in the log for ever: what must not be open must not get into it.
fn must_be_clean(house: &House, ground: &Ground) -> Result<(), Error> {
    let text = format!("{}\n{}", ground.article, ground.reason);
    let Some(first) = house.rules.screen.text("撤回理由", &text).into_iter().next() else {
        return Ok(());
    };
    Err(Error::Refused(format!(
        "撤回的依据和理由会永久公开,其中含有“{}”,请改写后再提交({})",
        first.label, first.article
    )))
}

/// Erases the content of a withdrawn disclosure for good: text, fields, and attachments that nothing else uses. The
/// leaves, who, when and why stay.
///
/// # Errors
/// When it is not withdrawn, or the person may not approve for the agency.
pub async fn erase(house: &House, by: &Officer, id: &str, reason: &str) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let head = drafts::disclosure(&mut tx, id).await?.ok_or(Error::NotFound("这条公开信息"))?;
    by.must(Role::Approver, &head.agency_code)?;
    if head.status != WITHDRAWN {
        return Err(Error::Refused("只能删除已撤回信息的内容,请先撤回".into()));
    }
    if reason.trim().is_empty() {
        return Err(Error::Refused("删除内容须写明理由".into()));
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
