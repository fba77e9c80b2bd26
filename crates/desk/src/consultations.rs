//! Calls for comments at the desk: proposed from a public draft, opened by a second person, comments by clause with those
//! that say almost the same as one, groups and their answers, the outcome.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::consultations::{self, CallLine, Command, Comments, DeskCall, Which};
use mingjing_actions::{Action, Error, reading};
use mingjing_design::components::{ClockBadge, DaysBadge, ErrorSummary, Link, Pagination};
use mingjing_design::format::query_value;
use mingjing_design::page::Page;
use mingjing_procedures::Clock;
use mingjing_procedures::consultation::{Adoption, AnyConsultation, Event, Question, QuestionKind};
use mingjing_publication::structure::outline;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{
    AskedQuestion, CallLineView, CallPage, CallStepView, CallsPage, CommentView, CommenterPage, FewerLink,
    FreeDraft, GroupView, NewCallPage, WithholdingView,
};
use crate::steps::{Answer, refusal};
use crate::tried::Tried;
use crate::visitor::Visitor;
use crate::work::minute;

/// Calls or comments on one page.
const PAGE: u64 = 50;
/// Questions that can be written at once.
const SLOTS: usize = 5;

fn to_call(id: &str, behind: &str) -> Response {
    Redirect::to(&format!("/desk/consultations/{id}{behind}")).into_response()
}

/// Calls in hand by urgency, or those with an outcome.
pub(crate) async fn list(State(desk): State<Desk>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let asked = Form::read_unchecked(&Bytes::from(query.unwrap_or_default()));
    let done = asked.text("view") == "done";
    let page: u64 = asked.text("page").parse().unwrap_or(1).max(1);
    let (house, by) = (&desk.house, &visitor.officer);
    let (lines, total) =
        consultations::desk_calls(house, by, done, (PAGE, (page - 1).saturating_mul(PAGE))).await?;
    let handles = house.may(by, Action::HandleConsultations, &by.agency);
    let drafts = if handles { consultations::free_drafts(house, by).await? } else { Vec::new() };
    let base = if done { "/desk/consultations?view=done&page=" } else { "/desk/consultations?page=" };
    let free = |row: mingjing_actions::consultations::DraftRow| FreeDraft {
        id: row.id,
        title: row.title,
        issued_on: row.issued_on,
    };
    Ok(Page::ok(CallsPage {
        done,
        total,
        lines: lines.into_iter().map(|one| line(&desk, one)).collect(),
        drafts: drafts.into_iter().map(free).collect(),
        pagination: Pagination { current: page, pages: total.div_ceil(PAGE).max(1), base: base.into() },
        frame: visitor.frame,
    })
    .into_response())
}

fn line(desk: &Desk, line: CallLine) -> CallLineView {
    let CallLine { row, closes_on, outcome } = line;
    let left = (closes_on - desk.house.now().date_naive()).num_days();
    let is_open = row.state == "open" && left >= 0;
    let state = match row.state.as_str() {
        "proposed" => "待审核",
        "returned" => "已退回，待修改",
        "open" if is_open => "正在征求意见",
        "open" => "已到期，待截止登记",
        "closed" => "整理意见，逐类答复",
        "announcing" => "结果待公布",
        _ => "已公布结果",
    };
    let clock = |(due, left)| ClockBadge {
        left, due, article: "重大行政决策程序暂行条例第十八条".into()
    };
    CallLineView {
        id: row.id,
        title: row.title,
        state,
        comments: row.comments,
        days: is_open.then_some(DaysBadge { left, until: closes_on }),
        clock: outcome.map(clock),
        note: match row.published_on {
            Some(day) if row.late => format!("{day} ▲ 逾期公布"),
            day => day.unwrap_or_default(),
        },
        to_review: row.to_review,
    }
}

/// The form for a new call on a draft; for one that was sent back, with its questions.
pub(crate) async fn new(State(desk): State<Desk>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let asked = Form::read_unchecked(&Bytes::from(query.unwrap_or_default()));
    let draft = asked.text("draft").to_owned();
    let known = match asked.text("again") {
        "" => Form::default(),
        id => {
            let call = consultations::desk_call(&desk.house, &visitor.officer, id).await?;
            written(call.state.file().call().questions())
        }
    };
    new_page(&desk, visitor, &draft, (StatusCode::OK, known), Vec::new()).await
}

