//! Tokens by which an agency's own systems push rows: made, screened, approved, revoked.

use std::collections::BTreeSet;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::tokens::{
    ApiToken, NewToken, TokenStage, approve_token, make_token, revoke_token, screen_token, tokens,
};
use mingjing_actions::{Action, Error, Scope};
use mingjing_catalogue::Item;
use mingjing_design::components::{ErrorSummary, Link};
use mingjing_design::page::Page;
use mingjing_publication::life::AnyWorking;
use serde::Deserialize;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{ItemTick, TokenMadePage, TokenView, TokensPage};
use crate::steps::{Answer, refusal};
use crate::visitor::Visitor;
use crate::work::minute;

/// Whose tokens.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    agency: String,
}

/// The tokens of an agency, and what may be done with them.
pub(crate) async fn list(State(desk): State<Desk>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    Ok(Page::ok(tokens_page(&desk, visitor, &asked, None).await?).into_response())
}

/// A form that was refused: at which field and why, with what was typed.
struct Sent {
    error: Link,
    form: Form,
}

async fn tokens_page(
    desk: &Desk,
    visitor: Visitor,
    asked: &Asked,
    sent: Option<Sent>,
) -> Result<TokensPage, Failure> {
    let (house, by) = (&desk.house, &visitor.officer);
    let agency =
        if asked.agency.trim().is_empty() { by.agency.clone() } else { asked.agency.trim().to_owned() };
    let found = tokens(house, by, &agency).await?;
    let (errors, form) = sent.map(|s| (vec![s.error], s.form)).unwrap_or_default();
    let may_manage = house.may(by, Action::ManageTokens, &agency);
    let items = if may_manage { ticks(desk, &agency, &form) } else { Vec::new() };
    let today = house.now().date_naive();
    Ok(TokensPage {
        agency_name: house.register().agency_name(&agency).to_owned(),
        wide: matches!(house.widest(by, Action::ReadTokens), Some((Scope::Region | Scope::All, _))),
        may_manage,
        tokens: found.into_iter().map(|token| view(desk, &visitor, token)).collect(),
        items,
        today: today.to_string(),
        latest: (today + chrono::TimeDelta::days(366)).to_string(),
        summary: ErrorSummary { errors },
        form,
        agency,
        token: visitor.token,
        frame: visitor.frame,
    })
}

/// The items that the agency's level publishes, those ticked that the form had.
fn ticks(desk: &Desk, agency: &str, form: &Form) -> Vec<ItemTick> {
    let register = desk.house.register();
    let level = register.agency(agency).map(|a| a.level.clone()).unwrap_or_default();
    let chosen: BTreeSet<&str> = form.all("item").collect();
    let of_level = |item: &&Item| item.levels.iter().any(|l| l.key() == level);
    let tick = |item: &Item| ItemTick {
        chosen: chosen.contains(item.key.as_str()),
        title: item.title.zh.clone(),
        key: item.key.clone(),
    };
    desk.house.rules.catalogue.items().iter().filter(of_level).map(tick).collect()
}

fn view(desk: &Desk, visitor: &Visitor, token: ApiToken) -> TokenView {
    let (house, by) = (&desk.house, &visitor.officer);
    let title = |key: &String| house.item(key).map_or(key.clone(), |item| item.title.zh.clone());
    let (submitted, screened) = match &token.stage {
        TokenStage::Open(AnyWorking::Submitted(life)) => (!life.drafted_by().contains(&by.id), false),
        TokenStage::Open(AnyWorking::Screened(life)) => (false, !life.drafted_by().contains(&by.id)),
        _ => (false, false),
    };
    TokenView {
        may_screen: submitted && house.may(by, Action::Screen, &token.agency),
        may_approve: screened && house.may(by, Action::Approve, &token.agency),
        may_revoke: token.stage != TokenStage::Revoked && house.may(by, Action::ManageTokens, &token.agency),
        state: token.stage.zh(),
        items: token.items.iter().map(title).collect::<Vec<_>>().join("、"),
        actions: token.actions.iter().map(|action| action.zh()).collect::<Vec<_>>().join("、"),
        made_at: minute(&token.made_at),
        expires_on: token.expires_on.to_string(),
        used_at: token.used_at.as_deref().map(minute),
        version: token.lock_version,
        name: token.name,
        id: token.id,
    }
}

/// Makes a token and shows it, this once.
pub(crate) async fn make(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let agency = form.text("agency").to_owned();
    let new = form.text("expires_on").parse().map(|expires_on| NewToken {
        name: form.text("name").trim().to_owned(),
        agency: agency.clone(),
        items: form.all("item").map(str::to_owned).collect(),
        appeals: form.text("appeals") == "yes",
        public_opinions: form.text("public_opinions") == "yes",
        expires_on,
    });
    let done = match new {
        Ok(new) => make_token(&desk.house, &visitor.officer, new).await,
        Err(_) => Err(Error::Refused("请填写到期日期".into())),
    };
    match done {
        Ok((_, secret)) => {
            let name = form.text("name").trim().to_owned();
            Ok(Page::ok(TokenMadePage { agency, name, secret, frame: visitor.frame }).into_response())
        }
        Err(e) => again(&desk, visitor, agency, ("name", form), e).await,
    }
}

async fn again(
    desk: &Desk,
    visitor: Visitor,
    agency: String,
    (at, form): (&str, Form),
    e: Error,
) -> Result<Response, Failure> {
    let error = Link::new(format!("#{at}"), refusal(e)?);
    let page = tokens_page(desk, visitor, &Asked { agency }, Some(Sent { error, form })).await?;
    Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Screens, approves or revokes a token.
pub(crate) async fn act(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let (house, by) = (&desk.house, &visitor.officer);
    let done = match step.as_str() {
        "screen" => screen_token(house, by, &id, form.version()?).await,
        "approve" => approve_token(house, by, &id, form.version()?).await,
        "revoke" => revoke_token(house, by, &id).await,
        _ => return Err(Error::NotFound("这个步骤").into()),
    };
    let agency = form.text("agency").to_owned();
    match done {
        Ok(()) => {
            let query =
                form_urlencoded::Serializer::new(String::new()).append_pair("agency", &agency).finish();
            Ok(Redirect::to(&format!("/desk/tokens?{query}")).into_response())
        }
        Err(e) => again(&desk, visitor, agency, ("tokens", Form::default()), e).await,
    }
}
