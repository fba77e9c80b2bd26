//! The numbers of one agency, from the register of requests and the search index: no question reads the disclosures.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mingjing_procedures::yearly::{Count, Counted, Figures};
use mingjing_procedures::{Remedy, RemedyResult};
use mingjing_search::{Query, Sort};
use serde_json::Value;

use super::Origin;
use crate::requests::{counted_remedies, counted_requests, fees_paid};
use crate::{Error, House};

/// Disclosures of one state that are looked through for the day on which it changed; with more of them the cell is filled
/// in by hand.
const MOST_CHANGED: usize = 5_000;
/// How many the index answers at once.
const PAGE: usize = 1_000;

/// Counts what the system knows of an agency and a year.
pub(super) async fn count(house: &House, agency: &str, year: i32) -> Result<(Figures, Origin), Error> {
    let mut figures = Figures::of_requests(&counted_requests(house, agency, year).await?);
    let mut remedies = BTreeMap::new();
    for ((remedy, result), number) in counted_remedies(house, agency, year).await? {
        let remedy: Remedy = serde_json::from_value(Value::String(remedy))?;
        let result: RemedyResult = serde_json::from_value(Value::String(result))?;
        remedies.insert((remedy, result), number);
    }
    figures.add(&Figures::of_remedies(&remedies));
    let mut origin = Origin::default();
    let (paid, yuan) = fees_paid(house, agency, year).await?;
    if paid > 0 {
        // The tables have a cell for the agency's administrative fees (第二十条第八项), which the system does not know, and none
        // for these: they are told in the last part.
        origin.remarks.push(format!(
            "本年收取信息处理费（条例第四十二条）{paid} 件共 {yuan} 元：统一格式的表里没有这一格，请写进第六部分。"
        ));
    }
    for count in &house.rules.yearly.counts {
        // The index is asked off the tasks that answer requests.
        let found =
            tokio::task::block_in_place(|| disclosures(house, count, (agency, year), &mut origin.remarks))?;
        figures.set(count.cell(), found);
    }
    Ok((figures, origin))
}

/// The first and the last day of a year.
fn days(year: i32) -> (Option<NaiveDate>, Option<NaiveDate>) {
    (NaiveDate::from_ymd_opt(year, 1, 1), NaiveDate::from_ymd_opt(year, 12, 31))
}

/// How many disclosures a cell counts; none where only people can say.
fn disclosures(
    house: &House,
    count: &Count,
    (agency, year): (&str, i32),
    remarks: &mut Vec<String>,
) -> Result<Option<u64>, Error> {
    let (first, last) = days(year);
    let query = Query {
        agency: Some(agency.to_owned()),
        item: count.item.clone(),
        filters: count.holding.clone().into_iter().collect(),
        to: last,
        from: first.filter(|_| count.by == Counted::Issued),
        ..Query::default()
    };
    let states: Vec<Option<String>> = match count.states.as_slice() {
        [] => vec![None],
        states => states.iter().cloned().map(Some).collect(),
    };
    let mut sum = 0;
    for status in states {
        let query = Query { status, ..query.clone() };
        match &count.changed_on {
            None => sum += house.search.search(&query)?.total,
            Some(field) => {
                let Some((dated, without)) = changed(house, &query, (field, year))? else { return Ok(None) };
                sum += dated;
                if without > 0 {
                    let place = count.cell().place();
                    remarks.push(format!("{place}：有 {without} 件没有写明变化日期，没有计入，请核对。"));
                }
            }
        }
    }
    Ok(Some(sum))
}

/// How many of those that are found changed in the year, and how many do not say when; none for too many.
fn changed(house: &House, query: &Query, (field, year): (&str, i32)) -> Result<Option<(u64, u64)>, Error> {
    let prefix = format!("{year:04}-");
    let (mut dated, mut without) = (0, 0);
    for page in 0..=MOST_CHANGED / PAGE {
        let query = Query { sort: Sort::Newest, offset: page * PAGE, limit: PAGE, ..query.clone() };
        let found = house.search.search(&query)?;
        if found.total > MOST_CHANGED as u64 {
            return Ok(None);
        }
        for hit in &found.hits {
            let columns: Value = serde_json::from_str(&hit.columns)?;
            match columns.get(field).and_then(Value::as_str) {
                Some(day) if day.starts_with(&prefix) => dated += 1,
                Some(_) => {}
                None => without += 1,
            }
        }
        if found.hits.len() < PAGE {
            break;
        }
    }
    Ok(Some((dated, without)))
}
