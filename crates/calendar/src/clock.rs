//! The clock, as a parameter.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};

/// China Standard Time, UTC+8, without summer time since 1991.
#[must_use]
pub fn china() -> FixedOffset {
    const EIGHT_HOURS: i32 = 8 * 3600;
    FixedOffset::east_opt(EIGHT_HOURS).unwrap_or_else(|| unreachable!("eight hours are a valid offset"))
}

/// What time it is.
pub trait Clock: Send + Sync + 'static {
    /// Now, at +08:00.
    fn now(&self) -> DateTime<FixedOffset>;

    /// Today in China.
    fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> DateTime<FixedOffset> {
        chrono::Utc::now().with_timezone(&china())
    }
}

/// The machine's clock, set to another moment: for tests of the program itself.
#[derive(Debug, Clone, Copy)]
pub struct MovedClock(TimeDelta);

impl MovedClock {
    /// A clock that says `at` now, and goes on from there.
    #[must_use]
    pub fn set_to(at: DateTime<FixedOffset>) -> Self {
        Self(at - SystemClock.now())
    }
}

impl Clock for MovedClock {
    fn now(&self) -> DateTime<FixedOffset> {
        SystemClock.now() + self.0
    }
}

/// A clock that tests set and move.
#[derive(Debug)]
pub struct FixedClock(Mutex<DateTime<FixedOffset>>);

impl FixedClock {
    /// A clock that stands at `at`.
    #[must_use]
    pub fn new(at: DateTime<FixedOffset>) -> Self {
        Self(Mutex::new(at))
    }

    /// Moves the clock.
    pub fn advance(&self, by: TimeDelta) {
        let mut at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *at += by;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<FixedOffset> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
