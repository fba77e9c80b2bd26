//! `/a/{agency}` and `/agencies?region=`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use mingjing_actions::reading::{Expected, Standing, completeness};
use mingjing_actions::reorganising::{AgencyKind, AgencySite};
use mingjing_actions::{Agency, Register};
use mingjing_design::components::{Breadcrumb, Fact, FactTable, Link, Tag, TagKind};
use mingjing_design::format;
use mingjing_design::frame::{Frame, Section};

use super::columns::columns;
use super::render;
use crate::failure::Failure;
use crate::pages::{AgenciesPage, AgencyPage, Duties, Duty, RegionGroup};
use crate::portal::Portal;
use crate::visit::Visit;

pub(super) async fn page(State(portal): State<Portal>, Path(code): Path<String>, visit: Visit) -> Response {
    portal.page(&visit, make(&portal, &visit, &code, Link::new("/", "首页"))).await
}

/// The front page of a host that is an agency's own: `/` leads nowhere else there, so the way to the whole site is its
/// address, where one is known.
pub(super) async fn front(portal: &Portal, visit: &Visit, code: &str) -> Response {
    let main = format!("{}/", portal.house.site.base_url);
    let home = if main == "/" { Link::new("/agencies", "全部机关") } else { Link::new(main, "首页") };
    portal.page(visit, make(portal, visit, code, home)).await
}

async fn make(
    portal: &Portal,
    visit: &Visit,
    code: &str,
    home: Link,
) -> Result<(StatusCode, String), Failure> {
    let register = portal.house.register();
    let agency = register.agency(code).ok_or(Failure::NotFound)?;
    let frame = portal.frame(visit, Section::Agencies).await;
    let site = register.site(code).cloned().unwrap_or_default();
    draw(portal, frame, (agency, &site), home).await
}

/// The page of an agency, arranged like this.
pub(crate) async fn draw(
    portal: &Portal,
    frame: Frame,
    (agency, site): (&Agency, &AgencySite),
    home: Link,
) -> Result<(StatusCode, String), Failure> {
    let (register, code) = (portal.house.register(), agency.code.as_str());
    let mut above = vec![home, Link::new("/agencies", "机关")];
    above.dedup_by(|one, other| one.href == other.href);
    above.extend(regions_above(&register, &agency.region_code, PAGE));
    let mut facts = vec![Fact::text("机关代码", agency.code.clone())];
    facts.extend(standing(&register, agency));
    if let Some(region) = register.region(&agency.region_code) {
        facts.push(Fact::link("行政区划", format!("/agencies?region={}", region.code), region.name.clone()));
    }
    if let Some(parent) = agency.parent_code.as_deref().and_then(|code| register.agency(code)) {
        facts.push(Fact::link("上级机关", format!("/a/{}", parent.code), parent.name.clone()));
    }
    let page = AgencyPage {
        address: format!("{}/a/{code}", frame.site.origin),
        frame,
        breadcrumb: Breadcrumb { above, here: agency.short_name.clone() },
        name: agency.name.clone(),
        facts: FactTable { caption: "机关信息".into(), facts },
        oversight: format!("/oversight/{code}"),
        subscribe: format!("/subscribe?agency={code}"),
        quads: columns(portal, code, &site.parts).await?,
        duties: duties(portal, code).await?,
        officers: Vec::new(),
        below: agency_links(register.agencies_below(code).map(|one| (&one.code, &one.name))),
    };
    render(StatusCode::OK, &page)
}

/// What an agency is, since when, until when, what it was called, and who took over from whom.
fn standing(register: &Register, agency: &Agency) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(kind) = agency.kind.as_deref().and_then(AgencyKind::of) {
        facts.push(Fact::text("类别", kind.to_string()));
    }
    for tag in &agency.tags {
        facts.push(Fact::link("标签", format!("/agencies?tag={}", format::query_value(tag)), tag.clone()));
    }
    let day = |text: &str| text.parse().map_or_else(|_| text.to_owned(), format::date);
    if let Some(from) = &agency.valid_from {
        facts.push(Fact::text("设立日期", day(from)));
    }
    for (until, name) in register.former_names(&agency.code) {
        facts.push(Fact::text("曾用名", format!("{name}（{} 前）", day(until))));
    }
    if let Some(until) = &agency.valid_until {
        facts.push(Fact::text("撤销日期", day(until)));
    }
    let link = |label, one: &Agency| Fact::link(label, format!("/a/{}", one.code), one.name.clone());
    facts.extend(register.heir(&agency.code).map(|heir| link("承接机关", heir)));
    facts.extend(register.merged_into(&agency.code).map(|one| link("并入的机关", one)));
    facts
}

