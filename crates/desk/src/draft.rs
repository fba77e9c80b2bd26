//! The page of one draft, with the step that is possible for this person.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::decisions::decisions_of_draft;
use mingjing_actions::desk_reading::{self, ReadFile, draft as read_draft};
use mingjing_actions::{
    Action, Draft, Error, House, Officer, URGENT_REVIEW, is_picture, look, may_opine, may_release_urgently,
    opinions_on, region_suggestions, screen_draft, suggestions, unfinished_uploads,
};
use mingjing_catalogue::{Field, FieldProblem, Item};
use mingjing_design::components::{Difference, Link};
use mingjing_design::form::{Choices, Entries, ItemForm};
use mingjing_design::format;
use mingjing_design::page::{Page, show_own_pages};
use mingjing_portal::decision_part;
use mingjing_publication::life::AnyWorking;
use mingjing_store::audit::AuditRow;
use mingjing_store::opinions::OpinionRow;

use crate::Desk;
use crate::conflict;
use crate::editor::judged;
use crate::failure::Failure;
use crate::form::{Form, digest};
use crate::judging;
use crate::pages::{
    ConflictPart, DraftPage, EarlierDecision, FilesPart, FindingView, MarkedText, Stage, SuggestionsPart,
    Texts, TrailRow, marked_body, views,
};
use crate::visitor::Visitor;
use crate::work::{badge, minute};

/// One draft, with the step that is possible for this person.
pub(crate) async fn one(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let asked = Form::read_unchecked(&query.unwrap_or_default().into());
    let draft = match read_draft(&desk.house, &visitor.officer, &id).await {
        Ok(draft) => draft,
        // No draft any more: what it became is public.
        Err(Error::NotFound(_)) => {
            desk_reading::head(&desk.house, &visitor.officer, &id).await?;
            return Ok(Redirect::to(&format!("/d/{id}")).into_response());
        }
        Err(e) => return Err(e.into()),
    };
    let mut page = draft_page(&desk, visitor, draft, Sent::default()).await?;
    page.pictures_left_out = asked.text("pictures").parse().unwrap_or_default();
    let framing = page.stage == Stage::Edit;
    let mut response = Page::ok(page).into_response();
    if framing {
        show_own_pages(response.headers_mut());
    }
    Ok(response)
}

/// What was sent and could not be done; nothing, when a page is only looked at.
#[derive(Default)]
pub(crate) struct Sent {
    /// Everything sent.
    pub(crate) form: Form,
    /// The fields of the item, when they were sent.
    pub(crate) typed: Option<Entries>,
    /// What is wrong with single fields.
    pub(crate) problems: Vec<FieldProblem>,
    /// What is wrong otherwise.
    pub(crate) refused: Option<Link>,
    /// Whether somebody else saved in between.
    pub(crate) overtaken: bool,
}

/// What an amendment changes, word by word.
async fn difference(desk: &Desk, draft: &Draft) -> Result<Option<Difference>, Failure> {
    let Some((before, after)) = desk_reading::changes(&desk.house, draft).await? else { return Ok(None) };
    let (house, reason) = (Arc::clone(&desk.house), draft.reason.clone());
    // Official text is long: comparing it must not hold up other requests.
    let compared = tokio::task::spawn_blocking(move || {
        Difference::between(house.rules.catalogue.item(&before.item), &before, &after, reason)
    });
    compared.await.map(Some).map_err(|e| Error::Refused(format!("版本比较中断：{e}")).into())
}

/// What this person can do with a draft.
fn stage(house: &House, officer: &Officer, draft: &Draft) -> Stage {
    let may = |action| house.may(officer, action, &draft.head.agency_code);
    let drafted = draft.life.save().drafted_by.contains(&officer.id);
    match &draft.life {
        AnyWorking::Drafting(_) if may(Action::Draft) => Stage::Edit,
        AnyWorking::Submitted(_) if may(Action::Screen) && !drafted => Stage::Screen,
        AnyWorking::Screened(_) if may(Action::Approve) && !drafted => Stage::Approve,
        _ => Stage::Look,
    }
}

/// What the page has for who writes.
#[derive(Default)]
struct Writing {
    form: Option<ItemForm>,
    missing: usize,
    suggestions: SuggestionsPart,
    /// Files of which only a part has come.
    unfinished: Vec<(String, i64)>,
}

