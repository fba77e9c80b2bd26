//! Verbs of the screener on drafts: look for what must not be open, decide about it.

use std::collections::BTreeMap;

use mingjing_catalogue::{FieldKind, Item};
use mingjing_publication::Attachment;
use mingjing_publication::life::{AnyWorking, ScreeningDecision};
use mingjing_screening::{Disposition, Finding, Kind, Screen, Treatment};
use mingjing_store::{Tx, attachments};
use serde_json::{Map, Value, json};

use crate::consulting;
use crate::trail::{Step, record};
use crate::working::{self, Draft};
use crate::{Action, Error, House, Officer};

/// What screening finds in values and body of an agency.
pub(crate) fn findings(
    screen: &Screen,
    item: &Item,
    values: &Map<String, Value>,
    body: Option<&str>,
) -> Vec<Finding> {
    let coded = |key: &str| {
        item.field(key).is_some_and(|f| {
            matches!(
                f.kind,
                FieldKind::CreditCode | FieldKind::Agency | FieldKind::Region | FieldKind::Reference { .. }
            ) || f.visibility == mingjing_catalogue::Visibility::Internal
        })
    };
    let mut found = screen.values(values, &coded);
    if let Some(body) = body {
        found.extend(screen.text("body", body));
    }
    found
}

/// Refuses words that become public by themselves and hold what must not be open. `why` says where they go.
pub(crate) fn must_be_clean(house: &House, why: &str, text: &str) -> Result<(), Error> {
    let Some(first) = house.rules.screen.text(why, text).into_iter().next() else { return Ok(()) };
    Err(Error::Refused(format!("{why},其中含有“{}”，请改写后再提交({})", first.label, first.article)))
}

/// Where findings in the reason of an amendment stand.
pub const REASON: &str = "更新理由";
/// Where findings in the names of attachments stand.
pub const FILE_NAME: &str = "附件名称";

/// What screening finds in everything of a draft that will be public: values, body, the reason of an amendment, names
/// and text of attachments.
///
/// # Errors
/// When the database cannot be read.
pub async fn screen_draft(house: &House, draft: &Draft) -> Result<Vec<Finding>, Error> {
    screen_in(house, &mut house.db.read().await?, draft).await
}

async fn screen_in(house: &House, tx: &mut Tx, draft: &Draft) -> Result<Vec<Finding>, Error> {
    let item = house.item(&draft.head.item)?;
    let screen = &house.screen_of(&draft.head.agency_code);
    let mut found = findings(screen, item, &draft.values, draft.body.as_deref());
    if let Some(reason) = &draft.reason {
        found.extend(screen.text(REASON, reason));
    }
    // All names in one text, so that equal findings in two of them are two findings.
    let names: Vec<&str> = draft.attachments.iter().map(|a| a.name.as_str()).collect();
    found.extend(screen.text(FILE_NAME, &names.join("\n")));
    for file in &draft.attachments {
        let row = attachments::get(tx, &file.sha256).await?;
        if !row.as_ref().is_some_and(|row| row.content_text.is_some() && row.text_whole) {
            found.push(unread(file));
        }
        if let Some(text) = row.and_then(|a| a.content_text) {
            found.extend(screen.text(&file.name, &text));
        }
    }
    Ok(found)
}

/// The rule for attachments that only a person can read.
pub const UNREAD: &str = "unread-attachment";

/// Pictures, scanned pages, sound and film, and what is too long to be read: a named person has to look at them, and
/// says so by a decision (条例 第十七条: 公开前应当审查).
fn unread(file: &Attachment) -> Finding {
    Finding {
        id: file.sha256.chars().take(16).collect(),
        place: file.name.clone(),
        rule: UNREAD.into(),
        label: "系统没有读全的附件".into(),
        kind: Kind::Withheld,
        treatment: Treatment::Ask,
        start: 0,
        end: 0,
        text: String::new(),
        replacement: String::new(),
        ground: "图片、扫描页、音视频里的内容和太长的文字，系统读不到，须打开原件人工审查".into(),
        article: "政府信息公开条例（国务院令第711号）第十七条".into(),
    }
}

/// A screener's decisions about everything that was found.
pub(crate) struct Ruling<'a> {
    /// That nothing is open or refused, by whom.
    pub(crate) decision: ScreeningDecision,
    /// What is to be redacted.
    pub(crate) redact: Vec<&'a Finding>,
    /// Each finding with its decision, for the approver and the trail; without the text that was found.
    pub(crate) summary: Value,
}

