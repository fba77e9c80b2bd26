//! Made-up public opinion: one matter that waits to be judged, one that waits for an answer.

use chrono::TimeDelta;
use mingjing_actions::House;
use mingjing_actions::public_opinions::{Command, NewOpinion, note, take_step};
use mingjing_procedures::public_opinion::Judgement;

use super::people;

/// Two matters that were found within the last day.
pub async fn fill(house: &House) -> anyhow::Result<()> {
    let [first, _] = people::openness_office(house).await?;
    let found = |hours| house.now() - TimeDelta::hours(hours);
    let traffic = NewOpinion {
        title: "(演示)某路口信号灯故障".into(),
        text: "(演示)多名网民反映路口信号灯不亮，早高峰拥堵。".into(),
        seen: "(演示)本地论坛".into(),
        agency: people::OFFICE.into(),
        found: found(0),
        happened: None,
    };
    note(house, &first, traffic).await?;
    let water = NewOpinion {
        title: "(演示)某小区连续停水".into(),
        text: "(演示)网上流传停水是因为水质超标，引起居民抢购饮用水。".into(),
        seen: "(演示)短视频平台".into(),
        agency: people::OFFICE.into(),
        found: found(20),
        happened: None,
    };
    let id = note(house, &first, water).await?;
    let judgement = Judgement {
        level: "major".into(),
        agency: people::OFFICE.into(),
        ground: "(演示)关系公众切身利益，有不实传言。".into(),
    };
    take_step(house, &first, &id, 0, Command::Judge(judgement)).await?;
    Ok(())
}
