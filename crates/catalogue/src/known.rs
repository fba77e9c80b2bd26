//! What validation must ask the rest of the system.

use chrono::NaiveDate;

/// Look-ups that a value's validation needs: does this code or reference exist?
///
/// Implementations answer from memory; they are asked once per value, also in bulk imports.
pub trait Known {
    /// Whether `code` is an administrative division (GB/T 2260, e.g. `130100`).
    fn region(&self, code: &str) -> bool;
    /// Whether `code` is an agency of this instance.
    fn agency(&self, code: &str) -> bool;
    /// Whether a disclosure with this index number (索引号) or id exists.
    fn disclosure(&self, index_no_or_id: &str) -> bool;
    /// Today, where a clock is known; without one no day is too far ahead.
    fn today(&self) -> Option<NaiveDate> {
        None
    }
}

/// Takes every code and reference as existing: for checks of form only, without a store behind.
#[derive(Debug, Clone, Copy, Default)]
pub struct KnowsAll;

impl Known for KnowsAll {
    fn region(&self, _code: &str) -> bool {
        true
    }

    fn agency(&self, _code: &str) -> bool {
        true
    }

    fn disclosure(&self, _index_no_or_id: &str) -> bool {
        true
    }
}
