//! How all agencies stand: scores, sums by clause and region, warnings.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use mingjing_duties::{Finding, Judge, Mean, Member, Offices, Record, Score, Span, Tally};
use rayon::prelude::*;

use super::trend::{self, Trend};
use super::{Warning, judge_under, members, offices, overview, this_year};
use crate::{Error, House, Register};

/// How all agencies stand in a year.
#[derive(Debug)]
pub struct Overview {
    /// Leaves it is computed from.
    pub leaves: u64,
    /// The first day of the year, and the day it is judged on.
    pub span: Span,
    /// Every agency with its score.
    pub agencies: Vec<(Member, Score)>,
    /// By code of the region.
    pub regions: BTreeMap<String, Regional>,
    /// What is due soon, due, or late, the longest overdue first.
    pub warnings: Vec<Warning>,
    /// How it was on days before.
    pub trend: Trend,
    /// What the sums are made of, in the order of the agencies.
    parts: Vec<Arc<Part>>,
    /// Who decided about objections.
    offices: Offices,
}

/// How a region stands.
#[derive(Debug, Clone, Default)]
pub struct Regional {
    /// All agencies of the region and of the regions below it.
    pub all: Group,
    /// Those of the region itself.
    pub own: Group,
}

/// How some agencies stand together.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// How many they are.
    pub agencies: u32,
    /// Their average score.
    pub mean: Mean,
    /// What they owe, by clause of the Opinion.
    pub clauses: BTreeMap<String, Tally>,
}

impl Group {
    fn add(&mut self, score: &Score, part: &Part) {
        self.agencies += 1;
        self.mean.add(score.total);
        for (clause, tally) in &part.clauses {
            self.clauses.entry(clause.clone()).or_default().join(tally);
        }
    }
}

/// What one agency adds to the sums.
#[derive(Debug)]
struct Part {
    clauses: BTreeMap<String, Tally>,
    warnings: Vec<Warning>,
}

impl Overview {
    /// How an agency stands, where no leaf since can have changed it.
    fn kept(&self, at: usize, member: &Member, record: &Record) -> Option<(Score, Arc<Part>)> {
        let (before, score) = self.agencies.get(at)?;
        let same = before == member && !record.changed_since(&member.code, self.leaves);
        same.then(|| Some((score.clone(), Arc::clone(self.parts.get(at)?)))).flatten()
    }
}

/// Scores every agency by what was read. Whom no new leaf concerns stands as before while the day is the same.
///
/// # Errors
/// Never within the calendar's years.
pub fn score(house: &House) -> Result<(), Error> {
    let span = this_year(house)?;
    let register = house.register();
    let offices = offices(house);
    let judge = judge_under(house, offices.clone());
    let before = overview(house).filter(|before| before.span == span && before.offices == offices);
    let oversight = &house.oversight;
    let record = oversight.record.read().unwrap_or_else(PoisonError::into_inner);
    let one = |(at, member): (usize, Member)| {
        let kept = before.as_ref().and_then(|before| before.kept(at, &member, &record));
        let (score, part) = kept.unwrap_or_else(|| judged(house, &judge, &record, (&member, span)));
        ((member, score), part)
    };
    let (agencies, parts): (Vec<_>, Vec<_>) = members(&register).into_par_iter().enumerate().map(one).unzip();
    let trend = trend::of(house, &judge, &record, (&register, span, &agencies, &offices));
    let leaves = record.leaves();
    drop(record);
    let mut warnings: Vec<Warning> = parts.iter().flat_map(|part| part.warnings.clone()).collect();
    warnings.sort_by(|one: &Warning, other| {
        (one.finding.due, &one.finding.agency).cmp(&(other.finding.due, &other.finding.agency))
    });
    let regions = by_region(&register, &agencies, &parts);
    let overview = Overview { leaves, span, agencies, regions, warnings, trend, parts, offices };
    *oversight.overview.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(overview));
    Ok(())
}

fn judged(
    house: &House,
    judge: &Judge<'_>,
    record: &Record,
    (member, span): (&Member, Span),
) -> (Score, Arc<Part>) {
    let findings = judge.findings(record, member, span);
    let mut clauses: BTreeMap<String, Tally> = BTreeMap::new();
    for finding in &findings {
        if let Some(duty) = house.rules.duties.get(&finding.duty) {
            clauses.entry(duty.clause.clone()).or_default().add(finding);
        }
    }
    let score = house.rules.scheme.score(&findings);
    let warning = |finding: Finding| {
        Some(Warning { stage: house.rules.warnings.stage(&finding, span.as_of)?, finding })
    };
    let warnings = findings.into_iter().filter_map(warning).collect();
    (score, Arc::new(Part { clauses, warnings }))
}

fn by_region(
    register: &Register,
    agencies: &[(Member, Score)],
    parts: &[Arc<Part>],
) -> BTreeMap<String, Regional> {
    let mut regions: BTreeMap<String, Regional> = BTreeMap::new();
    for ((member, score), part) in agencies.iter().zip(parts) {
        for code in register.region_path(&member.region) {
            let own = code == member.region;
            let region = regions.entry(code).or_default();
            region.all.add(score, part);
            if own {
                region.own.add(score, part);
            }
        }
    }
    regions
}
