//! What screeners and approvers are shown of a draft: earlier decisions, risks, second opinions.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{Path, State};
use mingjing_actions::{Draft, House, Officer, answer_opinion, ask_opinion, kept_decisions};
use mingjing_catalogue::Item;
use mingjing_publication::life::AnyWorking;
use mingjing_screening::Disposition;
use mingjing_store::audit::AuditRow;
use serde_json::Value;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{EarlierDecision, FindingView, Risks, place_zh};
use crate::steps::{Answer, finish, keep_on_the_way};
use crate::visitor::Visitor;
use crate::work::minute;

/// The decisions in a summary of screening.
fn decisions(item: &Item, draft: &Draft, (at, who): (&str, &str), summary: &Value) -> Vec<EarlierDecision> {
    let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    let decision = |one: &Value| {
        let found: Option<Disposition> = serde_json::from_value(one["decision"].clone()).ok();
        let words = match found? {
            Disposition::Redact => "遮盖".to_owned(),
            Disposition::Keep { ground } => format!("保留，依据：{ground}"),
            Disposition::Refuse => "不予公开".to_owned(),
        };
        Some(EarlierDecision {
            at: minute(at),
            who: who.to_owned(),
            rule: text(one, "rule"),
            key: text(one, "place"),
            label: text(one, "label"),
            place: place_zh(item, &draft.attachments, &text(one, "place")),
            decision: words,
            kept: one["decision"]["decision"] == "keep",
        })
    };
    summary.as_array().into_iter().flatten().filter_map(decision).collect()
}

/// Every decision that the trail has on this disclosure, newest first.
pub(crate) fn earlier(item: &Item, draft: &Draft, trail: &[AuditRow]) -> Vec<EarlierDecision> {
    let screened = trail.iter().rev().filter(|row| row.action == "screen");
    let of = |row: &AuditRow| {
        let detail: Value = serde_json::from_str(row.detail.as_deref()?).ok()?;
        Some(decisions(item, draft, (&row.at, &row.officer_name), &detail["findings"]))
    };
    screened.filter_map(of).flatten().collect()
}

/// Tells each finding what was decided about the same rule in the same place before.
pub(crate) fn remember(findings: &mut [FindingView], earlier: &[EarlierDecision]) {
    for finding in findings {
        let same = earlier.iter().find(|d| d.rule == finding.rule && d.key == finding.key);
        finding.earlier = same.map(|d| format!("{}（{}，{}）", d.decision, d.who, d.at));
    }
}

/// What this screener has decided before, as if it had just been sent; none where something was sent.
pub(crate) async fn kept(
    house: &House,
    officer: &Officer,
    draft: &Draft,
    sent: &Form,
) -> Result<Option<Form>, Failure> {
    if !sent.is_empty() || !matches!(draft.life, AnyWorking::Submitted(_)) {
        return Ok(None);
    }
    let kept = kept_decisions(house, officer, draft).await?;
    let entries = kept.into_iter().flat_map(|(id, decision)| {
        let (chosen, ground) = match decision {
            Disposition::Redact => ("redact", String::new()),
            Disposition::Keep { ground } => ("keep", ground),
            Disposition::Refuse => ("refuse", String::new()),
        };
        [(format!("decision-{id}"), chosen.to_owned()), (format!("ground-{id}"), ground)]
    });
    Ok(Some(Form::from_iter(entries)))
}

/// The screening of the draft as it is, in a few words.
pub(crate) fn risks(item: &Item, draft: &Draft, trail: &[AuditRow]) -> Risks {
    let Some(summary) = &draft.screening else { return Risks::default() };
    let all = decisions(item, draft, ("", ""), summary);
    let mut redacted: BTreeMap<String, usize> = BTreeMap::new();
    for one in all.iter().filter(|d| d.decision == "遮盖") {
        *redacted.entry(one.label.clone()).or_default() += 1;
    }
    let by = trail.iter().rev().find(|row| row.action == "screen");
    Risks {
        screened: by.map(|row| format!("{}，{}", row.officer_name, minute(&row.at))).unwrap_or_default(),
        redacted: redacted.into_iter().collect(),
        kept: all.into_iter().filter(|d| d.kept).collect(),
    }
}

/// A beginning for the reason of a return: what cannot be redacted here.
pub(crate) fn return_words(findings: &[FindingView]) -> String {
    let cannot = findings.iter().filter(|f| !f.may_redact && !f.unread);
    let each = cannot.map(|f| {
        let mend = if f.in_file { "请删去后更换附件" } else { "请删去或说明已解密" };
        format!("{}含有{}，{mend}。", f.place, f.label)
    });
    each.collect::<Vec<_>>().join("\n")
}

/// Asks for a second opinion.
pub(crate) async fn consult(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let version = form.version()?;
    let done = match keep_on_the_way(&desk, &visitor, &id, &form).await? {
        Ok(()) => ask_opinion(&desk.house, &visitor.officer, &id, version, form.text("question")).await,
        Err(e) => Err(e),
    };
    finish(&desk, visitor, &id, (form, "question"), done).await
}

/// Answers one.
pub(crate) async fn opinion(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let done = match form.text("open") {
        open @ ("yes" | "no") => {
            answer_opinion(&desk.house, &visitor.officer, &id, open == "yes", form.text("reason")).await
        }
        _ => Err(mingjing_actions::Error::Refused("请选择可以公开或者不能公开".into())),
    };
    finish(&desk, visitor, &id, (form, "opinion"), done).await
}
