//! Columns of an agency's page: the four that every agency has, and its own.

use chrono::NaiveDate;
use mingjing_actions::reorganising::{Shown, SiteColumn, SitePart};
use mingjing_catalogue::{Area, Catalogue};
use mingjing_design::components::Link;
use mingjing_design::format;
use mingjing_search::{Facet, Hit, Query, Sort};

use super::find;
use crate::failure::Failure;
use crate::pages::Quad;
use crate::portal::Portal;
use crate::show;

/// Disclosures in one column that every agency has.
const LATEST: usize = 5;

/// The columns that hold one item each: the national form of an agency's page fixes their names and order, so the
/// items that fill them are fixed too (国办公开办函〔2019〕61号, 二).
const GUIDE: (&str, &str, &str) = ("agency-guide", "政府信息公开指南", "怎么查、怎么申请、找谁");
const RULES: (&str, &str, &str) = ("agency-rule", "政府信息公开制度", "本机关公开信息要守的规矩");
const REPORT: (&str, &str, &str) = ("annual-report", "政府信息公开年报", "每年公开了多少、办了多少申请");

/// The columns of a page with these parts, in its order.
pub(super) async fn columns(portal: &Portal, code: &str, parts: &[SitePart]) -> Result<Vec<Quad>, Failure> {
    let empty = nothing(portal, code);
    let mut quads = Vec::with_capacity(parts.len() + 3);
    for part in parts {
        match part {
            SitePart::Statutory => {
                quads.push(single(portal, code, GUIDE, &empty).await?);
                quads.push(single(portal, code, RULES, &empty).await?);
                quads.push(proactive(portal, code, &empty).await?);
                quads.push(single(portal, code, REPORT, &empty).await?);
            }
            SitePart::Own(column) => quads.push(own(portal, code, column).await?),
        }
    }
    Ok(quads)
}

/// What stands in a column of every agency that holds nothing, and since when: since the agency's first day, where the
/// register knows it. It does not of the agencies that the instance began with.
fn nothing(portal: &Portal, code: &str) -> String {
    let register = portal.house.register();
    let since =
        register.agency(code).and_then(|agency| agency.valid_from.as_deref()?.parse::<NaiveDate>().ok());
    match since {
        Some(day) => format!("本机关{}设立，现在没有公开的内容。", format::date(day)),
        None => "还没有公开。".to_owned(),
    }
}

/// What a column shows, in words, with the address of all of it; none for what the catalogue no longer has.
fn shown(catalogue: &Catalogue, code: &str, one: &Shown) -> Option<Link> {
    match one {
        Shown::Item(key) => {
            let item = catalogue.item(key)?;
            Some(Link::new(format!("/i/{key}?agency={code}"), item.title.zh.clone()))
        }
        Shown::Area(key) => {
            let area = Area::from_key(key)?;
            Some(Link::new(format!("/search?agency={code}&area={key}"), area.zh()))
        }
    }
}

/// A column of the agency's own: the newest of all that it shows.
async fn own(portal: &Portal, code: &str, column: &SiteColumn) -> Result<Quad, Failure> {
    let newest = usize::try_from(column.newest).unwrap_or_default();
    let (mut hits, mut items): (Vec<Hit>, Vec<(Link, u64)>) = (Vec::new(), Vec::new());
    for one in &column.shows {
        let Some(link) = shown(&portal.house.rules.catalogue, code, one) else { continue };
        let (item, area) = match one {
            Shown::Item(key) => (Some(key.clone()), None),
            Shown::Area(key) => (None, Some(key.clone())),
        };
        let agency = Some(code.to_owned());
        let query = Query { agency, item, area, sort: Sort::Newest, limit: newest, ..Query::default() };
        let found = find(portal, query).await?;
        items.push((link, found.total));
        // An item may stand in an area that is shown too.
        for hit in found.hits {
            if hits.iter().all(|known| known.id != hit.id) {
                hits.push(hit);
            }
        }
    }
    hits.sort_by_key(|hit| std::cmp::Reverse(hit.issued_on));
    hits.truncate(newest);
    let since = column.since.parse::<NaiveDate>().map_or_else(|_| column.since.clone(), format::date);
    let names: Vec<&str> = items.iter().map(|(link, _)| link.text.as_str()).collect();
    let summary = if names == [column.title.as_str()] { String::new() } else { names.join("、") };
    let empty = format!("{since}设置本栏目，现在没有公开的内容。");
    // Of one thing alone the link below says how much there is.
    let single = (items.len() == 1).then(|| items.remove(0));
    let more = single.and_then(|(link, total)| {
        let more = usize::try_from(total).is_ok_and(|total| total > hits.len());
        more.then(|| Link::new(link.href, format!("全部 {} 条", format::thousands(total))))
    });
    items.retain(|(_, total)| *total > 0);
    let entries = show::entries(&portal.house, &hits);
    Ok(Quad { title: column.title.clone(), summary, entries, items, empty, more })
}

async fn single(
    portal: &Portal,
    code: &str,
    (key, title, summary): (&str, &str, &str),
    empty: &str,
) -> Result<Quad, Failure> {
    let query = Query {
        agency: Some(code.to_owned()),
        item: Some(key.to_owned()),
        sort: Sort::Newest,
        limit: LATEST,
        ..Query::default()
    };
    let found = find(portal, query).await?;
    let more = usize::try_from(found.total).is_ok_and(|total| total > found.hits.len());
    Ok(Quad {
        title: title.to_owned(),
        summary: summary.to_owned(),
        entries: show::entries(&portal.house, &found.hits),
        items: Vec::new(),
        empty: empty.to_owned(),
        more: more.then(|| Link::new(format!("/i/{key}?agency={code}"), format!("全部 {} 条", found.total))),
    })
}

/// 法定主动公开内容: all items that have no column of their own.
async fn proactive(portal: &Portal, code: &str, empty: &str) -> Result<Quad, Failure> {
    let own = [GUIDE.0, RULES.0, REPORT.0];
    let query = Query {
        agency: Some(code.to_owned()),
        sort: Sort::Newest,
        limit: LATEST * 4,
        facets: vec![Facet::Item],
        ..Query::default()
    };
    let mut found = find(portal, query).await?;
    found.hits.retain(|hit| !own.contains(&hit.item.as_str()));
    found.hits.truncate(LATEST);
    let catalogue = &portal.house.rules.catalogue;
    let counts = found.facets.iter().flat_map(|(_, counts)| counts);
    let items = counts
        .filter(|(key, _)| !own.contains(&key.as_str()))
        .filter_map(|(key, count)| Some((catalogue.item(key)?, *count)))
        .map(|(item, count)| {
            (Link::new(format!("/i/{}?agency={code}", item.key), item.title.zh.clone()), count)
        })
        .collect();
    Ok(Quad {
        title: "法定主动公开内容".to_owned(),
        summary: "法律要求不等人申请就公开的信息".to_owned(),
        entries: show::entries(&portal.house, &found.hits),
        items,
        empty: empty.to_owned(),
        more: Some(Link::new(format!("/search?agency={code}"), "在本机关的信息中查找")),
    })
}
