//! What may not be published yet: a step whose statutory steps before it were skipped.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::rules::{Condition, DecisionProcedure, Evidence};
use super::standing::{Case, MaterialState, Record, Standing, StepState, end};
use crate::Rules;

/// Why something may not be published: what is wrong, how to mend it, and the article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}（{article}）")]
pub struct Skipped {
    /// The field that refers to the decision, or that is wrong.
    pub field: String,
    /// What is wrong and how to mend it.
    pub reason: String,
    /// The order and the article.
    pub article: String,
}

/// A disclosure that somebody wants to publish.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Its item.
    pub item: &'a str,
    /// Its public fields.
    pub fields: &'a Map<String, Value>,
    /// The reference field by which it refers to the decision.
    pub field: &'a str,
}

impl DecisionProcedure {
    /// Whether a disclosure that refers to the decision may be published: everything that must come before it is done or
    /// lawfully left out, and the materials of the meeting are there. `case` is without the candidate itself.
    ///
    /// # Errors
    /// The first step that was skipped, with the article.
    pub fn permits(
        &self,
        rules: &Rules<'_>,
        case: Case<'_>,
        candidate: Candidate<'_>,
    ) -> Result<(), Skipped> {
        if !self.applies(case.decision) {
            return Ok(());
        }
        let standing = self.standing(rules, case);
        for (at, step) in self.steps.iter().enumerate() {
            for evidence in step.evidence.iter().filter(|evidence| evidence.is(&candidate)) {
                if let Some((why, article)) = self.flaw(rules, case.records, (evidence, candidate.fields)) {
                    let field = evidence.on.clone();
                    return Err(Skipped { field, reason: why, article: self.cite(&article) });
                }
                if step.gated {
                    let on = end(candidate.fields, &evidence.on);
                    self.ready(&standing, at, on)
                        .map_err(|skipped| Skipped { field: candidate.field.to_owned(), ..skipped })?;
                }
            }
        }
        Ok(())
    }

    /// Whether the decision itself may be published with these fields: every step that it says was left out is on a
    /// ground of the order, and it does not claim to stand where the steps do not lead.
    ///
    /// # Errors
    /// What is wrong, with the article.
    pub fn allows(
        &self,
        rules: &Rules<'_>,
        (today, decision): (NaiveDate, &Map<String, Value>),
        records: &[Record],
    ) -> Result<(), Skipped> {
        if !self.applies(decision) {
            return Ok(());
        }
        if let Some((step, why)) = self.unlawful_omissions(decision).into_iter().next() {
            let grounds: Vec<String> =
                step.grounds.iter().map(|g| format!("{}（{}）", g.title, g.article)).collect();
            let reason = format!("“{}”：{why}；可以不履行的情形只有：{}", step.title, grounds.join("、"));
            let field = self.omissions.clone();
            return Err(Skipped { field, reason, article: self.cite(&step.article) });
        }
        let stage = decision.get(&self.stage).and_then(Value::as_str).unwrap_or_default();
        let Some(claim) = self.claims.iter().find(|claim| claim.stage == stage) else { return Ok(()) };
        let standing = self.standing(rules, Case { today, decision, records });
        let said = |skipped: Skipped| Skipped {
            field: self.stage.clone(),
            reason: format!("不能写“{stage}”：{}", skipped.reason),
            article: skipped.article,
        };
        self.ready(&standing, claim.step, None).map_err(said)?;
        if claim.done && !standing.is_met(claim.step) {
            return Err(said(self.open(&standing, claim.step)));
        }
        Ok(())
    }

    /// Whether a step may be taken on a day: everything before it is met by then.
    fn ready(&self, standing: &Standing, at: usize, on: Option<NaiveDate>) -> Result<(), Skipped> {
        let step = &self.steps[at];
        if let Some(open) = self.before(at).into_iter().find(|before| !standing.is_met(*before)) {
            let skipped = self.open(standing, open);
            return Err(Skipped {
                reason: format!("不能公开“{}”：{}", step.title, skipped.reason),
                ..skipped
            });
        }
        let ready = standing.steps[at].ready;
        if let Some((ready, on)) = ready.zip(on).filter(|(ready, on)| on < ready) {
            let before =
                self.before(at).into_iter().next_back().map_or("前一步", |b| &self.steps[b].title);
            let reason = format!("“{}”的日期 {on} 早于“{before}”完成的日期 {ready}，请核对", step.title);
            return Err(Skipped { field: String::new(), reason, article: self.cite(&step.article) });
        }
        let missing = self.materials.list.iter().zip(&standing.materials);
        let missing = missing.filter(|(_, state)| **state == MaterialState::Missing).map(|(m, _)| m);
        if let Some(material) = missing.into_iter().next().filter(|_| self.materials.before == at) {
            let reason = format!("提交讨论前还缺材料“{}”，请先公开或者在决策事项里写明", material.title);
            return Err(Skipped { field: String::new(), reason, article: self.cite(&material.article) });
        }
        Ok(())
    }

    /// All steps that must come before one, earliest first.
    pub(super) fn before(&self, at: usize) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        let mut look = self.steps[at].after.clone();
        while let Some(one) = look.pop() {
            if !found.contains(&one) {
                found.push(one);
                look.extend(&self.steps[one].after);
            }
        }
        found.sort_unstable();
        found
    }

    /// What is to be said of a step that is not met.
    fn open(&self, standing: &Standing, at: usize) -> Skipped {
        let step = &self.steps[at];
        let title = &step.title;
        let mut article = &step.article;
        let reason = match &standing.steps[at].state {
            StepState::Unmet { why, article: of, .. } => {
                article = of;
                format!("“{title}”没有通过：{why}")
            }
            StepState::Unlawful { why, .. } => format!("“{title}”没有履行：{why}"),
            StepState::Awaited { on, .. } => format!("“{title}”到 {on} 才结束"),
            StepState::OutOfOrder { on, before, .. } => {
                format!("“{title}”（{on}）早于“{}”完成，须在它之后再作一次", self.steps[*before].title)
            }
            _ => {
                let left_out = if step.grounds.is_empty() {
                    "这一步不能省略"
                } else {
                    "依法可以不履行的，在决策事项的“没有履行的程序”里写明情形和理由"
                };
                format!("“{title}”还没有履行，请先公开它的材料并填写所属决策事项；{left_out}")
            }
        };
        Skipped { field: String::new(), reason, article: self.cite(article) }
    }

    /// An article with the order before it.
    #[must_use]
    pub fn cite(&self, article: &str) -> String {
        if article.starts_with('第') { format!("{}{article}", self.short) } else { article.to_owned() }
    }

    /// Whether what an item publishes may be held back by this procedure.
    #[must_use]
    pub fn concerns(&self, item: &str) -> bool {
        item == self.item || self.joined().any(|(joined, _)| joined == item)
    }
}

impl Evidence {
    fn is(&self, candidate: &Candidate<'_>) -> bool {
        let only = |only: &Condition| {
            candidate
                .fields
                .get(&only.field)
                .and_then(Value::as_str)
                .is_some_and(|v| only.values.iter().any(|w| w == v))
        };
        self.item == candidate.item && self.field == candidate.field && self.only.as_ref().is_none_or(only)
    }
}
