//! What the desk and the applicant see of cases.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use mingjing_procedures::{
    Answered, AnyRequest, ApplicantKind, Clock, Event, Outcome, Purpose, RequestCount, RequestTable,
};
use mingjing_store::requests::{self, RemedyCountRow, RequestRow};
use serde_json::{Value, json};

use super::letters::{self, LetterLine};
use super::{Applicant, Wanted, applicant, key, lodging, read_day, rules, wanted};
use crate::case_files::{self, FileLine, FilesOf};
use crate::house::{as_i64, as_u64};
use crate::trail::{Step, record};
use crate::{Action, Error, House, Officer};

/// Characters of a description in a list.
const SHORT: usize = 60;

/// A case in a list.
#[derive(Debug, Clone)]
pub struct CaseLine {
    /// As it is stored.
    pub row: RequestRow,
    /// The beginning of what is asked for.
    pub subject: String,
    /// Last day of what is waited for.
    pub due: NaiveDate,
    /// Working days until then, negative when it is over; none where days are not known or the limit stands still.
    pub left: Option<i64>,
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
    /// By whom; none for the applicant.
    pub by: Option<String>,
    /// What.
    pub event: Event,
}

/// A case as the desk sees it: everything but who asks.
#[derive(Debug, Clone)]
pub struct Case {
    /// As it is stored.
    pub row: RequestRow,
    /// Its state.
    pub request: AnyRequest,
    /// What is asked for; none once the time to keep it is over.
    pub wanted: Option<Wanted>,
    /// Every step.
    pub steps: Vec<CaseStep>,
    /// What is waited for; in words where working days are not known.
    pub clock: Result<Option<Clock>, String>,
    /// The whole text of the answer that is proposed or was given.
    pub notice: Option<String>,
    /// How many applicants asked for the same (条例 第四十四条).
    pub same: u64,
    /// Its files: what the applicant sent, and what belongs to the answer.
    pub files: Vec<FileLine>,
    /// Its letters; none once the time to keep it is over.
    pub letters: Vec<LetterLine>,
}

/// Something the applicant is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The day.
    pub on: NaiveDate,
    /// What happened.
    pub title: String,
    /// In words; may be empty.
    pub text: String,
}

/// A case as its applicant sees it.
#[derive(Debug, Clone)]
pub struct Applied {
    /// What people call it.
    pub number: String,
    /// Name of the agency.
    pub agency: String,
    /// What it is for.
    pub purpose: Purpose,
    /// What was asked for.
    pub wanted: Wanted,
    /// State in words.
    pub state: &'static str,
    /// What is waited for; in words where working days are not known.
    pub clock: Result<Option<Clock>, String>,
    /// What happened, and what the applicant is told, from the first on.
    pub notices: Vec<Notice>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// What the applicant sent, and the files of the answer once it was given.
    pub files: Vec<FileLine>,
    /// Letters that went to the applicant.
    pub letters: Vec<LetterLine>,
    /// Whether the applicant may wish that what was given should be open to all.
    pub may_wish_publicity: bool,
}

/// Cases of a person's agency: open ones by urgency, or closed ones.
///
/// # Errors
/// When the person may not see them.
pub async fn list(house: &House, by: &Officer, open: bool, window: (u64, u64)) -> Result<Listing, Error> {
    list_of(house, by, &by.agency, (open, window)).await
}

/// Cases of an agency: the own one, or one that the person oversees.
///
/// # Errors
/// When the person may not see them.
pub async fn list_of(
    house: &House,
    by: &Officer,
    agency: &str,
    (open, (limit, offset)): (bool, (u64, u64)),
) -> Result<Listing, Error> {
    house.must(by, Action::ReadRequests, agency)?;
    let today = house.now().date_naive();
    let mut tx = house.db.read().await?;
    let total = as_u64(requests::count(&mut tx, agency, open).await?);
    let rows = requests::page(&mut tx, agency, open, (as_i64(limit), as_i64(offset))).await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let subject = match &row.wanted {
            Some(_) => wanted(house, &row)?.description.chars().take(SHORT).collect(),
            None => String::new(),
        };
        let due = read_day(&row.due_on)?;
        let counted = if row.state == "consulting" { None } else { left(house, today, due) };
        lines.push(CaseLine { row, subject, due, left: counted });
    }
    Ok(Listing { lines, total })
}

/// Working days from today to a day, negative when it is over; none where they are not known. Also on a weekend after it, it is
/// over, and not today.
pub(crate) fn left(house: &House, today: NaiveDate, due: NaiveDate) -> Option<i64> {
    let left = house.rules.calendar.standing(due, today).ok()?.days()?;
    Some(if due < today { left.min(-1) } else { left })
}

