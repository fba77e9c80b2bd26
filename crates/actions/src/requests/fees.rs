//! What applicants paid for requests beyond a usual number (条例 第四十二条), for the yearly report.

use chrono::Datelike;
use mingjing_procedures::Event;
use mingjing_store::cases::{CaseStepRow, Counting, Kind};

use super::key;
use super::reading::year_days;
use crate::cases::each_case;
use crate::{Error, House};

/// For how many requests of an agency a fee was paid in a year, and how much in all, in yuan.
pub(crate) async fn fees_paid(house: &House, agency: &str, year: i32) -> Result<(u64, u64), Error> {
    let (first, end) = year_days(year);
    let counting = Counting { agency, span: (&first, &end) };
    let (mut number, mut sum) = (0, 0);
    let paid = |steps: &[CaseStepRow]| {
        let Some(first) = steps.first() else { return Ok(()) };
        let mut asked = 0;
        for event in key(&first.id).open_steps::<Event>(house, steps)? {
            match event {
                Event::FeeAsked { yuan, .. } => asked = u64::from(yuan),
                Event::FeePaid { on } if on.year() == year => {
                    number += 1;
                    sum += asked;
                }
                _ => {}
            }
        }
        Ok(())
    };
    each_case(house, Kind::Request, counting, paid).await?;
    Ok((number, sum))
}
