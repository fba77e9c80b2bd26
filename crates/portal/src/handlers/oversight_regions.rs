//! Regions on the pages of oversight: the schematic map, the table beside it, and how scores went.

use std::collections::BTreeMap;

use chrono::Datelike;
use mingjing_actions::Register;
use mingjing_actions::overseeing::{Overview, Point, Regional, Trend};
use mingjing_design::components::{Bar, BarChart, BarRow, Link, Tile, TileMap};
use mingjing_design::format;
use mingjing_duties::RegionMap;

use crate::pages::{RegionLine, Trends};
use crate::portal::Portal;

/// The words for what has no score.
pub(super) const UNJUDGED: &str = "无法判断";

/// The average of a region in one sentence.
pub(super) fn mean(overview: &Overview, code: &str) -> String {
    let region = overview.regions.get(code).cloned().unwrap_or_default();
    let judged = judged(&region);
    match region.all.mean.value() {
        Some(mean) => format!("各机关平均得分 {mean}（{judged}机关；含下级地区，不能判断的机关不计入）。"),
        None => "还没有可以判断的机关。".to_owned(),
    }
}

fn judged(region: &Regional) -> String {
    format!(
        "{} 个中的 {} 个",
        format::thousands(region.all.agencies.into()),
        format::thousands(region.all.mean.judged().into())
    )
}

/// The regions below one, each with its average.
pub(super) fn lines(register: &Register, overview: &Overview, code: &str) -> Vec<RegionLine> {
    let line = |below: &mingjing_actions::Region| {
        let region = overview.regions.get(&below.code).cloned().unwrap_or_default();
        RegionLine {
            region: Link::new(address(&below.code), below.name.clone()),
            mean: region.all.mean.value().map_or_else(|| UNJUDGED.to_owned(), |mean| mean.to_string()),
            judged: judged(&region),
        }
    };
    register.regions_below(code).map(line).collect()
}

fn address(code: &str) -> String {
    format!("/oversight?region={code}")
}

/// The regions below one as tiles, coloured by their averages.
pub(super) fn map(portal: &Portal, overview: &Overview, region: (&str, bool)) -> Option<TileMap> {
    let rules = &portal.house.rules.region_map;
    let coloured = |code: &str| {
        let mean = overview.regions.get(code).and_then(|region| region.all.mean.value());
        let value = mean.map_or_else(|| UNJUDGED.to_owned(), |mean| mean.to_string());
        (value, mean.map(|mean| rules.step(mean)))
    };
    let (tiles, note) = tiles(portal, region, address, coloured)?;
    let title = "各地机关平均得分".to_owned();
    Some(TileMap { title, tiles, steps: steps(rules), unknown: UNJUDGED.to_owned(), note })
}

/// The regions below one as tiles, where the rules say for the whole province, in rows for the rest; with what must be known
/// to read them.
pub(super) fn tiles(
    portal: &Portal,
    (code, whole): (&str, bool),
    address: impl Fn(&str) -> String,
    coloured: impl Fn(&str) -> (String, Option<usize>),
) -> Option<(Vec<Tile>, String)> {
    let (register, rules) = (portal.house.register(), &portal.house.rules.region_map);
    let placed: BTreeMap<&str, (u8, u8)> =
        rules.tiles.iter().map(|tile| (tile.region.as_str(), (tile.column, tile.row))).collect();
    let drawn = whole && !placed.is_empty();
    let tiles = if drawn {
        let tile = |(code, place): (&&str, &(u8, u8))| {
            let region = register.region(code)?;
            let (value, step) = coloured(code);
            let region = Link::new(address(code), region.name.clone());
            Some(Tile { region, value, step, column: place.0.into(), row: place.1.into() })
        };
        let mut tiles: Vec<Tile> = placed.iter().filter_map(tile).collect();
        // Read from north to south, as the eye goes.
        tiles.sort_by_key(|tile| (tile.row, tile.column));
        tiles
    } else {
        let below = register.regions_below(code).map(|below| {
            let (value, step) = coloured(&below.code);
            (Link::new(address(&below.code), below.name.clone()), value, step)
        });
        TileMap::in_rows(below.collect())
    };
    let note = match drawn {
        true => format!("示意图：{}。", rules.source),
        false => "按代码排列，不表示位置。".to_owned(),
    };
    (!tiles.is_empty()).then_some((tiles, note))
}

/// What the steps of colour mean, the lowest first.
fn steps(rules: &RegionMap) -> Vec<String> {
    let lowest = rules.steps.first().map(|first| format!("不到 {first}"));
    let between = rules.steps.windows(2).map(|two| format!("{} 到 {}", two[0], two[1]));
    let highest = rules.steps.last().map(|last| format!("{last} 以上"));
    lowest.into_iter().chain(between).chain(highest).collect()
}

/// How a score went, by month and by year, where more than today is known.
pub(super) fn trends(trend: &Trend, score: impl Fn(&Point) -> Option<String>) -> Trends {
    let (months, years) = (trend.months.iter(), trend.years.iter());
    let year = |point: &Point| format!("{}年", point.as_of.year());
    let charts = [
        chart("近十二个月", months.map(|point| row(point, format::date(point.as_of), &score)).collect()),
        chart("各年（今年到今天）", years.map(|point| row(point, year(point), &score)).collect()),
    ];
    Trends { charts: charts.into_iter().flatten().collect() }
}

fn chart(title: &str, rows: Vec<BarRow>) -> Option<BarChart> {
    (rows.len() > 1).then(|| BarChart { title: title.to_owned(), rows, by_row: false })
}

fn row(point: &Point, label: String, score: &impl Fn(&Point) -> Option<String>) -> BarRow {
    let text = score(point);
    let value = text.as_deref().and_then(|text| text.parse().ok()).unwrap_or_default();
    let text = text.unwrap_or_else(|| UNJUDGED.to_owned());
    BarRow { label, bars: vec![Bar { series: String::new(), text, value }] }
}
