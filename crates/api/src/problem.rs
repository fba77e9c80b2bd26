//! Errors as problem details (RFC 9457).

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use mingjing_publication::Ground;
use serde::Serialize;
use utoipa::ToSchema;

/// Kinds of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Parameter,
    NotFound,
    Method,
    Withdrawn,
    Internal,
    Unavailable,
}

/// Every kind, and what a program should do about it.
pub(crate) const KINDS: [(Kind, &str); 6] = [
    (Kind::Parameter, "按 detail 改正 parameter 所指的参数后重试。"),
    (Kind::NotFound, "核对地址、编号或索引号。"),
    (Kind::Method, "这些地址只能读取,请用 GET。"),
    (Kind::Withdrawn, "信息已依法撤回,依据在 detail 中;日志中的记录仍可核对。"),
    (Kind::Internal, "不是您的问题,请稍后重试。"),
    (Kind::Unavailable, "服务正在启动或数据库暂不可用,请稍后重试。"),
];

impl Kind {
    /// Where the kind is explained; the `type` of the problem.
    pub(crate) fn address(self) -> &'static str {
        match self {
            Self::Parameter => "/api/docs#parameter",
            Self::NotFound => "/api/docs#not-found",
            Self::Method => "/api/docs#method",
            Self::Withdrawn => "/api/docs#withdrawn",
            Self::Internal => "/api/docs#internal",
            Self::Unavailable => "/api/docs#unavailable",
        }
    }

    /// HTTP status.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::Parameter => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Withdrawn => StatusCode::GONE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// In a few words.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Parameter => "参数有误",
            Self::NotFound => "没有找到",
            Self::Method => "不支持这种请求",
            Self::Withdrawn => "已撤回",
            Self::Internal => "服务出错",
            Self::Unavailable => "暂不可用",
        }
    }
}

/// An error as a program reads it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Address that explains this kind of problem.
    #[serde(rename = "type")]
    kind: &'static str,
    /// HTTP status.
    status: u16,
    /// What kind of problem, in a few words.
    title: &'static str,
    /// What, where, how to mend.
    detail: String,
    /// The query parameter that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    /// 索引号 of what was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    index_no: Option<String>,
}

impl Problem {
    fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self {
            kind: kind.address(),
            status: kind.status().as_u16(),
            title: kind.title(),
            detail: detail.into(),
            parameter: None,
            index_no: None,
        }
    }

    /// A parameter that cannot be read; an empty name for the whole query.
    pub(crate) fn parameter(name: &str, detail: impl Into<String>) -> Self {
        Self { parameter: (!name.is_empty()).then(|| name.to_owned()), ..Self::new(Kind::Parameter, detail) }
    }

    /// Nothing there.
    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(Kind::NotFound, detail)
    }

    /// It was withdrawn, on this ground.
    pub(crate) fn withdrawn(index_no: &str, ground: Option<&Ground>) -> Self {
        let detail = ground.map_or_else(
            || "这条信息已撤回".to_owned(),
            |g| format!("这条信息已撤回。依据:{};理由:{}", g.article, g.reason),
        );
        Self { index_no: Some(index_no.to_owned()), ..Self::new(Kind::Withdrawn, detail) }
    }

    /// Not ready.
    pub(crate) fn unavailable(detail: impl Into<String>) -> Self {
        Self::new(Kind::Unavailable, detail)
    }

    /// Something inside failed; what exactly is for the log only.
    pub(crate) fn internal(e: &dyn std::error::Error) -> Self {
        tracing::error!(error = %e, "a request failed");
        Self::new(Kind::Internal, "服务暂时出错,请稍后重试")
    }
}

impl From<mingjing_actions::Error> for Problem {
    fn from(e: mingjing_actions::Error) -> Self {
        match e {
            mingjing_actions::Error::NotFound(_) => Self::not_found(e.to_string()),
            e => Self::internal(&e),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        let media = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, media);
        response
    }
}

/// Any other address below `/api/`.
pub(crate) async fn no_such_address() -> Problem {
    Problem::not_found("没有这个接口,全部接口见 /api/docs")
}

/// Anything but reading.
pub(crate) async fn no_such_method() -> Problem {
    Problem::new(Kind::Method, "这个地址只能用 GET 读取")
}
