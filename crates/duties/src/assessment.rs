//! The yearly assessment: indicators and scores, as `law/assessment.toml` says.

use std::collections::{BTreeMap, BTreeSet};

use mingjing_catalogue::{Problem, Reporter};
use mingjing_law::LawFiles;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use serde_spanned::Spanned;

use crate::duty::Duties;
use crate::finding::{Finding, State};

const FILE: &str = "assessment.toml";

/// The least weight of openness in the whole assessment of an agency, in per cent (《实施意见》三(三)).
const LEAST_PERCENT: Decimal = Decimal::from_parts(4, 0, 0, false, 0);

/// How points are given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scheme {
    /// What it is called.
    pub title: String,
    /// Where it stands.
    pub source: String,
    /// The weight of openness in the whole assessment of an agency, in per cent.
    pub performance_percent: Decimal,
    /// What something done late counts, between 0 and 1.
    pub late_credit: Decimal,
    /// In their order.
    pub indicators: Vec<Indicator>,
}

/// A part of the score.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Its name in files.
    pub key: String,
    /// What people read.
    pub title: String,
    /// The most it gives.
    pub points: Decimal,
    /// Keys of its duties, with their weights.
    pub duties: Vec<(String, u32)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScheme {
    title: String,
    source: String,
    performance_percent: Spanned<Decimal>,
    late_credit: Spanned<Decimal>,
    indicators: Vec<Spanned<RawIndicator>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawIndicator {
    key: String,
    title: String,
    points: u32,
    duties: Vec<Spanned<String>>,
}

impl Scheme {
    /// Reads `law/assessment.toml`. A folder of rules without the file scores nothing.
    ///
    /// # Errors
    /// What does not read; a weight of openness below 4 per cent; a late credit beyond 0 to 1; a duty that is not there, or
    /// stands in two indicators; a duty in none.
    pub fn load(files: &LawFiles, duties: &Duties) -> Result<Self, Vec<Problem>> {
        let Some(text) = files.get(FILE) else { return Ok(Self::default()) };
        let mut reporter = Reporter::new(FILE, text);
        let raw: RawScheme = match toml::from_str(text) {
            Ok(raw) => raw,
            Err(error) => {
                reporter.add_toml(&error, 0..0);
                return Err(reporter.finish());
            }
        };
        if *raw.performance_percent.get_ref() < LEAST_PERCENT {
            let reason = "政务公开的分值权重不能少于4%（《实施意见》三、（三））";
            reporter.add(raw.performance_percent.span(), reason);
        }
        if !(Decimal::ZERO..=Decimal::ONE).contains(raw.late_credit.get_ref()) {
            reporter.add(raw.late_credit.span(), "逾期完成的分值（late_credit）在0和1之间");
        }
        let mut used = BTreeSet::new();
        let mut indicators = Vec::new();
        for indicator in raw.indicators {
            let span = indicator.span();
            let indicator = indicator.into_inner();
            if indicator.points == 0 || indicator.duties.is_empty() {
                reporter.add(span, format!("指标“{}”要有分值和义务", indicator.title));
            }
            let mut weights = Vec::new();
            for key in indicator.duties {
                let (span, key) = (key.span(), key.into_inner());
                match duties.get(&key) {
                    None => reporter.add(span, format!("没有义务“{key}”")),
                    Some(_) if !used.insert(key.clone()) => {
                        reporter.add(span, format!("义务“{key}”写了两次"))
                    }
                    Some(duty) => weights.push((key, duty.weight)),
                }
            }
            let (key, title, points) = (indicator.key, indicator.title, indicator.points.into());
            indicators.push(Indicator { key, title, points, duties: weights });
        }
        for duty in duties.all().iter().filter(|duty| !used.contains(&duty.key)) {
            reporter.add(0..0, format!("义务“{}”不在任何指标里", duty.key));
        }
        if !reporter.is_clean() {
            return Err(reporter.finish());
        }
        Ok(Self {
            title: raw.title,
            source: raw.source,
            performance_percent: raw.performance_percent.into_inner(),
            late_credit: raw.late_credit.into_inner(),
            indicators,
        })
    }

    /// Scores the findings of one agency.
    #[must_use]
    pub fn score(&self, findings: &[Finding]) -> Score {
        let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
        for finding in findings {
            tallies.entry(&finding.duty).or_default().add(finding);
        }
        let indicators: Vec<IndicatorScore> =
            self.indicators.iter().map(|indicator| self.indicator(indicator, &tallies)).collect();
        let judged = indicators.iter().filter_map(|indicator| Some((indicator.exact?, indicator.points)));
        let (reached, possible) = judged
            .fold((Decimal::ZERO, Decimal::ZERO), |(reached, possible), (exact, points)| {
                (reached + exact, possible + points)
            });
        let total = (!possible.is_zero()).then(|| rounded(Decimal::ONE_HUNDRED * reached / possible));
        let mut all = Tally::default();
        tallies.values().for_each(|tally| all.join(tally));
        Score { total, tally: all, indicators }
    }

    fn indicator(&self, indicator: &Indicator, tallies: &BTreeMap<&str, Tally>) -> IndicatorScore {
        let mut all = Tally::default();
        let (mut sum, mut weights) = (Decimal::ZERO, Decimal::ZERO);
        for (key, weight) in &indicator.duties {
            let Some(tally) = tallies.get(key.as_str()) else { continue };
            all.join(tally);
            let judged = Decimal::from(tally.met + tally.late + tally.overdue);
            if !judged.is_zero() {
                let done = Decimal::from(tally.met) + self.late_credit * Decimal::from(tally.late);
                sum += Decimal::from(*weight) * done / judged;
                weights += Decimal::from(*weight);
            }
        }
        let exact = (!weights.is_zero()).then(|| indicator.points * sum / weights);
        IndicatorScore {
            key: indicator.key.clone(),
            title: indicator.title.clone(),
            points: indicator.points,
            reached: exact.map(rounded),
            exact,
            tally: all,
        }
    }
}

/// Half up. Three thirds in decimals are a little less than one, and half a hundredth made of them would be rounded down: so what
/// divisions left behind the twentieth place goes first.
fn rounded(value: Decimal) -> Decimal {
    let half_up =
        |value: Decimal, places| value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    half_up(half_up(value, 20), 2)
}

/// How many obligations stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// 按时完成
    pub met: u64,
    /// 逾期完成
    pub late: u64,
    /// 未到期
    pub open: u64,
    /// 逾期未完成
    pub overdue: u64,
    /// 没有记录
    pub unknown: u64,
    /// 异议成立，不计入
    pub excused: u64,
}

