//! `/desk/withheld`: what the agency does not publish, and what of it has to be looked at again.

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use mingjing_actions::{Action, NewMatter, Review, review_withheld, withheld_list, withhold};
use mingjing_design::components::ErrorSummary;
use mingjing_design::page::Page;
use serde::Deserialize;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{MatterView, WithheldPage};
use crate::refused::{Refused, finish};
use crate::steps::Answer;
use crate::visitor::Visitor;

/// Whose list.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    agency: String,
}

async fn list_page(
    desk: &Desk,
    visitor: Visitor,
    agency: &str,
    refused: Option<(String, Refused)>,
) -> Result<WithheldPage, Failure> {
    let (house, by) = (&desk.house, &visitor.officer);
    let agency = if agency.is_empty() { by.agency.clone() } else { agency.to_owned() };
    let rows = withheld_list(house, by, &agency).await?;
    let today = house.now().date_naive().to_string();
    let view = |row: mingjing_store::withheld::WithheldRow| MatterView {
        due: row.removed_on.is_none() && row.review_on <= today,
        words: row.words.lines().collect::<Vec<_>>().join("、"),
        id: row.id,
        title: row.title,
        ground: row.ground,
        article: row.article,
        listed_on: row.listed_on,
        review_on: row.review_on,
        removed_on: row.removed_on,
        reason: row.reason,
        officer: row.officer_name,
        version: row.changed,
    };
    let (reviewing, refused) = refused.map_or((None, None), |(id, refused)| (Some(id), Some(refused)));
    let empty = ErrorSummary { errors: Vec::new() };
    Ok(WithheldPage {
        agency_name: house.register().agency_name(&agency).to_owned(),
        may_change: house.may(by, Action::Withhold, &agency),
        matters: rows.into_iter().map(view).collect(),
        summary: refused.as_ref().map_or(empty, Refused::summary),
        fields: refused.map(|r| r.fields).unwrap_or_default(),
        reviewing: reviewing.unwrap_or_default(),
        agency,
        token: visitor.token,
        frame: visitor.frame,
    })
}

/// The list of an agency.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    Ok(Page::ok(list_page(&desk, visitor, &asked.agency, None).await?).into_response())
}

fn address(agency: &str) -> String {
    format!("/desk/withheld?agency={agency}")
}

/// Puts a matter on the list.
pub(crate) async fn add(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let words = form.text("words").split(['、', '\n', ',', '，', ';', '；']).map(str::trim);
    let new = NewMatter {
        title: form.text("title").to_owned(),
        words: words.filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        ground: form.text("ground").to_owned(),
        article: form.text("article").to_owned(),
        review_on: form.text("review_on").parse().ok(),
    };
    let agency = form.text("agency").to_owned();
    let done = withhold(&desk.house, &visitor.officer, &agency, &new).await.map(drop);
    let again = |refused| list_page(&desk, visitor, &agency, Some((String::new(), refused)));
    finish(address(&agency), (form, ""), done, again).await
}

/// Looks at a matter again.
pub(crate) async fn review(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let review = match form.text("verdict") {
        "opens" => Review::Opens,
        _ => Review::Stays(form.text("review_on").parse().ok()),
    };
    let done =
        review_withheld(&desk.house, &visitor.officer, (&id, form.version()?), (review, form.text("reason")))
            .await;
    let agency = form.text("agency").to_owned();
    let again = |refused| list_page(&desk, visitor, &agency, Some((id, refused)));
    finish(address(&agency), (form, ""), done, again).await
}
