//! Problem details (RFC 9457): what a program gets instead of an answer.

use axum::Json;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use mingjing_publication::Ground;
use serde::Serialize;
use utoipa::ToSchema;

/// Why something is not answered. `Content-Type: application/problem+json` (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Kind of the problem: an address in the documentation of the API.
    #[serde(rename = "type")]
    #[schema(example = "/api/docs#invalid-parameter")]
    kind: &'static str,
    /// The kind in words.
    title: &'static str,
    /// HTTP status.
    status: u16,
    /// What is wrong here and how to mend it.
    detail: String,
    /// The parameter that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    /// Why it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    ground: Option<GroundView>,
    /// Index number of what was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    index_no: Option<String>,
}

/// Why a disclosure was withdrawn.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct GroundView {
    /// The article that asks for it.
    article: String,
    /// The reason in words.
    reason: String,
}

/// A kind of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    InvalidParameter,
    NotFound,
    MethodNotAllowed,
    Withdrawn,
    Unauthorized,
    Forbidden,
    TooLarge,
    UnsupportedType,
    Unprocessable,
    TooManyRequests,
    Internal,
    Unavailable,
}

impl Kind {
    /// All kinds, as `/api/docs` lists them.
    pub(crate) const ALL: [Self; 12] = [
        Self::InvalidParameter,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Withdrawn,
        Self::Unauthorized,
        Self::Forbidden,
        Self::TooLarge,
        Self::UnsupportedType,
        Self::Unprocessable,
        Self::TooManyRequests,
        Self::Internal,
        Self::Unavailable,
    ];

    /// Where the documentation tells of it.
    pub(crate) fn address(self) -> &'static str {
        match self {
            Self::InvalidParameter => "/api/docs#invalid-parameter",
            Self::NotFound => "/api/docs#not-found",
            Self::MethodNotAllowed => "/api/docs#method-not-allowed",
            Self::Withdrawn => "/api/docs#withdrawn",
            Self::Unauthorized => "/api/docs#unauthorized",
            Self::Forbidden => "/api/docs#forbidden",
            Self::TooLarge => "/api/docs#too-large",
            Self::UnsupportedType => "/api/docs#unsupported-type",
            Self::Unprocessable => "/api/docs#unprocessable",
            Self::TooManyRequests => "/api/docs#too-many-requests",
            Self::Internal => "/api/docs#internal",
            Self::Unavailable => "/api/docs#unavailable",
        }
    }

    /// The kind in words.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::InvalidParameter => "参数有误",
            Self::NotFound => "没有找到",
            Self::MethodNotAllowed => "不支持的请求方法",
            Self::Withdrawn => "信息已撤回",
            Self::Unauthorized => "令牌无效",
            Self::Forbidden => "令牌不能这样用",
            Self::TooLarge => "请求太大",
            Self::UnsupportedType => "不支持的数据格式",
            Self::Unprocessable => "数据不能接收",
            Self::TooManyRequests => "请求过于频繁",
            Self::Internal => "服务器内部错误",
            Self::Unavailable => "暂时不能服务",
        }
    }

    /// What it means, and what to do.
    pub(crate) fn advice(self) -> &'static str {
        match self {
            Self::InvalidParameter => {
                "请求中有参数不符合要求,parameter 指出是哪一个。按 detail 的说明改正后重新请求。"
            }
            Self::NotFound => "没有这个地址,或者没有这条信息。请核对编号或索引号。",
            Self::MethodNotAllowed => "读取用 GET 或 HEAD;只有推送数据的地址用 POST。",
            Self::Withdrawn => "信息曾经公开,后来依法撤回。ground 写明依据和理由,index_no 是它的索引号。",
            Self::Unauthorized => {
                "没有给出令牌,或者令牌不存在、已过期、已撤销。请在请求头写 Authorization: Bearer 令牌;令牌由单位管理员在工作台建立。"
            }
            Self::Forbidden => "令牌有效,但不能做这件事:还没有经审查和批准,或者公开事项不在它的范围内。",
            Self::TooLarge => "请求体超过了限制。请分成几次推送。",
            Self::UnsupportedType => {
                "请求体的格式不对。请发送 application/json(数组)或 application/jsonl(每行一个对象),并写明 Content-Type。"
            }
            Self::Unprocessable => {
                "请求体不能接收,没有推送任何数据。按 detail 的说明改正后重新推送;同一个 Idempotency-Key 不能用于两份数据。"
            }
            Self::TooManyRequests => {
                "同一地址一分钟内的请求超过了限制。请按 Retry-After 所写的秒数等待;要整批取数据,请下载整份文件或复制公开日志。"
            }
            Self::Internal => "服务器没有完成请求。稍后重试;多次出现请告知网站管理员。",
            Self::Unavailable => "服务器暂时不能提供服务。请稍后重试。",
        }
    }

    /// HTTP status.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::InvalidParameter => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Withdrawn => StatusCode::GONE,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unprocessable => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl Problem {
    /// A problem of this kind.
    pub(crate) fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self {
            kind: kind.address(),
            title: kind.title(),
            status: kind.status().as_u16(),
            detail: detail.into(),
            parameter: None,
            ground: None,
            index_no: None,
        }
    }

    /// A parameter that cannot be used.
    pub(crate) fn parameter(name: &str, detail: impl Into<String>) -> Self {
        Self { parameter: Some(name.to_owned()), ..Self::new(Kind::InvalidParameter, detail) }
    }

    /// Nothing with this name.
    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(Kind::NotFound, detail)
    }

    /// A disclosure that was withdrawn; the ground is unknown for the moment between erasing and the checkpoint.
    pub(crate) fn withdrawn(index_no: &str, ground: Option<&Ground>) -> Self {
        let detail = match ground {
            Some(ground) => format!("这条信息已撤回。依据:{};理由:{}", ground.article, ground.reason),
            None => "这条信息正在撤回,依据和理由稍后公布".to_owned(),
        };
        Self {
            ground: ground.map(|g| GroundView { article: g.article.clone(), reason: g.reason.clone() }),
            index_no: Some(index_no.to_owned()),
            ..Self::new(Kind::Withdrawn, detail)
        }
    }

    /// Something that should not happen; the reason goes to the operator's log, not to the public.
    pub(crate) fn internal(reason: &dyn std::fmt::Display) -> Self {
        tracing::error!(%reason, "an answer could not be made");
        Self::new(Kind::Internal, "服务器没有完成请求,请稍后重试")
    }

    /// Something that failed: for the moment where it is an outage, or by our fault.
    pub(crate) fn failed(error: impl Into<mingjing_actions::Error>) -> Self {
        let error = error.into();
        if error.outage().is_none() {
            return Self::internal(&error);
        }
        tracing::error!(%error, "an answer could not be made for the moment");
        Self::unavailable("服务器暂时连不上数据库或存储,请过几分钟再试")
    }

    /// Not ready to serve.
    pub(crate) fn unavailable(detail: impl Into<String>) -> Self {
        Self::new(Kind::Unavailable, detail)
    }
}

