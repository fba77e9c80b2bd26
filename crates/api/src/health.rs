//! `/healthz` and `/readyz`, for those who run the instance.

use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};

use crate::Api;
use crate::problem::Problem;

/// Those who ask do not wait long for an answer, and none is one as well.
const PATIENCE: Duration = Duration::from_secs(3);

fn ok() -> Response {
    let mut response = "ok\n".into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// 进程在运行
#[utoipa::path(
    get, path = "/healthz", tag = "运行状态", operation_id = "isAlive",
    responses((status = 200, description = "在运行", body = String, content_type = "text/plain")),
)]
pub(crate) async fn alive() -> Response {
    ok()
}

/// 可以提供服务
#[utoipa::path(
    get, path = "/readyz", tag = "运行状态", operation_id = "isReady",
    responses(
        (status = 200, description = "数据库可以读取", body = String, content_type = "text/plain"),
        (status = 503, description = "暂时不能服务", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn ready(State(api): State<Api>) -> Result<Response, Problem> {
    let reason = match tokio::time::timeout(PATIENCE, api.house.refresh_visible()).await {
        Ok(Ok(_)) => return Ok(ok()),
        Ok(Err(e)) => e.to_string(),
        Err(_) => format!("no answer in {} s", PATIENCE.as_secs()),
    };
    tracing::error!(%reason, "not ready: the database cannot be read");
    Err(Problem::unavailable("数据库暂时不能读取,请稍后重试"))
}
