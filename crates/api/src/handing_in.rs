//! Cases that another system hands in as one JSON value, with its token and a name by which it is not taken twice.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use mingjing_actions::Error;
use mingjing_design::origin::ClientAddress;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::problem::{Kind, Problem};
use crate::pushing::{answered, bearer, is_json, name_of, unread};

/// What was handed in, and by whom.
pub(crate) struct HandedIn<T> {
    pub(crate) token: String,
    pub(crate) address: Option<String>,
    pub(crate) key: String,
    pub(crate) sent: T,
}

impl<T: DeserializeOwned> HandedIn<T> {
    /// Reads a request.
    pub(crate) async fn read(request: Request) -> Result<Self, Problem> {
        let address = request.extensions().get::<ClientAddress>().map(|address| address.0.to_string());
        let headers = request.headers();
        // Who has no token at all is answered before anything is read.
        let (token, key) = (bearer(headers)?.to_owned(), name_of(headers)?.to_owned());
        if !is_json(headers) {
            return Err(Problem::new(Kind::UnsupportedType, "Content-Type 须为 application/json"));
        }
        let body = Bytes::from_request(request, &()).await.map_err(|e| unread(&e))?;
        let sent = serde_json::from_slice(&body)
            .map_err(|e| Problem::new(Kind::Unprocessable, format!("请求体有误：{e}；没有登记")))?;
        Ok(Self { token, address, key, sent })
    }
}

/// Why nothing was noted.
pub(crate) fn not_noted(error: Error) -> Problem {
    let Error::Invalid(problems) = error else { return error.into() };
    let told: Vec<String> = problems.iter().map(|p| format!("{}：{}", p.field, p.message)).collect();
    Problem::new(Kind::Unprocessable, format!("{}；没有登记", told.join("；")))
}

/// What became of it: noted, or noted before.
pub(crate) fn noted(what: impl Serialize, again: bool) -> Response {
    let status = if again { StatusCode::OK } else { StatusCode::CREATED };
    answered((status, Json(what)).into_response(), again)
}
