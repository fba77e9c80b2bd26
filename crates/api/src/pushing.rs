//! `POST /api/v1/items/{key}/rows`: rows that an agency's own system sends.

use axum::Json;
use axum::body::Bytes;
use axum::extract::FromRequest;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, Request, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use mingjing_actions::import::{Change, PushedRow, RowResult};
use mingjing_actions::tokens::{Push, PushAnswer, PushFormat, push as push_rows};
use mingjing_design::origin::ClientAddress;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Api;
use crate::problem::{Kind, Problem};

/// Longest body, in bytes.
pub(crate) const MAX_BODY: usize = 4 << 20;
/// Where the name of a push stands.
const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Longest name of a push, in characters.
const MAX_KEY: usize = 200;

/// What became of a push.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PushView {
    /// Catalogue item.
    #[schema(example = "licence")]
    item: String,
    /// Code of the agency that publishes.
    #[schema(example = "130001")]
    agency: String,
    /// Rows that became new disclosures.
    created: u64,
    /// Rows that became amendments.
    updated: u64,
    /// Rows that say what is public already.
    unchanged: u64,
    /// Rows that wait for a screener at the desk.
    held: u64,
    /// Rows that are not taken.
    refused: u64,
    /// Each row, in the order in which they came.
    rows: Vec<RowView>,
}

/// What became of a row.
#[derive(Debug, Serialize, ToSchema)]
struct RowView {
    /// Its place in the array, or its line; from 1.
    row: u64,
    /// `accepted`, `held` or `refused`.
    result: &'static str,
    /// Of an accepted one: `created`, `updated` or `unchanged`.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<&'static str>,
    /// The disclosure it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// Its index number.
    #[serde(skip_serializing_if = "Option::is_none")]
    index_no: Option<String>,
    /// Key of the field at fault, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// Why it is held or refused, and how to mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl RowView {
    fn of(PushedRow { row, result }: PushedRow) -> Self {
        let none =
            Self { row, result: "", change: None, id: None, index_no: None, field: None, reason: None };
        match result {
            RowResult::Accepted { change, id, index_no } => {
                let change = match change {
                    Change::Created => "created",
                    Change::Updated => "updated",
                    Change::Unchanged => "unchanged",
                };
                Self { result: "accepted", change: Some(change), id, index_no, ..none }
            }
            RowResult::Held { reason } => Self { result: "held", reason: Some(reason), ..none },
            RowResult::Refused { field, reason } => {
                Self { result: "refused", field, reason: Some(reason), ..none }
            }
        }
    }
}

impl PushView {
    fn of(answer: PushAnswer) -> Self {
        let held =
            answer.rows.iter().filter(|row| matches!(row.result, RowResult::Held { .. })).count() as u64;
        let tally = answer.tally;
        Self {
            item: answer.item,
            agency: answer.agency,
            created: tally.created,
            updated: tally.updated,
            unchanged: tally.unchanged,
            held,
            refused: tally.rejected - held,
            rows: answer.rows.into_iter().map(RowView::of).collect(),
        }
    }
}

/// 推送数据
///
/// 本单位的业务系统把数据行直接推送公开,一次最多 1000 行、4 MB。数据项见该事项的 JSON Schema。
/// 令牌由单位管理员在工作台建立,经审查人、批准人办理后生效。
/// 每一行各有结果:`accepted` 已公开;`held` 含有可能不宜公开的内容,等审查人决定;`refused` 不接收,`field` 和 `reason` 说明原因。
/// 没有收到答复时,用同一个 `Idempotency-Key` 重发同一份数据:不会重复公开,答复与第一次相同(答复保留 30 天)。
#[utoipa::path(
    post, path = "/api/v1/items/{key}/rows", tag = "推送数据", operation_id = "pushRows",
    params(
        ("key" = String, Path, description = "公开事项", example = "licence"),
        ("Idempotency-Key" = String, Header, description = "这次推送的名字,1 至 200 个字母、数字或 `-._~:`;新的数据用新的名字", pattern = "^[A-Za-z0-9._~:-]{1,200}$"),
    ),
    request_body(
        description = "JSON 数组,或 JSON Lines(每行一个对象)",
        content(
            (Vec<serde_json::Map<String, serde_json::Value>> = "application/json"),
            (String = "application/jsonl"),
        ),
    ),
    responses(
        (status = 200, description = "每一行的结果", body = PushView),
        (status = 400, description = "参数或请求头有误", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "没有令牌,或令牌不存在、已过期、已撤销", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "令牌还没有生效,或事项不在它的范围内", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "没有这个公开事项", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "请求体超过 4 MB", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Content-Type 不是 JSON 或 JSON Lines", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "请求体不能读作数据行,或 `Idempotency-Key` 已用于另一份数据;没有推送任何数据", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])),
)]
pub(crate) async fn push(
    State(api): State<Api>,
    Path(key): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let address = request.extensions().get::<ClientAddress>().map(|address| address.0.to_string());
    let headers = request.headers().clone();
    // Who has no token at all is answered before anything is read.
    let token = bearer(&headers)?;
    let (name, format) = (name_of(&headers)?, format_of(&headers)?);
    let body = Bytes::from_request(request, &()).await.map_err(|e| unread(&e))?;
    let push = Push { token, address: address.as_deref(), item: &key, key: name, format, body: &body };
    let done = push_rows(&api.house, &push).await?;
    Ok(answered(Json(PushView::of(done.answer)).into_response(), done.again))
}

/// An answer that no cache keeps, and that says whether it had been given before.
pub(crate) fn answered(mut response: Response, again: bool) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if again {
        response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    }
    response
}

/// The token of RFC 6750.
pub(crate) fn bearer(headers: &HeaderMap) -> Result<&str, Problem> {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token =
        given.and_then(|value| value.split_once(' ')).filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer"));
    token.map(|(_, token)| token.trim()).filter(|token| !token.is_empty()).ok_or_else(|| {
        Problem::new(
            Kind::Unauthorized,
            "请在请求头写 Authorization: Bearer 令牌;令牌由单位管理员在工作台建立",
        )
    })
}

/// The name of what is sent, so that it is not done twice.
pub(crate) fn name_of(headers: &HeaderMap) -> Result<&str, Problem> {
    let given = headers.get(IDEMPOTENCY_KEY).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let fits = (1..=MAX_KEY).contains(&given.len())
        && given.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~:".contains(&b));
    if fits && headers.get_all(IDEMPOTENCY_KEY).iter().count() == 1 {
        return Ok(given);
    }
    let detail = format!("请求头 Idempotency-Key 须有且只有一个,为 1 至 {MAX_KEY} 个字母、数字或 -._~:");
    Err(Problem::parameter("Idempotency-Key", detail))
}

/// Whether one JSON value is sent.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    matches!(format_of(headers), Ok(PushFormat::Array))
}

fn format_of(headers: &HeaderMap) -> Result<PushFormat, Problem> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "application/json" => Ok(PushFormat::Array),
        "application/jsonl" | "application/jsonlines" | "application/x-ndjson" => Ok(PushFormat::Lines),
        _ => Err(Problem::new(
            Kind::UnsupportedType,
            "Content-Type 须为 application/json(数组)或 application/jsonl(每行一个对象)",
        )),
    }
}

/// Why a body was not read.
pub(crate) fn unread(e: &BytesRejection) -> Problem {
    if e.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(Kind::TooLarge, "请求体太大,请分几次发送");
    }
    Problem::new(Kind::Unprocessable, "请求体没有传完整,请重新发送;没有接收任何数据")
}
