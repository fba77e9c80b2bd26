//! Agencies.

use std::collections::BTreeSet;

use mingjing_catalogue::FieldProblem;
use mingjing_store::register::{self, Agency, RegisterEvent};
use mingjing_store::{Tx, credentials, officers, sessions};
use serde_json::json;

use super::{
    AgencyKind, Change, Decree, enter, judge_decree, judge_text, none_wrong, prefix, problem, settle, state,
};
use crate::accounts::step;
use crate::people::{self, Invited, LineProblem, NewPerson};
use crate::register::Subject;
use crate::trail::{record, record_all};
use crate::{Action, Error, House, Officer, Role};

/// Most words an agency is grouped by, and the longest of them in characters.
const MOST_TAGS: usize = 10;
const LONGEST_TAG: usize = 20;
/// Most serials below one prefix.
const MOST_SERIALS: u32 = 999;

/// What an administrator says of an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyForm {
    /// Full name.
    pub name: String,
    /// Name without its region.
    pub short_name: String,
    /// What kind of organ it is.
    pub kind: Option<AgencyKind>,
    /// Words it is grouped by.
    pub tags: Vec<String>,
    /// Code of its region.
    pub region: String,
    /// Code of the agency above it; empty for the one above all.
    pub parent: String,
}

/// An agency to be set up, with its people.
#[derive(Debug, Clone)]
pub struct NewAgency {
    /// The agency.
    pub form: AgencyForm,
    /// What it rests on.
    pub decree: Decree,
    /// A pasted table, as [`people::read_list`] reads it; may be empty.
    pub people: String,
}

/// Everything that is wrong with an agency to be set up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trouble {
    /// With the agency itself.
    pub fields: Vec<FieldProblem>,
    /// With lines of the table of people.
    pub lines: Vec<LineProblem>,
}

/// An agency that was set up.
#[derive(Debug)]
pub struct SetUp {
    /// Its code.
    pub code: String,
    /// Its people, with the links that are shown once.
    pub invited: Vec<Invited>,
}

impl AgencyForm {
    /// The agency as a form shows it.
    #[must_use]
    pub fn of(agency: &Agency) -> Self {
        Self {
            name: agency.name.clone(),
            short_name: agency.short_name.clone(),
            kind: agency.kind.as_deref().and_then(AgencyKind::of),
            tags: agency.tags.clone(),
            region: agency.region_code.clone(),
            parent: agency.parent_code.clone().unwrap_or_default(),
        }
    }

    fn apply(&self, agency: &Agency) -> Agency {
        Agency {
            name: self.name.trim().to_owned(),
            short_name: self.short_name.trim().to_owned(),
            kind: self.kind.map(|kind| kind.key().to_owned()),
            tags: self.tags.clone(),
            region_code: self.region.clone(),
            parent_code: Some(self.parent.clone()).filter(|parent| !parent.is_empty()),
            ..agency.clone()
        }
    }
}

/// What is wrong with an agency; `code` is its own, empty for a new one.
fn judge(house: &House, form: &AgencyForm, code: &str) -> Vec<FieldProblem> {
    let register = house.register();
    let mut found = Vec::new();
    found.extend(judge_text(("name", "全称"), &form.name, 60));
    found.extend(judge_text(("short_name", "简称"), &form.short_name, 30));
    if let Some(same) = register.open_agencies().find(|a| a.name == form.name.trim() && a.code != code) {
        found.push(problem("name", "全称", format!("与代码 {} 的单位相同，请核对", same.code)));
    }
    if form.tags.len() > MOST_TAGS {
        found.push(problem("tags", "标签", format!("最多 {MOST_TAGS} 个")));
    }
    let too_long = |tag: &&String| tag.chars().count() > LONGEST_TAG || tag.chars().any(char::is_control);
    if let Some(tag) = form.tags.iter().find(too_long) {
        found.push(problem("tags", "标签", format!("“{tag}”太长，每个最多 {LONGEST_TAG} 个字")));
    }
    if register.open_region(&form.region).is_none() {
        found.push(problem("region", "行政区划", format!("没有代码为“{}”的区划，请核对", form.region)));
    }
    if form.parent.is_empty() {
        // Only the one above all has nobody above.
        if register.agency(code).is_none_or(|a| a.parent_code.is_some()) {
            found.push(problem("parent", "上级单位", "请填写上级单位的代码"));
        }
        return found;
    }
    match register.open_agency(&form.parent) {
        None => {
            found.push(problem("parent", "上级单位", format!("没有代码为“{}”的单位，请核对", form.parent)));
        }
        Some(above) if !register.region_path(&form.region).contains(&above.region_code) => {
            found.push(problem("parent", "上级单位", "须在同一行政区划或其上级，请核对代码"));
        }
        Some(_) if is_below(house, &form.parent, code) => {
            found.push(problem("parent", "上级单位", "不能是这个单位自己或它的下级"));
        }
        Some(_) => {}
    }
    found
}

