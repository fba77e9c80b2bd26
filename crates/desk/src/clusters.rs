//! `/desk/clusters`: appeals grouped by what they are about, for the openness office of a region.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::response::IntoResponse;
use mingjing_actions::clusters::{self, ClusterLine, Numbers};
use mingjing_actions::{Action, supervisions};
use mingjing_design::components::Pagination;
use mingjing_design::page::Page;

use crate::Desk;
use crate::form::Form;
use crate::pages::{ClusterPage, ClusterView, ClustersPage, MemberView, NumbersView};
use crate::steps::Answer;
use crate::supervisions::line;
use crate::visitor::Visitor;

/// Groups on one page.
const PAGE: u64 = 50;

/// Groups that deserve attention, or the others.
pub(crate) async fn list(State(desk): State<Desk>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let asked = Form::read_unchecked(&Bytes::from(query.unwrap_or_default()));
    let noticed = asked.text("view") != "other";
    let page: u64 = asked.text("page").parse().unwrap_or(1).max(1);
    let window = (PAGE, (page - 1).saturating_mul(PAGE));
    let (house, by) = (&desk.house, &visitor.officer);
    let (lines, total) = clusters::list(house, by, noticed, window).await?;
    let rules = &house.rules.clusters;
    let page = ClustersPage {
        frame: visitor.frame,
        noticed,
        total,
        recent_days: rules.recent_days(),
        window_days: rules.window_days,
        said_in: rules.said_in,
        rules: rules.attention.iter().map(in_words).collect(),
        lines: lines.into_iter().map(view).collect(),
        pagination: Pagination {
            current: page,
            pages: total.div_ceil(PAGE).max(1),
            base: format!("/desk/clusters?view={}&page=", if noticed { "" } else { "other" }),
        },
    };
    Ok(Page::ok(page).into_response())
}

/// A rule as people read it.
fn in_words(rule: &clusters::Attention) -> String {
    let regions = if rule.regions > 1 {
        format!("，发生在 {} 个以上地区", rule.regions)
    } else {
        String::new()
    };
    let times = if rule.times > 0 {
        format!("，是之前 {} 天的 {} 倍以上", rule.days, rule.times)
    } else {
        String::new()
    };
    format!("{}：{} 天内 {} 件以上{regions}{times}", rule.title, rule.days, rule.cases)
}

fn view(line: ClusterLine) -> ClusterView {
    ClusterView { name: name(&line.words), id: line.id, numbers: numbers(line.numbers) }
}

/// What a group is called by its words.
pub(crate) fn name(words: &[String]) -> String {
    if words.is_empty() { "(说法各不相同)".to_owned() } else { words.join("、") }
}

fn numbers(numbers: Numbers) -> NumbersView {
    NumbersView {
        name: numbers.name,
        cases: numbers.cases,
        recent: numbers.recent,
        earlier: numbers.earlier,
        regions: numbers.regions,
        agencies: numbers.agencies,
        attention: numbers.attention.join("、"),
        since: numbers.since.unwrap_or_default(),
    }
}

/// One group: where it happens, who has the cases, what was done about it.
pub(crate) async fn one(State(desk): State<Desk>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    let found = clusters::cluster(house, by, &id).await?;
    let followed = supervisions::of_cluster(house, by, &id).await?;
    let page = ClusterPage {
        name: name(&found.words),
        id: found.id,
        pinned: found.pinned,
        recent_days: house.rules.clusters.recent_days(),
        numbers: numbers(found.numbers),
        below: found.below.into_iter().map(numbers).collect(),
        followed: followed.into_iter().map(line).collect(),
        may_supervise: house.may(by, Action::Supervise, &by.agency),
        cases: found
            .cases
            .into_iter()
            .map(|one| MemberView {
                id: one.id,
                number: one.number,
                agency: one.agency,
                region: one.region,
                kind: one.kind,
                state: one.state,
                on: one.on,
            })
            .collect(),
        frame: visitor.frame,
    };
    Ok(Page::ok(page).into_response())
}
