#![doc = include_str!("../README.md")]

#[doc = include_str!("../FORMAT.md")]
pub mod format {}

mod catalogue;
mod chart;
mod clauses;
mod compose;
mod credit;
mod display;
mod field;
mod handing_in;
mod history;
mod item;
mod joined;
mod known;
mod limits;
mod normalise;
mod problem;
mod publishers;
mod raw;
mod read;
mod read_field;
mod rule;
mod schema;
mod title;
mod values;

pub use catalogue::Catalogue;
pub use chart::Chart;
pub use clauses::{Carrier, CarrierKind, ClauseSection, Clauses, OpinionClause};
pub use compose::{Composed, FieldProblem};
pub use credit::{CODE_FIELD, Credit, Exchange, Publicity};
pub use field::{Choice, Field, FieldKind, Presence, Visibility};
pub use handing_in::HandingIn;
pub use history::{History, Validity};
pub use item::{Area, Basis, Column, Completeness, FormGroup, Freshness, Item, Label, Level};
pub use joined::{Hop, Joined};
pub use known::{Known, KnowsAll};
pub use limits::limit_keys;
pub use problem::{Problem, Reporter};
pub use publishers::Publishers;
pub use rule::{Rule, RuleOrder};
pub use title::TitlePattern;
