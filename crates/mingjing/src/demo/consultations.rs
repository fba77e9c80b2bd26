//! Calls for comments of the office: one that is open, one whose outcome is late, one with an outcome. What lies in the past
//! is played by a clock that stands there.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context;
use chrono::{Days, FixedOffset, NaiveDate, NaiveTime, TimeZone};
use mingjing_actions::consultations::{
    Command, Commenter, NewComment, answer_questionnaire, comment, desk_call, note_published_outcomes,
    prepare_outcome, propose, take_step,
};
use mingjing_actions::import::import_values;
use mingjing_actions::{House, Officer, Rules, approve_draft, pass_screening, submit_draft};
use mingjing_calendar::FixedClock;
use mingjing_law::LawFiles;
use mingjing_procedures::consultation::{Adoption, Given, Question, QuestionKind};
use serde_json::{Map, Value};

use super::{SOURCE, people, values};

const BODY: &str = "第一条 为了让孩子安全、便捷地上学放学，根据有关法律、法规，结合本省实际，制定本办法。\n\n第二条 学校周边二百米范围内的道路，应当设置下列设施：\n\n（一）人行横道和信号灯；\n\n（二）限速标志；\n\n（三）非机动车停放点。\n\n第三条 上学放学时段，公安机关交通管理部门应当安排人员疏导。\n\n第四条 本办法自公布之日起施行。\n";

/// A day in the life of the house.
pub(super) fn house_on(house: &House, day: NaiveDate) -> anyhow::Result<House> {
    let rules =
        Rules::load(&LawFiles::embedded()).map_err(|problems| anyhow::anyhow!(problems.join("\n")))?;
    let zone = FixedOffset::east_opt(8 * 3600).context("a time zone")?;
    let morning = day.and_time(NaiveTime::from_hms_opt(9, 0, 0).context("a time")?);
    let at = zone.from_local_datetime(&morning).single().context("a moment")?;
    Ok(house.at(rules, Arc::new(FixedClock::new(at))))
}

/// Publishes a draft that calls for comments between two days; answers its identity.
async fn draft(house: &House, title: &str, (from, until): (NaiveDate, NaiveDate)) -> anyhow::Result<String> {
    let row: Map<String, Value> = values([
        ("title", title.to_owned()),
        ("kind", "规范性文件".into()),
        ("issued_on", from.to_string()),
        ("comment_period", format!("{from}至{until}")),
        ("channels", "网上留言；电子邮件；问卷调查".into()),
        ("contact_office", "政策法规处（演示）".into()),
        ("contact_phone", "0000-0000000".into()),
        (
            "explanation",
            "学校周边交通拥堵、事故多发，群众反映强烈。起草组走访了三十所学校，形成本稿（演示）。".into(),
        ),
        ("body", BODY.into()),
    ]);
    let rows = vec![(people::OFFICE.to_owned(), row)];
    let (_, refused) = import_values(house, &Officer::operator(), "draft-for-comment", SOURCE, rows).await?;
    if let Some((_, reason)) = refused.first() {
        anyhow::bail!("演示草案“{title}”没有收下：{reason}");
    }
    super::published(house, title).await
}

fn questionnaire() -> Vec<Question> {
    let options = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    vec![
        Question {
            title: "您是否赞成学校周边限速三十公里".into(),
            kind: QuestionKind::Single { options: options(&["赞成", "反对", "说不清"]) },
        },
        Question {
            title: "您最希望先解决什么".into(),
            kind: QuestionKind::Multiple {
                options: options(&["停车难", "过街不安全", "公交不便"])
            },
        },
        Question { title: "您给现在的上学路打几分".into(), kind: QuestionKind::Scale { most: 5 } },
        Question { title: "还有什么想说的".into(), kind: QuestionKind::Text },
    ]
}

/// A call on a draft, opened on a day; answers its identity.
async fn open(house: &House, draft: &str) -> anyhow::Result<String> {
    let [clerk, _, approver, _] = people::office(house).await?;
    let id = propose(house, &clerk, draft, questionnaire()).await?;
    take_step(house, &approver, &id, 0, Command::Open).await?;
    Ok(id)
}

async fn say(house: &House, id: &str, clause: &str, text: &str) -> anyhow::Result<()> {
    let once = hex::encode(house.random_bytes::<16>());
    let commenter =
        Commenter {
            name: "演示群众".into(), contact: "演示电话 000-0000".into(), mail: String::new()
        };
    let new = NewComment { clause: clause.into(), text: text.into(), commenter };
    comment(house, id, new, &once).await?;
    Ok(())
}

