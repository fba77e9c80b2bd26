//! Single sign-on by OpenID Connect (Core 1.0): authorization code flow with PKCE (RFC 7636), state and nonce kept in
//! the session.

use std::io;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Utc;
use mingjing_actions::{Error, single_sign_on};
use mingjing_design::origin::Reached;
use mingjing_design::page::Page;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl,
};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use crate::Desk;
use crate::failure::Failure;
use crate::form::{Form, same};
use crate::pages::TiePage;
use crate::sign_in::complete;
use crate::steps::Answer;
use crate::visitor::{Visitor, address};

/// Name under which a session holds what the provider was asked.
const ASKED: &str = "single-sign-on";
/// Name under which a session holds that the identity is to be tied to the account signed in.
const TIE: &str = "tie";
/// Longest answer of a provider, in bytes.
const MAX_ANSWER: usize = 1 << 20;
/// Where the provider sends people back to.
const CALLBACK: &str = "/desk/sign-in/sso/callback";

/// A provider of single sign-on, as the instance's configuration names it.
#[derive(Clone)]
pub struct SingleSignOn {
    /// What people call it.
    pub name: String,
    /// Its address, as it calls itself.
    pub issuer: String,
    /// What it calls this instance.
    pub client_id: String,
    /// What it knows this instance by.
    pub client_secret: String,
    /// Goes to the provider; follows no redirects.
    pub http: reqwest::Client,
}

impl std::fmt::Debug for SingleSignOn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SingleSignOn").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// What was asked of the provider, until it answers.
#[derive(Serialize, Deserialize)]
struct AskedProvider {
    state: String,
    nonce: String,
    verifier: String,
}

/// What the provider sends people back with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Answered {
    code: String,
    state: String,
}

/// One request to the provider.
async fn send(
    http: reqwest::Client,
    request: openidconnect::HttpRequest,
) -> io::Result<openidconnect::HttpResponse> {
    let request = reqwest::Request::try_from(request).map_err(io::Error::other)?;
    let mut answer = http.execute(request).await.map_err(io::Error::other)?;
    let mut whole = axum::http::Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        whole = whole.header(name, value);
    }
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(io::Error::other)? {
        body.extend_from_slice(&piece);
        if body.len() > MAX_ANSWER {
            return Err(io::Error::other("the answer is too long"));
        }
    }
    whole.body(body).map_err(io::Error::other)
}

/// The provider failed, or answered something that does not hold: people are told once, operators in detail.
fn failed(e: &dyn std::error::Error) -> Failure {
    let mut reasons = vec![e.to_string()];
    let mut next = e.source();
    while let Some(cause) = next {
        reasons.push(cause.to_string());
        next = cause.source();
    }
    tracing::error!(error = reasons.join(": "), "single sign-on failed");
    Failure::Action(Error::Refused(
        "统一身份认证没有成功。请重试，或用用户名和密码登录；仍不成功请联系管理员".into(),
    ))
}

impl SingleSignOn {
    async fn provider(&self) -> Result<CoreProviderMetadata, Failure> {
        let issuer = IssuerUrl::new(self.issuer.clone()).map_err(|e| failed(&e))?;
        let http = self.http.clone();
        let client = move |request| send(http.clone(), request);
        CoreProviderMetadata::discover_async(issuer, &client).await.map_err(|e| failed(&e))
    }

