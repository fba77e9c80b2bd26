//! Regions (GB/T 2260).

use mingjing_catalogue::FieldProblem;
use mingjing_store::register::{self, Region, RegisterEvent};
use serde_json::Value;

use super::{Change, Decree, enter, judge_decree, judge_text, none_wrong, problem, settle, state};
use crate::accounts::step;
use crate::register::Subject;
use crate::trail::record;
use crate::{Action, Error, House, Officer};

/// What an administrator says of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionForm {
    /// Six-digit division code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of the region it belongs to.
    pub parent: String,
}

/// The level of a region directly below another one.
fn level_below(parent: &Region) -> Option<&'static str> {
    match parent.level.as_str() {
        "province" => Some("city"),
        "city" => Some("county"),
        _ => None,
    }
}

fn judge(house: &House, form: &RegionForm) -> Vec<FieldProblem> {
    let register = house.register();
    let mut found = Vec::new();
    found.extend(judge_text(("name", "名称"), &form.name, 30));
    let siblings = register.regions_below(&form.parent);
    if siblings.into_iter().any(|r| r.name == form.name.trim() && r.code != form.code) {
        found.push(problem("name", "名称", "同一上级下已有这个名称"));
    }
    match register.open_region(&form.parent) {
        None => found.push(problem("parent", "上级区划", format!("没有代码为“{}”的区划", form.parent))),
        Some(parent) if level_below(parent).is_none() => {
            found.push(problem("parent", "上级区划", "县级以下不再设区划"));
        }
        Some(_) => {}
    }
    found
}

async fn events_of(house: &House, code: &str) -> Result<Vec<RegisterEvent>, Error> {
    Ok(register::events_of(&mut house.db.read().await?, Subject::Region.key(), code).await?)
}

/// The changes of a region, oldest first.
///
/// # Errors
/// When the person does not manage the register of the region.
pub async fn region_history(house: &House, by: &Officer, code: &str) -> Result<Vec<RegisterEvent>, Error> {
    house.must_in_region(by, Action::ManageRegister, code)?;
    events_of(house, code).await
}

/// Adds a region below another one.
///
/// # Errors
/// When the person may not, the code is taken or no code, or something else is wrong with it.
pub async fn add_region(
    house: &House,
    by: &Officer,
    form: &RegionForm,
    decree: &Decree,
) -> Result<(), Error> {
    let acting = house.must_in_region(by, Action::ManageRegister, &form.parent)?;
    let known = house.register();
    let mut problems = judge(house, form);
    if form.code.len() != 6 || !form.code.bytes().all(|b| b.is_ascii_digit()) {
        problems.push(problem("code", "区划代码", "应为六位数字(GB/T 2260)"));
    } else if known.region(&form.code).is_some() {
        problems.push(problem("code", "区划代码", "已经用过，一个代码只用一次"));
    }
    problems.extend(judge_decree(house, decree, None));
    none_wrong(problems)?;
    let level = known.region(&form.parent).and_then(level_below).unwrap_or("county");
    let region = Region {
        code: form.code.clone(),
        name: form.name.trim().into(),
        level: level.into(),
        parent_code: Some(form.parent.clone()),
        ..Region::default()
    };
    save(house, &acting, ("add", "region-add"), (None, &region, 0), decree).await
}

fn existing(house: &House, code: &str) -> Result<Region, Error> {
    let register = house.register();
    let region = register.region(code).ok_or(Error::NotFound("这个行政区划"))?;
    if region.valid_until.is_some() {
        return Err(Error::Refused(format!("“{}”已经撤销，不能再变更", region.name)));
    }
    Ok(region.clone())
}

/// Gives a region another name, or puts it below another one of the same level as before.
///
/// # Errors
/// When the person may not, something is wrong with it, or somebody else changed it meanwhile.
pub async fn change_region(
    house: &House,
    by: &Officer,
    (form, seen): (&RegionForm, i64),
    decree: &Decree,
) -> Result<(), Error> {
    let before = existing(house, &form.code)?;
    let Some(parent) = &before.parent_code else {
        return Err(Error::Refused("全省的名称不能在这里更改".into()));
    };
    let acting = house.must_in_region(by, Action::ManageRegister, parent)?;
    house.must_in_region(by, Action::ManageRegister, &form.parent)?;
    let mut problems = judge(house, form);
    let register = house.register();
    if register.region(&form.parent).and_then(level_below).is_some_and(|level| level != before.level) {
        problems.push(problem("parent", "上级区划", "与原来的上级不同级"));
    }
    let since = events_of(house, &form.code).await?.last().map(|e| e.takes_effect.clone());
    problems.extend(judge_decree(house, decree, since.as_deref()));
    none_wrong(problems)?;
    let after =
        Region { name: form.name.trim().into(), parent_code: Some(form.parent.clone()), ..before.clone() };
    if after == before {
        return Err(Error::Refused("没有改动任何内容".into()));
    }
    save(house, &acting, ("change", "region-change"), (Some(&before), &after, seen), decree).await
}

/// Closes a region, whose place another one may have taken. No agency and no region may be left in it.
///
/// # Errors
/// When the person may not, or something is left in it.
pub async fn close_region(
    house: &House,
    by: &Officer,
    (code, seen): (&str, i64),
    (into, decree): (Option<&str>, &Decree),
) -> Result<(), Error> {
    let before = existing(house, code)?;
    let Some(parent) = &before.parent_code else {
        return Err(Error::Refused("全省不能撤销".into()));
    };
    let acting = house.must_in_region(by, Action::ManageRegister, parent)?;
    let known = house.register();
    if let Some(into) = into.filter(|into| *into == code || known.open_region(into).is_none()) {
        let reason = format!("没有代码为“{into}”的其他区划，请核对");
        return Err(Error::Invalid(vec![problem("into", "并入的区划", reason)]));
    }
    let agency = known.agencies_of(code).next().map(|a| a.name.clone());
    if let Some(left) = agency.or_else(|| known.regions_below(code).next().map(|r| r.name.clone())) {
        return Err(Error::Refused(format!("“{left}”等还在这个区划里，请先改到别处或撤并")));
    }
    let since = events_of(house, code).await?.last().map(|e| e.takes_effect.clone());
    none_wrong(judge_decree(house, decree, since.as_deref()))?;
    let after = Region {
        valid_until: Some(decree.takes_effect.to_string()),
        successor_code: into.map(str::to_owned),
        ..before.clone()
    };
    let change = if into.is_some() { "merge" } else { "close" };
    save(house, &acting, (change, "region-close"), (Some(&before), &after, seen), decree).await
}

async fn save(
    house: &House,
    acting: &Officer,
    (change, action): (&'static str, &'static str),
    (before, after, seen): (Option<&Region>, &Region, i64),
    decree: &Decree,
) -> Result<(), Error> {
    let before: Option<Value> = before.map(state).transpose()?;
    let code = after.code.as_str();
    let change = Change { subject: Subject::Region, code, change, seen, before, after: state(after)? };
    let mut tx = house.db.begin().await?;
    enter(house, &mut tx, acting, (&change, decree)).await?;
    register::put_region(&mut tx, after).await?;
    // The trail is searched by agency: whoever entered it answers for it.
    record(house, &mut tx, acting, step(action, &acting.agency, Some(change.detail(decree)))).await?;
    settle(house, tx).await
}
