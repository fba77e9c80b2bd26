//! From the parameters of a list to a question for the search index.

use mingjing_actions::Register;
use mingjing_catalogue::{Catalogue, Field, Visibility};
use mingjing_search::{Cursor, Error, Facet, Query, Sort};

use crate::parameters::{Parameters, unknown};
use crate::problem::Problem;

/// The most columns counted in one answer.
const MAX_FACETS: usize = 10;

/// Reads the parameters of `GET /api/v1/disclosures`.
///
/// # Errors
/// The first parameter that is wrong, by name.
pub(crate) fn question(
    mut given: Parameters,
    catalogue: &Catalogue,
    register: &Register,
) -> Result<Query, Problem> {
    let text = given.take("q")?.unwrap_or_default();
    let item = given.take("item")?;
    if let Some(key) = &item
        && catalogue.item(key).is_none()
    {
        return Err(Problem::parameter("item", "没有这个公开事项,可用的事项见 /api/v1/items"));
    }
    let agency = given.take("agency")?;
    if agency.as_deref().is_some_and(|code| register.agency(code).is_none()) {
        return Err(Problem::parameter("agency", "没有这个代码的机构,机构代码见 /api/v1/agencies"));
    }
    let region = given.take("region")?;
    if region.as_deref().is_some_and(|code| register.region(code).is_none()) {
        return Err(Problem::parameter("region", "没有这个代码的行政区划,代码见 /api/v1/regions"));
    }
    let (from, to) = (given.day("from")?, given.day("to")?);
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return Err(Problem::parameter("to", "截止日期 to 不能早于起始日期 from"));
    }
    let status = given.take("status")?;
    let sort = order(given.take("sort")?.as_deref(), &text)?;
    let after = given
        .take("after")?
        .map(|text| text.parse::<Cursor>())
        .transpose()
        .map_err(|e| cursor_problem(&e))?;
    let limit = given.limit()?;
    let facets = facets(&given.take_all("facet"), item.as_deref(), catalogue)?;
    let mut filters = Vec::new();
    while let Some((name, value)) = given.take_next()? {
        if !has_field(catalogue, item.as_deref(), &name, |field| field.indexed || field.facet) {
            return Err(unknown(&name));
        }
        filters.push((name, value));
    }
    Ok(Query {
        text,
        item,
        agency,
        region,
        status,
        filters,
        from,
        to,
        sort,
        after,
        limit,
        facets,
        ..Query::default()
    })
}

fn order(sort: Option<&str>, text: &str) -> Result<Sort, Problem> {
    match sort {
        None | Some("relevance") if text.trim().is_empty() => Ok(Sort::Newest),
        None | Some("relevance") => Ok(Sort::Relevance),
        Some("newest") => Ok(Sort::Newest),
        Some("oldest") => Ok(Sort::Oldest),
        Some(_) => Err(Problem::parameter(
            "sort",
            "参数 sort 须为 relevance(按相关程度)、newest(最新在前)或 oldest(最早在前)",
        )),
    }
}

/// Facets come as `facet=item,agency` or `facet=item&facet=agency`.
fn facets(given: &[String], item: Option<&str>, catalogue: &Catalogue) -> Result<Vec<Facet>, Problem> {
    let mut facets = Vec::new();
    for name in given.iter().flat_map(|list| list.split(',')).map(str::trim).filter(|name| !name.is_empty()) {
        let facet = match name {
            "item" => Facet::Item,
            "agency" => Facet::Agency,
            "region" => Facet::Region,
            "year" => Facet::Year,
            "status" => Facet::Status,
            "area" => Facet::Area,
            field if has_field(catalogue, item, field, |f| f.facet) => Facet::Field(field.to_owned()),
            _ => {
                let known = "item、agency、region、year、status、area,或事项中标有 facet 的字段";
                return Err(Problem::parameter("facet", format!("参数 facet 可以是 {known}")));
            }
        };
        if !facets.contains(&facet) {
            facets.push(facet);
        }
    }
    if facets.len() > MAX_FACETS {
        return Err(Problem::parameter("facet", format!("一次最多统计 {MAX_FACETS} 项")));
    }
    Ok(facets)
}

/// The name of a facet, as it is asked for.
pub(crate) fn facet_name(facet: &Facet) -> &str {
    match facet {
        Facet::Item => "item",
        Facet::Agency => "agency",
        Facet::Region => "region",
        Facet::Year => "year",
        Facet::Status => "status",
        Facet::Area => "area",
        Facet::Field(key) => key,
    }
}

/// Whether the item, or without one any item, has such a public field.
fn has_field(catalogue: &Catalogue, item: Option<&str>, key: &str, fits: fn(&Field) -> bool) -> bool {
    let items = catalogue.items().iter().filter(|i| item.is_none_or(|wanted| i.key == wanted));
    items.filter_map(|i| i.field(key)).any(|field| field.visibility == Visibility::Public && fits(field))
}

/// What the index says of a cursor.
pub(crate) fn cursor_problem(error: &Error) -> Problem {
    match error {
        Error::Cursor | Error::CursorOrder => Problem::parameter("after", error.to_string()),
        other => Problem::internal(other),
    }
}
