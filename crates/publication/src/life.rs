//! The life of a working version: draft → submitted → screened → approved → (scheduled →) published.
//!
//! Each state is a type, and a step exists only where the rules have one: nothing can be approved that was not
//! screened, because [`Working::approve`] is there for [`Screened`] alone. The two rules that depend on who acts
//! are checked when acting: who drafted neither screens nor approves (条例 第十七条: 审查机制, 明确审查的程序和责任).

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset};

use crate::Error;

mod minor;
mod urgent;

pub use minor::{MinorChange, MinorRule};
pub use urgent::{Reviewed, Unreviewed, Urgency, UrgentRelease, Verdict};

/// Identity of an officer, as in the audit trail.
pub type OfficerId = String;

/// Being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafting;
/// Handed in; waits for a screening decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted;
/// A named person has looked for what must not be open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screened {
    screened_by: OfficerId,
}
/// A second person has decided that it becomes public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approved {
    screened_by: OfficerId,
    approved_by: OfficerId,
}
/// Approved, and to be published at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheduled {
    approved: Approved,
    at: DateTime<FixedOffset>,
}

/// A version being worked on, in state `S`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Working<S> {
    drafted_by: BTreeSet<OfficerId>,
    state: S,
}

/// A screening decision by a named person: every finding was disposed of, none by refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreeningDecision {
    by: OfficerId,
    in_place_of: Option<OfficerId>,
}

impl ScreeningDecision {
    /// `open` findings still without a disposition, `refused` findings that forbid publication.
    ///
    /// # Errors
    /// When anything is open or refused.
    pub fn new(by: &str, open: usize, refused: usize) -> Result<Self, Error> {
        if refused > 0 {
            return Err(Error::Refused(format!("有 {refused} 处判为不予公开，请退回起草人，不能通过审查")));
        }
        if open > 0 {
            return Err(Error::Refused(format!(
                "还有 {open} 处审查提示没有处理，请逐处选择遮盖、保留或不予公开"
            )));
        }
        Ok(Self { by: by.to_owned(), in_place_of: None })
    }

    /// The same by a deputy: in whose place.
    #[must_use]
    pub fn in_place_of(self, principal: Option<&str>) -> Self {
        Self { in_place_of: principal.map(str::to_owned), ..self }
    }
}

/// Why a version goes back to its drafter; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnReason(String);

impl ReturnReason {
    /// A reason in words.
    ///
    /// # Errors
    /// When there are none.
    pub fn new(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::Refused("退回须写明理由，让起草人知道怎么改".into()));
        }
        Ok(Self(text.to_owned()))
    }

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Permission to publish: only an approved working version gives one, or the operator of a bulk import, who
/// stands for drafter, screener and approver at once and is named so in the audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    screened_by: OfficerId,
    approved_by: OfficerId,
}

impl Release {
    /// For rows that the operator at the machine imports.
    #[must_use]
    pub fn by_operator(operator: &str) -> Self {
        Self { screened_by: operator.to_owned(), approved_by: operator.to_owned() }
    }

    /// Who screened.
    #[must_use]
    pub fn screened_by(&self) -> &str {
        &self.screened_by
    }

    /// Who approved.
    #[must_use]
    pub fn approved_by(&self) -> &str {
        &self.approved_by
    }
}

impl<S> Working<S> {
    /// All who wrote on it.
    #[must_use]
    pub fn drafted_by(&self) -> &BTreeSet<OfficerId> {
        &self.drafted_by
    }

    fn must_not_have_drafted(&self, by: &str, act: &str) -> Result<(), Error> {
        if self.drafted_by.contains(by) {
            return Err(Error::Refused(format!("您参与了起草，不能{act}同一份内容，请由另一位同事{act}")));
        }
        Ok(())
    }

