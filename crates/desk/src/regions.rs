//! Regions: which there are, adding, renaming, closing.

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use mingjing_actions::reorganising::{RegionForm, add_region, change_region, close_region, region_history};
use mingjing_actions::{Action, Error, Register};
use mingjing_design::components::ErrorSummary;
use mingjing_design::page::Page;
use mingjing_store::register::{Region, RegisterEvent};
use serde::Deserialize;

use crate::Desk;
use crate::agencies::event_view;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{EventView, RegionsPage};
use crate::refused::{Refused, decree, finish, successor};
use crate::steps::Answer;
use crate::visitor::Visitor;

/// Which region.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    region: String,
}

fn told(event: &RegisterEvent, register: &Register) -> String {
    let read = |text: Option<&str>| serde_json::from_str::<Region>(text?).ok();
    let (before, after) = (read(event.state_before.as_deref()), read(Some(&event.state_after)));
    let Some(after) = after else { return "变更".to_owned() };
    let name = |code: &Option<String>| {
        let known = code.as_deref().and_then(|code| register.region(code));
        known.map_or("无".to_owned(), |region| region.name.clone())
    };
    match (event.change.as_str(), before) {
        ("add", _) => format!("设立“{}”", after.name),
        ("close", _) => "撤销".to_owned(),
        ("merge", _) => format!("并入“{}”", name(&after.successor_code)),
        (_, None) => "变更".to_owned(),
        (_, Some(before)) => {
            let mut parts = Vec::new();
            if before.name != after.name {
                parts.push(format!("名称由“{}”改为“{}”", before.name, after.name));
            }
            if before.parent_code != after.parent_code {
                let (from, to) = (name(&before.parent_code), name(&after.parent_code));
                parts.push(format!("由“{from}”改属“{to}”"));
            }
            parts.join("；")
        }
    }
}

async fn region_page(
    desk: &Desk,
    visitor: Visitor,
    code: &str,
    refused: Option<Refused>,
) -> Result<RegionsPage, Failure> {
    let (house, by) = (&desk.house, &visitor.officer);
    let register = house.register();
    let region = register.region(code).ok_or(Failure::Action(Error::NotFound("这个行政区划")))?;
    let events = region_history(house, by, code).await?;
    let parent = region.parent_code.clone().unwrap_or_default();
    let is = |prefix| refused.as_ref().is_some_and(|r| r.prefix == prefix);
    let (adding, closing) = (is("add-"), is("close-"));
    let summary = refused.as_ref().map_or(ErrorSummary { errors: Vec::new() }, Refused::summary);
    let mut fields = refused.map(|r| r.fields).unwrap_or_default();
    let now = [
        ("name", region.name.clone()),
        ("parent", parent.clone()),
        ("takes_effect", house.now().date_naive().to_string()),
    ];
    if closing {
        let sent = |name| fields.form.text(name).to_owned();
        let closing =
            [("into", sent("into")), ("basis", sent("basis")), ("takes_effect", sent("takes_effect"))];
        fields.form = Form::of(closing).and(Form::of(now));
    } else if fields.form.text("token").is_empty() {
        fields.form = Form::of(now);
    }
    let mut events: Vec<EventView> = events
        .into_iter()
        .map(|e| {
            let what = told(&e, &register);
            event_view(e, what)
        })
        .collect();
    events.reverse();
    let may = |code: &str| house.must_in_region(by, Action::ManageRegister, code).is_ok();
    Ok(RegionsPage {
        summary,
        fields,
        code: code.to_owned(),
        name: region.name.clone(),
        version: register.region_version(code),
        until: region.valid_until.clone(),
        below: register.regions_below(code).map(|r| (r.code.clone(), r.name.clone())).collect(),
        events,
        may_add: region.level != "county" && may(code),
        may_change: !parent.is_empty() && may(&parent),
        adding,
        closing,
        parent,
        token: visitor.token,
        frame: visitor.frame,
    })
}

/// One region, or the person's own.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let register = desk.house.register();
    let own = register.agency(&visitor.officer.agency).map(|a| a.region_code.clone()).unwrap_or_default();
    let code = if asked.region.is_empty() { own } else { asked.region };
    Ok(Page::ok(region_page(&desk, visitor, &code, None).await?).into_response())
}

fn address(code: &str) -> String {
    format!("/desk/regions?region={code}")
}

fn region_form(form: &Form, code: &str) -> RegionForm {
    RegionForm {
        code: code.trim().to_owned(),
        name: form.text("name").to_owned(),
        parent: form.text("parent").trim().to_owned(),
    }
}

/// Adds a region below the one shown.
pub(crate) async fn add(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let new = region_form(&form, form.text("code"));
    let done = match decree(&form) {
        Ok(decree) => add_region(&desk.house, &visitor.officer, &new, &decree).await,
        Err(e) => Err(e),
    };
    let again = |refused| region_page(&desk, visitor, &new.parent, Some(refused));
    finish(address(&new.parent), (form, "add-"), done, again).await
}

/// Renames a region, or puts it below another one.
pub(crate) async fn change(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(code): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let seen = form.version()?;
    let new = region_form(&form, &code);
    let done = match decree(&form) {
        Ok(decree) => change_region(&desk.house, &visitor.officer, (&new, seen), &decree).await,
        Err(e) => Err(e),
    };
    let again = |refused| region_page(&desk, visitor, &code, Some(refused));
    finish(address(&code), (form, "change-"), done, again).await
}

/// Closes a region.
pub(crate) async fn close(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(code): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let seen = form.version()?;
    let into = successor(&form);
    let done = match decree(&form) {
        Ok(decree) => {
            let to = (into.as_deref(), &decree);
            close_region(&desk.house, &visitor.officer, (&code, seen), to).await
        }
        Err(e) => Err(e),
    };
    let again = |refused| region_page(&desk, visitor, &code, Some(refused));
    finish(address(&code), (form, "close-"), done, again).await
}
