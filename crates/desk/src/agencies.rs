//! Agencies: which there are, setting one up with its people, changing, merging, closing.

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use mingjing_actions::people::LineProblem;
use mingjing_actions::reorganising::{
    self, AgencyForm, AgencyKind, NewAgency, add_agency, change_agency, close_agency,
};
use mingjing_actions::{Action, Error, House, Officer, Register};
use mingjing_design::components::{ErrorSummary, Link};
use mingjing_design::origin::Reached;
use mingjing_design::page::Page;
use mingjing_store::register::{Agency, RegisterEvent};
use serde::Deserialize;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{AgenciesPage, AgencyLine, AgencyPage, Choice, EventView, Fields, NewAgencyPage};
use crate::people::invited_page;
use crate::refused::{Refused, decree, finish, successor};
use crate::steps::Answer;
use crate::visitor::Visitor;
use crate::work::minute;

/// Most agencies that a list shows.
const MOST: usize = 100;

/// Where to look, and for what.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    region: String,
    #[serde(default)]
    q: String,
}

fn agency_form(form: &Form) -> AgencyForm {
    let tags = form.text("tags").split(['、', ',', '，', ' ', '\u{3000}']).map(str::trim);
    AgencyForm {
        name: form.text("name").to_owned(),
        short_name: form.text("short_name").to_owned(),
        kind: AgencyKind::of(form.text("kind")),
        tags: tags.filter(|tag| !tag.is_empty()).map(str::to_owned).collect(),
        region: form.text("region").to_owned(),
        parent: form.text("parent").trim().to_owned(),
    }
}

fn as_form(house: &House, agency: &Agency) -> Form {
    let shown = AgencyForm::of(agency);
    Form::of([
        ("name", shown.name),
        ("short_name", shown.short_name),
        ("kind", shown.kind.map(|k| k.key().to_owned()).unwrap_or_default()),
        ("tags", shown.tags.join("、")),
        ("region", shown.region),
        ("parent", shown.parent),
        ("takes_effect", house.now().date_naive().to_string()),
    ])
}

fn kinds() -> Vec<Choice> {
    AgencyKind::ALL.into_iter().map(|kind| (kind.key().to_owned(), kind.to_string())).collect()
}

/// The regions that somebody manages, with the path to each as its name.
pub(crate) fn regions(house: &House, by: &Officer) -> Vec<Choice> {
    let register = house.register();
    let mine = register.regions().filter(|r| {
        r.valid_until.is_none() && house.must_in_region(by, Action::ManageRegister, &r.code).is_ok()
    });
    mine.map(|r| (r.code.clone(), region_name(&register, &r.code))).collect()
}

/// A region's name with those of the regions above it but the province's.
pub(crate) fn region_name(register: &Register, code: &str) -> String {
    let path = register.region_path(code);
    let below = path.len().saturating_sub(1).max(1);
    let names = path.iter().take(below).rev().filter_map(|code| register.region(code));
    names.map(|r| r.name.as_str()).collect::<Vec<_>>().join(" ")
}

fn must_manage_some(house: &House, by: &Officer) -> Result<(), Failure> {
    if house.may_anywhere(by, Action::ManageRegister) {
        return Ok(());
    }
    Err(Error::Forbidden("您没有“管单位名册”的权限，请联系上一级管理员".into()).into())
}

/// The agencies of a region, or those that hold what is looked for, as far as the person manages them.
pub(crate) async fn list(State(desk): State<Desk>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    must_manage_some(house, by)?;
    let register = house.register();
    let own = register.agency(&by.agency).map(|a| a.region_code.clone()).unwrap_or_default();
    let region = if asked.region.is_empty() { own } else { asked.region.clone() };
    let q = asked.q.trim();
    let mine = |a: &&Agency| house.may(by, Action::ManageRegister, &a.code);
    let line =
        |a: &Agency| AgencyLine { code: a.code.clone(), name: a.name.clone(), until: a.valid_until.clone() };
    let looked_for = |a: &&Agency| a.name.contains(q) || a.code == q;
    let mut found: Vec<AgencyLine> = if q.is_empty() {
        register.agencies_of(&region).filter(mine).take(MOST + 1).map(line).collect()
    } else {
        register.agencies().filter(looked_for).filter(mine).take(MOST + 1).map(line).collect()
    };
    let more = found.len() > MOST;
    found.truncate(MOST);
    let page = AgenciesPage {
        may_add: register.open_region(&region).is_some()
            && house.must_in_region(by, Action::ManageRegister, &region).is_ok(),
        regions: regions(house, by),
        region_name: region_name(&register, &region),
        q: q.to_owned(),
        region,
        found,
        more,
        frame: visitor.frame,
    };
    Ok(Page::ok(page).into_response())
}

