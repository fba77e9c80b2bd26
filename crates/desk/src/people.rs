//! People: who works at the desk of an agency, with which roles; inviting, changing, barring, resetting.

use std::collections::BTreeSet;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::people::{self, Invited, NewPerson, Person};
use mingjing_actions::sign_ins::{self, SignedIn};
use mingjing_actions::{Action, Error, Role, Scope, deputies};
use mingjing_design::components::{ErrorSummary, Link};
use mingjing_design::origin::Reached;
use mingjing_design::page::Page;
use mingjing_store::deputies::DeputyRow;
use serde::Deserialize;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::me::deputing;
use crate::pages::{
    DeputyView, InvitedPage, InvitedView, PeoplePage, PersonPage, PersonView, RoleChoice, SessionView,
};
use crate::steps::{Answer, refusal};
use crate::visitor::Visitor;
use crate::work::minute;

/// Most agencies that a search shows.
const MOST_AGENCIES: usize = 50;

/// Which agency, or what to look for among agencies.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    agency: String,
    #[serde(default)]
    q: String,
}

/// Sessions as pages show them; `here` is the one that asks.
pub(crate) fn session_views(sessions: Vec<SignedIn>, here: &str) -> Vec<SessionView> {
    let view = |s: SignedIn| SessionView {
        here: s.id == here,
        since: minute(&s.since),
        seen: chrono::DateTime::from_timestamp(s.seen, 0)
            .and_then(|at| Some(at.with_timezone(&chrono::FixedOffset::east_opt(8 * 3600)?)))
            .map(|at| at.format("%Y-%m-%d %H:%M").to_string())
            .unwrap_or_default(),
        address: s.address,
        agent: browser_zh(&s.agent),
        id: s.id,
    };
    sessions.into_iter().map(view).collect()
}

