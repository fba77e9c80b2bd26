//! `/`: what is new, where things are, what can be said and what is late.

use askama::Template;
use mingjing_design::components::{ClockBadge, Link};
use mingjing_design::frame::Frame;

use super::{CallEntry, Entry};

/// A duty that is late.
#[derive(Debug, Clone)]
pub struct Deadline {
    /// What, with its address.
    pub what: Link,
    /// Whose it is.
    pub agency: String,
    /// Time left.
    pub clock: ClockBadge,
}

/// The front page.
#[derive(Debug, Clone, Template)]
#[template(path = "front.html")]
pub struct FrontPage {
    /// Around the page.
    pub frame: Frame,
    /// Newest disclosures first.
    pub latest: Vec<Entry>,
    /// Number of disclosures that can be read.
    pub total: u64,
    /// Items often asked for.
    pub common: Vec<Link>,
    /// Calls for opinions still open; the part is left out when empty.
    pub open_calls: Vec<CallEntry>,
    /// Duties that are late; the part is left out when empty.
    pub overdue: Vec<Deadline>,
}

impl FrontPage {
    fn count(&self) -> String {
        mingjing_design::format::thousands(self.total)
    }
}