/// One case, without who asks.
///
/// # Errors
/// When there is none, or the person may not see it.
pub async fn case(house: &House, by: &Officer, id: &str) -> Result<Case, Error> {
    let mut tx = house.db.read().await?;
    let row = requests::one(&mut tx, id).await?.ok_or(Error::NotFound("这件申请"))?;
    house.must(by, Action::ReadRequests, &row.agency_code)?;
    let rows = requests::events(&mut tx, id).await?;
    let events = key(id).open_events(house, &rows)?;
    let same = if row.wanted.is_some() {
        as_u64(requests::same_wanted(&mut tx, &row.agency_code, &row.wanted_digest).await?)
    } else {
        0
    };
    let request = state(house, &row, &events)?;
    let clock = clock(house, &request);
    let notice = match &request {
        AnyRequest::Proposed(_) => answer_text(house, &row, &events, None)?,
        AnyRequest::Closed(closed) => answer_text(house, &row, &events, Some(closed.state().on))?,
        _ => None,
    };
    let wanted = row.wanted.is_some().then(|| wanted(house, &row)).transpose()?;
    let files = FilesOf::Request.listed(house, &mut tx, &row.once_digest).await?;
    let letters = if wanted.is_some() { letters::listed(house, &row, &events)? } else { Vec::new() };
    let steps = rows
        .into_iter()
        .zip(events)
        .map(|(row, event)| CaseStep { at: row.at, by: row.officer_name, event })
        .collect();
    Ok(Case { row, request, wanted, steps, clock, notice, same, files, letters })
}

fn state(house: &House, row: &RequestRow, events: &[Event]) -> Result<AnyRequest, Error> {
    AnyRequest::replay(&rules(house), events)?
        .ok_or_else(|| Error::Corrupt(format!("申请 {} 没有办理记录", row.number)))
}

fn clock(house: &House, request: &AnyRequest) -> Result<Option<Clock>, String> {
    request.clock(&rules(house), house.now().date_naive()).map_err(|e| e.to_string())
}

/// Who asks, for whoever handles the case. That it was looked at is written down.
///
/// # Errors
/// When the person may not, or the time to keep it is over.
pub async fn reveal(house: &House, by: &Officer, id: &str) -> Result<Applicant, Error> {
    let mut tx = house.db.begin().await?;
    let row = requests::one(&mut tx, id).await?.ok_or(Error::NotFound("这件申请"))?;
    let by = &house.must(by, Action::HandleRequests, &row.agency_code)?;
    let found = applicant(house, &row)?;
    let detail = Some(json!({ "request": row.number }));
    let agency = row.agency_code.as_str();
    let step = Step { action: "request-reveal", disclosure: None, agency, reason: None, detail };
    record(house, &mut tx, by, step).await?;
    tx.commit().await?;
    Ok(found)
}

/// The case of a receipt code, as its applicant sees it; none for any other code.
///
/// # Errors
/// When the database cannot be read.
pub async fn track(house: &House, code: &str) -> Result<Option<Applied>, Error> {
    let mut tx = house.db.read().await?;
    let digest = lodging::receipt_digest(house, code);
    let Some(row) = requests::by_receipt(&mut tx, &digest).await? else { return Ok(None) };
    let rows = requests::events(&mut tx, &row.id).await?;
    let events = key(&row.id).open_events(house, &rows)?;
    let request = state(house, &row, &events)?;
    let mut letters = letters::listed(house, &row, &events)?;
    letters.retain(|letter| letter.at.kind.is_for_applicant());
    let mut files = FilesOf::Request.listed(house, &mut tx, &row.once_digest).await?;
    case_files::keep_given(
        &mut files,
        row.outcome.as_deref().and_then(Outcome::of_key).is_some_and(Outcome::is_answer),
    );
    Ok(Some(Applied {
        files,
        letters,
        may_wish_publicity: matches!(&request, AnyRequest::Closed(closed) if closed.state().may_be_wished_open()),
        agency: house.register().agency_name(&row.agency_code).to_owned(),
        purpose: request.file().purpose(),
        wanted: wanted(house, &row)?,
        state: request.zh(),
        clock: clock(house, &request),
        notices: notices(house, &row, &events)?,
        outcome: row.outcome.as_deref().and_then(Outcome::of_key),
        number: row.number,
    }))
}

/// The whole text of the answer that was proposed last; none where none was, or where it ended without an answer.
fn answer_text(
    house: &House,
    row: &RequestRow,
    events: &[Event],
    on: Option<NaiveDate>,
) -> Result<Option<String>, Error> {
    let Some(Event::Proposed { outcome, text, names, .. }) =
        events.iter().rev().find(|event| matches!(event, Event::Proposed { .. }))
    else {
        return Ok(None);
    };
    if row.outcome.as_deref().is_some_and(|ended| ended != outcome.key()) {
        return Ok(None);
    }
    let register = house.register();
    let agency = register.agency_name(&row.agency_code);
    let lodged_on = read_day(&row.lodged_on)?;
    let number = row.number.as_str();
    let answered = Answered { agency, number, lodged_on, on, outcome: *outcome, text, names };
    Ok(Some(house.rules.answers.notice(&answered)))
}

/// Whether the applicant is told of a step when it is taken.
pub(super) fn is_told(event: &Event) -> bool {
    !matches!(
        event,
        Event::Proposed { .. }
            | Event::SentBack { .. }
            | Event::Delivered { .. }
            | Event::FeeTold { .. }
            | Event::ExtensionAsked { .. }
    )
}