/// Questions as they stand in the form.
fn written(questions: &[Question]) -> Form {
    questions.iter().enumerate().fold(Form::default(), |form, (at, question)| {
        let (kind, options) = match &question.kind {
            QuestionKind::Single { options } => ("single", options.join("\n")),
            QuestionKind::Multiple { options } => ("multiple", options.join("\n")),
            QuestionKind::Scale { most } => ("scale", most.to_string()),
            QuestionKind::Text => ("text", String::new()),
        };
        let entries = Form::of([
            (&format!("q{at}-kind"), kind.to_owned()),
            (&format!("q{at}-title"), question.title.clone()),
            (&format!("q{at}-options"), options),
        ]);
        form.and(entries)
    })
}

async fn new_page(
    desk: &Desk,
    visitor: Visitor,
    draft: &str,
    (status, sent): (StatusCode, Form),
    errors: Vec<Link>,
) -> Answer {
    let house = &desk.house;
    let public = reading::disclosure(house, draft).await?.ok_or(Error::NotFound("这份草案"))?;
    house.must(&visitor.officer, Action::HandleConsultations, &public.agency)?;
    let content = public.content().ok_or(Error::NotFound("这份草案"))?;
    let names = &house.rules.consultations;
    let item = house.item(&public.item)?;
    let shown = |key: &str| {
        let field = item.field(key)?;
        Some(field.display(content.fields.get(key)?))
    };
    let page = NewCallPage {
        summary: ErrorSummary { errors },
        draft: draft.to_owned(),
        title: content.title.clone(),
        period: shown(&names.period).unwrap_or_default(),
        short_reason: shown(&names.short_reason).unwrap_or_default(),
        sent,
        slots: (0..SLOTS).collect(),
        token: visitor.token,
        frame: visitor.frame,
    };
    Ok(Page::with_status(status, page).into_response())
}

/// Proposes a call.
pub(crate) async fn propose(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let draft = form.text("draft").to_owned();
    let proposed = match questions(&form) {
        Ok(questions) => consultations::propose(&desk.house, &visitor.officer, &draft, questions).await,
        Err(e) => Err(e),
    };
    match proposed {
        Ok(id) => Ok(to_call(&id, "")),
        Err(e) => {
            let errors = vec![Link::new("#q0-kind", refusal(e)?)];
            new_page(&desk, visitor, &draft, (StatusCode::UNPROCESSABLE_ENTITY, form), errors).await
        }
    }
}

/// The questions of a form; slots without a kind are left out.
fn questions(form: &Form) -> Result<Vec<Question>, Error> {
    let mut questions = Vec::new();
    for slot in 0..SLOTS {
        let text = |name: &str| form.text(&format!("q{slot}-{name}")).trim().to_owned();
        let options =
            || text("options").lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect();
        let kind = match text("kind").as_str() {
            "single" => QuestionKind::Single { options: options() },
            "multiple" => QuestionKind::Multiple { options: options() },
            "scale" => QuestionKind::Scale {
                most: text("options").parse().map_err(|_| {
                    Error::Refused(format!("第 {} 题是打分题，请在选项里写最高分，例如 5", slot + 1))
                })?,
            },
            "text" => QuestionKind::Text,
            _ if !text("title").is_empty() => {
                return Err(Error::Refused(format!("第 {} 题写了题目，请选择题型", slot + 1)));
            }
            _ => continue,
        };
        questions.push(Question { title: text("title"), kind });
    }
    Ok(questions)
}

/// One call.
pub(crate) async fn one(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let asked = Form::read_unchecked(&Bytes::from(query.unwrap_or_default()));
    show(&desk, visitor, &id, Tried::asked(asked)).await
}

/// Which comments an address asks for.
fn which(asked: &Form) -> Which {
    Which {
        clause: asked.text("clause").to_owned(),
        group: match asked.text("group") {
            "" => None,
            "none" => Some(None),
            number => number.parse().ok().map(Some),
        },
        like: asked.text("like").parse().ok(),
    }
}

