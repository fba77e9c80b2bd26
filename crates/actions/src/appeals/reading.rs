//! What the desk and the writer see of cases.

use chrono::NaiveDate;
use mingjing_procedures::RunningClock;
use mingjing_procedures::appeal::{AnyAppeal, Ending, Event, Kind, Publicity, state_zh};
use mingjing_store::appeals::{self, AlikeRow, AppealRow, View};
use serde_json::{Value, json};

use super::{Said, Writer, key, lodging, replayed, rules, said, sealed_away, writer};
use crate::case_files::{self, FileLine, FilesOf};
use crate::cases::{is_drafted, public_of};
use crate::house::{as_i64, as_u64};
use crate::requests::{left, read_day};
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer};

/// Characters of a title in a list.
const SHORT: usize = 60;
/// Cases of the same like that are listed.
const LIKE: i64 = 20;

/// A case in a list.
#[derive(Debug, Clone)]
pub struct CaseLine {
    /// As it is stored.
    pub row: AppealRow,
    /// What is wanted.
    pub kind: String,
    /// Its title.
    pub subject: String,
    /// State in words.
    pub state: &'static str,
    /// Last day of what is waited for.
    pub due: NaiveDate,
    /// Working days until then, negative when it is over; none where days are not known.
    pub left: Option<i64>,
    /// Where its limits stand.
    pub article: String,
}

/// One page of cases.
#[derive(Debug, Clone)]
pub struct Listing {
    /// The cases.
    pub lines: Vec<CaseLine>,
    /// How many there are in all.
    pub total: u64,
}

/// A step as the desk sees it.
#[derive(Debug, Clone)]
pub struct CaseStep {
    /// When it was noted, RFC 3339.
    pub at: String,
    /// By whom; none for the writer.
    pub by: Option<String>,
    /// What.
    pub event: Event,
}

/// A case as the desk sees it: everything but who appeals.
#[derive(Debug, Clone)]
pub struct Case {
    /// As it is stored.
    pub row: AppealRow,
    /// Its state.
    pub appeal: AnyAppeal,
    /// Title of the kind.
    pub kind: String,
    /// Whether the answer may be published by its kind.
    pub publishable: bool,
    /// What is said; none once the time to keep it is over.
    pub said: Option<Said>,
    /// Whether something was said of who appeals.
    pub named: bool,
    /// Every step.
    pub steps: Vec<CaseStep>,
    /// What is waited for; in words where working days are not known.
    pub clock: Result<Option<RunningClock>, String>,
    /// How many cases say almost the same, and some of the others.
    pub same: (u64, Vec<AlikeRow>),
    /// Whether there is a draft or a page of the answer for the public.
    pub drafted: bool,
    /// The published answer.
    pub public_answer: Option<String>,
    /// Its files: what the writer sent, and what belongs to the answer.
    pub files: Vec<FileLine>,
}

/// Something the writer is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The day.
    pub on: NaiveDate,
    /// What happened.
    pub title: String,
    /// In words; may be empty.
    pub text: String,
}

/// A case as its writer sees it.
#[derive(Debug, Clone)]
pub struct Appealed {
    /// What people call it.
    pub number: String,
    /// Title of the kind.
    pub kind: String,
    /// Name of the agency that has it.
    pub agency: String,
    /// Where it happened.
    pub region: String,
    /// What was said.
    pub said: Said,
    /// State in words.
    pub state: &'static str,
    /// What is waited for; in words where working days are not known.
    pub clock: Result<Option<RunningClock>, String>,
    /// What happened, and what the writer is told, from the first on.
    pub notices: Vec<Notice>,
    /// How it was answered.
    pub ending: Option<Ending>,
    /// Whether that was after the last day.
    pub late: bool,
    /// What the writer thinks of it.
    pub satisfied: Option<bool>,
    /// Whether it can be urged and taken back.
    pub waits: bool,
    /// Whether the answer can be rated.
    pub may_rate: bool,
    /// Whether it can be handled again.
    pub may_reopen: bool,
    /// Why the answer is not published; none where it is, or will be.
    pub withheld: Option<String>,
    /// The published answer.
    pub public_answer: Option<String>,
    /// What the writer sent, and the files of the answer once it was given.
    pub files: Vec<FileLine>,
}

/// Cases of a person's agency.
///
/// # Errors
/// When the person may not see them.
pub async fn list(house: &House, by: &Officer, view: View, window: (u64, u64)) -> Result<Listing, Error> {
    list_of(house, by, &by.agency, (view, window)).await
}

