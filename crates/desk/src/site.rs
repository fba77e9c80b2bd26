//! `/desk/site`: the columns of an agency's page on the portal, and the host name by which readers come to it. The form
//! holds the whole arrangement: buttons that move, add or take away answer with the form changed, and nothing is kept
//! before it is saved.

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use mingjing_actions::reorganising::{
    AgencySite, ColumnForm, MOST_COLUMNS, MOST_CONTENTS, PartForm, Shown, SitePart, arrange_site, name_host,
    site_history, upcoming_site,
};
use mingjing_actions::{Action, Error};
use mingjing_catalogue::Area;
use mingjing_design::components::ErrorSummary;
use mingjing_design::page::Page;
use mingjing_store::register::RegisterEvent;
use serde::Deserialize;

use crate::Desk;
use crate::agencies::event_view;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{Choice, PartView, SitePage};
use crate::refused::{Refused, finish};
use crate::steps::Answer;
use crate::visitor::Visitor;

/// Disclosures in a column that somebody adds.
const NEWEST: &str = "5";
/// Lists of contents that a column begins with.
const FEWEST_CONTENTS: usize = 2;

/// Whose page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    agency: String,
}

/// One part as the form has it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Typed {
    Statutory,
    Own { title: String, newest: String, shows: Vec<String> },
}

impl Typed {
    fn new_column() -> Self {
        Self::Own { title: String::new(), newest: NEWEST.into(), shows: Vec::new() }
    }

    fn of(part: &SitePart) -> Self {
        match part {
            SitePart::Statutory => Self::Statutory,
            SitePart::Own(column) => Self::Own {
                title: column.title.clone(),
                newest: column.newest.to_string(),
                shows: column.shows.iter().map(value).collect(),
            },
        }
    }

    fn asked(&self) -> PartForm {
        match self {
            Self::Statutory => PartForm::Statutory,
            Self::Own { title, newest, shows } => PartForm::Own(ColumnForm {
                title: title.clone(),
                shows: shows.iter().filter_map(|one| shown(one)).collect(),
                newest: newest.trim().parse().ok(),
            }),
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::Statutory => "法定栏目",
            Self::Own { title, .. } if title.trim().is_empty() => "没有名称的栏目",
            Self::Own { title, .. } => title.trim(),
        }
    }
}

/// What a list of contents sends.
fn value(one: &Shown) -> String {
    match one {
        Shown::Item(key) => format!("item:{key}"),
        Shown::Area(key) => format!("area:{key}"),
    }
}

fn shown(value: &str) -> Option<Shown> {
    match value.split_once(':')? {
        ("item", key) => Some(Shown::Item(key.into())),
        ("area", key) => Some(Shown::Area(key.into())),
        _ => None,
    }
}

fn parts_of(site: &AgencySite) -> Vec<Typed> {
    site.parts.iter().map(Typed::of).collect()
}

/// The parts that a form sends, in its order.
fn typed(form: &Form) -> Vec<Typed> {
    let one = |place: usize| match form.text(&format!("kind-{place}")) {
        "statutory" => Some(Typed::Statutory),
        "own" => Some(Typed::Own {
            title: form.text(&format!("title-{place}")).to_owned(),
            newest: form.text(&format!("newest-{place}")).to_owned(),
            shows: form
                .all(&format!("shows-{place}"))
                .filter(|v| !v.is_empty())
                .take(MOST_CONTENTS + 1)
                .map(str::to_owned)
                .collect(),
        }),
        _ => None,
    };
    (0..=MOST_COLUMNS + 1).map_while(one).collect()
}

/// What a button other than saving did, and where the person goes on.
struct Done {
    parts: Vec<Typed>,
    told: String,
    at: usize,
}

/// The arrangement after a button; none when the button is unknown.
fn pressed(mut parts: Vec<Typed>, button: &str) -> Option<Done> {
    let (what, place) = button.split_once('-').unwrap_or((button, ""));
    let place = place.parse::<usize>().ok().filter(|place| *place < parts.len());
    let (told, at) = match (what, place) {
        ("keep", _) => ("已经更新".to_owned(), 0),
        ("add", _) => {
            parts.push(Typed::new_column());
            ("在最后加了一个栏目".to_owned(), parts.len() - 1)
        }
        ("up", Some(place)) if place > 0 => {
            parts.swap(place, place - 1);
            (format!("“{}”移到了第 {place} 位", parts[place - 1].name()), place - 1)
        }
        ("down", Some(place)) if place + 1 < parts.len() => {
            parts.swap(place, place + 1);
            (format!("“{}”移到了第 {} 位", parts[place + 1].name(), place + 2), place + 1)
        }
        ("remove", Some(place)) if parts[place] != Typed::Statutory => {
            let gone = parts.remove(place);
            (format!("删去了“{}”", gone.name()), place.saturating_sub(1))
        }
        _ => return None,
    };
    Some(Done { parts, told: format!("{told}，还没有保存。"), at })
}