async fn show(desk: &Desk, visitor: Visitor, id: &str, tried: Tried) -> Answer {
    let house = &desk.house;
    let call = consultations::desk_call(house, &visitor.officer, id).await?;
    let which = if tried.is_refused() { Which::default() } else { which(&tried.form) };
    let current: usize = tried.form.text("page").parse().unwrap_or(1).clamp(1, 10_000);
    let window = (PAGE as usize, (current - 1) * PAGE as usize);
    let comments = consultations::comments(house, &visitor.officer, &call, &which, window).await?;
    let names = clause_names(desk, &call).await?;
    let may = |action| house.may(&visitor.officer, action, &call.row.agency_code);
    let (clock, waits) = match &call.clock {
        Ok(Some(clock)) => (badge(clock), Some(clock.waits_for.to_owned())),
        Ok(None) => (None, None),
        Err(words) => (None, Some(format!("期限暂时算不出来：{words}"))),
    };
    let file = call.state.file();
    let returned = match &call.state {
        AnyConsultation::Proposed(proposed) => proposed.state().returned.clone(),
        _ => String::new(),
    };
    let withholding = |(number, w): (&u32, &mingjing_procedures::consultation::Withholding)| {
        WithholdingView { number: *number, ground: w.ground.clone(), agreed: w.agreed_on.is_some() }
    };
    let base = format!("/desk/consultations/{id}?{}page=", address(&which));
    let page = CallPage {
        summary: tried.summary("#steps"),
        id: id.to_owned(),
        version: call.row.lock_version,
        title: call.row.title.clone(),
        draft: format!("/d/{}", call.row.draft_id),
        key: call.row.state.clone(),
        state: call.state.zh(),
        is_over: house.now().date_naive() > file.closes_on(),
        opened_on: file.opened_on().map(|day| day.to_string()).unwrap_or_default(),
        closes_on: file.closes_on().to_string(),
        short_reason: file.call().short_reason().to_owned(),
        returned,
        clock,
        waits,
        received: call.row.comments,
        questionnaires: call.row.questionnaires,
        questions: asked_questions(&call),
        handle: may(Action::HandleConsultations),
        review: may(Action::ReviewConsultations),
        groups: groups(&call),
        ungrouped: call.state.found().map_or(0, |found| found.ungrouped().len()),
        withholdings: file.withheld().iter().map(withholding).collect(),
        fewer: fewer(id, &which, &comments, &names),
        alone: which.like.is_some(),
        total: comments.total,
        comments: lines(&call, comments, &names),
        pagination: Pagination { current: current as u64, pages: 1, base },
        outcome: call.row.outcome_id.as_ref().map(|outcome| match call.row.state.as_str() {
            "published" => format!("/d/{outcome}"),
            _ => format!("/desk/d/{outcome}"),
        }),
        history: call.steps.iter().map(step).collect(),
        tried,
        token: visitor.token,
        frame: visitor.frame,
    };
    let pages = page.total.div_ceil(PAGE).max(1);
    let page = CallPage { pagination: Pagination { pages, ..page.pagination }, ..page };
    Ok(Page::with_status(page.tried.status(), page).into_response())
}

/// What clauses of the draft are called, by their address.
async fn clause_names(desk: &Desk, call: &DeskCall) -> Result<BTreeMap<String, String>, Failure> {
    let public = reading::disclosure(&desk.house, &call.row.draft_id).await?;
    let body = public.as_ref().and_then(|public| public.content()?.body.clone()).unwrap_or_default();
    let name = |label: String, heading: String| if label.is_empty() { heading } else { label };
    Ok(outline(&body).into_iter().map(|c| (c.anchor, name(c.label, c.heading))).collect())
}

fn clause_name(names: &BTreeMap<String, String>, clause: &str) -> String {
    match (clause, names.get(clause)) {
        ("", _) => "全文".into(),
        (_, Some(name)) => name.clone(),
        (clause, None) => format!("{clause}（草案更新后没有这一条）"),
    }
}

