#![doc = include_str!("../README.md")]

mod clock;
mod error;
mod limits;
mod term;
mod work_calendar;

pub use clock::{Clock, FixedClock, MovedClock, SystemClock, china};
pub use error::Error;
pub use limits::{Amount, Limit, Limits};
pub use term::{Standing, Term};
pub use work_calendar::WorkCalendar;
