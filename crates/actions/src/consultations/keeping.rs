//! What time brings: outcomes that have become public, and names whose time is over.

use mingjing_procedures::consultation::Event;
use mingjing_store::consultations;
use serde_json::json;

use super::reading::commenter;
use super::{load, steps};
use crate::cases::{Progress, months, tell};
use crate::trail::{Step, record_all};
use crate::{Error, House, Officer};

/// Calls or comments in one transaction.
const BATCH: i64 = 50;

/// Notes of every call whose outcome has been published that it ends with it. Answers how many.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn note_published_outcomes(house: &House) -> Result<u64, Error> {
    // Mostly there is nothing: then nobody who writes waits for this.
    let found = consultations::announced(&mut house.db.read().await?, BATCH).await?;
    let mut done = 0;
    for (id, at) in found {
        let day = at.get(..10).unwrap_or_default();
        let on = crate::requests::read_day(day)?;
        let mut tx = house.db.begin().await?;
        let row = load(&mut tx, &id).await?;
        if row.state != "announcing" {
            continue;
        }
        steps::apply(house, &mut tx, &Officer::operator(), row, Event::Published { on }).await?;
        tx.commit().await?;
        done += 1;
    }
    Ok(done)
}

/// Tells by mail everyone who commented and left an address that the outcome is public. Answers how many were looked at.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn tell_outcomes(house: &House) -> Result<u64, Error> {
    let mut done = 0;
    for (id, mut after) in consultations::untold(&mut house.db.read().await?, BATCH).await? {
        loop {
            let mut tx = house.db.begin().await?;
            let comments = consultations::comments(&mut tx, &id, after, BATCH).await?;
            for comment in &comments {
                let Some(who) = commenter(house, comment)? else { continue };
                let number = format!("第 {} 号意见", comment.number);
                let progress =
                    Progress { what: "意见", number: &number, step: "征求意见的结果已经公布" };
                tell(house, &mut tx, &who.mail, progress).await?;
            }
            let Some(last) = comments.last().map(|comment| comment.number) else { break };
            // Another worker may be at it: who comes second writes nothing.
            if !consultations::set_told(&mut tx, &id, (after, last)).await? {
                break;
            }
            tx.commit().await?;
            after = last;
            done += comments.len() as u64;
        }
    }
    Ok(done)
}

/// Takes away who wrote comments of calls that closed longer ago than the rule allows. What was said and answered stays.
/// Answers how many.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn forget_commenters(house: &House) -> Result<u64, Error> {
    let months = months(house, "consultation.retention")?;
    let today = house.now().date_naive();
    let before = today.checked_sub_months(months).unwrap_or(today).to_string();
    let mut done = 0;
    loop {
        let rows = consultations::kept_too_long(&mut house.db.read().await?, &before, BATCH).await?;
        if rows.is_empty() {
            return Ok(done);
        }
        let mut tx = house.db.begin().await?;
        for (id, number, _) in &rows {
            consultations::forget(&mut tx, id, *number).await?;
        }
        let step = |(id, number, agency): &(String, i64, String)| {
            let detail = Some(json!({ "consultation": id, "comment": number }));
            (agency.clone(), detail)
        };
        let told: Vec<_> = rows.iter().map(step).collect();
        let steps = told.iter().map(|(agency, detail)| Step {
            action: "comment-forget",
            disclosure: None,
            agency,
            reason: None,
            detail: detail.clone(),
        });
        record_all(house, &mut tx, &Officer::operator(), steps.collect()).await?;
        tx.commit().await?;
        done += rows.len() as u64;
    }
}
