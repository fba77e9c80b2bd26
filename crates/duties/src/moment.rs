//! Days with the minute, where that is known: limits of hours are counted to the minute then.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use mingjing_calendar::{Amount, Error, Limit, WorkCalendar};
use mingjing_catalogue::{FieldKind, Item};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The fields of a disclosure that say when something began or was done.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The day.
    pub on: String,
    /// The time of that day; it may be left empty.
    pub time: Option<String>,
}

impl When {
    /// The fields it looks at.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.on.as_str()).chain(self.time.as_deref())
    }

    /// What a disclosure says; nothing where it does not say the day.
    pub(crate) fn read(&self, values: &Map<String, Value>) -> Option<Moment> {
        let text = |key: &String| values.get(key).and_then(Value::as_str);
        let time = self.time.as_ref().and_then(text);
        Some(Moment {
            day: text(&self.on)?.parse().ok()?,
            time: time.and_then(|time| NaiveTime::parse_from_str(time, "%H:%M").ok()),
        })
    }

    /// What is wrong with it for an item.
    pub(crate) fn fault(&self, item: &Item) -> Option<String> {
        let is = |key: &str, kind: &FieldKind| item.field(key).is_some_and(|field| field.kind == *kind);
        let wrong = |key: &str, what| Some(format!("事项“{}”没有{what}字段“{key}”", item.key));
        match &self.time {
            _ if !is(&self.on, &FieldKind::Date) => wrong(&self.on, "日期"),
            Some(time) if !is(time, &FieldKind::Time) => wrong(time, "时间"),
            _ => None,
        }
    }
}

/// A day in China, and the time of it where that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) day: NaiveDate,
    pub(crate) time: Option<NaiveTime>,
}

impl From<NaiveDate> for Moment {
    fn from(day: NaiveDate) -> Self {
        Self { day, time: None }
    }
}

impl Moment {
    pub(crate) fn at(day: NaiveDate, time: NaiveTime) -> Self {
        Self { day, time: Some(time) }
    }

    /// To the minute, as disclosures say it.
    fn minute(&self) -> Option<NaiveDateTime> {
        self.time.and_then(|time| time.with_second(0)?.with_nanosecond(0)).map(|time| self.day.and_time(time))
    }
}

/// Until when something is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Due {
    /// The last day.
    pub(crate) day: NaiveDate,
    /// The last minute, where hours are counted from a minute that is known.
    pub(crate) minute: Option<NaiveDateTime>,
}

impl Due {
    /// The end of a limit that something begins. From a day without its time, hours are counted in days begun: nobody is
    /// accused of a minute that nobody stated.
    ///
    /// # Errors
    /// When the calendar of a year is not announced.
    pub(crate) fn of(limit: &Limit, start: Moment, calendar: &WorkCalendar) -> Result<Self, Error> {
        let day = match limit.amount {
            Amount::WorkingDays(days) => calendar.add_working_days(start.day, days)?,
            Amount::Days(days) => calendar.end_of_days(start.day, days)?,
            Amount::Months(months) => calendar.end_of_months(start.day, months)?,
            Amount::Hours(hours) => match start.minute() {
                Some(minute) => {
                    let end = minute.checked_add_signed(TimeDelta::hours(hours.into()));
                    let end = end.ok_or(Error::OutOfRange)?;
                    return Ok(Self { day: end.date(), minute: Some(end) });
                }
                None => start
                    .day
                    .checked_add_days(Days::new(u64::from(hours.div_ceil(24))))
                    .ok_or(Error::OutOfRange)?,
            },
        };
        Ok(Self { day, minute: None })
    }

    /// Whether something done then is in time. A day alone is, as long as a minute of it was.
    pub(crate) fn is_kept(&self, done: Moment) -> bool {
        match (self.minute, done.minute()) {
            (Some(last), Some(done)) => done <= last,
            _ => done.day <= self.day,
        }
    }
}

#[cfg(test)]
mod tests {
    use mingjing_calendar::Limits;
    use mingjing_law::LawFiles;

    use super::*;

    fn moment(text: &str) -> Moment {
        let (day, time) = text.split_once(' ').map_or((text, None), |(day, time)| (day, Some(time)));
        Moment { day: day.parse().unwrap(), time: time.map(|time| time.parse().unwrap()) }
    }

    #[test]
    fn hours_are_counted_to_the_minute_where_it_is_stated() {
        let files = LawFiles::embedded();
        let (limits, calendar) = (Limits::load(&files).unwrap(), WorkCalendar::load(&files).unwrap());
        let kept = |limit: &str, start: &str, done: &str| {
            Due::of(limits.get(limit).unwrap(), moment(start), &calendar).unwrap().is_kept(moment(done))
        };
        let release = "opinion.emergency_release";
        assert!(kept(release, "2026-03-02 08:00:00", "2026-03-02 13:00:59"));
        assert!(!kept(release, "2026-03-02 08:00:00", "2026-03-02 13:01:00"));
        assert!(kept(release, "2026-03-02 22:30:00", "2026-03-03 03:30:00"));
        assert!(!kept(release, "2026-03-02 22:30:00", "2026-03-03 03:31:00"));
        assert!(kept(release, "2026-03-02", "2026-03-03 23:59:59"), "the time is not stated");
        assert!(!kept(release, "2026-03-02", "2026-03-04 00:00:00"));
        assert!(kept(release, "2026-03-02 08:00:00", "2026-03-02"), "when it was done is not stated");
        assert!(!kept("opinion.emergency_conference", "2026-03-02 08:00:00", "2026-03-03 08:01:00"));
        assert!(kept("opinion.response", "2026-03-02 08:00:00", "2026-03-04 08:00:00"));
        assert!(
            kept("disclosure.proactive", "2026-03-02 23:59:00", "2026-03-30 23:59:00"),
            "working days are days"
        );
    }
}
