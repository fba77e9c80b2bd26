//! Appeals of made-up people, each in another state.

use chrono::{Days, NaiveDate};
use mingjing_actions::appeals::{
    NewAppeal, Said, Writer, WriterStep, case, lodge, register, take_step, writer_step,
};
use mingjing_actions::in_hand::{Kind as InHand, assign};
use mingjing_actions::reply_templates::{NewTemplate, ReplyKind, save};
use mingjing_actions::{House, Officer};
use mingjing_procedures::appeal::{Ending, Event, Kind, Way};

use super::people;

fn appeal(kind: Kind, title: &str, text: &str) -> NewAppeal {
    NewAppeal {
        kind,
        region: "130000".into(),
        agency: people::OFFICE.into(),
        said: Said { title: title.into(), text: text.into() },
        writer: Writer {
            name: "演示提出人".into(),
            contact: "演示电话 000-0000".into(),
            ..Writer::default()
        },
        consent: true,
    }
}

/// One that is overdue, one that is handled and was urged, one that was answered and rated, one that nobody has accepted.
pub async fn fill(house: &House, today: NaiveDate) -> anyhow::Result<()> {
    let [clerk, _, approver, _] = people::office(house).await?;
    let ago = |days| today.checked_sub_days(Days::new(days)).unwrap_or(today);
    let once = || hex::encode(house.random_bytes::<16>());
    let late = appeal(
        Kind::Complaint,
        "(演示)政务大厅排队时间长",
        "(演示)上周三上午取号以后等了两个小时,希望多开窗口。",
    );
    register(house, &clerk, late, (Way::Letter, ago(40)), &once()).await?;

    let help = appeal(Kind::Help, "(演示)盲道被占用", "(演示)大厅门口的盲道停满了电动车。");
    let urged = register(house, &clerk, help, (Way::Phone, ago(4)), &once()).await?;
    step(house, &clerk, &urged.id, Event::Accepted { on: today }).await?;
    writer_step(house, &urged.code, WriterStep::Urge { text: "(演示)什么时候能清走?".into() }).await?;

    assign(house, &clerk, InHand::Appeal, &urged.id, &clerk.id).await?;
    let template = NewTemplate {
        kind: ReplyKind::Appeal,
        title: "(演示)已经办好".into(),
        text: "您好，您于{提出日期}提出的诉求（{编号}）已经办好。(演示)".into(),
        looked_at: true,
    };
    save(house, &clerk, None, &template).await?;

    let asked = appeal(Kind::Consult, "(演示)周末能办事吗", "(演示)上班的人周末能不能来办事?");
    let answered = register(house, &clerk, asked, (Way::Visit, ago(1)), &once()).await?;
    step(house, &clerk, &answered.id, Event::Accepted { on: today }).await?;
    let proposed = Event::Proposed {
        on: today,
        ending: Ending::Explained,
        text: "周六上午照常开放，可以先在网上预约。".into(),
        question: "政务大厅周末是否办事".into(),
        withheld: String::new(),
        by: String::new(),
    };
    step(house, &clerk, &answered.id, proposed).await?;
    step(house, &approver, &answered.id, Event::Approved { on: today, by: String::new() }).await?;
    let rating = WriterStep::Rate { satisfied: true, text: "(演示)说得清楚".into() };
    writer_step(house, &answered.code, rating).await?;

    let fresh = appeal(Kind::Suggestion, "(演示)建议把表格放到网上", "(演示)申请表能不能在网上下载?");
    lodge(house, fresh, &once()).await?;
    Ok(())
}

async fn step(house: &House, by: &Officer, id: &str, event: Event) -> anyhow::Result<()> {
    let version = case(house, by, id).await?.row.lock_version;
    Ok(take_step(house, by, id, version, event).await?)
}
