//! `/api/v1/items`: the catalogue, what must be open and in which form.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use mingjing_catalogue::{Field, FieldKind, Item, Label, Presence};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Api;
use crate::answer::Answer;
use crate::problem::Problem;

/// A name in both languages.
#[derive(Debug, Serialize, ToSchema)]
struct Name {
    /// Simplified Chinese.
    zh: String,
    /// English.
    en: String,
}

impl From<&Label> for Name {
    fn from(label: &Label) -> Self {
        Self { zh: label.zh.clone(), en: label.en.clone() }
    }
}

/// A word for programs with its Chinese name.
#[derive(Debug, Serialize, ToSchema)]
struct Term {
    /// The word.
    key: &'static str,
    /// Its Chinese name.
    name: &'static str,
}

/// A catalogue item in a list.
#[derive(Debug, Serialize, ToSchema)]
struct ItemSummary {
    /// Key in addresses and in the log.
    #[schema(example = "licence")]
    key: String,
    /// Name.
    title: Name,
    /// What it is.
    summary: String,
    /// Its part of government work.
    area: Term,
    /// Whether it is a document with a body, rather than a record.
    document: bool,
    /// Address of its JSON Schema.
    schema: String,
}

/// All catalogue items.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ItemList {
    /// How many.
    total: usize,
    /// In the order of the catalogue.
    items: Vec<ItemSummary>,
}

/// A catalogue item.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ItemDetail {
    #[serde(flatten)]
    summary: ItemSummary,
    /// Clauses of the Opinion that ask for it.
    clauses: Vec<String>,
    /// Legal basis.
    basis: Vec<Basis>,
    /// Who must publish it.
    responsible: String,
    /// Levels of government.
    levels: Vec<Term>,
    /// Statutory limit for publication: a key of the limits.
    time_limit: Option<String>,
    /// Whom it is for.
    audience: Vec<String>,
    /// Fields that identify a disclosure within its agency.
    natural_key: Vec<String>,
    /// The field that says whether it is in force.
    status_field: Option<String>,
    /// Public fields.
    fields: Vec<FieldView>,
}

/// Where the law says that this must be open.
#[derive(Debug, Serialize, ToSchema)]
struct Basis {
    /// Name of the law.
    law: String,
    /// Article.
    article: String,
}

/// A public field.
#[derive(Debug, Serialize, ToSchema)]
struct FieldView {
    /// Key in `fields`.
    key: String,
    /// Name.
    label: Name,
    /// What values it takes, e.g. `date`; the JSON Schema says it in full.
    kind: &'static str,
    /// How to fill it in.
    help: String,
    /// Whether it is always there.
    required: bool,
    /// Whether it can be a parameter of `/api/v1/disclosures`.
    indexed: bool,
    /// Whether its values can be counted there.
    facet: bool,
    /// The values it may have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<String>,
}

impl ItemSummary {
    fn of(item: &Item) -> Self {
        Self {
            key: item.key.clone(),
            title: Name::from(&item.title),
            summary: item.summary.clone(),
            area: Term { key: item.area.key(), name: item.area.zh() },
            document: item.document,
            schema: format!("/api/v1/items/{}/schema.json", item.key),
        }
    }
}

impl ItemDetail {
    fn of(item: &Item) -> Self {
        Self {
            summary: ItemSummary::of(item),
            clauses: item.clauses.clone(),
            basis: item
                .basis
                .iter()
                .map(|b| Basis { law: b.law.clone(), article: b.article.clone() })
                .collect(),
            responsible: item.responsible.clone(),
            levels: item.levels.iter().map(|l| Term { key: l.key(), name: l.zh() }).collect(),
            time_limit: item.time_limit.clone(),
            audience: item.audience.clone(),
            natural_key: item.natural_key.clone(),
            status_field: item.status_field.clone(),
            fields: item.public_fields().map(FieldView::of).collect(),
        }
    }
}

impl FieldView {
    fn of(field: &Field) -> Self {
        let options = match &field.kind {
            FieldKind::Enumeration { options, .. } => options.iter().map(|o| o.value.clone()).collect(),
            _ => Vec::new(),
        };
        Self {
            key: field.key.clone(),
            label: Name::from(&field.label),
            kind: field.kind.name(),
            help: field.help.clone(),
            required: field.presence == Presence::Required,
            indexed: field.indexed || field.facet,
            facet: field.facet,
            options,
        }
    }
}

/// 公开事项目录
#[utoipa::path(
    get, path = "/api/v1/items", tag = "目录与机构", operation_id = "listItems",
    responses((status = 200, description = "全部公开事项", body = ItemList)),
)]
pub(crate) async fn list(State(api): State<Api>, request: HeaderMap) -> Result<Response, Problem> {
    let items: Vec<_> = api.house.rules.catalogue.items().iter().map(ItemSummary::of).collect();
    Ok(Answer::json(&ItemList { total: items.len(), items })?.to(&request))
}

/// 一个公开事项
#[utoipa::path(
    get, path = "/api/v1/items/{key}", tag = "目录与机构", operation_id = "getItem",
    params(("key" = String, Path, description = "公开事项")),
    responses(
        (status = 200, description = "公开事项及其字段", body = ItemDetail),
        (status = 404, description = "没有这个公开事项", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn one(
    State(api): State<Api>,
    Path(key): Path<String>,
    request: HeaderMap,
) -> Result<Response, Problem> {
    Ok(Answer::json(&ItemDetail::of(api.house.item(&key)?))?.to(&request))
}

/// 公开事项的 JSON Schema
///
/// JSON Schema 2020-12,描述公开信息的 `fields`。
#[utoipa::path(
    get, path = "/api/v1/items/{key}/schema.json", tag = "目录与机构", operation_id = "getItemSchema",
    params(("key" = String, Path, description = "公开事项")),
    responses(
        (status = 200, description = "JSON Schema", body = serde_json::Value, content_type = "application/schema+json"),
        (status = 404, description = "没有这个公开事项", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn schema(
    State(api): State<Api>,
    Path(key): Path<String>,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let schema = api.house.item(&key)?.json_schema();
    Ok(Answer::new("application/schema+json", schema.to_string()).to(&request))
}
