//! Working days by the State Council's yearly notices.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use mingjing_law::LawFiles;
use serde::Deserialize;
use toml::value::Datetime;

use crate::{Error, Standing};

/// The working days of the years whose arrangement was announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkCalendar {
    years: BTreeSet<i32>,
    /// In order, so that counting is a search.
    working: Vec<NaiveDate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    year: i32,
    source: Vec<String>,
    worked_weekends: Vec<Datetime>,
    days_off: BTreeMap<String, Vec<Datetime>>,
}

impl WorkCalendar {
    /// Reads `law/calendars/YYYY.toml`.
    ///
    /// # Errors
    /// The first file that does not read, with line and reason.
    pub fn load(files: &LawFiles) -> Result<Self, Error> {
        let mut years = BTreeSet::new();
        // True for a day off, false for a weekend day worked. A notice may reach into the years beside its own.
        let mut special = HashMap::new();
        for (path, text) in files.under("calendars/") {
            let year: Year = toml::from_str(text).map_err(|e| Error::toml(path, text, &e))?;
            let refuse = |reason: String| Error::File { file: path.to_owned(), line: 1, reason };
            if path != format!("calendars/{}.toml", year.year) {
                return Err(refuse(format!("year = {} 与文件名不符", year.year)));
            }
            if year.source.is_empty() {
                return Err(refuse("source 须写明放假通知的出处".into()));
            }
            let off = year.days_off.values().flatten().map(|d| (d, true));
            for (day, is_off) in off.chain(year.worked_weekends.iter().map(|d| (d, false))) {
                let date = civil(day).ok_or_else(|| refuse(format!("“{day}”不是日期")))?;
                if (date.year() - year.year).abs() > 1 {
                    return Err(refuse(format!("{date} 不属于 {} 年的安排", year.year)));
                }
                if special.insert(date, is_off).is_some_and(|before| before != is_off) {
                    return Err(refuse(format!("{date} 既是放假日又是上班日")));
                }
            }
            years.insert(year.year);
        }
        let days =
            years.iter().flat_map(|year| (1..=366).filter_map(|day| NaiveDate::from_yo_opt(*year, day)));
        let weekend = |day: &NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let working = days.filter(|day| special.get(day).map_or(!weekend(day), |off| !off)).collect();
        Ok(Self { years, working })
    }

    /// The last day of the years whose arrangement was announced; none without any. A limit that cannot be counted because
    /// the next arrangement is not announced ends after it.
    #[must_use]
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.years.last().and_then(|year| NaiveDate::from_ymd_opt(*year, 12, 31))
    }

    /// Whether a date is a working day.
    ///
    /// # Errors
    /// [`Error::NoCalendar`] when the year's holidays are not known.
    pub fn is_working_day(&self, date: NaiveDate) -> Result<bool, Error> {
        self.must_know(date, date)?;
        Ok(self.working.binary_search(&date).is_ok())
    }

    /// The `n`-th working day after a date; the date itself does not count (民法典 第二百零一条).
    ///
    /// # Errors
    /// [`Error::NoCalendar`].
    pub fn add_working_days(&self, date: NaiveDate, n: u32) -> Result<NaiveDate, Error> {
        let Some(before) = n.checked_sub(1) else { return Ok(date) };
        let last = self.working.get(self.up_to(date) + before as usize);
        // Where the known days do not suffice, some year after the date is not known.
        self.must_know(next(date)?, *last.unwrap_or(&NaiveDate::MAX))?;
        last.copied().ok_or(Error::OutOfRange)
    }

    /// The last day of a period of calendar days: a period that ends on a day off ends on the working day after
    /// it (民法典 第二百零三条). The day it begins does not count (第二百零一条).
    ///
    /// # Errors
    /// [`Error::NoCalendar`].
    pub fn end_of_days(&self, start: NaiveDate, days: u32) -> Result<NaiveDate, Error> {
        let last = start.checked_add_days(Days::new(days.into())).ok_or(Error::OutOfRange)?;
        self.not_before(last)
    }

    /// The last day of a period of months: the same day of the last month, or its last day (民法典 第二百零二条),
    /// moved behind days off (第二百零三条).
    ///
    /// # Errors
    /// [`Error::NoCalendar`].
    pub fn end_of_months(&self, start: NaiveDate, months: u32) -> Result<NaiveDate, Error> {
        let last = start.checked_add_months(Months::new(months)).ok_or(Error::OutOfRange)?;
        self.not_before(last)
    }

    /// Working days after `from` up to and including `to`; none when `to` is not later.
    ///
    /// # Errors
    /// [`Error::NoCalendar`].
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> Result<u32, Error> {
        if to <= from {
            return Ok(0);
        }
        self.must_know(next(from)?, to)?;
        u32::try_from(self.up_to(to) - self.up_to(from)).map_err(|_| Error::OutOfRange)
    }

    /// How what has to be done by `due` stands at the end of a day.
    ///
    /// # Errors
    /// [`Error::NoCalendar`].
    pub fn standing(&self, due: NaiveDate, on: NaiveDate) -> Result<Standing, Error> {
        Ok(if on > due {
            Standing::Overdue(self.working_days_between(due, on)?)
        } else {
            Standing::Left(self.working_days_between(on, due)?)
        })
    }

    /// How many known working days there are up to and including a date.
    fn up_to(&self, date: NaiveDate) -> usize {
        self.working.partition_point(|day| *day <= date)
    }

    /// Refuses to count over a year whose holidays are not known.
    fn must_know(&self, from: NaiveDate, to: NaiveDate) -> Result<(), Error> {
        match (from.year()..=to.year()).find(|year| !self.years.contains(year)) {
            Some(year) => {
                let first = NaiveDate::from_yo_opt(year, 1).unwrap_or(from);
                Err(Error::NoCalendar { year, date: first.max(from) })
            }
            None => Ok(()),
        }
    }

    /// This date if it is a working day, otherwise the next one.
    fn not_before(&self, date: NaiveDate) -> Result<NaiveDate, Error> {
        if self.is_working_day(date)? { Ok(date) } else { self.add_working_days(date, 1) }
    }
}

