//! The table of requests in the yearly report (条例 第五十条第一款第二项; 国办公开办函〔2021〕30号, table 3), from counts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Group, Outcome};

/// Who asks: the columns of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicantKind {
    /// 自然人
    Person,
    /// 商业企业
    Company,
    /// 科研机构
    Research,
    /// 社会公益组织
    Charity,
    /// 法律服务机构
    LegalService,
    /// 其他
    Other,
}

impl ApplicantKind {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 6] =
        [Self::Person, Self::Company, Self::Research, Self::Charity, Self::LegalService, Self::Other];

    /// The word that is stored.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Company => "company",
            Self::Research => "research",
            Self::Charity => "charity",
            Self::LegalService => "legal_service",
            Self::Other => "other",
        }
    }

    /// What people read.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Person => "公民个人",
            Self::Company => "企业",
            Self::Research => "科研机构",
            Self::Charity => "社会公益组织",
            Self::LegalService => "法律服务机构",
            Self::Other => "其他组织",
        }
    }

    /// The kind with this key.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// How many requests of one kind of applicant came in, and how they ended, in one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestCount {
    /// Who asked.
    pub applicant: ApplicantKind,
    /// How it ended in this year; none where it was still open at its end.
    pub outcome: Option<Outcome>,
    /// Whether it came in before this year.
    pub carried_over: bool,
    /// How many.
    pub count: u64,
}

/// The table of requests of one year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestTable {
    /// 一、本年新收政府信息公开申请数量
    pub new: BTreeMap<ApplicantKind, u64>,
    /// 二、上年结转政府信息公开申请数量
    pub carried_over: BTreeMap<ApplicantKind, u64>,
    /// 三、本年度办理结果
    pub results: BTreeMap<(Outcome, ApplicantKind), u64>,
    /// 四、结转下年度继续办理
    pub carried_on: BTreeMap<ApplicantKind, u64>,
}

impl RequestTable {
    /// From counts.
    #[must_use]
    pub fn of(counts: &[RequestCount]) -> Self {
        let mut table = Self::default();
        for count in counts {
            let came = if count.carried_over { &mut table.carried_over } else { &mut table.new };
            *came.entry(count.applicant).or_default() += count.count;
            match count.outcome {
                Some(outcome) => {
                    *table.results.entry((outcome, count.applicant)).or_default() += count.count;
                }
                None => *table.carried_on.entry(count.applicant).or_default() += count.count,
            }
        }
        table
    }

    /// How many ended in this way.
    #[must_use]
    pub fn group(&self, group: Group) -> u64 {
        self.results.iter().filter(|((outcome, _), _)| outcome.group() == group).map(|(_, n)| n).sum()
    }

    /// Whether what came in equals what ended and what goes on, as the table asks.
    #[must_use]
    pub fn balances(&self) -> bool {
        let sum = |row: &BTreeMap<ApplicantKind, u64>| row.values().sum::<u64>();
        sum(&self.new) + sum(&self.carried_over) == self.results.values().sum::<u64>() + sum(&self.carried_on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_in_equals_what_ends_and_goes_on() {
        let count = |outcome, carried_over, count| RequestCount {
            applicant: ApplicantKind::Person,
            outcome,
            carried_over,
            count,
        };
        let table = RequestTable::of(&[
            count(Some(Outcome::Granted), false, 3),
            count(Some(Outcome::ThirdParty), true, 1),
            count(None, false, 2),
        ]);
        assert!(table.balances());
        assert_eq!((table.new[&ApplicantKind::Person], table.carried_over[&ApplicantKind::Person]), (5, 1));
        assert_eq!((table.group(Group::Granted), table.group(Group::Refused)), (3, 1));
        assert_eq!(table.carried_on[&ApplicantKind::Person], 2);
    }

    #[test]
    fn every_key_is_found_again() {
        assert!(Outcome::ALL.iter().all(|o| Outcome::of_key(o.key()) == Some(*o)));
        assert!(ApplicantKind::ALL.iter().all(|k| ApplicantKind::of_key(k.key()) == Some(*k)));
    }
}
