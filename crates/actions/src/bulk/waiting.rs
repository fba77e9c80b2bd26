//! What of the bulk work of an agency waits for one person.

use mingjing_publication::life::AnyWorking;

use super::{BulkStage, WithdrawalStage, bulk_jobs, bulk_withdrawals};
use crate::{Action, Error, House, Officer};

/// Files of rows that wait to be screened or approved, and lists of withdrawals that wait to be confirmed, by this person.
///
/// # Errors
/// When the database cannot be read.
pub async fn bulk_waiting(house: &House, by: &Officer) -> Result<(u64, u64), Error> {
    let may = |action| house.may(by, action, &by.agency);
    let (screens, approves) = (may(Action::Screen), may(Action::Approve));
    let files = if screens || approves { bulk_jobs(house, by).await? } else { Vec::new() };
    let waits = |stage: &BulkStage| match stage {
        BulkStage::Open(AnyWorking::Submitted(life)) => screens && !life.drafted_by().contains(&by.id),
        BulkStage::Open(AnyWorking::Screened(life)) => approves && !life.drafted_by().contains(&by.id),
        _ => false,
    };
    let files = files.iter().filter(|job| waits(&job.stage)).count();
    let lists = if may(Action::Withdraw) && may(Action::ReadWork) {
        bulk_withdrawals(house, by).await?
    } else {
        Vec::new()
    };
    let proposed =
        lists.iter().filter(|list| list.stage == WithdrawalStage::Proposed && list.row.proposed_by != by.id);
    Ok((files as u64, proposed.count() as u64))
}