/// What made-up people say: three opinions, one of them sent by many with small changes.
async fn voices(house: &House, id: &str) -> anyhow::Result<()> {
    const CAMPAIGN: &str =
        "建议在第三条写明护学岗的具体时段：早上七点到八点，下午四点到五点半，并向家长公布值守电话。";
    say(house, id, "art-2", "（演示）第二条建议增加盲道和无障碍坡道。").await?;
    for who in ["", "（演示小学三年级家长）", "！！", "（演示小学五年级家长）"] {
        say(house, id, "art-3", &format!("（演示）{CAMPAIGN}{who}")).await?;
    }
    say(house, id, "", "（演示）希望全省所有道路都限速三十公里。").await?;
    for n in 0..12_usize {
        let once = hex::encode(house.random_bytes::<16>());
        let chosen = |chosen: &[usize]| Given { chosen: chosen.to_vec(), text: String::new() };
        let text = if n == 0 { "（演示）谢谢。" } else { "" };
        let answers = [
            chosen(&[usize::from(n % 4 == 3)]),
            chosen(&[n % 3, (n + 1) % 3]),
            chosen(&[n % 5]),
            Given { chosen: Vec::new(), text: text.into() },
        ];
        answer_questionnaire(house, id, &answers, &once).await?;
    }
    Ok(())
}

/// Takes a step on a call as it is now.
async fn step(house: &House, by: &Officer, id: &str, command: Command) -> anyhow::Result<()> {
    let version = desk_call(house, by, id).await?.row.lock_version;
    Ok(take_step(house, by, id, version, command).await?)
}

/// One that is open, one that was closed long ago without an outcome, one with its outcome.
pub async fn fill(house: &House, today: NaiveDate) -> anyhow::Result<()> {
    let day = |ago: u64| today.checked_sub_days(Days::new(ago)).unwrap_or(today);
    let later = today.checked_add_days(Days::new(40)).unwrap_or(today);
    let fresh = draft(house, "《学校周边道路交通安全办法（草案）》公开征求意见", (today, later)).await?;
    let fresh = open(house, &fresh).await?;
    say(house, &fresh, "art-2", "（演示）第二条建议写明由谁维护这些设施。").await?;

    let waiting = draft(house, "《校车运营管理规定（草案）》公开征求意见", (day(90), day(55))).await?;
    let then = house_on(house, day(90))?;
    let waiting = open(&then, &waiting).await?;
    voices(&then, &waiting).await?;
    let [clerk, ..] = people::office(house).await?;
    step(&house_on(house, day(54))?, &clerk, &waiting, Command::Close).await?;

    let done = draft(house, "《中小学生接送站设置办法（草案）》公开征求意见", (day(50), day(15))).await?;
    let then = house_on(house, day(50))?;
    let done = open(&then, &done).await?;
    voices(&then, &done).await?;
    step(&house_on(house, day(14))?, &clerk, &done, Command::Close).await?;
    answer(house, &clerk, &done).await?;
    publish_outcome(house, &done).await
}

async fn answer(house: &House, clerk: &Officer, id: &str) -> anyhow::Result<()> {
    let answers = [
        (1, "增加无障碍设施", Adoption::Adopted, "已写入第二条第四项（演示）。"),
        (
            2,
            "写明护学岗的时段和电话",
            Adoption::Partly,
            "时段由各学校根据作息公布；值守电话统一公布（演示）。",
        ),
        (6, "全省道路一律限速三十公里", Adoption::Not, "超出本办法的适用范围（演示）。"),
    ];
    for (group, (comment, title, adoption, text)) in answers.into_iter().enumerate() {
        let title = title.to_owned();
        step(house, clerk, id, Command::Group { title, comments: vec![comment], alone: false }).await?;
        step(house, clerk, id, Command::Answer { group, adoption, text: text.into() }).await?;
    }
    Ok(())
}

/// The outcome takes the steps of any disclosure, by three people.
async fn publish_outcome(house: &House, id: &str) -> anyhow::Result<()> {
    let [clerk, screener, approver, _] = people::office(house).await?;
    let version = desk_call(house, &clerk, id).await?.row.lock_version;
    let outcome = prepare_outcome(house, &clerk, id, version).await?;
    let draft = mingjing_actions::desk_reading::draft(house, &clerk, &outcome).await?;
    submit_draft(house, &clerk, &outcome, draft.lock_version).await?;
    pass_screening(house, &screener, &outcome, draft.lock_version + 1, &BTreeMap::new()).await?;
    approve_draft(house, &approver, &outcome, draft.lock_version + 2, None).await?;
    note_published_outcomes(house).await?;
    Ok(())
}
