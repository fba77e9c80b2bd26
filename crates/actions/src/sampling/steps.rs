//! What an evaluator does: plan a sample, note what was found, begin the evaluation that becomes public.

use chrono::NaiveDate;
use mingjing_store::samples;
use serde_json::{Map, Value, json};

use super::{PLAN, checklist, key, part};
use crate::cases::must_be_short;
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer, drafting};

/// Longest finding, in characters.
const LONGEST: usize = 1_000;
/// Longest list of findings in the draft of an evaluation, in characters.
const LONGEST_LIST: usize = 4_000;

/// What an evaluator wants to draw from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPlan {
    /// The title.
    pub title: String,
    /// Who evaluates.
    pub evaluator: String,
    /// What is looked at.
    pub purpose: String,
    /// Keys of items.
    pub items: Vec<String>,
    /// A region, with all below it; empty for all agencies.
    pub region: String,
    /// First and last day on which something became public.
    pub between: (NaiveDate, NaiveDate),
    /// How many.
    pub size: u64,
}

/// Begins the draft of a plan in the person's agency; its drafters hand it in, and others let it through. Answers the
/// identity of the draft.
///
/// # Errors
/// When the person may not; when the plan says too little, or too much.
pub async fn propose_plan(house: &House, by: &Officer, new: NewPlan) -> Result<String, Error> {
    let by = &house.must(by, Action::Evaluate, &by.agency)?;
    let agency = by.agency.clone();
    let values = values(house, new)?;
    let item = house.item(&house.rules.sampling.plan.item)?;
    drafting::begin(house, by, item, &agency, (values, None)).await
}

fn values(house: &House, new: NewPlan) -> Result<Map<String, Value>, Error> {
    let (rules, register) = (&house.rules.sampling, house.register());
    let plan = &rules.plan;
    for (what, text) in [("标题", &new.title), ("抽查的机构", &new.evaluator), ("查什么", &new.purpose)]
    {
        if text.trim().is_empty() {
            return Err(Error::Refused(format!("请写明{what}")));
        }
    }
    if new.items.is_empty() {
        return Err(Error::Refused("请选择公开事项".into()));
    }
    if new.between.0 > new.between.1 {
        return Err(Error::Refused("公开日期的结束不能早于开始".into()));
    }
    if !(1..=rules.most).contains(&new.size) {
        return Err(Error::Refused(format!("抽 1 到 {} 件", rules.most)));
    }
    let mut kinds = Vec::new();
    for key in &new.items {
        let item = house.item(key)?;
        kinds.push(json!({ (&plan.kind): item.key, (&plan.kind_title): item.title.zh }));
    }
    let mut agencies = Vec::new();
    if !new.region.is_empty() {
        register.open_region(&new.region).ok_or_else(|| Error::Refused("请从名册里选择地区".into()))?;
        let within =
            register.agencies().filter(|one| register.region_path(&one.region_code).contains(&new.region));
        agencies =
            within.map(|one| json!({ (&plan.agency): one.code, (&plan.agency_name): one.name })).collect();
        if agencies.is_empty() || agencies.len() > rules.most_agencies {
            let most = rules.most_agencies;
            return Err(Error::Refused(format!(
                "这个地区有 {} 个机关，一个方案只能写明 1 到 {most} 个；请选下级地区，或者选全部机关",
                agencies.len()
            )));
        }
    }
    let mut values = Map::new();
    let mut set = |key: &str, value: Value| drop(values.insert(key.to_owned(), value));
    set(&plan.title, json!(new.title.trim()));
    set(&plan.evaluator, json!(new.evaluator.trim()));
    set(&plan.purpose, json!(new.purpose.trim()));
    set(&plan.kinds, json!(kinds));
    if !agencies.is_empty() {
        set(&plan.agencies, json!(agencies));
    }
    set(&plan.covers, json!({ "from": new.between.0.to_string(), "until": new.between.1.to_string() }));
    set(&plan.size, json!(new.size));
    set(&plan.issued_on, json!(house.now().date_naive().to_string()));
    Ok(values)
}

