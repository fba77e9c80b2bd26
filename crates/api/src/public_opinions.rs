//! `POST /api/v1/public-opinions`: public opinion that a monitoring system hands in.

use axum::extract::{Request, State};
use axum::response::Response;
use chrono::{DateTime, FixedOffset, Timelike};
use mingjing_actions::public_opinions::{Intake, NewOpinion, TakenIn, take_in};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Api;
use crate::handing_in::{HandedIn, not_noted, noted};
use crate::problem::Problem;

/// Longest body, in bytes: every entry at its longest.
pub(crate) const MAX_BODY: usize = 64 << 10;

/// Public opinion as a system hands it in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublicOpinionIn {
    /// 一句话的标题,最多 100 字。
    #[schema(example = "某小区停水")]
    title: String,
    /// 反映的内容,最多 3000 字。
    text: String,
    /// 在哪里看到的,如网站、网址、报纸,最多 500 字。
    #[schema(example = "微博")]
    seen: String,
    /// 事涉单位的代码;不写的写 `region`。
    #[serde(default)]
    #[schema(example = "130113")]
    agency: String,
    /// 事涉地区的行政区划代码;没有写 `agency` 的,由该地区政府办公室承接。
    #[serde(default)]
    #[schema(example = "130100")]
    region: String,
    /// 发现的时间,RFC 3339。
    #[schema(value_type = String, format = DateTime, example = "2026-11-23T08:30:00+08:00")]
    found_at: DateTime<FixedOffset>,
    /// 发生的时间,RFC 3339;不是突发事件,或者不知道的,不写。
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-11-23T08:00:00+08:00")]
    happened_at: Option<DateTime<FixedOffset>>,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicOpinionTaken {
    /// 登记编号。
    #[schema(example = "舆130001-2026-0001")]
    number: String,
    /// 研判的主管部门的代码。
    #[schema(example = "130001")]
    office: String,
    /// 事涉单位的代码。
    #[schema(example = "130113")]
    agency: String,
    /// 研判的时限。
    #[schema(example = "2026-11-23T09:30:00+08:00")]
    judge_by: String,
}

/// 转来舆情
///
/// 舆情监测系统把需要政府研判、回应的舆情转来。令牌须有“转来舆情”的权限,只能转来涉及本地区和下级地区的舆情。
/// 没有收到答复时,用同一个 `Idempotency-Key`(可以用来源系统里的编号)重发同一份数据:不会重复登记,答复与第一次相同。
#[utoipa::path(
    post, path = "/api/v1/public-opinions", tag = "转来舆情", operation_id = "takePublicOpinion",
    params(
        ("Idempotency-Key" = String, Header, description = "这件舆情在来源系统里的名字;1 至 200 个字母、数字或 `-._~:`", pattern = "^[A-Za-z0-9._~:-]{1,200}$"),
    ),
    request_body(content = PublicOpinionIn, content_type = "application/json"),
    responses(
        (status = 201, description = "已经登记", body = PublicOpinionTaken),
        (status = 200, description = "以前登记过,没有重复登记", body = PublicOpinionTaken),
        (status = 400, description = "参数或请求头有误", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "没有令牌,或令牌不存在、已过期、已撤销", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "令牌还没有生效,或不能转来这里的舆情", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "请求体太大", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Content-Type 不是 JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "数据不能接收,或 `Idempotency-Key` 已用于另一件;没有登记", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])),
)]
pub(crate) async fn take(State(api): State<Api>, request: Request) -> Result<Response, Problem> {
    let HandedIn { token, address, key, sent } = HandedIn::<PublicOpinionIn>::read(request).await?;
    let here = |at: DateTime<FixedOffset>| {
        let at = at.with_timezone(api.house.now().offset());
        at.with_nanosecond(0).unwrap_or(at)
    };
    let new = NewOpinion {
        title: sent.title,
        text: sent.text,
        seen: sent.seen,
        agency: sent.agency,
        found: here(sent.found_at),
        happened: sent.happened_at.map(here),
    };
    let intake = Intake { token: &token, address: address.as_deref(), key: &key, region: &sent.region, new };
    let done = take_in(&api.house, intake).await.map_err(not_noted)?;
    let TakenIn { number, office, agency, due_at, again } = done;
    Ok(noted(PublicOpinionTaken { number, office, agency, judge_by: due_at }, again))
}
