//! One generated row: what it knows of itself, and sentences with that put in.

use anyhow::{Context, bail};
use chrono::{Datelike, Days, NaiveDate};
use mingjing_actions::Register;
use mingjing_duties::{Per, Period};

use super::material::{Material, Sheet, Subject};
use super::records::credit_code;

/// Days back of the first of the older rows: beyond a year nobody asks how long publication took.
const OLD: u64 = 372;

/// What one row is about, by whom and when.
pub(super) struct Row<'a> {
    material: &'a Material,
    register: &'a Register,
    pub(super) subject: Option<&'a Subject>,
    /// Code of the agency that publishes it.
    pub(super) agency: String,
    /// The day it bears.
    pub(super) day: NaiveDate,
    /// Number of its subject, or of the row, from 0.
    pub(super) at: usize,
    /// Which of several alternatives it takes.
    pub(super) turn: usize,
    /// Number among all rows of the item, from 1.
    number: usize,
}

impl<'a> Row<'a> {
    /// All rows of a sheet that have come by `today`.
    pub(super) fn all(
        material: &'a Material,
        register: &'a Register,
        sheet: &Sheet,
        today: NaiveDate,
    ) -> anyhow::Result<Vec<Self>> {
        let subjects = match &sheet.of {
            Some(of) => Some(material.subjects.get(of).with_context(|| format!("没有题目“{of}”"))?),
            None => None,
        };
        let mut rows = Vec::new();
        for at in 0..subjects.map_or(sheet.rows, Vec::len) {
            let subject = subjects.map(|subjects| &subjects[at]);
            let left_out = sheet.unless.as_ref().zip(subject).is_some_and(|(word, s)| s.contains_key(word));
            if left_out {
                continue;
            }
            for turn in 0..sheet.each {
                let Some(back) = days_back(sheet, subject, at, turn)? else { continue };
                let agency = match sheet.agencies.as_slice() {
                    [] => subject.and_then(|subject| subject.get("a")).context("没有写由哪个机关公开")?,
                    agencies => &agencies[at % agencies.len()],
                };
                rows.push(Self {
                    material,
                    register,
                    subject,
                    agency: agency.clone(),
                    day: today.checked_sub_days(Days::new(back)).context("日期太早")?,
                    at,
                    turn: if sheet.each > 1 { turn } else { at },
                    number: at * sheet.each + turn + 1,
                });
            }
        }
        Ok(rows)
    }

    /// The region of its agency.
    pub(super) fn region(&self) -> &str {
        self.register.agency(&self.agency).map_or("130000", |agency| agency.region_code.as_str())
    }

    /// The company of this row, and its code.
    pub(super) fn company(&self) -> (String, String) {
        let words = &self.material.words;
        let n = self.number + self.agency.len() * 3 + self.day.ordinal0() as usize;
        let name = &words.companies[n % words.companies.len()];
        let trade = &words.trades[(n / 2) % words.trades.len()];
        let place = self.register.region(self.region()).map_or("河北", |region| region.name.as_str());
        let place = place.trim_end_matches(['省', '市', '区', '县']);
        (
            format!("{place}{name}{trade}有限公司（演示）"),
            credit_code(&format!("91130100{:09}", 300_000_000 + n * 7919)),
        )
    }

    /// Somebody's name.
    pub(super) fn name(&self, nth: usize) -> &str {
        let names = &self.material.words.names;
        &names[(self.number * 5 + self.turn + nth * 3) % names.len()]
    }

    /// A word for a field of which the sheet says nothing.
    pub(super) fn usual(&self, key: &str) -> Option<&'a str> {
        self.material.words.words.get(key).map(String::as_str)
    }

    /// The day so many days after the row's (`+30`, `-6`); anything else is no such distance.
    pub(super) fn day_at(&self, distance: &str) -> Option<NaiveDate> {
        let days: i64 = distance.strip_prefix('+').unwrap_or(distance).parse().ok()?;
        if !distance.starts_with(['+', '-']) {
            return None;
        }
        self.day.checked_add_signed(chrono::TimeDelta::days(days))
    }

    /// The last quarter that was over on the row's day.
    pub(super) fn quarter(&self) -> anyhow::Result<Period> {
        let now = Period::of(Per::Quarter, self.day).context("季度")?;
        now.first().pred_opt().and_then(|day| Period::of(Per::Quarter, day)).context("季度")
    }

    /// The sentence with what the row knows put into its `{…}`.
    pub(super) fn say(&self, sentence: &str) -> anyhow::Result<String> {
        let mut said = String::with_capacity(sentence.len());
        let mut rest = sentence;
        while let Some((before, after)) = rest.split_once('{') {
            let (key, behind) = after.split_once('}').with_context(|| format!("“{sentence}”缺少右括号"))?;
            said.push_str(before);
            said.push_str(&self.known(key)?);
            rest = behind;
        }
        said.push_str(rest);
        Ok(said)
    }

    fn known(&self, key: &str) -> anyhow::Result<String> {
        if let Some(word) = self.subject.and_then(|subject| subject.get(key)) {
            return self.say(word);
        }
        let agency = || self.register.agency_name(&self.agency).to_owned();
        Ok(match key {
            "agency" => agency(),
            "region" => self.register.region(self.region()).map_or_else(agency, |region| region.name.clone()),
            "year" => self.day.year().to_string(),
            "last_year" => (self.day.year() - 1).to_string(),
            "quarter" => self.quarter()?.to_string(),
            "n" => self.number.to_string(),
            "company" => self.company().0,
            "day" => self.day.to_string(),
            _ => {
                if let Some(day) = key.strip_prefix("day").and_then(|distance| self.day_at(distance)) {
                    return Ok(day.to_string());
                }
                match key.strip_prefix("name").and_then(|nth| nth.parse().ok()) {
                    Some(nth) => self.name(nth).to_owned(),
                    None => bail!("演示材料里的“{{{key}}}”没有来处"),
                }
            }
        })
    }
}

/// How many days before today a row lies; none if it would lie ahead.
fn days_back(
    sheet: &Sheet,
    subject: Option<&Subject>,
    at: usize,
    turn: usize,
) -> anyhow::Result<Option<u64>> {
    let nth = at as u64;
    Ok(match (subject.and_then(|subject| subject.get("start")), sheet.back) {
        (Some(start), _) => {
            let start: u64 = start.parse().context("题目的 start 不是天数")?;
            start.checked_sub(sheet.after + sheet.step * turn as u64)
        }
        (None, Some(back)) => Some(1 + nth * back),
        // Some of these days, some long ago.
        (None, None) if at.is_multiple_of(2) => Some(1 + nth % 6),
        (None, None) => Some(OLD + nth * 23 % 300),
    })
}