fn address(which: &Which) -> String {
    let mut address = String::new();
    if !which.clause.is_empty() {
        address.push_str(&format!("clause={}&", query_value(&which.clause)));
    }
    match which.group {
        Some(None) => address.push_str("group=none&"),
        Some(Some(group)) => address.push_str(&format!("group={group}&")),
        None => {}
    }
    if let Some(like) = which.like {
        address.push_str(&format!("like={like}&"));
    }
    address
}

/// Ways to see fewer comments: by clause, and those that stand in no group.
fn fewer(id: &str, which: &Which, comments: &Comments, names: &BTreeMap<String, String>) -> Vec<FewerLink> {
    let link = |of: Which, text: String| FewerLink {
        href: format!("/desk/consultations/{id}?{}#comments", address(&of)),
        current: of == *which,
        text,
    };
    let mut links = vec![link(Which::default(), "全部".into())];
    links.push(link(Which { group: Some(None), ..Which::default() }, "没有归类的".into()));
    for (clause, count) in &comments.clauses {
        let asked = if clause.is_empty() { "-".to_owned() } else { clause.clone() };
        let of = Which { clause: asked, ..Which::default() };
        links.push(link(of, format!("{}（{count}）", clause_name(names, clause))));
    }
    links
}

fn lines(call: &DeskCall, comments: Comments, names: &BTreeMap<String, String>) -> Vec<CommentView> {
    let groups = call.state.found().map(|found| &found.groups);
    let withheld = call.state.file().withheld();
    let view = |line: mingjing_actions::consultations::CommentLine| CommentView {
        at: minute(&line.at),
        clause: clause_name(names, &line.clause),
        text: line.text,
        others: line.others,
        group: line.group.and_then(|at| Some(groups?.get(at)?.title.clone())),
        has_commenter: line.has_commenter,
        withheld: withheld.get(&line.number).map(|w| w.ground.clone()),
        number: line.number,
    };
    comments.lines.into_iter().map(view).collect()
}

fn groups(call: &DeskCall) -> Vec<GroupView> {
    let Some(found) = call.state.found() else { return Vec::new() };
    let view = |(number, group): (usize, &mingjing_procedures::consultation::Group)| GroupView {
        number,
        title: group.title.clone(),
        comments: group.comments.len(),
        adoption: group.answer.as_ref().map(|answer| answer.adoption),
        text: group.answer.as_ref().map(|answer| answer.text.clone()).unwrap_or_default(),
    };
    found.groups.iter().enumerate().map(view).collect()
}

/// The questionnaire, with its count once it is closed.
fn asked_questions(call: &DeskCall) -> Vec<AskedQuestion> {
    let counts = call.state.found().map(|found| &found.tally.counts);
    let questions = call.state.file().call().questions().iter().enumerate();
    let view = |(at, question): (usize, &Question)| {
        let mut options = question.options();
        if options.is_empty() {
            options.push("写了文字".to_owned());
        }
        let count = |n: usize| counts.and_then(|counts| counts.get(at)?.get(n).copied());
        let options = options.into_iter().enumerate().map(|(n, option)| (option, count(n))).collect();
        AskedQuestion { title: question.title.clone(), options }
    };
    questions.map(view).collect()
}

fn step(step: &consultations::DeskStep) -> CallStepView {
    let text = match &step.event {
        Event::Proposed { until, questions, .. } => format!("截止 {until}，问卷 {} 题", questions.len()),
        Event::SentBack { text, .. } => text.clone(),
        Event::Prolonged { until, .. } => format!("到 {until}"),
        Event::Closed { received, tally, .. } => format!("意见 {received} 条，问卷 {} 份", tally.received),
        Event::Grouped { title, comments, .. } => format!("{title}（{} 条）", comments.len()),
        Event::Put { group, comments, .. } => format!("{} 条放入第 {} 类", comments.len(), group + 1),
        Event::Answered { group, adoption, text, .. } => {
            format!("第 {} 类：{}\n{text}", group + 1, adoption.zh())
        }
        Event::WithholdingProposed { comment, text, .. } => format!("第 {comment} 号：{text}"),
        Event::Withheld { comment, .. } | Event::WithholdingRefused { comment, .. } => {
            format!("第 {comment} 号")
        }
        _ => String::new(),
    };
    CallStepView { at: minute(&step.at), by: step.by.clone(), title: step.event.zh(), text }
}