/// What the agency must publish, what is missing first.
async fn duties(portal: &Portal, code: &str) -> Result<Option<Duties>, Failure> {
    let (house, code) = (Arc::clone(&portal.house), code.to_owned());
    let duties = tokio::task::spawn_blocking(move || {
        let mut expected = completeness(&house, &code)?;
        expected.sort_by_key(|one| match one.standing {
            Standing::Missing => 0,
            Standing::Stale => 1,
            Standing::Present => 2,
        });
        let number = |standing| expected.iter().filter(|one| one.standing == standing).count();
        let (missing, stale) = (number(Standing::Missing), number(Standing::Stale));
        let mut summary = format!("应当公开 {} 项，已公开 {} 项", expected.len(), expected.len() - missing);
        if missing > 0 {
            summary.push_str(&format!("，还缺 {missing} 项"));
        }
        if stale > 0 {
            summary.push_str(&format!("，{stale} 项超过更新期限"));
        }
        summary.push('。');
        let lines: Vec<Duty> = expected.iter().map(|one| duty(&code, one)).collect();
        Ok::<_, mingjing_actions::Error>(Duties { summary, lines })
    });
    let duties = duties.await??;
    Ok((!duties.lines.is_empty()).then_some(duties))
}

fn duty(code: &str, one: &Expected<'_>) -> Duty {
    let (kind, word) = match one.standing {
        Standing::Missing => (TagKind::Bad, "还没有公开"),
        Standing::Stale => (TagKind::Soon, "该更新了"),
        Standing::Present => (TagKind::Good, "已公开"),
    };
    let freshness = one.item.freshness.as_ref();
    Duty {
        item: Link::new(format!("/i/{}?agency={code}", one.item.key), one.item.title.zh.clone()),
        state: Tag::new(kind, word),
        count: format!("{} 条", format::thousands(one.count)),
        newest: one.newest.map(format::date).unwrap_or_default(),
        freshness: freshness.map(|f| format!("{} 天内（{}）", f.days, f.source)).unwrap_or_default(),
    }
}

pub(super) async fn all(State(portal): State<Portal>, visit: Visit) -> Response {
    portal.page(&visit, make_all(&portal, &visit)).await
}

async fn make_all(portal: &Portal, visit: &Visit) -> Result<(StatusCode, String), Failure> {
    let register = portal.house.register();
    if let Some(tag) = visit.given("tag") {
        let tagged = register.agencies_tagged(&tag).map(|one| (&one.code, &one.name));
        let page = AgenciesPage {
            frame: portal.frame(visit, Section::Agencies).await,
            breadcrumb: Breadcrumb {
                above: vec![Link::new("/", "首页"), Link::new("/agencies", "机关")],
                here: tag.clone(),
            },
            agencies: agency_links(tagged),
            region: tag,
            groups: Vec::new(),
        };
        return render(StatusCode::OK, &page);
    }
    let root = register.regions().find(|region| region.parent_code.is_none());
    let region = match visit.given("region") {
        Some(code) => register.region(&code),
        None => root,
    };
    let region = region.ok_or(Failure::NotFound)?;
    let mut above = vec![Link::new("/", "首页")];
    if region.parent_code.is_some() {
        above.push(Link::new("/agencies", "机关"));
    }
    above.extend(
        region.parent_code.as_deref().into_iter().flat_map(|parent| regions_above(&register, parent, PAGE)),
    );
    let page = AgenciesPage {
        frame: portal.frame(visit, Section::Agencies).await,
        breadcrumb: Breadcrumb { above, here: region.name.clone() },
        region: region.name.clone(),
        agencies: agency_links(register.agencies_of(&region.code).map(|one| (&one.code, &one.name))),
        groups: groups(&register, &region.code),
    };
    render(StatusCode::OK, &page)
}

/// The page of agencies, by region.
const PAGE: &str = "/agencies";

/// Links on a page by region to the region with this code and those above it, from the top.
pub(super) fn regions_above(register: &Register, code: &str, page: &str) -> Vec<Link> {
    let path = register.region_path(code);
    let regions = path.iter().rev().filter_map(|code| register.region(code));
    regions.map(|region| region_link(&region.code, &region.name, page)).collect()
}

fn region_link(code: &str, name: &str, page: &str) -> Link {
    Link::new(format!("{page}?region={code}"), name)
}

fn agency_links<'a>(agencies: impl Iterator<Item = (&'a String, &'a String)>) -> Vec<Link> {
    agencies.map(|(code, name)| Link::new(format!("/a/{code}"), name)).collect()
}

fn groups(register: &Register, code: &str) -> Vec<RegionGroup> {
    let group = |level: &str, title: &str| {
        let below = register.regions_below(code).filter(|region| region.level == level);
        let regions = below.map(|region| region_link(&region.code, &region.name, PAGE));
        RegionGroup { title: title.to_owned(), regions: regions.collect() }
    };
    let groups = [group("city", "设区的市"), group("county", "县（市、区）")];
    groups.into_iter().filter(|group| !group.regions.is_empty()).collect()
}
