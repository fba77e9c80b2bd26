//! Personal data of a case go when the time to keep them is over; what is counted stays.

use mingjing_procedures::appeal::Event;
use mingjing_store::{appeals, case_files};
use serde_json::json;

use super::key;
use crate::cases::GONE;
use crate::trail::{Step, record_all};
use crate::{Error, House, Officer};

/// Cases in one transaction.
const BATCH: i64 = 50;

/// Anonymises cases whose time is over: who appeals, what was said, every text. States, days and numbers stay. Answers how
/// many.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn forget_writers(house: &House) -> Result<u64, Error> {
    let today = house.now().date_naive().to_string();
    let mut done = 0;
    loop {
        // Mostly there is nothing: then nobody who writes waits for this.
        let ids = appeals::kept_too_long(&mut house.db.read().await?, &today, BATCH).await?;
        if ids.is_empty() {
            return Ok(done);
        }
        let mut tx = house.db.begin().await?;
        let mut gone = Vec::new();
        for id in &ids {
            let Some(row) = appeals::one(&mut tx, id).await? else { continue };
            let rows = appeals::events(&mut tx, id).await?;
            let bare = key(id).rewritten(house, &rows, |event: Event| event.anonymous(GONE))?;
            for (position, sealed) in bare {
                appeals::replace_event(&mut tx, id, position, &sealed).await?;
            }
            case_files::forget(&mut tx, &row.once_digest).await?;
            appeals::forget(&mut tx, id).await?;
            gone.push((row.agency_code, row.number));
        }
        let steps = gone.iter().map(|(agency, number)| Step {
            action: "appeal-forget",
            disclosure: None,
            agency,
            reason: None,
            detail: Some(json!({ "appeal": number })),
        });
        record_all(house, &mut tx, &Officer::operator(), steps.collect()).await?;
        tx.commit().await?;
        done += ids.len() as u64;
    }
}