/// What was found in a disclosure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Which of the sample, from 1.
    pub position: i64,
    /// The version it was read at.
    pub lock_version: i64,
    /// What is wrong; empty where nothing is.
    pub finding: String,
}

/// Notes what was found in one disclosure of a sample.
///
/// # Errors
/// When the person may not; [`Error::Conflict`].
pub async fn check(house: &House, by: &Officer, plan: &str, check: Check) -> Result<(), Error> {
    let mut tx = house.db.begin().await?;
    let sample = samples::one(&mut tx, plan).await?.ok_or(PLAN)?;
    let by = &house.must(by, Action::Evaluate, &sample.agency_code)?;
    must_be_short("问题", &check.finding, LONGEST)?;
    let rows = samples::rows(&mut tx, plan).await?;
    let mut row =
        rows.into_iter().find(|row| row.position == check.position).ok_or(Error::NotFound("抽到的这一件"))?;
    if row.lock_version != check.lock_version {
        return Err(Error::Conflict);
    }
    let finding = check.finding.trim();
    row.result = Some(if finding.is_empty() { "ok" } else { "finding" }.to_owned());
    row.finding =
        if finding.is_empty() { None } else { Some(key(plan).seal(house, &part(row.position), &finding)?) };
    row.officer_name = Some(by.name.clone());
    row.checked_at = Some(house.now_text());
    samples::check(&mut tx, plan, &row).await?;
    let detail = json!({ "position": row.position, "disclosure": row.disclosure_id, "result": row.result });
    let step = Step {
        action: "sample-check",
        disclosure: Some(plan),
        agency: &sample.agency_code,
        reason: None,
        detail: Some(detail),
    };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(())
}

/// Begins the draft of the evaluation, with what was found. Answers its identity.
///
/// # Errors
/// When the person may not; before everything drawn was looked at.
pub async fn prepare_evaluation(house: &House, by: &Officer, plan: &str) -> Result<String, Error> {
    let list = checklist(house, by, plan).await?;
    let by = &house.must(by, Action::Evaluate, &list.agency)?;
    if list.rows.is_empty() || list.missing.is_some() {
        return Err(Error::Refused("还没有抽样，或者没有抽到".into()));
    }
    let left = list.rows.iter().filter(|one| one.row.result.is_none()).count();
    if left > 0 {
        return Err(Error::Refused(format!("还有 {left} 件没有查")));
    }
    let wrong: Vec<String> = list
        .rows
        .iter()
        .filter(|one| !one.finding.is_empty())
        .map(|one| format!("{}（{}，{}）：{}", one.title, one.agency, one.index_no, one.finding))
        .collect();
    let mut problems =
        format!("抽查 {} 件，{} 件有问题。\n{}", list.rows.len(), wrong.len(), wrong.join("\n"));
    if problems.chars().count() > LONGEST_LIST {
        problems = format!("抽查 {} 件，{} 件有问题，逐件情况见附件。", list.rows.len(), wrong.len());
    }
    let (fields, from_plan) = (&house.rules.sampling.evaluation, &house.rules.sampling.plan);
    let published = crate::reading::disclosure(house, plan).await?.ok_or(PLAN)?;
    let told = published.content().ok_or(PLAN)?.fields.clone();
    let mut values = Map::new();
    let mut set = |key: &str, value: Value| drop(values.insert(key.to_owned(), value));
    set(&fields.title, json!(format!("{}的结果", list.title)));
    set(&fields.plan, json!(list.index_no));
    for (to, from) in [(&fields.evaluator, &from_plan.evaluator), (&fields.covers, &from_plan.covers)] {
        if let Some(value) = told.get(from) {
            set(to, value.clone());
        }
    }
    set(&fields.method, json!("按公开的抽查方案随机抽样，逐件核对；抽样可以在公开日志上重做。"));
    set(&fields.problems, json!(problems.trim()));
    set(&fields.issued_on, json!(house.now().date_naive().to_string()));
    let item = house.item(&fields.item)?;
    drafting::begin(house, by, item, &list.agency, (values, None)).await
}
