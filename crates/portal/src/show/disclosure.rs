//! Parts of the page of one disclosure.

use mingjing_actions::House;
use mingjing_actions::reading::{PublicDisclosure, Revision};
use mingjing_calendar::Amount;
use mingjing_catalogue::{Basis, Field, FieldKind, Item};
use mingjing_design::components::{Fact, FactTable, FactValue, Link, LogMark, Tag, TagKind};
use mingjing_design::format;
use mingjing_publication::{Content, Event, Kind};
use serde_json::Value;

use super::facets::Names;
use crate::log_entries::moment;
use crate::pages::{RedHead, VersionLine};

/// A disclosure made longer before its publication than this came with an archive and was public elsewhere before;
/// how long that took is not known. In days.
const ARCHIVE: i64 = 366;

/// The mark of one public event.
pub(crate) fn mark(id: &str, revision: &Revision) -> LogMark {
    LogMark {
        index: revision.leaf_index,
        digest: revision.digest.clone(),
        at: moment(&revision.at),
        receipt: format!("/d/{id}/receipt"),
        content: revision.content.as_ref().map(|_| format!("/log/content/{}", revision.digest)),
    }
}

/// The small table a disclosure begins with.
pub(crate) fn facts(
    house: &House,
    item: Option<&Item>,
    disclosure: &PublicDisclosure,
    content: &Content,
) -> FactTable {
    let names = Names::new(house);
    let mut facts = vec![
        Fact::text("索引号", disclosure.index_no.clone()),
        Fact::link(
            "公开机关",
            format!("/a/{}", disclosure.agency),
            names.agency_on(&disclosure.agency, disclosure.issued_on),
        ),
    ];
    for field in item.into_iter().flat_map(Item::page_fields) {
        let value = content.fields.get(&field.key).filter(|value| !value.is_null());
        facts.extend(value.and_then(|value| fact(item, field, value, &names)));
    }
    let told =
        |day: &str| facts.iter().any(|fact| matches!(&fact.value, FactValue::Text(text) if text == day));
    let issued = format::date(disclosure.issued_on);
    if !told(&issued) {
        facts.push(Fact::text("信息日期", issued));
    }
    if let Some(first) = disclosure.first() {
        facts.push(Fact::text("公开时间", format::moment(moment(&first.at))));
    }
    if let Some(newest) = disclosure.newest().filter(|newest| newest.event == Event::Amend) {
        facts.push(Fact::text("更新时间", format::moment(moment(&newest.at))));
    }
    if let Some(item) = item {
        facts.push(Fact::text("公开依据", item.basis.iter().map(basis).collect::<Vec<_>>().join("\n")));
        facts.extend(timeliness(house, item, disclosure));
        facts.extend(completeness(item, content));
    }
    FactTable { caption: "基本信息".into(), facts }
}

/// A law and its article in one line.
pub(crate) fn basis(basis: &Basis) -> String {
    format!("{}{}", basis.law, basis.article)
}

fn fact(item: Option<&Item>, field: &Field, value: &Value, names: &Names<'_>) -> Option<Fact> {
    let label = field.label.zh.clone();
    let shown = names.display(field, value);
    let value = match (&field.kind, value) {
        // Links to other disclosures have their own place, with titles.
        // Sub-records have a section each.
        (FieldKind::Reference { .. } | FieldKind::Body | FieldKind::Files | FieldKind::Table { .. }, _) => {
            return None;
        }
        (FieldKind::Url, Value::String(url)) => FactValue::Links(vec![Link::new(url.clone(), shown)]),
        (FieldKind::Agency, Value::String(code)) => {
            FactValue::Links(vec![Link::new(format!("/a/{code}"), shown)])
        }
        _ if item.and_then(|item| item.status_field.as_ref()) == Some(&field.key) => {
            FactValue::State(Tag::status(&shown))
        }
        (FieldKind::Money { .. }, Value::String(yuan)) => FactValue::Text(with_rounded(&shown, yuan)),
        _ => FactValue::Text(shown),
    };
    Some(Fact::new(label, value))
}

/// A large amount, exact and as people say it.
fn with_rounded(shown: &str, yuan: &str) -> String {
    match yuan.parse::<f64>() {
        Ok(amount) if amount.abs() >= 10_000.0 => format!("{shown}（{}）", format::rounded_yuan(amount)),
        _ => shown.to_owned(),
    }
}

/// How many elements there are of those asked for.
pub(crate) fn elements(has: usize, asked: usize) -> Tag {
    let kind = if has == asked { TagKind::Good } else { TagKind::Soon };
    Tag::new(kind, format!("{asked} 项要素，已写 {has} 项"))
}

