//! Samples of public disclosures for evaluations (the Opinion's 三(三); 条例第四十六条): an evaluator states from what and how many,
//! the plan becomes public, and the log itself decides what is drawn. What is found ends in a published evaluation.

mod draw;
mod keeping;
mod reading;
mod rules;
mod steps;

pub use draw::{PlanFinder, Sample, Sampled, Sampler, Terms};
pub use keeping::draw_due;
pub use mingjing_store::samples::PlanRow;
pub use reading::{Checked, Checklist, PublicSample, checklist, checklist_file, plans, public_sample};
pub use rules::{EvaluationFields, PlanFields, SamplingRules};
pub use steps::{Check, NewPlan, check, prepare_evaluation, propose_plan};

use crate::cases::CaseKey;
use crate::{Error, House, reading as public};

const PLAN: Error = Error::NotFound("这个抽查方案");

/// What is sealed of a sample.
fn key(plan: &str) -> CaseKey<'_> {
    CaseKey { of: "sample", id: plan }
}

/// What is sealed about one of its disclosures.
fn part(position: i64) -> String {
    format!("row {position}")
}

/// A public plan: what it said when it became public, and where.
struct Plan {
    disclosure: public::PublicDisclosure,
    terms: Terms,
    leaf: u64,
}

/// A plan as it became public; nothing where it is none, is not public, or was withdrawn.
async fn plan(house: &House, id: &str) -> Result<Option<Plan>, Error> {
    let rules = &house.rules.sampling;
    let Some(disclosure) = public::disclosure(house, id).await? else { return Ok(None) };
    if disclosure.item != rules.plan.item {
        return Ok(None);
    }
    let Some(first) = disclosure.first() else { return Ok(None) };
    let Some(content) = &first.content else { return Ok(None) };
    let (terms, leaf) = (Terms::read(rules, &content.fields)?, first.leaf_index);
    Ok(Some(Plan { disclosure, terms, leaf }))
}
