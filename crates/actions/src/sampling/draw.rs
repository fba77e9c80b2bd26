//! The draw: from the leaves of a log alone, so that whoever has a copy of it draws the same.
//!
//! The seed is the SHA-256 of the leaf hashes of the entries that follow the plan, each as 64 lower-case hexadecimal
//! characters and a line feed: nobody knows them when the plan becomes public. The sample is drawn from the population as
//! any lot here (`procedures/src/lot.rs`), without a public number, identities of disclosures being the entries.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate};
use mingjing_ledger::Hash;
use mingjing_procedures::lot::Seed;
use mingjing_publication::{Content, Entry, Event};
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::SamplingRules;
use crate::Error;

/// What a plan draws from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Keys of items.
    pub items: BTreeSet<String>,
    /// Codes of agencies; all of them where it is empty.
    pub agencies: BTreeSet<String>,
    /// First and last day on which something became public.
    pub between: (NaiveDate, NaiveDate),
    /// How many are drawn.
    pub size: usize,
}

impl Terms {
    /// Reads the public values of a plan.
    ///
    /// # Errors
    /// When they do not say from what, or how many.
    pub fn read(rules: &SamplingRules, values: &Map<String, Value>) -> Result<Self, Error> {
        let plan = &rules.plan;
        let column = |table: &str, column: &str| -> BTreeSet<String> {
            let rows = values.get(table).and_then(Value::as_array).into_iter().flatten();
            let cells = rows.filter_map(|row| row.get(column).and_then(Value::as_str));
            cells.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
        };
        let day = |end: &str| -> Option<NaiveDate> {
            values.get(&plan.covers)?.get(end).and_then(Value::as_str)?.parse().ok()
        };
        let refused = |what: &str| Error::Refused(format!("抽查方案没有写明{what}"));
        let size =
            values.get(&plan.size).and_then(Value::as_u64).filter(|size| (1..=rules.most).contains(size));
        let items = column(&plan.kinds, &plan.kind);
        if items.is_empty() {
            return Err(refused("公开事项"));
        }
        Ok(Self {
            items,
            agencies: column(&plan.agencies, &plan.agency),
            between: day("from").zip(day("until")).ok_or_else(|| refused("公开日期的起止"))?,
            size: usize::try_from(size.ok_or_else(|| refused("抽多少件"))?)
                .map_err(|_| refused("抽多少件"))?,
        })
    }

    fn hold(&self, entry: &Entry) -> bool {
        let on = DateTime::parse_from_rfc3339(&entry.at).map(|at| at.date_naive());
        self.items.contains(&entry.item)
            && (self.agencies.is_empty() || self.agencies.contains(&entry.agency))
            && on.is_ok_and(|on| self.between.0 <= on && on <= self.between.1)
    }
}

/// One disclosure of a sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sampled {
    /// The disclosure.
    pub id: String,
    /// Where it became public.
    pub leaf: u64,
    /// The digest by which it was drawn.
    pub rank: String,
}

/// A sample as it was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// The leaf of the plan.
    pub plan_leaf: u64,
    /// The last leaf that decided the seed.
    pub last_leaf: u64,
    /// The seed.
    pub seed: String,
    /// Disclosures it was drawn from.
    pub population: u64,
    /// In the order of the draw.
    pub drawn: Vec<Sampled>,
}

/// Takes in the leaves of a log, from the first on, and draws.
#[derive(Debug)]
pub struct Sampler {
    terms: Terms,
    plan_leaf: u64,
    wait: u64,
    /// Where each became public.
    population: BTreeMap<String, u64>,
    lines: Sha256,
    /// Leaves taken in.
    seen: u64,
}

impl Sampler {
    /// For a plan that became public at a leaf.
    #[must_use]
    pub fn new(rules: &SamplingRules, terms: Terms, plan_leaf: u64) -> Self {
        let (population, lines) = (BTreeMap::new(), Sha256::new());
        Self { terms, plan_leaf, wait: rules.wait, population, lines, seen: 0 }
    }

    /// Leaves a log must have before the sample can be drawn.
    #[must_use]
    pub fn leaves(&self) -> u64 {
        self.plan_leaf + 1 + self.wait
    }

    /// Takes the next leaf: what became public before the plan and was not withdrawn before it is drawn from; what follows
    /// it decides.
    ///
    /// # Errors
    /// When its entry does not read.
    pub fn take(&mut self, leaf: u64, entry: &[u8]) -> Result<(), Error> {
        if leaf != self.seen || leaf >= self.leaves() {
            return Ok(());
        }
        self.seen += 1;
        if leaf > self.plan_leaf {
            self.lines.update(format!("{}\n", Hash::leaf(entry).to_hex()));
            return Ok(());
        }
        let entry = Entry::from_bytes(entry)?;
        match entry.event {
            Event::Publish if self.terms.hold(&entry) => drop(self.population.insert(entry.id, leaf)),
            Event::Withdraw => drop(self.population.remove(&entry.id)),
            Event::Publish | Event::Amend => {}
        }
        Ok(())
    }

    /// Draws; nothing while what decides is not public yet.
    #[must_use]
    pub fn draw(self) -> Option<Sample> {
        if self.seen < self.leaves() {
            return None;
        }
        let last_leaf = self.leaves() - 1;
        let seed = Seed::new(self.lines.finalize().into());
        let mut in_order: Vec<(&String, &u64)> = self.population.iter().collect();
        in_order.sort_by_key(|(_, leaf)| **leaf);
        let ids: Vec<&str> = in_order.iter().map(|(id, _)| id.as_str()).collect();
        let drawn = seed.draw("", &ids).into_iter().take(self.terms.size).filter_map(|at| {
            let (id, leaf) = in_order.get(at)?;
            Some(Sampled { id: (*id).clone(), leaf: **leaf, rank: seed.rank("", id) })
        });
        Some(Sample {
            plan_leaf: self.plan_leaf,
            last_leaf,
            drawn: drawn.collect(),
            population: self.population.len() as u64,
            seed: seed.text().to_owned(),
        })
    }
}

/// Finds a plan among the leaves of a log: what it said when it became public, and where.
#[derive(Debug)]
pub struct PlanFinder<'a> {
    rules: &'a SamplingRules,
    id: &'a str,
    found: Option<(Terms, u64)>,
}

impl<'a> PlanFinder<'a> {
    /// Looks for the plan with this identity or index number.
    #[must_use]
    pub fn new(rules: &'a SamplingRules, id: &'a str) -> Self {
        Self { rules, id, found: None }
    }

    /// Looks at the next leaf.
    ///
    /// # Errors
    /// When it is the plan and says too little.
    pub fn look(&mut self, leaf: u64, entry: &[u8], content: Option<&[u8]>) -> Result<(), Error> {
        if self.found.is_some() {
            return Ok(());
        }
        let entry = Entry::from_bytes(entry)?;
        let is_it = entry.id == self.id || entry.index_no == self.id;
        if !is_it || entry.event != Event::Publish || entry.item != self.rules.plan.item {
            return Ok(());
        }
        let content = content.ok_or_else(|| Error::Refused("抽查方案已经撤回，内容删除了".into()))?;
        let terms = Terms::read(self.rules, &Content::from_bytes(content)?.fields)?;
        self.found = Some((terms, leaf));
        Ok(())
    }

    /// What was found.
    #[must_use]
    pub fn found(self) -> Option<(Terms, u64)> {
        self.found
    }
}

#[cfg(test)]
mod tests;
