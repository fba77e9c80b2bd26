//! Withdrawal, by two people: one proposes it with its ground, another confirms it. Where it cannot wait (personal data
//! that hurts somebody every minute), one does it and another reviews it afterwards; until then nothing is erased.

use mingjing_publication::{Content, Ground};
use mingjing_store::drafts::DisclosureRow;
use mingjing_store::withdrawals::{self, WithdrawalRow};
use mingjing_store::{Tx, drafts, versions};
use serde_json::{Value, json};

use crate::credit::publicity_term;
use crate::publishing::{self, PUBLISHED};
use crate::screening;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer};

/// Proposes to withdraw a public disclosure; it stays public until somebody else confirms.
///
/// # Errors
/// When the person may not withdraw for the agency, it is not public, it was proposed already, or the ground holds what
/// must not be open.
pub async fn propose_withdrawal(house: &House, by: &Officer, id: &str, ground: Ground) -> Result<(), Error> {
    must_be_clean(house, &ground)?;
    let mut tx = house.db.begin().await?;
    let (head, by) = public_head(house, &mut tx, by, id).await?;
    note(house, &mut tx, &by, &head, &ground, false).await?;
    tell(house, &mut tx, &by, &head, ("withdraw-propose", &reason_of(&ground)), None).await?;
    tx.commit().await?;
    Ok(())
}

/// Proposes that a record of credit is no longer shown because the enterprise has mended what was wrong (信用修复): a
/// withdrawal on the ground of the rule, which somebody else confirms. `why` says what was examined.
///
/// # Errors
/// As [`propose_withdrawal`]; when the record's publicity does not end, or its shortest time has not passed.
pub async fn propose_repair(house: &House, by: &Officer, id: &str, why: &str) -> Result<(), Error> {
    let mut tx = house.db.read().await?;
    let newest = versions::of_disclosure(&mut tx, id).await?.pop().and_then(|version| version.content);
    drop(tx);
    let content = newest.ok_or(Error::NotFound("这条公开信息"))?;
    let content = Content::from_bytes(content.as_bytes())?;
    let Some(term) = publicity_term(house, &content)? else {
        return Err(Error::Refused("这一类信息没有公示期限，不能提前终止公示；确需撤回请走撤回".into()));
    };
    if house.now().date_naive() < term.repair_from {
        return Err(Error::Refused(format!(
            "最短公示期到 {} 才满({})，到期后才能提前终止公示",
            term.repair_from, term.shortest.source
        )));
    }
    let why = why.trim();
    if why.is_empty() {
        return Err(Error::Refused("请写明审查过什么，例如“已履行处罚决定，已作出信用承诺”".into()));
    }
    propose_withdrawal(
        house,
        by,
        id,
        Ground::new(&term.shortest.source, &format!("信用修复，提前终止公示：{why}"))?,
    )
    .await
}

/// Takes out a record whose publicity has ended by the rule, which no person decides. The caller commits. Whether there
/// was something to take out.
pub(crate) async fn end_publicity(
    house: &House,
    tx: &mut Tx,
    head: Option<DisclosureRow>,
) -> Result<bool, Error> {
    let Some(head) = head.filter(|head| head.status == PUBLISHED) else { return Ok(false) };
    let newest = versions::of_disclosure(tx, &head.id).await?.pop().and_then(|version| version.content);
    let Some(content) = newest else { return Ok(false) };
    let Some(term) = publicity_term(house, &Content::from_bytes(content.as_bytes())?)? else {
        return Ok(false);
    };
    if term.ends_on >= house.now().date_naive() {
        return Ok(false);
    }
    let ground = Ground::new(&term.longest.source, &format!("公示期到 {} 届满，停止公示", term.ends_on))?;
    withdrawals::delete(tx, &head.id).await?;
    let reason = reason_of(&ground);
    carry_out(house, tx, head.clone(), ground).await?;
    tell(house, tx, &Officer::operator(), &head, ("publicity-end", &reason), None).await?;
    Ok(true)
}