impl From<mingjing_actions::Error> for Problem {
    fn from(error: mingjing_actions::Error) -> Self {
        use mingjing_actions::Error;
        use mingjing_actions::tokens::TokenProblem as Token;
        match &error {
            Error::NotFound(_) => Self::not_found(error.to_string()),
            Error::Token(problem) => {
                let kind = match problem {
                    Token::Unknown | Token::Revoked | Token::Expired(_) => Kind::Unauthorized,
                    Token::Waiting(_) | Token::OutOfScope(_) => Kind::Forbidden,
                    Token::KeyReused => Kind::Unprocessable,
                };
                Self::new(kind, problem.to_string())
            }
            Error::Refused(_) | Error::OpenData(_) => Self::new(Kind::Unprocessable, error.to_string()),
            _ => Self::failed(error),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        if status == StatusCode::UNAUTHORIZED {
            // RFC 6750 section 3.
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"mingjing\""));
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("60"));
        }
        response
    }
}

/// Answers a client that asks too often, and may come again after this many seconds.
#[must_use]
pub fn too_many_requests(seconds: u64) -> Response {
    let detail = format!("同一地址的请求过于频繁,请 {seconds} 秒后再试");
    let mut response = Problem::new(Kind::TooManyRequests, detail).into_response();
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// Answers an address below the API that there is not.
pub(crate) async fn no_such_address(uri: Uri) -> Problem {
    let path: String = uri.path().chars().take(200).collect();
    Problem::not_found(format!("没有 {path} 这个地址,可用的地址见 /api/docs"))
}

/// Answers a method that an address does not have.
pub(crate) async fn no_such_method() -> Problem {
    Problem::new(Kind::MethodNotAllowed, "这个地址不支持这种方法:读取用 GET 或 HEAD,推送数据用 POST")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_parameter_and_leaves_out_the_rest() {
        let problem = serde_json::to_value(Problem::parameter("limit", "须为 1 至 100 的整数")).unwrap();
        assert_eq!(
            problem,
            serde_json::json!({
                "type": "/api/docs#invalid-parameter", "title": "参数有误", "status": 400,
                "detail": "须为 1 至 100 的整数", "parameter": "limit",
            })
        );
    }

    #[test]
    fn reasons_stay_inside() {
        let problem = Problem::internal(&"password of the database");
        assert!(!serde_json::to_string(&problem).unwrap().contains("password"));
        let response = problem.into_response();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
    }
}