impl Writing {
    async fn of(
        desk: &Desk,
        officer: &Officer,
        (item, draft): (&Item, &Draft),
        sent: &Sent,
    ) -> Result<Self, Failure> {
        let saved = || Entries::from_values(item, &draft.values, draft.body.as_deref());
        let entries = sent.typed.clone().unwrap_or_else(saved);
        Ok(Self {
            missing: judged(desk, item, &entries, draft).await?.len(),
            form: Some(ItemForm::new(item, &entries, &sent.problems, Choices::default())),
            suggestions: suggested(&desk.house, draft).await?,
            unfinished: unfinished_uploads(&desk.house, officer, &draft.head.id).await?,
        })
    }
}

/// What the page has for who judges.
struct Judging {
    findings: Vec<FindingView>,
    earlier: Vec<EarlierDecision>,
    trail: Vec<AuditRow>,
    opinions: Vec<OpinionRow>,
    /// The question this person may answer.
    wanted: Option<OpinionRow>,
}

impl Judging {
    async fn of(
        house: &House,
        officer: &Officer,
        (item, draft): (&Item, &Draft),
        (form, read): (&Form, &[ReadFile]),
    ) -> Result<Self, Failure> {
        let texts =
            Texts { values: &draft.values, body: draft.body.as_deref(), files: &draft.attachments, read };
        let found = screen_draft(house, draft).await?;
        let kept = judging::kept(house, officer, draft, form).await?;
        let mut findings = views(found, texts, item, kept.as_ref().unwrap_or(form));
        let trail = desk_reading::trail(house, officer, &draft.head.id).await?;
        let earlier = judging::earlier(item, draft, &trail);
        judging::remember(&mut findings, &earlier);
        let opinions = opinions_on(house, draft).await?;
        let open = opinions.iter().find(|o| o.answered_at.is_none());
        let wanted = open.filter(|question| may_opine(house, officer, draft, question)).cloned();
        Ok(Self { findings, earlier, trail, opinions, wanted })
    }

    /// What an opinion is awaited on.
    fn asked(&self) -> Option<String> {
        self.opinions.iter().find(|o| o.answered_at.is_none()).map(|o| o.question.clone())
    }
}

/// The page of a draft: as saved, or with what was sent and why it could not be done. When a save
/// as a whole was refused, what was typed is shown beside what is saved.
pub(crate) async fn draft_page(
    desk: &Desk,
    visitor: Visitor,
    draft: Draft,
    mut sent: Sent,
) -> Result<DraftPage, Failure> {
    let (house, officer) = (&desk.house, &visitor.officer);
    let item = house.item(&draft.head.item)?;
    let may = |action| house.may(officer, action, &draft.head.agency_code);
    let stage = stage(house, officer, &draft);
    let conflict = conflict_part(house, officer, &draft, &sent).await?;
    let mut summary = ItemForm::summary(&sent.problems);
    summary.errors.splice(0..0, sent.refused.take());
    let writing = if stage == Stage::Edit {
        Writing::of(desk, officer, (item, &draft), &sent).await?
    } else {
        Writing::default()
    };
    let read = desk_reading::read_files(house, &draft).await?;
    let judging = Judging::of(house, officer, (item, &draft), (&sent.form, &read)).await?;
    let (facts, body) = match stage {
        Stage::Edit => (Vec::new(), String::new()),
        Stage::Screen => shown(item, &draft, &judging.findings)?,
        Stage::Approve | Stage::Look => shown(item, &draft, &[])?,
    };
    let decisions = decisions_of_draft(house, &draft).await?;
    // Who judges looks at it first; who writes has it at hand.
    let unfolded = stage != Stage::Edit;
    Ok(DraftPage {
        decisions: decisions.iter().map(|one| decision_part(house, one, unfolded)).collect(),
        item: item.title.zh.clone(),
        typed: sent.typed.is_some(),
        person: digest(&officer.id),
        saved_at: draft.updated_at.get(11..16).unwrap_or_default().to_owned(),
        summary,
        form: writing.form,
        missing: writing.missing,
        suggestions: writing.suggestions,
        facts,
        body,
        return_words: judging::return_words(&judging.findings),
        risks: judging::risks(item, &draft, &judging.trail),
        asked: judging.asked(),
        opinion_wanted: judging.wanted,
        opinions: judging.opinions,
        clock: draft.due_on(house).and_then(|due| badge(house, &item.key, due)),
        earlier: judging.earlier,
        changed: if stage == Stage::Approve { changed(desk, officer, &draft).await? } else { None },
        findings: judging.findings,
        conflict,
        difference: difference(desk, &draft).await?,
        minor: draft.minor,
        urgent: item
            .urgent_release
            .as_ref()
            .filter(|_| may_release_urgently(house, officer, &draft))
            .map(ToString::to_string),
        urgent_limit: review_limit(house),
        trail: judging.trail.into_iter().map(TrailRow::new).collect(),
        pictures_left_out: 0,
        takes_text: item.document,
        attachments: FilesPart::of(item, &draft, &read),
        takes_files: item.has_attachments(),
        unfinished: writing.unfinished,
        state: draft.life.zh(),
        scheduled: draft.life.save().scheduled_for.map(format::moment),
        title: draft.title(),
        reason: draft.reason.clone(),
        returned: draft.returned_reason.clone(),
        drafted_by_me: draft.life.save().drafted_by.contains(&officer.id),
        may_return: may(Action::Return) && !matches!(draft.life, AnyWorking::Drafting(_)),
        version: draft.lock_version,
        id: draft.head.id,
        sent: sent.form,
        stage,
        token: visitor.token,
        frame: visitor.frame,
    })
}

