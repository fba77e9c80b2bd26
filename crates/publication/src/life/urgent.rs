//! Release in an emergency: one person, who did not draft it, screens and approves at once; a second one reviews it
//! afterwards (突发事件应对法 第七条: 及时公布突发事件信息; 国办发〔2016〕61号: 五小时内发布权威信息).
//!
//! What was released waits in [`Unreviewed`], the only state that has a review. It happens once:
//!
//! ```compile_fail
//! use mingjing_publication::life::{Reviewed, UrgentRelease, Verdict};
//! fn twice(done: UrgentRelease<Reviewed>) {
//!     let _ = done.review("丙", None, Verdict::Sound);
//! }
//! ```

use std::collections::BTreeSet;

use super::{OfficerId, Release, ScreeningDecision, Submitted, Working};
use crate::{Error, public_reason};

/// Why it cannot wait for two people: what allows it, and what happened. Both become public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Urgency {
    basis: String,
    reason: String,
}

impl Urgency {
    /// `basis` is what the catalogue says for the item; none where it allows no such release.
    ///
    /// # Errors
    /// When the item allows none, or the reason is empty or too long.
    pub fn new(basis: Option<String>, reason: &str) -> Result<Self, Error> {
        let basis = basis
            .ok_or_else(|| Error::Refused("这种信息不能紧急公开，须由审查人和批准人两个人办理".to_owned()))?;
        Ok(Self {
            basis, reason: public_reason(reason, "紧急公开须写明为什么不能等，理由会一并公开")?
        })
    }

    /// The law that allows it.
    #[must_use]
    pub fn basis(&self) -> &str {
        &self.basis
    }

    /// Why it cannot wait.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// Nobody has reviewed it yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreviewed;
/// A second person has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    by: OfficerId,
    verdict: Verdict,
}

/// What the second person finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was right to publish it so.
    Sound,
    /// It has to be withdrawn.
    Wrong,
}

impl Verdict {
    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::Wrong => "wrong",
        }
    }
}

/// What one person released, in state `S` of its review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrgentRelease<S> {
    drafted_by: BTreeSet<OfficerId>,
    released_by: BTreeSet<OfficerId>,
    state: S,
}

impl Working<Submitted> {
    /// Screens and approves in one step, by one person who decided about every finding.
    ///
    /// # Errors
    /// When the person, or in whose place the person acts, is one of the drafters.
    pub fn release_urgently(
        self,
        decision: ScreeningDecision,
        _why: &Urgency,
    ) -> Result<(Release, UrgentRelease<Unreviewed>), Error> {
        let (by, principal) = (decision.by.clone(), decision.in_place_of.clone());
        let drafted_by = self.drafted_by.clone();
        let release = self.screen(decision)?.approve(&by, principal.as_deref())?.release();
        let released_by = std::iter::once(by).chain(principal).collect();
        Ok((release, UrgentRelease { drafted_by, released_by, state: Unreviewed }))
    }
}

impl<S> UrgentRelease<S> {
    /// All who wrote on it.
    #[must_use]
    pub fn drafted_by(&self) -> &BTreeSet<OfficerId> {
        &self.drafted_by
    }

    /// Who released it, and in whose place.
    #[must_use]
    pub fn released_by(&self) -> &BTreeSet<OfficerId> {
        &self.released_by
    }
}

impl UrgentRelease<Unreviewed> {
    /// Reads one that waits.
    ///
    /// # Errors
    /// When somebody who drafted it is said to have released it.
    pub fn load(drafted_by: BTreeSet<OfficerId>, released_by: BTreeSet<OfficerId>) -> Result<Self, Error> {
        if released_by.is_empty() || released_by.iter().any(|by| drafted_by.contains(by)) {
            return Err(Error::malformed("紧急公开", "公开的人同时是起草人，这条记录不可信"));
        }
        Ok(Self { drafted_by, released_by, state: Unreviewed })
    }