/// What can stand in a column: areas, then the items that an agency of this level publishes, by area.
fn contents(desk: &Desk, agency: &str) -> Vec<(String, Vec<Choice>)> {
    let register = desk.house.register();
    let level = register.agency(agency).map(|a| a.level.clone()).unwrap_or_default();
    let areas = Area::ALL.map(|area| (format!("area:{}", area.key()), format!("{}（全部）", area.zh())));
    let items = |area: Area| {
        let all = desk.house.rules.catalogue.items().iter();
        let of_area = all.filter(|i| i.area == area && i.levels.iter().any(|l| l.key() == level));
        let choices = of_area.map(|i| (format!("item:{}", i.key), i.title.zh.clone())).collect();
        (area.zh().to_owned(), choices)
    };
    let groups = std::iter::once(("公开领域".to_owned(), areas.to_vec())).chain(Area::ALL.map(items));
    groups.filter(|(_, choices): &(String, Vec<Choice>)| !choices.is_empty()).collect()
}

fn told(event: &RegisterEvent) -> String {
    let Ok(after) = serde_json::from_str::<AgencySite>(&event.state_after) else { return "变更".into() };
    if event.change == "host" {
        return after.host.map_or("取消了网站域名".into(), |host| format!("网站域名改为 {host}"));
    }
    let names: Vec<String> = parts_of(&after).iter().map(|part| part.name().to_owned()).collect();
    format!("栏目改为：{}", names.join("、"))
}

/// What the person did before the page is shown again.
#[derive(Default)]
struct Before {
    parts: Option<Vec<Typed>>,
    /// The version of the page that the parts were made from.
    version: Option<i64>,
    refused: Option<Refused>,
    told: Option<String>,
    at: Option<usize>,
}

async fn site_page(desk: &Desk, visitor: Visitor, code: &str, before: Before) -> Result<SitePage, Failure> {
    let (house, by) = (&desk.house, &visitor.officer);
    let register = house.register();
    let agency = register.agency(code).ok_or(Failure::Action(Error::NotFound("这个单位")))?;
    let mut events = site_history(house, by, code).await?;
    events.reverse();
    let site = register.site(code).cloned().unwrap_or_default();
    let parts = before.parts.unwrap_or_else(|| parts_of(&site));
    let last = parts.len().saturating_sub(1);
    let view = |(place, part): (usize, Typed)| {
        let name = part.name().to_owned();
        let (is_own, title, newest, mut shows) = match part {
            Typed::Statutory => (false, String::new(), String::new(), Vec::new()),
            Typed::Own { title, newest, shows } => (true, title, newest, shows),
        };
        let lists = (shows.len() + 1).clamp(FEWEST_CONTENTS, MOST_CONTENTS).max(shows.len());
        shows.resize(lists, String::new());
        let (first, last) = (place == 0, place == last);
        PartView { place, is_own, name, title, newest, shows, first, last, here: before.at == Some(place) }
    };
    let empty = ErrorSummary { errors: Vec::new() };
    let fields = before.refused.as_ref().map(|r| r.fields.form.text("host").to_owned());
    let host = fields.filter(|host| !host.is_empty());
    Ok(SitePage {
        code: code.to_owned(),
        agency_name: agency.name.clone(),
        is_open: agency.valid_until.is_none(),
        may_arrange: house.may(by, Action::ManageAgency, code),
        may_host: house.may(by, Action::ManageHosts, code),
        version: before.version.unwrap_or_else(|| register.site_version(code)),
        host_version: register.site_version(code),
        may_add: last < MOST_COLUMNS,
        parts: parts.into_iter().enumerate().map(view).collect(),
        contents: contents(desk, code),
        typed_host: host.unwrap_or_else(|| site.host.clone().unwrap_or_default()),
        host: site.host,
        events: events.into_iter().map(|e| (told(&e), event_view(e, String::new()))).collect(),
        summary: before.refused.as_ref().map_or(empty, Refused::summary),
        problems: before.refused.map(|r| r.fields.problems).unwrap_or_default(),
        told: before.told,
        token: visitor.token,
        frame: visitor.frame,
    })
}