/// Whether an agency is another one or stands anywhere below it.
fn is_below(house: &House, code: &str, other: &str) -> bool {
    let register = house.register();
    let (mut at, mut seen) = (Some(code.to_owned()), BTreeSet::new());
    while let Some(code) = at.filter(|code| seen.insert(code.clone())) {
        if code == other {
            return true;
        }
        at = register.agency(&code).and_then(|a| a.parent_code.clone());
    }
    false
}

/// The roles that may be given in an agency to be set up below this one.
fn grantable(house: &House, by: &Officer, parent: &str) -> BTreeSet<Role> {
    if house.may(by, Action::ManagePeople, parent) { house.grantable(by, parent) } else { BTreeSet::new() }
}

/// Looks at an agency to be set up and at each line of its people, and changes nothing.
///
/// # Errors
/// When the person may not set up agencies below that one.
pub async fn judge_agency(
    house: &House,
    by: &Officer,
    new: &NewAgency,
) -> Result<Result<Vec<NewPerson>, Trouble>, Error> {
    let mut fields = judge(house, &new.form, "");
    fields.extend(judge_decree(house, &new.decree, None));
    if fields.iter().all(|p| p.field != "parent") {
        house.must(by, Action::ManageRegister, &new.form.parent)?;
    }
    let grants = grantable(house, by, &new.form.parent);
    let (people, lines) = people::judge_list(house, &grants, "", &new.people).await?;
    if fields.is_empty() && lines.is_empty() { Ok(Ok(people)) } else { Ok(Err(Trouble { fields, lines })) }
}

/// Sets up an agency and invites its people, all or nothing. Its code is the next free one of its region.
///
/// # Errors
/// When the person may not, or somebody changed the register in the same moment.
pub async fn add_agency(
    house: &House,
    by: &Officer,
    new: NewAgency,
) -> Result<Result<SetUp, Trouble>, Error> {
    let people = match judge_agency(house, by, &new).await? {
        Ok(people) => people,
        Err(trouble) => return Ok(Err(trouble)),
    };
    let acting = house.must(by, Action::ManageRegister, &new.form.parent)?;
    let register = house.register();
    let region = register.region(&new.form.region).ok_or(Error::NotFound("这个行政区划"))?;
    let prefix = prefix(region);
    let code = (1..=MOST_SERIALS)
        .map(|serial| format!("{prefix}{serial:02}"))
        .find(|code| register.agency(code).is_none())
        .ok_or_else(|| Error::Refused(format!("“{}”的单位代码已用完", region.name)))?;
    let like = register.agencies_of(&region.code).next();
    let level = like.map_or_else(|| region.level.clone(), |a| a.level.clone());
    let valid_from = Some(new.decree.takes_effect.to_string());
    let agency = new.form.apply(&Agency { code: code.clone(), level, valid_from, ..Agency::default() });
    let after = state(&agency)?;
    let change =
        Change { subject: Subject::Agency, code: &code, change: "add", seen: 0, before: None, after };
    let mut tx = house.db.begin().await?;
    enter(house, &mut tx, &acting, (&change, &new.decree)).await?;
    register::put_agency(&mut tx, &agency).await?;
    let (invited, done) = people::invite_in(house, &mut tx, &acting, &code, people).await?;
    let mut steps = vec![step("agency-add", &code, Some(change.detail(&new.decree)))];
    steps.extend(done.into_iter().map(|detail| step("invite", &code, Some(detail))));
    record_all(house, &mut tx, &acting, steps).await?;
    settle(house, tx).await?;
    Ok(Ok(SetUp { code, invited }))
}

/// The day of the newest change of an agency.
fn since(agency: &Agency, events: &[RegisterEvent]) -> Option<String> {
    events.last().map(|e| e.takes_effect.clone()).or_else(|| agency.valid_from.clone())
}

pub(super) fn existing(house: &House, code: &str) -> Result<Agency, Error> {
    let register = house.register();
    let agency = register.agency(code).ok_or(Error::NotFound("这个单位"))?;
    if agency.valid_until.is_some() {
        return Err(Error::Refused(format!("“{}”已经撤销，不能再变更", agency.name)));
    }
    Ok(agency.clone())
}

