//! What agencies must have published and have: one's own, and for who sees a region, all of the region.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use mingjing_actions::reading::{Coverage, Expected, Standing, completeness, coverage};
use mingjing_actions::{Action, Error, Scope};
use mingjing_design::components::{Pagination, Tag, TagKind};
use mingjing_design::format;
use mingjing_design::page::Page;
use serde::Deserialize;

use crate::Desk;
use crate::failure::Failure;
use crate::pages::{CompletenessPage, CoverageLine, ExpectedLine};
use crate::steps::Answer;
use crate::visitor::Visitor;

/// Agencies on one page.
const PAGE: usize = 25;

/// Which agency, and which page of the others.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    agency: String,
    #[serde(default)]
    page: String,
}

/// What is missing first, then what is too old.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let (house, by) = (Arc::clone(&desk.house), &visitor.officer);
    let own = asked.agency.trim().is_empty();
    let agency = if own { by.agency.clone() } else { asked.agency.trim().to_owned() };
    house.must(by, Action::ReadPublished, &agency)?;
    let register = house.register();
    let agency_name = register.agency(&agency).ok_or(Error::NotFound("这个单位"))?.name.clone();
    let wide = matches!(house.widest(by, Action::ReadPublished), Some((Scope::Region | Scope::All, _)));
    let reached: Vec<(String, String)> = if wide {
        let may = |code: &str| house.may(by, Action::ReadPublished, code);
        register.open_agencies().filter(|a| may(&a.code)).map(|a| (a.code.clone(), a.name.clone())).collect()
    } else {
        Vec::new()
    };
    let pages = reached.len().div_ceil(PAGE).max(1);
    let current = asked.page.parse().unwrap_or(1).clamp(1, pages);
    let shown: Vec<(String, String)> = reached.into_iter().skip((current - 1) * PAGE).take(PAGE).collect();
    let (lines, others) = read(&desk, agency.clone(), shown).await?;
    let number = |word: &str| lines.iter().filter(|line| line.state.text == word).count();
    let page = CompletenessPage {
        missing: number(MISSING),
        stale: number(STALE),
        lines,
        others,
        wide,
        agency_name,
        pagination: Pagination {
            current: current as u64,
            pages: pages as u64,
            base: format!("/desk/completeness?agency={agency}&page="),
        },
        frame: visitor.frame,
    };
    Ok(Page::ok(page).into_response())
}

const MISSING: &str = "还没有公开";
const STALE: &str = "该更新了";

/// Asks the index, off the threads that answer requests.
async fn read(
    desk: &Desk,
    agency: String,
    others: Vec<(String, String)>,
) -> Result<(Vec<ExpectedLine>, Vec<CoverageLine>), Failure> {
    let house = Arc::clone(&desk.house);
    let asked = tokio::task::spawn_blocking(move || {
        let mut expected = completeness(&house, &agency)?;
        expected.sort_by_key(|one| match one.standing {
            Standing::Missing => 0,
            Standing::Stale => 1,
            Standing::Present => 2,
        });
        let lines = expected.iter().map(|one| line(&agency, one)).collect();
        let other = |(code, name): (String, String)| {
            let Coverage { expected, missing } = coverage(&house, &code)?;
            Ok(CoverageLine { code, name, expected, present: expected - missing, missing })
        };
        let others = others.into_iter().map(other).collect::<Result<Vec<_>, Error>>()?;
        Ok::<_, Error>((lines, others))
    });
    Ok(asked.await.map_err(|e| Error::Refused(format!("统计中断：{e}")))??)
}

fn line(agency: &str, one: &Expected<'_>) -> ExpectedLine {
    let (kind, word) = match one.standing {
        Standing::Missing => (TagKind::Bad, MISSING),
        Standing::Stale => (TagKind::Soon, STALE),
        Standing::Present => (TagKind::Good, "已公开"),
    };
    let freshness = one.item.freshness.as_ref();
    ExpectedLine {
        href: format!("/i/{}?agency={agency}", one.item.key),
        title: one.item.title.zh.clone(),
        state: Tag::new(kind, word),
        count: format::thousands(one.count),
        newest: one.newest.map(format::date).unwrap_or_default(),
        freshness: freshness.map(|f| format!("{} 天内（{}）", f.days, f.source)).unwrap_or_default(),
    }
}