fn next(day: NaiveDate) -> Result<NaiveDate, Error> {
    day.succ_opt().ok_or(Error::OutOfRange)
}

fn civil(day: &Datetime) -> Option<NaiveDate> {
    let date = day.date.filter(|_| day.time.is_none() && day.offset.is_none())?;
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn calendar() -> WorkCalendar {
        WorkCalendar::load(&LawFiles::embedded()).unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Counted by hand on the yearly notices.
    #[test]
    fn limits_across_holidays_end_where_the_notices_say() {
        let c = calendar();
        for (start, n, end) in [
            // 2026: 2月14日(六)上班, 2月15日至23日放假, 2月28日(六)上班
            ("2026-02-13", 1, "2026-02-14"),
            ("2026-02-13", 2, "2026-02-24"),
            ("2026-02-13", 6, "2026-02-28"),
            ("2026-02-13", 20, "2026-03-19"),
            // 2026: 9月20日(日)上班, 25日至27日放假, 10月1日至7日放假, 10月10日(六)上班
            ("2026-09-18", 1, "2026-09-20"),
            ("2026-09-24", 1, "2026-09-28"),
            ("2026-09-30", 1, "2026-10-08"),
            ("2026-09-30", 3, "2026-10-10"),
            ("2026-09-30", 7, "2026-10-15"),
            // 2025: 1月26日(日)上班, 1月28日至2月4日放假, 2月8日(六)上班
            ("2025-01-27", 1, "2025-02-05"),
            ("2025-01-24", 1, "2025-01-26"),
            ("2025-01-27", 4, "2025-02-08"),
            // 2024: 9月29日(日)上班, 10月1日至7日放假, 10月12日(六)上班
            ("2024-09-27", 1, "2024-09-29"),
            ("2024-09-30", 5, "2024-10-12"),
            // 2019: 10月1日至7日放假, 9月29日(日)、10月12日(六)上班
            ("2019-09-30", 5, "2019-10-12"),
            // 2008: 国庆节 9月29日至10月5日放假, 9月27日(六)、28日(日)上班
            ("2008-09-26", 2, "2008-09-28"),
            ("2008-09-28", 1, "2008-10-06"),
            // 2020: 春节延长至2月2日(国办发明电〔2020〕1号)
            ("2020-01-23", 1, "2020-02-03"),
            // 跨年: 2018年12月29日(六)上班, 30日至2019年1月1日放假
            ("2018-12-28", 1, "2018-12-29"),
            ("2018-12-28", 2, "2019-01-02"),
        ] {
            assert_eq!(c.add_working_days(day(start), n).unwrap(), day(end), "{start} + {n}");
        }
    }

    #[test]
    fn a_period_that_ends_in_a_holiday_ends_behind_it() {
        let c = calendar();
        assert_eq!(c.end_of_days(day("2026-09-01"), 30).unwrap(), day("2026-10-08"));
        assert_eq!(c.end_of_days(day("2026-08-31"), 30).unwrap(), day("2026-09-30"));
        assert_eq!(c.end_of_months(day("2026-01-31"), 1).unwrap(), day("2026-02-28"), "a worked Saturday");
        assert_eq!(c.end_of_months(day("2025-12-31"), 2).unwrap(), day("2026-02-28"));
    }

    #[test]
    fn a_year_without_a_notice_is_an_error_that_names_the_file() {
        let e = calendar().add_working_days(day("2026-12-30"), 20).unwrap_err();
        assert!(e.to_string().contains("law/calendars/2027.toml"), "{e}");
        assert!(calendar().is_working_day(day("2006-12-31")).is_err());
    }

    #[test]
    fn nothing_is_counted_over_a_year_that_is_missing() {
        let year = |n: i32| format!("year = {n}\nsource = [\"x\"]\nworked_weekends = []\n[days_off]\n");
        let files = LawFiles::default()
            .with("calendars/2024.toml", year(2024))
            .with("calendars/2026.toml", year(2026));
        let c = WorkCalendar::load(&files).unwrap();
        assert_eq!(c.add_working_days(day("2024-12-30"), 1).unwrap(), day("2024-12-31"));
        for missing in [
            c.add_working_days(day("2024-12-30"), 2).unwrap_err(),
            c.add_working_days(day("2024-12-31"), 1).unwrap_err(),
            c.working_days_between(day("2024-12-30"), day("2026-01-05")).unwrap_err(),
            c.end_of_days(day("2024-12-30"), 30).unwrap_err(),
        ] {
            assert!(matches!(missing, Error::NoCalendar { year: 2025, .. }), "{missing}");
        }
        assert_eq!(c.add_working_days(NaiveDate::MAX, 0).unwrap(), NaiveDate::MAX);
        assert!(c.add_working_days(NaiveDate::MAX, 1).is_err() && c.end_of_days(NaiveDate::MAX, 1).is_err());
    }

    #[test]
    fn a_broken_file_is_named_with_its_line() {
        let files = LawFiles::default()
            .with("calendars/2026.toml", "year = 2026\nsource = []\nworked_weekends = [x]\n");
        assert!(
            WorkCalendar::load(&files).unwrap_err().to_string().starts_with("law/calendars/2026.toml:3:")
        );
        let files = LawFiles::default()
            .with("calendars/2026.toml", "year = 2025\nsource = []\nworked_weekends = []\n[days_off]\n");
        assert!(WorkCalendar::load(&files).unwrap_err().to_string().contains("与文件名不符"));
        for (text, reason) in [
            ("source = []\nworked_weekends = []\n[days_off]\n", "出处"),
            ("source = [\"x\"]\nworked_weekends = [2024-02-04]\n[days_off]\n", "2024-02-04 不属于 2026 年"),
            (
                "source = [\"x\"]\nworked_weekends = [2026-02-14]\n[days_off]\n\"春节\" = [2026-02-14]\n",
                "既是放假日又是上班日",
            ),
            ("source = [\"x\"]\nworked_weekends = [2026-02-14T08:00:00]\n[days_off]\n", "不是日期"),
        ] {
            let files = LawFiles::default().with("calendars/2026.toml", format!("year = 2026\n{text}"));
            let e = WorkCalendar::load(&files).unwrap_err().to_string();
            assert!(e.starts_with("law/calendars/2026.toml:1:") && e.contains(reason), "{e}");
        }
    }

    /// Every holiday file of the corpus says the same as ours.
    #[test]
    fn the_calendars_agree_with_the_notices_of_the_corpus() {
        let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/holidays");
        if !dir.is_dir() {
            eprintln!("skipped: no corpus");
            return;
        }
        let c = calendar();
        for year in 2007..=2026 {
            let text = std::fs::read_to_string(dir.join(format!("{year}.json"))).unwrap();
            for record in text.split('{').skip(2).filter(|r| r.contains("\"date\"")) {
                let date = day(record.split("\"date\": \"").nth(1).unwrap().get(..10).unwrap());
                if date.year() >= 2007 {
                    assert_eq!(
                        c.is_working_day(date).unwrap(),
                        record.contains("\"isOffDay\": false"),
                        "{date}"
                    );
                }
            }
        }
    }

    proptest! {
        #[test]
        fn adding_and_counting_agree(start in 0i64..6500, n in 0u32..200) {
            let c = calendar();
            let start = day("2007-01-01") + Days::new(u64::try_from(start).unwrap());
            let end = c.add_working_days(start, n).unwrap();
            prop_assert_eq!(c.working_days_between(start, end).unwrap(), n);
            prop_assert!(n == 0 || c.is_working_day(end).unwrap());
            prop_assert!(c.add_working_days(start, n + 1).unwrap() > end);
            let stepped = start.iter_days().skip(1).filter(|d| c.is_working_day(*d).unwrap());
            prop_assert_eq!(stepped.take(n as usize).last().unwrap_or(start), end);
        }
    }
}
