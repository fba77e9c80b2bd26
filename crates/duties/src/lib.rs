#![doc = include_str!("../README.md")]

mod assessment;
mod breakdown;
mod by_day;
mod condition;
mod duty;
mod exception;
mod fact;
mod finding;
mod health;
mod judge;
mod moment;
mod objection;
mod period;
mod read;
mod record;
mod region_map;
mod share;
mod warning;

pub use assessment::{Indicator, IndicatorScore, Mean, Scheme, Score, Tally};
pub use breakdown::{
    About, Breakdown, Coverage, Doubt, Measure, Origin, Proposal, Responsible, Task, Unit, break_down,
    break_down_known,
};
pub use condition::Condition;
pub use duty::{Duties, Duty, Rule, Who};
pub use exception::Exception;
pub use fact::{Fact, FactError, Member};
pub use finding::{Evidence, Finding, State, Subject};
pub use health::{ColumnFact, HealthFacts, HealthIndicator, HealthMeasure, HealthRules, Verdict};
pub use judge::{Facts, Judge, LeafBytes, Span};
pub use moment::When;
pub use objection::{Beside, DecisionItem, Effect, ObjectionRules, Offices, ResultWords, Ruling, Uncounted};
pub use period::{Per, Period};
pub use record::Record;
pub use region_map::{MapTile, RegionMap};
pub use share::Share;
pub use warning::{Stage, WarningRule};