impl Tally {
    /// Counts one finding.
    pub fn add(&mut self, finding: &Finding) {
        let count = match finding.state {
            State::Met => &mut self.met,
            State::Late => &mut self.late,
            State::Open => &mut self.open,
            State::Overdue => &mut self.overdue,
            State::Unknown => &mut self.unknown,
            State::Excused => &mut self.excused,
        };
        *count += finding.count;
    }

    /// What is done in time of what can be judged, in per cent with one decimal; none where nothing can be judged. What is
    /// unknown is not counted as done, and neither is what is not due.
    #[must_use]
    pub fn kept(&self) -> Option<Decimal> {
        let judged = self.met + self.late + self.overdue;
        (judged > 0).then(|| {
            let share = Decimal::ONE_HUNDRED * Decimal::from(self.met) / Decimal::from(judged);
            share.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero)
        })
    }

    /// Adds another.
    pub fn join(&mut self, other: &Self) {
        self.met += other.met;
        self.late += other.late;
        self.open += other.open;
        self.overdue += other.overdue;
        self.unknown += other.unknown;
        self.excused += other.excused;
    }
}

/// The scores of several agencies, to be averaged: those of which nothing can be judged are left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mean {
    sum: Decimal,
    judged: u32,
}

impl Mean {
    /// Counts one agency.
    pub fn add(&mut self, total: Option<Decimal>) {
        if let Some(total) = total {
            self.sum += total;
            self.judged += 1;
        }
    }

    /// How many agencies could be judged.
    #[must_use]
    pub fn judged(&self) -> u32 {
        self.judged
    }

    /// The average with two decimals; none where nothing can be judged.
    #[must_use]
    pub fn value(&self) -> Option<Decimal> {
        (self.judged > 0).then(|| rounded(self.sum / Decimal::from(self.judged)))
    }
}

/// The score of one agency.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Score {
    /// Of 100, with two decimals; none where nothing can be judged.
    pub total: Option<Decimal>,
    /// How its obligations stand.
    pub tally: Tally,
    /// In the order of the scheme.
    pub indicators: Vec<IndicatorScore>,
}

/// The score of one indicator.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndicatorScore {
    /// Its name in files.
    pub key: String,
    /// What people read.
    pub title: String,
    /// The most it gives.
    pub points: Decimal,
    /// What was reached, with two decimals; none where nothing can be judged.
    pub reached: Option<Decimal>,
    #[serde(skip)]
    exact: Option<Decimal>,
    /// How its obligations stand.
    pub tally: Tally,
}

#[cfg(test)]
mod tests;
