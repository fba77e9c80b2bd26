//! `POST /api/v1/appeals`: appeals that a hotline's own system (12345) hands in.

use axum::extract::{Request, State};
use axum::response::Response;
use chrono::NaiveDate;
use mingjing_actions::appeals::{Intake, NewAppeal, Said, TakenIn, Writer, take_in};
use mingjing_procedures::appeal::Kind as AppealKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Api;
use crate::handing_in::{HandedIn, not_noted, noted};
use crate::problem::{Kind, Problem};

/// Longest body, in bytes: every entry at its longest.
pub(crate) const MAX_BODY: usize = 64 << 10;

/// An appeal as a system hands it in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppealIn {
    /// `consult` 咨询、`complaint` 投诉、`suggestion` 建议、`report` 举报、`help` 求助。
    #[schema(example = "complaint")]
    kind: String,
    /// 事情发生地的行政区划代码。
    #[schema(example = "130100")]
    region: String,
    /// 办理单位的代码;不写的由该地区政府办公室分办。
    #[serde(default)]
    #[schema(example = "130113")]
    agency: String,
    /// 标题,最多 100 字。
    #[schema(example = "供暖温度不达标")]
    title: String,
    /// 具体内容,最多 3000 字。
    text: String,
    /// 提出人的姓名或名称;可以不写。
    #[serde(default)]
    name: String,
    /// 提出人的电话或电子邮箱;可以不写。
    #[serde(default)]
    contact: String,
    /// 提出人的通信地址;可以不写。
    #[serde(default)]
    address: String,
    /// 提出人是否同意隐去个人信息后公开办理结果。
    #[serde(default)]
    consent: bool,
    /// 来电日期;不写的是今天。
    #[serde(default)]
    #[schema(example = "2026-11-23")]
    received_on: Option<NaiveDate>,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AppealTaken {
    /// 登记编号。
    #[schema(example = "诉130113-2026-00001")]
    number: String,
    /// 查询码:请告诉提出人,凭它查进度、看答复。
    receipt_code: String,
    /// 办理单位的代码。
    #[schema(example = "130113")]
    agency: String,
    /// 登记的收到日期。
    received_on: NaiveDate,
    /// 告知是否受理的最后一天。
    due_on: NaiveDate,
}

impl AppealTaken {
    fn of(TakenIn { receipt, agency }: TakenIn) -> Self {
        Self {
            number: receipt.number,
            receipt_code: receipt.code,
            agency,
            received_on: receipt.lodged_on,
            due_on: receipt.due_on,
        }
    }
}

/// 转来诉求
///
/// 12345 等热线系统把咨询、投诉、建议、举报、求助转来办理。令牌须有“转来诉求”的权限,只能转来本地区和下级地区的诉求。
/// 答复里的 `receipt_code` 请告诉提出人,系统不保存它。
/// 没有收到答复时,用同一个 `Idempotency-Key`(可以用工单编号)重发同一份数据:不会重复登记,答复与第一次相同。
#[utoipa::path(
    post, path = "/api/v1/appeals", tag = "转来诉求", operation_id = "takeAppeal",
    params(
        ("Idempotency-Key" = String, Header, description = "这件诉求在来源系统里的名字,如工单编号;1 至 200 个字母、数字或 `-._~:`", pattern = "^[A-Za-z0-9._~:-]{1,200}$"),
    ),
    request_body(content = AppealIn, content_type = "application/json"),
    responses(
        (status = 201, description = "已经登记", body = AppealTaken),
        (status = 200, description = "以前登记过,没有重复登记", body = AppealTaken),
        (status = 400, description = "参数或请求头有误", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "没有令牌,或令牌不存在、已过期、已撤销", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "令牌还没有生效,或不能转来这里的诉求", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "请求体太大", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Content-Type 不是 JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "数据不能接收,或 `Idempotency-Key` 已用于另一件;没有登记", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = [])),
)]
pub(crate) async fn take(State(api): State<Api>, request: Request) -> Result<Response, Problem> {
    let HandedIn { token, address, key, sent } = HandedIn::<AppealIn>::read(request).await?;
    let kind = AppealKind::of_key(&sent.kind).ok_or_else(|| {
        let known = AppealKind::ALL.map(AppealKind::key).join("、");
        Problem::new(Kind::Unprocessable, format!("kind 须为 {known} 之一；没有登记"))
    })?;
    let new = NewAppeal {
        kind,
        region: sent.region,
        agency: sent.agency,
        said: Said { title: sent.title, text: sent.text },
        writer: Writer { name: sent.name, contact: sent.contact, address: sent.address, ..Writer::default() },
        consent: sent.consent,
    };
    let intake = Intake { token: &token, address: address.as_deref(), key: &key, on: sent.received_on, new };
    let done = take_in(&api.house, intake).await.map_err(not_noted)?;
    let again = done.receipt.again;
    Ok(noted(AppealTaken::of(done), again))
}
