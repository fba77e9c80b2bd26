//! Personal data of a case go when the time to keep them is over; what is counted stays.

use mingjing_procedures::Event;
use mingjing_store::{case_files, requests};
use serde_json::json;

use super::key;
use crate::cases::GONE;
use crate::trail::{Step, record_all};
use crate::{Error, House, Officer};

/// Cases in one transaction.
const BATCH: i64 = 50;

/// Anonymises cases whose time is over: who asked, for what, every text. States, days and outcomes stay. Answers how many.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn forget_what_was_kept_too_long(house: &House) -> Result<u64, Error> {
    let today = house.now().date_naive().to_string();
    let mut done = 0;
    loop {
        // Mostly there is nothing: then nobody who writes waits for this.
        let ids = requests::kept_too_long(&mut house.db.read().await?, &today, BATCH).await?;
        if ids.is_empty() {
            return Ok(done);
        }
        let mut tx = house.db.begin().await?;
        let mut gone = Vec::new();
        for id in &ids {
            let Some(row) = requests::one(&mut tx, id).await? else { continue };
            let rows = requests::events(&mut tx, id).await?;
            let bare = key(id).rewritten(house, &rows, |event: Event| event.anonymous(GONE))?;
            for (position, sealed) in bare {
                requests::replace_event(&mut tx, id, position, &sealed).await?;
            }
            case_files::forget(&mut tx, &row.once_digest).await?;
            requests::forget(&mut tx, id).await?;
            gone.push((row.agency_code, row.number));
        }
        let steps = gone.iter().map(|(agency, number)| Step {
            action: "request-forget",
            disclosure: None,
            agency,
            reason: None,
            detail: Some(json!({ "request": number })),
        });
        record_all(house, &mut tx, &Officer::operator(), steps.collect()).await?;
        tx.commit().await?;
        done += ids.len() as u64;
    }
}