/// Confirms what somebody else proposed: the disclosure is withdrawn. Its page becomes a tombstone with the ground; an
/// amendment under way ends.
///
/// # Errors
/// When the person proposed it, or may not withdraw for the agency; when nothing is proposed.
pub async fn confirm_withdrawal(house: &House, by: &Officer, id: &str) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let (head, by) = public_head(house, &mut tx, by, id).await?;
    let proposed = proposal(&mut tx, id).await?;
    must_be_another(&by, &proposed, "确认")?;
    let ground = Ground::new(&proposed.article, &proposed.reason)?;
    must_be_clean(house, &ground)?;
    let (reason, proposer) = (reason_of(&ground), json!({ "proposed_by": proposed.proposed_by }));
    carry_out(house, &mut tx, head.clone(), ground).await?;
    if !withdrawals::delete(&mut tx, id).await? {
        return Err(Error::Conflict);
    }
    tell(house, &mut tx, &by, &head, ("withdraw", &reason), Some(proposer)).await?;
    tx.commit().await?;
    house.announce_append();
    Ok(())
}

/// Drops a proposal; what is public stays so.
///
/// # Errors
/// When the person may not withdraw for the agency, or nothing is proposed.
pub async fn cancel_withdrawal(house: &House, by: &Officer, id: &str) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let (head, by) = public_head(house, &mut tx, by, id).await?;
    let proposed = proposal(&mut tx, id).await?;
    withdrawals::delete(&mut tx, id).await?;
    let reason = format!("{}:{}", proposed.article, proposed.reason);
    tell(house, &mut tx, &by, &head, ("withdraw-cancel", &reason), None).await?;
    tx.commit().await?;
    Ok(())
}

/// Withdraws at once, by one person, because it cannot wait; somebody else has to review it afterwards.
///
/// # Errors
/// As [`propose_withdrawal`]; a proposal that was there is taken over.
pub async fn withdraw_urgently(house: &House, by: &Officer, id: &str, ground: Ground) -> Result<(), Error> {
    must_be_clean(house, &ground)?;
    let mut tx = house.db.begin().await?;
    let (head, by) = public_head(house, &mut tx, by, id).await?;
    withdrawals::delete(&mut tx, id).await?;
    note(house, &mut tx, &by, &head, &ground, true).await?;
    let reason = reason_of(&ground);
    carry_out(house, &mut tx, head.clone(), ground).await?;
    tell(house, &mut tx, &by, &head, ("withdraw", &reason), Some(json!({ "urgent": true }))).await?;
    tx.commit().await?;
    house.announce_append();
    Ok(())
}

/// Reviews an urgent withdrawal afterwards, with what the second person thinks of it.
///
/// # Errors
/// When the person did it, or may not withdraw for the agency; when nothing waits for a review, or nothing is said.
pub async fn review_withdrawal(house: &House, by: &Officer, id: &str, opinion: &str) -> Result<(), Error> {
    let opinion = opinion.trim();
    if opinion.is_empty() {
        return Err(Error::Refused("请写明复核意见，例如“同意撤回”；意见会记入办理记录".into()));
    }
    let mut tx = house.db.begin().await?;
    let head = drafts::disclosure(&mut tx, id).await?.ok_or(Error::NotFound("这条公开信息"))?;
    let by = house.must(by, Action::Withdraw, &head.agency_code)?;
    let waiting = withdrawals::get(&mut tx, id).await?.filter(|w| w.urgent);
    let waiting = waiting.ok_or(Error::NotFound("待复核的紧急撤回，可能同事已经办理"))?;
    must_be_another(&by, &waiting, "复核")?;
    withdrawals::delete(&mut tx, id).await?;
    let detail = Some(json!({ "withdrawn_by": waiting.proposed_by }));
    tell(house, &mut tx, &by, &head, ("withdraw-review", opinion), detail).await?;
    tx.commit().await?;
    Ok(())
}

