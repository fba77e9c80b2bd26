//! Requests for information of made-up people, each in another state.

use chrono::{Days, NaiveDate};
use mingjing_actions::requests::{Applicant, NewRequest, Wanted, lodge, register, take_step};
use mingjing_actions::{House, Officer};
use mingjing_procedures::{ApplicantKind, Channel, Event, Outcome, Party};

use super::people;

fn request(kind: ApplicantKind, name: &str, description: &str) -> NewRequest {
    let applicant = Applicant {
        kind,
        name: name.into(),
        identity: "演示证件 0000".into(),
        contact: "演示电话 000-0000".into(),
        address: "演示地址".into(),
    };
    let wanted = Wanted { description: description.into(), form: "电子邮件".into() };
    NewRequest { agency: people::OFFICE.into(), applicant, wanted }
}

/// One that is late, one about which a third party is asked, one that is answered, one that nobody has confirmed.
pub async fn fill(house: &House, today: NaiveDate) -> anyhow::Result<()> {
    let [clerk, _, approver, _] = people::office(house).await?;
    let ago = |days| today.checked_sub_days(Days::new(days)).unwrap_or(today);
    let once = || hex::encode(house.random_bytes::<16>());
    let late = request(ApplicantKind::Person, "演示申请人甲", "(演示)2025年全省老旧小区改造项目清单");
    register(house, &clerk, late, (Channel::SignedPost, ago(60)), &once()).await?;

    let contract = request(ApplicantKind::Company, "演示公司乙", "(演示)某道路改造工程的中标合同全文");
    let asked = register(house, &clerk, contract, (Channel::Counter, ago(3)), &once()).await?;
    let letter =
        Event::Consulted {
            on: today, party: Party::ThirdParty, text: "演示建设公司\n合同可否公开".into()
        };
    take_step(house, &clerk, &asked.id, 0, letter).await?;
    take_step(house, &clerk, &asked.id, 1, Event::Delivered { on: today, number: 0 }).await?;

    let fees = request(ApplicantKind::Research, "演示研究所丙", "(演示)政务服务大厅收费标准");
    let answered = register(house, &clerk, fees, (Channel::Counter, ago(5)), &once()).await?;
    answer(house, (&clerk, &approver), &answered.id, today).await?;

    let fresh = request(ApplicantKind::Person, "演示申请人丁", "(演示)本年度重点建设项目名单");
    lodge(house, fresh, &once()).await?;
    Ok(())
}

async fn answer(
    house: &House,
    (clerk, approver): (&Officer, &Officer),
    id: &str,
    today: NaiveDate,
) -> anyhow::Result<()> {
    let proposed = Event::Proposed {
        on: today,
        outcome: Outcome::AlreadyPublic,
        text: "收费标准已在门户网站“政府信息公开指南”栏目公开,可以直接查阅。".into(),
        names: String::new(),
        public_interest: String::new(),
        by: String::new(),
    };
    take_step(house, clerk, id, 0, proposed).await?;
    take_step(house, approver, id, 1, Event::Approved { on: today, by: String::new() }).await?;
    Ok(())
}
