//! Names of people without an account go when the time to keep them is over; what is counted stays.

use mingjing_store::training;
use serde_json::json;

use super::SESSION;
use crate::trail::{Step, record_all};
use crate::{Error, House, Officer};

/// People in one transaction.
const BATCH: i64 = 100;

/// Takes names away whose time is over; answers how many.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn forget_trainees(house: &House) -> Result<u64, Error> {
    let today = house.now().date_naive().to_string();
    let mut done = 0;
    loop {
        // Mostly there is nothing: then nobody who writes waits for this.
        let ids = training::kept_too_long(&mut house.db.read().await?, &today, BATCH).await?;
        if ids.is_empty() {
            return Ok(done);
        }
        let mut tx = house.db.begin().await?;
        let mut gone = Vec::new();
        for id in &ids {
            let Some(row) = training::attendee(&mut tx, id).await? else { continue };
            let session = training::session(&mut tx, &row.session_id).await?.ok_or(SESSION)?;
            training::forget(&mut tx, id).await?;
            gone.push((session.agency_code, session.id));
        }
        let steps = gone.iter().map(|(agency, session)| Step {
            action: "training-forget",
            disclosure: None,
            agency,
            reason: None,
            detail: Some(json!({ "session": session })),
        });
        record_all(house, &mut tx, &Officer::operator(), steps.collect()).await?;
        tx.commit().await?;
        done += ids.len() as u64;
    }
}
