//! How many cases each agency of a region has in hand, for its openness office (条例 第三条第二款、第四十七条).

use std::collections::BTreeMap;

use mingjing_store::cases::{self, InHandRow};

use super::{Kind, soon};
use crate::house::as_u64;
use crate::{Action, Error, House, Officer};

/// The procedures of which numbers are shown, each agency's own.
const SHOWN: [Kind; 5] = [Kind::Request, Kind::Appeal, Kind::Supervised, Kind::Consultation, Kind::Selection];

/// How many cases are in hand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Numbers {
    /// All of them.
    pub open: u64,
    /// Those whose last day is over.
    pub overdue: u64,
    /// Those whose last day comes soon.
    pub soon: u64,
}

impl Numbers {
    pub(super) fn of(row: &InHandRow) -> Self {
        Self { open: as_u64(row.open), overdue: as_u64(row.overdue), soon: as_u64(row.soon) }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.open += other.open;
        self.overdue += other.overdue;
        self.soon += other.soon;
    }
}

/// What one agency has in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyNumbers {
    /// Code of the agency.
    pub agency: String,
    /// By procedure, as in [`Overview::kinds`].
    pub each: Vec<Numbers>,
    /// All procedures together.
    pub all: Numbers,
}

/// What the agencies of a region have in hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// The procedures that the person may see over others.
    pub kinds: Vec<Kind>,
    /// Agencies that have something in hand.
    pub agencies: Vec<AgencyNumbers>,
    /// All agencies together.
    pub all: Numbers,
}

/// In which order agencies stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Most overdue cases first.
    #[default]
    Overdue,
    /// Most cases due soon first.
    Soon,
    /// Most cases in hand first.
    Open,
    /// By code.
    Agency,
}

impl Order {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Overdue, Self::Soon, Self::Open, Self::Agency];

    /// The word in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Soon => "soon",
            Self::Open => "open",
            Self::Agency => "agency",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Overdue => "逾期多的在前",
            Self::Soon => "快到期多的在前",
            Self::Open => "在办多的在前",
            Self::Agency => "按单位",
        }
    }
}

/// The agencies over which a person sees cases of a kind: a region, `*` for all. None where only the own agency.
fn region_of(house: &House, by: &Officer, kind: Kind) -> Option<String> {
    // Over others it is the office that sees supervisions, and the agency that answers them.
    let action = if kind == Kind::Supervised { Action::Supervise } else { kind.read() };
    house.region_over(by, action)
}

/// Whether a person sees cases over other agencies.
#[must_use]
pub fn oversees(house: &House, by: &Officer) -> bool {
    SHOWN.into_iter().any(|kind| region_of(house, by, kind).is_some())
}

/// What the agencies that a person oversees have in hand.
///
/// # Errors
/// When the person oversees none.
pub async fn overview(house: &House, by: &Officer, order: Order) -> Result<Overview, Error> {
    let shown: Vec<(Kind, String)> =
        SHOWN.into_iter().filter_map(|kind| Some((kind, region_of(house, by, kind)?))).collect();
    if shown.is_empty() {
        return Err(Error::Forbidden("各单位在办案件的情况由政务公开主管部门查看".into()));
    }
    let today = house.now().date_naive().to_string();
    let soon = soon(house);
    let mut by_agency: BTreeMap<String, Vec<Numbers>> = BTreeMap::new();
    let mut tx = house.db.read().await?;
    for (at, (kind, region)) in shown.iter().enumerate() {
        for row in cases::in_hand(&mut tx, kind.stored(), ("", region), (&today, &soon)).await? {
            let empty = || vec![Numbers::default(); shown.len()];
            let each = by_agency.entry(row.agency_code.clone()).or_insert_with(empty);
            if let Some(one) = each.get_mut(at) {
                *one = Numbers::of(&row);
            }
        }
    }
    drop(tx);
    let mut found =
        Overview { kinds: shown.into_iter().map(|(kind, _)| kind).collect(), ..Overview::default() };
    for (agency, each) in by_agency {
        let mut all = Numbers::default();
        each.iter().for_each(|one| all.add(one));
        found.all.add(&all);
        found.agencies.push(AgencyNumbers { agency, each, all });
    }
    // Agencies that stand the same stay in the order of their codes.
    match order {
        Order::Overdue => {
            found.agencies.sort_by_key(|one| std::cmp::Reverse((one.all.overdue, one.all.soon)))
        }
        Order::Soon => found.agencies.sort_by_key(|one| std::cmp::Reverse((one.all.soon, one.all.overdue))),
        Order::Open => found.agencies.sort_by_key(|one| std::cmp::Reverse(one.all.open)),
        Order::Agency => {}
    }
    Ok(found)
}