    /// A deputy does not do what the principal could not: the same work would pass through one hand twice.
    fn principal_must_not_have_drafted(&self, principal: Option<&str>, act: &str) -> Result<(), Error> {
        if principal.is_some_and(|p| self.drafted_by.contains(p)) {
            return Err(Error::Refused(format!(
                "您代理的人参与了起草，不能代他{act}这份内容，请由另一位同事{act}"
            )));
        }
        Ok(())
    }
}

impl Working<Drafting> {
    /// A new version by its first drafter.
    #[must_use]
    pub fn begin(drafter: &str) -> Self {
        Self { drafted_by: BTreeSet::from([drafter.to_owned()]), state: Drafting }
    }

    /// Somebody wrote on it.
    pub fn edited_by(&mut self, officer: &str) {
        self.drafted_by.insert(officer.to_owned());
    }

    /// Hands it in.
    #[must_use]
    pub fn submit(self) -> Working<Submitted> {
        Working { drafted_by: self.drafted_by, state: Submitted }
    }
}

impl Working<Submitted> {
    /// Passes screening. The screener's redactions are not drafting: they only take away.
    ///
    /// # Errors
    /// When the screener, or in whose place the screener acts, is one of the drafters.
    pub fn screen(self, decision: ScreeningDecision) -> Result<Working<Screened>, Error> {
        self.must_not_have_drafted(&decision.by, "审查")?;
        self.principal_must_not_have_drafted(decision.in_place_of.as_deref(), "审查")?;
        Ok(Working { drafted_by: self.drafted_by, state: Screened { screened_by: decision.by } })
    }
}

impl Working<Screened> {
    /// Decides that it becomes public; a deputy says in whose place.
    ///
    /// # Errors
    /// When the approver, or in whose place the approver acts, is one of the drafters.
    pub fn approve(self, by: &str, in_place_of: Option<&str>) -> Result<Working<Approved>, Error> {
        self.must_not_have_drafted(by, "批准")?;
        self.principal_must_not_have_drafted(in_place_of, "批准")?;
        let state = Approved { screened_by: self.state.screened_by, approved_by: by.to_owned() };
        Ok(Working { drafted_by: self.drafted_by, state })
    }
}

impl Working<Approved> {
    /// Publishes at once.
    #[must_use]
    pub fn release(self) -> Release {
        Release { screened_by: self.state.screened_by, approved_by: self.state.approved_by }
    }

    /// Publishes later.
    ///
    /// # Errors
    /// When the time is not in the future.
    pub fn schedule(
        self,
        at: DateTime<FixedOffset>,
        now: DateTime<FixedOffset>,
    ) -> Result<Working<Scheduled>, Error> {
        if at <= now {
            return Err(Error::Refused("定时公开的时间须晚于现在；要马上公开，请按“批准公开”".into()));
        }
        Ok(Working { drafted_by: self.drafted_by, state: Scheduled { approved: self.state, at } })
    }
}

impl Working<Scheduled> {
    /// When it is to be published.
    #[must_use]
    pub fn at(&self) -> DateTime<FixedOffset> {
        self.state.at
    }

    /// Publishes, once the time has come.
    ///
    /// # Errors
    /// When it has not.
    pub fn release(self, now: DateTime<FixedOffset>) -> Result<Release, Error> {
        if now < self.state.at {
            return Err(Error::Refused("还没有到定时公开的时间".into()));
        }
        let Approved { screened_by, approved_by } = self.state.approved;
        Ok(Release { screened_by, approved_by })
    }
}

/// A working version in whichever state, as the database holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant holds the state of its name")]
pub enum AnyWorking {
    Drafting(Working<Drafting>),
    Submitted(Working<Submitted>),
    Screened(Working<Screened>),
    Scheduled(Working<Scheduled>),
}

