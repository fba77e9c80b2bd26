//! `/oversight`: how every agency stands with what it owes, with the evidence of every point.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use mingjing_actions::Register;
use mingjing_actions::overseeing::{Overview, Roster, agency_findings, exceptions, overview, owed};
use mingjing_design::components::{Breadcrumb, Link, Pagination, Tag, TagKind};
use mingjing_design::format;
use mingjing_design::frame::Section;
use mingjing_duties::{
    Beside, Duty, Exception, Finding, Member, Ruling, Score, State as Standing, Subject, Tally,
};

use super::agency::regions_above;
use super::oversight_regions::{self, UNJUDGED, trends};
use super::render;
use crate::failure::Failure;
use crate::pages::{
    ClauseTally, DutyPage, FindingLine, IndicatorLine, OversightPage, RulingLine, ScoreLine, Trends,
};
use crate::portal::Portal;
use crate::visit::Visit;

/// The page, by region.
const ADDRESS: &str = "/oversight";

/// Agencies on one page.
const PAGE: usize = 50;

/// Obligations of one kind shown; there may be thousands of late disclosures.
const SHOWN: usize = 100;

pub(super) async fn page(State(portal): State<Portal>, visit: Visit) -> Response {
    portal.page(&visit, make(&portal, &visit)).await
}