/// What waits for a second person in the person's agency; nothing for who may not see what is public.
///
/// # Errors
/// When the database cannot be read.
pub async fn waiting_withdrawals(house: &House, by: &Officer) -> Result<Vec<WithdrawalRow>, Error> {
    if !house.may(by, Action::ReadPublished, &by.agency) {
        return Ok(Vec::new());
    }
    let mut tx = house.db.read().await?;
    Ok(withdrawals::of_agency(&mut tx, &by.agency).await?)
}

/// How many withdrawals wait to be confirmed or reviewed by this person.
///
/// # Errors
/// When the database cannot be read.
pub async fn withdrawals_waiting(house: &House, by: &Officer) -> Result<u64, Error> {
    if !house.may(by, Action::Withdraw, &by.agency) {
        return Ok(0);
    }
    let all = waiting_withdrawals(house, by).await?;
    Ok(all.iter().filter(|row| row.proposed_by != by.id).count() as u64)
}

/// The head of what is to be withdrawn, and the person as the one who may.
async fn public_head(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    id: &str,
) -> Result<(DisclosureRow, Officer), Error> {
    let head = drafts::disclosure(tx, id).await?.ok_or(Error::NotFound("这条公开信息"))?;
    let by = house.must(by, Action::Withdraw, &head.agency_code)?;
    if head.status != PUBLISHED {
        return Err(Error::Refused("只有正在公开的信息可以撤回".into()));
    }
    Ok((head, by))
}

async fn proposal(tx: &mut Tx, id: &str) -> Result<WithdrawalRow, Error> {
    withdrawals::get(tx, id).await?.ok_or(Error::NotFound("这项撤回建议，可能同事已经办理"))
}

fn must_be_another(by: &Officer, proposed: &WithdrawalRow, act: &str) -> Result<(), Error> {
    let before = [Some(proposed.proposed_by.as_str()), proposed.in_place_of.as_deref()];
    if by.identities().any(|id| before.contains(&Some(id))) {
        return Err(Error::Refused(format!("撤回须由两个人办理：您已提出，请由另一位批准人{act}")));
    }
    Ok(())
}

async fn note(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    head: &DisclosureRow,
    ground: &Ground,
    urgent: bool,
) -> Result<(), Error> {
    let row = WithdrawalRow {
        disclosure_id: head.id.clone(),
        article: ground.article.clone(),
        reason: ground.reason.clone(),
        proposed_by: by.id.clone(),
        in_place_of: by.in_place_of().map(str::to_owned),
        proposed_at: house.now_text(),
        urgent,
        proposed_by_name: by.name.clone(),
    };
    match withdrawals::insert(tx, &row).await {
        Err(e) if e.is_duplicate() => {
            Err(Error::Refused("已经有人提出撤回这条信息，请确认或取消那一项".into()))
        }
        other => Ok(other?),
    }
}

pub(crate) async fn carry_out(
    house: &House,
    tx: &mut Tx,
    head: DisclosureRow,
    ground: Ground,
) -> Result<(), Error> {
    if let Some(open) = drafts::working(tx, &head.id).await? {
        drafts::delete_working(tx, &head.id, open.lock_version).await?;
    }
    publishing::withdraw(house, tx, head, ground).await.map(drop)
}

async fn tell(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    head: &DisclosureRow,
    (action, reason): (&'static str, &str),
    detail: Option<Value>,
) -> Result<(), Error> {
    let (disclosure, agency) = (Some(head.id.as_str()), head.agency_code.as_str());
    record(house, tx, by, Step { action, disclosure, agency, reason: Some(reason), detail }).await
}

pub(crate) fn reason_of(ground: &Ground) -> String {
    format!("{}:{}", ground.article, ground.reason)
}

/// The ground stays in the log for ever: what must not be open must not get into it.
pub(crate) fn must_be_clean(house: &House, ground: &Ground) -> Result<(), Error> {
    let text = format!("{}\n{}", ground.article, ground.reason);
    screening::must_be_clean(house, "撤回的依据和理由会永久公开", &text)
}