/// The parts of a working version that a database row keeps.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Saved {
    /// `drafting`, `submitted`, `screened` or `scheduled`.
    pub state: String,
    /// All who wrote on it.
    pub drafted_by: BTreeSet<OfficerId>,
    /// Who screened.
    pub screened_by: Option<OfficerId>,
    /// Who approved.
    pub approved_by: Option<OfficerId>,
    /// When it is to be published.
    pub scheduled_for: Option<DateTime<FixedOffset>>,
}

impl AnyWorking {
    /// Reads a saved version.
    ///
    /// # Errors
    /// When its parts do not make a state.
    pub fn load(saved: Saved) -> Result<Self, Error> {
        let Saved { state, drafted_by, screened_by, approved_by, scheduled_for } = saved;
        if [&screened_by, &approved_by].into_iter().flatten().any(|by| drafted_by.contains(by)) {
            return Err(Error::malformed("稿件状态", "审查人或批准人同时是起草人，这条记录不可信"));
        }
        match (state.as_str(), screened_by, approved_by, scheduled_for) {
            ("drafting", ..) => Ok(Self::Drafting(Working { drafted_by, state: Drafting })),
            ("submitted", ..) => Ok(Self::Submitted(Working { drafted_by, state: Submitted })),
            ("screened", Some(screened_by), ..) => {
                Ok(Self::Screened(Working { drafted_by, state: Screened { screened_by } }))
            }
            ("scheduled", Some(screened_by), Some(approved_by), Some(at)) => {
                let approved = Approved { screened_by, approved_by };
                Ok(Self::Scheduled(Working { drafted_by, state: Scheduled { approved, at } }))
            }
            _ => Err(Error::malformed("稿件状态", format!("“{state}”缺少审查或批准记录"))),
        }
    }

