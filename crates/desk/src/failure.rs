//! What a clerk gets when something does not work.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::{Error, Outage, Owed};
use mingjing_design::page::Page;

use crate::pages::FailurePage;
use crate::visitor::frame_without_visitor;

/// Why there is no page.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nobody is signed in.
    SignIn,
    /// Something has to be done before anything else.
    Owes(Owed),
    /// The form was not ours, or is too old.
    Token,
    /// Another site sent the form.
    Foreign,
    /// The request could not be taken at all.
    Unreadable(StatusCode),
    /// An action was refused or failed.
    Action(Error),
    /// Too many attempts from one address.
    TooOften,
    /// The request cannot be read.
    Request(String),
    /// Something outside the program is out of order.
    Outage(Outage),
}

/// Seconds after which it is worth trying again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("60");

impl From<Error> for Failure {
    fn from(e: Error) -> Self {
        match e.outage() {
            Some(outage) => {
                tracing::error!(error = %e, "a desk request met an outage");
                Self::Outage(outage)
            }
            None => Self::Action(e),
        }
    }
}

impl From<tower_sessions::session::Error> for Failure {
    fn from(e: tower_sessions::session::Error) -> Self {
        tracing::error!(error = %e, "a session could not be read or written");
        Self::Outage(Outage::Unreachable)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, title, text) = match self {
            Self::SignIn => return Redirect::to("/desk/sign-in").into_response(),
            Self::Owes(Owed::NewPassword) => return Redirect::to("/desk/me/password").into_response(),
            Self::Owes(Owed::SecondFactor) => return Redirect::to("/desk/me").into_response(),
            Self::Token => (
                StatusCode::FORBIDDEN,
                "表单已过期",
                "请返回上一页，刷新后重新提交；填写的内容浏览器会保留。".to_owned(),
            ),
            Self::Foreign => (
                StatusCode::FORBIDDEN,
                "不能这样做",
                "这个请求来自其他网站，已拒绝。请从工作台的页面上操作。".to_owned(),
            ),
            Self::Unreadable(StatusCode::PAYLOAD_TOO_LARGE) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "内容太大",
                "一次提交的文字不能超过 4 MB，一个附件不能超过 50 MB。请返回上一页，分成几份或压缩后再提交。"
                    .to_owned(),
            ),
            Self::Unreadable(status) => {
                (status, "请求有误", "系统没有读懂这个请求。请返回上一页，刷新后重试。".to_owned())
            }
            Self::TooOften => {
                (StatusCode::TOO_MANY_REQUESTS, "请稍候", "尝试次数过多，请一分钟后再试。".to_owned())
            }
            Self::Request(text) => (StatusCode::BAD_REQUEST, "请求有误", text),
            Self::Outage(outage) => {
                let status = match outage {
                    Outage::Full => StatusCode::INSUFFICIENT_STORAGE,
                    Outage::Unreachable | Outage::Uncertain => StatusCode::SERVICE_UNAVAILABLE,
                };
                let hint = "填写的内容没有丢：用浏览器的“返回”回到上一页，稍后再提交。";
                (status, "暂时不能办理", format!("{}{hint}", outage.advice()))
            }
            Self::Action(e) => {
                let (status, title) = match &e {
                    Error::Forbidden(_) => (StatusCode::FORBIDDEN, "不能这样做"),
                    Error::NotFound(_) => (StatusCode::NOT_FOUND, "没有找到"),
                    Error::Conflict => (StatusCode::CONFLICT, "内容已被别人改动"),
                    Error::Refused(_) | Error::Invalid(_) | Error::Publication(_) => {
                        (StatusCode::UNPROCESSABLE_ENTITY, "不能这样做")
                    }
                    _ => (StatusCode::INTERNAL_SERVER_ERROR, "系统出错"),
                };
                if status.is_server_error() {
                    tracing::error!(error = %e, "a desk request failed");
                }
                (status, title, e.to_string())
            }
        };
        let page = FailurePage { frame: frame_without_visitor(), title: title.into(), text };
        let mut response = Page::with_status(status, page).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
        }
        response
    }
}
