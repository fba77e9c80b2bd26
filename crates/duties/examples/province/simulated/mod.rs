//! A province that is made up: agencies of all levels with the offices that governments have, some years of disclosures that
//! do all that duties ask for, and violations planted among them, with the days from which and until which each of them is
//! one. What is planted follows from how it was planted, never from the judge.

mod agency;

use std::collections::BTreeSet;

use agency::Agency;
use chrono::{Datelike, Days, NaiveDate};
use mingjing_calendar::{Amount, Limits, WorkCalendar};
use mingjing_catalogue::{Catalogue, Clauses, Item, Level};
use mingjing_duties::{Duties, Fact, Judge, Member, Rule};
use mingjing_law::LawFiles;

/// The rules that the judge judges by.
pub struct Law {
    pub catalogue: Catalogue,
    pub duties: Duties,
    pub calendar: WorkCalendar,
}

impl Law {
    /// Those inside the binary.
    pub fn embedded() -> Self {
        let files = LawFiles::embedded();
        let catalogue = Catalogue::load(&files).expect("the catalogue reads");
        let clauses = Clauses::load(&files, &catalogue).expect("the clauses read");
        let limits = Limits::load(&files).expect("the limits read");
        let duties = Duties::load(&files, &catalogue, &clauses, &limits).expect("the duties read");
        Self { catalogue, duties, calendar: WorkCalendar::load(&files).expect("the calendars read") }
    }

    pub fn judge(&self) -> Judge<'_> {
        Judge::new(&self.duties, &self.catalogue, &self.calendar)
    }
}

/// What is late or overdue, as the judge would say it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    pub duty: String,
    pub agency: String,
    /// The item, period, year or disclosure.
    pub what: String,
    /// `late` or `overdue`.
    pub state: &'static str,
}

/// A violation and when it is one.
#[derive(Debug)]
pub struct Planted {
    pub violation: Violation,
    pub from: NaiveDate,
    /// The last day; none for what is never mended.
    pub until: Option<NaiveDate>,
    /// The kind of rule.
    pub rule: &'static str,
}

/// A day in words that are right.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// The province.
pub struct Province<'a> {
    law: &'a Law,
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub members: Vec<Member>,
    /// In the order of the log.
    pub facts: Vec<Fact<'static>>,
    pub planted: Vec<Planted>,
    /// What seems late and is not: history brought in, and what the law does not ask.
    pub lookalikes: usize,
}

const ORGANS: [(Level, &[&str]); 4] = [
    (
        Level::Province,
        &[
            "人民政府办公厅",
            "发展和改革委员会",
            "教育厅",
            "民政厅",
            "生态环境厅",
            "财政厅",
            "审计厅",
            "司法厅",
            "统计局",
            "市场监督管理局",
            "药品监督管理局",
            "人力资源和社会保障厅",
            "新闻办公室",
        ],
    ),
    (
        Level::City,
        &[
            "人民政府办公室",
            "自然资源和规划局",
            "住房和城乡建设局",
            "交通运输局",
            "行政审批局",
            "审计局",
            "扶贫开发办公室",
            "卫生健康委员会",
            "国有资产监督管理委员会",
        ],
    ),
    (
        Level::County,
        &[
            "人民政府办公室",
            "财政局",
            "农业农村局",
            "应急管理局",
            "公安局",
            "民政局",
            "教育局",
            "司法局",
            "政务服务管理局",
            "医疗保障局",
        ],
    ),
    (Level::Township, &["人民政府"]),
];

/// Whoever bears it has published nothing at all.
const SILENT: u32 = 53;

impl<'a> Province<'a> {
    /// Makes `agencies` agencies, with `licences` permits of each beyond what duties ask for.
    pub fn new(law: &'a Law, agencies: u32, licences: u64) -> Self {
        let (first, last) = (day("2023-01-01"), day("2025-12-31"));
        let members = (0..agencies).map(member).collect();
        let mut province =
            Self { law, first, last, members, facts: Vec::new(), planted: Vec::new(), lookalikes: 0 };
        for (nth, member) in (0u32..).zip(province.members.clone()) {
            if nth % SILENT != SILENT - 1 {
                Agency { province: &mut province, member, nth }.live(licences);
            }
        }
        province.facts.sort_by_key(|fact| (fact.on, fact.at));
        (0..).zip(&mut province.facts).for_each(|(leaf, fact)| fact.leaf = leaf);
        province
    }

    /// What is late or overdue on a day.
    pub fn violations_on(&self, on: NaiveDate) -> BTreeSet<Violation> {
        let stands = |planted: &&Planted| planted.from <= on && planted.until.is_none_or(|until| on <= until);
        self.planted.iter().filter(stands).map(|planted| planted.violation.clone()).collect()
    }

    /// Whether no disclosure of these items owes anything but its own day.
    fn is_plain(&self, member: &Member, item: &Item) -> bool {
        self.law.duties.all().iter().all(|duty| match &duty.rule {
            Rule::Within { .. } => true,
            Rule::Follows { of, .. } => *of != item.key && !duty.items.contains(&item.key),
            _ => !duty.items_of(member, &self.law.catalogue).any(|owed| owed.key == item.key),
        })
    }
}

fn member(nth: u32) -> Member {
    // Two in ten are of a township, one of the province.
    let level = [0, 1, 1, 2, 2, 2, 2, 2, 3, 3][nth as usize % 10];
    let (level, organs) = ORGANS[level];
    let organ = organs[nth as usize / 10 % organs.len()];
    let region = if level == Level::Province { 0 } else { 1 + nth / 10 / 13 };
    Member {
        code: format!("{:06}", 200_000 + nth),
        name: format!("第{region}地区{organ}"),
        level,
        region: format!("{:06}", 130_000 + region),
    }
}

/// Counted day by day.
fn last_day(amount: &Amount, start: NaiveDate, calendar: &WorkCalendar) -> NaiveDate {
    let works = |on| calendar.is_working_day(on).expect("an announced year");
    match *amount {
        Amount::WorkingDays(days) => {
            let mut on = start;
            for _ in 0..days {
                on = on + Days::new(1);
                while !works(on) {
                    on = on + Days::new(1);
                }
            }
            on
        }
        Amount::Days(days) => {
            let mut on = start + Days::new(days.into());
            while !works(on) {
                on = on + Days::new(1);
            }
            on
        }
        Amount::Hours(hours) => start + Days::new(u64::from(hours).div_ceil(24)),
        Amount::Months(months) => {
            let on = start.with_day(1).expect("a first day") + chrono::Months::new(months);
            on.with_day(start.day()).expect("a month as long")
        }
    }
}
