//! `/desk/samples`: an evaluator plans samples of what is public, and notes what was found in them.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use mingjing_actions::sampling::{self, Check, Checked, NewPlan, PlanRow};
use mingjing_actions::{Action, Error};
use mingjing_design::components::Link;
use mingjing_design::page::{Page, download};

use crate::Desk;
use crate::form::{Form, day};
use crate::pages::{PlanLineView, SampleNewPage, SamplePage, SampledView, SamplesPage};
use crate::steps::Answer;
use crate::tried::Tried;
use crate::visitor::Visitor;
use crate::work::minute;

/// The agency's public plans.
pub(crate) async fn list(State(desk): State<Desk>, visitor: Visitor) -> Answer {
    let plans = sampling::plans(&desk.house, &visitor.officer, &visitor.officer.agency).await?;
    let page = SamplesPage { begun: "", lines: plans.into_iter().map(line).collect(), frame: visitor.frame };
    Ok(Page::ok(page).into_response())
}

fn line(row: PlanRow) -> PlanLineView {
    PlanLineView {
        href: format!("/desk/samples/{}", row.id),
        title: row.title,
        published: minute(&row.first_published_at),
        state: match row.drawn_at {
            None => "等待抽样".to_owned(),
            Some(_) => format!("抽到 {} 件，已查 {} 件", row.drawn, row.checked),
        },
    }
}

/// The form for a plan.
pub(crate) async fn new(State(desk): State<Desk>, visitor: Visitor) -> Answer {
    new_page(&desk, visitor, Tried::default())
}

fn new_page(desk: &Desk, visitor: Visitor, tried: Tried) -> Answer {
    let (house, by) = (&desk.house, &visitor.officer);
    house.must(by, Action::Evaluate, &by.agency)?;
    let register = house.register();
    let items = house.rules.catalogue.items().iter();
    let chosen = |key: &str| tried.form.all("item").any(|one| one == key);
    let page = SampleNewPage {
        summary: tried.summary("#plan"),
        items: items.map(|item| (item.key.clone(), item.title.zh.clone(), chosen(&item.key))).collect(),
        regions: register
            .regions()
            .filter(|region| register.open_region(&region.code).is_some())
            .map(|region| {
                (region.code.clone(), region.name.clone(), tried.form.text("region") == region.code)
            })
            .collect(),
        wait: house.rules.sampling.wait,
        most: house.rules.sampling.most,
        tried,
        token: visitor.token,
        frame: visitor.frame,
    };
    Ok(Page::with_status(page.tried.status(), page).into_response())
}

fn typed(form: &Form) -> Result<NewPlan, Error> {
    let text = |name: &str| form.text(name).trim().to_owned();
    let size = text("size").parse().map_err(|_| Error::Refused("抽多少件要写整数".into()))?;
    Ok(NewPlan {
        title: text("title"),
        evaluator: text("evaluator"),
        purpose: text("purpose"),
        items: form.all("item").map(str::to_owned).collect(),
        region: text("region"),
        between: (day(form, "from", "公开日期的开始")?, day(form, "until", "公开日期的结束")?),
        size,
    })
}

/// Begins the draft of a plan; refused, the form comes back with what was typed.
pub(crate) async fn propose(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let begun = match typed(&form) {
        Ok(plan) => sampling::propose_plan(&desk.house, &visitor.officer, plan).await,
        Err(e) => Err(e),
    };
    match begun {
        Ok(_) => {
            let page = SamplesPage::begun(
                visitor.frame,
                "抽查方案已经起草，由本单位起草人提交，审查、批准以后公开。",
            );
            Ok(Page::ok(page).into_response())
        }
        Err(e) => new_page(&desk, visitor, Tried::refused("propose", form, e)?),
    }
}

/// One sample, as a list to be worked off.
pub(crate) async fn one(State(desk): State<Desk>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    show(&desk, visitor, &id, Tried::default()).await
}

async fn show(desk: &Desk, visitor: Visitor, id: &str, tried: Tried) -> Answer {
    let list = sampling::checklist(&desk.house, &visitor.officer, id).await?;
    let left = list.rows.iter().filter(|one| one.row.result.is_none()).count();
    let page = SamplePage {
        summary: tried.summary("#rows"),
        title: list.title,
        public: Link::new(format!("/oversight/samples/{id}"), "怎样重抽"),
        missing: list.missing,
        done: !list.rows.is_empty() && left == 0,
        left,
        rows: list.rows.into_iter().map(|one| sampled(one, &tried)).collect(),
        tried,
        id: id.to_owned(),
        token: visitor.token,
        frame: visitor.frame,
    };
    Ok(Page::with_status(page.tried.status(), page).into_response())
}

fn sampled(one: Checked, tried: &Tried) -> SampledView {
    let step = format!("check-{}", one.row.position);
    SampledView {
        disclosure: Link::new(format!("/d/{}", one.row.disclosure_id), one.title),
        agency: one.agency,
        position: one.row.position,
        version: one.row.lock_version,
        state: match one.row.result.as_deref() {
            None => "还没有查",
            Some("ok") => "合格",
            Some(_) => "有问题",
        },
        finding: if tried.refuses(&step) { tried.typed(&step, "finding").to_owned() } else { one.finding },
        by: one.row.officer_name.unwrap_or_default(),
    }
}

/// Notes what was found in one disclosure, or begins the evaluation.
pub(crate) async fn act(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path((id, step)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let (house, by) = (&desk.house, &visitor.officer);
    if step == "report" {
        return match sampling::prepare_evaluation(house, by, &id).await {
            Ok(_) => {
                let words = "评估结果已经起草，由本单位起草人补充机构类别和建议后提交，审查、批准以后公开；有关单位的整改情况在“整改情况”里引用它。";
                Ok(Page::ok(SamplesPage::begun(visitor.frame, words)).into_response())
            }
            Err(e) => show(&desk, visitor, &id, Tried::refused(&step, form, e)?).await,
        };
    }
    let position = step.strip_prefix("check-").and_then(|text| text.parse().ok());
    let position: i64 = position.ok_or(Error::NotFound("这一步"))?;
    let lock_version = form.version()?;
    let finding = form.text("finding").to_owned();
    match sampling::check(house, by, &id, Check { position, lock_version, finding }).await {
        Ok(()) => Ok(Redirect::to(&format!("/desk/samples/{id}#row-{position}")).into_response()),
        Err(e) => show(&desk, visitor, &id, Tried::refused(&step, form, e)?).await,
    }
}

/// The list as a file.
pub(crate) async fn csv(State(desk): State<Desk>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    let file = sampling::checklist_file(&desk.house, &visitor.officer, &id).await?;
    let mut response: Response = download("text/csv; charset=utf-8", "抽查情况.csv", file.into());
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