/// Cases of an agency: the own one, or one that the person oversees.
///
/// # Errors
/// When the person may not see them.
pub async fn list_of(
    house: &House,
    by: &Officer,
    agency: &str,
    (view, (limit, offset)): (View, (u64, u64)),
) -> Result<Listing, Error> {
    house.must(by, Action::ReadAppeals, agency)?;
    let today = house.now().date_naive();
    let mut tx = house.db.read().await?;
    let total = as_u64(appeals::count(&mut tx, agency, view).await?);
    let rows = appeals::page(&mut tx, agency, view, (as_i64(limit), as_i64(offset))).await?;
    drop(tx);
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let subject = match &row.said {
            Some(_) => said(house, &row)?.title.chars().take(SHORT).collect(),
            None => String::new(),
        };
        let kind = kind_of(&row)?;
        let rule = house.rules.appeals.of(kind)?;
        let due = read_day(&row.due_on)?;
        lines.push(CaseLine {
            kind: rule.title.clone(),
            article: rule.article.clone(),
            subject,
            state: state_zh(&row.state),
            due,
            left: left(house, today, due),
            row,
        });
    }
    Ok(Listing { lines, total })
}

fn kind_of(row: &AppealRow) -> Result<Kind, Error> {
    Kind::of_key(&row.kind).ok_or_else(|| Error::Corrupt(format!("诉求的类别“{}”", row.kind)))
}

/// One case, without who appeals: for the agency that has it, for those asked for their part, and for those above.
///
/// # Errors
/// When there is none, or the person may not see it.
pub async fn case(house: &House, by: &Officer, id: &str) -> Result<Case, Error> {
    let mut tx = house.db.read().await?;
    let row = appeals::one(&mut tx, id).await?.ok_or(Error::NotFound("这件诉求"))?;
    let is_partner = house.may(by, Action::ReadAppeals, &by.agency)
        && appeals::is_partner(&mut tx, id, &by.agency).await?;
    if !is_partner {
        house.must(by, Action::ReadAppeals, &row.agency_code)?;
    }
    let rows = appeals::events(&mut tx, id).await?;
    let same = match &row.like_id {
        Some(first) => {
            let number = as_u64(appeals::count_alike(&mut tx, first).await?);
            let mut others = appeals::alike(&mut tx, first, LIKE).await?;
            others
                .retain(|other| other.id != row.id && house.may(by, Action::ReadAppeals, &other.agency_code));
            (number, others)
        }
        None => (1, Vec::new()),
    };
    let drafted = is_drafted(&mut tx, row.disclosure_id.as_deref()).await?;
    let files = FilesOf::Appeal.listed(house, &mut tx, &row.once_digest).await?;
    drop(tx);
    let events = key(id).open_events(house, &rows)?;
    let appeal = replayed(house, &row, &events)?;
    let rule = house.rules.appeals.of(kind_of(&row)?)?;
    let said = row.said.is_some().then(|| said(house, &row)).transpose()?;
    let public = public_of(house, row.disclosure_id.as_deref()).await?;
    let steps = rows.into_iter().zip(events);
    let steps = steps.map(|(row, event)| CaseStep { at: row.at, by: row.officer_name, event }).collect();
    Ok(Case {
        kind: rule.title.clone(),
        publishable: rule.publishable,
        clock: clock(house, &appeal),
        named: row.writer.is_some(),
        drafted,
        public_answer: public,
        row,
        appeal,
        said,
        files,
        steps,
        same,
    })
}

fn clock(house: &House, appeal: &AnyAppeal) -> Result<Option<RunningClock>, String> {
    appeal.clock(&rules(house), house.now().date_naive()).map_err(|e| e.to_string())
}

/// Who appeals, for whoever handles the case. That it was looked at is written down.
///
/// # Errors
/// When the person may not, or the time to keep it is over.
pub async fn reveal(house: &House, by: &Officer, id: &str) -> Result<Writer, Error> {
    let mut tx = house.db.begin().await?;
    let row = appeals::one(&mut tx, id).await?.ok_or(Error::NotFound("这件诉求"))?;
    let by = &house.must(by, Action::HandleAppeals, &row.agency_code)?;
    if row.said.is_none() {
        return Err(sealed_away());
    }
    let found = writer(house, &row)?;
    let detail = Some(json!({ "appeal": row.number }));
    let agency = row.agency_code.as_str();
    let step = Step { action: "appeal-reveal", disclosure: None, agency, reason: None, detail };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(found)
}

