//! A running limit in working days: when it began, when it stood still, when it ends.

use chrono::NaiveDate;

use crate::{Error, WorkCalendar};

/// A limit of working days that runs, may stand still and may be extended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    start: NaiveDate,
    working_days: u32,
    /// Spells during which it stood still: from the day it was suspended to the day it was resumed.
    suspensions: Vec<(NaiveDate, Option<NaiveDate>)>,
}

/// How a term stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Working days left, today's end of day included; 0 on the last day.
    Left(u32),
    /// Working days past the last day.
    Overdue(u32),
    /// It stands still.
    Suspended,
}

impl Standing {
    /// Working days left; 0 on the last day, negative and at least one when overdue; none while it stands still.
    #[must_use]
    pub fn days(self) -> Option<i64> {
        match self {
            Self::Left(days) => Some(days.into()),
            Self::Overdue(days) => Some(-i64::from(days.max(1))),
            Self::Suspended => None,
        }
    }
}

impl Term {
    /// A term that begins with an event on `start`; that day does not count.
    #[must_use]
    pub fn start(start: NaiveDate, working_days: u32) -> Self {
        Self { start, working_days, suspensions: Vec::new() }
    }

    /// Stops the clock: days after `on` do not count until it is resumed.
    ///
    /// # Errors
    /// When it stands still already, or `on` is before what has happened.
    pub fn suspend(&mut self, on: NaiveDate) -> Result<(), Error> {
        match self.suspensions.last() {
            Some((_, None)) => return Err(Error::Refused("期限已经中止,不能再次中止".into())),
            Some((_, Some(resumed))) if on < *resumed => return Err(out_of_order(on)),
            _ if on < self.start => return Err(out_of_order(on)),
            _ => {}
        }
        self.suspensions.push((on, None));
        Ok(())
    }

    /// Lets the clock run again: days after `on` count.
    ///
    /// # Errors
    /// When it does not stand still, or `on` is before it was suspended.
    pub fn resume(&mut self, on: NaiveDate) -> Result<(), Error> {
        match self.suspensions.last_mut() {
            Some((since, resumed @ None)) if on >= *since => {
                *resumed = Some(on);
                Ok(())
            }
            Some((_, None)) => Err(out_of_order(on)),
            _ => Err(Error::Refused("期限没有中止,不需要恢复".into())),
        }
    }

    /// Gives more time.
    pub fn extend(&mut self, working_days: u32) {
        self.working_days = self.working_days.saturating_add(working_days);
    }

    /// The last day; none while it stands still.
    ///
    /// # Errors
    /// [`Error::NoCalendar`].
    pub fn due(&self, calendar: &WorkCalendar) -> Result<Option<NaiveDate>, Error> {
        let mut left = self.working_days;
        let mut from = self.start;
        for (suspended, resumed) in &self.suspensions {
            let ran = match calendar.working_days_between(from, *suspended) {
                Ok(ran) => ran,
                // It may have ended in the years that are known, before it was suspended in one that is not.
                Err(e) => match calendar.add_working_days(from, left) {
                    Ok(last) if last <= *suspended => return Ok(Some(last)),
                    _ => return Err(e),
                },
            };
            if ran >= left {
                break;
            }
            let Some(resumed) = resumed else { return Ok(None) };
            left -= ran;
            from = *resumed;
        }
        calendar.add_working_days(from, left).map(Some)
    }

    /// How it stands at the end of a day.
    ///
    /// # Errors
    /// [`Error::NoCalendar`].
    pub fn standing(&self, calendar: &WorkCalendar, on: NaiveDate) -> Result<Standing, Error> {
        let Some(due) = self.due(calendar)? else { return Ok(Standing::Suspended) };
        calendar.standing(due, on)
    }

    /// Whether something done on a day is late.
    ///
    /// # Errors
    /// [`Error::NoCalendar`].
    pub fn is_late(&self, calendar: &WorkCalendar, done: NaiveDate) -> Result<bool, Error> {
        Ok(self.due(calendar)?.is_some_and(|due| done > due))
    }
}

fn out_of_order(on: NaiveDate) -> Error {
    Error::Refused(format!("{on} 早于已经发生的步骤,请核对日期"))
}

#[cfg(test)]
mod tests {
    use mingjing_law::LawFiles;
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_request_received_before_spring_festival() {
        let c = WorkCalendar::load(&LawFiles::embedded()).unwrap();
        let mut term = Term::start(day("2026-02-13"), 20);
        assert_eq!(term.due(&c).unwrap(), Some(day("2026-03-19")));
        assert!(!term.is_late(&c, day("2026-03-19")).unwrap());
        assert!(term.is_late(&c, day("2026-03-20")).unwrap());
        assert_eq!(term.standing(&c, day("2026-03-23")).unwrap(), Standing::Overdue(2));
        assert_eq!(term.standing(&c, day("2026-03-18")).unwrap(), Standing::Left(1));
        // 第三方意见: 2月24日起中止, 3月10日恢复; 已过 2 个工作日, 还剩 18 个
        term.suspend(day("2026-02-24")).unwrap();
        assert_eq!(term.standing(&c, day("2026-03-01")).unwrap(), Standing::Suspended);
        term.resume(day("2026-03-10")).unwrap();
        assert_eq!(term.due(&c).unwrap(), Some(day("2026-04-03")));
        term.extend(20);
        assert_eq!(term.due(&c).unwrap(), Some(day("2026-05-07")));
    }

    #[test]
    fn a_limit_that_ended_in_a_known_year_is_known_whatever_came_after() {
        let c = WorkCalendar::load(&LawFiles::embedded()).unwrap();
        let end = c.last_day().unwrap();
        let mut term = Term::start(end - chrono::Days::new(40), 20);
        let due = term.due(&c).unwrap();
        term.suspend(end + chrono::Days::new(5)).unwrap();
        assert_eq!(term.due(&c).unwrap(), due);
        let mut running = Term::start(end - chrono::Days::new(10), 20);
        assert!(matches!(running.due(&c), Err(Error::NoCalendar { .. })));
        running.suspend(end + chrono::Days::new(5)).unwrap();
        assert!(matches!(running.due(&c), Err(Error::NoCalendar { .. })));
    }

    #[test]
    fn steps_out_of_order_are_refused() {
        let mut term = Term::start(day("2026-03-02"), 20);
        assert!(term.resume(day("2026-03-03")).is_err());
        assert!(term.suspend(day("2026-03-01")).is_err());
        term.suspend(day("2026-03-03")).unwrap();
        assert!(term.suspend(day("2026-03-04")).is_err());
        assert!(term.resume(day("2026-03-02")).is_err());
    }

    proptest! {
        #[test]
        fn standing_still_gives_back_exactly_the_days_it_took(start in 0u64..4000, before in 0u32..19, pause in 0u64..60) {
            let c = WorkCalendar::load(&LawFiles::embedded()).unwrap();
            let start = day("2010-01-04") + chrono::Days::new(start);
            let mut term = Term::start(start, 20);
            let suspended = c.add_working_days(start, before).unwrap();
            let resumed = suspended + chrono::Days::new(pause);
            term.suspend(suspended).unwrap();
            term.resume(resumed).unwrap();
            let due = term.due(&c).unwrap().unwrap();
            prop_assert_eq!(c.working_days_between(resumed, due).unwrap(), 20 - before);
        }
    }
}