fn new_page(
    desk: &Desk,
    visitor: Visitor,
    refused: Refused,
    lines: Vec<LineProblem>,
) -> Result<NewAgencyPage, Failure> {
    let (house, by) = (&desk.house, &visitor.officer);
    let register = house.register();
    let region = refused.fields.form.text("region").to_owned();
    house.must_in_region(by, Action::ManageRegister, &region)?;
    let path = register.region_path(&region);
    let parents = path.iter().flat_map(|code| register.agencies_of(code));
    let parents: Vec<Choice> = parents
        .filter(|a| house.may(by, Action::ManageRegister, &a.code))
        .map(|a| (a.code.clone(), a.name.clone()))
        .collect();
    let near = refused.fields.form.text("parent");
    let near = if near.is_empty() { parents.first().map_or("", |p| p.0.as_str()) } else { near };
    let roles = house.grantable(by, near);
    let mut summary = refused.summary();
    if !lines.is_empty() {
        summary.errors.push(Link::new("#list", format!("人员有 {} 行要改", lines.len())));
    }
    Ok(NewAgencyPage {
        summary,
        lines,
        region_name: region_name(&register, &region),
        kinds: kinds(),
        parents,
        roles: roles.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        fields: refused.fields,
        token: visitor.token,
        frame: visitor.frame,
    })
}

/// The form for an agency with its people.
pub(crate) async fn new(State(desk): State<Desk>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    must_manage_some(&desk.house, &visitor.officer)?;
    let today = desk.house.now().date_naive().to_string();
    let form = Form::of([("region", asked.region), ("takes_effect", today)]);
    let empty = Refused { fields: Fields { form, problems: Vec::new() }, prefix: "", other: None };
    Ok(Page::ok(new_page(&desk, visitor, empty, Vec::new())?).into_response())
}

/// Sets up an agency and invites its people, all or nothing; shows their links once.
pub(crate) async fn add(State(desk): State<Desk>, visitor: Visitor, reached: Reached, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    must_manage_some(&desk.house, &visitor.officer)?;
    let done = match decree(&form) {
        Ok(decree) => {
            let new = NewAgency { form: agency_form(&form), decree, people: form.text("list").to_owned() };
            add_agency(&desk.house, &visitor.officer, new).await
        }
        Err(e) => Err(e),
    };
    let (refused, lines) = match done {
        Ok(Ok(made)) if made.invited.is_empty() => {
            return Ok(Redirect::to(&agency_address(&made.code)).into_response());
        }
        Ok(Ok(made)) => return Ok(invited_page(&desk, visitor, &reached, &made.code, made.invited)),
        Ok(Err(trouble)) => {
            let fields = Fields { form, problems: trouble.fields };
            (Refused { fields, prefix: "", other: None }, trouble.lines)
        }
        Err(e) => (Refused::by(e, form, "")?, Vec::new()),
    };
    let page = new_page(&desk, visitor, refused, lines)?;
    Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn agency_address(code: &str) -> String {
    format!("/desk/agencies/{code}")
}

/// What a change did, in words.
fn told(event: &RegisterEvent, register: &Register) -> String {
    let read = |text: Option<&str>| serde_json::from_str::<Agency>(text?).ok();
    let (before, after) = (read(event.state_before.as_deref()), read(Some(&event.state_after)));
    let Some(after) = after else { return "变更".to_owned() };
    let name = |code: &Option<String>| {
        code.as_deref().map_or("无".to_owned(), |code| register.agency_name(code).to_owned())
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
            if before.short_name != after.short_name {
                parts.push(format!("简称由“{}”改为“{}”", before.short_name, after.short_name));
            }
            if before.region_code != after.region_code {
                let (from, to) = (&before.region_code, &after.region_code);
                parts.push(format!("行政区划由 {from} 改为 {to}"));
            }
            if before.parent_code != after.parent_code {
                let (from, to) = (name(&before.parent_code), name(&after.parent_code));
                parts.push(format!("上级单位由“{from}”改为“{to}”"));
            }
            if before.kind != after.kind {
                let kind = after.kind.as_deref().and_then(AgencyKind::of);
                parts.push(format!("类别改为“{}”", kind.map_or("没有登记".to_owned(), |k| k.to_string())));
            }
            if before.tags != after.tags {
                parts.push(format!("标签改为“{}”", after.tags.join("、")));
            }
            parts.join("；")
        }
    }
}