/// The case of a receipt code, as its writer sees it; none for any other code.
///
/// # Errors
/// When the database cannot be read.
pub async fn track(house: &House, code: &str) -> Result<Option<Appealed>, Error> {
    let mut tx = house.db.read().await?;
    let digest = lodging::receipt_digest(house, code);
    let Some(row) = appeals::by_receipt(&mut tx, &digest).await? else { return Ok(None) };
    let rows = appeals::events(&mut tx, &row.id).await?;
    let mut files = FilesOf::Appeal.listed(house, &mut tx, &row.once_digest).await?;
    case_files::keep_given(&mut files, row.ending.is_some());
    drop(tx);
    let events = key(&row.id).open_events(house, &rows)?;
    let appeal = replayed(house, &row, &events)?;
    let register = house.register();
    let public = public_of(house, row.disclosure_id.as_deref()).await?;
    let answered = appeal.answered();
    let today = house.now().date_naive();
    let again = Event::Reopened { on: today, text: "重新办理".into() };
    let withheld = answered.and_then(|answered| match &answered.publicity {
        Publicity::Withheld(ground) => Some(ground.clone()),
        Publicity::Owed => None,
    });
    let region = register.region(&row.region_code).map_or(row.region_code.as_str(), |r| r.name.as_str());
    Ok(Some(Appealed {
        kind: house.rules.appeals.of(kind_of(&row)?)?.title.clone(),
        agency: register.agency_name(&row.agency_code).to_owned(),
        region: region.to_owned(),
        said: said(house, &row)?,
        state: appeal.zh(),
        clock: clock(house, &appeal),
        notices: notices(house, &events),
        ending: answered.map(|answered| answered.ending),
        late: row.late,
        satisfied: row.satisfied,
        waits: row.closed_on.is_none(),
        may_rate: matches!(&appeal, AnyAppeal::Answered(a) if a.state().satisfied.is_none()),
        may_reopen: appeal.clone().apply(&rules(house), &again).is_ok(),
        withheld,
        public_answer: public,
        files,
        number: row.number,
    }))
}

/// Whether the writer is told of a step when it is taken.
pub(super) fn is_told(event: &Event) -> bool {
    !matches!(
        event,
        Event::SentBack { .. }
            | Event::Prepared { .. }
            | Event::Proposed { .. }
            | Event::ExtensionAsked { .. }
    )
}

/// What the writer is told: no answer before another person agreed to it, and nothing that agencies say to each other.
fn notices(house: &House, events: &[Event]) -> Vec<Notice> {
    let register = house.register();
    let (mut told, mut wish, mut answer) = (Vec::new(), String::new(), String::new());
    for event in events {
        let text = match event {
            Event::SentBack { .. } | Event::Prepared { .. } => continue,
            Event::Proposed { ending, text, .. } => {
                answer = format!("{}（{}）\n{text}", ending.zh(), ending.article());
                continue;
            }
            Event::ExtensionAsked { days, text, .. } => {
                wish = format!("延长 {days} 天：{text}");
                continue;
            }
            Event::Extended { .. } => wish.clone(),
            Event::Approved { .. } => answer.clone(),
            Event::Transferred { to, .. } | Event::Returned { to, .. } | Event::Routed { to, .. } => {
                format!("现在由{}办理", register.agency_name(to))
            }
            Event::Joined { agencies, .. } => {
                agencies.iter().map(|code| register.agency_name(code)).collect::<Vec<_>>().join("、")
            }
            Event::Contributed { agency, .. } | Event::WentOn { agency, .. } => {
                register.agency_name(agency).to_owned()
            }
            Event::Urged { text, .. } | Event::Rated { text, .. } | Event::Reopened { text, .. } => {
                text.clone()
            }
            _ => String::new(),
        };
        told.push(Notice { on: event.on(), title: event.zh().to_owned(), text });
    }
    told
}

/// Everything kept of a case, for its writer (个人信息保护法 第四十五条); none for any other code.
///
/// # Errors
/// When the database cannot be read.
pub async fn export_of(house: &House, code: &str) -> Result<Option<Value>, Error> {
    let Some(appealed) = track(house, code).await? else { return Ok(None) };
    let mut tx = house.db.read().await?;
    let digest = lodging::receipt_digest(house, code);
    let Some(row) = appeals::by_receipt(&mut tx, &digest).await? else { return Ok(None) };
    let who = writer(house, &row)?;
    let steps: Vec<Value> = appealed
        .notices
        .iter()
        .map(|n| json!({ "日期": n.on.to_string(), "事项": n.title, "内容": n.text }))
        .collect();
    Ok(Some(json!({
        "登记编号": appealed.number,
        "类别": appealed.kind,
        "办理单位": appealed.agency,
        "事情发生地": appealed.region,
        "提交日期": row.lodged_on,
        "提出人": { "姓名或名称": who.name, "联系方式": who.contact, "通信地址": who.address, "邮箱": who.mail },
        "标题": appealed.said.title,
        "内容": appealed.said.text,
        "文件": appealed.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(),
        "状态": appealed.state,
        "办理过程": steps,
        "个人信息保存至": row.keep_until,
    })))
}
