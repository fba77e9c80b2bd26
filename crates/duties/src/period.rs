//! Quarters, half-years and years of the civil calendar, and three years from a day.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// 每季度
    Quarter,
    /// 每半年
    HalfYear,
    /// 每年
    Year,
    /// 每三年：no calendar counts them, so they are counted from the day they begin.
    ThreeYears,
}

impl Per {
    fn months(self) -> u32 {
        match self {
            Self::Quarter => 3,
            Self::HalfYear => 6,
            Self::Year => 12,
            Self::ThreeYears => 36,
        }
    }
}

/// One quarter, half-year or year, or three years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    per: Per,
    first: NaiveDate,
    last: NaiveDate,
}

impl Period {
    /// The period of the calendar that a day lies in; none beyond the calendar's years, and none of three years.
    #[must_use]
    pub fn of(per: Per, day: NaiveDate) -> Option<Self> {
        if per == Per::ThreeYears {
            return None;
        }
        let month = day.month0() / per.months() * per.months() + 1;
        let first = NaiveDate::from_ymd_opt(day.year(), month, 1)?;
        let last = first.checked_add_months(Months::new(per.months()))?.checked_sub_days(Days::new(1))?;
        Some(Self { per, first, last })
    }

    /// The periods from the one `from` lies in to the one `to` lies in.
    pub fn between(per: Per, from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = Self> {
        std::iter::successors(Self::of(per, from), Self::next).take_while(move |period| period.first <= to)
    }

    /// The whole periods since a day, up to the one `to` lies in: the calendar's, or threes of years that follow each other
    /// from that day on.
    pub fn since(per: Per, day: NaiveDate, to: NaiveDate) -> impl Iterator<Item = Self> {
        let first = match Self::of(per, day) {
            None => Some(day).filter(|_| per == Per::ThreeYears),
            Some(period) if period.first == day => Some(day),
            Some(period) => period.last.succ_opt(),
        };
        let begin = move |nth: u32| first?.checked_add_months(Months::new(nth.checked_mul(per.months())?));
        let nth =
            move |nth| Some(Self { per, first: begin(nth)?, last: begin(nth.checked_add(1)?)?.pred_opt()? });
        (0..).map_while(nth).take_while(move |period| period.first <= to)
    }

    fn next(&self) -> Option<Self> {
        Self::of(self.per, self.last.succ_opt()?)
    }

    /// Its first day.
    #[must_use]
    pub fn first(&self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last(&self) -> NaiveDate {
        self.last
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.first.year(), self.first.month0());
        match self.per {
            Per::Quarter => write!(f, "{year}年第{}季度", ["一", "二", "三", "四"][(month / 3) as usize]),
            Per::HalfYear => write!(f, "{year}年{}半年", if month == 0 { "上" } else { "下" }),
            Per::Year => write!(f, "{year}年"),
            Per::ThreeYears => {
                let day = |day: NaiveDate| format!("{}年{}月{}日", day.year(), day.month(), day.day());
                write!(f, "{}至{}", day(self.first), day(self.last))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn periods_are_named_as_people_name_them() {
        let day: NaiveDate = "2026-08-31".parse().unwrap();
        let name = |per| Period::of(per, day).unwrap().to_string();
        assert_eq!(name(Per::Quarter), "2026年第三季度");
        assert_eq!(name(Per::HalfYear), "2026年下半年");
        assert_eq!(name(Per::Year), "2026年");
    }

    #[test]
    fn three_years_are_counted_from_the_day_they_begin() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let names = |from: &str, to: &str| -> Vec<String> {
            Period::since(Per::ThreeYears, day(from), day(to)).map(|period| period.to_string()).collect()
        };
        assert_eq!(
            names("2019-04-05", "2025-04-05"),
            ["2019年4月5日至2022年4月4日", "2022年4月5日至2025年4月4日", "2025年4月5日至2028年4月4日"]
        );
        assert_eq!(names("2020-02-29", "2026-02-28").last().unwrap(), "2026年2月28日至2029年2月27日");
        assert_eq!(names("2020-02-29", "2032-02-29").last().unwrap(), "2032年2月29日至2035年2月27日");
        assert_eq!(Period::of(Per::ThreeYears, day("2026-01-01")), None);
    }

    proptest! {
        #[test]
        fn whole_periods_are_those_that_begin_since(from in 0u64..20_000, long in 0u64..2_000, per in 0usize..3) {
            let per = [Per::Quarter, Per::HalfYear, Per::Year][per];
            let from = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + Days::new(from);
            let to = from + Days::new(long);
            let whole: Vec<Period> = Period::between(per, from, to).filter(|p| p.first() >= from).collect();
            prop_assert_eq!(Period::since(per, from, to).collect::<Vec<_>>(), whole);
        }

        #[test]
        fn periods_follow_each_other_without_gap(from in 0u64..20_000, long in 0u64..2_000, per in 0usize..3) {
            let per = [Per::Quarter, Per::HalfYear, Per::Year][per];
            let from = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + Days::new(from);
            let to = from + Days::new(long);
            let periods: Vec<Period> = Period::between(per, from, to).collect();
            prop_assert!(periods[0].holds(from) && periods[periods.len() - 1].holds(to));
            for two in periods.windows(2) {
                prop_assert_eq!(two[0].last().succ_opt(), Some(two[1].first()));
            }
        }
    }
}