async fn make(portal: &Portal, visit: &Visit) -> Result<(StatusCode, String), Failure> {
    let Some(overview) = overview(&portal.house) else {
        return Err(Failure::Unready);
    };
    let register = portal.house.register();
    let root = register.regions().find(|region| region.parent_code.is_none());
    let region = match visit.given("region") {
        Some(code) => register.region(&code).ok_or(Failure::NotFound)?,
        None => root.ok_or(Failure::NotFound)?,
    };
    let whole = region.parent_code.is_none();
    let within = |member: &Member| register.region_path(&member.region).contains(&region.code);
    let level = visit.given("level").unwrap_or_default();
    let chosen =
        |member: &Member| (level.is_empty() || member.level.key() == level) && (whole || within(member));
    let mut ranked: Vec<&(Member, Score)> =
        overview.agencies.iter().filter(|(member, _)| chosen(member)).collect();
    ranked.sort_by(|(a, x), (b, y)| y.total.cmp(&x.total).then(a.code.cmp(&b.code)));
    let base = format!("/oversight?region={}&level={level}", region.code);
    let pages = ranked.len().div_ceil(PAGE).max(1);
    let current = visit.given("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, pages);
    let mut all = Tally::default();
    ranked.iter().for_each(|(_, score)| all.join(&score.tally));
    let lines = ranked.iter().enumerate().skip((current - 1) * PAGE).take(PAGE);
    let page = OversightPage {
        frame: portal.frame(visit, Section::Agencies).await,
        breadcrumb: Breadcrumb {
            above: above(&register, region.parent_code.as_deref()),
            here: region.name.clone(),
        },
        title: format!("{}政务公开监督", region.name),
        summary: summary(&overview, ranked.len(), &all),
        scheme: scheme(portal),
        levels: levels(&region.code, &level),
        mean: oversight_regions::mean(&overview, &region.code),
        map: oversight_regions::map(portal, &overview, (&region.code, whole)),
        regions: oversight_regions::lines(&register, &overview, &region.code),
        trends: trends(&overview.trend, |point| Some(point.regions.get(&region.code)?.value()?.to_string())),
        lines: lines.map(|(place, (member, score))| score_line(place + 1, member, score)).collect(),
        pagination: Pagination { current: current as u64, pages: pages as u64, base },
        clauses: clauses(portal, &overview, &region.code),
    };
    render(StatusCode::OK, &page)
}

/// The front page, and the regions from the top to the one with this code.
fn above(register: &Register, code: Option<&str>) -> Vec<Link> {
    let mut links = vec![Link::new("/", "首页")];
    links.extend(code.into_iter().flat_map(|code| regions_above(register, code, ADDRESS)));
    links
}

fn summary(overview: &Overview, agencies: usize, all: &Tally) -> String {
    format!(
        "截至{}，按公开日志前 {} 条判断：{} 个机关今年应办的事，按时完成 {} 件，逾期完成 {} 件，逾期未完成 {} 件，未到期 {} 件，没有记录、无法判断 {} 件，异议成立、不计入 {} 件。",
        format::date(overview.span.as_of),
        format::thousands(overview.leaves),
        format::thousands(agencies as u64),
        format::thousands(all.met),
        format::thousands(all.late),
        format::thousands(all.overdue),
        format::thousands(all.open),
        format::thousands(all.unknown),
        format::thousands(all.excused)
    )
}

fn scheme(portal: &Portal) -> String {
    let scheme = &portal.house.rules.scheme;
    let parts: Vec<String> =
        scheme.indicators.iter().map(|i| format!("{} {} 分", i.title, i.points)).collect();
    format!(
        "满分 100 分：{}。逾期完成按 {} 计；没有到期和没有记录的不计分。政务公开占绩效考核的 {}%（{}）。",
        parts.join("，"),
        scheme.late_credit,
        scheme.performance_percent,
        scheme.source
    )
}

/// The levels to choose from, each with whether it is chosen.
fn levels(region: &str, chosen: &str) -> Vec<(Link, bool)> {
    let levels =
        [("", "全部"), ("province", "省级"), ("city", "市级"), ("county", "县级"), ("township", "乡镇级")];
    let link = |(key, name): (&str, &str)| {
        (Link::new(format!("/oversight?region={region}&level={key}"), name), key == chosen)
    };
    levels.into_iter().map(link).collect()
}

fn score_line(place: usize, member: &Member, score: &Score) -> ScoreLine {
    ScoreLine {
        place,
        agency: Link::new(format!("/oversight/{}", member.code), member.name.clone()),
        total: points(score),
        tally: score.tally,
    }
}

fn points(score: &Score) -> String {
    score.total.map_or_else(|| UNJUDGED.to_owned(), |total| total.to_string())
}

fn clauses(portal: &Portal, overview: &Overview, region: &str) -> Vec<ClauseTally> {
    let clauses = portal.house.rules.clauses.clauses.iter();
    let Some(region) = overview.regions.get(region) else { return Vec::new() };
    let tallied = clauses.filter_map(|clause| Some((clause, region.all.clauses.get(&clause.number)?)));
    let line = |(clause, tally): (&mingjing_catalogue::OpinionClause, &Tally)| ClauseTally {
        clause: Link::new(super::clauses::address(clause), format!("{} {}", clause.number, clause.title)),
        tally: *tally,
    };
    tallied.map(line).collect()
}

pub(super) async fn agency(State(portal): State<Portal>, Path(code): Path<String>, visit: Visit) -> Response {
    portal.page(&visit, make_agency(&portal, &visit, &code)).await
}

async fn make_agency(portal: &Portal, visit: &Visit, code: &str) -> Result<(StatusCode, String), Failure> {
    let register = portal.house.register();
    let agency = register.agency(code).ok_or(Failure::NotFound)?;
    let Some((mut findings, score)) = agency_findings(&portal.house, code)? else {
        return Err(Failure::Unready);
    };
    findings.sort_by_key(|finding| urgency(finding.state));
    let above = above(&register, Some(&agency.region_code));
    let indicators = score.indicators.iter().map(|indicator| IndicatorLine {
        title: indicator.title.clone(),
        reached: indicator.reached.map_or_else(|| UNJUDGED.to_owned(), |points| points.to_string()),
        points: indicator.points.to_string(),
        tally: indicator.tally,
    });
    let left_out = findings.len().saturating_sub(SHOWN);
    let page = DutyPage {
        frame: portal.frame(visit, Section::Agencies).await,
        breadcrumb: Breadcrumb { above, here: agency.short_name.clone() },
        agency: Link::new(format!("/a/{code}"), agency.name.clone()),
        calendar: format!("/oversight/{code}/calendar.ics"),
        total: points(&score),
        beside: beside(portal, &agency.name),
        trends: overview(&portal.house).map_or_else(Trends::default, |all| {
            trends(&all.trend, |point| point.agencies.get(code).map(ToString::to_string))
        }),
        indicators: indicators.collect(),
        findings: findings.iter().take(SHOWN).map(|finding| line(portal, finding)).collect(),
        exceptions: exceptions(&portal.house, code)?.into_iter().map(exception_line).collect(),
        more: (left_out > 0).then(|| {
            format!("另有 {left_out} 项没有列出；用 mingjing assess --agency {code} 可以看到全部。")
        }),
    };
    render(StatusCode::OK, &page)
}

/// What else is public about an agency: assessments, praise and criticism, who was held to account.
fn beside(portal: &Portal, name: &str) -> Vec<Link> {
    let beside = portal.house.rules.duties.objections().map(|rules| rules.beside.as_slice());
    let link = |one: &Beside| {
        let (name, item) = (format::query_value(name), format::query_value(&one.item));
        Link::new(format!("/search?q={name}&item={item}"), one.title.clone())
    };
    beside.unwrap_or_default().iter().map(link).collect()
}

/// What is late first.
fn urgency(state: Standing) -> u8 {
    match state {
        Standing::Overdue => 0,
        Standing::Open => 1,
        Standing::Late => 2,
        Standing::Unknown => 3,
        Standing::Excused => 4,
        Standing::Met => 5,
    }
}

fn line(portal: &Portal, finding: &Finding) -> FindingLine {
    let kind = match finding.state {
        Standing::Met => TagKind::Good,
        Standing::Late | Standing::Open => TagKind::Soon,
        Standing::Overdue => TagKind::Bad,
        Standing::Unknown | Standing::Excused => TagKind::Plain,
    };
    let owed = owed(&portal.house, finding);
    let evidence = finding.evidence.iter().take(3).map(|proof| {
        Link::new(
            format!("/d/{}", proof.id),
            format!("{}公开，日志第 {} 条", format::date(proof.on), proof.leaf),
        )
    });
    FindingLine {
        title: owed.duty,
        article: owed.article,
        what: match finding.subject {
            Subject::InTime => format!("{} 件", format::thousands(finding.count)),
            _ => owed.what,
        },
        about: owed.about,
        due: due(finding),
        state: Tag::new(kind, finding.state.zh()),
        evidence: evidence.collect(),
        before: finding.before.map(|state| format!("裁定以前：{}", state.zh())).unwrap_or_default(),
        rulings: finding.rulings.iter().map(|ruling| ruling_line(portal, ruling)).collect(),
    }
}

/// The last day, with the minute where hours are counted to it.
fn due(finding: &Finding) -> String {
    let minute = finding.due_at.map(|at| at.format(" %H:%M").to_string()).unwrap_or_default();
    finding.due.map(|due| format!("{}{minute}", format::date(due))).unwrap_or_default()
}

fn exception_line((duty, exception): (&Duty, &Exception)) -> (String, String, String) {
    let days = exception.days(format::date).map(|days| format!("（{days}）")).unwrap_or_default();
    let title = format!("{}{days}", duty.title);
    (title, exception.ground.clone(), exception.article.clone())
}

fn ruling_line(portal: &Portal, ruling: &Ruling) -> RulingLine {
    let register = portal.house.register();
    let decision = portal.house.rules.duties.objections().map(|rules| &rules.decision);
    let word = decision.and_then(|decision| decision.word(ruling.effect)).unwrap_or_default();
    let (day, by) = (format::date(ruling.on), register.agency_name(&ruling.by));
    RulingLine {
        decision: Link::new(format!("/d/{}", ruling.id), format!("{by}的异议裁定：{word}")),
        note: match ruling.uncounted {
            Some(why) => format!("{day}公开，日志第 {} 条；{}。", ruling.leaf, why.zh()),
            None => format!("{day}公开，日志第 {} 条。", ruling.leaf),
        },
    }
}

/// The list of agencies that others recompute scores with.
pub(super) async fn roster(State(portal): State<Portal>) -> Response {
    match serde_json::to_string(&Roster::of(&portal.house.register())) {
        Ok(text) => ([(CONTENT_TYPE, "application/json")], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the list of agencies could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
