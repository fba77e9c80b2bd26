//! Rules between two fields of a record: `valid_from <= valid_until`.

use std::cmp::Ordering;

use rust_decimal::Decimal;
use serde_json::Value;

/// A comparison of two dates, amounts or numbers; it holds while one of them is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Key of the field that must be the smaller or earlier one.
    pub first: String,
    /// Whether both may be equal.
    pub order: RuleOrder,
    /// Key of the field that must be the greater or later one.
    pub second: String,
    /// What a clerk reads when it does not hold.
    pub message: String,
    pub(crate) first_index: usize,
    pub(crate) second_index: usize,
}

/// How the two fields of a [`Rule`] must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleOrder {
    /// `a < b`
    Before,
    /// `a <= b`
    NotAfter,
}

impl RuleOrder {
    fn allows(self, ordering: Ordering) -> bool {
        match self {
            Self::Before => ordering == Ordering::Less,
            Self::NotAfter => ordering != Ordering::Greater,
        }
    }
}

/// Reads `a <= b` or `a < b` into its fields and order.
pub(crate) fn read(check: &str) -> Option<(&str, RuleOrder, &str)> {
    let (first, order, second) = match check.split_once("<=") {
        Some((first, second)) => (first, RuleOrder::NotAfter, second),
        None => {
            let (first, second) = check.split_once('<')?;
            (first, RuleOrder::Before, second)
        }
    };
    Some((first.trim(), order, second.trim()))
}

impl Rule {
    /// Whether the rule holds between two canonical values of the same kind.
    pub(crate) fn holds(&self, first: &Value, second: &Value) -> bool {
        compare(first, second).is_none_or(|ordering| self.order.allows(ordering))
    }
}

fn compare(first: &Value, second: &Value) -> Option<Ordering> {
    match (first, second) {
        (Value::String(a), Value::String(b)) if is_date(a) && is_date(b) => Some(a.cmp(b)),
        (Value::String(a), Value::String(b)) => {
            Some(Decimal::from_str_exact(a).ok()?.cmp(&Decimal::from_str_exact(b).ok()?))
        }
        (Value::Number(a), Value::Number(b)) => a.as_f64()?.partial_cmp(&b.as_f64()?),
        _ => None,
    }
}

/// Canonical dates are `YYYY-MM-DD` and sort as text.
fn is_date(text: &str) -> bool {
    text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-'
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rule(order: RuleOrder) -> Rule {
        Rule {
            first: "a".into(),
            order,
            second: "b".into(),
            message: String::new(),
            first_index: 0,
            second_index: 1,
        }
    }

    #[test]
    fn a_check_is_two_fields_and_an_order() {
        assert_eq!(read("a <= b"), Some(("a", RuleOrder::NotAfter, "b")));
        assert_eq!(read("a<b"), Some(("a", RuleOrder::Before, "b")));
        assert_eq!(read("a = b"), None);
    }

    #[test]
    fn dates_amounts_and_numbers_compare() {
        let not_after = rule(RuleOrder::NotAfter);
        assert!(not_after.holds(&json!("2026-01-01"), &json!("2026-01-01")));
        assert!(!not_after.holds(&json!("2026-01-02"), &json!("2026-01-01")));
        assert!(not_after.holds(&json!("9.00"), &json!("10.00")));
        assert!(!rule(RuleOrder::Before).holds(&json!(3), &json!(3)));
        assert!(not_after.holds(&Value::Null, &json!("2026-01-01")));
    }
}