/// Changes what is said of an agency: its name, kind and tags; its region and the agency above it only by who may
/// change the register there. `seen` is its version as the person saw it.
///
/// # Errors
/// When the person may not, something is wrong with it, or somebody else changed it meanwhile.
pub async fn change_agency(
    house: &House,
    by: &Officer,
    (code, seen): (&str, i64),
    (form, decree): (&AgencyForm, &Decree),
) -> Result<(), Error> {
    let before = existing(house, code)?;
    let mut acting = house.must(by, Action::ManageAgency, code)?;
    let after = form.apply(&before);
    if (&after.region_code, &after.parent_code) != (&before.region_code, &before.parent_code) {
        acting = house.must(by, Action::ManageRegister, code)?;
        if house.register().agency(&form.parent).is_some() {
            house.must(by, Action::ManageRegister, &form.parent)?;
        }
    }
    let events = history(house, by, code).await?;
    let mut problems = judge(house, form, code);
    problems.extend(judge_decree(house, decree, since(&before, &events).as_deref()));
    none_wrong(problems)?;
    if after == before {
        return Err(Error::Refused("没有改动任何内容".into()));
    }
    let change = Change {
        subject: Subject::Agency,
        code,
        change: "change",
        seen,
        before: Some(state(&before)?),
        after: state(&after)?,
    };
    let mut tx = house.db.begin().await?;
    enter(house, &mut tx, &acting, (&change, decree)).await?;
    register::put_agency(&mut tx, &after).await?;
    record(house, &mut tx, &acting, step("agency-change", code, Some(change.detail(decree)))).await?;
    settle(house, tx).await
}

/// Closes an agency. Where another takes over, its people go there, and that agency answers for what was published;
/// else their accounts are barred. What was published stays under the closed agency either way.
///
/// # Errors
/// When the person may not, it is the person's own agency, agencies stand below it, or something is in hand there.
pub async fn close_agency(
    house: &House,
    by: &Officer,
    (code, seen): (&str, i64),
    (into, decree): (Option<&str>, &Decree),
) -> Result<(), Error> {
    let before = existing(house, code)?;
    let acting = house.must(by, Action::ManageRegister, code)?;
    let register = house.register();
    if by.agency == code || before.parent_code.is_none() {
        return Err(Error::Refused("不能撤并自己的单位，请由上一级管理员办理".into()));
    }
    if let Some(into) = into {
        if into == code || register.open_agency(into).is_none() {
            let reason = format!("没有代码为“{into}”的其他单位，请核对");
            return Err(Error::Invalid(vec![problem("into", "并入的单位", reason)]));
        }
        house.must(by, Action::ManageRegister, into)?;
    }
    if let Some(below) = register.agencies_below(code).next() {
        return Err(Error::Refused(format!("“{}”等单位还在它下面，请先把它们改到别的上级", below.name)));
    }
    let events = history(house, by, code).await?;
    none_wrong(judge_decree(house, decree, since(&before, &events).as_deref()))?;
    let after = Agency {
        valid_until: Some(decree.takes_effect.to_string()),
        successor_code: into.map(str::to_owned),
        ..before.clone()
    };
    let change = Change {
        subject: Subject::Agency,
        code,
        change: if into.is_some() { "merge" } else { "close" },
        seen,
        before: Some(state(&before)?),
        after: state(&after)?,
    };
    let mut tx = house.db.begin().await?;
    let in_hand = register::in_hand(&mut tx, code).await?;
    if in_hand > 0 {
        let reason =
            format!("“{}”还有 {in_hand} 件在办(稿件、待审查的行、批量文件)，请先办完或放弃", before.name);
        return Err(Error::Refused(reason));
    }
    enter(house, &mut tx, &acting, (&change, decree)).await?;
    register::put_agency(&mut tx, &after).await?;
    let people = hand_over(&mut tx, code, into).await?;
    let mut detail = change.detail(decree);
    detail["people"] = json!(people);
    record(house, &mut tx, &acting, step("agency-close", code, Some(detail))).await?;
    settle(house, tx).await
}

/// Lets people of a closed agency work for its successor, or bars them; either way they sign in anew. How many.
async fn hand_over(tx: &mut Tx, code: &str, into: Option<&str>) -> Result<usize, Error> {
    let people = officers::of_agency(tx, code).await?;
    for person in &people {
        sessions::delete_of_officer(tx, &person.id).await?;
        match into {
            Some(into) => officers::set_agency(tx, &person.id, into).await?,
            None => {
                officers::set_disabled(tx, &person.id, true).await?;
                credentials::forget_invitations(tx, &person.id).await?;
            }
        }
    }
    Ok(people.len())
}

/// The changes of an agency, oldest first.
///
/// # Errors
/// When the person may neither manage the agency nor the register there.
pub async fn history(house: &House, by: &Officer, code: &str) -> Result<Vec<RegisterEvent>, Error> {
    if house.must(by, Action::ManageRegister, code).is_err() {
        house.must(by, Action::ManageAgency, code)?;
    }
    Ok(register::events_of(&mut house.db.read().await?, Subject::Agency.key(), code).await?)
}
