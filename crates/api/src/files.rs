//! One disclosure as a file: `/d/{id}.json`, `/d/{id}.md`, `/d/{id}/receipt`.

use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{Router, get};
use mingjing_actions::reading;
use mingjing_design::origin::{CameByHttps, Reached};
use tower::ServiceExt;

use crate::answer::Answer;
use crate::parameters::Parameters;
use crate::problem::{Problem, no_such_method};
use crate::views::Record;
use crate::{Api, markdown, records};

/// The routes for these files alone; those of pages are the portal's.
pub(crate) fn routes(api: Api) -> Router {
    Router::new()
        .route("/d/{file}", get(file))
        .route("/d/{id}/receipt", get(receipt))
        .method_not_allowed_fallback(no_such_method)
        .layer(crate::cors())
        .with_state(api)
}

/// Answers what programs ask below `/d/` and passes everything else on to the pages.
pub(crate) async fn before_pages(State(files): State<Router>, mut request: Request, next: Next) -> Response {
    if !is_file(request.uri().path()) {
        return next.run(request).await;
    }
    // What the page's route took from the address would count as ours.
    let https = request.extensions_mut().remove::<CameByHttps>();
    request.extensions_mut().clear();
    if let Some(https) = https {
        request.extensions_mut().insert(https);
    }
    files.oneshot(request).await.into_response()
}

fn is_file(path: &str) -> bool {
    let Some(rest) = path.strip_prefix("/d/") else { return false };
    match rest.split_once('/') {
        None => rest.ends_with(".json") || rest.ends_with(".md"),
        Some((_, below)) => below == "receipt",
    }
}

async fn file(
    State(api): State<Api>,
    Path(file): Path<String>,
    reached: Reached,
    request: HeaderMap,
) -> Response {
    let origin = api.origin(&reached);
    if let Some(id) = file.strip_suffix(".json") {
        return as_json(&api, id, &origin, &request).await;
    }
    let id = file.strip_suffix(".md").unwrap_or(&file);
    as_markdown(&api, id, &origin, &request).await.into_response()
}

/// 一条公开信息(JSON 文件)
///
/// 与 `/api/v1/disclosures/{id}` 内容相同。
#[utoipa::path(
    get, path = "/d/{id}.json", tag = "公开信息", operation_id = "getDisclosureFile",
    params(("id" = String, Path, description = "编号或索引号")),
    responses(
        (status = 200, description = "公开信息", body = Record),
        (status = 404, description = "没有这条信息", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "已撤回", body = Problem, content_type = "application/problem+json"),
    ),
)]
async fn as_json(api: &Api, id: &str, origin: &str, request: &HeaderMap) -> Response {
    api.records.respond(&api.house, id, origin, request).await
}

/// 一条公开信息(Markdown 文件)
///
/// 开头是 YAML 写的各项信息,以中文名称为键;随后是标题和正文。
#[utoipa::path(
    get, path = "/d/{id}.md", tag = "公开信息", operation_id = "getDisclosureMarkdown",
    params(("id" = String, Path, description = "编号或索引号")),
    responses(
        (status = 200, description = "标题、各项信息和正文", body = String, content_type = "text/markdown"),
        (status = 404, description = "没有这条信息", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "已撤回", body = Problem, content_type = "application/problem+json"),
    ),
)]
async fn as_markdown(api: &Api, id: &str, origin: &str, request: &HeaderMap) -> Result<Response, Problem> {
    let disclosure = records::find(&api.house, id).await?;
    let Some(content) = disclosure.content() else {
        return Err(Problem::withdrawn(&disclosure.index_no, disclosure.withdrawn.as_ref()));
    };
    let text = markdown::file(content, &api.house, origin);
    Ok(Answer::new("text/markdown; charset=utf-8", text).to(request))
}

/// 回执
///
/// C2SP tlog-proof 文件,证明公开(或更新、撤回)已登记在日志中;`mingjing verify --receipt` 可以离线核验。撤回以后仍可取得。
#[utoipa::path(
    get, path = "/d/{id}/receipt", tag = "公开信息", operation_id = "getReceipt",
    params(
        ("id" = String, Path, description = "编号或索引号"),
        ("revision" = Option<u64>, Query, minimum = 1, description = "版本,默认为最新"),
    ),
    responses(
        (status = 200, description = "回执", body = String, content_type = "text/plain"),
        (status = 400, description = "参数有误", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "没有这条信息或这个版本", body = Problem, content_type = "application/problem+json"),
    ),
)]
async fn receipt(
    State(api): State<Api>,
    Path(id): Path<String>,
    mut given: Parameters,
) -> Result<Response, Problem> {
    let revision = match given.take("revision")? {
        None => None,
        Some(text) => match text.parse::<u64>() {
            Ok(number @ 1..) => Some(number),
            _ => return Err(Problem::parameter("revision", "参数 revision 须为版本号,从 1 起")),
        },
    };
    given.finish()?;
    let disclosure = records::find(&api.house, &id).await?;
    let event = match revision {
        None => disclosure.newest(),
        Some(number) => disclosure.revisions.iter().find(|one| one.revision == number),
    };
    let Some(event) = event else { return Err(Problem::not_found("这条信息没有这个版本")) };
    let receipt = reading::receipt(&api.house, event.leaf_index).await?;
    let receipt = receipt.ok_or_else(|| Problem::not_found("这个版本的回执还没有生成,请稍后重试"))?;
    let mut response = receipt.to_string().into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(CONTENT_DISPOSITION, disposition(&disclosure.index_no));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// The name under which browsers save a receipt; an index number is letters and digits, all else becomes `-`.
fn disposition(index_no: &str) -> HeaderValue {
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    let name: String = index_no.chars().map(safe).collect();
    HeaderValue::from_str(&format!("attachment; filename=\"{name}.tlog-proof\""))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_are_taken_from_the_pages() {
        for path in ["/d/0192.json", "/d/0192.md", "/d/0192/receipt", "/d/130001%2F2026-00001.json"] {
            assert!(is_file(path), "{path}");
        }
        for path in ["/d/0192", "/d/", "/d/0192/files/1", "/i/notice.json", "/d/0192/x/receipt", "/", ""] {
            assert!(!is_file(path), "{path}");
        }
    }

    #[test]
    fn file_names_are_harmless() {
        assert_eq!(disposition("130001/2026-00001"), "attachment; filename=\"130001-2026-00001.tlog-proof\"");
        assert_eq!(disposition("冀\"\r\n/1"), "attachment; filename=\"-----1.tlog-proof\"");
    }
}
