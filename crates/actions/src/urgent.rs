//! Release in an emergency: one approver screens and publishes at once, what the catalogue allows it for. Another one
//! reviews it afterwards, within the limit `release.urgent_review`; until then its page says that the review is owed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, FixedOffset, Months, TimeDelta};
use mingjing_calendar::Amount;
use mingjing_publication::Ground;
use mingjing_publication::life::{AnyWorking, Unreviewed, Urgency, UrgentRelease, Verdict};
use mingjing_screening::Disposition;
use mingjing_store::drafts::DisclosureRow;
use mingjing_store::urgent::{self, UrgentRow, WaitingRow};
use mingjing_store::{drafts, withdrawals};
use serde_json::json;

use crate::deciding::release;
use crate::house::time_text;
use crate::publishing::PUBLISHED;
use crate::screening::{judge, must_be_clean, screened};
use crate::trail::{Step, record_all};
use crate::withdrawing;
use crate::working::{self, Draft};
use crate::{Action, Error, House, Officer};

/// The limit of the review.
pub const URGENT_REVIEW: &str = "release.urgent_review";
/// Most that are shown at once: more at the same time would be no emergencies.
const MOST: i64 = 200;

/// What the second person finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UrgentReview {
    /// It was right to publish it so; with what the person says to it.
    Upheld(String),
    /// It is withdrawn, on this ground.
    Withdrawn(Ground),
}

/// Whether this person may release this draft alone: it was handed in, its item allows it, and the person wrote none of it.
#[must_use]
pub fn may_release_urgently(house: &House, by: &Officer, draft: &Draft) -> bool {
    let allowed = house.item(&draft.head.item).is_ok_and(|item| item.urgent_release.is_some());
    allowed
        && !draft.minor
        && matches!(draft.life, AnyWorking::Submitted(_))
        && !draft.life.save().drafted_by.contains(&by.id)
        && house.may(by, Action::ReleaseUrgently, &draft.head.agency_code)
}

/// Decides on every finding and publishes at once, by one person. Answers the index number.
///
/// # Errors
/// When the item does not allow it, the reason is empty or holds what must not be open, a finding has no decision, or
/// the person drafted it or may not; [`Error::Conflict`].
pub async fn release_urgently(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
    (reason, decisions): (&str, &BTreeMap<String, Disposition>),
) -> Result<Option<String>, Error> {
    let mut tx = house.db.begin().await?;
    let mut draft = working::load_at(&mut tx, id, lock_version).await?;
    let by = &house.must(by, Action::ReleaseUrgently, &draft.head.agency_code)?;
    let item = house.item(&draft.head.item)?;
    let urgency = Urgency::new(item.urgent_release.as_ref().map(ToString::to_string), reason)?;
    must_be_clean(house, "紧急发布的理由会公开", urgency.reason())?;
    if draft.minor {
        return Err(Error::Refused("文字更正不用紧急发布，请按一般步骤办理".into()));
    }
    let before = draft.mark();
    let (decision, summary) = judge(house, &mut tx, (by, &mut draft), decisions).await?;
    let AnyWorking::Submitted(life) = draft.life.clone() else {
        return Err(Error::Refused("这份稿件不在待审查状态".into()));
    };
    let detail = screened(house, &draft, before, summary)?;
    let (permission, waiting) = life.release_urgently(decision, &urgency)?;
    let (head, published) = release(house, &mut tx, draft, (&permission, Some(&urgency))).await?;
    urgent::insert(&mut tx, &row(house, by, (&head, &urgency), &waiting)?).await?;
    let (agency, disclosure) = (head.agency_code.as_str(), Some(id));
    let screening = Step { action: "screen", disclosure, agency, reason: None, detail };
    let detail = Some(json!({ "basis": urgency.basis() }));
    let reason = Some(urgency.reason());
    let releasing = Step { action: "release-urgently", disclosure, agency, reason, detail };
    record_all(house, &mut tx, by, vec![screening, releasing, published.step(&head)]).await?;
    tx.commit().await?;
    house.announce_append();
    Ok(head.index_no)
}

fn row(
    house: &House,
    by: &Officer,
    (head, urgency): (&DisclosureRow, &Urgency),
    waiting: &UrgentRelease<Unreviewed>,
) -> Result<UrgentRow, Error> {
    Ok(UrgentRow {
        leaf_index: head.leaf_index.unwrap_or_default(),
        disclosure_id: head.id.clone(),
        revision: head.revision,
        agency_code: head.agency_code.clone(),
        basis: urgency.basis().to_owned(),
        reason: urgency.reason().to_owned(),
        drafted_by: serde_json::to_string(waiting.drafted_by())?,
        released_by: by.id.clone(),
        released_by_name: by.name.clone(),
        in_place_of: by.in_place_of().map(str::to_owned),
        released_at: house.now_text(),
        due_at: time_text(due(house)?),
        ..UrgentRow::default()
    })
}