/// How many of the elements that the item asks for are there, and which are not.
fn completeness(item: &Item, content: &Content) -> Option<Fact> {
    let found = item.completeness(&content.fields)?;
    let has = found.asked - found.missing.len();
    let fact = Fact::new("要素完整度", FactValue::State(elements(has, found.asked)));
    let missing: Vec<&str> = found.missing.iter().map(|field| field.label.zh.as_str()).collect();
    Some(if missing.is_empty() { fact } else { fact.noted(format!("还缺：{}", missing.join("、"))) })
}

/// Whether it was published in time, where the item has a limit in working days and the calendar covers both days.
pub(crate) fn timeliness(house: &House, item: &Item, disclosure: &PublicDisclosure) -> Option<Fact> {
    let limit = house.rules.limits.get(item.time_limit.as_deref()?).ok()?;
    let Amount::WorkingDays(allowed) = limit.amount else { return None };
    let published = moment(&disclosure.first()?.at).date_naive();
    if !(0..=ARCHIVE).contains(&(published - disclosure.issued_on).num_days()) {
        return None;
    }
    let taken = house.rules.calendar.working_days_between(disclosure.issued_on, published).ok()?;
    let tag = match taken.checked_sub(allowed).filter(|late| *late > 0) {
        None => Tag::new(TagKind::Good, format!("{taken} 个工作日，按时")),
        Some(late) => Tag::new(TagKind::Bad, format!("{taken} 个工作日，超期 {late} 个")),
    };
    let note = format!("时限 {allowed} 个工作日（{}{}）", limit.source, limit.article);
    Some(Fact::new("公开用时", FactValue::State(tag)).noted(note))
}

/// Head of an official document: only where there is a number of the form 发文字号.
pub(crate) fn red_head(item: Option<&Item>, content: &Content, agency: &str) -> Option<RedHead> {
    let item = item.filter(|item| item.document)?;
    let numbered = |field: &&Field| matches!(field.kind, FieldKind::DocumentNumber { any_form: false });
    let number = content.fields.get(&item.fields.iter().find(numbered)?.key)?.as_str()?;
    let issuer = content.fields.get("issuer").and_then(Value::as_str).unwrap_or(agency);
    Some(RedHead { issuer: issuer.to_owned(), number: number.to_owned() })
}

/// All versions, newest first.
pub(crate) fn versions(disclosure: &PublicDisclosure) -> Vec<VersionLine> {
    let mut lines = Vec::new();
    let mut before: Option<&Revision> = None;
    for revision in &disclosure.revisions {
        let difference =
            before.filter(|before| before.content.is_some() && revision.content.is_some()).map(|before| {
                format!(
                    "/d/{}?diff={}..{}#difference-title",
                    disclosure.id, before.revision, revision.revision
                )
            });
        lines.push(VersionLine {
            revision: revision.revision,
            event: revision.kind.map_or(revision.event.zh(), Kind::zh).to_owned(),
            at: format::moment(moment(&revision.at)),
            reason: revision.reason.clone(),
            leaf: revision.leaf_index,
            difference,
        });
        before = Some(revision);
    }
    lines.reverse();
    lines
}

/// How to cite this version.
pub(crate) fn citation(
    agency: &str,
    disclosure: &PublicDisclosure,
    content: &Content,
    address: &str,
) -> String {
    let at =
        disclosure.newest().map(|newest| format::date(moment(&newest.at).date_naive())).unwrap_or_default();
    let title = if content.title.starts_with('《') {
        content.title.clone()
    } else {
        format!("《{}》", content.title)
    };
    format!(
        "{agency}：{title}，索引号 {}，第 {} 版，{at}公开，{address}",
        disclosure.index_no, content.revision
    )
}

/// What the log still says of a withdrawn disclosure.
pub(crate) fn tombstone_facts(house: &House, disclosure: &PublicDisclosure) -> FactTable {
    let names = Names::new(house);
    let mut facts = vec![
        Fact::text("索引号", disclosure.index_no.clone()),
        Fact::link(
            "公开机关",
            format!("/a/{}", disclosure.agency),
            names.agency_on(&disclosure.agency, disclosure.issued_on),
        ),
        Fact::text("信息日期", format::date(disclosure.issued_on)),
    ];
    if let Some(first) = disclosure.first() {
        facts.push(Fact::text("公开时间", format::moment(moment(&first.at))));
    }
    FactTable { caption: "公开日志所记".into(), facts }
}
