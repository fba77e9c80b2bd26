//! A share of something, by the figures that disclosures tell: cases done in time, people trained.

use std::str::FromStr;

use chrono::NaiveDate;
use mingjing_calendar::{Limit, WorkCalendar};
use mingjing_catalogue::{FieldKind, Item};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::moment::Due;
use crate::period::{Per, Period};

/// What share is owed in each period, and the fields that tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The period.
    pub per: Per,
    /// The field that says which days the figures are about: they count for the period in which all of them lie.
    pub covers: String,
    /// Whether they are about the whole period: figures of some days prove nothing of the others.
    pub whole: bool,
    /// The field with how much was done.
    pub done: String,
    /// The field with how much there was to do.
    pub of: String,
    /// How many in a hundred have to be done.
    pub at_least: Decimal,
    /// How long after the period the figures may come; without, they are public by its last day.
    pub limit: Option<Limit>,
}

impl Share {
    /// The last day for the figures of a period; none where no announced calendar says it.
    pub(crate) fn due(&self, period: &Period, calendar: &WorkCalendar) -> Option<NaiveDate> {
        let end = period.last();
        let due = self.limit.as_ref().map(|limit| Due::of(limit, end.into(), calendar));
        due.map_or(Some(end), |due| due.ok().map(|due| due.day))
    }

    /// The fields it looks at.
    pub(crate) fn fields(&self) -> [&str; 3] {
        [&self.covers, &self.done, &self.of]
    }

    /// Whether figures that became public on a day count for a period. Figures are of days that are over: those published before
    /// say nothing.
    pub(crate) fn tells_of(&self, values: &Map<String, Value>, period: &Period, on: NaiveDate) -> bool {
        let covers = values.get(&self.covers);
        let day = |end: &str| covers?.get(end)?.as_str()?.parse::<NaiveDate>().ok();
        let (Some(from), Some(until)) = (day("from"), day("until")) else { return false };
        let lies_within = period.first() <= from && from <= until && until <= period.last();
        let is_whole = from == period.first() && until == period.last();
        lies_within && (is_whole || !self.whole) && until <= on
    }

    /// Whether its figures reach the share. Where there was nothing to do, nothing was left undone. What is no figure
    /// reaches nothing.
    pub(crate) fn is_reached(&self, values: &Map<String, Value>) -> bool {
        let number = |key: &String| values.get(key).and_then(decimal).filter(|n| !n.is_sign_negative());
        let (Some(done), Some(of)) = (number(&self.done), number(&self.of)) else { return false };
        let sides = (Decimal::ONE_HUNDRED.checked_mul(done), self.at_least.checked_mul(of));
        of.is_zero() || matches!(sides, (Some(done), Some(wanted)) if done >= wanted)
    }

    /// What is wrong with it for an item.
    pub(crate) fn fault(&self, item: &Item) -> Option<String> {
        fault_of_figures(item, &self.covers, [&self.done, &self.of])
    }
}

/// What is wrong with fields of an item that say for which days figures are, and with those of the figures.
pub(crate) fn fault_of_figures(item: &Item, covers: &str, figures: [&String; 2]) -> Option<String> {
    let kind = |key: &str| item.field(key).map(|field| &field.kind);
    if !matches!(kind(covers), Some(FieldKind::Period)) {
        return Some(format!("事项“{}”没有起止日期字段“{covers}”", item.key));
    }
    let missing = figures.into_iter().find(|key| !matches!(kind(key), Some(FieldKind::Number { .. })))?;
    Some(format!("事项“{}”没有数字字段“{missing}”", item.key))
}

/// How many in a hundred, as rule files write it.
pub(crate) fn percent(text: &str) -> Option<Decimal> {
    let percent = Decimal::from_str_exact(text).ok()?;
    (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&percent).then_some(percent)
}

/// Exactly what is written.
fn decimal(value: &Value) -> Option<Decimal> {
    let Value::Number(number) = value else { return None };
    let text = number.to_string();
    Decimal::from_str(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn share(at_least: &str, whole: bool) -> Share {
        Share {
            per: Per::Quarter,
            covers: "covers".into(),
            whole,
            done: "done".into(),
            of: "of".into(),
            at_least: percent(at_least).unwrap(),
            limit: None,
        }
    }

    fn reached(at_least: &str, figures: &Value) -> bool {
        share(at_least, false).is_reached(figures.as_object().unwrap())
    }

    #[test]
    fn a_share_is_reached_exactly() {
        assert!(reached("100", &json!({ "done": 7, "of": 7 })));
        assert!(!reached("100", &json!({ "done": 999_999, "of": 1_000_000 })));
        assert!(reached("33.3", &json!({ "done": 333, "of": 1000 })));
        assert!(!reached("33.4", &json!({ "done": 333, "of": 1000 })));
        assert!(reached("0.3", &json!({ "done": 0.3, "of": 100 })), "tenths are exact");
        assert!(reached("100", &json!({ "done": 0, "of": 0 })), "there was nothing to do");
        for none in [
            json!({ "done": 1 }),
            json!({ "of": 0 }),
            json!({ "done": "7", "of": 7 }),
            json!({ "done": -1, "of": 0 }),
        ] {
            assert!(!reached("0", &none), "{none}");
        }
        assert!(
            !reached("100", &json!({ "done": 1e28, "of": 1e28 })),
            "what cannot be counted proves nothing"
        );
        assert_eq!((percent("100.1"), percent("-1"), percent("all")), (None, None, None));
    }

    #[test]
    fn figures_count_for_the_period_that_they_lie_in() {
        let quarter = Period::of(Per::Quarter, "2026-08-01".parse().unwrap()).unwrap();
        let tells = |whole, from: &str, until: Value| {
            let values = json!({ "covers": { "from": from, "until": until } });
            share("100", whole).tells_of(values.as_object().unwrap(), &quarter, NaiveDate::MAX)
        };
        assert!(
            tells(false, "2026-07-01", json!("2026-07-01"))
                && tells(false, "2026-09-30", json!("2026-09-30"))
        );
        assert!(
            !tells(false, "2026-06-30", json!("2026-09-30")),
            "what was done in the period before is none of this one"
        );
        assert!(!tells(false, "2026-08-02", json!("2026-08-01")), "they end before they begin");
        assert!(!tells(false, "2026-07-01", json!("2026-10-01")) && !tells(false, "2026-07-01", Value::Null));
        assert!(tells(true, "2026-07-01", json!("2026-09-30")));
        assert!(!tells(true, "2026-01-01", json!("2026-09-30")), "three quarters are not the third");
        assert!(
            !tells(true, "2026-07-02", json!("2026-09-30"))
                && !tells(true, "2026-07-01", json!("2026-09-29"))
        );
    }

    proptest! {
        #[test]
        fn whole_numbers_are_compared_as_whole_numbers(done in 0u64..1_000_000, of in 0u64..1_000_000, per_mille in 0u32..=1000) {
            let at_least = format!("{}.{}", per_mille / 10, per_mille % 10);
            let expected = of == 0 || 1000 * u128::from(done) >= u128::from(per_mille) * u128::from(of);
            prop_assert_eq!(reached(&at_least, &json!({ "done": done, "of": of })), expected);
        }
    }
}
