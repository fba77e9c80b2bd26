//! Where a decision stands, in words.

use chrono::NaiveDate;
use mingjing_actions::House;
use mingjing_actions::decisions::Decision;
use mingjing_design::components::{Link, Tag, TagKind};
use mingjing_design::format;
use mingjing_procedures::{DecisionProcedure, MaterialState, StepStanding, StepState};

use crate::pages::{DecisionPart, DecisionStep, MaterialLine};

/// A step in one word and shape.
pub(crate) fn tag(state: &StepState, optional: bool) -> Tag {
    match state {
        StepState::Done { .. } => Tag::new(TagKind::Good, "已完成"),
        StepState::LeftOut { .. } => Tag::new(TagKind::Ended, "依法未履行"),
        StepState::Awaited { .. } => Tag::new(TagKind::Soon, "进行中"),
        StepState::Begun { .. } => Tag::new(TagKind::Soon, "已开始"),
        StepState::OutOfOrder { .. } => Tag::new(TagKind::Bad, "先后有误"),
        StepState::Unmet { .. } => Tag::new(TagKind::Bad, "没有通过"),
        StepState::Unlawful { .. } => Tag::new(TagKind::Bad, "缺少法定情形"),
        StepState::Open if optional => Tag::new(TagKind::Plain, "需要时进行"),
        StepState::Open => Tag::new(TagKind::Plain, "未开始"),
    }
}

/// The steps of a decision.
pub(crate) fn steps(house: &House, decision: &Decision) -> Vec<DecisionStep> {
    let procedure = &house.rules.decisions;
    let mut steps = Vec::with_capacity(procedure.steps.len());
    for (at, (step, standing)) in procedure.steps.iter().zip(&decision.standing.steps).enumerate() {
        let documents = standing.documents.iter().map(|document| {
            let what = house.rules.catalogue.item(&document.item).map_or("", |item| item.title.zh.as_str());
            let link = Link::new(format!("/d/{}", document.id), document.title.clone());
            (link, what.to_owned(), format::date(document.on))
        });
        steps.push(DecisionStep {
            title: step.title.clone(),
            tag: tag(&standing.state, step.optional),
            when: when(&standing.state),
            says: format!("{}（{}）", step.says, procedure.cite(&step.article)),
            detail: detail(procedure, &standing.state),
            remarks: standing
                .remarks
                .iter()
                .map(|remark| format!("{}（{}）", remark.text, procedure.cite(&remark.article)))
                .collect(),
            documents: documents.collect(),
            current: decision.standing.next.contains(&at),
            met: standing.state.is_met(),
        });
    }
    steps
}

fn when(state: &StepState) -> String {
    match state {
        StepState::Done { on, .. } | StepState::Begun { on, .. } | StepState::OutOfOrder { on, .. } => {
            format::date(*on)
        }
        StepState::Awaited { on, .. } => format!("到{}", format::date(*on)),
        StepState::LeftOut { .. }
        | StepState::Unmet { .. }
        | StepState::Unlawful { .. }
        | StepState::Open => String::new(),
    }
}

fn detail(procedure: &DecisionProcedure, state: &StepState) -> Option<String> {
    match state {
        StepState::LeftOut { ground, explanation } => {
            Some(format!("{}（{}）。说明：{explanation}", ground.title, procedure.cite(&ground.article)))
        }
        StepState::OutOfOrder { before, .. } => {
            let title = &procedure.steps[*before].title;
            Some(format!("应当在“{title}”之后，材料上的日期不是这样，或者“{title}”还没有完成。"))
        }
        StepState::Unmet { why, article, .. } | StepState::Unlawful { why, article } => {
            Some(format!("{why}（{}）", procedure.cite(article)))
        }
        _ => None,
    }
}

/// The part of a page at the desk that says where a decision stands and what the meeting needs.
#[must_use]
pub fn decision_part(house: &House, decision: &Decision, open: bool) -> DecisionPart {
    DecisionPart {
        title: decision.title.clone(),
        open,
        steps: steps(house, decision),
        article: materials_article(house),
        materials: materials(house, decision),
    }
}

/// Who asks for the materials.
pub(crate) fn materials_article(house: &House) -> String {
    let procedure = &house.rules.decisions;
    format!("决策草案提交集体讨论时应当报送（{}）：", procedure.cite(&procedure.materials.article))
}

/// The materials of the meeting.
pub(crate) fn materials(house: &House, decision: &Decision) -> Vec<MaterialLine> {
    let procedure = &house.rules.decisions;
    let line = |(material, state): (&mingjing_procedures::Material, &MaterialState)| MaterialLine {
        title: material.title.clone(),
        tag: match state {
            MaterialState::There(_) => Tag::new(TagKind::Good, "已有"),
            MaterialState::NotAsked => Tag::new(TagKind::Plain, "不需要"),
            MaterialState::Missing => Tag::new(TagKind::Soon, "还缺"),
        },
        article: procedure.cite(&material.article),
    };
    procedure.materials.list.iter().zip(&decision.standing.materials).map(line).collect()
}

/// An open call for opinions: the draft with the last day.
pub(crate) fn call(decision: &Decision) -> Option<(Link, String)> {
    let running = |step: &StepStanding| match &step.state {
        StepState::Awaited { by: mingjing_procedures::Proof::Disclosure(id, title), on } => {
            let is_call = step.documents.iter().any(|d| d.id == *id) && has_period(decision, id);
            is_call.then(|| (Link::new(format!("/d/{id}"), title.clone()), format::date(*on)))
        }
        _ => None,
    };
    decision.standing.steps.iter().find_map(running)
}

/// Whether a document of the decision is open for comments: it has a period.
fn has_period(decision: &Decision, id: &str) -> bool {
    let of_it = decision.records.iter().filter(|record| record.id == id);
    of_it.flat_map(|record| record.fields.values()).any(|value| value.get("until").is_some())
}

/// What comes next, in one sentence.
pub(crate) fn next(house: &House, decision: &Decision) -> String {
    let procedure = &house.rules.decisions;
    let one = |at: &usize| {
        let (step, standing) = (&procedure.steps[*at], &decision.standing.steps[*at]);
        let since = mingjing_actions::decisions::possible_since(&decision.standing, *at);
        let since = since.filter(|_| matches!(standing.state, StepState::Open));
        match (&standing.state, since) {
            (StepState::Awaited { on, .. }, _) => format!("{}（到{}）", step.title, format::date(*on)),
            (_, Some(day)) => format!("{}（{}起可以进行）", step.title, said(day)),
            _ => step.title.clone(),
        }
    };
    let next: Vec<String> = decision.standing.next.iter().map(one).collect();
    if next.is_empty() { "各步骤已经完成。".to_owned() } else { format!("{}。", next.join("；")) }
}

fn said(day: NaiveDate) -> String {
    format::date(day)
}
