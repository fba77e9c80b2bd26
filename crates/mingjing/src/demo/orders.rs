//! An order of the office that was read into tasks: some are done, one is overdue, of some clauses nothing is public yet, and one
//! clause was mended after its task was published.

use anyhow::Context;
use chrono::{Days, NaiveDate};
use mingjing_actions::import::import_values;
use mingjing_actions::tasks::{Document, read};
use mingjing_actions::{House, Officer};
use mingjing_design::format;
use serde_json::{Map, Value, json};

use super::{SOURCE, people, published};

const TITLE: &str = "河北省人民政府办公厅关于办好群众身边事的实施意见";
/// The clause that is mended, before and after.
const BEFORE: &str = "(三)开放办公场所。每半年邀请群众走进机关1次。(各市人民政府负责)";
const AFTER: &str = "(三)开放办公场所。每季度邀请群众走进机关1次，听取意见、当场答复。(各市人民政府负责)";

/// What one agency tells of one clause: clause, agency, days until it is due, status, per cent, entries of progress with the days
/// since.
type Told = (&'static str, &'static str, i64, &'static str, u32, &'static [(u64, &'static str)]);

const TOLD: [Told; 7] = [
    (
        "公布办事指南",
        "130002",
        -20,
        "已完成",
        100,
        &[(70, "梳理出省级事项 412 项"), (25, "办事指南全部公布，由群众代表试用")],
    ),
    (
        "精简证明材料",
        "130001",
        -30,
        "进行中",
        60,
        &[(80, "清理证明事项 87 项"), (40, "取消 52 项，其余等法规修改")],
    ),
    ("办好新闻发布会", "130003", 120, "进行中", 50, &[(35, "第三季度发布会已经举办")]),
    ("办好新闻发布会", "130012", 120, "未开始", 0, &[]),
    (
        "回应群众来电",
        "130101",
        45,
        "进度滞后",
        35,
        &[(60, "并入 14 条热线"), (15, "两条部门热线的系统还没有接通")],
    ),
    ("开放办公场所", "130201", 60, "进行中", 50, &[(50, "上半年邀请群众 120 人走进机关")]),
    ("压实各方责任", "130001", 200, "未开始", 0, &[]),
];

/// How many tasks it has.
#[cfg(test)]
pub(super) const TASKS: u64 = TOLD.len() as u64;

fn text(today: NaiveDate, opening: &str) -> String {
    let day = |days: i64| format::date(shifted(today, days));
    format!(
        "为了让群众和企业办事看得明白、问得清楚、等得有数，提出以下意见。\n\n一、办事规则讲清楚\n\n(一)公布办事指南。{}前公布全部政务服务事项的条件、材料、时限和收费，用群众听得懂的话写。(省发展改革委牵头，省司法厅、省财政厅配合)\n\n(二)精简证明材料。能由部门之间核验的不再要群众提供，{}前证明材料减少不低于50%。(省政府办公厅牵头，省有关部门按职责分工负责)\n\n(三)公开办理进度。办件的环节、经办单位和剩余时间，凭回执码随时查得到。(省有关部门负责)\n\n二、群众关切答清楚\n\n(一)办好新闻发布会。与民生关系密切的部门每季度至少举办1次新闻发布会。(省教育厅、省生态环境厅负责)\n\n(二)回应群众来电。各类热线并为一个号码，一般诉求5个工作日内答复。(各市人民政府负责)\n\n{opening}\n\n三、保障措施\n\n(一)压实各方责任。任务逐条公开，进展每季度公布1次。(省政府办公厅牵头)\n\n(二)做好教育培训。3年内对政务公开工作人员轮训一遍。(省政府办公厅负责)\n\n(三)严格考核。落实情况纳入绩效考核，分值权重不少于4%。\n",
        day(-20),
        day(-30),
    )
}

fn shifted(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_add_signed(chrono::TimeDelta::days(days)).unwrap_or(day)
}

/// Publishes the order, what became of it, and the order with one clause mended.
pub(super) async fn fill(house: &House, by: &Officer, today: NaiveDate) -> anyhow::Result<()> {
    let on = today.checked_sub_days(Days::new(110)).unwrap_or(today);
    put(house, by, "policy-document", vec![order(on, text(today, BEFORE))]).await?;
    let index_no = number(house).await?;
    let document =
        Document { index_no: index_no.clone(), title: TITLE.into(), on, text: text(today, BEFORE) };
    let clauses = read(&document);
    let mut tasks = Vec::new();
    for told @ (clause, agency, ..) in TOLD {
        let found = clauses.iter().find(|(_, task)| task.title == clause);
        let (code, task) = found.with_context(|| format!("演示文件里没有“{clause}”"))?;
        let mut values = task_values(house, told, (today, on));
        let goal = if task.text.is_empty() { clause } else { task.text.as_str() };
        values.insert("task_code".into(), json!(code));
        values.insert("title".into(), json!(format!("{} {clause}", task.number)));
        values.insert("goal".into(), json!(goal));
        values.insert("documents".into(), json!([index_no]));
        tasks.push((agency.to_owned(), values));
    }
    put(house, by, &house.rules.tasks.item, tasks).await?;
    put(house, by, "policy-document", vec![order(on, text(today, AFTER))]).await
}

fn order(on: NaiveDate, body: String) -> (String, Map<String, Value>) {
    let values = super::values([
        ("title", TITLE.into()),
        ("document_no", format!("冀政办发〔{}〕88号", on.format("%Y"))),
        ("kind", "政府文件".into()),
        ("issuer", "河北省人民政府办公厅".into()),
        ("issued_on", on.to_string()),
        ("status", "有效".into()),
        ("body", body),
    ]);
    (people::OFFICE.to_owned(), values)
}

fn task_values(
    house: &House,
    (_, agency, due, status, percent, progress): Told,
    (today, on): (NaiveDate, NaiveDate),
) -> Map<String, Value> {
    let entry = |(ago, done): &(u64, &str)| {
        let on = today.checked_sub_days(Days::new(*ago)).unwrap_or(today);
        json!({ "on": on.to_string(), "done": done })
    };
    let entries: Vec<Value> = progress.iter().map(entry).collect();
    let values = json!({
        "source": "政府文件",
        "measures": "按季调度，按季公开；请人大代表、政协委员和群众监督。",
        "unit": house.register().agency_name(agency),
        "supervision": "政府督查室每季度督查一次，结果向社会公布。",
        "started_on": on.to_string(),
        "due_on": shifted(today, due).to_string(),
        "status": status,
        "percent": percent,
        "progress": entries,
    });
    let mut values = values.as_object().cloned().unwrap_or_default();
    values.retain(|_, value| value.as_array().is_none_or(|entries| !entries.is_empty()));
    values
}

async fn number(house: &House) -> anyhow::Result<String> {
    let id = published(house, TITLE).await?;
    let mut tx = house.db.read().await?;
    let row = mingjing_store::drafts::disclosure(&mut tx, &id).await?;
    row.and_then(|row| row.index_no).context("演示文件没有索引号")
}

async fn put(
    house: &House,
    by: &Officer,
    item: &str,
    rows: Vec<(String, Map<String, Value>)>,
) -> anyhow::Result<()> {
    let (_, refused) = import_values(house, by, item, SOURCE, rows).await?;
    match refused.first() {
        Some((row, reason)) => anyhow::bail!("演示文件的第 {row} 件没有收下：{reason}"),
        None => Ok(()),
    }
}
