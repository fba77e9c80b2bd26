//! The staff of the demonstration.

use mingjing_actions::{House, NewAccount, Officer, Role, add_account, sign_in};

/// Everybody's password, printed at the start.
pub const PASSWORD: &str = "mingjing-demo-2026";

/// The agency where the demonstration's amendment and withdrawal happen.
pub const OFFICE: &str = "130001";

/// One demonstration account.
pub struct Account {
    pub username: &'static str,
    pub name: &'static str,
    pub agency: &'static str,
    pub roles: &'static [Role],
}

/// Accounts for each role at three levels of government.
pub const ACCOUNTS: [Account; 16] = [
    Account { username: "qicao", name: "王晓明", agency: OFFICE, roles: &[Role::Drafter] },
    Account { username: "shencha", name: "李慎言", agency: OFFICE, roles: &[Role::Screener] },
    Account { username: "pizhun", name: "赵正", agency: OFFICE, roles: &[Role::Approver] },
    Account { username: "guanli", name: "孙管理", agency: OFFICE, roles: &[Role::Administrator] },
    Account { username: "fuhe", name: "钱复", agency: OFFICE, roles: &[Role::Approver] },
    Account { username: "xitong", name: "沈系统", agency: OFFICE, roles: &[Role::SystemAdministrator] },
    Account { username: "shenji", name: "韩审计", agency: OFFICE, roles: &[Role::Auditor] },
    Account { username: "zhuguan", name: "杨主管", agency: OFFICE, roles: &[Role::OpennessOffice] },
    Account { username: "zhuguan-fu", name: "何副主管", agency: OFFICE, roles: &[Role::OpennessOffice] },
    Account { username: "caizheng-qicao", name: "周会", agency: "130009", roles: &[Role::Drafter] },
    Account {
        username: "caizheng-shenpi",
        name: "吴审",
        agency: "130009",
        roles: &[Role::Screener, Role::Approver],
    },
    Account { username: "sjz-qicao", name: "郑石", agency: "130101", roles: &[Role::Drafter] },
    Account {
        username: "sjz-shenpi",
        name: "冯家",
        agency: "130101",
        roles: &[Role::Screener, Role::Approver],
    },
    Account { username: "changan-qicao", name: "陈安", agency: "13010201", roles: &[Role::Drafter] },
    Account {
        username: "changan-shenpi",
        name: "褚长",
        agency: "13010201",
        roles: &[Role::Screener, Role::Approver],
    },
    Account { username: "pinggu", name: "卫评估", agency: OFFICE, roles: &[Role::Evaluator] },
];

/// Makes the accounts.
pub async fn join(house: &House) -> anyhow::Result<()> {
    for a in &ACCOUNTS {
        let account = NewAccount {
            username: a.username.into(),
            name: a.name.into(),
            agency: a.agency.into(),
            roles: a.roles.to_vec(),
            password: PASSWORD.into(),
        };
        add_account(house, account).await?;
    }
    Ok(())
}

async fn person(house: &House, name: &str) -> anyhow::Result<Officer> {
    sign_in(house, name, PASSWORD).await?.ok_or_else(|| anyhow::anyhow!("演示账号 {name} 不能登录"))
}

/// Drafter, screener, and the two approvers of the office.
pub async fn office(house: &House) -> anyhow::Result<[Officer; 4]> {
    let person = async |name: &str| person(house, name).await;
    Ok([person("qicao").await?, person("shencha").await?, person("pizhun").await?, person("fuhe").await?])
}

/// Two of the openness office.
pub async fn openness_office(house: &House) -> anyhow::Result<[Officer; 2]> {
    Ok([person(house, "zhuguan").await?, person(house, "zhuguan-fu").await?])
}

/// The administrator of the office.
pub async fn administrator(house: &House) -> anyhow::Result<Officer> {
    person(house, "guanli").await
}
