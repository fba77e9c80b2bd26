//! `/api/v1/disclosures`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use mingjing_actions::{House, Register};
use mingjing_design::origin::Reached;
use mingjing_search::{FacetCounts, Hit};
use mingjing_store::versions;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::Api;
use crate::answer::Answer;
use crate::asking::{cursor_problem, facet_name, question};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::views::{Record, Summary};

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DisclosureList {
    /// Exact number of disclosures found.
    total: u64,
    /// Those of this page.
    items: Vec<Summary>,
    /// The cursor behind the last one, for `after`; null on the last page.
    next: Option<String>,
    /// Nothing holds all the words of `q` as they stand, so these hold some of them. Only there when true.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    relaxed: bool,
    /// Counts by `facet`: name → value → number of disclosures, the most frequent first.
    #[serde(skip_serializing_if = "Map::is_empty")]
    facets: Map<String, Value>,
}

/// 检索公开信息
///
/// 按文字、事项、机构、地区、日期、状态检索。事项中标有 indexed 或 facet 的字段也可以作为参数,值须完全相同,例如 `uscc=91130100MA07XXXXXX`。
/// 翻页用上一页的 `next` 作 `after`:翻页期间有新的公开,也不重不漏。
#[utoipa::path(
    get, path = "/api/v1/disclosures", tag = "公开信息", operation_id = "listDisclosures",
    params(
        ("q" = Option<String>, Query, description = "检索词,空格分开,须全部出现"),
        ("item" = Option<String>, Query, description = "公开事项"),
        ("agency" = Option<String>, Query, description = "机构代码"),
        ("region" = Option<String>, Query, description = "行政区划代码,含下级"),
        ("from" = Option<String>, Query, description = "成文日期不早于,YYYY-MM-DD"),
        ("to" = Option<String>, Query, description = "成文日期不晚于,YYYY-MM-DD"),
        ("status" = Option<String>, Query, description = "状态,例如 有效"),
        ("sort" = Option<String>, Query, description = "relevance(有检索词时的默认)、newest(无检索词时的默认)或 oldest"),
        ("after" = Option<String>, Query, description = "翻页标记,取自上一页的 next;sort 须与上一页相同"),
        ("limit" = Option<usize>, Query, minimum = 1, maximum = 100, description = "每页条数,1 至 100,默认 20"),
        ("facet" = Option<String>, Query, description = "要统计的项,以逗号分开:item、agency、region、year、status、area 或事项的 facet 字段"),
    ),
    responses(
        (status = 200, description = "一页结果", body = DisclosureList),
        (status = 304, description = "与 If-None-Match 所指的相同"),
        (status = 400, description = "参数有误", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn list(
    State(api): State<Api>,
    given: Parameters,
    reached: Reached,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let (house, origin) = (&api.house, api.origin(&reached));
    let register = house.register();
    let query = question(given, &house.rules.catalogue, &register)?;
    let searching = Arc::clone(house);
    let found = tokio::task::spawn_blocking(move || searching.search.search(&query))
        .await
        .map_err(|e| Problem::internal(&e))?
        .map_err(|e| cursor_problem(&e))?;
    let list = DisclosureList {
        total: found.total,
        items: summaries(house, found.hits, &origin, &register).await?,
        next: found.next.map(|cursor| cursor.to_string()),
        relaxed: found.relaxed,
        facets: found.facets.into_iter().map(counts).collect(),
    };
    Ok(Answer::json(&list)?.to(&request))
}

/// Amended disclosures are asked for when they were, which the index does not keep.
async fn summaries(
    house: &House,
    hits: Vec<Hit>,
    origin: &str,
    register: &Register,
) -> Result<Vec<Summary>, Problem> {
    let mut summaries = Vec::with_capacity(hits.len());
    let mut tx = None;
    for hit in hits {
        let mut updated = None;
        if hit.revision > 1 {
            let tx = match &mut tx {
                Some(tx) => tx,
                none => none.insert(house.db.read().await.map_err(|e| Problem::internal(&e))?),
            };
            let leaf = i64::try_from(hit.leaf_index).unwrap_or(i64::MAX);
            let version = versions::at_leaf(tx, leaf).await.map_err(|e| Problem::internal(&e))?;
            updated = version.map(|version| version.at);
        }
        summaries.push(Summary::of_hit(hit, updated, origin, register));
    }
    Ok(summaries)
}

fn counts((facet, counts): FacetCounts) -> (String, Value) {
    let counts: Map<String, Value> = counts.into_iter().map(|(value, n)| (value, n.into())).collect();
    (facet_name(&facet).to_owned(), Value::Object(counts))
}

/// 一条公开信息
///
/// 编号或索引号都可以;索引号中的 `/` 写作 `%2F`。
#[utoipa::path(
    get, path = "/api/v1/disclosures/{id}", tag = "公开信息", operation_id = "getDisclosure",
    params(("id" = String, Path, description = "编号或索引号")),
    responses(
        (status = 200, description = "公开信息", body = Record),
        (status = 304, description = "与 If-None-Match 所指的相同"),
        (status = 404, description = "没有这条信息", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "已撤回", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn one(
    State(api): State<Api>,
    Path(id): Path<String>,
    reached: Reached,
    request: HeaderMap,
) -> Response {
    api.records.respond(&api.house, &id, &api.origin(&reached), &request).await
}
