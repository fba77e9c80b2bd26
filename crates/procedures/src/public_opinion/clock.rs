//! The hours of a case: what is waited for, since when, until which minute; and who is told that time goes by.

use chrono::{DateTime, FixedOffset, TimeDelta};

use super::rules::{CountsFrom, Escalation, Hours, Whom};
use super::{AnyPublicOpinion, File, PublicOpinionRules};
use crate::Result;

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitsFor {
    /// 研判
    Judging,
    /// 发布权威信息、回应
    Release,
    /// 新闻发布会
    Conference,
}

impl WaitsFor {
    /// The word that is stored.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Judging => "judging",
            Self::Release => "release",
            Self::Conference => "conference",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Judging => "研判",
            Self::Release => "公开回应",
            Self::Conference => "举行新闻发布会",
        }
    }
}

/// One clock of a case, to the minute and day and night.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HourClock {
    /// What is waited for.
    pub waits_for: WaitsFor,
    /// Since when.
    pub from: DateTime<FixedOffset>,
    /// Why since then.
    pub counts_from: CountsFrom,
    /// Until when.
    pub due: DateTime<FixedOffset>,
    /// When it was done.
    pub done: Option<DateTime<FixedOffset>>,
    /// Where the hours stand.
    pub source: String,
}

impl HourClock {
    fn of(waits_for: WaitsFor, file: &File, hours: &Hours, done: Option<DateTime<FixedOffset>>) -> Self {
        let from = file.since(hours.from);
        let due = from + TimeDelta::hours(hours.hours.into());
        Self { waits_for, from, counts_from: hours.from, due, done, source: hours.source.clone() }
    }

    /// Whether it was done too late, or is late at this moment.
    #[must_use]
    pub fn is_late(&self, now: DateTime<FixedOffset>) -> bool {
        self.done.unwrap_or(now) > self.due
    }

    /// Whole minutes left at this moment; negative once it is late, begun minutes counted.
    #[must_use]
    pub fn minutes_left(&self, now: DateTime<FixedOffset>) -> i64 {
        let seconds = (self.due - now).num_seconds();
        if seconds < 0 { -((59 - seconds) / 60) } else { seconds / 60 }
    }

    /// When a step of the escalation is reached. That the time is over is said once it is over, not in its last second.
    fn reaches(&self, step: &Escalation) -> DateTime<FixedOffset> {
        let share = (self.due - self.from) * i32::try_from(step.percent).unwrap_or(i32::MAX) / 100;
        self.from + share + TimeDelta::seconds(i64::from(step.percent >= 100))
    }
}

impl PublicOpinionRules {
    /// The last step of the escalation that a running clock has reached.
    #[must_use]
    pub fn reached(&self, clock: &HourClock, now: DateTime<FixedOffset>) -> Option<&Escalation> {
        let running = clock.done.is_none();
        self.escalation.iter().rev().find(|step| running && clock.reaches(step) <= now)
    }

    /// When the next step of a clock that runs is reached; none where there is none any more.
    #[must_use]
    pub fn next_step(
        &self,
        clocks: &[HourClock],
        now: DateTime<FixedOffset>,
    ) -> Option<DateTime<FixedOffset>> {
        let running = clocks.iter().filter(|clock| clock.done.is_none());
        running
            .flat_map(|clock| self.escalation.iter().map(|step| clock.reaches(step)))
            .filter(|at| *at > now)
            .min()
    }

    /// Who is told of a step: only the office judges.
    #[must_use]
    pub fn tells(&self, clock: &HourClock, step: &Escalation, whom: Whom) -> bool {
        step.tell.contains(&whom) && (whom == Whom::Office || clock.waits_for != WaitsFor::Judging)
    }
}

impl AnyPublicOpinion {
    /// The clocks of a case, running or done; those of a case that needed no answer are none.
    ///
    /// # Errors
    /// When its level is not in the rules any more.
    pub fn clocks(&self, rules: &PublicOpinionRules) -> Result<Vec<HourClock>> {
        match self {
            Self::Noted(s) => Ok(vec![HourClock::of(WaitsFor::Judging, s.file(), &rules.judging, None)]),
            Self::Closed(s) if !s.file().is_answered() => Ok(Vec::new()),
            _ => self.file().clocks(rules),
        }
    }
}

impl File {
    /// The clocks of an answer.
    pub(super) fn clocks(&self, rules: &PublicOpinionRules) -> Result<Vec<HourClock>> {
        let Some(judged) = self.judged() else { return Ok(Vec::new()) };
        let level = rules.level(&judged.level)?;
        let released = self.released().map(|released| released.at);
        let release = HourClock::of(WaitsFor::Release, self, &level.release, released);
        let held = self.conferred().map(|held| held.at);
        let conference =
            level.conference.as_ref().map(|hours| HourClock::of(WaitsFor::Conference, self, hours, held));
        Ok([release].into_iter().chain(conference).collect())
    }
}