/// What a browser calls itself, in words that people know; a guess, to tell one's own sessions apart.
fn browser_zh(agent: &str) -> String {
    // Each claims to be those behind it as well.
    let browsers = [
        ("MicroMessenger", "微信"),
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    let systems = [
        ("Android", "安卓"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ];
    let first = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    match (first(&browsers), first(&systems)) {
        (Some(browser), Some(system)) => format!("{browser},{system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "不认识的浏览器".to_owned(),
    }
}

/// Deputyships as pages show them, seen from one person.
pub(crate) fn deputy_views(rows: Vec<DeputyRow>, of: &str) -> Vec<DeputyView> {
    let view = |row: DeputyRow| DeputyView {
        lends: row.officer_id == of,
        role: row.role.parse::<Role>().map_or(row.role, |role| role.zh().to_owned()),
        principal: row.officer_name,
        deputy: row.deputy_name,
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        id: row.id,
    };
    rows.into_iter().map(view).collect()
}

fn person_view(person: Person) -> PersonView {
    PersonView {
        state: match (&person.link_until, person.has_password, person.disabled) {
            (_, _, true) => "已停用".to_owned(),
            (Some(until), ..) => format!("等本人设密码，链接到 {} 有效", minute(until)),
            (None, false, _) => "没有密码，链接已过期".to_owned(),
            (None, true, _) => "可登录".to_owned(),
        },
        roles: person.roles.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        second_factor: person.second_factor,
        id: person.id,
        name: person.name,
        username: person.username,
    }
}

/// The agencies whose people somebody may see and whose names or codes hold what is looked for.
fn agencies(desk: &Desk, visitor: &Visitor, q: &str) -> Vec<(String, String)> {
    let register = desk.house.register();
    let may = |code: &str| desk.house.may(&visitor.officer, Action::ReadPeople, code);
    let fits = |name: &str, code: &str| name.contains(q) || code == q;
    let found = register.agencies().filter(|a| fits(&a.name, &a.code) && may(&a.code));
    found.take(MOST_AGENCIES).map(|a| (a.code.clone(), a.name.clone())).collect()
}

struct Sent {
    errors: Vec<Link>,
    form: Form,
}

async fn people_page(
    desk: &Desk,
    visitor: Visitor,
    asked: &Asked,
    sent: Option<Sent>,
) -> Result<PeoplePage, Failure> {
    let house = &desk.house;
    let wide =
        matches!(house.widest(&visitor.officer, Action::ReadPeople), Some((Scope::Region | Scope::All, _)));
    let agency = if asked.agency.is_empty() { visitor.officer.agency.clone() } else { asked.agency.clone() };
    let people = people::list(house, &visitor.officer, &agency).await?;
    let grantable = house.grantable(&visitor.officer, &agency);
    let (errors, form) = sent.map(|s| (s.errors, s.form)).unwrap_or_default();
    let chosen: BTreeSet<&str> = form.all("role").collect();
    let q = asked.q.trim();
    Ok(PeoplePage {
        agency_name: house.register().agency_name(&agency).to_owned(),
        found: if wide && !q.is_empty() { agencies(desk, &visitor, q) } else { Vec::new() },
        q: q.to_owned(),
        wide,
        people: people.into_iter().map(person_view).collect(),
        roles: grantable.iter().map(|r| RoleChoice::new(*r, chosen.contains(r.key()))).collect(),
        summary: ErrorSummary { errors },
        form,
        agency,
        token: visitor.token,
        frame: visitor.frame,
    })
}

/// The people of an agency.
pub(crate) async fn list(State(desk): State<Desk>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    Ok(Page::ok(people_page(&desk, visitor, &asked, None).await?).into_response())
}

/// Invites one person by the form, or many by the pasted table. The links are shown once, on the page answered.
pub(crate) async fn invite(
    State(desk): State<Desk>,
    visitor: Visitor,
    reached: Reached,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let agency = form.text("agency").to_owned();
    let pasted = form.text("list");
    let people = if pasted.is_empty() {
        let roles = form.all("role").map(str::parse).collect::<Result<BTreeSet<Role>, Error>>()?;
        let (username, name) = (form.text("username").to_owned(), form.text("name").to_owned());
        Ok(vec![NewPerson { username, name, roles }])
    } else {
        let read = people::read_list(&desk.house, &visitor.officer, &agency, pasted).await?;
        read.map_err(|problems| {
            let told = |p: people::LineProblem| Link::new("#list", format!("第 {} 行：{}", p.line, p.reason));
            problems.into_iter().map(told).collect::<Vec<_>>()
        })
    };
    let done = match people {
        Ok(people) => match people::invite(&desk.house, &visitor.officer, &agency, people).await {
            Ok(invited) => Ok(invited),
            Err(e) => Err(vec![Link::new(if pasted.is_empty() { "#name" } else { "#list" }, refusal(e)?)]),
        },
        Err(errors) => Err(errors),
    };
    match done {
        Ok(invited) => Ok(invited_page(&desk, visitor, &reached, &agency, invited)),
        Err(errors) => {
            let asked = Asked { agency, q: String::new() };
            let page = people_page(&desk, visitor, &asked, Some(Sent { errors, form })).await?;
            Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

pub(crate) fn invited_page(
    desk: &Desk,
    visitor: Visitor,
    reached: &Reached,
    agency: &str,
    invited: Vec<Invited>,
) -> Response {
    let origin = reached.origin(&desk.house.site.base_url, desk.house.site.https);
    let view = |i: Invited| InvitedView {
        name: i.person.name,
        username: i.person.username,
        link: format!("{origin}/desk/link/{}", i.link.token),
        until: minute(&i.link.until),
    };
    let page = InvitedPage {
        agency: agency.to_owned(),
        invited: invited.into_iter().map(view).collect(),
        frame: visitor.frame,
    };
    Page::ok(page).into_response()
}

async fn person_page(
    desk: &Desk,
    visitor: Visitor,
    id: &str,
    refused: Option<(&str, String)>,
) -> Result<PersonPage, Failure> {
    let (house, by) = (&desk.house, &visitor.officer);
    let person = people::one(house, by, id).await?;
    let manageable = person.manageable && person.id != by.id;
    let sessions = if manageable { sign_ins::list(house, by, id).await? } else { Vec::new() };
    let grantable = house.grantable(by, &person.agency);
    let deputies = deputies::list(house, by, id).await?;
    Ok(PersonPage {
        sent: Form::default(),
        agency_name: house.register().agency_name(&person.agency).to_owned(),
        agency: person.agency.clone(),
        disabled: person.disabled,
        lendable: person.roles.iter().map(|r| RoleChoice::new(*r, false)).collect(),
        roles: grantable.iter().map(|r| RoleChoice::new(*r, person.roles.contains(r))).collect(),
        own: person.id == by.id,
        manageable,
        sessions: session_views(sessions, ""),
        deputies: deputy_views(deputies, id),
        summary: ErrorSummary {
            errors: refused.map(|(at, text)| Link::new(format!("#{at}"), text)).into_iter().collect(),
        },
        person: person_view(person),
        token: visitor.token,
        frame: visitor.frame,
    })
}

/// One person.
pub(crate) async fn one(State(desk): State<Desk>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    Ok(Page::ok(person_page(&desk, visitor, &id, None).await?).into_response())
}

async fn finish(desk: &Desk, visitor: Visitor, id: &str, at: &str, done: Result<(), Error>) -> Answer {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/desk/people/{id}")).into_response()),
        Err(e) => {
            let page = person_page(desk, visitor, id, Some((at, refusal(e)?))).await?;
            Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Gives other roles.
pub(crate) async fn roles(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let done = match form.all("role").map(str::parse).collect::<Result<BTreeSet<Role>, Error>>() {
        Ok(roles) => people::change_roles(&desk.house, &visitor.officer, &id, &roles).await,
        Err(e) => Err(e),
    };
    finish(&desk, visitor, &id, "roles", done).await
}

/// Bars, or lets in again.
pub(crate) async fn bar(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let done = people::bar(&desk.house, &visitor.officer, &id, form.text("disabled") == "yes").await;
    finish(&desk, visitor, &id, "bar", done).await
}

/// Takes everything away that the person could sign in with, and shows a new link once.
pub(crate) async fn reset(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    reached: Reached,
    body: Bytes,
) -> Answer {
    Form::read(&visitor, &body)?;
    match people::reset(&desk.house, &visitor.officer, &id).await {
        Ok(link) => {
            let person = people::one(&desk.house, &visitor.officer, &id).await?;
            let agency = person.agency.clone();
            let whose = NewPerson { username: person.username, name: person.name, roles: person.roles };
            Ok(invited_page(&desk, visitor, &reached, &agency, vec![Invited { person: whose, link }]))
        }
        Err(e) => finish(&desk, visitor, &id, "reset", Err(e)).await,
    }
}

/// Ends one session of the person, or all.
pub(crate) async fn end_session(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let one = Some(form.text("session")).filter(|s| !s.is_empty());
    let done = sign_ins::end(&desk.house, &visitor.officer, &id, one).await;
    finish(&desk, visitor, &id, "sessions", done).await
}

/// Names a deputy for the person.
pub(crate) async fn name_deputy(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let done = match deputing(&form, &id) {
        Ok(new) => deputies::name(&desk.house, &visitor.officer, &new).await,
        Err(e) => Err(e),
    };
    match done {
        Ok(()) => finish(&desk, visitor, &id, "deputies", Ok(())).await,
        Err(e) => {
            let page = person_page(&desk, visitor, &id, Some(("deputy", refusal(e)?))).await?;
            let page = PersonPage { sent: form, ..page };
            Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Ends a deputyship of the person.
pub(crate) async fn end_deputy(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let done = deputies::end(&desk.house, &visitor.officer, form.text("deputyship")).await;
    finish(&desk, visitor, &id, "deputies", done).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                    Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0";
        assert_eq!(browser_zh(edge), "Edge,Windows");
        assert_eq!(
            browser_zh("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"),
            "Firefox,Linux"
        );
        assert_eq!(browser_zh("curl/8"), "不认识的浏览器");
    }
}
