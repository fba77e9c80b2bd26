//! `/oversight/{code}/calendar.ics`: the last days of what an agency owes, for calendars to subscribe to (RFC 5545).

use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Alarm, Calendar, Component, Event, EventLike, Trigger};
use mingjing_actions::House;
use mingjing_actions::overseeing::{agency_findings, owed};
use mingjing_duties::{Finding, State as Standing};
use sha2::{Digest, Sha256};

use crate::failure::Failure;
use crate::portal::Portal;
use crate::visit::Visit;

/// What has no last day, and what is done, is not in it.
pub(super) async fn calendar(
    State(portal): State<Portal>,
    Path(code): Path<String>,
    visit: Visit,
) -> Response {
    match write(&portal.house, &portal.origin(&visit), &code) {
        Ok(text) => ([(CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response(),
        Err(failure) => portal.failure(&visit, failure).await,
    }
}

fn write(house: &House, origin: &str, code: &str) -> Result<String, Failure> {
    let register = house.register();
    let agency = register.agency(code).ok_or(Failure::NotFound)?;
    let Some((findings, _)) = agency_findings(house, code)? else {
        return Err(Failure::Unready);
    };
    let mut calendar = Calendar::new();
    calendar.name(&format!("{}：应办的公开事项", agency.short_name));
    let now = house.now().to_utc();
    for finding in findings.iter().filter(|f| matches!(f.state, Standing::Open | Standing::Overdue)) {
        calendar.extend(event(house, origin, (finding, now)));
    }
    Ok(calendar.done().to_string())
}

/// The last day as an event of a whole day, with a reminder as long before as warnings begin.
fn event(house: &House, origin: &str, (finding, now): (&Finding, DateTime<Utc>)) -> Option<Event> {
    let due = finding.due?;
    let owed = owed(house, finding);
    let mut event = Event::new();
    // The same obligation is the same event whenever it is asked for (RFC 5545, 3.8.4.7).
    let what = format!("{}\n{}\n{:?}\n{due}", finding.agency, finding.duty, finding.subject);
    let uid = hex::encode(&Sha256::digest(what)[..16]);
    event.uid(&format!("{uid}@mingjing"));
    event.timestamp(now);
    // Without an end it lasts the whole day (RFC 5545, 3.6.1); an end on the same day is not allowed (3.8.2.2).
    event.starts(due);
    event.summary(&format!("{}：{}（{}）", owed.duty, owed.what, finding.state.zh()));
    event.description(&owed.article);
    let page = owed.about.unwrap_or_else(|| format!("/oversight/{}", finding.agency));
    event.url(&format!("{origin}{page}"));
    let before = TimeDelta::days(house.rules.warnings.soon_days.into());
    let mut alarm = Alarm::display("应办的公开事项快到期", Trigger::before_start(before));
    alarm.uid(&format!("{uid}-alarm@mingjing"));
    event.alarm(alarm);
    Some(event.done())
}
