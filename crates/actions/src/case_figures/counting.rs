//! The numbers of one agency and one quarter, from the steps of its cases: each case under its own last day, as the procedures
//! count it.

use chrono::{Datelike, Days, NaiveDate};
use mingjing_duties::Period;
use mingjing_procedures::appeal::{self, AnyAppeal, Kind};
use mingjing_procedures::{AnyRequest, Ended, Event, LastDay, OwedAnswer, Purpose};
use mingjing_store::cases::{self, CaseStepRow, Counting};

use super::{CaseFigures, CaseKind, KindFigures, NotCounted, Numbers};
use crate::cases::each_case;
use crate::requests::read_day;
use crate::{Error, House, appeals, requests};

/// A case that ended so many days before the quarter is not looked at: no limit of the law ends as long after an answer. Only one
/// that was put off further by agreement with the applicant (条例 第三十五条), and answered before all the same, is not found.
const LONGEST: u64 = 180;

/// Counts the cases of an agency that have to do with a quarter.
pub(super) async fn count(house: &House, agency: &str, quarter: Period) -> Result<CaseFigures, Error> {
    let mut found = Counted::new(house, quarter)?;
    let since = quarter.first().checked_sub_days(Days::new(LONGEST)).unwrap_or(quarter.first());
    let (since, last) = (since.to_string(), quarter.last().to_string());
    let counting = Counting { agency, span: (&since, &last) };
    for kind in [cases::Kind::Request, cases::Kind::Appeal] {
        each_case(house, kind, counting, |steps| found.add_case(house, kind, steps)).await?;
    }
    Ok(found.figures)
}

/// What was counted so far.
struct Counted {
    quarter: Period,
    today: NaiveDate,
    figures: CaseFigures,
}

impl Counted {
    fn new(house: &House, quarter: Period) -> Result<Self, Error> {
        let rules = &house.rules;
        let row = |kind, title: &str| KindFigures { kind, title: title.to_owned(), ..KindFigures::default() };
        let mut rows = vec![row(CaseKind::Request(Purpose::Information), &rules.case_figures.requests)];
        for kind in Kind::ALL {
            rows.push(row(CaseKind::Appeal(kind), &rules.appeals.of(kind)?.title));
        }
        rows.push(row(CaseKind::Request(Purpose::Record), &rules.case_figures.records));
        let figures = CaseFigures { rows, ..CaseFigures::default() };
        Ok(Self { quarter, today: house.now().date_naive(), figures })
    }

    fn add_case(&mut self, house: &House, kind: cases::Kind, steps: &[CaseStepRow]) -> Result<(), Error> {
        let Some(first) = steps.first() else { return Ok(()) };
        let unknown = || Error::Corrupt(format!("{} 的类别“{}”", first.number, first.kind));
        let (kind, owed) = if kind == cases::Kind::Request {
            let rules = requests::rules(house);
            let events: Vec<Event> = requests::key(&first.id).open_steps(house, steps)?;
            let owed = AnyRequest::replay(&rules, &events)?.map(|case| case.owed(&rules)).transpose()?;
            let purpose = Purpose::of_key(&first.kind).ok_or_else(unknown)?;
            (CaseKind::Request(purpose), owed.flatten().into_iter().collect())
        } else {
            let events: Vec<appeal::Event> = appeals::key(&first.id).open_steps(house, steps)?;
            let kind = Kind::of_key(&first.kind).ok_or_else(unknown)?;
            (CaseKind::Appeal(kind), AnyAppeal::owed(&appeals::rules(house), &events)?)
        };
        let lodged_on = read_day(&first.lodged_on)?;
        let received = self.quarter.holds(lodged_on);
        let row = self.figures.rows.iter_mut().find(|row| row.kind == kind).ok_or_else(unknown)?;
        let mut more = Numbers { received: received.into(), ..Numbers::default() };
        for one in &owed {
            match one.due {
                LastDay::On(due) if self.quarter.holds(due) => more.add_kept(one.kept(self.today)),
                LastDay::NotAnnounced(year) if may_fall_in(one, year, self.quarter) => {
                    self.figures.not_counted.push(NotCounted {
                        kind,
                        id: first.id.clone(),
                        number: first.number.clone(),
                        lodged_on,
                        year,
                    });
                }
                LastDay::On(_) | LastDay::NotAnnounced(_) => {}
            }
        }
        row.numbers.add(&more);
        self.figures.all.add(&more);
        Ok(())
    }
}

/// Whether a last day that cannot be counted may lie in the quarter: it lies in the year whose holidays are missing, or later.
fn may_fall_in(one: &OwedAnswer, year: i32, quarter: Period) -> bool {
    let taken_back = matches!(one.ended, Some(Ended::TakenBack(_)));
    year <= quarter.last().year() && !taken_back
}