/// The page of an agency as it is arranged.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let code = if asked.agency.is_empty() { visitor.officer.agency.clone() } else { asked.agency };
    Ok(Page::ok(site_page(&desk, visitor, &code, Before::default()).await?).into_response())
}

fn address(code: &str) -> String {
    format!("/desk/site?agency={code}")
}

/// The page with what was sent and why it was refused.
async fn refused_page(
    desk: &Desk,
    visitor: Visitor,
    code: &str,
    (refused, parts): (Refused, Option<Vec<Typed>>),
) -> Result<SitePage, Failure> {
    site_page(desk, visitor, code, Before { parts, refused: Some(refused), ..Before::default() }).await
}

/// Saves the arrangement, or shows it changed by the button that was pressed.
pub(crate) async fn arrange(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let (code, version, parts) = (form.text("agency").to_owned(), form.version()?, typed(&form));
    if form.text("do") != "save" {
        let done = pressed(parts, form.text("do"))
            .ok_or_else(|| Failure::Request("表单不完整，请刷新页面后重试".into()))?;
        let before = Before {
            parts: Some(done.parts),
            version: Some(version),
            told: Some(done.told),
            at: Some(done.at),
            ..Before::default()
        };
        return Ok(Page::ok(site_page(&desk, visitor, &code, before).await?).into_response());
    }
    let asked: Vec<PartForm> = parts.iter().map(Typed::asked).collect();
    let done = arrange_site(&desk.house, &visitor.officer, (&code, version), &asked).await;
    let again = |refused| refused_page(&desk, visitor, &code, (refused, Some(parts)));
    finish(address(&code), (form, ""), done, again).await
}

/// Gives the agency a host name, or takes it away.
pub(crate) async fn host(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let (code, version) = (form.text("agency").to_owned(), form.version()?);
    let done = name_host(&desk.house, &visitor.officer, (&code, version), form.text("host")).await;
    let again = |refused| refused_page(&desk, visitor, &code, (refused, None));
    finish(address(&code), (form, ""), done, again).await
}

/// The portal's page as it would be, before anything is saved.
pub(crate) async fn preview(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let (code, parts) = (form.text("agency").to_owned(), typed(&form));
    let asked: Vec<PartForm> = parts.iter().map(Typed::asked).collect();
    match upcoming_site(&desk.house, &visitor.officer, &code, &asked) {
        Ok(site) => {
            let made = desk.previews.site(visitor.frame, &code, &site).await;
            made.ok_or_else(|| Failure::Request("预览没有生成，请稍后再试".into()))
        }
        Err(e) => {
            let again = |refused| refused_page(&desk, visitor, &code, (refused, Some(parts)));
            finish(address(&code), (form, ""), Err(e), again).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(title: &str) -> Typed {
        Typed::Own { title: title.into(), newest: "5".into(), shows: vec!["item:notice".into()] }
    }

    fn names(parts: &[Typed]) -> String {
        parts.iter().map(Typed::name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn buttons_move_add_and_take_away() {
        let parts = vec![column("甲"), Typed::Statutory, column("乙")];
        let after = |button: &str| pressed(parts.clone(), button).map(|done| names(&done.parts));
        assert_eq!(after("up-2").unwrap(), "甲 乙 法定栏目");
        assert_eq!(after("down-0").unwrap(), "法定栏目 甲 乙");
        assert_eq!(after("remove-0").unwrap(), "法定栏目 乙");
        assert_eq!(after("add").unwrap(), "甲 法定栏目 乙 没有名称的栏目");
        for nothing in ["up-0", "down-2", "remove-1", "remove-7", "up-x", "burn"] {
            assert_eq!(after(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn the_statutory_columns_are_always_there_once() {
        let ways = ["up", "down", "remove"].iter();
        let mut buttons: Vec<String> =
            ways.flat_map(|way| (0..4).map(move |place| format!("{way}-{place}"))).collect();
        buttons.push("add".into());
        let mut reached = vec![parts_of(&AgencySite::default())];
        for _ in 0..4 {
            let next: Vec<Vec<Typed>> = reached
                .iter()
                .flat_map(|parts| buttons.iter().filter_map(|button| pressed(parts.clone(), button)))
                .inspect(|done| assert!(done.at < done.parts.len()))
                .map(|done| done.parts)
                .collect();
            assert!(next.iter().all(|p| p.iter().filter(|part| **part == Typed::Statutory).count() == 1));
            reached.extend(next);
        }
        assert!(reached.iter().any(|parts| parts.len() == 5));
    }
}