    /// Whether this person took no part in it, neither as drafter nor as who released it.
    #[must_use]
    pub fn may_be_reviewed_by(&self, by: &str) -> bool {
        !self.drafted_by.contains(by) && !self.released_by.contains(by)
    }

    /// A second person says what is to be thought of it.
    ///
    /// # Errors
    /// When the person, or in whose place the person acts, took part in it.
    pub fn review(
        self,
        by: &str,
        in_place_of: Option<&str>,
        verdict: Verdict,
    ) -> Result<UrgentRelease<Reviewed>, Error> {
        if std::iter::once(by).chain(in_place_of).any(|who| !self.may_be_reviewed_by(who)) {
            return Err(Error::Refused(
                "紧急公开须由没有参与的人复核：您起草或者公开了它，请由另一位批准人复核".to_owned(),
            ));
        }
        let state = Reviewed { by: by.to_owned(), verdict };
        Ok(UrgentRelease { drafted_by: self.drafted_by, released_by: self.released_by, state })
    }
}

impl UrgentRelease<Reviewed> {
    /// Who reviewed it.
    #[must_use]
    pub fn reviewed_by(&self) -> &str {
        &self.state.by
    }

    /// What the person found.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.state.verdict
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn urgency() -> Urgency {
        Urgency::new(Some("突发事件应对法第七条".into()), "洪水漫堤").unwrap()
    }

    fn submitted(drafters: &[&str]) -> Working<Submitted> {
        let mut life = Working::begin(drafters[0]);
        drafters.iter().for_each(|d| life.edited_by(d));
        life.submit()
    }

    proptest! {
        #[test]
        fn whoever_tries_drafter_releaser_and_reviewer_are_three(
            drafters in proptest::collection::vec(0usize..4, 1..3),
            by in 0usize..4, principal in proptest::option::of(0usize..4),
            reviewer in 0usize..4, for_whom in proptest::option::of(0usize..4),
        ) {
            const PEOPLE: [&str; 4] = ["甲", "乙", "丙", "丁"];
            let drafters: Vec<&str> = drafters.into_iter().map(|n| PEOPLE[n]).collect();
            let decision = ScreeningDecision::new(PEOPLE[by], 0, 0).unwrap();
            let decision = decision.in_place_of(principal.map(|n| PEOPLE[n]));
            let released = submitted(&drafters).release_urgently(decision, &urgency());
            let hands = |n: usize, other: Option<usize>| {
                std::iter::once(PEOPLE[n]).chain(other.map(|n| PEOPLE[n])).collect::<Vec<_>>()
            };
            let first = hands(by, principal);
            prop_assert_eq!(released.is_ok(), first.iter().all(|who| !drafters.contains(who)));
            let Ok((release, waiting)) = released else { return Ok(()) };
            prop_assert_eq!(release.approved_by(), PEOPLE[by]);
            let read = UrgentRelease::load(waiting.drafted_by().clone(), waiting.released_by().clone()).unwrap();
            prop_assert_eq!(&read, &waiting);
            let second = hands(reviewer, for_whom);
            let done = waiting.review(second[0], second.get(1).copied(), Verdict::Wrong);
            let apart = second.iter().all(|who| !drafters.contains(who) && !first.contains(who));
            prop_assert_eq!(done.is_ok(), apart);
        }
    }

    #[test]
    fn only_what_the_catalogue_allows_is_urgent_and_says_why() {
        assert!(Urgency::new(None, "洪水").unwrap_err().to_string().contains("不能紧急公开"));
        assert!(Urgency::new(Some("某法".into()), " ").unwrap_err().to_string().contains("为什么不能等"));
    }

    #[test]
    fn a_row_in_which_a_drafter_released_is_not_believed() {
        let one = || BTreeSet::from(["甲".to_owned()]);
        assert!(UrgentRelease::load(one(), one()).is_err());
        assert!(UrgentRelease::load(one(), BTreeSet::new()).is_err());
    }
}