impl<'a> Ruling<'a> {
    /// Checks the decisions.
    ///
    /// # Errors
    /// When a finding has none, one that refuses, or a secrecy mark is only to be covered.
    pub(crate) fn of(
        by: &Officer,
        found: &'a [Finding],
        decisions: &BTreeMap<String, Disposition>,
    ) -> Result<Self, Error> {
        let decided = |f: &Finding| decisions.get(&f.id);
        let open = found.iter().filter(|f| decided(f).is_none()).count();
        let refused = found.iter().filter(|f| matches!(decided(f), Some(Disposition::Refuse))).count();
        let decision = ScreeningDecision::new(&by.id, open, refused)?.in_place_of(by.in_place_of());
        let redact: Vec<&Finding> =
            found.iter().filter(|f| matches!(decided(f), Some(Disposition::Redact))).collect();
        if let Some(f) = redact.iter().find(|f| f.treatment == Treatment::Refuse) {
            let words =
                format!("“{}”不能只遮盖标志：请退回起草人，或写明已解密等依据后保留({})", f.label, f.article);
            return Err(Error::Refused(words));
        }
        let record_of = |f: &Finding| json!({ "rule": f.rule, "label": f.label, "place": f.place, "article": f.article, "decision": decided(f) });
        let summary = Value::Array(found.iter().map(record_of).collect());
        Ok(Self { decision, redact, summary })
    }

    /// Carries the redactions out in values and body.
    pub(crate) fn apply(&self, values: &mut Map<String, Value>, body: &mut Option<String>) {
        mingjing_screening::redact_values(values, &self.redact);
        if let Some(text) = body {
            let in_body: Vec<&Finding> = self.redact.iter().copied().filter(|f| f.place == "body").collect();
            *text = mingjing_screening::redact_text(text, &in_body);
        }
    }
}

/// Findings for the trail. Fields are named; a file is not, since its name may be that of a person.
pub(crate) fn without_file_names(item: &Item, summary: Value) -> Value {
    let Value::Array(mut findings) = summary else { return summary };
    for finding in findings.iter_mut().filter_map(Value::as_object_mut) {
        let place = finding.get("place").and_then(Value::as_str).unwrap_or_default();
        if item.field(place).is_none() && place != FILE_NAME {
            finding.insert("place".into(), "附件".into());
        }
    }
    Value::Array(findings)
}

/// Judges everything of a draft that will be public, and carries the redactions out in it.
///
/// # Errors
/// When a finding has no decision or one that refuses, or stands in a file, which cannot be redacted; while a second
/// opinion is awaited; when the draft is overtaken.
pub(crate) async fn judge(
    house: &House,
    tx: &mut Tx,
    (by, draft): (&Officer, &mut Draft),
    decisions: &BTreeMap<String, Disposition>,
) -> Result<(ScreeningDecision, Value), Error> {
    draft.must_be_current()?;
    consulting::must_be_settled(tx, &draft.head.id).await?;
    let found = screen_in(house, tx, draft).await?;
    let ruling = Ruling::of(by, &found, decisions)?;
    let in_file = |f: &&&Finding| f.place == FILE_NAME || draft.attachments.iter().any(|a| a.name == f.place);
    if let Some(file) = ruling.redact.iter().find(in_file) {
        return Err(Error::Refused(format!(
            "附件“{}”不能在系统中遮盖：盖住的文字仍能被取出来。请退回起草人，删去后更换附件",
            if file.place == FILE_NAME { &file.text } else { &file.place }
        )));
    }
    ruling.apply(&mut draft.values, &mut draft.body);
    if let Some(reason) = &draft.reason {
        let in_reason: Vec<&Finding> = ruling.redact.iter().copied().filter(|f| f.place == REASON).collect();
        draft.reason = Some(mingjing_screening::redact_text(reason, &in_reason));
    }
    Ok((ruling.decision, ruling.summary))
}

/// What the trail says of a screening: the draft before and after, and each decision.
pub(crate) fn screened(
    house: &House,
    draft: &Draft,
    before: Value,
    summary: Value,
) -> Result<Option<Value>, Error> {
    let findings = without_file_names(house.item(&draft.head.item)?, summary);
    Ok(Some(json!({ "before": before, "after": draft.mark(), "findings": findings })))
}

/// Decides on every finding and passes the draft on to the approver. Redactions are carried out in values and body;
/// a finding in an attachment cannot be redacted, only kept with a ground or refused.
///
/// # Errors
/// When a finding has no decision or one that refuses; when the person drafted it or may not screen.
pub async fn pass_screening(
    house: &House,
    by: &Officer,
    id: &str,
    lock_version: i64,
    decisions: &BTreeMap<String, Disposition>,
) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let mut draft = working::load_at(&mut tx, id, lock_version).await?;
    let by = &house.must(by, Action::Screen, &draft.head.agency_code)?;
    let before = draft.mark();
    let (decision, summary) = judge(house, &mut tx, (by, &mut draft), decisions).await?;
    let AnyWorking::Submitted(life) = draft.life else {
        return Err(Error::Refused("这份稿件不在待审查状态".into()));
    };
    draft.life = AnyWorking::Screened(life.screen(decision)?);
    draft.screening = Some(summary.clone());
    working::save(house, &mut tx, &draft).await?;
    let detail = screened(house, &draft, before, summary)?;
    let agency = draft.head.agency_code.as_str();
    record(house, &mut tx, by, Step { action: "screen", disclosure: Some(id), agency, reason: None, detail })
        .await?;
    tx.commit().await?;
    Ok(())
}
