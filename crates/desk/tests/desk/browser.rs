//! A browser at the desk, as far as tests need one.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use mingjing_desk::{DeskSettings, router};
use mingjing_testkit::{PASSWORD, TestHouse};
use tower::ServiceExt;

pub(crate) struct Browser {
    pub(crate) desk: Router,
    pub(crate) cookie: String,
}

impl Browser {
    pub(crate) async fn send(&mut self, request: Request<Body>) -> (StatusCode, String, String) {
        let response: Response<Body> = self.desk.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
        let status = response.status();
        let to = response
            .headers()
            .get(header::LOCATION)
            .map(|v| v.to_str().unwrap().to_owned())
            .unwrap_or_default();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, to, String::from_utf8_lossy(&body).into_owned())
    }

    /// Takes a cookie in place of an earlier one of its name; one that has expired goes.
    fn keep(&mut self, set: &str) {
        let pair = set.split(';').next().unwrap();
        let name = pair.split('=').next().unwrap();
        let others = self.cookie.split("; ").filter(|c| !c.is_empty() && c.split('=').next() != Some(name));
        let new = Some(pair).filter(|_| !set.contains("Max-Age=0"));
        self.cookie = others.chain(new).collect::<Vec<_>>().join("; ");
    }

    /// Somebody who is not signed in.
    pub(crate) fn new(test: &TestHouse) -> Self {
        let desk = router(std::sync::Arc::clone(&test.house), DeskSettings { https: false });
        Self { desk, cookie: String::new() }
    }

    pub(crate) async fn get(&mut self, path: &str) -> (StatusCode, String, String) {
        let request = Request::get(path).header(header::COOKIE, &self.cookie).body(Body::empty()).unwrap();
        self.send(request).await
    }

    pub(crate) async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> (StatusCode, String, String) {
        let body: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// Sends a file to a draft read at `version`.
    pub(crate) async fn attach(
        &mut self,
        path: &str,
        token: &str,
        version: &str,
        file: (&str, impl AsRef<[u8]>),
    ) -> (StatusCode, String, String) {
        self.upload(path, &[("token", token), ("version", version)], file).await
    }

    /// Sends a form with a file.
    pub(crate) async fn upload(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        (name, bytes): (&str, impl AsRef<[u8]>),
    ) -> (StatusCode, String, String) {
        let field = |(name, value): &(&str, &str)| {
            format!("--border\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let file = format!(
            "--border\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        let mut body = (fields.iter().map(field).collect::<String>() + &file).into_bytes();
        body.extend_from_slice(bytes.as_ref());
        body.extend_from_slice(b"\r\n--border--\r\n");
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=border")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    pub(crate) async fn sign_in(test: &TestHouse, username: &str) -> Self {
        let mut browser = Self::new(test);
        let (status, to, _) =
            browser.post("/desk/sign-in", &[("username", username), ("password", PASSWORD)]).await;
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/desk"));
        browser
    }

    pub(crate) async fn token(&mut self) -> String {
        let (_, _, page) = self.get("/desk").await;
        page.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }
}

/// Whether a page is well made.
pub(crate) fn sound(page: &str) {
    assert_eq!(page.matches("<h1").count(), 1, "one heading of the first level");
    assert!(page.contains("lang=\"zh-CN\""));
    assert!(!page.contains("style=\"") && !page.contains("onclick"), "nothing inline");
}