/// What the applicant is told: not who was asked, and no answer before another person agreed to it.
fn notices(house: &House, row: &RequestRow, events: &[Event]) -> Result<Vec<Notice>, Error> {
    let (mut told, mut wish) = (Vec::new(), String::new());
    for event in events.iter() {
        let text = match event {
            untold if !is_told(untold) && !matches!(untold, Event::ExtensionAsked { .. }) => continue,
            Event::ExtensionAsked { working_days, text, .. } => {
                wish = format!("延长 {working_days} 个工作日：{text}");
                continue;
            }
            Event::Extended { .. } => wish.clone(),
            Event::Approved { on, .. } => answer_text(house, row, events, Some(*on))?.unwrap_or_default(),
            Event::CorrectionAsked { until, text, .. } => format!("{text}\n请在 {until} 前补正"),
            Event::Delayed { until, text, .. } => format!("{text}\n将在 {until} 前答复"),
            Event::FeeAsked { yuan, text, .. } => format!("应缴纳 {yuan} 元。{text}"),
            Event::ReasonAsked { text, .. }
            | Event::PublicityWished { text, .. }
            | Event::PublicityDecided { text, .. } => text.clone(),
            _ => String::new(),
        };
        told.push(Notice { on: event.on(), title: event.zh().to_owned(), text });
    }
    Ok(told)
}

/// Everything kept of an applicant's case, for the applicant (个人信息保护法 第四十五条); none for any other code.
///
/// # Errors
/// When the database cannot be read.
pub async fn export_of(house: &House, code: &str) -> Result<Option<Value>, Error> {
    let Some(applied) = track(house, code).await? else { return Ok(None) };
    let mut tx = house.db.read().await?;
    let digest = lodging::receipt_digest(house, code);
    let Some(row) = requests::by_receipt(&mut tx, &digest).await? else { return Ok(None) };
    let who = applicant(house, &row)?;
    let steps: Vec<Value> = applied
        .notices
        .iter()
        .map(|n| json!({ "日期": n.on.to_string(), "事项": n.title, "内容": n.text }))
        .collect();
    Ok(Some(json!({
        "登记编号": applied.number,
        "受理机关": applied.agency,
        "提交日期": row.lodged_on,
        "申请人": {
            "类别": who.kind.zh(), "姓名或名称": who.name, "身份证明": who.identity, "联系方式": who.contact, "通信地址": who.address, "邮箱": who.mail,
        },
        "申请事项": applied.purpose.zh(),
        "所需信息": applied.wanted.description,
        "证据": applied.wanted.evidence,
        "获取方式": applied.wanted.form,
        "文件": applied.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(),
        "状态": applied.state,
        "办理过程": steps,
        "个人信息保存至": row.keep_until,
    })))
}

/// The first day of a year, and of the one after it.
pub(super) fn year_days(year: i32) -> (String, String) {
    (format!("{year:04}-01-01"), format!("{:04}-01-01", year + 1))
}

/// The table of requests of an agency's yearly report (条例 第五十条).
///
/// # Errors
/// When the person may not see it.
pub async fn request_table(
    house: &House,
    by: &Officer,
    agency: &str,
    year: i32,
) -> Result<RequestTable, Error> {
    house.must(by, Action::ReadRequests, agency)?;
    counted_requests(house, agency, year).await
}

/// The same, for the report of the government that the agency belongs to.
pub(crate) async fn counted_requests(house: &House, agency: &str, year: i32) -> Result<RequestTable, Error> {
    let mut tx = house.db.read().await?;
    let (first, end) = year_days(year);
    let rows = requests::counts(&mut tx, agency, (&first, &end)).await?;
    let counts: Option<Vec<RequestCount>> = rows
        .iter()
        .map(|row| {
            Some(RequestCount {
                applicant: ApplicantKind::of_key(&row.applicant_kind)?,
                outcome: match &row.outcome {
                    Some(key) => Some(Outcome::of_key(key)?),
                    None => None,
                },
                carried_over: row.carried_over,
                count: as_u64(row.number),
            })
        })
        .collect();
    let counts = counts.ok_or_else(|| Error::Corrupt("申请的类别或结果".into()))?;
    Ok(RequestTable::of(&counts))
}

/// How answers of an agency were contested in a year or wait for a decision since before, and what came of it: remedy and result, as they are stored.
///
/// # Errors
/// When the person may not see it.
pub async fn remedies(
    house: &House,
    by: &Officer,
    agency: &str,
    year: i32,
) -> Result<BTreeMap<(String, String), u64>, Error> {
    house.must(by, Action::ReadRequests, agency)?;
    counted_remedies(house, agency, year).await
}

/// The same, for the report of the government that the agency belongs to.
pub(crate) async fn counted_remedies(
    house: &House,
    agency: &str,
    year: i32,
) -> Result<BTreeMap<(String, String), u64>, Error> {
    let mut tx = house.db.read().await?;
    let (first, end) = year_days(year);
    let rows = requests::remedy_counts(&mut tx, agency, (&first, &end)).await?;
    let pair = |row: RemedyCountRow| ((row.remedy, row.result), as_u64(row.number));
    Ok(rows.into_iter().map(pair).collect())
}