    /// The parts to save.
    #[must_use]
    pub fn save(&self) -> Saved {
        match self {
            Self::Drafting(w) => {
                Saved { state: "drafting".into(), drafted_by: w.drafted_by.clone(), ..Saved::default() }
            }
            Self::Submitted(w) => {
                Saved { state: "submitted".into(), drafted_by: w.drafted_by.clone(), ..Saved::default() }
            }
            Self::Screened(w) => Saved {
                state: "screened".into(),
                drafted_by: w.drafted_by.clone(),
                screened_by: Some(w.state.screened_by.clone()),
                ..Saved::default()
            },
            Self::Scheduled(w) => Saved {
                state: "scheduled".into(),
                drafted_by: w.drafted_by.clone(),
                screened_by: Some(w.state.approved.screened_by.clone()),
                approved_by: Some(w.state.approved.approved_by.clone()),
                scheduled_for: Some(w.state.at),
            },
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(&self) -> &'static str {
        state_zh(match self {
            Self::Drafting(_) => "drafting",
            Self::Submitted(_) => "submitted",
            Self::Screened(_) => "screened",
            Self::Scheduled(_) => "scheduled",
        })
    }

    /// Sends it back to its drafter.
    ///
    /// # Errors
    /// When it is with the drafter already.
    pub fn send_back(self, _why: &ReturnReason) -> Result<Working<Drafting>, Error> {
        let drafted_by = match self {
            Self::Drafting(_) => return Err(Error::Refused("这份稿件就在起草人手里，不需要退回".into())),
            Self::Submitted(w) => w.drafted_by,
            Self::Screened(w) => w.drafted_by,
            Self::Scheduled(w) => w.drafted_by,
        };
        Ok(Working { drafted_by, state: Drafting })
    }
}

/// What people read for a state's text form.
#[must_use]
pub fn state_zh(state: &str) -> &'static str {
    match state {
        "drafting" => "起草中",
        "submitted" => "待审查",
        "screened" => "待批准",
        "scheduled" => "定时公开",
        _ => "未知状态",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(hour: i64) -> DateTime<FixedOffset> {
        DateTime::from_timestamp(hour * 3600, 0)
            .unwrap()
            .with_timezone(&FixedOffset::east_opt(8 * 3600).unwrap())
    }

    /// One attempt of `who` at step `step`; `None` when the state has no such step or the rules refuse.
    fn attempt(w: AnyWorking, step: u8, who: &str) -> (Option<AnyWorking>, Option<Release>) {
        let next = match (w, step) {
            (AnyWorking::Drafting(mut w), 0) => {
                w.edited_by(who);
                AnyWorking::Drafting(w)
            }
            (AnyWorking::Drafting(w), 1) => AnyWorking::Submitted(w.submit()),
            (AnyWorking::Submitted(w), 2) => match w.screen(ScreeningDecision::new(who, 0, 0).unwrap()) {
                Ok(w) => AnyWorking::Screened(w),
                Err(_) => return (None, None),
            },
            (AnyWorking::Screened(w), 3) => return (None, w.approve(who, None).ok().map(|w| w.release())),
            (AnyWorking::Screened(w), 4) => match w.approve(who, None).and_then(|w| w.schedule(at(2), at(1)))
            {
                Ok(w) => AnyWorking::Scheduled(w),
                Err(_) => return (None, None),
            },
            (AnyWorking::Scheduled(w), 5) => return (None, w.release(at(3)).ok()),
            (w, 6) => match w.send_back(&ReturnReason::new("改").unwrap()) {
                Ok(w) => AnyWorking::Drafting(w),
                Err(_) => return (None, None),
            },
            _ => return (None, None),
        };
        (Some(next), None)
    }

    proptest! {
        #[test]
        fn whatever_is_tried_nobody_releases_his_own_draft(steps in proptest::collection::vec((0u8..7, 0usize..3), 1..60)) {
            let people = ["甲", "乙", "丙"];
            let mut working = AnyWorking::Drafting(Working::begin("甲"));
            for (step, who) in steps {
                let before = working.clone();
                let (next, release) = attempt(working, step, people[who]);
                if let Some(release) = release {
                    prop_assert!(!before.save().drafted_by.contains(release.approved_by()));
                    prop_assert!(!before.save().drafted_by.contains(release.screened_by()));
                }
                working = next.unwrap_or(before);
                prop_assert_eq!(AnyWorking::load(working.save()).unwrap(), working.clone());
            }
        }
    }

    #[test]
    fn open_or_refused_findings_stop_screening() {
        assert!(ScreeningDecision::new("乙", 1, 0).unwrap_err().to_string().contains("还有 1 处"));
        assert!(ScreeningDecision::new("乙", 0, 2).unwrap_err().to_string().contains("2 处"));
    }

    #[test]
    fn who_drafted_is_told_who_must_screen() {
        let submitted = Working::begin("甲").submit();
        let refused = submitted.screen(ScreeningDecision::new("甲", 0, 0).unwrap()).unwrap_err();
        assert!(refused.to_string().contains("另一位同事"));
    }

    #[test]
    fn a_time_in_the_past_is_no_schedule() {
        let approved = Working::begin("甲")
            .submit()
            .screen(ScreeningDecision::new("乙", 0, 0).unwrap())
            .unwrap()
            .approve("乙", None)
            .unwrap();
        assert!(approved.clone().schedule(at(1), at(1)).is_err());
        let scheduled = approved.schedule(at(2), at(1)).unwrap();
        assert!(scheduled.clone().release(at(1)).is_err());
        assert_eq!(scheduled.release(at(2)).unwrap().approved_by(), "乙");
    }

    #[test]
    fn a_row_without_its_records_is_not_believed() {
        let saved = Saved { state: "screened".into(), ..Saved::default() };
        assert!(AnyWorking::load(saved.clone()).is_err());
        let screened_by = Some("甲".to_owned());
        assert!(AnyWorking::load(Saved { screened_by: screened_by.clone(), ..saved.clone() }).is_ok());
        assert!(
            AnyWorking::load(Saved { screened_by, drafted_by: ["甲".to_owned()].into(), ..saved }).is_err()
        );
    }
}
