//! How the organisation changes: agencies and regions are set up, changed, merged and closed. Each change is an event
//! with the day it holds from and the document it rests on; what an agency published stays under it, with the name it
//! had then. Rows of `agencies` and `regions` follow, since other tables point at them.

mod agencies;
mod regions;
mod site;

use std::fmt;

use chrono::NaiveDate;
use mingjing_catalogue::FieldProblem;
use mingjing_store::register::{self, RegisterEvent};
use mingjing_store::{Tx, register::Region};
use serde::Serialize;
use serde_json::{Value, json};

pub use agencies::{
    AgencyForm, NewAgency, SetUp, Trouble, add_agency, change_agency, close_agency, history, judge_agency,
};
pub use regions::{RegionForm, add_region, change_region, close_region, region_history};
pub use site::{
    AgencySite, ColumnForm, MOST_COLUMNS, MOST_CONTENTS, MOST_NEWEST, PartForm, Shown, SiteColumn, SitePart,
    arrange_site, name_host, site_history, upcoming_site,
};

use crate::register::Subject;
use crate::{Error, House, Officer};

/// What kind of organ an agency is. 《地方各级人民代表大会和地方各级人民政府组织法》第七十九条、第八十五条;条例第五十四条
/// for organisations that a law gives public duties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgencyKind {
    /// 政府办公厅(室)
    GeneralOffice,
    /// 政府工作部门
    Department,
    /// 直属机构
    Subordinate,
    /// 派出机关,such as a sub-district office
    Dispatched,
    /// 乡镇人民政府
    Township,
    /// 开发区管理机构
    Zone,
    /// 管理公共事务的组织
    Entrusted,
}

impl AgencyKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::GeneralOffice,
        Self::Department,
        Self::Subordinate,
        Self::Dispatched,
        Self::Township,
        Self::Zone,
        Self::Entrusted,
    ];

    /// The word in the database and in forms.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::GeneralOffice => "general-office",
            Self::Department => "department",
            Self::Subordinate => "subordinate",
            Self::Dispatched => "dispatched",
            Self::Township => "township",
            Self::Zone => "zone",
            Self::Entrusted => "entrusted",
        }
    }

    /// The kind of a word; none for any other word.
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

impl fmt::Display for AgencyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::GeneralOffice => "政府办公厅(室)",
            Self::Department => "政府工作部门",
            Self::Subordinate => "直属机构",
            Self::Dispatched => "派出机关",
            Self::Township => "乡镇人民政府",
            Self::Zone => "开发区管理机构",
            Self::Entrusted => "管理公共事务的组织",
        })
    }
}

/// What a change rests on, and from when it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decree {
    /// The document, such as “冀编办〔2026〕12号”.
    pub basis: String,
    /// The day from which it holds; not after today.
    pub takes_effect: NaiveDate,
}

/// A change about to be entered.
struct Change<'a> {
    subject: Subject,
    code: &'a str,
    change: &'static str,
    /// Version of the agency or region that the person saw.
    seen: i64,
    before: Option<Value>,
    after: Value,
}

impl Change<'_> {
    /// Before and after, for the trail.
    fn detail(&self, decree: &Decree) -> Value {
        json!({ "code": self.code, "basis": decree.basis.trim(), "takes_effect": decree.takes_effect.to_string(),
            "before": self.before, "after": self.after })
    }
}

fn state(of: &impl Serialize) -> Result<Value, Error> {
    Ok(serde_json::to_value(of)?)
}

fn problem(field: &str, label: &str, message: impl Into<String>) -> FieldProblem {
    FieldProblem { field: field.into(), label: label.into(), message: message.into() }
}

/// What is wrong with the document and the day; `since` is the day of the change before.
fn judge_decree(house: &House, decree: &Decree, since: Option<&str>) -> Vec<FieldProblem> {
    let mut found = Vec::new();
    found.extend(judge_text(("basis", "批准文件"), &decree.basis, 200));
    let (today, day) = (house.now().date_naive(), decree.takes_effect);
    if day > today {
        let reason = "不能晚于今天；还没有生效的变更，请到那一天再登记";
        found.push(problem("takes_effect", "生效日期", reason));
    } else if let Some(since) = since.filter(|since| day.to_string().as_str() < *since) {
        let reason = format!("不能早于上一次变更的日期 {since}");
        found.push(problem("takes_effect", "生效日期", reason));
    }
    found
}

fn judge_text((field, label): (&str, &str), text: &str, most: usize) -> Option<FieldProblem> {
    let length = text.trim().chars().count();
    if length == 0 {
        return Some(problem(field, label, "不能为空"));
    }
    if length > most {
        return Some(problem(field, label, format!("最多 {most} 个字，现在 {length} 个")));
    }
    text.chars().any(char::is_control).then(|| problem(field, label, "不能有换行等控制字符"))
}

fn none_wrong(problems: Vec<FieldProblem>) -> Result<(), Error> {
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

/// Enters a change behind the newest one; nobody else may have changed the same thing since the person saw it. What
/// the caller checked against the register in memory holds for what is in the database only if both are the same.
async fn enter(
    house: &House,
    tx: &mut Tx,
    by: &Officer,
    (change, decree): (&Change<'_>, &Decree),
) -> Result<(), Error> {
    let known = house.register();
    let newest = register::newest_event(tx).await?;
    if newest != known.version() || known.version_of(change.subject, change.code) != change.seen {
        return Err(Error::Conflict);
    }
    let event = RegisterEvent {
        position: newest + 1,
        subject: change.subject.key().into(),
        code: change.code.into(),
        change: change.change.into(),
        takes_effect: decree.takes_effect.to_string(),
        basis: decree.basis.trim().into(),
        state_before: change.before.as_ref().map(Value::to_string),
        state_after: change.after.to_string(),
        officer_id: by.id.clone(),
        officer_name: by.name.clone(),
        at: house.now_text(),
    };
    register::add_event(tx, &event).await.map_err(Error::of_place)
}

/// Commits, and lets this process know; others look every fifth of a second.
async fn settle(house: &House, tx: Tx) -> Result<(), Error> {
    tx.commit().await?;
    if let Err(e) = house.refresh_register().await {
        // It is done; the background work tries again.
        tracing::error!(error = %e, "the register could not be read after a change");
    }
    Ok(())
}

/// What stands in front of the codes of a region's agencies.
fn prefix(region: &Region) -> &str {
    if region.level == "county" { &region.code } else { region.code.get(..4).unwrap_or(&region.code) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_their_word() {
        for kind in AgencyKind::ALL {
            assert_eq!(AgencyKind::of(kind.key()), Some(kind));
        }
        assert_eq!(AgencyKind::of("ministry"), None);
    }

    #[test]
    fn texts_are_judged_whole() {
        let judged = |text: &str| judge_text(("name", "名称"), text, 4).map(|p| p.message);
        assert_eq!(judged("数据局"), None);
        assert_eq!(judged("  ").unwrap(), "不能为空");
        assert_eq!(judged("数据管理局").unwrap(), "最多 4 个字，现在 5 个");
        assert!(judged("数\n据").unwrap().contains("控制字符"));
    }
}