/// What somebody else saved beside what was typed, where that happened.
async fn conflict_part(
    house: &House,
    officer: &Officer,
    draft: &Draft,
    sent: &Sent,
) -> Result<Option<ConflictPart>, Failure> {
    match sent.typed.as_ref().filter(|_| sent.overtaken) {
        Some(typed) => conflict::part(house, officer, draft, (typed, None)).await.map(Some),
        None => Ok(None),
    }
}

/// How long a second person has for the review of an urgent release.
fn review_limit(house: &House) -> String {
    house.rules.limits.get(URGENT_REVIEW).map(|limit| limit.amount.to_string()).unwrap_or_default()
}

/// Documents and regions that the text names. Looking them up must not hold up other requests.
pub(crate) async fn suggested(house: &Arc<House>, draft: &Draft) -> Result<SuggestionsPart, Failure> {
    let (house, draft) = (Arc::clone(house), draft.clone());
    let found = tokio::task::spawn_blocking(move || {
        let regions = region_suggestions(&house, &draft);
        suggestions(&house, &draft).map(|found| SuggestionsPart { found, regions })
    });
    Ok(found.await.map_err(|e| Error::Refused(format!("查找文件中断：{e}")))??)
}

/// The values and the text as they are shown, with what was found marked where it stands.
fn shown(
    item: &Item,
    draft: &Draft,
    findings: &[FindingView],
) -> Result<(Vec<(String, MarkedText)>, String), Failure> {
    let at = |key: &str| -> Vec<&FindingView> { findings.iter().filter(|f| f.key == key).collect() };
    let fact = |f: &Field| {
        let text = f.display(draft.values.get(&f.key)?);
        Some((f.label.zh.clone(), MarkedText::new(&text, &at(&f.key))))
    };
    let picture = |name: &str| {
        let file = draft.attachments.iter().find(|f| f.name == name && is_picture(f))?;
        Some(format!("/desk/d/{}/files/{}", draft.head.id, file.sha256))
    };
    let body = draft.body.as_deref().unwrap_or_default();
    Ok((item.fields.iter().filter_map(fact).collect(), marked_body(body, &at("body"), &picture)?))
}

/// What changed since this approver saw the draft.
async fn changed(desk: &Desk, officer: &Officer, draft: &Draft) -> Result<Option<Difference>, Failure> {
    let Some((at, before, after)) = look(&desk.house, officer, draft).await? else {
        return Ok(None);
    };
    let house = Arc::clone(&desk.house);
    let compared = tokio::task::spawn_blocking(move || {
        Difference::between(house.rules.catalogue.item(&before.item), &before, &after, None)
    });
    let difference = compared.await.map_err(|e| Error::Refused(format!("版本比较中断：{e}")))?;
    Ok(Some(Difference {
        title: Some(format!("您 {} 看过以后改了什么", minute(&at))), ..difference
    }))
}
