//! `/api/openapi.json` and `/api/docs`: the same description, for programs and for people.

use std::sync::LazyLock;

use axum::http::HeaderMap;
use axum::response::Response;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::answer::{Answer, JSON};
use crate::problem::Kind;
use crate::{
    appeals, disclosures, files, fulfilment, health, items, log, public_opinions, pushing, register,
};

/// The description of the API, from the handlers themselves.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "明镜政务公开接口",
        version = "1",
        description = "读取已经公开的政府信息及其透明日志,不需要登录,任何网页都可以调用;各单位的业务系统凭令牌推送数据。\n\n日期写作 YYYY-MM-DD;时间按 RFC 3339,带 +08:00;金额为以元为单位的十进制字符串;代码都是字符串。答复带 ETag,用 If-None-Match 重新请求时,未变的内容答 304。",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    paths(
        disclosures::list,
        disclosures::one,
        fulfilment::one,
        files::as_json,
        files::as_markdown,
        files::receipt,
        items::list,
        items::one,
        items::schema,
        pushing::push,
        appeals::take,
        public_opinions::take,
        register::agencies,
        register::regions,
        log::file,
        health::alive,
        health::ready,
        openapi,
        page,
    ),
    modifiers(&Token),
    tags(
        (name = "公开信息", description = "检索和读取公开信息"),
        (name = "目录与机构", description = "公开事项、机构、行政区划"),
        (name = "推送数据", description = "各单位的业务系统推送数据行"),
        (name = "转来诉求", description = "12345 等热线系统转来诉求"),
        (name = "转来舆情", description = "舆情监测系统转来政务舆情"),
        (name = "透明日志", description = "公开、更新、撤回的登记,可独立核验"),
        (name = "运行状态", description = "供运行维护使用"),
        (name = "说明", description = "接口的说明"),
    ),
)]
struct Description;

/// The token that pushing wants.
struct Token;

impl Modify for Token {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let token = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("单位管理员在工作台建立的令牌"));
        let components = description.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(token.build()));
    }
}

static OPENAPI: LazyLock<Answer> = LazyLock::new(|| {
    // A description that cannot be written would be a defect that the tests see.
    Answer::new(JSON, Description::openapi().to_pretty_json().unwrap_or_default())
});

static PAGE: LazyLock<Answer> = LazyLock::new(|| Answer::new("text/html; charset=utf-8", html()));

/// OpenAPI 3.1
#[utoipa::path(
    get, path = "/api/openapi.json", tag = "说明", operation_id = "getOpenApi",
    responses((status = 200, description = "接口的 OpenAPI 3.1 描述", body = serde_json::Value)),
)]
pub(crate) async fn openapi(request: HeaderMap) -> Response {
    OPENAPI.to(&request)
}

/// 接口说明
#[utoipa::path(
    get, path = "/api/docs", tag = "说明", operation_id = "getDocumentation",
    responses((status = 200, description = "给人看的说明", body = String, content_type = "text/html")),
)]
pub(crate) async fn page(request: HeaderMap) -> Response {
    PAGE.to(&request)
}

fn html() -> String {
    let description = Description::openapi();
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<link rel=\"stylesheet\" href=\"{css}\">\n</head>\n<body>\n\
         <main id=\"main\" class=\"wrap\">\n<article class=\"prose\">\n<h1>{title}</h1>\n",
        title = escaped(&description.info.title),
        css = mingjing_design::assets::css_path(),
    );
    for paragraph in description.info.description.as_deref().unwrap_or_default().split("\n\n") {
        out.push_str(&format!("<p>{}</p>\n", prose(paragraph)));
    }
    out.push_str("<p>机器可读的描述:<a href=\"/api/openapi.json\">/api/openapi.json</a>(OpenAPI 3.1)</p>\n");
    for tag in description.tags.iter().flatten() {
        out.push_str(&format!("<h2>{}</h2>\n", escaped(&tag.name)));
        for (path, item) in &description.paths.paths {
            for (method, operation) in [("GET", &item.get), ("POST", &item.post)] {
                let Some(operation) = operation else { continue };
                if operation.tags.iter().flatten().any(|name| *name == tag.name) {
                    out.push_str(&section(method, path, operation));
                }
            }
        }
    }
    out.push_str("<h2>错误</h2>\n<p>出错时答复 application/problem+json(RFC 9457)。</p>\n<dl>\n");
    for kind in Kind::ALL {
        let anchor = kind.address().rsplit('#').next().unwrap_or_default();
        let (status, title, advice) = (kind.status().as_u16(), kind.title(), kind.advice());
        out.push_str(&format!("<dt id=\"{anchor}\">{status} {title}</dt>\n<dd>{advice}</dd>\n"));
    }
    out.push_str("</dl>\n</article>\n</main>\n</body>\n</html>\n");
    out
}

/// One operation: address, what it does, parameters, answers.
fn section(method: &str, path: &str, operation: &utoipa::openapi::path::Operation) -> String {
    let id = escaped(operation.operation_id.as_deref().unwrap_or_default());
    let summary = prose(operation.summary.as_deref().unwrap_or_default());
    let mut out = format!(
        "<section id=\"{id}\">\n<h3>{summary}</h3>\n<p><code>{method} {}</code></p>\n",
        escaped(path)
    );
    if let Some(text) = &operation.description {
        out.push_str(&format!("<p>{}</p>\n", prose(text)));
    }
    let parameters = operation.parameters.as_deref().unwrap_or_default();
    if !parameters.is_empty() {
        out.push_str("<table>\n<thead><tr><th scope=\"col\">参数</th><th scope=\"col\">说明</th></tr></thead>\n<tbody>\n");
        let here = parameters.iter().filter_map(|p| match p {
            utoipa::openapi::RefOr::T(one) => Some(one),
            utoipa::openapi::RefOr::Ref(_) => None,
        });
        for one in here {
            let text = prose(one.description.as_deref().unwrap_or_default());
            out.push_str(&format!(
                "<tr><th scope=\"row\"><code>{}</code></th><td>{text}</td></tr>\n",
                escaped(&one.name)
            ));
        }
        out.push_str("</tbody>\n</table>\n");
    }
    out.push_str("<ul>\n");
    for (status, response) in &operation.responses.responses {
        if let utoipa::openapi::RefOr::T(response) = response {
            out.push_str(&format!("<li>{}:{}</li>\n", escaped(status), escaped(&response.description)));
        }
    }
    out.push_str("</ul>\n</section>\n");
    out
}

/// Text with `code` in backquotes.
fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, piece) in text.split('`').enumerate() {
        let piece = escaped(piece);
        if at % 2 == 1 {
            out.push_str(&format!("<code>{piece}</code>"));
        } else {
            out.push_str(&piece);
        }
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_is_as_agreed() {
        let value: serde_json::Value =
            serde_json::from_str(&Description::openapi().to_json().unwrap()).unwrap();
        assert!(value["openapi"].as_str().unwrap().starts_with("3.1"));
        insta::assert_json_snapshot!(value);
    }

    #[test]
    fn the_page_names_every_operation() {
        let page = html();
        for (path, item) in &Description::openapi().paths.paths {
            assert!(item.get.is_some() || item.post.is_some(), "{path} has no method that the page knows");
            assert!(page.contains(&escaped(path)), "{path} is not on the page");
        }
        assert!(!page.contains("<script"));
        assert!(page.contains("id=\"invalid-parameter\""));
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(prose("a<b `c&d`"), "a&lt;b <code>c&amp;d</code>");
    }
}
