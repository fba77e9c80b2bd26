//! `/desk/me/mail`: one's own mail address, and what one is told of.

use std::collections::BTreeSet;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use mingjing_actions::Error;
use mingjing_actions::staff_mail::{Notice, address, choose, confirm_address, forget_address, set_address};
use mingjing_design::components::{ErrorSummary, Link};
use mingjing_design::page::Page;

use crate::Desk;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{MailPage, NoticeTick};
use crate::steps::{Answer, refusal};
use crate::visitor::Visitor;

async fn mail_page(
    desk: &Desk,
    visitor: Visitor,
    typed: String,
    refused: Option<Link>,
) -> Result<MailPage, Failure> {
    let (house, by) = (&desk.house, &visitor.officer);
    let known = address(house, by).await?;
    let tick = |notice: Notice| NoticeTick {
        key: notice.key(),
        title: notice.zh(),
        chosen: known.as_ref().is_some_and(|known| known.wants.contains(&notice)),
    };
    let fitting = Notice::ALL.into_iter().filter(|notice| notice.concerns(house, by));
    Ok(MailPage {
        notices: fitting.map(tick).collect(),
        sends_mail: house.site.sends_mail,
        confirmed: known.as_ref().is_some_and(|known| known.confirmed),
        address: known.map(|known| known.address),
        minutes: house.rules.messages.limits.staff_minutes,
        summary: ErrorSummary { errors: refused.into_iter().collect() },
        typed,
        token: visitor.token,
        frame: visitor.frame,
    })
}

/// The address and the choices.
pub(crate) async fn page(State(desk): State<Desk>, visitor: Visitor) -> Answer {
    Ok(Page::ok(mail_page(&desk, visitor, String::new(), None).await?).into_response())
}

/// Gives an address, confirms it, chooses, or takes it away.
pub(crate) async fn act(State(desk): State<Desk>, visitor: Visitor, body: Bytes) -> Answer {
    let form = Form::read(&visitor, &body)?;
    let (house, by) = (&desk.house, &visitor.officer);
    let (at, done) = match form.text("do") {
        "set" => ("address", set_address(house, by, form.text("address")).await),
        "confirm" => ("code", confirm_address(house, by, form.text("code")).await),
        "choose" => {
            let ticked: BTreeSet<&str> = form.all("notice").collect();
            // What does not concern the person is not on the page, and stays as it is: wanted.
            let wanted = |notice: &Notice| ticked.contains(notice.key()) || !notice.concerns(house, by);
            ("notices", choose(house, by, &Notice::ALL.into_iter().filter(wanted).collect()).await)
        }
        "forget" => ("address", forget_address(house, by).await),
        _ => return Err(Failure::from(Error::NotFound("这个步骤"))),
    };
    match done {
        Ok(()) => Ok(Redirect::to("/desk/me/mail").into_response()),
        Err(e) => {
            let refused = Link::new(format!("#{at}"), refusal(e)?);
            let page = mail_page(&desk, visitor, form.text("address").to_owned(), Some(refused)).await?;
            Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
