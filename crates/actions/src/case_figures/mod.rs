//! Figures of cases (办件情况): of one agency and one past quarter, how many requests for information and appeals came in, fell
//! due, and were answered in time, late, or not at all; and the disclosure that is drafted of them (《实施意见》二（一）2).

mod counting;
mod drafting;
mod rules;

use chrono::NaiveDate;
use mingjing_duties::{Per, Period};
use mingjing_procedures::appeal::Kind;
use mingjing_procedures::{Kept, Purpose};
use mingjing_store::{drafted_once, drafts};

pub use drafting::begin_draft;
pub use rules::CaseFigureRules;

use crate::{Action, Error, House, Officer};

/// Quarters that can be asked for.
const QUARTERS: usize = 12;

/// What each number means, for the page and for the text of the disclosure.
pub const MEANINGS: [(&str, &str); 6] = [
    ("收到", "提出的日子在统计期间内的，不论期限到什么时候。"),
    (
        "到期应办结",
        "办理期限的最后一天在统计期间内的，不论哪天收到。每一件按它自己的最后一天：延长的算到延长以后，征求第三方意见、补正、缴费期间暂停或者重新起算的照算。",
    ),
    ("按时办结", "到期应办结的件里，在最后一天或者以前答复的。"),
    ("逾期办结", "到期应办结的件里，过了最后一天才答复的，或者过了最后一天提出人才撤回的。"),
    ("逾期未办结", "到期应办结的件里，过了最后一天，到统计的这一天还没有答复的。"),
    (
        "不计入的",
        "最后一天以前撤回的、申请人逾期不补正或者不缴费视为放弃的、期限正在暂停的，没有到期。还没有确认收到的公开申请，从确认收到之日起算，不计入。还没有受理的诉求，以告知是否受理的最后一天为准；要求重新办理的诉求，前后两次答复各按各的最后一天计。",
    ),
];

/// What a case is, as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseKind {
    /// A request for information, or to mend a record of oneself.
    Request(Purpose),
    /// An appeal.
    Appeal(Kind),
}

impl Default for CaseKind {
    fn default() -> Self {
        Self::Request(Purpose::default())
    }
}

/// How many cases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Came in during the quarter.
    pub received: u64,
    /// Their last day lies in it.
    pub due: u64,
    /// Of these: answered by the last day.
    pub in_time: u64,
    /// Answered after it.
    pub late: u64,
    /// Not answered.
    pub open_late: u64,
}

impl Numbers {
    fn add(&mut self, other: &Self) {
        self.received += other.received;
        self.due += other.due;
        self.in_time += other.in_time;
        self.late += other.late;
        self.open_late += other.open_late;
    }

    fn add_kept(&mut self, kept: Option<Kept>) {
        let Some(kept) = kept else { return };
        self.due += 1;
        match kept {
            Kept::InTime => self.in_time += 1,
            Kept::Late => self.late += 1,
            Kept::Open => self.open_late += 1,
        }
    }
}

/// The cases of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KindFigures {
    /// Which kind.
    pub kind: CaseKind,
    /// What people read.
    pub title: String,
    /// How many.
    pub numbers: Numbers,
}

/// A case whose last day cannot be counted, and may lie in the quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCounted {
    /// Which kind.
    pub kind: CaseKind,
    /// Its identity.
    pub id: String,
    /// What people call it.
    pub number: String,
    /// When it came in.
    pub lodged_on: NaiveDate,
    /// The year whose holidays are not announced.
    pub year: i32,
}

/// The figures of an agency and a quarter, as they stand today.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFigures {
    /// By kind, every kind.
    pub rows: Vec<KindFigures>,
    /// All kinds together.
    pub all: Numbers,
    /// Cases that are in no number of what fell due.
    pub not_counted: Vec<NotCounted>,
    /// The disclosure that was drafted of them: its identity.
    pub drafted: Option<String>,
}

/// The past quarters that can be asked for, the newest first.
#[must_use]
pub fn quarters(today: NaiveDate) -> Vec<Period> {
    let before = |day: NaiveDate| Period::of(Per::Quarter, day)?.first().pred_opt();
    let newest = before(today).and_then(|day| Period::of(Per::Quarter, day));
    let older = |quarter: &Period| Period::of(Per::Quarter, quarter.first().pred_opt()?);
    std::iter::successors(newest, older).take(QUARTERS).collect()
}

/// What the figures of a quarter are called.
#[must_use]
pub fn title(quarter: Period) -> String {
    format!("{quarter}办件情况")
}

/// Under what it is noted which draft a quarter became.
fn drafted_as(item: &str, quarter: Period) -> String {
    format!("{item} {}", quarter.first())
}

fn must_be_past(house: &House, quarter: Period) -> Result<(), Error> {
    if house.now().date_naive() <= quarter.last() {
        return Err(Error::Refused(format!("{quarter}还没有过完，{} 以后才能统计", quarter.last())));
    }
    Ok(())
}

/// Whether a person sees the figures of an agency.
#[must_use]
pub fn may_see(house: &House, by: &Officer, agency: &str) -> bool {
    [Action::ReadRequests, Action::ReadAppeals].into_iter().all(|action| house.may(by, action, agency))
}

/// The figures of an agency and a past quarter, counted now.
///
/// # Errors
/// When the person may not see the cases, there is no such agency, or the quarter is not over.
pub async fn figures(
    house: &House,
    by: &Officer,
    agency: &str,
    quarter: Period,
) -> Result<CaseFigures, Error> {
    must_be_past(house, quarter)?;
    let mut figures = count_of(house, by, agency, quarter).await?;
    let mut tx = house.db.read().await?;
    let item = &house.rules.case_figures.item;
    let published = drafts::disclosure_by_natural_key(&mut tx, item, &title(quarter), agency).await?;
    figures.drafted = match (published, drafted_once::of(&mut tx, agency, &drafted_as(item, quarter)).await?)
    {
        (Some(published), _) => Some(published.id),
        // A draft that was given up is gone.
        (None, Some(id)) => drafts::disclosure(&mut tx, &id).await?.map(|draft| draft.id),
        (None, None) => None,
    };
    Ok(figures)
}

async fn count_of(house: &House, by: &Officer, agency: &str, quarter: Period) -> Result<CaseFigures, Error> {
    house.register().agency(agency).ok_or(Error::NotFound("这个单位"))?;
    house.must(by, Action::ReadRequests, agency)?;
    house.must(by, Action::ReadAppeals, agency)?;
    counting::count(house, agency, quarter).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_past_quarters_are_offered() {
        let offered = |day: &str| quarters(day.parse().unwrap());
        assert_eq!(offered("2026-09-30")[0].to_string(), "2026年第二季度");
        assert_eq!(offered("2026-10-01")[0].to_string(), "2026年第三季度");
        let all = offered("2026-01-01");
        assert_eq!(
            (all.len(), all[0].to_string(), all[1].to_string()),
            (12, "2025年第四季度".into(), "2025年第三季度".into())
        );
        assert_eq!(title(all[0]), "2025年第四季度办件情况");
    }
}
