//! `/api/v1/agencies` and `/api/v1/regions`: who publishes, and where.

use std::collections::HashSet;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use mingjing_actions::Register;
use mingjing_catalogue::Level;
use mingjing_design::origin::Reached;
use mingjing_store::register::{Agency, Region};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Api;
use crate::answer::Answer;
use crate::parameters::Parameters;
use crate::problem::Problem;

/// An agency.
#[derive(Debug, Serialize, ToSchema)]
struct AgencyView {
    /// Code, the first part of an index number.
    #[schema(example = "130001")]
    code: String,
    /// Full name.
    name: String,
    /// Name without its region.
    short_name: String,
    /// The region it serves.
    region: RegionRef,
    /// `province`, `city` or `county`.
    level: String,
    /// Code of the agency above it.
    parent: Option<String>,
    /// Its page.
    url: String,
}

/// A region in short.
#[derive(Debug, Serialize, ToSchema)]
struct RegionRef {
    /// Division code (GB/T 2260).
    #[schema(example = "130100")]
    code: String,
    /// Name.
    name: String,
}

/// A page of the register of agencies.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgencyList {
    /// How many there are on all pages.
    total: usize,
    /// By code.
    items: Vec<AgencyView>,
    /// The cursor behind the last one, for `after`; null on the last page.
    next: Option<String>,
}

/// An administrative division.
#[derive(Debug, Serialize, ToSchema)]
struct RegionView {
    /// Division code (GB/T 2260).
    #[schema(example = "130100")]
    code: String,
    /// Name.
    name: String,
    /// `province`, `city` or `county`.
    level: String,
    /// Code of the division it belongs to.
    parent: Option<String>,
}

/// All administrative divisions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RegionList {
    /// How many.
    total: usize,
    /// By code.
    items: Vec<RegionView>,
}

/// 公开机构
#[utoipa::path(
    get, path = "/api/v1/agencies", tag = "目录与机构", operation_id = "listAgencies",
    params(
        ("region" = Option<String>, Query, description = "行政区划代码,含下级"),
        ("level" = Option<String>, Query, description = "province、city、county 或 township"),
        ("after" = Option<String>, Query, description = "翻页标记,取自上一页的 next"),
        ("limit" = Option<usize>, Query, minimum = 1, maximum = 100, description = "每页条数,1 至 100,默认 20"),
    ),
    responses(
        (status = 200, description = "一页机构,按代码排列", body = AgencyList),
        (status = 400, description = "参数有误", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn agencies(
    State(api): State<Api>,
    given: Parameters,
    reached: Reached,
    request: HeaderMap,
) -> Result<Response, Problem> {
    Ok(Answer::json(&page(given, &api.house.register(), &api.origin(&reached))?)?.to(&request))
}

fn page(mut given: Parameters, register: &Register, origin: &str) -> Result<AgencyList, Problem> {
    let regions = match given.take("region")? {
        None => None,
        Some(code) if register.region(&code).is_some() => Some(with_below(register, &code)),
        Some(_) => {
            return Err(Problem::parameter("region", "没有这个代码的行政区划,代码见 /api/v1/regions"));
        }
    };
    let level = given.take("level")?;
    if let Some(level) = &level
        && ![Level::Province, Level::City, Level::County, Level::Township].iter().any(|l| l.key() == level)
    {
        return Err(Problem::parameter("level", "参数 level 须为 province、city、county 或 township"));
    }
    let after = given.take("after")?.unwrap_or_default();
    if !after.is_empty() && register.agency(&after).is_none() {
        return Err(Problem::parameter("after", "翻页标记无效:请从第一页重新翻起"));
    }
    let limit = given.limit()?;
    given.finish()?;
    let wanted = |agency: &&Agency| {
        regions.as_ref().is_none_or(|regions| regions.contains(&agency.region_code))
            && level.as_ref().is_none_or(|level| agency.level == *level)
    };
    let total = register.agencies().filter(wanted).count();
    let mut rest = register.agencies().filter(wanted).filter(|agency| agency.code > after);
    let items: Vec<AgencyView> = rest.by_ref().take(limit).map(|a| agency(a, register, origin)).collect();
    let next = rest.next().and(items.last()).map(|last| last.code.clone());
    Ok(AgencyList { total, items, next })
}

fn agency(agency: &Agency, register: &Register, origin: &str) -> AgencyView {
    let region =
        register.region(&agency.region_code).map_or(agency.region_code.as_str(), |r| r.name.as_str());
    AgencyView {
        code: agency.code.clone(),
        name: agency.name.clone(),
        short_name: agency.short_name.clone(),
        region: RegionRef { code: agency.region_code.clone(), name: region.to_owned() },
        level: agency.level.clone(),
        parent: agency.parent_code.clone(),
        url: format!("{origin}/a/{}", agency.code),
    }
}

/// The codes of a region and of all below it.
fn with_below(register: &Register, code: &str) -> HashSet<String> {
    let mut found = HashSet::from([code.to_owned()]);
    let mut open = vec![code.to_owned()];
    while let Some(code) = open.pop() {
        for region in register.regions_below(&code) {
            if found.insert(region.code.clone()) {
                open.push(region.code.clone());
            }
        }
    }
    found
}

/// 行政区划
#[utoipa::path(
    get, path = "/api/v1/regions", tag = "目录与机构", operation_id = "listRegions",
    responses((status = 200, description = "全部行政区划,按代码排列", body = RegionList)),
)]
pub(crate) async fn regions(State(api): State<Api>, request: HeaderMap) -> Result<Response, Problem> {
    let register = api.house.register();
    let items: Vec<_> = register.regions().map(region).collect();
    Ok(Answer::json(&RegionList { total: items.len(), items })?.to(&request))
}

fn region(region: &Region) -> RegionView {
    RegionView {
        code: region.code.clone(),
        name: region.name.clone(),
        level: region.level.clone(),
        parent: region.parent_code.clone(),
    }
}