fn badge(clock: &Clock) -> Option<ClockBadge> {
    Some(ClockBadge { left: clock.standing?.days()?, due: clock.due?, article: clock.article.to_owned() })
}

fn number<T: std::str::FromStr>(form: &Form, name: &str, label: &str) -> Result<T, Error> {
    form.text(name).trim().parse().map_err(|_| Error::Refused(format!("请填写{label}")))
}

/// What a form asks for.
fn command(step: &str, form: &Form) -> Result<Command, Error> {
    let text = || form.text("text").trim().to_owned();
    let comments = || form.all("comment").filter_map(|one| one.parse().ok()).collect();
    let alone = form.text("alone") == "yes";
    let comment = || number(form, "number", "意见的编号");
    Ok(match step {
        "open" => Command::Open,
        "send-back" => Command::SendBack { text: text() },
        "prolong" => Command::Prolong,
        "close" => Command::Close,
        "group" => {
            Command::Group { title: form.text("title").trim().to_owned(), comments: comments(), alone }
        }
        "put" => {
            Command::Put { group: number(form, "group", "放入哪一类")?, comments: comments(), alone }
        }
        "answer" => Command::Answer {
            group: number(form, "group", "哪一类")?,
            adoption: Adoption::of_key(form.text("adoption"))
                .ok_or_else(|| Error::Refused("请选择采纳情况".into()))?,
            text: text(),
        },
        "drop-outcome" => Command::DropOutcome,
        "withhold" => Command::Withhold { comment: comment()?, text: text() },
        "agree-withholding" => Command::AgreeWithholding { comment: comment()? },
        "refuse-withholding" => Command::RefuseWithholding { comment: comment()? },
        _ => return Err(Error::NotFound("这一步")),
    })
}

/// Takes a step; refused, the call comes back with why, and with what was typed.
pub(crate) async fn act(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let version = form.version()?;
    let (house, by) = (&desk.house, &visitor.officer);
    let taken = match (step.as_str(), command(&step, &form)) {
        ("prepare", _) => match consultations::prepare_outcome(house, by, &id, version).await {
            Ok(outcome) => return Ok(Redirect::to(&format!("/desk/d/{outcome}")).into_response()),
            Err(e) => Err(e),
        },
        (_, Ok(command)) => consultations::take_step(house, by, &id, version, command).await,
        (_, Err(e)) => Err(e),
    };
    let e = match taken {
        Ok(()) => {
            let behind = if matches!(step.as_str(), "group" | "put") { "?group=none#comments" } else { "" };
            return Ok(to_call(&id, behind));
        }
        Err(e) => e,
    };
    show(&desk, visitor, &id, Tried::refused(&step, form, e)?).await
}

/// Who wrote a comment; that it was looked at is written down.
pub(crate) async fn commenter(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let asked: u32 = number(&form, "number", "意见的编号")?;
    let found = consultations::reveal_commenter(&desk.house, &visitor.officer, &id, asked).await?;
    let page = CommenterPage {
        frame: visitor.frame,
        id,
        number: asked,
        name: found.name,
        contact: found.contact,
        mail: found.mail,
    };
    Ok(Page::ok(page).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_read_and_written_alike() {
        let questions = vec![
            Question {
                title: "是否赞成".into(),
                kind: QuestionKind::Single { options: vec!["赞成".into(), "反对".into()] },
            },
            Question { title: "打几分".into(), kind: QuestionKind::Scale { most: 5 } },
            Question { title: "想说什么".into(), kind: QuestionKind::Text },
        ];
        assert_eq!(super::questions(&written(&questions)).unwrap(), questions);
        let without_kind = Form::of([("q1-title", "题目".to_owned())]);
        assert!(super::questions(&without_kind).unwrap_err().to_string().contains("第 2 题"));
    }

    #[test]
    fn an_address_is_read_as_it_is_written() {
        for of in [
            Which { clause: "art-3".into(), ..Which::default() },
            Which { group: Some(None), ..Which::default() },
            Which { group: Some(Some(2)), like: Some(7), ..Which::default() },
        ] {
            assert_eq!(which(&Form::read_unchecked(&Bytes::from(address(&of)))), of);
        }
    }
}
