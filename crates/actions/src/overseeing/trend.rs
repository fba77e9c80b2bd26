//! Scores on days before: at the end of each of the past months, and of each year since the log began.
//!
//! A year that is over is judged as `mingjing assess --period` judges it, with what was decided since about objections. What a
//! past day says can still change, by a withdrawal or such a decision: whom a leaf concerns that came since is judged again.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use chrono::{Datelike, Months, NaiveDate};
use mingjing_duties::{Judge, Mean, Member, Offices, Record, Score, Span};
use rayon::prelude::*;
use rust_decimal::Decimal;

use super::judge_under;
use crate::{House, Register};

/// Months that are shown, the one that runs among them.
const MONTHS: u32 = 12;

/// Years that are shown.
const YEARS: i32 = 5;

/// Scores on days before, oldest first; the last is today's.
#[derive(Debug, Clone, Default)]
pub struct Trend {
    /// The last day of each month that lies in the time of the log, each judged by its own year up to that day.
    pub months: Vec<Arc<Point>>,
    /// The last day of each year, and how the year came out.
    pub years: Vec<Arc<Point>>,
}

/// Scores on one day, by what was known then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The day.
    pub as_of: NaiveDate,
    /// By agency; whom nothing can be judged of is not among them.
    pub agencies: BTreeMap<String, Decimal>,
    /// By region, with all regions below it.
    pub regions: BTreeMap<String, Mean>,
}

/// Days that were judged.
#[derive(Debug, Default)]
pub(super) struct Past {
    members: Vec<Member>,
    offices: Offices,
    months: Points,
    years: Points,
}

/// By day, with the leaves that were known when it was judged.
type Points = BTreeMap<NaiveDate, (u64, Arc<Point>)>;

/// The trend up to today, whose scores are known already.
pub(super) fn of(
    house: &House,
    judge: &Judge<'_>,
    record: &Record,
    (register, today, agencies, offices): (&Register, Span, &[(Member, Score)], &Offices),
) -> Trend {
    let Some(began) = record.began() else { return Trend::default() };
    let mut past = house.oversight.past.write().unwrap_or_else(PoisonError::into_inner);
    let members = agencies.iter().map(|(member, _)| member);
    if past.offices != *offices || !past.members.iter().eq(members.clone()) {
        let (members, offices) = (members.cloned().collect(), offices.clone());
        *past = Past { members, offices, ..Past::default() };
    }
    let Past { members, months, years, .. } = &mut *past;
    let over = judge_under(house, offices.clone()).with_decisions_until(today.as_of);
    let now =
        Arc::new(point(register, today.as_of, agencies.iter().map(|(member, score)| (member, score.total))));
    let at = |judge: &Judge<'_>, (days, points): (Vec<NaiveDate>, &mut Points)| {
        points.retain(|day, _| days.contains(day));
        let past = days.into_iter().filter(|day| *day >= began).filter_map(|day| {
            let made = on(house, judge, record, (register, members, day), points.remove(&day))?;
            points.insert(day, (record.leaves(), Arc::clone(&made)));
            Some(made)
        });
        past.collect::<Vec<_>>().into_iter().chain([Arc::clone(&now)]).collect()
    };
    Trend {
        months: at(judge, (ends_of_months(today.as_of), months)),
        years: at(&over, (ends_of_years(today.as_of), years)),
    }
}

/// A past day. Whom no leaf concerns that came since it was judged before stands as then.
fn on(
    house: &House,
    judge: &Judge<'_>,
    record: &Record,
    (register, members, as_of): (&Register, &[Member], NaiveDate),
    before: Option<(u64, Arc<Point>)>,
) -> Option<Arc<Point>> {
    let kept = |member: &Member| {
        let (leaves, point) = before.as_ref()?;
        let same = !record.changed_since(&member.code, *leaves);
        same.then(|| point.agencies.get(&member.code).copied())
    };
    if let Some((_, point)) = before.as_ref().filter(|_| members.iter().all(|one| kept(one).is_some())) {
        return Some(Arc::clone(point));
    }
    let span = Span { first: NaiveDate::from_ymd_opt(as_of.year(), 1, 1)?, as_of };
    let judged = |member| house.rules.scheme.score(&judge.findings(record, member, span)).total;
    let scores: Vec<(&Member, Option<Decimal>)> =
        members.par_iter().map(|member| (member, kept(member).unwrap_or_else(|| judged(member)))).collect();
    Some(Arc::new(point(register, as_of, scores.into_iter())))
}

fn point<'a>(
    register: &Register,
    as_of: NaiveDate,
    scores: impl Iterator<Item = (&'a Member, Option<Decimal>)>,
) -> Point {
    let mut point = Point { as_of, agencies: BTreeMap::new(), regions: BTreeMap::new() };
    for (member, total) in scores {
        point.agencies.extend(total.map(|total| (member.code.clone(), total)));
        for region in register.region_path(&member.region) {
            point.regions.entry(region).or_default().add(total);
        }
    }
    point
}

/// The last days of the months before the one of a day.
fn ends_of_months(today: NaiveDate) -> Vec<NaiveDate> {
    let first = today.with_day(1);
    let end = |back: u32| first?.checked_sub_months(Months::new(back))?.pred_opt();
    (0..MONTHS - 1).rev().filter_map(end).collect()
}

/// The last days of the years before the one of a day.
fn ends_of_years(today: NaiveDate) -> Vec<NaiveDate> {
    (today.year() - YEARS + 1..today.year())
        .filter_map(|year| NaiveDate::from_ymd_opt(year, 12, 31))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trend_asks_for_the_ends_of_months_and_years_before() {
        let today = "2026-03-31".parse().unwrap();
        let months: Vec<String> = ends_of_months(today).iter().map(ToString::to_string).collect();
        assert_eq!(months.len(), 11);
        assert_eq!((months[0].as_str(), months[10].as_str()), ("2025-04-30", "2026-02-28"));
        let years: Vec<String> = ends_of_years(today).iter().map(ToString::to_string).collect();
        assert_eq!(years, ["2022-12-31", "2023-12-31", "2024-12-31", "2025-12-31"]);
    }
}
