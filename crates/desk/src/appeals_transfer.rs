//! Several appeals handed on to one agency: ticked in the list, looked at once more, handed on one by one.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use mingjing_actions::appeals::{self, MOST_AT_ONCE};
use mingjing_actions::{Action, Error};
use mingjing_design::components::{ErrorSummary, Link};
use mingjing_design::page::Page;

use crate::Desk;
use crate::appeals::agency_named;
use crate::form::Form;
use crate::pages::{TransferPage, TransferredPage};
use crate::steps::{Answer, refusal};
use crate::visitor::Visitor;

/// The cases that were ticked, each at the version it was seen at; one more than may be, where there are too many.
fn ticked(form: &Form) -> Vec<(String, i64)> {
    let each = form.all("case").filter_map(|one| {
        let (id, version) = one.split_once(':')?;
        Some((id.to_owned(), version.parse().ok()?))
    });
    each.take(MOST_AT_ONCE + 1).collect()
}

/// Asks to whom and why, shows what will happen, and hands them on.
pub(crate) async fn act(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    desk.house.must(&visitor.officer, Action::HandleAppeals, &visitor.officer.agency)?;
    let cases = ticked(&form);
    let register = desk.house.register();
    let text = form.text("text").trim().to_owned();
    let named = match form.text("do") {
        "check" | "go" if text.is_empty() => Err(Error::Refused("请写明为什么由它办理".into())),
        "check" | "go" => agency_named(&register, form.text("to")).map(Some),
        _ => Ok(None),
    };
    let to = match named {
        Ok(to) => to,
        Err(e) => return page(&desk, visitor, form, (None, Some(refusal(e)?))).await,
    };
    let Some(to) = to else { return page(&desk, visitor, form, (None, None)).await };
    let name = register.agency_name(&to).to_owned();
    if form.text("do") != "go" {
        return page(&desk, visitor, form, (Some((to, name)), None)).await;
    }
    let handed = match appeals::hand_on(&desk.house, &visitor.officer, &cases, (&to, &text)).await {
        Ok(handed) => handed,
        Err(e) => return page(&desk, visitor, form, (None, Some(refusal(e)?))).await,
    };
    let (mut done, mut refused) = (Vec::new(), Vec::new());
    for one in handed {
        match one.done {
            Ok(()) => done.push(one.number),
            Err(e) => refused.push((one.id, one.number, e.to_string())),
        }
    }
    Ok(Page::ok(TransferredPage { frame: visitor.frame, to: name, done, refused }).into_response())
}

/// The form, or what will happen once the agency is known; with why it cannot.
async fn page(
    desk: &Desk,
    visitor: Visitor,
    sent: Form,
    (to, problem): (Option<(String, String)>, Option<String>),
) -> Answer {
    let ticked = ticked(&sent);
    let problem = match ticked.len() {
        0 => Some("没有选中诉求，请回到列表先勾选".to_owned()),
        many if many > MOST_AT_ONCE => Some(format!("一次最多转办 {MOST_AT_ONCE} 件，请分几次办")),
        _ => problem,
    };
    let mut cases = Vec::with_capacity(ticked.len());
    for (id, version) in ticked {
        let case = appeals::case(&desk.house, &visitor.officer, &id).await?;
        let title = case.said.map(|said| said.title).unwrap_or_default();
        cases.push((format!("{id}:{version}"), case.row.number, title));
    }
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = TransferPage {
        to: to.filter(|_| problem.is_none()),
        summary: ErrorSummary { errors: problem.into_iter().map(|words| Link::new("#to", words)).collect() },
        cases,
        sent,
        token: visitor.token,
        frame: visitor.frame,
    };
    Ok(Page::with_status(status, page).into_response())
}
