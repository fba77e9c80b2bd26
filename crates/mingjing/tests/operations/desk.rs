//! People at the desk, over HTTP.

use crate::program::{PASSWORD, client};

/// Somebody who is signed in.
pub struct Clerk {
    client: reqwest::Client,
    url: String,
    cookie: String,
    token: String,
}

/// What came back.
pub struct Reply {
    pub status: u16,
    pub to: String,
    pub page: String,
}

impl Clerk {
    pub async fn sign_in(url: &str, name: &str) -> Self {
        let mut clerk =
            Self { client: client(), url: url.to_owned(), cookie: String::new(), token: String::new() };
        let reply = clerk.post("/desk/sign-in", &[("username", name), ("password", PASSWORD)]).await;
        assert_eq!(reply.status, 303, "{}", reply.page);
        let page = clerk.get("/desk").await.page;
        clerk.token =
            page.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        clerk
    }

    async fn send(&mut self, request: reqwest::RequestBuilder) -> Reply {
        let answer = request.header("cookie", &self.cookie).send().await.unwrap();
        let header = |name: &str| answer.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
        if let Some(cookie) = header("set-cookie") {
            self.cookie = cookie.split(';').next().unwrap().to_owned();
        }
        let to = header("location").unwrap_or_default();
        Reply { status: answer.status().as_u16(), to, page: answer.text().await.unwrap() }
    }

    pub async fn get(&mut self, path: &str) -> Reply {
        let request = self.client.get(format!("{}{path}", self.url));
        self.send(request).await
    }

    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Reply {
        let pairs = form.iter().copied().chain([("token", self.token.as_str())]);
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let request = self
            .client
            .post(format!("{}{path}", self.url))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        self.send(request).await
    }

    /// Drafts a notice and hands it in; answers its address at the desk.
    pub async fn draft(&mut self, title: &str) -> String {
        let to = self.post("/desk/new", &[("item", "notice")]).await.to;
        let form = [
            ("version", "0"),
            ("title", title),
            ("kind", "通知"),
            ("issued_on", "2026-11-24"),
            ("body", "明日停水。"),
        ];
        let reply = self.post(&format!("{to}/submit"), &form).await;
        assert_eq!(reply.status, 303, "{}", reply.page);
        to
    }

    /// Lets it pass screening; it is at version 2 now.
    pub async fn screen(&mut self, draft: &str) {
        let reply = self.post(&format!("{draft}/screen"), &[("version", "2")]).await;
        assert_eq!(reply.status, 303, "{}", reply.page);
    }

    pub async fn approve(&mut self, draft: &str) -> Reply {
        self.post(&format!("{draft}/approve"), &[("version", "3"), ("now", "yes")]).await
    }
}