/// A change as pages show it.
pub(crate) fn event_view(event: RegisterEvent, what: String) -> EventView {
    EventView {
        what,
        at: minute(&event.at),
        day: event.takes_effect,
        basis: event.basis,
        who: event.officer_name,
    }
}

async fn agency_page(
    desk: &Desk,
    visitor: Visitor,
    code: &str,
    refused: Option<Refused>,
) -> Result<AgencyPage, Failure> {
    let (house, by) = (&desk.house, &visitor.officer);
    let register = house.register();
    let agency = register.agency(code).ok_or(Failure::Action(Error::NotFound("这个单位")))?;
    let events = reorganising::history(house, by, code).await?;
    let may = |action| house.may(by, action, code);
    let may_move = may(Action::ManageRegister);
    let closing = refused.as_ref().is_some_and(|r| r.prefix == "close-");
    let summary = refused.as_ref().map_or(ErrorSummary { errors: Vec::new() }, Refused::summary);
    let mut fields = refused.map(|r| r.fields).unwrap_or_default();
    if closing {
        // The other form on the page shows the agency as it is.
        let sent = |name| fields.form.text(name).to_owned();
        let closing =
            [("into", sent("into")), ("basis", sent("basis")), ("takes_effect", sent("takes_effect"))];
        fields.form = Form::of(closing).and(as_form(house, agency));
    } else if fields.problems.is_empty() && fields.form.text("name").is_empty() {
        fields.form = as_form(house, agency);
    }
    let mut events: Vec<EventView> = events
        .into_iter()
        .map(|e| {
            let what = told(&e, &register);
            event_view(e, what)
        })
        .collect();
    events.reverse();
    Ok(AgencyPage {
        summary,
        fields,
        code: code.to_owned(),
        name: agency.name.clone(),
        version: register.agency_version(code),
        region_name: region_name(&register, &agency.region_code),
        parent_name: agency.parent_code.as_deref().map_or("无", |p| register.agency_name(p)).to_owned(),
        until: agency.valid_until.clone(),
        heir: agency.successor_code.as_deref().map(|heir| register.agency_name(heir).to_owned()),
        kinds: kinds(),
        regions: if may_move { regions(house, by) } else { Vec::new() },
        events,
        may_people: may(Action::ReadPeople),
        may_change: may(Action::ManageAgency),
        may_host: may(Action::ManageHosts),
        may_close: may_move && by.agency != code && agency.parent_code.is_some(),
        may_move,
        closing,
        token: visitor.token,
        frame: visitor.frame,
    })
}

/// One agency.
pub(crate) async fn one(State(desk): State<Desk>, visitor: Visitor, Path(code): Path<String>) -> Answer {
    Ok(Page::ok(agency_page(&desk, visitor, &code, None).await?).into_response())
}

/// Changes what is said of an agency.
pub(crate) async fn change(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(code): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let seen = form.version()?;
    let done = match decree(&form) {
        Ok(decree) => {
            let new = agency_form(&form);
            change_agency(&desk.house, &visitor.officer, (&code, seen), (&new, &decree)).await
        }
        Err(e) => Err(e),
    };
    let again = |refused| agency_page(&desk, visitor, &code, Some(refused));
    finish(agency_address(&code), (form, ""), done, again).await
}

/// Closes an agency, or lets it go up in another one.
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
            close_agency(&desk.house, &visitor.officer, (&code, seen), to).await
        }
        Err(e) => Err(e),
    };
    let again = |refused| agency_page(&desk, visitor, &code, Some(refused));
    finish(agency_address(&code), (form, "close-"), done, again).await
}
