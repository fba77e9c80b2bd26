//! A plan of training with a session of today, at which one was confirmed and one was not.

use chrono::{Datelike, NaiveDate};
use mingjing_actions::House;
use mingjing_actions::training::{NewSession, add_plan, add_session, confirm, enrol, session};

use super::people;

/// Makes them.
pub async fn fill(house: &House, today: NaiveDate) -> anyhow::Result<()> {
    let [office, _] = people::openness_office(house).await?;
    let plan = add_plan(house, &office, people::OFFICE, (today.year(), "(演示)年度政务公开培训")).await?;
    let new = NewSession {
        held_on: today,
        hours: 8,
        place: "(演示)第一会议室".into(),
        topics: "(演示)政府信息公开条例和保密审查".into(),
    };
    let id = add_session(house, &office, &plan, &new).await?;
    enrol(house, &office, &id, "qicao\nshencha").await?;
    let entered = session(house, &office, &id).await?.attendees;
    let Some(first) = entered.first() else { anyhow::bail!("演示的培训没有人参加") };
    confirm(house, &office, &id, &[first.id.as_str()]).await?;
    Ok(())
}
