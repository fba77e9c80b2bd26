//! Values by day, in a row: a log tells of one day after the other, so that most come at its end.

use std::ops::{Bound, RangeBounds};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A value for each day that has one, the earliest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct ByDay<T>(Vec<(NaiveDate, T)>);

impl<T> Default for ByDay<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Default> ByDay<T> {
    /// That of a day, made where it has none.
    pub(crate) fn at(&mut self, day: NaiveDate) -> &mut T {
        let at = self.before(day);
        if self.0.get(at).is_none_or(|(other, _)| *other != day) {
            self.0.insert(at, (day, T::default()));
        }
        &mut self.0[at].1
    }
}

impl<T> ByDay<T> {
    /// That of a day, if it has one.
    pub(crate) fn get_mut(&mut self, day: NaiveDate) -> Option<&mut T> {
        let at = self.before(day);
        self.0.get_mut(at).filter(|(other, _)| *other == day).map(|(_, value)| value)
    }

    /// Those of some days.
    pub(crate) fn range(&self, days: impl RangeBounds<NaiveDate>) -> &[(NaiveDate, T)] {
        let from = match days.start_bound() {
            Bound::Unbounded => 0,
            Bound::Included(day) => self.before(*day),
            Bound::Excluded(day) => self.up_to(*day),
        };
        let to = match days.end_bound() {
            Bound::Unbounded => self.0.len(),
            Bound::Included(day) => self.up_to(*day),
            Bound::Excluded(day) => self.before(*day),
        };
        self.0.get(from..to).unwrap_or_default()
    }

    /// How many lie before a day.
    fn before(&self, day: NaiveDate) -> usize {
        match self.0.last() {
            Some((last, _)) if *last < day => self.0.len(),
            Some((last, _)) if *last == day => self.0.len() - 1,
            _ => self.0.partition_point(|(other, _)| *other < day),
        }
    }

    /// How many lie before a day or on it.
    fn up_to(&self, day: NaiveDate) -> usize {
        self.0.partition_point(|(other, _)| *other <= day)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::Days;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// In whatever order they come.
        #[test]
        fn it_is_a_map_by_day(days in prop::collection::vec(0u64..60, 0..60), from in 0u64..60, to in 0u64..60) {
            let day = |nth| NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(nth);
            let (mut row, mut map) = (ByDay::<u64>::default(), BTreeMap::new());
            for nth in days {
                *row.at(day(nth)) += 1 + nth;
                *map.entry(day(nth)).or_insert(0) += 1 + nth;
            }
            let all = |found: &[(NaiveDate, u64)]| found.to_vec();
            prop_assert_eq!(all(row.range(..)), map.clone().into_iter().collect::<Vec<_>>());
            prop_assert_eq!(all(row.range(..=day(to))), map.range(..=day(to)).map(|(k, v)| (*k, *v)).collect::<Vec<_>>());
            prop_assert_eq!(row.get_mut(day(from)), map.get_mut(&day(from)));
            if from <= to {
                let expected: Vec<_> = map.range(day(from)..day(to)).map(|(k, v)| (*k, *v)).collect();
                prop_assert_eq!(all(row.range(day(from)..day(to))), expected);
            } else {
                prop_assert!(row.range(day(from)..=day(to)).is_empty());
            }
        }
    }
}
