//! Cases in hand of every procedure with a clock, as one list: what waits for an agency and who of it handles what, and for
//! an openness office how many each agency of its region has, and how many of them are late (条例 第三条、第四十七条).
//!
//! Nobody else is kept from a case by naming who handles it: that says whose it is, and who is away is who lent the role to
//! a deputy for the day.

mod handlers;
mod listing;
mod overview;

use std::fmt;

use mingjing_store::cases;

pub use handlers::{Away, Colleague, Handled, Handler, assign, away_today, handled};
pub use listing::{Filter, Line, Listing, Waits, When, list, numbers};
pub use overview::{AgencyNumbers, Numbers, Order, Overview, oversees, overview};

use crate::{Action, House, Officer};

/// A procedure whose cases are in hand, seen from one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 公开申请
    Request,
    /// 群众诉求
    Appeal,
    /// 协办诉求: appeals of others in which the agency has to say its part.
    Joint,
    /// 被督办
    Supervised,
    /// 督办: supervisions by the agency.
    Supervising,
    /// 征求意见
    Consultation,
    /// 听证报名
    Selection,
}

impl Kind {
    /// All of them, in the order they are offered in.
    pub const ALL: [Self; 7] = [
        Self::Request,
        Self::Appeal,
        Self::Joint,
        Self::Supervised,
        Self::Supervising,
        Self::Consultation,
        Self::Selection,
    ];

    /// The word in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Appeal => "appeal",
            Self::Joint => "joint",
            Self::Supervised => "supervised",
            Self::Supervising => "supervising",
            Self::Consultation => "consultation",
            Self::Selection => "selection",
        }
    }

    /// The kind of a word; none for any other word.
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Request => "公开申请",
            Self::Appeal => "群众诉求",
            Self::Joint => "协办诉求",
            Self::Supervised => "答复督办",
            Self::Supervising => "督办",
            Self::Consultation => "征求意见",
            Self::Selection => "听证报名",
        }
    }

    /// What a person must be allowed to do to have such cases in a list.
    fn read(self) -> Action {
        match self {
            Self::Request => Action::ReadRequests,
            Self::Appeal | Self::Joint => Action::ReadAppeals,
            Self::Supervised => Action::AnswerSupervision,
            Self::Supervising => Action::Supervise,
            Self::Consultation => Action::ReadConsultations,
            Self::Selection => Action::ReadSelections,
        }
    }

    /// What takes the steps that the agency owes.
    fn handle(self) -> Action {
        match self {
            Self::Request => Action::HandleRequests,
            Self::Appeal | Self::Joint => Action::HandleAppeals,
            Self::Supervised => Action::AnswerSupervision,
            Self::Supervising => Action::Supervise,
            Self::Consultation => Action::HandleConsultations,
            Self::Selection => Action::HandleSelections,
        }
    }

    /// What agrees to what somebody else proposed.
    fn review(self) -> Action {
        match self {
            Self::Request => Action::ReviewRequests,
            Self::Appeal | Self::Joint => Action::ReviewAppeals,
            Self::Supervised => Action::AnswerSupervision,
            Self::Supervising => Action::Supervise,
            Self::Consultation => Action::ReviewConsultations,
            Self::Selection => Action::ReviewSelections,
        }
    }

    fn stored(self) -> cases::Kind {
        match self {
            Self::Request => cases::Kind::Request,
            Self::Appeal => cases::Kind::Appeal,
            Self::Joint => cases::Kind::Joint,
            Self::Supervised => cases::Kind::Supervised,
            Self::Supervising => cases::Kind::Supervising,
            Self::Consultation => cases::Kind::Consultation,
            Self::Selection => cases::Kind::Selection,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.zh())
    }
}

/// The kinds of which a person may list the cases of the own agency.
#[must_use]
pub fn kinds(house: &House, by: &Officer) -> Vec<Kind> {
    Kind::ALL.into_iter().filter(|kind| house.may(by, kind.read(), &by.agency)).collect()
}

/// The last day that counts as soon, YYYY-MM-DD: so many working days from today as `law/warnings.toml` says, and today where
/// these cannot be counted because the year's holidays are not announced.
fn soon(house: &House) -> String {
    let today = house.now().date_naive();
    let days = house.rules.warnings.case_soon_working_days;
    house.rules.calendar.add_working_days(today, days).unwrap_or(today).to_string()
}
