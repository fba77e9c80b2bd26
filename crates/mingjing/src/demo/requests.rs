//! Requests for information of made-up people, each in another state.

use chrono::{Days, NaiveDate};
use mingjing_actions::case_files::{FilePart, FilesOf};
use mingjing_actions::requests::{Applicant, NewRequest, Wanted, lodge, register, take_step, wish_publicity};
use mingjing_actions::{House, Officer};
use mingjing_procedures::{ApplicantKind, Channel, Event, FeeBasis, Outcome, Party};

use super::people;

fn request(kind: ApplicantKind, name: &str, description: &str) -> NewRequest {
    let applicant = Applicant {
        kind,
        name: name.into(),
        identity: "演示证件 0000".into(),
        contact: "演示电话 000-0000".into(),
        address: "演示地址".into(),
        mail: String::new(),
    };
    let wanted =
        Wanted { description: description.into(), form: "电子邮件".into(), evidence: String::new() };
    NewRequest {
        agency: people::OFFICE.into(),
        purpose: mingjing_procedures::Purpose::Information,
        applicant,
        wanted,
    }
}

/// One that is late, one about which a third party is asked, one that is answered, one whose file is wished open to all, one
/// for which a fee is asked, one that nobody has confirmed.
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
    let public = "收费标准已在门户网站“政府信息公开指南”栏目公开,可以直接查阅。";
    answer_with(house, (&clerk, &approver), &answered.id, (today, Outcome::AlreadyPublic, public)).await?;

    let plans = request(ApplicantKind::Charity, "演示协会戊", "(演示)饮用水水源地环境监测记录");
    let given = register(house, &clerk, plans, (Channel::Counter, ago(4)), &once()).await?;
    let record =
        ("演示监测记录.csv".to_owned(), "日期,水质\n2026-01-01,达标(演示)\n".as_bytes().to_vec().into());
    FilesOf::Request.add(house, &clerk, (&given.id, FilePart::Answer), record).await?;
    answer_with(house, (&clerk, &approver), &given.id, (today, Outcome::Granted, "监测记录见所附文件。"))
        .await?;
    wish_publicity(house, &given.code, "(演示)饮用水安全关系到每一个人，建议主动公开。").await?;

    let copies = request(ApplicantKind::LegalService, "演示律师事务所己", "(演示)某项目全部验收材料");
    let charged = register(house, &clerk, copies, (Channel::Counter, ago(2)), &once()).await?;
    let notice = Event::FeeAsked {
        on: today,
        basis: FeeBasis::Pages,
        count: 120,
        yuan: 0,
        text: "(演示)凭本通知到政务服务大厅缴纳，全额上缴国库。".into(),
    };
    take_step(house, &clerk, &charged.id, 0, notice).await?;

    let fresh = request(ApplicantKind::Person, "演示申请人丁", "(演示)本年度重点建设项目名单");
    lodge(house, fresh, &once()).await?;
    Ok(())
}

async fn answer_with(
    house: &House,
    (clerk, approver): (&Officer, &Officer),
    id: &str,
    (today, outcome, text): (NaiveDate, Outcome, &str),
) -> anyhow::Result<()> {
    let proposed = Event::Proposed {
        on: today,
        outcome,
        text: text.into(),
        names: String::new(),
        public_interest: String::new(),
        by: String::new(),
    };
    take_step(house, clerk, id, 0, proposed).await?;
    take_step(house, approver, id, 1, Event::Approved { on: today, by: String::new() }).await?;
    Ok(())
}
