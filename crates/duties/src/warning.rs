//! When whoever owes something is warned, as `law/warnings.toml` says.

use chrono::NaiveDate;
use mingjing_catalogue::{Problem, Reporter};
use mingjing_law::LawFiles;
use serde::Deserialize;

use crate::finding::{Finding, State};

const FILE: &str = "warnings.toml";

/// How near the last day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// It comes soon.
    Soon,
    /// It is today.
    Due,
    /// It has passed.
    Overdue,
    /// It passed so long ago that the openness office of the region is told.
    Escalated,
}

impl Stage {
    /// All of them, from the first on.
    pub const ALL: [Self; 4] = [Self::Soon, Self::Due, Self::Overdue, Self::Escalated];

    /// The word in addresses and in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Soon => "soon",
            Self::Due => "due",
            Self::Overdue => "overdue",
            Self::Escalated => "escalated",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Soon => "快到期",
            Self::Due => "今天到期",
            Self::Overdue => "已逾期",
            Self::Escalated => "长期逾期",
        }
    }
}

/// When to warn. The default, of a folder of rules without the file, warns on the last day and after it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WarningRule {
    /// Where it stands.
    pub source: String,
    /// Days before the last one.
    pub soon_days: u32,
    /// Days after the last one.
    pub escalate_days: Option<u32>,
    /// Working days before the last one of a case in hand.
    pub case_soon_working_days: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    source: String,
    soon_days: u32,
    escalate_days: u32,
    case_soon_working_days: u32,
}

impl WarningRule {
    /// Reads `law/warnings.toml`.
    ///
    /// # Errors
    /// What does not read; a rule without a source.
    pub fn load(files: &LawFiles) -> Result<Self, Vec<Problem>> {
        let Some(text) = files.get(FILE) else { return Ok(Self::default()) };
        let mut reporter = Reporter::new(FILE, text);
        match toml::from_str::<Raw>(text) {
            Ok(raw) if raw.source.trim().is_empty() => reporter.add(0..0, "要写明出处（source）"),
            Ok(Raw { source, soon_days, escalate_days, case_soon_working_days }) => {
                let escalate_days = Some(escalate_days);
                return Ok(Self { source, soon_days, escalate_days, case_soon_working_days });
            }
            Err(error) => reporter.add_toml(&error, 0..0),
        }
        Err(reporter.finish())
    }

    /// Whether a finding is to be warned of on a day, and how urgently. What is done, cannot be known, or has no last day
    /// is not.
    #[must_use]
    pub fn stage(&self, finding: &Finding, on: NaiveDate) -> Option<Stage> {
        if !matches!(finding.state, State::Open | State::Overdue) {
            return None;
        }
        let left = finding.due?.signed_duration_since(on).num_days();
        match left {
            1.. if left <= i64::from(self.soon_days) => Some(Stage::Soon),
            1.. => None,
            0 => Some(Stage::Due),
            _ if self.escalate_days.is_some_and(|days| -left > i64::from(days)) => Some(Stage::Escalated),
            _ => Some(Stage::Overdue),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::finding::Subject;

    fn owed(state: State, due: Option<NaiveDate>) -> Finding {
        let since = NaiveDate::MIN;
        Finding {
            duty: "yearly-report".into(),
            agency: "130001".into(),
            subject: Subject::Year(2026),
            since,
            due,
            due_at: None,
            state,
            count: 1,
            evidence: Vec::new(),
            rulings: Vec::new(),
            before: None,
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_rule_of_the_program_warns_before_on_and_after_the_last_day() {
        let rule = WarningRule::load(&LawFiles::embedded()).unwrap();
        let on = |day_of: &str, state| rule.stage(&owed(state, Some(day("2026-03-31"))), day(day_of));
        assert_eq!(on("2026-03-20", State::Open), None);
        assert_eq!(on("2026-03-21", State::Open), Some(Stage::Soon));
        assert_eq!(on("2026-03-31", State::Open), Some(Stage::Due));
        assert_eq!(on("2026-04-01", State::Overdue), Some(Stage::Overdue));
        assert_eq!(on("2026-04-10", State::Overdue), Some(Stage::Overdue));
        assert_eq!(on("2026-04-11", State::Overdue), Some(Stage::Escalated));
        for done in [State::Met, State::Late, State::Unknown, State::Excused] {
            assert_eq!(on("2026-04-11", done), None);
        }
        assert_eq!(rule.stage(&owed(State::Open, None), day("2026-04-11")), None);
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        let broken = |text: &str| {
            WarningRule::load(&LawFiles::default().with(FILE, text)).unwrap_err().remove(0).to_string()
        };
        assert!(
            broken("source = \"\"\nsoon_days = 1\nescalate_days = 1\ncase_soon_working_days = 1\n")
                .starts_with("law/warnings.toml:1:")
        );
        assert!(broken("source = \"甲\"\nsoon_days = -1\n").starts_with("law/warnings.toml:2:"));
        assert_eq!(WarningRule::load(&LawFiles::default()).unwrap(), WarningRule::default());
    }

    proptest! {
        /// As days pass, what is owed gets more urgent and never less.
        #[test]
        fn time_only_makes_it_more_urgent(soon in 0u32..40, escalate in proptest::option::of(0u32..40), left in -60i64..60) {
            let rule = WarningRule { soon_days: soon, escalate_days: escalate, ..WarningRule::default() };
            let due = day("2026-06-15");
            let at = |left: i64| {
                let on = due - chrono::TimeDelta::days(left);
                rule.stage(&owed(if left < 0 { State::Overdue } else { State::Open }, Some(due)), on)
            };
            prop_assert!(at(left) >= at(left + 1));
            prop_assert_eq!(at(left).is_some(), left <= i64::from(soon).max(0));
        }
    }
}
