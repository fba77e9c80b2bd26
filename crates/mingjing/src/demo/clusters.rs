//! What many made-up people appeal for, grouped and followed up.

use chrono::{Days, NaiveDate};
use mingjing_actions::House;
use mingjing_actions::appeals::{NewAppeal, Said, Writer, lodge};
use mingjing_actions::clusters::{Grouper, list};
use mingjing_actions::supervisions::{NewSupervision, propose, take_step};
use mingjing_procedures::appeal::Kind;
use mingjing_procedures::supervision::Event;

use super::people;

/// Where it happens.
const REGIONS: [&str; 3] = ["130100", "130200", "130600"];
/// How it is said.
const SAID: [&str; 5] = [
    "(演示)供暖半个月了，家里暖气不热，室温只有十五度。",
    "(演示)暖气不热，供热公司说压力正常，室温一直上不去。",
    "(演示)小区暖气不热，室温不达标，老人受不了。",
    "(演示)暖气不热，多次打供热公司电话没有人管，室温上不去。",
    "(演示)室温不达标，暖气不热，要求供热公司退还取暖费。",
];

/// Fifteen appeals about cold homes, the group they make, and a notice about it that was issued.
pub async fn fill(house: &House, today: NaiveDate) -> anyhow::Result<()> {
    for (n, text) in SAID.iter().cycle().take(15).enumerate() {
        let new = NewAppeal {
            kind: Kind::Complaint,
            region: REGIONS[n % REGIONS.len()].into(),
            agency: people::OFFICE.into(),
            said: Said { title: "(演示)家里暖气不热".into(), text: (*text).into() },
            writer: Writer::default(),
            consent: false,
        };
        lodge(house, new, &hex::encode(house.random_bytes::<16>())).await?;
    }
    Grouper::default().catch_up(house).await?;
    let [first, second] = people::openness_office(house).await?;
    let (groups, _) = list(house, &first, true, (1, 0)).await?;
    let Some(group) = groups.into_iter().next() else { anyhow::bail!("演示的诉求没有归成一类") };
    let register = house.register();
    let housing = register.open_agencies().find(|one| one.name.contains("住房和城乡建设厅"));
    let Some(housing) = housing else { anyhow::bail!("名册里没有住房和城乡建设厅") };
    let new = NewSupervision {
        agency: housing.code.clone(),
        cluster: Some(group.id),
        title: "(演示)冬季室温不达标".into(),
        problem: "(演示)多地群众反映供暖以后室温不达标，供热单位不测温、不答复。".into(),
        demand: "(演示)督促供热单位逐户测温、查明原因，按规定减免取暖费，整改情况向社会公开。".into(),
        until: today.checked_add_days(Days::new(30)).unwrap_or(today),
    };
    let id = propose(house, &first, new).await?;
    take_step(house, &second, &id, 0, Event::Issued { on: today, by: String::new() }).await?;
    Ok(())
}
