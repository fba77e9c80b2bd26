//! `/api/v1/disclosures/{id}/tasks`: how a document is carried out, clause by clause.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::NaiveDate;
use mingjing_actions::tasks::{self, FulfilledClause, PublicTask};
use mingjing_design::origin::Reached;
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::problem::Problem;
use crate::{Api, records};

/// How a document is carried out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderTasks {
    /// The document.
    id: String,
    /// Its index number.
    index_no: String,
    /// Its title.
    title: String,
    /// The revision whose text was read.
    revision: u64,
    /// Its clauses, in its order.
    clauses: Vec<OrderClause>,
    /// Tasks of clauses whose words changed after they were published.
    changed: Vec<OrderTask>,
    /// Tasks that refer to the document and to none of its clauses.
    others: Vec<OrderTask>,
    /// Whether there are more tasks than were read.
    more: bool,
}

/// A clause, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
struct OrderClause {
    code: String,
    /// Its number in the document, e.g. `二(二)2`.
    number: String,
    section: String,
    title: String,
    text: String,
    leads: Vec<String>,
    supports: Vec<String>,
    due: Option<NaiveDate>,
    /// Frequencies, limits, shares and days, as the text says them.
    numbers: Vec<String>,
    /// `finished`, `going`, `not-begun`, `overdue`, `unpublished` or `adjusted`.
    state: &'static str,
    tasks: Vec<OrderTask>,
    url: String,
}

/// A public task.
#[derive(Debug, Serialize, ToSchema)]
struct OrderTask {
    id: String,
    code: String,
    title: String,
    /// Code of the agency that published it.
    agency: String,
    unit: String,
    /// As it says itself.
    status: String,
    percent: Option<f64>,
    due: Option<NaiveDate>,
    /// The newest of its progress.
    progress: Option<OrderProgress>,
    /// As of a clause, by today.
    state: &'static str,
    url: String,
}

/// An entry of progress.
#[derive(Debug, Serialize, ToSchema)]
struct OrderProgress {
    on: NaiveDate,
    done: String,
}

/// 一份文件逐条落实情况
///
/// 政策文件、规范性文件的正文逐条读成任务，每条附上依据它公布的任务。`state` 按今天判断。
#[utoipa::path(
    get, path = "/api/v1/disclosures/{id}/tasks", tag = "公开信息", operation_id = "getOrderTasks",
    params(("id" = String, Path, description = "编号或索引号")),
    responses(
        (status = 200, description = "逐条落实情况", body = OrderTasks),
        (status = 304, description = "与 If-None-Match 所指的相同"),
        (status = 404, description = "没有这条信息，或者不是可以分解的文件", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "已撤回", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn one(
    State(api): State<Api>,
    Path(id): Path<String>,
    reached: Reached,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let (house, origin) = (&api.house, api.origin(&reached));
    let disclosure = records::find(house, &id).await?;
    if disclosure.content().is_none() {
        return Err(Problem::withdrawn(&disclosure.index_no, disclosure.withdrawn.as_ref()));
    }
    let found = tasks::fulfilment(house, &disclosure.id).await.map_err(|e| Problem::internal(&e))?;
    let found = found.ok_or_else(|| Problem::not_found("这条信息不是可以逐条分解的文件"))?;
    let page = format!("{origin}/d/{}", disclosure.id);
    let loose = |tasks: &[PublicTask]| tasks.iter().map(|task| carried(task, &origin)).collect();
    let answer = OrderTasks {
        title: found.document.content().map(|content| content.title.clone()).unwrap_or_default(),
        revision: found.document.newest().map_or(0, |newest| newest.revision),
        clauses: found.clauses.iter().map(|clause| clause_of(clause, &page, &origin)).collect(),
        changed: loose(&found.changed),
        others: loose(&found.others),
        more: found.cut,
        id: disclosure.id,
        index_no: disclosure.index_no,
    };
    Ok(Answer::json(&answer)?.to(&request))
}

fn clause_of(clause: &FulfilledClause, page: &str, origin: &str) -> OrderClause {
    let task = &clause.task;
    OrderClause {
        code: clause.code.clone(),
        number: task.number.clone(),
        section: task.section.clone(),
        title: task.title.clone(),
        text: task.text.clone(),
        leads: task.leads.clone(),
        supports: task.supports.clone(),
        due: clause.due,
        numbers: task.measures.iter().map(|measure| measure.text().to_owned()).collect(),
        state: clause.state.key(),
        tasks: clause.tasks.iter().map(|task| carried(task, origin)).collect(),
        url: format!("{page}#{}", task.anchor),
    }
}

fn carried(task: &PublicTask, origin: &str) -> OrderTask {
    OrderTask {
        id: task.id.clone(),
        code: task.code.clone(),
        title: task.title.clone(),
        agency: task.agency.clone(),
        unit: task.unit.clone(),
        status: task.status.clone(),
        percent: task.percent.as_ref().and_then(serde_json::Value::as_f64),
        due: task.due,
        progress: task.progress.clone().map(|(on, done)| OrderProgress { on, done }),
        state: task.state.key(),
        url: format!("{origin}/d/{}", task.id),
    }
}
