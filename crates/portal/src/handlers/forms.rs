//! What citizens send in forms.

use axum::body::{Bytes, HttpBody};
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use mingjing_actions::Error;

use super::requests::MAX_FORM;
use crate::failure::Failure;
use crate::portal::Portal;
use crate::throttle::{Client, client};

/// Words for a form that cannot be read.
const TOO_LONG: &str =
    "提交的内容太长，一次最多 3000 字，文件一共不超过 15 MB。请用浏览器的“返回”回到表单，缩短后再提交";

/// Where a form comes from: from whom, and whether a page of another site sent it.
pub(super) struct Sender {
    pub(super) client: Client,
    pub(super) foreign: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Sender {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let site = parts.headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
        Ok(Self {
            client: client(parts),
            foreign: site.is_some_and(|site| site != b"same-origin" && site != b"none"),
        })
    }
}

/// A form with the files that came with it.
pub(super) struct FormWithFiles {
    pub(super) form: Form,
    pub(super) files: Vec<(String, Bytes)>,
}

impl FormWithFiles {
    /// Reads a form, with files or without.
    ///
    /// # Errors
    /// Where it is too long, did not come whole, or too many large ones come from the same address.
    pub(super) async fn read(portal: &Portal, parts: &Parts, request: Request) -> Result<Self, Failure> {
        let is_large = request.body().size_hint().upper().is_none_or(|most| most > MAX_FORM as u64);
        if is_large && !portal.uploads.allows(parts) {
            return Err(Failure::TooOften);
        }
        Self::read_whole(request).await.ok_or_else(|| Failure::BadRequest(TOO_LONG.into()))
    }

    /// None when it did not come whole, or is too long.
    async fn read_whole(request: Request) -> Option<Self> {
        let kind = request.headers().get(CONTENT_TYPE).map_or(&[][..], HeaderValue::as_bytes);
        if !kind.starts_with(b"multipart/form-data") {
            let body = Bytes::from_request(request, &()).await.ok()?;
            return (body.len() <= MAX_FORM).then(|| Self { form: Form::read(&body), files: Vec::new() });
        }
        let mut parts = Multipart::from_request(request, &()).await.ok()?;
        let (mut entries, mut files, mut length) = (Vec::new(), Vec::new(), 0);
        while let Some(part) = parts.next_field().await.ok()? {
            let name = part.name().unwrap_or_default().to_owned();
            // A field of files that was left empty comes as one without name and content.
            if let Some(file) = part.file_name().map(str::to_owned) {
                let bytes = part.bytes().await.ok()?;
                if !file.is_empty() {
                    files.push((file, bytes));
                }
                continue;
            }
            let text = part.text().await.ok()?;
            length += name.len() + text.len();
            if length > MAX_FORM {
                return None;
            }
            entries.push((name, text));
        }
        Some(Self { form: Form(entries), files })
    }
}

/// A form as it was sent.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn read(body: &Bytes) -> Self {
        Self(url::form_urlencoded::parse(body).into_owned().collect())
    }

    /// What stands in a field; nothing where there is no such field.
    pub(super) fn text(&self, name: &str) -> String {
        self.0.iter().find(|(n, _)| n == name).map_or_else(String::new, |(_, v)| v.clone())
    }

    /// Everything that stands in fields of this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// Nothing of what people write, or are told of it, stays in a cache.
pub(super) fn private(response: impl IntoResponse) -> Response {
    let mut response = response.into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Status of an answer, with what is wrong in the form: field and words.
pub(super) type Wrong = (StatusCode, Vec<(String, String)>);

/// What was refused, as status and words of the form; what is no refusal goes to a page of its own. `unsure` says that it is
/// not known whether it was taken.
pub(super) fn refused(error: Error, unsure: &str) -> Result<Wrong, Failure> {
    let wrong = |words: String| vec![("send".to_owned(), words)];
    match error {
        Error::Invalid(problems) => {
            let wrong = problems.into_iter().map(|p| (p.field, p.message)).collect();
            Ok((StatusCode::UNPROCESSABLE_ENTITY, wrong))
        }
        Error::Refused(words) => Ok((StatusCode::UNPROCESSABLE_ENTITY, wrong(words))),
        other => match Failure::from(other) {
            Failure::Unavailable(reason) => {
                tracing::error!(%reason, "a form could not be taken for the moment");
                Ok((StatusCode::SERVICE_UNAVAILABLE, wrong(unsure.to_owned())))
            }
            failure => Err(failure),
        },
    }
}

/// Whether the same form may be sent once more as it is.
pub(super) fn is_to_be_tried_again(status: StatusCode) -> bool {
    matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE)
}