/// Until when the review is owed for what is released now.
fn due(house: &House) -> Result<DateTime<FixedOffset>, Error> {
    let missing = || Error::Corrupt(format!("law/limits.toml 中没有可用的时限 {URGENT_REVIEW}"));
    let limit = house.rules.limits.get(URGENT_REVIEW).map_err(|_| missing())?;
    let now = house.now();
    let due = match limit.amount {
        Amount::Hours(hours) => now.checked_add_signed(TimeDelta::hours(hours.into())),
        Amount::Days(days) => now.checked_add_days(Days::new(days.into())),
        Amount::Months(months) => now.checked_add_months(Months::new(months)),
        Amount::WorkingDays(days) => {
            let last = house.rules.calendar.add_working_days(now.date_naive(), days);
            let last = last.map_err(|e| Error::Refused(e.to_string()))?;
            last.and_time(now.time()).and_local_timezone(*now.offset()).single()
        }
    };
    due.ok_or_else(missing)
}

/// What of the person's agency waits for a review, the first that is due first; nothing for who may not see its work.
///
/// # Errors
/// When the database cannot be read.
pub async fn urgent_waiting(house: &House, by: &Officer) -> Result<Vec<WaitingRow>, Error> {
    if !house.may(by, Action::ReadWork, &by.agency) {
        return Ok(Vec::new());
    }
    Ok(urgent::waiting(&mut house.db.read().await?, &by.agency, MOST).await?)
}

/// Whether this person may review it: an approver who took no part in it.
#[must_use]
pub fn may_review_urgent(house: &House, by: &Officer, release: &UrgentRow) -> bool {
    house.may(by, Action::Approve, &release.agency_code)
        && read(release).is_ok_and(|waiting| waiting.may_be_reviewed_by(&by.id))
}

fn read(release: &UrgentRow) -> Result<UrgentRelease<Unreviewed>, Error> {
    let drafted_by: BTreeSet<String> = serde_json::from_str(&release.drafted_by)?;
    let released_by = std::iter::once(release.released_by.clone()).chain(release.in_place_of.clone());
    Ok(UrgentRelease::load(drafted_by, released_by.collect())?)
}

/// Reviews what one person released: it stands, or it is withdrawn at once. The releasing person and the reviewing one
/// are the two people that a withdrawal takes.
///
/// # Errors
/// When nothing waits there, the person took part in it or may not approve for the agency, or says nothing.
pub async fn review_urgent(
    house: &House,
    by: &Officer,
    leaf: i64,
    review: UrgentReview,
) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let waiting = urgent::get(&mut tx, leaf).await?.filter(|release| release.reviewed_at.is_none());
    let waiting = waiting.ok_or(Error::NotFound("待复核的紧急发布，可能同事已经办理"))?;
    let by = &house.must(by, Action::Approve, &waiting.agency_code)?;
    let id = waiting.disclosure_id.as_str();
    let head = drafts::disclosure(&mut tx, id).await?.ok_or(Error::NotFound("这条公开信息"))?;
    let (verdict, reason, ground) = match review {
        UrgentReview::Upheld(opinion) if opinion.trim().is_empty() => {
            return Err(Error::Refused("请写明复核意见，例如“属实，同意发布”；意见会记入办理记录".into()));
        }
        UrgentReview::Upheld(opinion) => (Verdict::Sound, opinion.trim().to_owned(), None),
        UrgentReview::Withdrawn(ground) => {
            withdrawing::must_be_clean(house, &ground)?;
            (Verdict::Wrong, withdrawing::reason_of(&ground), Some(ground))
        }
    };
    let done = read(&waiting)?.review(&by.id, by.in_place_of(), verdict)?;
    let agency = head.agency_code.as_str();
    let detail = json!({ "revision": waiting.revision, "verdict": done.verdict().as_str(),
        "released_by": waiting.released_by, "late": house.now_text() > waiting.due_at });
    let (disclosure, reason) = (Some(id), Some(reason.as_str()));
    let mut steps = vec![Step { action: "urgent-review", disclosure, agency, reason, detail: Some(detail) }];
    if let Some(ground) = ground.filter(|_| head.status == PUBLISHED) {
        withdrawals::delete(&mut tx, id).await?;
        withdrawing::carry_out(house, &mut tx, head.clone(), ground).await?;
        let detail = Some(json!({ "urgent_release": waiting.leaf_index }));
        steps.push(Step { action: "withdraw", disclosure, agency, reason, detail });
    }
    let (who, at) = (done.reviewed_by(), house.now_text());
    urgent::review(&mut tx, leaf, (who, &at), done.verdict().as_str()).await?;
    record_all(house, &mut tx, by, steps).await?;
    tx.commit().await?;
    house.announce_append();
    Ok(())
}
