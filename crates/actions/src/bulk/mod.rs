//! Bulk work at the desk: a file of rows goes through the steps of a draft, and then row by row into the log.
//!
//! Who puts the file in is the drafter of every row, a second person lets it pass screening, somebody who did not draft
//! approves it: the types of the life cycle check it for a file as for a draft. Rows in which screening finds something
//! are held for a decision of their own, as in every import.

mod checking;
mod job;
mod running;
mod steps;
mod waiting;
mod withdrawals;

use mingjing_store::{Tx, officers};

use crate::house::time_text;
use crate::{Error, House, Officer};

/// A running job whose worker has said nothing for so long is taken over, in seconds.
const STALE: i64 = 60;

/// The time since which a worker must have said something.
fn stale_since(house: &House) -> String {
    time_text(house.now() - chrono::Duration::seconds(STALE))
}

/// Who stands behind what a worker does, also when the account was closed since.
async fn stands_behind(tx: &mut Tx, id: &str, what: &'static str) -> Result<Officer, Error> {
    Officer::from_row(&officers::by_id(tx, id).await?.ok_or(Error::NotFound(what))?)
}

pub use checking::{
    Check, CheckedRow, Counts, RefusedRow, RowVerdict, check_bulk, first_cells, refused_file, refused_rows,
};
pub(crate) use job::Parties;
pub use job::{BulkJob, BulkStage, bulk_job, bulk_jobs};
pub use running::run_next_bulk;
pub use steps::{
    approve_bulk, begin_bulk, choose_columns, discard_bulk, resume_bulk, return_bulk, screen_bulk, stop_bulk,
    submit_bulk,
};
pub use waiting::bulk_waiting;
pub use withdrawals::{
    BulkWithdrawal, MOST_LINES, WithdrawalStage, bulk_withdrawal, bulk_withdrawals, cancel_bulk_withdrawal,
    confirm_bulk_withdrawal, named_in, propose_bulk_withdrawal, resume_bulk_withdrawal, run_next_withdrawals,
    stop_bulk_withdrawal, withdrawal_lines,
};