    /// Where to send a person, and what to keep until the answer.
    async fn ask(&self, desk: &Desk, origin: &str) -> Result<(String, AskedProvider), Failure> {
        let back = RedirectUrl::new(format!("{origin}{CALLBACK}")).map_err(|e| failed(&e))?;
        let random = || hex::encode(desk.house.random_bytes::<32>());
        let asked = AskedProvider { state: random(), nonce: random(), verifier: random() };
        let verifier = PkceCodeVerifier::new(asked.verifier.clone());
        let (state, nonce) = (CsrfToken::new(asked.state.clone()), Nonce::new(asked.nonce.clone()));
        let client = CoreClient::from_provider_metadata(
            self.provider().await?,
            ClientId::new(self.client_id.clone()),
            Some(ClientSecret::new(self.client_secret.clone())),
        )
        .set_redirect_uri(back);
        let (address, ..) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || state, || nonce)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok((address.into(), asked))
    }

    /// Changes the code for an ID token and checks it; answers whom the provider means.
    async fn subject(
        &self,
        desk: &Desk,
        origin: &str,
        (asked, code): (AskedProvider, String),
    ) -> Result<String, Failure> {
        let back = RedirectUrl::new(format!("{origin}{CALLBACK}")).map_err(|e| failed(&e))?;
        let client = CoreClient::from_provider_metadata(
            self.provider().await?,
            ClientId::new(self.client_id.clone()),
            Some(ClientSecret::new(self.client_secret.clone())),
        )
        .set_redirect_uri(back);
        let http = self.http.clone();
        let sending = move |request| send(http.clone(), request);
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|e| failed(&e))?
            .set_pkce_verifier(PkceCodeVerifier::new(asked.verifier))
            .request_async(&sending)
            .await
            .map_err(|e| failed(&e))?;
        let house = Arc::clone(&desk.house);
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs([
                CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
                CoreJwsSigningAlgorithm::RsaSsaPssSha256,
                CoreJwsSigningAlgorithm::EcdsaP256Sha256,
                CoreJwsSigningAlgorithm::EcdsaP384Sha384,
            ])
            .set_time_fn(move || house.now().with_timezone(&Utc));
        let token = tokens.extra_fields().id_token();
        let token = token.ok_or_else(|| failed(&io::Error::other("the provider gave no ID token")))?;
        let claims = token.claims(&verifier, &Nonce::new(asked.nonce)).map_err(|e| failed(&e))?;
        Ok(claims.subject().as_str().to_owned())
    }
}

fn configured(desk: &Desk) -> Result<&SingleSignOn, Failure> {
    desk.single_sign_on.as_deref().ok_or(Failure::Action(Error::NotFound("统一身份认证，本系统没有启用")))
}

/// Sends to the provider.
pub(crate) async fn begin(
    State(desk): State<Desk>,
    session: Session,
    reached: Reached,
    parts: Parts,
) -> Result<Response, Failure> {
    let provider = configured(&desk)?;
    if !desk.throttle.allows_address(&address(&parts)) {
        return Err(Failure::TooOften);
    }
    let origin = reached.origin(&desk.house.site.base_url, desk.house.site.https);
    let (to, asked) = provider.ask(&desk, &origin).await?;
    session.insert(ASKED, asked).await?;
    Ok(Redirect::to(&to).into_response())
}

/// Comes back from the provider: signs in who is known, or ties the identity to the account signed in.
pub(crate) async fn callback(
    State(desk): State<Desk>,
    session: Session,
    reached: Reached,
    Query(answered): Query<Answered>,
    parts: Parts,
    visitor: Option<Visitor>,
) -> Result<Response, Failure> {
    let provider = configured(&desk)?;
    // A question is answered once, and only in the browser that asked it.
    let asked: Option<AskedProvider> = session.remove(ASKED).await?;
    let tie: Option<bool> = session.remove(TIE).await?;
    let asked = asked.filter(|asked| same(&asked.state, &answered.state));
    let Some(asked) = asked else {
        return Err(Failure::Request("统一身份认证已过时，请重新登录".into()));
    };
    if answered.code.is_empty() {
        return Err(Failure::Action(Error::Refused("统一身份认证没有完成，请重试".into())));
    }
    let origin = reached.origin(&desk.house.site.base_url, desk.house.site.https);
    let subject = provider.subject(&desk, &origin, (asked, answered.code)).await?;
    let identity = (provider.issuer.as_str(), subject.as_str());
    if let (Some(visitor), Some(true)) = (visitor, tie) {
        single_sign_on::tie(&desk.house, &visitor.officer, identity).await?;
        return Ok(Redirect::to("/desk/me").into_response());
    }
    let Some(mut officer) = single_sign_on::identified(&desk.house, identity).await? else {
        return Err(Failure::Action(Error::Refused(format!(
            "这个身份还没有关联账号。请先用用户名和密码登录，在“账号与管理”里关联{}",
            provider.name
        ))));
    };
    officer.address = Some(address(&parts));
    complete(&desk, &session, &parts, &officer, "single-sign-on").await
}

/// Says that the next identity is to be tied to this account, and leads to the provider.
pub(crate) async fn tie(State(desk): State<Desk>, visitor: Visitor, session: Session, body: Bytes) -> Answer {
    Form::read(&visitor, &body)?;
    let name = configured(&desk)?.name.clone();
    session.insert(TIE, true).await?;
    Ok(Page::ok(TiePage { name, frame: visitor.frame }).into_response())
}
